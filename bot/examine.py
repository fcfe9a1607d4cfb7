"""One list examined: what GitHub shows of its repository, its text, what the bot remembers of it. Reads only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from github.GithubException import GithubException

from bot.config import ListConfig
from bot.delivery import barriers, rights
from bot.delivery.checkup import Check, fail, ok, warn
from bot.delivery.report import count
from bot.delivery.rights import Holder, Home, Workflow
from bot.desk import survey
from bot.desk.branches import head_of
from bot.desk.reading import KINDS, branch_of
from bot.desk.store import Store
from bot.desk.survey import HomeData, Unseen, look
from bot.desk.terrain import Terrain
from bot.errors import BotError, SourceError
from bot.githubapi import Api
from bot.ledger import Run, read_known, read_memory, read_records
from bot.onboarding_files import WORKFLOW
from bot.sources.github import content
from bot.text import document
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.venues import VenueBook

STALE = 2
"""Days without a run from which that is said."""


@dataclass(frozen=True, slots=True)
class Case:
    """A list and what it is looked at with; `state`: the folder on this machine that holds what is known, if not the repository."""

    name: str
    config: ListConfig
    book: VenueBook
    now: datetime
    state: Path | None


def local(case: Case) -> Iterator[Check]:
    """A list in a file."""
    path = case.config.list.file or ""
    yield from _step("list", lambda: [_list(case, _bytes(path), path)])
    if case.state:
        yield from _step("state", lambda: _remembered(case, case.state or Path(), "the state folder", "Run sync"))


def examined(api: Api, case: Case, holder: Holder) -> Iterator[Check]:
    """A list in a repository."""
    configured = case.config.list.repository or ""
    try:
        seen = look(api, f"/repos/{configured}", HomeData)
    except SourceError as problem:
        yield fail("repository", f"GitHub: {problem.what}", "Try again later; nothing more of it was looked at")
        return
    if isinstance(seen, Unseen):
        yield _hidden(seen, configured)
        return
    yield from _Exam(api, case, holder, survey.home(seen), case.config.list.branch or seen["default_branch"], seen["default_branch"]).run()


def _hidden(seen: Unseen, name: str) -> Check:
    if seen.sso:
        remedy = "Settings > Developer settings > the token: Configure SSO, and authorise it for the organisation"
        return fail("repository", "its organisation wants the token to be authorised", remedy)
    if seen.status == 404:
        return fail(
            "repository", f"GitHub shows this token no {name}", "Check repository in its file; a private one needs a token that may read it"
        )
    return fail("repository", f"GitHub answers {seen.status} for {name}", "Open its page: it says why")


@dataclass(slots=True)
class _Exam:
    """One repository that can be seen."""

    api: Api
    case: Case
    holder: Holder
    home: Home
    base: str
    default: str
    workflow: Workflow | Unseen | None = None

    @property
    def root(self) -> str:
        return f"/repos/{self.home.name}"

    @property
    def found(self) -> Workflow | None:
        return None if isinstance(self.workflow, Unseen) else self.workflow

    def run(self) -> Iterator[Check]:
        yield from rights.repository(self.home, self.case.config.list.repository or "")
        yield from _step("list", self._text)
        workflow = [*_step("workflow", self._workflow)]
        yield from _step("rights", self._rights)
        yield from rights.features(self.home, dashboard=self.case.config.delivery.dashboard)
        yield from _step("actions", lambda: [rights.opening(self.holder, self.found, allowed=survey.may_open(self.api, self.root))])
        yield from _step("branches", self._branches)
        yield from workflow
        yield from _step("state", self._state)

    def _text(self) -> Iterable[Check]:
        path, tip = self.case.config.list.path, head_of(self.api, self.root, self.base)
        if tip is None:
            return [fail("list", f"there is no branch {self.base}", "Correct branch in its file, or leave it empty")]
        try:
            data = content(self.api, self.home.name, path, tip, path)
        except GithubException as problem:
            return [fail("list", f"GitHub shows no {path} on {self.base} ({problem.status})", "Correct path and branch in its file")]
        return [_list(self.case, data, f"{path} on {self.base}")]

    def _workflow(self) -> Iterable[Check]:
        self.workflow = Unseen(0)
        self.workflow = survey.workflow(self.api, self.root, self.default, WORKFLOW)
        return [rights.workflow(self.found, self.home, seen=not isinstance(self.workflow, Unseen))]

    def _rights(self) -> Iterable[Check]:
        return [rights.rights(self.holder, self.home, survey.refused(self.api, self.root, self.base), self.found)]

    def _branches(self) -> Iterator[Check]:
        policy, terrain = self.case.config.delivery, Terrain(self.api, self.home, self.holder)
        above = [policy.branch_prefix.rpartition("/")[0]] if "/" in policy.branch_prefix else []
        yield from barriers.in_the_way(
            policy.branch_prefix, {name: head_of(self.api, self.root, name) is not None for name in above if name}
        )
        grounds = [terrain.ground(branch_of(self.case.config, kind), rebuilt=True) for kind in KINDS]
        grounds += [] if self.case.state else [terrain.ground(policy.state_branch, rebuilt=False)]
        yield from barriers.ways(grounds, signs=self.holder.signs)
        base = terrain.ground(self.base, rebuilt=False)
        yield from barriers.merging(base, signs=self.holder.signs, actions=self.holder.kind == "actions")

    def _state(self) -> Iterator[Check]:
        remedy = rights.switch_on(self.found, self.home)
        if self.case.state:
            yield from _remembered(self.case, self.case.state, "the state folder", remedy)
            return
        branch = self.case.config.delivery.state_branch
        with tempfile.TemporaryDirectory() as copy:
            folder = Path(copy) / self.case.name
            store = Store(self.api, self.home.name, branch, self.case.name, folder)
            store.load()
            if store.head is None:
                yield warn("state", f"there is no branch {branch} yet", "The first night makes it; if there were nights before, restore it")
            else:
                yield from _remembered(self.case, folder, f"the branch {branch}", remedy)


def _remembered(case: Case, folder: Path, place: str, remedy: str) -> Iterator[Check]:
    """What is known of the list can be read, and is of late."""
    try:
        known, memory = read_known(folder), read_memory(folder)
        runs = read_records(folder / "run.jsonl", Run)
    except BotError as problem:
        where = problem.where.replace(f"{folder.parent}/", "")
        yield fail("state", f"{place}: {where}: {problem.what}", problem.remedy)
        return
    yield ok("state", f"{place} holds {count(len(known.facts), 'record')} of papers and {count(len(memory.decisions), 'decision')}")
    if not runs:
        yield warn("last run", "there was none yet", remedy)
        return
    at = max(one.at for one in runs)
    yield _age(at, case.now, remedy)


def _age(at: str, now: datetime, remedy: str) -> Check:
    try:
        days = (now - datetime.fromisoformat(at)).days
    except (ValueError, TypeError):
        return warn("last run", f"it was at {at!r}, which is no time", "The next run mends it")
    if days >= STALE:
        says = f"{count(days, 'day')} ago ({at[:10]}); GitHub switches schedules off after 60 days without activity"
        return warn("last run", says, remedy)
    return ok("last run", f"at {at}")


def _list(case: Case, data: bytes, place: str) -> Check:
    """That papers can be read from it."""
    document.require_text(data, place)
    entries = list(read_entries(read_rows(document.read(data)), case.book))
    if not entries:
        remedy = "Name the list's file in its configuration; papers are read from Markdown tables with a column called Title or Paper"
        return fail("list", f"{place} holds no table of papers", remedy)
    return ok("list", f"{place}: {count(len(entries), 'row')}")


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise BotError(f"{path} can't be read ({problem.strerror})", where=path, remedy="Check file in its configuration") from problem


def _step(what: str, step: Callable[[], Iterable[Check]]) -> Iterator[Check]:
    """A step's checks; one that fails is a check itself, and the next goes on."""
    try:
        yield from step()
    except SourceError as problem:
        yield warn(what, f"GitHub: {problem.what}", "Try again later")
    except BotError as problem:
        yield fail(what, problem.what, problem.remedy)
    except GithubException as problem:
        yield warn(what, f"GitHub answers {problem.status}: it can't be seen with this token", "Give the token the right to read it")
