"""How a night's answers change what is known. Pure: only what a source answered changes, and what it says again stays as it was read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.model import Claim, Known, PaperFacts, PaperId, RepoFacts, SourceName
from bot.ports import Listed, Place
from bot.text.titles import title_id
from bot.text.venues import VenueBook

T = TypeVar("T", Claim, PaperFacts, RepoFacts)


def facts(known: Known, new: Iterable[PaperFacts], today: date) -> Known:
    """A paper's facts by its source: of one version the last, of several all (a title changes with them)."""
    by_paper = {(one.paper, one.source): one for one in new}

    def outdated(old: PaperFacts) -> bool:
        fresh = by_paper.get((old.paper, old.source))
        return fresh is not None and old.version in (None, fresh.version)

    return replace(known, facts=_renewed(known.facts, by_paper.values(), outdated, today))


def claims(known: Known, sources: Collection[str], papers: Collection[PaperId], new: Iterable[Claim], today: date) -> Known:
    """What those sources say of those papers, instead of what they said before."""
    return replace(known, claims=_renewed(known.claims, new, lambda old: old.source in sources and old.paper in papers, today))


def listing(known: Known, place: Place, new: Iterable[Claim], book: VenueBook, today: date) -> Known:
    """What a conference-year's own list says, instead of what it said before."""

    def outdated(old: Claim) -> bool:
        return old.source == "accepted-papers" and (book.canonical(old.venue), old.year) == (place.venue, place.year)

    return replace(known, claims=_renewed(known.claims, new, outdated, today))


def told(known: Known, source: SourceName, new: Sequence[Claim], book: VenueBook, today: date) -> Known:
    """What a source says of publications, instead of what it said in the same place, or of the paper at that venue in that year."""
    urls = {one.url for one in new}
    places = {(one.paper, book.canonical(one.venue), one.year) for one in new}

    def outdated(old: Claim) -> bool:
        return old.source == source and (old.url in urls or (old.paper, book.canonical(old.venue), old.year) in places)

    return replace(known, claims=_renewed(known.claims, new, outdated, today))


def repositories(known: Known, new: Iterable[RepoFacts], today: date) -> Known:
    """A repository's facts; GitHub's number for its name is remembered, and the first one where it changes."""
    before = {one.repository.lower(): one for one in known.repositories if one.read_at <= today}
    fresh = [_followed(before.get(one.repository.lower()), one) for one in new]
    named = {one.repository.lower() for one in fresh}
    return replace(known, repositories=_renewed(known.repositories, fresh, lambda old: old.repository.lower() in named, today))


def claim(place: Place, one: Listed, url: str, today: date) -> Claim | None:
    """A conference's list about one paper; None where its words for what became of it are not understood."""
    if one.status is None:
        return None
    return Claim(
        paper=title_id(one.title),
        source="accepted-papers",
        status=one.status,
        venue=place.venue,
        url=one.url or url,
        read_at=today,
        year=place.year,
        track=one.track,
        award=one.award if one.status == "accepted" else None,
        raw=one.raw,
        title=one.title,
        authors=one.authors,
    )


def _followed(old: RepoFacts | None, new: RepoFacts) -> RepoFacts:
    if not old:
        return new
    if new.number is None:
        return replace(new, number=old.number, formerly=old.formerly)
    if new.number == old.number:
        return replace(new, formerly=old.formerly)
    return replace(new, formerly=None if new.number == old.formerly else old.formerly or old.number)


def _renewed(before: Sequence[T], new: Iterable[T], outdated: Callable[[T], bool], today: date) -> tuple[T, ...]:
    """Without what is outdated, with what is new. What was already known keeps its day; what is of a later day stays."""
    at_hand: dict[T, T] = {replace(one, read_at=date.min): one for one in before if one.read_at <= today}
    fresh: list[T] = [at_hand.get(replace(one, read_at=date.min), one) for one in new]
    kept: list[T] = [one for one in before if one.read_at > today or not outdated(one)]
    return tuple(dict.fromkeys(kept + fresh))
