"""Does a paper belong to a list? Learned from the list's own titles against those of what was announced. Pure.

Titles alone teach: a list gives them for all its rows, and of papers long past nothing else need be kept. An abstract is then
judged by the same weights, and that an author has a paper in the list speaks for one. Measured in docs/benchmarks.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.discovery.terms import terms
from bot.text.titles import key

ABSTRACT = 2.0
"""What an abstract counts for, where a title counts for one."""
SHARED = 1.5
"""What an author speaks for who has a paper in the list, in log odds, at the most: titles and abstracts say part of it already."""
WRITES = 1.3e-4
"""The share of what arXiv announces in a list's categories that one of its authors has written (docs/benchmarks.md)."""
NOBODY = frozenset({"", "etal", "others", "andothers", "anonymous"})
"""What stands among authors' names (keys) and is none."""
UNLIKELY = 0.003
"""The share of what was announced that may be the list's own kind: too like it to serve as what it is not."""
NEAR = (1, 0.03, 0.01)
"""The shares of it, the likest to the list, against which it is looked at: all, and twice what is only near it."""
FEWEST_NEAR = 100
"""The likest that each look takes at least: a few tell nothing."""
FOLDS = 3
FEWEST_ROWS, FEWEST_PAST = 20, 500
BROAD = 0.5
"""Of its own rows, held out, a list must find this share among the likest hundredth; else it is too broad to learn."""

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Words:
    """A paper's title and, where known, its abstract and its authors."""

    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term speaks for, and what is said before any."""

    terms: Vector
    start: float

    def of(self, rows: csr_matrix) -> Vector:
        return np.asarray(rows @ self.terms + self.start)


@dataclass(frozen=True, slots=True)
class Scorer:
    """What was learned of one list. `found` is the share of its rows, held out, that were found among the likest hundredth.

    A paper that was announced before is judged by weights that were learned without it: `parts` names them, by its title.
    `authors` (keys) are the list's, and `shared` is what one of them speaks for, in log odds.
    """

    vectorizer: Any
    weights: Weights
    apart: tuple[Weights, ...]
    parts: Mapping[str, int]
    authors: frozenset[str]
    shared: float
    slope: float
    offset: float
    found: float

    def score(self, papers: Sequence[Words]) -> tuple[float, ...]:
        """For each paper the probability, 0 to 1, that it belongs to the list."""
        if not papers:
            return ()
        titles = self.vectorizer.transform([one.title for one in papers])
        abstracts = self.vectorizer.transform([one.abstract or one.title for one in papers])
        raw = np.stack([one.of(titles) + ABSTRACT * one.of(abstracts) for one in (*self.apart, self.weights)])
        own = raw[[self.parts.get(one.title, len(self.apart)) for one in papers], np.arange(len(papers))]
        same = np.array([not self.authors.isdisjoint(_keys(one)) for one in papers])
        return tuple(float(one) for one in 1 / (1 + np.exp(-(self.slope * own + self.offset + self.shared * same))))

    def reasons(self, paper: Words, most: int = 4) -> tuple[str, ...]:
        """The terms, as stems, that speak for it most."""
        row = self.vectorizer.transform([f"{paper.title}. {paper.abstract}"])
        names = self.vectorizer.get_feature_names_out()
        weighed = ((float(value * self.weights.terms[at]), names[at]) for at, value in zip(row.indices, row.data, strict=True))
        spoken = sorted(weighed, reverse=True)
        return tuple(name for weight, name in spoken[:most] if weight > 0)


def learn(rows: Sequence[Words], past: Sequence[Words], refused: Sequence[Words] = (), headings: Sequence[str] = ()) -> Scorer | str:
    """From a list's rows, papers announced before (the list's own left out) and refused ones; or why nothing can be learned.

    A heading says what its section takes, as a row of it would.
    """
    if len(rows) < FEWEST_ROWS:
        return f"the list has {len(rows)} papers: too few to learn from"
    if len(past) < FEWEST_PAST:
        return f"only {len(past)} announced papers are known: too few to learn from"
    other = [*past, *refused]
    vectorizer = TfidfVectorizer(analyzer=terms, min_df=2, sublinear_tf=True)
    every = vectorizer.fit_transform([one.title for one in (*rows, *other)]).tocsr()
    own, rest = every[: len(rows)], every[len(rows) :]
    said = _said(vectorizer, headings)
    weights = _weights(vstack([own, said]), rest, len(refused))
    mine, theirs, apart = _held_out(own, rest, said, len(refused))
    found = float(np.mean(mine > np.quantile(theirs, 0.99)))
    if found < BROAD:
        return f"the list is too broad to learn: of its own papers {found:.0%} are among the likest hundredth of what was announced"
    parts = {one.title: n % FOLDS for n, one in enumerate(other)}
    return Scorer(vectorizer, weights, apart, parts, *_authors(rows), *_calibrated(mine, theirs), found)


def _keys(paper: Words) -> frozenset[str]:
    """Its authors, however their names are accented."""
    return frozenset(map(key, paper.authors)) - NOBODY


def _authors(rows: Sequence[Words]) -> tuple[frozenset[str], float]:
    """A list's authors, and what it speaks for, in log odds, to be one: by how many of its papers share one with another of it."""
    every = [some for one in rows if (some := _keys(one))]
    times = Counter(name for some in every for name in some)
    if not every:
        return frozenset(), 0.0
    shared = float(np.mean([any(times[name] > 1 for name in some) for some in every]))
    return frozenset(times), float(np.clip(np.log(max(shared, WRITES) / (WRITES * len(times))), 0, SHARED))


def _weights(own: csr_matrix, rest: csr_matrix, refused: int) -> Weights:
    """Looks added up: the list against all that was announced, and against what is near it. The refused, last, stay in each."""
    first = _fit(own, rest)
    order = np.argsort(-(rest @ first.terms))
    settled = rest.shape[0] - refused
    open_ones = order[order < settled]
    likely = int(UNLIKELY * settled)
    sure = np.arange(settled, rest.shape[0])
    looks = [_fit(own, rest[np.concatenate([open_ones[likely : max(int(share * settled), FEWEST_NEAR)], sure])]) for share in NEAR]
    return Weights(np.sum([one.terms for one in looks], axis=0), sum(one.start for one in looks))


def _said(vectorizer: Any, headings: Sequence[str]) -> csr_matrix:
    """Headings by the words that titles have; those that have none of them say nothing."""
    every = vectorizer.transform(sorted({one.replace("_", " ") for one in headings}) or [""]).tocsr()
    return every[np.diff(every.indptr) > 0]


def _fit(own: csr_matrix, rest: csr_matrix) -> Weights:
    truth = np.concatenate([np.ones(own.shape[0]), np.zeros(rest.shape[0])])
    model = LogisticRegression(C=3, class_weight="balanced", solver="liblinear").fit(vstack([own, rest]).tocsr(), truth)
    return Weights(model.coef_.ravel(), float(model.intercept_[0]))


def _held_out(own: csr_matrix, rest: csr_matrix, said: csr_matrix, refused: int) -> tuple[Vector, Vector, tuple[Weights, ...]]:
    """Of each row and announced paper what those weights say that were learned without it; and these weights."""
    mine, theirs, apart = np.zeros(own.shape[0]), np.zeros(rest.shape[0]), list[Weights]()
    settled = rest.shape[0] - refused
    for fold in range(FOLDS):
        a, b = np.arange(own.shape[0]) % FOLDS == fold, np.arange(rest.shape[0]) % FOLDS == fold
        weights = _weights(vstack([own[~a], said]), rest[~b], int(np.sum(~b[settled:])))
        mine[a], theirs[b] = weights.of(own[a]), weights.of(rest[b])
        apart.append(weights)
    return (1 + ABSTRACT) * mine, (1 + ABSTRACT) * theirs, tuple(apart)


def _calibrated(mine: Vector, theirs: Vector) -> tuple[float, float]:
    """Slope and offset from scores to log odds (Platt), with the share of the list's kind among the announced (Saerens's EM)."""
    scores = np.concatenate([mine, theirs]).reshape(-1, 1)
    truth = np.concatenate([np.ones(len(mine)), np.zeros(len(theirs))])
    model = LogisticRegression(class_weight="balanced").fit(scores, truth)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    ratio = np.exp(np.clip(slope * theirs + offset, -30, 30))
    share = UNLIKELY
    for _ in range(50):
        share = float(np.clip(np.mean(share * ratio / (share * ratio + 1 - share)), 1e-5, 0.2))
    return slope, offset + float(np.log(share / (1 - share)))
