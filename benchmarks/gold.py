"""Gold as the sources that its records name: of each paper what a service could say of it, and which one may.

Knows no rule of the bot, and not how gold judges the list's cells: of a record only `GIVEN` is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.model import PaperId

GIVEN = ("rows", "id", "id_correct", "title", "published_title", "gold", "award", "evidence", "negative_evidence")
Record = Mapping[str, Any]

_FILE = re.compile(r"(?:papercopilot/)?paperlists:([a-z]+/[a-z]+\d{4}\.json)@(\w+)(?: \((\d{4}-\d\d-\d\d)\))?")
_SUBMITTED = re.compile(r"weigq/iclr2024_stats:\S+@\w+ \((\d{4}-\d\d-\d\d)")
_NOTE = re.compile(r"openreview(?:\.net/forum\?id=|\s)([\w-]{8,12})")
_DOI = re.compile(r"\b10\.\d{4,9}/[\w.()-]+\w", re.IGNORECASE)
_PUBLISHER = re.compile(r"ieeexplore|ojs\.aaai\.org|AAAI-\d\d \.\.\. pages", re.IGNORECASE)
_DBLP = re.compile(r"dblp:((?:conf|journals)/[\w/]+)")
_COMMENT = re.compile(r'arXiv comment v\d+: "([^"]+)"')
_DECISION = re.compile(r"Decision: Accept|\d{4} poster", re.IGNORECASE)
PRE_DECISION = "iclr/iclr2024.json"
"""The place of that conference-year's list, where gold has one of submissions from before the decisions."""
_FIRST = "Ada Bo Chen Dana Emil Fei Gil Hana Ivo Jun Kai Lena Ming Nora Omar Ping Qi Rosa Sven Tao Uma Vera Wei Xin Yan Zoe".split()
_LAST = "Abel Berg Cohen Diaz Evans Fuchs Garcia Huang Ito Jensen Kim Li Meyer Novak Okada Park Quist Rossi Sato Tran Vogel Wang Xu".split()


@dataclass(frozen=True)
class Listed:
    """A paper in one version of a conference-year's list; `words` is its status there, None where the file gives none."""

    path: str
    version: date
    title: str
    words: str | None
    track: str


@dataclass(frozen=True)
class Decided:
    """What OpenReview shows of a submission."""

    venue: str
    year: int
    status: str
    words: str
    title: str
    note: str


@dataclass(frozen=True)
class Work:
    """A paper with everything that a service could say of it."""

    row: int
    name: PaperId
    """The right one: the link's own for a paper without an arXiv id."""
    title: str
    renamed: str
    first: str
    """arXiv's title of the first version."""
    today: str
    """arXiv's title of the newest version, where it is known."""
    authors: tuple[str, ...]
    submitted: date | None
    abstract: str
    comment: str
    venue: str
    year: int
    track: str
    award: str
    listed: tuple[Listed, ...]
    decided: tuple[Decided, ...]
    by_hand: bool
    """Whether only pages that a person read say where it appeared."""
    indexed: bool
    """Whether anything but other people's lists of papers does."""
    doi: str
    """A DOI, or the word of a publisher's page; empty where the record names none."""
    dblp: str
    """A key of DBLP that the record names."""


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def given(gold: Iterable[Record]) -> list[Record]:
    """Gold's records without their judgement of the list."""
    return [{name: one[name] for name in GIVEN} for one in gold]


def works(gold: Iterable[Record], meta: Iterable[Record]) -> list[Work]:
    """Papers from records as `given`, in the list's order; `meta` are arXiv's titles, authors and days, in that order too."""
    return [_work(record, about) for record, about in zip(gold, meta, strict=True)]


def _work(record: Record, about: Record) -> Work:
    notes = [one["note"] for one in record["evidence"] if one["kind"] == "hand-checked"]
    text, gold = "\n".join(notes), record["gold"]
    seen = about["titles_seen"]
    first = next((title for title, where in seen.items() if where.endswith("v1)")), record["title"])
    kinds = {one["kind"] for one in record["evidence"]}
    listed = tuple(_listed(record, text))
    taken = any(one.words not in ("Submitted", "Reject") for one in listed) or "openreview decision dump" in kinds
    name = _name(record, about)
    comment = _COMMENT.search(text)
    publisher = _DOI.search(text) or _PUBLISHER.search(text)
    dblp = _DBLP.search(text)
    return Work(
        row=record["rows"][0],
        name=name,
        title=record["title"],
        renamed=record["published_title"] or "",
        first=first,
        today=(record["published_title"] or "") if "arXiv title change" in text else next(iter(_listings(seen)), ""),
        authors=tuple(about["authors"] or ()) or invented(str(name)),
        submitted=_submitted(about["published"], name),
        abstract=about["abstract"] or "",
        comment=comment[1] if comment else "",
        venue=gold["venue"] or "",
        year=gold["year"] or 0,
        track=gold["track"] or "",
        award=record["award"] or "",
        listed=listed,
        decided=tuple(_decided(record, text)),
        indexed=bool(gold["venue"]) and (taken or "hand-checked" in kinds),
        by_hand=bool(gold["venue"]) and "hand-checked" in kinds and not taken,
        doi=publisher[0] if publisher else "",
        dblp=dblp[1] if dblp else "",
    )


def _name(record: Record, about: Record) -> PaperId:
    if value := record["id_correct"] or record["id"]:
        return PaperId("arxiv", value)
    url = about["url"]
    if doi := _DOI.search(url):
        return PaperId("doi", doi[0].lower())
    return PaperId("openreview", url.partition("id=")[2])


def _listings(seen: Mapping[str, str]) -> Iterator[str]:
    """The titles under which copies of arXiv's daily listings have a version after the first."""
    yield from (title for title, where in seen.items() if "arxiv" in where.lower() and not where.endswith("v1)"))


def _submitted(words: str | None, name: PaperId) -> date | None:
    """The day of the first version: as known, else a day that fits the id. An id's month is that of its announcement."""
    if words:
        return datetime.strptime(words, "%d %b %Y").date()  # noqa: DTZ007
    if name.scheme != "arxiv":
        return None
    start, number = date(2000 + int(name.value[:2]), int(name.value[2:4]), 1), int(name.value[5:])
    early = number < (1100 if start.month == 1 else 200)
    return start - timedelta(days=1) if early else start + timedelta(days=number * 27 // 25000)


def _listed(record: Record, text: str) -> Iterator[Listed]:
    """Where the record says that a conference-year's list has the paper."""
    title = record["published_title"] or record["title"]
    for one in record["evidence"]:
        if one["kind"] == "paperlists" and (match := _FILE.search(one["src"])):
            yield Listed(match[1], _day(match[3]), one["title"], one["status"], one["track"] or "")
        if one["kind"].startswith("submitted") and (match := _SUBMITTED.search(one["src"])):
            yield Listed(PRE_DECISION, _day(match[1]), title, "Submitted", "main")
    for says in record["negative_evidence"]:
        if match := _FILE.search(says):
            yield Listed(match[1], _day(match[3]), record["title"], "Reject", "main")
    for match in re.finditer(rf"exact match of .{{1,200}} in {_FILE.pattern}", text):
        yield Listed(match[1], _day(match[3]), title, None, "main")


def _day(words: str | None) -> date:
    return date.fromisoformat(words) if words else date(2025, 7, 16)


def _decided(record: Record, text: str) -> Iterator[Decided]:
    """What the record says of OpenReview: a dump of its decisions, a page of its own, a submission."""
    title, gold = record["published_title"] or record["title"], record["gold"]
    pages = _NOTE.findall(text)
    for one in record["evidence"]:
        if one["kind"] == "openreview decision dump":
            yield Decided(one["venue"], one["year"], "accepted", f"{one['venue']} {one['year']} {one['status']}", one["title"], "")
        elif one["kind"].startswith("submitted"):
            taken = bool(_DECISION.search(text)) or (one["openreview"] in pages and not _DBLP.search(text))
            if taken and (gold["venue"], gold["year"]) == (one["venue"], one["year"]):
                yield Decided(gold["venue"], gold["year"], "accepted", f"{gold['venue']} {gold['year']} poster", title, one["openreview"])
            else:
                yield Decided(
                    one["venue"], one["year"], "submitted", f"Submitted to {one['venue']} {one['year']}", title, one["openreview"]
                )
    for says in record["negative_evidence"]:
        if match := re.match(r"([A-Z]\w+) (\d{4}): (.*?) <- whitney-house", says):
            fate = "withdrawn" if "Withdrawn" in match[3] else "rejected"
            yield Decided(match[1], int(match[2]), fate, match[3], record["title"], "")
    if gold["venue"] == "TMLR":  # which decides there alone
        yield Decided("TMLR", gold["year"], "accepted", "Accepted by TMLR", title, pages[0] if pages else "")


def invented(name: str) -> tuple[str, ...]:
    """Authors that are nobody's, the same for a name at all times."""
    chance = Random(f"authors of {name}")
    return tuple(
        f"{chance.choice(_FIRST)} {chance.choice(_LAST)}{chance.choice(('', 'son', 'ova', 'man'))}" for _ in range(chance.randint(3, 6))
    )
