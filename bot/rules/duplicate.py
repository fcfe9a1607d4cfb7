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
        yield from (_finding(group) for group in _groups(rows, doubted) if len(group) > 1)


def _groups(rows: Sequence[Entry], doubted: set[int]) -> list[list[Entry]]:
    """The rows by paper. Only rows of one title or one id are compared."""
    groups, homes = list[list[Entry]](), dict[str, list[list[Entry]]]()
    for row in rows:
        names = [f"title:{key(row.title)}", *([str(row.id)] if row.id else [])]
        near = (group for name in names for group in homes.get(name, ()) if _same(group[0], row, doubted))
        home = next(near, None)
        if home is None:
            home = []
            groups.append(home)
            for name in names:
                homes.setdefault(name, []).append(home)
        home.append(row)
    return groups


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
