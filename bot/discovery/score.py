"""Does a paper belong to a list? Learned from the list's own titles against those of what was announced. Pure.

Titles alone teach: a list gives them for all its rows, and of papers long past nothing else need be kept. An abstract is then
judged by the same weights. Measured in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.discovery.terms import terms

ABSTRACT = 2.0
"""What an abstract counts for, where a title counts for one."""
UNLIKELY = 0.003
"""The share of what was announced that may be the list's own kind: too like it to serve as what it is not."""
NEAR = 0.03
"""The share that is likest to the list, by which a second look tells what is only near it."""
FOLDS = 3
FEWEST_ROWS, FEWEST_PAST = 20, 500
BROAD = 0.5
"""Of its own rows, held out, a list must find this share among the likest hundredth; else it is too broad to learn."""

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Words:
    """A paper's title and, where known, its abstract."""

    title: str
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class Scorer:
    """What was learned of one list. `found` is the share of its rows, held out, that were found among the likest hundredth."""

    vectorizer: Any
    weights: Vector
    intercept: float
    slope: float
    offset: float
    found: float

    def score(self, papers: Sequence[Words]) -> tuple[float, ...]:
        """For each paper the probability, 0 to 1, that it belongs to the list."""
        if not papers:
            return ()
        raw = _raw(self.vectorizer, self.weights, self.intercept, papers)
        return tuple(float(one) for one in 1 / (1 + np.exp(-(self.slope * raw + self.offset))))

    def reasons(self, paper: Words, most: int = 4) -> tuple[str, ...]:
        """The terms, as stems, that speak for it most."""
        row = self.vectorizer.transform([f"{paper.title}. {paper.abstract}"])
        names = self.vectorizer.get_feature_names_out()
        weighed = ((float(value * self.weights[at]), names[at]) for at, value in zip(row.indices, row.data, strict=True))
        spoken = sorted(weighed, reverse=True)
        return tuple(name for weight, name in spoken[:most] if weight > 0)


def learn(rows: Sequence[Words], past: Sequence[Words], refused: Sequence[Words] = ()) -> Scorer | str:
    """From a list's rows, papers announced before (the list's own left out) and refused ones; or why nothing can be learned."""
    if len(rows) < FEWEST_ROWS:
        return f"the list has {len(rows)} papers: too few to learn from"
    if len(past) < FEWEST_PAST:
        return f"only {len(past)} announced papers are known: too few to learn from"
    other = [*past, *refused]
    vectorizer = TfidfVectorizer(analyzer=terms, min_df=2, sublinear_tf=True)
    every = vectorizer.fit_transform([one.title for one in (*rows, *other)]).tocsr()
    own, rest = every[: len(rows)], every[len(rows) :]
    weights, intercept = _weights(own, rest, len(refused))
    mine, theirs = _held_out(own, rest, len(refused))
    found = float(np.mean(mine > np.quantile(theirs, 0.99)))
    if found < BROAD:
        return f"the list is too broad to learn: of its own papers {found:.0%} are among the likest hundredth of what was announced"
    slope, offset = _calibrated(mine, theirs)
    return Scorer(vectorizer, weights, intercept, slope, offset, found)


def _weights(own: csr_matrix, rest: csr_matrix, refused: int) -> tuple[Vector, float]:
    """Two looks added up: the list against all that was announced, and against what is near it. The refused, last, stay in both."""
    first = _fit(own, rest)
    order = np.argsort(-(rest @ first[0]))
    settled = rest.shape[0] - refused
    open_ones = order[order < settled]
    likely, near = int(UNLIKELY * settled), max(int(NEAR * settled), 10)
    sure = np.arange(settled, rest.shape[0])
    one = _fit(own, rest[np.concatenate([open_ones[likely:], sure])])
    two = _fit(own, rest[np.concatenate([open_ones[likely:near], sure])])
    return one[0] + two[0], one[1] + two[1]


def _fit(own: csr_matrix, rest: csr_matrix) -> tuple[Vector, float]:
    truth = np.concatenate([np.ones(own.shape[0]), np.zeros(rest.shape[0])])
    model = LogisticRegression(C=3, class_weight="balanced", solver="liblinear").fit(vstack([own, rest]).tocsr(), truth)
    return model.coef_.ravel(), float(model.intercept_[0])


def _held_out(own: csr_matrix, rest: csr_matrix, refused: int) -> tuple[Vector, Vector]:
    """Of each row and announced paper what those weights say that were learned without it."""
    mine, theirs = np.zeros(own.shape[0]), np.zeros(rest.shape[0])
    settled = rest.shape[0] - refused
    for fold in range(FOLDS):
        a, b = np.arange(own.shape[0]) % FOLDS == fold, np.arange(rest.shape[0]) % FOLDS == fold
        weights, intercept = _weights(own[~a], rest[~b], int(np.sum(~b[settled:])))
        mine[a], theirs[b] = own[a] @ weights + intercept, rest[b] @ weights + intercept
    return (1 + ABSTRACT) * mine, (1 + ABSTRACT) * theirs


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


def _raw(vectorizer: Any, weights: Vector, intercept: float, papers: Sequence[Words]) -> Vector:
    """A title's score and, counted more, its abstract's; where there is none, the title stands for it."""
    titles = vectorizer.transform([one.title for one in papers]) @ weights
    abstracts = vectorizer.transform([one.abstract or one.title for one in papers]) @ weights
    return np.asarray(titles + ABSTRACT * abstracts + (1 + ABSTRACT) * intercept)
