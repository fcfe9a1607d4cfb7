"""A list in a repository, from what is remembered there to what stands there: after a night, or after an event."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import night
from bot.config import embedded
from bot.delivery import report
from bot.desk.store import Store
from bot.errors import DeliveryError
from bot.githubapi import Api
from bot.handin import Desk, Handed, Tonight
from bot.ledger import TEXT, Run, read_known, read_memory, read_records, write_memory
from bot.model import Evidence, SourceName, SourceReport
from bot.ports import Services
from bot.progress import progress, tell
from bot.standing import Memory
from bot.sync import Job


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on GitHub: in which repository, by whom; `mine` whether it may concern a list at all."""

    repository: str
    actor: str
    kind: str
    payload: Mapping[str, Any]

    def concerns(self, job: Job) -> bool:
        """Whether it is about that list's pull requests, dashboard, or a command. Only compares; nothing of it is run."""
        if self.repository.lower() != (job.config.list.repository or "").lower():
            return False
        if self.kind == "issue_comment":
            return "/bot" in str(_at(self.payload, "comment", "body"))
        if self.kind == "issues":
            return f"<!-- paperlist-bot dashboard {job.name} -->" in str(_at(self.payload, "issue", "body"))
        if self.kind == "pull_request_target":
            return str(_at(self.payload, "pull_request", "head", "ref")).startswith(job.config.delivery.branch_prefix)
        return True


def _at(payload: Any, *path: str) -> Any:
    for key in path:
        payload = payload.get(key) if isinstance(payload, Mapping) else None
    return payload


def sync(job: Job, folder: Path | None, services: Services, api: Api, arguments: argparse.Namespace) -> int:
    """A night of a list in a repository: asked, judged, handed in, remembered. The exit code."""
    with progress() as say, _state(job, folder, api) as (state, keep):
        known, memory = read_known(state), read_memory(state)
        desk = Desk(api, job.name, job.config, job.now, lambda newer: _save(keep, state, newer))
        say(f"{job.name}: looking at its repository")
        standing = desk.observe(memory)
        job = replace(job, text=standing.text, source=Evidence("list", "", standing.source, job.now.date()))
        plan, learned = night.judged(job, state, known, services, say)
        say(f"{job.name}: handing in")
        whole = all(one.status == "ok" for one in learned.reports.values())
        try:
            handed = desk.deliver(standing, memory, Tonight(job.text, plan.proposals, plan.findings, whole, _named(learned.reports)))
        except DeliveryError:
            night.show(plan, arguments.format)
            raise
        night.remember(learned, state, job.now)
        write_memory(state, handed.memory)
        keep(f"After the run of {job.now.date()}")
    night.summarise(plan)
    _tell(job, handed)
    return 3 if not whole else 4 if plan.proposals and arguments.detailed_exitcode else 0


def respond(job: Job, folder: Path | None, api: Api, event: Event | None) -> int:
    """What people did, taken in at once: nothing is asked of any source, nothing is judged."""
    with progress() as say, _state(job, folder, api) as (state, keep):
        memory = read_memory(state)
        actor = event.actor if event and event.kind != "issue_comment" else ""
        desk = Desk(api, job.name, job.config, job.now, lambda newer: _save(keep, state, newer), actor)
        say(f"{job.name}: looking at its repository")
        standing = desk.observe(memory)
        handed = desk.deliver(standing, memory, Tonight(sources=_reports(state)))
        write_memory(state, handed.memory)
        keep("After what people decided")
    _tell(job, handed)
    return 0


@contextmanager
def _state(job: Job, folder: Path | None, api: Api) -> Iterator[tuple[Path, Any]]:
    """The list's state and how to keep it: a folder on this machine, or a copy of the one on the repository's branch."""
    if folder is not None:
        yield folder / job.name, _kept
        return
    with tempfile.TemporaryDirectory() as copy:
        state = Path(copy) / job.name
        state.mkdir()
        store = Store(api, job.config.list.repository or "", job.config.delivery.state_branch, job.name, state)
        shipped = embedded("state") / job.name
        if not store.load() and shipped.is_dir():
            shutil.copytree(shipped, state, dirs_exist_ok=True)
            (state / TEXT).unlink(missing_ok=True)
        yield state, store.save


def _kept(_: str) -> None:
    """A folder on this machine needs no more."""


def _save(keep: Any, state: Path, memory: Memory) -> None:
    write_memory(state, memory)
    keep("What people decided")


def _named(reports: Mapping[SourceName, SourceReport]) -> dict[str, SourceReport]:
    return {str(name): one for name, one in reports.items()}


def _reports(state: Path) -> dict[str, SourceReport]:
    """How the sources took part in the last night."""
    runs = read_records(state / "run.jsonl", Run)
    return {one.source: SourceReport(one.status, newest=one.answered, says=one.says) for one in runs}


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
