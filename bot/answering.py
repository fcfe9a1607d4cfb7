"""Whether each source answers: one cheap request to each, with its manners but without their patience."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.arxivapi import MANNERS as ARXIV
from bot.config import ListConfig
from bot.delivery.checkup import Check, fail, ok, warn
from bot.environment import MAILTO, URLS, Environment
from bot.errors import SourceError
from bot.model import PaperId, SourceName
from bot.ports import Stretch, Wanted
from bot.sources import accepted_papers, crossref, openreview
from bot.sources.arxiv import Arxiv
from bot.sources.arxiv_feeds import ArxivFeeds
from bot.sources.arxiv_harvests import ArxivHarvests
from bot.sources.crossref import Crossref
from bot.sources.openreview import OpenReview
from bot.sources.semantic_scholar import KEYED, KEYLESS, SemanticScholar
from bot.text.venues import VenueBook
from bot.web import Manners, Web

KNOWN = PaperId("arxiv", "1706.03762")
"""A paper that everybody has; a source that has not answers too."""
TITLE = "Attention Is All You Need"
FILE = "nips/nips2023.json"
CATEGORY = "cs.GL"
"""Of arXiv, with a paper or two a day: its feed and its changes are short."""
LOOKED = ("arxiv-feeds", "arxiv-changes")
"""What only the nightly look for papers asks."""

_PASSING = re.compile(rf"it answers (406|429|5\d\d)|{openreview.CHALLENGE}")
_REFUSING = re.compile(r"it answers (401|403)")
_KEY = "SEMANTIC_SCHOLAR_API_KEY"
_LATER = "the next night reads what this one can't"


def sources(settings: Environment, book: VenueBook, lists: Collection[ListConfig], today: date) -> Iterator[Check]:
    """Each source that any list uses."""
    arxiv = Web(_brisk(ARXIV))  # one for all of arXiv's services: they count their requests together
    tries: Mapping[str, Callable[[], Check]] = {
        "semantic-scholar": lambda: _scholar(settings, book, today),
        "arxiv": lambda: _said("arxiv", "arxiv", _arxiv(settings, arxiv, today)),
        "arxiv-feeds": lambda: _feeds(settings, arxiv, today),
        "arxiv-changes": lambda: _changes(settings, arxiv, today),
        "accepted-papers": lambda: _said("accepted-papers", "accepted_papers", _accepted(settings)),
        "openreview": lambda: _said("openreview", "openreview", _openreview(settings, book, today)),
        "crossref": lambda: _crossref(settings, book, today),
    }
    for name, attempt in tries.items():
        yield attempt() if any(_uses(one, name) for one in lists) else ok(name, "off in every list's configuration")


def _uses(config: ListConfig, name: str) -> bool:
    return config.candidates.enabled and config.source("arxiv").enabled if name in LOOKED else config.source(name).enabled


def _scholar(settings: Environment, book: VenueBook, today: date) -> Check:
    key = settings.semantic_scholar_key
    name: SourceName = "semantic-scholar"
    client = SemanticScholar(settings.semantic_scholar, key, Web(_brisk(KEYED if key else KEYLESS)), book)
    problem = next(iter(client.lookup([Wanted(KNOWN, TITLE, KNOWN)], today).failed.values()), "")
    if key and _REFUSING.match(problem):
        return fail(name, f"{problem}, with the key of {_KEY}", "Copy the key again, or unset it: it answers without one, slowly")
    if not key and _PASSING.match(problem):
        return warn(name, f"{problem}: without a key its limits are shared with everybody", f"Try again later, or set {_KEY}")
    pace = "with a key: a request a second" if key else f"without a key: a request in {KEYLESS.interval:g} seconds; {_KEY} makes it faster"
    return _said(name, "semantic_scholar", problem, pace)


def _arxiv(settings: Environment, web: Web, today: date) -> str:
    found = Arxiv(settings.arxiv, web).lookup([KNOWN], today)
    return next(iter(found.failed.values()), "")


def _feeds(settings: Environment, web: Web, today: date) -> Check:
    """Whether the feed of a category can be read; without an announcement it is empty, and that is well."""
    found = ArxivFeeds(settings.arxiv_feed, web).lookup([CATEGORY], today)
    flaw = next((one.flaw for one in found.found.values()), "")
    if flaw:
        return warn("arxiv-feeds", flaw, "Nothing to do now: what feeds leave out is searched for")
    problem = next(iter(found.failed.values()), f"it knows no {CATEGORY}" if found.missing else "")
    return _said("arxiv-feeds", "arxiv_feed", problem, later=_LATER)


def _changes(settings: Environment, web: Web, today: date) -> Check:
    day = today - timedelta(1)
    found = ArxivHarvests(settings.arxiv_oai, web).lookup([Stretch(CATEGORY, day, day)])
    return _said("arxiv-changes", "arxiv_oai", next(iter(found.failed.values()), ""), later=_LATER)


def _accepted(settings: Environment) -> str:
    """What is wrong with the first byte of one of its lists, each of which is long."""
    try:
        with Web(_brisk(accepted_papers.MANNERS)).stream(f"{settings.accepted_papers}/{FILE}", limit=1 << 20) as (answer, body):
            if answer.status_code != 200:
                return f"it answers {answer.status_code}"
            return "" if body.read(1) == b"[" else "its answer is no list of papers"
    except SourceError as problem:
        return problem.what


def _openreview(settings: Environment, book: VenueBook, today: date) -> str:
    client = OpenReview(settings.openreview, Web(_brisk(openreview.MANNERS)), book)
    return next(iter(client.lookup([Wanted(KNOWN, TITLE, None)], today).failed.values()), "")


def _crossref(settings: Environment, book: VenueBook, today: date) -> Check:
    manners = _brisk(crossref.POLITE if settings.mailto else crossref.PUBLIC)
    found = Crossref(settings.crossref, settings.mailto, Web(manners), book).lookup([Wanted(KNOWN, TITLE, None)], today)
    pace = "in the polite pool" if settings.mailto else f"for anyone: a search a second; {MAILTO} makes it three"
    return _said("crossref", "crossref", next(iter(found.failed.values()), ""), pace)


def _brisk(manners: Manners) -> Manners:
    return replace(manners, timeout=15.0, patience=0.0)


def _said(name: str, setting: str, problem: str, note: str = "", later: str = "the bot goes on with what it knew of it") -> Check:
    if not problem:
        return ok(name, f"it answers{f'; {note}' if note else ''}")
    if _PASSING.match(problem):
        return warn(name, problem, f"Try again later; {later}")
    return fail(name, problem, f"Check the network, the proxy, and {URLS[setting][0]} if it is set")
