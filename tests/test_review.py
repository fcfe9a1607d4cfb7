"""Slips that a fresh look at the delivery found: each would have cost a maintainer their word or their work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.config import read_lists
from bot.delivery import body
from bot.delivery.words import Message
from bot.errors import ConfigError, UsageError
from bot.model import Edit, Evidence, Proposal
from bot.text.trace import Listing
from tests.hub import ACTIONS, BOT, Hub
from tests.nights import TITLES, Begin, Keeper, listing, row

THREE = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024"}
FOUR = {**THREE, 3: "ICLR 2024"}


@pytest.fixture
def three(begin: Begin) -> Keeper:
    """A pull request with three proposals."""
    keeper = begin(listing(8), update_every=0)
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)
    return keeper


@pytest.mark.parametrize(
    ("method", "path", "skip"),
    [("POST", "/statuses/", 1), ("PATCH", r"/issues/\d+$", 0), ("POST", "/git/trees$", 1), ("PATCH", r"/pulls/\d+$", 0)],
)
def test_an_answer_lost_in_the_middle_forgets_no_untick(three: Keeper, method: str, path: str, skip: int) -> None:
    three.hub.untick(three.number, TITLES[0])
    three.hub.fault(kind="reset", method=method, path=path, skip=skip)
    three.respond()
    three.hub.clear_faults()
    assert three.decisions()[TITLES[0]] == ("refused", "untick")
    for _ in range(2):
        three.night(THREE, days=8)
        assert three.proposed == {1, 2}


def test_an_answered_command_is_done_even_where_a_later_answer_was_lost(three: Keeper) -> None:
    three.hub.say(three.number, "/bot refuse all")
    three.hub.fault(kind="reset", method="PATCH", path=rf"/issues/{three.dashboard['number']}$")
    three.respond()
    three.hub.clear_faults()
    assert len(three.answers(three.dashboard["number"] - 1)) == 1
    assert {verdict for verdict, _ in three.decisions().values()} == {"refused"}


def test_what_another_run_took_in_meanwhile_stays(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[0])
    number = three.number

    def meanwhile() -> None:
        three.hub.say(number, f"/bot refuse {three.short(1)}")
        three.respond()

    three.night(THREE, during=meanwhile)
    assert three.proposed == {2}
    assert three.decisions()[TITLES[0]][0] == three.decisions()[TITLES[1]][0] == "refused"


@pytest.mark.parametrize("what", ["untick", "close"])
def test_what_people_do_while_sources_are_asked_counts(three: Keeper, what: str) -> None:
    number = three.number

    def meanwhile() -> None:
        if what == "untick":
            three.hub.untick(number, TITLES[0])
        else:
            three.hub.close(number)

    three.night(FOUR, during=meanwhile)
    if what == "untick":
        assert three.proposed == {1, 2, 3}
    else:
        assert not three.pulls()
        three.night(FOUR, days=8)
        three.night(FOUR, days=8)
        assert three.decisions().get(TITLES[3]) is None, "what nobody saw is not refused"


def test_a_tick_on_the_dashboard_is_not_written_over(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[0])
    three.respond()
    number = three.dashboard["number"]
    three.night(THREE, during=lambda: three.hub.tick(number, TITLES[0]))
    assert three.decisions()[TITLES[0]] == ("open", "tick")
    assert three.proposed == set(THREE)


BADGE = "![](https://img.shields.io/badge/arXiv-b31b1b)"


def test_a_row_that_is_gone_hands_its_correction_to_no_other(begin: Begin) -> None:
    """Though they share a badge."""
    text = listing(6).replace("](https://arxiv", f"]({BADGE[4:-1]}) [pdf](https://arxiv")
    keeper = begin(text)
    keeper.night({0: "ICML 2024", 2: "ICML 2024"})
    first = next(line for line in text.splitlines(keepends=True) if TITLES[0] in line)
    keeper.hub.edit(keeper.base, first, "")
    keeper.respond()
    assert {n: venue for n, venue in keeper.rows().items() if venue != "Jun 2023"} == {2: "**ICML 2024**"}


def test_a_row_whose_title_was_mended_is_known_by_its_id() -> None:
    before, proposal = Listing.of(listing(3).encode()), _proposal((Edit(7, "venue", "Jun 2023", "**ICML 2024**"),))
    after = Listing.of(listing(3).replace(TITLES[0], TITLES[0] + ", Revised").encode())
    assert after.moved(proposal, before.was(proposal)) == proposal
    other = Listing.of(listing(3).replace(TITLES[0], "Something Wholly Different").encode())
    assert other.moved(proposal, before.was(proposal)) is None, "an id alone may stand on a wrong row"


def test_a_link_that_only_begins_alike_names_no_row() -> None:
    text = listing(1).replace("2306.00000", "2306.00001")
    proposal = _proposal((Edit(7, "venue", "Jun 2023", "**ICML 2024**"),))
    was = (listing(1).replace("2306.00000", "2306.0000").replace(TITLES[0], "Another").splitlines()[6],)
    assert Listing.of(text.encode()).find(proposal, was) == "gone"


def test_two_rows_of_one_paper_move_together_when_lines_shift() -> None:
    text = listing(1) + row(0)
    edits = tuple(Edit(line, "venue", "Jun 2023", "**ICML 2024**") for line in (7, 8))
    was = Listing.of(text.encode()).was(_proposal(edits))
    shifted = Listing.of(text.replace("# Papers\n", "# Papers\n\nNews.\n").encode())
    moved = shifted.moved(_proposal(edits), was)
    assert moved and [edit.line for edit in moved.edits] == [9, 10]
    fewer = Listing.of(listing(1).encode()).moved(_proposal(edits), was)
    assert fewer and [edit.line for edit in fewer.edits] == [7]


def test_half_of_an_exchange_is_never_made() -> None:
    text = listing(2)
    edits = (Edit(7, "venue", "Jun 2023", "A"), Edit(8, "venue", "Jun 2023", "B"))
    was = Listing.of(text.encode()).was(_proposal(edits))
    assert Listing.of(text.replace(row(1), "").encode()).moved(_proposal(edits), was) is None


def test_closed_with_its_text_thrown_away_it_is_refused_all_the_same(three: Keeper) -> None:
    number = three.number
    three.hub.rewrite(number, lambda _: "No thank you, none of these.")
    three.hub.close(number)
    three.respond()
    assert set(three.decisions().values()) == {("refused", "close")}
    three.night(THREE, days=8)
    three.night(THREE, days=8)
    assert not three.pulls()


def test_a_line_taken_out_of_the_text_is_refused_as_an_unticked_one(three: Keeper) -> None:
    number = three.number
    three.hub.rewrite(number, lambda text: "\n".join(line for line in text.split("\n") if TITLES[1] not in line))
    three.respond()
    assert three.decisions()[TITLES[1]] == ("refused", "untick")
    three.night(THREE, days=8)
    three.night(THREE, days=8)
    assert three.proposed == {0, 2}


def test_a_program_s_closing_refuses_nothing(three: Keeper) -> None:
    """As of a bot that closes what is stale."""
    three.hub.ask("PATCH", f"/issues/{three.number}", {"state": "closed"}, by=BOT)
    three.respond()
    three.night(THREE, days=8)
    three.night(THREE)
    assert three.proposed == set(THREE)


def test_a_branch_taken_back_to_an_earlier_commit_stays_there(begin: Begin) -> None:
    damaged = "| [Caf\u00c3\u00a9 Networks](https://arxiv.org/abs/2307.00001) | **ICML 2022** |\n"
    keeper = begin(listing(8) + damaged, update_every=0)
    keeper.night(THREE)
    assert keeper.pull["title"] == "Correct 3 venues and 1 damaged line"
    earlier = keeper.hub.commits(keeper.branch)[1]["sha"]
    keeper.hub.point(keeper.branch, earlier)
    dropped = keeper.hub.text(keeper.branch)
    keeper.respond()
    keeper.night(THREE)
    assert keeper.hub.text(keeper.branch) == dropped
    assert ("refused", "edit") in keeper.decisions().values()


def test_a_row_that_changed_on_the_base_holds_up_no_decision(three: Keeper) -> None:
    three.hub.edit(three.base, row(1), row(1, "TBA"))
    three.hub.untick(three.number, TITLES[0])
    three.respond()
    assert three.proposed == {2}
    three.hub.merge(three.number)
    assert three.rows(three.base)[0] == "Jun 2023" and three.rows(three.base)[1] == "TBA"


def test_a_flood_of_commands_is_answered_within_github_s_limit(three: Keeper) -> None:
    three.hub.say(three.number, "\n".join(f"/bot frobnicate{n}" for n in range(2000)))
    three.respond()
    (answer,) = three.answers(three.number)
    assert len(answer) < 65_536 and "too long for a comment" in answer
    assert three.night(THREE) == 0


def test_two_lists_of_one_repository_need_branches_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "one.toml").write_text('[list]\nrepository = "o/n"\n')
    (folder / "two.toml").write_text('[list]\nrepository = "O/n"\npath = "ZH.md"\n')
    with pytest.raises(ConfigError, match=r"two.toml, delivery.branch-prefix: .*one.*bot/two/"):
        read_lists(folder, [])
    (folder / "two.toml").write_text('[list]\nrepository = "O/n"\npath = "ZH.md"\n[delivery]\nbranch-prefix = "bot/two/"\n')
    assert set(read_lists(folder, [])) == {"one", "two"}


def test_the_bot_s_branches_are_never_the_list_s_own(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.delivery["state_branch"] = keeper.base
    head = keeper.hub.head(keeper.base)
    with pytest.raises(UsageError, match="the bot's branches and the list's must be apart"):
        keeper.night(THREE)
    assert keeper.hub.head(keeper.base) == head


def test_a_copy_of_its_rows_doesn_t_make_it_close_its_own_pull_request(three: Keeper) -> None:
    number = three.number
    sha = three.hub.commit(three.hub.text(three.branch), [str(three.hub.head(three.base))])
    three.hub.point(f"{three.name}-copy", sha)
    three.hub.open_pull(f"{three.name}-copy", three.base, "The same")
    three.night(THREE)
    assert {one["number"] for one in three.pulls()} >= {number}
    assert three.bot_s_proposed == set(THREE)


def test_hands_off_still_knows_what_its_lines_mean(three: Keeper) -> None:
    three.hub.push(three.branch, "A list of nothing any more.\n", "Start over")
    three.hub.push(three.base, three.hub.text(three.base) + "\nMore.\n")
    three.night(FOUR)
    three.hub.say(three.number, f"/bot refuse {three.short(1)}")
    three.respond()
    (answer,) = three.answers(three.number)
    assert "is refused" in answer
    assert three.decisions()[TITLES[1]] == ("refused", "command")
    assert three.checks(three.pull["head"]["sha"])[0] >= 1, "who requires the status can go on"


def test_a_person_s_commit_gets_its_status_too(three: Keeper) -> None:
    sha = three.hub.edit(three.branch, row(4), row(4, "Jul 2023"))
    three.respond()
    assert three.pull["head"]["sha"] == sha
    assert three.checks(sha)[0] == 1


def test_commit_messages_mention_nobody_and_give_no_orders() -> None:
    words = Message().text("How this fixes #1 for @torvalds GH-7 [skip ci] o/r#2 https://github.com/o/r/issues/3")
    for bare in ("#1", "@torvalds", "GH-7", "[skip ci]", "o/r#2", "/issues/3"):
        assert bare not in words
    assert Message().code("@a") != "@a"


def test_without_the_right_to_open_nothing_is_written_twice(begin: Begin, hub: Hub) -> None:
    keeper = begin(listing(8))
    keeper.token = ACTIONS
    hub.set(actions_may_open_prs=False)
    try:
        heads = set()
        for _ in range(3):
            keeper.night(THREE)
            heads.add(hub.head(keeper.branch))
        assert len(heads) == 1
    finally:
        hub.set(actions_may_open_prs=True)


def test_an_older_value_gives_way_where_tonight_has_another(three: Keeper) -> None:
    """Though a source was silent tonight."""
    heads = set()
    for _ in range(3):
        three.night({**THREE, 0: "NeurIPS 2025"}, arxiv=False)
        heads.add(three.hub.head(three.branch))
    assert len(heads) == 1


def test_a_reason_after_the_names_is_for_people(three: Keeper) -> None:
    three.hub.say(three.number, f"/bot refuse {three.short(1)} dead link")
    three.respond()
    assert three.decisions()[TITLES[1]] == ("refused", "command")


def test_a_command_on_a_closed_pull_request_is_answered(three: Keeper) -> None:
    number = three.number
    three.hub.close(number)
    three.respond()
    three.hub.say(number, "/bot undo all")
    three.respond()
    assert len(three.answers(number)) == 1
    assert three.number != number and three.proposed == set(THREE)


def test_marks_inside_a_cell_are_no_marks_of_the_bot_s() -> None:
    proposals = [_proposal((Edit(7, "venue", "<!-- paperlist-bot end -->", "<!-- paperlist-bot done -->"),))]
    text = body.write("corrections", "list", proposals, (), ())
    assert body.DONE not in text
    assert body.within(text, text) == text
    assert [line.key for line in body.proposed(text)] == [proposals[0].fingerprint]
    assert not body.missing(text)


def test_a_person_s_text_stays_where_the_bot_s_comes_first() -> None:
    text = body.write("corrections", "list", [], (), ())
    assert body.within("I opened this.", text) == f"{text}\n\nI opened this."


@pytest.mark.parametrize("count", [1, 30, 300])
def test_a_body_names_just_the_lines_that_it_shows(count: int) -> None:
    edits = [(Edit(7, "venue", "Jun 2023", "**ICML 2024**"),)] * count
    proposals = [replace(_proposal(edit, f"title:{n}"), title="x" * 300) for n, edit in enumerate(edits)]
    text = body.write("corrections", "list", proposals, (), ())
    assert len(text) <= 65_000
    assert not body.missing(text)


def test_an_executable_list_stays_one(begin: Begin, hub: Hub) -> None:
    keeper = begin(listing(8))
    head = str(hub.head(keeper.base))
    tree = hub.ask("GET", f"/git/commits/{head}")["tree"]["sha"]
    entry = {"path": "README.md", "mode": "100755", "type": "blob", "content": listing(8)}
    made = hub.ask("POST", "/git/trees", {"base_tree": tree, "tree": [entry]})["sha"]
    hub.point(keeper.base, hub.ask("POST", "/git/commits", {"message": "x", "tree": made, "parents": [head]})["sha"])
    keeper.night(THREE)
    tree = hub.ask("GET", f"/git/commits/{hub.head(keeper.branch)}")["tree"]["sha"]
    assert [one["mode"] for one in hub.ask("GET", f"/git/trees/{tree}")["tree"] if one["path"] == "README.md"] == ["100755"]


def test_a_damaged_state_is_named_by_its_branch(three: Keeper) -> None:
    text = three.hub.text(three.state, f"{three.name}/pulls.jsonl")
    head = str(three.hub.head(three.state))
    three.hub.point(three.state, three.hub.commit(text + "{\n", [head], path=f"{three.name}/pulls.jsonl"))
    with pytest.raises(Exception, match=rf"{three.repository}, branch {three.state}/{three.name}/pulls.jsonl, line \d"):
        three.respond()


def test_what_can_t_be_known_again_is_said(three: Keeper) -> None:
    three.hub.say(three.dashboard["number"], "/bot pause 30 days")
    three.respond()
    three.hub.delete_branch(three.state)
    three.night(FOUR)
    page = three.dashboard["body"]
    assert "What the bot remembered is gone" in page
    assert "Paused until" in page, "the dashboard itself tells of the pause"
    assert three.proposed == set(THREE)
    three.night(FOUR)
    assert "What the bot remembered is gone" not in three.dashboard["body"]


def test_a_pause_holds_back_what_was_undone_before(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[0])
    three.respond()
    three.hub.say(three.number, f"/bot undo {three.short(0)}\n\n/bot pause 30 days")
    three.respond()
    assert three.proposed == {1, 2}


def test_a_dashboard_without_its_mark_is_still_the_dashboard(three: Keeper) -> None:
    number = three.dashboard["number"]
    three.hub.rewrite(number, lambda _: "I cleaned this up.")
    three.night(THREE)
    assert three.dashboard["number"] == number
    assert three.dashboard["body"].endswith("I cleaned this up.")


def _proposal(edits: Sequence[Edit], paper: str = "arxiv:2306.00000") -> Proposal:
    evidence = (Evidence("dblp", "it is", "https://example.org", date(2026, 1, 5)),)
    return Proposal("venue", paper, TITLES[0], (), tuple(edits), evidence, 0.99, "published", "ICML 2024", "published at ICML 2024")
