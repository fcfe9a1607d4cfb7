"""In which section do papers belong? Learned from the rows of each. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.candidates import Section
from bot.discovery.score import ABSTRACT, Words
from bot.discovery.terms import terms

Ranking = tuple[tuple[Section, float], ...]
"""Sections with their probabilities, best first."""


def rank(rows: Sequence[tuple[Section, str]], papers: Sequence[Words]) -> list[Ranking]:
    """For each paper the sections of the rows (section, title); all alike where no row has a word to learn from."""
    sections = sorted({section for section, _ in rows})
    # A heading says what its section is about, as a row of it would.
    texts = [*(title for _, title in rows), *(" ".join(section[-1:]).replace("_", " ") for section in sections)]
    if len(sections) < 2 or not papers or not any(map(terms, texts)):
        return [tuple((section, 1 / len(sections)) for section in sections) for _ in papers]
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
    labels = [sections.index(section) for section, _ in rows] + list(range(len(sections)))
    model = LogisticRegression(C=10, max_iter=1000).fit(vectorizer.fit_transform(texts), np.array(labels))
    titles, abstracts = (model.predict_log_proba(vectorizer.transform(some)) for some in zip(*map(_looks, papers), strict=True))
    mixed = (titles + ABSTRACT * abstracts) / (1 + ABSTRACT)
    chances = np.exp(mixed - mixed.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return [tuple((sections[at], float(one[at])) for at in np.argsort(-one, kind="stable")) for one in chances]


def _looks(paper: Words) -> tuple[str, str]:
    return paper.title, paper.abstract or paper.title
