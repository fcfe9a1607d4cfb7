"""All reading of the world, once and up front: which papers, repositories and lists to ask for, and what is known after it.

Knows ports, not clients. What a source doesn't answer stays as it was known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import asking, learn, readmes, visiting
from bot.config import ListConfig
from bot.errors import SourceError
from bot.habits import places
from bot.ledger import Asked, Tag
from bot.model import Count, Known, Lookup, Paper, PaperId, SourceName, SourceReport
from bot.ports import Publications, Services, Wanted
from bot.proceedings import Wish, absent
from bot.rules import identity
from bot.rules.case import Case
from bot.sync import Job, read_case, relearn
from bot.text.titles import key, title_id

_BY_ID = ("arxiv", "doi", "acl")


@dataclass(frozen=True, slots=True)
class Enriched:
    """What is known after the night's reading, its counts, and how each source took part."""

    known: Known
    counts: tuple[Count, ...]
    tags: tuple[Tag, ...]
    asked: tuple[Asked, ...]
    reports: Mapping[SourceName, SourceReport]

    def require_answers(self, name: str) -> None:
        """SourceError where not one of the sources that were asked for the list `name` answered."""
        asked = [report for source, report in self.reports.items() if report.asked and source != "pages"]
        if asked and all(report.status == "failed" for report in asked):
            says = "; ".join(f"{source}: {report.says}" for source, report in self.reports.items() if report.says)
            raise SourceError(f"no service answered ({says})", where=name)


@dataclass(slots=True)
class _Night:
    """One list's reading; grows with each source's answer."""

    services: Services
    case: Case
    known: Known
    tags: tuple[Tag, ...]
    asked: tuple[Asked, ...]
    counts: list[Count]
    reports: dict[SourceName, SourceReport]
    guess: bool

    @property
    def today(self) -> date:
        return self.case.today


def enrich(job: Job, known: Known, tags: Sequence[Tag], asked: Sequence[Asked], services: Services, say: Callable[[str], None]) -> Enriched:
    """Asks each source that is on."""
    return ask(read_case(job, known), job.config, known, services, say, (tuple(tags), tuple(asked)))


def ask(
    case: Case,
    config: ListConfig,
    known: Known,
    services: Services,
    say: Callable[[str], None],
    before: tuple[tuple[Tag, ...], tuple[Asked, ...]] | None = None,
) -> Enriched:
    """The same of a list that was read, with what is remembered of asking; without, of papers that are to be rows of it.

    For these no conference's list is read to which nothing but the list's habits points.
    """
    tags, asked = before or ((), ())
    night = _Night(services, case, known, tags, asked, [], {}, guess=before is not None)
    steps: dict[SourceName, Callable[[_Night], None]] = {
        "arxiv": _arxiv,
        "semantic-scholar": _scholar,
        "github": _github,
        "accepted-papers": _proceedings,
        "openreview": lambda night: _publications(night, "openreview", night.services.openreview),
        "crossref": lambda night: _publications(night, "crossref", night.services.crossref),
        "pages": _pages,
    }
    for one, step in steps.items():
        if config.source(one).enabled:
            say(f"{case.name}: asking {one}")
            step(night)
            night.case = relearn(night.case, night.known)
    return Enriched(night.known, tuple(night.counts), night.tags, night.asked, night.reports)


def _arxiv(night: _Night) -> None:
    case = night.case
    ids = dict.fromkeys(one for paper in case.papers for entry in paper.entries for one in entry.ids if one.scheme == "arxiv")
    ids |= dict.fromkeys(one for paper in case.papers for one, _ in identity.likely(case, paper))
    answer = night.services.arxiv.lookup(list(ids), night.today)
    night.known = learn.facts(night.known, answer.found.values(), night.today)
    if unlike := list(_retitled(relearn(case, night.known))):
        first = night.services.arxiv.lookup(unlike, night.today, first=True)
        night.known = learn.facts(night.known, first.found.values(), night.today)
        answer = replace(answer, failed={**answer.failed, **first.failed}, requests=answer.requests + first.requests)
    night.reports["arxiv"] = _report(answer, len(ids), night.today)


def _retitled(case: Case) -> Iterator[PaperId]:
    """The ids that no version known so far calls as their row does: their first one may."""
    for paper in case.papers:
        name = paper.entries[0].id
        facts = [fact for fact in case.known.facts.get(str(name), ()) if fact.source == "arxiv" and fact.version]
        keys = {key(fact.title or "") for fact in facts}
        if name and facts and key(paper.title) not in keys and all((fact.version or 1) > 1 for fact in facts):
            yield name


def _scholar(night: _Night) -> None:
    case = night.case
    wanted = {one.paper: one for paper in case.papers for one in [_wanted(case, paper)]}
    answer = night.services.scholar.lookup(list(wanted.values()), night.today)
    records = answer.found.values()
    night.known = learn.facts(night.known, (one.facts for one in records), night.today)
    told = [claim for one in records for claim in one.claims]
    night.known = learn.claims(night.known, ("semantic-scholar", "dblp"), answer.found.keys(), told, night.today)
    night.counts += [count for one in records for count in one.counts]
    night.reports["semantic-scholar"] = _report(answer, len(wanted), night.today)


def _wanted(case: Case, paper: Paper) -> Wanted:
    """The paper by its id, unless that is in doubt: then by its title, or as the source itself once knew it by that."""
    ids = [] if paper.doubt else [one for entry in paper.entries for one in entry.ids if one.scheme in _BY_ID]
    name = paper.id if ids else title_id(paper.title)
    known = [fact.corpus for fact in case.facts(paper) if fact.corpus and fact.paper == name and key(fact.title or "") == key(paper.title)]
    return Wanted(name, paper.title, ids[0] if ids else None, known[0] if known else None, tuple(case.known.titles(name)))


def _github(night: _Night) -> None:
    case = night.case
    slugs = {entry.repository.lower(): entry.repository for paper in case.papers for entry in paper.entries if entry.repository}
    answer = night.services.github.lookup(list(slugs.values()), night.today)
    night.known = learn.repositories(night.known, (one.facts for one in answer.found.values()), night.today)
    night.counts += [Count(slug, "stars", "github", one.stars) for slug, one in answer.found.items() if one.stars is not None]
    night.known, read = readmes.learn(relearn(case, night.known), night.known, night.services.readmes)
    answer = replace(answer, failed={**answer.failed, **read.failed}, requests=answer.requests + read.requests)
    night.reports["github"] = _report(answer, len(slugs), night.today)


def _proceedings(night: _Night) -> None:
    case = night.case
    wish = Wish.of(case)
    known = {tag.path: tag for tag in night.tags}
    asked = places(case, guess=night.guess)
    # What was never read, or not for these papers, comes first; an unchanged list costs next to nothing.
    asked.sort(key=lambda place: known[place.path].asked == wish.digest if place.path in known else False)
    etags = [tag.etag if (tag := known.get(place.path)) and tag.asked == wish.digest else "" for place in asked]
    answer = night.services.proceedings.lookup(asked, etags, wish.wants)
    for place, listing in answer.found.items():
        if listing.papers is not None:
            told = [claim for one in listing.papers if wish.names(one) and (claim := learn.claim(place, one, listing.url, night.today))]
            told += absent(case, wish, place, listing)
            night.known = learn.listing(night.known, place, told, case.book, night.today)
            known[place.path] = Tag(place.path, listing.etag, wish.digest)
    night.reports["accepted-papers"] = _report(answer, len(asked), night.today)
    night.tags = tuple(known[path] for path in sorted(known) if known[path].etag)


def _publications(night: _Night, source: SourceName, service: Publications) -> None:
    wanted = asking.wanted(night.case, source, night.asked)
    answer = service.lookup(wanted, night.today)
    night.known = learn.told(night.known, source, [claim for some in answer.found.values() for claim in some], night.case.book, night.today)
    night.asked = asking.remembered(night.case, source, night.asked, answer)
    night.reports[source] = _report(answer, len(wanted), night.today)


def _pages(night: _Night) -> None:
    night.known, night.reports["pages"] = visiting.visit(night.services.pages, night.case, night.known)


def _report(answer: Lookup[Any, Any], asked: int, today: date) -> SourceReport:
    answered = len(answer.found) + len(answer.missing)
    return SourceReport(
        status="ok" if not answer.failed else "partial" if answered else "failed",
        asked=asked,
        found=len(answer.found),
        missing=len(answer.missing),
        failed=len(answer.failed),
        requests=answer.requests,
        newest=today if answered else None,
        says="; ".join(dict.fromkeys(answer.failed.values())),
    )
