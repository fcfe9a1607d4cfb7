"""The rules of the house that no linter keeps."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

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
    limit = 420 if path.name == "model.py" else 240
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


def test_workflows_ask_for_little_and_pin_what_they_run() -> None:
    for path in (REPO / ".github" / "workflows").glob("*.yml"):
        text = path.read_text("utf-8")
        assert re.search(r"^permissions:(?: \{\}|\n  contents: read)\n", text, re.MULTILINE)
        assert "write" not in text
        assert text.count("persist-credentials: false") == text.count("actions/checkout@")
        assert "timeout-minutes:" in text
        uses = re.findall(r"uses: (\S+)", text)
        assert uses
        assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", one) for one in uses), uses


def test_the_nightly_run_is_careful() -> None:
    """At an odd minute, one at a time, not in forks, and no input ever read as a command."""
    text = (REPO / ".github" / "workflows" / "nightly.yml").read_text("utf-8")
    assert re.search(r'cron: "(?!0|30)\d+ \d+ \* \* \*"', text)
    assert "concurrency:\n  group: paperlist-bot\n  cancel-in-progress: false\n" in text
    assert "if: ${{ !github.event.repository.fork" in text
    assert all("${{" not in line for line in re.findall(r"run: (.*)", text))
    options = set(re.findall(r"--[a-z-]+", text)) - {"--quiet", "--constraint"}
    assert options <= set(re.findall(r"--[a-z-]+", (REPO / "docs" / "usage.md").read_text("utf-8")))
