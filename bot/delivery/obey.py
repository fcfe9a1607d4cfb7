"""Commands carried out: what each does to the memory, and the answer to it. Every one gets an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from bot.delivery import body, report
from bot.delivery.orders import Order, days, orders
from bot.delivery.verdicts import Ballot
from bot.delivery.words import Markdown
from bot.standing import Comment, Standing, Verdict

_DONE = {"refused": "is refused and will not be proposed again", "open": "is open again", "accepted": "is accepted"}
_WHICH = "Name it by the six letters and digits at the end of its line, several by several, or write `all`."


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to those who commanded, where they did."""

    on: int
    body: str


def obey(ballot: Ballot, standing: Standing) -> tuple[Ballot, list[Answer]]:
    """After all commands, in their order; one answer on each page for all who asked there."""
    said = dict[int, tuple[list[int], list[str]]]()
    for comment in sorted(standing.comments, key=lambda one: one.number):
        words = list[str]()
        for order in orders(comment.body):
            ballot, told = _carry_out(ballot, order, comment, _here(ballot, standing, comment.on))
            words.append(told)
        numbers, lines = said.setdefault(comment.on, ([], []))
        numbers.append(comment.number)
        lines += [f"{Markdown().text(comment.author)}: {one}" for one in words]
    return ballot, [Answer(on, _answer(numbers, lines)) for on, (numbers, lines) in said.items()]


def _here(ballot: Ballot, standing: Standing, number: int) -> Sequence[str]:
    """The proposals that `all` means there: those of a pull request, open or refused in it; on the dashboard every one."""
    for stand in standing.stands.values():
        for pull in (stand.pull, *stand.past):
            if pull and pull.number == number:
                return [line.key for line in body.lines(pull.body) if line.mark in "pr"]
    return sorted({*ballot.proposals, *(one.fingerprint for one in ballot.memory.decisions)})


def _answer(numbers: Sequence[int], lines: Sequence[str]) -> str:
    marks, kept, size = " ".join(map(str, numbers)), list[str](), 0
    for line in dict.fromkeys(lines):
        size += len(line) + 2
        if size > body.LIMIT:
            kept.append("The rest is too long for a comment: ask for fewer at once.")
            break
        kept.append(line)
    return f"<!-- paperlist-bot answers {marks} -->\n" + "\n\n".join(kept)


def _carry_out(ballot: Ballot, order: Order, comment: Comment, here: Sequence[str]) -> tuple[Ballot, str]:
    told = f"there is no command {Markdown().code(order.verb)}. {body.COMMANDS}"
    # What this very comment decided counts as still to be done: the run that did it may have been cut short.
    done = {one.fingerprint for one in ballot.memory.decisions if one.url == comment.url}
    refused = [key for key in here if key in ballot.memory.refused or key in done]
    match order.verb:
        case "refuse":
            undecided = [key for key in here if key not in ballot.memory.decided or key in done]
            ballot, told = _decide(ballot, order, comment, "refused", undecided)
        case "accept":  # a refusal is taken back; what is open stays open until it is merged
            ballot, told = _decide(ballot, order, comment, "open", refused)
        case "undo":
            ballot, told = _undo(ballot, order, comment, refused)
        case "explain":
            told = _explanation(ballot, order, here)
        case "retry":
            ballot, told = _retried(ballot), "this branch is looked at again now, all sources in the next run."
        case "pause":
            ballot, told = _pause(ballot, order, comment)
        case "help":
            told = body.COMMANDS
    return ballot, told


def _undo(ballot: Ballot, order: Order, comment: Comment, here: Sequence[str]) -> tuple[Ballot, str]:
    if order.words == ("pause",):
        return ballot.wake("pause"), "the pause is over."
    rules = {one.rule for one in ballot.memory.decisions}
    if len(order.words) == 1 and order.words[0] in rules:
        words = f"refusals of the rule {order.words[0]} are counted anew from now on."
        return ballot.rest(f"rule:{order.words[0]}", by=comment.author), words
    return _decide(ballot, order, comment, "open", here)


def _decide(ballot: Ballot, order: Order, comment: Comment, verdict: Verdict, everything: Sequence[str]) -> tuple[Ballot, str]:
    """One decision of all proposals that are named; a wrong name decides nothing."""
    named, wrong = _named(ballot, order.words, everything)
    if wrong or not named:
        missing = f"{', '.join(map(Markdown().code, wrong))}: there is no such proposal here. " if wrong else ""
        return ballot, f"{missing}Nothing was done. {_WHICH}"
    told = list[str]()
    for key in named:
        ballot = ballot.decide(key, verdict, "command", comment.author, comment.url)
        told.append(f"`{body.short(key)}`")
    ending = _DONE[verdict] if len(told) == 1 else _DONE[verdict].replace("is ", "are ", 1)
    return ballot, f"{', '.join(told)} {ending}."


def _named(ballot: Ballot, words: Sequence[str], everything: Sequence[str]) -> tuple[list[str], list[str]]:
    """The fingerprints that the words name, and the words that name none or several."""
    if tuple(words) == ("all",):
        return list(everything), []
    keys = sorted({*ballot.proposals, *everything, *(one.fingerprint for one in ballot.memory.decisions)})
    found, wrong = list[str](), list[str]()
    for word in _before_reason(words):
        meant = [key for key in keys if key.startswith(word)]
        if len(meant) == 1:
            found.append(meant[0])
        elif found and not meant:  # the reason begins: "dead", say
            break
        else:
            wrong.append(word)
    return found, wrong


def _before_reason(words: Sequence[str]) -> list[str]:
    """The names at the start; what follows is for people. Without a name, the first word is a wrong one."""
    names = list(takewhile(re.compile(r"[0-9a-f]{4,16}").fullmatch, words))
    return names or list(words[:1])


def _explanation(ballot: Ballot, order: Order, here: Sequence[str]) -> str:
    named, wrong = _named(ballot, order.words, here)
    told = list[str]()
    for key in named:
        proposal = ballot.proposals.get(key)
        decision = ballot.memory.decided.get(key)
        if proposal:
            words = Markdown().text(proposal.says)
            told.append(f"{report.correction(proposal, Markdown())} Rule {proposal.rule}, confidence {proposal.confidence:.2f}: {words}.")
        if decision:
            who = Markdown().text(decision.by or "a maintainer")
            told.append(f"`{body.short(key)}` was {decision.verdict} ({decision.how}) by {who} on {decision.at[:10]}.")
    if wrong or not named:
        told.append(f"{', '.join(map(Markdown().code, wrong))} is no proposal here. {_WHICH}" if wrong else _WHICH)
    return "\n\n".join(told)


def _retried(ballot: Ballot) -> Ballot:
    for one in ballot.memory.rests:
        if one.what.startswith(("hands-off:", "untouched:")):
            ballot = ballot.wake(one.what)
    return ballot


def _pause(ballot: Ballot, order: Order, comment: Comment) -> tuple[Ballot, str]:
    length = days(order.words)
    if length is None:
        return ballot, "for how long? Write `/bot pause 30 days`."
    until = (date.fromisoformat(ballot.now[:10]) + timedelta(days=length)).isoformat()
    return ballot.rest("pause", until, comment.author), f"nothing new is proposed until {until}. `/bot undo pause` ends it."
