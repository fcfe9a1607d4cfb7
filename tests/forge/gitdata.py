"""REST's git database: blobs, trees, commits as they are."""

from __future__ import annotations

import binascii
from base64 import b64decode, encodebytes
from typing import Any

from tests.forge import showing
from tests.forge.asking import Answer, Ask, Route
from tests.forge.objects import EMPTY, Entry, Person
from tests.forge.refs import commit_of
from tests.forge.state import RefusedError, missing

MODES = ("100644", "100755", "040000", "160000", "120000")


def read_blob(ask: Ask, sha: str) -> Any:
    if ask.state.objects.kind(sha) != "blob":
        raise missing()
    data = ask.state.objects.blob(sha)
    encoded = encodebytes(data).decode()
    return {"sha": sha, "size": len(data), "url": f"{ask.url}/git/blobs/{sha}", "content": encoded, "encoding": "base64"}


def write_blob(ask: Ask) -> Answer:
    ask.need("contents")
    (content,) = ask.wants("content")
    try:
        data = b64decode(content) if ask.body.get("encoding") == "base64" else content.encode()
    except binascii.Error as problem:
        raise RefusedError(422, "content is not valid Base64") from problem
    sha = ask.state.objects.put("blob", data)
    return Answer(201, {"sha": sha, "url": f"{ask.url}/git/blobs/{sha}"})


def read_tree(ask: Ask, name: str) -> Any:
    objects = ask.state.objects
    found = name if objects.kind(name) == "tree" or name == EMPTY else None
    head = commit_of(ask, name)
    sha = found or (ask.state.show(head).tree if head else None)
    if sha is None:
        raise missing()
    return _tree(ask, sha, deep="recursive" in ask.query)


def _tree(ask: Ask, sha: str, *, deep: bool, under: str = "") -> dict[str, Any]:
    objects, rows = ask.state.objects, list[dict[str, Any]]()
    for name, entry in objects.tree(sha).items():
        row: dict[str, Any] = {"path": under + name, "mode": entry.mode, "type": entry.kind, "sha": entry.sha}
        if entry.kind == "blob":
            row["size"] = len(objects.blob(entry.sha))
        rows.append({**row, "url": f"{ask.url}/git/{entry.kind}s/{entry.sha}"})
        if deep and entry.kind == "tree":
            rows += _tree(ask, entry.sha, deep=True, under=f"{under}{name}/")["tree"]
    return {"sha": sha, "url": f"{ask.url}/git/trees/{sha}", "tree": rows, "truncated": False}


def write_tree(ask: Ask) -> Answer:
    ask.need("contents")
    rows, base = ask.body.get("tree"), ask.body.get("base_tree")
    if not isinstance(rows, list) or not rows:
        raise RefusedError(422, "Invalid tree info")
    if base and ask.state.objects.kind(base) == "commit":
        base = ask.state.show(base).tree
    if base and base != EMPTY and ask.state.objects.kind(base) != "tree":
        raise missing()
    sha = ask.state.objects.changed(base or EMPTY, [(row.get("path", ""), _entry(ask, row)) for row in rows])
    return Answer(201, _tree(ask, sha, deep=False))


def _entry(ask: Ask, row: dict[str, Any]) -> Entry | None:
    """What a row of a new tree holds; None takes it out."""
    path, mode = str(row.get("path") or ""), row.get("mode", "100644")
    if {"", ".", "..", ".git"} & set(path.split("/")):
        raise RefusedError(422, "tree.path contains a malformed path component")
    if path.startswith(".github/workflows/"):
        _workflows(ask)
    if mode not in MODES or ("content" in row and row.get("sha")):
        raise RefusedError(422, "Must supply a valid tree.mode")
    if "sha" in row and row["sha"] is None:
        return None
    if "content" in row:
        return Entry(mode, ask.state.objects.put("blob", str(row["content"]).encode()))
    entry = Entry(mode, str(row.get("sha")))
    if ask.state.objects.kind(entry.sha) != entry.kind:
        raise RefusedError(422, f"tree.sha {entry.sha} is not a valid {entry.kind}")
    return entry


def _workflows(ask: Ask) -> None:
    """GitHub says of an app what it may not; people without the scope only see nothing there."""
    if ask.who.app and ask.who.rights.get("workflows") != "write":
        raise RefusedError(403, "Resource not accessible by integration")
    if not ask.who.app and "workflow" not in ask.who.scopes:
        raise missing()


# commits


def read_commit(ask: Ask, sha: str) -> Any:
    if ask.state.objects.kind(sha) != "commit":
        raise missing()
    return showing.git_commit(ask, sha)


def write_commit(ask: Ask) -> Answer:
    """An app's commit is signed by GitHub, unless it names people of its own."""
    ask.need("contents")
    message, tree = ask.wants("message", "tree")
    if tree != EMPTY and ask.state.objects.kind(tree) != "tree":
        raise RefusedError(422, "Tree SHA does not exist")
    parents = ask.body.get("parents") or []
    if any(ask.state.objects.kind(one) != "commit" for one in parents):
        raise RefusedError(422, "Parent SHA does not exist or is not a commit object")
    signed = ask.who.app and not ask.body.get("author") and not ask.body.get("committer")
    author = _person(ask, "author") or ask.state.person(ask.who.login)
    committer = ask.state.robot if signed else _person(ask, "committer") or author
    return Answer(201, showing.git_commit(ask, ask.state.objects.commit(tree, parents, author, committer, message, signed=signed)))


def _person(ask: Ask, name: str) -> Person | None:
    given = ask.body.get(name)
    return Person(given["name"], given["email"], given.get("date") or ask.state.at) if given else None


ROUTES: list[Route] = [
    ("GET", r"/git/blobs/([0-9a-f]{40})", read_blob),
    ("POST", r"/git/blobs", write_blob),
    ("GET", r"/git/trees/(.+)", read_tree),
    ("POST", r"/git/trees", write_tree),
    ("GET", r"/git/commits/([0-9a-f]{40})", read_commit),
    ("POST", r"/git/commits", write_commit),
]
