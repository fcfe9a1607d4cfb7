"""The cells of one table row, as spans of its line."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from bot.text.document import BOM

_PADDING = " \t"


class Cell(NamedTuple):
    """A cell's content without its padding: `line[start:end] == text`."""

    text: str
    start: int
    end: int


def split(line: str) -> tuple[Cell, ...]:
    r"""The cells of a row (a line without its ending), as GitHub Flavored Markdown cuts them (spec 0.29, 4.10).

    A pipe after a backslash belongs to the cell, in code spans too; the outer pipes are optional, and
    just one empty cell is dropped at either end, so that `| a ||` has two cells.
    """
    start = len(line) - len(line.lstrip(_PADDING + BOM))
    end = len(line.rstrip(_PADDING))
    bounds = [start - 1]
    bounds += [i for i in range(start, end) if line[i] == "|" and line[i - 1 : i] != "\\"]
    bounds.append(max(end, start))
    spans = [(left + 1, right) for left, right in pairwise(bounds)]
    if spans[0][0] == spans[0][1]:
        spans = spans[1:]
    if spans and spans[-1][0] == spans[-1][1]:
        spans = spans[:-1]
    return tuple(_trim(line, left, right) for left, right in spans)


def _trim(line: str, start: int, end: int) -> Cell:
    while start < end and line[start] in _PADDING:
        start += 1
    while end > start and line[end - 1] in _PADDING:
        end -= 1
    return Cell(line[start:end], start, end)


def replace(line: str, cell: Cell, new: str) -> str:
    """The line with that cell's content swapped, its padding kept; a blank cell is padded as its neighbours are.

    Raises ValueError where the new content would change the row's other cells.
    """
    before = split(line)
    start, end, content = cell.start, cell.end, new
    if not cell.text and new:
        start, end = _blank(line, cell.start)
        padded = end > start or any(one.text and line[one.start - 1 : one.start] in (" ", "\t") for one in before)
        content = f" {new} " if padded else new
    changed = line[:start] + content + line[end:]
    expected = [one.text for one in before]
    expected[before.index(cell)] = new
    if [one.text for one in split(changed)] != expected:
        raise ValueError(f"{new!r} would change other cells of the row")
    return changed


def _blank(line: str, place: int) -> tuple[int, int]:
    """The blanks around that place."""
    start, end = place, place
    while start > 0 and line[start - 1] in _PADDING:
        start -= 1
    while end < len(line) and line[end] in _PADDING:
        end += 1
    return start, end
