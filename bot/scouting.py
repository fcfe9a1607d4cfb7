"""A night's look for papers that a list lacks: what came up, who waits, and the surest as proposals. Knows ports, not clients."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from threadpoolctl import threadpool_limits

from bot.candidates import Candidate, Learned, Past, Rated
from bot.delivery import watched
from bot.diary import Diary, recent
from bot.discovery import categories, queue, rating
from bot.discovery.proposing import is_plain, propose
from bot.discovery.queue import Out, Patience, meaning
from bot.discovery.score import FEWEST_PAST, FEWEST_ROWS, Scorer, Words, learn
from bot.harvest import harvest
from bot.model import Known, PaperFacts, PaperId, Proposal, SourceName, SourceReport
from bot.newcomer import learn_newcomers, listed
from bot.ports import Services
from bot.rules.case import Case
from bot.standing import Memory
from bot.suggest import suggest
from bot.sync import Job, read_case, used
from bot.text.titles import key
from bot.text.trace import Listing
from bot.watch import watch

SHOWN = 0.3
"""The least probability with which a paper is looked at more closely, and shown on the dashboard."""
NEXT = 5
"""Papers that are looked at so, beside a week's share of those that may come by themselves, and those that are handed in or wished for."""


@dataclass(frozen=True, slots=True)
class Scouted:
    """The proposals, the fingerprints of those that must not stand any longer, what to remember, and how it went, in lines of words."""

    diary: Diary
    additions: tuple[Proposal, ...] = ()
    over: frozenset[str] = frozenset()
    reports: Mapping[str, SourceReport] = field(default_factory=dict)
    says: tuple[str, ...] = ()


@dataclass(slots=True)
class _Night:
    """One list's; what is remembered grows with each step."""

    job: Job
    case: Case
    rows: tuple[Words, ...]
    known: Known
    memory: Memory
    services: Services
    diary: Diary
    reports: dict[str, SourceReport] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """Those that waited and are withdrawn or listed, by name."""

    @property
    def listed(self) -> frozenset[PaperId]:
        return frozenset(name for paper in self.case.papers for entry in paper.entries for name in entry.ids)

    @property
    def fixed(self) -> frozenset[str]:
        """The meanings of those that are handed in or wished for."""
        held = {one for seen in self.memory.seen if seen.state == "open" for one in seen.held}
        return frozenset(held | {one.fingerprint for one in self.memory.decisions if one.verdict == "open"})

    def remember(self, **what: object) -> None:
        self.diary = replace(self.diary, **what)  # type: ignore[arg-type]


def scout(job: Job, known: Known, diary: Diary, memory: Memory, services: Services, say: Callable[[str], None]) -> Scouted:
    """Asks arXiv and Semantic Scholar what came up, and judges it. For a list that is too short to learn from nobody is asked.

    `known` is what is known after the sources were asked of the list's own papers.
    """
    case = read_case(job, used(known, job.config))
    rows = rating.own(case)
    if not job.config.candidates.enabled:
        return Scouted(diary)
    if len(rows) < FEWEST_ROWS:
        return Scouted(diary, says=(str(learn(rows, ())),))
    night = _Night(job, case, rows, known, memory, services, diary)
    say(f"{job.name}: looking for papers that it lacks")
    came = [*_watched(night), *_suggested(night)]
    with threadpool_limits(1):  # more threads only wait for each other over so little, on a busy machine ten times as long
        _judge(night, came)
    found = _found(night, say)
    return Scouted(night.diary, *found, night.reports, tuple(night.says))


def _watched(night: _Night) -> tuple[Candidate, ...]:
    """What arXiv announced, or tells late. What it announced is kept as the past; papers that wait are as it knows them now."""
    names = categories.watched(night.known.facts, night.job.config.candidates.categories)
    if not night.job.config.source("arxiv").enabled or not names:
        night.says.append(watched.NOTHING)
        return ()
    waiting = {one.candidate.facts.paper for one in night.diary.queue.waiting}
    away = night.listed | waiting | {one.paper for one in night.diary.queue.lapsed}
    came = watch(night.services, names, night.diary.marks, night.diary.sights, away, night.job.now)
    late = harvest(night.services, came.marks, came.sights, waiting, away, night.job.now)
    night.reports["arxiv-feeds"] = watched.report(came.accounts, came.requests, night.job.now.date())
    night.reports["arxiv-changes"] = late.report
    night.says += [*map(watched.line, came.accounts), *([came.says] if came.says else [])]
    found = {one.facts.paper: one for one in (*came.candidates, *late.candidates)}
    night.remember(
        marks=late.marks,
        sights=late.sights,
        past=_past(night.diary.past, found.values()),
        queue=replace(night.diary.queue, waiting=_renewed(night.diary.queue.waiting, {one.paper: one for one in late.facts})),
    )
    return tuple(found.values())


def _renewed(waiting: Iterable[Rated], facts: Mapping[PaperId, PaperFacts]) -> tuple[Rated, ...]:
    """Those that wait, as arXiv has them today."""
    return tuple(
        replace(one, candidate=replace(one.candidate, facts=facts.get(one.candidate.facts.paper, one.candidate.facts))) for one in waiting
    )


def _past(past: Iterable[Past], came: Iterable[Candidate]) -> tuple[Past, ...]:
    """With the titles of what came up, by the day on which it was submitted."""
    days = {one.day: set(one.titles) for one in past}
    for one in came:
        if one.facts.title:
            days.setdefault(one.facts.submitted or one.listed, set()).add(one.facts.title)
    return tuple(recent(Past(day, tuple(sorted(titles))) for day, titles in days.items()))


def _suggested(night: _Night) -> tuple[Candidate, ...]:
    """What Semantic Scholar knows beside the list's papers."""
    if not night.job.config.source("semantic-scholar").enabled:
        return ()
    memory = night.memory
    refused = {PaperId.parse(one.proposal.paper) for one in memory.offers if one.kind == "additions" and one.fingerprint in memory.refused}
    found = suggest(night.case, refused, night.services, night.diary.cited)
    night.reports["suggestions"] = found.report
    night.remember(cited=found.cited)
    return found.candidates


def _judge(night: _Night, came: Sequence[Candidate]) -> None:
    """Rates what came up and what waits, and renews the queue.

    Where too little is known yet to learn from, what comes up waits unrated; where the list can't be learned, nothing comes in.
    """
    policy, before = night.job.config.candidates, [one for one in night.diary.queue.waiting if not one.candidate.facts.withdrawn]
    withdrawn = [one for one in night.diary.queue.waiting if one.candidate.facts.withdrawn]
    night.gone |= {one.candidate.name for one in withdrawn}
    past = _announced(night)
    scorer = _learned(night, past)
    waiting, fresh = before, [one for one in came if not one.facts.withdrawn]
    if isinstance(scorer, Scorer):
        since = {one.candidate.name: one.since for one in before}
        rated = rating.rate(night.case, scorer, [*(one.candidate for one in before), *fresh])
        waiting = [replace(one, since=since.get(one.candidate.name)) for one in rated]
    elif len(past) < FEWEST_PAST:  # it will be known soon, and none of these comes up again
        waiting = [*before, *(Rated(one, rating.FLOOR) for one in fresh)]
    patience = Patience(policy.cooling_days, policy.expire_days, rating.FLOOR)
    renewed = queue.renew(waiting, (), night.job.now.date(), patience, _out(night))
    night.says.append(watched.judged(len(came), scorer.found if isinstance(scorer, Scorer) else scorer, renewed))
    kept = [one for one in withdrawn if meaning(one.candidate.name) in night.fixed]  # until they are taken out
    night.remember(queue=replace(renewed, waiting=(*renewed.waiting, *kept)))


def _learned(night: _Night, past: Sequence[Words]) -> Scorer | str:
    """From the list, what was announced, and refusals."""
    refused = [Words(one.title) for one in night.memory.decisions if one.verdict == "refused" and one.rule == queue.RULE]
    headings = {entry.row.section[-1] for paper in night.case.papers for entry in paper.entries if entry.row.section}
    return learn(night.rows, past, refused, sorted(headings))


def _announced(night: _Night) -> list[Words]:
    """What was announced and isn't the list's own."""
    own = {key(one.title) for one in night.rows}
    return [Words(title) for one in night.diary.past for title in one.titles if key(title) not in own]


def _out(night: _Night) -> Out:
    """What the list holds, by all its names, and what was decided or left."""
    case = night.case
    facts = [one for paper in case.papers for one in case.facts(paper)]
    names = {str(one) for one in night.listed} | {f"doi:{one.doi.casefold()}" for one in facts if one.doi}
    names |= {f"arxiv:{one.arxiv}" for one in facts if one.arxiv}
    titles = {key(title) for paper in case.papers for title in case.titles(paper)}
    return Out(frozenset(names), frozenset(titles), night.memory.decisions, night.diary.queue.lapsed)


def _found(night: _Night, say: Callable[[str], None]) -> tuple[tuple[Proposal, ...], frozenset[str]]:
    """The surest as proposals, and the meanings of those that are withdrawn or listed."""
    picked = {one.candidate.facts.paper: one for one in _picked(night)}
    papers = [(one.candidate.facts, ()) for one in picked.values()]
    new = learn_newcomers(night.case, night.job.config, night.known, night.services, papers, say)
    silent = {name: one.says for name, one in new.reports.items() if one.status in ("failed", "partial")}
    night.says += [f"{name} didn't tell all of what may be proposed: {says}" for name, says in silent.items()]
    proposals = list[Proposal]()
    for paper, rated in picked.items():
        learned = new.learned.get(paper)
        if learned and (learned.withdrawn or listed(night.case, learned.newcomer)):
            night.gone.add(rated.candidate.name)
        elif learned:
            made = _proposed(night, rated, learned, silent)
            if isinstance(made, Proposal):
                proposals.append(made)
            else:
                night.says.append(f"{rated.candidate.name}: {made}")
    off = {name for name in night.gone if meaning(name) not in night.fixed}
    waiting = tuple(one for one in night.diary.queue.waiting if one.candidate.name not in off)
    night.remember(queue=replace(night.diary.queue, waiting=waiting))
    return tuple(proposals), frozenset(map(meaning, night.gone))


def _proposed(night: _Night, rated: Rated, learned: Learned, silent: Collection[SourceName]) -> Proposal | str:
    """Its row by what is known tonight, or as it was offered before where a source is `silent`; or why there is none, in words."""
    name = meaning(rated.candidate.name)
    before = next((one for one in night.memory.offers if silent and one.fingerprint == name), None)
    if before and (moved := Listing.of(night.job.text).moved(before.proposal, before.was)):
        return replace(moved, confidence=rated.score)
    if lacking := sorted({*silent} & {"arxiv", "github"}):  # what they tell stands in nearly each row
        return f"it waits until {' and '.join(lacking)} answers"
    made = propose(night.case, rated, learned)
    return made if isinstance(made, Proposal) else f"its row can't be written: {made}"


def _picked(night: _Night) -> Iterator[Rated]:
    """Those that are handed in or wished for, and the surest that may be. Those that can't be written yet keep no others waiting."""
    fixed, policy = night.fixed, night.job.config.candidates
    waiting = queue.ranked(night.diary.queue.waiting)
    yield from (one for one in waiting if meaning(one.candidate.name) in fixed and one.sections)
    ready = [one for one in queue.ready(waiting, night.job.now.date(), policy.cooling_days) if one.score >= SHOWN]
    others = [one for one in ready if meaning(one.candidate.name) not in fixed]
    yield from others[:NEXT]
    yield from islice((one for one in others[NEXT:] if one.score >= policy.pull_request and is_plain(night.case, one)), policy.per_week)
