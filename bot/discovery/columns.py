"""How a column's cells are made of what their rows say, learned from the nearest rows; a person's own words are left to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.text import slots
from bot.text.venuecell import NOTHING

NEAR = 7
"""Rows that are asked first: a list's way changes with the years."""
_FEWEST = 2
_MOST = 0.6
_ALWAYS = 0.9
_MANY = 5
Circles = Sequence[Sequence["Neighbour"]]


class Neighbour(NamedTuple):
    """A row's cells and what it says of its paper."""

    cells: Sequence[str]
    known: Mapping[str, str]


class Sample(NamedTuple):
    """A cell, or a piece of one, as a template, and what its row has to fill in."""

    template: str
    known: frozenset[str]


Vote = Callable[[Sequence[Sample], Mapping[str, str]], str | None]


def write(circles: Circles, index: int, have: Mapping[str, str], *, named: bool) -> str | None:
    """The cell of that column for what is known, or None: no function of what rows say makes it.

    In a column that isn't `named` by its header, and doesn't link to papers, most cells have to be so made: some are by chance.
    One that is holds links, which a title's words only resemble.
    """

    def make(one: Neighbour) -> str:
        known = {name: value for name, value in one.known.items() if not named or name not in slots.WORDS}
        return slots.own_lines(slots.template(one.cells[index], known))

    made = [make(one) for circle in circles[:2] for one in circle]
    linked = sum(bool(slots.slots(template) & slots.PLACES) for template in made) > _MOST * len(made)
    return _write(circles, make, have) if named or linked else _write(circles[:2], make, have, (_mostly,))


def write_title(circles: Circles, index: int, have: Mapping[str, str]) -> tuple[str | None, bool]:
    """The title's cell, and whether it is whole: people may add words of their own before or behind the title."""
    parts = [_piece(circles, index, name, have) for name in ("lead", "tag", "core", "tail")]
    if parts[2] is None:
        return None, False
    return "".join(part or "" for part in parts), None not in (parts[1], parts[3])


def filler(circles: Circles, index: int) -> tuple[str, bool]:
    """What stands in that column where nothing is to be said, and whether most cells say nothing."""
    cells = [one.cells[index] for circle in circles for one in circle if index < len(one.cells)]
    empty = Counter(cell for cell in cells if cell.casefold() in NOTHING)
    return empty.most_common(1)[0][0] if empty else "", empty.total() >= _MOST * len(cells)


def _piece(circles: Circles, index: int, name: str, have: Mapping[str, str]) -> str | None:
    def make(one: Neighbour) -> str:
        return slots.template(getattr(slots.pieces(one.cells[index]), name), one.known)

    return _write(circles, make, have, None if name == "core" else (_mostly,))


def _write(circles: Circles, make: Callable[[Neighbour], str], have: Mapping[str, str], votes: Sequence[Vote] | None = None) -> str | None:
    """By rows with just what is known; by those whose papers are elsewhere, if the column doesn't say where; by those that say less."""
    told = any(slots.slots(make(one)) & slots.PAGES for circle in circles for one in circle)
    away = [[one._replace(known=slots.anywhere(one.known)) for one in circle] for circle in circles]
    for vote in votes or (_exactly, _partly):
        for some, known in ((circles, have), (away, _anywhere(have, circles)))[: 1 + told]:
            for samples in _samples(some, make):
                template = vote(samples, known)
                if template is not None and (some is circles or slots.is_neutral(template)):
                    return slots.fill(template, known)
    return None


def _samples(circles: Circles, make: Callable[[Neighbour], str]) -> list[list[Sample]]:
    """The nearest circle's, those with the next one's, and so on."""
    found = list[list[Sample]]()
    for circle in circles:
        made = [Sample(make(one), frozenset(one.known)) for one in circle]
        found.append([*(found[-1] if found else []), *made])
    return found


def _anywhere(have: Mapping[str, str], circles: Circles) -> dict[str, str]:
    """With the paper's address as `page`: its own page's, or that on arXiv, unless other papers on arXiv have another page too."""
    known, seen = slots.anywhere(have), [one.known for circle in circles for one in circle]
    if "page" not in known and "arxiv" in known and 2 * sum("arxiv" in one for one in seen) < len(seen):
        known["page"] = f"https://arxiv.org/abs/{known.pop('arxiv')}"
    return known


def _exactly(samples: Sequence[Sample], have: Mapping[str, str]) -> str | None:
    """The way of those rows that have just what is known, as far as the column shows it."""
    told = _told(samples)
    like = [one.template for one in samples if one.known & told == have.keys() & told and slots.is_true(one.template, have)]
    for near in (like[:NEAR], like):
        for best, count in Counter(near).most_common(1):
            if slots.slots(best):
                if count >= _FEWEST and slots.slots(best) <= have.keys() and slots.is_general(best, single=False):
                    return best
            elif count >= max(_FEWEST, _MOST * len(near)) and (told or best in NOTHING or _constant(samples, best)):
                return best
    return None


def _mostly(samples: Sequence[Sample], have: Mapping[str, str]) -> str | None:
    """The same, if it is the way of most of those rows."""
    best, told = _exactly(samples, have), _told(samples)
    like = [one.template for one in samples if one.known & told == have.keys() & told]
    return best if best is not None and like.count(best) >= _MOST * len(like) else None


def _partly(samples: Sequence[Sample], have: Mapping[str, str]) -> str | None:
    """The way of those rows that say most of what is known and need nothing else; of several rows before a single one's.

    Where single rows label code or pages in many ways, which label is right, nobody says.
    """
    made = [slots.only(one.template, have.keys()) for one in samples]
    fit = Counter(template for template in made if _fits(template, have))
    fit = Counter({template: count for template, count in fit.items() if slots.is_general(template, single=count < _FEWEST)})
    best = max(fit, key=lambda template: (fit[template] >= _FEWEST, len(slots.slots(template)), fit[template]), default=None)
    if best is None or fit[best] >= _FEWEST:
        return best
    labelled = not slots.slots(best) & (slots.PLACES | slots.WORDS)
    return None if labelled and len(fit) > 1 else slots.secure(best)


def _fits(template: str, have: Mapping[str, str]) -> bool:
    return bool(slots.slots(template)) and slots.slots(template) <= have.keys() and slots.is_true(template, have)


def _told(samples: Sequence[Sample]) -> frozenset[str]:
    """What the column shows, if only in one row."""
    return frozenset(slot for one in samples for slot in slots.slots(one.template))


def _constant(samples: Sequence[Sample], best: str) -> bool:
    same = sum(one.template == best for one in samples)
    return same >= max(_MANY, _ALWAYS * len(samples))
