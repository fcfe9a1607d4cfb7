"""Live citation counts: a small file for each paper, of which shields.io makes a badge. A moved number changes the file, never the list."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from urllib.parse import quote

FOLDER = "badges"
_SIZES = ((10**9, "G"), (10**6, "M"), (10**3, "k"))
_PLAIN = re.compile(r"[a-z]+:[a-z0-9.-]{1,60}")


def files(counts: Mapping[str, int]) -> dict[str, bytes]:
    """The files of those papers' counts, by their paths in the list's folder. Without a day: the same words are the same bytes."""
    return {f"{FOLDER}/{file_name(paper)}": _endpoint(words(count)) for paper, count in counts.items()}


def addresses(papers: Collection[str], published: Collection[str], place: str) -> dict[str, str]:
    """Where the public reads the files of those papers, if they are published; `place` is the list's folder there."""
    named = {paper: f"{FOLDER}/{file_name(paper)}" for paper in papers}
    return {paper: f"{place}/{path}" for paper, path in named.items() if path in published}


def place(repository: str, branch: str, name: str) -> str:
    """The list's folder on a public repository's branch, as anybody reads it."""
    return f"https://raw.githubusercontent.com/{quote(f'{repository}/{branch}/{name}')}"


def words(count: int) -> str:
    """Two digits of it, never more than there are: 7, 950, 1.2k, 13k."""
    unit = 10 ** max(0, len(str(count)) - 2)
    known = count // unit * unit
    for size, letter in _SIZES:
        if known >= size:
            return f"{known / size:g}{letter}"
    return str(known)


def file_name(paper: str) -> str:
    """`arxiv:2211.15736` as `arxiv-2211.15736.json`. A name that doesn't fit a path ends in a digest: no two papers share a file."""
    if _PLAIN.fullmatch(paper):
        return f"{paper.replace(':', '-')}.json"
    digest = hashlib.sha256(paper.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{re.sub(r'[^a-z0-9.]+', '-', paper.lower())[:60]}-{digest[:12]}.json"


def _endpoint(message: str) -> bytes:
    """What shields.io's endpoint badge asks for."""
    badge = {"schemaVersion": 1, "label": "citations", "message": message, "color": "blue"}
    return f"{json.dumps(badge)}\n".encode()
