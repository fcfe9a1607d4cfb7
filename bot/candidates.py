"""The nouns of candidates: papers that a list may lack. From the standard library alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.model import PaperFacts

Via = Literal["feed", "search", "harvest", "recommended", "citing", "asked"]
"""How a paper came up: arXiv's daily feed, its query API, OAI-PMH; Semantic Scholar, twice; or a person named it."""

Section = tuple[str, ...]
"""A section's headings from the top of the list down, as rows have them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that came up. `listed` is the day arXiv announced it, or the first day it was seen.

    `cites` are the names of the list's papers that it is known to cite.
    """

    facts: PaperFacts
    listed: date
    via: tuple[Via, ...]
    cites: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.facts.paper)


@dataclass(frozen=True, slots=True)
class Rated:
    """A candidate with its probability to belong to the list, its sections with theirs, best first, and why, in one line."""

    candidate: Candidate
    score: float
    sections: tuple[tuple[Section, float], ...]
    why: str = field(default="", compare=False)
