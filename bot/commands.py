"""The commands: files, the clock, the environment, the services."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import night
from bot.config import ListConfig, embedded, read_lists, read_venues
from bot.delivery import report
from bot.errors import BotError, UsageError
from bot.ledger import read_known
from bot.model import Evidence
from bot.progress import failed, tell
from bot.sync import Job
from bot.text.venues import VenueBook

if TYPE_CHECKING:
    from bot.ports import Services


def sync(arguments: argparse.Namespace, stopping: threading.Event | None = None) -> int:
    """Every list in turn, until it is to stop: one that fails doesn't stop the others."""
    now = _clock(arguments.as_of)
    lists, book = _lists(arguments), read_venues(_folder(arguments.config, "config"))
    # What comes with the bot is read, never written.
    state = Path("state") if arguments.apply and arguments.state is None else _folder(arguments.state, "state")
    services = None if arguments.offline else _services(book)
    codes = set[int]()
    for name, config in lists.items():
        if stopping and stopping.is_set():
            break
        try:
            codes.add(night.run(Job(name, config, b"", Evidence("list", "", "", now.date()), book, now), state / name, services, arguments))
        except BotError as problem:
            codes.add(failed(problem))
    return min(codes - {0}, default=0)


def schedule(arguments: argparse.Namespace) -> int:
    """Sync by the clock. What is wrong with the options is said now, not at night; what fails at night is said, and the clock goes on."""
    from bot import clock

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
    clock.run(arguments.cron, tonight)
    return 0


def history(arguments: argparse.Namespace) -> int:
    """What moved, on standard output."""
    from bot import history as counts

    since = _day(arguments.since)
    for name in read_lists(_folder(arguments.config, "config"), arguments.list):
        folder = _folder(arguments.state, "state") / name
        moves = counts.moved(folder, since, arguments.paper)
        if arguments.format == "table":
            titles = {str(fact.paper): fact.title for fact in read_known(folder).facts if fact.title}
            sys.stdout.write(
                report.moves(name, moves, titles, since, [counts.sparkline(m.counts) if sys.stdout.isatty() else "" for m in moves])
            )
        else:
            sys.stdout.write({"csv": counts.as_csv, "json": counts.as_json}[arguments.format](moves))
    return 0


def _lists(arguments: argparse.Namespace) -> dict[str, ListConfig]:
    if not (arguments.dry_run or arguments.apply):
        remedy = "Add --dry-run to see them or --apply to write them"
        raise UsageError("there is no way to hand in proposals", where=arguments.command, remedy=remedy)
    return read_lists(_folder(arguments.config, "config"), arguments.list)


def _services(book: VenueBook) -> Services:
    from bot import environment
    from bot.sources import services

    return services(environment.read(os.environ), book)


def _clock(when: str | None) -> datetime:
    """The time of the run in UTC."""
    if when is None:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(when)
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as problem:
        remedy = "Write it as 2026-11-22 or 2026-11-22T05:17:00Z"
        raise UsageError(f"{when!r} is no date or time", where="--as-of", remedy=remedy) from problem


def _day(when: str | None) -> date:
    if when is None:
        return datetime.now(UTC).date() - timedelta(days=30)
    try:
        return date.fromisoformat(when)
    except ValueError as problem:
        raise UsageError(f"{when!r} is no date", where="--since", remedy="Write it as 2026-11-22") from problem


def _folder(given: str | None, name: str) -> Path:
    """The folder given, the one of that name here, or the one that comes with the bot."""
    if given is not None:
        return Path(given)
    return Path(name) if Path(name).is_dir() else embedded(name)
