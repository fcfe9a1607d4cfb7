"""What of the memory is over, and what of an open pull request is left as it is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.delivery import body
from bot.delivery.choice import WEEK
from bot.delivery.verdicts import REVERT, reverted
from bot.pace import Given
from bot.standing import Decision, Memory, Offer, Pull, Seen, Stand, Standing
from bot.text.trace import Listing


def settled(memory: Memory, standing: Standing) -> Memory:
    """Without what is over: pull requests that were learned of, and why others rested."""
    seen = {one.number: one for one in memory.seen}
    open_ones = set[int]()
    for kind, stand in standing.stands.items():
        for pull in stand.past:
            known = seen.get(pull.number, Seen(pull.number, kind, pull.state, pull.created, pull.created))
            seen[pull.number] = replace(known, state=pull.state)
        if stand.pull:
            open_ones.add(stand.pull.number)
            if stand.pull.number in seen:
                seen[stand.pull.number] = replace(seen[stand.pull.number], state="open")
    names = {f"{what}:{number}" for number in open_ones for what in ("hands-off", "untouched", "touched")}
    rests = tuple(one for one in memory.rests if one.what.startswith(("rule:", "pause")) or one.what in names)
    return replace(memory, seen=tuple(seen[number] for number in sorted(seen)), rests=rests)


def remembered(memory: Memory, pull: Pull, stand: Stand, head: str, held: Sequence[Offer], at: str, *, own: bool) -> Seen:
    """What is kept of a pull request that holds these offers now: it was brought up to date if one of them is new in it."""
    known = next((one for one in memory.seen if one.number == pull.number), None)
    grown = {one.fingerprint for one in held} - (body.held(stand.pull) if stand.pull else set())
    return Seen(
        number=pull.number,
        kind=held[0].kind if held else known.kind if known else "corrections",
        state=pull.state,
        opened=known.opened if known else pull.created,
        updated=at if grown else known.updated if known else pull.created,
        head=head if own else "",
        marked=known.marked if known else "",
        held=tuple(sorted(one.fingerprint for one in held)),
    )


def left_alone(pull: Pull, offers: Iterable[Offer], memory: Memory, listing: Listing, gone: Collection[str] = (), *, whole: bool) -> bool:
    """Whether an open pull request stays as it is: it rests, or not all that it holds could be looked at again.

    What the list itself shows to be over needs no source, and neither do the fingerprints that are `gone`.
    """
    if any(one.what in (f"untouched:{pull.number}", f"hands-off:{pull.number}") for one in memory.rests):
        return True
    over = {one.fingerprint for one in memory.offers if _is_over(one, listing) or _needless(one, memory)}
    unknown = body.held(pull) - {one.fingerprint for one in offers} - memory.decided.keys() - over - {*gone}
    return bool(unknown) and not whole


def _is_over(offer: Offer, listing: Listing) -> bool:
    """Whether the list shows it. Where a new row's place is lost, the next night finds another."""
    return listing.find(offer.proposal, offer.was) not in ("old", "lost")


def _needless(offer: Offer, memory: Memory) -> bool:
    """Whether it would take back what is no longer refused."""
    return offer.proposal.rule == REVERT and reverted(offer) not in memory.refused


def given(memory: Memory, stand: Stand, held: Iterable[Offer], today: date) -> tuple[Given, ...]:
    """When each addition of the last seven days was handed in, with those that are new in the pull request now."""
    before = body.held(stand.pull) if stand.pull else set()
    known = {one.fingerprint: one for one in memory.given if today - one.day < WEEK}
    new = [one for one in held if one.kind == "additions" and one.fingerprint not in before | known.keys()]
    found = known | {one.fingerprint: Given(one.fingerprint, one.proposal.section, today) for one in new}
    return tuple(found[key] for key in sorted(found))


def refused_in(memory: Memory, pull: Pull | None) -> tuple[Decision, ...]:
    """What was refused in that pull request."""
    end = f"/pull/{pull.number}" if pull else "/"
    return tuple(one for one in memory.decisions if one.verdict == "refused" and one.url.partition("#")[0].endswith(end))


def notes(offers: Iterable[Offer], silent: Sequence[str], today: date) -> Iterator[str]:
    """What stands above the lines: which sources gave no answer, where that matters."""
    stale = [one.checked for one in offers if one.checked < today and one.proposal.rule != REVERT]
    if stale and silent:
        yield f"Some of it was not checked again since {min(stale)}, because {' and '.join(silent)} gave no answer."
