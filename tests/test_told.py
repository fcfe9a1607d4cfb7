from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.model import PaperFacts, PaperId
from bot.rules.told import told
from bot.text.venues import VenueBook

FACT = PaperFacts(
    paper=PaperId("arxiv", "3101.00001"),
    source="arxiv",
    url="https://arxiv.org/abs/3101.00001v2",
    read_at=date(2031, 3, 1),
    title="TinyThing: A Thing",
    authors=("A. Small", "B. Little"),
)


def claims(book: VenueBook, comment: str = "", journal_ref: str = "") -> list[tuple[str, str, int | None, str | None]]:
    fact = replace(FACT, comment=comment, journal_ref=journal_ref)
    return [(claim.status, claim.venue, claim.year, claim.track) for claim in told(fact, book)]


def test_a_claim_is_arxivs_and_carries_the_words_it_was_read_from(book: VenueBook) -> None:
    (claim,) = told(replace(FACT, comment="8 pages. Accepted at ICML 2031 (Oral)"), book)
    assert (claim.paper, claim.source, claim.url, claim.read_at) == (FACT.paper, "arxiv", FACT.url, FACT.read_at)
    assert (claim.title, claim.authors) == (FACT.title, FACT.authors)
    assert claim.raw == 'comment: "Accepted at ICML 2031 (Oral)"'
    assert claim.award is None, "an award is the conference's to give"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Accepted at ICML", [("accepted", "ICML", None, None)]),
        ("ICML 2031", [("accepted", "ICML", 2031, None)]),
        ("15 pages, ICML", []),
        ("Accepted at the ICLR 2031 Workshop on Tiny Things", [("accepted", "ICLR", 2031, "workshop")]),
        ("Submitted to NeurIPS 2031", [("submitted", "NeurIPS", 2031, None)]),
        ("Withdrawn from ICLR 2031", [("withdrawn", "ICLR", 2031, None)]),
        ("Extended version of our CVPR 2029 paper", []),
        ("Extended version of our CVPR 2029 paper. CVPR 2029 was fun", []),
        ("Accepted at TINYCON 2031", []),
        ("Accepted by ECCV 2031", []),
        ("Accepted by CVPR 2039", []),
        ("Accepted by IEEE TPAMI in January 2031", [("accepted", "TPAMI", None, None)]),
        ("IEEE TPAMI 2031", [("accepted", "TPAMI", 2031, None)]),
    ],
)
def test_only_what_the_authors_say_of_this_paper_at_a_known_venue_is_a_claim(
    comment: str, expected: list[tuple[str, str, int | None, str | None]], book: VenueBook
) -> None:
    assert claims(book, comment) == expected


def test_a_journal_reference_is_an_acceptance_with_its_year(book: VenueBook) -> None:
    assert claims(book, journal_ref="IEEE Transactions on Image Processing 40 (2031) 1-12") == [("accepted", "TIP", 2031, None)]


def test_a_paper_that_was_taken_back_tells_nothing(book: VenueBook) -> None:
    assert not list(told(replace(FACT, comment="Accepted at ICML 2031", withdrawn=True), book))


def test_other_sources_have_no_comment_of_the_authors(book: VenueBook) -> None:
    assert not list(told(replace(FACT, source="semantic-scholar", comment="Accepted at ICML 2031"), book))
