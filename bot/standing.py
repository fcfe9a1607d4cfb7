"""The nouns of delivery: what stands on GitHub, what people decided, what is handed in. From the standard library alone.

Times are UTC, as GitHub writes them (`2026-11-22T05:17:00Z`): they sort as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.model import Finding, Proposal
from bot.pace import Given

Kind = Literal["corrections", "additions"]
"""Of a standing pull request: one each, at the most."""
Verdict = Literal["accepted", "refused", "open"]
"""`open`: it was decided once, and that was taken back; or somebody wants it now."""
How = Literal["untick", "tick", "command", "close", "reopen", "edit", "merge", "list"]
"""In which way a person decided; `list`: by writing it into the list."""

PullState = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of one meaning (`fingerprint`); `says` is the change in words, `url` where it was decided.

    `open` after nothing else: a person wants it now.
    """

    fingerprint: str
    verdict: Verdict
    how: How
    at: str
    by: str = ""
    rule: str = ""
    title: str = ""
    says: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal that is handed in or waits for its turn: `was` are its rows as they were, `since` its first day, `checked` its last."""

    kind: Kind
    proposal: Proposal
    was: tuple[str, ...]
    since: date
    checked: date

    @property
    def fingerprint(self) -> str:
        return self.proposal.fingerprint


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on one of the bot's pull requests or its dashboard, by someone who may write to the repository."""

    number: int
    on: int
    author: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request of the bot's branch; `by`: who closed or merged it, where known."""

    number: int
    url: str
    state: PullState
    title: str
    body: str
    head: str
    created: str
    by: str = ""
    orphan: bool = False
    """Whether it was closed with the end of the branch that it was for."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The bot's branch: its head, the list's text in it and in the bot's newest commit (`last`).

    `own`: every commit since then is the bot's; `people` are the authors of the others; `alone`: only the list was changed.
    """

    name: str
    head: str
    own: bool
    text: bytes | None
    last: bytes | None
    before: bytes | None = None
    """The list's text where the branch left the base."""
    people: tuple[str, ...] = ()
    touched: str = ""
    """When a person last committed to it."""
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Stand:
    """One kind's branch and pull requests: the open one, and closed ones that nothing was learned of yet."""

    branch: Branch | None = None
    pull: Pull | None = None
    past: tuple[Pull, ...] = ()
    kept: frozenset[str] = frozenset()
    """Heads that closed pull requests keep, whatever becomes of the branch."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another's open pull request and the lines that it adds to the list."""

    number: int
    author: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """The dashboard."""

    number: int
    url: str
    body: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is in a list's repository, read before judging.

    `base` is its branch, `head` and `tree` that branch's commit and its tree; `text` is the list there.
    """

    login: str
    repository: str
    page: str
    base: str
    head: str
    tree: str
    path: str
    text: bytes
    source: str
    stands: Mapping[Kind, Stand] = field(default_factory=dict)
    dashboard: Issue | None = None
    comments: tuple[Comment, ...] = ()
    """Those with commands that nobody answered."""
    touched: str = ""
    """When a person last said something there."""
    said: frozenset[str] = frozenset()
    """What the bot said once and for all in its comments."""
    rivals: tuple[Rival, ...] = ()
    issues: bool = True
    private: bool = False

    @property
    def root(self) -> str:
        """Where GitHub's API has the repository."""
        return f"/repos/{self.repository}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the bot remembers of a pull request: its state, when it was opened and brought up to date, the head that got a status.

    `head` is what the bot last wrote there, if nobody else's commits are in it; `held` are the proposals it showed.
    """

    number: int
    kind: Kind
    state: PullState
    opened: str
    updated: str
    head: str = ""
    marked: str = ""
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a list is left alone until a day; or (`rule`) since when a rule's refusals are counted anew."""

    what: str
    since: str
    until: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What survives between runs of one list's delivery."""

    decisions: tuple[Decision, ...] = ()
    offers: tuple[Offer, ...] = ()
    seen: tuple[Seen, ...] = ()
    rests: tuple[Rest, ...] = ()
    notes: tuple[Note, ...] = ()
    given: tuple[Given, ...] = ()
    """Of the last seven days."""
    dashboard: int = 0
    """Its number; 0: there is none."""

    @property
    def refused(self) -> frozenset[str]:
        return frozenset(one.fingerprint for one in self.decisions if one.verdict == "refused")

    @property
    def lost(self) -> bool:
        """Whether nothing is remembered at all: of a new list, or after the state is gone."""
        return not (self.seen or self.decisions or self.offers or self.rests or self.dashboard)

    @property
    def decided(self) -> Mapping[str, Decision]:
        return {one.fingerprint: one for one in self.decisions if one.verdict != "open"}


@dataclass(frozen=True, slots=True)
class Note:
    """A finding, as it is remembered for the dashboard."""

    finding: Finding
