"""Venues named in running text: where each stands, with its year and the part of the venue that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Track
from bot.text.venues import Venue, VenueBook

_WORD = re.compile(r"[A-Za-z0-9&]+")
_LONGEST = 16
"""Words of a venue's longest name."""
_GLUED = re.compile(r"([A-Za-z0-9&]*?[A-Za-z]{2})(20[0-4]\d|[0-3]\d)")
_TIGHT = re.compile(r"[\s,:/.&\\-]{1,4}")
_SHORT = re.compile(r"[A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*")

_NO_COUNT = r"(?![\d:%.]?\d|\s*(?:pages?|pp|figures?|tables?)|[\s-]+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
_FILLER = (
    r"(?:[\s(]+(?:Conference|Papers?|Conf\.?|Workshops?|Main|Orals?|Spotlight|Highlight|Findings|Track|"
    r"Proceedings|SRW|WS|EA|LBW|Companion|Demo)\b)*"
)
_YEAR_AFTER = re.compile(
    rf"{_FILLER}(?:\s*[\])\"”])?(?:[\s,_:]*[-–(]?\s*(?P<long>(?:19[89]|20[0-4])\d)|[\s,(-]*['’‘`´]\s*(?P<short>[0-3]\d)|"
    rf"[\s-]{{0,2}}(?P<plain>[1-3]\d)(?!\s*\()){_NO_COUNT}"
)
_YEAR = re.compile(r"(?<![\d/.–-])(?:19[89]|20[0-4])\d(?![\d/–-])")
_YEAR_BEFORE = re.compile(r"(20[0-4]\d)(?:\s+(?:The|Annual|\d+(?:st|nd|rd|th)|IEEE|CVF|ACM|RSJ|[/&]))*[\s/]*$")
_BEFORE = frozenset(
    "ieee cvf acm rsj usenix aaai isca the annual international joint conference conferences proceedings proc of on in at to by for from "
    "and with our findings springer elsevier sciencedirect journal magazine symposium full long short paper flagship prestigious main "
    "workshop workshops co located conjunction a an as via".split()
)
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)?|20\d\d|\w*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tieth|teenth|tenth|twelfth|eleventh)"
)
_CONTINUED = re.compile(
    r"(?:\s*,)?\s+(?:and|&|for|of)\s+[A-Z]|\s+in\s+[A-Z][\w ]{1,30}(?!,|[\w ])|,(?:\s+[A-Z][\w-]+){1,3},?\s+(?:and|&)\s+[A-Z]|\s*/\s*[A-Z]"
    r"|\s+(?!(?:Main|Workshops?|Findings|Conference|Oral|Poster|Special|Track|Journal|Thermal|Project|Code)\b)[A-Z][a-z]{3,}"
)
_OWN_SHORT = re.compile(
    r"[^()\x1f;]{0,90}?\(\s*(?:IEEE |ACM )?([A-Z][a-z]{0,8}[A-Z0-9][A-Za-z0-9&-]{0,14}?)(?:[-\s'’‘`]*(?:20)?\d\d)?\s*[),:]"
)
_OTHER_EVENT = re.compile(
    r"-?\s?(?:Asia|PLAY|AP|Europe|India|Africa|Latin America|Pacific|China|@\s?\d+|Rolling Review|ARR)\b|\s*/\s*(?:ACM|IEEE|AAAI)\b",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"(?:chapter|transactions|journal|asia|afnlp) of (?:the )?$", re.IGNORECASE)
_PARTS = re.compile(r"\s+(?:Findings|Main|Workshops?|SRW)\b", re.IGNORECASE)
_AGAIN = re.compile(r"[\W\d]{0,12}(?:(?:the|ieee|acm|cvf|annual|international|proceedings of)[\W\d]{1,4}){0,4}[\W\d]{0,6}", re.IGNORECASE)
_EVENT_ON = re.compile(
    r"\b(?:Conference|Conf\.?|Workshop|Symposium|Track|Task|Congress|School)s? (?:on|of|in|for)(?: the)? $", re.IGNORECASE
)
_TITLED = re.compile(r"\s+(?:\w+\s+)?(?:Conference|Symposium)\b")
_WITHIN = re.compile(r"\w-$|[./\\#_]\w*$")
_JOINED = re.compile(r"(?:\b[A-Z]?[a-z]+[,\s]+and|&)\s+$")
_LAST = re.compile(r"(\w+)[\s/]*$")
_LED_IN = re.compile(r"(?:\b(?:IEEE|ACM|IEEE/\w+|to|by|at|in|for|of|on|the|from)\s+|[(@]\s*)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue that the book knows, at `start:end` of a text. `track` is what its name implies; `short`: written as an acronym."""

    venue: Venue
    spelled: str
    track: Track
    year: int | None
    start: int
    end: int
    short: bool


def places(text: str, book: VenueBook) -> list[Place]:
    """The known venues that the text names, in order; a name and its acronym behind it are one."""
    found = list[Place]()
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        place, used = _longest(text, words, index, book)
        if place and _stands(text, place, book):
            if found and _repeats(text, found[-1], place):
                found[-1] = _joined(found[-1], place)
            else:
                found.append(place)
        index += used if place else 1
    return found


def year_near(text: str, start: int, end: int) -> int | None:
    """The year that stands with the words at `start:end`: behind them, else before."""
    match = _YEAR_AFTER.match(text, end)
    if match and (not match["plain"] or _SHORT.search(text, start, end)):
        return int(match["long"] or f"20{match['short'] or match['plain']}")
    match = _YEAR_BEFORE.search(text[max(0, start - 60) : start])
    return int(match[1]) if match else None


def years(text: str) -> list[int]:
    """All years written out, ranges of pages and full dates in digits apart."""
    return [int(match[0]) for match in _YEAR.finditer(text)]


def _longest(text: str, words: Sequence[tuple[str, int, int]], first: int, book: VenueBook) -> tuple[Place | None, int]:
    """The longest known name that begins with that word, and how many words it takes."""
    names = list[str]()
    best: tuple[Place | None, int] = (None, 1)
    for word, start, end in words[first : first + _LONGEST]:
        if names and not _TIGHT.fullmatch(text, words[first + len(names) - 1][2], start):
            break
        glued = _GLUED.fullmatch(word)
        for name, stop in ((word, end), (glued[1], end - len(glued[2])) if glued else ("", 0)):
            spelling = " ".join([*names, name.casefold()]) if name else ""
            known = book.index.get(spelling) or book.index.get(spelling.replace(" & ", " and "))
            if known:
                begin = words[first][1]
                near = year_near(text, begin, stop)
                single = not names or text[begin:stop].replace("-", "").isupper()
                best = Place(known[0], text[begin:stop], known[1], near, begin, stop, single), len(names) + 1
                break
        names.append(word.casefold())
    return best


def _stands(text: str, place: Place, book: VenueBook) -> bool:
    """False where the words are part of another name: `International Conference on Machine Learning and Applications`."""
    before = text[max(0, place.start - 40) : place.start]
    if place.venue.kind == "journal" and _EVENT_ON.search(before):
        return False
    own = _OWN_SHORT.match(text, place.end)
    foreign = bool(own and not _same(own[1], place.venue, book))
    if place.short:
        titled = bool(foreign and _TITLED.match(text, place.end))
        parted = _OTHER_EVENT.match(text, place.end) or _CHAPTER.search(before) or _WITHIN.search(before.replace("IEEE-", ""))
        return not titled and not parted and _clear(text, before, place)
    if (own and foreign and "orkshop" not in own[0]) or _JOINED.search(before):
        return False
    last = _LAST.search(before)
    word = last[1] if last else ""
    framed = word.islower() or not word or word.casefold() in _BEFORE or bool(_ORDINAL.fullmatch(word.casefold()))
    return (framed or _same(word, place.venue, book)) and not _CONTINUED.match(text, place.end)


def _clear(text: str, before: str, place: Place) -> bool:
    """Whether an acronym can mean nothing else: written as one, and the shorter it is the more must stand around it."""
    letters = [letter for letter in place.spelled if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    led = place.year is not None or bool(_LED_IN.search(before))
    if len(letters) <= 3:
        series = place.venue.kind == "conference"
        return capitals > 1 and (led or (series and bool(_PARTS.match(text, place.end))))
    return capitals > 1 or len(letters) >= 7 or place.year is not None


def _same(short: str, venue: Venue, book: VenueBook) -> bool:
    found = book.find(re.sub(r"(?<=[A-Z])-?W?S?$", "", short) if short.endswith(("W", "WS")) else short)
    return bool(found and found[0].name == venue.name)


def _repeats(text: str, one: Place, other: Place) -> bool:
    """`Computer Vision and Pattern Recognition (CVPR)`, `CVPR 2025 (CVPR)`."""
    return one.venue.name == other.venue.name and bool(_AGAIN.fullmatch(text, one.end, other.start))


def _joined(one: Place, other: Place) -> Place:
    short = other if other.short else one
    track = other.track if one.track == "main" else one.track
    return Place(one.venue, short.spelled, track, one.year or other.year, one.start, other.end, short.short)
