"""Where a list's state is kept: a folder on this machine, or a copy of the one on the repository's state branch."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from bot.config import embedded
from bot.desk.store import Store
from bot.errors import StateError
from bot.githubapi import Api
from bot.ledger import TEXT, read_memory, write_memory
from bot.standing import Memory
from bot.sync import Job


class State(Protocol):
    """A list's folder. `published`: files of it that others read, by their git names."""

    folder: Path
    published: dict[str, str]

    @property
    def fresh(self) -> bool:
        """Whether there was none: of a new list, or after it was lost."""
        ...

    def refresh(self) -> None: ...

    def save(self, message: str) -> bool: ...


@dataclass(slots=True)
class Folder:
    """On this machine: there is nothing to fetch, and nothing more to keep."""

    folder: Path
    published: dict[str, str] = field(default_factory=dict)

    @property
    def fresh(self) -> bool:
        return not (self.folder / "pulls.jsonl").exists()

    def refresh(self) -> None:
        pass

    def save(self, _: str) -> bool:
        return False


@contextmanager
def opened(job: Job, folder: Path | None, api: Api) -> Iterator[State]:
    """The list's state: in that folder; without one, from the state branch, or from what comes with the bot where there is none."""
    if folder is not None:
        yield Folder(folder / job.name)
        return
    with tempfile.TemporaryDirectory() as copy:
        state = Path(copy) / job.name
        state.mkdir()
        repository, branch = job.config.list.repository or "", job.config.delivery.state_branch
        store = Store(api, repository, branch, job.name, state)
        shipped = embedded("state") / job.name
        if not store.load() and shipped.is_dir():
            shutil.copytree(shipped, state, dirs_exist_ok=True)
            (state / TEXT).unlink(missing_ok=True)
        try:
            yield store
        except StateError as problem:
            where = problem.where.replace(copy, f"{repository}, branch {branch}")
            raise StateError(problem.what, where=where, remedy=problem.remedy) from problem


def keep(state: State, memory: Memory, message: str) -> Memory:
    """The memory into the state; decisions of another run that are there stay, the later of two. What is there then."""
    there = {one.fingerprint: one for one in read_memory(state.folder).decisions}
    for one in memory.decisions:
        old = there.get(one.fingerprint)
        if old is None or one.at >= old.at:
            there[one.fingerprint] = one
    write_memory(state.folder, replace(memory, decisions=tuple(there[key] for key in sorted(there))))
    state.save(message)
    return read_memory(state.folder)
