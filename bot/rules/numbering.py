"""Rule *numbering*: in a list that numbers its rows, a number that comes twice or is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.model import Entry, Finding
from bot.rules.case import Case
from bot.rules.runs import place, sections

RULE = "numbering"
_FEWEST = 4
_MAJORITY = 0.8
_NUMBER = re.compile(r"\W*(\d+)\W*")


def judge(case: Case) -> Iterator[Finding]:
    """One finding at most for each section whose rows are numbered one after the other."""
    for rows in sections(case):
        numbered = [(row, number) for row in rows if (number := _number(row)) is not None]
        if len(numbered) < max(_FEWEST, _MAJORITY * len(rows)):
            continue
        steps = [(row, before, after) for (_, before), (row, after) in pairwise(numbered)]
        ways = [sum(after - before == way for _, before, after in steps) for way in (1, -1)]
        way = 1 if ways[0] >= ways[1] else -1
        # A table of its own may begin anew.
        odd = [step for step in steps if step[2] - step[1] != way and (step[2] != 1 or way < 0)]
        if odd and max(ways) >= _MAJORITY * len(steps):
            yield _finding(case, odd)


def _number(row: Entry) -> int | None:
    match = _NUMBER.fullmatch(row.row.cell("number") or "")
    return int(match[1]) if match else None


def _finding(case: Case, odd: Sequence[tuple[Entry, int, int]]) -> Finding:
    told = ", ".join(f"{after} again" if after == before else f"{after} after {before}" for _, before, after in odd)
    says = f"its rows are numbered one after the other, but: {told}"
    return Finding(RULE, f"list:{case.name}", place(odd[0][0]), tuple(row.row.line for row, _, _ in odd), says)
