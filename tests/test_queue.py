"""Candidates between two nights: one of each paper, the surest first, none that was decided, none for ever."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import diary
from bot.candidates import Candidate, Lapsed, Rated
from bot.diary import Diary
from bot.discovery.queue import KEPT, LONGEST, Out, Patience, Queue, cooled, meaning, ready, renew
from bot.ledger import read_queue, write_memory
from bot.model import PaperFacts, PaperId, Proposal
from bot.standing import Decision, Memory, Seen
from bot.text.titles import key
from tests.nights import TITLES
from tests.test_additions import paper
from tests.test_cli import run

TODAY = date(2026, 11, 22)
PATIENCE = Patience(7, 120)


def rated(n: int, score: float = 0.9, days: int = 3, name: str = "", **facts: Any) -> Rated:
    """A candidate that was submitted and came up so many days ago."""
    day = TODAY - timedelta(days=days)
    one = PaperId.parse(name or f"arxiv:2611.{n:05d}")
    told = PaperFacts(one, "arxiv", "https://example.org", day, **{"title": TITLES[n], "submitted": day, **facts})
    return Rated(Candidate(told, day, ("feed",)), score, ((("Papers",), 0.8),), "it cites three", day)


def names(queue: Queue) -> list[str]:
    return [one.candidate.name for one in queue.waiting]


def night(queue: Sequence[Rated], fresh: Sequence[Rated], out: Out = Out(), today: date = TODAY) -> Queue:  # noqa: B008
    return renew(queue, fresh, today, PATIENCE, out)


def decided(name: str, verdict: Any = "refused", title: str = "", rule: str = "addition") -> Decision:
    return Decision(meaning(name), verdict, "untick", "2026-11-01T00:00:00Z", rule=rule, title=title)


def test_the_surest_come_first_and_a_later_rating_counts() -> None:
    found = night([rated(1, 0.7), rated(2, 0.8)], [rated(1, 0.95), rated(3, 0.75)])
    assert [(one.candidate.name[-1], one.score) for one in found.waiting] == [("1", 0.95), ("2", 0.8), ("3", 0.75)]


@pytest.mark.parametrize(
    "other",
    [
        rated(1, name="arxiv:2611.00001"),
        rated(1, name="arxiv:2612.00099"),
        rated(1, name="doi:10.1/x", title=f"  {TITLES[1].upper()}! "),
        rated(2, name="arxiv:2612.00099", doi="10.1/X"),
        rated(2, name="doi:10.1/x"),
    ],
)
def test_one_paper_waits_once_whatever_it_is_called(other: Rated) -> None:
    first = rated(1, days=20, doi="10.1/x")
    (one,) = night([first], [replace(other, score=0.8)]).waiting
    assert (one.score, one.candidate.listed, one.since) == (0.8, first.candidate.listed, first.since)
    assert one.candidate.facts.paper.scheme == "arxiv"


def test_two_that_turn_out_to_be_one_become_one() -> None:
    found = night([rated(1), rated(2, name="doi:10.1/x")], [rated(1, 0.5, title="A New Name of It", doi="10.1/x")])
    assert [(one.candidate.name, one.score) for one in found.waiting] == [("arxiv:2611.00001", 0.5)]


@pytest.mark.parametrize(
    "out",
    [
        Out(names=frozenset({"arxiv:2611.00001"})),
        Out(names=frozenset({"doi:10.1/x"})),
        Out(titles=frozenset({key(TITLES[1])})),
        Out(decided=(decided("arxiv:2611.00001"),)),
        Out(decided=(decided("arxiv:2611.00001", "accepted"),)),
        Out(decided=(decided("arxiv:2501.00001", title=TITLES[1]),)),
        Out(decided=(decided("doi:10.1/x"),)),
        Out(lapsed=(Lapsed(PaperId("arxiv", "2611.00001"), "", 0.9, TODAY),)),
        Out(lapsed=(Lapsed(PaperId("doi", "10.1/y"), TITLES[1], 0.9, TODAY),)),
    ],
)
def test_what_is_listed_decided_or_lapsed_is_out_for_good(out: Out) -> None:
    one = rated(1, doi="10.1/X")
    assert names(night([one], [one, rated(2)], out)) == ["arxiv:2611.00002"]


@pytest.mark.parametrize(
    "out", [Out(decided=(decided("arxiv:2611.00001", "open"),)), Out(decided=(decided("x:y", title=TITLES[1], rule="venue"),))]
)
def test_what_a_person_wants_or_decided_of_something_else_waits_on(out: Out) -> None:
    assert names(night([rated(1)], [], out)) == ["arxiv:2611.00001"]


def test_a_proposal_of_an_addition_has_the_meaning_by_which_the_queue_knows_it() -> None:
    one: Proposal = paper(10)
    assert one.fingerprint == meaning(one.paper)


def test_after_its_time_a_candidate_is_left_and_only_its_name_is_remembered() -> None:
    old = rated(1, days=121)
    found = night([old, rated(2, days=120)], [])
    assert names(found) == ["arxiv:2611.00002"]
    assert found.lapsed == (Lapsed(PaperId("arxiv", "2611.00001"), TITLES[1], 0.9, TODAY),)
    again = night(found.waiting, [old], Out(lapsed=found.lapsed))
    assert names(again) == ["arxiv:2611.00002"] and again.lapsed == found.lapsed


def test_an_old_paper_that_came_up_late_waits_as_long_as_others() -> None:
    late = replace(rated(1, days=900), since=None)
    (one,) = night([], [late]).waiting
    assert one.since == TODAY
    assert names(night([one], [late], today=TODAY + timedelta(days=120))) == [one.candidate.name]
    assert not names(night([one], [late], today=TODAY + timedelta(days=121)))


def test_none_is_proposed_before_it_cooled() -> None:
    queue = night([], [rated(1, days=6), rated(2, days=7), rated(3, days=1, submitted=None)]).waiting
    assert [one.candidate.name[-1] for one in ready(queue, TODAY, 7)] == ["2"]
    assert cooled(queue[-1], 7) >= TODAY


def test_the_queue_and_its_memory_have_an_end() -> None:
    many = [rated(n % 300, 1 - n / 1000, name=f"arxiv:2611.{n:05d}", title=f"{TITLES[n % 300]} {n}") for n in range(LONGEST + 50)]
    found = night([], many)
    assert names(found) == [one.candidate.name for one in many[:LONGEST]]
    unrated = [replace(one, sections=(), score=0.05) for one in many]
    assert len(night([], unrated).waiting) == len(many)
    gone = tuple(Lapsed(PaperId("arxiv", f"2501.{n:05d}"), "", 0.5, TODAY - timedelta(days=n)) for n in range(KEPT + 9))
    assert night([], [], Out(lapsed=gone)).lapsed == gone[:KEPT]
    assert not renew(many, [], TODAY, Patience(7, 120, 0.9999), Out()).waiting[1:]


def test_the_queue_is_kept_as_lines_in_order_and_read_again(tmp_path: Path) -> None:
    queue = Queue((rated(2), rated(1, 0.5)), (Lapsed(PaperId("arxiv", "2501.00001"), "Gone", 0.5, TODAY),))
    diary.write(tmp_path, Diary(queue=queue))
    lines = (tmp_path / "candidates.jsonl").read_text("utf-8").splitlines()
    assert lines[1:] == sorted(lines[1:])
    there = read_queue(tmp_path)
    assert (set(there.waiting), there.lapsed) == (set(queue.waiting), queue.lapsed)
    assert {(one.since, one.why) for one in there.waiting} == {(one.since, one.why) for one in queue.waiting}


some = st.lists(st.builds(rated, st.integers(0, 8), st.sampled_from([0.5, 0.8, 0.9]), st.integers(0, 130)), max_size=8)


@given(some, some)
def test_a_second_night_with_the_same_changes_nothing(queue: list[Rated], fresh: list[Rated]) -> None:
    once = night(queue, fresh)
    twice = night(once.waiting, fresh, Out(lapsed=once.lapsed))
    assert twice == once
    assert len(set(names(once))) == len(names(once))


# the command


HOME = """[list]
file = "papers.md"
[candidates]
cooling-days = 10
"""


def shown(folder: Path, *words: str) -> str:
    done = run("candidates", "--config", "config", "--state", "state", "--as-of", str(TODAY), *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A list with a queue, of which one is handed in."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mine.toml").write_text(HOME, "utf-8")
    queue = Queue((rated(3, 0.7, 30), rated(2, 0.8, 2), rated(1, 0.9, 20)), (Lapsed(PaperId("arxiv", "2501.00001"), "Gone", 0.5, TODAY),))
    diary.write(tmp_path / "state" / "mine", Diary(queue=queue))
    seen = Seen(12, "additions", "open", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z", held=(meaning("arxiv:2611.00001"),))
    write_memory(tmp_path / "state" / "mine", Memory(seen=(seen,)))
    return tmp_path


def test_the_queue_is_shown_with_what_becomes_of_each(home: Path) -> None:
    lines = shown(home).splitlines()
    assert lines[0] == "mine: 3 candidates"
    assert lines[1] == f"   1  0.90  arxiv:2611.00001  {TITLES[1]}"
    assert lines[2:4] == ["            Papers (0.80); 20 days in the queue; proposed in #12", "            it cites three"]
    assert lines[5].endswith(f"2 days in the queue; cooling until {TODAY + timedelta(days=8)}")
    assert lines[8].endswith("30 days in the queue; waiting")
    assert not lines[10:]
    assert shown(home, "--limit", "1", "--expired").splitlines()[4:] == [
        "      and 2 more",
        "mine: 1 expired",
        f"      0.50  arxiv:2501.00001  Gone (on {TODAY})",
    ]


def test_the_queue_is_shown_to_programs_too(home: Path) -> None:
    told = json.loads(shown(home, "--format", "json", "--expired", "--list", "mine"))
    assert (told["schema"], told["list"], len(told["expired"])) == (1, "mine", 1)
    assert [(one["rank"], one["paper"], one["status"], one["pull_request"]) for one in told["candidates"][:1]] == [
        (1, "arxiv:2611.00001", "proposed in #12", 12)
    ]
    assert told["candidates"][0]["sections"] == [{"section": ["Papers"], "score": 0.8}]
