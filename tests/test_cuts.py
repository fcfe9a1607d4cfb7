"""A run that is stopped after any one request, and run again, ends where an undisturbed one does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from bot.desk.reading import KINDS
from bot.githubapi import Api
from tests import hub as hubs
from tests.hub import Hub
from tests.nights import TITLES, Keeper, listing, row

VENUES = {0: "ICML 2024", 1: "ICLR 2024", 2: "ICML 2024", 3: "ICLR 2024"}
MORE = {**VENUES, 4: "ICML 2023"}


class _Stopped(BaseException):
    """As a killed process: nothing catches it."""


class _Stopping(Api):
    """Stops after so many requests, whatever they answered. GitHub did what was asked; nobody learned it."""

    left: int

    def _ask(self, *words: Any, **what: Any) -> Any:
        try:
            return super()._ask(*words, **what)
        finally:
            self.left -= 1
            if self.left < 0:
                raise _Stopped


@dataclass
class _Stoppable(Keeper):
    stop: int = 10_000

    def api(self) -> Api:
        made = _Stopping(self.hub.environment["GITHUB_API_URL"], self.token, pause=0, backoff=0.001)
        made.left = self.stop
        return made


def first_night(keeper: Keeper) -> Callable[[], object]:
    return lambda: keeper.night(VENUES, days=0)


def answer(keeper: Keeper) -> Callable[[], object]:
    """After an untick, a command, a row written otherwise, all at once."""
    keeper.night(VENUES)
    keeper.hub.untick(keeper.number, TITLES[0])
    keeper.hub.say(keeper.number, f"/bot refuse {keeper.short(1)}\n\n/bot help")
    keeper.hub.edit(keeper.branch, row(2, "**ICML 2024**"), row(2, "ICML 2024, I think"))
    return keeper.respond


def after_a_merge(keeper: Keeper) -> Callable[[], object]:
    """One that was unticked before it was merged; another was found since."""
    keeper.night(VENUES)
    keeper.hub.untick(keeper.number, TITLES[0])
    keeper.hub.merge(keeper.number)
    return lambda: keeper.night(MORE, days=0)


def update(keeper: Keeper) -> Callable[[], object]:
    """The base changed a row, a new proposal came."""
    keeper.night(VENUES)
    keeper.hub.edit(keeper.base, row(1), row(1, "TBA"))
    return lambda: keeper.night(MORE, days=0)


SCENES = (first_night, answer, after_a_merge, update)


def state(keeper: Keeper) -> dict[str, Any]:
    """All that people see, and what was decided; without the numbers and names of this list."""
    decided = keeper.hub.text(keeper.state, f"{keeper.name}/decisions.jsonl").splitlines()[1:] if keeper.hub.head(keeper.state) else []
    pages = [one for one in keeper.hub.issues() if f"dashboard {keeper.name} -->" in (one["body"] or "")]
    pulls = keeper.pulls("all")
    found = {
        "pulls": sorted([one["title"], one["body"], one["state"]] for one in pulls),
        "text": {kind: keeper.hub.head(f"{keeper.name}/{kind}") and keeper.hub.text(f"{keeper.name}/{kind}") for kind in KINDS},
        "messages": [one["commit"]["message"] for one in keeper.hub.commits(keeper.branch, 6)],
        "base": keeper.hub.text(keeper.base),
        "dashboards": [[one["body"], one["state"]] for one in pages],
        "said": sorted(one["body"] for pull in pulls for one in keeper.hub.comments(pull["number"])),
        "decided": sorted([one["fingerprint"], one["verdict"], one["how"]] for one in map(json.loads, decided)),
        "state": sorted(keeper.hub.text(keeper.state, f"{keeper.name}/{name}.jsonl") for name in ("offers", "claims")),
    }
    text = (
        json.dumps(found, sort_keys=True, ensure_ascii=False)
        .replace(f"{keeper.name}/", "NAME/")
        .replace(f"{keeper.name} ", "NAME ")
        .replace(f"{keeper.name}-", "NAME-")
    )
    return dict(
        json.loads(
            re.sub(r"/(pull|issues)/\d+|answers \d+|request #\d+|number \d+|\d{4}-\d\d-\d\d\w*|#issuecomment-\d+|Tree: \w+", "", text)
        )
    )


def cuts(
    hub: Hub, scene: Callable[[Keeper], Callable[[], object]], name: str, step: int
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """At each cut: the state after the run that was stopped there and one more, and that after two undisturbed ones."""

    def begin(n: int) -> _Stoppable:
        keeper = _Stoppable(hub, f"{name}{n}", {"update_every": 0, "open_every": 0})
        hub.push(keeper.base, listing(8))
        return keeper

    keeper = begin(0)
    run = scene(keeper)
    run()
    run()
    expected = state(keeper)
    for n in range(1, 500, step):
        keeper = begin(n)
        run = scene(keeper)
        keeper.stop = n - 1
        stopped = False
        with suppress(_Stopped):
            run()
            stopped = True
        keeper.stop = 10_000
        run()
        yield n, state(keeper), expected
        if stopped:
            return


def _loop(hub: Hub, scene: Callable[[Keeper], Callable[[], object]], step: int) -> int:
    n = 0
    for n, found, expected in cuts(hub, scene, f"{scene.__name__.replace('_', '')}x", step):
        for part, value in expected.items():
            assert found[part] == value, f"{part} after a stop at request {n}"
    return n


@pytest.mark.parametrize("scene", [answer, after_a_merge])
def test_a_run_stopped_at_some_requests_and_run_again_ends_as_one_that_was_not(scene: Callable[[Keeper], Callable[[], object]]) -> None:
    with hubs.own() as hub:
        assert _loop(hub, scene, 13) > 26


@pytest.mark.long
@pytest.mark.parametrize("scene", SCENES)
def test_a_run_stopped_at_every_request_and_run_again_ends_as_one_that_was_not(
    hub: Hub, scene: Callable[[Keeper], Callable[[], object]]
) -> None:
    assert _loop(hub, scene, 1) > 20


@pytest.mark.parametrize(
    "path", [r"/pulls$", r"/issues$", r"/issues/\d+/comments$", r"/git/refs$", r"/git/refs/heads", r"/git/commits$", r"/pulls/\d+$"]
)
def test_what_was_written_though_its_answer_was_lost_is_not_written_twice(hub: Hub, path: str) -> None:
    keeper = Keeper(hub, f"lost{abs(hash(path)) % 10_000}", {"update_every": 0})
    hub.push(keeper.base, listing(8))
    hub.fault(kind="reset_after", method="POST|PATCH", path=path, times=1)
    keeper.night(VENUES)
    hub.clear_faults()
    assert "What the bot remembered is gone" not in keeper.dashboard["body"]
    hub.say(keeper.number, f"/bot refuse {keeper.short(1)}")
    hub.fault(kind="reset_after", method="POST|PATCH", path=path, times=1)
    keeper.respond()
    hub.clear_faults()
    keeper.respond()
    assert len(keeper.pulls("all")) == 1
    assert keeper.proposed == {0, 2, 3}
    assert len(keeper.answers(keeper.number)) == 1
    assert len([one for one in hub.issues() if f"dashboard {keeper.name} -->" in (one["body"] or "")]) == 1
