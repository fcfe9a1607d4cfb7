"""The rules that need nothing but the list."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from bot.model import Finding, Known, PaperFacts, PaperId
from bot.text import document
from bot.text.anchors import bare, local, slug
from bot.text.venues import VenueBook
from tests.conftest import plan_of

HEAD = "| No. | Title | Pub. or Date |\n|--|--|--|\n"


def found(text: str, rule: str, book: VenueBook, known: Known | None = None) -> list[Finding]:
    return [one for one in plan_of(text, known or Known(), book).findings if one.rule == rule]


def row(number: int | str, arxiv: str, title: str = "", venue: str = "-") -> str:
    return f"| {number} | [{title or f'A Paper of Many Words {arxiv}'}](https://arxiv.org/abs/{arxiv}) | {venue} |\n"


def ordered(count: int, start: int = 1) -> list[str]:
    """Rows of consecutive months."""
    return [row(f"[{start + i}]", f"{20 + i // 12}{i % 12 + 1:02}.00001") for i in range(count)]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Data & Models", "data--models"),
        ("🚀 Papers", "-papers"),
        ("1-5_Fast (Sampling)", "1-5_fast-sampling"),
        ("Was ist's? Größe", "was-ists-größe"),
        ("C++/CUDA", "ccuda"),
    ],
)
def test_a_heading_s_name_is_the_one_github_gives_it(heading: str, name: str) -> None:
    assert slug(heading) == name


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("## Two Words", "[a](#two-words)"),
        ("## Two Words", "[a](#Two-Words)"),
        ("Two Words\n---------", "[a](#two-words)"),
        ("## [Two *Words*](https://example.org) ![x](y.png)", "[a](#two-words)"),
        ("## A `b` C\n## A `b` C", "[a](#a-b-c-1)"),
        ("## R&amp;D", "[a](#rd)"),
        ("## 数据", "[a](#%E6%95%B0%E6%8D%AE)"),
        ("## ⚙️ Tools", "[a](#️-tools)"),
        ("## ⚙️ Tools", "[a](#-tools)"),
        ('<a name="here"></a>', "[a](#here)"),
        ("<h2 align=center>Two Words</h2>", "[a](#two-words)"),
        ("<p id='here'>\n\nx", '<a href="#here">a</a>'),
        ("## Survey <!-- bot: keep -->", "[a](#survey)"),
        ("", "[a](#readme) [a](#top) [a](#)"),
        ("", "`[a](#nowhere)`"),
        ("", "```\n[a](#nowhere)\n```"),
        ("", "<!-- [a](#nowhere) <a href='#nowhere'>a</a> -->"),
        ("## Two Words", "[a][to]\n\n[to]: #two-words"),
    ],
)
def test_a_link_that_leads_somewhere_is_no_finding(heading: str, link: str, book: VenueBook) -> None:
    assert not found(f"{link}\n\n{heading}\n", "contents", book)


@pytest.mark.parametrize(
    "link",
    ["[a](#tow)", "x\n[a](#tow)", "<a href=#tow>a</a>", "<table>\n<a href='#tow'>a</a>", "[a][to]\n\n[to]: #tow", "| [a](#tow) |\n|--|\n"],
)
def test_a_link_that_leads_nowhere_is_found_in_its_line(link: str, book: VenueBook) -> None:
    text = f"# List\n\n{link}\n\n## Two\n"
    (one,) = found(text, "contents", book)
    (line,) = one.lines
    assert "a" in text.splitlines()[line - 1] and one.title == "a"
    assert one.says.startswith("#tow leads to no heading")


def test_links_that_lead_nowhere_are_told_once_with_what_is_meant(book: VenueBook) -> None:
    (one,) = found("[Survey](#survye)\n\n[here](#survye)\n\n## Survey\n\n## Serve\n", "contents", book)
    assert one.lines == (1, 3)
    assert one.says == "#survye leads to no heading; #survey does"


def test_anchors_are_compared_without_what_nobody_sees() -> None:
    assert bare("user-content-%EF%B8%8F-Tools") == "-tools"
    links, names = local(document.read(b"[a](#x)\n\n# X\n"))
    assert [link.anchor for link in links] == ["x"] and names == {"x"}


@pytest.mark.parametrize("piece", ["<h1>", "<a href=#x>", "<!--", "<a ", "<p id", "x <a href=#", "<div>\n<a href=#x>\n"])
def test_html_that_is_never_closed_takes_no_time(piece: str) -> None:
    start = process_time()
    local(document.read((piece * 4000).encode()))
    assert process_time() - start < 2


def test_a_row_with_other_cells_than_its_header_is_found(book: VenueBook) -> None:
    rows = [*ordered(5), "| [6] | [More](https://arxiv.org/abs/2101.00006) | - | extra |\n", *ordered(3, 7)]
    (one,) = found(HEAD + "".join(rows), "ragged", book)
    assert one.lines == (8,) and one.says == "the row has 4 cells, its table’s header 3"


def test_rows_that_leave_out_their_last_cells_are_found_only_where_few_do(book: VenueBook) -> None:
    short = "| [6] | [Less](https://arxiv.org/abs/2101.00006) |\n"
    assert [one.lines for one in found(HEAD + "".join([*ordered(5), short]), "ragged", book)] == [(8,)]
    assert not found(HEAD + "".join([*ordered(3), short, short.replace("6", "7")]), "ragged", book)


def test_a_comment_behind_a_row_is_no_cell(book: VenueBook) -> None:
    for comment in ("<!-- a | b -->", "<!-- bot: keep -->", "<!-- x --> <!-- y -->"):
        rows = ordered(4)
        rows[2] = rows[2].rstrip("\n") + f" {comment}\n"
        assert not found(HEAD + "".join(rows), "ragged", book), comment


def test_tables_of_something_else_are_not_looked_at(book: VenueBook) -> None:
    assert not plan_of("| Dataset | Size |\n|--|--|\n| a | 1 | 2 |\n", Known(), book).findings


def test_a_number_that_comes_twice_or_is_left_out_is_found_once_a_section(book: VenueBook) -> None:
    rows = ordered(12)
    twice = (
        "".join(rows)
        .replace("[6]", "[5]")
        .replace("[10]", "[11]")
        .replace("[11] | [A Paper of Many Words 2010", "[10] | [A Paper of Many Words 2010")
    )
    (one,) = found(HEAD + twice, "numbering", book)
    assert one.lines == (8, 9) and one.says.endswith("5 again, 7 after 5")


def test_numbers_may_begin_anew_with_a_table_run_on_or_run_down(book: VenueBook) -> None:
    down = [row(9 - i, f"20{i + 1:02}.00001") for i in range(8)]
    for rows in ([*ordered(6), "\n", HEAD, *ordered(6)], ordered(5, 30), down, [row("-", f"20{i + 1:02}.00001") for i in range(8)]):
        assert not found(HEAD + "".join(rows), "numbering", book)


def test_numbers_that_count_nothing_say_nothing(book: VenueBook) -> None:
    rows = [row(number, f"20{i + 1:02}.00001") for i, number in enumerate((3, 1, 4, 1, 5, 9, 2, 6))]
    assert not found(HEAD + "".join(rows), "numbering", book)


def test_a_row_out_of_its_section_s_order_is_found(book: VenueBook) -> None:
    rows = ordered(14)
    rows.insert(12, rows.pop(3))
    (one,) = found(HEAD + "".join(rows), "order", book)
    assert one.lines == (15,) and "2004.00001" in one.says and "oldest first" in one.says


def test_a_month_s_difference_and_an_unordered_section_are_no_disorder(book: VenueBook) -> None:
    near = ordered(14)
    near[5:7] = near[6], near[5]
    assert not found(HEAD + "".join(near), "order", book)
    few = ordered(7)
    few.insert(5, few.pop(1))
    assert not found(HEAD + "".join(ordered(14)) + f"\n# More\n\n{HEAD}" + "".join(few), "order", book)


TWICE = "One Title of Quite Many Words"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(1, "2001.00001", TWICE), row(2, "2001.00001", TWICE, "**CVPR 2020**")),
        (row(1, "2001.00001", TWICE), row(2, "2001.00001", f"Duo: {TWICE}")),
        (row(1, "2001.00001", TWICE), f"| 2 | [{TWICE}](https://openreview.net/forum?id=abc) | - |\n"),
    ],
)
def test_a_paper_twice_in_one_table_is_found(one: str, other: str, book: VenueBook) -> None:
    (finding,) = found(HEAD + one + row(2, "2002.00001") + other, "duplicate", book)
    assert finding.lines == (3, 5) and finding.says == "the table lists it twice: lines 3, 5"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(1, "2001.00001", TWICE), f"\n## More\n\n{HEAD}" + row(1, "2001.00001", TWICE)),
        (row(1, "2001.00001", TWICE), row(2, "2002.00009", TWICE)),
        (row(1, "2001.00001", "Duo-A"), row(2, "2001.00001", "Duo-B")),
        (row(1, "2001.00001", TWICE), row(2, "2001.00001", "Another One with No Word Shared")),
    ],
)
def test_two_sections_two_ids_or_two_names_are_no_duplicate(one: str, other: str, book: VenueBook) -> None:
    assert not found(HEAD + one + other, "duplicate", book)


def test_two_datasets_of_one_paper_are_no_duplicate(book: VenueBook) -> None:
    head = "| Name | Title |\n|--|--|\n"
    rows = "".join(f"| {name} | [{TWICE}](https://arxiv.org/abs/2001.00001) |\n" for name in ("Duo-A", "Duo-B"))
    assert not found(head + rows, "duplicate", book)
    assert found(head + rows.replace("Duo-B", "Duo-A"), "duplicate", book)


def dates(wrong: str, others: int = 5) -> str:
    right = [row(i + 2, f"20{i + 1:02}.00001", venue=f"{'Jan Feb Mar Apr May Jun'.split()[i]} 2020") for i in range(others)]
    return HEAD + row(1, "2009.00001", venue=wrong) + "".join(right)


def test_a_date_far_from_the_id_s_month_is_found(book: VenueBook) -> None:
    (one,) = found(dates("Jun 2020"), "dated", book)
    assert one.lines == (3,) and one.says == "the row says 2020-06, its arXiv id 2020-09"
    assert not found(dates("Jul 2020"), "dated", book)


def test_the_day_of_submission_goes_before_the_id(book: VenueBook) -> None:
    fact = PaperFacts(
        PaperId("arxiv", "2009.00001"), "arxiv", "https://arxiv.org/abs/2009.00001", date(2021, 1, 1), submitted=date(2020, 8, 31)
    )
    assert not found(dates("Jul 2020"), "dated", book, Known(facts=(fact,)))
    (one,) = found(dates("Jun 2020"), "dated", book, Known(facts=(fact,)))
    assert one.says == "the row says 2020-06, arXiv has it since Aug 2020"
    assert [proof.says for proof in one.evidence] == ["submitted 2020-08-31"]


def test_dates_that_mean_something_else_say_nothing(book: VenueBook) -> None:
    assert not found(dates("Jun 2020", others=2), "dated", book)


MANY = 10_000


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n" + "<a href=#x>\n" * MANY,
        "x " + "<a href=#x>" * MANY,
        "<a" + " href=#x" * MANY,
        "| Title |\n|--|\n" + "|<!-- " * MANY + "--> x -->\n",
        "<!-- bot: keep -->\n\n" * (MANY // 2) + "# A\n\n" * (MANY // 2),
        HEAD + "".join(row(i, f"20{i // 1000 + 1:02}.{i:05}") for i in range(MANY // 4)),
    ],
    ids=["links in HTML", "links", "attributes", "cells", "marks", "rows"],
)
def test_a_list_that_leaves_much_open_costs_no_more_than_its_size(text: str, book: VenueBook) -> None:
    start = process_time()
    plan_of(text, Known(), book)
    assert process_time() - start < 5


def test_a_tag_that_is_only_shown_is_no_link(book: VenueBook) -> None:
    (one,) = found("Write `<a href='#nowhere'>` or \\<a href='#nowhere'>\nor <b>so</b>\n<a href='#tow'>a</a>\n", "contents", book)
    assert (one.lines, one.title) == ((3,), "a")
