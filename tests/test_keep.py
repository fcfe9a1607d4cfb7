"""What a list's keepers want to be left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.config import Place, read_list
from bot.errors import ConfigError
from bot.model import Edit, Evidence, Known, Plan, Proposal
from bot.sync import Job, sync
from bot.text import document, keep
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, NOW, REPO
from tests.test_claims import LIST, TITLE, claim
from tests.test_rules import HEADER, ROW, STYLE

MARK = "<!-- bot: keep -->"
KNOWN = Known(claims=(LIST,))


def planned(text: str, book: VenueBook, *named: str, known: Known = KNOWN) -> Plan:
    config = read_list(REPO / "config" / f"{NAME}.toml")
    config = replace(config, list=replace(config.list, keep=named))
    return sync(Job("list", config, text.encode(), HERE, book, NOW), known)


def lines(plan: Plan) -> set[int]:
    return {line for proposal in plan.proposals for line in proposal.lines}


def test_without_a_mark_the_row_is_corrected(book: VenueBook) -> None:
    assert lines(planned(HEADER + STYLE + ROW, book)) == {7}


@pytest.mark.parametrize("mark", [MARK, "<!--bot:keep-->", "<!-- BOT : Keep  -->"])
@pytest.mark.parametrize("where", ["| Jun 2023 | {}\n", "| Jun 2023 {} |\n", "| Jun 2023 |{}  \n", "{} | Jun 2023 |\n"])
def test_a_row_with_the_mark_is_left_alone_wherever_it_stands_in_it(where: str, mark: str, book: VenueBook) -> None:
    marked = ROW.replace("| Jun 2023 |\n", where.format(mark))
    plan = planned(f"{HEADER}{STYLE}{marked}\n## More\n\n{HEADER[8:]}{ROW}", book)
    assert lines(plan) == {13}
    assert plan.after.lines[6] == marked
    assert (plan.rows, plan.papers) == (4, 3)
    assert not plan.findings


def test_a_marked_row_is_read_as_without_the_mark(book: VenueBook) -> None:
    for where in ("| Jun 2023 | {}\n", "| Jun 2023 {} |\n", "| Jun 2023 | {}"):
        text = HEADER + STYLE + ROW.replace("| Jun 2023 |\n", where.format(MARK))
        plain, marked = ([*read_entries(read_rows(document.read(one.encode())), book)] for one in (HEADER + STYLE + ROW, text))
        assert marked == plain


def test_a_row_of_a_table_without_outer_pipes_can_be_kept(book: VenueBook) -> None:
    style = STYLE.replace("| [", "[").replace("** |", "**")
    text = HEADER.replace("| Title | Venue |", "Title | Venue").replace("|--|--|", "--|--") + style
    assert not planned(text + ROW.strip("| \n") + f" {MARK}\n", book).proposals
    assert planned(text + ROW.strip("| \n") + "\n", book).proposals


SECTIONS = f"{HEADER}{STYLE}{ROW}\n## Survey\n\n{HEADER[8:]}{ROW}\n### More\n\n{HEADER[8:]}{ROW}\n## Other\n\n{HEADER[8:]}{ROW}"
ALL = {7, 13, 19, 25}


@pytest.mark.parametrize("blank", ["\n", "\n\n", f"\n{MARK}\n"])
def test_a_mark_before_a_heading_keeps_the_section_and_all_below_it(blank: str, book: VenueBook) -> None:
    more = blank.count("\n")
    plan = planned(SECTIONS.replace("## Survey", f"{MARK}{blank}## Survey"), book)
    assert lines(planned(SECTIONS, book)) == ALL
    assert lines(plan) == {7, 25 + more}
    assert lines(planned(SECTIONS.replace("# List", f"{MARK}\n# List"), book)) == set()
    assert lines(planned(SECTIONS.replace("# List", f"\ufeff{MARK}\n# List"), book)) == set()


def test_a_mark_in_a_heading_keeps_its_section(book: VenueBook) -> None:
    assert lines(planned(SECTIONS.replace("# More", f"# More {MARK}"), book)) == ALL - {19}


def test_a_mark_before_a_table_keeps_that_table(book: VenueBook) -> None:
    for between in ("", "\n", "\nSome words.\n\n"):
        tables = f"{HEADER}{STYLE}\n{MARK}\n{between}{HEADER[8:]}{ROW}\n{HEADER[8:]}{ROW}\n## More\n\n{HEADER[8:]}{ROW}"
        more = between.count("\n")
        assert lines(planned(tables, book)) == {15 + more, 21 + more}, between


def test_a_mark_does_not_reach_past_the_next_heading_and_in_code_it_is_none(book: VenueBook) -> None:
    for text in (f"{MARK}\n\nSome words.\n\n", f"```\n{MARK}\n```\n\n", f"    {MARK}\n\n"):
        assert lines(planned(text + SECTIONS, book)) == {line + text.count("\n") for line in ALL}


@pytest.mark.parametrize("name", ["arxiv:2306.00001", "arXiv:2306.00001v2", "2306.00001", TITLE, TITLE.upper()])
def test_a_paper_that_the_configuration_names_is_left_alone_in_every_row(name: str, book: VenueBook) -> None:
    plan = planned(SECTIONS, book, name)
    assert not plan.proposals and not plan.findings
    assert str(plan.after) == SECTIONS


def test_a_section_that_the_configuration_names_is_left_alone(book: VenueBook) -> None:
    assert lines(planned(SECTIONS, book, "section: survey")) == {7, 25}
    assert lines(planned(SECTIONS, book, "Section:More", "arxiv:1901.00001", "no such title")) == ALL - {19}


def test_what_is_kept_still_teaches_and_owns_its_id(book: VenueBook) -> None:
    kept = STYLE.replace(" |\n", f" | {MARK}\n")
    assert [edit.new for proposal in planned(HEADER + kept + ROW, book).proposals for edit in proposal.edits] == ["**CVPR 2024**"]
    other = ROW.replace(TITLE, "Pseudo Numerical Methods on Manifolds")
    (doubt,) = planned(HEADER + STYLE + ROW.replace(" |\n", f" | {MARK}\n") + other, book).findings
    assert doubt.rule == "identity" and 8 in doubt.lines


def test_a_finding_about_kept_rows_alone_is_not_told(book: VenueBook) -> None:
    text = HEADER + STYLE + ROW.replace("Jun 2023", "**ECCV 2023**")
    unknown = Known()
    assert planned(text, book, known=unknown).findings
    assert not planned(text.replace(" |\n", f" | {MARK}\n"), book, known=unknown).findings


def test_damage_outside_of_tables_is_kept_with_its_section(book: VenueBook) -> None:
    text = f"# List\n\n## Survey\n\nðŸš€\n\n{HEADER[8:]}{STYLE}"
    assert lines(planned(text, book)) == {5}
    assert not planned(text, book, "section: Survey").proposals


def test_an_exchange_of_rows_is_made_whole_or_not_at_all(book: VenueBook) -> None:
    (one,) = planned(HEADER + STYLE + ROW + ROW, book).proposals
    (spared,) = keep.spare(frozenset({7}), [one], ())[0]
    assert spared.lines == (8,) and spared.fingerprint == one.fingerprint
    assert not keep.spare(frozenset({7}), [replace(one, rule="swap")], ())[0]
    assert keep.spare(frozenset({5}), [replace(one, rule="swap")], ())[0]
    assert not keep.spare(frozenset({7, 8}), [one], ())[0]


def test_a_kept_name_is_words_in_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    path.write_text('[list]\nfile = "a.md"\nkeep = ["section: Survey", "A Title"]\n', "utf-8")
    assert read_list(path).list == Place(file="a.md", keep=("section: Survey", "A Title"))
    path.write_text('[list]\nfile = "a.md"\nkeep = [""]\n', "utf-8")
    with pytest.raises(ConfigError, match=r"list\.keep"):
        read_list(path)


def test_a_claim_about_another_paper_leaves_kept_rows_alone(book: VenueBook) -> None:
    known = Known(claims=(LIST, claim("accepted-papers", title="Other one")))
    assert not any(5 in one.lines for one in planned(HEADER + STYLE + ROW, book, "Other one", known=known).findings)


@pytest.mark.parametrize(
    ("kept_", "comes"), [({5}, True), ({4}, True), (set(), True), ({5, 6}, False), ({4, 5}, False), ({3, 4, 5, 6}, False)]
)
def test_a_new_row_may_come_behind_a_kept_one_but_not_into_what_is_kept_whole(kept_: set[int], comes: bool) -> None:
    why = Evidence("arxiv", "announced", "https://arxiv.org/abs/2401.00009", date(2024, 1, 9))
    new = Proposal("addition", "arxiv:2401.00009", "A", (), (Edit(5, "insert", "| x |", "| y |"),), (why,), 0.9, "listed", "", "")
    assert bool(keep.spare(frozenset(kept_), [new], ())[0]) == comes
