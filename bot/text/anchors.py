"""Where links within a document lead: the anchors that GitHub gives it, and the links to them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.model import Document
from bot.text.blocks import blocks

_INLINE = MarkdownIt("commonmark")
# What isn't closed goes on to the end, or is none soon: each of them is linear in the text's length.
_COMMENT = re.compile(r"<!--(?:(?!-->).)*+(?:-->)?", re.DOTALL)
_HEADING = re.compile(r"<h([1-6])\b[^<>]{0,200}>(.{0,500}?)</h\1\s{0,9}>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"""<[a-z][^<>]{0,200}?\s(?:id|name)\s{0,9}=\s{0,9}["']?([^"'\s<>]{1,200})""", re.IGNORECASE)
_LINK = re.compile(
    r"""<a\b[^<>]{0,200}?\shref\s{0,9}=\s{0,9}["']?#([^"'\s<>]{1,200})["']?[^<>]{0,200}>(.{0,500}?)</a""", re.DOTALL | re.IGNORECASE
)
_NO_WORD = re.compile(r"[^\w\- ]")
_UNSEEN = frozenset({"Mn", "Me", "Cf", "No", "So"})


class LocalLink(NamedTuple):
    """A link to an anchor of its own document: its line, its words, the anchor as it is written."""

    line: int
    words: str
    anchor: str


def local(document: Document) -> tuple[list[LocalLink], frozenset[str]]:
    """The document's links to itself, in order, and the `bare` names that it has.

    A heading's name is made of its words: in lower case, without punctuation, `-` for each space, and a number from the second of
    its kind on. Any tag's `id` and `name` count too.
    """
    references = dict[str, Any]()
    found, names, seen = list[LocalLink](), set[str](), Counter[str]()
    for token, in_heading in _spoken(blocks(document, references)):
        line = (token.map or (0, 0))[0] + 1
        if token.type == "html_block":
            text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), token.content)
            names |= {_counted(slug(_said(match[2])), seen) for match in _HEADING.finditer(text)}
            names |= set(_NAME.findall(text))
            found += _tagged(text, line)
            continue
        parts = _INLINE.parseInline(token.content, references)[0].children or [] if _worth(token, in_heading) else []
        names |= {name for part in parts if part.type == "html_inline" for name in _NAME.findall(part.content)}
        names |= {_counted(slug(_words(parts)), seen), slug(_words(parts).strip())} if in_heading else set()
        found += _links(parts, line)
        found += _tagged(_markup(parts), line)
    return found, frozenset(bare(name) for name in names)


def slug(words: str) -> str:
    """The name that GitHub gives a heading of those words."""
    return _NO_WORD.sub("", words.lower()).replace(" ", "-")


def bare(anchor: str) -> str:
    """An anchor as it is compared: read, in lower case, which the page's script tries too, and without signs that nobody sees."""
    name = unquote(html.unescape(anchor)).lower().removeprefix("user-content-")
    return name if name.isascii() else "".join(char for char in name if unicodedata.category(char) not in _UNSEEN)


def _spoken(tokens: list[Token]) -> Iterator[tuple[Token, bool]]:
    """The tokens that hold words, and whether they are a heading's."""
    for index, token in enumerate(tokens):
        if token.type in ("inline", "html_block"):
            yield token, token.type == "inline" and tokens[index - 1].type == "heading_open"


def _worth(token: Token, in_heading: bool) -> bool:  # noqa: FBT001
    return in_heading or "#" in token.content or "<" in token.content or "][" in token.content


def _counted(name: str, seen: Counter[str]) -> str:
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name] - 1}"


def _words(parts: Iterable[Token]) -> str:
    """What is read, without pictures and tags."""
    return "".join(part.content if part.type in ("text", "code_inline") else " " if part.type == "softbreak" else "" for part in parts)


def _said(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup)).strip()


def _links(parts: list[Token], line: int) -> Iterator[LocalLink]:
    for index, part in enumerate(parts):
        line += part.type in ("softbreak", "hardbreak")
        target = str(part.attrs.get("href", "")) if part.type == "link_open" else ""
        if target.startswith("#"):
            end = next((i for i in range(index, len(parts)) if parts[i].type == "link_close"), len(parts))
            yield LocalLink(line, _words(parts[index:end]), target[1:])


def _tagged(text: str, line: int) -> Iterator[LocalLink]:
    """Links that are written as tags, in a text that begins in that line."""
    read = 0
    for match in _LINK.finditer(text):
        line += text.count("\n", read, match.start())
        read = match.start()
        yield LocalLink(line, _said(match[2]), match[1])


def _markup(parts: Iterable[Token]) -> str:
    """The tags and the words between them; a tag that is only shown is none."""
    breaks = ("softbreak", "hardbreak")
    return "".join(
        part.content if part.type == "html_inline" else "\n" if part.type in breaks else part.content.replace("<", " ") for part in parts
    )
