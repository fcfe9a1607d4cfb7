"""Edits: compare, then swap. What isn't as expected is refused, with its line and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.model import Column, Document, Edit, Row
from bot.text.cells import replace, split
from bot.text.document import content, ending
from bot.text.renumber import Line, renumbered


@dataclass(slots=True)
class _Draft:
    """What becomes of lines, by their number: changed ones, new ones (contents) that come behind them, and those that go."""

    changed: dict[int, str] = field(default_factory=dict)
    behind: dict[int, list[str]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def copy(self) -> _Draft:
        return _Draft(dict(self.changed), {line: list(new) for line, new in self.behind.items()}, set(self.gone))


def apply(document: Document, rows: Mapping[int, Row], groups: Iterable[Sequence[Edit]]) -> tuple[Document, dict[int, str]]:
    """The document with each group of edits made wholly or not at all; where rows come or go, the others' numbers follow.

    `rows` are the document's, by line; all edits name its lines as they are before. Several new lines behind one keep their order.
    Also returns why a group was refused, by its index.
    """
    draft, refused = _Draft(), dict[int, str]()
    for index, edits in enumerate(groups):
        attempt = draft.copy()
        try:
            _make(document, attempt, rows, edits)
            draft = attempt
        except ValueError as problem:
            refused[index] = str(problem)
    lines = list(_lines(document, draft))
    if draft.behind or draft.gone:
        lines = renumbered(rows, _ended(document, lines))
    return Document(tuple(line.text for line in lines)), refused


def _make(document: Document, draft: _Draft, rows: Mapping[int, Row], edits: Sequence[Edit]) -> None:
    for edit in edits:
        if not 1 <= edit.line <= len(document.lines):
            raise ValueError(f"line {edit.line}: the list has {len(document.lines)} lines")
        try:
            if edit.column == "insert":
                draft.behind.setdefault(edit.line, []).append(_inserted(document, draft, edit))
            elif edit.line in draft.gone:
                raise ValueError("it goes")
            else:
                line = draft.changed.get(edit.line, document.lines[edit.line - 1])
                changed = _change(content(line), edit, rows.get(edit.line))
                draft.changed[edit.line] = changed + ending(line)
                draft.gone |= {edit.line} if edit.column == "delete" else set()
        except ValueError as problem:
            raise ValueError(f"line {edit.line}: {problem}") from problem


def _inserted(document: Document, draft: _Draft, edit: Edit) -> str:
    """The new line. A list that has it already gets it no second time."""
    if content(document.lines[edit.line - 1]) != edit.old:
        raise ValueError(f"it is not {edit.old!r}")
    _require_one_line(edit)
    if any(edit.new in new for new in draft.behind.values()) or any(content(line) == edit.new for line in document.lines):
        raise ValueError(f"the list has {edit.new!r} already")
    return edit.new


def _change(line: str, edit: Edit, row: Row | None) -> str:
    _require_one_line(edit)
    if edit.column in ("row", "delete"):
        if line != edit.old:
            raise ValueError(f"it is not {edit.old!r}")
        return edit.new
    index = _index(edit.column, row)
    cells = split(line)
    found = cells[index].text if index < len(cells) else "nothing"
    if found != edit.old:
        raise ValueError(f"its {edit.column} cell is {found!r}, not {edit.old!r}")
    return replace(line, cells[index], edit.new)


def _require_one_line(edit: Edit) -> None:
    if "\n" in edit.new or "\r" in edit.new:
        raise ValueError("the new content would break the line")


def _index(column: Column, row: Row | None) -> int:
    if row is None:
        raise ValueError("it is no row of a table of papers")
    if row.ragged:
        raise ValueError("its cells don't match the table's header")
    if column not in row.columns:
        raise ValueError(f"its table has no {column} column")
    return row.columns[column]


def _lines(document: Document, draft: _Draft) -> Iterator[Line]:
    """The lines as they will be; a new one ends as the line does that it stands behind."""
    for number, before in enumerate(document.lines, 1):
        if number not in draft.gone:
            yield Line(number, False, draft.changed.get(number, before))
        for new in draft.behind.get(number, ()):
            yield Line(number, True, new + ending(before))


def _ended(document: Document, lines: Sequence[Line]) -> list[Line]:
    """With an ending on every line but the last, which has none if the list's last line had none."""
    usual = next((end for line in reversed(document.lines) if (end := ending(line))), "\n")
    found = [line if ending(line.text) else line._replace(text=line.text + usual) for line in lines]
    if found and not ending(document.lines[-1]):
        found[-1] = found[-1]._replace(text=content(found[-1].text))
    return found
