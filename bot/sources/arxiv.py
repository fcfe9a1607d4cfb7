"""arXiv's query API: papers by id (https://info.arxiv.org/help/api/user-manual.html)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from bot import arxivapi
from bot.errors import SourceError
from bot.model import Lookup, PaperFacts, PaperId
from bot.text.links import arxiv_id
from bot.web import Answer, Web

SLICE = 100
"""Ids asked for at once: longer lists draw empty pages."""


class Arxiv:
    """Papers by id, each asked for once a day in this object's life. Raises nothing: what arXiv didn't answer is in `failed`."""

    def __init__(self, url: str, web: Web) -> None:
        self._url = url
        self._web = web
        self._told = dict[tuple[PaperId, str, date], PaperFacts]()

    def lookup(self, ids: Sequence[PaperId], today: date, *, first: bool = False) -> Lookup[PaperId, PaperFacts]:
        """The newest version of each paper, or the `first` one. Missing: ids that a complete answer leaves out, or of no arXiv form."""
        before, version = self._web.requests, "v1" if first else ""
        asked = [one for one in dict.fromkeys(ids) if arxiv_id(one.value) == one]
        found = {one: facts for one in asked if (facts := self._told.get((one, version, today)))}
        failed = dict[PaperId, str]()
        for some in _slices([one for one in asked if one not in found]):
            try:
                found |= self._slice(some, today, version)
            except SourceError as problem:
                failed |= dict.fromkeys(some, problem.what)
        self._told |= {(one, version, today): facts for one, facts in found.items()}
        missing = frozenset(ids) - found.keys() - failed.keys()
        return Lookup(found, missing, failed, self._web.requests - before)

    def _slice(self, ids: Sequence[PaperId], today: date, version: str) -> dict[PaperId, PaperFacts]:
        query = urlencode({"id_list": ",".join(f"{one.value}{version}" for one in ids), "max_results": len(ids)}, safe=",/")
        return self._web.ask(f"{self._url}?{query}", lambda answer: self._read(answer, set(ids), today))

    def _read(self, answer: Answer, ids: set[PaperId], today: date) -> dict[PaperId, PaperFacts]:
        found, total = arxivapi.page(answer, self._url, today)
        if found.keys() - ids:
            raise arxivapi.unusable("its answer holds what was not asked for", self._url, answer)
        if len(found) != total:
            raise arxivapi.unusable(f"its answer holds {len(found)} of {total} papers", self._url, answer)
        return found


def _slices(ids: Sequence[PaperId]) -> Iterator[Sequence[PaperId]]:
    """As few as can be, of equal length."""
    count = -(-len(ids) // SLICE)
    for index in range(count):
        yield ids[index * len(ids) // count : (index + 1) * len(ids) // count]
