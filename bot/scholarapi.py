"""Semantic Scholar's Academic Graph as the package `semanticscholar` asks it, over HTTP of our own.

The package returns nothing at all for most failures and logs its key, so its requester is replaced by this one. What it asks
without the key (citations), or with what the service refuses, is asked here without it: by what `heard` makes of an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Required

from pydantic import StringConstraints, TypeAdapter
from semanticscholar.ApiRequester import ApiRequester
from semanticscholar.SemanticScholarException import ObjectNotFoundException
from typing_extensions import TypedDict

from bot.errors import SourceError
from bot.fields import fits
from bot.model import PaperId
from bot.web import Answer, Web

FIELDS = ["title", "authors.name", "externalIds", "venue", "publicationVenue", "journal", "citationCount", "influentialCitationCount"]

_PREFIXES = {"arxiv": "ARXIV", "doi": "DOI", "acl": "ACL"}


class _Author(TypedDict, total=False):
    name: str | None


class _Venue(TypedDict, total=False):
    name: str | None
    alternate_names: list[str] | None


class _Journal(TypedDict, total=False):
    name: str | None


class _Paper(TypedDict, total=False):
    """A record as documented; anything else is none. https://api.semanticscholar.org/api-docs/graph"""

    paperId: Required[str]
    title: Required[Annotated[str, StringConstraints(min_length=1, max_length=2000)]]
    authors: list[_Author] | None
    externalIds: dict[str, Any] | None
    venue: str | None
    publicationVenue: _Venue | None
    journal: _Journal | None
    citationCount: int | None
    influentialCitationCount: int | None


_RECORD = TypeAdapter(_Paper)


class Requester(ApiRequester):
    """The package's way to the service: every answer that isn't a whole and expected 200 raises."""

    def __init__(self, web: Web, host: str) -> None:
        super().__init__(timeout=0, retry=False)
        self.damaged = 0
        self._web = web
        self._host = host

    async def get_data_async(self, url: str, parameters: str, headers: Mapping[str, str], payload: Any = None) -> Any:
        return self._web.ask(
            f"{url}?{parameters.lstrip('&')}", lambda answer: self._read(answer, payload, headers), json=payload, headers=headers
        )

    def _read(self, answer: Answer, payload: Any, headers: Mapping[str, str]) -> Any:
        data, said = heard(answer, self._host, headers.values())
        if answer.status == 404 and said == "Title match not found":
            raise ObjectNotFoundException(said)
        if answer.status == 400 and payload and said == "No valid paper ids given":
            return []  # it knows none of the ids
        if answer.status != 200:
            raise self._unusable(refusal(answer, said))
        return self._batch(data, payload["ids"]) if payload else self._match(data)

    def _batch(self, data: Any, ids: Sequence[str]) -> list[Any]:
        if not isinstance(data, list) or len(data) != len(ids):
            raise self._unusable("its answer is no list with a place for each paper", passing=True)
        records = [one for one in data if one is not None]
        whole = [_checked(one) for one in records if fits(_RECORD, one)]
        if records and not whole:
            raise self._unusable("its answer holds no record of a paper", passing=True)
        self.damaged = len(records) - len(whole)
        return whole

    def _match(self, data: Any) -> Any:
        if (
            not isinstance(data, dict)
            or not isinstance(data.get("data"), list)
            or len(data["data"]) != 1
            or not fits(_RECORD, data["data"][0])
        ):
            raise self._unusable("its answer is no match of a title", passing=True)
        return {"data": [_checked(data["data"][0])]}

    def _unusable(self, what: str, *, passing: bool = False) -> SourceError:
        return SourceError(what, where=self._host, passing=passing)


def heard(answer: Answer, host: str, secrets: Iterable[str]) -> tuple[Any, str]:
    """The answer's JSON, and what it says of an error, without the secrets: it may repeat what it was sent. SourceError for no JSON."""
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError) as problem:
        raise SourceError(f"it answers {answer.status} with what is no JSON", where=host, passing=answer.status == 200) from problem
    said = data.get("error") or data.get("message") if isinstance(data, dict) else None
    words = str(said or "")
    for secret in filter(None, secrets):
        words = words.replace(secret, "…")
    return data, words


def refusal(answer: Answer, said: str) -> str:
    return f"it answers {answer.status}" + (f": {said[:200]}" if said else "")


def asked_as(paper: PaperId) -> str:
    """What the service calls that id (`s2` is its own); empty where it knows papers by no such one."""
    if paper.scheme == "s2":
        return paper.value
    return f"{_PREFIXES[paper.scheme]}:{paper.value}" if paper.scheme in _PREFIXES else ""


def _checked(record: dict[str, Any]) -> dict[str, Any]:
    """Without what nobody asked for: the package would read that too."""
    return {name: record[name] for name in _Paper.__annotations__ if name in record}
