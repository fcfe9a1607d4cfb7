"""The rules of the house that no linter keeps."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Place
from bot.onboarding_files import workflows
from bot.text import document
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.venues import VenueBook
from tests.conftest import REPO

MODULES = sorted((REPO / "bot").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPO)))
def test_a_function_fits_on_a_screen_and_a_module_in_a_head(path: Path) -> None:
    source = path.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
    limit = 440 if path.name == "model.py" else 240
    assert source.count("\n") <= limit


CORE = [path for path in MODULES if {"text", "rules", "discovery", "delivery"} & set(path.parts) or path.name in ("sync.py", "model.py")]


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(REPO)))
def test_the_core_calls_nothing_of_the_world(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in {"now", "today", "utcnow", "open", "__import__", "import_module", "print", "input", "getenv"}, name


def test_the_code_knows_no_paper_of_the_first_list(first_list: bytes, book: VenueBook) -> None:
    code = "\n".join(path.read_text("utf-8") for path in MODULES).casefold()
    for entry in read_entries(read_rows(document.read(first_list)), book):
        assert entry.title.casefold() not in code
        assert not entry.id or entry.id.value.casefold() not in code.replace("2211.15736", "")
    assert "xiayanzhou" not in code


def test_no_machine_s_path_and_no_registry_stands_in_the_repository() -> None:
    """Of what git holds, or would hold."""
    if not (REPO / ".git").exists():
        pytest.skip("this is no checkout of git")
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=REPO, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in names:
        if name != "tests/test_house.py" and (REPO / name).is_file():
            text = (REPO / name).read_text("utf-8", "replace")
            assert not re.search(r"/work/|/root/|/home/\w|pypi\.org|pythonhosted", text), name


def generated(place: Place) -> dict[str, str]:
    """What `init` writes."""
    kind = "repository" if place.repository else "file"
    return {f"{Path(path).name} for a {kind}": text for path, text in workflows(place, commit="0123456789" * 4).items()}


FLOWS = {path.name: path.read_text("utf-8") for path in sorted((REPO / ".github" / "workflows").glob("*.yml"))}
FLOWS |= generated(Place(repository="ann/papers")) | generated(Place(file="README.md"))
NIGHTLY = "paperlist-bot.yml for a repository"
RESPONDING = ["respond.yml", "paperlist-bot-answers.yml for a repository"]
ACTION = (REPO / "action.yml").read_text("utf-8")
MAY_WRITE = {"contents", "issues", "pull-requests", "statuses"}
DEFAULT_BRANCH = "${{ github.event.repository.default_branch }}"


def steps(flow: dict[str, Any]) -> list[dict[str, Any]]:
    """Of all its jobs."""
    return [step for job in flow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", FLOWS)
def test_workflows_ask_for_little_and_pin_what_they_run(name: str) -> None:
    text, flow = FLOWS[name], yaml.safe_load(FLOWS[name])
    assert flow["permissions"] in ({}, {"contents": "read"})
    for job in flow["jobs"].values():
        granted = job.get("permissions", {})
        assert {what for what, how in granted.items() if how != "read"} <= MAY_WRITE
        assert set(granted.values()) <= {"read", "write"}
        assert job["timeout-minutes"] <= 45
    assert not re.search(r": write(?! # \w)", text), "a right says why"
    assert not re.search(r"zizmor: ignore(?!\[[\w-]+\] \w)", text), "an ignore says why"
    for step in steps(flow):
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}|\./", step.get("uses", "./")), step
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
            assert step["with"].get("ref", DEFAULT_BRANCH) == DEFAULT_BRANCH


@pytest.mark.parametrize("name", [*FLOWS, "action.yml"])
def test_no_text_of_an_event_or_input_is_read_by_a_shell(name: str) -> None:
    flow = yaml.safe_load(FLOWS.get(name, ACTION))
    for step in flow["runs"]["steps"] if name == "action.yml" else steps(flow):
        assert "${{" not in step.get("run", "")
        given = yaml.safe_dump({key: step[key] for key in ("with", "env") if key in step}, width=1000).replace(DEFAULT_BRANCH, "")
        assert not re.search(r"github\.(event|head_ref|ref_name|actor|triggering)", given), given
    assert name != "action.yml" or all(re.fullmatch(r"[^@]+@[0-9a-f]{40}", one) for one in re.findall(r"uses: (\S+)", ACTION))


@pytest.mark.parametrize("name", RESPONDING)
def test_an_event_is_answered_by_the_default_branch_s_code_alone(name: str) -> None:
    """Not by a pull request's; not to strangers, bots, or itself; not while a night runs; not with another token than the night's."""
    flow = yaml.safe_load(FLOWS[name])
    assert flow[True]["pull_request_target"] == {"types": ["edited", "closed", "reopened", "synchronize"]}
    job = flow["jobs"]["respond"]
    assert job["permissions"] == dict.fromkeys(MAY_WRITE, "write")
    assert job["concurrency"] == {"group": "paperlist-bot", "cancel-in-progress": False}
    assert "github.event.sender.type != 'Bot' &&" in job["if"]
    for written in ("comment", "issue"):
        assert f"""contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.{written}.author_association)""" in job["if"]
    assert "github.event.pull_request.head.repo.full_name ==" in job["if"]
    checkout, action = job["steps"]
    assert checkout["with"]["ref"] == DEFAULT_BRANCH
    assert action["with"]["command"] == "respond"
    (night,) = yaml.safe_load(FLOWS["nightly.yml" if name == "respond.yml" else NIGHTLY])["jobs"].values()
    assert action["with"].get("token") == night["steps"][1]["with"].get("token")


@pytest.mark.parametrize("name", ["nightly.yml", NIGHTLY, "paperlist-bot.yml for a file"])
def test_the_nightly_run_is_careful(name: str) -> None:
    """At an odd minute, one at a time, not in forks by the clock, with options that there are."""
    text, flow = FLOWS[name], yaml.safe_load(FLOWS[name])
    job = next(iter(flow["jobs"].values()))
    assert re.search(r'cron: "(?!0|30)\d+ \d+ \* \* \*"', text)
    assert flow.get("concurrency", job.get("concurrency")) == {"group": "paperlist-bot", "cancel-in-progress": False}
    assert "!github.event.repository.fork" in job["if"] or "github.repository == 'ann/papers'" in job["if"]
    options = set(re.findall(r"--[a-z-]+", text))
    assert options
    assert options <= set(re.findall(r"--[a-z-]+", (REPO / "docs" / "usage.md").read_text("utf-8")))
