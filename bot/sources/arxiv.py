"""arXiv's query API: papers by id (https://info.arxiv.org/help/api/user-manual.html)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import feedparser

from bot.errors import SourceError
from bot.model import Lookup, PaperFacts, PaperId
from bot.text.links import arxiv_id
from bot.web import Answer, Manners, Web, day

SLICE = 100
"""Ids asked for at once: longer lists draw empty pages."""

# One request every 3 s over one connection (arXiv API terms of use); 406 is how its edge throttles since 2026.
MANNERS = Manners(
    accept="application/atom+xml, */*",
    interval=3.0,
    backoff=5.0,
    patience=200.0,
    busy=frozenset({406, 429, 500, 502, 503, 504}),
    throttled=60.0,
)
_WITHDRAWN = re.compile(
    r"(?:(?<!earlier )(?<!previous )(?<!older )\b(?:paper|article|manuscript|submission|preprint|version|work|it|this)\s+"
    r"(?:(?:has been|have been|is|was|being|had to be)\s+)?(?:temporarily\s+)?|^\s*)"
    r"(?:withdrawn|retracted)\b(?!(?:\s+by\s+\w+(?:\s+\w+)?)?\s+from\s+(?!arxiv))",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"'(){}\[\]|\\^`]{4,200}|(?<![\w./@-])github\.com/[\w.-]{1,100}/[\w.-]{1,100}", re.IGNORECASE)
_LINKS = 8
"""Of an abstract and a comment, at most."""
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")  # of arXiv: the feed holds ACM's and MSC's classes too


class Arxiv:
    """Papers by id. Raises nothing: what arXiv didn't answer is in `failed`."""

    def __init__(self, url: str, web: Web) -> None:
        self._url = url
        self._web = web

    def lookup(self, ids: Sequence[PaperId], today: date, *, first: bool = False) -> Lookup[PaperId, PaperFacts]:
        """The newest version of each paper, or the `first` one. Missing: ids that a complete answer leaves out, or of no arXiv form."""
        before = self._web.requests
        asked = [one for one in dict.fromkeys(ids) if arxiv_id(one.value) == one]
        found, failed = dict[PaperId, PaperFacts](), dict[PaperId, str]()
        for some in _slices(asked):
            try:
                found |= self._slice(some, today, "v1" if first else "")
            except SourceError as problem:
                failed |= dict.fromkeys(some, problem.what)
        missing = frozenset(ids) - found.keys() - failed.keys()
        return Lookup(found, missing, failed, self._web.requests - before)

    def _slice(self, ids: Sequence[PaperId], today: date, version: str) -> dict[PaperId, PaperFacts]:
        query = urlencode({"id_list": ",".join(f"{one.value}{version}" for one in ids), "max_results": len(ids)}, safe=",/")
        return self._web.ask(f"{self._url}?{query}", lambda answer: self._read(answer, set(ids), today))

    def _read(self, answer: Answer, ids: set[PaperId], today: date) -> dict[PaperId, PaperFacts]:
        # A feed declares no document type: one would name entities to expand.
        if b"<!DOCTYPE" in answer.body[:2000].upper():
            raise self._unusable(f"it answers {answer.status} with a web page", answer)
        feed = feedparser.parse(io.BytesIO(answer.body), response_headers={"content-type": "application/atom+xml"})
        if answer.status != 200:
            raise self._unusable(f"it answers {answer.status}{_error(feed)}", answer)
        if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
            raise self._unusable("its answer is no well-formed feed", answer)
        total = str(feed.feed.get("opensearch_totalresults", ""))
        if not re.fullmatch(r"[0-9]{1,6}", total):
            raise self._unusable("its answer is no list of papers", answer)
        found = {fact.paper: fact for entry in feed.entries if (fact := self._fact(entry, today))}
        if len(found) != len(feed.entries) or found.keys() - ids:
            raise self._unusable(f"its answer holds what was not asked for{_error(feed)}", answer)
        if len(found) != int(total):
            raise self._unusable(f"its answer holds {len(found)} of {total} papers", answer)
        return found

    def _fact(self, entry: Any, today: date) -> PaperFacts | None:
        """An entry as facts; None for an error's, or for one without what every paper has."""
        match = re.search(r"/abs/(.+?)v([0-9]{1,4})$", entry.get("id", ""))
        name = arxiv_id(match[1]) if match else None
        published, updated, title = day(entry.get("published")), day(entry.get("updated")), " ".join(entry.get("title", "").split())
        if not match or not name or not published or not title:
            return None
        comment = " ".join(entry.get("arxiv_comment", "").split())
        return PaperFacts(
            paper=name,
            source="arxiv",
            url=f"https://arxiv.org/abs/{name.value}v{match[2]}",
            read_at=today,
            title=title,
            authors=tuple(_authors(entry)),
            submitted=published,
            updated=updated,
            version=int(match[2]),
            categories=tuple(tag["term"] for tag in entry.get("tags", []) if _CATEGORY.fullmatch(tag.get("term") or "")),
            comment=comment,
            journal_ref=" ".join(entry.get("arxiv_journal_ref", "").split()),
            doi=entry.get("arxiv_doi", "").strip(),
            withdrawn=bool(_WITHDRAWN.search(comment)),
            links=_links(f"{entry.get('summary', '')} {comment}"),
            abstract=" ".join(entry.get("summary", "").split()),
        )

    def _unusable(self, what: str, answer: Answer) -> SourceError:
        return SourceError(what, where=urlsplit(self._url).netloc, passing=answer.status == 200)


def _slices(ids: Sequence[PaperId]) -> Iterator[Sequence[PaperId]]:
    """As few as can be, of equal length."""
    count = -(-len(ids) // SLICE)
    for index in range(count):
        yield ids[index * len(ids) // count : (index + 1) * len(ids) // count]


def _links(text: str) -> tuple[str, ...]:
    """The URLs in it, in order, without the sentence's punctuation behind them."""
    found = (match[0].rstrip(".,;:!?*_~") for match in _URL.finditer(text))
    return tuple(dict.fromkeys(url if "//" in url else f"https://{url}" for url in found))[:_LINKS]


def _authors(entry: Any) -> Iterator[str]:
    for author in entry.get("authors", []):
        if name := " ".join(author.get("name", "").split()):
            yield name


def _error(feed: Any) -> str:
    """What an error feed says, shortened."""
    for entry in feed.entries[:1]:
        if entry.get("title") == "Error":
            return f": {' '.join(entry.get('summary', '').split())[:200]}"
    return ""
