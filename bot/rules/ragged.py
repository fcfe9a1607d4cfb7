"""Rule *ragged*: a row with more or fewer cells than its table's header. What is too much GitHub doesn't show."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Finding
from bot.rules.case import Case
from bot.rules.runs import tables
from bot.text.cells import split
from bot.text.document import content
from bot.text.table import row_cells

RULE = "ragged"
_DELIMITER = frozenset("|:- \t")
_WAY = 4
"""Where one in so many of a table's rows leaves out its last cells, that is how the list is written."""


def judge(case: Case) -> Iterator[Finding]:
    """One finding for each such row of a table of papers."""
    for rows in tables(case):
        width = _width(case, rows[0].row.line) if any(row.row.ragged for row in rows) else 0
        ragged = [(row, len(row_cells(_line(case, row.row.line), width))) for row in rows if row.row.ragged]
        short = sum(own < width for _, own in ragged)
        for row, own in ragged:
            if own > width or (own < width and _WAY * short <= len(rows)):
                says = f"the row has {own} cells, its table’s header {width}"
                yield Finding(RULE, str(row.id or f"title:{row.title}"), row.title, (row.row.line,), says)


def _line(case: Case, number: int) -> str:
    return content(case.document.lines[number - 1])


def _width(case: Case, number: int) -> int:
    """The columns of the table of that row: its delimiter line has as many cells as its header."""
    above = (_line(case, one) for one in range(number - 1, 0, -1))
    delimiter = next((line for line in above if "-" in line and _DELIMITER.issuperset(line)), "")
    return len(split(delimiter))
