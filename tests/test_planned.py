"""Additions in a plan: one text with the corrections, a branch for each kind, nothing where nothing may come."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import read_list
from bot.delivery import planfile, report
from bot.model import Edit, Known, Plan, Proposal
from bot.sync import Job, sync
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, NOW, REPO
from tests.test_additions import LAST, LIST, NEW, OLD, paper, row


def planned(book: VenueBook, *found: Proposal, text: str = LIST, keep: tuple[str, ...] = (), refused: frozenset[str] = frozenset()) -> Plan:
    config = read_list(REPO / "config" / f"{NAME}.toml")
    config = replace(config, list=replace(config.list, keep=keep))
    return sync(Job("list", config, text.encode(), HERE, book, NOW, refused=refused), Known(), additions=found)


def test_corrections_and_additions_are_one_text_and_two_branches(book: VenueBook, tmp_path: Path) -> None:
    damaged = LIST.replace(row(2, 2), row(2, 2).replace(" over", " caf\u00c3\u00a9 over"))
    plan = planned(book, paper(10, OLD, 0.9, damaged), paper(11, NEW, 0.9, damaged), text=damaged)
    mended = damaged.replace("\u00c3\u00a9", "\u00e9")
    assert {one.branch for one in plan.changes} == {"bot/corrections", "bot/additions"}
    for change, expected in zip(plan.changes, (mended, None), strict=True):
        (tmp_path / "README.md").write_bytes(damaged.encode())
        subprocess.run(["git", "apply", "-"], input=change.patch.encode(), cwd=tmp_path, check=True)
        assert expected is None or (tmp_path / "README.md").read_text("utf-8") == expected
    added = (tmp_path / "README.md").read_text("utf-8")
    assert added == damaged.replace(row(3, 3), f"{row(3, 3)}\n{row(10, 4)}").replace(row(5, 2), f"{row(5, 2)}\n{row(11, 3)}")
    assert str(plan.after) == added.replace("\u00c3\u00a9", "\u00e9")
    words = report.text(plan)
    assert (
        "1 correction, 2 additions, 0 findings." in words
        and "Papers to add (2)" in words
        and "Add 2 papers (branch bot/additions)" in words
    )
    told = json.loads(planfile.dumps(plan))
    assert [(one["kind"], one["edits"][0]["column"]) for one in told["additions"]] == [("addition", "insert")] * 2


def test_a_plan_of_what_was_added_adds_nothing(book: VenueBook) -> None:
    found = (paper(10), replace(paper(11), edits=(Edit(7, "insert", LIST.splitlines()[6], row(11, 1)),)), paper(12, NEW))
    once = planned(book, *found)
    assert len(once.additions) == 3
    again = planned(book, *found, text=str(once.after))
    assert not again.additions and again.after == once.after


def test_what_was_refused_is_left_out(book: VenueBook) -> None:
    plan = planned(book, paper(10), paper(11, NEW), refused=frozenset({paper(10).fingerprint}))
    assert [one.title for one in plan.additions] == [paper(11).title]


@pytest.mark.parametrize(
    ("keep", "come"),
    [
        ((), {10, 11, 12}),
        (("section: Old",), {11, 12}),
        (("section: Papers",), set()),
        (("arxiv:2306.00003",), {10, 11, 12}),
        (("arxiv:2306.00004",), {10, 12}),
    ],
)
def test_nothing_comes_into_what_is_left_alone_or_changes_the_number_of_a_row_that_is(
    book: VenueBook, keep: tuple[str, ...], come: set[int]
) -> None:
    top = LIST.splitlines().index(row(4, 1))
    first = replace(paper(11, NEW), edits=(Edit(top, "insert", LIST.splitlines()[top - 1], row(11, 1)),))
    plan = planned(book, paper(10), first, paper(12, LAST), keep=keep)
    assert {int(one.paper[-2:]) for one in plan.additions} == come


def test_where_the_section_is_for_a_person_to_say_the_text_stays(book: VenueBook) -> None:
    plan = planned(book, paper(10, OLD, 0.9, LIST, NEW))
    assert plan.before == plan.after and not plan.changes
    (told,) = json.loads(planfile.dumps(plan))["additions"]
    assert [one["section"] for one in told["choices"]] == [list(OLD), list(NEW)]
    assert "in Papers > Old or New" in report.text(plan)
