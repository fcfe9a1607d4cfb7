"""A night, straight: read, identify, judge, edit, put in words. Knows no clock, files or services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot import changes
from bot.config import SOURCES, ListConfig
from bot.model import (
    Claim,
    Entry,
    Evidence,
    Finding,
    Known,
    PageFacts,
    PaperFacts,
    PaperId,
    Plan,
    Proposal,
    RepoFacts,
    SourceName,
    SourceReport,
)
from bot.rules import RULES, identity
from bot.rules.case import Case, Knowledge
from bot.text import dialect, document, keep
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.titles import key
from bot.text.venues import VenueBook


@dataclass(frozen=True, slots=True)
class Job:
    """One list to look at: `source` says where its text was read, `now` (UTC) is the clock of the run.

    `badges` are the addresses of its published citation badges, by their papers' names; `refused` the fingerprints of what
    is not to be proposed.
    """

    name: str
    config: ListConfig
    text: bytes
    source: Evidence
    book: VenueBook
    now: datetime
    badges: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()


def sync(
    job: Job,
    known: Known,
    reports: Mapping[SourceName, SourceReport] | None = None,
    additions: Sequence[Proposal] = (),
    waiting: Sequence[Proposal] = (),
) -> Plan:
    """The plan for one list, by what is known after the sources of `reports` answered tonight.

    `additions` are papers that it is to get, and others are `waiting` until a person wants them, or for their week.
    """
    seen, config = used(known, job.config), job.config
    failed = frozenset(name for name, one in (reports or {}).items() if one.status in ("failed", "partial"))
    case = replace(read_case(job, seen), unheard=failed)
    judged, found = _judge(case, config)
    left = kept(case, config)
    spared, told = keep.spare(left, judged, found)
    findings = _unmended(told, spared)
    wanted = _apart([one for one in judged if one.fingerprint not in job.refused])
    new, later = (changes.spared(case, left, [one for one in some if one.fingerprint not in job.refused]) for some in (additions, waiting))
    made = changes.make(case, keep.spare(left, wanted, ())[0], [one for one in new if not one.choices])
    return Plan(
        list=job.name,
        generated_at=f"{job.now.replace(tzinfo=None).isoformat(timespec='seconds')}Z",
        rows=len(case.rows),
        papers=len({paper.id for paper in case.papers}),
        sources=_sources(seen, config, case.today, reports or {}),
        proposals=made.corrections,
        findings=tuple(sorted(findings + made.refused, key=lambda finding: finding.lines)),
        changes=tuple(changes.changes(job.name, case, made, config)),
        before=case.document,
        after=made.text,
        additions=(*made.additions, *(one for one in new if one.choices)),
        waiting=tuple(later),
    )


def read_case(job: Job, known: Known) -> Case:
    """The list read and identified, with what was known on that day."""
    document.require_text(job.text, job.source.url)
    doc = document.read(job.text)
    rows = list(read_rows(doc))
    entries = list(read_entries(rows, job.book))
    learned = dialect.learn(entries, job.book)
    if not learned.beside:
        entries = list(read_entries(rows, job.book, beside=False))
    knowledge = Knowledge.of(known, job.now.date(), job.book)
    return Case(
        name=job.name,
        document=doc,
        source=job.source,
        rows={entry.row.line: entry.row for entry in entries},
        papers=identity.papers(entries, knowledge),
        listed=ids_by_title(entries),
        known=knowledge,
        book=job.book,
        dialect=learned,
        today=job.now.date(),
        badges=job.badges,
    )


def relearn(case: Case, known: Known) -> Case:
    """The same list, identified by what is known now: its text isn't read again."""
    entries = sorted((entry for paper in case.papers for entry in paper.entries), key=lambda entry: entry.row.line)
    knowledge = Knowledge.of(known, case.today, case.book)
    return replace(case, papers=identity.papers(entries, knowledge), known=knowledge)


def ids_by_title(entries: Iterable[Entry]) -> dict[str, frozenset[PaperId]]:
    """The arXiv ids that the list gives each title."""
    found = dict[str, set[PaperId]]()
    for entry in entries:
        ids = found.setdefault(key(entry.title), set())
        if entry.id and entry.id.scheme == "arxiv":
            ids.add(entry.id)
    return {title: frozenset(ids) for title, ids in found.items()}


def _judge(case: Case, config: ListConfig) -> tuple[list[Proposal], list[Finding]]:
    """Every rule's answers, one proposal for one meaning; what isn't sure enough to propose is a finding."""
    proposals, findings = dict[str, Proposal](), list[Finding]()
    for name, rule in RULES.items():
        policy = config.rule(name)
        for answer in rule(case) if policy.enabled else ():
            if isinstance(answer, Finding):
                findings.append(answer)
            elif answer.confidence >= policy.pull_request:
                before = proposals.get(answer.fingerprint)
                proposals[answer.fingerprint] = _merged(before, answer) if before else answer
            else:
                findings.append(_unsure(answer))
    return sorted(proposals.values(), key=lambda proposal: proposal.lines), findings


def _unmended(findings: Sequence[Finding], proposals: Sequence[Proposal]) -> list[Finding]:
    """Without doubts about ids and code that a proposal for the same rows is about."""
    mended = [(one.rule, set(one.lines)) for one in proposals if one.rule in ("identity", "swap")]
    whose = {"identity": ("identity", "swap"), "code": ("swap",)}
    return [one for one in findings if not any(rule in whose.get(one.rule, ()) and {*one.lines} <= lines for rule, lines in mended)]


def _apart(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Without what is for rows that another proposal would exchange: it holds of their papers, whose row isn't settled."""
    swapped = {line for one in proposals if one.rule == "swap" for line in one.lines}
    return [one for one in proposals if one.rule == "swap" or swapped.isdisjoint(one.lines)]


def kept(case: Case, config: ListConfig) -> frozenset[int]:
    """The lines that the list or its configuration wants to be left alone."""
    return keep.kept(case.document, (entry for paper in case.papers for entry in paper.entries), config.list.keep)


def _merged(one: Proposal, other: Proposal) -> Proposal:
    """Two rules' or titles' proposals of one meaning."""
    return replace(
        one,
        edits=one.edits + other.edits,
        evidence=tuple(dict.fromkeys(one.evidence + other.evidence)),
        confidence=min(one.confidence, other.confidence),
        says="; ".join(dict.fromkeys((one.says, other.says))),
    )


def _unsure(proposal: Proposal) -> Finding:
    change = "; ".join(dict.fromkeys(f"{edit.old} → {edit.new}" for edit in proposal.edits))
    says = f"{proposal.says} ({change}), with too little proof to propose it"
    return Finding(proposal.rule, proposal.paper, proposal.title, proposal.lines, says, proposal.evidence)


def used(known: Known, config: ListConfig) -> Known:
    """Without what sources said that are switched off."""
    return replace(
        known,
        facts=tuple(one for one in known.facts if config.source(one.source).enabled),
        claims=tuple(one for one in known.claims if config.source(one.source).enabled),
        repositories=tuple(one for one in known.repositories if config.source(one.source).enabled),
        readmes=tuple(one for one in known.readmes if config.source(one.source).enabled),
        pages=tuple(one for one in known.pages if config.source(one.source).enabled),
    )


def _sources(known: Known, config: ListConfig, today: date, reports: Mapping[SourceName, SourceReport]) -> dict[str, SourceReport]:
    """Of each source that is on, how it answered tonight, or how much is known of it; and the days of the facts used."""
    days: dict[SourceName, list[date]] = {name: [] for name in SOURCES if config.source(name).enabled}
    records: tuple[Claim | PaperFacts | RepoFacts | PageFacts, ...] = (*known.facts, *known.claims, *known.repositories, *known.pages)
    for one in records:
        if one.read_at <= today:
            days[one.source].append(one.read_at)
    return {name: _dated(reports.get(name) or SourceReport("offline", len(read), len(read)), read) for name, read in sorted(days.items())}


def _dated(report: SourceReport, read: Sequence[date]) -> SourceReport:
    newest = report.newest or max(read, default=None)
    return replace(report, oldest=min(read, default=newest), newest=newest)
