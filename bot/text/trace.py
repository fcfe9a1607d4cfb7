"""A proposal's cells in a text that has moved on since: whether they are as they were, as proposed, or otherwise."""

from __future__ import annotations

from collections.abc import Container, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from bot.model import Column, Document, Edit, PaperId, Proposal, Row
from bot.text import document, edit, newrows
from bot.text.cells import split
from bot.text.document import content
from bot.text.entries import title_of
from bot.text.links import links, paper_id
from bot.text.table import read_rows
from bot.text.titles import alike

Found = Literal["old", "new", "other", "gone", "lost"]
"""What the text has where a proposal would change it; `gone`: there is no such row; `lost`: nor a place for a new one."""


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
        """The text with the proposals' edits, and the proposals that were made. New rows behind one line come as their table goes."""
        ordered = newrows.ordered(self.rows, self.document, proposals)
        changed, refused = edit.apply(self.document, {row.line: row for row in self.rows}, [one.edits for one in ordered])
        lost = {id(one) for index, one in enumerate(ordered) if index in refused}
        return changed, [one for one in proposals if id(one) not in lost]

    def find(self, proposal: Proposal, was: Sequence[str]) -> Found:
        """What stands in the proposal's cells; `was` are the rows of its edits as they were."""
        found = [self._find(proposal, one, line) for one, line in zip(proposal.edits, was, strict=True)]
        order: tuple[Found, ...] = ("old", "other", "gone", "lost")
        for verdict in order:
            if verdict in found:
                return verdict
        return "new"

    def moved(self, proposal: Proposal, was: Sequence[str], taken: Container[tuple[int, Column]] = ()) -> Proposal | None:
        """The proposal for the lines on which its rows are now; None unless all its cells are as they were.

        A row that is gone is left out where another has the same change. `taken`: cells (line, column) that others change.
        """
        made, lacking = list[Edit](), set[tuple[str, str, str]]()
        for one, line in zip(proposal.edits, was, strict=True):
            if one.column == "insert":
                return self._placed(proposal)
            rows = self._rows(one, line, _titles(proposal, one.line))
            mine = {(edit.line, edit.column) for edit in made}
            free = [n for n, cell in rows.items() if cell == one.old and (n, one.column) not in mine and (n, one.column) not in taken]
            if free:
                made.append(self._at(one, min(free, key=lambda n: abs(n - one.line))))
            elif any(cell != one.old for cell in rows.values()):
                return None
            else:
                lacking.add((one.column, one.old, one.new))
        there = {(one.column, one.old, one.new) for one in made}
        return replace(proposal, edits=tuple(made)) if made and lacking <= there else None

    def was(self, proposal: Proposal) -> tuple[str, ...]:
        """The rows that its edits change, as they are."""
        return tuple(content(self.document.lines[one.line - 1]) for one in proposal.edits)

    def lists(self, proposal: Proposal) -> bool:
        """Whether the list has the paper that a proposal adds, in whatever bytes."""
        return any(newrows.has(self.document, self.rows, proposal, one.new) for one in proposal.edits if one.column == "insert")

    def _placed(self, proposal: Proposal) -> Proposal | None:
        """An addition for the list as it is; None where the paper is listed, or its place is lost. So each of its choices."""
        (one,) = proposal.edits
        placed = self._insert(proposal.section, one)
        if placed is None or self.lists(proposal):
            return None
        choices = [(section, edit) for section, choice in proposal.choices if (edit := self._insert(section, choice))]
        return replace(proposal, edits=(placed,), choices=tuple(choices))

    def _insert(self, section: tuple[str, ...], one: Edit) -> Edit | None:
        line = newrows.place(self.document, self.rows, section, one)
        return replace(one, line=line, old=self._content(line)) if line else None

    def _at(self, one: Edit, line: int) -> Edit:
        """The edit on that line; of a whole row in another place of the count with the number that it has there."""
        row, now = next((row for row in self.rows if row.line == line), None), self._content(line)
        if one.column not in ("row", "delete") or row is None or now == one.old:
            return replace(one, line=line)
        return replace(one, line=line, old=now, new=newrows.with_number(row, now, one.new) if one.new else "")

    def _content(self, line: int) -> str:
        return content(self.document.lines[line - 1])

    def _find(self, proposal: Proposal, one: Edit, was: str) -> Found:
        if one.column == "insert":
            placed = self._insert(proposal.section, one)
            return "new" if newrows.has(self.document, self.rows, proposal, one.new) else "old" if placed else "lost"
        if one.column == "delete":
            there = newrows.has(self.document, self.rows, proposal, one.old)
            return "old" if self._whole(one.old) else "other" if there else "new"
        if one.column == "row":
            return "new" if self._whole(one.new) else "old" if self._whole(one.old) else "other"
        cells = set(self._rows(one, was, _titles(proposal, one.line)).values())
        return "gone" if not cells else "old" if one.old in cells else "new" if one.new in cells else "other"

    def _whole(self, text: str) -> list[int]:
        """The lines of that text; else the rows that are the same but for their number in the table."""
        same = [n for n, line in enumerate(self.document.lines, 1) if content(line) == text]
        return same or [row.line for row in self.rows if newrows.same_but_number(row, self._content(row.line), text)]

    def _rows(self, one: Edit, was: str, titles: Set[str]) -> dict[int, str | None]:
        """The rows that list what that row listed, by line: what stands in the edit's column.

        Known by the title's cell as it was, or by one of `titles`; else by a paper's id, if the titles are alike: an id may stand
        on a wrong row.
        """
        if one.column in ("row", "delete"):
            return dict.fromkeys(self._whole(one.old), one.old)
        rows = [row for row in self.rows if one.column in row.columns]
        cells = [cell.text for cell in split(was)]
        same = [row for row in rows if row.cell("title") and (row.cell("title") in cells or row.cell("title") in titles)]
        if not same:
            ids = _ids(was)
            same = [row for row in rows if ids & _ids(content(self.document.lines[row.line - 1])) and _alike(row, cells)]
        return {row.line: row.cell(one.column) for row in same}


def _titles(proposal: Proposal, line: int) -> set[str]:
    """The title's cell in that row before and after the proposal, where it changes it."""
    return {cell for one in proposal.edits if one.column == "title" and one.line == line for cell in (one.old, one.new)}


def _ids(line: str) -> set[PaperId]:
    return {name for link in links(line) if not link.image and (name := paper_id(link.url))}


def _alike(row: Row, cells: Sequence[str]) -> bool:
    """Whether the row's title is much like that of the row with those cells."""
    index = row.columns.get("title", len(cells))
    return index < len(cells) and alike(title_of(row.cell("title") or ""), title_of(cells[index]))
