"""state/: what the bot knows, as text a person can review.

A folder per list. Each file begins with a line that names its kind and schema, then one JSON object a line,
sorted; written beside and moved into place; unchanged bytes are not written again.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.candidates import Lapsed, Rated
from bot.discovery.queue import Queue
from bot.errors import StateError
from bot.model import Claim, Known, PageFacts, PaperFacts, PaperId, ReadmeFacts, RepoFacts, SourceName
from bot.pace import Given
from bot.standing import Decision, Memory, Note, Offer, Rest, Seen

SCHEMA = 1
TEXT = "list.md"
_MEND = "Mend the line, or restore the file from version control"
T = TypeVar("T")
_ADAPTERS = dict[Any, TypeAdapter[Any]]()


@dataclass(frozen=True, slots=True)
class TextSource:
    """Where and when the list's text in state/ was read."""

    url: str
    read_at: date


@dataclass(frozen=True, slots=True)
class Tag:
    """How far a conference's list was read: its version (ETag), and a digest of what was looked for in it."""

    path: str
    etag: str
    asked: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The day on which a source was last asked for one paper, and whether it had it."""

    paper: PaperId
    source: SourceName
    day: date
    found: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """How a source took part in the last run, and the day on which it last answered."""

    source: str
    status: Literal["ok", "partial", "failed", "offline"]
    at: str
    answered: date | None = None
    found: int = 0
    missing: int = 0
    failed: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """Where the dashboard is."""

    number: int


def read_known(folder: Path) -> Known:
    """What is known of a list; a file that isn't there holds nothing."""
    return Known(
        facts=read_records(folder / "papers.jsonl", PaperFacts),
        claims=read_records(folder / "claims.jsonl", Claim),
        repositories=read_records(folder / "repositories.jsonl", RepoFacts),
        readmes=read_records(folder / "readmes.jsonl", ReadmeFacts),
        pages=read_records(folder / "pages.jsonl", PageFacts),
    )


def write_known(folder: Path, known: Known) -> None:
    files = {"papers": known.facts, "claims": known.claims, "repositories": known.repositories, "pages": known.pages}
    for kind, records in files.items():
        write_records(folder / f"{kind}.jsonl", kind, records)
    write_records(folder / "readmes.jsonl", "readmes", known.readmes)


def read_memory(folder: Path) -> Memory:
    """What is remembered of a list's delivery."""
    return Memory(
        decisions=read_records(folder / "decisions.jsonl", Decision),
        offers=read_records(folder / "offers.jsonl", Offer),
        seen=read_records(folder / "pulls.jsonl", Seen),
        rests=read_records(folder / "rests.jsonl", Rest),
        notes=read_records(folder / "findings.jsonl", Note),
        given=read_records(folder / "given.jsonl", Given),
        dashboard=next((one.number for one in read_records(folder / "dashboard.jsonl", _Page)), 0),
    )


def write_memory(folder: Path, memory: Memory) -> None:
    files = {"decisions": memory.decisions, "offers": memory.offers, "pulls": memory.seen, "rests": memory.rests, "findings": memory.notes}
    for kind, records in {**files, "given": memory.given}.items():
        write_records(folder / f"{kind}.jsonl", kind, records)
    if memory.dashboard:
        write_records(folder / "dashboard.jsonl", "dashboard", [_Page(memory.dashboard)])


def read_queue(folder: Path) -> Queue:
    """The candidates of a list, and those that nobody took in time; in no order."""
    return Queue(read_records(folder / "candidates.jsonl", Rated), read_records(folder / "lapsed.jsonl", Lapsed))


def read_records(path: Path, record: type[T]) -> tuple[T, ...]:
    """The records of a file; StateError with the line for anything that is none."""
    if not path.exists():
        return ()
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise StateError(f"it can't be read ({problem})", where=str(path), remedy="Restore it from version control") from problem
    _check_header(path, lines[0])
    adapter = _adapter(record)
    known = {one.name for one in fields(record)}  # type: ignore[arg-type]
    found = (_record(f"{path}, line {n}", line, adapter, known) for n, line in enumerate(lines[1:], 2) if line)
    return tuple(found)


def write_records(path: Path, kind: str, records: Iterable[Any]) -> None:
    adapter = _adapter(Any)
    lines = {json.dumps(_plain(adapter, record), ensure_ascii=False, sort_keys=True) for record in records}
    header = json.dumps({"kind": kind, "schema": SCHEMA})
    replace_bytes(path, "".join(f"{line}\n" for line in [header, *sorted(lines)]).encode("utf-8", "replace"))


def replace_bytes(path: Path, data: bytes) -> None:
    """The file with these bytes, at once or not at all; its rights and a link to it stay."""
    target = path.resolve()
    if target.exists() and target.read_bytes() == data:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as beside:
            beside.write(data)
            beside.flush()
            os.fsync(beside.fileno())
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Made once: that takes as long as a request."""
    if shape not in _ADAPTERS:
        _ADAPTERS[shape] = TypeAdapter(shape)
    return _ADAPTERS[shape]


def _check_header(path: Path, line: str) -> None:
    try:
        header = json.loads(line)
        kind, schema = header["kind"], header["schema"]
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise StateError("its first line names no kind and schema", where=f"{path}, line 1", remedy=_MEND) from problem
    if schema != SCHEMA:
        raise StateError(
            f"schema {schema} is not {SCHEMA}, the one this version reads", where=f"{path}, line 1", remedy="Upgrade paperlist-bot"
        )
    if kind != path.stem:
        raise StateError(f"it holds {kind!r}, not {path.stem!r}", where=f"{path}, line 1", remedy=_MEND)


def _record(where: str, line: str, adapter: TypeAdapter[T], known: set[str]) -> T:
    try:
        data = json.loads(line)
        if not isinstance(data, dict):
            raise TypeError("an object in braces is expected")
        if unknown := sorted(set(data) - known):
            raise ValueError(f"unknown key {unknown[0]!r}")
        if "paper" in data:
            data["paper"] = PaperId.parse(data["paper"])
        return _plausible(adapter.validate_python(data))
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise StateError(f"{key}: {first['msg'].lower()}", where=where, remedy=_MEND) from problem
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        raise StateError(f"it is no record: {problem}", where=where, remedy=_MEND) from problem


def _plausible(record: T) -> T:
    """The record; ValueError for a claim of no venue, or of a year in which there can't have been one."""
    if isinstance(record, Claim):
        if not record.venue.strip():
            raise ValueError("venue is empty")
        if record.year is not None and not 1900 <= record.year <= 2100:
            raise ValueError(f"year {record.year} can't be")
    return record


def _plain(adapter: TypeAdapter[Any], record: Any) -> dict[str, Any]:
    """The record as JSON's types, without what is unknown."""
    data: dict[str, Any] = adapter.dump_python(record, mode="json")
    if hasattr(record, "paper"):
        data["paper"] = str(record.paper)
    return {key: value for key, value in data.items() if value is not False and value not in (None, [], "")}
