"""What a paper's authors tell on arXiv of its publication, as claims: the comment and the journal reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model import Claim, PaperFacts, Status
from bot.text.comments import Said, read_comment, read_journal_ref
from bot.text.venues import VenueBook

_WITHDRAWN = re.compile(r"\bwithdr[ae]w", re.IGNORECASE)
"""From where, the words may not say: then nothing is sure."""
_TOLD: dict[str, Status] = {"accepted": "accepted", "submitted": "submitted", "withdrawn": "withdrawn"}


def told(fact: PaperFacts, book: VenueBook) -> Iterator[Claim]:
    """The fact's words as claims of arXiv, for venues that the book knows; none of a paper that was taken back.

    Another paper's venue is no claim. A venue without a verb needs its year. Words like "Oral" stay words: an award is the
    conference's to give. A main track is not said by saying no other.
    """
    if fact.source != "arxiv" or fact.withdrawn:
        return
    comment = read_comment(fact.comment, book)
    others = {book.canonical(said.venue) for said in comment if said.status == "extends"}
    for said in comment:
        if said.status != "accepted" or not (book.canonical(said.venue) in others or _WITHDRAWN.search(fact.comment)):
            yield from _claim(fact, said, "comment", book)
    for said in read_journal_ref(fact.journal_ref, book):
        yield from _claim(fact, said, "journal reference", book)


def _claim(fact: PaperFacts, said: Said, where: str, book: VenueBook) -> Iterator[Claim]:
    venue, status = book.venue(said.venue), _TOLD.get(said.status)
    if not venue or not status or (said.bare and said.year is None):
        return
    # A journal's acceptance has a day, and the paper appears in a year of its own.
    year = None if venue.kind == "journal" and where == "comment" and not said.bare else said.year
    if year is not None and (venue.held(year) is False or year > fact.read_at.year + 1):
        return
    yield Claim(
        paper=fact.paper,
        source="arxiv",
        status=status,
        venue=venue.name,
        url=fact.url,
        read_at=fact.read_at,
        year=year,
        track=None if said.track == "main" else said.track,
        raw=f'{where}: "{said.raw}"',
        title=fact.title,
        authors=fact.authors,
    )
