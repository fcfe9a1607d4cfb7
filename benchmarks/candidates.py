"""A month of nights in which papers that the list lacks are handed in, against an independent emulator of the services; and what it costs.

    python -m benchmarks.candidates [--nights N] [--data DIR] [--format json]
    python -m benchmarks.candidates --cost

Each night is `python -m bot sync` as a process of its own, with weekends, a holiday, a stale feed, one cut in the middle, a week
without a run, a day on which arXiv answers 406 and one on which Semantic Scholar is dead; a maintainer merges, refuses, and adds a
paper by hand. Judged from outside: by the emulator's feeds and its log of requests, and by what git holds. Gold is read at last.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import candidate_cost, emulator
from benchmarks.emulator import World
from benchmarks.relay import Relay, fetch, relayed
from bot import environment
from bot.delivery import body
from bot.discovery.queue import meaning
from tests.hub import ACTIONS, BOT, MAINTAINER, Hub

REPO = Path(__file__).resolve().parent.parent
LIST = "first"
START, NIGHTS = date(2025, 5, 28), 30
STALE, BUSY, DEAD, CUT, HOLIDAY = (date(2025, 6, day) for day in (3, 6, 17, 19, 20))
AWAY = frozenset(date(2025, 6, day) for day in range(9, 16))
BY_HAND = date(2025, 6, 18)
FAULTS: dict[date, dict[str, Any]] = {
    BUSY: {"service": "arxiv_rss", "kind": "status", "code": 406, "times": 99},
    CUT: {"service": "arxiv_rss", "kind": "malformed_xml", "times": 99},
    DEAD: {"service": "s2", "kind": "status", "code": 503, "times": 999},
}
OFF = ("github", "accepted-papers", "openreview", "crossref", "pages")
WEEK, PER_WEEK, PACE = 7, 3, 3.0
_ID = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")
_ITEM = re.compile(r"<guid[^>]*>oai:arXiv\.org:(.+?)v\d+</guid>.*?<arxiv:announce_type>(.+?)</arxiv:announce_type>", re.DOTALL)


@dataclass
class Month:
    """What was seen from outside. `first` is the day on which a paper was first handed in, `decided` that of its decision.

    `wrong` are broken promises, in words.
    """

    announced: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    """Titles by id, of what was announced until the last run, and since then."""
    known: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    first: dict[str, date] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    exits: Counter[int] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    gaps: list[float] = field(default_factory=list)
    pulls: set[int] = field(default_factory=set)

    @property
    def lost(self) -> list[str]:
        """Announced, and known to the bot neither by id nor by title."""
        return [one for one, title in self.announced.items() if one not in self.known and _key(title) not in self.titles]

    @property
    def busiest(self) -> int:
        """The most that were handed in first within seven days."""
        days = sorted(self.first.values())
        return max((sum(0 <= (one - day).days < WEEK for one in days) for day in days), default=0)


@dataclass
class Keeper:
    """The list's keeper, and the one who looks at all from outside."""

    world: World
    hub: Hub
    relay: Relay
    folder: Path
    found: Month = field(default_factory=Month)
    queue: list[dict[str, Any]] = field(default_factory=list)
    categories: tuple[str, ...] = ()
    answered: list[int] = field(default_factory=list)
    """Pull requests in which something was refused."""

    def day(self, day: date) -> None:
        """At six in the morning (UTC) the bot runs; then somebody looks, and the maintainer comes."""
        self.world.control("advance", {"to": f"{day}T06:00:00Z"})
        if day not in AWAY:
            self.night(day)
        self.look(day)
        self.visit(day)
        now = f"{len(self.queue)} wait, {len(self.found.first)} proposed; {self.found.decided}; {self.found.wrong[-3:]}"
        print(f"  {now}", file=sys.stderr)

    # the bot

    def night(self, day: date) -> None:
        """One run, and what it asked of whom."""
        self.relay.stale = day == STALE
        self.world.control("faults", method="DELETE")
        if day in FAULTS:
            self.world.control("faults", FAULTS[day])
        self.world.control("reset_log", {})
        start = time.perf_counter()
        ended = sync(self.folder, {**self.world.environment, "ARXIV_FEED_URL": self.relay.url}, self._now)
        self.found.seconds.append(time.perf_counter() - start)
        self.found.exits[ended.returncode] += 1
        if ended.returncode not in (0, 3):
            self.found.wrong.append(f"{day}: exit code {ended.returncode}: {ended.stderr[-1000:]}")
        said = self.world.control("summary")
        self.found.requests.update({name: one["count"] for name, one in said["services"].items()})
        self.found.gaps += [one["gap_s"] for one in self.world.control("log?service=arxiv_.*") if "gap_s" in one]
        for what in ("violations", "leaks", "escapes"):
            self.found.faults[what] += len(said[what])
            self.found.wrong += [f"{day}: {what}: {one}" for one in said[what]]
        self.world.control("faults", method="DELETE")
        print(f"{day}: {self.found.seconds[-1]:.0f} s, exit code {ended.returncode}; {_said(ended.stdout)}", file=sys.stderr)

    @property
    def _now(self) -> str:
        return str(self.world.control("clock")["now"])

    # from outside

    def look(self, day: date) -> None:
        """What arXiv announces today, what the bot knows, and what it hands in."""
        self._state()
        for category in self.categories:
            status, text = fetch(f"{self.world.environment['ARXIV_FEED_URL']}/{category}")
            assert status == 200
            for item in text.decode().split("<item>")[1:]:
                match, title = _ITEM.search(item), re.search(r"<title>(.*?)</title>", item, re.DOTALL)
                assert match
                assert title
                if match[2] in ("new", "cross"):
                    self.found.open.setdefault(match[1], title[1])
        if day not in AWAY:
            self.found.announced |= self.found.open
            self.found.open.clear()
        if day not in AWAY:
            self._proposals(day)

    def _state(self) -> None:
        """What it wrote on its branch."""
        there = self.folder / "there.git"
        if not there.exists():
            subprocess.run(["git", "clone", "-q", "--bare", self.world.environment["WORLD_REPO_CLONE_URL"], there], check=True)
        subprocess.run(["git", "-C", there, "fetch", "-q", "--force", "origin", "+refs/heads/*:refs/heads/*"], check=True)
        names = _git(there, "ls-tree", "--name-only", f"bot-state:{LIST}").split()
        read = {name: _git(there, "show", f"bot-state:{LIST}/{name}") for name in names if name.endswith(".jsonl")}
        lines = {name: [json.loads(line) for line in text.splitlines()[1:]] for name, text in read.items()}
        self.found.known |= {one for sight in lines["sights.jsonl"] for one in sight["ids"]}
        self.queue = lines.get("candidates.jsonl", [])
        self.found.known |= {_name(one["candidate"]["facts"]["paper"]) for one in self.queue}
        past = [one for name, some in lines.items() if name.startswith("past-") for one in some]
        self.found.titles |= {_key(title) for one in past for title in one["titles"]}
        self.found.known |= {*_ID.findall(self._text("main"))}
        self.categories = tuple(one["category"] for one in lines["watch.jsonl"])

    def _proposals(self, day: date) -> None:
        """The rows that the additions' branch holds and the list doesn't."""
        pull = self.pull
        if not pull:
            return
        self.found.pulls.add(pull["number"])
        base, new, now = self._text("base"), self._text("bot/additions"), self._text("main")
        held = Counter(_rows(new)) - Counter(_rows(base))
        if extra := len(_table(new)) - len(_table(base)) - held.total():
            self.found.wrong.append(f"{day}: {extra} new rows without an id of arXiv's, or lost ones")
        for paper, times in held.items():
            if times > 1 or paper in _rows(now):
                self.found.wrong.append(f"{day}: {paper} stands {times} times in #{pull['number']}, {_rows(now).count(paper)} in the list")
            if paper in self.found.decided:
                self.found.wrong.append(f"{day}: {paper} is proposed though {self.found.decided[paper]}")
            self.found.first.setdefault(paper, day)

    def _text(self, branch: str) -> str:
        """The list there; `base`: where the additions left it."""
        there = self.folder / "there.git"
        commit = _git(there, "merge-base", "main", "bot/additions").strip() if branch == "base" else branch
        return _git(there, "show", f"{commit}:README.md")

    @property
    def pull(self) -> dict[str, Any] | None:
        """The open one of additions."""
        return next((one for one in self.hub.pulls("open") if one["head"]["ref"] == "bot/additions"), None)

    @property
    def proposed(self) -> list[str]:
        """The papers that it would add."""
        held = Counter(_rows(self._text("bot/additions"))) - Counter(_rows(self._text("base"))) if self.pull else {}
        return sorted(held)

    # the maintainer

    def visit(self, day: date) -> None:
        """Refuses a paper of the first two pull requests that hold several, with a box and a command; merges each some days later."""
        if day == BY_HAND:
            self._add()
        pull, papers = self.pull, self.proposed
        if not pull or not papers:
            return
        open_for, turn = (day - date.fromisoformat(pull["created_at"][:10])).days, len(self.found.pulls)
        refused = [one for one in papers if one in self.found.decided]
        if len(papers) > 1 and len(self.answered) < 2 and pull["number"] not in self.answered:
            self._refuse(pull, papers[0], box=not self.answered)
            self.answered.append(pull["number"])
        elif open_for >= (4 if turn == 2 else 2) and not refused:
            self.hub.merge(pull["number"], ("merge", "squash", "rebase")[turn % 3])
            self.found.decided |= dict.fromkeys(papers, "merged")

    def _refuse(self, pull: dict[str, Any], paper: str, *, box: bool) -> None:
        (line,) = [one for one in body.proposed(pull["body"]) if one.key == meaning(f"arxiv:{paper}")]
        if box:
            self.hub.untick(pull["number"], line.words)
        else:
            self.hub.say(pull["number"], f"/bot refuse {body.short(line.key)}")
        self.found.decided[paper] = "refused"

    def _add(self) -> None:
        """The surest candidate that isn't proposed, written by hand behind the list's last row; the number of the row is a guess."""
        away = {*self.proposed, *self.found.decided}
        names = {
            _name(one["candidate"]["facts"]["paper"]): one
            for one in self.queue
            if one["candidate"]["facts"]["paper"].get("scheme") == "arxiv"
        }
        paper = max((one for one in names if one not in away), key=lambda one: float(names[one]["score"]))
        title = names[paper]["candidate"]["facts"]["title"]
        row = f"| 1 | {title} | [link](https://arxiv.org/abs/{paper}) | | | Jun 2025 |"
        text = self.hub.text("main")
        last = text.rstrip("\n").splitlines()[-1]
        assert last.startswith("|")
        self.hub.push("main", text.rstrip("\n") + f"\n{row}\n", "Add a paper")
        self.found.decided[paper] = "added by hand"


def sync(folder: Path, variables: dict[str, str], now: str, *more: str) -> subprocess.CompletedProcess[str]:
    """As a user runs it; a request to anywhere else would reach the emulator, which notes it."""
    kept = {name: value for name, value in os.environ.items() if name not in environment.SECRETS.values()}
    variables = kept | variables | {"GITHUB_TOKEN": BOT, "HTTPS_PROXY": variables["WORLD_URL"], "PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "bot", "sync", "--as-of", now, *more]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


def _git(folder: Path, *asked: str) -> str:
    return subprocess.run(["git", "-C", folder, *asked], capture_output=True, text=True, check=True).stdout


def _said(text: str) -> str:
    """Its first line."""
    return text.partition("\n")[0]


def _name(paper: dict[str, str] | str) -> str:
    return paper.partition(":")[2] if isinstance(paper, str) else paper["value"]


def _key(title: str) -> str:
    """Letters and digits alone: a feed and the query API may write a title apart."""
    return re.sub(r"[\W_]+", "", re.sub(r"&\w+;", "", title).casefold())


def _table(text: str) -> list[str]:
    """Rows of tables."""
    return [line for line in text.splitlines() if line.startswith("|")]


def _rows(text: str) -> list[str]:
    """The arXiv id of each row that has one."""
    return [match[1] for line in _table(text) if (match := _ID.search(line))]


def scenario(folder: Path, **more: Any) -> str:
    """The emulator's default over a longer stream, with what the bot may do on GitHub."""
    home = "imcl-lab/Papers-on-Efficient-Diffusion-Models"
    rights = dict.fromkeys(("contents", "pull_requests", "issues", "statuses"), "write") | {"metadata": "read"}
    tokens = {
        BOT: {"kind": "installation", "login": "list-sync[bot]", "repos": [home], "permissions": rights},
        MAINTAINER: {"kind": "pat", "login": "imcl-maintainer", "scopes": ["repo", "workflow"]},
        ACTIONS: {"kind": "actions", "login": "github-actions[bot]", "repos": [home], "permissions": rights},
    }
    last = START + timedelta(NIGHTS - 1)
    made = {
        "extends": str(emulator.FOLDER / "scenarios" / "default.json"),
        "clock": {"start": f"{START}T06:00:00Z"},
        "stream": {"from": str(START - timedelta(31)), "to": str(last)},
        "github": {"tokens": tokens},
        "arxiv": {"no_announcements": [str(HOLIDAY)]},
        **more,
    }
    (folder / "scenario.json").write_text(json.dumps(made))
    return str(folder / "scenario")


def configure(folder: Path, name: str, world: World, delivery: str = "") -> None:
    """A list's configuration, without the sources that candidates don't need."""
    (folder / "config").mkdir(exist_ok=True)
    off = "".join(f"[sources.{one}]\nenabled = false\n" for one in OFF)
    (folder / "config" / f"{name}.toml").write_text(f'[list]\nrepository = "{world.environment["WORLD_LIST"]}"\n{off}{delivery}')


def month(nights: int = NIGHTS) -> tuple[Month, dict[str, Any]]:
    """So many nights; what was seen, and the emulator's truth and gold, read afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with emulator.running(folder, scenario(folder)) as world, relayed(world.environment["ARXIV_FEED_URL"]) as relay:
            configure(folder, LIST, world)
            keeper = Keeper(world, Hub(world.environment, world.environment["WORLD_LIST"], world.control), relay, folder)
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job in the background ignores it
            try:
                for day in (START + timedelta(one) for one in range(nights)):
                    keeper.day(day)
            except KeyboardInterrupt:
                print("stopped: what follows is of the nights before", file=sys.stderr)
            return keeper.found, judged(keeper, world.truth)


def judged(keeper: Keeper, truth: dict[str, Any]) -> dict[str, Any]:
    """What those that were handed in, and those that wait, are by gold."""
    gold = Path(os.environ["WORLD_DATA"], "stream_hits_dev.jsonl").read_text("utf-8").splitlines()
    hits = {one["id"] for one in map(json.loads, gold) if not one["in_seed"]}
    expected = {kind: {one.get("arxiv_id") for one in truth["expected"][kind]} for kind in ("additions", "must_not_add")}
    proposed, waiting = set(keeper.found.first), {_name(one["candidate"]["facts"]["paper"]) for one in keeper.queue}
    announced = {one for one in hits if one in keeper.found.announced}
    return {
        "proposed": len(proposed),
        "of gold": len(proposed & hits),
        "planted as belonging": len(proposed & expected["additions"] - hits),
        "planted as not belonging": sorted(proposed & expected["must_not_add"]),
        "gold announced": len(announced),
        "gold waiting": len(announced & waiting - proposed),
        "others": sorted(proposed - hits - expected["additions"]),
        "waiting": len(waiting),
    }


def promises(found: Month) -> dict[str, tuple[str, bool]]:
    """What was promised, what came of it, and whether it was kept."""
    again = [one for one in found.wrong if "is proposed though" in one or "stands" in one or "new rows" in one]
    other = [one for one in found.wrong if one not in again]
    least = min(found.gaps, default=0.0)
    return {
        "papers announced as new or cross-listed": (f"{len(found.announced):,}", bool(found.announced)),
        "of these lost": (str(len(found.lost)), not found.lost),
        "proposed twice, after a decision, or though listed": (str(len(again)), not again),
        "handed in within seven days, at most": (str(found.busiest), found.busiest <= PER_WEEK),
        "least seconds between two requests to arXiv": (f"{least:.2f} of {len(found.gaps)}", least >= PACE),
        "violations, leaks, escapes": (", ".join(str(found.faults[one]) for one in ("violations", "leaks", "escapes")), not other),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--cost", action="store_true", help="what judging and ten lists in a run cost, instead of the month")
    parser.add_argument("--data", type=Path, default=emulator.FOLDER.parent / "data")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if not (arguments.data / "stream_hits_dev.jsonl").is_file():
        print(f"skipped: {arguments.data} holds no stream_hits_dev.jsonl; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return 0
    os.environ["WORLD_DATA"] = str(arguments.data.resolve())
    try:
        if arguments.cost:
            return candidate_cost.main(arguments.format)
        found, gold = month(arguments.nights)
    except emulator.NotHereError as problem:
        print(json.dumps({"skipped": str(problem)}))
        return 0
    kept = promises(found)
    if arguments.format == "text":
        _show(found, kept, gold)
    told = {name: value for name, (value, _) in kept.items()} | gold | {"seconds": round(median(found.seconds), 1)}
    print(json.dumps(told | {"lost": found.lost[:20], "wrong": found.wrong[:20]}))
    return 0 if all(one for _, one in kept.values()) else 1


def _show(found: Month, kept: dict[str, tuple[str, bool]], gold: dict[str, Any]) -> None:
    for name, (value, well) in kept.items():
        print(f"{'' if well else 'BROKEN  '}{name}: {value}")
    for one in found.wrong:
        print(f"  {one}")
    took = f"{median(found.seconds):.0f} s each (longest {max(found.seconds):.0f})"
    print(f"nights: {len(found.seconds)}, {took}, exit codes {dict(found.exits)}")
    print(f"requests: {dict(found.requests)}")
    print(f"pull requests: {len(found.pulls)}; decided: {dict(Counter(found.decided.values()))}")
    print(f"gold: {gold}")


if __name__ == "__main__":
    sys.exit(main())
