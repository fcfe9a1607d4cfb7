"""What is handed in tonight and what waits: refusals, caps, windows, pauses. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.delivery import body
from bot.delivery.verdicts import REVERT
from bot.model import Edit, Evidence, Proposal
from bot.standing import Kind, Memory, Offer, Policy, Rest, Rival, Stand, Standing
from bot.text.cells import split
from bot.text.trace import Listing

RECENT, TOO_MANY = 10, 3
"""A rule of whose last so many decided proposals that many were refused is left to findings."""

ROOM = 45_000
"""Characters of a body that are for proposals."""


@dataclass(frozen=True, slots=True)
class Wait:
    """An offer that isn't handed in yet, and why."""

    offer: Offer
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the pull request of a kind is to hold, and what waits."""

    offers: tuple[Offer, ...]
    waiting: tuple[Wait, ...]


def gather(kind: Kind, proposals: Sequence[Proposal], memory: Memory, listing: Listing, today: date, *, whole: bool) -> list[Offer]:
    """Tonight's offers, refused ones too. One that is found again keeps its words; one that isn't stays where a source was silent."""
    known = {one.fingerprint: one for one in memory.offers if one.kind == kind}
    found = dict[str, Offer]()
    for proposal in proposals:
        old = known.get(proposal.fingerprint)
        same = old and _meaning(old.proposal) == _meaning(proposal)
        kept = replace(proposal, evidence=old.proposal.evidence) if old and same else proposal
        found[proposal.fingerprint] = Offer(kind, kept, listing.was(kept), old.since if old else today, today)
    cells = {(edit.line, edit.column) for one in found.values() for edit in one.proposal.edits}
    for key, offer in known.items():
        if key not in found and (not whole or offer.proposal.rule == REVERT):
            moved = listing.moved(offer.proposal, offer.was)
            if moved and cells.isdisjoint((edit.line, edit.column) for edit in moved.edits):
                found[key] = replace(offer, proposal=moved, was=listing.was(moved))
    return list(found.values())


def choose(offers: Iterable[Offer], stand: Stand, rivals: Sequence[Rival], memory: Memory, policy: Policy, today: date) -> Choice:
    """Those for the pull request, first the ones that it holds already, and those that wait.

    What stands in it stays, and what a person wants back comes at once: windows and resting rules hold back only new ones.
    """
    offers = list(offers)
    held = body.held(stand.pull) if stand.pull else set()
    quiet = _quiet(stand, memory, policy, offers, today)
    ordered = sorted(offers, key=lambda one: (one.fingerprint not in held, one.proposal.lines))
    taken, waiting, rows, size = list[Offer](), list[Wait](), set[int](), 0
    resting, pause = tired(memory), paused(memory, today)
    wished = {one.fingerprint for one in memory.decisions if one.verdict == "open"} if not pause else set()
    for one in ordered:
        more, longer = rows | set(one.proposal.lines), size + len(body.offered(one.proposal))
        why = ""
        if one.fingerprint not in held:
            full = rows and (len(more) > policy.rows or longer > ROOM)
            asked = one.fingerprint in wished or (one.proposal.rule == REVERT and not pause)
            later = "" if asked else resting.get(one.proposal.rule) or quiet
            why = _rival(one, rivals) or ("until what is open is merged" if full else later)
        if why:
            waiting.append(Wait(one, why))
        else:
            taken.append(one)
            rows, size = more, longer
    return Choice(tuple(sorted(taken, key=lambda one: one.proposal.lines)), tuple(waiting))


def tired(memory: Memory) -> dict[str, str]:
    """Rules that were refused too often of late, with the words for it."""
    since = {one.what: one.since for one in memory.rests}
    recent = dict[str, list[str]]()
    for one in sorted(memory.decisions, key=lambda one: one.at, reverse=True):
        if one.verdict != "open" and one.rule and one.rule != REVERT and one.at >= since.get(f"rule:{one.rule}", ""):
            recent.setdefault(one.rule, []).append(one.verdict)
    refused = {rule: Counter(verdicts[:RECENT])["refused"] for rule, verdicts in recent.items()}
    words = "of its last {} decided proposals {} were refused, so its proposals are findings"
    return {rule: words.format(min(RECENT, len(recent[rule])), n) for rule, n in refused.items() if n >= TOO_MANY}


def paused(memory: Memory, today: date) -> Rest | None:
    """The pause that someone asked for, while it lasts."""
    return next((one for one in memory.rests if one.what == "pause" and one.until > today.isoformat()), None)


def untouched(stand: Stand, standing: Standing, memory: Memory, policy: Policy, today: date) -> bool:
    """Whether nobody has touched an open pull request for long."""
    if not stand.pull:
        return False
    people = [one.at for one in memory.decisions] + [one.since for one in memory.rests if one.what == f"touched:{stand.pull.number}"]
    last = max([stand.pull.created, standing.touched, stand.branch.touched if stand.branch else "", *people])
    return today - date.fromisoformat(last[:10]) >= timedelta(days=policy.pause_after)


def _quiet(stand: Stand, memory: Memory, policy: Policy, offers: Sequence[Offer], today: date) -> str:
    """Why nothing new is handed in today, or nothing."""
    pause = paused(memory, today)
    if pause:
        return f"paused until {pause.until}"
    if stand.pull and any(one.what == f"untouched:{stand.pull.number}" for one in memory.rests):
        return "nobody has touched the open pull request for long"
    if f"{today:%a}".lower() not in policy.weekdays:
        return f"new proposals come on {', '.join(policy.weekdays)}"
    kinds = {one.kind for one in offers}
    mine = [one for one in memory.seen if one.kind in kinds]
    last = max((one.updated if stand.pull else one.opened for one in mine), default="")
    every = policy.update_every if stand.pull else policy.open_every
    due = date.fromisoformat(last[:10]) + timedelta(days=every) if last else today
    return f"the next ones come on {due}" if due > today else ""


def _rival(offer: Offer, rivals: Sequence[Rival]) -> str:
    """Whose open pull request does the same already."""
    edits = list(zip(offer.proposal.edits, offer.was, strict=True))
    for rival in rivals:
        if all(any(_does(edit, was, line) for line in rival.lines) for edit, was in edits):
            return f"the pull request {rival.number} of {rival.author} does it"
    return ""


def _does(edit: Edit, was: str, line: str) -> bool:
    """Whether a line that someone adds has the row with the new content."""
    if edit.column == "row":
        return line == edit.new
    before, after = [cell.text for cell in split(was)], [cell.text for cell in split(line)]
    return len(before) == len(after) and edit.new in after and any(a == b and len(a) > 8 for a, b in zip(before, after, strict=True))


def _meaning(proposal: Proposal) -> tuple[object, ...]:
    """What of it people read, but for the days and lines."""
    evidence: tuple[tuple[str, str, str], ...] = tuple(_said(one) for one in proposal.evidence)
    return (evidence, tuple((edit.column, edit.old, edit.new) for edit in proposal.edits))


def _said(one: Evidence) -> tuple[str, str, str]:
    return (one.source, one.says, one.url)
