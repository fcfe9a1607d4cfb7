"""Where in a table a new row goes: by the order that its rows, or those of the list's other tables like it, are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

Key = Literal["date", "arxiv", "preprint", "year", "venue", "title"]
Rows = Sequence["Mark"]

_FEWEST = 3
_CLEARLY = 0.9
_TITLES = 8
"""Pairs from which on rows count as ordered by their titles: a few are so by chance."""
_APART = 1.2
"""Runs of one venue for each venue, up to which rows stand together by venue."""
_MOSTLY = 1.5
_TIMES: tuple[Key, ...] = ("date", "arxiv", "year")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row may be ordered by: a date and an arXiv id, a year, a venue (None for a preprint) and a title."""

    date: tuple[int, ...] | None = None
    arxiv: str | None = None
    year: int | None = None
    venue: str | None = None
    title: str = ""

    @property
    def preprint(self) -> bool:
        return self.venue is None


def place(rows: Rows, others: Sequence[Rows], new: Mark) -> int:
    """Behind how many of a table's rows the new one goes. `others` are the tables like it.

    Where the order isn't clear: at the end, or on top if the newer rows mostly stand there.
    """
    start, end, way = 0, len(rows), 0
    runs = [rows, *others]
    for key in _keys(runs, new):
        if key == "venue":
            start, end = _beside(rows, start, end, new.venue)
        elif turn := _way(key, rows[start:end], runs):
            way = turn if key in _TIMES else way
            start, end = _slot([getattr(row, key) for row in rows[start:end]], getattr(new, key), way, start)
        else:
            continue
        runs = [part for run in runs for part in _split(run, key)]
    on_top = way < 0 or (way == 0 and (start, end) == (0, len(rows)) and _newer_above([rows, *others]))
    return start if on_top else end


def _keys(runs: Sequence[Rows], new: Mark) -> Iterator[Key]:
    """What to look at in turn: a fine order that holds by itself, or else the coarse one first, and what is in order within it."""
    fine: tuple[Key, ...] = ("date", "arxiv")
    known = [key for key in fine if getattr(new, key) is not None]
    for key in known:
        if _way(key, runs[0], runs):
            yield key
            return
    parts = runs
    coarse: tuple[Key, ...] = ("preprint", "year")
    for key in coarse:
        if getattr(new, key) is not None and _way(key, parts[0], parts):
            yield key
            parts = [part for run in parts for part in _split(run, key)]
    if _together(parts):
        yield "venue"
    yield from known
    yield "title"


def _way(key: Key, own: Rows, runs: Sequence[Rows]) -> int:
    """1 for rising, -1 for falling, 0 for neither; by the table's own rows, or by all where those are too few."""
    for some in ([own], runs):
        up, down = _pairs(key, some)
        if up + down >= (_TITLES if key == "title" else _FEWEST):
            return 1 if up >= _CLEARLY * (up + down) else -1 if down >= _CLEARLY * (up + down) else 0
    return 0


def _pairs(key: Key, runs: Sequence[Rows]) -> tuple[int, int]:
    """Neighbours that rise and that fall."""
    up = down = 0
    for run in runs:
        said = [value for mark in run if (value := getattr(mark, key)) is not None]
        for one, other in pairwise(said):
            up += one < other
            down += one > other
    return up, down


def _slot(keys: Sequence[Any], mine: Any, way: int, start: int) -> tuple[int, int]:
    """The places at which the fewest rows stand on the wrong side of the new one: from before its equals to behind them."""
    signs = [0 if key is None else way * ((key > mine) - (key < mine)) for key in keys]
    wrong = [sum(sign > 0 for sign in signs[:at]) + sum(sign < 0 for sign in signs[at:]) for at in range(len(keys) + 1)]
    last = max(at for at, count in enumerate(wrong) if count == min(wrong))
    first = last
    while first > 0 and wrong[first - 1] == wrong[last]:
        first -= 1
    return start + first, start + last


def _split(run: Rows, key: Key) -> list[list[Mark]]:
    """The stretches of rows that are equal by that key."""
    found = list[list[Mark]]()
    for mark in run:
        if found and getattr(found[-1][-1], key) == getattr(mark, key):
            found[-1].append(mark)
        else:
            found.append([mark])
    return found


def _together(runs: Sequence[Rows]) -> bool:
    """Whether rows of one venue stand together."""
    some = [run for run in runs if len(run) > _FEWEST and len({mark.venue for mark in run}) > 1]
    stretches = sum(len(_split(run, "venue")) for run in some)
    venues = sum(len({mark.venue for mark in run}) for run in some)
    return bool(some) and stretches <= _APART * venues and _MOSTLY * stretches <= sum(map(len, some))


def _beside(rows: Rows, start: int, end: int, venue: str | None) -> tuple[int, int]:
    """The stretch of that venue's rows; for a venue that is new the place before the preprints, if they come last, else the end."""
    own = [at for at in range(start, end) if rows[at].venue == venue]
    if own:
        return own[0], own[-1] + 1
    last = end
    while last > start and rows[last - 1].venue is None:
        last -= 1
    return (last, last) if last > start else (end, end)


def _newer_above(runs: Sequence[Rows]) -> bool:
    """Whether of neighbours the newer one mostly stands above, in the first table or else in all."""
    for some in (runs[:1], runs):
        counts = [_pairs(key, some) for key in _TIMES]
        up, down = sum(one for one, _ in counts), sum(other for _, other in counts)
        if up + down >= _FEWEST:
            return down > _MOSTLY * up
    return False
