"""Whether two lists of authors are one paper's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text.titles import normalise


def agree(some: Sequence[str], others: Sequence[str]) -> bool | None:
    """Whether first and last surnames agree; None where a side has no authors.

    A list cut short by `et al.` has no last author to compare.
    """
    if not some or not others:
        return None
    first = _surname(some[0]) == _surname(others[0]) != ""
    cut = any(normalise(names[-1]) == "et al" for names in (some, others))
    return first and (cut or _surname(some[-1]) == _surname(others[-1]) != "")


def ends(authors: Sequence[str]) -> tuple[str, str] | None:
    """First and last surname; None where either is unknown."""
    if not authors or normalise(authors[-1]) == "et al":
        return None
    first, last = _surname(authors[0]), _surname(authors[-1])
    return (first, last) if first and last else None


def shared(some: Sequence[str], others: Sequence[str]) -> float:
    """The share of the shorter list's surnames that are in the longer one."""
    names = sorted(({_surname(name) for name in names} - {""} for names in (some, others)), key=len)
    return len(names[0] & names[1]) / len(names[0]) if names[0] else 0.0


def _surname(name: str) -> str:
    """The last word of `Ann Lee`, of what stands before the comma in `Lee, Ann`; DBLP's homonym numbers aside."""
    words = [word for word in normalise(name.partition(",")[0]).split() if not word.isdigit()]
    return words[-1] if words else ""
