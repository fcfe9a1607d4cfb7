"""Rule *duplicate*: one paper twice in one table. A finding: which row stays is the maintainer's to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Column, Entry, Finding
from bot.rules.case import Case
from bot.rules.runs import tables
from bot.text.titles import akin, key, wordy
from bot.text.venuecell import NOTHING

RULE = "duplicate"
_OFTEN_TWO: frozenset[Column] = frozenset({"number", "title", "link", "venue", "year", "citations"})
"""Columns in which two rows of one paper may differ. Where another one differs, they may be its two datasets or models."""


def judge(case: Case) -> Iterator[Finding]:
    """One finding for each paper, with all its rows in that table. An id in doubt makes no two rows one paper's."""
    doubted = {line for paper in case.papers if paper.doubt for line in paper.lines}
    for rows in tables(case):
        groups = list[list[Entry]]()
        for row in rows:
            home = next((group for group in groups if _same(group[0], row, doubted)), None)
            if home is None:
                groups.append([row])
            else:
                home.append(row)
        yield from (_finding(group) for group in groups if len(group) > 1)


def _same(one: Entry, other: Entry, doubted: set[int]) -> bool:
    """Whether two rows are surely one paper's, by title or by an id under akin titles, and of nothing else that differs."""
    ids = one.id == other.id and one.id is not None and one.id.scheme != "url"
    if key(one.title) == key(other.title):
        same = ids or (wordy(one.title) and not _apart(one, other))
    else:
        same = ids and not doubted & {one.row.line, other.row.line} and akin(one.title, other.title)
    return same and _alike(one, other)


def _apart(one: Entry, other: Entry) -> bool:
    """Two arXiv ids are two papers, whatever their titles."""
    return one.id != other.id and all(entry.id is not None and entry.id.scheme == "arxiv" for entry in (one, other))


def _alike(one: Entry, other: Entry) -> bool:
    free = {index for column, index in one.row.columns.items() if column in _OFTEN_TWO}
    pairs = enumerate(zip(one.row.cells, other.row.cells, strict=False))
    return all(a == b or a in NOTHING or b in NOTHING for index, (a, b) in pairs if index not in free)


def _finding(rows: Sequence[Entry]) -> Finding:
    lines = tuple(row.row.line for row in rows)
    name = str(rows[0].id) if rows[0].id else f"title:{rows[0].title}"
    says = f"the table lists it {'twice' if len(rows) == 2 else f'{len(rows)} times'}: lines {', '.join(map(str, lines))}"
    return Finding(RULE, name, rows[0].title, lines, says)
