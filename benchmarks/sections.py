"""In which section does a paper of the first list stand? Each row left out in turn: `python -m benchmarks.sections`.

A row's other places in the list (the same paper in two sections) are left out with it, and any of them is right.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.discovery import REPO, entries_of
from bot.candidates import Section
from bot.discovery.score import Words
from bot.discovery.sections import rank
from bot.text.damage import repair
from bot.text.titles import key

Rows = Sequence[tuple[Section, str]]


def learned(rows: Rows, title: str) -> list[Section]:
    return [section for section, _ in rank(rows, [Words(title)])[0]]


def centroid(rows: Rows, title: str) -> list[Section]:
    """The sections by their middles' nearness."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    every = vectorizer.fit_transform([text for _, text in rows]).toarray()
    sections = sorted({section for section, _ in rows})
    middles = np.array([every[[one == section for one, _ in rows]].mean(axis=0) for section in sections])
    near = middles @ vectorizer.transform([title]).toarray()[0] / np.linalg.norm(middles, axis=1)
    return [sections[at] for at in np.argsort(-near, kind="stable")]


def accuracy(judge: Callable[[Rows, str], list[Section]], rows: Rows) -> tuple[float, float]:
    """At one and at two, over the rows whose section has another one."""
    first = second = total = 0
    for section, title in rows:
        own = {one for one, text in rows if key(text) == key(title)}
        others = [(one, text) for one, text in rows if key(text) != key(title)]
        if any(one == section for one, _ in others):
            best = judge(others, title)[:2]
            total += 1
            first += best[0] in own
            second += bool(own & {*best})
    return first / total, second / total


def main() -> None:
    parser = argparse.ArgumentParser(description="Finds the section of each of the first list's rows.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    data = parser.parse_args().data
    if not (data / "seed-list.md").is_file():
        print(f"skipped: {data} holds no seed-list.md; give a folder that does with --data", file=sys.stderr)
        return
    rows = [(entry.row.section, repair(entry.title)) for entry in entries_of(data)]
    print(f"{len(rows)} rows, {len({section for section, _ in rows})} sections\n\n| method | at 1 | at 2 |\n|---|--:|--:|")
    for name, judge in (("bot", learned), ("nearest centroid", centroid)):
        one, two = accuracy(judge, rows)
        print(f"| {name} | {one:.1%} | {two:.1%} |")


if __name__ == "__main__":
    main()
