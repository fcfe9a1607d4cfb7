"""Rule *venue*: a date gives way to the venue where the paper was published, a wrong venue to the proven one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.model import Claim, Edit, Entry, Evidence, Finding, Paper, Proposal, Publication
from bot.rules.case import Case
from bot.rules.claims import DECIDERS, evidence
from bot.rules.settle import Verdict, impossible, settle
from bot.text.links import month_of
from bot.text.titles import acronym, alike, key
from bot.text.venuecell import NOTHING, year_of

RULE = "venue"
_NAMESAKES = 10
"""Claims that may share an acronym; one that more share tells papers not apart."""


def judge(case: Case) -> Iterator[Proposal | Finding]:
    for paper in case.papers:
        entries = [entry for entry in paper.entries if not impossible(entry.stated, case.book)]
        yield from correct(case, paper, entries, RULE)


def correct(case: Case, paper: Paper, entries: list[Entry], rule: str) -> Iterator[Proposal | Finding]:
    """One proposal over all of those rows that show an outdated or wrong venue, one finding per open question."""
    judgement = case.judgement(paper)
    edits, settled = [], list[Verdict]()
    for group in _by_cells(entries):
        verdict = settle(group[0].stated, judgement, case.book, posted(case, paper, group[0]))
        new = [_written(case, entry, verdict.publication) for entry in group] if verdict.publication else []
        if verdict.action == "keep":
            yield from _renamed(case, paper, group)
        elif verdict.action == "question" or not all(new):
            unclear = "; how the list would write it is not clear" if verdict.publication else ""
            yield _finding(rule, paper, group, f"{verdict.says}{unclear}", verdict.claims)
        else:
            whole = [edit for entry, made in zip(group, new, strict=True) if not entry.row.ragged for edit in made]
            edits += whole
            settled += [verdict] if whole else []
            if ragged := [entry for entry in group if entry.row.ragged]:
                yield _finding(rule, paper, ragged, f"{verdict.says}; the row's cells don't match the table's header", verdict.claims)
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


def _finding(rule: str, paper: Paper, group: list[Entry], says: str, claims: Sequence[Claim]) -> Finding:
    lines = tuple(entry.row.line for entry in group)
    return Finding(rule, str(paper.id), paper.title, lines, says, tuple(evidence(claim, paper.title) for claim in claims))


def _renamed(case: Case, paper: Paper, group: list[Entry]) -> Iterator[Finding]:
    """A decision for a paper of much the same title, and of the same acronym or as arXiv calls the id: this one, renamed?"""
    if group[0].stated.kind not in ("date", "preprint"):
        return
    namesakes = case.known.namesakes.get(acronym(paper.title), ())
    near = [] if len(namesakes) > _NAMESAKES else [c for c in namesakes if alike(c.title or "", paper.title)]
    near += (claim for title in case.other_titles(paper) for claim in case.known.claims.get(f"title:{key(title)}", ()))
    decided = [c for c in near if c.source in DECIDERS and c.status == "accepted" and key(c.title or "") not in case.listed]
    if decided:
        says = f"{decided[0].venue} {decided[0].year} lists a paper of almost this title: the same one, renamed?"
        yield _finding(RULE, paper, group, says, decided[:1])


def _by_cells(entries: list[Entry]) -> list[list[Entry]]:
    """Rows by what their venue and year cells hold; rows without a venue cell are left out."""
    found = dict[tuple[str, str | None], list[Entry]]()
    for entry in entries:
        cell = entry.row.cell("venue")
        if cell is not None:
            found.setdefault((cell, entry.row.cell("year")), []).append(entry)
    return list(found.values())


def _written(case: Case, entry: Entry, new: Publication) -> list[Edit]:
    """What makes the row state the publication, its year beside it included; nothing where the list's way isn't clear.

    Where the venue's cell says the year itself, a year cell stays if it isn't the venue's in this list, or if the row stands
    under a heading of that year.
    """
    row, cell = entry.row, case.dialect.write_venue(new, case.book)
    old, beside = row.cell("venue") or "", row.cell("year")
    if not cell:
        return []
    edits = [] if cell == old else [Edit(row.line, "venue", old, cell)]
    if case.dialect.beside and beside is not None and year_of(beside) != new.year:
        said = "{y" in (case.dialect.venue or "")
        under = beside and any(beside in name for name in row.section)
        if year_of(beside) is None and beside not in NOTHING:
            return edits if said else []
        if not (said and under):
            year = str(year_of(beside) or beside)
            edits.append(Edit(row.line, "year", beside, beside.replace(year, str(new.year)) if year else str(new.year)))
    return edits


def posted(case: Case, paper: Paper, entry: Entry) -> date | None:
    """When the preprint appeared: by a source, else by the row's own date, else by its id."""
    month = entry.stated.month or month_of(paper.id)
    return case.submitted(paper) or (date(month[0], month[1], 1) if month else None)
