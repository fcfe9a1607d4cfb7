"""Which web pages are asked for tonight, and what is known after their answers. Few a night: nothing there is urgent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.model import Known, Lookup, PageFacts, SourceReport
from bot.ports import Pages
from bot.rules import link, site
from bot.rules.case import Case
from bot.text.titles import key, wordy
from bot.text.webpage import arxiv_ids, calls_itself

NIGHTLY = 20
"""Pages asked for in a night at the most."""
_DEAD = 10
"""Of them those that were dead the last time: too many would leave no room for others."""
_AGAIN = {"alive": 30, "dead": 7, "unknown": 7}
"""Days after which a page is asked for again. A dead one is every night, and after these days its facts get a new date."""


def visit(pages: Pages, case: Case, known: Known) -> tuple[Known, SourceReport]:
    """What is known after tonight's pages. That a page doesn't answer is no failure of a source."""
    urls = due(case)
    answer = pages.lookup(urls, reader(case))
    answered = len(answer.found) + len(answer.missing)
    report = SourceReport(
        status="ok",
        asked=len(urls),
        found=len(answer.found),
        missing=len(answer.missing),
        failed=len(answer.failed),
        requests=answer.requests,
        newest=case.today if answered else None,
        says="; ".join(dict.fromkeys(answer.failed.values())),
    )
    return learned(known, answer, case.today), report


def due(case: Case) -> list[str]:
    """Those dead the last time, then those never seen, then those seen longest ago; few enough for a night."""
    linked = [url for paper in case.papers for entry in paper.entries for url in link.pages(entry)]
    told = [one.url for _, found in site.wanted(case) for one in found]
    facts = {url: case.known.pages.get(url) for url in (*linked, *told)}

    def seen(url: str) -> date:
        one = facts[url]
        return one.read_at if one else date.min

    dead = sorted((url for url, one in facts.items() if one and one.status == "dead"), key=seen)[:_DEAD]
    others = [url for url, one in facts.items() if not one or (one.status != "dead" and _old(one, case.today))]
    # A second run of the same night has none left.
    spent = sum(one.read_at == case.today for url, one in facts.items() if one and url not in dead)
    return dead + sorted(others, key=seen)[: max(0, NIGHTLY - len(dead) - spent)]


def reader(case: Case) -> Callable[[str, str], tuple[str, ...]]:
    """What a page, by where it was found at last and its HTML, says of whose it is.

    It is a paper's where it bears the title as its own, or where that is the only arXiv paper on it.
    """
    titled = dict[str, set[str]]()
    for paper in case.papers:
        for title in case.titles(paper) if not paper.doubt else ():
            if wordy(title):
                titled.setdefault(key(title), set()).add(str(paper.id))
    listed = {paper.id for paper in case.papers if not paper.doubt}

    def names(where: str, html: str) -> tuple[str, ...]:
        ids = arxiv_ids(html)
        found = {str(one) for one in ids & listed} if len(ids) == 1 else set()
        for title in calls_itself(html, frozenset(titled)):
            found |= titled[title]
        return tuple(sorted(found)) if site.is_site(where) else ()

    return names


def learned(known: Known, answer: Lookup[str, tuple[str, ...]], today: date) -> Known:
    """With tonight's answers."""
    before = {one.url: one for one in known.pages if one.read_at <= today}
    fresh = {url: PageFacts(url, today, "alive", names=names) for url, names in answer.found.items()}
    fresh |= {url: _dead(before.get(url), url, today) for url in answer.missing}
    fresh |= {url: one for url in answer.failed if (one := _unknown(before, url, today))}
    kept = [one for one in known.pages if one.read_at > today or one.url not in fresh]
    return replace(known, pages=(*kept, *fresh.values()))


def _dead(old: PageFacts | None, url: str, today: date) -> PageFacts:
    """Another night of a row, or its first. What is surely gone changes no more, but for its date now and then."""
    if not old or old.status != "dead" or old.since is None:
        return PageFacts(url, today, "dead", since=today, nights=1)
    if old.read_at == today or (link.gone(old) and not _old(old, today)):
        return old
    return replace(old, read_at=today, nights=old.nights + 1)


def _unknown(before: Mapping[str, PageFacts], url: str, today: date) -> PageFacts | None:
    """An end to a row of dead nights. A page that was alive counts as alive for another month; None: it stays as it was."""
    old = before.get(url)
    if old and old.status == "alive" and (today - old.read_at).days < 2 * _AGAIN["alive"]:
        return None
    return PageFacts(url, today, "unknown")


def _old(one: PageFacts, today: date) -> bool:
    return (today - one.read_at).days >= _AGAIN[one.status]
