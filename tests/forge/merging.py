"""REST's merges: a pull request into its base by three methods, and the base into a pull request."""

from __future__ import annotations

from typing import Any

from tests.forge.asking import Answer, Ask, Route
from tests.forge.history import follows, fork, log, merged, past
from tests.forge.state import Issue, Pull, RefusedError, invalid


def merge(ask: Ask, number: str) -> Any:
    one = ask.issue(number, pull=True)
    ask.need("contents")
    two, how, objects = one.pull, ask.body.get("merge_method", "merge"), ask.state.objects
    assert two
    if not one.open or two.draft:
        raise RefusedError(405, "Pull Request is still a draft" if one.open else "Pull Request is not mergeable")
    if ask.body.get("sha", two.head) != two.head:
        raise RefusedError(409, "Head branch was modified. Review and try the merge again.")
    if how not in ("merge", "squash", "rebase"):
        raise invalid("PullRequest", "merge_method", value=how)
    steps = log(objects, two.head, past(objects, two.base))[::-1]
    tree = _tree(ask, fork(objects, two.base, two.head), two.base, two.head)
    if tree is None:
        raise RefusedError(405, "Pull Request is not mergeable")
    made = _rebased(ask, two.base, steps) if how == "rebase" else _joined(ask, one, two, tree, steps if how == "squash" else [])
    two.merged, two.merger, two.made = ask.state.at, ask.who.login, made
    one.close(ask.who.login, ask.state.at)
    ask.state.push(ask.repo, f"refs/heads/{two.target}", made, ask.who.login)
    if ask.repo.delete_branch_on_merge and two.home == ask.repo.id:
        ask.state.push(ask.repo, f"refs/heads/{two.ref}", None, ask.who.login)
    return {"sha": made, "merged": True, "message": "Pull Request successfully merged"}


def _tree(ask: Ask, base: str | None, ours: str, theirs: str) -> str | None:
    return merged(ask.state.objects, *(ask.state.show(sha).tree for sha in (base, ours, theirs))) if base else None


def _joined(ask: Ask, one: Issue, two: Pull, tree: str, squashed: list[str]) -> str:
    """One commit, made on GitHub's pages: a merge, or all that the pull request holds."""
    owner = ask.state.repositories[two.home].owner
    title = ask.body.get("commit_title") or f"Merge pull request #{one.number} from {owner}/{two.ref}"
    words, parents, author = one.title, [two.base, two.head], ask.who.login
    if squashed:
        first, _, rest = ask.state.show(squashed[0]).message.partition("\n\n")
        single = len(squashed) == 1
        title = ask.body.get("commit_title") or f"{first if single else one.title} (#{one.number})"
        words = rest if single else "\n\n".join(f"* {ask.state.show(sha).message}" for sha in squashed)
        parents, author = [two.base], one.author
    words = ask.body.get("commit_message", words)
    message = f"{title}\n\n{words}".rstrip("\n")
    return ask.state.objects.commit(tree, parents, ask.state.person(author), ask.state.robot, message, signed=True)


def _rebased(ask: Ask, onto: str, steps: list[str]) -> str:
    """Each commit again, on the base; merges are left out."""
    for sha in steps:
        one = ask.state.show(sha)
        if len(one.parents) == 1:
            tree = _tree(ask, one.parents[0], onto, sha)
            if tree is None:
                raise RefusedError(405, "This branch can't be rebased")
            who = ask.state.person(ask.who.login)
            onto = ask.state.objects.commit(tree, [onto], one.author, who, one.message)
    return onto


def update_branch(ask: Ask, number: str) -> Answer:
    """The base into the head."""
    one = ask.issue(number, pull=True)
    ask.need("contents", "pull_requests")
    two, objects = one.pull, ask.state.objects
    assert two
    if ask.body.get("expected_head_sha", two.head) != two.head:
        raise RefusedError(422, "expected head sha didn't match current head ref.")
    if follows(objects, two.head, two.base):
        raise RefusedError(422, "There are no new commits on the base branch.")
    tree = _tree(ask, fork(objects, two.base, two.head), two.head, two.base)
    if tree is None:
        raise RefusedError(422, "merge conflict between base and head")
    message = f"Merge branch '{two.target}' into {two.ref}"
    made = objects.commit(tree, [two.head, two.base], ask.state.person(ask.who.login), ask.state.robot, message, signed=True)
    ask.state.push(ask.state.repositories[two.home], f"refs/heads/{two.ref}", made, ask.who.login)
    return Answer(202, {"message": "Updating pull request branch.", "url": f"{ask.url}/pulls/{number}"})


ROUTES: list[Route] = [
    ("PUT", r"/pulls/(\d+)/merge", merge),
    ("PUT", r"/pulls/(\d+)/update-branch", update_branch),
]
