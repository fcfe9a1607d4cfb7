"""What is known of one paper, what it adds up to, and what would change it. Pure; for `explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.model import Claim, Entry, Paper, PaperFacts
from bot.rules.authors import agree
from bot.rules.case import Case
from bot.rules.claims import DECIDERS, LISTS, Judgement
from bot.rules.settle import Verdict, settle
from bot.text.titles import key
from bot.text.venues import is_preprint


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim and what it counts for."""

    claim: Claim
    counts: str


@dataclass(frozen=True, slots=True)
class Account:
    """A paper: its rows with the verdict on each, the names it is known by, and every claim about it, the newest last."""

    paper: Paper
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    submitted: date | None
    facts: tuple[PaperFacts, ...]
    claims: tuple[Weighed, ...]
    verdicts: tuple[tuple[Entry, Verdict], ...]
    confidence: float
    """Of the best proof; 0 without one."""
    changes: tuple[str, ...]
    """What would change the judgement."""


def account(case: Case, paper: Paper) -> Account:
    claims, titles, authors = case.claims(paper), case.titles(paper), case.authors(paper)
    judgement = case.judgement(paper)
    verdicts = tuple((entry, settle(entry.stated, judgement, case.book, case.submitted(paper))) for entry in paper.entries)
    ordered = sorted(claims, key=lambda claim: (claim.read_at, claim.source, claim.url, claim.raw))
    return Account(
        paper=paper,
        titles=tuple(titles),
        authors=authors,
        submitted=case.submitted(paper),
        facts=tuple(case.facts(paper)),
        claims=tuple(Weighed(claim, _counts(claim, judgement, titles, authors)) for claim in ordered),
        verdicts=verdicts,
        confidence=max((proof.confidence for proof in judgement.proofs), default=0.0),
        changes=tuple(dict.fromkeys(_changes(paper, judgement, [verdict for _, verdict in verdicts], authors))),
    )


def _counts(claim: Claim, judgement: Judgement, titles: Sequence[str], authors: Sequence[str]) -> str:
    """What the claim is worth, in words: of what is true of it, what comes first."""
    decides = claim.source in DECIDERS
    reasons = {
        "proves it" if decides else "one of two or more that prove it": any(claim in proof.claims for proof in judgement.proofs),
        "a preprint is no publication": is_preprint(claim.venue),
        "speaks against it" if decides else "speaks against it, but decides nothing": claim in judgement.denials,
        "of another title": claim.title is not None and key(claim.title) not in {key(title) for title in titles},
        "of other authors: another paper": agree(claim.authors, authors) is False,
        "never counts: lists copy one another": claim.source == LISTS,
        "said otherwise later, or of several papers of this title": claim not in judgement.hearsay,
        "no acceptance": claim.status != "accepted",
        "contradicted" if decides else "one source alone proves nothing": True,
    }
    return next(words for words, holds in reasons.items() if holds)


def _changes(paper: Paper, judgement: Judgement, verdicts: Sequence[Verdict], authors: Sequence[str]) -> Iterator[str]:
    if paper.doubt:
        yield f"a link of the row's own paper, or arXiv calling it so: {paper.doubt.says}"
    for proof in judgement.proofs:
        yield f"a decision against it at {proof.publication}, or proof of another publication"
        if not authors:
            yield "its authors, from a source: they tell papers of one title apart"
    if any(verdict.action == "question" for verdict in verdicts) and not judgement.proofs:
        yield "a second source that says the same: the conference's own list, OpenReview, a DOI, the authors' comment on arXiv"
    if any(verdict.action == "question" for verdict in verdicts) and judgement.proofs:
        yield "that the complete list of the stated venue lacks it, or that it was rejected or withdrawn there"
    if not judgement.proofs and all(verdict.action == "keep" for verdict in verdicts):
        yield "a source that says where it was published"
