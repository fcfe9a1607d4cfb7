"""A three-way merge of a list's text: line by line, in a table's rows cell by cell; what a person wrote wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from merge3 import Merge3

from bot.model import Document
from bot.text.cells import replace, split
from bot.text.document import content, ending


def merge(ancestor: Document, ours: Document, theirs: Document) -> Document | None:
    """Their text with what was changed from the ancestor to ours; None where the two can't be brought together.

    Where both changed one cell, theirs stays.
    """
    lines = list[str]()
    for kind, *groups in Merge3(ancestor.lines, ours.lines, theirs.lines).merge_groups():
        if kind != "conflict":
            lines += groups[0]
            continue
        merged = _settled(*groups)
        if merged is None:
            return None
        lines += merged
    return Document(tuple(lines))


def clashes(ancestor: Document, ours: Document, theirs: Document) -> bool:
    """Whether git couldn't merge the two by itself."""
    return any(kind == "conflict" for kind, *_ in Merge3(ancestor.lines, ours.lines, theirs.lines).merge_groups())


def _settled(old: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    if len(old) == len(ours) == len(theirs):
        return [_line(*three) for three in zip(old, ours, theirs, strict=True)]
    if len(old) == len(ours):
        return list(_carried(old, ours, theirs))
    if len(old) == len(theirs) and all(a == b or ours.count(a) == 1 for a, b in zip(old, theirs, strict=True)):
        return list(_carried(old, theirs, ours))
    return None


def _carried(old: Sequence[str], changed: Sequence[str], into: Sequence[str]) -> Iterator[str]:
    """The lines of `into`, with each change of a line that it has once."""
    swaps = {a: b for a, b in zip(old, changed, strict=True) if a != b and into.count(a) == 1}
    return (swaps.get(line, line) for line in into)


def _line(old: str, ours: str, theirs: str) -> str:
    if old in (ours, theirs):
        return theirs if old == ours else ours
    line, before, wanted = content(theirs), split(content(old)), split(content(ours))
    if not len(split(line)) == len(before) == len(wanted):
        return theirs
    for index, (was, new) in enumerate(zip(before, wanted, strict=True)):
        cell = split(line)[index]
        if cell.text == was.text != new.text:
            try:
                line = replace(line, cell, new.text)
            except ValueError:
                return theirs
    return line + ending(theirs)
