"""What OpenReview and Crossref say of gold's papers, as their adapters pass it on. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.noise import World, near, same, title_id
from bot.model import Claim, Lookup, PaperId
from bot.ports import Wanted


@dataclass(frozen=True)
class OpenReview:
    """Decisions, withdrawals and submissions that gold names, by title; of some papers nothing."""

    world: World

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, tuple[Claim, ...]]:
        found = {one.paper: claims for one in wanted if (claims := tuple(self._claims(one, today)))}
        return Lookup(found, frozenset(one.paper for one in wanted) - found.keys(), requests=len(wanted))

    def _claims(self, one: Wanted, today: date) -> Iterator[Claim]:
        for work in self.world.works:
            for note in work.decided:
                if any(near(note.title, title) for title in (one.title, *one.titles)):
                    # Of a submission that was not taken the words may still say that it was handed in.
                    open_one = note.status == "rejected" and self.world.rolls(f"{work.name} undecided", 0.3)
                    yield Claim(
                        paper=title_id(note.title),
                        source="openreview",
                        status="submitted" if open_one else note.status,  # type: ignore[arg-type]
                        venue=note.venue,
                        url=f"https://openreview.net/forum?id={note.note or f'note{work.row:06}'}",
                        read_at=today,
                        year=note.year,
                        track="main",
                        award=work.award if note.status == "accepted" and work.award in note.words else None,
                        raw=note.words,
                        title=note.title,
                        authors=work.authors,
                    )


@dataclass(frozen=True)
class Crossref:
    """Publications whose DOI or publisher's page gold names; works of almost the same title, too."""

    world: World

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, tuple[Claim, ...]]:
        found = {one.paper: claims for one in wanted if (claims := tuple(self._claims(one, today)))}
        return Lookup(found, frozenset(one.paper for one in wanted) - found.keys(), requests=len(wanted))

    def _claims(self, one: Wanted, today: date) -> Iterator[Claim]:
        known = (work for work in self.world.works if work.doi and not self.world.rolls(f"{work.name} crossref lacks", 0.1))
        for work in known:
            if not any(same(title, name) for title in (work.title, work.renamed) for name in (one.title, *one.titles)):
                continue
            title = work.renamed or work.title
            yield Claim(
                paper=title_id(title),
                source="crossref",
                status="accepted",
                venue=work.venue,
                url=f"https://doi.org/{work.doi if work.doi.startswith('10.') else f'10.1109/{work.row:07}'}",
                read_at=today,
                year=work.year,
                track="workshop" if work.track == "workshop" else "main",
                raw=work.venue,
                title=title,
                authors=work.authors,
            )
