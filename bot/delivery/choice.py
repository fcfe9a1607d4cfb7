"""What is handed in tonight and what waits: refusals, caps, windows, pauses. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.delivery import additions, body
from bot.delivery.verdicts import REVERT
from bot.model import Edit, Proposal
from bot.pace import Policy
from bot.standing import Memory, Offer, Rest, Rival, Stand, Standing
from bot.text.cells import split
from bot.text.newrows import adds

RECENT, TOO_MANY = 10, 3
"""A rule of whose last so many decided proposals that many were refused is left to findings."""

WEEK = timedelta(days=7)
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


def choose(offers: Iterable[Offer], stand: Stand, rivals: Sequence[Rival], memory: Memory, policy: Policy, today: date) -> Choice:
    """Those for the pull request, first the ones that it holds already, and those that wait.

    What stands in it stays, and what a person wants comes at once: windows, resting rules and a week's share hold back only new ones.
    """
    offers = list(offers)
    held = body.held(stand.pull) if stand.pull else set()
    quiet = _quiet(stand, memory, policy, offers, today)
    taken, waiting, rows, size = list[Offer](), list[Wait](), set[int](), 0
    resting, pause, share = tired(memory), paused(memory, today), _Share.of(offers, stand, memory, policy, today)
    wished = {one.fingerprint for one in memory.decisions if one.verdict == "open"} if not pause else set()
    for one in sorted(offers, key=lambda one: (one.fingerprint not in held, *_rank(one))):
        more, longer = rows | set(one.proposal.lines), size + len(body.offered(one.proposal))
        why = ""
        if one.fingerprint not in held:
            full = rows and (len(more) > policy.rows or longer > ROOM)
            asked = one.fingerprint in wished or (one.proposal.rule == REVERT and not pause)
            later = "" if asked else resting.get(one.proposal.rule) or quiet or share.used_up(one)
            why = _rival(one, rivals) or _unsure(one) or ("until what is open is merged" if full else later)
        if why:
            waiting.append(Wait(one, why))
        else:
            taken.append(one)
            share.counted |= {} if one.fingerprint in held else {one.fingerprint: one.proposal.section}
            rows, size = more, longer
    return Choice(tuple(sorted(taken, key=lambda one: (one.proposal.lines, one.proposal.paper))), tuple(waiting))


def due(additions: Iterable[Proposal], memory: Memory, policy: Policy, today: date) -> tuple[Proposal, ...]:
    """The new rows that may come today where nobody is asked: sure enough, within the week's share."""
    offers = sorted((Offer("additions", one, (), today, today) for one in additions), key=_rank)
    share, resting, taken = _Share.of(offers, Stand(), memory, policy, today), tired(memory), list[Proposal]()
    for one in offers:
        if not (_unsure(one) or resting.get(one.proposal.rule) or share.used_up(one)):
            share.counted[one.fingerprint] = one.proposal.section
            taken.append(one.proposal)
    return tuple(taken)


def _rank(one: Offer) -> tuple[float, tuple[int, ...]]:
    """Corrections in the order of the list, additions the surest first."""
    return (-one.proposal.confidence if one.kind == "additions" else 0.0, one.proposal.lines)


def _unsure(one: Offer) -> str:
    return "which section it belongs to is for you to say" if one.proposal.choices else ""


@dataclass(slots=True)
class _Share:
    """What was handed in within seven days, with its sections, and how much that may be."""

    counted: dict[str, tuple[str, ...]]
    policy: Policy

    @classmethod
    def of(cls, offers: Iterable[Offer], stand: Stand, memory: Memory, policy: Policy, today: date) -> _Share:
        """What is held in a young pull request counts too, should nothing be remembered of it."""
        young = stand.pull and today - date.fromisoformat(stand.pull.created[:10]) < WEEK
        held = body.held(stand.pull) if stand.pull and young else set()
        counted = {one.fingerprint: one.section for one in memory.given if today - one.day < WEEK}
        return cls({one.fingerprint: one.proposal.section for one in offers if one.fingerprint in held} | counted, policy)

    def used_up(self, one: Offer) -> str:
        """Why it doesn't come this week by itself, or nothing. One that is handed in already is no more."""
        most, each = self.policy.per_week, self.policy.per_section
        here = sum(section == one.proposal.section for section in self.counted.values())
        if one.fingerprint in self.counted:
            return ""
        if one.kind == "additions" and one.proposal.confidence < self.policy.least:
            return f"below {100 * self.policy.least:g}% it comes only if you want it"
        if most is not None and len(self.counted) >= most:
            return f"no more than {most} come in a week"
        return f"no more than {each} of a section come in a week" if each is not None and here >= each else ""


def tired(memory: Memory) -> dict[str, str]:
    """Rules that were refused too often of late, with the words for it."""
    since = {one.what: one.since for one in memory.rests}
    recent = dict[str, list[str]]()
    for one in sorted(memory.decisions, key=lambda one: one.at, reverse=True):
        if one.verdict != "open" and one.rule and one.rule != REVERT and one.at >= since.get(f"rule:{one.rule}", ""):
            recent.setdefault(one.rule, []).append(one.verdict)
    refused = {rule: Counter(verdicts[:RECENT])["refused"] for rule, verdicts in recent.items()}
    words = "of its last {} decided proposals {} were refused, so its proposals {}"
    now = {additions.RULE: "wait for a tick"}
    many = {rule: n for rule, n in refused.items() if n >= TOO_MANY}
    return {rule: words.format(min(RECENT, len(recent[rule])), n, now.get(rule, "are findings")) for rule, n in many.items()}


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
        if all(any(_does(offer.proposal, edit, was, line) for line in rival.lines) for edit, was in edits):
            return f"the pull request {rival.number} of {rival.author} does it"
    return ""


def _does(proposal: Proposal, edit: Edit, was: str, line: str) -> bool:
    """Whether a line that someone adds has the row with the new content, or the paper of a new row."""
    if edit.column == "insert":
        return adds(proposal, edit.new, line)
    if edit.column == "row":
        return line == edit.new
    before, after = [cell.text for cell in split(was)], [cell.text for cell in split(line)]
    return len(before) == len(after) and edit.new in after and any(a == b and len(a) > 8 for a, b in zip(before, after, strict=True))
