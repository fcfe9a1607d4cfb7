"""Which of the papers that arXiv announced day by day belong to the first list? `python -m benchmarks.discovery`.

Learned from the list alone and from what was announced before; every five days anew. What other lists hold of the stream is
read only after all scores are given. Beside it, in the same run: arxiv-sanity-lite's linear SVM, logistic regression, a centroid,
and keywords as cv-arxiv-daily has them: whatever holds one of them is taken.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.svm import LinearSVC

from benchmarks.gold import records
from benchmarks.verdicts import wilson
from bot.config import read_venues
from bot.discovery.score import Scorer, Words, learn
from bot.discovery.terms import terms
from bot.model import Entry, PaperId
from bot.text import document
from bot.text.damage import repair
from bot.text.entries import read_entries
from bot.text.links import month_of
from bot.text.table import read_rows
from bot.text.titles import key

Scores = npt.NDArray[np.float64]
Judge = Callable[[Sequence[Words]], Sequence[float] | Scores]
Fit = Callable[[Sequence[Words], Sequence[Words]], Judge]
REPO = Path(__file__).resolve().parent.parent
FILES = ("seed-list.md", "arxiv_meta.jsonl", "stream_dev.jsonl.gz", "stream_hits_dev.jsonl")
FIRST, EVERY, DRAWS = "2025-03-18", 5, 2000
BUDGETS = (1, 2, 3, 5)
KEYWORDS, BEST = 10, 50


def is_young(one: Mapping[str, Any]) -> bool:
    """Whether it was listed in the month of its id or the next one; an id of the old form never was."""
    listed, month = date.fromisoformat(one["first_listed"]), month_of(PaperId("arxiv", one["id"]))
    return month is not None and 0 <= 12 * (listed.year - month[0]) + listed.month - month[1] <= 1


def entries_of(data: Path) -> list[Entry]:
    """The rows of the first list."""
    return list(read_entries(read_rows(document.read((data / "seed-list.md").read_bytes())), read_venues(REPO / "config")))


def read_list(data: Path) -> tuple[list[Words], set[str]]:
    """The papers of the first list, with the abstracts and authors that are known, and their arXiv ids."""
    entries = entries_of(data)
    known = records(data / "arxiv_meta.jsonl")
    told = {one["id"]: (one["abstract"] or "", _authors(one)) for one in known}
    ids = [next((name.value for name in entry.ids if name.scheme == "arxiv"), "") for entry in entries]
    papers = {key(entry.title): Words(repair(entry.title), *told.get(name, ("", ()))) for entry, name in zip(entries, ids, strict=True)}
    return list(papers.values()), {one for one in ids if one}


def read_stream(data: Path) -> list[Mapping[str, Any]]:
    """What arXiv announced, day by day."""
    with gzip.open(data / "stream_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        return sorted(map(json.loads, file), key=lambda one: (one["first_listed"], one["id"]))


def fresh(stream: Sequence[Mapping[str, Any]], listed: set[str]) -> list[int]:
    """Where the papers stand that are to be judged: new, with an abstract, and not the list's own."""
    able = [at for at, one in enumerate(stream) if one["abstract"] and one["first_listed"] >= FIRST and one["id"] not in listed]
    return [at for at in able if is_young(stream[at])]


def read_hits(data: Path) -> dict[str, Any]:
    """What lists of the first list's topic hold of the stream and the first list doesn't."""
    return {one["id"]: one for one in records(data / "stream_hits_dev.jsonl") if not one["in_seed"]}


def bot(headings: Sequence[str]) -> Fit:
    def fit(rows: Sequence[Words], past: Sequence[Words]) -> Judge:
        scorer = learn(rows, past, headings=headings)
        assert isinstance(scorer, Scorer), scorer
        return scorer.score

    return fit


def headings_of(data: Path) -> list[str]:
    """Those that stand next above the first list's rows."""
    return sorted({heading for entry in entries_of(data) for heading in entry.row.section[-1:]})


def _linear(make: Callable[[], Any]) -> Fit:
    def fit(rows: Sequence[Words], past: Sequence[Words]) -> Judge:
        vectorizer = TfidfVectorizer(max_features=20_000, ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
        model = make().fit(vectorizer.fit_transform(map(_text, [*rows, *past])), np.arange(len(rows) + len(past)) < len(rows))
        return lambda papers: np.asarray(model.decision_function(vectorizer.transform(map(_text, papers))))

    return fit


def centroid(rows: Sequence[Words], past: Sequence[Words]) -> Judge:
    vectorizer = TfidfVectorizer(max_features=20_000, ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    middle = np.asarray(vectorizer.fit(map(_text, [*rows, *past])).transform(map(_text, rows)).mean(axis=0)).ravel()
    return lambda papers: np.asarray(vectorizer.transform(map(_text, papers)) @ middle)


def _text(one: Words) -> str:
    return f"{one.title} {one.abstract}"


def pairs(entries: Sequence[Entry]) -> Callable[[Words], bool]:
    """Holds one of the ten pairs of words that most titles of the list have (stop words left out, stems, as arXiv's search does)."""
    counted = Counter(term for entry in entries for term in sorted(set(terms(repair(entry.title)))) if " " in term)
    keywords = {term for term, _ in counted.most_common(KEYWORDS)}
    return lambda paper: not keywords.isdisjoint(terms(f"{paper.title}. {paper.abstract}"))


def headings(entries: Sequence[Entry]) -> Callable[[Words], bool]:
    """Holds the word that most titles of the list have, and one of its headings' words."""
    subject, _ = Counter(term for entry in entries for term in sorted(set(terms(repair(entry.title)))) if " " not in term).most_common(1)[0]
    under = {term for entry in entries for heading in entry.row.section[1:] for term in terms(heading.replace("_", " "))}
    keywords = {term for term in under if " " not in term and term.isalpha()}
    return lambda paper: subject in (found := set(terms(f"{paper.title}. {paper.abstract}"))) and not keywords.isdisjoint(found)


SEARCHES = {"its titles' ten commonest pairs of words": pairs, "its commonest word and one of its headings": headings}

OTHERS: dict[str, Fit] = {
    "TF-IDF + LinearSVC": _linear(lambda: LinearSVC(C=0.01, class_weight="balanced")),
    "TF-IDF + logistic regression": _linear(lambda: LogisticRegression(C=1, class_weight="balanced", solver="liblinear")),
    "centroid": centroid,
}


def replay(fit: Fit, data: Path, stream: Sequence[Mapping[str, Any]], asked: Sequence[int]) -> Scores:
    """The score of each paper asked for, by what was known on the first of its five days."""
    rows, listed = read_list(data)
    days = sorted({stream[at]["first_listed"] for at in asked})
    scores = np.zeros(len(asked))
    for start in range(0, len(days), EVERY):
        some = set(days[start : start + EVERY])
        past = [words(one) for one in stream if one["first_listed"] < days[start] and one["id"] not in listed]
        mine = [index for index, at in enumerate(asked) if stream[at]["first_listed"] in some]
        scores[mine] = fit(rows, past)([words(stream[asked[index]]) for index in mine])
    return scores


def words(one: Mapping[str, Any]) -> Words:
    return Words(one["title"], one["abstract"] or "", _authors(one))


def _authors(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Those that are named in full: some records name six and others."""
    return tuple(name for name in one["authors"] or () if "et al" not in name)


def taken(scores: Scores, days: npt.NDArray[np.str_], budget: int) -> npt.NDArray[np.bool_]:
    """Which papers the best `budget` of their day are."""
    best = np.zeros(len(scores), dtype=bool)
    for day in np.unique(days):
        at = np.flatnonzero(days == day)
        best[at[np.argsort(-scores[at], kind="stable")[:budget]]] = True
    return best


def enough(scores: Scores, days: npt.NDArray[np.str_], truth: npt.NDArray[np.bool_]) -> int:
    """The fewest a day that hold four fifths of the right ones."""
    return next(n for n in range(1, 1000) if taken(scores, days, n)[truth].mean() >= 0.8)


def differences(one: Scores, other: Scores, days: npt.NDArray[np.str_], truth: npt.NDArray[np.bool_]) -> tuple[Scores, Scores]:
    """Of days drawn again and again (paired): by how much the first is better in average precision, and in recall at 5 a day."""
    random = np.random.default_rng(0)
    groups = [np.flatnonzero(days == day) for day in np.unique(days)]
    best = taken(one, days, 5).astype(float) - taken(other, days, 5)
    found = []
    for _ in range(DRAWS):
        at = np.concatenate([groups[index] for index in random.integers(0, len(groups), len(groups))])
        if truth[at].any():
            better = average_precision_score(truth[at], one[at]) - average_precision_score(truth[at], other[at])
            found.append((better, best[at][truth[at]].mean()))
    return tuple(np.percentile(np.array(found), [2.5, 97.5], axis=0).T)


def main() -> None:
    parser = argparse.ArgumentParser(description="Ranks what arXiv announced, day by day, for the first list.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    data = parser.parse_args().data
    if lacking := [name for name in FILES if not (data / name).is_file()]:
        print(f"skipped: {data} holds no {lacking[0]}; give a folder that does with --data", file=sys.stderr)
        return
    stream = read_stream(data)
    asked = fresh(stream, read_list(data)[1])
    papers = [stream[i] for i in asked]
    scores = {name: replay(fit, data, stream, asked) for name, fit in {"bot": bot(headings_of(data)), **OTHERS}.items()}
    hits = read_hits(data)
    truth = np.array([one["id"] in hits for one in papers])
    days = np.array([one["first_listed"] for one in papers])
    print(f"{len(asked):,} papers, {truth.sum()} positives, {len(np.unique(days))} days\n")
    print("| method | AP | " + " | ".join(f"recall at {n}" for n in BUDGETS) + " | a day for 80% |\n|---|--:" + "|--:" * 5 + "|")
    for name, one in scores.items():
        recalls = " | ".join(f"{taken(one, days, n)[truth].mean():.2f}" for n in BUDGETS)
        print(f"| {name} | {average_precision_score(truth, one):.3f} | {recalls} | {enough(one, days, truth)} |")
    search(entries_of(data), [words(one) for one in papers], days, truth)
    for name in ("TF-IDF + LinearSVC", "TF-IDF + logistic regression"):
        (low, high), (less, more) = differences(scores["bot"], scores[name], days, truth)
        print(f"\nBetter than {name} (95%, paired by day): AP {low:+.3f} to {high:+.3f}, recall at 5 {less:+.3f} to {more:+.3f}")
    tell(scores["bot"], truth, papers, hits)


def search(entries: Sequence[Entry], papers: Sequence[Words], days: npt.NDArray[np.str_], truth: npt.NDArray[np.bool_]) -> None:
    """What keywords find: all that holds them is as good as the rest, so the first of a day stand in the stream's order."""
    print("\n| keywords | a day | right of all found | recall | " + " | ".join(f"at {n}" for n in BUDGETS) + " |")
    print("|---|--:|--:|--:" + "|--:" * len(BUDGETS) + "|")
    for name, make in SEARCHES.items():
        holds = make(entries)
        found = np.array([holds(paper) for paper in papers])
        right = f"{(found & truth).sum()} of {found.sum():,}"
        recalls = " | ".join(f"{(found & taken(found.astype(float), days, n))[truth].mean():.2f}" for n in BUDGETS)
        print(f"| {name} | {found.sum() / len(np.unique(days)):.1f} | {right} | {found[truth].mean():.2f} | {recalls} |")


def tell(scores: Scores, truth: npt.NDArray[np.bool_], papers: Sequence[Mapping[str, Any]], hits: Mapping[str, Any]) -> None:
    """Calibration, the ranks of the list's own later additions, and the best-ranked papers that no list holds."""
    print("\n| probability | papers | mean | on a list |\n|---|--:|--:|--:|")
    for low, high in ((0, 0.01), (0.01, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 1.01)):
        some = (scores >= low) & (scores < high)
        if some.any():
            print(f"| {low} to {min(high, 1)} | {some.sum():,} | {scores[some].mean():.3f} | {truth[some].mean():.3f} |")
    order = np.argsort(-scores, kind="stable")
    upstream = [rank for rank, at in enumerate(order, 1) if hits.get(papers[at]["id"], {}).get("upstream_addition")]
    print(f"\nRanks of the list's own later additions: {', '.join(map(str, upstream))}\n\nThe {BEST} best that no list holds:")
    verdicts = {one["id"]: one["verdict"] for one in records(REPO / "benchmarks" / "labels" / "ranked.jsonl")}
    best = [at for at in order if not truth[at]][:BEST]
    for at in best:
        print(f"- {scores[at]:.3f} {papers[at]['id']} {verdicts.get(papers[at]['id'], 'not judged')}: {papers[at]['title']}")
    counted = Counter(verdicts.get(papers[at]["id"]) for at in best)
    judged = BEST - counted[None]
    print(f"\nOf {judged} judged ({counted[None]} aren't):")
    for verdict in ("belongs", "doubtful", "no"):
        low, high = wilson(counted[verdict], judged)
        print(f"- {verdict}: {counted[verdict]} ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
