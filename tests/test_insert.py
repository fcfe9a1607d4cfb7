"""New rows: what comes where, what else changes, and how they are known again in a text that has moved on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Edit, Evidence, Proposal
from bot.text import document
from bot.text.cells import split
from bot.text.document import content
from bot.text.edit import apply
from bot.text.table import read_rows
from bot.text.trace import Listing

HEAD = "# Papers\n\n## Old\n\n| No. | Title | Venue |\n|--|--|--|\n"
LINK = "https://arxiv.org/abs/2401.{:05d}"
FEED = Evidence("arxiv", "announced", "https://arxiv.org/abs/2401.00009", date(2024, 1, 9))


def row(n: int, number: str = "", venue: str = "Jan 2024", title: str = "") -> str:
    return f"| {number or f'[{n}]'} | [{title or f'Study Number {n} of Several Things'}]({LINK.format(n)}) | {venue} |"


def table(*rows: str) -> str:
    return HEAD + "".join(f"{one}\n" for one in rows)


def insert(text: str, behind: str, new: str) -> Edit:
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one == behind)
    return Edit(line, "insert", behind, new)


def addition(text: str, behind: str, n: int, *, number: str = "", section: tuple[str, ...] = ("Papers", "Old")) -> Proposal:
    one = insert(text, behind, row(n, number))
    name, title = f"arxiv:2401.{n:05d}", f"Study Number {n} of Several Things"
    return Proposal("addition", name, title, section, (one,), (FEED,), 0.9, "listed", "", "it cites three of the list's papers")


def after(text: str, *edits: Edit) -> str:
    listing = Listing.of(text.encode())
    changed, refused = apply(listing.document, {one.line: one for one in listing.rows}, [[one] for one in edits])
    assert not refused
    return str(changed)


def numbers(text: str) -> list[str]:
    return [one.cell("number") or "" for one in read_rows(document.read(text.encode()))]


THREE = table(row(1), row(2), row(3))


def test_a_new_row_comes_directly_behind_its_line_and_the_numbers_below_follow() -> None:
    assert after(THREE, insert(THREE, row(1), row(9, "[2]"))) == table(row(1), row(9, "[2]"), row(2, "[3]"), row(3, "[4]"))


def test_several_behind_one_line_keep_their_order() -> None:
    found = after(THREE, insert(THREE, row(3), row(8, "[4]")), insert(THREE, row(3), row(9, "[4]")))
    assert found == table(row(1), row(2), row(3), row(8, "[4]"), row(9, "[5]"))


def test_other_edits_of_the_line_it_comes_behind_are_made_too() -> None:
    found = after(THREE, Edit(8, "venue", "Jan 2024", "ICML 2024"), insert(THREE, row(2), row(9)), Edit(9, "venue", "Jan 2024", "X"))
    assert found == table(row(1), row(2, venue="ICML 2024"), row(9, "[3]"), row(3, "[4]", "X"))


def test_lines_end_as_their_neighbours_do() -> None:
    windows = THREE.replace("\n", "\r\n")
    one = Edit(8, "insert", row(2), row(9, "[3]"))
    assert after(windows, one) == table(row(1), row(2), row(9, "[3]"), row(3, "[4]")).replace("\n", "\r\n")
    for text in (THREE.rstrip("\n"), windows.removesuffix("\r\n")):
        end = "\r\n" if "\r" in text else "\n"
        assert after(text, Edit(9, "insert", row(3), row(9, "[4]"))) == text + end + row(9, "[4]")


def test_a_row_that_goes_leaves_the_text_as_if_it_had_never_come() -> None:
    for text in (THREE, THREE.rstrip("\n"), THREE.replace("\n", "\r\n")):
        for line in (7, 8, 9):
            came = after(text, Edit(line, "insert", text.splitlines()[line - 1], row(9)))
            assert after(came, Edit(line + 1, "delete", came.splitlines()[line], "")) == text


@pytest.mark.parametrize(
    ("before", "behind", "number", "expected"),
    [
        (["1.", "2.", "3."], 1, "2.", ["1.", "2.", "3.", "4."]),
        (["3", "2", "1"], 0, "4", ["4", "3", "2", "1"]),
        (["3", "2", "1"], 1, "9", ["4", "3", "2", "1"]),
        (["01", "02", "03"], 3, "04", ["01", "02", "03", "04"]),
        (["[1]"], 0, "[2]", ["[2]", "[1]"]),
        (["[1]"], 0, "[1]", ["[1]", "[2]"]),
        (["[1]"], 1, "[2]", ["[1]", "[2]"]),
        (["1", "2", "2"], 1, "7", ["1", "7", "2", "2"]),
        (["4", "5", "6"], 1, "7", ["4", "7", "5", "6"]),
        (["1", "", "3"], 1, "2", ["1", "2", "", "3"]),
        (["a1", "a2", "a3"], 1, "a2", ["a1", "a2", "a2", "a3"]),
        (["1", "2", "3"], 1, "", ["1", "", "3", "4"]),
    ],
)
def test_numbers_follow_only_where_they_counted_without_a_gap(before: list[str], behind: int, number: str, expected: list[str]) -> None:
    rows = [f"| {text} | [A Paper of Number {n}]({LINK.format(n)}) | - |" for n, text in enumerate(before)]
    text = table(*rows)
    new = f"| {number} | [Another]({LINK.format(99)}) | - |"
    assert numbers(after(text, Edit(6 + behind, "insert", text.splitlines()[5 + behind], new))) == expected


def test_a_count_over_the_tables_of_a_section_goes_on_and_other_sections_keep_theirs() -> None:
    more = "\nMore:\n\n| No. | Title | Venue |\n|--|--|--|\n"
    text = THREE + more + row(4) + "\n" + row(5) + "\n\n## New\n" + more + row(6, "[1]") + "\n"
    assert numbers(after(text, insert(text, row(2), row(9)))) == ["[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[1]"]


def test_a_line_that_is_not_as_expected_or_that_the_list_has_gets_nothing() -> None:
    listing = Listing.of(THREE.encode())
    rows = {one.line: one for one in listing.rows}
    wrong = [Edit(8, "insert", row(3), row(9)), Edit(8, "insert", row(2), row(3)), Edit(8, "insert", row(2), "a\nb")]
    found, refused = apply(listing.document, rows, [[one] for one in wrong])
    assert str(found) == THREE
    assert set(refused) == {0, 1, 2}
    assert "already" in refused[1]
    twice = [Edit(8, "insert", row(2), row(9)), Edit(9, "insert", row(3), row(9))]
    assert list(apply(listing.document, rows, [[one] for one in twice])[1]) == [1]


@given(
    st.lists(st.sampled_from(["plain", "numbered", "gap"]), min_size=1, max_size=3),
    st.lists(st.integers(0, 200), min_size=1, max_size=6, unique=True),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_whatever_comes_every_other_byte_stays_and_twice_equals_once(kinds: list[str], places: list[int], end: str, final: bool) -> None:
    parts, paper = list[str](), 100
    for kind in kinds:
        parts += [f"## {kind}", "", "| No. | Title | Venue |", "|--|--|--|"]
        for n in range(1, 4):
            paper += 1
            parts.append(row(paper, "-" if kind == "plain" else f"[{n}]" if kind == "numbered" else f"[{n * 2}]"))
        parts.append("")
    text = end.join(parts if final else parts[:-1])
    anchors = [n for n, one in enumerate(parts, 1) if one.startswith(("|--", "| [", "| -"))]
    chosen = sorted((anchors[place % len(anchors)], n) for n, place in enumerate(places))
    sections = {n: next(one.split()[1] for one in reversed(parts[:n]) if one.startswith("##")) for n in anchors}
    new = [
        replace(addition("x\n", "x", n), section=(sections[at],), edits=(Edit(at, "insert", parts[at - 1], row(n)),)) for at, n in chosen
    ]
    listing = Listing.of(text.encode())
    changed, made = listing.apply(new)
    assert made == new
    kept = [line for line in changed.lines if not any(one.edits[0].new.split("](")[1] in line for one in new)]
    assert len(kept) == len(listing.document.lines)
    for before, line in zip(listing.document.lines, kept, strict=True):
        if content(before) != content(line):
            assert [one.text for one in split(content(before))][1:] == [one.text for one in split(content(line))][1:]
    assert str(changed).endswith(end) == text.endswith(end)
    again = Listing.of(changed.data)
    assert all(again.find(one, (one.edits[0].old,)) == "new" and again.moved(one, (one.edits[0].old,)) is None for one in new)
    assert again.apply(new)[0] == changed or "numbered" in kinds


# known again


def found(one: Proposal, text: str) -> str:
    return Listing.of(text.encode()).find(one, (one.edits[0].old,))


def moved(one: Proposal, text: str) -> Edit | None:
    there = Listing.of(text.encode()).moved(one, (one.edits[0].old,))
    return there.edits[0] if there else None


NINE = addition(THREE, row(2), 9)


@pytest.mark.parametrize(
    "text",
    [
        table(row(1), row(2), row(9), row(3)),
        table(row(9, "[1]", "**ICML 2024**"), row(1)),
        table(row(1), "| [2] | [study number 9, of several things](https://example.org/paper) | - |"),
        table(row(1), f"| [2] | [Another Title]({LINK.format(9)}v2) | - |"),
        table(row(1), "| [2] | [PDF](https://arxiv.org/pdf/2401.00009.pdf) Study Number 9 of Several Things | - |"),
    ],
)
def test_a_paper_that_people_or_a_merge_wrote_into_the_list_is_there_in_whatever_bytes(text: str) -> None:
    assert found(NINE, text) == "new"
    assert moved(NINE, text) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (THREE, 8),
        ("News.\n\n" + THREE, 10),
        (table(row(1), row(2, venue="**ICML 2024**"), row(3)), 8),
        (table(row(8, "[1]"), row(1, "[2]"), row(2, "[3]"), row(3, "[4]")), 9),
        (table(row(1), row(2, title="Study Number 2 of Several Things, Revised"), row(3)), 8),
        (table(row(2, "[1]")) + "\n## New\n\n| No. | Title | Venue |\n|--|--|--|\n" + row(2) + "\n", 7),
    ],
)
def test_the_line_it_comes_behind_is_known_again(text: str, line: int) -> None:
    assert found(NINE, text) == "old"
    there = moved(NINE, text)
    assert there and (there.line, there.old, there.new) == (line, text.splitlines()[line - 1], row(9))


def test_where_its_place_is_lost_it_is_not_moved() -> None:
    text = table(row(1), row(3))
    assert found(NINE, text) == "lost"
    assert moved(NINE, text) is None
    renamed = THREE.replace("## Old", "## Older") + "\n## New\n\n| No. | Title | Venue |\n|--|--|--|\n" + row(5, "[1]") + "\n"
    assert found(addition(THREE, "|--|--|--|", 9), renamed) == "lost", "under which of the two headers, nobody can tell"
    assert found(NINE, renamed) == "old"


def test_behind_the_line_under_a_header_it_stays_in_its_section() -> None:
    top = addition(THREE, "|--|--|--|", 9)
    other = "## New\n\n| No. | Title | Venue |\n|--|--|--|\n" + row(5, "[1]") + "\n\n"
    there = moved(top, THREE.replace("## Old", other + "## Old"))
    assert there and there.line == 12
    empty = "# Papers\n\n" + other + "## Old\n\n| No. | Title | Venue |\n|--|--|--|\n"
    there = moved(top, empty)
    assert there and there.line == 12


def test_a_correction_of_a_whole_row_is_known_again_after_a_renumbering() -> None:
    damaged = row(3, title="Caf\u00c3\u00a9 Networks")
    one = replace(NINE, rule="encoding", edits=(Edit(9, "row", damaged, damaged.replace("\u00c3\u00a9", "\u00e9")),))
    text = after(table(row(1), row(2), damaged), Edit(7, "insert", row(1), row(9)))
    there = Listing.of(text.encode()).moved(one, (damaged,))
    assert there and str(Listing.of(text.encode()).apply([there])[0]) == text.replace("\u00c3\u00a9", "\u00e9")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(1), row(2), row(3)], [7, 8, 9]),
        ([row(3), row(2), row(1)], [9, 8, 7]),
        ([row(3, title="Alpha Study"), row(1, title="Beta Study"), row(2, title="Gamma Study")], [9, 7, 8]),
    ],
)
def test_new_rows_behind_one_line_come_as_their_table_goes(rows: list[str], expected: list[int]) -> None:
    text = table(*rows)
    titles = {7: "M of Things", 8: "N of Things", 9: "L of Things"}
    some = [replace(addition(text, rows[0], n), title=titles[n]) for n in (8, 7, 9)]
    changed, made = Listing.of(text.encode()).apply(some)
    assert made == some
    assert [int(line.split("2401.")[1][:5]) for line in changed.lines[7:10]] == expected
