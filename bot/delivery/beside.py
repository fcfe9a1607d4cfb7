"""The bot's cells on a branch that people wrote to: those that stand as it wrote them change, all others stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.model import Column, Document, Proposal
from bot.standing import Offer
from bot.text.trace import Listing


def rewritten(listing: Listing, before: Iterable[Offer], offers: Iterable[Offer]) -> Document:
    """A person's text with what the bot held until now taken back, where it still stands, and what is wished put in."""
    back, taken = list[Proposal](), set[tuple[int, Column]]()
    for one in before:
        for edit, was in zip(one.proposal.edits, one.was, strict=True):
            reverse = replace(one.proposal, edits=(replace(edit, old=edit.new, new=edit.old),))
            if moved := listing.moved(reverse, (was,), taken):
                back.append(moved)
                taken |= {(one.line, one.column) for one in moved.edits}
    plain = Listing.of(listing.apply(back)[0].data)
    wanted = [moved for one in offers if (moved := plain.moved(one.proposal, one.was))]
    return plain.apply(wanted)[0]
