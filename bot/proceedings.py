"""What is looked for in conferences' own lists, and what such a list lacks. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Claim, Paper, Publication
from bot.ports import Listed, Listing, Place
from bot.rules.authors import agree, ends
from bot.rules.case import Case
from bot.text.titles import acronym, alike, key, normalise, similarity, title_id

_HELD = 2 / 3
"""Share of the list's own rows of a conference-year that its list must hold to be taken for complete, of at least two."""
_NOT_UNLIKE = 45
"""Token sort ratio: the least of the titles known to have changed at publication has 51."""
_READING = "2"
"""Of a conference's list; another one makes it be read anew."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for in conferences' lists: the papers' titles, their namesakes, and other papers of their authors."""

    titles: frozenset[str]
    namesakes: Mapping[str, str]
    teams: Mapping[tuple[str, str], tuple[str, ...]]
    """Titles by their first and last author's surnames."""
    authors: frozenset[str]
    """First and last ones."""

    @classmethod
    def of(cls, case: Case) -> Wish:
        titles = [title for paper in case.papers for title in case.titles(paper)]
        authors, teams = frozenset[str](), dict[tuple[str, str], tuple[str, ...]]()
        for paper in case.papers:
            named = case.authors(paper)
            authors |= _ends(named)
            if team := ends(named):
                teams[team] = (*teams.get(team, ()), *case.titles(paper))
        return cls(frozenset(map(key, titles)), {name: title for title in titles if (name := acronym(title))}, teams, authors)

    @property
    def digest(self) -> str:
        parts = [_READING, *sorted(self.titles), "", *sorted(self.authors)]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]

    def names(self, one: Listed) -> bool:
        """Whether it may be one of the papers, renamed or not."""
        name = acronym(one.title)
        near = [self.namesakes[name]] if name in self.namesakes else []
        if key(one.title) in self.titles or any(alike(one.title, title) for title in near):
            return True
        team = ends(one.authors)
        return team is not None and any(alike(one.title, title) for title in self.teams.get(team, ()))

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


def absent(case: Case, wish: Wish, place: Place, listing: Listing) -> Iterable[Claim]:
    """The papers whose rows name this conference-year and which its complete list lacks, by title and by authors."""
    rows = [paper for paper in case.papers if any((p.venue, p.year) == (place.venue, place.year) for p in _stated(paper))]
    found = [list(_held(case, paper, listing)) for paper in rows]
    lacking, held = [paper for paper, ones in zip(rows, found, strict=True) if not ones], [one for ones in found for one in ones]
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


def _held(case: Case, paper: Paper, listing: Listing) -> Iterator[Listed]:
    """The list's records with the paper's title, and without other authors."""
    titles, authors = {key(title) for title in case.titles(paper)}, case.authors(paper)
    yield from (one for one in listing.papers or () if key(one.title) in titles and agree(one.authors, authors) is not False)


def _stated(paper: Paper) -> Iterable[Publication]:
    return (one for entry in paper.entries for one in entry.stated.publications if one.track == "main")
