"""The number of a new row."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.discovery.shelf import Entries, Shelf
from bot.model import Entry
from bot.text.renumber import in_form

_NUMBER = re.compile(r"\d+")


def write(own: Shelf, at: int) -> str | None:
    """The cell with the number of that place, in its rows' form: one more than that of the row above, or below where they fall.

    None where the rows near it have none. The rows behind it are not renumbered.
    """
    numbers = [_read(entry) for entry in own.rows]
    said = [number for number in numbers if number]
    if not said and numbers:
        return None
    if not said:
        return _first(own)
    steps = [other[0] - one[0] for one, other in pairwise(numbers) if one and other]
    falls = steps.count(-1) > steps.count(1)
    beside = numbers[at] if falls and at < len(numbers) else numbers[at - 1] if at and not falls else None
    return in_form(beside[0] + 1, beside[1]) if beside else in_form(min(said)[0], min(said)[1])


def _first(own: Shelf) -> str | None:
    """In a table without rows: one where the list's tables begin anew, else one more than the last before."""
    tables = [numbers for rows in own.like if (numbers := _all(rows))]
    if not tables:
        return None
    if sum(numbers[0][0] == 1 for numbers in tables) > 1 or len(tables) == 1:
        return in_form(1, tables[0][0][1])
    before = [max(numbers) for rows in own.like if (numbers := _all(rows)) and rows[0].row.line < own.table.line]
    number, form = max(before, default=(0, tables[0][0][1]))
    return in_form(number + 1, form)


def _all(rows: Entries) -> list[tuple[int, str]]:
    return [number for entry in rows if (number := _read(entry))]


def _read(entry: Entry) -> tuple[int, str] | None:
    cell = entry.row.cell("number") or ""
    found = _NUMBER.search(cell)
    return (int(found[0]), cell) if found else None
