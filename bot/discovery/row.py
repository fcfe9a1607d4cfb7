"""A new row: where in a section it goes, and its line to the byte, as the rows around it are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.candidates import Newcomer, NewRow, Section
from bot.discovery import columns, numbers, times
from bot.discovery.columns import NEAR, Neighbour
from bot.discovery.place import place
from bot.discovery.shelf import Entries, Shelf, mark, mark_of, neighbours, shelf
from bot.model import Document, Edit
from bot.rules.case import Case
from bot.text import padding, slots
from bot.text.document import content
from bot.text.entries import read_entries
from bot.text.escape import in_cell
from bot.text.links import links, paper_id
from bot.text.table import read_rows
from bot.text.titles import key

_PAGES = {"openreview": "https://openreview.net/forum?id={}", "doi": "https://doi.org/{}", "acl": "https://aclanthology.org/{}/"}
Cell = tuple[str | None, bool]
"""A cell, and whether it says all it should; None where the list's way isn't clear."""


def write(case: Case, newcomer: Newcomer, section: Section) -> Edit | str:
    """The new line and behind which it goes, or in words why it can't be written."""
    made = compose(case, newcomer, section)
    return made if isinstance(made, str) else made.edit


def compose(case: Case, newcomer: Newcomer, section: Section) -> NewRow | str:
    """The same, with the columns that are left to people. A number is that of the row's place; the rows behind it keep theirs."""
    own = shelf(case, section)
    if not own:
        return "the section has no table of papers"
    at = place([mark(own, entry) for entry in own.rows], [[mark(own, one) for one in rows] for rows in own.like], mark_of(own, newcomer))
    return compose_at(case, newcomer, own, at)


def compose_at(case: Case, newcomer: Newcomer, own: Shelf, at: int) -> NewRow | str:
    """The row behind that many of the table's rows."""
    cells, unknown = list[str](), list[str]()
    for header, (cell, told) in zip(own.table.header, _cells(case, own, newcomer, at), strict=True):
        if cell is None:
            return f"how the list writes its column “{header}” is not clear"
        cells.append(cell)
        unknown += [] if told else [header]
    new = line(case, own, at, cells)
    if not _reads(case, own, new, newcomer):
        return f"a row for it would not be read as one: {new}"
    above = own.rows[at - 1].row.line if at else own.table.line
    return NewRow(Edit(above, "insert", content(case.document.lines[above - 1]), new), tuple(unknown))


def _cells(case: Case, own: Shelf, newcomer: Newcomer, at: int) -> Iterator[Cell]:
    circles, have = own.near(at), _have(newcomer)
    *same, others = [neighbours(case, circle) for circle in circles]
    for index in range(len(own.table.header)):
        role = own.role(index)
        if role == "number":
            yield _filled(numbers.write(own, at), same, index)
        elif role == "venue":
            yield times.write_venue(case, circles, newcomer), True
        elif index in own.dated:
            yield times.write_date(own.dated[index], newcomer), True
        elif role == "title":
            yield columns.write_title([*same, _elsewhere(own, index, circles[2], others)], index, have)
        else:
            wide = [*same, _elsewhere(own, index, circles[2], others)]
            cell = columns.write(wide, index, have, named=role is not None)
            yield _filled(cell, wide, index)


def _filled(cell: str | None, circles: Sequence[Sequence[Neighbour]], index: int) -> Cell:
    """The cell, or what stands where nothing is to be said."""
    return columns.filler(circles, index) if cell is None else (cell, True)


def _have(newcomer: Newcomer) -> dict[str, str]:
    """What is known of the paper, by the names of slots."""
    title = in_cell(newcomer.title)
    found = {"title": title, **slots.named(title), **slots.signed(newcomer.authors)}
    arxiv = next((one.value for one in newcomer.ids if one.scheme == "arxiv"), None)
    pages = {one.scheme: _PAGES[one.scheme].format(one.value) for one in newcomer.ids if one.scheme in _PAGES}
    if newcomer.page and (paper := paper_id(newcomer.page)):
        pages[paper.scheme] = newcomer.page
    name = newcomer.repository.split("/")[1] if newcomer.repository else None
    maybe = {"arxiv": arxiv, **pages, "slug": newcomer.repository, "repo": name, "site": newcomer.site}
    return found | {slot: value for slot, value in maybe.items() if value}


def _elsewhere(own: Shelf, index: int, entries: Entries, others: Sequence[Neighbour]) -> list[Neighbour]:
    """Rows of tables with other headers that have a column of that name, as if it were at its place."""
    role = own.role(index)
    cells = [(entry.row.cell(role) if role else None, one.known) for entry, one in zip(entries, others, strict=True)]
    return [Neighbour((*[""] * index, cell), known) for cell, known in cells if cell is not None]


def line(case: Case, own: Shelf, at: int, cells: Sequence[str]) -> str:
    """The cells in a line that is padded as the rows around it are."""
    circles = own.near(at)
    rows = [content(case.document.lines[entry.row.line - 1]) for entry in (circles[0] or circles[1])[:NEAR]]
    return padding.learn(rows, len(cells)).write(cells)


def _reads(case: Case, own: Shelf, new: str, newcomer: Newcomer) -> bool:
    """Whether the line in its table is a row of that paper."""
    head = case.document.lines[own.table.line - 2 : own.table.line]
    table = Document((*(f"{content(one)}\n" for one in head), f"{new}\n"))
    entries = list(read_entries(read_rows(table), case.book))
    named = {name for link in links(new) if not link.image and (name := paper_id(link.url))}
    page = paper_id(newcomer.page) if newcomer.page else None
    return (
        len(entries) == 1
        and not entries[0].row.ragged
        and key(newcomer.title) in key(entries[0].title)
        and bool(named & {*newcomer.ids, page})
    )
