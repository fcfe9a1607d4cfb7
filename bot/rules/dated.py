"""Rule *dated*: a preprint's month that its arXiv submission contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Entry, Evidence, Finding, Paper
from bot.rules.case import Case
from bot.text.links import month_of

RULE = "dated"
_BY_DAY = 1
_BY_ID = 2
"""Months that a date may differ from the day of submission, and from the id, which counts announcements."""
_OTHERWISE = 4
"""Where one in so many dates contradicts, the list's dates mean something else."""


def judge(case: Case) -> Iterator[Finding]:
    """One finding for each paper, unless the list's dates mean something else than submission."""
    dated = [(paper, entry) for paper in case.papers for entry in paper.entries if entry.stated.month]
    found = [(paper, entry, says) for paper, entry in dated if (says := _against(case, paper, entry))]
    if _OTHERWISE * len(found) > len(dated):
        return
    by_paper = dict[str, list[tuple[Paper, Entry, str]]]()
    for one in found:
        by_paper.setdefault(str(one[0].id), []).append(one)
    for group in by_paper.values():
        paper, entry, says = group[0]
        lines = tuple(entry.row.line for _, entry, _ in group)
        yield Finding(RULE, str(paper.id), paper.title, lines, f"the row says {_written(entry.stated.month)}, {says}", _proof(case, paper))


def _against(case: Case, paper: Paper, entry: Entry) -> str:
    """What speaks against the date; nothing of an id in doubt."""
    if paper.doubt or not entry.stated.month or not entry.id or entry.id.scheme != "arxiv":
        return ""
    stated = 12 * entry.stated.month[0] + entry.stated.month[1]
    if day := case.submitted(paper):
        return f"arXiv has it since {day:%b %Y}" if abs(12 * day.year + day.month - stated) > _BY_DAY else ""
    month = month_of(entry.id)
    return f"its arXiv id {_written(month)}" if month and abs(12 * month[0] + month[1] - stated) > _BY_ID else ""


def _proof(case: Case, paper: Paper) -> tuple[Evidence, ...]:
    day = case.submitted(paper)
    told = [fact for fact in case.facts(paper) if day and fact.submitted == day]
    return tuple(Evidence(one.source, f"submitted {day}", one.url, one.read_at) for one in told[:1])


def _written(month: tuple[int, int] | None) -> str:
    return f"{month[0]}-{month[1]:02}" if month else ""
