"""The command `add`: one paper that somebody names, as a row of a list."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot import night
from bot.candidates import Learned, Newcomer, NewRow, Section
from bot.changes import path_in_diff
from bot.delivery import newrow
from bot.delivery.diff import unified
from bot.discovery import rating, row
from bot.discovery.queue import meaning
from bot.discovery.score import FEWEST_ROWS, Words
from bot.errors import BotError, UsageError
from bot.ledger import read_known, read_memory
from bot.model import Document, Known, PaperFacts, PaperId
from bot.newcomer import learn_newcomers, listed
from bot.progress import Say, progress, tell
from bot.resolving import named, resolve
from bot.rules.case import Case
from bot.sync import Job, read_case, used
from bot.text import edit
from bot.text.table import read_tables
from bot.text.titles import key

if TYPE_CHECKING:
    from bot.ports import Services

_SHOWN = 40
"""Sections that a message names at most."""


def add(job: Job, folder: Path, services: Services | None, arguments: argparse.Namespace) -> int:
    """Shows the row, its place, and why; with `apply` writes it. The exit code."""
    with progress() as say:
        say(f"{job.name}: reading the list and what is known of it")
        known, fetched = read_known(folder), bool(services and job.config.list.repository)
        job = night.fetched(job, folder, services) if services and fetched else night.stored(job, folder)
        case = read_case(job, used(known, job.config))
        section = _section(case, arguments.section)
        learned, told, code = _learned(job, case, known, services, arguments.paper, say)
        section = _likeliest(case, told) if section is None else section
        made = row.compose(case, learned.newcomer, section)
    if isinstance(made, str):
        raise BotError(f"its row can't be written: {made}", where=job.name, remedy="Write it by hand, or name another --section")
    after = _with(case, made)
    _warn(learned, folder)
    patch = unified(case.document, after, path_in_diff(job.config))
    sys.stdout.write(newrow.text(job.name, learned, made, (section, case.rows), patch))
    sys.stdout.flush()
    if arguments.apply:
        tell(f"{job.name}: the row is written to {night.write(job, folder, case.document, after, fetched=fetched)}")
    return code


def _section(case: Case, words: str | None) -> Section | None:
    """The one section with a table of papers that the words name: the heading or the whole path, else words of it.

    Without words the only one, or None where the rows of several may tell.
    """
    sections = list(dict.fromkeys(table.section for table in read_tables(case.document)))
    if not sections:
        remedy = "Papers are read from Markdown tables with a column called Title or Paper"
        raise UsageError("the list has no table of papers", where=case.source.url or case.name, remedy=remedy)
    if words is None:
        if len(sections) > 1 and len(rating.own(case)) < FEWEST_ROWS:
            raise UsageError("the list has several sections", where=case.name, remedy=f"Name one with --section: {_names(sections)}")
        return None if len(sections) > 1 else sections[0]
    wanted = key(words.replace(">", " "))
    same = [one for one in sections if wanted in (key(" ".join(one)), key(one[-1] if one else ""))]
    found = same or [one for one in sections if wanted and wanted in key(" ".join(one))]
    if len(found) != 1:
        says = "several sections are called so" if found else "no section with a table of papers is called so"
        raise UsageError(says, where=f"--section {words}", remedy=f"Name one of: {_names(found or sections)}")
    return found[0]


def _likeliest(case: Case, told: Words) -> Section:
    """The section whose rows are like it; UsageError where that isn't clear."""
    (ranking,) = rating.sections(case, [told])
    if not rating.is_clear(ranking):
        likely = _names([section for section, _ in ranking])
        raise UsageError("its section isn't clear", where=told.title, remedy=f"Name one with --section; the likeliest are: {likely}")
    section, sure = ranking[0]
    tell(f"its section by its words, with a probability of {sure:g}: {_names([section])}; --section names another")
    return section


def _names(sections: Sequence[Section]) -> str:
    shown = "; ".join(" > ".join(one) or "(no heading)" for one in sections[:_SHOWN])
    return shown + (f"; and {len(sections) - _SHOWN} more" if len(sections) > _SHOWN else "")


def _learned(job: Job, case: Case, known: Known, services: Services | None, words: str, say: Say) -> tuple[Learned, Words, int]:
    """What the sources say of the paper, its title and abstract, and 3 where one of them failed. UsageError where a row has it already."""
    given = named(words)
    if given:
        _require_new(case, Newcomer((given,), ""))
    say(f"{job.name}: looking for {words}")
    facts, names = resolve(words, services, case.today) if services else (_known(known, given, words), ())
    _require_new(case, Newcomer((facts.paper, *names), facts.title or "", facts.authors))
    found = learn_newcomers(case, job.config, known, services, [(facts, names)], say)
    learned = found.learned[facts.paper]
    _require_new(case, learned.newcomer)
    told = Words(learned.newcomer.title, facts.abstract)
    return learned, told, 3 if any(one.status in ("failed", "partial") for one in found.reports.values()) else 0


def _known(known: Known, given: PaperId | None, words: str) -> PaperFacts:
    """What arXiv said of the paper when it was asked, for want of the network."""
    found = [one for one in known.facts if one.paper == given and one.source == "arxiv" and one.title]
    if not found:
        raise UsageError("nothing is known of it", where=words, remedy="Leave out --offline, or give the arXiv id of a candidate")
    return max(found, key=lambda one: (one.version or 0, one.read_at))


def _require_new(case: Case, newcomer: Newcomer) -> None:
    entry = listed(case, newcomer)
    if entry:
        name = next((str(one) for one in newcomer.ids if one in entry.ids), "a row of that title")
        says = f"the list has it already: {name} in line {entry.row.line}, “{entry.title}”"
        raise UsageError(says, where=str(newcomer.paper), remedy=f"See python -m bot explain {entry.row.line}")


def _with(case: Case, made: NewRow) -> Document:
    """The list with the row."""
    after, refused = edit.apply(case.document, case.rows, [[made.edit]])
    for reason in refused.values():
        raise BotError(f"its row can't be added: {reason}", where=case.name, remedy="Run again")
    return after


def _warn(learned: Learned, folder: Path) -> None:
    """What somebody who adds it may not know."""
    name = str(learned.newcomer.paper)
    if learned.withdrawn:
        tell(f"{name}: its newest comment on arXiv says that it was withdrawn")
    if meaning(name) in read_memory(folder).refused:
        tell(f"{name}: it was refused before")
