"""What two sides did to a list, brought together."""

from __future__ import annotations

import pytest

from bot.text import document
from bot.text.merge import merge

HEAD = "# Papers\n\n| Title | Venue |\n|--|--|\n"
ONE, TWO, MINE, HAND = "| A | 1 |\n", "| B | 2 |\n", "| N | 3 |\n", "| H | 4 |\n"
NEW = TWO.replace("2", "ICML")


@pytest.mark.parametrize(
    ("ours", "theirs", "together"),
    [
        ([ONE, NEW], [ONE, TWO, MINE], [ONE, NEW, MINE]),
        ([ONE, TWO, HAND], [ONE, TWO, MINE], [ONE, TWO, HAND, MINE]),
        ([ONE, TWO, MINE], [ONE, TWO, MINE], [ONE, TWO, MINE]),
        ([ONE, HAND, TWO], [ONE, MINE, TWO], [ONE, HAND, MINE, TWO]),
    ],
)
@pytest.mark.parametrize("final", [True, False])
def test_new_rows_and_changed_ones_come_together(ours: list[str], theirs: list[str], together: list[str], final: bool) -> None:
    old, one, other, both = ("".join([HEAD, *rows]) for rows in ([ONE, TWO], ours, theirs, together))
    texts = [text if final else text.removesuffix("\n") for text in (old, one, other, both)]
    merged = merge(*(document.read(text.encode()) for text in texts[:3]))
    assert str(merged) == texts[3]
