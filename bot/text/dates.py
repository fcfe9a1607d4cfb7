"""Dates as tables write them: a form is read from a cell, and another day is written in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.text.venuecell import MONTHS

_NAMES = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
_YEAR, _SHORT, _MONTH, _DAY = r"(?P<year>(?:19|20)\d\d)", r"(?P<yy>\d\d)", r"(?P<month>0?[1-9]|1[0-2])", r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NAME = rf"(?P<name>{_NAMES})(?P<dot>\.?)"
_MAY = 5
_TWO_DIGITS = 10
_FORMS = [
    re.compile(rf"(?<!\d){form}(?!\d)", re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<gap>\s?[-./年]\s?){_MONTH}(?:[-./月]{_DAY})?",
        rf"{_DAY}\s{_NAME},?\s{_YEAR}",
        rf"{_NAME}\s{_DAY},?\s{_YEAR}",
        rf"{_NAME},?\s?{_YEAR}",
        rf"{_MONTH}/{_DAY}/{_YEAR}",
        rf"{_MONTH}/{_YEAR}",
        rf"{_SHORT}[-./]{_MONTH}",
        _YEAR,
    )
]


class Day(NamedTuple):
    """What a cell's date says: a year, perhaps its month, perhaps the day."""

    year: int
    month: int | None = None
    day: int | None = None


class Form(NamedTuple):
    """How a date is written: a template of `{year}`, `{yy}`, `{month}`, `{m}`, `{name}`, `{mon}`, `{day}` and `{d}`."""

    template: str
    day: Day

    @property
    def sure(self) -> bool:
        """False where the day could be written so in two forms: May, a month or a day of two digits."""
        named = "{mon}" in self.template or "{name}" in self.template
        month, day = self.day.month or 1, self.day.day or 1
        return month != _MAY if named else max(month, day) < _TWO_DIGITS

    @property
    def finest(self) -> int:
        """1 for a year, 2 with a month, 3 with a day."""
        return 3 if self.day.day else 2 if self.day.month else 1


def read(cell: str) -> Form | None:
    """The one date in a cell, with its form; None for a cell without one, or with other digits."""
    for form in _FORMS:
        found = form.search(cell)
        if found and not re.search(r"\d", cell[: found.start()] + cell[found.end() :]):
            return _form(cell, found)
    return None


def _form(cell: str, found: re.Match[str]) -> Form:
    groups = found.groupdict()
    year = int(groups["year"]) if groups.get("year") else 2000 + int(groups["yy"])
    name, month = groups.get("name"), groups.get("month")
    number = int(month) if month else None
    slots = {"year": "{year}", "yy": "{yy}"}
    if name:
        number = next(n for n, one in enumerate(MONTHS, 1) if one.startswith(name.casefold()))
        slots["name"] = "{mon}" if len(name) == 3 else "{name}"
    if month:
        slots["month"] = "{month}" if len(month) == 2 else "{m}"
    if groups.get("day"):
        slots["day"] = "{day}" if len(groups["day"]) == 2 else "{d}"
    template, end = "", 0
    for start, stop, slot in sorted((*found.span(group), slots[group]) for group in slots if groups.get(group)):
        template, end = template + literal(cell[end:start]) + slot, stop
    return Form(template + literal(cell[end:]), Day(year, number, int(groups["day"]) if groups.get("day") else None))


def write(template: str, day: date) -> str:
    name = MONTHS[day.month - 1].capitalize()
    return template.format(
        year=day.year,
        yy=f"{day.year % 100:02}",
        month=f"{day.month:02}",
        m=day.month,
        name=name,
        mon=name[:3],
        day=f"{day.day:02}",
        d=day.day,
    )


def commonest(forms: Sequence[Form], near: int) -> str | None:
    """The template of most of the first ones that are as fine as most, by those that are sure if there are any.

    Of as many finer and coarser ones the finer count: people leave out a day that they don't know.
    """
    fine = Counter(form.finest for form in forms[:near])
    finest = max(fine, key=lambda one: (fine[one], one), default=0)
    like = [form for form in forms if form.finest == finest]
    sure = [form for form in like if form.sure][:near] or like[:near]
    return Counter(form.template for form in sure).most_common(1)[0][0] if sure else None


def literal(text: str) -> str:
    """The text as a template says it that has no slots."""
    return text.replace("{", "{{").replace("}", "}}")
