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

from bot.model import Column, Document, Entry, Publication, Stated
from bot.text import venuecell
from bot.text.cells import split
from bot.text.document import content
from bot.text.links import links
from bot.text.venues import VenueBook

T = TypeVar("T")
_MAJORITY = 0.6
_FEWEST = 2
_EMPTY = "nothing"
_DIGIT = re.compile(r"\d")
_WORKSHOP = "{venue} Workshop"

Order = Literal["oldest first", "newest first"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The templates of a list: one per column and, for links, scheme of the id; `nothing` for an empty cell.

    `venue` is the template of a venue cell, with or without a year; `spellings` gives each canonical venue as the list writes
    it, `workshop` a workshop of one (`{venue}W`), `awards` the award words it uses, `frame` what stands before, between and
    behind a row's cells. `beside`: a year column holds the venue's year, as far as the venues' own years tell.
    """

    templates: Mapping[tuple[Column, str], str]
    venue: str | None
    date: str | None
    spellings: Mapping[str, str]
    workshop: str
    awards: frozenset[str]
    frame: tuple[str, str, str] | None
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
        if publication.track == "workshop" and self.workshop != _WORKSHOP:
            spelled, track = self.workshop.format(venue=spelled), ""
        extra = "".join(f" {word}" for word in (track, award) if word)
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

    def write_row(self, cells: Sequence[str]) -> str | None:
        """A whole line, without its ending, or None where rows are framed in many ways."""
        return self.frame and f"{self.frame[0]}{self.frame[1].join(cells)}{self.frame[2]}"


def learn(entries: Sequence[Entry], document: Document, book: VenueBook) -> Dialect:
    """The dialect of a document's rows."""
    templates = dict[tuple[Column, str], Counter[str | None]]()
    for entry in entries:
        for place, template in _templates(entry):
            templates.setdefault(place, Counter())[template] += 1
    venues = [(entry.row.cell("venue") or "", entry.stated) for entry in entries]
    single = [(cell, s.publications[0]) for cell, s in venues if s.kind == "venue" and len(s.publications) == 1]
    return Dialect(
        templates={place: best for place, counts in templates.items() if (best := _majority(counts)) is not None},
        venue=_majority(Counter(_venue_template(cell, stated) for cell, stated in venues if stated.kind in ("venue", "unread"))),
        date=_majority(Counter(_date_template(cell, s.month) for cell, s in venues if s.month)),
        spellings=_spellings((p for _, p in single), book),
        workshop=_majority(Counter(_workshop(p, book) for _, p in single if p.track == "workshop")) or _WORKSHOP,
        awards=frozenset(p.award for _, p in single if p.award),
        frame=_majority(Counter(_frame(content(document.lines[entry.row.line - 1])) for entry in entries)),
        beside=_beside(entries),
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
    text = cell.replace("{", "{{").replace("}", "}}")
    for name, value in sorted(values.items(), key=lambda item: -len(item[1])):
        text = text.replace(value.replace("{", "{{").replace("}", "}}"), f"{{{name}}}")
    return text


def _fill(template: str, values: Mapping[str, str]) -> str:
    return template.format_map(values)


def _venue_template(cell: str, stated: Stated) -> str | None:
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


def _workshop(publication: Publication, book: VenueBook) -> str:
    """How a workshop is written: by a spelling of its own (`CVPRW`), or by the word."""
    known = book.find(publication.spelled)
    return "{venue}W" if known and known[1] == "workshop" and publication.spelled.endswith("W") else _WORKSHOP


def _date_template(cell: str, month: tuple[int, int]) -> str | None:
    before, words, after = venuecell.unwrap(cell)
    name = venuecell.MONTHS[month[1] - 1].capitalize()
    text = words.replace(str(month[0]), "{year}", 1)
    for value, slot in ((name, "{name}"), (name[:3], "{mon}"), (f"{month[1]:02}", "{month}")):
        if value in text:
            return f"{before}{text.replace(value, slot, 1)}{after}"
    return None


def _frame(line: str) -> tuple[str, str, str] | None:
    """What is around a row's cells, if it is the same between all of them."""
    cells = split(line)
    between = {line[one.end : other.start] for one, other in pairwise(cells)}
    return (line[: cells[0].start], between.pop(), line[cells[-1].end :]) if len(between) == 1 else None


def _majority(counts: Counter[T | None]) -> T | None:
    """What most agree on, those without an answer counted."""
    total = sum(counts.values())
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= max(_MAJORITY * total, _FEWEST) else None


def _spellings(publications: Iterable[Publication], book: VenueBook) -> Mapping[str, str]:
    counts = dict[str, Counter[str]]()
    for publication in publications:
        if publication.track == "main" and publication.spelled not in book.misspelled:
            counts.setdefault(publication.venue, Counter())[publication.spelled] += 1
    return {venue: min(spelled, key=lambda name: (-spelled[name], name)) for venue, spelled in counts.items()}


def _beside(entries: Sequence[Entry]) -> bool:
    """True unless more than one in ten venues with a year of their own have another one in the year's column."""
    own = [
        str(one.year) == entry.row.cell("year")
        for entry in entries
        if entry.row.cell("year") is not None
        for one in entry.stated.publications
        if str(one.year) in (entry.row.cell("venue") or "")
    ]
    return 10 * own.count(False) <= len(own)


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
