"""How sure a proof is, as one number: is it this paper, and is it so?

The first factor is the best of its claims' ways to know the paper; the second the chance that not every source errs,
which independent curators make small. docs/rules.md has the table, docs/benchmarks.md how often each figure came true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.model import Claim, SourceName
from bot.rules.authors import agree
from bot.text.titles import key, wordy

KNOWN = 0.995
"""By an id, or by the title with the first and last author."""
RENAMED = 0.98
"""By its authors and a title much like its own."""
TITLED = 0.975
"""By the same title alone."""
SHORT = 0.90
"""By a title of so few words that another paper may have it."""

RIGHT: Mapping[SourceName, float] = {
    "accepted-papers": 0.999,
    "openreview": 0.999,
    "crossref": 0.98,
    "dblp": 0.97,
    # Of comments 121 in 128 agreed with the conference's own list (docs/benchmarks.md).
    "arxiv": 0.94,
    "semantic-scholar": 0.90,
}
"""The share of a source's claims about the right paper that are expected to be true."""


def confidence(claims: Sequence[Claim], title: str, authors: Sequence[str]) -> float:
    """0 to 1, of three digits, for claims of one publication of the paper whose row has that title."""
    return round(max((_known(claim, title, authors) for claim in claims), default=0.0) * _true(claims), 3)


def _known(claim: Claim, title: str, authors: Sequence[str]) -> float:
    same = not claim.title or key(claim.title) == key(title)
    if claim.paper.scheme != "title" or (same and agree(claim.authors, authors)):
        return KNOWN
    if not same:
        return RENAMED
    return TITLED if wordy(claim.title or "") else SHORT


def _true(claims: Iterable[Claim]) -> float:
    wrong = 1.0
    for source in {claim.source for claim in claims}:
        wrong *= 1 - RIGHT.get(source, 0.0)
    return 1 - wrong
