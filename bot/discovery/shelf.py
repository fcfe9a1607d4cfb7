"""The table a new row is for, as far as its order and its neighbours go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.candidates import Newcomer, Section
from bot.discovery import times
from bot.discovery.columns import Neighbour
from bot.discovery.place import Mark
from bot.model import Column, Entry
from bot.rules.case import Case
from bot.text import dates, slots, venuecell
from bot.text.links import month_of
from bot.text.table import Table, read_tables

Entries = tuple[Entry, ...]
_DATES = frozenset({"date", "dates", "year", "month", "time"})
_NAMED: tuple[Column, ...] = ("number", "title", "link", "repository", "site", "citations")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table, what its columns are for, its rows, those of the tables with the same header, and the other rows of the list.

    `dated` are its columns of dates, with all their cells that are one.
    """

    table: Table
    columns: Mapping[Column, int]
    rows: Entries
    like: tuple[Entries, ...]
    others: Entries
    dated: Mapping[int, Sequence[tuple[Entry, dates.Form]]]

    def role(self, index: int) -> Column | None:
        return next((column for column, at in self.columns.items() if at == index), None)

    def near(self, at: int) -> list[Entries]:
        """The rows to learn from: the table's own, the nearest to that place first; with those of its likes; with all others."""
        own = sorted(enumerate(self.rows), key=lambda one: abs(one[0] - at + 0.5))
        circles = [[entry for _, entry in own], [entry for rows in self.like for entry in rows], list(self.others)]
        return [tuple(entry for entry in circle if not entry.row.ragged) for circle in circles]


def shelf(case: Case, section: Section) -> Shelf | None:
    """The section's table of papers, the largest if it has several; None if it has none."""
    tables = read_tables(case.document)
    own = [table for table in tables if table.section == section]
    if not own:
        return None
    table = max(own, key=lambda one: len(one.rows))
    entries = {entry.row.line: entry for paper in case.papers for entry in paper.entries}
    like = sorted((one for one in tables if one.header == table.header), key=lambda one: abs(one.line - table.line))
    same = [entry for one in like for entry in _rows(one, entries)]
    columns = _columns(case, table, same)
    told = {entry.row.line: _told(case, entry, columns) for entry in same}
    free = [index for index in range(len(table.header)) if index not in [columns.get(name) for name in (*_NAMED, "venue")]]
    whole = [entry for entry in told.values() if not entry.row.ragged]
    return Shelf(
        table=table,
        columns=columns,
        rows=_rows(table, told),
        like=tuple(_rows(one, told) for one in like if one.line != table.line),
        others=tuple(entry for one in tables if one.header != table.header for entry in _rows(one, entries)),
        dated={index: found for index in free if (found := times.forms(whole, index, named=_is_dates(table.header[index])))},
    )


def neighbours(case: Case, entries: Iterable[Entry]) -> list[Neighbour]:
    by_line = {entry.row.line: paper for paper in case.papers for entry in paper.entries}
    return [Neighbour(entry.row.cells, slots.values(entry, case.authors(by_line[entry.row.line]))) for entry in entries]


def mark(shelf_: Shelf, entry: Entry) -> Mark:
    """What a row may be ordered by."""
    day = _day(shelf_, entry.row.cells)
    published = entry.stated.publications[0] if entry.stated.publications else None
    words = entry.row.cell("venue") if entry.stated.kind == "unread" else None
    posted = entry.stated.month or month_of(entry.id)
    year = next((f.day.year for found in shelf_.dated.values() for one, f in found if one.row.line == entry.row.line), None)
    return Mark(
        date=day,
        arxiv=_arxiv(entry),
        year=year or (published.year if published else None) or (posted[0] if posted else None),
        venue=published.venue if published else words,
        title=entry.title.casefold(),
    )


def mark_of(shelf_: Shelf, newcomer: Newcomer) -> Mark:
    """The same of a new row."""
    month = newcomer.submitted
    fine = max((form.finest for found in shelf_.dated.values() for _, form in found), default=1)
    published = newcomer.publication
    days = [day for found in shelf_.dated.values() if (day := times.day_of(found, newcomer))]
    year = days[0].year if days else published.year if published and published.year else month.year if month else None
    return Mark(
        date=(month.year, month.month, month.day)[:fine] if month and fine > 1 else None,
        arxiv=next((one.value for one in newcomer.ids if month_of(one)), None),
        year=year,
        venue=published.venue if published else None,
        title=newcomer.title.casefold(),
    )


def _rows(table: Table, entries: Mapping[int, Entry]) -> Entries:
    return tuple(entries[row.line] for row in table.rows if row.line in entries)


def _is_dates(header: str) -> bool:
    return header.strip(" *_").casefold() in _DATES


def _columns(case: Case, table: Table, same: Sequence[Entry]) -> Mapping[Column, int]:
    """What columns are for; one that nothing names but its cells, which are venues, counts."""
    if "venue" in table.columns:
        return table.columns
    free = [index for index in range(len(table.header)) if index not in table.columns.values()]
    venues = [index for index in free if times.is_venues(same, index, case.book)]
    return {**table.columns, "venue": venues[0]} if venues else table.columns


def _told(case: Case, entry: Entry, columns: Mapping[Column, int]) -> Entry:
    """The row with those columns."""
    if entry.row.columns == columns:
        return entry
    row = replace(entry.row, columns=columns)
    return replace(entry, row=row, stated=venuecell.read(row.cell("venue"), case.book))


def _day(shelf_: Shelf, cells: Sequence[str]) -> tuple[int, ...] | None:
    for index in shelf_.dated:
        form = dates.read(cells[index]) if index < len(cells) else None
        if form and form.day.month:
            return tuple(part for part in form.day if part is not None)
    return None


def _arxiv(entry: Entry) -> str | None:
    return entry.id.value if entry.id and month_of(entry.id) else None
