"""What may be offered tonight: what was judged, and what is remembered where that still stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date

from bot.delivery.tonight import Tonight
from bot.delivery.verdicts import REVERT, chosen, reverted
from bot.model import Evidence, Proposal
from bot.standing import Kind, Memory, Offer
from bot.text.trace import Listing


def judged(kind: Kind, tonight: Tonight, today: date) -> list[Offer]:
    """Tonight's proposals of a kind, with the rows that they were judged by."""
    proposals = tonight.proposals if kind == "corrections" else tonight.additions
    if not proposals:
        return []
    listing = Listing.of(tonight.text)
    return [Offer(kind, one, listing.was(one), today, today) for one in proposals]


def is_due(one: Offer, memory: Memory) -> bool:
    """Whether it takes back what is refused still, and nobody decided of that."""
    return one.proposal.rule == REVERT and one.fingerprint not in memory.decided and reverted(one) in memory.refused


def gather(
    kind: Kind, found: Sequence[Offer], memory: Memory, listing: Listing, today: date, *, held: Set[str], whole: bool
) -> list[Offer]:
    """What may be offered of a kind for the list as it is now, refused ones too.

    One that is found again keeps its words; one that isn't stays where a source was silent. `held`: those of the open pull request.
    An addition that is held, that a person wants, or refused and may want again, stays whatever is found, in its section.
    """
    known = {one.fingerprint: one for one in memory.offers if one.kind == kind}
    fixed = held | {one.fingerprint for one in memory.decisions if one.verdict != "accepted"} if kind == "additions" else frozenset[str]()
    made = dict[str, Offer]()
    for one in found:
        old = known.get(one.fingerprint)
        proposal = _in_its_section(one.proposal, old.proposal) if old and one.fingerprint in fixed else one.proposal
        was = one.was if proposal is one.proposal or not proposal else tuple(edit.old for edit in proposal.edits)
        if proposal and (moved := listing.moved(proposal, was)):
            same = old and _meaning(old.proposal) == _meaning(moved)
            kept = replace(moved, evidence=old.proposal.evidence) if old and same else moved
            made[one.fingerprint] = Offer(kind, kept, listing.was(kept), old.since if old else today, today)
    cells = {(edit.line, edit.column) for one in made.values() for edit in one.proposal.edits if edit.column != "insert"}
    for key, offer in known.items():
        if key not in made and (not whole or offer.proposal.rule == REVERT or key in fixed):
            moved = listing.moved(offer.proposal, offer.was)
            if moved and cells.isdisjoint((edit.line, edit.column) for edit in moved.edits):
                made[key] = replace(offer, proposal=moved, was=listing.was(moved))
    return [one for one in made.values() if one.proposal.rule != REVERT or is_due(one, memory)]


def _in_its_section(now: Proposal, before: Proposal) -> Proposal | None:
    """Tonight's row for the section in which it is handed in, or for which a person took it; None: it stays as it was."""
    if before.choices or (now.section == before.section and not now.choices):
        return now
    numbers = [n for n, (section, _) in enumerate(now.choices, 1) if section == before.section]
    return chosen(now, numbers[0]) if numbers else None


def _meaning(proposal: Proposal) -> tuple[object, ...]:
    """What of it people read, but for the days and lines."""
    evidence: tuple[tuple[str, str, str], ...] = tuple(_said(one) for one in proposal.evidence)
    return (evidence, tuple((edit.column, edit.old, edit.new) for edit in proposal.edits))


def _said(one: Evidence) -> tuple[str, str, str]:
    return (one.source, one.says, one.url)
