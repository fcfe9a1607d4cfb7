"""Papers under a seed: which faults their services have, and when two titles look alike to a service. Judges nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TypeVar

from benchmarks.gold import Work, invented
from bot.model import PaperId

T = TypeVar("T")

ELSEWHERE = (("ICML", 2024), ("NeurIPS", 2023), ("CVPR", 2023), ("ICCV", 2023), ("ECCV", 2024), ("CVPR", 2025), ("ICML", 2025))
"""Where papers of the same or almost the same name were."""


@dataclass(frozen=True)
class World:
    """The papers under one seed: the same question has the same answer, whenever it is asked."""

    works: Sequence[Work]
    seed: int

    def rolls(self, what: str, chance: float) -> bool:
        return self._share(what) < chance

    def one(self, what: str, among: Sequence[T]) -> T:
        return among[int(self._share(what) * len(among))]

    def _share(self, what: str) -> float:
        """From 0 up to 1, by the words."""
        digest = hashlib.blake2b(f"{self.seed} {what}".encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / 2**48

    def newest(self, work: Work) -> str:
        """What arXiv calls it today: where it isn't known, papers that were renamed are renamed there too, most of them."""
        renamed = work.renamed if self.rolls(f"{work.name} renamed", 0.7) else ""
        return work.today or renamed or work.title

    def foreign(self, work: Work) -> tuple[str, tuple[str, ...], str, int]:
        """Another team's paper of the same name, or of almost the same: title, authors, venue, year."""
        venue, year = self.one(f"{work.name} foreign", ELSEWHERE)
        title = work.title if self.rolls(f"{work.name} same", 0.5) else f"{work.title.partition(':')[0]}: Another Take on Its Problem"
        return title, invented(f"foreign {work.name}"), venue, year

    def spelled(self, work: Work, by: str) -> tuple[str, ...]:
        """Its authors as a source writes them: at times with initials for first names."""
        if not self.rolls(f"{work.name} initials {by}", 0.1):
            return work.authors
        return tuple(f"{name[0]}. {name.rpartition(' ')[2]}" for name in work.authors)


def title_id(title: str) -> PaperId:
    return PaperId("title", " ".join(title.casefold().split()))


def same(one: str, other: str) -> bool:
    """The same title up to case and signs."""
    return bool(one) and "".join(_words(one)) == "".join(_words(other))


def like(one: str, other: str, least: float = 0.6) -> bool:
    """Whether a service that looks for one title would show the other."""
    if not one or not other:
        return False
    a, b = (" ".join(sorted(_words(title))) for title in (one, other))
    near = SequenceMatcher(None, a, b)
    return same(one, other) or (near.quick_ratio() >= least and near.ratio() >= least)


def near(one: str, other: str) -> bool:
    """Whether two titles may be one paper's: the same name before the colon and alike, or almost the same."""
    named = ":" in one and one.partition(":")[0].casefold() == other.partition(":")[0].casefold()
    return like(one, other, 0.6 if named else 0.88)


@cache
def _words(title: str) -> tuple[str, ...]:
    return tuple("".join(c if c.isalnum() else " " for c in title.casefold()).split())
