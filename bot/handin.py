"""From proposals to what stands on GitHub: read what people decided, choose, write the difference, remember.

Everything is read anew before anything is written; so a run that was cut short, or met another one, is mended by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from github.GithubException import GithubException

from bot.config import ListConfig
from bot.delivery import body, dashboard, offering
from bot.delivery.choice import Choice, Wait, choose, untouched
from bot.delivery.obey import Answer, obey
from bot.delivery.report import count
from bot.delivery.settle import given, left_alone, notes, refused_in, remembered, settled
from bot.delivery.tonight import Handed, Tonight
from bot.delivery.verdicts import Ballot, learned, reverts
from bot.desk.pages import Pages
from bot.desk.reading import KINDS, branch_of, observe
from bot.desk.writing import Done, Wish, Writer
from bot.errors import SourceError
from bot.githubapi import Api
from bot.standing import Kind, Memory, Note, Offer, Pull, Stand, Standing
from bot.text.trace import Listing

TRIES = 3
_FORGOTTEN = (
    "What the bot remembered is gone. What was refused is read from its pull requests and from this page; "
    "what was undone or told to wait may have to be said again."
)


@dataclass(slots=True)
class Desk:
    """One list's repository. `save` keeps what was decided, before anything is written by it."""

    api: Api
    name: str
    config: ListConfig
    now: datetime
    save: Callable[[Memory], Memory]
    actor: str = ""
    fresh: bool = False
    """Whether nothing was remembered of the list: it is new, or the state was lost."""
    state: str = ""
    """The branch that keeps it; empty if it is a folder on this machine."""

    @property
    def at(self) -> str:
        return f"{self.now.replace(tzinfo=None).isoformat(timespec='seconds')}Z"

    def observe(self, memory: Memory) -> Standing:
        return observe(self.api, self.name, self.config, memory)

    def deliver(self, standing: Standing, memory: Memory, tonight: Tonight) -> Handed:
        """The difference between what stands and what is to stand. Looks again where something moved or an answer was lost."""
        for left in reversed(range(TRIES)):
            attempt = _Delivery(self, standing, tonight, Ballot(memory, {}, self.at, self.actor))
            try:
                return attempt.run()
            except SourceError as problem:
                if not (left and problem.passing):
                    raise
            except GithubException as problem:
                raise self.api.forbidden(problem, self.config.list.repository or "") from problem
            memory = attempt.memory  # what it learned is no longer to be seen: it may have written over it
            self.fresh = False
            standing = self.observe(memory)
        raise AssertionError


@dataclass(slots=True)
class _Delivery:
    """One try."""

    desk: Desk
    standing: Standing
    tonight: Tonight
    ballot: Ballot
    warnings: list[str] = field(default_factory=list)

    @property
    def writer(self) -> Writer:
        return Writer(self.desk.api, self.desk.name, self.desk.config.delivery, self.standing)

    @property
    def pages(self) -> Pages:
        return Pages(self.desk.api, self.desk.name, self.desk.config.delivery, self.standing)

    @property
    def memory(self) -> Memory:
        return self.ballot.memory

    def remember(self, **what: object) -> None:
        self.ballot = replace(self.ballot, memory=replace(self.memory, **what))  # type: ignore[arg-type]

    def run(self) -> Handed:
        listing, today = Listing.of(self.standing.text), self.desk.now.date()
        judged = [one for kind in KINDS for one in offering.judged(kind, self.tonight, today)]
        answers = self._learn(judged)
        held, waiting, refused = dict[Kind, tuple[str, Sequence[Offer]]](), list[Wait](), list[Offer]()
        pulls = dict[Kind, Pull]()
        for kind in KINDS:
            found = self._current(kind, judged, listing)
            offers = [one for one in found if one.fingerprint not in self.memory.decided]
            refused += [one for one in found if one.fingerprint in self.memory.refused]
            done, choice = self._kind(kind, offers, listing)
            waiting += choice.waiting
            if done.pull and done.pull.state == "open":
                pulls[kind] = done.pull
            held[kind] = (done.pull.url if done.pull else done.link, done.offers)
        for answer in answers:
            self.warnings += self.pages.say(answer.on, answer.body)
        kept = [one for _, some in held.values() for one in some]
        shown = {key for pull in pulls.values() for key in body.held(pull)}
        back = [one for one in self.memory.offers if one.fingerprint in shown or offering.is_due(one, self.memory)]
        keep = {one.fingerprint: one for one in (*back, *refused, *(wait.offer for wait in waiting), *kept)}
        self.remember(offers=tuple(keep[key] for key in sorted(keep)))
        issue = self.pages.show(self._page(held, waiting))
        self.remember(dashboard=issue.number if issue else 0)
        return Handed(self.memory, pulls, tuple(kept), tuple(waiting), issue.url if issue else "", tuple(self.warnings))

    def _learn(self, judged: Sequence[Offer]) -> list[Answer]:
        """Takes in what people decided, and keeps it before anything is written by it; the answers to those who commanded."""
        before, standing = self.memory, self.standing
        if self.desk.fresh and (standing.dashboard or any(stand.pull or stand.past for stand in standing.stands.values())):
            self.warnings.append(_FORGOTTEN)
        self.ballot = replace(self.ballot, proposals={one.fingerprint: one.proposal for one in (*before.offers, *judged)})
        self.ballot, answers = obey(learned(self.ballot, standing), standing)
        self.remember(offers=(*self.memory.offers, *reverts(self.ballot, standing)))
        if self.tonight.findings is not None:
            self.remember(notes=tuple(map(Note, self.tonight.findings)))
        self.ballot = replace(self.ballot, memory=settled(self.memory, standing))
        if self.desk.fresh or (self.memory.decisions, self.memory.rests) != (before.decisions, before.rests):
            kept = self.desk.save(replace(self.memory, seen=before.seen))
            self.remember(decisions=kept.decisions, rests=kept.rests)  # another run's too
        return answers

    def _current(self, kind: Kind, judged: Sequence[Offer], listing: Listing) -> list[Offer]:
        """What may be offered of a kind, for the list as it is now."""
        stand, mine = self.standing.stands.get(kind, Stand()), [one for one in judged if one.kind == kind]
        held = body.held(stand.pull) if stand.pull else set()
        whole = self.tonight.whole or (kind == "additions" and self.tonight.looked)
        found = offering.gather(kind, mine, self.memory, listing, self.desk.now.date(), held=held, whole=whole)
        return [one for one in found if one.fingerprint not in self.tonight.over]

    def _kind(self, kind: Kind, offers: Sequence[Offer], listing: Listing) -> tuple[Done, Choice]:
        """One kind's pull request."""
        stand = self.standing.stands.get(kind, Stand())
        pull = stand.pull
        self._rest(stand)
        choice = choose(offers, stand, self.standing.rivals, self.memory, self.desk.config.policy(kind), self.desk.now.date())
        if not pull and not choice.offers:
            return Done(None, "", ()), choice
        held = tuple(one for one in offers if pull and one.fingerprint in body.held(pull))
        pending = bool(pull and body.held(pull) & self.memory.refused)
        if pull and pending:
            self.pages.mark(pull.head, "taking in what was decided", pending=True)
        if pull and (not listing.rows or left_alone(pull, offers, self.memory, listing, self.tonight.over, whole=self.tonight.whole)):
            done = Done(pull, pull.head, held, own=bool(stand.branch and stand.branch.own))
        else:
            silent = sorted(name for name, one in self.tonight.sources.items() if one.status in ("partial", "failed"))
            words = tuple(notes(choice.offers, silent, self.desk.now.date()))
            before = tuple(one for one in self.memory.offers if pull and one.fingerprint in body.held(pull))
            unknown = bool(pull and body.held(pull) - {one.fingerprint for one in before})
            done = self.writer.hand_in(Wish(kind, choice.offers, refused_in(self.memory, pull), words, before, unknown))
        if done.apart:
            done = replace(done, offers=held)
            self._apart(kind, done)
        self.remember(given=given(self.memory, stand, done.offers, self.desk.now.date()))
        self._after(stand, done, pending=pending)
        return done, choice

    def _rest(self, stand: Stand) -> None:
        """A pull request that nobody touches for long is left alone until someone does; that is said once."""
        pull = stand.pull
        if not pull:
            return
        what = f"untouched:{pull.number}"
        policy = self.desk.config.policy("corrections")
        if not untouched(stand, self.standing, self.memory, policy, self.desk.now.date()):
            self.ballot = self.ballot.wake(what)
        elif all(one.what != what for one in self.memory.rests):
            self.ballot = self.ballot.rest(what)
            self._once(pull, what, f"Nobody has touched this for {policy.pause_after} days. It stays as it is until someone does.")

    def _once(self, pull: Pull, key: str, words: str) -> None:
        if key not in self.standing.said:
            self.warnings += self.pages.say(
                pull.number, f"<!-- paperlist-bot said {key} -->\n{words} `/bot retry` makes the bot look at it again."
            )

    def _apart(self, kind: Kind, done: Done) -> None:
        """Says that people's commits and the bot's can't be brought together."""
        if done.pull:
            self.ballot = self.ballot.rest(f"hands-off:{done.pull.number}")
            words = "People's commits on this branch and the bot's can't be brought together, so the bot leaves it as it is."
            self._once(done.pull, f"hands-off:{done.head}", words)
        else:
            self.warnings.append(f"The branch {branch_of(self.desk.config, kind)} holds people's commits: merge or delete it.")

    def _after(self, stand: Stand, done: Done, *, pending: bool) -> None:
        """What goes with a pull request, and what is remembered of it."""
        pull = done.pull
        if done.link:
            words = f"The bot may not open pull requests here: [open it yourself]({done.link}), or see `python -m bot doctor`."
            self.warnings.append(words)
        if not pull:
            return
        if all(one.number != pull.number for one in self.memory.seen):
            self.warnings += self.pages.introduce(pull)
        now = remembered(self.memory, pull, stand, done.head, done.offers, self.desk.at, own=done.own)
        still = bool(body.held(pull) & self.memory.refused)
        mark = f"{done.head} pending" if still else done.head
        if pull.state == "open" and (now.marked != mark or pending != still):
            words = "a refused line is still in it" if still else f"{count(len(done.offers), 'proposal')}, all that was decided is taken in"
            self.pages.mark(done.head, words, pending=still)
            now = replace(now, marked=mark)
        others = [one for one in self.memory.seen if one.number != pull.number]
        self.remember(seen=tuple(sorted([*others, now], key=lambda one: one.number)))

    def _page(self, held: Mapping[Kind, tuple[str, Sequence[Offer]]], waiting: Sequence[Wait]) -> str:
        """The dashboard's text."""
        desk, tonight = self.desk, self.tonight
        runs = f"{self.standing.page}/commits/{desk.state}" if desk.state else ""
        ran = tonight.day or desk.at[:10]
        view = dashboard.View(desk.name, desk.at[:10], ran, held, waiting, self.memory, tonight.sources, self.warnings, runs)
        return dashboard.write(view)
