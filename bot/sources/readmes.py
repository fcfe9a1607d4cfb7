"""READMEs of repositories, through GitHub's REST API, which finds the file by whatever name it has."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Sequence

from github.GithubException import GithubException, UnknownObjectException
from typing_extensions import TypedDict

from bot.errors import SourceError
from bot.githubapi import Api
from bot.model import Lookup
from bot.ports import Readme

NIGHTLY, UNSIGNED = 40, 10
"""READMEs in one run, with a token and without one: then there are 60 requests an hour for everything."""
LIMIT = 512_000
"""Bytes; of a longer README GitHub shows no more."""
_PAGE = re.compile(r"https?://[^/]+/([A-Za-z0-9-]{1,100}/[A-Za-z0-9._-]{1,100})/blob/\S+")


class _File(TypedDict):
    size: int
    encoding: str
    content: str
    html_url: str


class GitHubReadmes:
    """READMEs by `owner/name`. Raises nothing: what GitHub didn't answer is in `failed`."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def most(self) -> int:
        return NIGHTLY if self._api.signed else UNSIGNED

    def lookup(self, slugs: Sequence[str]) -> Lookup[str, Readme]:
        """Missing: there is none, none that anybody may see, or one too long to be read."""
        before = self._api.requests
        found, missing, failed = dict[str, Readme](), set[str](), dict[str, str]()
        for place, slug in enumerate(slugs):
            try:
                if readme := self._readme(slug):
                    found[slug] = readme
                else:
                    missing.add(slug)
            except UnknownObjectException:
                missing.add(slug)
            except GithubException as problem:
                if problem.status in (403, 451) and "blocked" in str(problem.data):
                    missing.add(slug)
                else:
                    failed[slug] = self._api.refused(problem).what
            except ValueError:
                failed[slug] = "a README arrived damaged"
            except SourceError as problem:
                failed |= dict.fromkeys(slugs[place:], problem.what)
                break
        return Lookup(found, frozenset(missing), failed, self._api.requests - before)

    def _readme(self, slug: str) -> Readme | None:
        """The README; None for one that is no file of text; ValueError where not all of it arrived."""
        file = self._api.get(f"/repos/{slug}/readme", _File)
        page = _PAGE.fullmatch(file["html_url"])
        if not page or file["size"] > LIMIT or file["encoding"] != "base64":
            return None
        data = b64decode(file["content"])
        if len(data) != file["size"]:
            raise ValueError
        return Readme(page[1], page[0], data.decode("utf-8", "replace"))
