"""REST's view of code: files at a ref, branches, commits, comparisons, statuses."""

from __future__ import annotations

from base64 import encodebytes
from typing import Any
from urllib.parse import quote

from tests.forge import showing
from tests.forge.asking import Answer, Ask, Route
from tests.forge.history import changes, fork, log, past
from tests.forge.objects import EMPTY, Entry
from tests.forge.refs import commit_of
from tests.forge.state import Issue, RefusedError, custom, missing

MOST_COMMITS, MOST_FILES = 250, 300
WHOLE = 1_000_000
"""Bytes of a file that come with its description."""
STATES = ("error", "failure", "pending", "success")


def contents(ask: Ask, path: str = "") -> Any:
    ref = ask.query.get("ref") or ask.repo.default_branch
    head = commit_of(ask, ref)
    if head is None:
        raise RefusedError(404, f"No commit found for the ref {ref}" if ask.query.get("ref") else "This repository is empty.")
    entry = ask.state.objects.at(ask.state.show(head).tree, path)
    if entry is None:
        raise missing()
    if entry.kind == "tree":
        inside = ask.state.objects.tree(entry.sha).items()
        return [_named(ask, ref, f"{path}/{name}".lstrip("/"), one) for name, one in inside]
    data = ask.state.objects.blob(entry.sha)
    if ".raw" in ask.accept:
        return Answer(data=data)
    long = len(data) > WHOLE
    held = {"content": "" if long else encodebytes(data).decode(), "encoding": "none" if long else "base64"}
    return _named(ask, ref, path, entry) | held


def _named(ask: Ask, ref: str, path: str, entry: Entry) -> dict[str, Any]:
    folder = entry.kind == "tree"
    return {
        "type": "dir" if folder else "file",
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.sha,
        "size": 0 if folder else len(ask.state.objects.blob(entry.sha)),
        "url": f"{ask.url}/contents/{quote(path)}?ref={quote(ref)}",
        "html_url": f"{ask.page}/{'tree' if folder else 'blob'}/{quote(ref)}/{quote(path)}",
        "git_url": f"{ask.url}/git/{entry.kind}s/{entry.sha}",
    }


# branches


def branches(ask: Ask) -> Answer:
    return ask.paged(ask.repo.branches, lambda name: _branch(ask, name))


def _branch(ask: Ask, name: str) -> dict[str, Any]:
    sha = ask.repo.branches[name]
    return {"name": name, "commit": {"sha": sha, "url": f"{ask.url}/commits/{sha}"}, "protected": name in ask.repo.protected}


def branch(ask: Ask, name: str) -> Any:
    sha = ask.repo.branch(name)
    if sha is None:
        raise RefusedError(404, "Branch not found")
    return _branch(ask, name) | {"commit": showing.commit(ask, sha)}


def protection(ask: Ask, name: str) -> Any:
    ask.administers()
    if name not in ask.repo.protected:
        raise RefusedError(404, "Branch not protected" if ask.repo.branch(name) else "Branch not found")
    return {"url": f"{ask.url}/branches/{name}/protection", "required_pull_request_reviews": {"required_approving_review_count": 1}}


def rename(ask: Ask, name: str) -> Answer:
    """A branch's new name: pull requests onto it follow, those from it are closed."""
    ask.need("contents")
    (new,) = ask.wants("new_name")
    repo, old = ask.repo, f"refs/heads/{name}"
    if old not in repo.refs:
        raise missing()
    if repo.branch(new):
        raise RefusedError(422, "Validation Failed", {"resource": "Branch", "field": "new_name", "code": "already_exists"})
    repo.refs[f"refs/heads/{new}"] = repo.refs[old]
    for issue in repo.issues.values():
        if issue.open and issue.pull and issue.pull.target == name:
            issue.pull.target = new
    repo.protected = [new if one == name else one for one in repo.protected]
    repo.default_branch = new if repo.default_branch == name else repo.default_branch
    ask.state.push(repo, old, None, ask.who.login)
    return Answer(201, branch(ask, new))


# commits


def commits(ask: Ask) -> Answer:
    if not ask.repo.branches:
        raise RefusedError(409, "Git Repository is empty.")
    head = commit_of(ask, ask.query.get("sha") or ask.repo.default_branch)
    if head is None:
        raise missing()
    found = log(ask.state.objects, head)
    if path := ask.query.get("path"):
        found = [sha for sha in found if _touches(ask, sha, path)]
    return ask.paged(found, lambda sha: showing.commit(ask, sha))


def _touches(ask: Ask, sha: str, path: str) -> bool:
    objects, one = ask.state.objects, ask.state.show(sha)
    return all(objects.at(one.tree, path) != objects.at(tree, path) for tree in [ask.state.show(up).tree for up in one.parents] or [EMPTY])


def commit(ask: Ask, name: str) -> Any:
    sha = commit_of(ask, name)
    if sha is None:
        raise RefusedError(422, f"No commit found for SHA: {name}")
    one = ask.state.show(sha)
    files = changes(ask.state.objects, ask.state.show(one.parents[0]).tree if one.parents else EMPTY, one.tree)
    return showing.commit(ask, sha) | {"files": [showing.file(ask, sha, each) for each in files]}


def compare(ask: Ask, old: str, new: str) -> Any:
    """From the commit that two have in common to the second."""
    objects, ends = ask.state.objects, [commit_of(ask, name.rpartition(":")[2]) for name in (old, new)]
    base, head = ends
    if base is None or head is None:
        raise missing()
    common = fork(objects, base, head)
    if common is None:
        raise RefusedError(404, f"No common ancestor between {old} and {new}.")
    ahead, behind = log(objects, head, past(objects, base))[::-1], len(past(objects, base) - past(objects, head))
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
    files = changes(objects, ask.state.show(common).tree, ask.state.show(head).tree)
    return {
        "url": f"{ask.url}/compare/{old}...{new}",
        "html_url": f"{ask.page}/compare/{old}...{new}",
        "base_commit": showing.commit(ask, base),
        "merge_base_commit": showing.commit(ask, common),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": behind,
        "total_commits": len(ahead),
        "commits": [showing.commit(ask, sha) for sha in ahead[:MOST_COMMITS]],
        "files": [showing.file(ask, head, one) for one in files[:MOST_FILES]],
    }


# statuses


def mark(ask: Ask, sha: str) -> Answer:
    ask.need("statuses")
    (state,) = ask.wants("state")
    if state not in STATES:
        raise custom("State is not included in the list", "Status", field="state")
    if ask.state.objects.kind(sha) != "commit":
        raise RefusedError(422, f"No commit found for SHA: {sha}")
    words = ask.text("description", 140, "Status")
    made = {
        "id": next(ask.state.ids),
        "state": state,
        "context": ask.body.get("context") or "default",
        "description": words,
        "target_url": ask.body.get("target_url"),
        "created_at": ask.state.at,
        "updated_at": ask.state.at,
    }
    ask.repo.statuses.setdefault(sha, []).append(made)
    return Answer(201, {**made, "url": f"{ask.url}/statuses/{sha}", "creator": showing.user(ask.state, ask.who.login)})


def status(ask: Ask, name: str) -> Any:
    """The newest of each context, and what they come to."""
    sha = commit_of(ask, name)
    if sha is None:
        raise RefusedError(422, f"No commit found for SHA: {name}")
    newest = list({one["context"]: one for one in ask.repo.statuses.get(sha, [])}.values())
    states = {one["state"] for one in newest}
    whole = "failure" if states & {"error", "failure"} else "success" if states == {"success"} else "pending"
    return {"sha": sha, "state": whole, "total_count": len(newest), "statuses": newest}


def statuses(ask: Ask, name: str) -> Answer:
    return ask.paged(ask.repo.statuses.get(commit_of(ask, name) or "", [])[::-1], lambda one: one)


def pulls(ask: Ask, sha: str) -> Answer:
    found: list[Issue] = [one for one in ask.repo.issues.values() if one.pull and one.pull.head == sha]
    return ask.paged(found, lambda one: showing.pull(ask, one))


ROUTES: list[Route] = [
    ("GET", r"/contents/?(.*)", contents),
    ("GET", r"/branches", branches),
    ("GET", r"/branches/(.+)/protection", protection),
    ("POST", r"/branches/(.+)/rename", rename),
    ("GET", r"/branches/(.+)", branch),
    ("GET", r"/commits", commits),
    ("GET", r"/commits/(.+)/status", status),
    ("GET", r"/commits/(.+)/statuses", statuses),
    ("GET", r"/commits/([0-9a-f]{40})/pulls", pulls),
    ("GET", r"/commits/(.+)", commit),
    ("GET", r"/compare/(.+)\.\.\.(.+)", compare),
    ("POST", r"/statuses/(.+)", mark),
]
