"""Semantic Scholar's Academic Graph through the package `semanticscholar`: papers by id in batches, by title one by one.

The package returns nothing at all for most failures and logs its key, so its requester is replaced by one of ours.
An answer is matched by what its record says it is (id, title), never by its place.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Required
from urllib.parse import quote, urlsplit

from pydantic import StringConstraints, TypeAdapter
from semanticscholar import AsyncSemanticScholar
from semanticscholar.ApiRequester import ApiRequester
from semanticscholar.Paper import Paper
from semanticscholar.SemanticScholarException import ObjectNotFoundException
from typing_extensions import TypedDict

from bot.errors import SourceError
from bot.model import Claim, Count, Lookup, PaperFacts, PaperId
from bot.ports import Record, Wanted
from bot.text.titles import akin, alike, key
from bot.text.venues import VenueBook
from bot.web import Answer, Manners, Web, fits

BATCH = 500
FIELDS = ["title", "authors.name", "externalIds", "venue", "citationCount", "influentialCitationCount"]

# One request a second with a key, for all endpoints together. Without one a pool is shared with everybody: of two clients'
# spacings 6.5 s was safe, 3.2 s drew 429. Exponential backoff is required, no Retry-After is sent (allenai/s2-folks release notes).
KEYED = Manners(interval=1.05)
KEYLESS = Manners(interval=6.5, backoff=6.5)

_PREFIXES = {"arxiv": "ARXIV", "doi": "DOI", "acl": "ACL"}
_CORPUS = re.compile(r"[0-9]{1,12}")
_KEY = re.compile(r"((?:conf|journals)/[^/]+)/.*?(\d{2})[a-z]{0,2}")


class _Author(TypedDict, total=False):
    name: str | None


class _Paper(TypedDict, total=False):
    """A record as documented; anything else is none. https://api.semanticscholar.org/api-docs/graph"""

    paperId: Required[str]
    title: Required[Annotated[str, StringConstraints(min_length=1, max_length=2000)]]
    authors: list[_Author] | None
    externalIds: dict[str, Any] | None
    venue: str | None
    citationCount: int | None
    influentialCitationCount: int | None


_RECORD = TypeAdapter(_Paper)


class Requester(ApiRequester):
    """The package's way to the service: every answer that isn't a whole and expected 200 raises."""

    def __init__(self, web: Web, host: str) -> None:
        super().__init__(timeout=0, retry=False)
        self.damaged = 0
        self._web = web
        self._host = host

    async def get_data_async(self, url: str, parameters: str, headers: Mapping[str, str], payload: Any = None) -> Any:
        return self._web.ask(
            f"{url}?{parameters.lstrip('&')}", lambda answer: self._read(answer, payload, headers), json=payload, headers=headers
        )

    def _read(self, answer: Answer, payload: Any, headers: Mapping[str, str]) -> Any:
        try:
            data = json.loads(answer.body)
        except (ValueError, RecursionError) as problem:
            raise self._unusable(f"it answers {answer.status} with what is no JSON", passing=answer.status == 200) from problem
        said = data.get("error") or data.get("message") if isinstance(data, dict) else None
        for secret in headers.values():  # it may repeat what it was sent
            said = str(said or "").replace(secret, "…")
        if answer.status == 404 and said == "Title match not found":
            raise ObjectNotFoundException(said)
        if answer.status == 400 and payload and said == "No valid paper ids given":
            return []  # it knows none of the ids
        if answer.status != 200:
            raise self._unusable(f"it answers {answer.status}" + (f": {str(said)[:200]}" if said else ""))
        return self._batch(data, payload["ids"]) if payload else self._match(data)

    def _batch(self, data: Any, ids: Sequence[str]) -> list[Any]:
        if not isinstance(data, list) or len(data) != len(ids):
            raise self._unusable("its answer is no list with a place for each paper", passing=True)
        records = [one for one in data if one is not None]
        whole = [_checked(one) for one in records if fits(_RECORD, one)]
        if records and not whole:
            raise self._unusable("its answer holds no record of a paper", passing=True)
        self.damaged = len(records) - len(whole)
        return whole

    def _match(self, data: Any) -> Any:
        if (
            not isinstance(data, dict)
            or not isinstance(data.get("data"), list)
            or len(data["data"]) != 1
            or not fits(_RECORD, data["data"][0])
        ):
            raise self._unusable("its answer is no match of a title", passing=True)
        return {"data": [_checked(data["data"][0])]}

    def _unusable(self, what: str, *, passing: bool = False) -> SourceError:
        return SourceError(what, where=self._host, passing=passing)


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
            if paper and any(akin(paper.title, title) or alike(paper.title, title) for title in (one.title, *one.titles)):
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
        )
        counts = (
            Count(str(name), "citations", "semantic-scholar", paper.citationCount),
            Count(str(name), "influential-citations", "semantic-scholar", paper.influentialCitationCount),
        )
        return Record(facts, tuple(self._claims(facts, paper)), tuple(one for one in counts if one.count is not None and one.count >= 0))

    def _claims(self, facts: PaperFacts, paper: Paper) -> Iterator[Claim]:
        """The record's venue without a year (its year may be the preprint's), and what its DBLP key says."""
        if venue := (paper.venue or "").strip():
            yield _claim(facts, venue, None)
        match = _KEY.fullmatch(str((paper.externalIds or {}).get("DBLP", "")))
        series = self._book.of_dblp(match[1]) if match else None
        if match and series:
            yield _claim(facts, series.name, _year(match[2], facts.read_at), match[0])


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


def _checked(record: dict[str, Any]) -> dict[str, Any]:
    """Without what nobody asked for: the package would read that too."""
    return {name: record[name] for name in _Paper.__annotations__ if name in record}


def _asked(one: Wanted) -> str:
    """The id by which the service knows the paper; empty where only its title is known."""
    if one.id and one.id.scheme in _PREFIXES:
        return f"{_PREFIXES[one.id.scheme]}:{one.id.value}"
    return f"CorpusId:{one.corpus}" if one.corpus else ""


def _names(paper: Paper) -> Iterable[str]:
    """Every id of the record as it would be asked for."""
    for name, value in (paper.externalIds or {}).items():
        yield f"{name}:{value}".casefold()
