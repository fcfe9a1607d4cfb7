"""A list's nights in which papers that it lacks come up, wait, and are proposed: over real HTTP, with what is remembered in files."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks import candidates, emulator
from bot import environment, night, sources
from bot.candidates import Candidate, Rated
from bot.config import ListConfig, Place
from bot.discovery.queue import RULE, meaning
from bot.ledger import read_known, read_queue, write_records
from bot.model import Edit, PaperFacts, PaperId, Plan, Proposal
from bot.policies import CandidatePolicy, SourcePolicy
from bot.ports import Services
from bot.scouting import Scouted
from bot.standing import Decision, Offer, Seen, Verdict
from bot.sync import Job
from bot.text.venues import VenueBook
from tests import stage as own
from tests.archive import Item
from tests.conftest import HERE, need
from tests.test_watch import _arxiv

CV, LG = "cs.CV", "cs.LG"
START = date(2025, 6, 2)
"""A Monday."""
DAY = timedelta(1)
KINDS = {
    "Quantization": "{} Quantization of {} Models to Few Bits",
    "Pruning": "{} Pruning of Redundant Weights in {} Networks",
}
_HOWS = "Adaptive Learned Robust Gradual Balanced Uniform Mixed Grouped Layered Simple Joint Dynamic".split()
_WHATS = "Vision Video Speech Audio Graph Point Image Depth Motion Scene Face Text".split()
_FIRST = "Protein Robot Galaxy Traffic Market Genome Weather Molecule Patient Crop Ocean Language Auction".split()
_SECOND = "Forecasts Grasps Spectra Routes Prices Variants Storms Docking Records Yields Currents Parsers Bids".split()
_THIRD = ("under Shifts", "with Experts", "by Search", "from Notes", "at Scale", "on Demand")
ELSEWHERE = [f"{a} {b} {c}" for c, (a, b) in itertools.product(_THIRD, itertools.product(_FIRST, _SECOND))]
"""Titles of other fields."""
OFF = dict.fromkeys(("semantic-scholar", "github", "accepted-papers", "openreview", "crossref", "pages"), SourcePolicy(enabled=False))
NEW, TITLE = "2506.09001", "Careful Quantization of Walking Models to Few Bits"
CAME, COOLED = START + DAY, START + 7 * DAY
"""The newcomer's first day, and the first on which it may be proposed."""
ROW = f"| [{TITLE}](https://arxiv.org/abs/{NEW}) | Jun 2025 |\n"


def title(kind: str, n: int) -> str:
    return KINDS[kind].format(_HOWS[n], _WHATS[n])


def listing(rows: int = 12) -> str:
    """A list with so many rows in each of its two sections."""
    parts = ["# Small models\n"]
    for at, kind in enumerate(KINDS):
        table = "".join(
            f"| [{title(kind, n)}](https://arxiv.org/abs/23{at + 1:02}.{n + 1:05}) | {'Jan' if at == 0 else 'Feb'} 2023 |\n"
            for n in range(rows)
        )
        parts.append(f"\n## {kind}\n\n| Title | Venue |\n|--|--|\n{table}")
    return "".join(parts)


def listed(rows: int = 12) -> list[Item]:
    """Its papers, as arXiv has them."""
    return [
        Item(f"23{at + 1:02}.{n + 1:05}", date(2023, at + 1, 9), date(2023, at + 1, 10), title=title(kind, n), abstract="")
        for at, kind in enumerate(KINDS)
        for n in range(rows)
    ]


def elsewhere(start: date, days: int) -> list[Item]:
    """Papers of other fields, as many each weekday."""
    titles, found = iter(ELSEWHERE), list[Item]()
    for day in (start + timedelta(one) for one in range(days)):
        if day.weekday() < 5:
            found += [_item(day, len(found) + n, next(titles)) for n in range(1, 31)]
    return found


def _item(day: date, n: int, title: str) -> Item:
    held = 3 if day.weekday() == 0 else 1
    return Item(f"{day:%y%m}.{n:05}", day - timedelta(held), day, title=title, abstract=f"{title}.")


def newcomer(**more: Any) -> Item:
    abstract = "We quantize models to few bits. Quantization of weights needs care, and few bits are enough for large models."
    return Item(**{"name": NEW, "submitted": START, "announced": CAME, "title": TITLE, "abstract": abstract, **more})


WORLD = listed() + elsewhere(START - 32 * DAY, 46)


@dataclass
class Nights:
    """A list's nights at six in the morning (UTC), with what is remembered between them in files."""

    stage: own.Stage
    book: VenueBook
    folder: Path
    text: str = field(default_factory=listing)
    policy: CandidatePolicy = CandidatePolicy()  # noqa: RUF009
    sources: dict[str, SourcePolicy] = field(default_factory=lambda: dict(OFF))

    def night(self, day: date, *also: Nights) -> tuple[Plan, Scouted]:
        """What is offered, and what was found; `also` are other lists of the same run."""
        now = self.stage.archive.now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        settings = environment.read(self.stage.environment)
        services = _arxiv(sources.services(settings, self.book), settings)
        first, *_ = [one._run(services, now) for one in (self, *also)]
        return first

    def _run(self, services: Services, now: datetime) -> tuple[Plan, Scouted]:
        config = ListConfig(Place(file="README.md"), sources=self.sources, candidates=self.policy)  # type: ignore[arg-type]
        job = Job(self.folder.name, config, self.text.encode(), HERE, self.book, now)
        plan, learned = night.judged(job, self.folder, read_known(self.folder), services, lambda _: None)
        night.remember(learned, self.folder, now)
        return plan, learned.scouted

    def decide(self, verdict: Verdict) -> None:
        """Of the newcomer."""
        decision = Decision(meaning(f"arxiv:{NEW}"), verdict, "untick", "2025-06-04T08:00:00Z", rule=RULE, title=TITLE)
        write_records(self.folder / "decisions.jsonl", "decisions", [decision])

    def wait(self, *items: Item) -> None:
        """Puts them into the queue, as if they had come up long ago."""
        names = [PaperId("doi" if "/" in one.name else "arxiv", one.name) for one in items]
        told = [(name, one.title, one.authors, one.submitted, one.abstract) for name, one in zip(names, items, strict=True)]
        made = [PaperFacts(name, "arxiv", "", START, title, who, day, abstract=says) for name, title, who, day, says in told]
        more = [Rated(Candidate(one, START, ("search",)), 0.9, ((("Small models", "Pruning"), 0.5),), since=START) for one in made]
        write_records(self.folder / "candidates.jsonl", "candidates", [*read_queue(self.folder).waiting, *more])

    def hand_in(self, one: Proposal) -> None:
        """As if it stood in a pull request."""
        seen = Seen(7, "additions", "open", "2025-06-09T06:00:00Z", "2025-06-09T06:00:00Z", held=(one.fingerprint,))
        write_records(self.folder / "pulls.jsonl", "pulls", [seen])
        offer = Offer("additions", one, (one.edits[0].old,), COOLED, COOLED)
        write_records(self.folder / "offers.jsonl", "offers", [offer])

    def waiting(self) -> set[str]:
        return {one.candidate.facts.paper.value for one in read_queue(self.folder).waiting}

    def state(self) -> dict[str, bytes]:
        """All but how the last run went."""
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if path.name != "run.jsonl"}

    def asked(self) -> Counter[str]:
        """What was asked of arXiv, but for the list's own papers."""
        return Counter(one["service"] for one in self.stage.asked if "id_list" not in one["query"])


@pytest.fixture(scope="module")
def stage() -> Iterator[own.Stage]:
    with own.opened() as opened:
        opened.archive.page = 1000
        yield opened


@pytest.fixture(scope="module")
def second(stage: own.Stage, book: VenueBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is remembered after the second night, on which the newcomer came up."""
    folder = tmp_path_factory.mktemp("second") / "list"
    folder.mkdir()
    stage.archive.items = [*WORLD, newcomer()]
    nights = Nights(stage, book, folder)
    for day in (START, CAME):
        nights.night(day)
    return folder


@pytest.fixture
def fresh(stage: own.Stage, book: VenueBook, tmp_path: Path) -> Nights:
    """Before the first night."""
    stage.archive.items = [*WORLD, newcomer()]
    stage.asked.clear()
    stage.faults.clear()
    (tmp_path / "list").mkdir()
    return Nights(stage, book, tmp_path / "list")


@pytest.fixture
def nights(fresh: Nights, second: Path) -> Nights:
    """After the second night."""
    shutil.copytree(second, fresh.folder, dirs_exist_ok=True)
    return fresh


def test_the_first_night_learns_and_what_comes_up_later_waits_until_it_cooled(fresh: Nights) -> None:
    plan, scouted = fresh.night(START)
    assert (plan.additions, fresh.waiting()) == ((), set())
    assert sum(len(one.titles) for one in scouted.diary.past) >= 600
    plan, _ = fresh.night(CAME)
    assert (plan.additions, fresh.waiting()) == ((), {NEW})


def test_a_paper_of_the_weeks_before_the_first_night_is_proposed_on_it(fresh: Nights) -> None:
    older = newcomer(name="2505.09001", submitted=START - 15 * DAY, announced=START - 14 * DAY)
    fresh.stage.archive.items = [*WORLD, older]
    plan, _ = fresh.night(START)
    assert [(one.paper, one.title, one.section[-1]) for one in plan.additions] == [("arxiv:2505.09001", TITLE, "Quantization")]


def test_after_it_cooled_a_paper_is_proposed_with_its_row_in_its_section_and_nothing_else_changes(nights: Nights) -> None:
    plan, _ = nights.night(COOLED)
    (one,) = plan.additions
    assert (one.paper, one.title, one.section[-1], one.choices) == (f"arxiv:{NEW}", TITLE, "Quantization", ())
    assert one.confidence > 0.8
    assert "quantization" in one.says.lower()
    assert [each.source for each in one.evidence] == ["arxiv"]
    last = nights.text.index("\n## Pruning")
    assert str(plan.after) == nights.text[:last] + ROW + nights.text[last:]


def test_the_same_night_twice_proposes_the_same_and_changes_nothing(nights: Nights) -> None:
    before, _ = nights.night(COOLED)
    state = nights.state()
    after, _ = nights.night(COOLED)
    assert before.additions == after.additions
    assert nights.state() == state


def test_a_refused_paper_never_returns(nights: Nights) -> None:
    nights.decide("refused")
    for day in (COOLED, COOLED + 30 * DAY):
        plan, _ = nights.night(day)
        assert (plan.additions, nights.waiting()) == ((), set())


def test_a_paper_that_the_list_holds_by_now_waits_no_longer(nights: Nights) -> None:
    nights.text += f"| [A Title of the Keeper's](https://arxiv.org/abs/{NEW}v1) | 2025 |\n"
    plan, _ = nights.night(COOLED)
    assert (plan.additions, nights.waiting()) == ((), set())


def test_a_withdrawn_paper_waits_no_longer_and_a_row_that_is_handed_in_must_go(nights: Nights) -> None:
    nights.night(COOLED)
    seen = Seen(7, "additions", "open", "2025-06-09T06:00:00Z", "2025-06-09T06:00:00Z", held=(meaning(f"arxiv:{NEW}"),))
    write_records(nights.folder / "pulls.jsonl", "pulls", [seen])
    gone = newcomer(replaced=[COOLED + DAY], comment="This paper has been withdrawn by its authors")
    nights.stage.archive.items = [*WORLD, gone]
    for days in (2, 3):  # until it is out: a pull request that nobody touches stays as it is
        plan, scouted = nights.night(COOLED + days * DAY)
        assert (plan.additions, set(scouted.over)) == ((), {meaning(f"arxiv:{NEW}")})
    (nights.folder / "pulls.jsonl").unlink()
    plan, scouted = nights.night(COOLED + 4 * DAY)
    assert (plan.additions, nights.waiting()) == ((), set())


def test_papers_whose_section_is_not_clear_keep_no_sure_one_waiting(nights: Nights) -> None:
    words = "{} Quantization and Pruning of Weights in Models and Networks to Few Bits"
    both = [newcomer(name=f"2504.090{n + 11}", title=words.format(_WHATS[n]), abstract="", submitted=START) for n in range(10)]
    nights.stage.archive.items += both
    nights.wait(*both)
    plan, _ = nights.night(COOLED)
    assert [one.paper for one in plan.additions if not one.choices] == [f"arxiv:{NEW}"]
    assert len([one for one in plan.waiting if one.choices]) >= 5


def test_a_row_that_is_handed_in_stays_as_it_is_while_a_source_is_silent(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(own.REPOSITORIES["cy/walks"], "readme", f"# Walks\n\n[Paper](https://arxiv.org/abs/{NEW})\n")
    nights.text = re.sub(r"(?m)^(\| \[.*?abs/23\d\d.(\d+)\) \|)", r"\1 [Code](https://github.com/own/r\2) |", listing())
    nights.text = nights.text.replace("| Title | Venue |\n|--|--|", "| Title | Code | Venue |\n|--|--|--|")
    nights.stage.archive.items = [*WORLD, newcomer(abstract="We quantize models to few bits. Code: https://github.com/cy/walks.")]
    nights.sources = {**OFF, "github": SourcePolicy()}
    plan, _ = nights.night(COOLED)
    (one,) = plan.additions
    assert "cy/walks" in one.edits[0].new
    nights.hand_in(one)
    nights.stage.faults[:] = [{"service": "github.*", "kind": "status", "code": 401, "times": 999}]
    plan, scouted = nights.night(COOLED + DAY)
    assert [each.edits for each in plan.additions] == [one.edits]
    assert "github didn't tell all of what may be proposed" in " ".join(scouted.says)
    (nights.folder / "offers.jsonl").unlink()
    plan, scouted = nights.night(COOLED + DAY)
    assert (plan.additions, scouted.says[-1]) == ((), f"arxiv:{NEW}: it waits until github answers")


def test_none_is_so_sure_that_it_comes_where_only_certainty_would_do(nights: Nights) -> None:
    every = ". ".join(title(kind, n) for kind in KINDS for n in range(12))
    nights.stage.archive.items += [(sure := newcomer(name="2504.09001", title=f"Anew: {every}", abstract=every, submitted=START))]
    nights.wait(sure)
    nights.night(COOLED)
    assert max(one.score for one in read_queue(nights.folder).waiting) == 0.999


def test_a_refused_correction_of_a_listed_paper_makes_its_like_no_less_wanted(nights: Nights) -> None:
    rows = "".join(f"| [{one['title']}](https://arxiv.org/abs/{name}) | Jun 2023 |\n" for name, one in own.PAPERS.items())
    nights.text += rows
    nights.sources = {**OFF, "semantic-scholar": SourcePolicy()}
    nights.night(COOLED)
    venue = Proposal(
        "venue", "arxiv:2306.00002", "Slow Diffusion", (), (Edit(9, "venue", "", "x"),), (HERE,), 1.0, "venue", "ICML 2024", ""
    )
    write_records(nights.folder / "offers.jsonl", "offers", [Offer("corrections", venue, ("",), COOLED, COOLED)])
    refused = Decision(venue.fingerprint, "refused", "untick", "2025-06-04T08:00:00Z", rule="venue")
    write_records(nights.folder / "decisions.jsonl", "decisions", [refused])
    nights.stage.asked.clear()
    nights.night(COOLED + DAY)
    (asked,) = [one for one in nights.stage.asked if one["path"].startswith("recommendations")]
    assert json.loads(asked["body"])["negativePaperIds"] == []


def test_papers_whose_row_can_not_be_written_keep_none_waiting_and_are_told(nights: Nights) -> None:
    words = "Careful Quantization of Weights in Large {} Models to Few Bits"  # with a DOI alone, in a list that links arXiv
    nights.wait(*(newcomer(name=f"10.5555/walks.{n}", title=words.format(_WHATS[n]), submitted=START) for n in range(12)))
    plan, scouted = nights.night(COOLED)
    assert [one.paper for one in plan.additions] == [f"arxiv:{NEW}"]
    assert "its row can't be written" in " ".join(scouted.says)


def test_for_a_list_with_too_few_rows_nobody_is_asked_and_that_is_said(fresh: Nights) -> None:
    fresh.text = listing(9)
    plan, _ = fresh.night(START)
    assert plan.scouted == ("the list has 18 papers: too few to learn from",)
    assert not fresh.asked()


def test_where_candidates_are_off_nobody_is_asked_and_what_waits_stays(nights: Nights) -> None:
    nights.policy = CandidatePolicy(enabled=False)
    plan, _ = nights.night(COOLED)
    assert (plan.additions, plan.scouted, nights.waiting()) == ((), (), {NEW})
    assert not nights.asked()


def test_two_lists_of_a_run_read_each_feed_once(nights: Nights) -> None:
    folder = nights.folder.parent / "other"
    shutil.copytree(nights.folder, folder)
    other = Nights(nights.stage, nights.book, folder, policy=CandidatePolicy(categories=(CV, LG)))
    nights.policy = other.policy
    nights.night(CAME + DAY, other)
    assert nights.asked()["arxiv_rss"] == 2
    assert nights.waiting() == other.waiting() == {NEW}


def test_what_came_up_before_enough_was_known_to_learn_from_is_judged_when_it_is(fresh: Nights) -> None:
    fresh.stage.faults[:] = [{"service": "arxiv_api", "kind": "status", "code": 429, "times": 9, "skip": 1}]
    fresh.night(CAME)
    fresh.stage.faults.clear()
    fresh.night(CAME + DAY)
    assert fresh.waiting() == {NEW}


def test_where_arxiv_stays_busy_each_of_its_services_is_waited_for_once_a_night(nights: Nights) -> None:
    nights.policy = CandidatePolicy(categories=(CV, LG))
    nights.stage.faults[:] = [{"service": "arxiv_.*", "kind": "status", "code": 406, "times": 999}]
    nights.night(CAME + DAY)
    questions = {(one["service"], one["path"], str(one["query"])) for one in nights.stage.asked}
    assert Counter(service for service, *_ in questions) == {"arxiv_api": 1, "arxiv_rss": 1, "arxiv_oai": 1}
    assert nights.waiting() == {NEW}


@pytest.mark.long
def test_a_week_of_the_emulator_with_a_stale_feed_keeps_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_DATA", str(need("stream_hits_dev.jsonl").parent))
    try:
        found, gold = candidates.month(8)
    except emulator.NotHereError as problem:
        pytest.skip(str(problem))
    assert len(found.seconds) == 8
    assert [name for name, (_, kept) in candidates.promises(found).items() if not kept] == []
    assert not gold["planted as not belonging"]
