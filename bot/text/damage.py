"""UTF-8 that was read as Windows-1252 and written again: `ðŸš€` for a rocket.

Each damaged character is two to four characters whose bytes are one valid UTF-8 sequence, so the way
back is exact: damaging the repair gives the damage again.
"""

from __future__ import annotations

import re

# Windows-1252, with the five bytes it leaves undefined as C1 controls, as browsers read it (WHATWG encoding).
_CHARS = [bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)]
_BYTES = {char: byte for byte, char in enumerate(_CHARS)}


def _class(first: int, last: int) -> str:
    return "[" + "".join(re.escape(char) for char in _CHARS[first : last + 1]) + "]"


_TAIL = _class(0x80, 0xBF)
_DAMAGED = re.compile(f"(?:{_class(0xC2, 0xDF)}{_TAIL}|{_class(0xE0, 0xEF)}{_TAIL}{{2}}|{_class(0xF0, 0xF4)}{_TAIL}{{3}})")


def repair(text: str) -> str:
    """The text with each damaged character restored; text without damage as it is."""
    return text if text.isascii() else _DAMAGED.sub(_restore, text)


def damage(text: str) -> str:
    """The way there: what reading the text's UTF-8 as Windows-1252 makes of its non-ASCII characters."""
    return "".join(c if c.isascii() else "".join(_CHARS[b] for b in c.encode("utf-8")) for c in text)


def _restore(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[char] for char in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
