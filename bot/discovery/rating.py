"""Candidates rated for a list: do they belong, where, and why. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.candidates import Candidate, Rated
from bot.discovery.score import NOBODY, Scorer, Words
from bot.discovery.sections import Ranking, rank
from bot.discovery.terms import spoken
from bot.rules.case import Case
from bot.text.damage import repair
from bot.text.titles import key

FLOOR, MOST = 0.05, 0.999
"""The least probability with which a candidate waits, and the most that one is said to have: none is certain."""
SURE, TIMES = 0.4, 2
"""A section of that probability, so many times as likely as the next, is clear: no other is offered (docs/benchmarks.md, Sections)."""
SECTIONS, ROWS, TERMS = 2, 2, 3
"""Of a candidate's sections, its nearest rows, and the terms that speak for it, as many are told."""


NAME, LONGEST = 5, 50
"""Words of a title's name, and characters of a title, at the most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A list's papers as a candidate is compared with them, the title of each once more as a vector."""

    papers: tuple[Words, ...]
    vectors: Any
    names: Mapping[str, str]
    """The list's papers' titles by their names."""
    authors: Mapping[str, str]
    """A title of each of their authors."""


def words(one: Candidate) -> Words:
    """What it is judged by."""
    return Words(one.facts.title or "", one.facts.abstract, one.facts.authors)


def own(case: Case) -> tuple[Words, ...]:
    """The list's papers, each title once, with their authors."""
    found = (Words(repair(paper.title), authors=case.authors(paper)) for paper in case.papers)
    return tuple({key(one.title): one for one in found}.values())


def sections(case: Case, papers: Sequence[Words]) -> list[Ranking]:
    """For each paper the likeliest sections of the list."""
    rows = tuple((entry.row.section, repair(entry.title)) for paper in case.papers for entry in paper.entries)
    return [tuple((section, round(sure, 2)) for section, sure in one[:SECTIONS]) for one in rank(rows, papers)]


def is_clear(ranking: Ranking) -> bool:
    """Whether the first of the sections is enough."""
    (_, best), *others = ranking
    return best >= SURE and all(best >= TIMES * sure for _, sure in others)


def rate(case: Case, scorer: Scorer, candidates: Sequence[Candidate]) -> tuple[Rated, ...]:
    """Those that may belong to the list, in their order. Rounded, so that a night doesn't change what is remembered for nothing."""
    scores = scorer.score([words(one) for one in candidates])
    kept = [(one, min(MOST, round(score, 3))) for one, score in zip(candidates, scores, strict=True) if score >= FLOOR]
    listed = own(case)
    vectors = scorer.vectorizer.transform([one.title for one in listed])
    names = {str(paper.id): repair(paper.title) for paper in case.papers}
    shown = Shown(
        listed, vectors, names, {key(name): one.title for one in reversed(listed) for name in one.authors if key(name) not in NOBODY}
    )
    ranked = sections(case, [words(one) for one, _ in kept])
    return tuple(Rated(one, score, some, "; ".join(_why(scorer, shown, one))) for (one, score), some in zip(kept, ranked, strict=True))


def _why(scorer: Scorer, shown: Shown, one: Candidate) -> Iterator[str]:
    """The list's nearest papers, the words that decided, who has a paper in the list, and what of it is cited."""
    paper = words(one)
    near = (shown.vectors @ scorer.vectorizer.transform([f"{paper.title}. {paper.abstract}"]).T).toarray().ravel()
    best = [shown.papers[at].title for at in np.argsort(-near, kind="stable")[:ROWS] if near[at] > 0]
    if best:
        yield f"like {' and '.join(map(_called, best))}"
    if named := _distinct(scorer.reasons(paper, 4 * TERMS), spoken(paper.title), spoken(paper.abstract)):
        yield f"its abstract says {', '.join(named)}"
    if known := next((name for name in paper.authors if key(name) in shown.authors), ""):
        yield f"names {known}, as {_called(shown.authors[key(known)])} does"
    if one.cites:
        known = next((_called(shown.names[name]) for name in one.cites if name in shown.names), "")
        many = f"{len(one.cites)} of the list's papers{f', {known} among them' if known else ''}"
        yield f"cites {many if one.cites[1:] or not known else known}"


def _called(title: str) -> str:
    """A title as people call it: by the name before its colon; else its beginning."""
    name, colon, _ = title.partition(": ")
    short = name if colon and len(name.split()) <= NAME else title
    return f"“{short if len(short) <= LONGEST else short[: short.rfind(' ', 0, LONGEST)] + '…'}”"


def _distinct(terms: Collection[str], titled: Collection[str], said: Mapping[str, str]) -> list[str]:
    """The first terms of which none holds another or one of the title, which is there to read, in the abstract's words."""
    kept, stems = list[str](), {stem for term in titled for stem in term.split()}
    for term in terms:
        if len(kept) < TERMS and term in said and stems.isdisjoint(term.split()):
            kept.append(said[term])
            stems |= {*term.split()}
    return kept
