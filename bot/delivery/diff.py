"""A unified diff of line changes, as `git apply` and `patch` read it."""

from __future__ import annotations

import io
from itertools import groupby

from bot.model import Document

_CONTEXT = 3


def unified(old: Document, new: Document, path: str) -> str:
    """The diff from old to new, which have the same number of lines; empty if they are equal. Linear in their size."""
    if len(old.lines) != len(new.lines):
        raise ValueError("edits change lines; they neither insert nor remove any")
    before, after = _lines(old), _lines(new)
    changed = [i for i, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    hunks = "".join(_hunk(before, after, first, last) for first, last in _spans(changed))
    return f"--- a/{path}\n+++ b/{path}\n{hunks}" if hunks else ""


def _lines(document: Document) -> list[str]:
    """Lines as git has them: a lone carriage return ends none."""
    return list(io.StringIO(str(document), newline="\n"))


def _spans(changed: list[int]) -> list[tuple[int, int]]:
    """First and last changed line of each hunk: changes whose contexts touch share one."""
    spans = list[tuple[int, int]]()
    for index in changed:
        if spans and index - spans[-1][1] <= 2 * _CONTEXT:
            spans[-1] = (spans[-1][0], index)
        else:
            spans.append((index, index))
    return spans


def _hunk(old: list[str], new: list[str], first: int, last: int) -> str:
    start, end = max(first - _CONTEXT, 0), min(last + 1 + _CONTEXT, len(old))
    place = f"{start + 1},{end - start}"
    body = [f"@@ -{place} +{place} @@\n"]
    for same, run in groupby(range(start, end), key=lambda i: old[i] == new[i]):
        numbers = list(run)
        if same:
            body += [_line(" ", old[i]) for i in numbers]
        else:
            body += [_line("-", old[i]) for i in numbers] + [_line("+", new[i]) for i in numbers]
    return "".join(body)


def _line(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
