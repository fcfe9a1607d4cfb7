"""What the documents show is what the bot does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.first_list import records, rows_by_line, score
from bot import environment
from bot.config import read_list
from bot.delivery import planfile
from bot.model import Plan
from bot.rules import RULES
from tests.conftest import REPO, need
from tests.test_cli import run

README = (REPO / "README.md").read_text("utf-8")
DOCUMENTS = [REPO / "README.md", REPO / "CHANGELOG.md", REPO / "CONTRIBUTING.md", *sorted((REPO / "docs").glob("*.md"))]


def block(mark: str) -> str:
    """The README's code block below that comment."""
    match = re.search(rf"<!-- {re.escape(mark)} -->\n```\w*\n(.*?)```", README, re.DOTALL)
    assert match, mark
    return match[1]


def test_ci_runs_exactly_the_readme_s_test_command() -> None:
    assert block("command: test") in (REPO / ".ci" / "run").read_text("utf-8")


def test_the_readme_s_main_job_prints_what_the_readme_shows() -> None:
    command = block("command: try").rstrip()
    assert command.endswith("-m bot sync --dry-run --offline")
    printed = run("sync", "--dry-run", "--offline").stdout.splitlines()
    place = 0
    for line in block("output: sync --dry-run --offline").splitlines():
        if line != "…":
            assert line in printed, line
            place = max(place, printed.index(line))
    assert place


def test_the_readme_s_figures_are_those_of_gold(plan: Plan) -> None:
    errors, gold = records(need("seed_errors.jsonl")), records(need("venue_gold.jsonl"))
    made, rows = json.loads(planfile.dumps(plan)), rows_by_line()
    written = {rows[e["line"]]: e["new"].strip("*") for p in made["proposals"] for e in p["edits"] if e["column"] == "venue"}
    found = score(written, errors, gold)
    assert f"{found['outdated_rows']} rows with an outdated venue, {found['outdated_right']} are corrected" in README
    assert not found["wrong_venues_written"]
    assert not found["changed_though_correct_or_unknown"]


def test_the_readme_s_configuration_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(block("config"), "utf-8")
    assert read_list(path).list.file == "README.md"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_within_the_documents_lead_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?://)([^)#]*)(#[^)]*)?\)", path.read_text("utf-8")):
        found = (path.parent / target) if target else path
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), re.MULTILINE)
            assert anchor[1:] in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_option_code_and_rule_is_documented() -> None:
    usage, rules = ((REPO / "docs" / name).read_text("utf-8") for name in ("usage.md", "rules.md"))
    text = "".join(run(command, "--help").stdout for command in ("sync", "schedule", "history", "lint", "candidates", "add"))
    for option in set(re.findall(r"--[a-z-]+", text)) - {"--help"}:
        assert re.search(rf"(?:`|bot \w+ |\[|\[--dry-run \| ){option}", usage), option
    for code in re.findall(r"^  (\d)  ", text, re.MULTILINE):
        assert f"| {code} |" in usage
    for variable in (*(name for name, _ in environment.URLS.values()), *environment.SECRETS.values()):
        assert f"| `{variable}" in usage, variable
    assert set(re.findall(r"^## ([a-z]+)$", rules, re.MULTILINE)) == set(RULES)


@pytest.mark.parametrize("name", ["speed", "first_list", "night"])
def test_a_benchmark_without_its_data_says_that_it_skips(name: str, tmp_path: Path) -> None:
    command = [sys.executable, str(REPO / "benchmarks" / f"{name}.py"), "--data", str(tmp_path), "--format", "json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout.splitlines()[-1]) == {"skipped": "no data"}
    assert str(tmp_path) in ended.stderr
