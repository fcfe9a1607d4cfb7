"""What a second fresh look at the delivery found."""

from __future__ import annotations

import pytest

from bot.delivery import body
from tests.hub import Hub
from tests.nights import TITLES, Begin, Keeper, listing, row

THREE = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024"}
FOUR = {**THREE, 3: "ICLR 2024"}
NOTE = "| [A Paper by Hand](https://arxiv.org/abs/2306.09999) | Jul 2023 |\n"


@pytest.fixture
def three(begin: Begin) -> Keeper:
    """A pull request with three proposals."""
    keeper = begin(listing(8), update_every=0, open_every=0)
    keeper.night(THREE)
    return keeper


def test_both_rows_of_a_paper_go_back_though_a_person_s_line_shifted_them(begin: Begin) -> None:
    keeper = begin(listing(8).replace(row(0), row(0) * 2), update_every=0)
    keeper.night(THREE)
    keeper.hub.edit(keeper.branch, "# Papers\n", "# Papers\n\nNews.\n")
    keeper.respond()
    assert keeper.hub.text(keeper.branch).count(row(0, "**ICML 2024**")) == 2
    keeper.hub.untick(keeper.number, TITLES[0])
    keeper.respond()
    assert keeper.hub.text(keeper.branch).count(row(0)) == 2
    assert "News." in keeper.hub.text(keeper.branch)


def test_what_a_resting_pull_request_holds_is_remembered(three: Keeper) -> None:
    three.hub.push(three.branch, three.hub.text(three.branch) + NOTE)
    three.wait(90)
    three.night(THREE)
    three.night({**THREE, 0: "NeurIPS 2025"})
    three.hub.say(three.number, "/bot retry")
    three.respond()
    three.hub.untick(three.number, TITLES[1])
    three.respond()
    assert three.rows()[1] == "Jun 2023"
    assert NOTE in three.hub.text(three.branch)


def test_a_remark_behind_a_line_refuses_nothing(three: Keeper) -> None:
    three.hub.rewrite(three.number, lambda text: text.replace(" -->\n- [x]", " --> checked, fine\n- [x]", 1))
    three.respond()
    assert three.proposed == set(THREE)
    assert not three.decisions()


def test_refuse_all_on_the_dashboard_leaves_what_was_merged(three: Keeper) -> None:
    three.hub.merge(three.number)
    three.night(FOUR)
    three.hub.say(three.dashboard["number"], "/bot refuse all")
    three.respond()
    found = three.decisions()
    assert {found[TITLES[n]] for n in THREE} == {("accepted", "merge")}
    assert found[TITLES[3]] == ("refused", "command")


def test_a_comment_that_github_forbids_stops_nothing(three: Keeper) -> None:
    three.hub.say(three.number, "/bot refuse all")
    three.hub.fault(kind="status", code=403, method="POST", path="/comments$", times=1)
    three.respond()
    three.hub.clear_faults()
    assert "GitHub doesn't let the bot comment" in three.dashboard["body"]
    assert {verdict for verdict, _ in three.decisions().values()} == {"refused"}


def test_a_pause_that_another_run_took_in_meanwhile_holds(three: Keeper) -> None:
    page, number = three.dashboard["number"], three.number
    three.hub.untick(number, TITLES[0])

    def meanwhile() -> None:
        three.hub.say(page, "/bot pause 30 days")
        three.respond()

    three.night(THREE, during=meanwhile)
    three.night(FOUR)
    assert three.proposed == {1, 2}
    assert "Paused until" in three.dashboard["body"]


def test_a_revert_goes_with_the_refusal_that_it_serves(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[2])
    three.hub.merge(three.number)
    three.night(THREE)
    assert three.pull["title"] == "Take back 1 refused line"
    key = three.short(2, three.dashboard["body"].partition("Refused")[2])
    three.hub.say(three.number, f"/bot accept {key}")
    three.respond()
    assert not three.pulls()
    three.night(THREE)
    assert not three.pulls() and three.rows(three.base)[2] == "**ICML 2024**"


def test_a_tick_on_the_dashboard_ends_the_rest_of_what_nobody_touched(three: Keeper) -> None:
    three.wait(90)
    three.night(FOUR)
    assert three.proposed == set(THREE)
    three.hub.tick(three.dashboard["number"], "left alone")
    three.respond()
    three.night(FOUR)
    assert three.proposed == set(FOUR)


@pytest.mark.parametrize(("command", "words"), [("refuse", "are refused"), ("undo", "are open again")])
def test_a_command_with_all_is_answered_with_what_it_did_though_an_answer_was_lost(three: Keeper, command: str, words: str) -> None:
    if command == "undo":
        three.hub.untick(three.number, TITLES[0])
        three.hub.untick(three.number, TITLES[1])
        three.respond()
    three.hub.say(three.number, f"/bot {command} all")
    number = three.number
    three.hub.fault(kind="reset", method="POST", path="/comments$")
    three.respond()
    three.hub.clear_faults()
    assert words in three.answers(number)[-1]


def test_reopening_counts_after_the_repository_moved(three: Keeper, hub: Hub) -> None:
    number = three.number
    hub.close(number)
    three.respond()
    hub.rename(hub.repository + "-moved")
    try:
        hub.reopen(number)
        three.respond()
        assert three.number == number and three.proposed == set(THREE)
    finally:
        hub.rename(hub.repository.removesuffix("-moved"))


def test_with_its_end_mark_gone_the_body_is_whole_again_and_nothing_refused(three: Keeper) -> None:
    three.hub.rewrite(three.number, lambda text: "Mine.\n\n" + text.partition("<details>")[0] + "\n\nAlso mine.")
    three.night(FOUR)
    text = three.pull["body"]
    assert text.count("<!-- p:") == 4 and text.startswith("Mine.") and text.endswith("Also mine.")
    assert not three.decisions()


def test_what_was_closed_with_the_end_of_the_list_s_branch_is_not_refused(three: Keeper) -> None:
    old, number = three.base, three.number
    three.hub.point(f"{old}-2", str(three.hub.head(old)))
    three.hub.close(number)
    three.hub.delete_branch(old)
    three.base = f"{old}-2"
    three.night(THREE)
    three.night(THREE)
    assert not three.decisions()
    assert three.proposed == set(THREE)


def test_a_close_counts_though_the_list_stands_on_another_branch_now(three: Keeper) -> None:
    old = three.base
    three.hub.point(f"{old}-2", str(three.hub.head(old)))
    three.hub.close(three.number)
    three.base = f"{old}-2"
    three.night(THREE)
    assert {verdict for verdict, _ in three.decisions().values()} == {"refused"}
    assert not three.pulls()


def test_a_list_that_is_empty_for_a_night_closes_nothing(three: Keeper) -> None:
    text, number = three.hub.text(three.base), three.number
    three.hub.push(three.base, "# Papers\n\nBack soon.\n")
    three.night(THREE)
    three.hub.push(three.base, text)
    three.night(THREE)
    assert (three.number, three.proposed) == (number, set(THREE))


def test_a_pause_holds_a_revert_back(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[2])
    three.hub.merge(three.number)
    three.hub.say(three.dashboard["number"], "/bot pause 30 days")
    three.respond()
    three.night(THREE)
    assert not three.pulls()


def test_lines_are_read_whatever_follows_their_mark() -> None:
    line = body.box("words", ticked=False, mark="p", key="0123456789abcdef")
    assert [(one.key, one.ticked) for one in body.lines(f"{line} see #4\n")] == [("0123456789abcdef", False)]
