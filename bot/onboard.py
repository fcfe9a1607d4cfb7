"""A new list: how the bot reads it, and the files with which it starts, written here or proposed as a pull request."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException

from bot import environment, onboarding_files
from bot.config import ListConfig, Place, read_venues
from bot.delivery import report
from bot.delivery.words import Markdown, Plain, Style, clean
from bot.desk import branches
from bot.desk.shapes import Home, PullData, Sha, TreeOf
from bot.errors import BotError, SourceError, UnreadableListError, UsageError
from bot.githubapi import Api
from bot.ledger import replace_bytes
from bot.model import Document, Evidence, Known, Plan, Row
from bot.progress import progress, tell
from bot.rules.case import Case
from bot.sources.github import GitHub
from bot.sync import Job, read_case, sync
from bot.text.cells import split
from bot.text.document import content
from bot.text.table import code_lines, read_rows
from bot.text.titles import plain

BRANCH = "bot/setup"
TITLE = "Set up paperlist-bot"
SHOWN = 20
"""Lines at the most of what isn't read, or not whole."""

_RIGHTS = "its rights are contents, pull requests and workflows (fine-grained: read and write; classic: the scopes repo and workflow)"
_SLUG = re.compile(r"(?:https://github\.com/)?([A-Za-z0-9-]{1,39}/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}?)(?:\.git)?/?")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def run(arguments: argparse.Namespace) -> int:
    """`init`: says how the list is read, then gives it its files."""
    is_file = arguments.target.lower().endswith((".md", ".markdown")) or Path(arguments.target).is_file()
    slug = None if is_file else _SLUG.fullmatch(arguments.target)
    settings, folder = environment.read(os.environ), _folder(arguments.config)
    if not slug and arguments.pr:
        raise UsageError("it needs a list on GitHub", where="--pr", remedy="Name the list's repository as OWNER/REPO")
    if arguments.pr and not settings.github_token:
        raise UsageError("it needs a token", where="--pr", remedy=f"Set GITHUB_TOKEN; {_RIGHTS}")
    api = Api(settings.github, settings.github_token) if slug else None
    with progress() as say:
        say(f"{arguments.target}: reading the list")
        job = _fetched(api, slug[1], arguments) if api and slug else _local(arguments.target, folder)
        place, plan, case = job.config.list, sync(job, Known()), read_case(job, Known())
        reading = shown(plan, case, Plain())
        release = _release(api) if api else ""
    files = {
        f"{folder}/{job.name}.toml": onboarding_files.configuration(place).encode(),
        **{path: text.encode() for path, text in onboarding_files.workflows(place, folder, release).items()},
    }
    sys.stdout.write(f"{reading}\n")
    sys.stdout.flush()
    if api and arguments.pr:
        body = onboarding_files.body(shown(plan, case, Markdown()), files)
        sys.stdout.write(f"Proposed: {clean(propose(api, place.repository or '', place.branch, files, TITLE, body))}\n")
    else:
        _write(files)
        sys.stdout.write("".join(f"Written: {path}\n" for path in files))
    sys.stdout.write(f"\n{onboarding_files.NEXT}" if api else "")
    return 0


def _folder(given: str | None) -> str:
    """The configuration's folder, from the repository's top."""
    path = PurePosixPath(given or "config")
    if path.is_absolute() or ".." in path.parts or not path.name:
        raise UsageError("it leaves the repository", where="--config", remedy="Name a folder from the repository's top")
    return str(path)


def _fetched(api: Api, slug: str, arguments: argparse.Namespace) -> Job:
    now = datetime.now(UTC)
    text = GitHub(api).text(slug, arguments.path, arguments.branch)
    if text.repository.lower() != slug.lower():
        tell(f"{slug} is called {text.repository} today; so it is written")
    place = Place(repository=text.repository, path=arguments.path, branch=arguments.branch)
    source, name = Evidence("list", "", text.url, now.date()), onboarding_files.name_of(text.repository)
    return Job(name, ListConfig(place), text.data, source, read_venues(Path(_folder(arguments.config))), now)


def _local(file: str, folder: str) -> Job:
    now = datetime.now(UTC)
    try:
        data = Path(file).read_bytes()
    except OSError as problem:
        remedy = "Name the list's file, or its repository as OWNER/REPO"
        raise UnreadableListError(f"it can't be read ({problem.strerror})", where=file, remedy=remedy) from problem
    source, name = Evidence("list", "", file, now.date()), onboarding_files.name_of(file)
    return Job(name, ListConfig(Place(file=file)), data, source, read_venues(Path(folder)), now)


def _release(api: Api) -> str:
    """The commit of the release that the workflow will run; empty where GitHub doesn't tell."""
    try:
        return api.get(f"/repos/{onboarding_files.ACTION}/commits/{onboarding_files.RELEASE}", Sha)["sha"]
    except (GithubException, SourceError):
        return ""


def _write(files: Mapping[str, bytes]) -> None:
    """The files here; none, if one is there already."""
    for path in files:
        if os.path.lexists(path):
            raise BotError("it is there already, so nothing was written", where=path, remedy="Edit it, or move it away and run again")
    for path, data in files.items():
        replace_bytes(Path(path), data)


def propose(api: Api, repository: str, branch: str, files: Mapping[str, bytes], title: str, body: str) -> str:
    """A pull request with one commit that adds the files; its address. Never a second one, and no file that is there is touched."""
    try:
        home = api.get(f"/repos/{repository}", Home)
        root, base = f"/repos/{home['full_name']}", branch or home["default_branch"]
        _require_new(api, root, home, base, files)
        head = branches.head_of(api, root, base) or ""
        tree = api.get(f"{root}/git/commits/{head}", TreeOf)["tree"]["sha"]
    except GithubException as problem:
        raise api.refused(problem) from problem
    remedy = f"Give the token more rights: {_RIGHTS}"
    try:
        made, _ = branches.commit(api, root, title, tree, dict(files), [head])
        branches.create(api, root, BRANCH, made)
        remedy = f"The branch {BRANCH} is written: open the pull request yourself at {_compare(home, base)}"
        return api.send("POST", f"{root}/pulls", PullData, {"title": title, "body": body, "head": BRANCH, "base": base})["html_url"]
    except GithubException as problem:
        if problem.status not in (403, 404):
            raise api.refused(problem) from problem
        remedy += "; or run without --pr in a copy of the repository, and commit the files"
        what = f"GitHub doesn't let this token propose workflow files ({problem.status})"
        raise BotError(what, where=repository, remedy=remedy) from problem


def _require_new(api: Api, root: str, home: Home, base: str, files: Mapping[str, bytes]) -> None:
    """Raises BotError, saying where, if the branch, its pull request or one of the files is there already."""
    owner = home["full_name"].partition("/")[0]
    pulls = api.get(f"{root}/pulls", list[PullData], {"head": f"{owner}:{BRANCH}", "state": "open"})
    if pulls:
        raise BotError(
            "the pull request is there already", where=pulls[0]["html_url"], remedy="Merge it, or close it and delete its branch"
        )
    if branches.head_of(api, root, BRANCH):
        remedy = f"Open a pull request at {_compare(home, base)}, or delete the branch and run again"
        raise BotError(f"the branch {BRANCH} is there already", where=f"{home['html_url']}/tree/{BRANCH}", remedy=remedy)
    for path in files:
        with suppress(UnknownObjectException):
            api.get(f"{root}/contents/{quote(path)}?ref={quote(base)}", object)
            raise BotError("it is there already, so nothing was proposed", where=f"{home['html_url']}/blob/{base}/{path}", remedy="Edit it")


def _compare(home: Home, base: str) -> str:
    return f"{home['html_url']}/compare/{quote(base)}...{BRANCH}?expand=1"


def shown(plan: Plan, case: Case, style: Style) -> str:
    """How the list is read, and what its text alone shows. UnreadableListError where it holds no paper."""
    rows, strange = list(read_rows(case.document)), list(_strange(case.document))
    if not case.rows:
        seen = f": its tables begin with {', '.join(clean(line) for _, line in strange[:3])}" if strange else ""
        remedy = "Name the list's file with --path; papers are read from Markdown tables with a column called Title or Paper"
        raise UnreadableListError(f"it holds no table of papers{seen}", where=case.source.url, remedy=remedy)
    sections, ids = Counter(row.section for row in rows), {paper.id for paper in case.papers}
    parts = {
        "Tables": _tables(case.document, rows, style),
        "Sections": [f"{style.text(' / '.join(path) or 'before any heading')}: {report.count(n, 'row')}" for path, n in sections.items()],
        "Papers are known by": [f"{scheme}: {n}" for scheme, n in Counter(sorted(one.scheme for one in ids)).most_common()],
        "How it writes": list(_dialect(case, style)),
        "Not read as papers": _few(
            [f"line {row.line}: it has no title" for row in rows if row.line not in case.rows]
            + [f"line {line}, a table without papers: {style.code(text[:80])}" for line, text in strange]
        ),
        "Read, but never edited": _few([f"line {row.line}: its cells don't fit its table's columns" for row in rows if row.ragged]),
    }
    lines = [style.heading(f"{plan.list}: {report.count(plan.rows, 'row')}, {report.count(plan.papers, 'paper')}")]
    lines += ["\n".join([f"{title}:", "", *(f"- {item}" for item in items)]) for title, items in parts.items() if items]
    told = [*report.corrections(plan.proposals, style), *report.findings(plan.findings, style)]
    return "\n\n".join([*lines, *(told or ["Its text alone shows nothing to correct."])]) + "\n"


def _few(items: list[str]) -> list[str]:
    return items if len(items) <= SHOWN else [*items[:SHOWN], f"and {len(items) - SHOWN} more"]


def _tables(document: Document, rows: list[Row], style: Style) -> list[str]:
    """Each kind of table: where such tables begin, how many rows they have, and which column is taken for what."""
    found = dict[str, list[int]]()
    sizes = Counter(id(row.columns) for row in rows)
    total = Counter[str]()
    for table in reversed({id(row.columns): row for row in reversed(rows)}.values()):
        names = {index: column for column, index in table.columns.items()}
        header = [plain(cell.text) for cell in split(content(document.lines[table.line - 3]))]
        words = ", ".join(f"{style.code(text)} is {f'the {names[n]}' if n in names else 'left alone'}" for n, text in enumerate(header))
        found.setdefault(words, []).append(table.line - 2)
        total[words] += sizes[id(table.columns)]
    at = {words: f"{report.count(len(lines), 'table')} (line {', '.join(map(str, lines))})" for words, lines in found.items()}
    return [f"{report.count(total[words], 'row')} in {at[words]}: {words}" for words in found]


def _strange(document: Document) -> Iterator[tuple[int, str]]:
    """The header lines of tables that are not read."""
    silent, known = code_lines(document), {row.line for row in read_rows(document)}
    texts = [content(line) for line in document.lines]
    for number, text in enumerate(texts, 1):
        if number > 1 and "|" in text and number not in silent and number + 1 not in known and _DELIMITER.fullmatch(text):
            yield number - 1, texts[number - 2]


def _dialect(case: Case, style: Style) -> Iterator[str]:
    """What cells look like."""
    learned = case.dialect
    if any("venue" in row.columns for row in case.rows.values()):
        yield f"a venue: {style.code(learned.venue)}" if learned.venue else "a venue: in no one way, so none is ever written"
    if learned.date:
        yield f"a date: {style.code(learned.date)}"
    for (column, scheme), template in learned.templates.items():
        if scheme != "nothing":
            yield f"{column}{f' ({scheme})' if scheme else ''}: {style.code(template)}"
    if learned.order:
        yield f"rows: {learned.order}"
