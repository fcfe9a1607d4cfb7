"""A month with a maintainer who merges half, refuses a tenth, ignores the rest."""

from __future__ import annotations

import pytest

from benchmarks.month import month
from tests.nights import Begin


@pytest.mark.parametrize(("seed", "merge"), [(0, 0.5), pytest.param(3, 0.05, marks=pytest.mark.long)])
def test_thirty_nights_never_more_than_two_pull_requests_nothing_twice_and_few_notifications(begin: Begin, seed: int, merge: float) -> None:
    found = month(begin("", open_every=7, update_every=7), seed, merge)
    assert found.most_open <= 2
    assert len(found.proposed) > 15
    assert not found.again
    assert found.notifications < 10
