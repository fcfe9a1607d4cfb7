"""When arXiv announces papers (https://info.arxiv.org/help/availability.html).

From Sunday to Thursday at 20:00 in New York; the feeds turn at midnight there, so the days of announcements are Monday to Friday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.candidates import Rest

_DAY = timedelta(days=1)
_BEHIND = timedelta(hours=5)
"""New York behind UTC in winter; in summer it is an hour less, in which the day before is still taken for the last one."""


def announced(now: datetime) -> date:
    """The day in New York: whose announcements the feeds should show."""
    return (now.astimezone(UTC) - _BEHIND).date()


def rest(day: date) -> Rest:
    """Why arXiv may announce nothing on that day. It announces its holidays yearly: what is said of them here is a reason, no proof."""
    if day.weekday() >= 5:
        return "weekend"
    # A holiday stands for its evening, whose papers would be those of the next day.
    return "holiday" if _holiday(day) or _holiday(day - _DAY) else ""


def scheduled(day: date) -> date:
    """That day, or the Friday before a weekend's."""
    return day - max(0, day.weekday() - 4) * _DAY


def before(day: date) -> date:
    """The weekday before."""
    return scheduled(day - _DAY)


def _holiday(day: date) -> bool:
    """Whether arXiv usually keeps it: federal holidays, on Friday for Saturday and Monday for Sunday, and the last days of the year."""
    fixed = {(1, 1), (6, 19), (7, 4), (12, 25)}
    observed = {day} | ({day + _DAY} if day.weekday() == 4 else {day - _DAY} if day.weekday() == 0 else set())
    nth = (day.day - 1) // 7 + 1
    floating = {(1, 0, 3), (9, 0, 1), (11, 3, 4)}  # month, weekday, which of them
    return (
        any((one.month, one.day) in fixed for one in observed)
        or (day.month, day.weekday(), nth) in floating
        or (day.month == 12 and day.day > 25)
    )
