"""What a rule is given: a list, its papers, and what is known of them on the day of the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from bot.model import Claim, Document, Evidence, Known, PageFacts, Paper, PaperFacts, PaperId, ReadmeFacts, RepoFacts, Row, SourceName
from bot.rules.authors import agree, ends, shared
from bot.rules.claims import DECIDERS, Judgement, weigh
from bot.rules.told import told
from bot.text.dialect import Dialect
from bot.text.titles import acronym, akin, alike, key, renamed
from bot.text.venues import VenueBook

T = TypeVar("T", Claim, PaperFacts)
_TEAM = 2 / 3
"""Share of surnames that two lists of one paper's authors have in common, and more."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Facts and claims by the paper they name: by id, or by title up to spelling."""

    facts: Mapping[str, Sequence[PaperFacts]]
    claims: Mapping[str, Sequence[Claim]]
    namesakes: Mapping[str, Sequence[Claim]]
    """Claims by the acronym of the title they name."""
    teams: Mapping[tuple[str, str], Sequence[Claim]]
    """Decisions by first and last surname."""
    repositories: Mapping[str, RepoFacts]
    """By the name the list gives them, in lower case."""
    readmes: Mapping[str, ReadmeFacts] = field(default_factory=dict)
    """By the same name."""
    pages: Mapping[str, PageFacts] = field(default_factory=dict)
    """By their addresses."""

    @classmethod
    def of(cls, known: Known, today: date, book: VenueBook) -> Knowledge:
        """What was known by that day: later facts don't exist yet. Of a paper on arXiv its newest version speaks."""
        facts = [fact for fact in known.facts if fact.read_at <= today]
        newest = dict[PaperId, PaperFacts]()
        for fact in sorted(facts, key=lambda fact: (fact.version or 0, fact.read_at)):
            if fact.source == "arxiv":
                newest[fact.paper] = fact
        claims = [claim for claim in known.claims if claim.read_at <= today]
        claims += [claim for fact in newest.values() for claim in told(fact, book)]
        namesakes, teams = dict[str, list[Claim]](), dict[tuple[str, str], list[Claim]]()
        for claim in claims:
            if name := acronym(claim.title or ""):
                namesakes.setdefault(name, []).append(claim)
            if claim.title and claim.source in DECIDERS and (team := ends(claim.authors)):
                teams.setdefault(team, []).append(claim)
        repositories = {one.repository.lower(): one for one in known.repositories if one.read_at <= today}
        readmes = {one.repository.lower(): one for one in known.readmes if one.read_at <= today}
        pages = {one.url: one for one in known.pages if one.read_at <= today}
        return cls(_by_paper(facts), _by_paper(claims), namesakes, teams, repositories, readmes, pages)

    def titles(self, paper: PaperId) -> list[str]:
        """The titles that arXiv gives the id, newest first."""
        return [fact.title for fact in self.called(paper) if fact.title]

    def called(self, paper: PaperId) -> list[PaperFacts]:
        """What arXiv calls the id, its newest version first."""
        named = [fact for fact in self.facts.get(_place(paper), ()) if fact.title and fact.source == "arxiv"]
        return sorted(named, key=lambda fact: (fact.version or 0, fact.read_at), reverse=True)


@dataclass(frozen=True, slots=True)
class Case:
    """One list on one night."""

    name: str
    document: Document
    source: Evidence
    """Where the list's text was read."""
    rows: Mapping[int, Row]
    papers: Sequence[Paper]
    listed: Mapping[str, frozenset[PaperId]]
    """The arXiv ids that the list gives each title, by the title's key."""
    known: Knowledge
    book: VenueBook
    dialect: Dialect
    today: date
    unheard: frozenset[SourceName] = frozenset()
    """Sources that failed tonight, in whole or in part."""
    badges: Mapping[str, str] = field(default_factory=dict)
    """Where the published citation badges are, by their papers' names."""

    def titles(self, paper: Paper) -> list[str]:
        """The titles the paper is known by: its rows', those that arXiv gives its id, and those of decisions that are surely about it.

        arXiv's count where they are akin to the rows' or a version bears the rows' own, and the id is not in doubt. A decision's
        does where its authors are the paper's, the title is much like the paper's, and no other paper of the list bears it.
        """
        own = self._own(paper)
        authors = self.authors(paper)
        team = ends(authors)
        near = self.known.teams.get(team, ()) if team else ()
        same = (claim.title or "" for claim in near if shared(claim.authors, authors) > _TEAM)
        found = (t for t in same if key(t) not in self.listed and any(renamed(t, title) for title in own))
        return list(dict.fromkeys([*own, *found]))

    def claims(self, paper: Paper) -> list[Claim]:
        """All that sources say of the paper's publication, by its id unless in doubt, and by its titles.

        Where the list gives one title to several arXiv ids, a title without agreeing authors names none of them.
        """
        found = self._about(paper, self.titles(paper), self.known.claims)
        if len(self.listed.get(key(paper.title), ())) < 2:
            return found
        authors = self.authors(paper)
        return [claim for claim in found if claim.paper.scheme != "title" or agree(claim.authors, authors)]

    def facts(self, paper: Paper) -> list[PaperFacts]:
        return self._about(paper, self.titles(paper), self.known.facts)

    def authors(self, paper: Paper) -> tuple[str, ...]:
        """The authors that a source gives the row's own title, or one of its id; an id's first; empty if unknown."""
        named = self._named(paper)
        return named[0].authors if named else ()

    def _named(self, paper: Paper) -> list[PaperFacts]:
        """Facts with authors of the row's own title, or one of its id, the best first.

        Those of an id by an unrelated title may be another paper's.
        """
        own = self._own(paper)
        keys = {key(title) for title in own}
        named = [fact for fact in self._about(paper, own, self.known.facts) if fact.authors and key(fact.title or "") in keys]
        # A record that was found by its title can't vouch for itself.
        named = [fact for fact in named if (fact.paper.scheme, fact.source) != ("title", "semantic-scholar")]
        named.sort(key=lambda fact: (fact.source == "semantic-scholar", fact.paper.scheme == "title", fact.source != "arxiv"))
        return named

    def judgement(self, paper: Paper) -> Judgement:
        """What the claims about the paper add up to.

        A record of Semantic Scholar may be another paper's of the same title, so its authors vouch for none. Where arXiv
        would know them and failed tonight, a title alone proves nothing.
        """
        named = self._named(paper)
        vouched = bool(named) and named[0].source != "semantic-scholar"
        found = weigh(self.claims(paper), self.titles(paper), self.authors(paper), self.book, vouched=vouched)
        if "arxiv" in self.unheard and paper.id.scheme == "arxiv" and not vouched:
            return replace(found, proofs=tuple(proof for proof in found.proofs if proof.known))
        return found

    def other_titles(self, paper: Paper) -> list[str]:
        """What arXiv calls the id, where that is much like the row's title but not surely the same paper's."""
        own = {key(title) for title in self.titles(paper)}
        return [title for title in self._given(paper) if key(title) not in own and alike(title, paper.title)]

    def submitted(self, paper: Paper) -> date | None:
        """The day of the first version, where a source gives it."""
        return min((fact.submitted for fact in self.facts(paper) if fact.submitted), default=None)

    def _given(self, paper: Paper) -> list[str]:
        return [] if paper.doubt else self.known.titles(paper.id)

    def _own(self, paper: Paper) -> list[str]:
        """The rows' title, and arXiv's for its id that are akin to it; all of them where a version bears it."""
        given = self._given(paper)
        same = any(key(title) == key(paper.title) for title in given)
        return [paper.title, *(title for title in given if same or akin(title, paper.title))]

    def _about(self, paper: Paper, titles: Sequence[str], index: Mapping[str, Sequence[T]]) -> list[T]:
        places = [] if paper.doubt else [_place(paper.id)]
        places += [f"title:{key(title)}" for title in titles]
        return [item for place in dict.fromkeys(places) for item in index.get(place, ())]


def _place(paper: PaperId) -> str:
    return f"title:{key(paper.value)}" if paper.scheme == "title" else str(paper)


def _by_paper(items: Iterable[T]) -> Mapping[str, list[T]]:
    found = dict[str, list[T]]()
    for item in items:
        found.setdefault(_place(item.paper), []).append(item)
    return found
