"""In which section does a paper belong? Learned from the rows of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.candidates import Section
from bot.discovery.score import ABSTRACT, Words
from bot.discovery.terms import terms


def rank(rows: Sequence[tuple[Section, str]], paper: Words) -> tuple[tuple[Section, float], ...]:
    """The sections of rows (section, title) with their probabilities for a paper, best first."""
    sections = sorted({section for section, _ in rows})
    if len(sections) < 2:
        return tuple((section, 1.0) for section in sections)
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
    # A heading says what its section is about, as a row of it would.
    texts = [*(title for _, title in rows), *(" ".join(section[-1:]).replace("_", " ") for section in sections)]
    labels = [sections.index(section) for section, _ in rows] + list(range(len(sections)))
    model = LogisticRegression(C=10, max_iter=1000).fit(vectorizer.fit_transform(texts), np.array(labels))
    title, abstract = model.predict_log_proba(vectorizer.transform([paper.title, paper.abstract or paper.title]))
    mixed = (title + ABSTRACT * abstract) / (1 + ABSTRACT)
    chances = np.exp(mixed - mixed.max())
    chances /= chances.sum()
    return tuple((sections[at], float(chances[at])) for at in np.argsort(-chances, kind="stable"))
