"""Handing in: the difference between what a list's repository holds and what it is to hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from github.GithubException import GithubException

from bot.delivery import body, report
from bot.delivery.beside import rewritten
from bot.delivery.words import Message
from bot.desk import branches
from bot.desk.shapes import PullData, TreeOf
from bot.githubapi import Api
from bot.model import Document, Proposal
from bot.policies import DeliveryPolicy
from bot.standing import Branch, Decision, Kind, Offer, Pull, Stand, Standing
from bot.text import document
from bot.text.merge import clashes, merge
from bot.text.trace import Listing

_TITLE = re.compile(r"(Correct|Take back|Add) \d")
_OVER = "Nothing is left of it. What was refused can be taken back on the dashboard, or by a command here."
_THEIRS = "Nothing of the bot's is left here. What people committed stays: merge it or close it."


@dataclass(frozen=True, slots=True)
class Wish:
    """What the pull request of a kind is to be: its offers, what was refused in it, notes above them; `close`: for good, if empty."""

    kind: Kind
    offers: tuple[Offer, ...]
    refused: tuple[Decision, ...]
    notes: tuple[str, ...] = ()
    before: tuple[Offer, ...] = ()
    """What it held until now."""
    unknown: bool = False
    """Whether it held something that nobody remembers: where it stands can't be told."""


@dataclass(frozen=True, slots=True)
class Done:
    """What stands now: the pull request (None: there is none), the branch's head, the offers it holds; what went wrong, for people."""

    pull: Pull | None
    head: str
    offers: tuple[Offer, ...]
    own: bool = True
    link: str = ""
    """Where people can open the pull request themselves, if the bot may not."""
    apart: bool = False
    """People's commits and the bot's can't be brought together; nothing was written."""


@dataclass(slots=True)
class Writer:
    """Writes to one list's repository, one request after another."""

    api: Api
    name: str
    policy: DeliveryPolicy
    standing: Standing

    def hand_in(self, wish: Wish) -> Done:
        """The branch and the pull request of a kind as wished; the same again does nothing. MovedError: look again."""
        stand = self.standing.stands.get(wish.kind, Stand())
        theirs = stand.pull and stand.branch and not stand.branch.own
        if not (wish.offers or theirs):
            return self._close(wish, stand)
        done = self._branch(wish, stand)
        if done.apart or not (done.offers or theirs):
            return done
        notes = wish.notes if done.offers else (*wish.notes, _THEIRS)
        return self._pull(replace(wish, offers=done.offers, notes=notes), stand, done)

    def _branch(self, wish: Wish, stand: Stand) -> Done:
        name, branch = f"{self.policy.branch_prefix}{wish.kind}", stand.branch
        if branch and not branch.own and (stand.pull or branch.head not in stand.kept):
            return self._beside(wish, branch, stand.pull)
        listing = Listing.of(self.standing.text)
        if branch and self._fits(wish, branch):
            return Done(stand.pull, branch.head, wish.offers)
        head, offers = self._commits(listing, wish.offers)
        if branch is None:
            branches.create(self.api, self.standing.root, name, head)
        elif branch.head != head:
            branches.move(self.api, self.standing.root, name, branch.head, head)
        return Done(stand.pull, head, offers)

    def _fits(self, wish: Wish, branch: Branch) -> bool:
        """Whether the bot's own branch is already what it would write, over a base that git can merge it into."""
        if branch.before is None or branch.text is None:
            return False
        before = Listing.of(branch.before)
        moved = [before.moved(one.proposal, one.was) for one in wish.offers]
        there = [one for one in moved if one]
        changed, made = before.apply(there)
        if len(made) != len(wish.offers) or changed.data != branch.text:
            return False
        base = document.read(self.standing.text)
        return branch.before == self.standing.text or not clashes(before.document, base, changed)

    def _commits(self, listing: Listing, offers: Sequence[Offer]) -> tuple[str, tuple[Offer, ...]]:
        """One commit per rule on the base's head."""
        parent, tree, made = self.standing.head, self.standing.tree, list[Proposal]()
        mode = branches.mode_of(self.api, self.standing.root, tree, self.standing.path)
        for group in report.by_rule([one.proposal for one in offers]).values():
            text, made = listing.apply([*made, *group])
            files = {self.standing.path: text.data}
            parent, tree = branches.commit(self.api, self.standing.root, _message(group), tree, files, [parent], mode)
        return parent, tuple(one for one in offers if one.proposal in made)

    def _beside(self, wish: Wish, branch: Branch, pull: Pull | None) -> Done:
        """On a branch with people's commits: cells that stand as the bot wrote them change, all others stay."""
        apart = Done(pull, branch.head, (), own=False, apart=True)
        if pull is None or branch.text is None or branch.before is None or wish.unknown:
            return apart
        before, base = document.read(branch.before), document.read(self.standing.text)
        merged: Document | None = rewritten(Listing.of(branch.text), wish.before, wish.offers)
        parents, tree = [branch.head], self._tree(branch.head)
        if merged and clashes(before, base, merged):
            if not branch.alone:
                return apart
            merged, parents, tree = merge(before, base, merged), [branch.head, self.standing.head], self.standing.tree
        if merged is None:
            return apart
        head = branch.head
        if merged.data != branch.text or len(parents) > 1:
            message = f"Bring the bot's {wish.kind} up to date beside people's changes"
            mode = branches.mode_of(self.api, self.standing.root, tree, self.standing.path)
            head, _ = branches.commit(self.api, self.standing.root, message, tree, {self.standing.path: merged.data}, parents, mode)
            branches.advance(self.api, self.standing.root, branch.name, head)
        listing = Listing.of(merged.data)
        held = tuple(one for one in wish.offers if listing.find(one.proposal, one.was) == "new")
        return Done(pull, head, held, own=False)

    def _tree(self, head: str) -> str:
        return self.api.get(f"{self.standing.root}/git/commits/{head}", TreeOf)["tree"]["sha"]

    def _pull(self, wish: Wish, stand: Stand, done: Done) -> Done:
        """The pull request's title and body as wished; opened where there is none."""
        proposals = [one.proposal for one in wish.offers]
        title, text = report.title(proposals), body.write(wish.kind, self.name, proposals, wish.refused, wish.notes)
        pull = stand.pull
        if pull:
            return replace(done, pull=self._renew(pull, title or pull.title, body.within(pull.body, text)))
        what = {"title": title, "body": text, "head": f"{self.policy.branch_prefix}{wish.kind}", "base": self.standing.base}
        try:
            made = self.api.send("POST", f"{self.standing.root}/pulls", PullData, {**what, "draft": self.policy.draft})
        except GithubException as problem:
            if problem.status == 422 and "already exists" in str(problem.data):
                raise branches.MovedError(what["head"], self.api.host) from problem
            if problem.status == 403:
                return replace(done, link=_by_hand(self.standing, what["head"], title))
            raise
        opened = Pull(made["number"], made["html_url"], "open", title, text, done.head, made["created_at"])
        return replace(done, pull=opened)

    def _renew(self, pull: Pull, title: str, text: str) -> Pull:
        """With the title, unless people gave it another, and with the text."""
        wanted = title if _TITLE.match(pull.title) else pull.title
        if (wanted, text) == (pull.title, body.unix(pull.body)):
            return pull
        self._require_unchanged(pull)
        self.api.send("PATCH", f"{self.standing.root}/pulls/{pull.number}", PullData, {"title": wanted, "body": text})
        return replace(pull, title=wanted, body=text)

    def _close(self, wish: Wish, stand: Stand) -> Done:
        """Nothing is left of it: closed, with a mark that this refuses nothing."""
        pull = stand.pull
        if pull:
            text = body.within(pull.body, body.write(wish.kind, self.name, [], (), (body.DONE, _OVER, *wish.notes)))
            self._require_unchanged(pull)
            self.api.send("PATCH", f"{self.standing.root}/pulls/{pull.number}", PullData, {"body": text, "state": "closed"})
            pull = replace(pull, body=text, state="closed")
        return Done(pull, "", ())

    def _require_unchanged(self, pull: Pull) -> None:
        """MovedError where a person wrote to it since it was read; what they write in the next milliseconds is lost."""
        now = self.api.get(f"{self.standing.root}/pulls/{pull.number}", PullData)
        if (now["title"], now["body"] or "", now["state"]) != (pull.title, pull.body, pull.state):
            raise branches.MovedError(f"pull request {pull.number}", self.api.host)


def _message(group: Sequence[Proposal]) -> str:
    """A commit's message: what, and each change with its reason."""
    style = Message()
    lines = [f"- {style.text(one.title)}: {report.swaps(one, style)} ({style.text(one.says)})" for one in group]
    return "\n".join([report.title(group), "", *lines])


def _by_hand(standing: Standing, branch: str, title: str) -> str:
    """The page on which people open the pull request themselves."""
    return f"{standing.page}/compare/{quote(standing.base)}...{quote(branch)}?quick_pull=1&title={quote(title)}"
