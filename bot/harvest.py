"""What changed late on arXiv: comments, references and DOIs that no feed tells, new versions, and papers that no feed or search gave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.bulletin import BACK
from bot.candidates import Candidate, Mark, Sight
from bot.discovery import calendar
from bot.model import Lookup, PaperFacts, PaperId, SourceReport
from bot.ports import Services, Stretch

_CHUNK = 7
"""Days asked for at once: what was read of a long absence stays read."""
_LATE = timedelta(hours=6)
"""After midnight (UTC) records may still get the day before as theirs: arXiv renews them at 22:30 in New York."""
_NOTHING: Lookup[PaperId, PaperFacts] = Lookup()


@dataclass(frozen=True, slots=True)
class Harvested:
    """What arXiv says today of those wanted papers that changed, and `candidates` that came up here first.

    Marks and sights are to be saved, last of all.
    """

    facts: tuple[PaperFacts, ...]
    candidates: tuple[Candidate, ...]
    report: SourceReport
    marks: tuple[Mark, ...]
    sights: tuple[Sight, ...]


def harvest(
    services: Services,
    marks: Sequence[Mark],
    sights: Sequence[Sight],
    wanted: Collection[PaperId],
    known: Collection[PaperId],
    now: datetime,
) -> Harvested:
    """Reads which records changed in the marked categories since they were last harvested, and asks for what concerns us.

    `wanted` are papers whose facts are to be renewed, `known` those that are no candidates. On a category's first night nothing is read:
    all is fresh then. What fails is read the next night.
    """
    last = (now - _LATE).date() - timedelta(1)
    stretches = {one.category: list(_stretches(one, last)) for one in marks}
    answer = services.harvests.lookup([one for some in stretches.values() for one in some])
    changed = frozenset[PaperId]().union(*answer.found.values())
    seen = frozenset(known).union(*(one.papers for one in sights))
    late = frozenset(one for stretch, ids in answer.found.items() for one in ids if one not in seen and _new(one, stretch.first))
    asked = sorted(changed.intersection(wanted) | late)
    facts = services.arxiv.lookup(asked, now.date()) if asked else _NOTHING
    first = [one for paper, one in facts.found.items() if paper in late and one.version == 1]
    day = calendar.scheduled(calendar.announced(now))
    failed = {f"{one.category} {one.first}": reason for one, reason in answer.failed.items()} | {str(k): v for k, v in facts.failed.items()}
    return Harvested(
        facts=tuple(one for paper, one in facts.found.items() if paper in wanted),
        candidates=tuple(Candidate(one, day, ("harvest",)) for one in first),
        report=SourceReport(
            status="ok" if not failed else "partial" if answer.found else "failed",
            asked=sum(map(len, stretches.values())),
            found=len(answer.found),
            failed=len(answer.failed),
            requests=answer.requests + facts.requests,
            newest=last if answer.found else None,
            says="; ".join(dict.fromkeys(failed.values())),
        ),
        marks=tuple(one if facts.failed else _moved(one, stretches[one.category], answer, last) for one in marks),
        sights=_with(sights, day, [one.paper.value for one in first]),
    )


def _stretches(mark: Mark, last: date) -> Iterator[Stretch]:
    if mark.harvested:
        start = max(mark.harvested + timedelta(1), last - timedelta(BACK))
        for days in range(0, (last - start).days + 1, _CHUNK):
            yield Stretch(mark.category, start + timedelta(days), min(last, start + timedelta(days + _CHUNK - 1)))


def _moved(mark: Mark, stretches: Sequence[Stretch], answer: Lookup[Stretch, frozenset[PaperId]], last: date) -> Mark:
    """At the end of the last stretch before which none failed."""
    if not mark.harvested:
        return replace(mark, harvested=last)
    for one in stretches:
        if one not in answer.found:
            break
        mark = replace(mark, harvested=one.last)
    return mark


def _new(paper: PaperId, since: date) -> bool:
    """Whether an id is of that day's month or a later one: arXiv gives ids as it announces papers."""
    return paper.value[:1].isdigit() and paper.value[:4] >= f"{since:%y%m}"


def _with(sights: Sequence[Sight], day: date, ids: Sequence[str]) -> tuple[Sight, ...]:
    if not ids:
        return tuple(sights)
    days = {one.day: set(one.ids) for one in sights}
    days.setdefault(day, set()).update(ids)
    return tuple(Sight(day, tuple(sorted(some))) for day, some in sorted(days.items()))
