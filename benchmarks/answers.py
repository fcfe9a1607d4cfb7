"""Services that answer of gold's papers as the real ones would, with their faults: what they say depends on a seed alone.

Each names a publication only where a source that gold's record names could have told it. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from random import Random
from typing import Any

from benchmarks.gold import Work
from benchmarks.lists import Lists
from benchmarks.noise import World, like, same
from benchmarks.publications import Crossref, OpenReview
from bot.model import Claim, Count, Lookup, PaperFacts, PaperId, RepoFacts
from bot.ports import Record, RepoRecord, Services, Wanted

ALIASES: Mapping[str, tuple[str, ...]] = {
    "NeurIPS": ("Neural Information Processing Systems", "NIPS"),
    "ICLR": ("International Conference on Learning Representations",),
    "ICML": ("International Conference on Machine Learning",),
    "CVPR": ("Computer Vision and Pattern Recognition", "2024 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"),
    "ICCV": ("IEEE International Conference on Computer Vision",),
    "ECCV": ("European Conference on Computer Vision",),
    "AAAI": ("AAAI Conference on Artificial Intelligence",),
    "ACM MM": ("ACM Multimedia",),
    "TPAMI": ("IEEE Transactions on Pattern Analysis and Machine Intelligence",),
    "TMLR": ("Trans. Mach. Learn. Res.",),
}
"""As Semantic Scholar calls them."""
KEYS = {"NeurIPS": "nips", "ECCV": "eccv", "ICLR": "iclr", "ICML": "icml", "CVPR": "cvpr", "ICCV": "iccv", "WACV": "wacv", "KDD": "kdd"}
"""Of DBLP's conferences, `conf/` aside."""


@dataclass(frozen=True)
class Web:
    """Whose papers a repository holds (`owner/name` in lower case) or a page is about, and how many stars repositories have."""

    repositories: Mapping[str, Sequence[Work]]
    pages: Mapping[str, Work]
    stars: Mapping[str, int]


def services(world: World, web: Web, dead: str = "") -> Services:
    """Every service that the bot asks; the one named `dead` fails."""
    answering: dict[str, Any] = {
        "arxiv": Arxiv(world),
        "scholar": Scholar(world),
        "github": GitHub(world, web.stars),
        "proceedings": Lists(world),
        "openreview": OpenReview(world),
        "crossref": Crossref(world),
        "readmes": Readmes(web.repositories),
        "pages": Pages(web.pages),
        "feeds": Silent(),
        "submissions": Silent(),
        "harvests": Silent(),
        "suggestions": Silent(),
    }
    wanted = {one.name for one in fields(Services)}
    if lacking := wanted - answering.keys():
        raise NotImplementedError(f"no answers of {sorted(lacking)}")
    made: Any = Services
    services: Services = made(**{name: Dead() if name == dead else one for name, one in answering.items() if name in wanted})
    return services


class Dead:
    """A service that is down."""

    def lookup(self, keys: Sequence[Any], *_: Any, **__: Any) -> Lookup[Any, Any]:
        return Lookup(failed={getattr(one, "paper", one): "it answers 503" for one in keys})

    def most(self) -> int:
        return 40


class Silent:
    """A service that corrections don't ask."""

    def lookup(self, *_: Any) -> Lookup[Any, Any]:
        raise NotImplementedError


@dataclass(frozen=True)
class Arxiv:
    """Titles, authors and days by id. A comment only where gold quotes one."""

    world: World

    def lookup(self, ids: Sequence[PaperId], today: date, *, first: bool = False) -> Lookup[PaperId, PaperFacts]:
        known = {one.name: one for one in self.world.works if not self.world.rolls(f"{one.name} arxiv lacks", 0.02)}
        found = {one: self._facts(known[one], today, first) for one in ids if one in known}
        return Lookup(found, frozenset(ids) - found.keys(), requests=1)

    def _facts(self, work: Work, today: date, first: bool) -> PaperFacts:  # noqa: FBT001
        last = 1 if self.world.newest(work) == work.first else 2
        version = 1 if first else last
        return PaperFacts(
            paper=work.name,
            source="arxiv",
            url=f"https://arxiv.org/abs/{work.name.value}v{version}",
            read_at=today,
            title=work.first if version == 1 else self.world.newest(work),
            authors=work.authors,
            submitted=work.submitted,
            version=version,
            comment=work.comment if version == last else "",
        )


@dataclass(frozen=True)
class Scholar:
    """Semantic Scholar as its adapter passes it on: records of other papers under an id are seen there unless the names are alike."""

    world: World

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, Record]:
        found = {one.paper: record for one in wanted if (record := self._record(one, today))}
        return Lookup(found, frozenset(one.paper for one in wanted) - found.keys(), requests=1)

    def _record(self, one: Wanted, today: date) -> Record | None:
        works = [work for work in self.world.works if work.name == one.id or (not one.id and same(work.title, one.title))]
        if not works or self.world.rolls(f"{works[0].name} scholar lacks", 0.04):
            return None
        work, titles = works[0], (one.title, *one.titles)
        merged = self.world.rolls(f"{work.name} merged", 0.04)
        if merged:
            title, authors, venue, year = self.world.foreign(work)
            says = [(venue, None), (venue, f"{KEYS[venue]}/Foreign{year % 100:02}")]
        else:
            title = self.world.one(f"{work.name} scholar title", [self.world.newest(work), work.title])
            authors, says = self.world.spelled(work, "scholar"), list(self._says(work))
        if not any(like(title, other) if one.id else same(title, other) for other in titles):
            return None
        url = f"https://api.semanticscholar.org/CorpusID:{work.row}"
        facts = PaperFacts(one.paper, "semantic-scholar", url, today, title, authors, corpus=9_000_000 + work.row)
        counts = (Count(str(one.paper), "citations", "semantic-scholar", 10 * work.row),)
        return Record(facts, tuple(self._claim(facts, venue, key) for venue, key in says), counts)

    def _says(self, work: Work) -> Iterator[tuple[str, str | None]]:
        """The venue, and what a key of DBLP says, as (words, key). `arXiv.org` is no claim, its year is the preprint's: left out."""
        name = f"{work.name} scholar"
        if not work.indexed or (work.by_hand and (self.world.seed + work.row) % 2):
            return
        if not work.by_hand and self.world.rolls(f"{name} arXiv.org", 0.4):
            return
        # Its name for a workshop is at times the conference's; of CVPR's workshops the key is that, too.
        workshop = work.track == "workshop" and not self.world.rolls(f"{name} main", 0.3)
        words = f"{work.venue} Workshops" if workshop else self.world.one(name, (work.venue, *ALIASES.get(work.venue, ())))
        key = work.dblp.removeprefix("conf/")
        if not key and self._keyed(work) and not (work.track == "workshop" and workshop) and self.world.rolls(f"{name} key", 0.6):
            key = f"{KEYS[work.venue]}/Some{work.year % 100:02}"
        if not key or not self.world.rolls(f"{name} key alone", 0.1):
            yield words, None
        if key:
            yield work.venue, key

    def _keyed(self, work: Work) -> bool:
        return work.venue in KEYS and (work.venue == "CVPR" if work.track == "workshop" else not work.by_hand)

    def _claim(self, facts: PaperFacts, venue: str, key: str | None) -> Claim:
        dblp = f"conf/{key}" if key else ""
        return Claim(
            paper=facts.paper,
            source="dblp" if key else "semantic-scholar",
            status="accepted",
            venue=venue,
            url=f"https://dblp.org/rec/{dblp}" if key else facts.url,
            read_at=facts.read_at,
            year=2000 + int(key.rstrip("abc")[-2:]) if key else None,
            raw=f"{dblp}, by Semantic Scholar" if key else "",
            title=facts.title,
            authors=facts.authors,
        )


@dataclass(frozen=True)
class GitHub:
    """Repositories under the names that the list gives them, all open."""

    world: World
    stars: Mapping[str, int]

    def lookup(self, slugs: Sequence[str], today: date) -> Lookup[str, RepoRecord]:
        failed = {slug: "it answers 502" for slug in slugs if self.world.rolls(f"{slug} fails", 0.02)}
        return Lookup({slug: self._record(slug, today) for slug in slugs if slug not in failed}, failed=failed, requests=1)

    def _record(self, slug: str, today: date) -> RepoRecord:
        number = Random(slug.lower()).randrange(10**9)
        return RepoRecord(RepoFacts(slug, f"https://github.com/{slug}", today, name=slug, number=number), self.stars.get(slug.lower()))


@dataclass(frozen=True)
class Page:
    """A README."""

    repository: str
    url: str
    text: str


@dataclass(frozen=True)
class Readmes:
    """READMEs that name the papers whose code the repository holds."""

    repositories: Mapping[str, Sequence[Work]]

    def lookup(self, slugs: Sequence[str]) -> Lookup[str, Page]:
        found = {slug: self._page(slug, self.repositories[slug.lower()]) for slug in slugs if slug.lower() in self.repositories}
        return Lookup(found, frozenset(slugs) - found.keys(), requests=len(slugs))

    def most(self) -> int:
        return 40

    def _page(self, slug: str, works: Sequence[Work]) -> Page:
        lines = [f"[{work.title}](https://arxiv.org/abs/{work.name.value})" for work in works]
        return Page(
            slug, f"https://github.com/{slug}#readme", "\n\n".join([f"# {slug.rpartition('/')[2]}", "The official code of", *lines])
        )


@dataclass(frozen=True)
class Pages:
    """Project pages, each about its paper; of other addresses no answer."""

    pages: Mapping[str, Work]

    def lookup(self, urls: Sequence[str], names: Callable[[str, str], tuple[str, ...]]) -> Lookup[str, tuple[str, ...]]:
        found = {url: names(url, self._html(self.pages[url])) for url in urls if url in self.pages}
        return Lookup(found, failed={url: "no answer" for url in urls if url not in found}, requests=len(urls))

    def _html(self, work: Work) -> str:
        link = f'<a href="https://arxiv.org/abs/{work.name.value}">arXiv</a>'
        return (
            f"<html><head><title>{work.title}</title></head><body><h1>{work.title}</h1><p>{', '.join(work.authors)}</p>{link}</body></html>"
        )
