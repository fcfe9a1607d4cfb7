"""Conferences' own lists of papers as papercopilot/paperlists publishes them: `<conf>/<conf><year>.json`, an array of records.

Read as they come, down to title, authors, status and track: a file has tens of megabytes, mostly abstracts and reviews.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import ijson
import requests

from bot.errors import SourceError
from bot.model import Lookup, Status, Track
from bot.ports import Listed, Listing, Place
from bot.web import Body, Manners, Web

MANNERS = Manners(accept="application/json, text/plain, */*", backoff=5.0)
BUDGET = 200_000_000
"""Bytes of lists in one run, decompressed; what is left waits for another night."""
LARGEST = 100_000_000
"""Bytes of one list."""
DEEPEST = 20
"""Objects within one another that are still a list of papers."""
SECONDS = 300
"""For one list."""

_ACCEPTED = re.compile(
    r"poster|oral|spotlight|highlight|top-\d+%|notable|accept|technical|tog paper|journal|award|talk|regular|long|short", re.IGNORECASE
)
_REJECTED = re.compile(r"reject|\bnot\b|declin", re.IGNORECASE)
_WITHDRAWN = re.compile(r"withdr[ae]w", re.IGNORECASE)
_AWARDS = {"highlight": "Highlight", "oral": "Oral", "spotlight": "Spotlight", "top-25%": "Spotlight", "top-5%": "Oral"}
_PAGES = ("site", "openreview", "oa", "url_paper", "pdf")
_TRACKS: tuple[tuple[re.Pattern[str], Track], ...] = (
    (re.compile(r"workshop", re.IGNORECASE), "workshop"),
    (re.compile(r"dataset", re.IGNORECASE), "datasets"),
    (re.compile(r"findings", re.IGNORECASE), "findings"),
    (re.compile(r"challenge|competition", re.IGNORECASE), "challenge"),
    (re.compile(r"tutorial", re.IGNORECASE), "tutorial"),
    (re.compile(r"^$|main|research|technical|conference|proceedings|journal", re.IGNORECASE), "main"),
)


class AcceptedPapers:
    """The lists of conference-years. Raises nothing: what wasn't read to its end is in `failed`."""

    def __init__(self, url: str, web: Web) -> None:
        self._url = url
        self._web = web
        self._left = BUDGET

    def lookup(self, places: Sequence[Place], tags: Sequence[str], keep: Callable[[Listed], bool]) -> Lookup[Place, Listing]:
        """Of each list the papers that `keep` wants; one without a file is missing, one beyond the budget is not asked for."""
        before = self._web.requests
        found, missing, failed = dict[Place, Listing](), set[Place](), dict[Place, str]()
        for place, tag in zip(places, tags, strict=True):
            try:
                listing = self._read(place, tag, keep) if self._left > 0 else None
            except SourceError as problem:
                if self._left > 0:
                    failed[place] = problem.what
                continue
            if listing:
                found[place] = listing
            elif self._left > 0:
                missing.add(place)
        return Lookup(found, frozenset(missing), failed, self._web.requests - before)

    def _read(self, place: Place, tag: str, keep: Callable[[Listed], bool]) -> Listing | None:
        """The list, at the second try if the first one broke off."""
        try:
            return self._once(f"{self._url}/{place.path}", tag, keep)
        except SourceError as problem:
            if not problem.passing or self._left <= 0:
                raise
            return self._once(f"{self._url}/{place.path}", tag, keep)

    def _once(self, url: str, tag: str, keep: Callable[[Listed], bool]) -> Listing | None:
        known = {"If-None-Match": tag} if tag.isascii() and tag else {}
        with self._web.stream(url, headers=known, limit=min(self._left, LARGEST), seconds=SECONDS) as (
            response,
            body,
        ):
            if response.status_code == 404:
                return None
            if response.status_code == 304 and tag:
                return Listing(url, tag, None)
            if response.status_code != 200:
                raise SourceError(f"it answers {response.status_code}", where=url)
            try:
                papers = tuple(_kept(body, keep))
            except (ijson.JSONError, ValueError) as problem:
                raise SourceError("the list is no whole JSON array of papers", where=url, passing=True) from problem
            finally:
                self._left -= body.taken
            return Listing(url, _tag(response), papers)


def _kept(body: Body, keep: Callable[[Listed], bool]) -> Iterator[Listed]:
    """The papers wanted, once all were read. ValueError where the array holds anything but papers."""
    papers, decided, count = list[Listed](), False, 0
    for record in _records(body):
        one = _listed(record)
        count += 1
        decided = decided or one.status in ("rejected", "withdrawn")
        if keep(one):
            papers.append(one)
    if not count:
        raise ValueError("no papers")
    for one in papers:
        # Where no record has a decision that went against it, all of them are accepted papers.
        yield one if one.raw or decided else replace(one, status="accepted")


def _records(body: Body) -> Iterator[dict[str, str]]:
    """The objects of an array as their words; lists of words are joined, what is deeper is left out."""
    depth, name, record = 0, "", dict[str, str]()
    for event, value in ijson.basic_parse(body, use_float=True):
        if event.startswith("start_"):
            depth += 1
            if depth > DEEPEST or (depth, event) in ((1, "start_map"), (2, "start_array")):
                raise ValueError("no array of papers")
            record = {} if depth == 2 else record
        elif event.startswith("end_"):
            if depth == 2:
                yield record
            depth -= 1
        elif event == "map_key":
            name = value if depth == 2 else name
        elif depth < 2:
            raise ValueError("no array of papers")
        elif isinstance(value, str) and depth <= 3:
            record[name] = f"{record[name]}; {value}" if name in record else value


def _listed(record: Mapping[str, str]) -> Listed:
    if not record.get("title", "").strip():
        raise ValueError("a record without a title")
    words = " ".join(record.get("status", "").split())
    named = record.get("author") or record.get("authors", "")
    authors = tuple(name for part in named.split(";" if ";" in named else ",") if (name := " ".join(part.split())))
    track = " ".join(record.get("track", "").split())
    page = next((url for name in _PAGES if (url := record.get(name, "")).startswith(("https://", "http://"))), "")
    return Listed(" ".join(record["title"].split()), authors, _status(words), _track(track), _AWARDS.get(words.lower()), words, page)


def _status(words: str) -> Status | None:
    if _REJECTED.search(words):
        return "rejected"
    if _WITHDRAWN.search(words):
        return "withdrawn"
    return "accepted" if _ACCEPTED.search(words) else "submitted" if words else None


def _track(words: str) -> Track:
    return next((track for pattern, track in _TRACKS if pattern.search(words)), "companion")


def _tag(response: requests.Response) -> str:
    headers: Mapping[str, str] = response.headers
    return headers.get("ETag", "")[:200]
