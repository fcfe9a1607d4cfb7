"""The account of a paper in words, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.delivery.report import swaps
from bot.delivery.words import Plain
from bot.model import Entry, Finding, Plan, Proposal
from bot.rules.account import Account, Weighed
from bot.rules.claims import evidence
from bot.rules.settle import Verdict
from bot.standing import Decision

_WORDS = {"keep": "stays", "question": "a person decides", "replace": "gives way"}


def text(told: Account, plan: Plan, decided: Mapping[str, Decision]) -> str:
    """The account for a terminal."""
    style = Plain()
    paper = told.paper
    lines = [style.heading(f"{paper.id}: {paper.title}"), "", "Rows"]
    for entry, verdict in told.verdicts:
        place, reason = " > ".join(entry.row.section), f": {verdict.says}" if verdict.says else ""
        lines.append(style.text(f"  line {entry.row.line}, {place}: {entry.row.cell('venue')} {_WORDS[verdict.action]}{reason}"))
    lines += ["", "Known by", *(f"  “{style.text(title)}”" for title in told.titles)]
    lines.append(f"  {style.text('; '.join(told.authors))}" if told.authors else "  authors unknown")
    if told.submitted:
        lines.append(f"  submitted {told.submitted}")
    lines += ["", f"Claims ({len(told.claims)})", *(f"  {style.text(_claim(one, paper.title))}" for one in told.claims)]
    lines += ["", "Judgement", *(f"  {style.text(line)}" for line in _judgement(told, plan, decided))]
    lines += ["", "What would change it", *(f"  {style.text(line)}" for line in told.changes)]
    return "\n".join(lines) + "\n"


def as_dict(told: Account, plan: Plan, decided: Mapping[str, Decision]) -> dict[str, Any]:
    """The account as JSON's types."""
    ours = _ours(told, plan)
    return {
        "paper": str(told.paper.id),
        "title": told.paper.title,
        "titles": list(told.titles),
        "authors": list(told.authors),
        "submitted": told.submitted and told.submitted.isoformat(),
        "rows": [_row(entry, verdict) for entry, verdict in told.verdicts],
        "claims": [_claim_dict(one, told.paper.title) for one in told.claims],
        "confidence": told.confidence,
        "proposals": [one.fingerprint for one in ours if isinstance(one, Proposal)],
        "findings": [one.says for one in ours if isinstance(one, Finding)],
        "decided": {name: one.verdict for name, one in decided.items() if told.paper.title == one.title},
        "changes": list(told.changes),
    }


def _row(entry: Entry, verdict: Verdict) -> dict[str, Any]:
    cell = entry.row.cell("venue")
    return {"line": entry.row.line, "section": list(entry.row.section), "venue": cell, "verdict": verdict.action, "says": verdict.says}


def _claim_dict(one: Weighed, title: str) -> dict[str, Any]:
    said = evidence(one.claim, title)
    return {"source": said.source, "says": said.says, "url": said.url, "read_at": said.read_at.isoformat(), "counts": one.counts}


def dumps(told: Account, plan: Plan, decided: Mapping[str, Decision]) -> str:
    """The account as one line of JSON."""
    return json.dumps(as_dict(told, plan, decided)) + "\n"


def _claim(one: Weighed, title: str) -> str:
    said = evidence(one.claim, title)
    return f"{said.read_at} {said.source}: {said.says}; {one.counts}. {said.url}"


def _ours(told: Account, plan: Plan) -> list[Proposal | Finding]:
    rows = set(told.paper.lines)
    found: list[Proposal | Finding] = [*plan.proposals, *plan.findings]
    return [one for one in found if rows & set(one.lines)]


def _judgement(told: Account, plan: Plan, decided: Mapping[str, Decision]) -> Iterator[str]:
    yield f"proven, with confidence {told.confidence}" if told.confidence else "nothing is proven"
    for one in _ours(told, plan):
        if isinstance(one, Proposal):
            yield f"proposed ({one.rule}, {one.confidence}): {swaps(one, Plain())}; {one.says}"
        else:
            yield f"for a person ({one.rule}): {one.says}"
    for decision in decided.values():
        if decision.title == told.paper.title:
            yield f"{decision.verdict} on {decision.at[:10]}{f' by {decision.by}' if decision.by else ''}: {decision.says}"
