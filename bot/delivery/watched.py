"""How arXiv was watched, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.candidates import Account
from bot.delivery.report import count
from bot.discovery.queue import Queue
from bot.model import SourceReport

NOTHING = "arXiv is not watched: it is switched off, or none of the list's papers is known there"


def line(one: Account) -> str:
    """A category's night."""
    return f"{one.category}: {'; '.join(_parts(one))}"


def _parts(one: Account) -> Iterator[str]:
    if one.says:
        yield one.says
    elif one.feed == "again":
        yield f"nothing since {one.day}"
    elif one.feed == "quiet":
        yield f"nothing announced ({one.rest})" if one.rest else "nothing announced"
    if one.announced:
        yield f"{count(one.announced, 'paper')} announced on {one.day}"
    if one.searched:
        yield f"{count(one.searched, 'paper')} found by searching the days before"
    if one.announced or one.searched:
        yield f"{one.fresh} of them not seen before"


def report(accounts: Sequence[Account], requests: int, today: date) -> SourceReport:
    """All categories together, as of one source."""
    well = [one for one in accounts if one.status == "ok"]
    dead = all(one.status == "failed" for one in accounts)
    return SourceReport(
        status="ok" if len(well) == len(accounts) else "failed" if dead else "partial",
        asked=len(accounts),
        found=len(well),
        failed=len(accounts) - len(well),
        requests=requests,
        newest=None if dead else today,
        says="; ".join(f"{one.category}: {one.says}" for one in accounts if one.status != "ok"),
    )


def judged(came: int, learned: float | str, queue: Queue) -> str:
    """What came of it. `learned`: the share of the list's own papers that it knows for its kind, or why it can't tell."""
    if isinstance(learned, str):
        return f"{learned}; so none of {count(came, 'paper')} is judged"
    known = f"{learned:.0%} of the list's own papers are known for its kind"
    return f"{count(came, 'paper')} judged, {count(len(queue.waiting), 'candidate')} in the queue ({known})"
