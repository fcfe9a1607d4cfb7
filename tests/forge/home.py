"""REST's view of a repository itself, of its people, and of who asks."""

from __future__ import annotations

from typing import Any

from tests.forge import showing
from tests.forge.asking import Answer, Ask, Route
from tests.forge.state import RefusedError, Repository, State, Token, missing

HOURLY = {"installation": 5000, "actions": 1000, "personal": 5000, "anonymous": 60}
SETTABLE = ("default_branch", "has_issues", "delete_branch_on_merge", "archived")


def limits(who: Token, used: int) -> dict[str, int]:
    """What is left this hour; only faults exhaust it."""
    most = HOURLY[who.kind]
    return {"limit": most, "used": used, "remaining": max(0, most - used), "reset": 4_102_444_800}


def read(ask: Ask) -> Any:
    return showing.repository(ask)


def edit(ask: Ask) -> Any:
    ask.administers()
    for name in SETTABLE:
        if name in ask.body:
            setattr(ask.repo, name, ask.body[name])
    return showing.repository(ask)


def fork(ask: Ask) -> Answer:
    """A copy under the asking person's name."""
    if ask.who.app or not ask.who.login:
        raise RefusedError(403, "Resource not accessible by integration")
    name = f"{ask.who.login}/{ask.repo.full_name.partition('/')[2]}"
    made = ask.state.find(name)
    if made is None:
        made = Repository(next(ask.state.ids), name, ask.repo.default_branch, parent=ask.repo.id, has_issues=False)
        made.refs = {f"refs/heads/{branch}": sha for branch, sha in ask.repo.branches.items()}
        made.updated = made.pushed = ask.state.at
        ask.state.repositories[made.id] = made
    return Answer(202, showing.repository(ask, made))


# people


def collaborator(ask: Ask, login: str) -> Answer:
    if not ask.repo.role(login):
        raise missing()
    return Answer(204)


def permission(ask: Ask, login: str) -> Any:
    """What someone may do, told to those who may push."""
    if not (ask.who.app or ask.repo.writes(ask.who.login)):
        raise RefusedError(403, "Must have push access to view collaborator permission.")
    if login.lower() not in ask.state.users or login.endswith("[bot]"):
        raise RefusedError(404, f"{login} is not a user")
    role = ask.repo.role(login) or ("none" if ask.repo.private else "read")
    level = {"maintain": "write", "triage": "read"}.get(role, role)
    return {"permission": level, "role_name": role, "user": showing.user(ask.state, login)}


# settings


def rules(ask: Ask, branch: str) -> Any:
    return ask.repo.rules


def workflow_rights(ask: Ask) -> Any:
    ask.administers()
    return {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": ask.repo.actions_may_open_prs}


def workflows(ask: Ask) -> Any:
    head = ask.repo.branch(ask.repo.default_branch)
    files = ask.state.objects.files(ask.state.show(head).tree) if head else {}
    found = [path for path in files if path.startswith(".github/workflows/")]
    shown = [{"id": n, "name": path, "path": path, "state": "active"} for n, path in enumerate(found, 1)]
    return {"total_count": len(shown), "workflows": shown}


ROUTES: list[Route] = [
    ("GET", r"", read),
    ("PATCH", r"", edit),
    ("POST", r"/forks", fork),
    ("GET", r"/collaborators/([^/]+)", collaborator),
    ("GET", r"/collaborators/([^/]+)/permission", permission),
    ("GET", r"/rules/branches/(.+)", rules),
    ("GET", r"/actions/permissions/workflow", workflow_rights),
    ("GET", r"/actions/workflows", workflows),
]


def about(state: State, who: Token, path: str, used: int) -> Answer:
    """What isn't of one repository."""
    if path == "/rate_limit":
        left = limits(who, used)
        return Answer(data={"resources": dict.fromkeys(("core", "search", "graphql"), left), "rate": left})
    if path == "/user":
        if who.app:
            raise RefusedError(403, "Resource not accessible by integration")
        if who.kind == "anonymous":
            raise RefusedError(401, "Requires authentication")
        return Answer(data=showing.user(state, who.login))
    if path.startswith("/users/") and path.removeprefix("/users/").lower() in state.users:
        return Answer(data=showing.user(state, path.removeprefix("/users/")))
    raise missing()
