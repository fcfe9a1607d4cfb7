"""Lists that write otherwise than the first one: venues without years, years beside them, spellings of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Known, Publication
from bot.text import venuecell
from bot.text.venues import VenueBook
from tests.conftest import plan_of
from tests.test_claims import LIST, TITLE, claim

APART = """## S

| Year | Venue | Name | Paper |
|:--|:--|--|--|
| 2023 | ICCV | A | [One of them](https://arxiv.org/abs/2001.00001) |
| 2022 | ECCV | B | [Two of them](https://arxiv.org/abs/2001.00002) |
| 2021 | MM | C | [Three](https://arxiv.org/abs/2001.00003) |
"""
BARE = """| Paper | Venue | Date |
|:--|:--|--|
| [One](https://arxiv.org/abs/2001.00001) | ICCV | 2023-04-01 |
| [Two](https://arxiv.org/abs/2001.00002) | NeurIPS | 2022-04-01 |
"""
BOTH = "## {0}\n\n| Year | Title | Venue |\n|--|--|--|\n| {0} | **One** | WWW {0} |\n| {0} | **Two** | ICLR {0} |\n"


def line(text: str, row: str, book: VenueBook, known: Known | None = None) -> str:
    """The row as it is after the night."""
    return plan_of(text + row, known or Known(claims=(LIST,)), book).after.lines[-1]


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        (APART, f"|2023| arXiv | D | [{TITLE}](https://arxiv.org/abs/2306.00001)|\n", ("|2023| arXiv ", "|2024| CVPR ")),
        (APART, f"| 2024 | arXiv | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n", ("arXiv", "CVPR")),
        (APART, f"|  | - | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n", ("|  | - |", "| 2024 | CVPR |")),
        (BARE, f"| [{TITLE}](https://arxiv.org/abs/2306.00001) | arXiv |  2023-06-01 |\n", ("arXiv", "CVPR")),
        (
            BOTH.format(2022),
            f"| 2023 | **{TITLE}**  | arXiv 2023  |\n",
            ("2023", "2024"),
        ),
        (BOTH.format(2023), f"| 2023 | **{TITLE}**  | arXiv 2023  |\n", ("arXiv 2023", "CVPR 2024")),
    ],
)
def test_a_preprint_s_row_becomes_what_its_maintainer_would_write(text: str, row: str, expected: tuple[str, str], book: VenueBook) -> None:
    assert line(text, row, book) == row.replace(*expected).replace("arXiv 2024", "CVPR 2024")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (APART, f"| 2024 | CVPR | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"),
        (APART, f"| 2024 | ICML | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"),
        (APART, f"| soon | arXiv | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"),
        (APART, f"| 2023 | Somewhere | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"),
        (BARE, f"| [{TITLE}](https://arxiv.org/abs/2306.00001) | CVPR | 2023-06-01 |\n"),
        (BARE, f"| [{TITLE}](https://arxiv.org/abs/2306.00001) | ICML | 2023-06-01 |\n"),
    ],
)
def test_what_is_right_or_not_disproved_stays_to_the_byte(text: str, row: str, book: VenueBook) -> None:
    assert line(text, row, book) == row


def test_both_cells_are_one_proposal_and_its_fingerprint_is_the_fact_s(book: VenueBook) -> None:
    row = f"| 2023 | arXiv | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"
    (proposal,) = plan_of(APART + row, Known(claims=(LIST,)), book).proposals
    assert [(edit.column, edit.old, edit.new) for edit in proposal.edits] == [("venue", "arXiv", "CVPR"), ("year", "2023", "2024")]
    (other,) = plan_of(
        BARE + row.replace("| 2023 | arXiv | D ", "").replace(" |\n", " | arXiv | |\n"), Known(claims=(LIST,)), book
    ).proposals
    assert proposal.fingerprint == other.fingerprint


def test_a_year_alone_is_corrected_where_the_venue_was_not_held_in_it(book: VenueBook) -> None:
    row = f"| 2023 | ECCV | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"
    known = Known(claims=(claim("accepted-papers", venue="ECCV"),))
    assert line(APART, row, book, known) == row.replace("2023", "2024")


def test_a_year_column_that_is_not_the_venue_s_stays(book: VenueBook) -> None:
    text = BOTH.format(2022).replace("WWW 2022", "WWW 2023")
    row = f"| 2021 | **{TITLE}** | arXiv 2021 |\n"
    assert line(text, row, book) == row.replace("arXiv 2021", "CVPR 2024")


@pytest.mark.parametrize(("one", "written"), [("CVPRW", "ICMLW"), ("CVPR Workshop", "ICML Workshop")])
def test_a_workshop_is_written_as_the_list_s_others(one: str, written: str, book: VenueBook) -> None:
    text = APART.replace("ICCV", one).replace("ECCV", one)
    row = f"| 2024 | arXiv | D | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"
    known = Known(claims=(replace(LIST, venue="ICML", track="workshop"),))
    assert line(text, row, book, known) == row.replace("arXiv", written)


@pytest.mark.parametrize(
    ("cell", "year", "expected"),
    [
        ("MM", "2021", Publication("ACM MM", 2021)),
        ("**ICLR** Workshop", "2021", None),
        ("ICLR Workshop", "2021", Publication("ICLR", 2021, "workshop")),
        ("CVPRW", "2021", Publication("CVPR", 2021, "workshop")),
        ("CVPR Highlight", None, Publication("CVPR", None)),
        ("Somewhere", "2021", None),
        ("CVPR 2020", "2021", Publication("CVPR", 2020)),
    ],
)
def test_a_venue_takes_the_year_beside_it_where_it_has_none(
    cell: str, year: str | None, expected: Publication | None, book: VenueBook
) -> None:
    stated = venuecell.read(cell, book, year)
    assert stated.publications == ((expected,) if expected else ())


def test_a_year_that_is_the_preprints_stays_and_says_nothing_of_the_venue(book: VenueBook) -> None:
    head = "| Year | Venue | Paper |\n|--|--|--|\n"
    rows = "".join(f"| 20{n} | CVPR | [Paper number {n}](https://arxiv.org/abs/{n}01.00001) |\n" for n in range(16, 23))
    mine = f"| 2023 | arXiv | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"
    assert line(head + rows, mine, book) == mine.replace("arXiv |", "CVPR |", 1)
    held = f"| 2023 | ECCV | [{TITLE}](https://arxiv.org/abs/2306.00001) |\n"
    assert not plan_of(head + rows + held, Known(claims=(claim("accepted-papers", venue="ECCV"),)), book).proposals


def test_a_venue_is_spelled_as_of_late(book: VenueBook) -> None:
    cells = ["NIPS 2014", "NIPS 2015", "NIPS 2017", "NeurIPS 2021", "NeurIPS 2022"]
    text = "| Paper | Venue |\n|--|--|\n" + "".join(f"| Paper {n} | {cell} |\n" for n, cell in enumerate(cells))
    assert "| NeurIPS 2024 |" in line(text, f"| {TITLE} | Jun 2023 |\n", book, Known(claims=(claim("accepted-papers", venue="NeurIPS"),)))


@pytest.mark.parametrize(
    "cell", ["[CVPR](https://x.org) 2024", "![](https://img.shields.io/badge/CVPR-2024)", "Accepted to ICML 2023", "In ICML 2023"]
)
def test_what_is_no_venue_s_name_is_not_read(cell: str, book: VenueBook) -> None:
    assert venuecell.read(cell, book).kind == "unread"


def test_of_two_columns_of_venues_none_is_written(book: VenueBook) -> None:
    text = "| Paper | Conference | Journal |\n|--|--|--|\n| One | ICML 2020 | - |\n| Two | ICML 2021 | - |\n"
    row = f"| {TITLE} | - | TPAMI 2024 |\n"
    assert line(text, row, book) == row
