"""What stands in services' answers, read as what it should be."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError


def day(text: str | None) -> date | None:
    """The day of an ISO time, as services give it; None where there is none."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def fits(shape: TypeAdapter[Any], data: Any) -> bool:
    """Whether a part of an answer is of that shape, without reading one type as another."""
    try:
        shape.validate_python(data, strict=True)
    except ValidationError:
        return False
    return True
