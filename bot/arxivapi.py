"""arXiv's manners and its papers as it tells them in Atom (https://info.arxiv.org/help/api/user-manual.html)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import feedparser

from bot.errors import SourceError
from bot.fields import day
from bot.model import PaperFacts, PaperId
from bot.text.links import arxiv_id
from bot.web import Answer, Manners

# One request every 3 s over one connection, whichever of its services is asked (terms of use of arXiv's APIs);
# 406 is how its edge throttles since 2026.
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


def unusable(what: str, url: str, answer: Answer) -> SourceError:
    """An answer of the service at `url` that can't be used; with status 200 the next may be better."""
    return SourceError(what, where=urlsplit(url).netloc, passing=answer.status == 200)


def require_no_page(answer: Answer, url: str) -> None:
    """SourceError for an answer that declares a document type: arXiv's never do, and one would name entities to expand."""
    if b"<!DOCTYPE" in answer.body[:2000].upper():
        raise unusable(f"it answers {answer.status} with a web page", url, answer)


def parsed(answer: Answer, url: str, kind: str) -> Any:
    """A feed that isn't a web page, by feedparser; `kind` is `atom` or `rss`. It may be damaged."""
    require_no_page(answer, url)
    headers = {"content-type": f"application/{kind}+xml"}
    return feedparser.parse(io.BytesIO(answer.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def broken(feed: Any) -> bool:
    """Whether it is no well-formed XML; a wrong name for its encoding breaks nothing."""
    return bool(feed.bozo) and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride)


def page(answer: Answer, url: str, today: date) -> tuple[dict[PaperId, PaperFacts], int]:
    """The papers of an answer of the query API, in its order, and how many there are in all."""
    feed = parsed(answer, url, "atom")
    if answer.status != 200:
        raise unusable(f"it answers {answer.status}{error(feed)}", url, answer)
    if broken(feed):
        raise unusable("its answer is no well-formed feed", url, answer)
    total = str(feed.feed.get("opensearch_totalresults", ""))
    if not re.fullmatch(r"[0-9]{1,7}", total):
        raise unusable("its answer is no list of papers", url, answer)
    found = {fact.paper: fact for entry in feed.entries if (fact := _fact(entry, today))}
    if len(found) != len(feed.entries):
        raise unusable(f"its answer holds what was not asked for{error(feed)}", url, answer)
    return found, int(total)


def _fact(entry: Any, today: date) -> PaperFacts | None:
    """An entry as facts; None for an error's, or for one without what every paper has."""
    match = re.search(r"/abs/(.+?)v([0-9]{1,4})$", entry.get("id", ""))
    name = arxiv_id(match[1]) if match else None
    published, updated, title = day(entry.get("published")), day(entry.get("updated")), words(entry.get("title"))
    if not match or not name or not published or not title:
        return None
    comment = words(entry.get("arxiv_comment"))
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
        categories=categories(entry),
        comment=comment,
        journal_ref=words(entry.get("arxiv_journal_ref")),
        doi=entry.get("arxiv_doi", "").strip(),
        withdrawn=bool(_WITHDRAWN.search(comment)),
        links=links(f"{entry.get('summary', '')} {comment}"),
        abstract=words(entry.get("summary")),
    )


def words(text: Any) -> str:
    """A field's text on one line."""
    return " ".join(str(text or "").split())


def categories(entry: Any) -> tuple[str, ...]:
    """An entry's, the primary one first."""
    return tuple(tag["term"] for tag in entry.get("tags", []) if _CATEGORY.fullmatch(tag.get("term") or ""))


def links(text: str) -> tuple[str, ...]:
    """The URLs in it, in order, without the sentence's punctuation behind them."""
    found = (match[0].rstrip(".,;:!?*_~") for match in _URL.finditer(text))
    return tuple(dict.fromkeys(url if "//" in url else f"https://{url}" for url in found))[:_LINKS]


def _authors(entry: Any) -> Iterator[str]:
    for author in entry.get("authors", []):
        if name := words(author.get("name")):
            yield name


def error(feed: Any) -> str:
    """What an error feed says, shortened."""
    for entry in feed.entries[:1]:
        if entry.get("title") == "Error":
            return f": {words(entry.get('summary'))[:200]}"
    return ""
