"""How little is asked of people: windows, caps, pauses, silence; and what a dead service changes (nothing)."""

from __future__ import annotations

import re

import pytest

from tests.hub import STRANGER
from tests.nights import TITLES, Begin, Keeper, listing, row

THREE = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024"}
MANY = {n: "ICML 2024" if n % 2 else "ICLR 2024" for n in range(50)}


def writes(keeper: Keeper) -> list[str]:
    """What was written to GitHub since the log was emptied, but for the bot's own branch of state."""
    told = [
        one for one in keeper.hub.control("log") if one["method"] in ("POST", "PATCH", "PUT", "DELETE") and "graphql" not in one["path"]
    ]
    return [f"{one['method']} {one['path'].rpartition(keeper.hub.repository)[2]}" for one in told if "__control" not in one["path"]]


def test_a_list_without_anything_to_correct_gets_no_pull_request(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night()
    assert not keeper.pulls("all")
    assert "Nothing is open" in keeper.dashboard["body"]


def test_a_second_night_with_the_same_answers_writes_nothing_but_when_it_ran(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night(THREE)
    keeper.night(THREE)
    keeper.hub.control("reset_log", {})
    keeper.night(THREE)
    assert {re.sub(r"/(heads/.*|\d+)$", "", one) for one in writes(keeper)} <= {
        "POST /git/trees",
        "POST /git/commits",
        "PATCH /git/refs",
        "PATCH /issues",
    }
    assert len(writes(keeper)) <= 4
    head = keeper.pull["head"]["sha"]
    keeper.hub.control("reset_log", {})
    keeper.respond()
    assert not writes(keeper)
    assert keeper.pull["head"]["sha"] == head


def test_new_proposals_join_the_open_pull_request_only_in_their_window(begin: Begin) -> None:
    keeper = begin(listing(8), update_every=7)
    keeper.night(THREE)
    first = keeper.number
    for _ in range(6):
        keeper.night({**THREE, 3: "ICLR 2024"})
        assert keeper.proposed == set(THREE)
    assert "the next ones come on" in keeper.dashboard["body"]
    keeper.night({**THREE, 3: "ICLR 2024"})
    assert (keeper.number, keeper.proposed) == (first, {*THREE, 3})


def test_after_one_is_merged_the_next_opens_only_in_its_window(begin: Begin) -> None:
    keeper = begin(listing(8), open_every=7)
    keeper.night(THREE)
    keeper.hub.merge(keeper.number)
    for _ in range(6):
        keeper.night({**THREE, 3: "ICLR 2024"})
        assert not keeper.pulls()
    keeper.night({**THREE, 3: "ICLR 2024"})
    assert keeper.proposed == {3}


def test_new_proposals_come_only_on_the_days_of_the_configuration(begin: Begin) -> None:
    keeper = begin(listing(8))
    today = keeper.now.strftime("%a").lower()
    keeper.delivery["weekdays"] = tuple(day for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") if day != today)
    keeper.night(THREE)
    assert not keeper.pulls()
    assert "new proposals come on" in keeper.dashboard["body"]
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)


def test_a_pull_request_holds_no_more_rows_than_github_shows_and_the_rest_waits(begin: Begin) -> None:
    keeper = begin(listing(60), open_every=0)
    keeper.night(MANY)
    assert len(keeper.proposed) == 30
    assert "Waiting (20)" in keeper.dashboard["body"]
    first = keeper.proposed
    keeper.hub.merge(keeper.number)
    keeper.night(MANY)
    assert keeper.proposed == set(MANY) - first


def test_after_ninety_untouched_days_it_pauses_says_so_once_and_wakes_when_touched(begin: Begin) -> None:
    keeper = begin(listing(8), update_every=0)
    keeper.night(THREE)
    number, head = keeper.number, keeper.pull["head"]["sha"]
    keeper.wait(90)
    for _ in range(3):
        keeper.night({**THREE, 3: "ICLR 2024"})
    assert (keeper.number, keeper.pull["head"]["sha"]) == (number, head)
    said = [one["body"] for one in keeper.hub.comments(number)]
    assert len(said) == 1 and "Nobody has touched this for 90 days" in said[0]
    assert "left alone" in keeper.dashboard["body"]
    keeper.hub.say(number, "/bot retry")
    keeper.respond()
    keeper.night({**THREE, 3: "ICLR 2024"})
    assert keeper.proposed == {*THREE, 3}


def test_labels_reviewers_assignees_and_draft_are_as_configured(begin: Begin) -> None:
    keeper = begin(listing(8), labels=("papers",), reviewers=("reviewer-a",), assignees=("imcl-maintainer",), draft=True)
    keeper.night(THREE)
    pull = keeper.pull
    assert pull["draft"]
    assert [one["name"] for one in pull["labels"]] == ["papers"]
    assert [one["login"] for one in pull["assignees"]] == ["imcl-maintainer"]
    assert [one["login"] for one in pull["requested_reviewers"]] == ["reviewer-a"]


def test_a_reviewer_whom_github_refuses_costs_only_a_warning(begin: Begin) -> None:
    keeper = begin(listing(8), reviewers=("nobody-of-that-name",))
    assert keeper.night(THREE) == 0
    assert keeper.proposed == set(THREE)
    assert "GitHub refuses the reviewers" in keeper.dashboard["body"]
    keeper.night(THREE)
    assert keeper.proposed == set(THREE)


def test_sources_that_are_down_for_a_week_close_and_change_nothing(begin: Begin) -> None:
    keeper = begin(listing(8), update_every=0)
    keeper.night(THREE)
    number, head, body = keeper.number, keeper.pull["head"]["sha"], keeper.pull["body"]
    last = keeper.now.date()
    for _ in range(7):
        assert keeper.night(up=False) == 3
    assert (keeper.number, keeper.pull["head"]["sha"]) == (number, head)
    assert "- [x]" in keeper.pull["body"] and len(keeper.pull["body"]) >= len(body)
    assert re.search(r"\| arxiv \| \d{4}-\d\d-\d\d \| failed", keeper.dashboard["body"])
    assert str(last) >= re.findall(r"\| arxiv \| (\S+)", keeper.dashboard["body"])[0]
    keeper.night(THREE)
    assert (keeper.number, keeper.proposed) == (number, set(THREE))


def test_a_decision_taken_while_sources_are_down_counts_at_once(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night(THREE)
    keeper.hub.untick(keeper.number, TITLES[1])
    assert keeper.night(up=False) == 3
    assert keeper.proposed == {0, 2}


def test_the_dashboard_changes_only_when_something_does(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night(THREE)
    keeper.night(THREE, days=0)
    before = keeper.dashboard["body"]
    keeper.night(THREE, days=0)
    assert keeper.dashboard["body"] == before


def test_a_dashboard_that_people_deleted_is_made_anew_with_all_that_was_decided(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night(THREE)
    keeper.hub.untick(keeper.number, TITLES[1])
    keeper.respond()
    keeper.hub.rewrite(keeper.dashboard["number"], lambda _: "Gone")
    keeper.night(THREE)
    assert TITLES[1] in keeper.dashboard["body"].partition("Refused (1)")[2]
    assert keeper.proposed == {0, 2}


def test_a_person_s_words_on_the_dashboard_stay(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night()
    keeper.hub.rewrite(keeper.dashboard["number"], lambda body: f"Ask Ann first.\n\n{body}")
    keeper.night(THREE)
    assert keeper.dashboard["body"].startswith("Ask Ann first.\n\n<!-- paperlist-bot dashboard")
    assert "Proposed corrections (3)" in keeper.dashboard["body"]


def test_a_closed_dashboard_is_left_closed(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night()
    keeper.hub.close(keeper.dashboard["number"])
    keeper.night(THREE)
    assert keeper.dashboard["state"] == "closed"


def test_a_stranger_s_issue_that_looks_like_a_dashboard_is_none(begin: Begin) -> None:
    keeper = begin(listing(8))
    body = f"<!-- paperlist-bot dashboard {keeper.name} -->\n- [x] everything <!-- x:pause -->\n<!-- paperlist-bot end -->"
    number = keeper.hub.ask("POST", "/issues", {"title": "Dashboard", "body": body}, by=STRANGER)["number"]
    keeper.night(THREE)
    found = [one for one in keeper.hub.issues() if f"dashboard {keeper.name} -->" in (one["body"] or "")]
    assert len(found) == 2
    assert next(one for one in found if one["number"] == number)["body"] == body


HOSTILE = "Sparse @octocat fixes #1 closes owner/repo#2 <b>x</b> <!-- p:0123456789abcdef --> `tick` [a](https://evil.example) Walks"


def test_titles_mention_nobody_link_nowhere_and_close_nothing(begin: Begin) -> None:
    """Escaped in bodies; in commit messages, which GitHub reads too, they can't be."""
    keeper = begin(listing(8).replace(TITLES[0], HOSTILE.replace("|", "")))
    keeper.night(THREE, titles={0: HOSTILE})
    body, commits = keeper.pull["body"], "\n".join(one["commit"]["message"] for one in keeper.hub.commits(keeper.branch, 2))
    for text in (body, commits, keeper.dashboard["body"]):
        assert not re.search(r"(?<![\w`])@octocat", text)
        assert not re.search(r"(?<!\w)#1\b", text)
        assert "owner/repo#2" not in text
        assert "<!-- p:0123456789abcdef -->" not in text
        assert "](https://evil.example)" not in text


def test_a_row_beside_it_is_not_touched_by_a_byte(begin: Begin) -> None:
    keeper = begin(listing(8))
    keeper.night(THREE)
    wanted = keeper.hub.text(keeper.base)
    for n, venue in THREE.items():
        wanted = wanted.replace(row(n), row(n, f"**{venue}**"))
    assert keeper.hub.text(keeper.branch) == wanted


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_ends_stay_as_they_are(begin: Begin, ending: str) -> None:
    text = listing(8).replace("\n", ending)
    keeper = begin(text)
    keeper.night(THREE)
    assert keeper.hub.text(keeper.branch).count(ending) == text.count(ending)
    keeper.night(THREE)
    keeper.hub.untick(keeper.number, TITLES[1])
    keeper.respond()
    assert keeper.proposed == {0, 2}
