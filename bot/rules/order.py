"""Rule *order*: in a section that is ordered by its papers' arXiv ids, a row that stands elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.model import Entry, Finding
from bot.rules.case import Case
from bot.rules.runs import place, sections

RULE = "order"
_CLEARLY = 0.9
_ASTRAY = 2
"""Months between a row and its neighbours from which it stands out; ids count announcements, a list may go by submission."""


def judge(case: Case) -> Iterator[Finding]:
    """One finding at most for each section, where the list as a whole and the section are clearly ordered."""
    way = {"oldest first": 1, "newest first": -1, None: 0}[case.dialect.order]
    doubted = {line for paper in case.papers if paper.doubt for line in paper.lines}
    for rows in sections(case) if way else ():
        dated = [(row, way * month) for row in rows if row.row.line not in doubted and (month := _month(row)) is not None]
        pairs = [one <= other for (_, one), (_, other) in pairwise(dated)]
        if sum(pairs) < _CLEARLY * len(pairs) or len(dated) < _CLEARLY * len(rows):
            continue
        astray = [dated[index][0] for index in _outside([month for _, month in dated])]
        if astray:
            where = ", ".join(f"“{row.title}”" for row in astray)
            says = f"the section is ordered by arXiv id, {case.dialect.order}, except: {where}"
            yield Finding(RULE, f"list:{case.name}", place(astray[0]), tuple(row.row.line for row in astray), says)


def _month(row: Entry) -> int | None:
    """Months since 2000 by the row's arXiv id."""
    if not row.id or row.id.scheme != "arxiv" or "/" in row.id.value:
        return None
    return 12 * int(row.id.value[:2]) + int(row.id.value[2:4])


def _outside(months: Sequence[int]) -> list[int]:
    """The places that no longest rising run goes through, as far as they stand far from what they stand between."""
    kept = set(_rising(months))
    found = list[int]()
    for index in sorted(set(range(len(months))) - kept):
        before = max((months[one] for one in kept if one < index), default=months[index])
        after = min((months[one] for one in kept if one > index), default=months[index])
        if before - months[index] >= _ASTRAY or months[index] - after >= _ASTRAY:
            found.append(index)
    return found


def _rising(months: Sequence[int]) -> list[int]:
    """The places of a longest run that never falls."""
    tails, ends, before = list[int](), list[int](), dict[int, int | None]()
    for index, month in enumerate(months):
        place_ = bisect_right(tails, month)
        before[index] = ends[place_ - 1] if place_ else None
        tails[place_ : place_ + 1] = [month]
        ends[place_ : place_ + 1] = [index]
    found, at = list[int](), ends[-1] if ends else None
    while at is not None:
        found.append(at)
        at = before[at]
    return found
