"""Rule *award*: an oral, spotlight or highlight that the conference gave and the row doesn't show, where the list shows such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.model import Edit, Entry, Paper, Proposal, Publication
from bot.rules.case import Case
from bot.rules.claims import DECIDERS, Proof, evidence
from bot.text.venuecell import unwrap

RULE = "award"
_HABIT = 2
"""Rows with awards of any kind that make them the list's habit; an award that it never shows is not added."""


def judge(case: Case) -> Iterator[Proposal]:
    """One proposal for a paper's rows at one venue. Upgrades only: what a row shows is never taken away or replaced."""
    shown = [one.award for paper in case.papers for entry in paper.entries for one in entry.stated.publications if one.award]
    for paper in case.papers if len(shown) >= _HABIT else ():
        bare = [entry for entry in paper.entries if (one := _bare(entry)) and one.year and not entry.row.ragged]
        if not bare:
            continue
        for proof in case.judgement(paper).proofs:
            if proof.publication.award in shown:
                yield from _proposal(case, paper, [entry for entry in bare if _bare(entry) == proof.publication], proof)


def _bare(entry: Entry) -> Publication | None:
    """The one publication that a row states without an award."""
    found = entry.stated.publications
    return found[0] if entry.stated.kind == "venue" and len(found) == 1 and not found[0].award else None


def _proposal(case: Case, paper: Paper, entries: list[Entry], proof: Proof) -> Iterator[Proposal]:
    """The award behind what the rows' cells say already, if the list writes it so and one of the conference's own sources gives it."""
    given = [claim for claim in proof.claims if claim.source in DECIDERS and claim.award == proof.publication.award]
    edits = []
    for entry in entries:
        cell = entry.row.cell("venue") or ""
        new = case.dialect.write_venue(replace(proof.publication, spelled=""), case.book)
        before, words, after = unwrap(cell)
        told = any((proof.publication.award or "").casefold() in other.casefold() for other in entry.row.cells)
        if new and not told and (whole := unwrap(new)[1]).startswith(words) and whole != words:
            edits.append(Edit(entry.row.line, "venue", cell, f"{before}{whole}{after}"))
    if edits and given:
        yield Proposal(
            rule=RULE,
            paper=str(paper.id),
            title=paper.title,
            section=paper.entries[0].row.section,
            edits=tuple(edits),
            evidence=tuple(evidence(claim, paper.title) for claim in given),
            confidence=proof.confidence,
            about="award",
            value=f"{proof.publication.venue} {proof.publication.year} {proof.publication.award}",
            says=f"{proof.publication.award} at {proof.publication.venue} {proof.publication.year}",
        )
