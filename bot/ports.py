"""What the bot asks of the world. Adapters answer in the bot's own nouns; no client's type or exception passes them.

A lookup never raises for a service's failure: the keys it couldn't answer are in `failed`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from bot.candidates import Candidate
from bot.model import Claim, Count, Lookup, PaperFacts, PaperId, RepoFacts, Status, Track


@dataclass(frozen=True, slots=True)
class Text:
    """A list's text at the head of its branch; `url` names the commit, `repository` is today's name."""

    data: bytes
    url: str
    repository: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper by the names that a source may know it by. Without `id`, its title is all there is; without title, the `id` is."""

    paper: PaperId
    title: str
    id: PaperId | None
    corpus: int | None = None
    titles: tuple[str, ...] = ()
    """Others that it is known to have had."""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What a source of papers says of one, all at once."""

    facts: PaperFacts
    claims: tuple[Claim, ...] = ()
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class RepoRecord:
    """What GitHub says of a repository; no stars where it shows none."""

    facts: RepoFacts
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Readme:
    """A repository's README; `repository` is the name that it goes by today."""

    repository: str
    url: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A conference-year, by its canonical name, and where its list of papers is (`nips/nips2023.json`)."""

    venue: str
    year: int
    path: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper of a conference's own list. `status` is None where its words are not understood."""

    title: str
    authors: tuple[str, ...]
    status: Status | None
    track: Track
    award: str | None
    raw: str
    url: str
    """Its own page; empty where none is given."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Of a conference's list, read to its end, the papers asked for; None where it is as it was at that `etag`."""

    url: str
    etag: str
    papers: tuple[Listed, ...] | None


Announcement = Literal["new", "cross", "replace", "replace-cross"]
"""How arXiv's feed announces a paper: for the first time, in one more category, in a new version; the last of those cross-listed."""

CUT = "its feed ends in the middle"
"""Why the feed of a category failed that came whole but isn't."""


@dataclass(frozen=True, slots=True)
class Announced:
    """An entry of arXiv's feed: without the paper's days and comment, which no feed tells."""

    facts: PaperFacts
    kind: Announcement


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What arXiv's feed for a category announces. `day` is the one that it says it is for: a stale one says the wrong one.

    `flaw` says why papers may be missing from it.
    """

    category: str
    day: date
    entries: tuple[Announced, ...]
    flaw: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Days of a category of arXiv, the last one included."""

    category: str
    first: date
    last: date


class Papers(Protocol):
    """arXiv by id: the newest versions, or the first ones."""

    def lookup(self, ids: Sequence[PaperId], today: date, *, first: bool = False) -> Lookup[PaperId, PaperFacts]: ...


class Feeds(Protocol):
    """arXiv's daily feeds, by category; missing: there is no such category."""

    def lookup(self, categories: Sequence[str], today: date) -> Lookup[str, Bulletin]: ...


class Submissions(Protocol):
    """arXiv's query API: the papers of a category, cross-listed ones too, that were submitted on those days. None is missing."""

    def lookup(self, stretches: Sequence[Stretch], today: date) -> Lookup[Stretch, tuple[PaperFacts, ...]]: ...


class Harvests(Protocol):
    """arXiv's OAI-PMH: the papers of a category whose records changed last on those days. None is missing."""

    def lookup(self, stretches: Sequence[Stretch]) -> Lookup[Stretch, frozenset[PaperId]]: ...


class Scholar(Protocol):
    """Semantic Scholar, by id or by title; the answer is keyed by `Wanted.paper`."""

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, Record]: ...


class Repositories(Protocol):
    """GitHub: a list's text, and repositories by `owner/name`."""

    def text(self, repository: str, path: str, branch: str) -> Text: ...

    def lookup(self, slugs: Sequence[str], today: date) -> Lookup[str, RepoRecord]: ...


class Readmes(Protocol):
    """READMEs of repositories by `owner/name`; missing where there is none that GitHub would show."""

    def lookup(self, slugs: Sequence[str]) -> Lookup[str, Readme]: ...

    def most(self) -> int:
        """READMEs that may be asked for in one night."""
        ...


class Proceedings(Protocol):
    """Accepted-papers lists. `tags` are what is known of each since it was last read for the same papers."""

    def lookup(self, places: Sequence[Place], tags: Sequence[str], keep: Callable[[Listed], bool]) -> Lookup[Place, Listing]: ...


class Publications(Protocol):
    """Who keeps records of publications, by id or by title: OpenReview's decisions, Crossref's DOIs.

    Keyed by `Wanted.paper`. What is found is of that title or of one like it: whether it is the paper is for the rules to say.
    """

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, tuple[Claim, ...]]: ...


class Pages(Protocol):
    """Web pages, wherever they are: of each that answers the papers that it `names`, by where it was found at last and its HTML.

    Missing: its server, or the name service, says that there is no such page. Failed is everything else.
    """

    def lookup(self, urls: Sequence[str], names: Callable[[str, str], tuple[str, ...]]) -> Lookup[str, tuple[str, ...]]: ...


class Suggestions(Protocol):
    """Semantic Scholar's two ways from papers to others; `Candidate.listed` is `today`."""

    def recommended(self, liked: Sequence[PaperId], refused: Sequence[PaperId], today: date) -> Lookup[PaperId, Candidate]:
        """What is like the one and unlike the other, keyed by itself. Missing: of the liked what it doesn't know; failed: all of them."""
        ...

    def citing(self, papers: Sequence[PaperId], since: date, today: date) -> Lookup[PaperId, tuple[Candidate, ...]]:
        """What cites each paper, of those published in that month or later."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Every service the bot may ask."""

    arxiv: Papers
    scholar: Scholar
    github: Repositories
    proceedings: Proceedings
    openreview: Publications
    crossref: Publications
    readmes: Readmes
    pages: Pages
    feeds: Feeds
    submissions: Submissions
    harvests: Harvests
    suggestions: Suggestions
