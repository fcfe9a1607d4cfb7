"""Semantic Scholar's Academic Graph through the package `semanticscholar`: papers by id in batches, by title one by one.

An answer is matched by what its record says it is (id, title), never by its place.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from semanticscholar import AsyncSemanticScholar
from semanticscholar.Paper import Paper
from semanticscholar.SemanticScholarException import ObjectNotFoundException

from bot.errors import SourceError
from bot.model import Claim, Count, Lookup, PaperFacts, PaperId
from bot.ports import Record, Wanted
from bot.scholarapi import FIELDS, Requester, asked_as
from bot.text.links import arxiv_id
from bot.text.titles import akin, alike, key
from bot.text.venues import VenueBook, is_preprint
from bot.web import Manners, Web

BATCH = 500

# One request a second with a key, for all endpoints together. Without one a pool is shared with everybody: of two clients'
# spacings 6.5 s was safe, 3.2 s drew 429. Exponential backoff is required, no Retry-After is sent (allenai/s2-folks release notes).
KEYED = Manners(interval=1.05)
KEYLESS = Manners(interval=6.5, backoff=6.5)

_CORPUS = re.compile(r"[0-9]{1,12}")
_KEY = re.compile(r"((?:conf|journals)/[^/]+)/.*?(\d{2})[a-z]{0,2}")


class SemanticScholar:
    """Papers by id and by title. Raises nothing: what the service didn't answer is in `failed`."""

    def __init__(self, url: str, api_key: str, web: Web, book: VenueBook) -> None:
        if not logging.root.handlers:
            logging.root.addHandler(logging.NullHandler())  # else the package sets up logging for the whole program
        self._web = web
        self._book = book
        self._client = AsyncSemanticScholar(api_key=api_key or None, api_url=url)
        self._client._requester = self._requester = Requester(web, urlsplit(url).netloc)

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, Record]:
        """Keyed by `Wanted.paper`. A record that bears another id or title than was asked for is merged or wrong: missing."""
        before = self._web.requests
        found, failed = dict[PaperId, Record](), dict[PaperId, str]()
        named = [one for one in wanted if _asked(one)]
        for some in (named[start : start + BATCH] for start in range(0, len(named), BATCH)):
            try:
                found |= self._by_id(some, today)
                if self._requester.damaged:
                    failed |= dict.fromkeys((one.paper for one in some if one.paper not in found), "records without title or id")
            except SourceError as problem:
                failed |= dict.fromkeys((one.paper for one in some), problem.what)
        titled = [one for one in wanted if not _asked(one)]
        for place, one in enumerate(titled):
            try:
                found |= self._by_title(one, today)
            except SourceError as problem:
                failed |= dict.fromkeys((other.paper for other in titled[place:]), problem.what)
                break
        missing = frozenset(one.paper for one in wanted) - found.keys() - failed.keys()
        return Lookup(found, missing, failed, self._web.requests - before)

    def _by_id(self, some: Sequence[Wanted], today: date) -> Iterator[tuple[PaperId, Record]]:
        papers = asyncio.run(self._client.get_papers(list(dict.fromkeys(_asked(one) for one in some)), FIELDS))
        named = {name: paper for paper in papers for name in _names(paper)}
        for one in some:
            paper = named.get(_asked(one).casefold())
            if paper and (
                not one.title or any(akin(paper.title, title) or alike(paper.title, title) for title in (one.title, *one.titles))
            ):
                yield one.paper, self._record(one.paper, paper, today)

    def _by_title(self, one: Wanted, today: date) -> dict[PaperId, Record]:
        try:
            paper = asyncio.run(
                self._client.search_paper(quote(one.title.encode("utf-8", "replace"), safe=""), fields=FIELDS, match_title=True)
            )
        except ObjectNotFoundException:
            return {}
        same = key(paper.title) == key(one.title)
        return {one.paper: self._record(one.paper, paper, today)} if same else {}

    def _record(self, name: PaperId, paper: Paper, today: date) -> Record:
        corpus = str((paper.externalIds or {}).get("CorpusId", ""))
        known = bool(_CORPUS.fullmatch(corpus))
        facts = PaperFacts(
            paper=name,
            source="semantic-scholar",
            url=f"https://api.semanticscholar.org/CorpusID:{corpus}"
            if known
            else f"https://www.semanticscholar.org/paper/{quote(paper.paperId)}",
            read_at=today,
            title=paper.title,
            authors=tuple(author.name for author in paper.authors or [] if author.name),
            corpus=int(corpus) if known else None,
            arxiv=_arxiv(paper) if name.scheme != "arxiv" else "",
            doi=str((paper.externalIds or {}).get("DOI") or "") if name.scheme in ("s2", "corpus") else "",
        )
        counts = (
            Count(str(name), "citations", "semantic-scholar", paper.citationCount),
            Count(str(name), "influential-citations", "semantic-scholar", paper.influentialCitationCount),
        )
        return Record(facts, tuple(self._claims(facts, paper)), tuple(one for one in counts if one.count is not None and one.count >= 0))

    def _claims(self, facts: PaperFacts, paper: Paper) -> Iterator[Claim]:
        """The record's venue without a year (its year may be the preprint's), and what its DBLP key says."""
        names = [name for name in _venues(paper) if not is_preprint(name)]
        if names:
            yield _claim(facts, next(filter(self._book.find, names), names[0]), None)
        match = _KEY.fullmatch(str((paper.externalIds or {}).get("DBLP", "")))
        series = self._book.of_dblp(match[1]) if match else None
        if match and series:
            yield _claim(facts, series.name, _year(match[2], facts.read_at), match[0])


def _arxiv(paper: Paper) -> str:
    """The id on arXiv that the record gives, if it is one."""
    found = arxiv_id(str((paper.externalIds or {}).get("ArXiv", "")))
    return found.value if found else ""


def _venues(paper: Paper) -> Iterator[str]:
    """What the record calls its venue, best first: one of its names may be known where another isn't."""
    of = paper.publicationVenue
    named = [paper.venue, *([of.name, *(of.alternate_names or [])] if of else []), paper.journal.name if paper.journal else None]
    yield from (" ".join(name.split()) for name in named if name and name.strip())


def _claim(facts: PaperFacts, venue: str, year: int | None, dblp: str = "") -> Claim:
    return Claim(
        paper=facts.paper,
        source="dblp" if dblp else "semantic-scholar",
        status="accepted",
        venue=venue,
        url=f"https://dblp.org/rec/{dblp}" if dblp else facts.url,
        read_at=facts.read_at,
        year=year,
        raw=f"{dblp}, by Semantic Scholar" if dblp else "",
        title=facts.title,
        authors=facts.authors,
    )


def _year(digits: str, today: date) -> int:
    """Two digits of a key as a year, at most next year."""
    century = 2000 if 2000 + int(digits) <= today.year + 1 else 1900
    return century + int(digits)


def _asked(one: Wanted) -> str:
    """The id by which the service knows the paper; empty where only its title is known."""
    return (asked_as(one.id) if one.id else "") or (f"CorpusId:{one.corpus}" if one.corpus else "")


def _names(paper: Paper) -> Iterable[str]:
    """Every id of the record as it would be asked for."""
    yield paper.paperId.casefold()
    for name, value in (paper.externalIds or {}).items():
        yield f"{name}:{value}".casefold()
