from __future__ import annotations

import pytest

from bot.model import Entry, Publication
from bot.text import document
from bot.text.dialect import learn, read_cell
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.venues import VenueBook


@pytest.fixture(scope="module")
def entries(first_list: bytes, book: VenueBook) -> list[Entry]:
    return list(read_entries(read_rows(document.read(first_list)), book))


def test_every_cell_of_the_first_list_is_written_as_it_was_read(entries: list[Entry], first_list: bytes, book: VenueBook) -> None:
    dialect, odd = learn(entries, book), []
    for entry in entries:
        for column in ("number", "title", "link", "repository", "site"):
            scheme = entry.id.scheme if column == "link" and entry.id else ""
            if dialect.write(column, scheme, read_cell(entry, column)) != entry.row.cell(column):
                odd.append(entry.row.cell(column))
        stated = entry.stated
        venue = dialect.write_date(*stated.month) if stated.month else dialect.write_venue(stated.publications[0], book)
        if venue != entry.row.cell("venue"):
            odd.append(entry.row.cell("venue"))
    # One row gives two venues; one link is the only one of its kind, and one example teaches nothing.
    assert odd == [
        "**NeurIPS 2022<br>T-PAMI 2023**",
        "[![arXiv](https://img.shields.io/badge/ACM-000000.svg)](https://dl.acm.org/doi/abs/10.1145/3580305.3599412)",
    ]


def test_the_list_s_order_and_words_are_learned(entries: list[Entry], first_list: bytes, book: VenueBook) -> None:
    dialect = learn(entries, book)
    assert dialect.order == "oldest first"
    assert dialect.awards == {"Oral", "Spotlight", "Highlight"}
    assert dialect.spellings["KDD"] == "ACM SIGKDD"


STYLES = [
    (["CVPR'24", "ICML'23", "ICLR'22"], Publication("NeurIPS", 2025), "NeurIPS'25"),
    (["*CVPR, 2024*", "*ICML, 2023*", "*ICLR, 2022*"], Publication("NeurIPS", 2025, "workshop"), "*NeurIPS, 2025 Workshop*"),
    (["CVPR 2024", "NIPS 2023", "NIPS 2022"], Publication("NeurIPS", 2025, award="Oral"), "NIPS 2025"),
    (["CVPR 2024", "ICML 2023 Oral", "ICLR 2022"], Publication("NeurIPS", 2025, award="Oral"), "NeurIPS 2025 Oral"),
    (["CVPR 2024", "ICML'23", "**ICLR 2022**", "*ECCV 2020*"], Publication("NeurIPS", 2025), None),
    (["ICCV"] * 10 + ["CVPR 2020", "CVPR 2021"], Publication("CVPR", 2024), "CVPR"),
    (["NeurlPS 2020", "CVPR 2021", "ICML 2022"], Publication("NeurIPS", 2023), "NeurIPS 2023"),
    (["CVPR 2020", "CVPR 2021"], Publication("NeurIPS", 2023, "datasets"), "NeurIPS 2023 Datasets and Benchmarks"),
    (["CVPR 2020", "CVPR 2021"], Publication("Nowhere", 2023), None),
    (["CVPR 2020", "Nowhere 2021"], Publication("Nowhere", 2023), "Nowhere 2023"),
    (["-", "Jun 2023"], Publication("NeurIPS", 2025), None),
    (["CVPR 2024", "ICML 2023", "ICLR 2022"], Publication("NeurIPS", None), None),
]


@pytest.mark.parametrize(("cells", "publication", "expected"), STYLES)
def test_a_venue_is_written_as_the_list_writes_it_or_not_at_all(
    cells: list[str], publication: Publication, expected: str | None, book: VenueBook
) -> None:
    rows = "".join(f"| Title {i} | {cell} |\n" for i, cell in enumerate(cells))
    read = document.read(f"| Title | Venue |\n|--|--|\n{rows}".encode())
    learned = learn(list(read_entries(read_rows(read), book)), book)
    assert learned.write_venue(publication, book) == expected
