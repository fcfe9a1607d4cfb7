"""The candidates of a list in words, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.candidates import Lapsed, Rated
from bot.delivery.additions import places
from bot.delivery.report import count
from bot.delivery.words import Plain
from bot.discovery.queue import Queue, cooled, meaning, ranked, waits_since
from bot.standing import Memory

SCHEMA = 1
SECTIONS = 2
"""Of each candidate, the most likely ones."""
_MARGIN = " " * 12


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate at its place in the queue, and what becomes of it; `pull` is the pull request that proposes it, 0: none does."""

    rank: int
    rated: Rated
    status: str
    pull: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What there is to show of a list on a day. `more` wait behind those shown."""

    name: str
    today: date
    places: tuple[Place, ...]
    lapsed: tuple[Lapsed, ...]
    more: int = 0


def view(name: str, queue: Queue, memory: Memory, today: date, cooling: int, limit: int | None) -> View:
    """The queue's first ones, as many as asked for, and all that lapsed."""
    held = {key: one.number for one in memory.seen if one.state == "open" and one.kind == "additions" for key in one.held}
    waiting = ranked(queue.waiting)
    shown = waiting if limit is None else waiting[:limit]
    places = [Place(rank, one, _status(one, held, memory, today, cooling), held.get(_key(one), 0)) for rank, one in enumerate(shown, 1)]
    lapsed = sorted(queue.lapsed, key=lambda one: (one.day, one.score, one.name), reverse=True)
    return View(name, today, tuple(places), tuple(lapsed), len(waiting) - len(shown))


def text(view: View, *, lapsed: bool) -> str:
    """For a terminal: three lines of each; `lapsed`: one of those that nobody took in time, too."""
    style = Plain()
    lines = [f"{view.name}: {count(len(view.places) + view.more, 'candidate')}"]
    for one in view.places:
        rated = one.rated
        lines.append(style.text(f"{one.rank:>4}  {rated.score:.2f}  {rated.candidate.name}  {rated.candidate.facts.title}"))
        likely = rated.sections[:SECTIONS]
        where = places([section for section, _ in likely], style, [probable for _, probable in likely]) if likely else "not judged yet"
        lines.append(f"{_MARGIN}{where}; {count(_days(view, one), 'day')} in the queue; {one.status}")
        lines += [style.text(f"{_MARGIN}{rated.why}")] if rated.why else []
    lines += [f"      and {view.more} more"] if view.more else []
    if lapsed:
        lines.append(f"{view.name}: {len(view.lapsed)} expired")
        lines += [style.text(f"      {one.score:.2f}  {one.name}  {one.title} (on {one.day})") for one in view.lapsed]
    return "\n".join(lines) + "\n"


def dumps(view: View, *, lapsed: bool) -> str:
    """One line of JSON."""
    found: dict[str, Any] = {"schema": SCHEMA, "list": view.name, "candidates": [_dict(view, one) for one in view.places]}
    if lapsed:
        found["expired"] = [{"paper": one.name, "title": one.title, "score": one.score, "day": str(one.day)} for one in view.lapsed]
    return json.dumps(found) + "\n"


def _dict(view: View, one: Place) -> dict[str, Any]:
    sections: Sequence[tuple[tuple[str, ...], float]] = one.rated.sections
    return {
        "rank": one.rank,
        "score": one.rated.score,
        "paper": one.rated.candidate.name,
        "title": one.rated.candidate.facts.title,
        "sections": [{"section": list(section), "score": sure} for section, sure in sections],
        "why": one.rated.why,
        "days": _days(view, one),
        "status": one.status,
        "pull_request": one.pull or None,
        "via": list(one.rated.candidate.via),
    }


def _days(view: View, one: Place) -> int:
    return max(0, (view.today - waits_since(one.rated)).days)


def _key(one: Rated) -> str:
    return meaning(one.candidate.name)


def _status(one: Rated, held: dict[str, int], memory: Memory, today: date, cooling: int) -> str:
    day = cooled(one, cooling)
    if _key(one) in held:
        return f"proposed in #{held[_key(one)]}"
    if any(offer.fingerprint == _key(one) and offer.proposal.choices for offer in memory.offers):
        return "waiting for a section to be chosen"
    return f"cooling until {day}" if day > today else "waiting"
