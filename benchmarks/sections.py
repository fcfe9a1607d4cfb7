"""In which section does a paper of the first list stand? Each row left out in turn: `python -m benchmarks.sections`.

A row's other places in the list (the same paper in two sections) are left out with it, and any of them is right. And from
which probability on is the best one right often enough to propose it alone?
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.discovery import REPO, entries_of, read_list
from benchmarks.verdicts import wilson
from bot.candidates import Section
from bot.discovery.rating import SURE, TIMES, is_clear
from bot.discovery.score import Words
from bot.discovery.sections import rank
from bot.text.damage import repair
from bot.text.titles import key

Rows = Sequence[tuple[Section, str]]


Ranked = Sequence[tuple[Section, float]]
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Answer:
    """How sure the best section is, whether no other is offered beside it, whether it is right, and whether one of the best two is."""

    chance: float
    clear: bool
    first: bool
    either: bool


def bot(rows: Rows, paper: Words) -> Ranked:
    return rank(rows, [paper])[0]


def centroid(rows: Rows, paper: Words) -> Ranked:
    """The sections by their middles' nearness."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    every = vectorizer.fit_transform([text for _, text in rows]).toarray()
    sections = sorted({section for section, _ in rows})
    middles = np.array([every[[one == section for one, _ in rows]].mean(axis=0) for section in sections])
    near = middles @ vectorizer.transform([paper.title]).toarray()[0] / np.linalg.norm(middles, axis=1)
    return [(sections[at], float(near[at])) for at in np.argsort(-near, kind="stable")]


def answers(judge: Callable[[Rows, Words], Ranked], rows: Rows, asked: Sequence[tuple[Section, Words]]) -> list[Answer]:
    """For each row asked for whose section has another one."""
    found = []
    for section, paper in asked:
        own = {one for one, title in rows if key(title) == key(paper.title)}
        others = [(one, title) for one, title in rows if key(title) != key(paper.title)]
        if any(one == section for one, _ in others):
            best = judge(others, paper)[:2]
            found.append(Answer(best[0][1], is_clear(tuple(best)), best[0][0] in own, any(one in own for one, _ in best)))
    return found


def tell(found: Sequence[Answer]) -> None:
    """From which probability on the best is right how often, and what is left below it."""
    print("\n| the best at least | rows | it is right (95%) | below: rows | the best is right | one of two is |\n|--:|--:|---|--:|--:|--:|")
    cuts = [(str(least), [one.chance >= least for one in found]) for least in THRESHOLDS]
    for name, cut in [*cuts, (f"{SURE:g}, and {TIMES} times the next", [one.clear for one in found])]:
        sure = [one.first for one, above in zip(found, cut, strict=True) if above]
        less = [one for one, above in zip(found, cut, strict=True) if not above]
        low, high = wilson(sum(sure), len(sure))
        right = f"{sum(sure)} ({low:.3f} to {high:.3f})"
        below = f"{len(less)} | {sum(one.first for one in less)} | {sum(one.either for one in less)}"
        print(f"| {name} | {len(sure)} ({len(sure) / len(found):.0%}) | {right} | {below} |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Finds the section of each of the first list's rows.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    data = parser.parse_args().data
    if lacking := [name for name in ("seed-list.md", "arxiv_meta.jsonl") if not (data / name).is_file()]:
        print(f"skipped: {data} holds no {lacking[0]}; give a folder that does with --data", file=sys.stderr)
        return
    rows = [(entry.row.section, repair(entry.title)) for entry in entries_of(data)]
    titles = [(section, Words(title)) for section, title in rows]
    print(f"{len(rows)} rows, {len({section for section, _ in rows})} sections\n\n| method | at 1 | at 2 |\n|---|--:|--:|")
    found = {name: answers(judge, rows, titles) for name, judge in (("bot", bot), ("nearest centroid", centroid))}
    for name, some in found.items():
        print(f"| {name} | {np.mean([one.first for one in some]):.1%} | {np.mean([one.either for one in some]):.1%} |")
    tell(found["bot"])
    known = {key(one.title): one for one in read_list(data)[0] if one.abstract}
    whole = [(section, known[key(title)]) for section, title in rows if key(title) in known]
    print(f"\nThe {len(whole)} rows whose abstract is known, with it:")
    tell(answers(bot, rows, whole))


if __name__ == "__main__":
    main()
