"""What stands around the cells of a table's rows: pipes and blanks, learned from rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bot.text.cells import split

_NEAR = 5
"""Rows whose blanks count: they change from one day to the next."""
_FEWEST = 3
_MOST = 0.6


class Pad(NamedTuple):
    """The blanks before and behind a cell's text; `width` is that of all three. An empty cell has all its blanks before."""

    before: str
    text: str
    behind: str

    @property
    def width(self) -> int:
        return len(self.before) + len(self.text) + len(self.behind)


@dataclass(frozen=True, slots=True)
class Padding:
    """A table's rows without their texts, the nearest first: where the line begins and ends, and each cell's blanks."""

    ends: tuple[tuple[str, str], ...]
    pads: tuple[tuple[Pad, ...], ...]

    def write(self, cells: Sequence[str]) -> str:
        """A line with those cells, padded as most of the rows are."""
        lead, tail = Counter(self.ends[:_NEAR]).most_common(1)[0][0] if self.ends else ("|", "|")
        return lead + "|".join(self._cell(index, text) for index, text in enumerate(cells)) + tail

    def _cell(self, index: int, text: str) -> str:
        own = [row[index] for row in self.pads]
        if width := _aligned(own):
            return _align(text, width, own)
        near = [pad for pad in own if bool(pad.text) == bool(text)] or [pad for pad in own if pad.text]
        near = near or [pad for row in self.pads for pad in row if pad.text]
        if near:
            before, behind = Counter((pad.before, pad.behind) for pad in near[:_NEAR]).most_common(1)[0][0]
            return before + text + behind
        return f" {text} "


def learn(lines: Iterable[str], width: int) -> Padding:
    """The padding of rows (without line endings) that have that many cells."""
    ends, pads = list[tuple[str, str]](), list[tuple[Pad, ...]]()
    for line in lines:
        cells = split(line)
        if len(cells) == width:
            around = [line[: cells[0].start], *(line[one.end : other.start] for one, other in pairwise(cells)), line[cells[-1].end :]]
            lead, tail = around[0].rpartition("|"), around[-1].partition("|")
            before = [lead[2], *(gap.partition("|")[2] for gap in around[1:-1])]
            behind = [*(gap.partition("|")[0] for gap in around[1:-1]), tail[0]]
            ends.append((lead[0] + lead[1], tail[1] + tail[2]))
            pads.append(tuple(Pad(*one) for one in zip(before, (cell.text for cell in cells), behind, strict=True)))
    return Padding(tuple(ends), tuple(pads))


def _aligned(pads: Sequence[Pad]) -> int:
    """The width to which most cells of a column are filled up, whatever their text; 0 where they aren't."""
    if len(pads) < _FEWEST or len({len(pad.text) for pad in pads}) == 1:
        return 0
    width, count = Counter(pad.width for pad in pads).most_common(1)[0]
    filled = {len(pad.text) for pad in pads if pad.width == width}
    return width if count >= max(_FEWEST, _MOST * len(pads)) and len(filled) > 1 else 0


def _align(text: str, width: int, pads: Sequence[Pad]) -> str:
    """The text filled up to that width on the side where the column is; one blank at least is on either side."""
    room = max(width - len(text), 2)
    said = [pad for pad in pads if pad.text and pad.width == width]
    left = {pad.before for pad in said}
    right = {pad.behind for pad in said}
    if len(left) == 1:
        before = len(next(iter(left)))
    elif len(right) == 1:
        before = room - len(next(iter(right)))
    else:
        before = room // 2
    return " " * before + text + " " * max(room - before, 1)
