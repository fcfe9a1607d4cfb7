"""What GitHub shows of a token and of a list's repository, for the check-up. Reads only; what the token may not see is Unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NotRequired, TypeVar
from urllib.parse import quote

from github.GithubException import GithubException
from typing_extensions import TypedDict

from bot.delivery.rights import Holder, Home, Workflow
from bot.desk.shapes import User
from bot.errors import UnreadableListError
from bot.fields import day
from bot.githubapi import Api
from bot.sources.github import content

T = TypeVar("T")

FOLDER = ".github/workflows"
LOOKED_INTO = 10
"""Workflows that are read to find the one that runs the bot."""

_RUNS_BOT = re.compile(r"^[^#\n]*(?:/paperlist-bot@|paperlist-bot sync\b|-m bot sync\b)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the token may not see, or what isn't there: GitHub answers both alike. `needs`: the permission it names."""

    status: int
    needs: str = ""
    sso: bool = False
    """Whether the organisation wants the token to be authorised by its single sign-on."""
    says: str = ""


class Quota(TypedDict):
    limit: int
    remaining: int
    reset: int


class Quotas(TypedDict):
    core: Quota
    graphql: NotRequired[Quota]


class _Limits(TypedDict):
    resources: Quotas


class _Permissions(TypedDict, total=False):
    push: bool


class _Parent(TypedDict):
    full_name: str


class HomeData(TypedDict):
    full_name: str
    html_url: str
    default_branch: str
    private: bool
    archived: bool
    disabled: bool
    fork: bool
    has_issues: bool
    has_pull_requests: NotRequired[bool | None]
    permissions: NotRequired[_Permissions | None]
    parent: NotRequired[_Parent | None]


class _OpenSetting(TypedDict):
    can_approve_pull_request_reviews: bool


class _WorkflowState(TypedDict):
    path: str
    state: str


class _Workflows(TypedDict):
    workflows: list[_WorkflowState]


class _Named(TypedDict):
    name: str
    path: str


def look(api: Api, path: str, shape: type[T], parameters: Mapping[str, Any] | None = None) -> T | Unseen:
    """The answer, or that there is none for this token. SourceError where GitHub gives no answer at all."""
    try:
        return api.get(path, shape, parameters)
    except GithubException as problem:
        headers = {name.lower(): str(value) for name, value in (problem.headers or {}).items()}
        says = problem.data.get("message") if isinstance(problem.data, dict) else ""
        needs, sso = headers.get("x-accepted-github-permissions", ""), "required" in headers.get("x-github-sso", "")
        return Unseen(problem.status, needs, sso, str(says))


def quotas(api: Api) -> tuple[Quotas | Unseen, Mapping[str, str]]:
    """What is left to ask for, which costs nothing to ask; and the answer's headers, which tell of the token."""
    found = look(api, "/rate_limit", _Limits)
    return (found if isinstance(found, Unseen) else found["resources"]), api.headers


def holder(api: Api, token: str, limits: Quotas | Unseen, headers: Mapping[str, str]) -> Holder:
    """Whose token it is. A server that counts nothing answers 404 for its limits."""
    if not token:
        return Holder("none")
    if isinstance(limits, Unseen) and limits.status == 401:
        return Holder("refused")
    person = look(api, "/user", User)
    expires = day(headers.get("github-authentication-token-expiration"))
    if not isinstance(person, Unseen):
        scopes = api.headers.get("x-oauth-scopes")
        named = tuple(sorted(one.strip() for one in (scopes or "").split(",") if one.strip()))
        return Holder("fine-grained" if scopes is None else "classic", person["login"], named, expires)
    if person.status == 401:
        return Holder("refused")
    login = _viewer(api)
    if not login:
        return Holder("unknown", expires=expires)
    return Holder("actions" if login == "github-actions" else "app", login)


def _viewer(api: Api) -> str:
    """The App behind a token that is no person's; REST calls it name[bot]."""
    with suppress(GithubException):
        viewer = api.query("query { viewer { login } }")["data"].get("viewer")
        login = viewer.get("login") if isinstance(viewer, dict) else None
        return str(login or "").removesuffix("[bot]")
    return ""


def home(one: HomeData) -> Home:
    parent = one.get("parent")
    return Home(
        name=one["full_name"],
        page=one["html_url"],
        private=one["private"],
        archived=one["archived"],
        disabled=one["disabled"],
        fork_of=(parent["full_name"] if parent else "another repository") if one["fork"] else "",
        issues=one["has_issues"],
        pulls=one.get("has_pull_requests") is not False,
        push=(one.get("permissions") or {}).get("push"),
    )


def refused(api: Api, root: str, head: str) -> dict[str, str]:
    """What the token may not even read of what the bot writes, with the permission that GitHub names."""
    areas = {
        "pull requests": f"{root}/pulls?per_page=1",
        "issues": f"{root}/issues?per_page=1",
        "commit statuses": f"{root}/commits/{head}/status",
    }
    answers = {what: look(api, path, object) for what, path in areas.items()}
    return {what: one.needs for what, one in answers.items() if isinstance(one, Unseen) and one.status == 403}


def may_open(api: Api, root: str) -> bool | None:
    """Whether GitHub Actions may open pull requests; None where the token may not see it."""
    found = look(api, f"{root}/actions/permissions/workflow", _OpenSetting)
    return None if isinstance(found, Unseen) else found["can_approve_pull_request_reviews"]


def workflow(api: Api, root: str, branch: str, known: str) -> Workflow | Unseen | None:
    """The workflow on that branch that runs the bot, best the one at the known path; None where there is none."""
    names = look(api, f"{root}/contents/{FOLDER}?ref={quote(branch)}", list[_Named])
    if isinstance(names, Unseen):
        return None if names.status == 404 else names
    paths = [one["path"] for one in names if one["name"].endswith((".yml", ".yaml"))]
    for path in sorted(paths, key=lambda one: (one != known, "paperlist" not in one, one))[:LOOKED_INTO]:
        text = _text(api, root, path, branch)
        if _RUNS_BOT.search(text):
            return Workflow(path, text, _state(api, root, path))
    return None


def _text(api: Api, root: str, path: str, branch: str) -> str:
    with suppress(GithubException, UnreadableListError):
        return content(api, root.removeprefix("/repos/"), path, quote(branch), path).decode("utf-8", "replace")
    return ""


def _state(api: Api, root: str, path: str) -> str:
    """How GitHub has that workflow; empty where the token may not see it."""
    found = look(api, f"{root}/actions/workflows", _Workflows, {"per_page": 100})
    states = {} if isinstance(found, Unseen) else {one["path"]: one["state"] for one in found["workflows"]}
    return states.get(path, "")
