"""New rows: their place and their bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.candidates import Newcomer
from bot.config import ListConfig, Place
from bot.discovery.row import compose, write
from bot.model import Edit, Entry, Known, PaperFacts, PaperId, Publication
from bot.rules.case import Case
from bot.sync import Job, read_case
from bot.text import dates, document, slots
from bot.text.entries import read_entries
from bot.text.escape import in_cell
from bot.text.links import month_of
from bot.text.table import read_rows, read_tables
from bot.text.venues import VenueBook
from tests.conftest import HERE, NOW

NEW = Newcomer((PaperId("arxiv", "2405.00009"),), "Slow: A Paper of Many Words", ("Ann Lee", "Bo Kim"), date(2024, 4, 30))
HEADING = "## S\n\n"


def case_of(text: str, book: VenueBook, known: Known | None = None) -> Case:
    config, data = ListConfig(list=Place(file="README.md")), text.encode("utf-8", "surrogateescape")
    return read_case(Job("list", config, data, HERE, book, NOW), known or Known())


def table(header: str, rows: Sequence[str]) -> str:
    """A section S with a table."""
    return "\n".join([HEADING + header, re.sub("[^|]+", "--", header), *rows, ""])


def added(text: str, new: Newcomer, book: VenueBook, section: str = "S", known: Known | None = None) -> str:
    """The list with the new row."""
    case = case_of(text, book, known)
    edit = write(case, new, (section,))
    assert isinstance(edit, Edit), edit
    lines = list(case.document.lines)
    assert edit.old == lines[edit.line - 1].rstrip("\n")
    lines.insert(edit.line, f"{edit.new}\n")
    return "".join(lines)


def line(rows: Sequence[str], new: Newcomer, book: VenueBook, header: str, known: Known | None = None) -> str:
    """The new row behind those rows."""
    edit = write(case_of(table(header, rows), book, known), new, ("S",))
    assert isinstance(edit, Edit), edit
    return edit.new


def title(n: int) -> str:
    return f"Name{n}: The Story of Number{n}"


CODED = replace(NEW, repository="ann/slow", site="https://ann.example.org/slow")
ACCEPTED = replace(CODED, publication=Publication("CVPR", 2024))
BADGE = "[![Star](https://img.shields.io/github/stars/o/r{n}.svg?style=social)](https://github.com/o/r{n})"
LINK = "[{t}](https://arxiv.org/abs/240{n}.0000{n})"
PDF = "[[pdf]](https://arxiv.org/pdf/240{n}.0000{n}.pdf)"
STYLES = [
    ("| Title | Code | Venue |", f"| {LINK} | {BADGE} | ICML 202{{n}} |", ACCEPTED, "| [{T}]({abs}) | {badge} | CVPR 2024 |"),
    ("|Title|Venue|", f"|{LINK}|*ICML'2{{n}}*|", ACCEPTED, "|[{T}]({abs})|*CVPR'24*|"),
    ("| Date | Title | Link |", f"|2024.0{{n}}|**{{t}}**|{PDF} |", NEW, "|2024.04|**{T}**|[[pdf]](https://arxiv.org/pdf/2405.00009.pdf) |"),
    ("| Title | Date |", f"| {LINK} | 2024-0{{n}}-1{{n}} |", NEW, "| [{T}]({abs}) | 2024-04-30 |"),
    ("| Title | Venue |", f"| {LINK} | Feb. 2024 |", NEW, "| [{T}]({abs}) | Apr. 2024 |"),
    ("| Title | Venue |", f"| {LINK} | arXiv 2024 |", replace(NEW, submitted=date(2023, 4, 30)), "| [{T}]({abs}) | arXiv 2023 |"),
    ("| Title | Venue | Year |", f"| {LINK} | ICML | 202{{n}} |", ACCEPTED, "| [{T}]({abs}) | CVPR | 2024 |"),
    ("| Acronym | Title |", f"| **Name{{n}}** | {LINK} |", NEW, "| **Slow** | [{T}]({abs}) |"),
    ("| Title | Task |", f"| {LINK} | task {{n}} |", NEW, "| [{T}]({abs}) |  |"),
    ("| Title | Kind |", f"| {LINK} | paper |", NEW, "| [{T}]({abs}) | paper |"),
    ("| Title | Code |", f"| {LINK} | ⚠️ |", NEW, "| [{T}]({abs}) | ⚠️ |"),
    ("| Title | Project |", f"| {LINK} | [page](https://example.org/{{n}})<br>[data](https://hub.example.org/{{n}}) |", CODED,
     "| [{T}]({abs}) | [page](https://ann.example.org/slow) |"),
    ("| Title | Note |", f"| {LINK} (by{{n}}) | - |  ", NEW, "| [{T}]({abs}) | - |  "),
    ("| Title | Code |", f"| {{f}}[**Name{{n}}**] {LINK} | - |", NEW, "| [**Slow**] [{T}]({abs}) | - |"),
    ("| Title |", "| [{t}](https://doi.org/10.1000/{n}) |", NEW, "| [{T}]({abs}) |"),
    ("| Title | Materials |", "| {t} | [PDF](https://arxiv.org/abs/240{n}.0000{n}) [CODE](https://github.com/o/r{n}) |", CODED,
     "| {T} | [PDF]({abs}) [CODE](https://github.com/ann/slow) |"),
    ("| Title | Materials |", "| {t} | [PDF](https://arxiv.org/abs/240{n}.0000{n}) [CODE](https://github.com/o/r{n}) |", NEW,
     "| {T} | [PDF]({abs}) |"),
    ("| Title | Code |", f"| {LINK} | [Project Page](https://o{{n}}.example.org/r)<br>[Code](https://github.com/o/r{{n}}) |", CODED,
     "| [{T}]({abs}) | [Project Page](https://ann.example.org/slow)<br>[Code](https://github.com/ann/slow) |"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "row", "new", "expected"), STYLES)
def test_a_new_row_is_written_as_its_neighbours_are(header: str, row: str, new: Newcomer, expected: str, book: VenueBook) -> None:
    rows = [row.format(n=n, t=title(n), f="🔥" * (n % 3)) for n in range(1, 6)]
    badge = BADGE.replace("o/r{n}", "ann/slow")
    assert line(rows, new, book, header) == expected.format(T=NEW.title, abs="https://arxiv.org/abs/2405.00009", badge=badge)


def test_what_only_a_person_can_say_is_left_empty_and_named(book: VenueBook) -> None:
    rows = [f"| {LINK.format(n=n, t=title(n))} | task {n} |" for n in (1, 2, 3)]
    made = compose(case_of(table("| Title | Task |", rows), book), NEW, ("S",))
    assert not isinstance(made, str)
    assert made.unknown == ("Task",)


def test_authors_are_named_as_the_list_names_them(book: VenueBook) -> None:
    rows = [f"| {LINK.format(n=n, t=title(n))} | Cy{n} Do et al. |" for n in (1, 2, 3)]
    facts = tuple(
        PaperFacts(PaperId("arxiv", f"240{n}.0000{n}"), "arxiv", "https://example.org", date(2026, 1, 1), title(n), (f"Cy{n} Do", "Ed Fox"))
        for n in (1, 2, 3)
    )
    assert line(rows, NEW, book, "| Title | Authors |", Known(facts)).endswith("| Ann Lee et al. |")


def test_no_other_paper_s_repository_comes_into_a_row(book: VenueBook) -> None:
    """The badges of these rows are of another repository than their links."""
    rows = [
        f"| {LINK.format(n=n, t=title(n))} | [![](https://img.shields.io/github/stars/x/y.svg)](https://github.com/o/r{n}) |"
        for n in (1, 2, 3)
    ]
    assert "x/y" not in line(rows, CODED, book, "| Title | Code |")


def test_only_a_page_on_github_is_called_one(book: VenueBook) -> None:
    rows = [f"| {LINK.format(n=n, t=title(n))} | [GitHub Page](https://o{n}.github.io/r/) |" for n in (1, 2, 3)]
    here = replace(NEW, site="https://ann.github.io/slow/")
    assert line(rows, here, book, "| Title | Code |").endswith("| [GitHub Page](https://ann.github.io/slow/) |")
    away = write(case_of(table("| Title | Code |", rows), book), CODED, ("S",))
    assert isinstance(away, Edit)
    assert "GitHub Page" not in away.new


def test_one_row_s_folder_of_a_repository_is_no_rule(book: VenueBook) -> None:
    rows = [f"| {LINK.format(n=1, t=title(1))} | [code](https://github.com/o/r/tree/main/one) |"]
    assert "/tree/" not in line(rows, CODED, book, "| Title | Code |")


def test_one_row_s_old_address_of_arxiv_is_no_rule_but_that_of_several_is(book: VenueBook) -> None:
    rows = [f"| {title(n)} | [link](http://arxiv.org/abs/240{n}.0000{n}) |" for n in (1, 2, 3)]
    assert "(https://arxiv.org/abs/2405.00009)" in line(rows[:1], NEW, book, "| Title | Link |")
    assert "(http://arxiv.org/abs/2405.00009)" in line(rows, NEW, book, "| Title | Link |")


def test_a_single_date_is_a_rule_where_the_header_says_that_it_is_one(book: VenueBook) -> None:
    row = f"| 24.01 | {LINK.format(n=1, t=title(1))} |"
    assert line([row], NEW, book, "| Date | Title |").startswith("| 24.04 |")
    assert not line([row], NEW, book, "| Score | Title |").startswith("| 24.04 |")


def test_of_as_many_dates_with_and_without_a_day_those_with_it_count() -> None:
    forms = [form for cell in ("2021-07", "2018-11-02") if (form := dates.read(cell))]
    assert dates.commonest(forms, 7) == "{year}-{month}-{day}"


def test_blanks_are_those_of_the_table_s_own_rows(book: VenueBook) -> None:
    other = "".join(f"|{LINK.format(n=n, t=title(n))}|-|\n" for n in (1, 2, 3))
    text = table("| Title | Code |", rows_of(MONTHS)[:1]) + f"\n## T\n\n| Title | Code |\n|--|--|\n{other}"
    assert f"\n| [{NEW.title}](https://arxiv.org/abs/2405.00009) | - |\n" in added(text, NEW, book)


def test_columns_that_are_aligned_stay_so(book: VenueBook) -> None:
    rows = [f"| {LINK.format(n=n, t=title(n)):80} | {'ICML 202' + str(n):^14} |" for n in (1, 2)]
    rows.append(f"| {LINK.format(n=3, t='Short: A Story'):80} | {'NeurIPS 2023':^14} |")
    made = line(rows, replace(ACCEPTED, title="Slow and Long"), book, "| Title | Venue |")
    assert made == f"| {'[Slow and Long](https://arxiv.org/abs/2405.00009)':80} | {'CVPR 2024':^14} |"


def test_a_table_without_rows_is_written_into_as_its_likes_are(book: VenueBook) -> None:
    head = "| No. | Title | Code |\n|--|--|--|\n"
    full = "".join(f"| [{n}] | {LINK.format(n=n, t=title(n))} | {BADGE.format(n=n)} |\n" for n in (1, 2, 3))
    text = f"{HEADING}{head}\n## T\n\n{head}{full}"
    badge = BADGE.replace("o/r{n}", "ann/slow")
    row = f"| [1] | [{NEW.title}](https://arxiv.org/abs/2405.00009) | {badge} |\n"
    assert added(text, CODED, book) == text.replace(head, head + row, 1)


MONTHS = ("2401", "2403", "2407", "2409")


def rows_of(order: Sequence[str]) -> list[str]:
    return [f"| [{title(n)}](https://arxiv.org/abs/{month}.00001) | - |" for n, month in enumerate(order)]


@pytest.mark.parametrize(
    ("order", "at"),
    [(MONTHS, 2), (MONTHS[::-1], 2), (("2403", "2401", "2409", "2407", "2410"), 5), (("2409", "2407", "2408", "2403", "2402", "2401"), 0)],
)
def test_a_new_row_goes_where_the_order_of_the_ids_says(order: Sequence[str], at: int, book: VenueBook) -> None:
    """In neither order at the end, or on top where the newer rows mostly are; the last list is out of order in one pair of five."""
    lines = added(table("| Title | Code |", rows_of(order)) + "\nThe end\n", NEW, book).split("\n")
    assert lines[4 + at] == f"| [{NEW.title}](https://arxiv.org/abs/2405.00009) | - |"


@pytest.mark.parametrize(("numbers", "months", "number"), [("1234", MONTHS, "3"), ("4321", MONTHS[::-1], "3")])
def test_a_number_is_its_place_s_up_or_down(numbers: str, months: Sequence[str], number: str, book: VenueBook) -> None:
    rows = [f"| {n} {row}" for n, row in zip(numbers, rows_of(months), strict=True)]
    assert line(rows, NEW, book, "| No. | Title | Code |").startswith(f"| {number} |")


def test_rows_that_stand_together_by_venue_stay_together(book: VenueBook) -> None:
    venues = ["ICML 2024"] * 3 + ["CVPR 2024"] * 3 + ["arXiv"] * 3
    rows = [f"| [{title(n)}](https://arxiv.org/abs/240{1 + n * 5 % 9}.00001) | {venue} |" for n, venue in enumerate(venues)]
    lines = added(table("| Title | Venue |", rows), ACCEPTED, book).split("\n")
    assert lines[4 + 6] == f"| [{NEW.title}](https://arxiv.org/abs/2405.00009) | CVPR 2024 |"


@pytest.mark.parametrize(
    ("text", "new", "says"),
    [
        ("## S\n\nWords\n", NEW, "no table"),
        (
            f"{HEADING}| Title | Date |\n|--|--|\n| {LINK.format(n=1, t=title(1))} | 2024-01-01 |\n" * 3,
            replace(NEW, submitted=None),
            "Date",
        ),
        (f"{HEADING}| Title | Venue |\n|--|--|\n| {LINK.format(n=1, t=title(1))} | arXiv |\n", ACCEPTED, "Venue"),
        (f"{HEADING}| Title | Code |\n|--|--|\n| One of them | - |\n| Two of them | - |\n", NEW, "read"),
    ],
)
def test_what_cannot_be_written_rightly_is_not_written(text: str, new: Newcomer, says: str, book: VenueBook) -> None:
    made = write(case_of(text, book), new, ("S",))
    assert isinstance(made, str)
    assert says in made


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        ("A | B\nand  C ", r"A \| B and C"),
        (r"A \| B", r"A \| B"),
        ("$|x| < y$ & <b>z", r"$\|x\| < y$ & &lt;b&gt;z"),
        ("Ask @ann about Recall@k", "Ask &#64;ann about Recall@k"),
        ("[Re] Model", "[Re] Model"),
        ("A] B", r"A\] B"),
        ("A* and B*", r"A\* and B\*"),
        ("A* Search", "A* Search"),
    ],
)
def test_a_title_s_signs_are_no_markup_of_the_cell(raw: str, cell: str, book: VenueBook) -> None:
    assert in_cell(raw) == cell
    made = line(rows_of(MONTHS), replace(NEW, title=raw), book, "| Title | Code |")
    (entry,) = read_entries(read_rows(document.read(f"| Title | Code |\n|--|--|\n{made}\n".encode())), book)
    assert not entry.row.ragged
    assert len(entry.row.cells) == 2


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("2024-06-05", "{year}-{month}-{day}"),
        ("2024.06", "{year}.{month}"),
        ("24/06", "{yy}/{month}"),
        ("Jun 2024", "{mon} {year}"),
        ("June 5, 2024", "{name} {d}, {year}"),
        ("*arXiv 2024*", "*arXiv {year}*"),
        ("5 Jun. 2024", "{d} {mon}. {year}"),
    ],
)
def test_a_date_is_written_in_the_form_it_was_read_in(cell: str, form: str) -> None:
    read = dates.read(cell)
    assert read
    assert read.template == form
    assert dates.write(read.template, date(2024, 6, 5)) == cell


def test_the_tables_of_a_list_have_their_headers_and_sections(first_list: bytes) -> None:
    doc = document.read(first_list)
    tables = read_tables(doc)
    assert [row for table in tables for row in table.rows] == list(read_rows(doc))
    assert all(doc.lines[table.line - 1].startswith("|:-----:|") for table in tables)


def of(entry: Entry) -> Newcomer:
    """What a row of the first list states."""
    month = entry.stated.month or month_of(entry.id)
    published = replace(entry.stated.publications[0], spelled="") if entry.stated.publications else None
    name = slots.raw_title(entry.row.cell("title") or "")
    day = date(*month, 1) if month else None
    return Newcomer(entry.ids, name, (), day, published, None, entry.repository, entry.site)


def left_out(lines: Sequence[str], entry: Entry) -> str:
    """The list without that row, the rows of its table behind it renumbered."""
    kept, at = list(lines), entry.row.line
    while at < len(lines) and lines[at].startswith("|"):
        kept[at] = re.sub(r"^\| \[(\d+)\]", lambda match: f"| [{int(match[1]) - 1}]", lines[at])
        at += 1
    return "".join(kept[: entry.row.line - 1] + kept[entry.row.line :])


def test_nearly_every_row_of_the_first_list_is_written_again_from_its_facts(first_list: bytes, book: VenueBook) -> None:
    case = case_of(first_list.decode("utf-8", "surrogateescape"), book)
    lines, again, placed = case.document.lines, 0, 0
    entries = [entry for paper in case.papers for entry in paper.entries]
    for entry in entries:
        made = write(case_of(left_out(lines, entry), book), of(entry), entry.row.section)
        if isinstance(made, Edit):
            again += f"{made.new}\n" == lines[entry.row.line - 1]
            placed += made.line == entry.row.line - 1
    # The others: two venues in a cell, one-of-a-kind links, venues and awards, and rows out of the ids' order with their numbers.
    assert len(entries) == 141
    assert again >= 126
    assert placed >= 130
