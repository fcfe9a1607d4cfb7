from __future__ import annotations

import pytest

from bot.model import Publication, Stated
from bot.text.venuecell import read, unwrap
from bot.text.venues import VenueBook


def _pub(venue: str, year: int | None, track: str = "main") -> Stated:
    return Stated("venue", (Publication(venue, year, track),))  # type: ignore[arg-type]


MEANINGS = {
    "**CVPR 2023**": _pub("CVPR", 2023),
    "NeurIPS'24": _pub("NeurIPS", 2024),
    "ICCV' 19": _pub("ICCV", 2019),
    "CVPR2024": _pub("CVPR", 2024),
    "**NeurIPS 2024 Workshop**": _pub("NeurIPS", 2024, "workshop"),
    "ICLR Workshop'25": _pub("ICLR", 2025, "workshop"),
    "CVPRW 2023": _pub("CVPR", 2023, "workshop"),
    "**CVPR 2024 Highlight**": _pub("CVPR", 2024),
    "ICLR 2024 (Oral)": _pub("ICLR", 2024),
    "ACM SIGKDD 2023": _pub("KDD", 2023),
    "**ACM SIGGRAPH Asia 2024**": _pub("SIGGRAPH Asia", 2024),
    "IEEE/CVF CVPR 2024": _pub("CVPR", 2024),
    "T-PAMI 2023": _pub("TPAMI", 2023),
    "IEEE Access 2024": _pub("IEEE Access", 2024),
    "3DV 2024": _pub("3DV", 2024),
    "NuerIPS 2023": _pub("NeurIPS", 2023),
    "ACL 2024 Findings": _pub("ACL", 2024, "findings"),
    "Nowhere Conf 2024": _pub("Nowhere Conf", 2024),
    "**NeurIPS 2022<br>T-PAMI 2023**": Stated("venue", (Publication("NeurIPS", 2022), Publication("TPAMI", 2023))),
    "Jun 2023": Stated("date", month=(2023, 6)),
    "Sept. 2023": Stated("date", month=(2023, 9)),
    "December, 2023": Stated("date", month=(2023, 12)),
    "2024.06": Stated("date", month=(2024, 6)),
    "2023-06-26": Stated("date", month=(2023, 6)),
    "2024/10": Stated("date", month=(2024, 10)),
    "arXiv 2023": Stated("preprint"),
    "arXiv": Stated("preprint"),
    "Under review": Stated("preprint"),
    "-": Stated("nothing"),
    "": Stated("nothing"),
    "N/A": Stated("nothing"),
    "CVPR": _pub("CVPR", None),
    "Blog": Stated("unread"),
    "2024": Stated("unread"),
    "ICCV 2023 and something else": Stated("unread"),
    "[ICCV 2025](https://openaccess.thecvf.com/x)": Stated("unread"),
    "2024.13": Stated("unread"),
    "arXiv 2023.05": Stated("preprint"),
    "arXiv2023": Stated("preprint"),
    "CoRR, 2023": Stated("preprint"),
    "Submitted to ICLR 2024": Stated("preprint"),
    "arXiv 2023<br>**ICML 2024**": Stated("unread", (Publication("ICML", 2024),)),
    "arXiv 2023, ICML 2024": Stated("unread"),
    "arXiv 2023 → ICML 2024 Oral": Stated("unread"),
    "Submitted to ICLR 2024, accepted at ICML 2024": Stated("unread"),
    "Submitted to ICLR 2024 accepted": Stated("unread"),
    "Preprint / TPAMI 2025": Stated("unread"),
    "CoRR 2023; ICML 2024": Stated("unread"),
    "arXiv [code](https://github.com/a/b)": Stated("unread"),
    "Jan'24": Stated("unread"),
    "Jun-2023": Stated("unread"),
    "5th June 2023": Stated("unread"),
    "🔥 Jun 2023": Stated("unread"),
    "Jun 2023 <!-- keep -->": Stated("unread"),
    "CVPR Workshops 2023": _pub("CVPR", 2023, "workshop"),
    "NeurIPS 2023 Datasets and Benchmarks": _pub("NeurIPS", 2023, "datasets"),
    "a, " * 2000 + "2024": Stated("unread"),
    "<sub>CVPR 2024</sub>": Stated("unread"),
    "CVPR'98": _pub("CVPR", 1998),
    "Marvel 2024": _pub("Marvel", 2024),
}


@pytest.mark.parametrize("cell", MEANINGS)
def test_a_venue_cell_means_what_a_reader_takes_it_for(cell: str, book: VenueBook) -> None:
    assert read(cell, book) == MEANINGS[cell]


def test_an_award_is_read_but_makes_no_other_publication(book: VenueBook) -> None:
    (oral,) = read("**NeurIPS 2024 Oral**", book).publications
    (plain,) = read("**NeurIPS 2024**", book).publications
    assert oral == plain
    assert (oral.award, plain.award) == ("Oral", None)
    assert read("CVPR 2024 best paper", book).publications[0].award == "Best Paper"


@pytest.mark.parametrize("cell", ["**CVPR 2023**", "*a*", "", "***", " a_b "])
def test_a_cell_is_its_wrapping_and_its_words(cell: str) -> None:
    assert "".join(unwrap(cell)) == cell


@pytest.mark.parametrize(
    ("venue", "year", "held"),
    [
        ("ECCV", 2025, False),
        ("ECCV", 2024, True),
        ("ICCV", 2024, False),
        ("ICCV", 2025, True),
        ("ICCV", 1990, None),
        ("NeurIPS", 2023, True),
        ("3DV", 2023, False),
        ("Nowhere Conf", 2023, None),
        ("NAACL", 2023, None),
    ],
)
def test_a_year_without_the_venue_is_known_only_where_it_is_certain(venue: str, year: int, held: bool | None, book: VenueBook) -> None:
    assert book.held(venue, year) is held


def test_a_journal_extends_a_conference_and_tog_carries_siggraph(book: VenueBook) -> None:
    assert book.extends("TPAMI", "NeurIPS")
    assert book.extends("TOG", "SIGGRAPH Asia")
    assert not book.extends("CVPR", "NeurIPS")
    assert not book.extends("TPAMI", "TPAMI")
