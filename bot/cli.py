"""The door: arguments, files, the clock, exit codes. What isn't needed for `--help` is imported late."""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING

from bot import __version__
from bot.errors import BotError, StaleFileError, UnreadableListError, UsageError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.config import ListConfig
    from bot.model import Evidence, Plan
    from bot.progress import Say
    from bot.text.venues import VenueBook

_ENDS = """exit codes, the first that applies:
  1  failed: the message says what, where, and what to do
  2  wrong usage or configuration
  3  done, but a source failed
  4  there are proposals (only with --detailed-exitcode)
  0  done
"""


def main(argv: list[str] | None = None) -> int:
    """Runs a command; expected failures become one message and an exit code."""
    sys.stderr = sys.stderr or io.StringIO()  # closed: what is said there is for nobody
    arguments = _parser().parse_args(argv)
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return _sync(arguments)
    except BotError as problem:
        return _failed(problem)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as problem:
        where = str(problem.filename or "output")
        return _failed(BotError(problem.strerror or str(problem), where=where, remedy="Check its name, rights and space"))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paperlist-bot",
        description="Keeps curated paper lists true: proposes corrections, each with its evidence.",
        epilog=_ENDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"paperlist-bot {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sync = commands.add_parser(
        "sync",
        help="check lists and propose corrections",
        description="Reads each list, judges its rows by what is known of their papers, and shows or makes corrections.",
        epilog=_ENDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sync.add_argument(
        "--list",
        metavar="NAME",
        action="append",
        default=[],
        help="check this list only (may be repeated); default: every list of the folder",
    )
    sync.add_argument("--config", metavar="DIR", help="folder with one NAME.toml per list (default: config)")
    sync.add_argument("--state", metavar="DIR", help="folder with what is known of each list (default: state)")
    what = sync.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show the corrections and the exact diff; change nothing")
    what.add_argument("--apply", action="store_true", help="write the corrections into the list's file on this machine")
    sync.add_argument("--offline", action="store_true", help="judge by the state folder alone; never use the network")
    sync.add_argument(
        "--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC: nothing learned later counts (default: now)"
    )
    sync.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="how to print the plan; json is one line per list (default: text)",
    )
    sync.add_argument("--detailed-exitcode", action="store_true", help="exit with 4 if there are proposals")
    return parser


def _sync(arguments: argparse.Namespace) -> int:
    """Every list in turn: one that fails doesn't stop the others."""
    if not (arguments.dry_run or arguments.apply):
        raise UsageError("there is no way to hand in proposals", where="sync", remedy="Add --dry-run to see them or --apply to write them")
    from bot.config import read_lists, read_venues
    from bot.progress import progress, tell

    now = _clock(arguments.as_of)
    config = _folder(arguments.config, "config")
    state = _folder(arguments.state, "state")
    lists = read_lists(config, arguments.list)
    book = read_venues(config)
    if not arguments.offline:
        tell("no service is asked yet in this version: judging by the state folder alone")
    codes = set[int]()
    for name, one in lists.items():
        try:
            with progress() as say:
                plan = _plan(name, one, state / name, book, now, say)
            if not plan.rows:
                tell(f"{name}: it has no table of papers with a title column; only its text is checked")
            _show(plan, arguments.format)
            if arguments.apply:
                _apply(plan, _file(one, state / name))
        except BotError as problem:
            codes.add(_failed(problem))
        else:
            codes |= {4} if plan.proposals and arguments.detailed_exitcode else set()
    return min(codes, default=0)


def _plan(name: str, config: ListConfig, folder: Path, book: VenueBook, now: datetime, say: Say) -> Plan:
    from bot.ledger import read_known
    from bot.progress import tell
    from bot.sync import sync

    say(f"{name}: reading the list and what is known of it")
    known = read_known(folder)
    if not (known.facts or known.claims):
        tell(f"{folder}: nothing is known of this list's papers; only what the list itself shows is judged")
    text, source = _text(config, folder, now)
    say(f"{name}: judging")
    return sync(name, config, text, source, known, book, now)


def _text(config: ListConfig, folder: Path, now: datetime) -> tuple[bytes, Evidence]:
    """The list's bytes, and where and when they were read."""
    from bot.ledger import TextSource, read_records
    from bot.model import Evidence

    path = _file(config, folder)
    if not path.is_file() and config.list.repository:
        raise UnreadableListError(
            "nothing is known of this list: its text was never read",
            where=str(folder),
            remedy="Give the right --state, or set file instead of repository in its configuration",
        )
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UnreadableListError(
            f"the list can't be read ({problem.strerror})", where=str(path), remedy="Check file in its configuration"
        ) from problem
    known = read_records(folder / "text.jsonl", TextSource) if config.list.repository else ()
    source = known[0] if known else TextSource(str(path), now.date())
    return data, Evidence("list", "", source.url, source.read_at)


def _file(config: ListConfig, folder: Path) -> Path:
    """The list's file on this machine: its own, or the copy of a repository's list in the state folder."""
    from pathlib import Path

    from bot.ledger import TEXT

    return Path(config.list.file) if config.list.file else folder / TEXT


def _show(plan: Plan, form: str) -> None:
    """The plan on standard output and, where GitHub Actions names a file for it, in the job summary."""
    from bot.delivery import planfile, report

    write = {"text": report.text, "markdown": report.markdown, "json": planfile.dumps}[form]
    if sys.stdout is None:
        raise BotError("it is closed", where="standard output", remedy="Leave it open: the plan is printed there")
    sys.stdout.write(write(plan))
    sys.stdout.flush()
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with open(summary, "a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(report.summary(plan))
        except OSError as problem:
            raise BotError(
                f"the job summary can't be written ({problem.strerror})", where=summary, remedy="Check GITHUB_STEP_SUMMARY"
            ) from problem


def _apply(plan: Plan, path: Path) -> None:
    from bot.ledger import replace_bytes
    from bot.progress import tell

    if not plan.proposals:
        return
    try:
        if path.read_bytes() != plan.before.data:
            raise StaleFileError("it changed while it was judged, so nothing was written", where=str(path), remedy="Run again")
        replace_bytes(path, plan.after.data)
    except OSError as problem:
        raise BotError(
            f"it can't be written ({problem.strerror})", where=str(path), remedy="Check the rights of the file and its folder"
        ) from problem
    tell(f"{plan.list}: {len(plan.proposals)} corrections written to {path}")


def _clock(when: str | None) -> datetime:
    """The time of the run in UTC."""
    from datetime import UTC, datetime

    if when is None:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(when)
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as problem:
        remedy = "Write it as 2026-11-22 or 2026-11-22T05:17:00Z"
        raise UsageError(f"{when!r} is no date or time", where="--as-of", remedy=remedy) from problem


def _folder(given: str | None, name: str) -> Path:
    """The folder given, the one of that name here, or the one that comes with the bot."""
    from pathlib import Path

    from bot.config import embedded

    if given is not None:
        return Path(given)
    return Path(name) if Path(name).is_dir() else embedded(name)


def _failed(problem: BotError) -> int:
    from bot.delivery.words import clean

    print(f"paperlist-bot: {clean(str(problem))}", file=sys.stderr)
    return problem.exit_code
