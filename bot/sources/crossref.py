"""Crossref: publications by DOI, or by title and first author (https://api.crossref.org, https://www.crossref.org/documentation/retrieve-metadata/rest-api/).

It doesn't hold arXiv's DOIs, nor papers of ICLR, NeurIPS and PMLR, which have none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Required
from urllib.parse import quote, urlencode, urlsplit

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.errors import SourceError
from bot.fields import fits
from bot.model import Claim, Lookup, PaperId, Track
from bot.ports import Wanted
from bot.rules.authors import agree, ends
from bot.text.titles import akin, alike, key, plain, title_id
from bot.text.venues import VenueBook, is_preprint
from bot.text.volumes import Named, named
from bot.web import Answer, Manners, Web

# A second: 1 search and 5 works for anyone, 3 and 10 for who says where to be written to.
PUBLIC = Manners(interval=1.05)
POLITE = Manners(interval=0.35)
ROWS = 5
"""Works of one search: the best match may be a namesake."""
FIELDS = "DOI,type,title,subtitle,author,container-title,event,issued,published-print,relation"

_PAPERS = frozenset({"proceedings-article", "book-chapter"})


class _Work(TypedDict, total=False):
    DOI: Required[str]


class _Answer(TypedDict):
    status: str
    message: dict[str, Any]


_ANSWER, _WORK = TypeAdapter(_Answer), TypeAdapter(_Work)
Work = Mapping[str, Any]


class Crossref:
    """Publications with a DOI. Raises nothing: what the service didn't answer is in `failed`."""

    def __init__(self, url: str, mailto: str, web: Web, book: VenueBook) -> None:
        self._url = url
        self._mailto = {"mailto": mailto} if mailto else {}
        self._web = web
        self._book = book

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, tuple[Claim, ...]]:
        """Keyed by `Wanted.paper`. Missing: no such DOI or title, another paper's, or one of no venue that can be told."""
        return self._web.each({one.paper: one for one in wanted}, lambda one: tuple(self._claims(one, today)) or None)

    def _claims(self, one: Wanted, today: date) -> Iterator[Claim]:
        known = bool(one.id and one.id.scheme == "doi")
        found = self._work(one.id.value) if one.id and known else self._search(one)
        works = _own(found, one, near=known)
        if works and all(work.get("type") == "posted-content" for work in works):
            works = _own([work for doi in _published(works[0]) for work in self._work(doi)], one, near=True)
        for work in works:
            title = next((title for title in _titles(work) if _same(title, one)), next(iter(_titles(work)), ""))
            asked = one.paper == one.id and str(work["DOI"]).casefold() == one.id.value.casefold()
            if title and (claim := self._claim(work, title, one.paper if asked else title_id(title), today)):
                yield claim

    def _work(self, doi: str) -> list[Work]:
        query = f"?{urlencode(self._mailto)}" if self._mailto else ""
        message = self._web.ask(
            f"{self._url}/works/{quote(doi, safe='/', errors='replace')}{query}", lambda answer: self._read(answer, single=True)
        )
        return [message] if message else []

    def _search(self, one: Wanted) -> list[Work]:
        team = ends(one.authors)
        author = {"query.author": team[0]} if team else {}
        query = {"query.bibliographic": one.title, **author, "rows": ROWS, "select": FIELDS, **self._mailto}
        found = self._web.ask(f"{self._url}/works?{urlencode(query, safe=',', errors='replace')}", self._read)
        items: list[Work] = found["items"]
        return items

    def _read(self, answer: Answer, *, single: bool = False) -> Work:
        """What its envelope holds; of a single work nothing, where there is no such DOI."""
        if single and answer.status == 404 and answer.body.strip() == b"Resource not found.":
            return {}
        try:
            data = json.loads(answer.body)
        except (ValueError, RecursionError) as problem:
            raise self._unusable(f"it answers {answer.status} with what is no JSON", passing=answer.status == 200) from problem
        if answer.status != 200:
            raise self._unusable(f"it answers {answer.status}")
        message = data["message"] if fits(_ANSWER, data) and data["status"] == "ok" else {}
        items = [message] if single else message.get("items")
        if not isinstance(items, list) or not all(fits(_WORK, one) for one in items):
            raise self._unusable("its answer holds no works", passing=True)
        if message.get("total-results") and not items:
            raise self._unusable(f"its answer holds none of {message['total-results']} works", passing=True)
        return message

    def _claim(self, work: Work, title: str, name: PaperId, today: date) -> Claim | None:
        place = self._journal(work) if work.get("type") == "journal-article" else self._volume(work)
        if not place:
            return None
        return Claim(
            paper=name,
            source="crossref",
            status="accepted",
            venue=place.venue,
            url=f"https://doi.org/{quote(work['DOI'], safe='/()')}",
            read_at=today,
            year=place.year,
            track=place.track,
            raw=place.words,
            title=title,
            authors=tuple(_authors(work)),
        )

    def _journal(self, work: Work) -> Named | None:
        """A journal, or proceedings that appear as one, with the year of the issue."""
        words = next(iter(_words(work, "container-title")), "")
        if not words or is_preprint(words):
            return None
        year = _year(work.get("published-print")) or _year(work.get("issued"))
        known = named(words, self._book)
        return Named(known.venue, known.year or year, known.track, words) if known else Named(words, year, "main", words)

    def _volume(self, work: Work) -> Named | None:
        """A conference's volume. Its year is the conference's: a publisher's may be that of the printed book, the year after."""
        if work.get("type") not in _PAPERS:
            return None
        given = work.get("event")
        event: Mapping[str, Any] = given if isinstance(given, dict) else {}
        texts = [*_words(work, "container-title"), *(event[name] for name in ("name", "acronym") if isinstance(event.get(name), str))]
        found = [one for text in texts if (one := named(text, self._book))]
        if not found:
            return None
        years = [one.year for one in found if one.year and one.venue == found[0].venue]
        tracks: list[Track] = [one.track for one in found if one.track != "main"]
        return Named(found[0].venue, years[0] if years else _year(event.get("start")), tracks[0] if tracks else "main", found[0].words)

    def _unusable(self, what: str, *, passing: bool = False) -> SourceError:
        return SourceError(what, where=urlsplit(self._url).netloc, passing=passing)


def _own(works: Sequence[Work], one: Wanted, *, near: bool) -> list[Work]:
    """Those of one of the paper's titles, or `near` it, that name no other authors."""
    same = [work for work in works if any(_same(title, one, near=near) for title in _titles(work))]
    return [work for work in same if agree(_authors(work), one.authors) is not False]


def _same(title: str, one: Wanted, *, near: bool = False) -> bool:
    """Whether it is one of the paper's titles or, of a DOI that is said to be the paper's, one much like it."""
    return any(
        key(title) == key(name) or (near and (not name or akin(title, name) or alike(title, name))) for name in (one.title, *one.titles)
    )


def _titles(work: Work) -> list[str]:
    """The title, and the title with its subtitle, which some publishers keep apart."""
    titles, more = _words(work, "title"), _words(work, "subtitle")
    return [*titles[:1], *(f"{title}: {rest}" for title in titles[:1] for rest in more[:1])]


def _words(work: Work, field: str) -> list[str]:
    """The texts of a field without their markup."""
    value = work.get(field)
    return [text for one in value if isinstance(one, str) and (text := plain(one))] if isinstance(value, list) else []


def _authors(work: Work) -> list[str]:
    value = work.get("author")
    people = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    parts = [[one.get("given"), one.get("family") or one.get("name")] for one in people]
    return [name for some in parts if (name := " ".join(part for part in some if isinstance(part, str)))]


def _published(preprint: Work) -> list[str]:
    """The DOI of what a preprint became."""
    relation = preprint.get("relation")
    links = relation.get("is-preprint-of") if isinstance(relation, dict) else None
    found = [one.get("id") for one in links if isinstance(one, dict) and one.get("id-type") == "doi"] if isinstance(links, list) else []
    return [doi for doi in found if isinstance(doi, str) and doi.startswith("10.")][:1]


def _year(moment: Any) -> int | None:
    """Of a date in parts: `{"date-parts": [[2024, 6, 16]]}`."""
    parts = moment.get("date-parts") if isinstance(moment, dict) else None
    year = parts[0][0] if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0] else None
    return year if isinstance(year, int) and 1900 <= year <= 2100 else None
