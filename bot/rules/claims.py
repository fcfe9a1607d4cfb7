"""The judgement over claims: which publications of a paper are proven, which are denied.

Independent means different curators. A conference's own accepted-papers list or OpenReview's decision is
proof by itself, with the exact normalised title and, where both sides have authors, the same first and last
surname. Otherwise two curators must agree; where a DBLP key can't tell the track, a third kind of source must.
Curated lists of papers never count, however many: they copy one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model import Claim, Evidence, Publication, Track
from bot.rules.authors import agree
from bot.rules.confidence import confidence
from bot.text.titles import key
from bot.text.venues import VenueBook, is_preprint, is_workshop

DECIDERS = frozenset({"accepted-papers", "openreview"})
LISTS = "curated-lists"
_CURATORS = frozenset({"semantic-scholar", "dblp", "arxiv", "crossref", *DECIDERS})
_BLIND = frozenset({"semantic-scholar", "dblp"})
_WORDS = {
    "accepted": "{place} lists {paper}",
    "submitted": "{place} received {paper}",
    "rejected": "{place} rejected {paper}",
    "withdrawn": "{paper} was withdrawn from {place}",
    "absent": "{place} lacks {paper}",
}
DENIALS = frozenset({"rejected", "withdrawn", "absent"})


@dataclass(frozen=True, slots=True)
class Proof:
    """A proven publication with the claims that prove it, strongest first."""

    publication: Publication
    claims: tuple[Claim, ...]
    confidence: float
    known: bool
    """A claim's authors are the paper's."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the claims add up to. `denials` speak against a venue, `hearsay` proves nothing."""

    proofs: tuple[Proof, ...]
    denials: tuple[Claim, ...]
    hearsay: tuple[Claim, ...]


def weigh(claims: Iterable[Claim], titles: Sequence[str], authors: Sequence[str], book: VenueBook, *, vouched: bool = True) -> Judgement:
    """The judgement over all claims about a paper known by those titles, its rows' first, and authors (empty: unknown).

    Not `vouched`: the authors are a record's own, which may be another paper's; they tell papers apart and prove nothing.
    """
    keys = {key(title) for title in titles}
    # In an order of their own, so that the order of answers changes nothing.
    own = [c for c in sorted(claims, key=repr) if (not c.title or key(c.title) in keys) and agree(c.authors, authors) is not False]
    own = _newest(_unambiguous((claim for claim in own if not is_preprint(claim.venue)), book), book)
    denials = tuple(c for c in own if c.status in DENIALS)
    groups = dict[tuple[str, int | None], list[Claim]]()
    for claim in own:
        if claim.status == "accepted" and claim.source != LISTS:
            groups.setdefault(_place(claim, book), []).append(claim)
    proofs, proven = [], set[Claim]()
    for (venue, year), group in groups.items():
        # A record without a year of its own agrees with any.
        proof = None if year is None else _prove(group + groups.get((venue, None), []), titles[0], authors, book, vouched=vouched)
        if proof and any(_denies(claim, proof.publication, book) for claim in denials):
            proof = None
        if proof:
            proofs.append(proof)
            proven.update(proof.claims)
    hearsay = tuple(c for c in own if c.status not in DENIALS and c not in proven)
    return Judgement(tuple(proofs), denials, hearsay)


def publication(claim: Claim, book: VenueBook) -> Publication:
    """The appearance a claim speaks of, in canonical names."""
    known = book.find(claim.venue)
    named: Track = known[1] if known else "workshop" if is_workshop(claim.venue) else "main"
    return Publication(book.canonical(claim.venue), claim.year, named if named != "main" else claim.track or named, claim.award)


def _denies(claim: Claim, one: Publication, book: VenueBook) -> bool:
    """Whether a decider denies the paper's appearance in that track of that venue and year."""
    return claim.source in DECIDERS and publication(claim, book) == one


def evidence(claim: Claim, title: str) -> Evidence:
    """The claim as a reader of the row with that title sees it: the source's words, its URL, the day it stands for."""
    place = " ".join(filter(None, [claim.venue, str(claim.year or ""), None if claim.track == "main" else claim.track]))
    if claim.source == LISTS:
        return Evidence(claim.source, f"{claim.raw} says {place}", claim.url, claim.read_at)
    named = "it" if not claim.title or key(claim.title) == key(title) else f"“{claim.title}”"
    says = _WORDS[claim.status].format(place=place, paper=named)
    return Evidence(claim.source, f"{says} ({claim.raw})" if claim.raw else says, claim.url, claim.read_at)


def _prove(group: Sequence[Claim], title: str, authors: Sequence[str], book: VenueBook, *, vouched: bool) -> Proof | None:
    """The proof that claims of one venue and year make together, if they do."""
    spoken = ((claim.track or claim.source in DECIDERS, publication(claim, book).track) for claim in group)
    tracks = {track for said, track in spoken if said or track != "main"} or {"main"}
    if len(tracks) > 1:
        return None
    deciding = [claim for claim in group if claim.source in DECIDERS and claim.title]
    curators = {claim.source for claim in group} & _CURATORS
    venue = book.venue(group[0].venue)
    known = vouched and any(agree(claim.authors, authors) for claim in group)
    # Both are read in one record, which may be another paper's: its authors must be the paper's.
    one_record = not curators - _BLIND and (not known or (venue is not None and venue.blind_key))
    if not deciding and (len(curators) < 2 or one_record):
        return None
    ordered = sorted(group, key=lambda claim: (claim.source not in DECIDERS, claim.source))
    award = next((claim.award for claim in ordered if claim.award), None)
    year = next(claim.year for claim in group if claim.year)
    found = replace(publication(ordered[0], book), year=year, track=next(iter(tracks)), award=award)
    return Proof(found, tuple(ordered), confidence(group, title, authors), known)


def _place(claim: Claim, book: VenueBook) -> tuple[str, int | None]:
    return book.canonical(claim.venue), claim.year


def _unambiguous(claims: Iterable[Claim], book: VenueBook) -> Iterator[Claim]:
    """Without the records of one source that give one title to papers of different authors at one place."""
    places = dict[tuple[object, ...], list[Claim]]()
    for claim in claims:
        places.setdefault((claim.source, *_place(claim, book), key(claim.title or "")), []).append(claim)
    for same in places.values():
        if all(agree(same[0].authors, other.authors) is not False for other in same):
            yield from same


def _newest(claims: Iterable[Claim], book: VenueBook) -> list[Claim]:
    """Of what one source said of one track and title at different times, the last; of the same day, the denial."""
    latest = dict[tuple[object, ...], Claim]()
    for claim in sorted(claims, key=lambda c: (c.read_at, c.status in DENIALS, c.url, c.raw)):
        latest[claim.source, claim.raw if claim.source == LISTS else "", key(claim.title or ""), publication(claim, book)] = claim
    return list(latest.values())
