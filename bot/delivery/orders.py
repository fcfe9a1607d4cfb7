"""Commands in comments: `/bot refuse a1b2c3`. A quoted one, or one in code, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ORDER = re.compile(r"^ {0,3}/bot\b[ \t]*(.*)$", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"^ {0,3}<!--.*?(-->|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Order:
    """A verb and what follows it, in lower case. An unknown verb is kept: it too gets an answer."""

    verb: str
    words: tuple[str, ...]


def orders(body: str) -> Iterator[Order]:
    """The commands of a comment, one a line."""
    fence = ""
    for line in _COMMENT.sub("", body.replace("\r\n", "\n")).split("\n"):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and line.strip().startswith(fence) else fence or mark[1]
        elif not fence and (match := _ORDER.match(line)):
            words = re.sub(r"[`,;]", " ", match[1]).lower().split()
            yield Order(words[0] if words else "help", tuple(words[1:]))


def days(words: tuple[str, ...]) -> int | None:
    """The days of `30 days`, `2 weeks` or `30`; None for anything else."""
    match = re.fullmatch(r"(\d{1,4}) ?(d|days?|w|weeks?|)", " ".join(words))
    if not match:
        return None
    found = int(match[1]) * (7 if match[2].startswith("w") else 1)
    return found if 1 <= found <= 3650 else None
