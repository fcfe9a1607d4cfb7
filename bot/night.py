"""One list from its text to its plan: what is read, printed and written on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import ListConfig
from bot.delivery import planfile, report
from bot.delivery.choice import WEEK, due
from bot.errors import BotError, StaleFileError, UnreadableListError
from bot.ledger import TEXT, Asked, Run, Tag, TextSource, read_known, read_memory, read_records, replace_bytes, write_known, write_records
from bot.model import Document, Evidence, Known, Plan, SourceReport
from bot.pace import Given
from bot.progress import Say, progress, tell
from bot.standing import Decision
from bot.sync import Job
from bot.sync import sync as judge

if TYPE_CHECKING:
    from bot.enrich import Enriched
    from bot.ports import Services
    from bot.scouting import Scouted


@dataclass(frozen=True, slots=True)
class Learned:
    """What a night told of the list's papers, and of those that it lacks."""

    enriched: Enriched
    scouted: Scouted

    @property
    def reports(self) -> dict[str, SourceReport]:
        return {**{str(name): one for name, one in self.enriched.reports.items()}, **self.scouted.reports}


def run(job: Job, folder: Path, services: Services | None, arguments: argparse.Namespace) -> int:
    """One list from its text to its plan, and what was learned into its folder. The exit code."""
    learned: Learned | None = None
    with progress() as say:
        say(f"{job.name}: reading the list and what is known of it")
        known = read_known(folder)
        job = replace(job, refused=read_memory(folder).refused)
        if job.refused:
            tell(f"{job.name}: {report.count(len(job.refused), 'refused correction')} left out")
        if services:
            job = fetched(job, folder, services) if job.config.list.repository else stored(job, folder)
            plan, learned = judged(job, folder, known, services, say)
            learned.enriched.require_answers(job.name)
        else:
            job = stored(job, folder)
            if not (known.facts or known.claims):
                tell(f"{folder}: nothing is known of this list's papers; only what the list itself shows is judged")
            say(f"{job.name}: judging")
            plan = judge(job, known)
    if not plan.rows:
        tell(f"{job.name}: it has no table of papers with a title column; only its text is checked")
    show(plan, arguments.format)
    if arguments.apply:
        path = write(job, folder, plan.before, plan.after, fetched=bool(services and job.config.list.repository))
        if plan.proposals or plan.additions:
            more = f" and {report.count(len(plan.additions), 'addition')}" if plan.additions else ""
            tell(f"{plan.list}: {len(plan.proposals)} corrections{more} written to {path}")
        if learned:
            remember(learned, folder, job.now)
        if job.config.list.file and plan.additions:
            _note(plan, folder, job.now)
    if any(one.status in ("partial", "failed") for one in plan.sources.values()):
        return 3
    return 4 if (plan.proposals or plan.additions) and arguments.detailed_exitcode else 0


def judged(job: Job, folder: Path, known: Known, services: Services, say: Say) -> tuple[Plan, Learned]:
    """The plan for a list, after all services were asked, and what they told."""
    from bot import diary, history
    from bot.enrich import enrich
    from bot.scouting import scout

    history.check(folder)
    read_records(folder / "run.jsonl", Run)
    tags, asked, pages = read_records(folder / "lists.jsonl", Tag), read_records(folder / "asked.jsonl", Asked), diary.read(folder)
    memory = read_memory(folder)
    enriched = enrich(job, known, tags, asked, services, say)
    scouted = scout(job, enriched.known, pages, memory, services, say)
    coming = due(scouted.additions, memory, job.config.policy("additions"), job.now.date())
    say(f"{job.name}: judging")
    plan = judge(job, enriched.known, enriched.reports, coming, [one for one in scouted.additions if one not in coming])
    return replace(plan, sources={**plan.sources, **scouted.reports}, scouted=scouted.says), Learned(enriched, scouted)


def fetched(job: Job, folder: Path, services: Services) -> Job:
    """With the list's text as it is on GitHub now."""
    place = job.config.list
    text = services.github.text(place.repository or "", place.path, place.branch)
    if place.repository and text.repository.lower() != place.repository.lower():
        tell(f"{job.name}: its repository is called {text.repository} today; correct its configuration")
    known = [one for one in read_records(folder / "text.jsonl", TextSource) if one.url == text.url and one.read_at <= job.now.date()]
    return replace(job, text=text.data, source=Evidence("list", "", text.url, known[0].read_at if known else job.now.date()))


def stored(job: Job, folder: Path) -> Job:
    """With the list's text from its file, or from the copy in the state folder."""
    place, path = job.config.list, _file(job.config, folder)
    if not path.is_file() and place.repository:
        raise UnreadableListError(
            "nothing is known of this list: its text was never read",
            where=str(folder),
            remedy="Give the right --state, leave out --offline, or set file instead of repository in its configuration",
        )
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UnreadableListError(
            f"the list can't be read ({problem.strerror})", where=str(path), remedy="Check file in its configuration"
        ) from problem
    known = read_records(folder / "text.jsonl", TextSource) if place.repository else ()
    source = known[0] if known else TextSource(str(path), job.now.date())
    return replace(job, text=data, source=Evidence("list", "", source.url, source.read_at))


def _file(config: ListConfig, folder: Path) -> Path:
    """The list's file on this machine: its own, or the copy of a repository's list in the state folder."""
    return Path(config.list.file) if config.list.file else folder / TEXT


def show(plan: Plan, form: str) -> None:
    """The plan on standard output and in the job summary."""
    write = {"text": report.text, "markdown": report.markdown, "json": planfile.dumps}[form]
    if sys.stdout is None:
        raise BotError("it is closed", where="standard output", remedy="Leave it open: the plan is printed there")
    sys.stdout.write(write(plan))
    sys.stdout.flush()
    summarise(plan)


def summarise(plan: Plan) -> None:
    """The plan in the job summary, where GitHub Actions names a file for it."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with open(summary, "a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(report.summary(plan))
        except OSError as problem:
            raise BotError(
                f"the job summary can't be written ({problem.strerror})", where=summary, remedy="Check GITHUB_STEP_SUMMARY"
            ) from problem


def write(job: Job, folder: Path, before: Document, after: Document, *, fetched: bool) -> Path:
    """The changed list into its file; of one just fetched into the copy, with where it was read. Which file that is."""
    path = _file(job.config, folder)
    try:
        if fetched:
            replace_bytes(path, after.data)
            write_records(folder / "text.jsonl", "text", [TextSource(job.source.url, job.source.read_at)])
        elif after != before and path.read_bytes() != before.data:
            raise StaleFileError("it changed while it was judged, so nothing was written", where=str(path), remedy="Run again")
        elif after != before:
            replace_bytes(path, after.data)
    except OSError as problem:
        raise BotError(
            f"it can't be written ({problem.strerror})", where=str(path), remedy="Check the rights of the file and its folder"
        ) from problem
    return path


def remember(learned: Learned, folder: Path, now: datetime) -> None:
    """What was learned, and last how the sources took part."""
    from bot import diary
    from bot.history import record

    enriched = learned.enriched
    write_known(folder, enriched.known)
    record(folder, enriched.counts, now.date())
    write_records(folder / "lists.jsonl", "lists", enriched.tags)
    write_records(folder / "asked.jsonl", "asked", enriched.asked)
    diary.write(folder, learned.scouted.diary)
    before = {one.source: one.answered for one in read_records(folder / "run.jsonl", Run)}
    at = f"{now.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    write_records(folder / "run.jsonl", "run", [_run(name, one, at, before) for name, one in learned.reports.items()])


def _note(plan: Plan, folder: Path, now: datetime) -> None:
    """That these papers were added: each comes once, whatever becomes of its row, and counts for its week."""
    memory, today = read_memory(folder), now.date()
    at = f"{now.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    made = [Decision(one.fingerprint, "accepted", "list", at, rule=one.rule, title=one.title, says=one.says) for one in plan.additions]
    write_records(folder / "decisions.jsonl", "decisions", (*memory.decisions, *made))
    given = [Given(one.fingerprint, one.section, today) for one in plan.additions]
    write_records(folder / "given.jsonl", "given", (*(one for one in memory.given if today - one.day < WEEK), *given))


def _run(name: str, one: SourceReport, at: str, before: Mapping[str, date | None]) -> Run:
    return Run(name, one.status, at, one.newest or before.get(name), one.found, one.missing, one.failed, one.says)
