"""What Semantic Scholar knows beside a list's papers: what is like them, and what cites several of them. Knows the port, not its client.

Few requests a night: one for what is like them, and one for each of a handful of the list's papers, in turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.candidates import Candidate, Cited
from bot.model import Lookup, Paper, PaperId, SourceReport
from bot.ports import Services
from bot.rules.case import Case
from bot.text.links import month_of
from bot.text.titles import key

EXAMPLES = 100
"""Of the list's papers, the newest, and of what was refused, at most."""
TONIGHT = 10
"""Papers of which it is asked in one night what cites them."""
YOUNG = timedelta(days=365)
"""How long ago what cites them was published, at the most."""
SEVERAL = 3
"""Papers of the list that one must cite; of a short list a fifth, and two at least."""
CROWD = 500
"""Of a paper that more cite in a year, a citation says nothing."""

_SCHEMES = ("arxiv", "doi", "acl")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came up, what to remember of tonight, and how the service took part."""

    candidates: tuple[Candidate, ...]
    cited: tuple[Cited, ...]
    report: SourceReport


def suggest(case: Case, refused: Collection[PaperId], services: Services, cited: Sequence[Cited]) -> Suggested:
    """Papers that the list lacks and nobody refused; `cited` is what is remembered of the nights before.

    Asked for are papers that Semantic Scholar is known to have. Where it doesn't answer the first question, it is left alone.
    """
    listed, today = _listed(case), case.today
    liked = list(listed)[:EXAMPLES]
    first = services.suggestions.recommended(liked, sorted(refused, reverse=True)[:EXAMPLES], today)
    asked = [] if first.failed else _due(listed, cited, today)
    second = services.suggestions.citing(asked, today - YOUNG, today)
    remembered = _remembered(listed, cited, second, today)
    found = _together((*first.found.values(), *(one for some in second.found.values() for one in some)), listed, remembered)
    enough = min(SEVERAL, max(2, -(-len(listed) // 5)))
    kept = [one for one in found if "recommended" in one.via or len(one.cites) >= enough]
    return Suggested(tuple(_lacking(case, refused, kept)), remembered, _report(len(asked) + bool(liked), first, second, today))


def _listed(case: Case) -> dict[PaperId, str]:
    """The names of the list's papers by the ids that Semantic Scholar has them by, the newest first."""
    known = {place for place, facts in case.known.facts.items() if any(one.source == "semantic-scholar" for one in facts)}
    found = dict[PaperId, Paper]()
    for paper in case.papers:
        ids = [] if paper.doubt else [one for entry in paper.entries for one in entry.ids if one.scheme in _SCHEMES]
        if ids and str(paper.id) in known:
            found.setdefault(ids[0], paper)
    ordered = sorted(found, key=lambda one: (_month(case, found[one]), one), reverse=True)
    return {one: str(found[one].id) for one in ordered}


def _month(case: Case, paper: Paper) -> tuple[int, int]:
    """When it was submitted; of an unknown one, long ago."""
    posted = case.submitted(paper)
    return (posted.year, posted.month) if posted else month_of(paper.id) or (0, 0)


def _due(listed: Mapping[PaperId, str], cited: Sequence[Cited], today: date) -> list[PaperId]:
    """Those never asked for, then those asked for longest ago. The same night twice asks for the same ones."""
    last = {one.paper: one.day for one in cited if one.day < today}
    return sorted(listed, key=lambda one: last.get(one, date.min))[:TONIGHT]


def _remembered(
    listed: Collection[PaperId], cited: Sequence[Cited], answer: Lookup[PaperId, tuple[Candidate, ...]], today: date
) -> tuple[Cited, ...]:
    """With tonight's answers instead of what was known of the same papers; what left the list is forgotten."""
    fresh = {paper: Cited(paper, today) for paper in answer.missing}
    for paper, citing in answer.found.items():
        names = sorted(one.name for one in citing)
        fresh[paper] = Cited(paper, today, tuple(names) if len(names) <= CROWD else ())
    return (*(one for one in cited if one.paper in listed and one.paper not in fresh), *fresh.values())


def _together(found: Iterable[Candidate], listed: Mapping[PaperId, str], cited: Sequence[Cited]) -> list[Candidate]:
    """One of each paper, by all the ways in which it came up, with all of the list's papers that it is known to cite."""
    citing = dict[str, set[str]]()
    for paper in cited:
        for name in paper.by:
            citing.setdefault(name, set()).add(listed[paper.paper])
    whole = dict[str, Candidate]()
    for one in found:
        before = whole.get(one.name)
        via = tuple(dict.fromkeys((*before.via, *one.via))) if before else one.via
        facts = before.facts if before else one.facts  # what is recommended comes first, and is known better
        whole[one.name] = replace(one, facts=facts, via=via, cites=tuple(sorted(citing.get(one.name, ()))))
    return list(whole.values())


def _lacking(case: Case, refused: Collection[PaperId], found: Iterable[Candidate]) -> Iterable[Candidate]:
    """Those that no row of the list has, by id or title, and that nobody refused, in an order of their own."""
    ids = {name for paper in case.papers for entry in paper.entries for name in entry.ids}
    titles = {key(title) for paper in case.papers for title in case.titles(paper)}
    for one in sorted(found, key=lambda one: one.name):
        if one.facts.paper not in ids and one.facts.paper not in refused and key(one.facts.title or "") not in titles:
            yield one


def _report(asked: int, first: Lookup[PaperId, Candidate], second: Lookup[PaperId, tuple[Candidate, ...]], today: date) -> SourceReport:
    """Of the question what is like the list, and of those what cites each paper."""
    failed = bool(first.failed) + len(second.failed)
    answered = asked - failed
    return SourceReport(
        status="ok" if not failed else "partial" if answered else "failed",
        asked=asked,
        found=answered - len(second.missing),
        missing=len(second.missing),
        failed=failed,
        requests=first.requests + second.requests,
        newest=today if answered else None,
        says="; ".join(dict.fromkeys((*first.failed.values(), *second.failed.values()))),
    )
