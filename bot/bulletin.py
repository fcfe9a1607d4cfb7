"""One category of arXiv on one night: what its feed is worth, what must be searched for, and how far it is known after it.

A day's feed is gone the next day, may be stale or cut, and what it lacked may be searchable a day late. So a mark moves to a day
only by that day's whole feed, or by a search on a later one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from bot.candidates import Account, FeedState, Mark
from bot.discovery import calendar
from bot.model import Lookup, PaperFacts, PaperId
from bot.ports import CUT, Announced, Bulletin, Stretch, Submissions

BACK = 30
"""Days that are searched at the most, and on the first night."""
OVERLAP = 7
"""Days before the mark that are searched too: what is submitted may be announced days later, and be searchable a day after that."""
_CHUNK = 10
"""Days searched at once; what was found in others stays found where one fails."""

_Found = Lookup[Stretch, tuple[PaperFacts, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a category gave: papers that came up first tonight, by feed and by search, and the mark."""

    account: Account
    mark: Mark | None
    announced: tuple[PaperFacts, ...] = ()
    searched: tuple[PaperFacts, ...] = ()
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What a category is read with: `seen` are the papers that came up before or are the list's."""

    submissions: Submissions
    seen: Collection[PaperId]
    now: datetime

    @property
    def due(self) -> date:
        """The last day whose announcements should be out."""
        return calendar.scheduled(calendar.announced(self.now))

    @property
    def over(self) -> date:
        """The last day of announcements that is over: what it announced is searchable now."""
        return calendar.before(calendar.announced(self.now))

    def fresh(self, papers: Iterable[PaperFacts]) -> tuple[PaperFacts, ...]:
        return tuple({one.paper: one for one in papers if one.paper not in self.seen}.values())


def read(desk: Desk, category: str, feeds: Lookup[str, Bulletin], mark: Mark | None) -> Reading:
    """The category's night."""
    if category in feeds.missing:
        return Reading(Account(category, "failed", "unknown", desk.due, "", says="arXiv has no such category"), mark)
    bulletin = feeds.found.get(category)
    entries = bulletin.entries if bulletin else ()
    announced = desk.fresh(one.facts for one in entries if _first(one))
    state = _state(desk, bulletin, announced, mark, feeds.failed.get(category, ""))
    day = bulletin.day if bulletin and state == "read" else desk.due
    searches = _searches(desk, category, state, day, mark)
    found = desk.submissions.lookup(searches, desk.now.date())
    papers = [paper for some in found.found.values() for paper in some]
    searched = tuple(one for one in desk.fresh(papers) if one.paper not in {each.paper for each in announced})
    rest = calendar.rest(calendar.announced(desk.now))
    if state == "quiet" and mark and searched and rest != "weekend":
        state = "stale"
    problem = feeds.failed.get(category, "") or (bulletin.flaw if bulletin else "")
    account = Account(
        category,
        status="ok",
        feed=state,
        day=day,
        rest="" if state == "read" else rest,
        announced=sum(map(_first, entries)),
        replaced=sum(not _first(one) for one in entries),
        searched=len(papers),
        fresh=len(announced) + len(searched),
        says="; ".join(_words(state, problem, mark, searches, found)),
    )
    known = None if found.failed else day if state == "read" else desk.over if searches else None
    return Reading(
        account=replace(account, status=_status(account, found)),
        mark=_moved(category, mark, known, (*announced, *searched), desk.now.date()),
        announced=announced,
        searched=searched,
        requests=found.requests,
    )


def _first(one: Announced) -> bool:
    return one.kind in ("new", "cross")


def _state(desk: Desk, bulletin: Bulletin | None, fresh: Collection[PaperFacts], mark: Mark | None, reason: str) -> FeedState:
    """What the feed is taken for before anything is searched."""
    if not bulletin:
        return "cut" if reason == CUT else "failed"
    if bulletin.flaw:
        return "flawed"
    if not fresh:
        return "again" if mark and mark.day >= desk.due else "quiet" if bulletin.day >= desk.due else "stale"
    return "read" if bulletin.day >= desk.due else "stale"


def _searches(desk: Desk, category: str, state: FeedState, day: date, mark: Mark | None) -> list[Stretch]:
    """The days of submission to search: none where the feed's day is the one after the mark, or nothing is due."""
    if mark and (mark.day >= calendar.before(day) if state == "read" else mark.day >= desk.due):
        return []
    last = desk.now.date()
    first = max(mark.day - timedelta(OVERLAP), last - timedelta(BACK)) if mark else last - timedelta(BACK)
    starts = [first + timedelta(days) for days in range(0, (last - first).days + 1, _CHUNK)]
    return [Stretch(category, start, min(last, start + timedelta(_CHUNK - 1))) for start in starts]


def _moved(category: str, mark: Mark | None, known: date | None, fresh: Iterable[PaperFacts], today: date) -> Mark | None:
    """The mark, at the day to whose end all is `known` now (None: at none)."""
    newest = max((one.paper.value for one in fresh if one.paper.value[0].isdigit()), default="")
    if not mark:
        return Mark(category, known, today, newest) if known else None
    day = max(mark.day, known or mark.day)
    if day == mark.day and newest <= mark.newest:
        return mark
    return replace(mark, day=day, newest=max(newest, mark.newest), at=today)


def _status(account: Account, found: _Found) -> Literal["ok", "partial", "failed"]:
    if not found.failed and account.feed in ("read", "again", "quiet"):
        return "ok"
    return "partial" if found.found or account.announced or account.replaced else "failed"


def _words(state: FeedState, problem: str, mark: Mark | None, searches: Sequence[Stretch], found: _Found) -> Iterator[str]:
    """What went wrong."""
    if problem:
        yield problem
    elif state == "stale":
        yield "its feed doesn't show what was announced since"
    for reason in dict.fromkeys(found.failed.values()):
        yield f"the search failed: {reason}"
    if mark and searches and mark.day < searches[0].first:
        yield f"what was submitted before {searches[0].first} is left out"
