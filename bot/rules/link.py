"""Rule *link*: a page that the list links and that is gone for several nights. A finding: what to link instead, a person knows."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from bot.model import Entry, Evidence, Finding, PageFacts, Paper
from bot.rules.case import Case
from bot.text.links import links, paper_id

RULE = "link"
NIGHTS = 3
"""On which a page must be dead before that is said, and the days between the first and the last of them."""

_ASKED = ("arxiv", "doi", "openreview")
"""Schemes of papers that other sources answer for, or whose hosts answer no program."""
_COVERED = ("github.com", "arxiv.org", "doi.org", "openreview.net", "semanticscholar.org")


def judge(case: Case) -> Iterator[Finding]:
    """One finding for each paper and page. What a server keeps to itself (401, 403), or doesn't answer in time, is not dead."""
    for paper in case.papers:
        for url in dict.fromkeys(url for entry in paper.entries for url in pages(entry)):
            facts = case.known.pages.get(url)
            if facts and gone(facts):
                yield _finding(paper, url, facts)


def gone(facts: PageFacts) -> bool:
    """Whether a page is dead for long enough to say so."""
    lasted = (facts.read_at - facts.since).days if facts.since else 0
    return facts.status == "dead" and facts.nights >= NIGHTS and lasted >= NIGHTS


def pages(entry: Entry) -> Iterator[str]:
    """The pages that a row links and that no other source looks after."""
    for column in ("title", "link", "site"):
        for one in links(entry.row.cell(column) or ""):
            if not one.image and (url := page(one.url)):
                yield url


def page(url: str) -> str | None:
    """The address to ask for, without the place within the page; None where it is no web page, or another source's."""
    try:
        whole = urldefrag(url)[0]
        parts = urlsplit(whole)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    name = paper_id(whole)
    if parts.scheme.lower() not in ("http", "https") or not host or (name and name.scheme in _ASKED):
        return None
    return None if within(host, _COVERED) else whole


def within(host: str, domains: tuple[str, ...]) -> bool:
    """Whether the host is one of these domains, or below one."""
    return any(host == one or host.endswith(f".{one}") for one in domains)


def _finding(paper: Paper, url: str, facts: PageFacts) -> Finding:
    lines = tuple(entry.row.line for entry in paper.entries if url in pages(entry))
    proof = Evidence(facts.source, "there is no such page", url, facts.read_at)
    return Finding(RULE, str(paper.id), paper.title, lines, f"its link {url} is dead since {facts.since}", (proof,))
