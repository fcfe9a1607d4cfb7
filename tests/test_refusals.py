"""What people refuse, and how: it is never asked again, and the rest goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.hub import MAINTAINER, STRANGER, Hub
from tests.nights import TITLES, Begin, Keeper, listing, row

FIVE = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024", 3: "NeurIPS 2024", 4: "ICLR 2025"}
MORE = {**FIVE, 5: "ICML 2023"}


@pytest.fixture
def five(begin: Begin) -> Keeper:
    """A pull request with five proposals."""
    keeper = begin(listing(8))
    keeper.night(FIVE)
    assert keeper.proposed == set(FIVE)
    return keeper


def test_an_unticked_line_never_returns_in_any_grouping_or_wording_and_the_others_go_on(five: Keeper) -> None:
    five.hub.untick(five.number, TITLES[2])
    five.respond()
    assert five.proposed == {0, 1, 3, 4}
    assert five.decisions()[TITLES[2]] == ("refused", "untick")
    first = five.number
    for _ in range(3):
        five.night(FIVE)
        assert (five.number, five.proposed) == (first, {0, 1, 3, 4})
    five.hub.merge(first)
    five.hub.edit(five.base, row(2), row(2, "June 2023"))
    five.night(MORE, days=8)
    five.night(MORE, days=8)
    assert five.proposed == {5}
    five.hub.close(five.number)
    five.night(MORE)
    assert not five.pulls() and five.rows(five.base)[2] == "June 2023"


def test_another_value_of_a_refused_paper_may_be_proposed(five: Keeper) -> None:
    five.hub.untick(five.number, TITLES[2])
    five.respond()
    five.wait(8)
    five.night({**FIVE, 2: "NeurIPS 2025"})
    assert five.proposed == set(FIVE)
    assert five.rows()[2] == "**NeurIPS 2025**"


def test_a_line_ticked_again_comes_back_at_once(five: Keeper) -> None:
    five.hub.untick(five.number, TITLES[2])
    five.respond()
    five.hub.tick(five.number, TITLES[2])
    five.respond()
    assert five.proposed == set(FIVE)
    assert five.decisions()[TITLES[2]] == ("open", "tick")


def test_closing_refuses_all_of_it_for_good(five: Keeper) -> None:
    five.hub.close(five.number)
    five.respond()
    assert set(five.decisions().values()) == {("refused", "close")}
    for _ in range(2):
        five.night(FIVE, days=8)
    assert not five.pulls()
    assert len(five.pulls("all")) == 1


def test_reopening_takes_the_refusal_back(five: Keeper) -> None:
    number = five.number
    five.hub.close(number)
    five.respond()
    five.hub.reopen(number)
    five.respond()
    assert (five.number, five.proposed) == (number, set(FIVE))
    assert {verdict for verdict, _ in five.decisions().values()} == {"open"}


def test_deleting_the_branch_refuses_as_closing_does(five: Keeper) -> None:
    five.hub.delete_branch(five.branch)
    five.night(FIVE, days=8)
    five.night(FIVE, days=8)
    assert not five.pulls()
    assert len(five.decisions()) == 5


def test_a_row_that_people_write_otherwise_on_the_branch_stands(five: Keeper) -> None:
    five.hub.edit(five.branch, row(1, "**ICLR 2024**"), row(1, "**ICLR 2024 Oral**"))
    five.respond()
    assert five.rows()[1] == "**ICLR 2024 Oral**"
    assert five.decisions()[TITLES[1]] == ("refused", "edit")
    assert f"[x] {TITLES[1]}" not in five.pull["body"]
    five.hub.merge(five.number)
    five.night(FIVE, days=8)
    assert not five.pulls()
    assert five.rows(five.base)[1] == "**ICLR 2024 Oral**"


def test_a_proposal_taken_back_on_the_branch_is_refused(five: Keeper) -> None:
    five.hub.edit(five.branch, row(1, "**ICLR 2024**"), row(1))
    five.night(FIVE)
    assert five.decisions()[TITLES[1]] == ("refused", "edit")
    assert five.rows()[1] == "Jun 2023"
    five.hub.merge(five.number)
    five.night(FIVE, days=8)
    assert not five.pulls()


@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_however_it_is_merged_all_of_it_is_accepted_and_nothing_proposed_again(five: Keeper, how: str) -> None:
    five.hub.merge(five.number, how)
    five.respond()
    assert set(five.decisions().values()) == {("accepted", "merge")}
    five.night(FIVE, days=8)
    assert not five.pulls()


def test_what_was_merged_in_part_is_accepted_in_part(five: Keeper) -> None:
    """A row goes back to what it was, and the pull request is merged before the bot looks again."""
    five.hub.edit(five.branch, row(0, "**ICML 2024**"), row(0))
    five.hub.merge(five.number, "squash")
    five.night(FIVE, days=8)
    found = five.decisions()
    assert found[TITLES[0]] == ("refused", "edit")
    assert {found[TITLES[n]] for n in (1, 2, 3, 4)} == {("accepted", "merge")}
    assert not five.pulls()


def test_what_was_merged_although_it_was_refused_is_offered_back(five: Keeper) -> None:
    number = five.number
    five.hub.untick(number, TITLES[2])
    five.hub.merge(number)
    five.respond()
    assert five.decisions()[TITLES[2]] == ("refused", "untick")
    five.night(FIVE, days=8)
    assert five.number != number
    assert "Take back 1" in five.pull["title"]
    assert five.rows()[2] == "Jun 2023"
    five.hub.merge(five.number)
    five.night(FIVE, days=8)
    assert not five.pulls()
    assert five.rows(five.base)[2] == "Jun 2023"


def test_a_revert_that_is_refused_stays_refused(five: Keeper) -> None:
    five.hub.untick(five.number, TITLES[2])
    five.hub.merge(five.number)
    five.night(FIVE, days=8)
    five.hub.close(five.number)
    for _ in range(2):
        five.night(FIVE, days=8)
        assert not five.pulls()


def test_while_something_is_pending_the_status_says_so(five: Keeper) -> None:
    head = five.pull["head"]["sha"]
    assert five.checks(head) in ((1, "success"), (1, ""))
    five.hub.untick(five.number, TITLES[2])
    five.respond()
    assert five.checks(head) in ((1, "pending"), (2, ""))
    assert five.checks(five.pull["head"]["sha"]) in ((1, "success"), (1, ""))


def test_every_command_is_answered_once_and_does_what_it_says(five: Keeper) -> None:
    number, key = five.number, five.short(3)
    five.hub.say(number, f"/bot refuse {key} it was a workshop")
    five.respond()
    assert five.proposed == {0, 1, 2, 4}
    five.hub.say(number, f"Sorry.\n\n/bot accept `{key}`")
    five.respond()
    assert five.proposed == set(FIVE)
    five.hub.say(number, f"/bot explain {key}\r\n/bot help\r\n/bot frobnicate\r\n/bot refuse nothing")
    five.respond()
    five.respond()
    five.night(FIVE)
    answers = five.answers(number)
    assert len(answers) == 3
    assert "is refused and will not be proposed again" in answers[0]
    assert "is open again" in answers[1]
    for words in ("NeurIPS 2024 lists it", "Rule venue", "/bot pause 30 days", "there is no command `frobnicate`", "Nothing was done"):
        assert words in answers[2]


def test_refuse_all_means_what_the_page_shows(five: Keeper) -> None:
    five.hub.untick(five.number, TITLES[2])
    five.respond()
    five.hub.say(five.number, "/bot refuse all")
    five.respond()
    assert not five.pulls()
    assert {verdict for verdict, _ in five.decisions().values()} == {"refused"}
    five.hub.say(five.dashboard["number"], f"/bot undo {five.short(0, five.dashboard['body'])}")
    five.night(FIVE, days=8)
    assert five.proposed == {0}


def test_a_pause_holds_new_proposals_back_until_it_ends(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night()
    keeper.hub.say(keeper.dashboard["number"], "/bot pause 30 days")
    keeper.respond()
    keeper.night(FIVE)
    assert not keeper.pulls()
    assert f"Paused until {keeper.now.date() + timedelta(days=29)}" in keeper.dashboard["body"]
    keeper.hub.say(keeper.dashboard["number"], "/bot undo pause")
    keeper.night(FIVE)
    assert keeper.proposed == set(FIVE)


@pytest.mark.parametrize(
    "words",
    [
        "> /bot refuse all",
        "```\n/bot refuse all\n```",
        "~~~~\n```\n/bot refuse all\n~~~~",
        "Please don't write /bot refuse all here",
        "`/bot refuse all`",
        "    /bot refuse all",
        "<!--\n/bot refuse all\n-->",
        "/botany refuse all",
    ],
)
def test_a_comment_that_quotes_a_command_is_none(five: Keeper, words: str) -> None:
    five.hub.say(five.number, words)
    five.respond()
    assert five.proposed == set(FIVE)
    assert not five.answers(five.number)


def test_a_stranger_s_command_is_ignored_silently(five: Keeper) -> None:
    five.hub.say(five.number, "/bot refuse all", by=STRANGER)
    five.respond("outsider")
    assert five.proposed == set(FIVE)
    assert not five.answers(five.number)


def test_a_command_elsewhere_concerns_nobody(five: Keeper) -> None:
    number = five.hub.ask("POST", "/issues", {"title": "Something else", "body": "/bot refuse all"})["number"]
    five.hub.say(number, "/bot refuse all")
    five.respond()
    assert five.proposed == set(FIVE)
    assert not five.answers(number)


def test_a_refusal_is_taken_back_on_the_dashboard(five: Keeper) -> None:
    five.hub.untick(five.number, TITLES[2])
    five.respond()
    assert "Refused (1)" in five.dashboard["body"]
    five.hub.tick(five.dashboard["number"], TITLES[2])
    five.respond()
    assert five.proposed == set(FIVE)
    assert "Refused" not in five.dashboard["body"]


def test_a_rule_that_is_refused_three_times_goes_to_findings_by_itself_and_says_so(five: Keeper) -> None:
    for n in (0, 1, 2):
        five.hub.untick(five.number, TITLES[n])
        five.respond()
    assert five.proposed == {3, 4}, "what stands and was left ticked stays"
    assert "of its last 3 decided proposals 3 were refused, so its proposals are findings" in five.dashboard["body"]
    five.hub.merge(five.number)
    five.night(MORE, days=8)
    assert not five.pulls()
    five.hub.say(five.dashboard["number"], "/bot undo venue")
    five.night(MORE)
    assert five.proposed == {5}


def test_what_people_write_into_the_list_themselves_is_taken_as_accepted(five: Keeper) -> None:
    five.hub.edit(five.base, row(4), row(4, "**ICLR 2025**"))
    five.night(FIVE)
    assert five.decisions()[TITLES[4]] == ("accepted", "list")
    assert five.proposed == {0, 1, 2, 3}


def test_a_person_s_words_around_the_bot_s_stay(five: Keeper, hub: Hub) -> None:
    hub.rewrite(five.number, lambda body: f"Please look by Friday.\n\n{body}\n\nThanks, I am on line 3.")
    hub.ask("PATCH", f"/pulls/{five.number}", {"title": "Venues of June"}, by=MAINTAINER)
    hub.untick(five.number, TITLES[0])
    five.respond()
    body = five.pull["body"]
    assert body.startswith("Please look by Friday.\n\n<!-- paperlist-bot") and body.endswith("Thanks, I am on line 3.")
    assert five.pull["title"] == "Venues of June"
