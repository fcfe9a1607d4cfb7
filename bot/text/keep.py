"""What a list's keepers want to be left alone: by a comment in the list, or by name in its configuration.

`<!-- bot: keep -->` in a row keeps the row; in a heading, or on a line of its own directly before one, that section with all below
it; and on a line of its own elsewhere the next table before another heading. What is kept is read and learned from like everything
else, but never corrected.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from markdown_it.token import Token

from bot.model import Document, Edit, Entry, Finding, Proposal
from bot.text.blocks import Heading, blocks, headings
from bot.text.document import BOM
from bot.text.links import arxiv_id
from bot.text.titles import key

MARK = re.compile(r"<!--\s*bot\s*:\s*keep\s*-->", re.IGNORECASE)
SECTION = "section:"
"""What a section's name begins with in the configuration."""
WHOLE = frozenset({"swap"})
"""Rules whose edits are right together or not at all."""


def kept(document: Document, entries: Iterable[Entry], named: Sequence[str] = ()) -> frozenset[int]:
    """The lines to leave alone. `named` are `arxiv:2211.15736` or another id, a title, or `section: ` and a heading's words."""
    sections = {key(one[len(SECTION) :]) for one in named if one.casefold().startswith(SECTION)} - {""}
    marked = [number for number, line in enumerate(document.lines, 1) if "<!--" in line and MARK.search(line)]
    lines = {entry.row.line for entry in entries if any(_names(one, entry) for one in named)}
    if marked or sections:
        tokens = blocks(document)
        heads, inside = list(headings(tokens)), _quoted(tokens)
        whole = _sections(document, heads)
        found = {whole[head.line] for head in heads if sections and key(head.words) in sections}
        found |= _marked(document, tokens, whole, [mark for mark in marked if mark not in inside])
        lines.update(*found)
    return frozenset(lines)


def spare(kept_: frozenset[int], proposals: Iterable[Proposal], findings: Iterable[Finding]) -> tuple[list[Proposal], list[Finding]]:
    """Without edits of what is kept, and without findings about nothing else. An exchange of rows is made whole or not at all.

    Behind a row that is kept by itself a new one may come; not into a section or table that is kept.
    """
    made = list[Proposal]()
    for proposal in proposals:
        edits = tuple(edit for edit in proposal.edits if _is_free(edit, kept_))
        if edits == proposal.edits:
            made.append(proposal)
        elif edits and proposal.rule not in WHOLE:
            made.append(replace(proposal, edits=edits))
    return made, [one for one in findings if not one.lines or not kept_.issuperset(one.lines)]


def _is_free(edit: Edit, kept_: frozenset[int]) -> bool:
    alone = kept_.isdisjoint((edit.line - 1, edit.line + 1))
    return edit.line not in kept_ or (edit.column == "insert" and alone)


def _names(words: str, entry: Entry) -> bool:
    arxiv = arxiv_id(words.casefold().removeprefix("arxiv:"))
    ids = {str(name).casefold() for name in entry.ids}
    return (
        words.strip().casefold() in ids
        or (arxiv is not None and arxiv in entry.ids)
        or (bool(key(words)) and key(words) == key(entry.title))
    )


def _quoted(tokens: Iterable[Token]) -> set[int]:
    """Lines of code, where a comment is shown and doesn't speak."""
    return {line + 1 for token in tokens if token.type in ("fence", "code_block") and token.map for line in range(*token.map)}


def _marked(document: Document, tokens: Sequence[Token], sections: Mapping[int, range], marks: Sequence[int]) -> set[range]:
    """The lines that the comments in those lines keep."""
    above = {line: head for head in sections for line in _above(document, head)}
    tables, heads = list(_tables(tokens)), sorted(sections)
    found = {sections[above[mark]] if mark in above else range(mark, mark + 1) for mark in marks}
    for mark in marks:
        table, head = bisect_right(tables, mark, key=lambda one: one.start), bisect_right(heads, mark)
        free = mark not in above and _blank(document.lines[mark - 1]) and table < len(tables)
        if free and (head == len(heads) or tables[table].start < heads[head]):
            found.add(tables[table])
    return found


def _above(document: Document, head: int) -> Iterator[int]:
    """The heading's line and the blank ones directly above it."""
    yield head
    while head > 1 and _blank(document.lines[head - 2]):
        head -= 1
        yield head


def _blank(line: str) -> bool:
    return not MARK.sub("", line).strip(f"{BOM} \t\r\n")


def _sections(document: Document, heads: Iterable[Heading]) -> dict[int, range]:
    """By a heading's line: from there to the next heading of its level or above."""
    found, around = dict[int, range](), list[Heading]()
    for head in heads:
        while around and around[-1].level >= head.level:
            closed = around.pop()
            found[closed.line] = range(closed.line, head.line)
        around.append(head)
    return found | {one.line: range(one.line, len(document.lines) + 1) for one in around}


def _tables(tokens: Iterable[Token]) -> Iterator[range]:
    """The lines of each table, in order."""
    for token in tokens:
        if token.type == "table_open" and token.map:
            yield range(token.map[0] + 1, token.map[1] + 1)
