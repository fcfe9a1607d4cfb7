"""Rule *venue*: a date gives way to the venue where the paper was published, a wrong venue to the proven one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.model import Claim, Edit, Entry, Evidence, Finding, Paper, Proposal
from bot.rules.case import Case
from bot.rules.claims import DECIDERS, Judgement, evidence, weigh
from bot.rules.settle import Verdict, impossible, settle
from bot.text.titles import ALIKE, acronym, key, similarity

RULE = "venue"
_NAMESAKES = 10
"""Claims that may share an acronym; one that more share tells papers not apart."""


def judge(case: Case) -> Iterator[Proposal | Finding]:
    for paper in case.papers:
        entries = [entry for entry in paper.entries if not impossible(entry.stated, case.book)]
        yield from correct(case, paper, entries, RULE)


def correct(case: Case, paper: Paper, entries: list[Entry], rule: str) -> Iterator[Proposal | Finding]:
    """One proposal over all of those rows that show an outdated or wrong venue, one finding per open question."""
    claims = case.claims(paper)
    if not claims and not case.known.namesakes.get(acronym(paper.title)):
        return
    judgement = weigh(claims, case.titles(paper), case.authors(paper), case.book)
    edits, settled = [], list[Verdict]()
    for cell, group in _by_cell(entries).items():
        verdict = settle(group[0].stated, judgement, case.book, _posted(case, paper, group[0]))
        new = case.dialect.write_venue(verdict.publication, case.book) if verdict.publication else None
        if verdict.action == "replace" and new and not any(entry.row.ragged for entry in group):
            edits += [Edit(entry.row.line, "venue", cell, new) for entry in group]
            settled.append(verdict)
        elif verdict.action != "keep":
            yield _finding(rule, paper, group, verdict.says, verdict)
        elif group[0].stated.kind in ("date", "preprint"):
            yield from _renamed(case, paper, group, judgement)
    if settled:
        yield _proposal(case, rule, paper, edits, settled)


def _proposal(case: Case, rule: str, paper: Paper, edits: list[Edit], verdicts: list[Verdict]) -> Proposal:
    new = verdicts[0].publication
    assert new is not None
    claims = list(dict.fromkeys(claim for verdict in verdicts for claim in verdict.claims))
    return Proposal(
        rule=rule,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=tuple(edits),
        evidence=(*(evidence(claim, paper.title) for claim in claims), *_new_titles(case, paper, claims)),
        confidence=min(verdict.confidence for verdict in verdicts),
        about="venue",
        value=f"{new.venue} {new.year}",
        says="; ".join(dict.fromkeys(verdict.says for verdict in verdicts)),
    )


def _new_titles(case: Case, paper: Paper, claims: Sequence[Claim]) -> Iterator[Evidence]:
    """Where a claim names the paper by another title than the rows: who says that it bears it."""
    listed = {key(entry.title) for entry in paper.entries}
    others = {key(claim.title) for claim in claims if claim.title} - listed
    for fact in case.facts(paper):
        if fact.title and fact.paper == paper.id and key(fact.title) in others:
            yield Evidence(fact.source, f"calls it “{fact.title}”", fact.url, fact.read_at)


def _finding(rule: str, paper: Paper, group: list[Entry], says: str, verdict: Verdict) -> Finding:
    lines = tuple(entry.row.line for entry in group)
    return Finding(rule, str(paper.id), paper.title, lines, says, tuple(evidence(claim, paper.title) for claim in verdict.claims))


def _renamed(case: Case, paper: Paper, group: list[Entry], judgement: Judgement) -> Iterator[Finding]:
    """A decision for a paper of the same acronym and much the same title: perhaps this one, renamed."""
    namesakes = case.known.namesakes.get(acronym(paper.title), ())
    if judgement.proofs or len(namesakes) > _NAMESAKES:
        return
    near = [
        claim
        for claim in namesakes
        if claim.source in DECIDERS and claim.status == "accepted" and claim.title
        if key(claim.title) not in case.listed and similarity(claim.title, paper.title) >= ALIKE
    ]
    if near:
        says = f"{near[0].venue} {near[0].year} lists a paper of almost this title: the same one, renamed?"
        yield _finding(RULE, paper, group, says, Verdict("question", says, tuple(near[:1])))


def _by_cell(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Rows by what their venue cell holds; rows without such a cell are left out."""
    found = dict[str, list[Entry]]()
    for entry in entries:
        cell = entry.row.cell("venue")
        if cell is not None:
            found.setdefault(cell, []).append(entry)
    return found


def _posted(case: Case, paper: Paper, entry: Entry) -> date | None:
    """When the preprint appeared: by a source, else by the row's own date."""
    month = entry.stated.month
    return case.submitted(paper) or (date(month[0], month[1], 1) if month else None)
