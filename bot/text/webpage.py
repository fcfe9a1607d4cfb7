"""Which papers' own page a web page is: what its title and headings say, and which arXiv papers it links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.model import PaperId
from bot.text.links import arxiv_id
from bot.text.titles import key, plain

_OPENED = re.compile(r"<(title|h1)\b[^<>]{0,500}>", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:title|h1)\b", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_TITLE = re.compile(r"(?:og|twitter|citation_?|dc\.):?title", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|\barxiv:\s?|\beprint\s?=\s?[{\"])([0-9]{4}\.[0-9]{4,5}(?![0-9])|[a-z-]{2,10}(?:\.[a-z]{2})?/[0-9]{7})",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s+[|·•–—-]+\s+")
_VENUE = re.compile(r"\s*[\[(]?\b[A-Z][A-Za-z]{2,15}\s?['’]?(?:20)?[0-9]{2}\b[^a-z]{0,20}$")
_MOST = 50
"""Headings that are looked at; a page with more is no paper's."""
_LONGEST = 2000
"""Characters of a heading with its markup."""


def headings(html: str) -> list[str]:
    """What the page calls itself: its title, main headings, and the titles it gives to those who share it."""
    return [text for text in (plain(one) for one in islice(_headings(html), _MOST)) if text]


def _headings(html: str) -> Iterator[str]:
    for match in _OPENED.finditer(html):
        end = _CLOSED.search(html, match.end(), match.end() + _LONGEST)
        yield html[match.end() : end.start()] if end else ""
    for match in _META.finditer(html):
        if _TITLE.search(match[0]) and (content := _CONTENT.search(match[0])):
            yield content[1] or content[2] or ""


def arxiv_ids(html: str) -> frozenset[PaperId]:
    """The arXiv papers that the page links or cites."""
    return frozenset(found for match in _ARXIV.finditer(html) if (found := arxiv_id(match[1])))


def calls_itself(html: str, titles: frozenset[str]) -> frozenset[str]:
    """Of those titles, by their keys, the ones that the page bears as its own: alone, beside a venue, or as a part between bars."""
    parts = (part for one in headings(html) for part in (one, *_BAR.split(one)))
    return titles & {key(one) for part in parts for one in (part, _VENUE.sub("", part))}
