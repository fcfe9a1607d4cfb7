from __future__ import annotations

import pytest

from bot.model import Document, Edit, Row
from bot.text import document
from bot.text.edit import apply
from bot.text.table import read_rows

TEXT = "# Head\r\n\r\n| Title | Venue |\r\n|--|--|\r\n|  A\t| Jun 2023 |\r\n| B | Jun 2023|\n| C |\n| D | x \\| y | "


def _read() -> tuple[Document, dict[int, Row]]:
    read = document.read(TEXT.encode())
    return read, {row.line: row for row in read_rows(read)}


def test_a_cell_is_swapped_and_every_other_byte_stays() -> None:
    before, rows = _read()
    after, refused = apply(
        before,
        rows,
        [[Edit(5, "venue", "Jun 2023", "**CVPR 2024**")], [Edit(6, "venue", "Jun 2023", "X")], [Edit(8, "venue", "x \\| y", "z")]],
    )
    assert not refused
    assert str(after) == TEXT.replace("A\t| Jun 2023 ", "A\t| **CVPR 2024** ").replace("B | Jun 2023|", "B | X|").replace("x \\| y", "z")


def test_two_edits_of_a_line_are_both_made() -> None:
    before, rows = _read()
    after, refused = apply(
        before, rows, [[Edit(5, "venue", "Jun 2023", "X")], [Edit(5, "title", "A", "AA")], [Edit(1, "row", "# Head", "# Tail")]]
    )
    assert not refused
    assert (after.lines[4], after.lines[0]) == ("|  AA\t| X |\r\n", "# Tail\r\n")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (Edit(5, "venue", "Jul 2023", "X"), "line 5: its venue cell is 'Jun 2023', not 'Jul 2023'"),
        (Edit(5, "site", "-", "X"), "line 5: its table has no site column"),
        (Edit(7, "venue", "", "X"), "line 7: its cells don't match the table's header"),
        (Edit(1, "venue", "", "X"), "line 1: it is no row of a table of papers"),
        (Edit(1, "row", "# Hea", "X"), "line 1: it is not '# Hea'"),
        (Edit(99, "row", "", "X"), "line 99: the list has 8 lines"),
        (Edit(5, "venue", "Jun 2023", "a | b"), "line 5: 'a | b' would change other cells of the row"),
        (Edit(5, "venue", "Jun 2023", "a\nb"), "line 5: the new content would break the line"),
    ],
)
def test_the_unexpected_is_refused_with_line_and_reason_and_the_rest_goes_on(edit: Edit, reason: str) -> None:
    before, rows = _read()
    after, refused = apply(before, rows, [[Edit(6, "venue", "Jun 2023", "X"), edit], [Edit(6, "title", "B", "BB")]])
    assert refused == {0: reason}
    assert str(after) == TEXT.replace("| B |", "| BB |")


def test_applying_twice_is_refused_and_changes_nothing() -> None:
    before, rows = _read()
    edits = [[Edit(5, "venue", "Jun 2023", "X")]]
    once, _ = apply(before, rows, edits)
    twice, refused = apply(once, rows, edits)
    assert (twice, list(refused)) == (once, [0])
