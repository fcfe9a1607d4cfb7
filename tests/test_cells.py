from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.text import cells
from bot.text.cells import Cell, replace, split

CASES = {
    "| a | b |": ["a", "b"],
    "a | b": ["a", "b"],
    "|a|b": ["a", "b"],
    "a|b|": ["a", "b"],
    "| a ||": ["a", ""],
    "| a | |": ["a", ""],
    "|| a |": ["", "a"],
    "|||": ["", ""],
    "||": [""],
    "|": [],
    "": [],
    "   ": [],
    "| a \\| b | c |": ["a \\| b", "c"],
    "| a \\\\| b |": ["a \\\\| b"],
    "| `a|b` |": ["`a", "b`"],
    "  \t| a\t|\tb |  ": ["a", "b"],
    "\ufeff| a | b |": ["a", "b"],
    "|a b|\u00a0c\u00a0|": ["a b", "\u00a0c\u00a0"],
    "| a | b \\|": ["a", "b \\|"],
    "\\| a | b |": ["\\| a", "b"],
    "| a | b\u00a0": ["a", "b\u00a0"],
}

# Each is a slip one could make in the splitter; the cases must see all of them.
MUTANTS = {
    "splits at escaped pipes": ('line[i] == "|" and line[i - 1 : i] != "\\\\"', 'line[i] == "|"'),
    "keeps the empty first cell": ("if spans[0][0] == spans[0][1]", "if False"),
    "keeps the empty last cell": ("if spans and spans[-1][0] == spans[-1][1]", "if False"),
    "drops every empty last cell, as strip('|') does": (
        "if spans and spans[-1][0] == spans[-1][1]",
        "while spans and spans[-1][0] == spans[-1][1]",
    ),
    "drops every empty first cell": ("if spans[0][0] == spans[0][1]", "while spans and spans[0][0] == spans[0][1]"),
    "drops last cells of blanks": (
        "if spans and spans[-1][0] == spans[-1][1]",
        "while spans and not line[spans[-1][0] : spans[-1][1]].strip()",
    ),
    "drops a first cell of content": ("if spans[0][0] == spans[0][1]", "if spans[0][0] >= 0"),
    "drops the first instead of the last": ("spans = spans[:-1]", "spans = spans[1:]"),
    "forgets the indent": ("start = len(line) - len(line.lstrip(_PADDING + BOM))", "start = 0"),
    "forgets the BOM": ("_PADDING + BOM", "_PADDING"),
    "forgets trailing blanks": ("end = len(line.rstrip(_PADDING))", "end = len(line)"),
    "strips all white space": ("line.rstrip(_PADDING)", "line.rstrip()"),
    "begins a cell at its pipe": ("(left + 1, right)", "(left, right)"),
    "ends a cell behind its pipe": ("(left + 1, right)", "(left + 1, right + 1)"),
    "loses the last bound": ("bounds.append(max(end, start))", "bounds.append(start)"),
    "counts from the second character": ("range(start, end)", "range(start + 1, end)"),
    "stops before the last character": ("range(start, end)", "range(start, end - 1)"),
    "looks behind for the backslash": ('line[i - 1 : i] != "\\\\"', 'line[i + 1 : i + 2] != "\\\\"'),
    "counts backslashes in pairs": ('line[i - 1 : i] != "\\\\"', '(len(line[:i]) - len(line[:i].rstrip("\\\\"))) % 2 == 0'),
}


def _holds(splitter: Callable[[str], tuple[Cell, ...]]) -> bool:
    """Whether a splitter gives every case its cells, each where the line has it."""
    for line, expected in CASES.items():
        found = splitter(line)
        if [cell.text for cell in found] != expected or any(line[cell.start : cell.end] != cell.text for cell in found):
            return False
    return True


@pytest.mark.parametrize("line", CASES)
def test_cells_are_cut_as_github_cuts_them(line: str) -> None:
    assert [cell.text for cell in split(line)] == CASES[line]
    assert all(line[cell.start : cell.end] == cell.text for cell in split(line))


@pytest.mark.parametrize("name", MUTANTS)
def test_a_slip_in_the_splitter_is_seen(name: str) -> None:
    old, new = MUTANTS[name]
    source = inspect.getsource(split)
    assert old in source, "the splitter changed: name its mutants anew"
    mutant = SimpleNamespace(**vars(cells))
    exec("from __future__ import annotations\n" + source.replace(old, new, 1), vars(mutant))
    assert _holds(split)
    with contextlib.suppress(IndexError):
        assert not _holds(mutant.split), f"no case sees that it {name}"


CELL = st.text(alphabet=st.sampled_from("ab \\|`*[]()<>é\u00a0\t"), max_size=8)


@given(st.lists(CELL, min_size=1, max_size=5), st.sampled_from(["| {} |", "|{}|", "{}|", "|{}"]))
def test_the_splitter_agrees_with_markdown_it(row: list[str], frame: str) -> None:
    line = frame.format("|".join(row))
    seen = _markdown_it(line, len(split(line)))
    # At a row's ends markdown-it strips all white space, GitHub's own parser blanks and tabs alone.
    if seen is not None and line.strip() == line.strip(" \t"):
        assert [cell.text.replace("\\|", "|").strip() for cell in split(line)] == [text.strip() for text in seen]


def _markdown_it(line: str, width: int) -> list[str] | None:
    """The row's cells as markdown-it gives them below a header of that width; None where it sees no row."""
    text = f"{'|h' * width}|\n{'|-' * width}|\n{line}\n"
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(token.content)
    return rows[1] if len(rows) == 2 else None


@given(st.lists(CELL, min_size=2, max_size=5), st.data())
def test_swapping_a_cell_leaves_every_other_byte(row: list[str], data: Any) -> None:
    line = "| " + " | ".join(row) + " |"
    found = split(line)
    if not found:
        return
    cell = data.draw(st.sampled_from(found))
    try:
        changed = replace(line, cell, "new")
    except ValueError:
        return
    if cell.text:
        assert changed == line[: cell.start] + "new" + line[cell.end :]
        assert replace(changed, split(changed)[found.index(cell)], cell.text) == line
    else:
        assert "".join(changed.replace("new", "", 1).split()) == "".join(line.split())


@pytest.mark.parametrize(
    ("line", "expected"),
    [("| a | |", "| a | X |"), ("| a |  |", "| a | X |"), ("| a ||", "| a | X |"), ("|a||", "|a|X|"), ("| a |     | b |", "| a | X | b |")],
)
def test_a_blank_cell_is_padded_as_its_neighbours_are(line: str, expected: str) -> None:
    assert replace(line, split(line)[1], "X") == expected


@pytest.mark.parametrize("new", ["a | b", "a \\", " a", "a "])
def test_content_that_would_change_other_cells_is_refused(new: str) -> None:
    line = "| a | b |" if new != "a \\" else "| a|b |"
    with pytest.raises(ValueError, match="other cells"):
        replace(line, split(line)[0], new)
