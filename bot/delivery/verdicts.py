"""What people decided, read from what stands: ticks, closings, merges, their own commits. Decides nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.delivery import body
from bot.model import Edit, Evidence, Proposal
from bot.standing import Decision, How, Memory, Offer, Pull, Rest, Stand, Standing, Verdict
from bot.text.trace import Listing

REVERT = "revert"
"""The rule of proposals that take back what was merged although it was refused."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is known while verdicts are read: the memory as it grows, every proposal that may be meant, when, and who acts (if known)."""

    memory: Memory
    proposals: Mapping[str, Proposal]
    now: str
    actor: str = ""

    def decide(self, fingerprint: str, verdict: Verdict, how: How, by: str, url: str, words: str = "") -> Ballot:
        """With that decision; what is decided that way already stays as it was."""
        before = {one.fingerprint: one for one in self.memory.decisions}
        old = before.get(fingerprint)
        if (old is None and verdict == "open") or (old and old.verdict == verdict):
            return self
        proposal = self.proposals.get(fingerprint)
        named = (old.rule, old.title, old.says) if old else ("", "", words)
        if proposal:
            named = (proposal.rule, proposal.title, body.says(proposal))
        before[fingerprint] = Decision(fingerprint, verdict, how, self.now, by, *named, url)
        return replace(self, memory=replace(self.memory, decisions=tuple(before[key] for key in sorted(before))))

    def take(self, fingerprint: str, url: str) -> Ballot:
        """With the wish to have it now."""
        proposal = self.proposals.get(fingerprint)
        if fingerprint in self.memory.decided or proposal is None:
            return self
        words = (proposal.rule, proposal.title, body.says(proposal))
        wish = Decision(fingerprint, "open", "tick", self.now, self.actor, *words, url)
        others = [one for one in self.memory.decisions if one.fingerprint != fingerprint]
        return replace(self, memory=replace(self.memory, decisions=tuple(sorted([*others, wish], key=lambda one: one.fingerprint))))

    def rest(self, what: str, until: str = "", by: str = "") -> Ballot:
        others = tuple(one for one in self.memory.rests if one.what != what)
        return replace(self, memory=replace(self.memory, rests=(*others, Rest(what, self.now, until, by))))

    def wake(self, what: str) -> Ballot:
        return replace(self, memory=replace(self.memory, rests=tuple(one for one in self.memory.rests if one.what != what)))


def learned(ballot: Ballot, standing: Standing) -> Ballot:
    """With all that people decided without a command."""
    listing = Listing.of(standing.text)
    ballot = _dashboard(ballot, standing)
    for stand in standing.stands.values():
        for pull in stand.past:
            if pull.state == "merged":
                ballot = _merged(ballot, pull, listing)
            elif _by_a_person(pull, stand):
                ballot = _closed(ballot, pull, listing)
        if stand.pull:
            ballot = _edited(_reopened(_ticked(ballot, stand.pull), stand.pull), stand, stand.pull)
    return _listed(ballot, listing)


def _by_a_person(pull: Pull, stand: Stand) -> bool:
    """Whether a closing says anything: a program's doesn't, nor one that came with the end of the branch that it was for.

    One that came with the end of the bot's own branch does, whomever GitHub names.
    """
    return (not pull.by.endswith("[bot]") or stand.branch is None) and not pull.orphan


def _ticked(ballot: Ballot, pull: Pull) -> Ballot:
    """Boxes, and lines taken out whole. A line under "Refused" of a pull request that nobody remembers is itself the memory."""
    for key in sorted(body.missing(pull.body)):
        ballot = ballot.decide(key, "refused", "untick", ballot.actor, pull.url)
    fresh = all(one.number != pull.number for one in ballot.memory.seen)
    decided = {one.fingerprint for one in ballot.memory.decisions}
    for line in body.lines(pull.body):
        if line.mark == "p" and not line.ticked:
            ballot = ballot.decide(line.key, "refused", "untick", ballot.actor, pull.url, line.words)
        elif line.mark == "r" and line.ticked and line.key in ballot.memory.refused:
            ballot = ballot.decide(line.key, "open", "tick", ballot.actor, pull.url)
        elif line.mark == "r" and not line.ticked and fresh and line.key not in decided:
            ballot = ballot.decide(line.key, "refused", "untick", "", pull.url, line.words)
    return ballot


def _reopened(ballot: Ballot, pull: Pull) -> Ballot:
    for one in ballot.memory.decisions:
        if one.verdict == "refused" and one.how == "close" and one.url.endswith(f"/pull/{pull.number}"):
            ballot = ballot.decide(one.fingerprint, "open", "reopen", ballot.actor, pull.url)
    return ballot


def _edited(ballot: Ballot, stand: Stand, pull: Pull) -> Ballot:
    """Cells that people changed on the bot's branch, and new rows that they took out: theirs stands, so the bot's is refused."""
    branch = stand.branch
    if not branch or branch.own or branch.text is None or branch.last is None:
        return ballot
    mine, theirs = Listing.of(branch.last), Listing.of(branch.text)
    for line in body.proposed(pull.body):
        offer = _offer(ballot, line.key)
        changed = ("old", "other", "lost")
        if offer and mine.find(offer.proposal, offer.was) == "new" and theirs.find(offer.proposal, offer.was) in changed:
            ballot = ballot.decide(line.key, "refused", "edit", branch.people[-1] if branch.people else "", pull.url)
    return ballot


def _merged(ballot: Ballot, pull: Pull, listing: Listing) -> Ballot:
    """A ticked line is accepted if the list holds it now; else people took it out on the way, and it is refused."""
    ballot = _ticked(ballot, pull)
    for line in body.proposed(pull.body):
        offer = _offer(ballot, line.key)
        if line.key in ballot.memory.refused:
            continue
        found = listing.find(offer.proposal, offer.was) if offer else "new"
        verdict: Verdict = "accepted" if found in ("new", "gone") else "refused"
        ballot = ballot.decide(line.key, verdict, "merge" if verdict == "accepted" else "edit", pull.by, pull.url, line.words)
    return ballot


def _closed(ballot: Ballot, pull: Pull, listing: Listing) -> Ballot:
    """All of it is refused, unless the bot itself closed it, or the list has it from elsewhere."""
    ballot = _ticked(ballot, pull)
    if body.DONE in pull.body:
        return ballot
    words = {line.key: line.words for line in body.proposed(pull.body)}
    held = next((one.held for one in ballot.memory.seen if one.number == pull.number), ())
    for key in (*words, *(key for key in held if key not in words)):
        offer = _offer(ballot, key)
        if key not in ballot.memory.decided:
            there = offer and listing.find(offer.proposal, offer.was) == "new"
            verdict: tuple[Verdict, How] = ("accepted", "list") if there else ("refused", "close")
            ballot = ballot.decide(key, *verdict, ballot.actor or pull.by, pull.url, words.get(key, ""))
    return ballot


def _listed(ballot: Ballot, listing: Listing) -> Ballot:
    """What people wrote into the list themselves while it was proposed."""
    for offer in ballot.memory.offers:
        if offer.fingerprint not in ballot.memory.decided and listing.find(offer.proposal, offer.was) == "new":
            ballot = ballot.decide(offer.fingerprint, "accepted", "list", "", "")
    return ballot


def _dashboard(ballot: Ballot, standing: Standing) -> Ballot:
    """Switches on the dashboard; where all memory is lost, its refusals and its pause are the memory."""
    issue, lost = standing.dashboard, ballot.memory.lost
    if not issue:
        return ballot
    for line in body.lines(issue.body):
        if line.mark == "u" and line.ticked and line.key in ballot.memory.refused:
            ballot = ballot.decide(line.key, "open", "tick", ballot.actor, issue.url)
        elif line.mark == "u" and not line.ticked and lost:
            ballot = ballot.decide(line.key, "refused", "untick", "", issue.url, line.words)
        elif line.mark == "t" and line.ticked:
            ballot = _taken(ballot, line.key, issue.url)
        elif line.mark == "x" and line.ticked:
            ballot = ballot.rest(line.key, by=ballot.actor) if line.key.startswith("rule:") else ballot.wake(line.key)
            if line.key.startswith("untouched:"):
                ballot = ballot.rest(line.key.replace("untouched", "touched"), by=ballot.actor)
        elif line.key == "pause" and lost and (until := re.search(r"\d{4}-\d\d-\d\d", line.words)):
            ballot = ballot.rest("pause", until[0])
    return ballot


def _taken(ballot: Ballot, key: str, url: str) -> Ballot:
    """An addition that somebody wants now; behind `:`, which one of its sections they chose."""
    name, _, number = key.partition(":")
    offer = _offer(ballot, name)
    if offer and number.isdecimal():
        picked = replace(offer, proposal=chosen(offer.proposal, int(number)))
        picked = replace(picked, was=tuple(edit.old for edit in picked.proposal.edits))
        offers = tuple(picked if one is offer else one for one in ballot.memory.offers)
        ballot = replace(ballot, memory=replace(ballot.memory, offers=offers), proposals={**ballot.proposals, name: picked.proposal})
    return ballot.take(name, url)


def chosen(proposal: Proposal, number: int) -> Proposal:
    """With that one of its choices, counted from 1; as it is where there is none."""
    if not 1 <= number <= len(proposal.choices):
        return proposal
    section, edit = proposal.choices[number - 1]
    return replace(proposal, section=section, edits=(edit,), choices=())


def _offer(ballot: Ballot, key: str) -> Offer | None:
    return next((one for one in ballot.memory.offers if one.fingerprint == key), None)


def reverts(ballot: Ballot, standing: Standing) -> Iterator[Offer]:
    """What was merged although it was refused, the other way round."""
    listing = Listing.of(standing.text)
    for stand in standing.stands.values():
        for pull in stand.past:
            keys = body.held(pull) if pull.state == "merged" else set()
            for offer in ballot.memory.offers:
                refused = offer.fingerprint in keys & ballot.memory.refused
                if refused and listing.find(offer.proposal, offer.was) == "new":
                    yield from _reverse(offer, listing, ballot, pull)


def reverse(edit: Edit) -> Edit:
    """The edit that takes it back."""
    if edit.column == "insert":
        return replace(edit, column="delete", old=edit.new, new="")
    return replace(edit, old=edit.new, new=edit.old)


def reverted(offer: Offer) -> str:
    """The fingerprint of what an offer takes back."""
    return replace(offer.proposal, about=offer.proposal.about.removeprefix(f"{REVERT} ")).fingerprint


def _reverse(offer: Offer, listing: Listing, ballot: Ballot, pull: Pull) -> Iterator[Offer]:
    """Where the list still has exactly what was merged."""
    one, day = offer.proposal, date.fromisoformat(ballot.now[:10])
    back = replace(
        one,
        rule=REVERT,
        edits=tuple(reverse(edit) for edit in one.edits),
        evidence=(Evidence("github", f"refused, then merged with number {pull.number}", pull.url, day),),
        confidence=1.0,
        about=f"{REVERT} {one.about}",
        says="it was refused before it was merged",
    )
    rows = tuple(edit.old if edit.column == "delete" else was for edit, was in zip(back.edits, offer.was, strict=True))
    moved = listing.moved(back, rows)
    if moved:
        yield Offer(offer.kind, moved, listing.was(moved), day, day)
