"""A document's blocks, as markdown-it finds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.model import Document
from bot.text.document import BOM


class Heading(NamedTuple):
    """A heading's line, its level, and its words as Markdown."""

    line: int
    level: int
    words: str


def blocks(document: Document, references: dict[str, Any] | None = None) -> list[Token]:
    """The block tokens; what is inside of them isn't parsed. `references` is filled with the definitions of links."""
    text = str(document)
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.core.ruler.enableOnly(["normalize", "block"])
    return markdown.parse(text.replace(BOM, " ", 1) if text.startswith(BOM) else text, references)


def headings(tokens: list[Token]) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.map:
            yield Heading(token.map[0] + 1, int(token.tag[1]), tokens[index + 1].content)
