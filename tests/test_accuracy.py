"""The benchmark of accuracy: its services are fair, its verdicts hold, and a seed of it shows no wrong correction."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import answers, gold, lists, noise, publications
from benchmarks.first_nights import FILES, FIRST, Data, Run, run
from benchmarks.noise import World
from benchmarks.tally import groups
from benchmarks.verdicts import scored, wilson
from bot.model import Edit
from bot.ports import Wanted
from tests.conftest import DATA, need

GENERATOR = [Path(module.__file__ or "") for module in (answers, gold, lists, noise, publications)]


@pytest.fixture(scope="module")
def data() -> Data:
    for name in FILES:
        need(name)
    return Data.read(DATA)


@pytest.fixture(scope="module")
def sample(data: Data) -> Run:
    return run(data, 0)


@pytest.mark.parametrize("path", GENERATOR, ids=lambda path: path.stem)
def test_the_services_know_no_rule_and_no_judgement_of_the_list(path: Path) -> None:
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    own = {f"benchmarks.{one.stem}" for one in GENERATOR}
    assert {name for name in named if name.partition(".")[0] in ("bot", "benchmarks", "tests")} <= own | {"bot.model", "bot.ports"}
    assert "classification" not in source


def test_what_the_services_are_given_lacks_golds_judgement(data: Data) -> None:
    assert all("classification" in one for one in data.gold.records)
    assert all(set(one) == set(gold.GIVEN) for one in gold.given(data.gold.records))
    assert "classification" not in gold.GIVEN


def test_a_paper_checked_by_hand_alone_is_arxiv_s_in_half_of_the_seeds(data: Data) -> None:
    for work in data.works:
        if work.by_hand:
            silent = [not list(answers.Scholar(World(data.works, seed))._says(work)) for seed in range(20)]
            assert sum(silent) == 10, work.title


def test_no_service_gives_a_venue_that_no_source_of_gold_s_record_names(data: Data) -> None:
    unnamed = [work for work in data.works if not work.indexed]
    for seed in range(3):
        world = World(data.works, seed)
        services = answers.services(world, data.web)
        wanted = [Wanted(work.name, work.title, work.name) for work in unnamed if not world.rolls(f"{work.name} merged", 0.04)]
        assert not [one.claims for one in services.scholar.lookup(wanted, FIRST.date()).found.values() if one.claims]
    assert len(unnamed) == 34
    assert not [work for work in unnamed if work.doi or any(one.status == "accepted" for one in work.decided)]


def test_the_same_seed_answers_the_same_whatever_is_asked_first(data: Data) -> None:
    wanted = [Wanted(work.name, work.title, work.name) for work in data.works]
    one, other = (answers.Scholar(World(data.works, 5)) for _ in range(2))
    assert one.lookup(wanted, FIRST.date()).found == other.lookup(wanted[::-1], FIRST.date()).found
    assert one.lookup(wanted, FIRST.date()).found != answers.Scholar(World(data.works, 6)).lookup(wanted, FIRST.date()).found


@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
)
def test_the_intervals_are_wilson_s(right: int, of: int, low: float, high: float) -> None:
    """Values from Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_seed_shows_no_wrong_correction_and_every_downgrade_as_a_finding(data: Data, sample: Run) -> None:
    assert Counter(edit.verdict for edit in sample.edits)["right"] > 20
    assert [edit for edit in (*sample.edits, *sample.earlier) if edit.verdict == "wrong"] == []
    found = groups(data, [sample])
    assert {name: group["papers"] for name, group in found.items()} == {
        "named by a list or a decision": 25,
        "checked by hand": 9,
        "to be lowered": 3,
    }
    assert (found["to be lowered"]["proposed"], found["to be lowered"]["finding"]) == (0, 3)


def test_a_wrong_venue_is_told_from_a_right_one(data: Data, sample: Run) -> None:
    """Were every edit called right, no wrong one would be seen."""
    (first, *_) = [made for made in sample.plan.proposals if made.rule == "venue"]
    for new, verdict in (("**ICML 1999**", "wrong"), (first.edits[0].new, "right"), ("**CVPR 2025 Workshop**", "wrong")):
        edits = tuple(Edit(edit.line, edit.column, edit.old, new) for edit in first.edits)
        plan = replace(sample.plan, proposals=(replace(first, edits=edits),))
        assert {made.verdict for made in scored(plan, data.gold)} == {verdict}
