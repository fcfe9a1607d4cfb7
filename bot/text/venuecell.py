"""What a venue cell says: nothing, a date, a preprint, or one or more publications."""

from __future__ import annotations

import re

from bot.model import Publication, Stated, Track
from bot.text.titles import plain
from bot.text.venues import VenueBook, is_preprint

NOTHING = frozenset({"", "-", "--", "–", "—", "/", "n/a", "na", "none", "tbd", "tba", "?"})
MONTHS = tuple("january february march april may june july august september october november december".split())

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WRAP = re.compile(r"[*_`~\s]*")
_MONTH_NAME = re.compile(r"(?:\d{1,2}\s+)?([A-Za-z]{3,9})\.?,?\s*(?:\d{1,2},\s*)?((?:19|20)\d\d)")
_MONTH_NUMBER = re.compile(r"((?:19|20)\d\d)\s*[-./]\s*(\d{1,2})(?:\s*[-./]\s*\d{1,2})?")
_PREPRINT = re.compile(r"([A-Za-z]+)(?: preprint)?[\s,:']*(?:\(?(?:(?:19|20)\d\d(?:[-./]\d{1,2})?|\d\d|\d{4}\.\d{4,5})\)?)?")
_UNDECIDED = re.compile(r"(?:under review|submitted)(?: (?:to |at |by |for )?[\w .&'-]{1,40})?", re.IGNORECASE)
_NO_NAME = re.compile(r"\]\(|://|^(?:in|of|at|proc\b|proceedings|accepted|submitted|under|to appear|published)\b", re.IGNORECASE)
_LONGEST = 200
_YEAR = re.compile(r"(?:19|20)\d\d")
_PUBLICATION = re.compile(r"(?P<venue>.*?[^\s\d'’`,].*?)(?P<gap>[\s,]*['’`]\s*|[\s,]*)(?P<year>(?:19|20)\d\d|\d\d)(?P<rest>\D.*)?")

_TRACKS: dict[str, Track] = {
    "workshop": "workshop",
    "workshops": "workshop",
    "findings": "findings",
    "challenge": "challenge",
    "tutorial": "tutorial",
    "companion": "companion",
    "demo": "companion",
    "datasets and benchmarks": "datasets",
    "datasets": "datasets",
    "d&b": "datasets",
}
_TRACK = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(_TRACKS, key=len, reverse=True)), re.IGNORECASE)
_AWARD = re.compile(
    r"(?<!\w)(?:oral|spotlight|highlight|best (?:student )?paper(?: award)?|outstanding paper(?: award)?|honou?rable mention|poster)(?!\w)",
    re.IGNORECASE,
)


def unwrap(content: str) -> tuple[str, str, str]:
    """The cell's words between its emphasis marks: (before, words, after), which join to the content."""
    before = _WRAP.match(content)
    start = before.end() if before else 0
    after = _WRAP.match(content[::-1])
    end = max(len(content) - (after.end() if after else 0), start)
    return content[:start], content[start:end], content[end:]


def read(content: str | None, book: VenueBook, beside: str | None = None) -> Stated:
    """The meaning of a venue cell's content and of the year cell `beside` it; `unread` for anything not wholly understood."""
    words = unwrap(content or "")[1]
    if len(words) > _LONGEST:
        return Stated("unread")
    if words.casefold() in NOTHING:
        return Stated("nothing")
    if month := _month(words):
        return Stated("date", month=month)
    if _is_preprint(words):
        return Stated("preprint")
    year = year_of(beside)
    found = [_publication(unwrap(part)[1], book) or _bare(unwrap(part)[1], year, book) for part in _BREAK.split(words)]
    publications = tuple(publication for publication in found if publication)
    return Stated("venue", publications) if len(publications) == len(found) else Stated("unread", publications)


def _is_preprint(words: str) -> bool:
    """`arXiv`, `arXiv 2023`, `CoRR 2023.05`, `Under review`: that and nothing else."""
    match = _PREPRINT.fullmatch(words)
    return bool((match and is_preprint(match[1])) or (_UNDECIDED.fullmatch(words) and "accept" not in words.casefold()))


def _month_number(word: str) -> int | None:
    named = [number for number, month in enumerate(MONTHS, 1) if month.startswith(word.casefold())]
    return named[0] if len(named) == 1 else None


def _month(words: str) -> tuple[int, int] | None:
    if match := _MONTH_NAME.fullmatch(words):
        number = _month_number(match[1])
        return (int(match[2]), number) if number else None
    if (match := _MONTH_NUMBER.fullmatch(words)) and 1 <= int(match[2]) <= 12:
        return int(match[1]), int(match[2])
    return None


def _publication(words: str, book: VenueBook) -> Publication | None:
    """`CVPR 2024 Highlight`, `NeurIPS'24`, `ICLR Workshop'25`, `ECCVW 2024`; None for anything else."""
    match = _PUBLICATION.fullmatch(words)
    if not match or not re.search(r"[A-Za-z]", match["venue"]) or plain(words) != " ".join(words.split()):
        return None
    if len(match["year"]) == 2 and not match["gap"]:
        return None
    spelled, rest = match["venue"], match["rest"] or ""
    track, award = _TRACK.search(rest) or _TRACK.search(spelled), _AWARD.search(rest)
    leftover = re.sub(r"[\s()\[\],*_:-]+", "", _AWARD.sub("", _TRACK.sub("", rest)))
    if leftover:
        return None
    spelled = re.sub(r"^of\s+", "", _TRACK.sub("", spelled).strip(" ,([:-"))
    if _NO_NAME.search(spelled) or is_preprint(spelled) or any(_month_number(word) for word in re.findall(r"[A-Za-z]{3,9}", spelled)):
        return None
    known = book.find(spelled)
    found: Track = _TRACKS[track[0].casefold()] if track else known[1] if known else "main"
    return Publication(book.canonical(spelled), _year(match["year"]), found, award[0].title() if award else None, spelled)


def year_of(cell: str | None) -> int | None:
    """The year that a cell holds and nothing else."""
    words = unwrap(cell or "")[1]
    return int(words) if _YEAR.fullmatch(words) else None


def _bare(words: str, year: int | None, book: VenueBook) -> Publication | None:
    """`CVPR`, `ICLR Workshop`: a known venue without a year of its own."""
    named, award = _AWARD.sub("", words).strip(" ,(:-"), _AWARD.search(words)
    track = _TRACK.search(named)
    spelled = _TRACK.sub("", named).strip(" ,():-")
    known = book.find(spelled)
    if not known or re.search(r"\d{2}", spelled) or plain(words) != " ".join(words.split()):
        return None
    found: Track = _TRACKS[track[0].casefold()] if track else known[1]
    return Publication(known[0].name, year, found, award[0].title() if award else None, spelled)


def _year(digits: str) -> int:
    """`2024`, `24`, `98`."""
    year = int(digits)
    return year if len(digits) == 4 else 1900 + year if year > 60 else 2000 + year
