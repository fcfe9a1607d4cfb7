"""The commands: files, the clock, the environment, the services."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot import night
from bot.config import ListConfig, embedded, read_lists, read_venues
from bot.delivery import moving
from bot.errors import BotError, UsageError
from bot.ledger import read_known
from bot.model import Evidence
from bot.moments import clock, day
from bot.progress import failed, tell
from bot.sync import Job
from bot.text.venues import VenueBook

if TYPE_CHECKING:
    from bot.githubapi import Api
    from bot.ports import Services

_WORST = (1, 2, 5, 3, 4)
"""Exit codes, the first that applies first."""


def sync(arguments: argparse.Namespace, stopping: threading.Event | None = None) -> int:
    """Every list in turn, until it is to stop: one that fails doesn't stop the others."""
    now = clock(arguments.as_of)
    lists, book = _lists(arguments), read_venues(_folder(arguments.config, "config"))
    # What comes with the bot is read, never written.
    state: Path | None = Path("state") if arguments.apply and arguments.state is None else _folder(arguments.state, "state")
    services, api = None if arguments.offline else _services(book), None
    if not (arguments.dry_run or arguments.apply):
        from bot import event

        api, state = _api(lists), None if arguments.state is None else Path(arguments.state)
        if event.in_fork():
            return 0
    codes = set[int]()
    for name, config in lists.items():
        if stopping and stopping.is_set():
            break
        job = Job(name, config, b"", Evidence("list", "", "", now.date()), book, now)
        try:
            codes.add(_night(job, state, services, api, arguments))
        except BotError as problem:
            codes.add(failed(problem))
    return next((code for code in _WORST if code in codes), 0)


def _night(job: Job, state: Path | None, services: Services | None, api: Api | None, arguments: argparse.Namespace) -> int:
    """One list's run: handed in where there is an API for it, else shown or applied."""
    if api and services:
        from bot import handover

        return handover.sync(job, state, services, api, arguments)
    here = not arguments.dry_run or arguments.offline or arguments.state is not None
    with _known(job, state or Path("state"), given=here) as folder:
        return night.run(job, folder, services, arguments)


@contextmanager
def _known(job: Job, state: Path, *, given: bool) -> Iterator[Path]:
    """What is known of a list: its folder, if that was given or is here; else a copy of what its repository keeps, with a token."""
    if given or not job.config.list.repository or (Path("state") / job.name).is_dir() or not os.environ.get("GITHUB_TOKEN", "").strip():
        yield state / job.name
        return
    from bot import environment, keeping
    from bot.githubapi import Api

    settings = environment.read(os.environ)
    with keeping.opened(job, None, Api(settings.github, settings.github_token)) as there:
        yield there.folder


def respond(arguments: argparse.Namespace) -> int:
    """What people did on GitHub, taken in: that of one event, or of all lists where none is named."""
    from bot import event, handover

    now, book = clock(arguments.as_of), read_venues(_folder(arguments.config, "config"))
    lists = read_lists(_folder(arguments.config, "config"), arguments.list)
    happened = event.read()
    if event.in_fork():
        return 0
    api = _api(lists)
    codes = set[int]()
    for name, config in lists.items():
        job = Job(name, config, b"", Evidence("list", "", "", now.date()), book, now)
        if happened is None or happened.concerns(job, api):
            try:
                codes.add(handover.respond(job, None if arguments.state is None else Path(arguments.state), api, happened))
            except BotError as problem:
                codes.add(failed(problem))
    return next((code for code in _WORST if code in codes), 0)


def init(arguments: argparse.Namespace) -> int:
    """A new list: how it is read, and its files."""
    from bot import onboard

    return onboard.run(arguments)


def doctor(arguments: argparse.Namespace) -> int:
    """Whether the bot can do its work for these lists, and what to do where it can't."""
    from bot import doctor

    folder = _folder(arguments.config, "config")
    return doctor.run(read_lists(folder, arguments.list), read_venues(folder), clock(arguments.as_of), arguments)


def _api(lists: Mapping[str, ListConfig]) -> Api:
    """GitHub, to write to; UsageError where a list is in no repository, or there is no token."""
    from bot import environment
    from bot.githubapi import Api

    for name, config in lists.items():
        if not config.list.repository:
            remedy = "Add --dry-run to see them or --apply to write them, or set repository in its configuration"
            raise UsageError("there is no way to hand in proposals for a file", where=name, remedy=remedy)
    settings = environment.read(os.environ)
    if not settings.github_token:
        remedy = "Set it to a token that may write to the list's repository, or add --dry-run"
        raise UsageError("it isn't set, so nothing can be handed in", where="GITHUB_TOKEN", remedy=remedy)
    return Api(settings.github, settings.github_token)


def schedule(arguments: argparse.Namespace) -> int:
    """Sync by the clock. What is wrong with the options is said now, not at night; what fails at night is said, and the clock goes on."""
    from bot.clock import run

    def tonight(stopping: threading.Event) -> None:
        try:
            sync(arguments, stopping)
        except BotError as problem:
            failed(problem)
        except OSError as problem:
            tell(f"{problem.filename or 'output'}: {problem.strerror or problem}")

    _lists(arguments)
    book = read_venues(_folder(arguments.config, "config"))
    if not arguments.offline:
        _services(book)
    run(arguments.cron, tonight)
    return 0


def history(arguments: argparse.Namespace) -> int:
    """What moved, on standard output."""
    from bot import history as counts

    since = day(arguments.since)
    for name in read_lists(_folder(arguments.config, "config"), arguments.list):
        folder = _folder(arguments.state, "state") / name
        moves = counts.moved(folder, since, arguments.paper)
        if arguments.format == "table":
            titles = {str(fact.paper): fact.title for fact in read_known(folder).facts if fact.title}
            sys.stdout.write(
                moving.moves(name, moves, titles, since, [counts.sparkline(m.counts) if sys.stdout.isatty() else "" for m in moves])
            )
        else:
            sys.stdout.write({"csv": counts.as_csv, "json": counts.as_json}[arguments.format](moves))
    return 0


def explain(arguments: argparse.Namespace) -> int:
    """What is known of one paper, on standard output; UsageError where no list has it."""
    from bot.explaining import explain

    found = sum(explain(job, folder, arguments.paper, arguments.format) for job, folder in _each(arguments))
    if not found:
        remedy = "Give an arXiv id, a DOI or URL as in the list, the title or words of it, or the number of a line"
        raise UsageError("no row of these lists is this paper's", where=arguments.paper, remedy=remedy)
    return 0


def candidates(arguments: argparse.Namespace) -> int:
    """The queue of each list, on standard output."""
    from bot import queueing

    for job, folder in _each(arguments):
        queueing.show(job, folder, arguments)
    return 0


def _each(arguments: argparse.Namespace) -> Iterator[tuple[Job, Path]]:
    """Each list, with the folder of what is known of it."""
    now, book = clock(arguments.as_of), read_venues(_folder(arguments.config, "config"))
    for name, config in read_lists(_folder(arguments.config, "config"), arguments.list).items():
        job = Job(name, config, b"", Evidence("list", "", "", now.date()), book, now)
        with _known(job, _folder(arguments.state, "state"), given=arguments.state is not None) as folder:
            yield job, folder


def add(arguments: argparse.Namespace) -> int:
    """One paper as a row of one list; UsageError where it isn't clear of which."""
    from bot.adding import add

    now, book = clock(arguments.as_of), read_venues(_folder(arguments.config, "config"))
    lists = read_lists(_folder(arguments.config, "config"), arguments.list)
    if len(lists) != 1:
        raise UsageError("it isn't clear to which list", where="--list", remedy=f"Name one of: {', '.join(lists)}")
    ((name, config),) = lists.items()
    job = Job(name, config, b"", Evidence("list", "", "", now.date()), book, now)
    state = Path("state") if arguments.apply and arguments.state is None else _folder(arguments.state, "state")
    here = arguments.apply or arguments.offline or arguments.state is not None
    with _known(job, state, given=here) as folder:
        return add(job, folder, None if arguments.offline else _services(book), arguments)


def _lists(arguments: argparse.Namespace) -> dict[str, ListConfig]:
    if arguments.offline and not (arguments.dry_run or arguments.apply):
        remedy = "Add --dry-run to see them or --apply to write them, or leave out --offline"
        raise UsageError("proposals can't be handed in without the network", where="--offline", remedy=remedy)
    return read_lists(_folder(arguments.config, "config"), arguments.list)


def _services(book: VenueBook) -> Services:
    from bot import environment
    from bot.sources import services

    return services(environment.read(os.environ), book)


def _folder(given: str | None, name: str) -> Path:
    """The folder given, the one of that name here, or the one that comes with the bot."""
    if given is not None:
        return Path(given)
    return Path(name) if Path(name).is_dir() else embedded(name)
