"""What arXiv announces reaches the bot once, whatever becomes of a night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import arxivapi, environment, sources
from bot.candidates import Account, Candidate, Mark, Sight
from bot.environment import Environment
from bot.harvest import Harvested, harvest
from bot.ledger import read_records, write_records
from bot.model import PaperId, SourceReport
from bot.ports import Services, Stretch
from bot.sources.arxiv import Arxiv
from bot.sources.arxiv_feeds import ArxivFeeds
from bot.sources.arxiv_harvests import ArxivHarvests
from bot.sources.arxiv_submissions import ArxivSubmissions
from bot.text.venues import VenueBook
from bot.watch import Watched, watch
from bot.web import Web
from tests import stage as own
from tests.archive import Item
from tests.test_services import hasty
from tests.world import running

CV, LG = "cs.CV", "cs.LG"
START = date(2025, 6, 2)
"""A Monday."""


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as opened:
        yield opened


def services(stage: own.Stage, book: VenueBook, **manners: Any) -> Services:
    """For a night; of all services arXiv's alone are asked, but each is where it is."""
    settings = environment.read(stage.environment)
    return _arxiv(sources.services(settings, book), settings, **manners)


def _arxiv(opened: Services, settings: Environment, **manners: Any) -> Services:
    """With another haste than arXiv's."""
    web = Web(replace(hasty(arxivapi.MANNERS), **manners))
    return replace(
        opened,
        arxiv=Arxiv(settings.arxiv, web),
        feeds=ArxivFeeds(settings.arxiv_feed, web),
        submissions=ArxivSubmissions(settings.arxiv, web),
        harvests=ArxivHarvests(settings.arxiv_oai, web),
    )


def _no_harvest() -> Harvested:
    return Harvested((), (), SourceReport("ok"), (), ())


@dataclass
class Nights:
    """A list's nights at six in the morning (UTC), with what is remembered between them in files."""

    stage: own.Stage
    book: VenueBook
    folder: Path
    categories: Sequence[str] = (CV,)
    known: set[PaperId] = field(default_factory=set)
    wanted: set[PaperId] = field(default_factory=set)
    found: list[Candidate] = field(default_factory=list)
    harvested: Harvested = field(default_factory=_no_harvest)

    def night(self, day: date, *, harvesting: bool = False) -> Watched:
        now = self.stage.archive.now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        opened = services(self.stage, self.book)
        marks, sights = read_records(self.folder / "watch.jsonl", Mark), read_records(self.folder / "sights.jsonl", Sight)
        watched = watch(opened, self.categories, marks, sights, self.known, now)
        self.found += watched.candidates
        marks, sights = watched.marks, watched.sights
        if harvesting:
            self.harvested = harvest(opened, marks, sights, self.wanted, self.known, now)
            self.found += self.harvested.candidates
            marks, sights = self.harvested.marks, self.harvested.sights
        write_records(self.folder / "watch.jsonl", "watch", marks)
        write_records(self.folder / "sights.jsonl", "sights", sights)
        return watched

    def names(self) -> list[str]:
        return [one.facts.paper.value for one in self.found]


@pytest.fixture
def nights(stage: own.Stage, book: VenueBook, tmp_path: Path) -> Nights:
    return Nights(stage, book, tmp_path)


def told(account: Account) -> tuple[str, str, str]:
    return account.status, account.feed, account.rest


def fault(stage: own.Stage, service: str, kind: str, **more: Any) -> None:
    stage.faults[:] = [{"service": service, "kind": kind, "times": 99, **more}]


def paper(name: str, announced: date, *, held: int = 1, categories: tuple[str, ...] = (CV,), **more: Any) -> Item:
    """Submitted so many days before it was announced."""
    return Item(name, announced - timedelta(held), announced, categories, **more)


def weekly(start: date, days: int, number: int = 1) -> list[Item]:
    """Two papers of cs.CV a weekday, one that is cross-listed there, one of cs.LG alone, one of neither."""
    found = list[Item]()
    for day in (start + timedelta(one) for one in range(days)):
        if day.weekday() < 5:
            held = 3 if day.weekday() == 0 else 1
            for categories in ((CV,), (CV, LG), (LG, CV), (LG,), ("cs.AI",)):
                found.append(paper(f"{day:%y%m}.{number:05d}", day, held=held, categories=categories))
                number += 1
    return found


def ours(items: Sequence[Item], categories: Sequence[str] = (CV,)) -> set[str]:
    return {one.name for one in items if {*one.categories, *one.crossed} & {*categories}}


def test_a_day_s_new_and_cross_listed_papers_are_candidates_with_all_that_arxiv_says(nights: Nights) -> None:
    day = START + timedelta(1)
    nights.stage.archive.items = [
        paper("2506.00001", START, replaced=[day]),
        paper("2506.00002", day, title="A Walk", comment="12 pages"),
        paper("2506.00003", day, categories=(LG, CV)),
        paper("2506.00004", day, categories=(LG,)),
        paper("2505.00005", START - timedelta(9), categories=("cs.AI",), crossed={CV: day}),
    ]
    nights.known = {PaperId("arxiv", "2506.00001")}
    nights.night(START)
    nights.found.clear()
    watched = nights.night(day)
    assert nights.names() == ["2506.00002", "2506.00003", "2505.00005"]
    assert {(one.listed, one.via) for one in nights.found} == {(day, ("feed",))}
    facts = nights.found[0].facts
    assert (facts.title, facts.comment, facts.submitted, facts.version) == ("A Walk", "12 pages", START, 1)
    assert facts.authors == ("Ann Lee", "Zoé Zed") and facts.abstract
    (account,) = watched.accounts
    assert told(account) == ("ok", "read", "")
    assert (account.announced, account.replaced, account.fresh) == (3, 1, 3)


def test_the_first_night_searches_the_days_before_too(nights: Nights) -> None:
    items = nights.stage.archive.items = weekly(START - timedelta(40), 41)
    nights.night(START)
    assert set(nights.names()) == {one.name for one in items if START - timedelta(30) <= one.submitted} & ours(items)
    assert {"feed", "search"} == {way for one in nights.found for way in one.via}
    nights.found.clear()
    nights.night(START + timedelta(1))
    assert nights.names() == []


def test_the_same_night_again_finds_nothing_new_and_changes_nothing(nights: Nights) -> None:
    nights.stage.archive.items = weekly(START - timedelta(7), 9)
    nights.night(START)
    nights.night(START + timedelta(1))
    files = {path.name: path.read_bytes() for path in nights.folder.iterdir()}
    count = len(nights.found)
    (account,) = nights.night(START + timedelta(1)).accounts
    assert (told(account), len(nights.found)) == (("ok", "again", ""), count)
    assert files == {path.name: path.read_bytes() for path in nights.folder.iterdir()}


def test_weekends_are_quiet_and_cost_no_search(nights: Nights) -> None:
    nights.stage.archive.items = weekly(START, 5)
    for days in range(5):
        nights.night(START + timedelta(days))
    before = nights.stage.count("arxiv_api")
    for days in (5, 6):
        (account,) = nights.night(START + timedelta(days)).accounts
        assert told(account) == ("ok", "again", "weekend")
    assert nights.stage.count("arxiv_api") == before


def test_a_holiday_is_no_stale_feed_and_no_error(nights: Nights) -> None:
    archive = nights.stage.archive
    holiday = date(2025, 6, 19)
    archive.items = [one for one in weekly(holiday - timedelta(3), 9) if one.announced != holiday]
    archive.rests = {holiday}
    nights.night(holiday - timedelta(2))
    nights.night(holiday - timedelta(1))
    (account,) = nights.night(holiday).accounts
    assert (told(account), account.says) == (("ok", "quiet", "holiday"), "")
    (account,) = nights.night(holiday + timedelta(1)).accounts
    assert told(account) == ("ok", "read", "")


def test_a_stale_feed_is_said_and_made_good_by_the_search_though_its_date_is_fresh(nights: Nights) -> None:
    archive = nights.stage.archive
    items = archive.items = weekly(START, 5)
    nights.night(START)
    archive.stale[CV] = START
    day = START + timedelta(1)
    # The search lags behind too: one of the papers is in it a day later.
    (hidden, *_) = (one.name for one in items if one.announced == day)
    archive.hidden = frozenset({hidden})
    (account,) = nights.night(day).accounts
    assert (told(account), account.says) == (("partial", "stale", ""), "its feed doesn't show what was announced since")
    assert ours([one for one in items if one.announced == day]) - {*nights.names()} == {hidden}
    assert {one.via for one in nights.found if one.listed == day} == {("search",)}
    archive.stale.clear()
    archive.hidden = frozenset()
    nights.night(day + timedelta(1))
    assert sorted(nights.names()) == sorted(ours([one for one in items if one.announced <= day + timedelta(1)]))


@pytest.mark.parametrize(
    ("kind", "more", "feed", "says"),
    [
        ("malformed_xml", {}, "cut", "its feed ends in the middle"),
        ("truncate", {}, "failed", "the answer broke off"),
        ("status", {"code": 406}, "failed", "it answers 406 Not Acceptable"),
        ("status", {"code": 429}, "failed", "it answers 429 Too Many Requests"),
        ("html_200", {}, "failed", "it answers 200 with a web page"),
    ],
)
def test_a_feed_that_doesn_t_come_whole_is_said_and_made_good_by_the_search(
    nights: Nights, kind: str, more: dict[str, Any], feed: str, says: str
) -> None:
    items = nights.stage.archive.items = weekly(START, 5)
    nights.night(START)
    fault(nights.stage, "arxiv_rss", kind, **more)
    (account,) = nights.night(START + timedelta(1)).accounts
    assert (told(account), account.says) == (("partial", feed, ""), says)
    assert sorted(nights.names()) == sorted(ours([one for one in items if one.announced <= START + timedelta(1)]))


def test_a_feed_that_shows_no_more_entries_than_arxiv_lets_it_is_made_good_by_the_search(nights: Nights) -> None:
    day = START + timedelta(1)
    nights.stage.archive.items = [*weekly(START, 1), *(paper(f"2506.{n:05d}", day) for n in range(1000, 3100))]
    nights.night(START)
    nights.found.clear()
    (account,) = nights.night(day).accounts
    assert (told(account), account.says) == (("partial", "flawed", ""), "its feed shows no more than 2,000 entries")
    assert (account.announced, len(nights.found), len(set(nights.names()))) == (2000, 2100, 2100)


def test_missed_nights_are_caught_up_with_once(nights: Nights) -> None:
    held = paper("2506.01001", START + timedelta(3), held=8)  # submitted before the last night that was not missed
    items = nights.stage.archive.items = [*weekly(START, 19), held]
    for days in (0, 1, 9, 10, 18):
        (account,) = nights.night(START + timedelta(days)).accounts
        assert told(account)[:2] == ("ok", "read")
    assert sorted(nights.names()) == sorted(ours(items))


def test_a_month_of_absence_is_the_most_that_is_caught_up_with_and_what_is_left_out_is_said(nights: Nights) -> None:
    nights.stage.archive.items = weekly(START, 50)
    nights.night(START)
    (account,) = nights.night(START + timedelta(49)).accounts
    assert account.says == f"what was submitted before {START + timedelta(19)} is left out"
    nights.found.clear()
    (account,) = nights.night(START + timedelta(49)).accounts
    assert (account.feed, nights.found) == ("again", [])


def test_when_everything_fails_the_next_night_catches_up(nights: Nights) -> None:
    items = nights.stage.archive.items = weekly(START, 5)
    nights.night(START)
    before = (nights.folder / "watch.jsonl").read_bytes()
    fault(nights.stage, "arxiv_.*", "status", code=503)
    (account,) = nights.night(START + timedelta(1)).accounts
    assert account.status == "failed"
    assert "the search failed: it answers 503" in account.says
    assert (nights.folder / "watch.jsonl").read_bytes() == before
    # The next feed is read, but what is between can't be searched: only what was read is kept, and nothing of it comes twice.
    fault(nights.stage, "arxiv_api", "status", code=503)
    watched = nights.night(START + timedelta(2))
    assert watched.accounts[0].status == "partial"
    assert watched.says.startswith("it answers 503")
    assert all(one.facts.submitted is None and one.facts.title for one in watched.candidates)
    assert (nights.folder / "watch.jsonl").read_bytes().count(b'"day": "2025-06-02"') == 1
    nights.stage.faults.clear()
    nights.night(START + timedelta(3))
    assert sorted(nights.names()) == sorted(ours([one for one in items if one.announced <= START + timedelta(3)]))


def test_a_paper_of_two_categories_comes_up_once(nights: Nights) -> None:
    nights.categories = (CV, LG)
    items = nights.stage.archive.items = weekly(START, 2)
    nights.night(START)
    nights.night(START + timedelta(1))
    assert sorted(nights.names()) == sorted(ours(items, (CV, LG)))


def test_a_category_that_arxiv_doesn_t_have_is_said(nights: Nights) -> None:
    nights.categories = ("cs.XX",)
    watched = nights.night(START)
    assert [(one.status, one.says) for one in watched.accounts] == [("failed", "arXiv has no such category")]
    assert watched.marks == ()


def test_many_lists_of_a_night_read_a_feed_once(stage: own.Stage, book: VenueBook) -> None:
    stage.archive.items = weekly(START - timedelta(7), 8)
    now = stage.archive.now = datetime(2025, 6, 2, 6, tzinfo=UTC)
    opened = services(stage, book)
    one, other = (watch(opened, [CV], (), (), (), now) for _ in range(2))
    assert one.candidates == other.candidates
    assert (one.requests, other.requests) == (stage.count("arxiv_rss") + stage.count("arxiv_api"), 0)
    assert stage.count("arxiv_rss") == 1


def test_arxiv_s_services_keep_one_pace_together(stage: own.Stage, book: VenueBook) -> None:
    """More than 3 s apart over one connection, whichever of them is asked."""
    stage.archive.items = weekly(START - timedelta(7), 8)
    stage.interval["arxiv"] = 0.3
    now = stage.archive.now = datetime(2025, 6, 2, 6, tzinfo=UTC)
    opened = services(stage, book, interval=0.31)
    mark = Mark(CV, START - timedelta(5), START, harvested=START - timedelta(5))
    watched = watch(opened, [CV, LG], [mark], (), (), now)
    reaped = harvest(opened, watched.marks, watched.sights, (), (), now)
    assert [one.status for one in watched.accounts] == ["ok", "ok"]
    assert (reaped.report.status, watched.says, stage.wrongs) == ("ok", "", [])
    shared = sources.services(environment.read(stage.environment), book)
    assert len({id(vars(one)["_web"]) for one in (shared.arxiv, shared.feeds, shared.submissions, shared.harvests)}) == 1


def test_a_replayed_month_loses_no_paper_and_brings_none_twice(nights: Nights) -> None:
    """With weekends, a holiday, a stale feed, a missed week, a 406, a feed cut in the middle, papers held for days and weeks."""
    archive, holiday = nights.stage.archive, date(2025, 6, 19)
    days = [START + timedelta(one) for one in range(30)]
    missed = {date(2025, 6, day) for day in range(11, 18)}
    archive.rests = {holiday}
    items = archive.items = [
        *(one for one in weekly(START, 30) if one.announced != holiday),
        paper("2506.01001", date(2025, 6, 5), held=12),
        paper("2506.01002", date(2025, 6, 13), held=6),  # in the missed week
        paper("2506.01003", date(2025, 6, 16), held=25),  # there too, and longer than is searched: the harvest tells of it
        paper("2506.01004", date(2025, 6, 25), held=1, crossed={CV: date(2025, 6, 26)}, categories=("cs.AI",)),
        *(paper(f"2505.{n:05d}", START - timedelta(9), replaced=[START + timedelta(n)]) for n in range(1, 9)),
    ]
    nights.categories = (CV, LG)
    for day in days:
        nights.stage.faults.clear()
        archive.stale = {CV: date(2025, 6, 9)} if day == date(2025, 6, 10) else {}
        if day == date(2025, 6, 24):
            fault(nights.stage, "arxiv_rss", "status", code=406)
        if day == date(2025, 6, 26):
            fault(nights.stage, "arxiv_rss", "malformed_xml")
        if day == date(2025, 6, 20):
            fault(nights.stage, "arxiv_api", "status", code=429)
        if day not in missed:
            nights.night(day, harvesting=True)
    assert sorted(nights.names()) == sorted(ours(items, (CV, LG)))
    assert {way for one in nights.found for way in one.via} == {"feed", "search", "harvest"}
    marks = read_records(nights.folder / "watch.jsonl", Mark)
    assert {one.day for one in marks} == {days[-1]}


def test_the_harvest_tells_what_changed_late_of_those_that_are_wanted(nights: Nights) -> None:
    listed, waiting = PaperId("arxiv", "2501.00001"), PaperId("arxiv", "2506.00003")
    old = paper("2501.00001", date(2025, 1, 10))
    nights.stage.archive.items = [old, *weekly(START, 5), *(paper(f"2401.{n:05d}", date(2024, 1, 9), changed=START) for n in range(9))]
    nights.wanted = nights.known = {listed, waiting}
    nights.night(START, harvesting=True)
    assert not nights.harvested.facts
    old.changed, old.journal_ref, old.comment = START + timedelta(1), "Journal of Walks 5, 2025", "Accepted"
    nights.night(START + timedelta(1), harvesting=True)
    nights.night(START + timedelta(2), harvesting=True)
    (facts,) = nights.harvested.facts
    assert (facts.paper, facts.journal_ref, facts.comment) == (listed, "Journal of Walks 5, 2025", "Accepted")
    nights.night(START + timedelta(3), harvesting=True)
    assert not nights.harvested.facts


def test_a_harvest_that_fails_is_made_up_for_the_next_night(nights: Nights) -> None:
    listed = PaperId("arxiv", "2501.00001")
    old = paper("2501.00001", date(2025, 1, 10))
    nights.stage.archive.items = [old, *weekly(START, 5)]
    nights.wanted = nights.known = {listed}
    nights.night(START, harvesting=True)
    old.changed = START + timedelta(1)
    fault(nights.stage, "arxiv_oai", "status", code=503)
    nights.night(START + timedelta(3), harvesting=True)
    assert nights.harvested.report.status == "failed"
    # The ids come, but not the facts of those that changed.
    fault(nights.stage, "arxiv_api", "status", code=503)
    nights.night(START + timedelta(3), harvesting=True)
    assert (nights.harvested.report.status, nights.harvested.facts) == ("partial", ())
    nights.stage.faults.clear()
    nights.night(START + timedelta(3), harvesting=True)
    assert [one.paper for one in nights.harvested.facts] == [listed]


def test_more_pages_than_a_night_s_are_left_for_another(stage: own.Stage, book: VenueBook) -> None:
    stage.archive.page = 1
    stage.archive.items = [paper(f"2401.{n:05d}", date(2024, 1, 9), changed=START) for n in range(25)]
    answer = services(stage, book).harvests.lookup([Stretch(CV, START, START)])
    assert list(answer.failed.values()) == ["20 pages were read tonight; the rest is left for another night"]
    assert stage.count("arxiv_oai") == 20


@pytest.mark.long
def test_weeks_of_the_emulator_lose_no_paper_and_bring_none_twice(tmp_path: Path, book: VenueBook) -> None:
    """Of those that its search gives at last, and of the list's own; with a weekend, missed nights, a 406 and a damaged feed."""
    with running(tmp_path, "relaxed") as world:
        settings = environment.read(world.environment)
        marks, sights = tuple[Mark, ...](), tuple[Sight, ...]()
        found, states = list[str](), list[str]()
        for night in range(12):
            now = datetime.fromisoformat(world.control("clock")["now"])
            world.control("faults", method="DELETE")
            if night in (3, 9):
                world.control("faults", {"service": "arxiv_rss", "kind": "status", "code": 406, "times": 99})
            if night == 10:
                world.control("faults", {"service": "arxiv_rss", "kind": "malformed_xml", "times": 99})
            if night not in (1, 7, 8):
                opened = _arxiv(sources.services(settings, book), settings)
                watched = watch(opened, (CV, LG), marks, sights, (), now)
                reaped = harvest(opened, watched.marks, watched.sights, (), (), now)
                found += [one.facts.paper.value for one in (*watched.candidates, *reaped.candidates)]
                states += [one.feed for one in watched.accounts]
                marks, sights = reaped.marks, reaped.sights
                assert all(one.facts.submitted for one in watched.candidates)
            world.control("advance", {"days": 1})
        days = [Stretch(category, date(2025, 6, 2), date(2025, 6, 13)) for category in (CV, LG)]
        answer = _arxiv(sources.services(settings, book), settings).submissions.lookup(days, now.date())
    submitted = {one.paper.value for papers in answer.found.values() for one in papers}
    assert {*states} == {"read", "again", "quiet", "failed", "cut"}
    wanted = [one for kind in ("additions", "must_not_add") for one in world.truth["expected"][kind] if "arxiv_id" in one]
    due = {one["arxiv_id"] for one in wanted if "2025-06-03" <= one.get("announced", "") <= "2025-06-13"}
    assert due and len(submitted) > 1000
    assert submitted | due <= {*found}
    assert len(found) == len({*found})
