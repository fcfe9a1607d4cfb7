"""Text from outside, made harmless: two styles with the same words, Markdown for GitHub and plain for terminals."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_ZERO_WIDTH_SPACE = "\u200b"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>|~$&])")
# GitHub turns these into links, mentions and cross-references, and `closes #1` closes an issue.
_REFERENCE = re.compile(r"([@#](?=\w)|GH-(?=[0-9]))", re.IGNORECASE)
_ORDER = re.compile(r"\[(skip ci|ci skip|no ci|skip actions|actions skip)\]|/(issues|pull|pulls|discussions|commit)/(?=\w)", re.IGNORECASE)
_AUTOLINK = re.compile(r"(https?|ftp)://|www\.", re.IGNORECASE)
# Printable for Unicode, blank for the eye.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# A runner of GitHub Actions takes such a line of a job's output as a command to itself.
_COMMAND = re.compile(r"^([ +-]?\s*)(?=::|##\[)")
_BLOCK_START = re.compile(r"^(\s*\d*)([-+>=#.)])")


def clean(text: str) -> str:
    """One line without control, direction and other invisible characters: each is shown by its number."""
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if (char.isprintable() and char not in _BLANK) or char == " ":
        return char
    if char in "\t\n\r" or unicodedata.category(char) in ("Zs", "Zl", "Zp"):
        return " "
    code = ord(char)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


class Style(Protocol):
    """How the parts of a report are written."""

    def text(self, text: str) -> str: ...
    def code(self, text: str) -> str: ...
    def link(self, text: str, url: str) -> str: ...
    def heading(self, text: str) -> str: ...
    def block(self, text: str) -> str: ...


class Plain:
    """For terminals."""

    def text(self, text: str) -> str:
        return clean(text)

    def code(self, text: str) -> str:
        return clean(text)

    def link(self, text: str, url: str) -> str:
        return f"{clean(text)} {clean(url)}".rstrip()

    def heading(self, text: str) -> str:
        return f"{clean(text)}\n{'-' * len(clean(text))}"

    def block(self, text: str) -> str:
        lines = ("\t".join(map(clean, line.split("\t"))) for line in text.rstrip("\n").split("\n"))
        return "\n".join(_COMMAND.sub(rf"\1{_ZERO_WIDTH_SPACE}", line) for line in lines)


class Message(Plain):
    """For commit messages, in which GitHub takes words for mentions, references, closings, and orders not to run."""

    def text(self, text: str) -> str:
        inert = _REFERENCE.sub(rf"\1{_ZERO_WIDTH_SPACE}", clean(text))
        return _ORDER.sub(lambda match: f"{match[0][0]}{_ZERO_WIDTH_SPACE}{match[0][1:]}", inert)

    def code(self, text: str) -> str:
        return self.text(text)


class Markdown:
    """For GitHub: comments, pull requests, job summaries."""

    def text(self, text: str) -> str:
        escaped = _PUNCTUATION.sub(r"\\\1", clean(text))
        escaped = _REFERENCE.sub(rf"\1{_ZERO_WIDTH_SPACE}", escaped)
        escaped = _AUTOLINK.sub(lambda match: _break(match[0]), escaped)
        return _BLOCK_START.sub(r"\1\\\2", escaped)

    def code(self, text: str) -> str:
        inner = clean(text).replace("<!--", f"<{_ZERO_WIDTH_SPACE}!--")  # the bot looks for marks of its own
        fence = _fence(inner, 1)
        pad = " " if inner.startswith("`") or inner.endswith("`") or not inner.strip() else ""
        return f"{fence}{pad}{inner}{pad}{fence}"

    def link(self, text: str, url: str) -> str:
        target = safe_url(url)
        return f"[{self.text(text)}]({target})" if target else self.text(text)

    def heading(self, text: str) -> str:
        return f"### {self.text(text)}"

    def block(self, text: str) -> str:
        inner = Plain().block(text)
        fence = _fence(inner, 3)
        return f"{fence}diff\n{inner}\n{fence}"


def safe_url(url: str) -> str:
    """The URL fit for a Markdown link, or nothing for one that is no http(s) URL.

    Links to GitHub's issues and pull requests go by redirect.github.com, which leaves no mark there.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = parts.hostname.lower().rstrip(".").removeprefix("www.")
    path = re.sub(r"/{2,}", "/", unquote(parts.path))
    if host == "github.com" and re.match(r"/[^/]+/[^/]+/(issues|pull|pulls|discussions|commit)/", path, re.IGNORECASE):
        return urlunsplit(("https", "redirect.github.com", quote(path, safe="/"), "", ""))
    encoded = (quote(part, safe="/:;,=&?%~+!*'@$") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, quote(parts.netloc, safe=":@[]"), *encoded))


def _break(start: str) -> str:
    return start.replace(":", f":{_ZERO_WIDTH_SPACE}").replace(".", f"{_ZERO_WIDTH_SPACE}.")


def _fence(text: str, least: int) -> str:
    """Backticks, of that many at the least, that the text can't close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * (longest + 1 if longest >= least else least)
