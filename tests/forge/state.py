"""What the hub holds: people and their tokens, repositories, issues and pull requests."""

from __future__ import annotations

import itertools
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.forge.history import follows
from tests.forge.objects import Commit, Objects, Person

WRITERS = ("write", "maintain", "admin")
ROBOT = Person("GitHub", "noreply@github.com", "")
"""Whom GitHub names as the committer of what it signs; its login is web-flow."""


class RefusedError(Exception):
    """An answer that isn't what was asked for."""

    def __init__(self, status: int, message: str, *errors: dict[str, Any]) -> None:
        super().__init__(message)
        self.status, self.message, self.errors = status, message, errors
        self.headers = dict[str, str]()


def invalid(resource: str, field_name: str, code: str = "invalid", **more: Any) -> RefusedError:
    """What GitHub finds wrong with one field."""
    return RefusedError(422, "Validation Failed", {"resource": resource, "code": code, "field": field_name, **more})


def custom(message: str, resource: str = "PullRequest", **more: Any) -> RefusedError:
    return RefusedError(422, "Validation Failed", {"resource": resource, "code": "custom", "message": message, **more})


def missing() -> RefusedError:
    return RefusedError(404, "Not Found")


@dataclass(slots=True)
class Token:
    """Who speaks; an app may do what its rights say, a person what the role in a repository says."""

    login: str | None
    kind: str = "anonymous"
    rights: dict[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    value: str = ""

    @property
    def app(self) -> bool:
        return self.kind in ("installation", "actions")


@dataclass(slots=True)
class Comment:
    id: int
    author: str
    body: str
    created: str
    updated: str


@dataclass(slots=True)
class Pull:
    """What an issue has more, if it is a pull request. `head` and `base` stay as they were once it is closed."""

    home: int
    ref: str
    head: str
    target: str
    base: str
    draft: bool = False
    merged: str | None = None
    merger: str | None = None
    made: str | None = None
    reviewers: list[str] = field(default_factory=list)
    computed: tuple[str, str] | None = None
    """The head and base of which it is known whether they merge: at first it isn't."""


@dataclass(slots=True)
class Issue:
    id: int
    number: int
    author: str
    title: str
    body: str | None
    created: str
    updated: str
    open: bool = True
    closed: str | None = None
    closer: str | None = None
    reason: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    pull: Pull | None = None

    def close(self, by: str | None, at: str, reason: str | None = None) -> None:
        self.open, self.closed, self.closer, self.updated, self.reason = False, at, by, at, reason


@dataclass(slots=True)
class Repository:
    id: int
    full_name: str
    default_branch: str = "main"
    collaborators: dict[str, str] = field(default_factory=dict)
    has_issues: bool = True
    archived: bool = False
    private: bool = False
    parent: int | None = None
    protected: list[str] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    actions_may_open_prs: bool = True
    delete_branch_on_merge: bool = False
    updated: str = ""
    pushed: str = ""
    refs: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def node(self) -> str:
        return node("R", self.id)

    @property
    def branches(self) -> dict[str, str]:
        return {name.removeprefix("refs/heads/"): sha for name, sha in sorted(self.refs.items()) if name.startswith("refs/heads/")}

    def branch(self, name: str) -> str | None:
        return self.refs.get(f"refs/heads/{name}")

    def role(self, login: str | None) -> str | None:
        if login and login.lower() == self.owner.lower():
            return "admin"
        return self.collaborators.get((login or "").lower())

    def writes(self, login: str | None) -> bool:
        return self.role(login) in WRITERS


def node(prefix: str, number: int | str) -> str:
    return f"{prefix}_{b64encode(f'{prefix}:{number}'.encode()).decode().rstrip('=')}"


@dataclass(slots=True)
class State:
    """All of it. Forks share their objects, as on GitHub."""

    url: str = ""
    now: datetime = datetime(2025, 6, 3, 6, tzinfo=UTC)
    objects: Objects = field(default_factory=Objects)
    repositories: dict[int, Repository] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    users: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Logins in small letters: their id, and as they are written."""
    tokens: dict[str, Token] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(2_900_000_001))

    @property
    def at(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def tick(self) -> None:
        self.now += timedelta(seconds=1)

    def user(self, login: str) -> None:
        self.users.setdefault(login.lower(), (1_000 + len(self.users), login))

    def find(self, name: str) -> Repository | None:
        return next((one for one in self.repositories.values() if one.full_name.lower() == name.lower()), None)

    def person(self, login: str | None) -> Person:
        number, name = self.users[(login or "ghost").lower()]
        return Person(name, f"{number}+{name}@users.noreply.github.com", self.at)

    @property
    def robot(self) -> Person:
        return Person(ROBOT.name, ROBOT.email, self.at)

    def login(self, person: Person) -> str | None:
        """Whose address that is."""
        if person.email == ROBOT.email:
            return "web-flow"
        name = person.email.removesuffix("@users.noreply.github.com").rpartition("+")[2]
        return self.users.get(name.lower(), (0, None))[1]

    def show(self, sha: str) -> Commit:
        return self.objects.show(sha)

    def push(self, repo: Repository, name: str, sha: str | None, by: str | None) -> None:
        """A ref to a commit, or away; what depends on it follows."""
        if sha is None:
            del repo.refs[name]
        else:
            repo.refs[name] = sha
        repo.pushed = repo.updated = self.at
        if name.startswith("refs/heads/"):
            for home in self.repositories.values():
                for issue in home.issues.values():
                    if issue.open and issue.pull:
                        self._follow(home, repo, issue, name.removeprefix("refs/heads/"), sha, by)

    def _follow(self, home: Repository, pushed: Repository, issue: Issue, branch: str, sha: str | None, by: str | None) -> None:
        """A pull request after a push to its head or its base."""
        pull = issue.pull
        assert pull
        is_head = (pushed.id, branch) == (pull.home, pull.ref)
        is_base = (pushed.id, branch) == (home.id, pull.target)
        if (is_head or is_base) and sha is None:
            issue.close(by, self.at)
        elif is_head and sha:
            pull.head, issue.updated = sha, self.at
            if follows(self.objects, pull.base, sha):  # nothing is left of it
                issue.close(by, self.at)
        elif is_base and sha:
            pull.base = sha
            if follows(self.objects, sha, pull.head):  # it came in by a push
                pull.merged, pull.merger, pull.made = self.at, by, sha
                issue.close(by, self.at)
        home.refs[f"refs/pull/{issue.number}/head"] = pull.head
