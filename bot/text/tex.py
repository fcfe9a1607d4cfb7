r"""Names as TeX writes them, as arXiv's feeds give authors: `Andr\'e`, `\L{}ukasz`, `Bal\'{a}zs`."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    '"': "\u0308",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "r": "\u030a",
    "c": "\u0327",
    "k": "\u0328",
    "d": "\u0323",
    "b": "\u0331",
}
_LETTERS = {
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
}
_ACCENT = re.compile(r"""\\(?:(['"`^~=.])\s?|([uvHrckdb])(?:\s|(?=\{)))\{?(\\?[A-Za-z])\}?(?:\{\})?""")
_LETTER = re.compile(r"\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?:\{\}|(?![A-Za-z])\s?)")
_AFFILIATION = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)")


def plain(text: str) -> str:
    """The text with its accents and special letters as letters, without the braces that are left over."""
    composed = _ACCENT.sub(lambda match: _accented(match[1] or match[2], match[3].removeprefix("\\")), text)
    spelled = _LETTER.sub(lambda match: _LETTERS[match[1]], composed)
    return unicodedata.normalize("NFC", re.sub(r"[{}]", "", spelled))


def authors(text: str) -> tuple[str, ...]:
    """The names of a line of authors, without what stands in parentheses behind them."""
    names = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", _AFFILIATION.sub("", plain(text)).strip())
    found = list[str]()
    for name in (" ".join(one.split()) for one in names):
        if found and re.fullmatch(r"(?:Jr|Sr)\.?|I{2,3}|IV", name):
            found[-1] += f" {name}"
        elif name:
            found.append(name)
    return tuple(found)


def _accented(accent: str, letter: str) -> str:
    return letter + _ACCENTS[accent]
