"""A row read as a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model import Entry, PaperId, Row
from bot.text import venuecell
from bot.text.links import links, paper_id, repository, spans
from bot.text.titles import normalise, plain
from bot.text.venues import VenueBook

_LABELS = frozenset("pdf paper link links arxiv url html abs abstract here doi openreview acm ieee code github project website".split())


def read_entries(rows: Iterable[Row], book: VenueBook, *, beside: bool = True) -> Iterator[Entry]:
    """One entry for each row with a title; `beside`: a year column holds the venue's year."""
    for row in rows:
        title = title_of(row.cell("title") or "")
        if title:
            stated = venuecell.read(row.cell("venue"), book, row.cell("year") if beside else None)
            yield Entry(row, _ids(row), title, _repository(row), _site(row), stated)


def title_of(cell: str) -> str:
    """The text of the cell's first link that isn't a picture; where that is only a label, the words around the links."""
    around, end, linked = list[str](), 0, ""
    for start, stop, link in spans(cell):
        if start >= end:
            around.append(cell[end:start])
            end = stop
        if not linked and not link.image and "](" not in link.text:
            linked = plain(link.text)
    if linked and normalise(linked) not in _LABELS:
        return linked
    return plain("".join([*around, cell[end:]])).strip(" []()|,.")


def _ids(row: Row) -> tuple[PaperId, ...]:
    """All papers that the title's and link's URLs name, arXiv ids first, else in the order of the row."""
    found: dict[PaperId, None] = {}
    for cell in (row.cell("title"), row.cell("link")):
        for link in links(cell or ""):
            if not link.image and (name := paper_id(link.url)):
                found[name] = None
    return tuple(sorted(found, key=lambda name: name.scheme != "arxiv"))


def _repository(row: Row) -> str | None:
    slugs = (repository(link.url) for link in links(row.cell("repository") or "") if not link.image)
    return next((slug for slug in slugs if slug), None)


def _site(row: Row) -> str | None:
    return next((link.url for link in links(row.cell("site") or "") if not link.image and link.url), None)
