"""The bot's cells on a branch that people wrote to: those that stand as it wrote them change, all others stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.delivery.verdicts import reverse
from bot.model import Column, Document, Proposal
from bot.standing import Offer
from bot.text.trace import Listing


def rewritten(listing: Listing, before: Iterable[Offer], offers: Iterable[Offer]) -> Document:
    """A person's text with what the bot held until now taken back, where it still stands, and what is wished put in.

    A new row that is still wished in its section stays where it stands, and is written anew if that is wished.
    """
    wished = {(one.fingerprint, one.proposal.section): one.proposal.edits for one in offers if one.kind == "additions"}
    back, taken = list[Proposal](), set[tuple[int, Column]]()
    for one in before:
        for edit, was in zip(one.proposal.edits, one.was, strict=True):
            change = reverse(edit)
            if edit.column == "insert" and (now := wished.get((one.fingerprint, one.proposal.section))):
                change = replace(edit, column="row", old=edit.new, new=now[0].new)
            row = was if edit.column != "insert" else edit.new
            if moved := listing.moved(replace(one.proposal, edits=(change,)), (row,), taken):
                back.append(moved)
                taken |= {(one.line, one.column) for one in moved.edits}
    plain = Listing.of(listing.apply(back)[0].data)
    wanted = [moved for one in offers if (moved := plain.moved(one.proposal, one.was))]
    return plain.apply(wanted)[0]
