"""What a clause says of the part of a venue where a paper appeared: workshop, Findings, challenge and so on, and its award."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.model import Track
from bot.text.places import Place

_WORKSHOP = re.compile(
    r"\bwork-?shops?\b|\bWS\b|(?-i:\b(?!WWW)[A-Z]\w*W(?=\s?['’]?\d)|\b[A-Z]{3,}-W\b|\b[A-Z]{4,} W\b)|\bSRW\b|\bco-?located\b|"
    r"\bin conjunction\b|\baffiliated\b|\bsatellite\b|\bbridge (?:program|track)?\b|\b(?:spring|summer|fall) symposi",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"\b(?:challenges?|competitions?|champions?|(?<!award )winn(?:er|ing)|(?:1st|2nd|3rd|first|second|third)[- ](?:place|rank)|"
    r"(?<!paper )runner|leaderboard|"
    r"shared task|solutions? (?:for|to|of))\b",
    re.IGNORECASE,
)
_COMPANION = (
    r"demos?(?!\s*[:(]|\s(?:page|video|code|is|at)\b)|(?:system )?demonstrations?(?!\s*:)|technical communications?|companion|"
    r"late[- ]?breaking|adjunct|industr(?:y|ial) track|tiny papers?|blog ?posts?|creative ai|extended abstracts?(?= at)|"
    r"short papers?(?! award)|(?<=\()short(?=\))|"
    r"student abstracts?|(?:doctoral|student|undergraduate) consortium|extended abstracts(?= of)|EA (?=['’2])"
)
_TRACKS: tuple[tuple[Track, re.Pattern[str]], ...] = (
    ("findings", re.compile(r"\bfindings?\b", re.IGNORECASE)),
    ("datasets", re.compile(r"\bdatasets?\s*(?:and|&|/)\s*benchmarks?\b|\bD\s?&\s?B\b|\bdatasets? track\b", re.IGNORECASE)),
    ("tutorial", re.compile(r"\btutorials?\b", re.IGNORECASE)),
    ("companion", re.compile(rf"\b(?:{_COMPANION})\b", re.IGNORECASE)),
)
_AWARD = re.compile(
    r"\b(?:(oral)s?|(spotlight)|(hight?light)(?:ed)?|(best)[- ](?:student |short )?paper|(outstanding)[- ]paper)\b"
    r"(?!\s*(?:award\s+)?(?:candidate|finalist|nomin|session))",
    re.IGNORECASE,
)
_AWARDS = ("Oral", "Spotlight", "Highlight", "Best Paper", "Outstanding Paper")
_AND = re.compile(r"\band\b|[&;/+]")
_AT = re.compile(
    r"(?:\b(?P<verb>accept\w*|published|presented|appear|papers?|orals?|posters?|spotlight|highlight|review|submitted)|[\w)\]])"
    r"\s*@\s*(?:the )?(?:[A-Z/]+ )?$",
    re.IGNORECASE,
)
_NO_EVENT = (
    r"(?!GitHub|DEMO|ORAL|POSTER|MAIN|FINAL|SHORT|LONG|CAMERA|OpenReview|PDF|IEEE|LNCS|PMLR|CCF|OpenAccess|PACM|TL;?DR|HLT|YouTube|LaTeX|"
    r"SIGGRAPH|3DGS|(?:LLMs?|VLMs?|MLLMs?|NeRFs?|GANs?|CNNs?|ViTs?|SLAM|VQA|RGB|MRI|CT|"
    r"ADS|AI|NLP|ACM|DOI|SAC|USA|UK|CV|CORE|TOG|TVCG|CGF|RSJ|CVF|CC)\b)"
)
_CAPITALS = r"[A-Z0-9]\w{0,30}[a-z]\w{0,30}[A-Z]\w{0,30}|[A-Z]{3,30}\w{0,30}"
_BEHIND = re.compile(
    rf"(?:\s*[-,'’]?\s*(?:20)?\d\d)?\)?\s*[-(]?\s*{_NO_EVENT}(?:{_CAPITALS})(?:-[A-Z]\w{{0,30}})?"
    r"(?![\w-]|\s*(?:[Tt]rack|[Cc]onference|'))"
)
_OWN = (
    r"(?:Conference|Papers?|Workshops?|Main|Findings|Highlight|Spotlight|Oral|Poster|Track|Proceedings|Demo|SRW|EA|LBW|Companion|Industry|"
    r"Research)\b"
)
_HOSTED = re.compile(rf"(?=[^.,;()]{{0,60}}\b[A-Z]\w{{0,20}}[A-Z])(?:\s+(?!{_OWN})[A-Z]\w{{0,30}}){{1,4}}\s+['’]?(?:20)?\d\d\b")
_AROUND = re.compile(
    rf"(?<![\w/]){_NO_EVENT}(?:(?:{_CAPITALS})['’ -]{{0,3}}(?:20)?\d\d|"
    rf"[A-Z][a-z]{{1,30}}['’-]?(?:20)?\d\d|[A-Z][a-z]{{1,30}}[A-Z]\w{{0,30}})\b(?:[^()]{{0,20}}\(\s*|\s+)$"
)


def is_workshop_in(words: str, start: int = 0) -> bool:
    return bool(_WORKSHOP.search(words, start))


def is_challenge(words: str) -> bool:
    return bool(_CHALLENGE.search(words))


def is_guest(before: str) -> bool:
    """True where an `@` behind the words, no verb's, says that something was held at what follows."""
    at = _AT.search(before, max(0, len(before) - 100))
    return bool(at and not at["verb"])


def award_in(words: str) -> str | None:
    """Oral, Spotlight, Highlight, Best or Outstanding Paper; a candidate for one is none."""
    match = _AWARD.search(words)
    return _AWARDS[(match.lastindex or 1) - 1] if match else None


def track_in(words: str) -> Track:
    """The part of a venue that the words speak of."""
    if is_workshop_in(words):
        return "workshop"
    if is_challenge(words):
        return "challenge"
    return next((track for track, said in _TRACKS if said.search(words)), "main")


def track_of(clause: str, words: str, place: Place) -> Track:
    """The part of that place: what its name implies, what the words around it say, or a guest's."""
    if place.track != "main":
        return place.track
    return "workshop" if _guest(clause, place) else track_in(words)


def regions(clause: str, known: Sequence[Place]) -> list[str]:
    """The words that speak of each place: `ICME 2025 and ICLR 2025 Workshop` is cut at `and`."""
    cuts = [0]
    for one, other in pairwise(known):
        joint = _AND.search(clause, one.end, other.start)
        cuts.append(joint.start() if joint and one.venue.name != other.venue.name else cuts[-1])
    ends = [next((cut for cut in cuts[index + 1 :] if cut > cuts[index]), len(clause)) for index in range(len(known))]
    return [clause[cut:end] for cut, end in zip(cuts, ends, strict=False)]


def _guest(clause: str, place: Place) -> bool:
    """True for a workshop without the word: `SCALR @ COLM 2025`, `CVPR 2025 EarthVision`, `SemEval-2025 (ACL 2025)`."""
    if place.venue.kind == "journal":
        return False
    before = clause[max(0, place.start - 100) : place.start]
    hosting = place.year is None and _HOSTED.match(clause, place.end)
    return bool(hosting or is_guest(before) or _AROUND.search(before) or _BEHIND.match(clause, place.end))
