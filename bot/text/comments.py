"""What an arXiv comment or journal reference says of its paper's publication.

A comment is cut into clauses, a clause at its verbs. A venue belongs to the verb before it, else to the one behind it;
without any it is `bare`, and believed only where the clause says little else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model import Track
from bot.text.parts import award_in, is_challenge, is_guest, is_workshop_in, regions, track_in, track_of
from bot.text.placenames import Name, is_named, name_in
from bot.text.places import Place, places, years
from bot.text.venues import VenueBook
from bot.text.verbs import Says, Verb, verbs

_LONGEST = 1500
"""Of arXiv's comments hardly one in a thousand is longer than a third of that."""
_RAW = 160


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. `venue` is as written, its short name if it has one, of a workshop the conference's; empty where none is named.

    `bare`: a venue and no verb. `raw` are the words it was read from.
    """

    status: Says
    venue: str
    year: int | None = None
    track: Track = "main"
    award: str | None = None
    raw: str = ""
    bare: bool = False


_GAP = "\x1f"
"""Stands for links, counts of pages and the like, sign for sign."""
_COUNTED = r"pages?|pgs?|pp|figures?|figs?|tables?|references|equations|appendi\w+|citations|words|algorithms?"
_NO_WORDS = re.compile(
    r"https?:\s?//[^\s|]+|\\url\s*\{[^{}]{0,300}\}|\bwww\.[^\s|]+|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}"
    r"|\b[\w.-]{1,60}\.(?:com|org|io|net|ai|edu|cn|de|fr|uk|info|dev|gov|html)(?:/\S*|\b)"
    r"|arXiv admin note.*|\barXiv:\s?[\d.v]+|\b10\.\d{4,9}/\S+|\bdoi:\S+"
    rf"|\b\d{{1,3}}\s*(?:\+\s*\d+\s*)?(?:(?:main|supplementary|additional|appendix|extra|total|colou?r|content|a4)\s)?(?:{_COUNTED})\b\.?"
    r"|(?P<title>(?:(?<=paper )|(?<=titled )|(?<=rticle )|(?<=work ))[\"“‘'][^\"”]{20,300}[\"”’'])",
    re.IGNORECASE,
)
_END = re.compile(rf"{_GAP}+|;|[.!?](?=\s+[A-Z(\[\"“{_GAP}]|\s*$)|\s[|•]\s|\s--+\s")
_ABBREVIATION = re.compile(
    r"(?:\b(?:proc|proceed|int|intl|conf|trans|eur|comput|vis|vol|no|pp|symp|j|ann|adv|lett|inf|sci|syst|eng|mach|learn|res|vs|st|dr|prof|"
    r"al|e\.g|i\.e|fig|ed|eds|univ|nat|art|intell|sig|process|med|imag|assoc|am|rev|appl|tech|wksp)|\b[A-Z])$",
    re.IGNORECASE,
)
_THESIS = re.compile(r"\b(?:thesis|dissertation|habilitation)\b", re.IGNORECASE)
_INTO = re.compile(
    r"[\s:,(\"“-]*(?:(?:(?i:for|to|in|at|by|on|as|into|be|the|an?|will|is|was|it|and|of|with)|up|this|appear|publications?|publish\w*|"
    r"present\w*|presentation|inclusion|proceedings|full|long|short|regular|poster|[Oo]ral|spotlight|highlight|papers?|conference|journal|"
    r"main|talk|chapter|article|part|research|version|contribution|archival|technical|manuscript|successfully|recently|officially|"
    r"peer-reviewed|\d+-page|volume|submission|lecture|invited|demo|demonstration|international|prestigious|\([Oo]ral\)|upcoming|possible|minor|"
    r"consideration|review|process)(?![\w-])[\s:,(\"“]*|@\s*)+"
)
_LED = re.compile(r"\b(?:in|at|of|to|for|on)$")
_QUIET = re.compile(
    r"\b(?:at|in|of|on|the|for|and|with|an?|to|by|as|is|this|under|workshops?|oral|poster|spotlight|highlight|papers?|conference|track|main|"
    r"final|version|long|short|full|findings|proceedings|proc|extended|abstract|co|located|colocated|held|conjunction|international|annual|"
    r"technical|report|communications?|preprint|tutorial|demo|edition|regular|research|arxiv|presentation|session|invited|talk|special|"
    r"camera|ready|supplementary|material|publication|venue|note|comments?|v\d|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|\d+(?:st|nd|rd|th)|\w*ieth|\w*eenth|\w*-?(?:first|second|third))\b"
)
_FOREIGN = re.compile(
    r"\b(?:templates?|format(?:ted|ting)?|style|dataset (?:from|of)|baselines?|rebuttal|guidelines?|version of|"
    r"compar(?:ed|ing|ison)|reviewers?|columns?|latex|eds?)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:\s*\))?[\s'’,-]*(?:20)?\d\d\s+(?!(?:workshops?|oral|poster|spotlight|short|main|conference|paper)\b)[a-z]{3}")
_KIND = re.compile(r"\b(?:conference|journal|transactions|proceedings|meeting)\b", re.IGNORECASE)
_HOST = re.compile(
    r"(?:@|\bat\b(?: the)?|\bco-?located (?:with|at)\b|\bin conjunction with\b|\bheld (?:at|with|in)\b|\bof\b(?= [A-Z]{3})|"
    r",(?=\s*[A-Z][A-Za-z]{0,30}[A-Z]))\s*"
)


def read_comment(comment: str, book: VenueBook) -> tuple[Said, ...]:
    """What the comment says, in its order; nothing for pages, links and the like. Raises nothing, in time linear in its length."""
    text = " ".join(comment[:_LONGEST].split())
    plain = _NO_WORDS.sub(_blank, text)
    found = list[Said]()
    for start, end in _clauses(plain):
        said = list(_read(plain[start:end], book))
        award = None if said or not found else award_in(plain[start:end])
        if award and len(plain[start:end].split()) < 5:
            found[-1] = replace(found[-1], award=found[-1].award or award)
        found += (replace(one, raw=text[start:end].strip()[:_RAW]) for one in said)
    return tuple(_settled(found, book))


def read_journal_ref(text: str, book: VenueBook) -> tuple[Said, ...]:
    """Where the paper appeared, which is all that a journal reference says: the known venues it names, else its first name."""
    text = " ".join(text[:_LONGEST].split())
    plain = _NO_WORDS.sub(_blank, text)
    loose = {int(year) for year in re.findall(r"\((20[0-4]\d)\)", plain)} or set(years(plain))
    year = next(iter(loose)) if len(loose) == 1 else None
    named = [Said("accepted", one.spelled, one.year or year, track_of(plain, plain, one)) for one in places(plain, book)]
    if not named and (other := name_in(plain)):
        named = [Said("accepted", other.name, other.year if year is None else year, track_in(plain))]
    return tuple(replace(one, raw=text[:_RAW]) for one in _merged(named, book))


def _blank(match: re.Match[str]) -> str:
    return (" " if match.lastgroup == "title" else _GAP) * len(match[0])


def _clauses(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(plain):
        if match[0] == "." and _ABBREVIATION.search(plain, max(0, match.start() - 12), match.start()):
            continue
        if plain[start : match.start()].strip(" ,.:()"):
            yield start, match.start()
        start = match.end()
    if plain[start:].strip(" ,.:()"):
        yield start, len(plain)


def _read(clause: str, book: VenueBook) -> Iterator[Said]:
    if _THESIS.search(clause):
        return
    known, said = places(clause, book), verbs(clause)
    if not said:
        yield from _bare(clause, known, book)
        return
    head = [one for one in known if one.end <= said[0].start]
    revised = any("revision" in verb.word for verb in said)
    extending = False
    for index, verb in enumerate(said):
        stop = said[index + 1].start if index + 1 < len(said) else len(clause)
        own = [one for one in known if verb.end <= one.start < stop]
        swallowed = verb.says == "accepted" or (verb.says == "submitted" and "," not in clause[said[index - 1].end : verb.start])
        says: Says = "extends" if extending and swallowed else verb.says
        if says == "accepted" and revised:
            says = "submitted"
        made = list(_said(clause, replace(verb, says=says), own or (head if index == 0 else []), stop, book, first=index == 0))
        extending = says == "extends" and not made
        yield from made


def _said(clause: str, verb: Verb, own: Sequence[Place], stop: int, book: VenueBook, *, first: bool) -> Iterator[Said]:
    """What one verb says: of the known venues that are its own, else of the name behind it, else before it, else of none."""
    award, says = award_in(clause), verb.says
    if own:
        start = 0 if own[0].end <= verb.start else verb.end
        for one, words, year in zip(own, regions(clause, own), _years(clause, own, start, stop), strict=True):
            track = track_in(words) if says == "extends" else track_of(clause, words, one)
            yield Said(says, one.spelled, year, track, award)
        return
    into = _INTO.match(clause, verb.end, stop)
    led = into or _LED.search(verb.word) or clause[verb.end : verb.end + 1] == ":"
    name = _unknown(clause[:stop], into.end() if into else verb.end, book) if led else None
    head = clause[: verb.start]
    if not name and first and not into and (is_named(head) or head.isupper()):
        name = _unknown(head, 0, book)
    wary = (first and "present" in verb.word) or says == "extends"
    if name and (not wary or is_named(clause[verb.end :])):
        guest = is_guest(clause[: name.start])
        yield Said(says, name.name, name.year, "workshop" if guest else track_in(clause), award)
    elif (says == "accepted" and "accept" in verb.word) or (says == "submitted" and verb.word != "sent to"):
        yield Said(says, "", None, "main", award)


def _bare(clause: str, known: Sequence[Place], book: VenueBook) -> Iterator[Said]:
    """A venue without a verb, where the clause says little else; of a challenge, a template, it is another's."""
    foreign = is_challenge(clause)
    name = None if known or foreign or not is_named(clause) else _unknown(clause, 0, book)
    first = known[0].start if known else name.start if name else 0
    if _FOREIGN.search(clause) or (not foreign and re.search(r"(?<![\w-])[a-z]{2}", _QUIET.sub("", clause[:first]))):
        return
    says: Says = "extends" if foreign else "accepted"
    known = [one for one in known if one.short or one.year or foreign or _KIND.search(one.spelled)]
    for one, words, year in zip(known, regions(clause, known), _years(clause, known, 0, len(clause)), strict=True):
        yield Said(says, one.spelled, year, "challenge" if foreign else track_of(clause, words, one), award_in(clause), "", True)
    if name and not _GOES_ON.match(clause, name.end):
        yield Said(says, name.name, name.year, track_in(clause), award_in(clause), "", True)


def _years(clause: str, known: Sequence[Place], start: int, stop: int) -> Iterator[int | None]:
    """Each venue's year: its own, else the first behind it, else the first before it; none is another venue's but one that it carries."""
    for index, one in enumerate(known):
        before = clause[known[index - 1].end if index else start : one.start]
        behind = clause[one.end : known[index + 1].start if index + 1 < len(known) else stop]
        carried = (other.year for other in known if other.year and other.venue.name in one.venue.extends)
        yield one.year or next(iter([*carried, *years(behind), *years(before)]), None)


def _unknown(text: str, start: int, book: VenueBook) -> Name | None:
    """The name of an unknown venue; of a workshop that of its conference, where that is named.

    What the book knows was looked for already: here it is a part of another name.
    """
    if is_workshop_in(text, start) or "@" in text[start:]:
        for match in reversed(list(_HOST.finditer(text, start))):
            if is_named(text[match.end() :]) and (name := name_in(text, match.end())) and not book.find(name.name):
                return name
    name = name_in(text, start)
    return name if name and not book.find(name.name) else None


def _settled(found: Sequence[Said], book: VenueBook) -> Iterator[Said]:
    """Without what says nothing new: a name beside a better statement, a statement without a venue beside one with it.

    What was accepted was submitted before: at the same venue that is no second statement.
    """
    strong = any(one.status == "accepted" and (not one.bare or book.find(one.venue)) for one in found)
    kept = [one for one in found if not (strong and one.bare and not book.find(one.venue))]
    accepted = {book.canonical(one.venue) for one in kept if one.status == "accepted"}
    if accepted:
        kept = [one for one in kept if one.status != "submitted" or (one.venue and book.canonical(one.venue) not in accepted)]
    named = {one.status for one in kept if one.venue}
    yield from _merged([one for one in kept if one.venue or one.status not in named], book)


def _merged(found: Sequence[Said], book: VenueBook) -> list[Said]:
    """One statement for each venue and status: the first that has a verb, with what the others know of year, track and award."""
    groups = dict[tuple[Says, str], list[Said]]()
    for one in found:
        groups.setdefault((one.status, book.canonical(one.venue).casefold()), []).append(one)
    merged = list[Said]()
    for same in groups.values():
        if len({one.year for one in same if one.year}) > 1:
            merged += dict.fromkeys(same)
            continue
        first = min(same, key=lambda one: one.bare)
        year = next((one.year for one in same if one.year), None)
        award = next((one.award for one in same if one.award), None)
        part = next((one for one in same if one.track != "main"), first)
        merged.append(replace(first, year=year, award=award, track=part.track))
    return merged
