"""What gold says of a plan: each edit right or wrong, each error of the list proposed, found, or left."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.noise import same
from bot.model import Edit, Finding, Plan, Proposal
from bot.text import venuecell
from bot.text.venues import VenueBook

Verdict = Literal["right", "wrong", "unknown"]
Fate = Literal["proposed", "finding", "silent"]
Group = Literal["named by a list or a decision", "checked by hand", "to be lowered"]
Record = Mapping[str, Any]

RULES: Mapping[str, frozenset[str]] = {
    "venue": frozenset({"venue", "impossible"}),
    "award": frozenset({"award"}),
    "title": frozenset({"title"}),
    "arxiv": frozenset({"identity", "swap"}),
    "code": frozenset({"code", "swap", "repository"}),
    "website": frozenset({"site", "swap"}),
    "mojibake": frozenset({"encoding"}),
    "toc_anchor_broken": frozenset({"contents"}),
    "date": frozenset({"dated"}),
}
"""Which rules may find an error of a kind that begins so."""
LEFT: Mapping[str, str] = {
    "code_not_official": "somebody else's code for the paper, not another paper's: which to print is the maintainer's choice",
    "code_owner_differs": "one repository under two owners' names: other lists say so, and lists copy one another",
    "code_missing": "named by other lists alone: it needs the paper's own word, and no recorded abstract or comment has its links",
    "date_vs_arxiv_month": "no error: the list shows the month of the first version, the id that of its announcement",
    "format": "a cell with two venues: the list's own way",
    "same_url_in_rows": "one paper in several sections; of the id that two papers share the other kinds tell",
    "toc_anchor_case": "works where GitHub shows it",
    "empty_section": "may be meant to be filled",
    "title_changed": "the new title is known of the conference or of arXiv alone",
    "website_swapped": "with the ids that are swapped",
}
"""Why an error is knowingly left to a person."""


@dataclass(frozen=True)
class Scored:
    """One edit against gold."""

    rule: str
    row: int
    old: str
    new: str
    gold: str
    verdict: Verdict
    says: str
    sources: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class Gold:
    """What is known of the list, and where its rows are."""

    records: Sequence[Record]
    errors: Sequence[Record]
    meta: Sequence[Record]
    code: Sequence[Record]
    rows: Mapping[int, int]
    """The number of a row by its line."""
    book: VenueBook

    def of(self, row: int) -> Record:
        return next(one for one in self.records if row in one["rows"])

    def wrong(self) -> Iterator[tuple[Record, Group]]:
        """The papers whose venue is outdated or wrong, and what can be expected of each."""
        for record in self.records:
            if record["classification"] in ("outdated", "wrong"):
                yield record, _group(record)


def _group(record: Record) -> Group:
    gold = record["gold"]
    if gold["venue"] is None or (gold["track"] == "workshop" and record["classification"] == "wrong"):
        return "to be lowered"
    text = " ".join(one.get("note", "") for one in record["evidence"])
    kinds = {one["kind"] for one in record["evidence"]}
    listed = kinds & {"paperlists", "openreview decision dump"} or "exact match" in text
    return "named by a list or a decision" if listed else "checked by hand"


def wilson(right: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95% interval of a share; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share = right / of
    centre, spread = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (centre - spread) / (1 + z * z / of)), min(1.0, (centre + spread) / (1 + z * z / of))


def scored(plan: Plan, gold: Gold) -> Iterator[Scored]:
    """Every edit of a plan."""
    for proposal in plan.proposals:
        for edit in proposal.edits:
            row = gold.rows.get(edit.line, 0)
            best, verdict = _judged(proposal.rule, edit, row, gold)
            yield Scored(proposal.rule, row, edit.old, edit.new, best, verdict, proposal.says, _sources(proposal), proposal.confidence)


def _sources(proposal: Proposal) -> tuple[str, ...]:
    return tuple(sorted({one.source for one in proposal.evidence}))


def _judged(rule: str, edit: Edit, row: int, gold: Gold) -> tuple[str, Verdict]:
    """What gold has, and whether the edit writes that."""
    if rule == "encoding" or edit.column == "row" or not row:
        right = edit.new == _mended(edit.old, gold.errors)
        return "the same line in whole characters", "right" if right else "unknown"
    record = gold.of(row)
    if edit.column == "venue":
        return _venue(edit.new, record, gold.book)
    if edit.column == "title":
        if named := _whose(edit.new, gold):
            record = named
        seen = next(one["titles_seen"] for one in gold.meta if one["id"] == record["id"] and one["list_title"] == record["title"])
        titles = [record["published_title"] or "", *seen, *(one.get("title", "") for one in record["evidence"])]
        right = any(same(title, part) for title in titles for part in re.findall(r"\[([^\[\]]+)\]", edit.new) or [edit.new])
        return record["published_title"] or record["title"], "right" if right else "wrong"
    if edit.column == "link":
        best = record["id_correct"] or record["id"] or ""
        return best, "right" if record["id_correct"] and best in edit.new and record["id"] not in edit.new else "wrong"
    return _code(edit, row, gold)


def _whose(cell: str, gold: Gold) -> Record | None:
    """The paper whose id the cell has, where gold says that this id stands on another's row: its title is the right one then."""
    moved = [one for one in gold.records if one["id_correct"] and f"/{one['id_correct']})" in cell]
    return moved[0] if moved else None


def _venue(new: str, record: Record, book: VenueBook) -> tuple[str, Verdict]:
    """Venue, year and track must be gold's; an award may be left out, but not be another."""
    gold = record["gold"]
    best = " ".join(str(part) for part in (gold["venue"], gold["year"], gold["track"], record["award"] or "") if part)
    found = venuecell.read(new, book).publications
    track = "main" if gold["track"] == "journal" else gold["track"]
    right = any((one.venue, one.year, one.track) == (gold["venue"], gold["year"], track) for one in found)
    awards = {one.award for one in found if one.award} <= {record["award"]}
    return best or "no publication known", "right" if right and awards and len(found) == 1 else "wrong"


def _code(edit: Edit, row: int, gold: Gold) -> tuple[str, Verdict]:
    """A repository or page: right where gold names it for the row, wrong where gold says that the old one was right."""
    errors = [one for one in gold.errors if one["row"] == row and one["kind"].startswith(("code", "website"))]
    code = next(one for one in gold.code if row in one["rows"])
    known = [one["repo"] for one in code["candidates"]] + [
        word for one in errors for word in re.findall(r"[\w.-]+/[\w.-]+", one["right"] or "")
    ]
    best = " or ".join(known) or "none known"
    if any(name.casefold() in edit.new.casefold() for name in known):
        return best, "right"
    removed = "/" not in edit.new and any(one["kind"] == "code_wrong_paper" for one in errors)
    return best, "right" if removed else "wrong" if code["status"] == "agrees" or errors else "unknown"


def _mended(line: str, errors: Sequence[Record]) -> str:
    for error in errors:
        for token in error["cell"] if error["kind"] == "mojibake" else ():
            line = line.replace(token, token.encode("cp1252").decode("utf-8"))
    return line


def fate(record: Record, edits: Iterable[Scored], findings: Iterable[Finding], gold: Gold, rules: frozenset[str]) -> Fate:
    """What became of a record's rows under those rules: proposed where each row has a right edit."""
    right = {one.row for one in edits if one.verdict == "right" and one.rule in rules}
    if set(record["rows"]) <= right:
        return "proposed"
    asked = {gold.rows.get(line) for one in findings if one.rule in rules for line in one.lines}
    return "finding" if asked & {*record["rows"]} else "silent"


def kinds(edits: Sequence[Scored], findings: Sequence[Finding], gold: Gold) -> Iterator[tuple[Record, Fate]]:
    """What became of each known error of the list."""
    for error in gold.errors:
        rules = next((names for start, names in RULES.items() if error["kind"].startswith(start)), frozenset[str]())
        rows = error["row"] if isinstance(error["row"], list) else [error["row"]]
        if rows != [None]:
            yield error, fate({"rows": rows}, edits, findings, gold, rules)
        elif error["kind"] == "mojibake":
            yield error, "proposed" if any(one.rule == "encoding" and one.verdict == "right" for one in edits) else "silent"
        else:
            named = [one for one in edits if str(error["cell"]) in one.old] or None
            yield error, "proposed" if named else "finding" if any(str(error["cell"]) in one.says for one in findings) else "silent"
