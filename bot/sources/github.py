"""GitHub through PyGithub: a list's text, and what has become of repositories.

With a token many repositories are asked for in one GraphQL query; without one by a search, whose silence says nothing.
What neither shows is looked up by itself, so that gone, blocked and moved are told apart.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException
from pydantic import StringConstraints, TypeAdapter
from typing_extensions import TypedDict

from bot.errors import SourceError, UnreadableListError
from bot.fields import day, fits
from bot.githubapi import Api, TooMuchError
from bot.model import Lookup, RepoFacts
from bot.ports import RepoRecord, Text

ALIASES = 50
"""Repositories in a query; where GitHub finds that too much, half as many. From July 2026 on 227 were too many, 120 not."""
SEARCHED = 50
"""Repositories in a search: GitHub's bound is on the words of a query, not on its qualifiers; this keeps the URL short."""
SINGLY = 20
"""Repositories looked up by themselves in one run: without a token there are 60 requests an hour."""
LIST_LIMIT = 10_000_000
"""Bytes of a list; GitHub shows no more than 512,000 of a README."""

_LEAST = 6
"""Aliases below which a query isn't made smaller."""
_FIELDS = (
    "id: databaseId full_name: nameWithOwner html_url: url stargazers_count: stargazerCount archived: isArchived "
    "disabled: isDisabled fork: isFork pushed_at: pushedAt description homepage: homepageUrl"
)
"""As REST calls them."""
_UNSEEN = ("NOT_FOUND", "FORBIDDEN")


class _Repo(TypedDict):
    """A repository."""

    id: int
    full_name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}/[A-Za-z0-9._-]{1,100}$")]
    html_url: str
    stargazers_count: int
    archived: bool
    disabled: bool
    fork: bool
    pushed_at: str | None
    description: str | None
    homepage: str | None


class _Home(_Repo):
    default_branch: str


class _Found(TypedDict):
    items: list[Any]


class _Branch(TypedDict):
    commit: dict[str, Any]


class _File(TypedDict):
    size: int
    sha: str
    encoding: str
    content: str


class _Blob(TypedDict):
    encoding: Literal["base64"]
    content: str


class GitHub:
    """A list's text; repositories by name."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._aliases = ALIASES

    def text(self, repository: str, path: str, branch: str) -> Text:
        """The file at the branch's head (the default branch's, if none is named). UnreadableListError where there is none."""
        where = f"{repository}, {path}" + (f", branch {branch}" if branch else "")
        try:
            repo = self._api.get(f"/repos/{repository}", _Home)
            name = repo["full_name"]  # of a renamed one today's: a redirect forgets what was asked for
            head = self._api.get(f"/repos/{name}/branches/{quote(branch or repo['default_branch'])}", _Branch)["commit"].get("sha")
            return Text(content(self._api, name, path, str(head), where), f"{repo['html_url']}/blob/{head}/{quote(path)}", name)
        except UnknownObjectException as problem:
            remedy = "Check repository, path and branch in its configuration; for a private one set GITHUB_TOKEN"
            raise UnreadableListError("GitHub shows no such repository, branch or file", where=where, remedy=remedy) from problem
        except GithubException as problem:
            raise self._api.refused(problem) from problem

    def lookup(self, slugs: Sequence[str], today: date) -> Lookup[str, RepoRecord]:
        """What is known of each `owner/name`. Raises nothing: what GitHub didn't answer is in `failed`.

        With a token, what it says it doesn't know is `unresolved` until a plain 404 says more; without one it is in neither.
        """
        before = self._api.requests
        asked = list(dict.fromkeys(slugs))
        found, unseen, failed = self._queried(asked, today) if self._api.signed else self._searched(asked, today)
        for slug in unseen[:SINGLY]:
            try:
                found[slug] = self._single(slug, today)
            except GithubException as problem:  # about this one
                failed[slug] = self._api.refused(problem).what
            except SourceError as problem:
                failed |= {one: problem.what for one in unseen if one not in found}
                break
        if self._api.signed:
            late = [slug for slug in unseen if slug not in found and slug not in failed]
            found |= {slug: RepoRecord(RepoFacts(slug, f"https://github.com/{slug}", today, "unresolved")) for slug in late}
        return Lookup(found, frozenset(), failed, self._api.requests - before)

    def _queried(self, asked: Sequence[str], today: date) -> tuple[dict[str, RepoRecord], list[str], dict[str, str]]:
        """By GraphQL: found, not seen, failed."""
        found, unseen, failed = dict[str, RepoRecord](), list[str](), dict[str, str]()
        left = list(asked)
        while left:
            some, left = left[: self._aliases], left[self._aliases :]
            try:
                answers, errors = self._query(some)
            except SourceError as problem:
                if not isinstance(problem, TooMuchError) or len(some) <= _LEAST:
                    failed |= dict.fromkeys([*some, *left], problem.what)
                    break
                answers, errors = {}, {}
            except GithubException as problem:
                failed |= dict.fromkeys([*some, *left], self._api.refused(problem).what)
                break
            found |= {slug: _record(slug, answer, today) for slug, answer in answers.items()}
            unseen += [slug for slug, error in errors.items() if error in _UNSEEN]
            again = [slug for slug in some if slug not in found and slug not in unseen]
            if again and len(some) <= _LEAST:
                failed |= dict.fromkeys(again, errors.get(again[0], "no answer"))
            elif again:
                self._aliases = max(_LEAST, len(some) // 2)
                left = again + left
        return found, unseen, failed

    def _query(self, slugs: Sequence[str]) -> tuple[dict[str, _Repo], dict[str, str]]:
        """The repositories that GraphQL gave, and the type of the error for others."""
        pairs = [slug.split("/") for slug in slugs]
        names = [f"r{n}: repository(owner: {json.dumps(o)}, name: {json.dumps(r)}) {{ {_FIELDS} }}" for n, (o, r) in enumerate(pairs)]
        answer = self._api.query(f"query {{ {' '.join(names)} }}")
        paths = ((one.get("path"), one.get("type")) for one in answer.get("errors", []))
        kinds = {str(path[0]): str(kind) for path, kind in paths if isinstance(path, list) and path}
        given = {slug: answer["data"].get(f"r{n}") for n, slug in enumerate(slugs)}
        whole = {slug: one for slug, one in given.items() if one and fits(_REPO, one)}
        return whole, {slug: kinds[f"r{n}"] for n, slug in enumerate(slugs) if f"r{n}" in kinds and slug not in whole}

    def _searched(self, asked: Sequence[str], today: date) -> tuple[dict[str, RepoRecord], list[str], dict[str, str]]:
        """By search: found, not seen, failed. It leaves out renamed ones and whatever it can't show."""
        found, failed = dict[str, RepoRecord](), dict[str, str]()
        for start in range(0, len(asked), SEARCHED):
            some = asked[start : start + SEARCHED]
            try:
                items = self._search(some)
            except SourceError as problem:
                failed |= dict.fromkeys(asked[start:], problem.what)
                break
            shown = {one["full_name"].lower(): one for one in items}
            found |= {slug: _record(slug, shown[slug.lower()], today) for slug in some if slug.lower() in shown}
        return found, [slug for slug in asked if slug not in found and slug not in failed], failed

    def _search(self, slugs: Sequence[str]) -> list[_Repo]:
        query = " ".join(["fork:true", *(f"repo:{slug}" for slug in slugs)])
        try:
            items = self._api.get("/search/repositories", _Found, {"q": query, "per_page": 100})["items"]
        except GithubException as problem:
            if problem.status == 422:  # it can show none of them
                return []
            raise self._api.refused(problem) from problem
        return [one for one in items if fits(_REPO, one)]

    def _single(self, slug: str, today: date) -> RepoRecord:
        page = f"https://github.com/{slug}"
        try:
            return _record(slug, self._api.get(f"/repos/{slug}", _Repo), today)
        except UnknownObjectException:
            return RepoRecord(RepoFacts(slug, page, today, "gone"))
        except GithubException as problem:
            if problem.status == 451 or (problem.status == 403 and "blocked" in str(problem.data)):
                return RepoRecord(RepoFacts(slug, page, today, "blocked"))
            raise


def content(api: Api, repository: str, path: str, ref: str, where: str) -> bytes:
    """A file's bytes at a commit. GithubException passes; UnreadableListError where it is too long for a list."""
    file = api.get(f"/repos/{repository}/contents/{quote(path)}?ref={ref}", _File)
    if file["size"] > LIST_LIMIT:
        raise UnreadableListError(f"it is longer than {LIST_LIMIT:,} bytes", where=where, remedy="Split the list")
    encoded = file["content"]
    if file["encoding"] != "base64":  # above 1 MB
        encoded = api.get(f"/repos/{repository}/git/blobs/{file['sha']}", _Blob)["content"]
    try:
        data = b64decode(encoded)
    except ValueError as problem:
        raise SourceError("the list's text arrived damaged", where=api.host) from problem
    if len(data) != file["size"]:
        raise SourceError(f"of the list's {file['size']:,} bytes {len(data):,} arrived", where=api.host)
    return data


_REPO = TypeAdapter(_Repo)


def _record(slug: str, one: _Repo, today: date) -> RepoRecord:
    facts = RepoFacts(
        repository=slug,
        url=one["html_url"],
        read_at=today,
        name=one["full_name"],
        number=one["id"],
        archived=one["archived"],
        disabled=one["disabled"],
        fork=one["fork"],
        pushed=day(one["pushed_at"]),
        description=one["description"] or "",
        homepage=one["homepage"] or "",
    )
    return RepoRecord(facts, one["stargazers_count"])
