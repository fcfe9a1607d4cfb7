"""Of which papers OpenReview and Crossref are asked tonight: they answer for one at a time, and few a minute. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.ledger import Asked
from bot.model import Lookup, Paper, PaperId, SourceName
from bot.ports import Wanted
from bot.rules.case import Case
from bot.rules.claims import Judgement, publication
from bot.text.titles import title_id

TONIGHT: Mapping[SourceName, int] = {"openreview": 20, "crossref": 30}
"""Papers that a source is asked for in a night."""
AGAIN, AGAIN_FOUND = 14, 30
"""Days after which one that it lacked, or had, is asked for again."""

_SCHEMES: Mapping[SourceName, str] = {"openreview": "openreview", "crossref": "doi"}
_PREPRINTS = "10.48550/"
"""How arXiv's own DOIs begin, which Crossref doesn't hold."""


def wanted(case: Case, source: SourceName, asked: Iterable[Asked]) -> list[Wanted]:
    """The papers whose venue is open, those asked for longest ago or never first; among these, those of which a source says something."""
    last = {one.paper: one for one in asked if one.source == source}
    found = dict[PaperId, tuple[tuple[date, bool], Paper]]()
    for paper in case.papers:
        judgement = case.judgement(paper)
        before = last.get(_name(paper))
        if _open(case, paper, judgement) and _due(before, case.today):
            # The same night twice asks for the same papers.
            day = before.day if before and before.day < case.today else date.min
            found.setdefault(_name(paper), ((day, not judgement.hearsay), paper))
    first = sorted(found.values(), key=lambda one: one[0])[: TONIGHT[source]]
    return [_wanted(case, paper, source) for _, paper in first]


def remembered(case: Case, source: SourceName, asked: Iterable[Asked], answer: Lookup[PaperId, Any]) -> tuple[Asked, ...]:
    """What was asked for, after tonight: what failed will be asked for again, what left the list is forgotten."""
    listed = {_name(paper) for paper in case.papers}
    now = {name: Asked(name, source, case.today, found=name in answer.found) for name in (*answer.found, *answer.missing)}
    kept = [one for one in asked if one.source != source or (one.paper in listed and one.paper not in now)]
    return (*kept, *now.values())


def _name(paper: Paper) -> PaperId:
    return title_id(paper.title) if paper.doubt else paper.id


def _due(before: Asked | None, today: date) -> bool:
    if before is None or before.day >= today:
        return True
    return (today - before.day).days >= (AGAIN_FOUND if before.found else AGAIN)


def _open(case: Case, paper: Paper, judgement: Judgement) -> bool:
    """Whether nothing is proven, and a row states no venue, a workshop only, or a venue that a claim speaks against."""
    if judgement.proofs:
        return False
    stated = [one for entry in paper.entries for one in entry.stated.publications]
    places = {(one.venue, one.year) for one in stated}
    if any(entry.stated.kind in ("date", "preprint", "nothing") for entry in paper.entries) or all(
        one.track == "workshop" for one in stated
    ):
        return True
    claimed = [publication(claim, case.book) for claim in judgement.hearsay if case.book.venue(claim.venue)]
    others = [one for one in claimed if one.venue not in dict(places) or (one.year and (one.venue, one.year) not in places)]
    return bool(stated) and bool(judgement.denials or others)


def _wanted(case: Case, paper: Paper, source: SourceName) -> Wanted:
    ids = [] if paper.doubt else list(_ids(case, paper, _SCHEMES[source]))
    titles: Sequence[str] = case.titles(paper)[1:]
    return Wanted(_name(paper), paper.title, ids[0] if ids else None, titles=tuple(titles), authors=case.authors(paper))


def _ids(case: Case, paper: Paper, scheme: str) -> Iterable[PaperId]:
    """What its links name it, and the DOI that arXiv gives it."""
    yield from (one for entry in paper.entries for one in entry.ids if one.scheme == scheme)
    facts = [fact for fact in case.known.facts.get(str(paper.id), ()) if fact.source == "arxiv"] if scheme == "doi" else []
    yield from (PaperId("doi", fact.doi.lower()) for fact in facts if fact.doi.startswith("10.") and not fact.doi.startswith(_PREPRINTS))
