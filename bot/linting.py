"""The command `lint`: what a list's text alone shows. Asks nobody, knows nothing of other nights, writes nothing."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.config import ListConfig, Place, embedded, read_lists, read_venues
from bot.delivery.report import snippet
from bot.delivery.words import clean
from bot.errors import BotError, UsageError
from bot.model import Evidence, Finding, Known, Proposal
from bot.progress import failed
from bot.rules import RULES
from bot.sync import Job, kept, read_case
from bot.text import keep
from bot.text.venues import VenueBook

LINTED = ("contents", "ragged", "numbering", "order", "duplicate", "dated", "identity", "impossible", "encoding")
"""Rules that need no facts."""


def run(arguments: argparse.Namespace) -> int:
    """Prints what is found in the files; 1 where something is, 2 where one can't be read, else 0."""
    folder = Path(arguments.config or ("config" if Path("config").is_dir() else embedded("config")))
    book, codes = read_venues(folder), {0}
    for file, config in _files(arguments, folder):
        try:
            found = lint(file, config, book)
        except BotError as problem:
            failed(problem)
            codes.add(2)
        else:
            sys.stdout.write("".join(f"{_FORMATS[arguments.format](file, one)}\n" for one in found))
            codes.add(1 if found else 0)
    return max(codes)


def lint(file: str, config: ListConfig, book: VenueBook) -> list[Finding]:
    """What is found in that file, by line. BotError where it can't be read."""
    now = datetime.now(UTC)
    try:
        data = Path(file).read_bytes()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(f"it can't be read ({reason})", where=file, remedy="Check its name and rights") from problem
    case = read_case(Job(Path(file).name, config, data, Evidence("list", "", file, now.date()), book, now), Known())
    answers = [answer for name in LINTED if config.rule(name).enabled for answer in RULES[name](case)]
    found = [one for answer in answers for one in ([answer] if isinstance(answer, Finding) else _told(answer))]
    return sorted(keep.spare(kept(case, config), (), found)[1], key=lambda one: one.lines)


def _files(arguments: argparse.Namespace, folder: Path) -> list[tuple[str, ListConfig]]:
    """The files to look at. One that a list of the folder names is judged as that list says."""
    if arguments.files and arguments.list:
        raise UsageError("it names lists, and files are given", where="--list", remedy="Give one of the two")
    if not arguments.files:
        lists = read_lists(folder, arguments.list)
        found = [(one.list.file, one) for one in lists.values() if one.list.file]
        if not found:
            raise UsageError("none of its lists is a file here", where=str(folder), remedy="Name the files: lint README.md")
        return found
    lists = read_lists(folder, []) if any(folder.glob("*.toml")) else {}
    known = {os.path.realpath(_home(folder, one)): one for one in lists.values()}
    return [(file, known.get(os.path.realpath(file), ListConfig(Place(file=file)))) for file in arguments.files]


def _home(folder: Path, config: ListConfig) -> Path:
    """Where the list is on this machine, if its configuration stands in its own repository."""
    return Path(config.list.file) if config.list.file else folder.parent / config.list.path


def _told(proposal: Proposal) -> Iterator[Finding]:
    """A correction as what is to be seen in each of its lines."""
    for line in proposal.lines:
        swaps = dict.fromkeys(snippet(edit) for edit in proposal.edits if edit.line == line)
        says = "; ".join(f"“{old}” should be “{new}”" for old, new in swaps)
        yield Finding(proposal.rule, proposal.paper, proposal.title, (line,), says)


def _says(finding: Finding) -> str:
    others = [str(line) for line in finding.lines[1:] if not re.search(rf"\b{line}\b", finding.says)]
    more = f" (also line{'s' if len(others) > 1 else ''} {', '.join(others)})" if others else ""
    return f"{finding.title}: {finding.says}{more}"


def _line(finding: Finding) -> int:
    return finding.lines[0] if finding.lines else 1


def _text(file: str, finding: Finding) -> str:
    return f"{clean(file)}:{_line(finding)}: {clean(_says(finding))} ({finding.rule})"


def _json(file: str, finding: Finding) -> str:
    shown = {"file": file, "line": _line(finding), "lines": finding.lines, "rule": finding.rule, "paper": finding.paper}
    return json.dumps({"schema": 1, **shown, "title": finding.title, "says": finding.says})


def _github(file: str, finding: Finding) -> str:
    """An annotation of GitHub Actions, by its workflow commands."""
    place = {"file": file, "line": str(_line(finding)), "title": f"paperlist-bot: {finding.rule}"}
    named = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in place.items())
    return f"::warning {named}::{_escaped(_says(finding))}"


def _escaped(text: str, more: Sequence[str] = "") -> str:
    return "".join(f"%{ord(char):02X}" if char in ("%", "\r", "\n", *more) else char for char in text)


_FORMATS = {"text": _text, "json": _json, "github": _github}
