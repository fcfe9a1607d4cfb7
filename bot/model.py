"""The nouns. Frozen values from the standard library alone; a change is a new value.

Lines are 1-based, as an editor shows them; dates are days in UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, TypeVar

K = TypeVar("K")
T = TypeVar("T")

Column = Literal["number", "title", "link", "repository", "site", "venue", "year", "citations", "row", "insert", "delete"]
"""What a cell is for; `year` stands beside a venue; `row` is the whole line, `insert` a new one directly behind it, `delete` its end."""

Status = Literal["accepted", "submitted", "rejected", "withdrawn", "absent"]
"""What a source says became of a paper at a venue; `absent`: its complete list lacks title and authors."""

Track = Literal["main", "workshop", "findings", "datasets", "challenge", "companion", "tutorial"]
"""The part of a venue. A journal has a main track only."""

Kind = Literal["nothing", "date", "preprint", "venue", "unread"]
"""What a venue cell holds; `unread`: something that must not be taken apart."""


SourceName = Literal["semantic-scholar", "github", "arxiv", "accepted-papers", "openreview", "crossref", "dblp", "curated-lists", "pages"]
"""Who says something. DBLP is read through Semantic Scholar's records of its keys."""


@dataclass(frozen=True, slots=True, order=True)
class PaperId:
    """A name for a paper: `arxiv:2211.15736` (versionless), doi, openreview, acl, cvf, url, or title."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> PaperId:
        """`scheme:value`; raises ValueError for anything else."""
        scheme, colon, value = text.partition(":")
        if not (scheme and colon and value):
            raise ValueError(f"{text!r} is not scheme:value")
        return cls(scheme, value)


@dataclass(frozen=True, slots=True)
class Document:
    """A text as its lines with their endings: `str(document)` is the file, to the byte.

    Bytes that are no UTF-8 are kept as lone surrogates (PEP 383).
    """

    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(self.lines)

    @property
    def data(self) -> bytes:
        return str(self).encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of papers: `cells` are contents without their padding."""

    line: int
    section: tuple[str, ...]
    cells: tuple[str, ...]
    columns: Mapping[Column, int]
    ragged: bool = False

    def cell(self, column: Column) -> str | None:
        """The content in that column; None where the row has no such cell."""
        index = self.columns.get(column)
        return self.cells[index] if index is not None and index < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Publication:
    """A paper's appearance. `venue` is the canonical name, `spelled` how the text at hand writes it."""

    venue: str
    year: int | None
    track: Track = "main"
    award: str | None = field(default=None, compare=False)
    spelled: str = field(default="", compare=False)

    def __str__(self) -> str:
        track = "" if self.track == "main" else self.track.capitalize()
        return " ".join(filter(None, [self.venue, str(self.year or ""), track, self.award]))


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row's venue cell says."""

    kind: Kind
    publications: tuple[Publication, ...] = ()
    month: tuple[int, int] | None = None
    """(year, month) of a date."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row read as a paper. `ids` are all the names its links give, best first."""

    row: Row
    ids: tuple[PaperId, ...]
    title: str
    repository: str | None
    site: str | None
    stated: Stated

    @property
    def id(self) -> PaperId | None:
        return self.ids[0] if self.ids else None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of a publication. Claims are kept side by side, never merged.

    `paper` is what the record itself identifies: an id where it carries one, else its title.
    `raw` are the source's own words; `read_at` is the day they stood there: of a snapshot, its day.
    """

    paper: PaperId
    source: SourceName
    status: Status
    venue: str
    url: str
    read_at: date
    year: int | None = None
    track: Track | None = None
    award: str | None = None
    raw: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What else one source says of a paper.

    `version` is arXiv's, `submitted` and `updated` the days of the first and of this one; `withdrawn`: its comment says so.
    `corpus` is Semantic Scholar's CorpusId, which outlives its merges; `arxiv` the id that it gives a paper found without it.
    `links` are the URLs in arXiv's abstract and comment.
    """

    paper: PaperId
    source: SourceName
    url: str
    read_at: date
    title: str | None = None
    authors: tuple[str, ...] = ()
    submitted: date | None = None
    updated: date | None = None
    version: int | None = None
    categories: tuple[str, ...] = ()
    comment: str = ""
    journal_ref: str = ""
    doi: str = ""
    withdrawn: bool = False
    corpus: int | None = None
    arxiv: str = ""
    links: tuple[str, ...] = ()
    abstract: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an id may not be its rows' paper's; `foreign` where it is another's or nobody's, so that it names no row."""

    says: str
    foreign: bool
    facts: tuple[PaperFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The rows that list one paper under one title. With `doubt`, nothing known of their links' id may be written on them."""

    id: PaperId
    entries: tuple[Entry, ...]
    doubt: Doubt | None = None

    @property
    def title(self) -> str:
        return self.entries[0].title

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(entry.row.line for entry in self.entries)


@dataclass(frozen=True, slots=True)
class RepoFacts:
    """What GitHub says of a repository by the name (`owner/name`) that a list gives it.

    `name` is today's name. `access`: `gone` is a plain 404, `unresolved` what may be one, `blocked` the service's own refusal.
    `number` is GitHub's id, which a renamed repository keeps; `formerly` the one it had when first looked up, if that was another.
    """

    repository: str
    url: str
    read_at: date
    access: Literal["open", "unresolved", "gone", "blocked"] = "open"
    name: str = ""
    number: int | None = None
    formerly: int | None = None
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    pushed: date | None = None
    description: str = ""
    homepage: str = ""
    source: SourceName = "github"


@dataclass(frozen=True, slots=True)
class ReadmeFacts:
    """What a repository's README names, as `arxiv:…` or `title:…`; none of its words.

    `named` are the arXiv ids and the list's titles that stand in it, `head` those in its first section. `sought` are the
    titles that it was read for, `alike` those of them that something in it resembles, `called` those whose short name it has.
    Without a README `digest` is empty.
    """

    repository: str
    url: str
    read_at: date
    name: str = ""
    """The repository's today."""
    named: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    digest: str = ""
    source: SourceName = "github"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Whether a web page is there, by its address in the list or in what sources say of a paper.

    `dead`: its server, or the name service, says that there is no such page; `unknown`: no answer that says either.
    `since` is the first day of an unbroken row of `nights` on which it was dead. `names` are the list's papers whose page it is.
    """

    url: str
    read_at: date
    status: Literal["alive", "dead", "unknown"]
    since: date | None = None
    nights: int = 0
    names: tuple[str, ...] = ()
    source: SourceName = "pages"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of a paper (`scheme:value`) or repository (`owner/name`) on the day of the run."""

    subject: str
    metric: Literal["citations", "influential-citations", "stars"]
    source: SourceName
    count: int


@dataclass(frozen=True, slots=True)
class Move:
    """How a count of a paper (`scheme:value`) or repository (`owner/name`) changed."""

    subject: str
    metric: str
    first: date
    last: date
    before: int
    after: int
    counts: tuple[int, ...]

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Lookup(Generic[K, T]):
    """What a source answered: by key found, missing (it has no such thing), or failed, with the reason.

    In none of them: never asked. Silence is not evidence.
    """

    found: Mapping[K, T] = field(default_factory=dict)
    missing: frozenset[K] = frozenset()
    failed: Mapping[K, str] = field(default_factory=dict)
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a list's papers, as read from state/."""

    facts: tuple[PaperFacts, ...] = ()
    claims: tuple[Claim, ...] = ()
    repositories: tuple[RepoFacts, ...] = ()
    readmes: tuple[ReadmeFacts, ...] = ()
    pages: tuple[PageFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: a source's own words, where and when they were read."""

    source: str
    says: str
    url: str
    read_at: date


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: a cell's content without its padding, or (`row`) a whole line without its ending.

    `insert`: `new` is the line that comes behind `line`, whose content is `old` and stays. `delete`: the line `old` goes.
    """

    line: int
    column: Column
    old: str
    new: str


def fingerprint(paper: str, about: str, value: str) -> str:
    """16 hex digits over a meaning: what is claimed (`about`) of which paper, in its canonical form."""
    name = paper.replace(" ", "") if paper.startswith("title:") else paper
    meaning = "\n".join((name, about, value))
    return hashlib.sha256(meaning.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction or an addition with its evidence, accepted or refused as a whole.

    `about` is what is claimed (rule-independent) and `value` its canonical form: with the paper's name
    they are the meaning over which the fingerprint is made. `choices`: sections for a person to choose from, each with its row.
    """

    rule: str
    paper: str
    title: str
    section: tuple[str, ...]
    edits: tuple[Edit, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    about: str
    value: str
    says: str
    choices: tuple[tuple[tuple[str, ...], Edit], ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence or not self.edits:
            raise ValueError(f"a proposal needs evidence and edits: {self.rule} for {self.paper}")

    @property
    def fingerprint(self) -> str:
        """16 hex digits over the meaning: not the bytes, the line or the rule."""
        return fingerprint(self.paper, self.about, self.value)

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(edit.line for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at; never an edit."""

    rule: str
    paper: str
    title: str
    lines: tuple[int, ...]
    says: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The unit of delivery: one branch with its words and its text."""

    branch: str
    title: str
    body: str
    patch: str
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How a source took part in a run: keys asked for and what came of each."""

    status: Literal["ok", "partial", "failed", "offline"]
    asked: int = 0
    found: int = 0
    missing: int = 0
    failed: int = 0
    requests: int = 0
    oldest: date | None = None
    newest: date | None = None
    says: str = ""
    """Why something failed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the bot would do to one list, and why."""

    list: str
    generated_at: str
    rows: int
    papers: int
    sources: Mapping[str, SourceReport]
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    before: Document
    after: Document
    """The list as it would be with every proposal applied."""
    additions: tuple[Proposal, ...] = ()
    waiting: tuple[Proposal, ...] = ()
    scouted: tuple[str, ...] = ()
    """How the look for papers that the list lacks went, in words; those that are `waiting` don't come by themselves today."""
