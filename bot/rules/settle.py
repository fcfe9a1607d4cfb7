"""From a stated venue and the judgement over the claims to one of three: keep, replace, question.

A date gives way to a proven publication. A stated venue gives way only where the new one is proven and the
stated one disproved (its year's list rejects or completely lacks the paper, or it was not held), or where
a workshop's paper was later published in full. An extension is no contradiction. Downgrades are questions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.model import Claim, Publication, Stated
from bot.rules.claims import DECIDERS, LISTS, Judgement, Proof, publication
from bot.rules.confidence import KNOWN
from bot.text.venues import VenueBook


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a stated venue, and the claims that say so."""

    action: Literal["keep", "replace", "question"]
    says: str = ""
    claims: tuple[Claim, ...] = ()
    publication: Publication | None = None
    confidence: float = 0.0


KEEP = Verdict("keep")
_FULL = frozenset({"main", "workshop", "findings", "datasets"})
"""Tracks that lists print. What of a companion, a challenge or a tutorial is a paper is a person's choice."""
_COMPLETE = frozenset({"accepted-papers"})


def settle(stated: Stated, judgement: Judgement, book: VenueBook, posted: date | None = None) -> Verdict:
    """The verdict for one cell; `posted` is the day of the preprint, where known."""
    if stated.kind == "unread":
        return KEEP
    if stated.kind != "venue":
        return _publish(judgement, book, posted)
    if any(_is(proof.publication, one) for proof in judgement.proofs for one in stated.publications):
        return KEEP
    proof = _single(judgement, book)
    return _in_time(_dispute(stated, proof, judgement, book), proof, posted) if proof else _doubt(stated, judgement, book)


def _is(new: Publication, stated: Publication) -> bool:
    """Whether a cell states that publication: one without a year states any."""
    return replace(new, year=new.year if stated.year else None) == stated


def impossible(stated: Stated, book: VenueBook) -> Publication | None:
    """The first publication at a venue in a year it was not held."""
    return next((p for p in stated.publications if p.year and book.held(p.venue, p.year) is False), None)


def _publish(judgement: Judgement, book: VenueBook, posted: date | None) -> Verdict:
    proof = _single(judgement, book)
    claims = tuple(claim for proof in judgement.proofs for claim in proof.claims)
    if not proof:
        places = " and ".join(str(proof.publication) for proof in judgement.proofs)
        return Verdict("question", f"sources prove {places}: which one to print?", claims) if claims else _heard(judgement, book)
    if proof.publication.track not in _FULL:
        return Verdict("question", f"published at {proof.publication}: how to print it?", proof.claims)
    verdict = Verdict("replace", f"published at {proof.publication}", proof.claims, proof.publication, proof.confidence)
    return _in_time(verdict, proof, posted)


def _heard(judgement: Judgement, book: VenueBook) -> Verdict:
    """No proof, but a source that knows says where the paper was published, and no decision speaks against that venue."""
    denied = {(book.canonical(claim.venue), claim.year) for claim in judgement.denials}
    found = tuple(
        claim
        for claim in judgement.hearsay
        if claim.status == "accepted"
        and claim.source not in (LISTS, "github")
        and book.find(claim.venue)
        and not any(venue == book.canonical(claim.venue) and claim.year in (None, year) for venue, year in denied)
    )
    said = " and ".join(dict.fromkeys(f"{claim.source} says {publication(claim, book)}" for claim in found))
    return Verdict("question", f"{said}: not proven", found) if found else KEEP


def _in_time(verdict: Verdict, proof: Proof, posted: date | None) -> Verdict:
    """A publication long before the preprint is likely another paper of that title; where no authors tell, one of the year before."""
    new = verdict.publication
    if not new or not posted or (new.year or 0) >= posted.year - proof.known:
        return verdict
    return Verdict("question", f"{new} is before the preprint of {posted:%b %Y}: another paper's title?", verdict.claims)


def _single(judgement: Judgement, book: VenueBook) -> Proof | None:
    """The one proven publication; of a paper and its extension the first. None where there are rivals or none."""
    found = [proof.publication for proof in judgement.proofs]
    firsts = (p for p in judgement.proofs if all(o == p.publication or book.extends(o.venue, p.publication.venue) for o in found))
    return next(firsts, None)


def _dispute(stated: Stated, proof: Proof, judgement: Judgement, book: VenueBook) -> Verdict:
    """A proven publication that the cell doesn't state."""
    new = proof.publication
    extended = any(book.extends(new.venue, one.venue) or book.extends(one.venue, new.venue) for one in stated.publications)
    lacking = frozenset[str]() if extended else _COMPLETE  # the extension of a paper doesn't make its absence certain
    against = tuple(claim for one in stated.publications for claim in _denials(one, judgement, book, lacking))
    claims = proof.claims + against
    said = " and ".join(str(one) for one in stated.publications)
    disproved = all(_was_not_held(one, book) or _denials(one, judgement, book, lacking) for one in stated.publications)
    if any(_rank(one) > _rank(new) for one in stated.publications):
        same = any((one.venue, one.year) == (new.venue, new.year) for one in stated.publications)
        return Verdict("question", f"the row says {said}, proven is {new}: lower it?", claims) if same or disproved else KEEP
    if len(stated.publications) == 1:
        (one,) = stated.publications
        if disproved and not against and one.venue == new.venue and abs((one.year or 0) - (new.year or 0)) == 1:
            kept = replace(new, award=new.award or one.award)  # the same venue a year off: a slip, of the year alone
            return Verdict("replace", f"not at {said}; published at {new}", claims, kept, KNOWN)
        if disproved:
            return Verdict("replace", f"not at {said}; published at {new}", claims, new, proof.confidence)
        if one.track == "workshop" and proof.known and _rank(one) < _rank(new) and (one.year or 0) <= (new.year or 0):
            return Verdict("replace", f"after {said} published at {new}", proof.claims, new, proof.confidence)
    if extended:
        return KEEP
    reason = f"the row says {said}, proven is {new}" + ("" if disproved else f"; nothing disproves {said}")
    return Verdict("question", reason, claims)


def _doubt(stated: Stated, judgement: Judgement, book: VenueBook) -> Verdict:
    """No proof of anything that the cell doesn't state: do the claims speak against what it states?"""
    for one in stated.publications:
        if against := _denials(one, judgement, book, absent_by=DECIDERS):
            return Verdict("question", f"the row says {one}, a source speaks against it", against)
        later = tuple(claim for claim in judgement.hearsay if claim.status == "submitted" and _comes_after(claim, one, book))
        if later and one.track == "main":
            return Verdict("question", f"the row says {one}, but it was submitted to {publication(later[0], book)}", later)
        heard = [(claim, publication(claim, book)) for claim in judgement.hearsay if claim.source == LISTS]
        lower = tuple(c for c, p in heard if (p.venue, p.year) == (one.venue, one.year) and _rank(p) < _rank(one))
        if lower and not any(p == one for _, p in heard):
            return Verdict("question", f"the row says {one}, other lists say {publication(lower[0], book)}; nothing proves either", lower)
    return _contradicted(stated, judgement, book)


def _contradicted(stated: Stated, judgement: Judgement, book: VenueBook) -> Verdict:
    """Sources that give a year name another publication than each one stated, and none is the other's extension."""
    heard = [(c, publication(c, book)) for c in judgement.hearsay if c.status == "accepted" and c.source != LISTS and book.find(c.venue)]
    agreeing = any(
        p.venue == one.venue and (p.year == one.year or not (p.year and one.year)) for _, p in heard for one in stated.publications
    )
    other = [
        (claim, p)
        for claim, p in heard
        if p.year and not any(book.extends(p.venue, one.venue) or book.extends(one.venue, p.venue) for one in stated.publications)
    ]
    if agreeing or not other:
        return KEEP
    said = " and ".join(str(one) for one in stated.publications)
    named = " and ".join(dict.fromkeys(f"{claim.source} {p}" for claim, p in other))
    return Verdict("question", f"the row says {said}, {named}; nothing proves either", tuple(claim for claim, _ in other))


def _denials(stated: Publication, judgement: Judgement, book: VenueBook, absent_by: frozenset[str] = _COMPLETE) -> tuple[Claim, ...]:
    """Claims that the paper was not in the main track stated. A workshop is not denied by its conference.

    Only a complete accepted-papers list lacks a paper for good: a list of submissions may know it by an older title.
    """
    if stated.track != "main":
        return ()
    return tuple(
        claim
        for claim in judgement.denials
        if (book.canonical(claim.venue), claim.year) == (stated.venue, stated.year)
        and (claim.status != "absent" or claim.source in absent_by)
        and claim.source in DECIDERS
    )


def _comes_after(claim: Claim, stated: Publication, book: VenueBook) -> bool:
    """A decider's claim of a later year than the one stated, and of no extension."""
    return claim.source in DECIDERS and (claim.year or 0) > (stated.year or 0) and not book.extends(claim.venue, stated.venue)


def _was_not_held(stated: Publication, book: VenueBook) -> bool:
    return stated.year is not None and book.held(stated.venue, stated.year) is False


def _rank(one: Publication) -> int:
    """A full paper of the venue, of its Findings, or less."""
    return {"main": 2, "datasets": 2, "findings": 1}.get(one.track, 0)
