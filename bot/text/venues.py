"""Venues by any of their names, and in which years they were held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.model import Track

_ORGANISATIONS = re.compile(r"^(?:proceedings of )?(?:the )?(?:annual )?(?:ieee cvf|ieee|acm|cvf) (?:conference on )?")


_PREPRINTS = re.compile(r"(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|techrxiv|ssrn|openreview|preprints?|research square|zenodo)(?:\b|\d).*")


_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)


def is_workshop(venue: str) -> bool:
    """True where the venue's name says that it is a workshop."""
    return bool(_WORKSHOP.search(venue))


def is_preprint(venue: str) -> bool:
    """True for a preprint server under any of its names: no publication."""
    return bool(_PREPRINTS.match(_normal(venue)))


@dataclass(frozen=True, slots=True)
class Venue:
    """A conference series or journal, from config/venues.toml.

    `every` says in which years it is held from `since` on; outside of that nothing is known.
    `dblp` are the beginnings of its DBLP keys; `blind_key`: they can't tell the main track from a workshop.
    `papers` is its folder in papercopilot/paperlists.
    """

    name: str
    kind: Literal["conference", "journal", "workshop"]
    aliases: tuple[str, ...] = ()
    workshops: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    every: Literal["year", "even", "odd", "unknown"] = "unknown"
    since: int = 0
    skipped: tuple[int, ...] = ()
    extends: tuple[str, ...] = ()
    dblp: tuple[str, ...] = ()
    blind_key: bool = False
    papers: str = ""

    def held(self, year: int) -> bool | None:
        """True or False where it is known; None where it isn't."""
        if self.every == "unknown" or year < self.since:
            return None
        in_turn = {"year": True, "even": year % 2 == 0, "odd": year % 2 == 1}[self.every]
        return in_turn and year not in self.skipped


@dataclass(frozen=True, slots=True)
class VenueBook:
    """Venues by name. `index` maps each normalised spelling to its venue and the track the spelling implies.

    `misspelled` are spellings that are read and never written.
    """

    index: Mapping[str, tuple[Venue, Track]]
    misspelled: frozenset[str] = frozenset()

    @classmethod
    def of(cls, venues: Iterable[Venue]) -> VenueBook:
        index: dict[str, tuple[Venue, Track]] = {}
        for venue in venues:
            for name in (venue.name, *venue.aliases, *venue.misspellings):
                index[_normal(name)] = (venue, "main")
            for name in venue.workshops:
                index[_normal(name)] = (venue, "workshop")
        return cls(index, frozenset(name for venue in index.values() for name in venue[0].misspellings))

    def of_dblp(self, series: str) -> Venue | None:
        """The venue of a DBLP key's beginning (`conf/iclr`)."""
        return next((venue for venue, _ in self.index.values() if series in venue.dblp), None)

    def find(self, spelling: str) -> tuple[Venue, Track] | None:
        """The venue of that spelling, with or without its organisation, its workshops apart; None for an unknown one."""
        name = _normal(spelling)
        found = self.index.get(name) or self.index.get(_ORGANISATIONS.sub("", name))
        if found or not is_workshop(spelling):
            return found
        main = self.find(_WORKSHOP.sub(" ", spelling))
        return (main[0], "workshop") if main else None

    def venue(self, spelling: str) -> Venue | None:
        found = self.find(spelling)
        return found[0] if found else None

    def canonical(self, spelling: str) -> str:
        """The venue's one name; an unknown spelling names itself."""
        found = self.find(spelling)
        return found[0].name if found else spelling.strip()

    def held(self, spelling: str, year: int) -> bool | None:
        found = self.find(spelling)
        return found[0].held(year) if found else None

    def extends(self, later: str, earlier: str) -> bool:
        """True where a publication at `later` may extend or carry one at `earlier`: no contradiction."""
        after, before = self.venue(later), self.venue(earlier)
        if not after or not before or after.name == before.name:
            return False
        return (after.kind == "journal" and before.kind != "journal") or before.name in after.extends


def _normal(name: str) -> str:
    return re.sub(r"[^a-z0-9&]+", " ", name.casefold()).strip()
