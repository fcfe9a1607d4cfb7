"""What is remembered of a list's candidates between two nights, in its folder of the state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.candidates import Cited, Mark, Past, Sight
from bot.discovery.queue import Queue
from bot.ledger import read_queue, read_records, write_records

KEPT = 15_000
"""Titles of what was announced, the newest, from which a list is learned: what is unlike it."""
_MONTHS = tuple(f"past-{month:02}" for month in range(1, 13))
"""A file for each month of the year: a night changes one of them."""


@dataclass(frozen=True, slots=True)
class Diary:
    """How far arXiv was read, what came up, what cites the list's papers, what was announced, and who waits."""

    marks: tuple[Mark, ...] = ()
    sights: tuple[Sight, ...] = ()
    cited: tuple[Cited, ...] = ()
    past: tuple[Past, ...] = ()
    queue: Queue = field(default_factory=Queue)


def read(folder: Path) -> Diary:
    """The diary of a list's folder."""
    return Diary(
        marks=read_records(folder / "watch.jsonl", Mark),
        sights=read_records(folder / "sights.jsonl", Sight),
        cited=read_records(folder / "citing.jsonl", Cited),
        past=tuple(one for name in _MONTHS for one in read_records(folder / f"{name}.jsonl", Past)),
        queue=read_queue(folder),
    )


def write(folder: Path, diary: Diary) -> None:
    """Into the list's folder, last how far arXiv was read: what a broken run lost comes up again."""
    files: dict[str, Sequence[object]] = {"candidates": diary.queue.waiting, "lapsed": diary.queue.lapsed, "citing": diary.cited}
    files |= {name: [one for one in diary.past if one.day.month == month] for month, name in enumerate(_MONTHS, 1)}
    for name, records in {**files, "sights": diary.sights, "watch": diary.marks}.items():
        path = folder / f"{name}.jsonl"
        if records or path.exists():
            write_records(path, name, records)


def recent(past: Iterable[Past]) -> Iterator[Past]:
    """The last days that hold `KEPT` titles together, the newest first."""
    count = 0
    for one in sorted(past, key=lambda one: one.day, reverse=True):
        if count >= KEPT:
            break
        count += len(one.titles)
        yield one
