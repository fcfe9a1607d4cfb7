"""arXiv's daily feeds (https://info.arxiv.org/help/rss.html): a category's announcements of one day, gone the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any, get_args

from bot import arxivapi
from bot.model import Lookup, PaperFacts
from bot.ports import CUT, Announced, Announcement, Bulletin
from bot.text.links import arxiv_id
from bot.text.tex import authors
from bot.web import Answer, Web

MOST = 2000
"""Entries that a feed shows; of more it leaves out what it likes."""

_GUID = re.compile(r"oai:arXiv\.org:(.+?)v([0-9]{1,4})")
_LEAD = re.compile(r"^arXiv:\S+ Announce Type: \S+\s+Abstract:\s*")


class ArxivFeeds:
    """A feed for each category, read once in this object's life, whatever came of it: a union of many would lose entries."""

    def __init__(self, url: str, web: Web) -> None:
        self._url = url
        self._web = web
        self._read = dict[tuple[str, date], Lookup[str, Bulletin]]()

    def lookup(self, categories: Sequence[str], today: date) -> Lookup[str, Bulletin]:
        fresh = {one: one for one in dict.fromkeys(categories) if (one, today) not in self._read}
        asked = self._web.each(fresh, lambda one: self._ask(one, today))
        for one in fresh:
            self._read[one, today] = Lookup(
                {one: asked.found[one]} if one in asked.found else {},
                asked.missing & {one},
                {one: asked.failed[one]} if one in asked.failed else {},
            )
        answers = [self._read[one, today] for one in dict.fromkeys(categories)]
        found = {name: bulletin for answer in answers for name, bulletin in answer.found.items()}
        failed = {name: reason for answer in answers for name, reason in answer.failed.items()}
        return Lookup(found, frozenset().union(*(answer.missing for answer in answers)), failed, asked.requests)

    def _ask(self, category: str, today: date) -> Bulletin | None:
        return self._web.ask(f"{self._url}/{category}", lambda answer: self._bulletin(answer, category, today))

    def _bulletin(self, answer: Answer, category: str, today: date) -> Bulletin | None:
        """None where arXiv says that there is no such category."""
        feed = arxivapi.parsed(answer, self._url, "rss")
        title = arxivapi.words(feed.feed.get("title"))
        if answer.status == 400 and title.startswith("Feed error for query"):
            return None
        if answer.status != 200:
            raise arxivapi.unusable(f"it answers {answer.status}", self._url, answer)
        if answer.body.lstrip()[:5] == b"<?xml" and (arxivapi.broken(feed) or not answer.body.rstrip().endswith(b"</rss>")):
            raise arxivapi.unusable(CUT, self._url, answer)
        day = _day(feed.feed.get("published"))
        if not feed.get("version") or not title.lower().startswith(f"{category.lower()} updates") or not day:
            raise arxivapi.unusable("its answer is no feed of that category", self._url, answer)
        entries = [_announced(entry, today) for entry in feed.entries]
        read = {one.facts.paper: one for one in entries if one}
        flaw = "an entry of its feed can't be read" if None in entries else ""
        if len(entries) >= MOST:
            flaw = f"its feed shows no more than {MOST:,} entries"
        return Bulletin(category, day, tuple(read.values()), flaw)


def _announced(entry: Any, today: date) -> Announced | None:
    """None for an entry without what every paper has."""
    match, kind = _GUID.fullmatch(entry.get("id", "")), entry.get("arxiv_announce_type", "")
    name, title = arxiv_id(match[1]) if match else None, arxivapi.words(entry.get("title"))
    if not match or not name or not title or kind not in get_args(Announcement):
        return None
    abstract = _LEAD.sub("", arxivapi.words(entry.get("summary")))
    facts = PaperFacts(
        paper=name,
        source="arxiv",
        url=f"https://arxiv.org/abs/{name.value}v{match[2]}",
        read_at=today,
        title=title,
        authors=authors(entry.get("author", "")),
        version=int(match[2]),
        categories=arxivapi.categories(entry),
        journal_ref=arxivapi.words(entry.get("arxiv_journal_reference")),
        doi=arxivapi.words(entry.get("arxiv_doi")),
        links=arxivapi.links(abstract),
        abstract=abstract,
    )
    return Announced(facts, kind)


def _day(text: str | None) -> date | None:
    """The day of a feed's date, as it stands there: in New York."""
    try:
        return parsedate_to_datetime(text or "").date()
    except (ValueError, TypeError):
        return None
