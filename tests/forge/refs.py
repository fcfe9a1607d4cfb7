"""REST's refs: branches and tags as git names them."""

from __future__ import annotations

import re
from typing import Any

from tests.forge.asking import ID, Answer, Ask, Route
from tests.forge.history import follows
from tests.forge.state import RefusedError, missing

_REF = re.compile(r"refs/(?!.*(\.\.|//|@\{|[\x00-\x20~^:?*\[\\\x7f]|\.lock(/|$)|/\.|\.$|/$))[^/]+/.+")


def commit_of(ask: Ask, name: str) -> str | None:
    """A branch's, tag's or id's commit."""
    named = ask.repo.branch(name) or ask.repo.refs.get(f"refs/tags/{name}") or ask.repo.refs.get(name)
    if named or not re.fullmatch(r"[0-9a-f]{7,40}", name):
        return named
    kept = ask.state.objects.kept
    if name in kept:
        return name if kept[name][0] == "commit" else None
    return next((sha for sha, (kind, _) in kept.items() if kind == "commit" and sha.startswith(name)), None)


def _shown(ask: Ask, name: str) -> dict[str, Any]:
    sha = ask.repo.refs[name]
    kind = ask.state.objects.kind(sha)
    return {
        "ref": name,
        "node_id": name,
        "url": f"{ask.url}/git/{name}",
        "object": {"type": kind, "sha": sha, "url": f"{ask.url}/git/{kind}s/{sha}"},
    }


def ref(ask: Ask, name: str) -> Any:
    if not ask.repo.branches:
        raise RefusedError(409, "Git Repository is empty.")
    if f"refs/{name}" not in ask.repo.refs:
        raise missing()
    return _shown(ask, f"refs/{name}")


def matching(ask: Ask, name: str) -> Any:
    return [_shown(ask, one) for one in sorted(ask.repo.refs) if one.startswith(f"refs/{name}")]


def create(ask: Ask) -> Answer:
    ask.need("contents")
    name, sha = ask.wants("ref", "sha")
    if not name.startswith("refs/") or name.count("/") < 2:
        raise RefusedError(422, "Reference name is not well-formed")
    if not _REF.fullmatch(name):
        raise RefusedError(422, f"{name} is not a valid ref name.")
    if not ID.fullmatch(sha):
        raise RefusedError(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].")
    if name in ask.repo.refs:
        raise RefusedError(422, "Reference already exists")
    if ask.state.objects.kind(sha) != "commit":
        raise RefusedError(422, "Object does not exist")
    beside = [one for one in ask.repo.refs if one.startswith(f"{name}/") or name.startswith(f"{one}/")]
    if beside:  # git keeps refs as files: one can't be a folder too
        raise RefusedError(422, "Reference update failed")
    ask.state.push(ask.repo, name, sha, ask.who.login)
    return Answer(201, _shown(ask, name))


def update(ask: Ask, name: str) -> Any:
    ask.need("contents")
    (sha,) = ask.wants("sha")
    move(ask, f"refs/{name}", sha, force=bool(ask.body.get("force")))
    return _shown(ask, f"refs/{name}")


def move(ask: Ask, name: str, sha: str, *, force: bool) -> None:
    """A ref that exists to a commit."""
    old = ask.repo.refs.get(name)
    if old is None:
        raise RefusedError(422, "Reference does not exist")
    if ask.state.objects.kind(sha) != "commit":
        raise RefusedError(422, "Object does not exist")
    protect(ask, name)
    if not force and not follows(ask.state.objects, sha, old):
        raise RefusedError(422, "Update is not a fast forward")
    ask.state.push(ask.repo, name, sha, ask.who.login)


def protect(ask: Ask, name: str) -> None:
    if name.removeprefix("refs/heads/") in ask.repo.protected:
        raise RefusedError(422, "Changes must be made through a pull request.")


def delete(ask: Ask, name: str) -> Answer:
    ask.need("contents")
    if f"refs/{name}" not in ask.repo.refs:
        raise RefusedError(422, "Reference does not exist")
    if name == f"heads/{ask.repo.default_branch}":
        raise RefusedError(422, "Reference cannot be deleted")
    protect(ask, f"refs/{name}")
    ask.state.push(ask.repo, f"refs/{name}", None, ask.who.login)
    return Answer(204)


ROUTES: list[Route] = [
    ("GET", r"/git/ref/(.+)", ref),
    ("GET", r"/git/matching-refs/(.+)", matching),
    ("POST", r"/git/refs", create),
    ("PATCH", r"/git/refs/(.+)", update),
    ("DELETE", r"/git/refs/(.+)", delete),
]
