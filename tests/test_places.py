"""Where the list lives changes, rights are missing, or what the bot knew is gone."""

from __future__ import annotations

import base64
import json

import pytest

from bot.errors import BotError, DeliveryError, SourceError, StateError
from tests.hub import ACTIONS, READER, STRANGER, Hub
from tests.nights import TITLES, Begin, Keeper, listing, row

THREE = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024"}
FOUR = {**THREE, 3: "ICLR 2024"}


@pytest.fixture
def three(begin: Begin) -> Keeper:
    """A pull request with three proposals."""
    keeper = begin(listing(8), update_every=0, open_every=0)
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)
    return keeper


def renamed(keeper: Keeper, name: str) -> None:
    """The list's branch under another name; GitHub moves open pull requests along."""
    keeper.hub.point(name, str(keeper.hub.head(keeper.base)))
    keeper.hub.ask("PATCH", f"/pulls/{keeper.number}", {"base": name})
    keeper.hub.delete_branch(keeper.base)
    keeper.base = name


def test_a_renamed_branch_keeps_its_pull_request(three: Keeper) -> None:
    number = three.number
    renamed(three, f"{three.name}-trunk")
    three.night(FOUR)
    assert (three.number, three.proposed) == (number, set(FOUR))


def test_a_branch_that_is_gone_closes_nothing_and_says_so(three: Keeper) -> None:
    number, base = three.number, three.base
    three.base = f"{three.name}-nowhere"
    with pytest.raises(BotError, match="no such repository, branch or file"):
        three.night(FOUR)
    three.base = base
    assert three.number == number


def test_a_rewritten_branch_gets_its_corrections_anew(three: Keeper) -> None:
    """The base begins again from an orphan commit; the old branch shares no commit with it."""
    number = three.number
    three.hub.untick(number, TITLES[1])
    three.respond()
    three.hub.point(three.base, three.hub.commit(listing(6), []))
    three.night(FOUR)
    assert len(three.pulls()) == 1
    assert three.proposed == {0, 2, 3}
    assert three.hub.text(three.branch) == listing(6).replace(row(0), row(0, "**ICML 2024**")).replace(
        row(2), row(2, "**ICML 2024**")
    ).replace(row(3), row(3, "**ICLR 2024**"))


def test_a_renamed_file_says_so_closes_nothing_and_goes_on_where_it_is_now(three: Keeper) -> None:
    number = three.number
    head = str(three.hub.head(three.base))
    tree = three.hub.ask("GET", f"/git/commits/{head}")["tree"]["sha"]
    entries = [
        {"path": "README.md", "mode": "100644", "type": "blob", "sha": None},
        {"path": "docs/papers.md", "mode": "100644", "type": "blob", "content": three.hub.text(three.base)},
    ]
    made = three.hub.ask("POST", "/git/trees", {"base_tree": tree, "tree": entries})["sha"]
    three.hub.point(three.base, three.hub.ask("POST", "/git/commits", {"message": "Move", "tree": made, "parents": [head]})["sha"])
    with pytest.raises(BotError, match="no such repository, branch or file"):
        three.night(FOUR)
    assert [one["number"] for one in three.pulls()] == [number]
    three.path = "docs/papers.md"
    three.night(FOUR)
    assert (three.number, three.proposed) == (number, set(FOUR))


def test_a_repository_that_moved_is_followed(three: Keeper) -> None:
    """Asked by its old name; all that is written goes to the new one."""
    new = three.hub.repository + "-moved"
    three.hub.rename(new)
    try:
        three.night(FOUR)
        three.hub.untick(three.number, TITLES[1])
        three.respond()
        assert three.proposed == {0, 2, 3}
    finally:
        three.hub.rename(new.removesuffix("-moved"))


def test_where_opening_is_forbidden_the_branch_is_there_and_one_issue_has_the_link(begin: Begin, hub: Hub) -> None:
    keeper = begin(listing(8))
    keeper.token = ACTIONS
    hub.set(actions_may_open_prs=False)
    try:
        for _ in range(2):
            keeper.night(THREE)
    finally:
        hub.set(actions_may_open_prs=True)
    assert not keeper.pulls("all")
    assert keeper.bot_s_proposed == set(THREE)
    body = keeper.dashboard["body"]
    assert f"/compare/{keeper.base}...{keeper.branch}?quick_pull=1&title=Correct%203%20venues" in body
    assert "python -m bot doctor" in body
    keeper.hub.open_pull(keeper.branch, keeper.base, "By hand")
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)
    assert "quick_pull" not in keeper.dashboard["body"]


def test_a_pull_request_that_people_opened_from_the_bot_s_branch_is_kept_like_its_own(begin: Begin, hub: Hub) -> None:
    keeper = begin(listing(8), update_every=0)
    keeper.token = ACTIONS
    hub.set(actions_may_open_prs=False)
    try:
        keeper.night(THREE)
    finally:
        hub.set(actions_may_open_prs=True)
    keeper.hub.open_pull(keeper.branch, keeper.base, "By hand")
    keeper.night(FOUR)
    keeper.hub.untick(keeper.number, TITLES[1])
    keeper.respond()
    assert keeper.proposed == {0, 2, 3}


@pytest.mark.parametrize("token", [STRANGER, READER])
def test_where_pushing_is_forbidden_the_plan_is_shown_and_the_exit_code_says_so(
    begin: Begin, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = begin(listing(8))
    keeper.token = token
    with pytest.raises(DeliveryError, match=r"GitHub doesn't let the bot hand in its proposals.*python -m bot doctor") as problem:
        keeper.night(THREE)
    assert problem.value.exit_code == 5
    said = capsys.readouterr().out
    assert "+| [Quantized Walks over Latent Graphs](https://arxiv.org/abs/2306.00000) | **ICML 2024** |" in said
    assert not keeper.pulls("all")


def test_without_issues_the_pull_request_comes_all_the_same(begin: Begin, hub: Hub) -> None:
    keeper = begin(listing(8))
    hub.set(has_issues=False)
    try:
        keeper.night(THREE)
        keeper.hub.untick(keeper.number, TITLES[1])
        keeper.respond()
        assert keeper.proposed == {0, 2}
    finally:
        hub.set(has_issues=True)


def test_the_state_branch_holds_what_was_decided_and_nothing_secret(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[1])
    three.respond()
    text = three.hub.text(three.state, f"{three.name}/decisions.jsonl")
    assert TITLES[1] in text and '"refused"' in text
    assert three.token not in text


def test_without_its_state_branch_the_bot_knows_again_what_was_refused(three: Keeper) -> None:
    """From the open pull request, and from the dashboard."""
    three.hub.untick(three.number, TITLES[1])
    three.respond()
    three.hub.delete_branch(three.state)
    three.night(FOUR)
    assert three.proposed == {0, 2, 3}
    three.hub.delete_branch(three.state)
    three.respond()
    assert three.proposed == {0, 2, 3}
    ((words, (verdict, _)),) = three.decisions().items()
    assert TITLES[1] in words and verdict == "refused"


def test_without_its_state_branch_a_closed_pull_request_is_still_a_refusal(three: Keeper) -> None:
    three.hub.close(three.number)
    three.respond()
    three.hub.delete_branch(three.state)
    for _ in range(2):
        three.night(THREE)
        assert not three.pulls()


def test_without_state_and_dashboard_closed_pull_requests_are_the_memory(three: Keeper) -> None:
    three.hub.untick(three.number, TITLES[1])
    three.respond()
    three.hub.merge(three.number)
    three.night(THREE)
    three.hub.delete_branch(three.state)
    three.hub.rewrite(three.dashboard["number"], lambda _: "Gone")
    for _ in range(2):
        three.night(THREE)
        assert not three.pulls()


def test_a_damaged_state_stops_the_run_and_names_the_line(three: Keeper) -> None:
    text = three.hub.text(three.state, f"{three.name}/offers.jsonl")
    head = str(three.hub.head(three.state))
    three.hub.point(three.state, three.hub.commit(text + "{nonsense\n", [head], path=f"{three.name}/offers.jsonl"))
    number, body = three.number, three.pull["body"]
    with pytest.raises(StateError, match=r"offers.jsonl, line \d+"):
        three.night(FOUR)
    assert (three.number, three.pull["body"]) == (number, body)


def test_two_writers_of_state_lose_nothing(three: Keeper) -> None:
    """Another run keeps a decision while this one works: both are there afterwards."""
    three.hub.untick(three.number, TITLES[1])
    three.respond()
    mine = three.hub.text(three.state, f"{three.name}/decisions.jsonl")
    line = mine.splitlines()[1]
    other = line.replace(json.loads(line)["fingerprint"], "f" * 16)
    three.hub.point(
        three.state,
        three.hub.commit(mine + other + "\n", [str(three.hub.head(three.state))], path=f"{three.name}/decisions.jsonl"),
    )
    three.hub.untick(three.number, TITLES[2])
    three.respond()
    text = three.hub.text(three.state, f"{three.name}/decisions.jsonl")
    assert "f" * 16 in text and TITLES[1] in text and TITLES[2] in text


def test_a_secondary_limit_is_waited_for_and_the_night_goes_on(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.hub.fault(kind="github_secondary", method="POST", path="git/commits", retry_after=1)
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)


def test_a_limit_that_is_not_worth_the_wait_ends_the_run_cleanly_and_the_next_goes_on(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.hub.fault(kind="github_secondary", method="POST", path="/pulls$", retry_after=3600)
    with pytest.raises(SourceError, match="rate limit"):
        keeper.night(THREE)
    keeper.hub.clear_faults()
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)
    assert len(keeper.pulls("all")) == 1


def test_a_list_that_is_no_utf_8_is_changed_in_its_own_bytes(begin: Begin, hub: Hub) -> None:
    """Bytes that are no text go through a blob of their own."""
    keeper = begin(listing(8))
    data = listing(8).encode() + b"Caf\xe9\n"
    blob = hub.ask("POST", "/git/blobs", {"content": base64.b64encode(data).decode(), "encoding": "base64"})["sha"]
    head = str(hub.head(keeper.base))
    tree = hub.ask("GET", f"/git/commits/{head}")["tree"]["sha"]
    entry = {"path": "README.md", "mode": "100644", "type": "blob", "sha": blob}
    made = hub.ask("POST", "/git/trees", {"base_tree": tree, "tree": [entry]})["sha"]
    hub.point(keeper.base, hub.ask("POST", "/git/commits", {"message": "Latin", "tree": made, "parents": [head]})["sha"])
    keeper.night(THREE)
    assert keeper.hub.text(keeper.branch).encode("utf-8", "surrogateescape").endswith(b"Caf\xe9\n")
    assert keeper.proposed == set(THREE)
