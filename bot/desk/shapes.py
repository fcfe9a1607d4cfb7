"""The parts of GitHub's answers that a desk reads."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict


class Named(TypedDict):
    """A repository by its name today."""

    full_name: str


class Home(Named):
    """A repository."""

    node_id: str
    html_url: str
    default_branch: str
    has_issues: bool
    archived: bool
    private: NotRequired[bool]


class User(TypedDict):
    login: str


class Ref(TypedDict):
    ref: str


class Side(TypedDict):
    """One end of a pull request; `repo` is None where its fork is gone."""

    ref: str
    sha: str
    repo: Ref | dict[str, Any] | None


class PullData(TypedDict):
    number: int
    html_url: str
    state: str
    title: str
    body: str | None
    user: User | None
    merged_at: str | None
    merge_commit_sha: NotRequired[str | None]
    created_at: str
    head: Side
    base: Side


class IssueData(TypedDict):
    number: int
    html_url: str
    state: str
    body: str | None
    user: User | None
    closed_by: NotRequired[User | None]
    pull_request: NotRequired[dict[str, Any]]


class CommentData(TypedDict):
    id: int
    html_url: str
    body: str | None
    user: User | None
    created_at: str


class Person(TypedDict):
    name: str
    date: str


class CommitBody(TypedDict):
    message: str
    tree: dict[str, Any]
    author: Person
    committer: Person


class CommitData(TypedDict):
    sha: str
    commit: CommitBody
    author: User | dict[str, Any] | None
    committer: User | dict[str, Any] | None


class BranchData(TypedDict):
    commit: CommitData


class FileData(TypedDict):
    filename: str
    status: str
    patch: NotRequired[str]


class Comparison(TypedDict):
    merge_base_commit: CommitData
    commits: list[CommitData]
    files: NotRequired[list[FileData]]
    total_commits: int


class Sha(TypedDict):
    sha: str


class TreeOf(TypedDict):
    """A commit of git's."""

    tree: Sha


class Pointer(TypedDict):
    """A ref."""

    object: Sha


class Permission(TypedDict):
    permission: str


class TreeEntry(TypedDict):
    path: str
    mode: str
    type: str
    sha: str


class Tree(TypedDict):
    """What a commit's folder holds."""

    tree: list[TreeEntry]
