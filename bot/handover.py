"""A list in a repository, from what is remembered there to what stands there: after a night, or after an event."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot import badges, keeping, night
from bot.delivery import report
from bot.delivery.tonight import Handed, Tonight
from bot.errors import DeliveryError
from bot.event import Event
from bot.githubapi import Api
from bot.handin import Desk
from bot.ledger import Run, read_known, read_memory, read_records, replace_bytes
from bot.model import Evidence, SourceReport
from bot.ports import Services
from bot.progress import progress, tell
from bot.standing import Memory, Standing
from bot.sync import Job


def sync(job: Job, folder: Path | None, services: Services, api: Api, arguments: argparse.Namespace) -> int:
    """A night of a list in a repository: asked, judged, handed in, remembered. The exit code."""
    with progress() as say, keeping.opened(job, folder, api) as state:
        desk = _desk(job, state, api, "" if folder else job.config.delivery.state_branch)
        say(f"{job.name}: looking at its repository")
        standing = desk.observe(read_memory(state.folder))
        job = replace(job, text=standing.text, source=Evidence("list", "", standing.source, job.now.date()))
        place = "" if folder else _place(job, standing)
        if place:
            job = replace(job, badges=badges.addresses(_citations(job, state.folder), state.published, place))
        plan, learned = night.judged(job, state.folder, read_known(state.folder), services, say)
        say(f"{job.name}: handing in")
        tonight = Tonight(
            text=job.text,
            proposals=plan.proposals,
            additions=(*plan.additions, *plan.waiting),
            findings=plan.findings,
            whole=all(one.status == "ok" for one in learned.enriched.reports.values()),
            sources=_reports(state.folder, learned.reports),
            looked=True,
            over=learned.scouted.over,
        )
        state.refresh()  # asking took minutes: people and other runs went on
        memory = read_memory(state.folder)
        try:
            handed = desk.deliver(desk.observe(memory), memory, tonight)
        except DeliveryError:
            night.show(plan, arguments.format)
            raise
        night.remember(learned, state.folder, job.now)
        for path, data in badges.files(_citations(job, state.folder)).items() if place else ():
            replace_bytes(state.folder / path, data)
        keeping.keep(state, handed.memory, f"After the run of {job.now.date()}")
    night.summarise(plan)
    _tell(job, handed)
    failed = any(one.status != "ok" for one in learned.reports.values())
    return 3 if failed else 4 if (plan.proposals or plan.additions) and arguments.detailed_exitcode else 0


def respond(job: Job, folder: Path | None, api: Api, event: Event | None) -> int:
    """What people did, taken in at once: nothing is asked of any source, nothing is judged."""
    with progress() as say, keeping.opened(job, folder, api) as state:
        memory = read_memory(state.folder)
        actor = event.actor if event and event.kind != "issue_comment" else ""
        desk = _desk(job, state, api, "" if folder else job.config.delivery.state_branch, actor)
        say(f"{job.name}: looking at its repository")
        handed = desk.deliver(desk.observe(memory), memory, _last_night(state.folder))
        keeping.keep(state, handed.memory, "After what people decided")
    _tell(job, handed)
    return 0


def _desk(job: Job, state: keeping.State, api: Api, branch: str, actor: str = "") -> Desk:
    def save(memory: Memory) -> Memory:
        return keeping.keep(state, memory, "What people decided")

    return Desk(api, job.name, job.config, job.now, save, actor, state.fresh, branch)


def _place(job: Job, standing: Standing) -> str:
    """Where everybody reads what the list's folder on the state branch holds; empty where badges are off, or nobody could."""
    if job.config.delivery.badges and (standing.private or not standing.page.startswith("https://github.com/")):
        tell(f"{job.name}: only a public repository on github.com can show badges, so none are written")
    elif job.config.delivery.badges:
        return badges.place(standing.repository, job.config.delivery.state_branch, job.name)
    return ""


def _citations(job: Job, state: Path) -> dict[str, int]:
    from bot.history import latest

    return latest(state, "citations", job.now.date())


def _reports(state: Path, tonight: Mapping[str, SourceReport]) -> dict[str, SourceReport]:
    """How the sources took part tonight; one that didn't answer has the day on which it last did."""
    before = {one.source: one.answered for one in read_records(state / "run.jsonl", Run)}
    return {name: replace(one, newest=one.newest or before.get(name)) for name, one in tonight.items()}


def _last_night(state: Path) -> Tonight:
    """How the sources took part in the last night, and when it was; nothing to hand in."""
    runs = read_records(state / "run.jsonl", Run)
    reports = {one.source: SourceReport(one.status, newest=one.answered, says=one.says) for one in runs}
    return Tonight(sources=reports, day=max((one.at[:10] for one in runs), default=""))


def _tell(job: Job, handed: Handed) -> None:
    """What stands now: on standard output, and for the workflow's next steps."""
    lines = [f"{job.name}: {report.count(len(handed.offers), 'proposal')} open, {len(handed.waiting)} waiting"]
    lines += [f"  {kind}: {pull.url}" for kind, pull in handed.pulls.items()]
    lines += [f"  dashboard: {handed.dashboard}"] if handed.dashboard else []
    sys.stdout.write("\n".join(lines) + "\n")
    for warning in handed.warnings:
        tell(f"{job.name}: {warning}")
    path = os.environ.get("GITHUB_OUTPUT")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(f"pull-request={pull.url}\n" for pull in handed.pulls.values())
            file.write(f"dashboard={handed.dashboard}\n")
