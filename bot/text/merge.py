"""A three-way merge of a list's text: line by line, in a table's rows cell by cell; what a person wrote wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from merge3 import Merge3

from bot.model import Document
from bot.text.cells import replace, split
from bot.text.document import content, ending


def merge(ancestor: Document, ours: Document, theirs: Document) -> Document | None:
    """Their text with what was changed from the ancestor to ours; None where the two can't be brought together.

    Where both changed one cell, theirs stays; where both have new rows, theirs come last.
    """
    final = {bool(ending(one.lines[-1])) for one in (ours, theirs) if one.lines} or {True}
    usual = next((end for one in (ancestor, ours, theirs) for line in one.lines if (end := ending(line))), "\n")
    old, mine, other = (_ended(one.lines, usual) for one in (ancestor, ours, theirs))
    lines = list[str]()
    for kind, *groups in Merge3(old, mine, other).merge_groups():
        if kind != "conflict":
            lines += groups[0]
            continue
        merged = _settled(*groups)
        if merged is None:
            return None
        lines += merged
    if lines and final == {False}:
        lines[-1] = content(lines[-1])
    return Document(tuple(lines))


def _ended(lines: Sequence[str], usual: str) -> list[str]:
    """With an ending on the last line too, so that a row behind it changes no other."""
    return [line if ending(line) else line + usual for line in lines]


def clashes(ancestor: Document, ours: Document, theirs: Document) -> bool:
    """Whether git couldn't merge the two by itself."""
    return any(kind == "conflict" for kind, *_ in Merge3(ancestor.lines, ours.lines, theirs.lines).merge_groups())


def _settled(old: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    if not old and all("|" in line for line in (*ours, *theirs)):
        return [*ours, *(line for line in theirs if line not in ours)]
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
