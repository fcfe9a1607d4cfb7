"""Names of venues that nobody taught the bot, as running text writes them: a short name if it has one, else the name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.places import year_near, years

_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_CAPITAL = r"(?:[A-Z]|3D|4D|[eilmx][A-Z])[\w&'’/+-]{0,40}"
_LINK = r"(?:,? (?:and|&|of|on|in|for|the|de|to|der|et|meets) (?:the )?|: |, |\. | )"
_NAME = re.compile(rf"{_CAPITAL}(?:{_LINK}(?:{_CAPITAL}|3D|4D)){{0,16}}")
_PARENS = re.compile(
    r"\(\s*(?P<name>(?:IEEE |ACM |the |at )?[A-Za-z0-9][\w&/+ -]{0,24}?)(?:[\s,-]*['’‘`]?\s*(?:20)?\d\d)?\s*(?:[,;:][^()]{0,60})?(?:\)|$)"
)
_CAPITALS = r"(?:[A-Z][A-Za-z]*[A-Z&][A-Za-z&]*|[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,}\d?[A-Z]*|[A-Z]\d[A-Z]+|[A-Z]{2,}\d(?= ))"
_ACRONYM = re.compile(
    rf"(?<![\w/.-])(?P<name>{_CAPITALS}(?:[-/ ][A-Z]{{2,}}[A-Za-z]*){{0,2}})"
    r"(?:\s(?:Orals?|Spotlight|Workshops?|Conference))?(?:,?['’‘` _-]{0,2}20[0-4]\d|['’‘` _-]{0,2}[0-3]\d)(?!\d|-\d)"
)
_AFTER_YEAR = re.compile(rf"20[0-4]\d (?:(?:IEEE|ACM)[ /-])?(?P<name>{_CAPITALS})(?=\s*(?:$|[,.;:()\x1f]))")
_SHORT = re.compile(r"\(.*(?:[A-Z].*[A-Z]|[a-z]\d|\s(?:20)?\d\d\b)")
_KIND = re.compile(
    r"\b(?:Conference|Conf\.?|Symposium|Workshops?|Journal|Transactions|Trans\.?|Letters|Magazine|Meeting|Congress|Proceedings|Proc\.?|"
    r"Annals|Forum|Society|Summit|Colloquium|Convention|Bulletin|Archives|Frontiers)\b"
)
_PLAIN = frozenset(
    "uae uk eu ieee acm the a an springer elsevier mdpi wiley arxiv preprint github code project paper conference journal workshop "
    "proceedings and data usa phd msc llm llms ai pdf cc by ieee/cvf cvf doi isbn january february march april may june july august "
    "september october november december camera-ready camera final oral poster spotlight highlight main version publication "
    "presentation long short full demo international special issue iso gpu gpus supplementary appendix v1 v2 v3 revised accepted "
    "submitted published xplore ieeexplore website digital library lncs pmlr ceur nature openreview thesis report technical "
    "springerlink page conference's".split()
)
_LEAD = re.compile(
    r"(?:(?:the|an?|in|of|our|IEEE/\w+|IEEE|ACM|Annual|20\d\d|Proceedings of|Proc\.? of|\d+(?:st|nd|rd|th)|Elsevier(?:'s)?|MDPI|"
    r"Springer(?: Nature)?(?:'s)?)\s+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?:[\s,.:(-]+|(?<![\w-])(?:in|of|on|the|and|for|to|as|at|[Jj]ournal|[Cc]onference|[Mm]ain|[Ss]pecial [Ii]ssue|{_MONTHS}))$"
)
_CUT = re.compile(
    rf"\sin\s+[A-Z]\w+,|\s(?:in|at|as|by|with|which|this|that)\s+(?:{_MONTHS}\b|\d|an?\b|the\b|[a-z])|\son\s+(?:{_MONTHS}\b|\d)|"
    rf"\sfor\s(?:publication|presentation)|,?\s*\b20\d\d\b|['’]\d\d\b|,\s*(?:{_MONTHS}\b|\d|[a-z])|\s[-–—]+\s|[()\[\];\x1f|]"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A venue's name at `start:end` of a text."""

    name: str
    year: int | None
    start: int
    end: int


def name_in(text: str, start: int = 0) -> Name | None:
    """The venue that the words from there on name: an acronym with its year or in parentheses behind the name, else the name."""
    text = text[: start + 300]
    loose = next(iter(years(text[start:])), None)
    short, acronym = _PARENS.search(text, start), _ACRONYM.search(text, start) or _AFTER_YEAR.search(text, start)
    if acronym and (not short or acronym.start() < short.start()) and (found := _named(text, acronym, start, loose)):
        return found
    if (
        short
        and _SHORT.match(short[0])
        and len(re.findall(r"\b[A-Z]", text[start : short.start()])) > 1
        and (found := _named(text, short, start, loose))
    ):
        return found
    lead = re.compile(r"[\s\"“”'‘’:,*(_]*").match(text, start)
    begin = lead.end() if lead else start
    lead = _LEAD.match(text, begin)
    begin = lead.end() if lead else begin
    cut = _CUT.search(text, begin)
    named = _NAME.match(text[: cut.start()] if cut else text, begin)
    name = named[0] if named else ""
    while shorter := _TAIL.search(name):
        name = name[: shorter.start()]
    end = begin + len(name)
    return Name(name, year_near(text, begin, end) or loose, begin, end) if _worthy(name) else None


def is_named(phrase: str) -> bool:
    """True where bare words name a conference or journal: by its kind, or as an acronym with its year."""
    acronym = _ACRONYM.search(phrase[:200]) or _AFTER_YEAR.search(phrase[:200])
    return bool(_KIND.search(phrase[:200]) or (acronym and _worthy(acronym["name"])))


def _named(text: str, match: re.Match[str], start: int, loose: int | None) -> Name | None:
    if not _worthy(match["name"]) or re.search(r"[\x1f;]", text[start : match.start()]):
        return None
    begin, end = match.span("name")
    name = re.sub(r"^(?:IEEE|ACM|the|at)\s+", "", match["name"].strip(" -–,:"), flags=re.IGNORECASE)
    return Name(name, year_near(text, begin, end) or loose, begin, end)


def _worthy(name: str) -> bool:
    """False for a publisher, a month and the like alone."""
    words = re.split(r"[\s/-]+", name.strip().casefold())
    said = any(word.rstrip(".,") not in _PLAIN and not word.isdigit() for word in words)
    return said and len(name.strip()) > 1 and any(letter.isupper() or letter.isdigit() for letter in name)
