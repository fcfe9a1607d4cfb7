"""How GitHub writes what it holds, as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.forge.asking import Ask
from tests.forge.history import Change, fork, log, merged, past
from tests.forge.objects import Person
from tests.forge.state import Comment, Issue, Pull, Repository, State, node


def user(state: State, login: str | None) -> dict[str, Any] | None:
    if login is None:
        return None
    number, name = state.users.get(login.lower(), state.users["ghost"])
    robot = name.endswith("[bot]")
    page = f"https://github.com/{'apps/' if robot else ''}{name.removesuffix('[bot]')}"
    kind = "Bot" if robot else "User"
    return {
        "login": name,
        "id": number,
        "node_id": node(kind[0], number),
        "url": f"{state.url}/users/{quote(name)}",
        "html_url": page,
        "type": kind,
        "site_admin": False,
    }


def repository(ask: Ask, repo: Repository | None = None) -> dict[str, Any]:
    repo = repo or ask.repo
    api, page = f"{ask.state.url}/repos/{repo.full_name}", f"https://github.com/{repo.full_name}"
    role, push = repo.role(ask.who.login), ask.can("contents")
    shown = {
        "id": repo.id,
        "node_id": repo.node,
        "name": repo.full_name.partition("/")[2],
        "full_name": repo.full_name,
        "owner": user(ask.state, repo.owner),
        "private": repo.private,
        "visibility": "private" if repo.private else "public",
        "html_url": page,
        "url": api,
        "description": None,
        "homepage": None,
        "fork": repo.parent is not None,
        "default_branch": repo.default_branch,
        "has_issues": repo.has_issues,
        "archived": repo.archived,
        "disabled": False,
        "stargazers_count": 0,
        "open_issues_count": sum(one.open for one in repo.issues.values()),
        "created_at": "2024-09-01T08:00:00Z",
        "updated_at": repo.updated,
        "pushed_at": repo.pushed,
    }
    if ask.who.kind != "anonymous":
        admin, maintain = (not ask.who.app and role in which for which in (("admin",), ("admin", "maintain")))
        shown["permissions"] = {"admin": admin, "maintain": maintain, "push": push, "triage": push, "pull": True}
    if repo.parent:
        shown["parent"] = shown["source"] = repository(ask, ask.state.repositories[repo.parent])
    return shown


def association(ask: Ask, login: str) -> str:
    """What someone is to the repository."""
    if login.lower() == ask.repo.owner.lower():
        return "OWNER"
    if ask.repo.role(login):
        return "COLLABORATOR"
    head = ask.repo.branch(ask.repo.default_branch)
    authors = {ask.state.login(ask.state.show(sha).author) for sha in log(ask.state.objects, head)} if head else set()
    return "CONTRIBUTOR" if login in authors else "NONE"


def person(one: Person) -> dict[str, str]:
    return {"name": one.name, "email": one.email, "date": one.at}


def git_commit(ask: Ask, sha: str) -> dict[str, Any]:
    """A commit of the database of git."""
    one = ask.state.show(sha)
    checked = {"verified": one.signed, "reason": "valid" if one.signed else "unsigned"}
    return {
        "sha": sha,
        "node_id": node("C", sha),
        "url": f"{ask.url}/git/commits/{sha}",
        "html_url": f"{ask.page}/commit/{sha}",
        "author": person(one.author),
        "committer": person(one.committer),
        "message": one.message,
        "tree": {"sha": one.tree, "url": f"{ask.url}/git/trees/{one.tree}"},
        "parents": [{"sha": up, "url": f"{ask.url}/git/commits/{up}", "html_url": f"{ask.page}/commit/{up}"} for up in one.parents],
        "verification": checked,
    }


def commit(ask: Ask, sha: str) -> dict[str, Any]:
    """A commit with the people behind it."""
    one, raw = ask.state.show(sha), git_commit(ask, sha)
    return {
        "sha": sha,
        "node_id": raw["node_id"],
        "commit": {key: raw[key] for key in ("author", "committer", "message", "tree", "url", "verification")} | {"comment_count": 0},
        "url": f"{ask.url}/commits/{sha}",
        "html_url": raw["html_url"],
        "author": user(ask.state, ask.state.login(one.author)),
        "committer": user(ask.state, ask.state.login(one.committer)),
        "parents": [{**up, "url": f"{ask.url}/commits/{up['sha']}"} for up in raw["parents"]],
    }


def file(ask: Ask, sha: str, one: Change) -> dict[str, Any]:
    entry = one.new or one.old
    assert entry
    shown = {
        "sha": entry.sha,
        "filename": one.path,
        "status": one.status,
        "additions": one.added,
        "deletions": one.removed,
        "changes": one.added + one.removed,
        "blob_url": f"{ask.page}/blob/{sha}/{quote(one.path)}",
        "raw_url": f"{ask.page}/raw/{sha}/{quote(one.path)}",
        "contents_url": f"{ask.url}/contents/{quote(one.path)}?ref={sha}",
    }
    return shown | ({"patch": one.patch} if one.patch else {}) | ({"previous_filename": one.before} if one.before != one.path else {})


def issue(ask: Ask, one: Issue) -> dict[str, Any]:
    """An issue, or a pull request as one."""
    page = f"{ask.page}/{'pull' if one.pull else 'issues'}/{one.number}"
    api = f"{ask.url}/issues/{one.number}"
    shown = _common(ask, one) | {
        "url": api,
        "html_url": page,
        "comments_url": f"{api}/comments",
        "comments": len(one.comments),
        "closed_by": user(ask.state, one.closer),
        "state_reason": one.reason,
        "performed_via_github_app": None,
    }
    if one.pull:
        named = {"url": f"{ask.url}/pulls/{one.number}", "html_url": page, "merged_at": one.pull.merged}
        shown |= {"draft": one.pull.draft, "pull_request": named}
    return shown


def _common(ask: Ask, one: Issue) -> dict[str, Any]:
    people = [user(ask.state, login) for login in one.assignees]
    return {
        "id": one.id,
        "node_id": node("PR" if one.pull else "I", one.id),
        "number": one.number,
        "title": one.title,
        "body": one.body,
        "user": user(ask.state, one.author),
        "state": "open" if one.open else "closed",
        "locked": False,
        "labels": [ask.repo.labels[name] for name in one.labels],
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None,
        "created_at": one.created,
        "updated_at": one.updated,
        "closed_at": one.closed,
        "author_association": association(ask, one.author),
    }


def pull(ask: Ask, one: Issue, *, whole: bool = False) -> dict[str, Any]:
    """A pull request; `whole`: with what is costly to find out, asked for one by one."""
    two = one.pull
    assert two
    api = f"{ask.url}/pulls/{one.number}"
    home = ask.state.repositories.get(two.home)
    shown = _common(ask, one) | {
        "url": api,
        "html_url": f"{ask.page}/pull/{one.number}",
        "issue_url": f"{ask.url}/issues/{one.number}",
        "draft": two.draft,
        "merged_at": two.merged,
        "merge_commit_sha": two.made,
        "requested_reviewers": [user(ask.state, login) for login in two.reviewers],
        "requested_teams": [],
        "head": _side(ask, home, two.ref, two.head),
        "base": _side(ask, ask.repo, two.target, two.base),
        "auto_merge": None,
    }
    return shown | (_costly(ask, one, two) if whole else {})


def _side(ask: Ask, repo: Repository | None, ref: str, sha: str) -> dict[str, Any]:
    owner = repo.owner if repo else "unknown"
    shown = repository(ask, repo) if repo else None
    return {"label": f"{owner}:{ref}", "ref": ref, "sha": sha, "user": user(ask.state, owner), "repo": shown}


def _costly(ask: Ask, one: Issue, two: Pull) -> dict[str, Any]:
    objects, now = ask.state.objects, (two.head, two.base)
    clean: bool | None = None
    if one.open and two.computed == now:
        base = fork(objects, *now)
        trees = [ask.state.show(sha).tree for sha in (base, two.base, two.head) if sha]
        clean = len(trees) == 3 and merged(objects, *trees) is not None
    two.computed = now
    state = {None: "unknown", True: "draft" if two.draft else "clean", False: "dirty"}[clean]
    return {
        "merged": two.merged is not None,
        "merged_by": user(ask.state, two.merger),
        "mergeable": clean,
        "rebaseable": clean,
        "mergeable_state": state,
        "comments": len(one.comments),
        "commits": len(past(objects, two.head) - past(objects, two.base)),
        "maintainer_can_modify": False,
    }


def comment(ask: Ask, on: Issue, one: Comment) -> dict[str, Any]:
    page = f"{ask.page}/{'pull' if on.pull else 'issues'}/{on.number}"
    return {
        "id": one.id,
        "node_id": node("IC", one.id),
        "url": f"{ask.url}/issues/comments/{one.id}",
        "html_url": f"{page}#issuecomment-{one.id}",
        "issue_url": f"{ask.url}/issues/{on.number}",
        "user": user(ask.state, one.author),
        "body": one.body,
        "created_at": one.created,
        "updated_at": one.updated,
        "author_association": association(ask, one.author),
        "performed_via_github_app": None,
    }
