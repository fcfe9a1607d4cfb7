"""The terms of a text that tell its topic: stems of its words, alone and two by two within a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import snowballstemmer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[a-z0-9]+(?:\+\+)?")
_BREAK = re.compile(r"[.!?:;]\s")


def terms(text: str) -> list[str]:
    """Each as often as it comes."""
    return [term for sentence in _BREAK.split(text) for term in _terms(sentence)]


def spoken(text: str) -> dict[str, str]:
    """Each term's words, as they stand where it comes first."""
    found = dict[str, str]()
    for sentence in _BREAK.split(text):
        words = _words(sentence)
        for one in (*zip(words), *pairwise(words)):
            found.setdefault(" ".join(map(_stem, one)), " ".join(one))
    return found


def _terms(sentence: str) -> Iterator[str]:
    words = [_stem(word) for word in _words(sentence)]
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))


def _words(sentence: str) -> list[str]:
    return [word for word in _WORD.findall(sentence.lower()) if len(word) > 1 and word not in ENGLISH_STOP_WORDS]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
