"""Which conference, year and track the title of a volume of proceedings names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.model import Track
from bot.text.venues import VenueBook, is_workshop


@dataclass(frozen=True, slots=True)
class Named:
    """An appearance in print by its own words; `venue` is the canonical name where it is known."""

    venue: str
    year: int | None
    track: Track
    words: str


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINAL = re.compile(
    rf"\b(?:\d+(?:st|nd|rd|th)|(?:(?:twenty|thirty|forty|fifty|sixty)[- ])?(?:{_UNITS})|\w+tieth|tenth|\w+teenth|eleventh|twelfth)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\(([^()]*)\)")
_BEFORE = re.compile(r"^proceedings (?:of )?(?:the )?", re.IGNORECASE)
_AFTER = re.compile(r"\s+(?:(?:conference|technical) (?:papers|proceedings)|v\.\d+)$", re.IGNORECASE)
_PARTS = re.compile(r"\s*:\s+|\s+[–—-]\s+")
_TRACKS: tuple[tuple[re.Pattern[str], Track], ...] = (
    (re.compile(r"\bfindings\b", re.IGNORECASE), "findings"),
    (re.compile(r"\bcompanion\b|\bextended abstracts\b|\bposters\b|\bdemo", re.IGNORECASE), "companion"),
    (re.compile(r"\btutorials?\b", re.IGNORECASE), "tutorial"),
)


def named(text: str, book: VenueBook) -> Named | None:
    """`2023 IEEE/CVF Conference on … Workshops (CVPRW)` -> CVPR 2023, workshop; None where the book knows no such venue.

    The year is the one that the words name, if they name just one.
    """
    found = next((one for name in _names(text) if (one := book.find(name))), None)
    if not found:
        return None
    years = {int(year) for year in _YEAR.findall(text)}
    track: Track = "workshop" if is_workshop(text) and not _is_series(text, book) else found[1]
    track = next((other for pattern, other in _TRACKS if pattern.search(text)), track)
    return Named(found[0].name, years.pop() if len(years) == 1 else None, track, text)


def _is_series(text: str, book: VenueBook) -> bool:
    """Whether what is called a workshop is a conference's own name."""
    found = book.find(_bare(text))
    return bool(found and found[1] == "main")


def _names(text: str) -> Iterator[str]:
    """What may be the venue's name: the whole without number and year, what stands in parentheses, a part."""
    yield _bare(text)
    yield from map(_bare, _SHORT.findall(text))
    parts = [_bare(part) for part in _PARTS.split(_SHORT.sub(" ", text))]
    yield from parts
    yield from (part.removeprefix("The ") for part in parts)


def _bare(text: str) -> str:
    words = " ".join(_ORDINAL.sub(" ", _YEAR.sub(" ", _SHORT.sub(" ", text))).split())
    return _AFTER.sub("", _BEFORE.sub("", words)).strip(" ,'’")
