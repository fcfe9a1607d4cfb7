"""Whether the papers that other lists hold are found among what arXiv announced: some days always, all of them with `-m long`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from benchmarks.discovery import (
    FILES,
    OTHERS,
    SEARCHES,
    bot,
    entries_of,
    fresh,
    headings_of,
    read_hits,
    read_list,
    read_stream,
    replay,
    taken,
    words,
)
from tests.conftest import need


@pytest.fixture
def data() -> Path:
    return [need(name) for name in FILES][-1].parent


def test_of_the_last_days_all_that_lists_hold_is_among_the_best_ten_and_keywords_find_less(data: Path) -> None:
    """By every eighth paper of those announced before, which is soon learned from."""
    stream = read_stream(data)
    last = sorted({one["first_listed"] for one in stream})[-5:]
    stream = [one for n, one in enumerate(stream) if n % 8 == 0 or one["first_listed"] in last]
    asked = [at for at in fresh(stream, read_list(data)[1]) if stream[at]["first_listed"] in last]
    scores = replay(bot(headings_of(data)), data, stream, asked)
    hits = read_hits(data)
    truth = np.array([stream[at]["id"] in hits for at in asked])
    assert len(asked) > 1000
    assert set(np.flatnonzero(truth)) <= set(np.argsort(-scores, kind="stable")[:10])
    days = np.array([stream[at]["first_listed"] for at in asked])
    for make in SEARCHES.values():
        holds = make(entries_of(data))
        found = np.array([float(holds(words(stream[at]))) for at in asked])
        assert taken(found, days, 2)[truth].sum() < taken(scores, days, 2)[truth].sum()


@pytest.mark.long
def test_the_ranking_is_a_third_better_than_what_others_do(data: Path) -> None:
    stream = read_stream(data)
    asked = fresh(stream, read_list(data)[1])
    scores = {name: replay(fit, data, stream, asked) for name, fit in {"bot": bot(headings_of(data)), **OTHERS}.items()}
    hits = read_hits(data)
    truth = np.array([stream[at]["id"] in hits for at in asked])
    precision = {name: float(average_precision_score(truth, one)) for name, one in scores.items()}
    best = precision.pop("bot")
    assert best >= 0.40
    assert best >= 1.3 * max(precision.values())
