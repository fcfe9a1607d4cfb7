"""Rule *impossible*: a venue in a year in which it was not held."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Finding, Proposal
from bot.rules.case import Case
from bot.rules.settle import impossible
from bot.rules.venue import correct

RULE = "impossible"


def judge(case: Case) -> Iterator[Proposal | Finding]:
    """The proven venue instead where there is one, else a finding."""
    for paper in case.papers:
        entries = [entry for entry in paper.entries if impossible(entry.stated, case.book)]
        if not entries:
            continue
        answers = list(correct(case, paper, entries, RULE))
        yield from answers
        answered = {line for a in answers for line in (a.lines if isinstance(a, Finding) else (e.line for e in a.edits))}
        for entry in entries:
            wrong = impossible(entry.stated, case.book)
            if wrong and entry.row.line not in answered:
                says = f"{wrong.venue} was not held in {wrong.year}"
                yield Finding(RULE, str(paper.id), paper.title, (entry.row.line,), says)
