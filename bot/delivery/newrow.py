"""A new row in words: what it says, where it goes, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.candidates import Learned, NewRow, Part, Section
from bot.delivery.words import Plain
from bot.model import Evidence, Row
from bot.text.entries import title_of

_AUTHORS = 10
_PARTS: Mapping[Part, str] = {"paper": "Paper", "venue": "Venue", "code": "Code", "site": "Page"}


def text(name: str, learned: Learned, made: NewRow, place: tuple[Section, Mapping[int, Row]], patch: str) -> str:
    """For a terminal; `place` is the section, and the list's rows by line."""
    style, newcomer = Plain(), learned.newcomer
    section, rows = place
    lines = [style.heading(f"{name}: {newcomer.title}"), ""]
    more = [f"and {len(newcomer.authors) - _AUTHORS} more"] if len(newcomer.authors) > _AUTHORS else []
    lines += [style.text("; ".join([*newcomer.authors[:_AUTHORS], *more]))] if newcomer.authors else []
    lines += [style.text(", ".join(str(one) for one in newcomer.ids)), ""]
    lines += [style.text(f"Section: {' > '.join(section)}"), style.text(f"Place: line {made.edit.line + 1}, {_beside(made, rows)}"), ""]
    beside = next((rows[line] for line in (made.edit.line, made.edit.line + 1) if line in rows), None)
    coded = beside is not None and "repository" in beside.columns
    lines += [style.block(made.edit.new), "", "Why", *(style.text(line) for line in _why(learned, made, coded=coded)), ""]
    return "\n".join([*lines, style.block(patch)]) + "\n"


def _beside(made: NewRow, rows: Mapping[int, Row]) -> str:
    """Between which rows."""
    above, below = (_title(rows.get(line)) for line in (made.edit.line, made.edit.line + 1))
    return " and ".join(filter(None, (above and f"behind {above}", below and f"before {below}"))) or "the first row of its table"


def _title(row: Row | None) -> str:
    return f"“{title_of(row.cell('title') or '')}”" if row else ""


def _why(learned: Learned, made: NewRow, *, coded: bool) -> Iterator[str]:
    for part, words in _PARTS.items():
        yield from (f"- {words}: {_told(one)}" for one in learned.shown.get(part, ()))
    if learned.open:
        yield f"- Venue: {learned.open}"
    if coded and "code" not in learned.shown:
        yield "- Code: none that the paper names, and whose README names the paper"
    if made.unknown:
        yield f"- For you to fill in: {', '.join(made.unknown)}"


def _told(one: Evidence) -> str:
    return f"{one.source}: {one.says} {one.url} (read {one.read_at})"
