"""Rule *contents*: a link to a heading of the list that isn't there. A finding: where it should lead is the maintainer's to say."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rapidfuzz.distance import Levenshtein

from bot.model import Finding
from bot.rules.case import Case
from bot.text.anchors import LocalLink, bare, local, slug

RULE = "contents"
_ALWAYS = frozenset({"", "top", "readme", "start-of-content"})
"""Names that a page on GitHub has whatever the list's headings are."""
_NEAR = 2
"""Letters by which a name differs from the one that is meant, at most."""


def judge(case: Case) -> Iterator[Finding]:
    """One finding for each anchor that isn't there, with all links to it."""
    links, names = local(case.document)
    broken = dict[str, list[LocalLink]]()
    for link in links:
        if not _reaches(bare(link.anchor), names):
            broken.setdefault(link.anchor, []).append(link)
    for anchor, found in broken.items():
        meant = _meant(found[0], names)
        says = f"#{anchor} leads to no heading" + (f"; #{meant} does" if meant else "")
        lines = tuple(dict.fromkeys(link.line for link in found))
        yield Finding(RULE, f"list:{case.name}", found[0].words or f"#{anchor}", lines, says)


def _reaches(name: str, names: Collection[str]) -> bool:
    # With a slash or a colon it is an address within a page's own script, or words to look for.
    return name in _ALWAYS or name in names or "/" in name or ":" in name


def _meant(link: LocalLink, names: Collection[str]) -> str:
    """The one anchor of the link's words, or almost of its name; empty where none or several are."""
    said = bare(slug(link.words))
    if said in names:
        return said
    name = bare(link.anchor)
    near = [one for one in names if Levenshtein.distance(one, name, score_cutoff=_NEAR) <= _NEAR]
    return near[0] if len(near) == 1 and len(name) > 2 * _NEAR else ""
