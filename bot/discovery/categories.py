"""Which of arXiv's categories a list draws from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.model import PaperFacts

SHARE = 0.9
"""Of the list's papers, that are to be covered by their primary categories."""
LEAST = 3
"""Papers that a category needs, in a list that has as many."""


def watched(facts: Iterable[PaperFacts], only: Sequence[str] = ()) -> tuple[str, ...]:
    """The fewest primary categories that cover `SHARE` of the list's papers, the most frequent first; those of `only` if it names any.

    A paper counts once, by the last of its versions. None is watched for a list whose papers have none.
    """
    if only:
        return tuple(dict.fromkeys(only))
    last = dict[str, PaperFacts]()
    for one in facts:
        if one.source == "arxiv" and one.categories:
            before = last.get(str(one.paper))
            if before is None or (before.version or 0) <= (one.version or 0):
                last[str(one.paper)] = one
    counts = Counter(one.categories[0] for one in last.values())
    found, covered = list[str](), 0
    for category, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if covered >= SHARE * counts.total() or (found and count < LEAST):
            break
        found.append(category)
        covered += count
    return tuple(found)
