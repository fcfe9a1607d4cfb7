"""Rule *badge*: an empty cell of a column for citations gets the paper's published badge, which shows the number by itself from then on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from bot.model import Edit, Entry, Evidence, Paper, Proposal
from bot.rules.case import Case

RULE = "badge"
SURE = 0.99
"""Nothing is claimed but whose number it is, and an id in doubt has none."""


def judge(case: Case) -> Iterator[Proposal]:
    """One proposal for each paper with a badge and an empty cell for it."""
    for paper in case.papers:
        address = case.badges.get(str(paper.id), "")
        empty = [entry for entry in paper.entries if entry.row.cell("citations") == "" and not entry.row.ragged]
        if address and empty and not paper.doubt:
            yield _proposal(case, paper, empty, address)


def _proposal(case: Case, paper: Paper, empty: Sequence[Entry], address: str) -> Proposal:
    """Neither its words nor its meaning hold the number: another number is no news."""
    image = f"![citations](https://img.shields.io/endpoint?url={quote(address, safe='')})"
    return Proposal(
        rule=RULE,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=tuple(Edit(entry.row.line, "citations", "", image) for entry in empty),
        evidence=(Evidence("semantic-scholar", "counts its citations", address, case.today),),
        confidence=SURE,
        about="badge",
        value="citations",
        says="the count of its citations, kept up to date outside of the list",
    )
