"""The rows of a document's tables of papers. markdown-it finds them; the cell splitter cuts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from markdown_it.token import Token

from bot.model import Column, Document, Row
from bot.text.blocks import blocks
from bot.text.cells import split
from bot.text.document import content
from bot.text.keep import MARK
from bot.text.titles import plain

_HEADERS: Mapping[Column, frozenset[str]] = {
    "number": frozenset({"no", "nr", "num", "number", "index", "idx", ""}),
    "title": frozenset({"title", "papertitle", "paper", "papername", "name"}),
    "link": frozenset({"arxiv", "paper", "pdf", "link", "url", "paperlink", "openreview", "papers", "links"}),
    "repository": frozenset({"github", "code", "codes", "repo", "repository", "repogithub", "githubrepo", "codelink", "implementation"}),
    "site": frozenset({"website", "web", "project", "projectpage", "homepage", "page", "site"}),
    "venue": frozenset(
        "puborate pubordate venue venueordate dateorvenue conference conf publication pub publisher published publishedin "
        "journal venuedate conferencejournal journalconference".split()
    ),
    "year": frozenset({"year"}),
    "citations": frozenset({"citations", "cites", "citedby"}),
}


_TITLED = _HEADERS["title"] - {"name"}
"""Beside one of these a `name` is the paper's acronym."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of papers: the line of its delimiter row, behind which its rows begin, its header's words, and its rows."""

    line: int
    section: tuple[str, ...]
    header: tuple[str, ...]
    columns: Mapping[Column, int]
    rows: tuple[Row, ...]


def read_rows(document: Document) -> Iterator[Row]:
    """The body rows of every table whose header names a paper column, in the order of the document."""
    yield from chain.from_iterable(table.rows for table in read_tables(document))


@lru_cache(maxsize=2)
def read_tables(document: Document) -> tuple[Table, ...]:
    """Every table whose header names a paper column, with or without rows, in the order of the document."""
    return tuple(_tables(document))


def _tables(document: Document) -> Iterator[Table]:
    section: list[tuple[int, str]] = []
    path: tuple[str, ...] = ()
    tokens = iter(blocks(document))
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            section = [(depth, name) for depth, name in section if depth < level]
            section.append((level, plain(next(tokens).content)))
            path = tuple(name for _, name in section)
        elif token.type == "table_open" and token.map:
            header = _contents(tokens)
            columns = _columns(header)
            if "title" in columns:
                rows = tuple(_body(document, tokens, path, columns, len(header)))
                yield Table(token.map[0] + 2, path, tuple(plain(words) for words in header), columns, rows)


def _body(document: Document, tokens: Iterator[Token], path: tuple[str, ...], columns: Mapping[Column, int], width: int) -> Iterator[Row]:
    """The rows of the table whose header was read last."""
    for token in tokens:
        if token.type == "tr_open" and token.map:
            yield _row(document, token.map[0], path, columns, width, _contents(tokens))
        elif token.type == "table_close":
            return


def _contents(tokens: Iterator[Token]) -> list[str]:
    """The cells of the row whose tr_open was read last, as markdown-it sees them: without escapes of pipes."""
    found = []
    for token in tokens:
        if token.type == "inline":
            found.append(token.content)
        elif token.type == "tr_close":
            break
    return found


def _columns(header: list[str]) -> Mapping[Column, int]:
    names = [re.sub(r"[^a-z0-9]+", "", plain(cell).casefold()) for cell in header]
    found: dict[Column, int] = {}
    for column, known in _HEADERS.items():
        for index, name in enumerate(names):
            if name in known and index not in found.values() and (name or index == 0) and (name != "name" or not _TITLED & set(names)):
                found[column] = index
                break
    named = [index for index, name in enumerate(names) if name in _HEADERS["venue"]]
    if "venue" in names:
        found["venue"] = names.index("venue")
    elif len(named) > 1:
        found.pop("venue", None)  # which of them is to be written, nobody says
    if "venue" not in found:
        found.pop("year", None)  # of what, nobody says
    return MappingProxyType(found)


def _row(document: Document, index: int, section: tuple[str, ...], columns: Mapping[Column, int], width: int, seen: list[str]) -> Row:
    """The row at that line; ragged, and so never edited, where the splitter and markdown-it see different cells."""
    cells = row_cells(content(document.lines[index]), width)
    expected = [MARK.sub("", text).strip() for text in seen]
    actual = [text.replace("\\|", "|").replace("\0", "\ufffd").strip() for text in cells]
    if (actual + [""] * width)[:width] != expected:
        return Row(index + 1, section, tuple(expected), columns, ragged=True)
    return Row(index + 1, section, cells, columns, len(cells) != width)


def row_cells(line: str, width: int) -> tuple[str, ...]:
    """The cells of a row of a table of that many columns, without the mark that keeps it and without comments behind its last pipe."""
    cells = split(MARK.sub("", line))
    if len(cells) > width:
        cells = split(_uncommented(line))
    return tuple(cell.text for cell in cells)


def _uncommented(line: str) -> str:
    """Without comments behind a row's last pipe, which are no cell of it."""
    row = line.rstrip()
    while row.endswith("-->") and "<!--" in row:
        row = row[: row.rindex("<!--")].rstrip()
    return row if row.endswith("|") else line


def code_lines(document: Document) -> set[int]:
    """The lines of code blocks and HTML, which say nothing by themselves."""
    return {
        number + 1
        for token in blocks(document)
        if token.map and token.type in ("fence", "code_block", "html_block")
        for number in range(*token.map)
    }
