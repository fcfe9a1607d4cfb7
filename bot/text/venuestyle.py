"""How a list writes venues, learned from its cells: spelling, year, track, award, and the year beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.model import Entry, Publication, Stated
from bot.text import venuecell
from bot.text.links import month_of
from bot.text.venues import VenueBook

MAJORITY = 0.6
_ENOUGH = 5
_DIGIT = re.compile(r"\d")
WORKSHOP = "{venue} Workshop"


def venue_template(cell: str, stated: Stated) -> str | None:
    """The cell with its one publication taken out, or None."""
    if len(stated.publications) != 1 or stated.kind != "venue":
        return None
    publication = stated.publications[0]
    before, words, after = venuecell.unwrap(cell)
    gap = words[len(publication.spelled) :] if words.startswith(publication.spelled) else None
    if gap is None:
        return None
    match = re.match(rf"([\s,'’`]*)(?:{publication.year}|({(publication.year or 0) % 100:02}))", gap)
    if not match:
        return None if _DIGIT.search(gap) else f"{before}{{venue}}{{extra}}{after}"
    year = "{yy}" if match[2] else "{year}"
    return f"{before}{{venue}}{match[1]}{year}{{extra}}{after}"


def around_extras(single: Iterable[tuple[str, Publication]]) -> str | None:
    """What most cells write around a track or award: ` {word}`, ` ({word})`; that where none has one, None where none prevails."""
    found = Counter[str | None]()
    for cell, one in single:
        words = venuecell.unwrap(cell)[1]
        behind = words[words.rfind(str(one.year)) + 4 :] if str(one.year) in words else words[len(one.spelled) :]
        said = [one.award] if one.award else [] if one.track in ("main", "datasets") else [one.track.capitalize()]
        if said and behind:
            found[behind.replace(said[0], "{word}") if behind.count(said[0]) == 1 and "{" not in behind else None] += 1
    if not found:
        return " {word}"
    best, count = found.most_common(1)[0]
    return best if best is not None and count >= MAJORITY * found.total() else None


def workshop_template(publication: Publication, book: VenueBook) -> str:
    """How a workshop is written: by a spelling of its own (`CVPRW`), or by the word."""
    known = book.find(publication.spelled)
    return "{venue}W" if known and known[1] == "workshop" and publication.spelled.endswith("W") else WORKSHOP


def spellings(publications: Iterable[Publication], book: VenueBook) -> Mapping[str, str]:
    """How each venue is written of late: in its last three years."""
    found = dict[str, list[Publication]]()
    for one in publications:
        if one.track == "main" and one.spelled not in book.misspelled:
            found.setdefault(one.venue, []).append(one)
    return {venue: _of_late(written) for venue, written in found.items()}


def _of_late(written: Sequence[Publication]) -> str:
    last = max(one.year or 0 for one in written)
    late = Counter(one.spelled for one in written if (one.year or 0) > last - 3)
    return min(late, key=lambda name: (-late[name], name))


def holds_venue_years(entries: Sequence[Entry], book: VenueBook) -> bool:
    """Whether a year column holds the venue's year: unless the venues' own years, or the papers' ids, say otherwise.

    Otherwise: more than one in ten venues with a year of their own have another one there; or nearly all have their id's year
    there, which of published papers half have by chance.
    """
    own, posted = list[bool](), list[bool]()
    for entry in entries:
        year = venuecell.year_of(entry.row.cell("year"))
        if year is not None and entry.stated.kind == "venue":
            said = [one.year for one in venuecell.read(entry.row.cell("venue"), book).publications]
            own += [one == year for one in said if one]
            month = month_of(entry.id)
            posted += [month[0] == year] if month and not any(said) else []
    return 10 * own.count(False) <= len(own) and not (len(posted) >= _ENOUGH and 20 * posted.count(False) <= len(posted))
