from __future__ import annotations

import json

import pytest

from bot.text import document
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.venues import VenueBook
from tests.conftest import need

HEADER = "| No. | Title | arXiv | Github | WebSite | Pub. or Date |\n|:--:|--|:--:|:--:|:--:|:--:|\n"
ROW = "| [1] | [A Title](https://arxiv.org/abs/2211.15736) | [x](https://arxiv.org/abs/2211.15736) | - | - | Jun 2023 |\n"


def test_a_row_knows_its_line_section_and_columns(book: VenueBook) -> None:
    text = f"# Top\n\n## *Sub* `x`\n\n{HEADER}{ROW}\n# Other\n\n{HEADER}{ROW}"
    first, second = read_entries(read_rows(document.read(text.encode())), book)
    assert (first.row.line, first.row.section, first.title) == (7, ("Top", "Sub x"), "A Title")
    assert str(first.id) == "arxiv:2211.15736"
    assert first.row.cell("venue") == "Jun 2023"
    assert (second.row.line, second.row.section) == (13, ("Other",))


@pytest.mark.parametrize(
    "text",
    [
        HEADER,
        f"<!--\n{HEADER}{ROW}-->\n",
        f"```\n{HEADER}{ROW}```\n",
        "| Section | Description |\n|--|--|\n| a | b |\n",
        "| Title |\n|--\n| a | b |\n\ntext",
    ],
)
def test_what_is_no_row_of_a_table_of_papers_is_left_alone(text: str, book: VenueBook) -> None:
    assert [entry.title for entry in read_entries(read_rows(document.read(text.encode())), book)] in ([], ["a"])


def test_a_ragged_row_is_marked_and_a_quoted_one_is_not_taken_apart() -> None:
    rows = list(read_rows(document.read(f"{HEADER}| [1] | A | b |\n{ROW}\n> | Title |\n> |--|\n> | x |\n".encode())))
    assert [row.ragged for row in rows] == [True, False, True]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_with_a_bom_and_bad_bytes_is_read(end: str, book: VenueBook) -> None:
    data = b"\xef\xbb\xbf" + (HEADER + ROW.replace("A Title", "A \udcff Title")).replace("\n", end).encode("utf-8", "surrogateescape")
    (entry,) = read_entries(read_rows(document.read(data)), book)
    assert entry.title == "A \udcff Title"


def test_a_row_may_be_written_in_many_ways(book: VenueBook) -> None:
    text = (
        "|  Title  |   Venue  |   Date   |   Code   |   Project   |\n|:--|:--:|:--:|:--:|:--:|\n"
        "| ![Star](https://img.shields.io/github/stars/a/b) <br> [**Big Title**](https://arxiv.org/pdf/2307.00001.pdf) <br> "
        "| ICLR 2024 | 2023-06-26 | [Github](https://github.com/a/b) | [Page](https://d.org) |\n"
    )
    (entry,) = read_entries(read_rows(document.read(text.encode())), book)
    assert (entry.title, entry.repository, entry.site) == ("Big Title", "a/b", "https://d.org")
    assert str(entry.id) == "arxiv:2307.00001"


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("Big Title [[pdf]](https://arxiv.org/pdf/2307.00001)", "Big Title"),
        ("[Big Title](https://arxiv.org/abs/2307.00001) <br> Ann Lee, Bo Kim, Cy Roe, Di Poe, Ed Moe", "Big Title"),
        ("![Star](https://x.org/a) [Big Title](https://arxiv.org/abs/2307.00001)", "Big Title"),
        ("**Big** `Title`", "Big Title"),
    ],
)
def test_a_title_is_what_the_cell_calls_the_paper(cell: str, title: str, book: VenueBook) -> None:
    (entry,) = read_entries(read_rows(document.read(f"| Title |\n|--|\n| {cell} |\n".encode())), book)
    assert (entry.title, entry.id is None) == (title, "arxiv" not in cell)


def test_every_row_of_the_first_list_is_read(book: VenueBook, first_list: bytes) -> None:
    entries = list(read_entries(read_rows(document.read(first_list)), book))
    kinds = [entry.stated.kind for entry in entries]
    assert len(entries) == 141
    assert len({entry.id for entry in entries}) == 132
    assert (kinds.count("venue"), kinds.count("date")) == (89, 52)
    assert {entry.id.scheme for entry in entries if entry.id} == {"arxiv", "openreview", "doi"}


def test_rows_are_those_that_the_gold_names(book: VenueBook, first_list: bytes) -> None:
    entries = list(read_entries(read_rows(document.read(first_list)), book))
    for line in need("venue_gold.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        for row in record["rows"]:
            entry = entries[row - 1]
            assert entry.row.cell("venue") == record["cell"]
            assert record["id"] is None or str(entry.id) == f"arxiv:{record['id']}"
