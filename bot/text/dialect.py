"""How a list writes, learned from the list: `write(read(cell)) == cell`.

A template is a cell with its values replaced by `{name}`; the one most of the list's cells share is its
dialect. Where no template has a clear majority there is none, and nothing is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeVar

from bot.model import Column, Entry, Publication
from bot.text import venuecell
from bot.text.dates import literal
from bot.text.links import links
from bot.text.venues import VenueBook
from bot.text.venuestyle import MAJORITY, WORKSHOP, around_extras, holds_venue_years, spellings, venue_template, workshop_template

T = TypeVar("T")
_FEWEST = 2
_EMPTY = "nothing"

Order = Literal["oldest first", "newest first"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The templates of a list: one per column and, for links, scheme of the id; `nothing` for an empty cell.

    `venue` is the template of a venue cell, with or without a year, `extra` that of a track or an award behind it;
    `spellings` gives each canonical venue as the list writes it, `workshop` a workshop of one (`{venue}W`), `awards` the award
    words it uses. `beside`: a year column holds the venue's year, as far as the venues' own years tell.
    """

    templates: Mapping[tuple[Column, str], str]
    venue: str | None
    extra: str | None
    date: str | None
    spellings: Mapping[str, str]
    workshop: str
    awards: frozenset[str]
    beside: bool
    order: Order | None

    def write_venue(self, publication: Publication, book: VenueBook) -> str | None:
        """The venue cell for a publication, or None where the list's way is not clear or nobody knows the venue."""
        if not self.venue or publication.year is None:
            return None
        known = book.venue(publication.venue)
        spelled = self.spellings.get(publication.venue) or (known.name if known else None)
        if not spelled:
            return None
        award = publication.award if publication.award in self.awards else None
        track = {"main": "", "datasets": "Datasets and Benchmarks"}.get(publication.track, publication.track.capitalize())
        if publication.track == "workshop" and self.workshop != WORKSHOP:
            spelled, track = self.workshop.format(venue=spelled), ""
        if self.extra is None and (award or track):
            award, track = None, ""
            if publication.track != "main":
                return None
        extra = "".join(_fill(self.extra or " {word}", {"word": word}) for word in (track, award) if word)
        return _fill(self.venue, {"venue": spelled, "year": str(publication.year), "yy": f"{publication.year % 100:02}", "extra": extra})

    def write_date(self, year: int, month: int) -> str | None:
        """The venue cell of a preprint of that month, or None."""
        name = venuecell.MONTHS[month - 1].capitalize()
        values = {"year": str(year), "month": f"{month:02}", "name": name, "mon": name[:3]}
        return _fill(self.date, values) if self.date else None

    def write(self, column: Column, scheme: str, values: Mapping[str, str]) -> str | None:
        """A cell of another column: `number` {n}, `title` {title} {url}, `link` {url}, `repository` {slug}, `site` {url}."""
        template = self.templates.get((column, scheme if values else _EMPTY))
        return _fill(template, values) if template is not None else None


def learn(entries: Sequence[Entry], book: VenueBook) -> Dialect:
    """The dialect of rows."""
    templates = dict[tuple[Column, str], Counter[str | None]]()
    for entry in entries:
        for place, template in _templates(entry):
            templates.setdefault(place, Counter())[template] += 1
    venues = [(entry.row.cell("venue") or "", entry.stated) for entry in entries]
    single = [(cell, s.publications[0]) for cell, s in venues if s.kind == "venue" and len(s.publications) == 1]
    return Dialect(
        templates={place: best for place, counts in templates.items() if (best := _majority(counts)) is not None},
        venue=_majority(Counter(venue_template(cell, stated) for cell, stated in venues if stated.kind in ("venue", "unread"))),
        extra=around_extras(single),
        date=_majority(Counter(_date_template(cell, s.month) for cell, s in venues if s.month)),
        spellings=spellings((p for _, p in single), book),
        workshop=_majority(Counter(workshop_template(p, book) for _, p in single if p.track == "workshop")) or WORKSHOP,
        awards=frozenset(p.award for _, p in single if p.award),
        beside=holds_venue_years(entries, book),
        order=_order(entries),
    )


def _templates(entry: Entry) -> Iterable[tuple[tuple[Column, str], str]]:
    row = entry.row
    scheme = entry.ids[0].scheme if entry.ids else ""
    for column in ("number", "title", "link", "repository", "site"):
        cell = row.cell(column)
        if cell is None:
            continue
        values = read_cell(entry, column)
        if values:
            yield (column, scheme if column == "link" else ""), _template(cell, values)
        elif cell in venuecell.NOTHING:
            yield (column, _EMPTY), _template(cell, {})


def read_cell(entry: Entry, column: Column) -> dict[str, str]:
    """The values a cell holds, by the names its template uses; empty for an empty cell."""
    cell = entry.row.cell(column) or ""
    urls = [link.url for link in links(cell) if not link.image]
    if column == "number":
        number = re.search(r"\d+", cell)
        return {"n": number[0]} if number else {}
    if column == "title":
        text = next((link.text for link in links(cell) if not link.image), "")
        return {"title": text, "url": urls[0]} if urls else {"title": cell}
    if column == "repository":
        return {"slug": entry.repository} if entry.repository else {}
    return {"url": urls[0]} if urls else {}


def _template(cell: str, values: Mapping[str, str]) -> str:
    text = literal(cell)
    for name, value in sorted(values.items(), key=lambda item: -len(item[1])):
        text = text.replace(literal(value), f"{{{name}}}")
    return text


def _fill(template: str, values: Mapping[str, str]) -> str:
    return template.format_map(values)


def _date_template(cell: str, month: tuple[int, int]) -> str | None:
    before, words, after = venuecell.unwrap(cell)
    name = venuecell.MONTHS[month[1] - 1].capitalize()
    text = words.replace(str(month[0]), "{year}", 1)
    for value, slot in ((name, "{name}"), (name[:3], "{mon}"), (f"{month[1]:02}", "{month}")):
        if value in text:
            return f"{before}{text.replace(value, slot, 1)}{after}"
    return None


def _majority(counts: Counter[T | None]) -> T | None:
    """What most agree on, those without an answer counted."""
    total = sum(counts.values())
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= max(MAJORITY * total, _FEWEST) else None


def _order(entries: Sequence[Entry]) -> Order | None:
    """By arXiv id within each section: `oldest first` or `newest first` for nine pairs of ten, else None."""
    ascending = total = 0
    for one, other in pairwise(entries):
        ids = [entry.id for entry in (one, other)]
        if one.row.section == other.row.section and all(i and i.scheme == "arxiv" and "/" not in i.value for i in ids):
            total += ids[0] != ids[1]
            ascending += bool(ids[0] and ids[1] and ids[0] < ids[1])
    if total < _FEWEST or 0.1 * total < ascending < 0.9 * total:
        return None
    return "oldest first" if ascending >= 0.9 * total else "newest first"
