"""A plan as JSON, for other programs (schema 1, docs/plan.md)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.delivery import additions
from bot.model import Evidence, Finding, Plan, Proposal, SourceReport

SCHEMA = 1


def dumps(plan: Plan) -> str:
    """One line of JSON, in ASCII: bytes that are no UTF-8 come as lone surrogates."""
    return json.dumps(plan_dict(plan)) + "\n"


def plan_dict(plan: Plan) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "generated_at": plan.generated_at,
        "list": plan.list,
        "rows": plan.rows,
        "papers": plan.papers,
        "sources": {name: _source(report) for name, report in plan.sources.items()},
        "proposals": [_proposal(proposal) for proposal in plan.proposals],
        "additions": [_proposal(proposal) for proposal in plan.additions],
        "waiting": [_proposal(proposal) for proposal in plan.waiting],
        "scouted": list(plan.scouted),
        "findings": [_finding(finding) for finding in plan.findings],
        "pull_requests": [
            {
                "branch": change.branch,
                "title": change.title,
                "body": change.body,
                "patch": change.patch,
                "fingerprints": [proposal.fingerprint for proposal in change.proposals],
            }
            for change in plan.changes
        ],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "fingerprint": proposal.fingerprint,
        "rule": proposal.rule,
        "kind": "addition" if proposal.rule == additions.RULE else "correction",
        "paper": proposal.paper,
        "title": proposal.title,
        "section": list(proposal.section),
        "edits": [asdict(edit) for edit in proposal.edits],
        "confidence": proposal.confidence,
        "delivery": "pull-request",
        "says": proposal.says,
        "evidence": [_evidence(one) for one in proposal.evidence],
        **_choices(proposal),
    }


def _choices(proposal: Proposal) -> dict[str, Any]:
    """The sections between which a person is to choose, where there are such."""
    found = [{"section": list(section), "edit": asdict(edit)} for section, edit in proposal.choices]
    return {"choices": found} if found else {}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "paper": finding.paper,
        "title": finding.title,
        "lines": list(finding.lines),
        "says": finding.says,
        "evidence": [_evidence(one) for one in finding.evidence],
    }


def _evidence(one: Evidence) -> dict[str, str]:
    return {"source": one.source, "says": one.says, "url": one.url, "read_at": one.read_at.isoformat()}


def _source(report: SourceReport) -> dict[str, Any]:
    counts = {name: getattr(report, name) for name in ("status", "asked", "found", "missing", "failed", "requests")}
    return counts | {
        "read_at": report.newest.isoformat() if report.newest else None,
        "oldest": report.oldest.isoformat() if report.oldest else None,
        "says": report.says,
    }
