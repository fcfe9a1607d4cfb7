"""Our own GitHub for tests is as strict as the real one: what holds for it must hold for an independent emulator.

Where that one doesn't know a rule of GitHub's, the promise is kept on ours alone (`ours`).
"""

from __future__ import annotations

import base64
import itertools
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.desk import branches
from bot.githubapi import Api
from tests import hub as hubs
from tests.hub import ACTIONS, BOT, MAINTAINER, READER, STRANGER, Hub
from tests.nights import Keeper, listing

NOBODY = ""
_NUMBERS = itertools.count(1)
TEXT = "".join(f"line {n}\n" for n in range(9))
GONE = "0123456789" * 4


@pytest.fixture
def ours(hub: Hub, request: pytest.FixtureRequest) -> Hub:
    if "emulator" in request.node.callspec.id:
        pytest.skip("the emulator doesn't know this rule of GitHub's")
    return hub


@pytest.fixture
def base(hub: Hub) -> Iterator[str]:
    """A branch of the test's own, with a text of nine lines."""
    name = f"f{next(_NUMBERS)}"
    hub.push(name, TEXT)
    yield name
    hub.clear_faults()


def asked(
    hub: Hub, verb: str, path: str, body: Any = None, *, by: str = MAINTAINER, follow: bool = False, url: str = ""
) -> requests.Response:
    """Any answer, an error too."""
    headers = {"User-Agent": "a person"} | ({"Authorization": f"Bearer {by}"} if by else {})
    return requests.request(verb, url or f"{hub.url}{path}", json=body, headers=headers, timeout=30, allow_redirects=follow)


def refused(answer: requests.Response, status: int, words: str) -> None:
    """With that status and words, in the message or in one of its errors."""
    assert (answer.status_code, bool(re.search(words, answer.text))) == (status, True), answer.text[:300]


def branch(hub: Hub, base: str, old: str = "line 4\n", new: str = "changed\n") -> str:
    """A branch of that base with one line changed."""
    name = f"{base}-{next(_NUMBERS)}"
    head = hub.head(base)
    assert head
    hub.point(name, hub.commit(TEXT.replace(old, new), [head], "Change a line"))
    return name


def pull(hub: Hub, base: str, *, by: str = BOT) -> tuple[int, str]:
    head = branch(hub, base)
    return hub.open_pull(head, base, "Change a line", by=by), head


@contextmanager
def setting(hub: Hub, before: dict[str, Any], **values: Any) -> Iterator[None]:
    """The repository with other settings for a while."""
    hub.control("event", {"kind": "repo_set", "repo": hub.repository, "set": values})
    try:
        yield
    finally:
        hub.control("event", {"kind": "repo_set", "repo": hub.repository, "set": before})


# git's objects


def test_blobs_and_trees_have_git_s_own_ids(hub: Hub) -> None:
    blob = hub.ask("POST", "/git/blobs", {"content": base64.b64encode(b"hello\n").decode(), "encoding": "base64"})["sha"]
    assert blob == "ce013625030ba8dba906f756967f9e9ca394464a"
    rows: list[dict[str, Any]] = [{"path": "a0", "content": "y\n"}, {"path": "a/x", "content": "x\n"}, {"path": "a.txt", "sha": blob}]
    made = hub.ask("POST", "/git/trees", {"tree": [{"mode": "100644", "type": "blob", **row} for row in rows]})
    assert made["sha"] == "c8a90cc407397afdf9980f504c3b1b24b07ef515"  # git sorts a folder as if its name ended in a slash
    assert [row["path"] for row in made["tree"]] == ["a.txt", "a", "a0"]
    deep = hub.ask("GET", f"/git/trees/{made['sha']}?recursive=1")["tree"]
    assert [(row["path"], row["type"]) for row in deep] == [("a.txt", "blob"), ("a", "tree"), ("a/x", "blob"), ("a0", "blob")]
    assert base64.b64decode(hub.ask("GET", f"/git/blobs/{blob}")["content"]) == b"hello\n"


def test_a_tree_over_another_keeps_what_it_doesn_t_name_and_drops_what_it_takes_out(hub: Hub) -> None:
    rows = [{"path": path, "mode": "100644", "type": "blob", "content": path} for path in ("a/one", "a/two", "b")]
    first = hub.ask("POST", "/git/trees", {"tree": rows})["sha"]
    second = hub.ask("POST", "/git/trees", {"base_tree": first, "tree": [{**rows[0], "content": "new"}]})["sha"]
    assert len(hub.ask("GET", f"/git/trees/{second}?recursive=1")["tree"]) == 4
    away = [{"path": "a/one", "mode": "100644", "type": "blob", "sha": None}]
    third = hub.ask("POST", "/git/trees", {"base_tree": second, "tree": away})["sha"]
    assert [row["path"] for row in hub.ask("GET", f"/git/trees/{third}?recursive=1")["tree"]] == ["a", "a/two", "b"]


def test_git_itself_reads_what_was_written(hub: Hub, base: str, tmp_path: Path) -> None:
    head = hub.push(base, TEXT + "ten\n", "A tenth line\n\nWith a reason")
    hub.clone(tmp_path / "copy")

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", tmp_path / "copy", *words], check=True, capture_output=True, text=True).stdout

    assert git("rev-parse", f"origin/{base}").strip() == head
    assert git("show", f"origin/{base}:README.md") == TEXT + "ten\n"
    assert git("log", "-1", "--format=%B", f"origin/{base}").strip() == "A tenth line\n\nWith a reason"
    git("fsck", "--strict")


def test_an_app_s_commit_is_signed_by_github_and_a_person_s_is_not(hub: Hub, base: str, request: pytest.FixtureRequest) -> None:
    head = str(hub.head(base))
    by_bot, by_person = (hub.commit("new\n", [head], by=token) for token in (BOT, MAINTAINER))
    found = [hub.ask("GET", f"/commits/{sha}") for sha in (by_bot, by_person)]
    assert [one["author"]["login"] for one in found] == ["list-sync[bot]", "imcl-maintainer"]
    assert found[1]["committer"]["login"] == "imcl-maintainer" and not found[1]["commit"]["verification"]["verified"]
    if "own" in request.node.callspec.id:  # the emulator signs nothing
        assert found[0]["committer"]["login"] == "web-flow" and found[0]["commit"]["verification"]["verified"]
        who = {"name": "A", "email": "a@example.org"}
        what = {"message": "m", "tree": found[0]["commit"]["tree"]["sha"], "parents": [head], "author": who}
        assert not hub.ask("POST", "/git/commits", what, by=BOT)["verification"]["verified"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/git/trees", {"tree": []}, "Invalid tree info"),
        ("/git/trees", {"tree": [{"path": "../a", "mode": "100644", "content": ""}]}, "malformed path component"),
        ("/git/trees", {"tree": [{"path": "a", "mode": "100644", "type": "blob", "sha": GONE}]}, "not a valid blob"),
        ("/git/commits", {"message": "m", "tree": GONE}, "Tree SHA does not exist"),
        ("/git/commits", {"tree": GONE}, "message.*wasn't supplied"),
        ("/git/refs", {"ref": "refs/heads/new", "sha": GONE}, "Object does not exist"),
        ("/git/refs", {"ref": "new", "sha": GONE}, "not well-formed"),
        ("/git/refs", {"ref": "refs/heads/a..b", "sha": GONE}, "not a valid ref name"),
        ("/git/refs", {"ref": "refs/heads/new"}, "sha.*wasn't supplied"),
    ],
)
def test_what_git_can_t_hold_is_refused(hub: Hub, path: str, body: dict[str, Any], words: str) -> None:
    refused(asked(hub, "POST", path, body), 422, words)


# refs


def test_a_branch_is_made_once(hub: Hub, base: str) -> None:
    what = {"ref": f"refs/heads/{base}-once", "sha": hub.head(base)}
    assert asked(hub, "POST", "/git/refs", what).status_code == 201
    refused(asked(hub, "POST", "/git/refs", what), 422, "Reference already exists")
    refused(asked(hub, "POST", "/git/refs", {**what, "ref": f"refs/heads/{base}/under"}), 422, "Reference update failed")


def test_a_branch_only_goes_forward_unless_forced(hub: Hub, base: str) -> None:
    first = hub.head(base)
    second = hub.push(base, "two\n")
    other = hub.commit("three\n", [str(first)])
    refused(asked(hub, "PATCH", f"/git/refs/heads/{base}", {"sha": other, "force": False}), 422, "Update is not a fast forward")
    assert hub.head(base) == second
    assert asked(hub, "PATCH", f"/git/refs/heads/{base}", {"sha": other, "force": True}).status_code == 200
    assert hub.head(base) == other
    refused(asked(hub, "PATCH", "/git/refs/heads/nowhere", {"sha": other}), 422, "Reference does not exist")


def test_a_deleted_branch_is_gone(hub: Hub, base: str) -> None:
    hub.delete_branch(base)
    assert asked(hub, "GET", f"/git/ref/heads/{base}").status_code == 404
    refused(asked(hub, "GET", f"/branches/{base}"), 404, "Branch not found")
    refused(asked(hub, "DELETE", f"/git/refs/heads/{base}"), 422, "Reference does not exist")
    assert asked(hub, "DELETE", "/git/refs/heads/main").status_code == 422
    assert hub.head(base) is None and hub.head("main")


def test_the_start_of_a_branch_s_name_is_no_branch(hub: Hub, base: str) -> None:
    hub.point(f"{base}-x/one", str(hub.head(base)))
    assert asked(hub, "GET", f"/git/ref/heads/{base}-x").status_code == 404


def test_the_bot_s_own_writing_sees_that_a_branch_moved(hub: Hub, base: str) -> None:
    api, root = Api(hub.environment["GITHUB_API_URL"], BOT, pause=0), f"/repos/{hub.repository}"
    first = str(hub.head(base))
    ours, theirs = hub.commit("ours\n", [first]), hub.push(base, "theirs\n")
    with pytest.raises(branches.MovedError):
        branches.create(api, root, base, ours)
    with pytest.raises(branches.MovedError):
        branches.advance(api, root, base, ours)
    with pytest.raises(branches.MovedError):
        branches.move(api, root, base, first, ours)
    assert hub.head(base) == theirs
    branches.move(api, root, base, theirs, ours)
    assert hub.head(base) == ours


def test_of_many_writers_at_once_one_wins(hub: Hub, base: str) -> None:
    first = str(hub.head(base))
    made = [hub.commit(f"{n}\n", [first]) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda sha: asked(hub, "PATCH", f"/git/refs/heads/{base}", {"sha": sha}), made))
    assert sorted(one.status_code for one in answers) == [200, *[422] * 5]
    assert hub.head(base) == next(sha for sha, one in zip(made, answers, strict=True) if one.ok)


def test_a_protected_branch_takes_pull_requests_alone(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    with setting(hub, {"protected": []}, protected=[base]):
        for verb, body in (("PATCH", {"sha": hub.head(head), "force": True}), ("DELETE", None)):
            refused(asked(hub, verb, f"/git/refs/heads/{base}", body), 422, "through a pull request")
        assert hub.ask("GET", f"/branches/{base}")["protected"]
        hub.merge(number)
    assert "changed\n" in hub.text(base)


# what is read


def test_files_are_shown_as_they_were_at_a_ref(hub: Hub, base: str) -> None:
    first = str(hub.head(base))
    hub.push(base, "new\n")
    assert (hub.text(base), hub.text(first)) == ("new\n", TEXT)
    shown = hub.ask("GET", f"/contents/README.md?ref={first}")
    assert (shown["size"], shown["encoding"], shown["type"]) == (len(TEXT), "base64", "file")
    assert [one["name"] for one in hub.ask("GET", f"/contents/?ref={first}")] == ["README.md"]
    assert asked(hub, "GET", f"/contents/missing.md?ref={base}").status_code == 404
    assert asked(hub, "GET", "/contents/README.md?ref=nowhere").status_code == 404


def test_a_long_file_comes_without_its_text(hub: Hub, base: str) -> None:
    hub.push(base, "x" * 1_000_001)
    shown = hub.ask("GET", f"/contents/README.md?ref={base}")
    assert (shown["encoding"], shown["content"]) == ("none", "")
    assert len(base64.b64decode(hub.ask("GET", f"/git/blobs/{shown['sha']}")["content"])) == 1_000_001


def test_commits_come_newest_first_and_by_path(hub: Hub, base: str) -> None:
    hub.push(base, "two\n", "Second")
    hub.push(base, "other\n", "Elsewhere", "docs/other.md")
    assert [one["commit"]["message"] for one in hub.commits(base)] == ["Elsewhere", "Second", "By hand"]
    named = hub.ask("GET", f"/commits?sha={base}&path=README.md")
    assert [one["commit"]["message"] for one in named] == ["Second", "By hand"]
    shown = hub.ask("GET", f"/branches/{base}")["commit"]
    assert shown["sha"] == hub.head(base) and len(shown["commit"]["tree"]["sha"]) == 40
    refused(asked(hub, "GET", f"/commits/{GONE}"), 422, "No commit found")


def test_commits_of_two_sides_come_by_their_days(hub: Hub, base: str) -> None:
    side, sides = branch(hub, base), list[str]()
    for n in range(2):
        for name in (base, side):
            hub.control("advance", {"hours": 1})
            sides.append(f"{n} on {name}")
            hub.push(name, f"{n}\n", sides[-1], f"{name}.md")
    hub.control("advance", {"hours": 1})
    hub.point(base, hub.commit("both\n", [str(hub.head(base)), str(hub.head(side))], "Both"))
    assert [one["commit"]["message"] for one in hub.commits(base)][:5] == ["Both", *sides[::-1]]


def test_a_comparison_begins_where_two_branches_part(hub: Hub, base: str) -> None:
    fork, name = hub.head(base), branch(hub, base)
    hub.push(name, TEXT.replace("line 4\n", "changed\n") + "ten\n", "And another")
    hub.edit(base, "line 0\n", "moved on\n")
    shown = hub.ask("GET", f"/compare/{base}...{hub.head(name)}")
    assert (shown["status"], shown["ahead_by"], shown["behind_by"], shown["total_commits"]) == ("diverged", 2, 1, 2)
    assert shown["merge_base_commit"]["sha"] == fork
    assert [one["commit"]["message"] for one in shown["commits"]] == ["Change a line", "And another"]
    (file,) = shown["files"]
    assert (file["filename"], file["status"], file["additions"], file["deletions"]) == ("README.md", "modified", 2, 1)
    lines = [line for line in file["patch"].split("\n") if line[:1] in "+-"]
    assert lines == ["-line 4", "+changed", "+ten"]
    assert hub.ask("GET", f"/compare/{base}...{base}")["status"] == "identical"


def test_what_shares_no_commit_can_t_be_compared(hub: Hub, base: str) -> None:
    alone = hub.commit("alone\n", [])
    refused(asked(hub, "GET", f"/compare/{base}...{alone}"), 404, "No common ancestor")
    assert asked(hub, "GET", f"/compare/{base}...nowhere").status_code == 404


def test_a_moved_file_is_one_change(hub: Hub, base: str) -> None:
    head = str(hub.head(base))
    rows = [
        {"path": path, "mode": "100644", "type": "blob", **what}
        for path, what in (("README.md", {"sha": None}), ("list.md", {"content": TEXT}))
    ]
    tree = hub.ask("POST", "/git/trees", {"base_tree": hub.ask("GET", f"/git/commits/{head}")["tree"]["sha"], "tree": rows})["sha"]
    moved = hub.ask("POST", "/git/commits", {"message": "Move", "tree": tree, "parents": [head]})["sha"]
    (file,) = hub.ask("GET", f"/compare/{head}...{moved}")["files"]
    assert (file["status"], file["filename"], file["previous_filename"]) == ("renamed", "list.md", "README.md")
    number, _ = pull(hub, base)
    hub.point(base, moved)
    hub.merge(number)
    assert "changed\n" in hub.text(base, "list.md")


# pull requests


def test_a_pull_request_is_opened_once(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    again = {"title": "Again", "head": head, "base": base}
    refused(asked(hub, "POST", "/pulls", again, by=BOT), 422, f"A pull request already exists for .*:{head}")
    hub.close(number)
    assert asked(hub, "POST", "/pulls", again, by=BOT).status_code == 201


def test_a_pull_request_needs_two_branches_and_something_between_them(hub: Hub, base: str) -> None:
    hub.point(f"{base}-same", str(hub.head(base)))
    hub.point(f"{base}-alone", hub.commit("alone\n", []))
    for head, onto, words in (
        (f"{base}-same", base, "No commits between"),
        (f"{base}-alone", base, "no history in common"),
        ("nowhere", base, '"field": ?"head"'),
        (f"{base}-alone", "nowhere", '"field": ?"base"'),
    ):
        refused(asked(hub, "POST", "/pulls", {"title": "t", "head": head, "base": onto}), 422, words)
    refused(asked(hub, "POST", "/pulls", {"title": "", "head": branch(hub, base), "base": base}), 422, "missing_field")
    refused(asked(hub, "POST", "/pulls", {"title": "t", "base": base}), 422, "head.*wasn't supplied")


def test_a_list_of_pull_requests_is_filtered_by_owner_and_branch(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    owner = hub.repository.partition("/")[0]
    assert [one["number"] for one in hub.ask("GET", f"/pulls?head={owner}:{head}")] == [number]
    assert hub.ask("GET", f"/pulls?head=stranger:{head}") == []
    assert len(hub.ask("GET", f"/pulls?head=nowhere&base={base}")) == 1, "a head without its owner is not looked at"
    assert hub.ask("GET", f"/pulls?state=closed&base={base}") == []
    refused(asked(hub, "GET", "/pulls?state=merged"), 422, "state")


def test_a_pull_request_shows_its_ends_and_its_files(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    shown = hub.pull(number)
    assert (shown["head"]["ref"], shown["head"]["sha"], shown["base"]["ref"]) == (head, hub.head(head), base)
    assert shown["head"]["repo"]["full_name"] == hub.repository
    assert shown["user"]["login"] == "list-sync[bot]" and shown["draft"] is False and shown["merged"] is False
    (file,) = hub.ask("GET", f"/pulls/{number}/files")
    assert "+changed" in file["patch"].split("\n")
    assert [one["sha"] for one in hub.ask("GET", f"/pulls/{number}/commits")] == [hub.head(head)]
    draft = hub.ask("POST", "/pulls", {"title": "t", "head": branch(hub, base), "base": base, "draft": True})
    assert draft["draft"] is True
    refused(asked(hub, "PUT", f"/pulls/{draft['number']}/merge", {}), 405, "draft")


def test_a_pull_request_follows_its_branch_until_it_is_closed(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    second = hub.push(head, "two\n")
    assert hub.pull(number)["head"]["sha"] == second
    hub.close(number)
    hub.push(head, "three\n")
    assert hub.pull(number)["head"]["sha"] == second
    assert hub.pull(number)["closed_at"] and not hub.pull(number)["merged_at"]


def test_a_pull_request_whose_branch_is_deleted_is_closed_for_good(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    hub.delete_branch(head)
    assert hub.pull(number)["state"] == "closed" and hub.pull(number)["merged_at"] is None
    refused(asked(hub, "PATCH", f"/pulls/{number}", {"state": "open"}), 422, f"The {head} branch has been deleted")


def test_a_closed_pull_request_may_be_opened_again(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    hub.close(number)
    assert hub.ask("GET", f"/issues/{number}")["closed_by"]["login"] == "imcl-maintainer"
    hub.reopen(number)
    assert hub.pull(number)["state"] == "open" and hub.pull(number)["closed_at"] is None


def test_what_came_in_by_a_push_counts_as_merged(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    made = hub.commit("merged by hand\n", [str(hub.head(base)), str(hub.head(head))])
    hub.point(base, made)
    shown = hub.pull(number)
    assert (shown["state"], shown["merged"]) == ("closed", True)
    refused(asked(hub, "PATCH", f"/pulls/{number}", {"state": "open"}), 422, "merged")


@pytest.mark.parametrize(("how", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_merging_brings_a_change_in(hub: Hub, base: str, how: str, parents: int) -> None:
    number, _ = pull(hub, base)
    hub.edit(base, "line 0\n", "moved on\n")
    before = hub.head(base)
    hub.merge(number, how)
    shown, newest = hub.pull(number), hub.commits(base)[0]
    assert hub.text(base) == TEXT.replace("line 4\n", "changed\n").replace("line 0\n", "moved on\n")
    assert newest["parents"][0]["sha"] == before and len(newest["parents"]) == parents
    assert (shown["state"], shown["merged"], shown["merged_by"]["login"]) == ("closed", True, "imcl-maintainer")
    assert shown["merge_commit_sha"] == newest["sha"] == hub.head(base)
    assert asked(hub, "PUT", f"/pulls/{number}/merge", {}).status_code == 405


def test_a_conflict_is_not_merged(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    hub.edit(base, "line 5\n", "next door\n")  # git takes neighbours for a conflict
    refused(asked(hub, "PUT", f"/pulls/{number}/merge", {}), 405, "not mergeable")
    refused(asked(hub, "PUT", f"/pulls/{number}/update-branch", {}), 422, "merge conflict")
    hub.pull(number)
    assert hub.pull(number)["mergeable"] is False
    other, _ = pull(hub, base)
    refused(asked(hub, "PUT", f"/pulls/{other}/merge", {"sha": GONE}), 409, "Head branch was modified")


def test_a_branch_is_brought_up_to_its_base_by_a_merge(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    refused(asked(hub, "PUT", f"/pulls/{number}/update-branch", {}), 422, "no new commits on the base branch")
    old, onto = hub.head(head), hub.edit(base, "line 0\n", "moved on\n")
    hub.update_branch(number)
    made = hub.commits(head)[0]
    assert [one["sha"] for one in made["parents"]] == [old, onto]
    assert made["author"]["login"] == "imcl-maintainer"
    assert hub.pull(number)["head"]["sha"] == made["sha"]
    assert hub.text(head) == TEXT.replace("line 4\n", "changed\n").replace("line 0\n", "moved on\n")


def test_whether_it_merges_is_known_at_the_second_look(ours: Hub, base: str) -> None:
    what = {"title": "t", "head": branch(ours, base), "base": base}
    made = ours.ask("POST", "/pulls", what)
    assert (made["mergeable"], made["mergeable_state"]) == (None, "unknown")
    number = made["number"]
    assert (ours.pull(number)["mergeable"], ours.pull(number)["mergeable_state"]) == (True, "clean")
    ours.edit(base, "line 5\n", "next door\n")
    assert [ours.pull(number)["mergeable"] for _ in range(3)] == [None, False, False]
    assert "mergeable" not in ours.ask("GET", "/pulls")[0]


def test_a_branch_rewritten_while_its_pull_request_is_closed_can_t_be_opened_again(ours: Hub, base: str) -> None:
    number, head = pull(ours, base)
    ours.close(number)
    ours.amend(head, "another\n")
    for path in (f"/pulls/{number}", f"/issues/{number}"):
        refused(asked(ours, "PATCH", path, {"state": "open"}), 422, "force-pushed or recreated")


def test_a_branch_put_back_on_its_base_closes_its_pull_request_unmerged(ours: Hub, base: str) -> None:
    number, head = pull(ours, base)
    ours.point(head, str(ours.head(base)))
    assert (ours.pull(number)["state"], ours.pull(number)["merged"]) == ("closed", False)


def test_who_deleted_a_branch_closed_its_pull_request(ours: Hub, base: str) -> None:
    number, head = pull(ours, base)
    ours.delete_branch(head)
    assert ours.ask("GET", f"/issues/{number}")["closed_by"]["login"] == "imcl-maintainer"


def test_pull_requests_follow_a_renamed_base_and_end_with_a_deleted_one(ours: Hub, base: str) -> None:
    number, _ = pull(ours, base)
    ours.ask("POST", f"/branches/{base}/rename", {"new_name": f"{base}-new"})
    assert (ours.pull(number)["state"], ours.pull(number)["base"]["ref"]) == ("open", f"{base}-new")
    ours.delete_branch(f"{base}-new")
    assert ours.pull(number)["state"] == "closed"


def test_a_rebase_makes_every_commit_again(ours: Hub, base: str) -> None:
    number, head = pull(ours, base)
    ours.edit(head, "line 8\n", "last\n", "A second")
    ours.edit(base, "line 0\n", "moved on\n")
    ours.merge(number, "rebase")
    assert [one["commit"]["message"] for one in ours.commits(base)][:2] == ["A second", "Change a line"]
    squashed, head = pull(ours, base)
    ours.edit(head, "line 8\n", "last\n", "A second")
    ours.edit(base, "last\n", "line 8\n")
    ours.edit(base, "changed\n", "line 4\n")
    ours.edit(base, "moved on\n", "line 0\n")
    ours.merge(squashed, "squash")
    newest = ours.commits(base)[0]
    assert newest["commit"]["message"] == f"Change a line (#{squashed})\n\n* Change a line\n\n* A second"
    assert (newest["author"]["login"], newest["committer"]["login"]) == ("list-sync[bot]", "web-flow")


# issues and comments


def test_a_body_has_a_bound(hub: Hub, base: str) -> None:
    issue = hub.ask("POST", "/issues", {"title": "t", "body": "x" * 65_536})["number"]
    number, _ = pull(hub, base)
    long = {"body": "x" * 65_537}
    refused(asked(hub, "POST", "/issues", {"title": "t", **long}), 422, "body is too long")
    refused(asked(hub, "POST", "/pulls", {"title": "t", "head": branch(hub, base), "base": base, **long}), 422, "body is too long")
    for path in (f"/issues/{issue}", f"/issues/{number}", f"/pulls/{number}"):
        refused(asked(hub, "PATCH", path, long), 422, "body is too long")
    refused(asked(hub, "POST", f"/issues/{number}/comments", long), 422, "Body is too long")
    refused(asked(hub, "POST", f"/issues/{number}/comments", {"body": " "}), 422, "blank")
    refused(asked(hub, "POST", "/issues", {"title": "x" * 257}), 422, "title is too long")
    refused(asked(hub, "POST", "/issues", {"title": ""}), 422, "missing_field")


def test_a_comment_says_whose_it_is(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    for token in (MAINTAINER, STRANGER, BOT):
        hub.say(number, "words", by=token)
    found = hub.comments(number)
    logins = [one["user"]["login"] for one in found]
    assert logins == ["imcl-maintainer", "outsider", "list-sync[bot]"]
    assert [one["author_association"] for one in found[:2]] == ["COLLABORATOR", "NONE"]
    assert found[2]["author_association"] in ("NONE", "CONTRIBUTOR")
    assert hub.ask("GET", f"/issues/{number}")["comments"] == 3
    one = hub.ask("PATCH", f"/issues/comments/{found[2]['id']}", {"body": "other words"}, by=BOT)
    assert one["body"] == "other words" == hub.comments(number)[2]["body"]


def test_a_pull_request_is_an_issue_too(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    issue = hub.ask("POST", "/issues", {"title": f"of {base}", "body": "b"}, by=BOT)["number"]
    shown = hub.ask("GET", f"/issues/{number}")
    assert shown["pull_request"]["merged_at"] is None and shown["title"] == "Change a line"
    other = hub.ask("POST", "/issues", {"title": "a person's"})["number"]
    mine = hub.ask("GET", "/issues?creator=list-sync[bot]&state=all&sort=created&direction=asc&per_page=100")
    assert [one["number"] for one in mine][-2:] == [number, issue]
    assert "pull_request" not in mine[-1] and other in [one["number"] for one in hub.issues()]
    hub.close(issue)
    assert issue not in [one["number"] for one in hub.ask("GET", "/issues?per_page=100")]
    assert hub.ask("GET", f"/issues/{issue}")["closed_by"]["login"] == "imcl-maintainer"
    hub.rewrite(number, lambda text: text + "- [x] one")
    hub.untick(number, "one")
    assert hub.pull(number)["body"] == "- [ ] one"


def test_a_label_is_made_when_it_is_given_but_not_a_long_one(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    names = [one["name"] for one in hub.ask("POST", f"/issues/{number}/labels", {"labels": [f"Label {base}"]}, by=BOT)]
    assert names == [f"Label {base}"] == [one["name"] for one in hub.pull(number)["labels"]]
    refused(asked(hub, "POST", f"/issues/{number}/labels", {"labels": ["x" * 51]}, by=BOT), 422, "name is too long")
    refused(asked(hub, "POST", f"/issues/{number}/labels", {"labels": ["mine"]}, by=STRANGER), 403, "push access")
    assert len(hub.pull(number)["labels"]) == 1


def test_people_are_assigned_in_silence_and_asked_for_reviews_with_words(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    hub.ask("POST", f"/issues/{number}/assignees", {"assignees": ["reviewer-a", "outsider", "nobody-at-all"]}, by=BOT)
    assert [one["login"] for one in hub.pull(number)["assignees"]] == ["reviewer-a"]
    asking = f"/pulls/{number}/requested_reviewers"
    refused(asked(hub, "POST", asking, {"reviewers": ["reviewer-a", "outsider"]}, by=BOT), 422, "not a collaborator")
    refused(asked(hub, "POST", asking, {"reviewers": ["list-sync[bot]"]}, by=BOT), 422, "pull request author")
    assert hub.pull(number)["requested_reviewers"] == []
    hub.ask("POST", asking, {"reviewers": ["reviewer-a"]}, by=BOT)
    assert [one["login"] for one in hub.pull(number)["requested_reviewers"]] == ["reviewer-a"]


def test_where_issues_are_off_none_is_made_but_pull_requests_are_talked_about(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    with setting(hub, {"has_issues": True}, has_issues=False):
        refused(asked(hub, "POST", "/issues", {"title": "t"}, by=BOT), 410, "disabled")
        assert hub.ask("GET", "")["has_issues"] is False
        hub.say(number, "words")
    assert len(hub.comments(number)) == 1


def test_what_happens_moves_the_time_of_an_update(ours: Hub, base: str) -> None:
    number, head = pull(ours, base)
    times = [ours.pull(number)["updated_at"]]
    for act in (
        lambda: ours.say(number, "words"),
        lambda: ours.push(head, "x\n"),
        lambda: ours.rewrite(number, lambda text: text + "more"),
        lambda: ours.close(number),
    ):
        act()
        times.append(ours.pull(number)["updated_at"])
    assert sorted(set(times)) == times


# who may


def test_nobody_reads_but_doesn_t_write_and_an_unknown_token_does_neither(hub: Hub, base: str) -> None:
    assert asked(hub, "GET", f"/contents/README.md?ref={base}", by=NOBODY).status_code == 200
    refused(asked(hub, "POST", "/issues", {"title": "t"}, by=NOBODY), 401, "Requires authentication")
    refused(asked(hub, "GET", "", by="ghp_unknown"), 401, "Bad credentials")


def test_a_stranger_talks_but_doesn_t_push(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    before = hub.head(head)
    for verb, path, body in (
        ("POST", "/git/blobs", {"content": "x"}),
        ("POST", "/git/refs", {"ref": f"refs/heads/{base}-mine", "sha": before}),
        ("PATCH", f"/git/refs/heads/{head}", {"sha": before, "force": True}),
        ("DELETE", f"/git/refs/heads/{head}", None),
        ("PUT", f"/pulls/{number}/merge", {}),
    ):
        assert asked(hub, verb, path, body, by=STRANGER).status_code == 404, path
    hub.say(number, "words", by=STRANGER)
    shown = hub.ask("GET", "", by=STRANGER)["permissions"]
    assert (shown["pull"], shown["push"]) == (True, False)


def test_a_stranger_leaves_others_issues_as_they_are(ours: Hub, base: str) -> None:
    number, _ = pull(ours, base)
    for path in (f"/issues/{number}", f"/pulls/{number}"):
        refused(asked(ours, "PATCH", path, {"state": "closed"}, by=STRANGER), 403, "admin rights")
    mine = ours.ask("POST", "/issues", {"title": "mine", "labels": ["x"]}, by=STRANGER)
    assert mine["labels"] == [], "labels of those who may not give any are left out"
    ours.ask("PATCH", f"/issues/{mine['number']}", {"state": "closed"}, by=STRANGER)


def test_an_app_that_may_only_read_hears_so(hub: Hub, base: str) -> None:
    number, head = pull(hub, base)
    sha = hub.head(head)
    for verb, path, body in (
        ("POST", "/git/trees", {"tree": [{"path": "a", "mode": "100644", "content": ""}]}),
        ("POST", "/git/refs", {"ref": f"refs/heads/{base}-mine", "sha": sha}),
        ("PATCH", f"/git/refs/heads/{head}", {"sha": sha}),
        ("POST", "/pulls", {"title": "t", "head": head, "base": base}),
        ("PATCH", f"/pulls/{number}", {"title": "t"}),
        ("POST", "/issues", {"title": "t"}),
        ("POST", f"/issues/{number}/comments", {"body": "b"}),
        ("POST", f"/statuses/{sha}", {"state": "success"}),
    ):
        refused(asked(hub, verb, path, body, by=READER), 403, "Resource not accessible by integration")


def test_settings_are_shown_to_administrators(ours: Hub, base: str) -> None:
    for path in ("/actions/permissions/workflow", f"/branches/{base}/protection"):
        refused(asked(ours, "GET", path, by=BOT), 403, "not accessible by integration")
        refused(asked(ours, "GET", path, by=STRANGER), 403, "admin rights")
    refused(asked(ours, "GET", f"/branches/{base}/protection"), 404, "Branch not protected")
    with setting(ours, {"protected": []}, protected=[base]):
        assert ours.ask("GET", f"/branches/{base}/protection")["required_pull_request_reviews"]
    assert ours.ask("GET", "/actions/permissions/workflow")["can_approve_pull_request_reviews"] is True
    assert ours.ask("GET", f"/rules/branches/{base}", by=BOT) == []
    assert [one["path"] for one in ours.ask("GET", "/actions/workflows")["workflows"]] == [".github/workflows/sync.yml"]


def test_an_app_hears_which_right_it_lacks(ours: Hub) -> None:
    answer = asked(ours, "POST", "/issues", {"title": "t"}, by=READER)
    assert answer.headers["X-Accepted-GitHub-Permissions"] == "issues=write"


def test_a_person_s_token_says_who_it_is_and_an_app_s_does_not(hub: Hub) -> None:
    url = f"{hub.environment['GITHUB_API_URL']}/user"
    assert asked(hub, "GET", "", url=url).json()["login"] == "imcl-maintainer"
    refused(asked(hub, "GET", "", by=BOT, url=url), 403, "not accessible by integration")
    refused(asked(hub, "GET", "", by=NOBODY, url=url), 401, "Requires authentication")


def test_actions_may_be_kept_from_opening_pull_requests(hub: Hub, base: str) -> None:
    what = {"title": "t", "head": branch(hub, base), "base": base}
    with setting(hub, {"actions_may_open_prs": True}, actions_may_open_prs=False):
        refused(asked(hub, "POST", "/pulls", what, by=ACTIONS), 403, "GitHub Actions is not permitted to create or approve pull requests")
    assert asked(hub, "POST", "/pulls", what, by=ACTIONS).status_code == 201


def test_workflows_are_not_an_app_s_to_write(hub: Hub) -> None:
    what = {"tree": [{"path": ".github/workflows/a.yml", "mode": "100644", "type": "blob", "content": "x"}]}
    refused(asked(hub, "POST", "/git/trees", what, by=BOT), 403, "Resource not accessible by integration")
    assert asked(hub, "POST", "/git/trees", what).status_code == 201


def test_an_archived_repository_is_read_only(hub: Hub, base: str) -> None:
    with setting(hub, {"archived": False}, archived=True):
        for path, body in (("/issues", {"title": "t"}), ("/git/refs", {"ref": "refs/heads/a", "sha": hub.head(base)})):
            refused(asked(hub, "POST", path, body, by=BOT), 403, "archived so is read-only")
        assert hub.ask("GET", "")["archived"] is True
        assert hub.text(base) == TEXT


def test_what_someone_may_do_is_told(hub: Hub) -> None:
    found = {name: hub.ask("GET", f"/collaborators/{name}/permission", by=BOT) for name in ("imcl-maintainer", "reviewer-a", "outsider")}
    assert {name: one["permission"] for name, one in found.items()} == {
        "imcl-maintainer": "admin",
        "reviewer-a": "write",
        "outsider": "read",
    }
    assert asked(hub, "GET", "/collaborators/nobody-at-all/permission", by=BOT).status_code == 404


def test_what_someone_may_do_is_not_told_to_strangers_nor_of_bots(ours: Hub) -> None:
    refused(asked(ours, "GET", "/collaborators/reviewer-a/permission", by=STRANGER), 403, "push access")
    refused(asked(ours, "GET", "/collaborators/list-sync[bot]/permission", by=BOT), 404, "not a user")


def test_a_commit_gets_a_status(hub: Hub, base: str) -> None:
    sha = hub.head(base)
    made = hub.ask("POST", f"/statuses/{sha}", {"state": "pending", "context": "one"})
    assert (made["state"], made["context"]) == ("pending", "one")
    assert hub.ask("GET", f"/commits/{sha}/status")["total_count"] == 1


def test_of_each_check_the_newest_status_counts(ours: Hub, base: str) -> None:
    sha = ours.head(base)
    for state in ("pending", "success"):
        ours.ask("POST", f"/statuses/{sha}", {"state": state, "context": "one"}, by=BOT)
    shown = ours.ask("GET", f"/commits/{sha}/status")
    assert (shown["state"], [one["state"] for one in shown["statuses"]]) == ("success", ["success"])
    refused(asked(ours, "POST", f"/statuses/{GONE}", {"state": "success"}), 422, "No commit found for SHA")
    refused(asked(ours, "POST", f"/statuses/{sha}", {"state": "success", "description": "x" * 141}), 422, "too long")


def test_a_fork_is_its_owner_s_and_hands_in_by_its_owner_s_name(ours: Hub, base: str) -> None:
    fork = ours.ask("POST", "/forks", {}, by=STRANGER)["full_name"]
    theirs = Hub(ours.environment, fork, ours.control)
    made = theirs.commit(TEXT + "mine\n", [str(ours.head(base))], by=STRANGER)
    theirs.ask("POST", "/git/refs", {"ref": f"refs/heads/{base}-mine", "sha": made}, by=STRANGER)
    number = ours.open_pull(f"outsider:{base}-mine", base, "Mine", by=STRANGER)
    shown = ours.pull(number)
    assert (shown["head"]["label"], shown["head"]["repo"]["fork"]) == (f"outsider:{base}-mine", True)
    assert asked(theirs, "POST", "/git/blobs", {"content": "x"}, by=BOT).status_code == 403


# the hub itself


def test_an_old_name_leads_to_the_new_one(hub: Hub) -> None:
    new = f"{hub.repository}-renamed"
    hub.control("event", {"kind": "repo_rename", "repo": hub.repository, "to": new})
    try:
        answer = asked(hub, "GET", "/branches?per_page=1")
        assert answer.status_code == 301 and answer.headers["Location"].endswith("/branches?per_page=1")
        assert asked(hub, "GET", "", follow=True).json()["full_name"] == new
        assert asked(hub, "POST", "/issues", {"title": "t"}).status_code == 307
        api = Api(hub.environment["GITHUB_API_URL"], MAINTAINER, pause=0)
        assert api.get(f"/repos/{hub.repository}", dict[str, Any])["full_name"] == new
    finally:
        hub.control("event", {"kind": "repo_rename", "repo": new, "to": hub.repository})
    assert hub.ask("GET", "")["full_name"] == hub.repository
    assert asked(hub, "GET", "", url=f"{hub.environment['GITHUB_API_URL']}/repos/no/where").status_code == 404


def test_lists_come_in_pages(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    for n in range(3):
        hub.say(number, f"{n}")
    first = asked(hub, "GET", f"/issues/{number}/comments?per_page=2")
    assert [one["body"] for one in first.json()] == ["0", "1"] and 'rel="next"' in first.headers["Link"]
    second = asked(hub, "GET", f"/issues/{number}/comments?per_page=2&page=2")
    assert [one["body"] for one in second.json()] == ["2"] and 'rel="next"' not in second.headers["Link"]


def test_every_answer_tells_what_is_left(hub: Hub) -> None:
    answer = asked(hub, "GET", "", by=BOT)
    left = {name: int(answer.headers[f"X-RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset", "Used")}
    assert left["Limit"] == 5000 and 0 < left["Remaining"] < 5000 and left["Remaining"] + left["Used"] == 5000
    assert asked(hub, "GET", "", by=ACTIONS).headers["X-RateLimit-Limit"] == "1000"
    assert asked(hub, "GET", "").headers["X-OAuth-Scopes"] == "repo, workflow"
    assert "X-OAuth-Scopes" not in answer.headers
    shown = asked(hub, "GET", "", url=f"{hub.environment['GITHUB_API_URL']}/rate_limit", by=BOT).json()
    assert shown["resources"]["graphql"]["limit"] == 5000


def graphql(hub: Hub, query: str, *, by: str = BOT, **variables: Any) -> dict[str, Any]:
    url = f"{hub.environment['GITHUB_API_URL']}/graphql"
    found: dict[str, Any] = asked(hub, "POST", "", {"query": query, "variables": variables}, by=by, url=url).json()
    return found


def test_graphql_says_whose_token_it_is(hub: Hub, request: pytest.FixtureRequest) -> None:
    login = graphql(hub, "query { viewer { login } }")["data"]["viewer"]["login"]
    assert login == "list-sync[bot]" or (login == "list-sync" and "emulator" in request.node.callspec.id)
    assert graphql(hub, "{ viewer { login } }", by=MAINTAINER)["data"] == {"viewer": {"login": "imcl-maintainer"}}
    assert "authenticated" in graphql(hub, "{ viewer { login } }", by=NOBODY)["message"]


def test_a_wrong_query_has_errors_and_no_data(hub: Hub) -> None:
    for query in ("{ nothing }", "{ viewer { nothing } }", "{ viewer {", ""):
        answer = graphql(hub, query)
        assert "data" not in answer and answer["errors"][0]["message"], query
    found = graphql(hub, '{ a: repository(owner: "no", name: "where") { id } viewer { login } }')
    assert found["data"]["a"] is None and found["data"]["viewer"]["login"]
    assert (found["errors"][0]["type"], found["errors"][0]["path"]) == ("NOT_FOUND", ["a"])


def swapped(hub: Hub, *moves: tuple[str, str, str, bool], by: str = BOT) -> dict[str, Any]:
    updates = [
        {"name": f"refs/heads/{name}", "beforeOid": before, "afterOid": after, "force": force} for name, before, after, force in moves
    ]
    query = "mutation($i: UpdateRefsInput!) { updateRefs(input: $i) { clientMutationId } }"
    return graphql(hub, query, by=by, i={"repositoryId": hub.ask("GET", "")["node_id"], "refUpdates": updates})


def test_refs_are_swapped_only_from_where_they_are_said_to_be_and_all_or_none(ours: Hub, base: str) -> None:
    first = str(ours.head(base))
    other = branch(ours, base)
    second, aside = ours.push(base, "two\n"), str(ours.head(other))
    assert swapped(ours, (base, first, aside, True))["errors"], "it isn't there any more"
    assert swapped(ours, (base, second, aside, False))["errors"], "it is no fast forward"
    assert swapped(ours, (base, second, aside, True), by=READER)["errors"][0]["type"] == "FORBIDDEN"
    assert swapped(ours, (other, aside, first, True), (base, first, aside, True))["errors"]
    assert swapped(ours, (other, aside, first, True), (base, second, GONE, True))["errors"]
    assert (ours.head(base), ours.head(other)) == (second, aside)
    assert "errors" not in swapped(ours, (base, second, aside, True))
    assert ours.head(base) == aside


# what goes wrong on purpose


def test_a_broken_connection_may_have_done_its_work_or_not(hub: Hub, base: str) -> None:
    number, _ = pull(hub, base)
    for kind, there in (("reset", 0), ("reset_after", 1)):
        hub.fault(kind=kind, method="POST", path=f"/issues/{number}/comments")
        with pytest.raises(requests.ConnectionError):
            hub.say(number, "words")
        assert len(hub.comments(number)) == there
    hub.say(number, "words")
    assert len(hub.comments(number)) == 2, "it went wrong once"


def test_an_error_comes_as_often_and_as_late_as_asked(hub: Hub, base: str) -> None:
    hub.fault(kind="status", code=502, path=f"/branches/{base}", times=2, skip=2)
    assert [asked(hub, "GET", f"/branches/{base}").status_code for _ in range(5)] == [200, 200, 502, 502, 200]
    hub.fault(kind="status", code=500, method="PATCH|DELETE", times=1)
    assert asked(hub, "GET", "").status_code == 200
    assert asked(hub, "DELETE", f"/git/refs/heads/{base}").status_code == 500
    hub.fault(kind="status", code=500, times=None)
    hub.clear_faults()
    assert hub.head(base)


def test_a_secondary_limit_says_when_to_come_again(hub: Hub) -> None:
    hub.fault(kind="github_secondary", retry_after=7)
    answer = asked(hub, "GET", "")
    refused(answer, 403, "secondary rate limit")
    assert answer.headers["Retry-After"] == "7"
    assert asked(hub, "GET", "").status_code == 200


def test_what_was_asked_is_written_down_without_secrets(hub: Hub, base: str) -> None:
    hub.control("reset_log", {})
    asked(hub, "GET", f"/contents/README.md?ref={base}")
    graphql(hub, "{ viewer { login } }")
    rest, graph = hub.control("log")
    assert (rest["service"], rest["method"], rest["status"], rest["query"]) == ("github_rest", "GET", 200, f"ref={base}")
    assert rest["path"].endswith(f"/repos/{hub.repository}/contents/README.md")
    assert (graph["service"], graph["method"], graph["status"]) == ("github_graphql", "POST", 200)
    assert MAINTAINER not in str(rest) and BOT not in str(graph)
    assert hub.control("summary")["services"]["github_rest"]["count"] == 1


def test_time_is_moved_by_hand(hub: Hub) -> None:
    number = hub.ask("POST", "/issues", {"title": "t"})["number"]
    before = hub.ask("GET", f"/issues/{number}")["updated_at"]
    hub.control("advance", {"days": 3})
    hub.say(number, "words")
    after = hub.comments(number)[0]["created_at"]
    assert after[:10] > before[:10]


# all of it


def told(hub: Hub) -> list[Any]:
    """Some days of a list and its people: what stands after each, without what differs from hub to hub."""
    keeper, seen = Keeper(hub, "agree"), list[Any]()
    hub.push(keeper.base, listing(8))

    def look() -> None:
        pulls = sorted(keeper.pulls("all"), key=lambda one: int(one["number"]))
        shown = [[one["state"], one["merged_at"] is None, one["title"], one["body"]] for one in pulls]
        talk = [[[said["user"]["login"], said["body"]] for said in hub.comments(one["number"])] for one in pulls]
        code = {name: [hub.text(name), _titles(hub, name)] for name in (keeper.base, keeper.branch)}
        state = {name: hub.text(keeper.state, f"agree/{name}") for name in ("decisions.jsonl", "offers.jsonl")}
        seen.append(_plain(hub, [shown, talk, code, state, keeper.dashboard["body"]]))

    venues = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024", 3: "ICLR 2023", 4: "ICML 2023"}
    for act in (
        lambda: keeper.night(venues),
        lambda: hub.untick(keeper.number, "Quantized Walks"),
        keeper.respond,
        lambda: hub.edit(keeper.branch, "**ICLR 2024**", "**ICLR 2024 (Oral)**"),
        lambda: keeper.night(venues),
        lambda: hub.say(keeper.number, "/bot help"),
        keeper.respond,
        lambda: hub.edit(keeper.base, "# Papers", "# Our papers"),
        lambda: hub.update_branch(keeper.number),
        lambda: keeper.night(venues, days=9),
        lambda: hub.merge(keeper.number, "squash"),
        lambda: keeper.night({**venues, 5: "ICML 2022"}, days=9),
        lambda: hub.close(keeper.number),
        keeper.respond,
        lambda: keeper.night({**venues, 6: "ICML 2022"}, days=9),
    ):
        act()
        look()
    return seen


def _titles(hub: Hub, name: str) -> list[str]:
    """First lines alone: the emulator's squashed commits say no more."""
    return [one["commit"]["message"].partition("\n\n")[0] for one in hub.commits(name)]


def _plain(hub: Hub, what: Any) -> str:
    """Without the repository's name, ids, numbers and the hub's own days."""
    text = repr(what).replace(hub.repository, "the/list")
    text = re.sub(r"\b[0-9a-f]{40}\b", "commit", text)
    text = re.sub(r"(pull/|issues/|#issuecomment-|#|answers )\d+", r"\1n", text)
    return re.sub(r"2025-06-\d\dT[\d:]+Z", "then", text)


def test_a_list_and_its_people_see_the_same_on_both(tmp_path: Path) -> None:
    with hubs.own() as ours, hubs.emulator(tmp_path) as other:
        mine, theirs = told(ours), told(other)
    assert len(mine) > 10
    for one, two in zip(mine, theirs, strict=True):
        assert one == two
