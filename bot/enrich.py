"""All reading of the world, once and up front: which papers, repositories and lists to ask for, and what is known after it.

Knows ports, not clients. What a source doesn't answer stays as it was known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import learn
from bot.errors import SourceError
from bot.habits import places
from bot.ledger import Tag
from bot.model import Claim, Count, Known, Lookup, Paper, Publication, SourceName, SourceReport
from bot.ports import Listed, Listing, Place, Services, Wanted
from bot.rules.case import Case
from bot.sync import Job, read_case, relearn
from bot.text.titles import acronym, alike, key, normalise, similarity, title_id

_BY_ID = ("arxiv", "doi", "acl")
_HELD = 2 / 3
"""Share of the list's own rows of a conference-year that its list must hold to be taken for complete, of at least two."""
_NOT_UNLIKE = 45
"""Token sort ratio: the least of the titles known to have changed at publication has 51."""
_READING = "1"
"""Of a conference's list; another one makes it be read anew."""


@dataclass(frozen=True, slots=True)
class Enriched:
    """What is known after the night's reading, its counts, and how each source took part."""

    known: Known
    counts: tuple[Count, ...]
    tags: tuple[Tag, ...]
    reports: Mapping[SourceName, SourceReport]

    def require_answers(self, name: str) -> None:
        """SourceError where not one of the sources that were asked for the list `name` answered."""
        asked = [report for report in self.reports.values() if report.asked]
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
    counts: list[Count]
    reports: dict[SourceName, SourceReport]

    @property
    def today(self) -> date:
        return self.case.today


def enrich(job: Job, known: Known, tags: Sequence[Tag], services: Services, say: Callable[[str], None]) -> Enriched:
    """Asks each source that is on."""
    night = _Night(services, read_case(job, known), known, tuple(tags), [], {})
    steps: dict[SourceName, Callable[[_Night], None]] = {
        "arxiv": _arxiv,
        "semantic-scholar": _scholar,
        "github": _github,
        "accepted-papers": _proceedings,
    }
    for one, step in steps.items():
        if job.config.source(one).enabled:
            say(f"{job.name}: asking {one}")
            step(night)
            night.case = relearn(night.case, night.known)
    return Enriched(night.known, tuple(night.counts), night.tags, night.reports)


def _arxiv(night: _Night) -> None:
    case = night.case
    ids = dict.fromkeys(one for paper in case.papers for entry in paper.entries for one in entry.ids if one.scheme == "arxiv")
    answer = night.services.arxiv.lookup(list(ids), night.today)
    night.known = learn.facts(night.known, answer.found.values(), night.today)
    night.reports["arxiv"] = _report(answer, len(ids), night.today)


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
    night.reports["github"] = _report(answer, len(slugs), night.today)


def _proceedings(night: _Night) -> None:
    case = night.case
    wish = _Wish.of(case)
    known = {tag.path: tag for tag in night.tags}
    asked = places(case)
    # What was never read, or not for these papers, comes first; an unchanged list costs next to nothing.
    asked.sort(key=lambda place: known[place.path].asked == wish.digest if place.path in known else False)
    etags = [tag.etag if (tag := known.get(place.path)) and tag.asked == wish.digest else "" for place in asked]
    answer = night.services.proceedings.lookup(asked, etags, wish.wants)
    for place, listing in answer.found.items():
        if listing.papers is not None:
            told = [claim for one in listing.papers if wish.names(one) and (claim := learn.claim(place, one, listing.url, night.today))]
            told += _absent(case, wish, place, listing)
            night.known = learn.listing(night.known, place, told, case.book, night.today)
            known[place.path] = Tag(place.path, listing.etag, wish.digest)
    night.reports["accepted-papers"] = _report(answer, len(asked), night.today)
    night.tags = tuple(known[path] for path in sorted(known) if known[path].etag)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is looked for in conferences' lists: the papers' titles, their namesakes, and other papers of their authors."""

    titles: frozenset[str]
    namesakes: Mapping[str, str]
    authors: frozenset[str]
    """First and last ones."""

    @classmethod
    def of(cls, case: Case) -> _Wish:
        titles = [title for paper in case.papers for title in case.titles(paper)]
        authors = frozenset[str]().union(*(_ends(case.authors(paper)) for paper in case.papers))
        return cls(frozenset(map(key, titles)), {name: title for title in titles if (name := acronym(title))}, authors)

    @property
    def digest(self) -> str:
        parts = [_READING, *sorted(self.titles), "", *sorted(self.authors)]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]

    def names(self, one: Listed) -> bool:
        """Whether it may be one of the papers, renamed or not."""
        name = acronym(one.title)
        return key(one.title) in self.titles or (name in self.namesakes and alike(one.title, self.namesakes[name]))

    def wants(self, one: Listed) -> bool:
        return self.names(one) or bool(_ends(one.authors) & self.authors)


def _ends(authors: Sequence[str]) -> frozenset[str]:
    """First and last author, each as word and initial, whichever word is the surname: `Ann Lee`, `A. Lee` and `Lee Ann` share one."""
    return frozenset(f"{one} {other[0]}" for words in _pair(authors) for one, other in (words, words[::-1]))


def _pair(authors: Sequence[str]) -> list[tuple[str, str]]:
    """Of the first and the last author the first and the last word."""
    named = [normalise(name).removesuffix(" et al").split() for name in (*authors[:1], *authors[-1:])]
    return [(words[0], words[-1]) for words in named if words]


def _meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two names may be one person's: the same words in any order, or their initials."""
    return any(
        all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, way, strict=True)) for way in (other, other[::-1])
    )


def _may_be(one: Listed, title: str, authors: Sequence[str]) -> bool:
    """Whether a record under another title may be the paper: its first author's, or its last one's of a title not too unlike."""
    meetings = [(n, _meet(name, mine)) for n, name in enumerate(_pair(one.authors)) for mine in _pair(authors)]
    return any(met and (n == 0 or similarity(one.title, title) >= _NOT_UNLIKE) for n, met in meetings)


def _absent(case: Case, wish: _Wish, place: Place, listing: Listing) -> Iterable[Claim]:
    """The papers whose rows name this conference-year and which its complete list lacks, by title and by authors."""
    rows = [paper for paper in case.papers if any((p.venue, p.year) == (place.venue, place.year) for p in _stated(paper))]
    listed = {key(one.title): one for one in listing.papers or ()}
    lacking = [paper for paper in rows if not {key(title) for title in case.titles(paper)} & listed.keys()]
    held = [one for paper in rows for title in case.titles(paper) if (one := listed.get(key(title)))]
    if len(rows) - len(lacking) < max(2, _HELD * len(rows)) or not all(one.authors for one in held):
        return
    others = [one for one in listing.papers or () if key(one.title) not in wish.titles]
    for paper in lacking:
        authors = case.authors(paper)
        if authors and not any(_may_be(one, paper.title, authors) for one in others):
            yield Claim(
                paper=title_id(paper.title),
                source="accepted-papers",
                status="absent",
                venue=place.venue,
                url=listing.url,
                read_at=case.today,
                year=place.year,
                track="main",
                title=paper.title,
                authors=authors,
            )


def _stated(paper: Paper) -> Iterable[Publication]:
    return (one for entry in paper.entries for one in entry.stated.publications if one.track == "main")


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
