"""What people do on the bot's branch, beside it and at the same time: nothing of theirs is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from bot.errors import SourceError
from tests.hub import MAINTAINER, STRANGER
from tests.nights import TITLES, Begin, Keeper, listing, row

THREE = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024"}
FOUR = {**THREE, 3: "NeurIPS 2024"}
NOTE = "| [A Paper by Hand](https://arxiv.org/abs/2306.09999) | Jul 2023 |\n"


@pytest.fixture
def three(begin: Begin) -> Keeper:
    """A pull request with three proposals."""
    keeper = begin(listing(8), update_every=0)
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)
    return keeper


def lost(keeper: Keeper, sha: str) -> bool:
    """Whether a commit is no longer on the bot's branch."""
    return sha not in {one["sha"] for one in keeper.hub.commits(keeper.branch)}


def test_a_person_s_commit_stays_and_new_proposals_come_beside_it(three: Keeper) -> None:
    sha = three.hub.push(three.branch, three.hub.text(three.branch) + NOTE)
    three.night(FOUR)
    assert not lost(three, sha)
    assert NOTE in three.hub.text(three.branch)
    assert three.rows()[3] == "**NeurIPS 2024**"


def test_an_unticked_row_goes_and_the_person_s_commit_stays(three: Keeper) -> None:
    sha = three.hub.push(three.branch, three.hub.text(three.branch) + NOTE)
    three.hub.untick(three.number, TITLES[1])
    three.respond()
    assert not lost(three, sha)
    assert NOTE in three.hub.text(three.branch)
    assert three.proposed - {9999} == {0, 2}


def test_an_amended_commit_is_a_person_s(three: Keeper) -> None:
    sha = three.hub.amend(three.branch, three.hub.text(three.branch) + NOTE)
    three.night(FOUR)
    assert not lost(three, sha)
    assert NOTE in three.hub.text(three.branch)


def test_a_forced_push_is_not_written_over(three: Keeper) -> None:
    base = three.hub.head(three.base)
    sha = three.hub.commit(three.hub.text(three.base) + NOTE, [str(base)])
    three.hub.point(three.branch, sha)
    three.night(FOUR)
    assert not lost(three, sha)
    assert NOTE in three.hub.text(three.branch)


def test_a_merge_of_the_base_into_the_branch_is_kept(three: Keeper) -> None:
    tip = three.hub.push(three.base, three.hub.text(three.base) + NOTE)
    mine = str(three.hub.head(three.branch))
    sha = three.hub.commit(three.hub.text(three.branch) + NOTE, [mine, tip], "Merge main")
    three.hub.point(three.branch, sha)
    three.night(FOUR)
    assert not lost(three, sha)
    assert three.proposed - {9999} == set(FOUR)


def test_the_button_update_branch_costs_nothing(three: Keeper) -> None:
    three.hub.push(three.base, three.hub.text(three.base) + NOTE)
    three.hub.update_branch(three.number)
    three.night(FOUR)
    assert three.proposed - {9999} == set(FOUR)
    assert NOTE in three.hub.text(three.branch)


def test_another_bot_s_commit_is_not_the_bot_s(three: Keeper) -> None:
    head = str(three.hub.head(three.branch))
    sha = three.hub.commit(three.hub.text(three.branch) + NOTE, [head], "Format the list", by=three.token)
    three.hub.point(three.branch, sha)
    three.night(FOUR)
    assert not lost(three, sha)


def test_where_the_two_can_t_be_brought_together_the_bot_says_so_once_and_lets_go(three: Keeper) -> None:
    text = three.hub.text(three.branch)
    three.hub.push(three.branch, "A list of nothing any more.\n", "Start over")
    head = three.hub.head(three.branch)
    for _ in range(3):
        three.hub.push(three.base, three.hub.text(three.base) + "\nMore.\n")
        three.night(FOUR)
    assert three.hub.head(three.branch) == head
    said = [one["body"] for one in three.hub.comments(three.number)]
    assert len(said) == 1 and "can't be brought together" in said[0]
    assert "tick to try again" in three.dashboard["body"]
    three.hub.push(three.branch, text, "Back again")
    three.hub.say(three.number, "/bot retry")
    three.respond()
    three.night(FOUR)
    assert three.proposed - {9999} == set(FOUR)


def test_both_changed_a_row_and_the_person_s_cell_wins(three: Keeper) -> None:
    three.hub.edit(three.branch, row(0, "**ICML 2024**"), row(0, "**ICML 2024**").replace(TITLES[0], TITLES[0] + " (revised)"))
    three.hub.edit(three.branch, row(1, "**ICLR 2024**"), row(1, "ICLR 2024, to be checked"))
    three.night({**FOUR, 1: "NeurIPS 2024"})
    assert three.rows()[0] == "**ICML 2024**" and "(revised)" in three.hub.text(three.branch)
    assert three.rows()[1] == "ICLR 2024, to be checked"


def test_the_base_moves_on_and_the_branch_still_merges_without_conflict(three: Keeper) -> None:
    """A person rewrites a row next to the proposed ones: what remains is rebuilt on the new base."""
    three.hub.edit(three.base, row(1), row(1, "**ICLR 2024 Spotlight**"))
    three.night(THREE)
    assert three.proposed == {0, 2}
    three.hub.merge(three.number)
    assert three.rows(three.base)[1] == "**ICLR 2024 Spotlight**"


def test_the_branch_is_not_rewritten_for_a_base_that_it_merges_into(three: Keeper) -> None:
    """A rebuilt branch dismisses reviews and sends notifications."""
    head = three.hub.head(three.branch)
    three.hub.push(three.base, "# News\n\n" + three.hub.text(three.base))
    three.night(THREE)
    assert three.hub.head(three.branch) == head


def test_rows_that_moved_are_corrected_where_they_are_now(three: Keeper) -> None:
    text = three.hub.text(three.base)
    three.hub.push(three.base, text.replace(row(0), "").replace(row(7), row(7) + row(0)))
    three.night(THREE)
    assert three.proposed == set(THREE)
    three.hub.merge(three.number)
    assert three.hub.text(three.base).count(row(0, "**ICML 2024**")) == 1


def test_a_person_s_open_pull_request_with_the_same_fact_is_not_doubled(begin: Begin) -> None:
    keeper = begin(listing(8))
    head = str(keeper.hub.head(keeper.base))
    sha = keeper.hub.commit(keeper.hub.text(keeper.base).replace(row(1), row(1, "**ICLR 2024**")), [head])
    keeper.hub.point(f"{keeper.name}-patch", sha)
    number = keeper.hub.open_pull(f"{keeper.name}-patch", keeper.base, "The venue of one paper")
    keeper.night(THREE)
    assert keeper.bot_s_proposed == {0, 2}
    assert f"the pull request {number} of" in keeper.dashboard["body"]
    keeper.hub.close(number)
    keeper.night(THREE, days=8)
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)


def test_two_runs_at_once_end_with_one_pull_request(begin: Begin) -> None:
    """A night and another, started at the same moment; which of the two wins a race is chance."""

    def run(keeper: Keeper, venues: Mapping[int, str]) -> None:
        with suppress(SourceError):  # it met the other again and again; the next night goes on
            keeper.night(venues, days=0)

    for _ in range(3):
        keeper = begin(listing(8), update_every=0)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, (keeper, keeper), (THREE, {**THREE, 4: "ICLR 2024"})))
        keeper.wait(1)
        keeper.night({**THREE, 4: "ICLR 2024"})
        assert len(keeper.pulls("all")) == 1
        assert keeper.proposed == {*THREE, 4}
        dashboards = [one for one in keeper.hub.issues() if f"dashboard {keeper.name} -->" in (one["body"] or "")]
        assert [one["state"] for one in dashboards].count("open") == 1


def test_what_people_committed_stays_open_when_nothing_of_the_bot_s_is_left(three: Keeper) -> None:
    sha = three.hub.push(three.branch, three.hub.text(three.branch) + NOTE)
    three.hub.say(three.number, "/bot refuse all")
    three.respond()
    assert not lost(three, sha)
    assert three.rows() == three.rows(three.base) | {9999: "Jul 2023"}
    assert "What people committed stays" in three.pull["body"]


def test_what_git_clones_is_what_the_bot_said(three: Keeper, tmp_path: Path) -> None:
    before = three.hub.text(three.base)
    three.hub.clone(tmp_path / "clone")

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=tmp_path / "clone", check=True, capture_output=True, text=True).stdout

    ours, theirs = f"origin/{three.base}", f"origin/{three.branch}"
    assert git("show", f"{ours}:README.md") == before
    assert git("diff", "--numstat", ours, theirs) == "3\t3\tREADME.md\n"
    assert git("log", "--format=%s", f"{ours}..{theirs}") == "Correct 3 venues\n"
    assert "offers.jsonl" in git("ls-tree", "-r", "--name-only", f"origin/{three.state}")


def test_one_commit_a_kind_so_that_each_can_be_reverted(begin: Begin) -> None:
    damaged = "| [Caf\u00c3\u00a9 Networks](https://arxiv.org/abs/2307.00001) | **ICML 2022** |\n"
    keeper = begin(listing(8) + damaged)
    keeper.night(THREE)
    subjects = [one["commit"]["message"].split("\n")[0] for one in keeper.hub.commits(keeper.branch, 3)]
    assert sorted(subjects[:2]) == ["Correct 1 damaged line", "Correct 3 venues"]


def test_a_stranger_s_pull_request_from_a_branch_of_that_name_is_not_the_bot_s(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night(THREE)
    keeper.hub.rewrite(keeper.number, lambda body: body.replace("[x]", "[x]", 1) + "\nHello")
    keeper.hub.say(keeper.number, "Nice!", by=STRANGER)
    keeper.night(FOUR)
    assert keeper.hub.ask("GET", f"/pulls/{keeper.number}", by=MAINTAINER)["body"].endswith("Hello")
