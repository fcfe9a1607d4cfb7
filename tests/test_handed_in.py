"""The commands that hand in and answer, as a user and a workflow run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.emulator import World
from bot import cli
from bot.onboarding_files import ANSWERS, WORKFLOW
from tests import hub as hubs
from tests.conftest import REPO
from tests.hub import BOT, MAINTAINER, READER, Hub
from tests.world import running

DAMAGED = "# Papers\n\n| Title | Venue |\n|--|--|\n| [Caf\u00c3\u00a9 Networks](https://arxiv.org/abs/2307.00001) | **ICML 2022** |\n"
MENDED = DAMAGED.replace("\u00c3\u00a9", "\u00e9")
SOURCES = ("semantic-scholar", "github", "arxiv", "accepted-papers")


@dataclass
class Place:
    """A list's workflow folder on a runner. `here`: the command runs in this process, without the pauses between writes."""

    folder: Path
    hub: Hub
    here: tuple[pytest.MonkeyPatch, pytest.CaptureFixture[str]] | None = None

    def run(self, *words: str, token: str = BOT, event: dict[str, Any] | None = None, name: str = "", **more: str) -> tuple[int, str, str]:
        variables = {**self.hub.environment, "GITHUB_TOKEN": token, "GITHUB_OUTPUT": str(self.folder / "out")}
        variables |= {"GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"), "GITHUB_ACTIONS": "", "GITHUB_EVENT_PATH": "", **more}
        if event is not None:
            (self.folder / "event.json").write_text(json.dumps(event))
            variables |= {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(self.folder / "event.json"), "GITHUB_EVENT_NAME": name}
        done = self._here(words, variables) if self.here else self._apart(words, variables)
        for said in (*done[1:], *(path.read_text("utf-8", "replace") for path in self.folder.glob("*.*"))):
            assert "Traceback" not in said
            assert token not in said
        return done

    def _here(self, words: tuple[str, ...], variables: dict[str, str]) -> tuple[int, str, str]:
        assert self.here
        patch, captured = self.here
        for key, value in variables.items():
            patch.setenv(key, value)
        patch.chdir(self.folder)
        patch.setattr("github.Requester.time.sleep", lambda _: None)
        code = cli.main(list(words))
        said = captured.readouterr()
        return code, said.out, said.err

    def _apart(self, words: tuple[str, ...], variables: dict[str, str]) -> tuple[int, str, str]:
        environment = {**os.environ, "PYTHONPATH": str(REPO), **variables}
        command = [sys.executable, "-m", "bot", *words]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Place]:
    with hubs.own() as hub:
        (tmp_path / "config").mkdir()
        off = "".join(f"[sources.{name}]\nenabled = false\n" for name in SOURCES)
        (tmp_path / "config" / "papers.toml").write_text(f'[list]\nrepository = "{hub.repository}"\n{off}')
        hub.push("main", DAMAGED)
        yield Place(tmp_path, hub, (monkeypatch, capsys))


def test_a_night_opens_a_pull_request_and_tells_where(place: Place) -> None:
    code, said, _ = place.run("sync")
    (pull,) = place.hub.pulls()
    assert (code, place.hub.text("bot/corrections"), place.hub.text("main")) == (0, MENDED, DAMAGED)
    assert f"corrections: {pull['html_url']}" in said
    out = (place.folder / "out").read_text().splitlines()
    assert out == [f"pull-request={pull['html_url']}", f"dashboard={place.hub.issues()[0]['html_url']}"]
    assert "Caf\u00e9" in (place.folder / "summary.md").read_text()


def test_a_dry_run_writes_nothing_to_github(place: Place) -> None:
    code, said, _ = place.run("sync", "--dry-run", "--detailed-exitcode")
    assert code == 4 and "1 correction" in said and "+| [Caf\u00e9 Networks]" in said
    assert not place.hub.pulls() and not place.hub.issues()
    assert {one["method"] for one in place.hub.control("log") if one["ua"].startswith("paperlist-bot")} == {"GET"}


def test_a_dry_run_leaves_out_what_was_refused(place: Place) -> None:
    place.run("sync")
    place.hub.untick(place.hub.pulls()[0]["number"], "Networks")
    place.run("respond")
    heads = place.hub.head("bot-state"), place.hub.head("bot/corrections")
    code, said, told = place.run("sync", "--dry-run", "--detailed-exitcode")
    assert code == 0 and "0 corrections" in said
    assert "1 refused correction left out" in told
    assert heads == (place.hub.head("bot-state"), place.hub.head("bot/corrections"))


def _pull_event(place: Place, **more: Any) -> dict[str, Any]:
    (pull,) = place.hub.pulls()
    repository = {"full_name": place.hub.repository, "fork": False}
    return {"action": "edited", "repository": repository, "sender": {"login": "imcl-maintainer"}, "pull_request": pull, **more}


def test_an_unticked_line_is_taken_out_by_the_event_s_run(place: Place) -> None:
    place.run("sync")
    (pull,) = place.hub.pulls()
    place.hub.untick(pull["number"], "Networks")
    code, _, _ = place.run("respond", event=_pull_event(place), name="pull_request_target")
    assert code == 0
    assert place.hub.pull(pull["number"])["state"] == "closed", "nothing was left of it"
    assert "imcl-maintainer" in place.hub.text("bot-state", "papers/decisions.jsonl")


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("issue_comment", {"comment": {"body": "Thanks!"}, "issue": {"number": 1}}),
        ("issues", {"issue": {"number": 9, "body": "Something else"}}),
        ("pull_request_target", {"pull_request": {"head": {"ref": "someone/else"}}}),
        ("issue_comment", {"comment": {"body": "/bot refuse all"}, "repository": {"full_name": "other/list"}}),
    ],
)
def test_an_event_that_concerns_no_list_costs_nearly_nothing(place: Place, name: str, more: dict[str, Any]) -> None:
    place.run("sync")
    place.hub.control("reset_log", {})
    code, _, _ = place.run("respond", event=_pull_event(place, **more), name=name)
    assert code == 0
    assert len([one for one in place.hub.control("log") if one["ua"].startswith("paperlist-bot")]) <= 2


def test_what_an_event_says_is_never_run(place: Place) -> None:
    place.run("sync")
    body = "/bot refuse $(touch here) `touch here` ; touch here\n/bot help"
    event = _pull_event(place, comment={"body": body})
    code, _, _ = place.run("respond", event=event, name="issue_comment")
    assert code == 0
    assert not list(place.folder.rglob("here"))
    assert place.hub.pulls("open"), "the comment itself isn't there: an event's text is no command"


@pytest.mark.parametrize("command", ["sync", "respond"])
def test_in_a_fork_nothing_is_done(place: Place, command: str) -> None:
    event = {"repository": {"full_name": place.hub.repository, "fork": True}, "sender": {"login": "x"}}
    code, _, said = place.run(command, event=event, name="schedule")
    assert code == 0 and "this is a fork" in said
    assert not place.hub.pulls()


def test_without_the_right_to_write_the_patch_is_in_the_job_summary(place: Place) -> None:
    code, said, told = place.run("sync", token=READER)
    assert code == 5
    assert "python -m bot doctor" in told
    assert "+| [Caf\u00e9 Networks]" in said
    assert "+| [Caf\u00e9 Networks]" in (place.folder / "summary.md").read_text()
    code, _, told = place.run("respond", token=READER)
    assert code == 5 and "GitHub doesn't let the bot" in told


def test_a_wrong_token_is_said_in_a_line(place: Place) -> None:
    code, _, told = place.run("sync", token="ghp_Wrong000000000000000000000000000000")
    assert code == 1
    assert "it doesn't take the token (401)" in told


@pytest.mark.parametrize("text", ["[1]", "{", "\xff"])
def test_an_event_that_is_none_is_said(place: Place, text: str) -> None:
    (place.folder / "broken.json").write_bytes(text.encode("latin-1"))
    code, _, told = place.run("respond", GITHUB_EVENT_PATH=str(place.folder / "broken.json"), GITHUB_EVENT_NAME="issues")
    assert code == 2 and "it is no event" in told


def test_init_proposes_its_files_and_the_next_night_reads_them(place: Place, tmp_path: Path) -> None:
    before = place.hub.text("main")
    code, said, told = place.run("init", place.hub.repository, "--pr", token=MAINTAINER)
    assert code == 0, told
    (pull,) = place.hub.pulls()
    assert f"Proposed: {pull['html_url']}" in said
    place.hub.merge(pull["number"])
    place.hub.clone(tmp_path / "clone")
    names = subprocess.run(
        ["git", "diff", "--name-only", "HEAD^1"], cwd=tmp_path / "clone", capture_output=True, text=True, check=True
    ).stdout
    assert names.split() == [ANSWERS, WORKFLOW, "config/papers.toml"]
    assert place.hub.text("main") == before
    config = str(tmp_path / "clone" / "config")
    code, _, _ = place.run("doctor", "--config", config, token=MAINTAINER)
    assert code in (0, 1)


@pytest.mark.long
@pytest.mark.parametrize("scenario", ["default", "hostile"])
def test_a_whole_night_keeps_every_service_s_rules(tmp_path: Path, scenario: str) -> None:
    """Strict limits, every source; then the same again, and an answer."""
    with running(tmp_path, scenario) as world:
        hub = Hub(world.environment, world.environment["WORLD_LIST"], world.control)
        (tmp_path / "w" / "config").mkdir(parents=True)
        (tmp_path / "w" / "config" / "list.toml").write_text(f'[list]\nrepository = "{hub.repository}"\n')
        at = Place(tmp_path / "w", hub)
        when = ("--as-of", world.now)
        assert at.run("sync", *when, SEMANTIC_SCHOLAR_API_KEY=world.environment["SEMANTIC_SCHOLAR_API_KEY"])[0] in (0, 3)
        (pull,) = [one for one in hub.pulls("open") if one["head"]["ref"] == "bot/corrections"]
        assert at.run("sync", *when)[0] in (0, 3)
        assert at.run("respond", *when)[0] == 0
        assert [one["number"] for one in hub.pulls("open") if one["head"]["ref"].startswith("bot/")] == [pull["number"]]
        _careful(world)
        hub.clone(tmp_path / "clone")
        asked = ["git", "diff", "--numstat", "origin/main", "origin/bot/corrections"]
        told = subprocess.run(asked, cwd=tmp_path / "clone", capture_output=True, text=True, check=True).stdout
        assert told == "30\t30\tREADME.md\n"


def _careful(world: World) -> None:
    said = world.control("summary")
    assert not said["violations"] and not said["leaks"] and not said["escapes"] and not said["contract"]
    assert world.control("audit") == {"hits": [], "leaks": []}
