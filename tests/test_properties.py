"""What holds of every list and all claims: bytes, rows, order, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.config import read_venues
from bot.model import Claim, Known, Plan, Proposal, SourceName
from bot.rules.claims import publication
from bot.text.cells import split
from bot.text.document import content
from bot.text.titles import key
from tests.conftest import REPO, plan_of
from tests.test_claims import claim
from tests.test_rules import fact

TITLES = (
    "Fast Sampling of Diffusion Models with Care",
    "QX: Quantized Walks on Large Graphs",
    "Slow Training is Enough for Language Models",
)
AUTHORS = (("Ann Lee", "Bo Kim"), ("Xi Chen", "Yi Ma"))
BOOK = read_venues(REPO / "config")
T = TypeVar("T")
SOURCES: tuple[SourceName, ...] = ("accepted-papers", "openreview", "crossref", "dblp", "arxiv", "semantic-scholar", "curated-lists")
HEADER = "| Title | Venue | Code |\n|:--|--|--|\n"
STYLE = "".join(f"| [Other number {n}](https://arxiv.org/abs/2001.0000{n}) | **ICML 202{n}** | - |\n" for n in range(4))
FACTS = tuple(fact(f"arxiv:2306.0000{n}", title, authors=AUTHORS[0], submitted=date(2023, 6, 1)) for n, title in enumerate(TITLES))


def often(usual: T, *others: T) -> st.SearchStrategy[T]:
    """Mostly the first, so that claims meet."""
    return st.sampled_from([usual] * 5 * len(others) + list(others))


cells = st.sampled_from(["Jun 2023", "Jun 2023", "arXiv", "-", "**CVPR 2024**", "**ICML 2023**", "**ICML 2024 Workshop**", "**ECCV 2023**"])
rows = st.lists(st.tuples(often(0, 1, 2), cells), min_size=1, max_size=5)
claims = st.lists(
    st.builds(
        lambda source, status, venue, year, title, authors, track, award, day: replace(
            claim(source, status, venue, year, title=TITLES[title], authors=authors, raw="x" if source == "curated-lists" else ""),
            track=track,
            award=award,
            read_at=day,
        ),
        st.sampled_from(SOURCES),
        often("accepted", "rejected", "absent", "submitted"),
        often("ICML", "NIPS", "CVPR", "CVPRW", "arXiv.org", "TPAMI"),
        often(2024, 2023, None),
        often(0, 1, 2),
        often(AUTHORS[0], (), AUTHORS[1]),
        often(None, "main", "workshop"),
        st.sampled_from([None, "Oral"]),
        often(date(2024, 6, 1), date(2024, 5, 1)),
    ),
    min_size=1,
    max_size=6,
)


def text_of(listed: Sequence[tuple[int, str]]) -> str:
    body = "".join(f"|  [{TITLES[n]}](https://arxiv.org/abs/2306.0000{n}) | {cell}| ✨ |\n" for n, cell in listed)
    return f"# L\u2028ist \r\n\n{HEADER}{STYLE}{body}\nThe end\u0085"


def judged(listed: Sequence[tuple[int, str]], said: Sequence[Claim]) -> Plan:
    return plan_of(text_of(listed), Known(FACTS, tuple(said)), BOOK)


def meaning(one: Proposal) -> tuple[object, ...]:
    return one.fingerprint, one.rule, one.confidence, frozenset((edit.old, edit.new) for edit in one.edits), frozenset(one.evidence)


@given(rows, claims)
def test_untouched_bytes_stay_and_no_row_is_lost(listed: list[tuple[int, str]], said: list[Claim]) -> None:
    plan = judged(listed, said)
    edited = {
        edit.line: {e.column for p in plan.proposals for e in p.edits if e.line == edit.line} for p in plan.proposals for edit in p.edits
    }
    assert len(plan.before.lines) == len(plan.after.lines)
    for number, (before, after) in enumerate(zip(plan.before.lines, plan.after.lines, strict=True), 1):
        if number not in edited:
            assert before == after
        else:
            old, new = split(content(before)), split(content(after))
            changed = [one.text for one, other in zip(old, new, strict=True) if one.text != other.text]
            assert (len(old), len(changed)) == (len(new), len(edited[number]))
            assert before[: old[1].start] == after[: new[1].start]


@given(rows, claims, st.randoms(use_true_random=False))
def test_the_order_of_answers_and_rows_changes_nothing(listed: list[tuple[int, str]], said: list[Claim], chance: object) -> None:
    plan = judged(listed, said)
    mixed, other = list(said), list(listed)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert replace(judged(listed, mixed), generated_at="") == replace(plan, generated_at="")
    assert {meaning(one) for one in judged(other, said).proposals} == {meaning(one) for one in plan.proposals}


def contrary(one: Claim, proposal: Proposal) -> bool:
    """Whether a claim speaks for something else than the proposal, or for another paper of its title."""
    place = publication(one, BOOK)
    return one.status != "accepted" or f"{place.venue} {place.year}" != proposal.value or place.track != "main" or one.authors == AUTHORS[1]


@given(rows, claims, st.sampled_from(SOURCES))
@example([(0, "Jun 2023")], [claim("semantic-scholar", title=TITLES[0]), claim("arxiv", title=TITLES[0])], "arxiv")
def test_without_a_source_nothing_is_proposed_that_it_did_not_speak_against(
    listed: list[tuple[int, str]], said: list[Claim], gone: SourceName
) -> None:
    before = {one.fingerprint for one in judged(listed, said).proposals}
    for one in judged(listed, [each for each in said if each.source != gone]).proposals:
        if one.fingerprint not in before:
            silenced = [each for each in said if each.source == gone and key(each.title or "") == key(one.title)]
            assert any(contrary(each, one) for each in silenced), one


@given(rows, claims)
def test_applying_twice_equals_once(listed: list[tuple[int, str]], said: list[Claim]) -> None:
    plan = judged(listed, said)
    again = plan_of(plan.after.data, Known(FACTS, tuple(said)), BOOK)
    assert again.after == plan.after
    assert not again.proposals


@pytest.mark.long
@settings(max_examples=5000, deadline=None)
@given(rows, claims, st.sampled_from(SOURCES))
def test_all_of_it_many_times(listed: list[tuple[int, str]], said: list[Claim], gone: SourceName) -> None:
    for holds in (test_untouched_bytes_stay_and_no_row_is_lost, test_applying_twice_equals_once):
        holds.hypothesis.inner_test(listed, said)  # type: ignore[attr-defined]
    inner = test_without_a_source_nothing_is_proposed_that_it_did_not_speak_against.hypothesis.inner_test  # type: ignore[attr-defined]
    inner(listed, said, gone)
