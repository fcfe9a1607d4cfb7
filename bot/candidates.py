"""The nouns of candidates: papers that a list may lack. From the standard library alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.model import Edit, Evidence, PaperFacts, PaperId, Publication

Via = Literal["feed", "search", "harvest", "recommended", "citing", "asked"]
"""How a paper came up: arXiv's daily feed, its query API, OAI-PMH; Semantic Scholar, twice; or a person named it."""

Section = tuple[str, ...]
"""A section's headings from the top of the list down, as rows have them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that came up. `listed` is the day arXiv announced it, or the first day it was seen.

    `cites` are the names of the list's papers that it is known to cite.
    """

    facts: PaperFacts
    listed: date
    via: tuple[Via, ...]
    cites: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.facts.paper)


@dataclass(frozen=True, slots=True)
class Rated:
    """A candidate with its probability to belong to the list, its sections with theirs, best first, and why, in one line.

    `since` is the day from which it waits. One without sections isn't rated yet.
    """

    candidate: Candidate
    score: float
    sections: tuple[tuple[Section, float], ...] = ()
    why: str = field(default="", compare=False)
    since: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of a paper that is to be added; only verified things.

    `ids` are all its names, best first. `submitted` is the day of its first version; `page` the published paper's address,
    `repository` its code (`owner/name`), `site` its project page: None unless sure.
    """

    ids: tuple[PaperId, ...]
    title: str
    authors: tuple[str, ...] = ()
    submitted: date | None = None
    publication: Publication | None = None
    page: str | None = None
    repository: str | None = None
    site: str | None = None

    @property
    def paper(self) -> PaperId:
        return self.ids[0]


Part = Literal["paper", "venue", "code", "site"]
"""What a new row says: which paper and when it was submitted, where it was published, and the rest."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A newcomer, what shows each part of it, and what of its venue was left open, in words."""

    newcomer: Newcomer
    shown: Mapping[Part, tuple[Evidence, ...]]
    withdrawn: bool = False
    open: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(dict.fromkeys(one for some in self.shown.values() for one in some))


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row as it would be added: the edit that adds it, and the headers of the columns that only a person can fill."""

    edit: Edit
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A candidate that nobody took in time, as it is remembered: by name and title, with its last probability and day."""

    paper: PaperId
    title: str
    score: float
    day: date

    @property
    def name(self) -> str:
        return str(self.paper)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a category of arXiv was read: the `day` of the last announcement that is known to its end, its `newest` id.

    `harvested` is the last day whose changes of records were read; `at` the day of the run that wrote this.
    """

    category: str
    day: date
    at: date
    newest: str = ""
    harvested: date | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """The arXiv ids that came up first in the announcements of a day, sorted."""

    day: date
    ids: tuple[str, ...]

    @property
    def papers(self) -> frozenset[PaperId]:
        return frozenset(PaperId("arxiv", one) for one in self.ids)


@dataclass(frozen=True, slots=True)
class Cited:
    """The day on which it was last asked what cites one of the list's papers, and the names of what did of late."""

    paper: PaperId
    day: date
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """The titles that came up first in the announcements of a day, sorted: a list is learned against them."""

    day: date
    titles: tuple[str, ...]


Rest = Literal["", "weekend", "holiday"]
"""Why nothing may be announced on a day."""
FeedState = Literal["read", "again", "quiet", "stale", "flawed", "cut", "failed", "unknown"]
"""What a feed is taken for. `again`: nothing is due that wasn't read; `quiet`: it announces nothing, and the search finds nothing;
`stale`: it doesn't say what was announced since; `flawed`: papers may be missing from it; `unknown`: there is no such category."""


@dataclass(frozen=True, slots=True)
class Account:
    """How the reading of a category went: `ok` where its announcements up to `day` are known to their end, or there are none.

    `rest` is why there may be none tonight. `announced` and `replaced` count the feed's entries, new and cross-listed ones and
    others, `searched` the papers of the search; of all those `fresh` came up for the first time and are none of the list's.
    """

    category: str
    status: Literal["ok", "partial", "failed"]
    feed: FeedState
    day: date
    rest: Rest
    announced: int = 0
    replaced: int = 0
    searched: int = 0
    fresh: int = 0
    says: str = ""
