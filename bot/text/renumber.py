"""Numbers of rows, kept in step where rows come or go: only in tables that were numbered without a gap before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.model import Row
from bot.text.cells import replace, split
from bot.text.document import content, ending

_NUMBER = re.compile(r"\W*(\d+)\W*")
_DIGITS = re.compile(r"\d+")


class Line(NamedTuple):
    """A line of the text as it will be: `before` is its number until now or, of a new one, that of the line it stands behind."""

    before: int
    new: bool
    text: str


def renumbered(rows: Mapping[int, Row], lines: Sequence[Line]) -> list[Line]:
    """The lines with their numbers in step: 1 to n or n to 1, each in the form of its cell. `rows` are those of the text until now."""
    found = list(lines)
    for scope, way in _scopes(rows):
        within = _within(scope)
        places = [place for place, line in enumerate(found) if (line.before, line.new) in within]
        now = [found[place] for place in places]
        if len(now) == len(scope) and not any(line.new for line in now):
            continue
        down = (way or _way_of_one(now, scope)) < 0
        for count, place in enumerate(places, 1):
            number = len(places) - count + 1 if down else count
            found[place] = found[place]._replace(text=_numbered(found[place].text, scope[0].columns["number"], number))
    return found


def moved(rows: Mapping[int, Row], behind: int) -> frozenset[int]:
    """The lines whose numbers a new row behind that line would change."""
    for scope, way in _scopes(rows):
        if (behind, True) in _within(scope):
            return frozenset(row.line for row in scope if (row.line > behind) == (way >= 0))
    return frozenset()


def number_of(cell: str) -> int | None:
    """The number in a cell of nothing else: `12`, `[12]`, `12.`."""
    match = _NUMBER.fullmatch(cell)
    return int(match[1]) if match else None


def _scopes(rows: Mapping[int, Row]) -> Iterator[tuple[list[Row], int]]:
    """The rows that are numbered together, with the way (1 up, -1 down, 0: a single row): a section's, else a table's."""
    numbered = [rows[line] for line in sorted(rows)]
    for section in _runs(numbered, lambda one, other: one.section == other.section):
        tables = _runs(section, lambda one, other: other.line == one.line + 1 and one.columns == other.columns)
        same = len({row.columns.get("number") for row in section}) == 1
        for scope in [section] if same and len(tables) > 1 and _way(section) is not None else tables:
            way = _way(scope)
            if way is not None:
                yield scope, way


def _way(rows: Sequence[Row]) -> int | None:
    """How they are numbered; None where they aren't, or not one after the other."""
    found = [None if row.ragged else number_of(row.cell("number") or "") for row in rows]
    up = list(range(1, len(rows) + 1))
    return None if found not in (up, up[::-1]) else 0 if len(rows) == 1 else 1 if found == up else -1


def _way_of_one(lines: Sequence[Line], scope: Sequence[Row]) -> int:
    """Where a single row was numbered: down, if the new one above it has a higher number."""
    index = scope[0].columns["number"]
    cells = [split(content(line.text)) for line in lines if line.new and line.before < scope[0].line]
    return -1 if any(index < len(row) and (number_of(row[index].text) or 0) > 1 for row in cells) else 1


def _within(scope: Sequence[Row]) -> set[tuple[int, bool]]:
    """What is among these rows, as `before` and `new` of a line. A table's first row may come behind the line under its header."""
    lines = {row.line for row in scope}
    return {(line, False) for line in lines} | {(line, True) for line in lines | {line - 1 for line in lines}}


def _numbered(line: str, index: int, number: int) -> str:
    text = content(line)
    cells = split(text)
    if index >= len(cells) or number_of(cells[index].text) is None:
        return line
    return replace(text, cells[index], in_form(number, cells[index].text)) + ending(line)


def in_form(number: int, cell: str) -> str:
    """The number in the form of a cell: `[07]` for 8 gives `[08]`."""
    return _DIGITS.sub(lambda digits: str(number).zfill(len(digits[0]) if digits[0].startswith("0") else 1), cell, count=1)


def _runs(rows: Sequence[Row], together: Callable[[Row, Row], bool]) -> list[list[Row]]:
    found = list[list[Row]]()
    for row in rows:
        if found and together(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return found
