"""Semantic Scholar's recommendations, and what cites a paper (https://api.semanticscholar.org/api-docs/recommendations, …/graph).

The order of citations is promised nowhere; the newest have come first. An example that the service doesn't know spoils
all of its recommendations, so those that it names are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Required
from urllib.parse import quote, urlencode, urlsplit

from pydantic import StringConstraints, TypeAdapter
from typing_extensions import TypedDict

from bot.candidates import Candidate, Via
from bot.errors import SourceError
from bot.fields import day, fits
from bot.model import Lookup, PaperFacts, PaperId
from bot.scholarapi import asked_as, heard, refusal
from bot.text.links import arxiv_id, month_of, paper_id
from bot.web import Answer, Web

MOST = 500
"""Recommendations in one answer."""
PAGE, PAGES = 1000, 3
"""Citations in one answer, and answers for one paper."""
TRIES = 3
"""Requests for recommendations, each without the examples that the one before was refused for."""

_RECOMMENDED = "title,externalIds,abstract,authors.name,publicationDate,year"
_CITING = "title,externalIds,publicationDate,year"


class _Author(TypedDict, total=False):
    name: str | None


class _Paper(TypedDict, total=False):
    title: Required[Annotated[str, StringConstraints(min_length=1, max_length=2000)]]
    externalIds: dict[str, Any] | None
    abstract: str | None
    authors: list[_Author] | None
    publicationDate: str | None
    year: int | None


class _Edge(TypedDict, total=False):
    citingPaper: Required[dict[str, Any]]


class _Page(TypedDict, total=False):
    offset: Required[int]
    next: int
    data: Required[list[_Edge] | None]


class _Recommended(TypedDict, total=False):
    recommendedPapers: Required[list[dict[str, Any]]]


_RECORD, _PAGE, _LIST = TypeAdapter(_Paper), TypeAdapter(_Page), TypeAdapter(_Recommended)


class SemanticScholarSuggestions:
    """Raises nothing: what the service didn't answer is in `failed`."""

    def __init__(self, url: str, api_key: str, web: Web) -> None:
        self._url = url
        self._host = urlsplit(url).netloc
        self._headers: Mapping[str, str] = {"x-api-key": api_key} if api_key else {}
        self._web = web

    def recommended(self, liked: Sequence[PaperId], refused: Sequence[PaperId], today: date) -> Lookup[PaperId, Candidate]:
        """Keyed by what is recommended. Missing: of the liked those that it doesn't know; failed: all of them."""
        before = self._web.requests
        names = {asked_as(one): one for one in liked if asked_as(one)}
        unlike = [asked_as(one) for one in refused if asked_as(one)]
        unknown = set[str]()
        try:
            records = self._recommended([*names], unlike, unknown) if names else []
        except SourceError as problem:
            return Lookup(failed=dict.fromkeys(names.values(), problem.what), requests=self._web.requests - before)
        given = {*liked, *refused}
        found = (_candidate(one, "recommended", (), today) for one in records)
        return Lookup(
            {one.facts.paper: one for one in found if one and one.facts.paper not in given},
            frozenset(paper for name, paper in names.items() if name in unknown),
            requests=self._web.requests - before,
        )

    def citing(self, papers: Sequence[PaperId], since: date, today: date) -> Lookup[PaperId, tuple[Candidate, ...]]:
        """Keyed by what is cited; missing: what the service doesn't know. Of two papers of a month one may be older than `since`."""
        asked = {one: one for one in papers if asked_as(one)}
        answer = self._web.each(asked, lambda one: self._citing(one, since, today))
        return Lookup(answer.found, answer.missing | (frozenset(papers) - asked.keys()), answer.failed, answer.requests)

    def _recommended(self, liked: Sequence[str], unlike: Sequence[str], unknown: set[str]) -> list[dict[str, Any]]:
        """The records, after the examples that are `unknown` were left out."""
        url = f"{self._url}/recommendations/v1/papers/?{urlencode({'fields': _RECOMMENDED, 'limit': MOST}, safe=',')}"
        for _ in range(TRIES):
            payload = {key: [one for one in some if one not in unknown] for key, some in _examples(liked, unlike).items()}
            if not payload["positivePaperIds"]:
                return []
            sent = [one for some in payload.values() for one in some]
            answer = self._web.ask(url, lambda answer, sent=sent: self._read(answer, sent), json=payload, headers=self._headers)  # type: ignore[misc]
            if not isinstance(answer, set):
                return list(answer)
            unknown |= answer
        raise SourceError("it knows ever fewer of the examples", where=self._host)

    def _read(self, answer: Answer, sent: Sequence[str]) -> list[dict[str, Any]] | set[str]:
        """The records that are recommended, or the examples for which the service refuses to."""
        data, said = heard(answer, self._host, self._headers.values())
        if answer.status == 404 and (named := {one for one in sent if _names(said, one)}):
            return named
        if answer.status != 200:
            raise SourceError(refusal(answer, said), where=self._host)
        if not fits(_LIST, data):
            raise SourceError("its answer is no list of recommendations", where=self._host, passing=True)
        return self._whole(data["recommendedPapers"])

    def _citing(self, paper: PaperId, since: date, today: date) -> tuple[Candidate, ...] | None:
        """None: the service doesn't know the paper."""
        found, offset = dict[PaperId, Candidate](), 0
        for _ in range(PAGES):
            query = urlencode({"fields": _CITING, "limit": PAGE, "offset": offset}, safe=",")
            url = f"{self._url}/graph/v1/paper/{quote(asked_as(paper), safe=':/')}/citations?{query}"
            page = self._web.ask(url, self._page, headers=self._headers)
            if page is None:
                return None
            records = self._whole([edge["citingPaper"] for edge in page["data"] or []])
            recent = [one for record in records if _is_of(record, since) and (one := _candidate(record, "citing", (str(paper),), today))]
            found |= {one.facts.paper: one for one in recent if one.facts.paper != paper}
            offset = page.get("next", 0)
            if not recent or not offset:
                break
        return tuple(found.values())

    def _page(self, answer: Answer) -> _Page | None:
        data, said = heard(answer, self._host, self._headers.values())
        if answer.status == 404 and said.startswith("Paper with id"):
            return None
        if answer.status != 200:
            raise SourceError(refusal(answer, said), where=self._host)
        if not fits(_PAGE, data):
            raise SourceError("its answer is no page of citations", where=self._host, passing=True)
        page: _Page = data
        return page

    def _whole(self, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those with a title, as documented; SourceError where none of many is."""
        whole = [one for one in records if fits(_RECORD, one)]
        if records and not whole:
            raise SourceError("its answer holds no record of a paper", where=self._host, passing=True)
        return whole


def _examples(liked: Sequence[str], unlike: Sequence[str]) -> dict[str, Sequence[str]]:
    return {"positivePaperIds": liked, "negativePaperIds": unlike}


def _names(said: str, one: str) -> bool:
    """Whether the words name that example, by its whole id."""
    at = said.casefold().find(one.casefold())
    return at >= 0 and not said[at + len(one) : at + len(one) + 1].isdigit()


def _candidate(record: Mapping[str, Any], via: Via, cites: tuple[str, ...], today: date) -> Candidate | None:
    """The record as a candidate; None without an id that a list may link."""
    ids = record.get("externalIds") or {}
    paper, corpus = _id(ids), str(ids.get("CorpusId", ""))
    known = corpus.isascii() and corpus.isdecimal() and len(corpus) <= 12
    if not paper:
        return None
    facts = PaperFacts(
        paper=paper,
        source="semantic-scholar",
        url=f"https://api.semanticscholar.org/CorpusID:{corpus}"
        if known
        else f"https://www.semanticscholar.org/search?q={quote(str(paper))}",
        read_at=today,
        title=" ".join(record["title"].split()),
        authors=tuple(name for author in record.get("authors") or [] if (name := " ".join((author.get("name") or "").split()))),
        corpus=int(corpus) if known else None,
        abstract=" ".join((record.get("abstract") or "").split()),
    )
    return Candidate(facts, today, (via,), cites)


def _id(ids: Mapping[str, Any]) -> PaperId | None:
    """Its id on arXiv, else its DOI."""
    doi = str(ids.get("DOI") or "")
    named = paper_id(f"https://doi.org/{doi}") if doi.startswith("10.") else None
    return arxiv_id(str(ids.get("ArXiv") or "")) or (named if named and named.scheme in ("arxiv", "doi") else None)


def _is_of(record: Mapping[str, Any], since: date) -> bool:
    """Whether it was published in that month or later: by its id on arXiv, else by its day, else by its year."""
    month = month_of(_id(record.get("externalIds") or {}))
    published, year = day(record.get("publicationDate")), record.get("year")
    if month:
        return month >= (since.year, since.month)
    if published:
        return (published.year, published.month) >= (since.year, since.month)
    return year is not None and year >= since.year
