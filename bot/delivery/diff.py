"""A unified diff, as `git apply` and `patch` read it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from bot.model import Document

_CONTEXT = 3


def unified(old: Document, new: Document, path: str) -> str:
    """The diff from old to new; empty if they are equal. Linear in their size where no line comes or goes."""
    before, after = _lines(old), _lines(new)
    hunks = "".join(_hunk(before, after, some) for some in _grouped(_changes(before, after)))
    return f"--- a/{path}\n+++ b/{path}\n{hunks}" if hunks else ""


class _Span(NamedTuple):
    """Lines `first:last` of old that give way to lines `start:end` of new."""

    first: int
    last: int
    start: int
    end: int


def _changes(old: list[str], new: list[str]) -> Iterator[_Span]:
    if len(old) == len(new):
        yield from (_Span(i, i + 1, i, i + 1) for i, (one, other) in enumerate(zip(old, new, strict=True)) if one != other)
        return
    for tag, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            yield _Span(first, last, start, end)


def _grouped(changes: Iterable[_Span]) -> list[list[_Span]]:
    """The changes of each hunk: those whose contexts touch share one."""
    groups = list[list[_Span]]()
    for change in changes:
        if groups and change.first - groups[-1][-1].last < 2 * _CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _hunk(old: list[str], new: list[str], changes: list[_Span]) -> str:
    begin, stop = max(changes[0].first - _CONTEXT, 0), min(changes[-1].last + _CONTEXT, len(old))
    shift = changes[0].start - changes[0].first
    length = changes[-1].end + stop - changes[-1].last - begin - shift
    body, at = [f"@@ -{_place(begin, stop - begin)} +{_place(begin + shift, length)} @@\n"], begin
    for first, run in groupby(_blocks(changes), key=lambda one: one[0]):
        spans = [one for _, one in run]
        body += [_line(" ", line) for line in old[at:first]]
        body += [_line("-", line) for one in spans for line in old[one.first : one.last]]
        body += [_line("+", line) for one in spans for line in new[one.start : one.end]]
        at = spans[-1].last
    return "".join([*body, *(_line(" ", line) for line in old[at:stop])])


def _blocks(changes: list[_Span]) -> Iterator[tuple[int, _Span]]:
    """Each change with the first line of its block: changes that touch are one."""
    first = changes[0].first
    for before, change in zip([changes[0], *changes], changes, strict=False):
        first = first if change.first <= before.last else change.first
        yield first, change


def _place(begin: int, length: int) -> str:
    """Where a hunk's lines are; of none, the line before them."""
    return f"{begin + 1 if length else begin},{length}"


def _lines(document: Document) -> list[str]:
    """Lines as git has them: a lone carriage return ends none."""
    return list(io.StringIO(str(document), newline="\n"))


def _line(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
