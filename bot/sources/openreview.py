"""OpenReview's API v2: what became of submissions, by a note's id and by title (https://docs.openreview.net/reference/api-v2).

The search finds what is like the title, in any order, older notes (API v1) and its mirror of DBLP among it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Required
from urllib.parse import quote, urlencode, urlsplit

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.errors import SourceError
from bot.fields import fits
from bot.model import Claim, Lookup, PaperId, Status, Track
from bot.ports import Wanted
from bot.rules.authors import agree
from bot.text.titles import acronym, akin, alike, key, renamed, title_id
from bot.text.venues import VenueBook
from bot.web import Answer, Manners, Web

# 20 searches and 180 notes a minute.
MANNERS = Manners(interval=3.1)
SHOWN = 50
"""Notes of one search; the paper need not be among the first."""
CHALLENGE = "it wants to see a browser"

_ID = re.compile(r"(?P<group>.+?)/(?P<year>(?:19|20)\d\d)/(?P<rest>.+)")
_DOMAIN = re.compile(r"\.(?:cc|org|net|com|io)$")
_FATES: tuple[tuple[re.Pattern[str], Status], ...] = (
    (re.compile(r"withdr[ae]w", re.IGNORECASE), "withdrawn"),
    (re.compile(r"reject|\bnot\b|declin", re.IGNORECASE), "rejected"),
    (re.compile(r"submi|review|blind|pending", re.IGNORECASE), "submitted"),
)
_TRACKS: tuple[tuple[re.Pattern[str], Track], ...] = (
    (re.compile(r"Conference|Research_Track"), "main"),
    (re.compile(r"Workshop/[^/]+"), "workshop"),
    (re.compile(r"(?:Track/)?Datasets?_and_Benchmarks?(?:_Track)?(?:/Round\d)?"), "datasets"),
)
_AWARDS = (
    (re.compile(r"\boral\b|\btop[ -]5%", re.IGNORECASE), "Oral"),
    (re.compile(r"\bspotlight\b|\btop[ -]25%", re.IGNORECASE), "Spotlight"),
    (re.compile(r"\bhighlight\b", re.IGNORECASE), "Highlight"),
)


class _Note(TypedDict, total=False):
    """Of both versions of the API: fields of `content` are `{"value": …}` in v2."""

    id: Required[str]
    forum: str | None
    pdate: int | None
    content: Required[dict[str, Any]]


class _Notes(TypedDict, total=False):
    notes: Required[list[_Note]]
    count: int


_ANSWER = TypeAdapter(_Notes)


class OpenReview:
    """Decisions. Raises nothing: what the service didn't answer is in `failed`."""

    def __init__(self, url: str, web: Web, book: VenueBook) -> None:
        self._url = url
        self._web = web
        self._book = book
        self._refused = False

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, tuple[Claim, ...]]:
        """Keyed by `Wanted.paper`. Missing: nothing of such a title is shown, or nothing that says what became of it."""
        return self._web.each({one.paper: one for one in wanted}, lambda one: _final(self._claims(one, today)) or None)

    def _claims(self, one: Wanted, today: date) -> Iterator[Claim]:
        own = self._note(one.id) if one.id and one.id.scheme == "openreview" else []
        names = (one.title, *one.titles)
        notes = {
            note["id"]: note for note in own if any(not name or akin(_title(note), name) or alike(_title(note), name) for name in names)
        }
        notes |= {note["id"]: note for note in self._search(one.title) if any(_near(_title(note), name) for name in names)}
        for note in notes.values():
            asked = one.paper == one.id and one.id.value in (note["id"], note.get("forum"))
            if claim := self._claim(note, one.paper if asked else title_id(_title(note)), today):
                yield claim

    def _note(self, name: PaperId) -> list[_Note]:
        """The note of that id. Where browsers alone may see notes, the search must do."""
        if self._refused:
            return []
        try:
            return self._ask(f"{self._url}/notes?{urlencode({'id': name.value}, errors='replace')}")
        except SourceError as problem:
            if not problem.what.startswith(CHALLENGE):
                raise
            self._refused = True
            return []

    def _search(self, title: str) -> list[_Note]:
        # Signs are a language of the search's own.
        term = " ".join(re.findall(r"\w+", title.encode("utf-8", "replace").decode()))
        query = {"term": term, "content": "all", "group": "all", "source": "forum", "limit": SHOWN}
        return self._ask(f"{self._url}/notes/search?{urlencode(query)}") if term else []

    def _ask(self, url: str) -> list[_Note]:
        return self._web.ask(url, lambda answer: self._read(answer, single="/search?" not in url))

    def _read(self, answer: Answer, *, single: bool) -> list[_Note]:
        try:
            data = json.loads(answer.body)
        except (ValueError, RecursionError) as problem:
            if answer.status == 403:
                raise self._unusable(f"{CHALLENGE}: 403 with what is no JSON") from problem
            raise self._unusable(f"it answers {answer.status} with what is no JSON", passing=answer.status == 200) from problem
        name = data.get("name") if isinstance(data, dict) else None
        if single and (answer.status, name) in ((404, "NotFoundError"), (403, "ForbiddenError")):
            return []  # there is none, or none for everybody to see
        if answer.status == 403 and name == "ChallengeRequiredError":
            raise self._unusable(f"{CHALLENGE}: 403 {name}")
        if answer.status != 200:
            raise self._unusable(f"it answers {answer.status}{f': {name}' if name else ''}"[:200])
        if not fits(_ANSWER, data):
            raise self._unusable("its answer is no list of notes", passing=True)
        notes: list[_Note] = data["notes"]
        if data.get("count") and not notes:
            raise self._unusable(f"its answer holds none of {data['count']} notes", passing=True)
        return notes

    def _claim(self, note: _Note, name: PaperId, today: date) -> Claim | None:
        """A decision, or that there is none yet; None for a note of no venue that the book knows."""
        words, place = _words(note, "venue"), _words(note, "venueid")
        if place.startswith("dblp.org/"):
            return None
        match = _ID.fullmatch(place)
        group, year, rest = match.groups() if match else (place.partition("/")[0], None, place.partition("/")[2])
        venue = self._book.venue(_DOMAIN.sub("", group.rpartition("/")[2]))
        if not venue or not (match or venue.kind == "journal"):
            return None
        track, status = _part(rest, words, journal=not match)
        if not track or not status:
            return None
        accepted = status == "accepted"
        return Claim(
            paper=name,
            source="openreview",
            status=status,
            venue=venue.name,
            url=f"https://openreview.net/forum?id={quote(note.get('forum') or note['id'], safe='')}",
            read_at=today,
            year=int(year) if year else _published(note) if accepted else None,
            track=track,
            award=next((award for pattern, award in _AWARDS if pattern.search(words)), None) if accepted else None,
            raw=words,
            title=_title(note),
            authors=tuple(_authors(note)),
        )

    def _unusable(self, what: str, *, passing: bool = False) -> SourceError:
        return SourceError(what, where=urlsplit(self._url).netloc, passing=passing)


def _final(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Without what became of another submission of a paper that the same venue took: one withdrawn and handed in anew."""
    found = tuple(dict.fromkeys(claims))
    taken = [one for one in found if one.status == "accepted"]
    return tuple(one for one in found if one.status == "accepted" or not any(_again(one, other) for other in taken))


def _again(one: Claim, other: Claim) -> bool:
    same = (one.venue, one.year, one.track, key(one.title or "")) == (other.venue, other.year, other.track, key(other.title or ""))
    return same and agree(one.authors, other.authors) is not False


def _part(rest: str, words: str, *, journal: bool) -> tuple[Track | None, Status | None]:
    """The track and what became of the paper, by what follows the year (`Conference/Rejected_Submission`) and the venue's words."""
    head, _, last = rest.rpartition("/")
    fate = _fate(last)
    part = head if fate else rest
    track = "main" if journal and not part else next((track for pattern, track in _TRACKS if pattern.fullmatch(part)), None)
    # What is accepted bears the venue's own name; so does, at times, what is not yet, or was withdrawn since.
    return track, fate or ((_fate(words) or "accepted") if words else None)


def _fate(words: str) -> Status | None:
    return next((status for pattern, status in _FATES if pattern.search(words)), None)


def _near(title: str, name: str) -> bool:
    """Whether a note's title is the paper's, or may be what became of it."""
    same = bool(acronym(title)) and acronym(title) == acronym(name)
    return key(title) == key(name) or renamed(title, name) or (same and alike(title, name))


def _words(note: _Note, field: str) -> str:
    """A field as one line; empty where it holds anything but one text. Some notes have lists where others have texts."""
    value = note["content"].get(field)
    value = value.get("value") if isinstance(value, dict) else value
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return " ".join(value.split()) if isinstance(value, str) else ""


def _title(note: _Note) -> str:
    return _words(note, "title")


def _authors(note: _Note) -> Iterable[str]:
    """Their names; none of a paper under review, whose authors are called Anonymous."""
    value = note["content"].get("authors")
    value = value.get("value") if isinstance(value, dict) else value
    names = [" ".join(one.split()) for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return [] if any(one.lower().startswith("anonymous") for one in names) else [one for one in names if one]


def _published(note: _Note) -> int | None:
    """The year in which a journal's paper was published."""
    moment = note.get("pdate")
    try:
        return datetime.fromtimestamp(moment / 1000, UTC).year if moment else None
    except (ValueError, OverflowError, OSError):
        return None
