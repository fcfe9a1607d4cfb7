"""Edits: compare, then swap. What isn't as expected is refused, with its line and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.model import Column, Document, Edit, Row
from bot.text.cells import replace, split
from bot.text.document import content, ending


def apply(document: Document, rows: Mapping[int, Row], groups: Iterable[Sequence[Edit]]) -> tuple[Document, dict[int, str]]:
    """The document with each group of edits made wholly or not at all.

    `rows` are the document's, by line. Also returns why a group was refused, by its index.
    """
    lines = dict[int, str]()
    refused = dict[int, str]()
    for index, edits in enumerate(groups):
        try:
            lines |= _changes(document, lines, rows, edits)
        except ValueError as problem:
            refused[index] = str(problem)
    changed = list(document.lines)
    for number, line in lines.items():
        changed[number - 1] = line
    return Document(tuple(changed)), refused


def _changes(document: Document, before: Mapping[int, str], rows: Mapping[int, Row], edits: Sequence[Edit]) -> dict[int, str]:
    lines = dict[int, str]()
    for edit in edits:
        if not 1 <= edit.line <= len(document.lines):
            raise ValueError(f"line {edit.line}: the list has {len(document.lines)} lines")
        line = lines.get(edit.line, before.get(edit.line, document.lines[edit.line - 1]))
        try:
            lines[edit.line] = _change(content(line), edit, rows.get(edit.line)) + ending(line)
        except ValueError as problem:
            raise ValueError(f"line {edit.line}: {problem}") from problem
    return lines


def _change(line: str, edit: Edit, row: Row | None) -> str:
    if "\n" in edit.new or "\r" in edit.new:
        raise ValueError("the new content would break the line")
    if edit.column == "row":
        if line != edit.old:
            raise ValueError(f"it is not {edit.old!r}")
        return edit.new
    index = _index(edit.column, row)
    cells = split(line)
    found = cells[index].text if index < len(cells) else "nothing"
    if found != edit.old:
        raise ValueError(f"its {edit.column} cell is {found!r}, not {edit.old!r}")
    return replace(line, cells[index], edit.new)


def _index(column: Column, row: Row | None) -> int:
    if row is None:
        raise ValueError("it is no row of a table of papers")
    if row.ragged:
        raise ValueError("its cells don't match the table's header")
    if column not in row.columns:
        raise ValueError(f"its table has no {column} column")
    return row.columns[column]
