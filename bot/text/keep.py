"""What a list's keepers want to be left alone: by a comment in the list, or by name in its configuration.

`<!-- bot: keep -->` in a row keeps the row; in a heading, or on a line of its own directly before one, that section with all below
it; and on a line of its own elsewhere the next table before another heading. What is kept is read and learned from like everything
else, but never corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from bot.model import Document, Entry, Finding, Proposal
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
        for mark in marked:
            lines |= set() if mark in inside else _from(document, tokens, heads, mark)
        for head in heads:
            lines |= set(_section(document, heads, head)) if key(head.words) in sections else set()
    return frozenset(lines)


def spare(kept_: frozenset[int], proposals: Iterable[Proposal], findings: Iterable[Finding]) -> tuple[list[Proposal], list[Finding]]:
    """Without edits of what is kept, and without findings about nothing else. An exchange of rows is made whole or not at all."""
    made = list[Proposal]()
    for proposal in proposals:
        edits = tuple(edit for edit in proposal.edits if edit.line not in kept_)
        if edits == proposal.edits:
            made.append(proposal)
        elif edits and proposal.rule not in WHOLE:
            made.append(replace(proposal, edits=edits))
    return made, [one for one in findings if not one.lines or not kept_.issuperset(one.lines)]


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


def _from(document: Document, tokens: Sequence[Token], heads: Sequence[Heading], mark: int) -> set[int]:
    """The lines that the comment in that line keeps."""
    if not _blank(document.lines[mark - 1]):
        return next((set(_section(document, heads, one)) for one in heads if one.line == mark), {mark})
    head = next((one for one in heads if one.line > mark), None)
    if head and all(map(_blank, document.lines[mark : head.line - 1])):
        return {mark, *_section(document, heads, head)}
    end = head.line if head else len(document.lines) + 1
    return next((set(range(first, last)) for first, last in _tables(tokens) if mark < first < end), {mark})


def _blank(line: str) -> bool:
    return not MARK.sub("", line).strip(f"{BOM} \t\r\n")


def _section(document: Document, heads: Sequence[Heading], head: Heading) -> range:
    """From the heading to the next one of its level or above."""
    after = (one.line for one in heads if one.line > head.line and one.level <= head.level)
    return range(head.line, next(after, len(document.lines) + 1))


def _tables(tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """First line, and the one behind the last."""
    for token in tokens:
        if token.type == "table_open" and token.map:
            yield token.map[0] + 1, token.map[1] + 1
