"""Columns of dates, years and venues in a new row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.candidates import Newcomer
from bot.discovery.columns import NEAR
from bot.model import Entry, Publication
from bot.rules.case import Case
from bot.text import dates, dialect, venuecell
from bot.text.links import month_of
from bot.text.venuecell import NOTHING
from bot.text.venues import VenueBook

_MOST = 0.6
_FEWEST = 2
Entries = Sequence[Entry]


def forms(entries: Iterable[Entry], index: int, *, named: bool = False) -> list[tuple[Entry, dates.Form]]:
    """The rows whose cell in that column is a date, if most cells with words are: two at least, if nothing but they says so."""
    found, said = list[tuple[Entry, dates.Form]](), 0
    for entry in entries:
        cell = entry.row.cells[index] if index < len(entry.row.cells) else ""
        if cell.casefold() not in NOTHING:
            said += 1
            if form := dates.read(cell):
                found.append((entry, form))
    return found if len(found) >= max(1 if named else _FEWEST, _MOST * said) else []


def is_venues(entries: Entries, index: int, book: VenueBook) -> bool:
    """Whether that column's cells with words are mostly venues or preprints' marks."""
    cells = [entry.row.cells[index] for entry in entries if index < len(entry.row.cells)]
    said = [venuecell.read(cell, book) for cell in cells if cell.casefold() not in NOTHING]
    known = [one for one in said if one.kind == "preprint" or any(book.venue(p.venue) for p in one.publications)]
    return len(known) >= max(_FEWEST, _MOST * len(said)) and any(one.kind == "venue" for one in known)


def day_of(found: Sequence[tuple[Entry, dates.Form]], newcomer: Newcomer) -> date | None:
    """The day that a column of dates tells of a paper: its submission, or for a bare year perhaps that of its publication."""
    year = newcomer.publication.year if newcomer.publication else None
    if year and all(form.finest == 1 for _, form in found) and _venue_years(found):
        return date(year, 1, 1)
    return newcomer.submitted


def write_date(found: Sequence[tuple[Entry, dates.Form]], newcomer: Newcomer) -> str | None:
    """The date's cell as the nearest rows write it; None where its day isn't known, or where the dates are no submissions."""
    day = day_of(found, newcomer)
    if not day or not _posted(found):
        return None
    template = dates.commonest([form for _, form in found], NEAR)
    return dates.write(template, day) if template else None


def write_venue(case: Case, circles: Sequence[Entries], newcomer: Newcomer) -> str | None:
    """The venue's cell: the publication, or what the list writes for a preprint."""
    if newcomer.publication is None:
        return _preprint(case, circles, newcomer)
    return _published(case, circles, newcomer.publication)


def _published(case: Case, circles: Sequence[Entries], new: Publication) -> str | None:
    named = {} if case.book.venue(new.venue) else {new.venue: new.venue}
    seen = list[Entry]()
    ways = list[dialect.Dialect]()
    for circle in circles:
        seen = [*seen, *circle]
        ways += [dialect.learn(some, case.book) for some in (seen[: 2 * NEAR], seen)]
    for way in [*ways, case.dialect]:
        spellings = {**named, **case.dialect.spellings, **way.spellings}
        told = replace(way, spellings=spellings, awards=case.dialect.awards, workshop=case.dialect.workshop)
        if cell := told.write_venue(new, case.book):
            return cell
    return None


def _preprint(case: Case, circles: Sequence[Entries], newcomer: Newcomer) -> str | None:
    seen = list[Entry]()
    for circle in circles:
        seen = [*seen, *circle]
        cells = [entry.row.cell("venue") or "" for entry in seen if entry.stated.kind in ("date", "preprint", "nothing")]
        read = [dates.read(cell) for cell in cells]
        dated = [form for form in read[:NEAR] if form]
        if 2 * len(dated) > len(read[:NEAR]) >= (_FEWEST if circle is not circles[-1] else 1):
            template = dates.commonest([form for form in read if form and form.finest == dated[0].finest], NEAR)
            return dates.write(template, newcomer.submitted) if template and newcomer.submitted else None
        for cell, count in Counter(cell for cell in cells[:NEAR] if not dates.read(cell)).most_common(1):
            if count >= _FEWEST or circle is circles[-1]:
                return cell
    year = newcomer.submitted.year if newcomer.submitted else None
    return _published(case, circles, Publication("arXiv", year)) if year else None


def _venue_years(found: Sequence[tuple[Entry, dates.Form]]) -> bool:
    """Whether years are the publications' where they differ from the submissions'."""
    told = [(form.day.year, entry.stated.publications[0].year, month_of(entry.id)) for entry, form in found if entry.stated.publications]
    own = sum(year == published for year, published, _ in told if published)
    posted = sum(year == month[0] for year, _, month in told if month)
    return own >= posted


def _posted(found: Sequence[tuple[Entry, dates.Form]]) -> bool:
    """Whether dates with a month are mostly those of the papers' ids, give or take a month."""
    apart = [
        abs(12 * (form.day.year - month[0]) + form.day.month - month[1])
        for entry, form in found
        if form.day.month and (month := month_of(entry.id))
    ]
    return sum(one <= 1 for one in apart) >= _MOST * len(apart)
