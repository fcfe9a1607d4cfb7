"""Bytes to lines and back, losing nothing."""

from __future__ import annotations

import io

from bot.errors import UnreadableListError
from bot.model import Document

BOM = "\ufeff"
_WIDE = {b"\xff\xfe": "UTF-16 (little-endian)", b"\xfe\xff": "UTF-16 (big-endian)"}


def read(data: bytes) -> Document:
    """Bytes in, the same bytes out: LF, CRLF, CR or mixed, BOM, bad bytes, no final newline.

    Lines end where Markdown ends them; `str.splitlines` would also break at NEL and U+2028.
    """
    text = data.decode("utf-8", "surrogateescape")
    return Document(tuple(io.StringIO(text, newline="")))


def require_text(data: bytes, where: str) -> None:
    """Raises UnreadableListError for bytes that are no text that Markdown could be read from."""
    wide = _WIDE.get(data[:2])
    if wide or b"\0" in data:
        what = f"is {wide} text" if wide else "holds NUL bytes, so it is no text"
        raise UnreadableListError(what, where=where, remedy="Save the list as UTF-8")


def content(line: str) -> str:
    """A line without its ending."""
    return line.rstrip("\r\n")


def ending(line: str) -> str:
    return line[len(content(line)) :]
