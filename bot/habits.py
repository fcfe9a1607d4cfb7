"""Which conferences' lists of papers are worth reading for a list: those that claims about its papers and its own habits point to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot.model import Paper
from bot.ports import Place
from bot.rules.case import Case
from bot.rules.claims import DECIDERS, DENIALS
from bot.text.venues import Venue

HABIT = 2
"""Rows that make a venue one of the list's habits."""
YEARS = 2
"""After the preprint's year, in which a claim without a year may hold; a habit points to the first of them only."""


def places(case: Case, *, guess: bool) -> list[Place]:
    """The conference-years that have a list, those first that most papers point to; `guess`: the list's usual ones too."""
    votes = Counter[tuple[str, int]]()
    usual = _usual(case) if guess else []
    for paper in case.papers:
        votes.update(set(_claimed(case, paper)))
        votes.update(set(_likely(case, paper, usual)))
    found = [_place(case, venue, year) for (venue, year), _ in sorted(votes.items(), key=lambda one: (-one[1], one[0]))]
    return [place for place in found if place]


def _usual(case: Case) -> list[str]:
    """The venues that the list names often."""
    named = Counter(one.venue for paper in case.papers for entry in paper.entries for one in entry.stated.publications)
    return [venue for venue, rows in named.items() if rows >= HABIT]


def _claimed(case: Case, paper: Paper) -> Iterator[tuple[str, int]]:
    """Where claims put the paper, and, if that isn't where its row does, where its row does."""
    stated = {(one.venue, one.year) for entry in paper.entries for one in entry.stated.publications if one.year}
    named = {venue for venue, _ in stated}
    for venue, year in stated:
        if year and case.book.held(venue, year) is False:
            yield from ((venue, year - 1), (venue, year + 1))
    for claim in case.claims(paper):
        venue = case.book.canonical(claim.venue)
        if claim.status == "accepted" and claim.source not in DECIDERS and (venue, claim.year) not in stated and case.book.venue(venue):
            if claim.year or venue not in named:
                yield from ((venue, year) for year in ([claim.year] if claim.year else _years(case, paper, YEARS)))
            yield from ((where, year) for where, year in stated if year and (claim.year or venue not in named))


def _likely(case: Case, paper: Paper, usual: list[str]) -> Iterator[tuple[str, int]]:
    """For a row that names no venue, or one that its own list denies: the list's usual venues of that year and the next."""
    denied = any(claim.source in DECIDERS and claim.status in DENIALS for claim in case.claims(paper))
    if denied or any(entry.stated.kind in ("date", "preprint", "nothing") for entry in paper.entries):
        yield from ((venue, year) for venue in usual for year in _years(case, paper, 1))


def _years(case: Case, paper: Paper, after: int) -> list[int]:
    """The year of the preprint and as many after it, up to the coming one."""
    months = [entry.stated.month for entry in paper.entries if entry.stated.month]
    posted = case.submitted(paper) or (date(*months[0], 1) if months else None)
    return [] if not posted else [year for year in range(posted.year, posted.year + after + 1) if year <= case.today.year + 1]


def _place(case: Case, name: str, year: int) -> Place | None:
    venue: Venue | None = case.book.venue(name)
    if not venue or not venue.papers or venue.held(year) is False:
        return None
    return Place(venue.name, year, f"{venue.papers}/{venue.papers}{year}.json")
