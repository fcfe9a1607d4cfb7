"""Thirty nights with a maintainer who, on a day, merges what is open (half of the days), refuses a line (a tenth), or does nothing.

    python benchmarks/month.py [--seeds N] [--merge 0.5] [--refuse 0.1] [--emulator]

On the project's own test server, or on the independent emulator.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.emulator import NotHereError
from bot.delivery import body
from tests import hub as hubs
from tests.nights import Keeper, listing

NIGHTS, PAPERS = 30, 60
VENUES = ("ICML 2024", "ICLR 2024", "ICLR 2025", "ICML 2023")


@dataclass
class Month:
    """What a maintainer saw. `again`: proposals that came back although they were decided; `answers`: to what the maintainer did."""

    nights: int = 0
    most_open: int = 0
    proposed: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    pulls: int = 0
    dashboards: int = 0
    comments: int = 0
    pushes: int = 0
    answers: int = 0

    @property
    def notifications(self) -> int:
        """All that GitHub may tell a person who watches, unasked: what is opened, said, and pushed to what is open."""
        return self.pulls + self.dashboards + self.comments + self.pushes


def month(keeper: Keeper, seed: int, merge: float = 0.5, refuse: float = 0.1) -> Month:
    """Begins with some outdated rows, of others it is learned as the nights pass. `merge`, `refuse`: the shares of days for each."""
    chance, found = random.Random(seed), Month()
    keeper.hub.push(keeper.base, listing(PAPERS))
    known = dict[int, str]()
    for night in range(NIGHTS):
        for n in range(PAPERS):
            if n not in known and chance.random() < (0.3 if night == 0 else 0.01):
                known[n] = chance.choice(VENUES)
        with _counted(keeper, found):
            keeper.night(known, days=0.4)
        _visit(keeper, chance, found, merge, refuse)
        keeper.wait(0.6)
        found.nights += 1
    return found


def _visit(keeper: Keeper, chance: random.Random, found: Month, merge: float, refuse: float) -> None:
    """A maintainer's day, and the run that answers it."""
    open_ones = keeper.pulls()
    found.most_open = max(found.most_open, len(open_ones))
    lines = {line.key: line for line in body.proposed(open_ones[0]["body"])} if open_ones else {}
    found.proposed |= lines.keys()
    found.again |= lines.keys() & (found.merged | found.refused)
    roll = chance.random()
    if not lines or roll >= merge + refuse:
        return
    if roll < merge:
        keeper.hub.merge(keeper.number, chance.choice(("merge", "squash", "rebase")))
        found.merged |= lines.keys()
    else:
        key = chance.choice(sorted(lines))
        _refuse(keeper, key, lines[key].words, chance)
        found.refused.add(key)
    answered = Month()
    with _counted(keeper, answered):
        keeper.respond()
    found.answers += answered.notifications


def _refuse(keeper: Keeper, key: str, words: str, chance: random.Random) -> None:
    if chance.random() < 0.5:
        keeper.hub.untick(keeper.number, words)
    else:
        keeper.hub.say(keeper.number, f"/bot refuse {body.short(key)}")


@contextlib.contextmanager
def _counted(keeper: Keeper, found: Month) -> Iterator[None]:
    """What the bot's run makes people hear of."""
    before = {one["number"]: one["head"]["sha"] for one in keeper.pulls()}
    keeper.hub.control("reset_log", {})
    yield
    done = [f"{one['method']} {one['path']}" for one in keeper.hub.control("log") if one["status"] == 201]
    found.pulls += sum(bool(re.fullmatch(r"POST .*/pulls", one)) for one in done)
    found.dashboards += sum(bool(re.fullmatch(r"POST .*/issues", one)) for one in done)
    found.comments += sum(bool(re.fullmatch(r"POST .*/comments", one)) for one in done)
    found.pushes += sum(before.get(one["number"], one["head"]["sha"]) != one["head"]["sha"] for one in keeper.pulls())


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--merge", type=float, default=0.5)
    parser.add_argument("--refuse", type=float, default=0.1)
    parser.add_argument("--emulator", action="store_true")
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder, hubs.emulator(Path(folder)) if arguments.emulator else hubs.own() as hub:
            for seed in range(arguments.seeds):
                with quiet():
                    found = month(Keeper(hub, f"month{seed}"), seed, arguments.merge, arguments.refuse)
                counts = {name: len(one) if isinstance(one, set) else one for name, one in asdict(found).items()}
                print(json.dumps({"seed": seed, **counts, "notifications": found.notifications}))
    except NotHereError as problem:
        print(json.dumps({"skipped": str(problem)}))


if __name__ == "__main__":
    main()
