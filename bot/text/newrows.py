"""Rows that proposals add: whether a list has the paper by now, and where the new row comes in a text that has moved on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.model import Document, Edit, PaperId, Proposal, Row
from bot.text.blocks import blocks, headings
from bot.text.cells import replace, split
from bot.text.document import content
from bot.text.entries import title_of
from bot.text.links import links, paper_id
from bot.text.titles import alike, key, plain, wordy

_RULE = re.compile(r"[\s|:-]+")
"""The line under a table's header."""
_SURE = frozenset({"arxiv", "doi", "openreview", "acl", "cvf"})
"""Schemes whose ids are of one paper, wherever they stand in its row."""


def has(document: Document, rows: Sequence[Row], proposal: Proposal, line: str) -> bool:
    """Whether the list has the paper of that new line: the line itself, or a row with one of its ids or its title."""
    ids, title = names(proposal, line), key(proposal.title)
    listed = any((title and _title(row.cell("title") or "") == title) or ids & sure(content(document.lines[row.line - 1])) for row in rows)
    return listed or any(content(one) == line for one in document.lines)


def adds(proposal: Proposal, new: str, line: str) -> bool:
    """Whether a line that someone else adds, in whatever form, is about the paper of that new line."""
    title = key(proposal.title)
    words = [key(one.text) for one in links(line)] + [_title(cell.text) for cell in split(line)]
    return bool(names(proposal, new) & sure(line)) or title in words or (wordy(proposal.title) and title in key(plain(line)))


def names(proposal: Proposal, line: str) -> frozenset[PaperId]:
    """The ids of the paper that a proposal adds with that line."""
    own = PaperId.parse(proposal.paper)
    return sure(line) | ({own} if own.scheme in _SURE else set())


def place(document: Document, rows: Sequence[Row], section: tuple[str, ...], one: Edit) -> int | None:
    """The line behind which an insert comes, as the list is now; None where nobody can tell.

    It is that line itself, or the row of the paper that stood there, whatever was changed in it; of several the one in the section.
    """
    exact = {number for number, line in enumerate(document.lines, 1) if content(line) == one.old}
    papers = [] if _RULE.fullmatch(one.old) else [row for row in rows if row.line not in exact]
    found = exact | {row.line for row in papers if _same_paper(row, content(document.lines[row.line - 1]), one.old)}
    here = [number for number in found if section_of(document, rows, number) == section]
    if not here and len(found) > 1:
        return None
    return min(here or found, key=lambda number: (number not in exact, abs(number - one.line)), default=None)


def section_of(document: Document, rows: Sequence[Row], line: int) -> tuple[str, ...]:
    """The headings above a line."""
    near = next((row for row in rows if line in (row.line, row.line - 1)), None)
    if near:
        return near.section
    above = list[tuple[int, str]]()
    for head in headings(blocks(document)):
        if head.line <= line:
            above = [(level, words) for level, words in above if level < head.level] + [(head.level, plain(head.words))]
    return tuple(words for _, words in above)


def ordered(rows: Sequence[Row], document: Document, proposals: Sequence[Proposal]) -> list[Proposal]:
    """By line; new rows behind one line in the order in which their table goes: by id up or down, or by title."""
    groups = dict[tuple[int, ...], list[Proposal]]()
    for one in sorted(proposals, key=lambda one: (one.lines, one.paper)):
        groups.setdefault(one.lines, []).append(one)
    return [one for lines, group in groups.items() for one in (_as_around(rows, document, lines[0], group) if group[1:] else group)]


def _as_around(rows: Sequence[Row], document: Document, line: int, group: list[Proposal]) -> list[Proposal]:
    if any(edit.column != "insert" for one in group for edit in one.edits):
        return group
    table = list(_table(rows, line))
    ids = [min(map(str, sure(content(document.lines[row.line - 1]))), default="") for row in table]
    titles = [_title(row.cell("title") or "") for row in table]
    up, down = (sum(bool(a and b) and (a < b) == way for a, b in pairwise(ids)) for way in (True, False))
    spelled = sum(a < b for a, b in pairwise(titles))
    if spelled > max(up, down):
        return sorted(group, key=lambda one: key(one.title))
    return group[::-1] if down > up else group


def _table(rows: Sequence[Row], line: int) -> Iterator[Row]:
    """The rows of the table that has that line, or begins behind it."""
    by_line = {row.line: row for row in rows}
    first = line if line in by_line else line + 1
    while first - 1 in by_line:
        first -= 1
    while first in by_line:
        yield by_line[first]
        first += 1


@lru_cache(maxsize=20_000)
def sure(line: str) -> frozenset[PaperId]:
    """The ids in a line that name one paper."""
    found = (paper_id(link.url) for link in links(line) if not link.image)
    return frozenset(one for one in found if one and one.scheme in _SURE)


@lru_cache(maxsize=20_000)
def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.text for cell in split(line))


@lru_cache(maxsize=20_000)
def _title(cell: str) -> str:
    return key(title_of(cell))


def _same_paper(row: Row, line: str, was: str) -> bool:
    """Whether a row lists what that row listed: by its title's cell, or by an id, if the titles are alike."""
    cells = _cells(was)
    title, index = row.cell("title") or "", row.columns.get("title", len(cells))
    if title and title in cells:
        return True
    return bool(sure(line) & sure(was)) and index < len(cells) and alike(title_of(title), title_of(cells[index]))


def same_but_number(row: Row, line: str, other: str) -> bool:
    """Whether a line is that row in another place of the count: the same cells but for the number's."""
    index = row.columns.get("number", -1)
    cells, found = _cells(line), _cells(other)
    return 0 <= index < len(cells) == len(found) and found[:index] + found[index + 1 :] == cells[:index] + cells[index + 1 :]


def with_number(row: Row, line: str, text: str) -> str:
    """A row's text with the number that the row has in that line; as it is where it has none."""
    index = row.columns.get("number", -1)
    mine, cells = split(text), split(line)
    return replace(text, mine[index], cells[index].text) if 0 <= index < min(len(mine), len(cells)) else text
