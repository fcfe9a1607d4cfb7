"""arXiv's query API: a category's papers by the days on which they were submitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import urlencode, urlsplit

from bot import arxivapi
from bot.errors import SourceError
from bot.model import Lookup, PaperFacts, PaperId
from bot.ports import Stretch
from bot.web import Answer, Web

SLICE = 1000
"""Papers asked for at once, of the 2,000 that are allowed: an answer has 3 MB."""
MOST = 30_000
"""Papers of one query that arXiv lets anybody page through."""


class ArxivSubmissions:
    """Stretches of days, each read once in this object's life if it was read to its end."""

    def __init__(self, url: str, web: Web) -> None:
        self._url = url
        self._web = web
        self._read = dict[tuple[Stretch, date], tuple[PaperFacts, ...]]()

    def lookup(self, stretches: Sequence[Stretch], today: date) -> Lookup[Stretch, tuple[PaperFacts, ...]]:
        asked = self._web.each({one: one for one in stretches if (one, today) not in self._read}, lambda one: self._papers(one, today))
        self._read |= {(one, today): papers for one, papers in asked.found.items()}
        found = {one: self._read[one, today] for one in stretches if (one, today) in self._read}
        return Lookup(found, frozenset(), asked.failed, asked.requests)

    def _papers(self, stretch: Stretch, today: date) -> tuple[PaperFacts, ...]:
        found, start, total = dict[PaperId, PaperFacts](), 0, 1
        while start < total:
            some, count = self._web.ask(self._address(stretch, start), self._reader(stretch, start, today))
            found |= some
            start += SLICE
            if count > MOST:
                raise SourceError(f"it holds {count:,} papers of those days, more than it lets anybody read", where=self._host)
            # Its papers change once a day, and may do so while the pages are turned.
            if len(found) != min(start, count) or (start > SLICE and count != total):
                raise SourceError("its pages changed while they were read", where=self._host)
            total = count
        return tuple(found.values())

    def _address(self, stretch: Stretch, start: int) -> str:
        days = f"[{stretch.first:%Y%m%d}0000 TO {stretch.last:%Y%m%d}2359]"
        query = {
            "search_query": f"cat:{stretch.category} AND submittedDate:{days}",
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
            "start": start,
            "max_results": SLICE,
        }
        return f"{self._url}?{urlencode(query)}"

    def _reader(self, stretch: Stretch, start: int, today: date) -> Callable[[Answer], tuple[dict[PaperId, PaperFacts], int]]:
        def read(answer: Answer) -> tuple[dict[PaperId, PaperFacts], int]:
            found, total = arxivapi.page(answer, self._url, today)
            if any(stretch.category not in one.categories for one in found.values()):
                raise arxivapi.unusable("its answer holds what was not asked for", self._url, answer)
            if len(found) != max(0, min(SLICE, total - start)):
                raise arxivapi.unusable(f"a page of its answer holds {len(found)} of {total} papers", self._url, answer)
            return found, total

        return read

    @property
    def _host(self) -> str:
        return urlsplit(self._url).netloc
