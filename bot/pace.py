"""The nouns of how much is handed in, and when. From the standard library alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Policy:
    """How much is handed in, and when: rows a pull request, days between openings and updates, weekdays (`mon`), days to a pause.

    `per_week` and `per_section` are the new ones within seven days at the most, and those for one section; None: any number.
    `least` is the confidence from which one comes by itself.
    """

    rows: int
    open_every: int
    update_every: int
    weekdays: tuple[str, ...]
    pause_after: int
    per_week: int | None = None
    per_section: int | None = None
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """When an addition was handed in, and into which section."""

    fingerprint: str
    section: tuple[str, ...]
    day: date
