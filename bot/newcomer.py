"""A paper that is to be a row: what is known of it, proven as for the rows that are there. Knows ports, not clients.

It stands in a row of its own beside the list's, and every source is asked of it, and judged by, as of any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.candidates import Learned, Newcomer, Part
from bot.config import ListConfig
from bot.enrich import ask
from bot.learn import facts
from bot.model import Claim, Column, Entry, Evidence, Known, Lookup, Paper, PaperFacts, PaperId, Row, SourceName, SourceReport, Stated
from bot.ports import Papers, Services
from bot.rules import code, identity, site, venue
from bot.rules.authors import agree
from bot.rules.case import Case
from bot.rules.claims import evidence
from bot.rules.settle import settle
from bot.sync import ids_by_title, relearn, used
from bot.text.links import month_of, paper_id
from bot.text.titles import key, renamed

_COLUMNS: tuple[Column, ...] = ("title", "repository", "site", "venue")
_NAMING = ("doi", "openreview", "acl", "cvf")


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those learned of, by their names, and how each source took part."""

    learned: Mapping[PaperId, Learned]
    reports: Mapping[SourceName, SourceReport]


class _Told:
    """arXiv, which said today already what it knows of some papers."""

    def __init__(self, facts: Mapping[PaperId, PaperFacts], arxiv: Papers) -> None:
        self._facts = facts
        self._arxiv = arxiv

    def lookup(self, ids: Sequence[PaperId], today: date, *, first: bool = False) -> Lookup[PaperId, PaperFacts]:
        told = {} if first else {one: self._facts[one] for one in ids if one in self._facts}
        answer = self._arxiv.lookup([one for one in ids if one not in told], today, first=first)
        return replace(answer, found={**told, **answer.found})


def learn_newcomers(
    case: Case,
    config: ListConfig,
    known: Known,
    services: Services | None,
    papers: Sequence[tuple[PaperFacts, tuple[PaperId, ...]]],
    say: Callable[[str], None],
) -> Newcomers:
    """What is known of papers that the list lacks, after every source that is on was asked of all of them at once.

    `papers` are what a source says of each, with its other names. Without `services` only what is `known` counts. Nothing of
    what was asked is to be remembered: conferences' lists are read for these papers alone.
    """
    known = facts(known, (one for one, _ in papers), case.today)
    beside = _beside(relearn(case, used(known, config)), papers)
    reports: Mapping[SourceName, SourceReport] = {}
    if services and papers:
        today = {one.paper: one for one, _ in papers if one.source == "arxiv" and one.read_at == case.today}
        told = ask(beside, config, known, replace(services, arxiv=_Told(today, services.arxiv)), say)
        known, reports = told.known, told.reports
    failed = frozenset(name for name, one in reports.items() if one.status in ("failed", "partial"))
    judged = replace(relearn(beside, used(known, config)), unheard=failed)
    pages = {paper.id: own for paper, some in site.wanted(judged) if (own := site.seen(judged, paper, some))}
    learned = {paper.entries[0].ids[0]: _learned(judged, config, paper, pages.get(paper.id)) for paper in judged.papers}
    return Newcomers(learned, reports)


def listed(case: Case, newcomer: Newcomer) -> Entry | None:
    """The row that has the paper already: by one of its ids, its title, or much the same title and the same authors."""
    for paper in case.papers:
        for entry in paper.entries:
            if {*newcomer.ids} & {*entry.ids}:
                return entry
    title = key(newcomer.title)
    for paper in case.papers:
        titles = case.titles(paper)
        if title and title in map(key, titles):
            return paper.entries[0]
        if any(renamed(newcomer.title, one) for one in titles) and agree(newcomer.authors, case.authors(paper)):
            return paper.entries[0]
    return None


def _beside(case: Case, papers: Sequence[tuple[PaperFacts, tuple[PaperId, ...]]]) -> Case:
    """The list's case with these papers for its rows, each without code, page and venue, on lines behind its end."""
    entries = [_entry(len(case.document.lines) + n, one, ids) for n, (one, ids) in enumerate(papers, 1)]
    titles = {**case.listed}
    for title, ids in ids_by_title(entries).items():
        titles[title] = titles.get(title, frozenset()) | ids
    rows = {entry.row.line: entry.row for entry in entries}
    return replace(case, rows=rows, papers=identity.papers(entries, case.known), listed=titles, badges={})


def _entry(line: int, one: PaperFacts, ids: tuple[PaperId, ...]) -> Entry:
    posted = (one.submitted.year, one.submitted.month) if one.submitted else month_of(one.paper)
    row = Row(line, (), (one.title or "", "", "", ""), {name: n for n, name in enumerate(_COLUMNS)})
    stated = Stated("date", month=posted) if posted else Stated("nothing")
    return Entry(row, tuple(dict.fromkeys((one.paper, *ids))), one.title or "", None, None, stated)


def _learned(case: Case, config: ListConfig, paper: Paper, page: site.Own | None) -> Learned:
    entry = paper.entries[0]
    verdict = settle(entry.stated, case.judgement(paper), case.book, venue.posted(case, paper, entry))
    sure = verdict.publication is not None and verdict.confidence >= config.rule(venue.RULE).pull_request and not paper.doubt
    proof, own = verdict.claims if sure else (), None if paper.doubt else code.own(case, paper)
    newest = (case.known.called(paper.id) or case.facts(paper))[:1]
    shown: dict[Part, tuple[Evidence, ...]] = {
        "paper": tuple(map(_calls, newest)),
        "venue": tuple(evidence(claim, paper.title) for claim in proof),
        "code": own.evidence if own else (),
        "site": page.evidence if page else (),
    }
    newcomer = Newcomer(
        ids=tuple(dict.fromkeys((*entry.ids, *_names(newest, proof)))),
        title=paper.title,
        authors=case.authors(paper),
        submitted=case.submitted(paper),
        publication=verdict.publication if sure else None,
        page=next(_pages(proof), None),
        repository=own.slug if own else None,
        site=page.url if page else None,
    )
    withdrawn = any(one.withdrawn for one in newest)
    return Learned(newcomer, {part: some for part, some in shown.items() if some}, withdrawn, "" if sure else verdict.says)


def _calls(one: PaperFacts) -> Evidence:
    submitted = f", submitted {one.submitted:%d %b %Y}" if one.submitted else ""
    return Evidence(one.source, f"calls it “{one.title}”{submitted}", one.url, one.read_at)


def _names(facts: Sequence[PaperFacts], proof: Sequence[Claim]) -> Iterator[PaperId]:
    """What else it is called: by the DOI that arXiv gives, and where the proof has it."""
    urls = (*(f"https://doi.org/{one.doi}" for one in facts if one.doi), *(claim.url for claim in proof))
    for url in urls:
        name = paper_id(url)
        if name and name.scheme in _NAMING:
            yield name


def _pages(proof: Sequence[Claim]) -> Iterator[str]:
    """Where the published paper is shown."""
    yield from (claim.url for claim in proof if (name := paper_id(claim.url)) and name.scheme in _NAMING)
