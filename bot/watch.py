"""What arXiv announced since it was last read: a list's categories, one after another. No day is lost, and no paper comes up twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.bulletin import BACK, OVERLAP, Desk, Reading, read
from bot.candidates import Account, Candidate, Mark, Sight, Via
from bot.model import PaperFacts, PaperId
from bot.ports import Services


@dataclass(frozen=True, slots=True)
class Watched:
    """A night's candidates: what came up first, on the first one the papers of the days before it too.

    Marks and sights are to be saved, last of all. `says` tells why candidates lack what only arXiv's query API knows.
    """

    candidates: tuple[Candidate, ...]
    accounts: tuple[Account, ...]
    marks: tuple[Mark, ...]
    sights: tuple[Sight, ...]
    requests: int
    says: str = ""


def watch(
    services: Services, categories: Sequence[str], marks: Sequence[Mark], sights: Sequence[Sight], known: Collection[PaperId], now: datetime
) -> Watched:
    """Reads the feeds of the categories, and searches for what they leave open.

    `known` are papers that are no candidates: listed, waiting or refused. With the same marks and sights again nothing new comes up twice.
    """
    seen = frozenset(known).union(*(one.papers for one in sights))
    feeds = services.feeds.lookup(categories, now.date())
    desk = Desk(services.submissions, seen, now)
    before = {one.category: one for one in marks}
    readings = [read(desk, one, feeds, before.get(one)) for one in dict.fromkeys(categories)]
    found = _candidates(desk, readings)
    facts = services.arxiv.lookup([paper for paper, one in found.items() if one.facts.submitted is None], now.date())
    # A category that is watched no more, but may be again soon, is caught up with then.
    recent = {name: one for name, one in before.items() if name in categories or one.day >= desk.due - timedelta(BACK)}
    after = recent | {one.account.category: one.mark for one in readings if one.mark}
    return Watched(
        candidates=tuple(replace(one, facts=facts.found.get(paper, one.facts)) for paper, one in found.items()),
        accounts=tuple(one.account for one in readings),
        marks=tuple(after[name] for name in sorted(after)),
        sights=_remembered(desk, sights, found.values(), [after[one] for one in categories if one in after]),
        requests=feeds.requests + sum(one.requests for one in readings) + facts.requests,
        says="; ".join(dict.fromkeys(facts.failed.values())),
    )


def _candidates(desk: Desk, readings: Sequence[Reading]) -> dict[PaperId, Candidate]:
    """Those that came up tonight."""
    found = dict[PaperId, Candidate]()
    for one in readings:
        _add(found, one.announced, one.account.day, "feed")
        _add(found, one.searched, desk.due, "search")
    return found


def _add(found: dict[PaperId, Candidate], papers: Iterable[PaperFacts], day: date, via: Via) -> None:
    """The papers, with both ways by which one came up; the search knows more of it than the feed."""
    for one in papers:
        before = found.get(one.paper)
        facts = one if not before or before.facts.submitted is None else before.facts
        ways = before.via if before else ()
        found[one.paper] = Candidate(facts, min(day, before.listed) if before else day, ways if via in ways else (*ways, via))


def _remembered(desk: Desk, sights: Sequence[Sight], new: Iterable[Candidate], marks: Sequence[Mark]) -> tuple[Sight, ...]:
    """The ids that a search or a harvest may give again, by the day on which they came up."""
    open_since = min((min(one.day, one.harvested or one.day) for one in marks), default=desk.due)
    oldest = max(open_since, desk.due - timedelta(BACK)) - timedelta(OVERLAP)
    days = {sight.day: set(sight.ids) for sight in sights if sight.day >= oldest}
    for one in new:
        if one.facts.submitted is None or one.facts.submitted >= oldest:
            days.setdefault(desk.due, set()).add(one.facts.paper.value)
    return tuple(Sight(day, tuple(sorted(ids))) for day, ids in sorted(days.items()))
