"""The bot's branches: whose commits they hold, and how they are written."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException

from bot.desk.shapes import CommitData, Comparison, Home, Pointer, Sha, Tree
from bot.errors import DeliveryError, SourceError
from bot.githubapi import Api
from bot.sources.github import content
from bot.standing import Branch

_TRAILER = re.compile(r"^Paperlist-Bot-Tree: ([0-9a-f]{40,64})$", re.MULTILINE)
_WEB = "web-flow"
"""Whom GitHub names as the committer of what is made on its pages and through its API."""


class MovedError(SourceError):
    """A branch or page is not as it was when it was read: someone wrote to it since."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} was changed while it was written to", where=where, passing=True)


def read_branch(
    api: Api,
    root: str,
    name: str,
    base: tuple[str, bytes],
    path: str,
    mine: Callable[[str | None], bool],
    written: frozenset[str],
) -> Branch | None:
    """The branch as it stands over the base (its commit, and the list's text there); None if there is none."""
    head = head_of(api, root, name)
    if head is None:
        return None
    try:
        over = api.get(f"{root}/compare/{base[0]}...{head}", Comparison)
    except UnknownObjectException:  # the base was rewritten: they share no commit
        return Branch(name, head, head in written, text_at(api, root, path, head), None)
    fork = over["merge_base_commit"]["sha"]
    commits = over["commits"]
    foreign = [one for one in commits if not _is_own(one, mine)]
    own = head in written or (not foreign and over["total_commits"] == len(commits))
    last = next((one["sha"] for one in reversed(commits) if _is_own(one, mine)), head if own and commits else None)
    text = text_at(api, root, path, head)
    return Branch(
        name=name,
        head=head,
        own=own,
        text=text,
        last=text if last == head else text_at(api, root, path, last) if last else None,
        before=base[1] if fork == base[0] else text_at(api, root, path, fork),
        people=() if own else tuple(_author(one) for one in foreign),
        alone=all(one["filename"] == path for one in over.get("files", [])),
        touched="" if own else max((one["commit"]["committer"]["date"] for one in foreign), default=""),
    )


def head_of(api: Api, root: str, name: str) -> str | None:
    try:
        return api.get(f"{root}/git/ref/heads/{quote(name)}", Pointer)["object"]["sha"]
    except UnknownObjectException:
        return None


def commit(
    api: Api, root: str, message: str, tree: str, files: Mapping[str, bytes], parents: Sequence[str], mode: str = "100644"
) -> tuple[str, str]:
    """A new commit, and its tree: that tree with these files. Its author is whoever the token is, so GitHub signs it.

    The message's trailer names the tree: a commit that someone amended doesn't have the tree that it names.
    """
    entries = [{"path": path, "mode": mode, "type": "blob", **_blob(api, root, data)} for path, data in files.items()]
    based = {"base_tree": tree} if tree else {}
    made = api.send("POST", f"{root}/git/trees", Sha, {**based, "tree": entries})["sha"]
    words = f"{message}\n\nPaperlist-Bot-Tree: {made}"
    return api.send("POST", f"{root}/git/commits", Sha, {"message": words, "tree": made, "parents": list(parents)})["sha"], made


def _blob(api: Api, root: str, data: bytes) -> dict[str, str]:
    """A file in a tree: its text, or the name of its bytes where they are none."""
    try:
        return {"content": data.decode("utf-8")}
    except UnicodeDecodeError:
        encoded = {"content": b64encode(data).decode(), "encoding": "base64"}
        return {"sha": api.send("POST", f"{root}/git/blobs", Sha, encoded)["sha"]}


def create(api: Api, root: str, name: str, sha: str) -> None:
    """The branch at that commit; MovedError where there is one by now."""
    try:
        api.send("POST", f"{root}/git/refs", Pointer, {"ref": f"refs/heads/{name}", "sha": sha})
    except GithubException as problem:
        if problem.status == 422 and "already exists" in str(problem.data):
            raise MovedError(name, api.host) from problem
        raise


def advance(api: Api, root: str, name: str, sha: str) -> None:
    """The branch to a commit that follows its head; MovedError where the head is no longer what that commit follows."""
    try:
        api.send("PATCH", f"{root}/git/refs/heads/{quote(name)}", Pointer, {"sha": sha, "force": False})
    except GithubException as problem:
        if problem.status == 422 and "fast forward" in str(problem.data):
            raise MovedError(name, api.host) from problem
        raise


_MOVE = """mutation($repository: ID!, $name: GitRefname!, $before: GitObjectID!, $after: GitObjectID!) {
  updateRefs(input: {repositoryId: $repository, refUpdates: [{name: $name, beforeOid: $before, afterOid: $after, force: true}]}) {
    clientMutationId } }"""


def move(api: Api, root: str, name: str, before: str, after: str) -> None:
    """The branch from one commit to another that doesn't follow it; MovedError unless it is still at the first.

    GitHub compares and swaps at once. A server that doesn't know how: read, compare, write, with some milliseconds between.
    DeliveryError where it isn't allowed.
    """
    home = api.get(root, Home)
    named = {"repository": home["node_id"], "name": f"refs/heads/{name}", "before": before, "after": after}
    answer = api.query(_MOVE, named, write=True)
    errors = answer.get("errors", [])
    if not errors:
        return
    if head_of(api, root, name) != before:
        raise MovedError(name, api.host)
    says = str(errors[0].get("message", ""))
    if "updateRefs" not in says:
        what = f"GitHub doesn't move the branch {name}: {says}"
        raise DeliveryError(what, where=root.removeprefix("/repos/"), remedy="See what protects it with `python -m bot doctor`")
    api.send("PATCH", f"{root}/git/refs/heads/{quote(name)}", Pointer, {"sha": after, "force": True})


def _is_own(one: CommitData, mine: Callable[[str | None], bool]) -> bool:
    """Whether the bot made that commit, and nobody amended it."""
    author, committer = (person.get("login") if person else None for person in (one["author"], one["committer"]))
    trailer = _TRAILER.search(one["commit"]["message"])
    made = mine(author) and (mine(committer) or committer == _WEB)
    return bool(made and trailer and trailer[1] == one["commit"]["tree"].get("sha"))


def _author(one: CommitData) -> str:
    return str((one["author"] or {}).get("login") or one["commit"]["author"]["name"])


def text_at(api: Api, root: str, path: str, sha: str) -> bytes | None:
    """The list's text in a commit; None where it isn't there."""
    try:
        return content(api, root.removeprefix("/repos/"), path, sha, path)
    except UnknownObjectException:
        return None


def follows(api: Api, root: str, first: str, second: str) -> bool:
    """Whether the second commit is the first, or comes after it."""
    try:
        return api.get(f"{root}/compare/{first}...{second}", Comparison)["merge_base_commit"]["sha"] == first
    except UnknownObjectException:
        return False


def mode_of(api: Api, root: str, tree: str, path: str) -> str:
    """Of a file in a tree: plain or executable. DeliveryError for a link: it has no text of its own."""
    *folders, name = path.split("/")
    for folder in folders:
        tree = next((one["sha"] for one in api.get(f"{root}/git/trees/{tree}", Tree)["tree"] if one["path"] == folder), tree)
    mode = next((one["mode"] for one in api.get(f"{root}/git/trees/{tree}", Tree)["tree"] if one["path"] == name), "100644")
    if mode not in ("100644", "100755"):
        raise DeliveryError("it is a link to another file", where=f"{root.removeprefix('/repos/')}, {path}", remedy="Set path to that file")
    return mode
