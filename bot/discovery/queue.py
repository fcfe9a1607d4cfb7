"""The candidates of a list between two nights: who waits, who may be proposed, who is out for good. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.candidates import Lapsed, Rated
from bot.model import fingerprint
from bot.standing import Decision
from bot.text.titles import key

RULE = "addition"
"""Of proposals of new rows."""
LISTED = "listed"
"""What they claim of a paper; its section and its row are no part of the meaning."""
LONGEST, KEPT = 200, 400
"""Candidates that wait and are rated, and lapsed ones that are remembered, at the most."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Days from a paper's submission until it is proposed, days until it is left; the least probability to wait with."""

    cooling: int
    expire: int
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Out:
    """What is not for the queue: the list's papers by name and title, what somebody decided, and what lapsed.

    `names` are `scheme:value`, DOIs among them; `titles` are keys (bot.text.titles.key).
    """

    names: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    decided: tuple[Decision, ...] = ()
    lapsed: tuple[Lapsed, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits, the surest first, and who lapsed, the last first."""

    waiting: tuple[Rated, ...] = ()
    lapsed: tuple[Lapsed, ...] = ()


def renew(queue: Iterable[Rated], fresh: Iterable[Rated], today: date, patience: Patience, out: Out) -> Queue:
    """The queue after a night. One paper stands once, as it was rated last, with the first day on which it came up.

    The same paper is one of the same id, DOI or title. What is listed, was accepted or refused, or lapsed, never comes back.
    """
    away, last = _away(out), today - timedelta(days=patience.expire)
    merged = [replace(one, since=one.since or today) for one in _merged([*queue, *fresh])]
    waiting = [one for one in merged if away.isdisjoint(_keys(one)) and one.score >= patience.floor]
    young = ranked(one for one in waiting if waits_since(one) >= last)
    # Which of those that are not rated yet is worth its place nobody knows.
    kept = (*[one for one in young if one.sections][:LONGEST], *(one for one in young if not one.sections))
    lapsed = [*out.lapsed, *(_lapse(one, today) for one in waiting if waits_since(one) < last)]
    return Queue(kept, tuple(sorted(lapsed, key=lambda one: (one.day, one.score, one.name), reverse=True)[:KEPT]))


def ranked(rated: Iterable[Rated]) -> tuple[Rated, ...]:
    """The surest first; of equals the newest."""
    return tuple(sorted(rated, key=lambda one: (-one.score, -one.candidate.listed.toordinal(), one.candidate.name)))


def waits_since(one: Rated) -> date:
    """The day from which it waits: an old paper may have come up late."""
    return one.since or one.candidate.listed


def cooled(one: Rated, cooling: int) -> date:
    """The day from which it may be proposed."""
    return (one.candidate.facts.submitted or one.candidate.listed) + timedelta(days=cooling)


def ready(queue: Sequence[Rated], today: date, cooling: int) -> tuple[Rated, ...]:
    """Those that may be proposed, in the queue's order."""
    return tuple(one for one in queue if cooled(one, cooling) <= today)


def meaning(name: str) -> str:
    """The fingerprint of a paper's addition, wherever it would go."""
    return fingerprint(name, LISTED, "")


def _merged(rated: Iterable[Rated]) -> list[Rated]:
    """One of each paper, later ratings in the place of earlier ones."""
    found, place = list[Rated | None](), dict[str, int]()
    for one in rated:
        same = sorted({place[name] for name in _keys(one) if name in place})
        known = [other for index in same if (other := found[index])]
        for index in same:
            found[index] = None
        whole = _together([*known, one])
        place |= dict.fromkeys((*_keys(whole), *(name for other in known for name in _keys(other))), len(found))
        found.append(whole)
    return [one for one in found if one]


def _together(rated: Sequence[Rated]) -> Rated:
    """The last rating, with all ways in which it came up and the first day; an arXiv id is its name, if one had it."""
    last = rated[-1]
    named = next((one for one in reversed(rated) if one.candidate.facts.paper.scheme == "arxiv"), last)
    candidate = replace(
        last.candidate,
        facts=named.candidate.facts,
        listed=min(one.candidate.listed for one in rated),
        via=tuple(dict.fromkeys(via for one in rated for via in one.candidate.via)),
        cites=tuple(dict.fromkeys(name for one in rated for name in one.candidate.cites)),
    )
    return replace(last, candidate=candidate, since=min((one.since for one in rated if one.since), default=None))


def _keys(one: Rated) -> Iterator[str]:
    """The names by which it is the same paper as another."""
    facts = one.candidate.facts
    yield one.candidate.name
    if facts.doi:
        yield f"doi:{facts.doi.casefold()}"
    if title := key(facts.title or ""):
        yield f"key:{title}"


def _away(out: Out) -> _Away:
    decided = [one for one in out.decided if one.verdict != "open"]
    titles = {*out.titles, *(key(one.title) for one in out.lapsed), *(key(one.title) for one in decided if one.rule == RULE)}
    names = {*out.names, *(one.name for one in out.lapsed)} | {f"key:{title}" for title in titles if title}
    return _Away(frozenset(names), frozenset(one.fingerprint for one in decided))


@dataclass(frozen=True, slots=True)
class _Away:
    """Names and titles, and meanings that somebody decided."""

    names: frozenset[str]
    decided: frozenset[str]

    def isdisjoint(self, keys: Iterable[str]) -> bool:
        return not any(name in self.names or meaning(name) in self.decided for name in keys)


def _lapse(one: Rated, today: date) -> Lapsed:
    return Lapsed(one.candidate.facts.paper, one.candidate.facts.title or "", one.score, today)
