"""Titles as names: equal up to case, accents, punctuation, markup and encoding damage."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from bot.model import PaperId
from bot.text.damage import repair

_TEX_FORMAT = re.compile(r"\\(?:text|math)[a-z]*|\\(?:emph|it|bf|rm|tt|sc|sf|em)\b")
_GREEK = {chr(code): unicodedata.name(chr(code)).split()[3].lower() for code in range(0x3B1, 0x3CA) if code != 0x3C2}
_NOT_WORD = re.compile(r"[\W_]+")
ALIKE = 60
"""Token sort ratio. Of the first list's papers, titles changed at publication score 76 and more (one: 51); of the
pairs of its different papers, 4 in 100 reach 60. So it tells a renamed paper of one id, never a paper by itself."""
ALMOST = 88
"""Token sort ratio, for titles of the same authors without a name before the colon."""
_FEW = 4
_NUMBER = re.compile(r"\d+")
_SMALL = frozenset("a an the of for with via by in on to and from through using as at its".split())
_STEM = 4
"""Letters by which two words are one in other endings."""
_MARKUP = re.compile(r"<[^<>]*>|[*`]")


def plain(text: str) -> str:
    """Markdown's inline markup and HTML removed, entities read, white space folded."""
    return " ".join(html.unescape(_MARKUP.sub(" " if "<" in text else "", text)).split())


@lru_cache(maxsize=20_000)
def normalise(title: str) -> str:
    """Lower-case words of letters and digits, one space apart; the name of a paper that has no id.

    Signs that tell names apart stay: `++` is `plus plus`, a Greek letter and TeX's command for it are its name.
    """
    text = repair(html.unescape(title))
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _TEX_FORMAT.sub("", text).casefold().replace("+", " plus ")
    if not text.isascii():
        text = "".join(_GREEK.get(c, c) for c in text)
    return _NOT_WORD.sub(" ", text).strip()


def key(title: str) -> str:
    """The normalised title without its spaces: `Pre-training` is `Pretraining`, `Ca$^2$` is `Ca2`."""
    return normalise(title).replace(" ", "")


def title_id(title: str) -> PaperId:
    return PaperId("title", normalise(title) or "untitled")


def acronym(title: str) -> str:
    """The name before the colon in lower case (`PTQD: Accurate …` -> `ptqd`), or nothing. `++` makes another name."""
    head, colon, _ = title.partition(":")
    name = repair(head).casefold().strip(" *`")
    return name if colon and 1 < len(name) <= 20 else ""


def similarity(one: str, other: str) -> float:
    """0 to 100: how alike two titles are, whatever the order of their words (rapidfuzz, token sort ratio)."""
    return fuzz.token_sort_ratio(normalise(one), normalise(other))


def alike(one: str, other: str) -> bool:
    return similarity(one, other) >= ALIKE


def akin(one: str, other: str) -> bool:
    """True where two titles of one id are surely one paper's, renamed.

    They have the same name before the colon and are much alike, or one is the other with a name before it.
    """
    name, rests = acronym(one), [key(title.partition(":")[2]) for title in (one, other)]
    named = bool(name) and name == acronym(other) and alike(one, other)
    return named or (wordy(other) and rests[0] == key(other)) or (wordy(one) and rests[1] == key(one))


def renamed(one: str, other: str) -> bool:
    """True where two titles may be one paper's by the same authors: the same name before the colon, or almost the same words.

    Numbers make another paper: a second part, a next version. So does a word in another one's place: video for image.
    """
    if {*_NUMBER.findall(normalise(one))} != {*_NUMBER.findall(normalise(other))}:
        return False
    name, likeness = acronym(one), similarity(one, other)
    own, others = _only(one, other), _only(other, one)
    if name and name == acronym(other):
        return likeness >= ALIKE and wordy(one) and wordy(other) and not len(own) == len(others) == 1
    return likeness >= ALMOST and wordy(one) and wordy(other) and not (own and others)


def _only(one: str, other: str) -> list[str]:
    """The words of one title that the other lacks, in any ending; small words apart."""
    words = [word for word in normalise(one).split() if word not in _SMALL]
    stems = {word[:_STEM] for word in normalise(other).split()}
    return [word for word in words if word[:_STEM] not in stems]


def unrelated(one: str, other: str) -> bool:
    """True where two titles hardly name one paper. A name of few words says nothing: it may be the paper's dataset."""
    shared = acronym(one) and acronym(one) == acronym(other)
    return wordy(one) and wordy(other) and not shared and not alike(one, other)


def wordy(title: str) -> bool:
    """True for a title of enough words to be no other paper's by chance."""
    return len(normalise(title).split()) >= _FEW
