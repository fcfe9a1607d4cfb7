"""Nights of one list on a hub: the bot's own commands, what sources say of its papers, and a clock."""

from __future__ import annotations

import itertools
import json
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NoReturn

from bot import handover
from bot.config import ListConfig, Place, embedded, read_venues
from bot.event import Event
from bot.githubapi import Api
from bot.model import Claim, Count, Evidence, Lookup, PaperFacts, PaperId
from bot.policies import CandidatePolicy, DeliveryPolicy, SourcePolicy
from bot.ports import Record, Services, Wanted
from bot.sync import Job
from tests.hub import BOT, Hub

HEADER = "# Papers\n\n| Title | Venue |\n|--|--|\n"
STYLE = """\
| [An Early Study of Things](https://arxiv.org/abs/2001.00001) | **ICML 2020** |
| [A Later Study of Others](https://arxiv.org/abs/2001.00002) | **ICML 2021** |
"""
_FIRST = "Quantized Sparse Recurrent Hierarchical Bayesian Spectral Modular Adaptive Federated Causal".split()
_SECOND = "Walks Samplers Transformers Bridges Priors Solvers Caches Tokens Kernels Manifolds".split()
_THIRD = ("over Latent Graphs", "from Video without Labels", "under Tight Budgets", "in Frozen Encoders")
AUTHORS = ("Ann Lee", "Bo Kim")
TITLES = [f"{a} {b} {c}" for c, (a, b) in itertools.product(_THIRD, itertools.product(_FIRST, _SECOND))]


def paper(n: int) -> str:
    return f"2306.{n:05d}"


def row(n: int, venue: str = "Jun 2023") -> str:
    return f"| [{TITLES[n]}](https://arxiv.org/abs/{paper(n)}) | {venue} |\n"


def listing(n: int) -> str:
    """A list with that many preprints."""
    return HEADER + STYLE + "".join(map(row, range(n)))


class _Silent:
    """A service that is never asked."""

    def lookup(self, *_: Any) -> NoReturn:
        raise AssertionError

    text = lookup


@dataclass
class _Arxiv:
    """Knows every paper by its title and authors."""

    up: bool

    def lookup(self, ids: Sequence[PaperId], today: date, *, first: bool = False) -> Lookup[PaperId, PaperFacts]:
        if not self.up:
            return Lookup(failed=dict.fromkeys(ids, "no connection"))
        titled = {PaperId("arxiv", paper(n)): title for n, title in enumerate(TITLES)}
        found = {
            one: PaperFacts(one, "arxiv", f"https://arxiv.org/abs/{one.value}", today, titled[one], AUTHORS) for one in ids if one in titled
        }
        return Lookup(found=found, missing=frozenset(ids) - found.keys())


@dataclass
class _Scholar:
    """Says of papers, by their number, at which ICML or ICLR they were, and how often they are cited."""

    venues: Mapping[int, str]
    up: bool = True
    citations: Mapping[int, int] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)
    """Where they differ from `TITLES`."""
    during: Callable[[], None] | None = None
    """What happens elsewhere while it is asked."""

    def lookup(self, wanted: Sequence[Wanted], today: date) -> Lookup[PaperId, Record]:
        if self.during:
            self.during()
        if not self.up:
            return Lookup(failed={one.paper: "it answers 503" for one in wanted})
        told = {PaperId("arxiv", paper(n)): n for n in (*self.venues, *self.citations)}
        found = {one.paper: self._record(one.paper, told[one.paper], today) for one in wanted if one.paper in told}
        return Lookup(found=found, missing=frozenset(one.paper for one in wanted if one.paper not in told))

    def _record(self, name: PaperId, n: int, today: date) -> Record:
        facts = PaperFacts(name, "semantic-scholar", f"https://example.org/{n}", today, self.titles.get(n, TITLES[n]))
        counts = (Count(str(name), "citations", "semantic-scholar", self.citations[n]),) if n in self.citations else ()
        return Record(facts, self._claims(facts, self.venues[n]) if n in self.venues else (), counts)

    def _claims(self, facts: PaperFacts, venue: str) -> tuple[Claim, ...]:
        short, year = venue.rsplit(" ", 1)
        name, url, today, title = facts.paper, facts.url, facts.read_at, facts.title
        record = Claim(name, "semantic-scholar", "accepted", short, url, today, None, title=title, authors=AUTHORS, raw=short)
        key = Claim(
            name, "dblp", "accepted", short, url, today, int(year), title=title, authors=AUTHORS, raw=f"conf/{short.lower()}/X{year}"
        )
        return (record, key)


Begin = Callable[..., "Keeper"]
"""A keeper with a list of its own: `begin(text, **delivery)`."""


@dataclass
class Keeper:
    """The bot on one list of a hub. `base` is the list's branch: each test has its own, so the emulator serves many."""

    hub: Hub
    name: str = "list"
    delivery: dict[str, Any] = field(default_factory=dict)
    token: str = BOT
    path: str = "README.md"
    base: str = ""
    repository: str = ""
    """As the configuration calls it."""

    def __post_init__(self) -> None:
        self.repository = self.repository or self.hub.repository
        self.base = self.base or f"{self.name}-main"

    @property
    def now(self) -> datetime:
        """By GitHub's clock."""
        return datetime.fromisoformat(self.hub.control("clock")["now"])

    def wait(self, days: float) -> None:
        self.hub.control("advance", {"days": days})

    @property
    def branch(self) -> str:
        return f"{self.name}/corrections"

    @property
    def state(self) -> str:
        return f"{self.name}-state"

    def job(self) -> Job:
        delivery = DeliveryPolicy(**{"branch_prefix": f"{self.name}/", "state_branch": self.state, **self.delivery})
        place = Place(repository=self.repository, path=self.path, branch=self.base)
        off = dict.fromkeys(("github", "accepted-papers", "openreview", "crossref", "pages"), SourcePolicy(enabled=False))
        # What a list lacks is looked for elsewhere (tests/test_scouting.py).
        config = ListConfig(place, sources=off, delivery=delivery, candidates=CandidatePolicy(enabled=False))  # type: ignore[arg-type]
        now = self.now
        return Job(self.name, config, b"", Evidence("list", "", "", now.date()), read_venues(embedded("config")), now)

    def api(self) -> Api:
        return Api(self.hub.environment["GITHUB_API_URL"], self.token, pause=0, backoff=0.001)

    def night(self, venues: Mapping[int, str] | None = None, *, up: bool = True, arxiv: bool = True, days: float = 1, **says: Any) -> int:
        """A nightly run; `up`: whether all sources answer, `arxiv`: that one; `says`: more of Semantic Scholar. The exit code."""
        silent: Any = _Silent()
        services = Services(_Arxiv(up and arxiv), _Scholar(venues or {}, up, **says), *[silent] * 10)
        code = handover.sync(self.job(), None, services, self.api(), Namespace(format="text", detailed_exitcode=False))
        self.wait(days)
        return code

    def respond(self, actor: str = "imcl-maintainer") -> int:
        """A run within a minute of what someone did."""
        event = Event(self.hub.repository, actor, "", {})
        return handover.respond(self.job(), None, self.api(), event)

    # what stands

    def pulls(self, state: str = "open") -> list[dict[str, Any]]:
        return [one for one in self.hub.pulls(state) if one["base"]["ref"] == self.base]

    @property
    def bot_s_proposed(self) -> set[int]:
        """The papers whose venue the bot's branch changes, whatever other pull requests there are."""
        before = self.rows(self.base)
        return {n for n, venue in self.rows().items() if venue != before.get(n)}

    @property
    def pull(self) -> dict[str, Any]:
        """The open pull request."""
        (found,) = self.pulls()
        return found

    @property
    def number(self) -> int:
        return int(self.pull["number"])

    def rows(self, branch: str = "") -> dict[int, str]:
        """What the list says of each paper's venue, on the bot's branch or another."""
        found = [line for line in self.hub.text(branch or self.branch, self.path).splitlines() if "/2306." in line]
        return {int(line.split("/2306.")[1][:5]): line.rsplit("|", 2)[1].strip() for line in found}

    @property
    def proposed(self) -> set[int]:
        """The papers whose venue the open pull request changes."""
        before = self.rows(self.base)
        return {n for n, venue in self.rows().items() if venue != before.get(n)}

    def short(self, n: int, page: str = "") -> str:
        """How people name a proposal on a page, by default the pull request: the letters and digits at the end of its line."""
        (line,) = [one for one in (page or self.pull["body"]).splitlines() if TITLES[n] in one and "·" in one]
        return str(line.rpartition("· `")[2][:6])

    @property
    def dashboard(self) -> dict[str, Any]:
        (found,) = [one for one in self.hub.issues() if f"paperlist-bot dashboard {self.name} -->" in (one["body"] or "")]
        return found

    def decisions(self) -> dict[str, tuple[str, str]]:
        """By the paper's title, or the words of its line: how it was decided, and in which way."""
        lines = self.hub.text(self.state, f"{self.name}/decisions.jsonl").splitlines()[1:]
        return {one.get("title") or one["says"]: (one["verdict"], one["how"]) for one in map(json.loads, lines)}

    def checks(self, sha: str) -> tuple[int, str]:
        """Of a commit: how many checks it has, and the state of the last. The emulator counts each time it was said, and lists none."""
        found = self.hub.ask("GET", f"/commits/{sha}/status")
        return found["total_count"], found["statuses"][-1]["state"] if found["statuses"] else ""

    def answers(self, number: int) -> list[str]:
        return [one["body"] for one in self.hub.comments(number) if "paperlist-bot answers" in one["body"]]
