"""Rule *title*: the paper was published under another title than its rows bear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model import Claim, Edit, Entry, Evidence, Finding, Paper, PaperFacts, Proposal
from bot.rules.authors import agree
from bot.rules.case import Case
from bot.rules.claims import DECIDERS, evidence
from bot.rules.confidence import RENAMED
from bot.text.titles import key

RULE = "title"
_UNSAFE = re.compile(r"[|\\$<>`*_\[\]{}]")
"""Signs that Markdown, HTML or TeX read as more than themselves."""


def judge(case: Case) -> Iterator[Proposal | Finding]:
    """For a paper that arXiv and a conference call otherwise, alike: the new title in each of its rows."""
    for paper in case.papers:
        newest = None if paper.doubt else next(iter(case.known.called(paper.id)), None)
        known = {key(title) for title in case.titles(paper)}
        if newest and newest.title and key(newest.title) in known and not _listed_so(newest.title, paper.title):
            authors = case.authors(paper)
            published = [
                claim for claim in case.claims(paper) if _bears(claim, newest.title) and agree(claim.authors, authors) is not False
            ]
            # What a row has beside a title is its own: only one that arXiv gave is known to end where it does.
            if published and key(paper.title) in {key(title) for title in case.known.titles(paper.id)}:
                yield _judged(paper, newest, newest.title, published[0])


def _listed_so(title: str, row: str) -> bool:
    """Whether the row bears that title, up to spelling, or its own name for the paper before or behind it."""
    own, new = key(row), key(title)
    rest = key(title.partition(":")[2])
    return own == new or (len(new) > 0 and new in own) or (len(rest) > 0 and rest == own)


def _bears(claim: Claim, title: str) -> bool:
    return claim.source in DECIDERS and claim.status == "accepted" and key(claim.title or "") == key(title)


def _judged(paper: Paper, newest: PaperFacts, title: str, published: Claim) -> Proposal | Finding:
    said = (
        evidence(published, paper.title),
        Evidence(newest.source, f"calls it “{title}” in version {newest.version or 1}", newest.url, newest.read_at),
    )
    edits = [edit for entry in paper.entries if (edit := _edit(entry, title))]
    if len(edits) < len(paper.entries):
        says = f"published as “{title}”; the rows' cells can't be rewritten with certainty"
        return Finding(RULE, str(paper.id), paper.title, paper.lines, says, said)
    return Proposal(
        rule=RULE,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=tuple(edits),
        evidence=said,
        confidence=RENAMED,
        about="title",
        value=key(title),
        says=f"published as “{title}”",
    )


def _edit(entry: Entry, title: str) -> Edit | None:
    """The title in place of the row's own words for it, where these stand in the cell once and as they are."""
    cell = entry.row.cell("title") or ""
    if entry.row.ragged or cell.count(entry.title) != 1 or _UNSAFE.search(title):
        return None
    return Edit(entry.row.line, "title", cell, cell.replace(entry.title, title))
