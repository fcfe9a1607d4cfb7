"""A proposal's cells in a text that has moved on since: whether they are as they were, as proposed, or otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.model import Document, Edit, Proposal, Row
from bot.text import document, edit
from bot.text.document import content
from bot.text.table import read_rows

Found = Literal["old", "new", "other", "gone"]
"""What the text has where a proposal would change it; `gone`: there is no such row."""

_LINK = re.compile(r"https?://[^\s)>|\"'\]]+")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list's text with its rows."""

    document: Document
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, data: bytes) -> Listing:
        doc = document.read(data)
        return cls(doc, tuple(read_rows(doc)))

    def apply(self, proposals: Sequence[Proposal]) -> tuple[Document, list[Proposal]]:
        """The text with the proposals' edits, and the proposals that were made."""
        changed, refused = edit.apply(self.document, {row.line: row for row in self.rows}, [one.edits for one in proposals])
        return changed, [one for index, one in enumerate(proposals) if index not in refused]

    def find(self, proposal: Proposal, was: Sequence[str]) -> Found:
        """What stands in the proposal's cells; `was` are the rows of its edits as they were."""
        found = [self._find(one, line) for one, line in zip(proposal.edits, was, strict=True)]
        order: tuple[Found, ...] = ("old", "other", "gone")
        for verdict in order:
            if verdict in found:
                return verdict
        return "new"

    def moved(self, proposal: Proposal, was: Sequence[str]) -> Proposal | None:
        """The proposal for the lines on which its rows are now; None unless all its cells are as they were."""
        edits = [self._moved(one, line) for one, line in zip(proposal.edits, was, strict=True)]
        whole = tuple(one for one in edits if one)
        return replace(proposal, edits=whole) if len(whole) == len(edits) else None

    def was(self, proposal: Proposal) -> tuple[str, ...]:
        """The rows that its edits change, as they are."""
        return tuple(content(self.document.lines[one.line - 1]) for one in proposal.edits)

    def _find(self, one: Edit, was: str) -> Found:
        if one.column == "row":
            lines = {content(line) for line in self.document.lines}
            return "new" if one.new in lines else "old" if one.old in lines else "other"
        cells = {row.cell(one.column) for row in self._rows(was, one)}
        return "gone" if not cells else "old" if one.old in cells else "new" if one.new in cells else "other"

    def _moved(self, one: Edit, was: str) -> Edit | None:
        if one.column == "row":
            lines = [n for n, line in enumerate(self.document.lines, 1) if content(line) == one.old]
        else:
            lines = [row.line for row in self._rows(was, one) if row.cell(one.column) == one.old]
        return replace(one, line=min(lines, key=lambda n: abs(n - one.line))) if lines else None

    def _rows(self, was: str, one: Edit) -> list[Row]:
        """The rows that list what that row listed: by its title, else by its first link."""
        before = {cell.strip() for cell in re.split(r"(?<!\\)\|", was)}
        by_title = [row for row in self.rows if one.column in row.columns and (row.cell("title") or None) in before]
        link = _LINK.search(was)
        by_link = [row for row in self.rows if one.column in row.columns and link and link[0] in self.document.lines[row.line - 1]]
        return by_title or by_link
