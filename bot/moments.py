"""The moments that people name on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.errors import UsageError


def clock(when: str | None) -> datetime:
    """The time of the run in UTC."""
    if when is None:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(when)
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as problem:
        remedy = "Write it as 2026-11-22 or 2026-11-22T05:17:00Z"
        raise UsageError(f"{when!r} is no date or time", where="--as-of", remedy=remedy) from problem


def day(when: str | None) -> date:
    if when is None:
        return datetime.now(UTC).date() - timedelta(days=30)
    try:
        return date.fromisoformat(when)
    except ValueError as problem:
        raise UsageError(f"{when!r} is no date", where="--since", remedy="Write it as 2026-11-22") from problem
