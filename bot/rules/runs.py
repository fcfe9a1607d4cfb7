"""A list's rows as a reader meets them: table by table, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.model import Entry
from bot.rules.case import Case


def tables(case: Case) -> list[list[Entry]]:
    """The rows of each table of papers, in order."""
    return _runs(case, lambda one, other: other.row.line == one.row.line + 1 and one.row.columns == other.row.columns)


def sections(case: Case) -> list[list[Entry]]:
    """The rows that stand under one heading, of all its tables, in order."""
    return _runs(case, lambda one, other: one.row.section == other.row.section)


def _runs(case: Case, together: Callable[[Entry, Entry], bool]) -> list[list[Entry]]:
    found = list[list[Entry]]()
    for entry in _entries(case):
        if found and together(found[-1][-1], entry):
            found[-1].append(entry)
        else:
            found.append([entry])
    return found


def _entries(case: Case) -> Iterator[Entry]:
    yield from sorted((entry for paper in case.papers for entry in paper.entries), key=lambda entry: entry.row.line)


def place(entry: Entry) -> str:
    """The heading above, for a finding about several rows."""
    return entry.row.section[-1] if entry.row.section else "the list"
