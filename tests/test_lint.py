"""The command `lint`."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bot.cli import main
from bot.rules import RULES
from tests.conftest import NAME, REPO

TEXT = """# List

[Survey](#survye), 100% [of](#it)

## Survey

| No. | Title | Venue |
|--|--|--|
| 1 | [A Paper of Many Words](https://arxiv.org/abs/2001.00001) | **ECCV 2021** |
| 2 | [A Paper of Many Words](https://arxiv.org/abs/2001.00001) | - |
| 3 | [Qua\u00c2\u00b2 and Other Squares](https://arxiv.org/abs/2001.00002) | - | x |
"""


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(TEXT, "utf-8")
    return tmp_path


def test_each_finding_is_a_line_that_an_editor_can_jump_to(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "README.md"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [(line.split(" ")[0], line.rpartition(" ")[2]) for line in lines] == [
        ("README.md:3:", "(contents)"),
        ("README.md:3:", "(contents)"),
        ("README.md:9:", "(impossible)"),
        ("README.md:9:", "(duplicate)"),
        ("README.md:11:", "(ragged)"),
    ]
    assert lines[0] == "README.md:3: Survey: #survye leads to no heading; #survey does (contents)"


def test_json_is_an_object_for_each_finding(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["lint", "README.md", "--format", "json"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found[3] == {
        "schema": 1,
        "file": "README.md",
        "line": 9,
        "lines": [9, 10],
        "rule": "duplicate",
        "paper": "arxiv:2001.00001",
        "title": "A Paper of Many Words",
        "says": "the table lists it twice: lines 9, 10",
    }


def test_annotations_are_escaped_as_github_reads_them(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "a,b:c%.md"
    (at / name).write_text("[50%](#no)\n", "utf-8")
    main(["lint", name, "--format", "github"])
    said = capsys.readouterr().out
    assert said == "::warning file=a%2Cb%3Ac%25.md,line=1,title=paperlist-bot%3A contents::50%25: #no leads to no heading\n"


def test_damage_is_told_line_by_line(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "README.md").write_text(TEXT.replace(" | x |", " |"), "utf-8")
    main(["lint", "README.md"])
    assert "README.md:11: Qua² and Other Squares: “[QuaÂ² and Other Squares](" in capsys.readouterr().out


def test_nothing_found_ends_with_0(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "README.md").write_text("# List\n\n[x](#list)\n", "utf-8")
    assert main(["lint", "README.md"]) == 0
    assert not capsys.readouterr().out


def test_what_cannot_be_read_ends_with_2_and_the_rest_is_looked_at(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "picture.md").write_bytes(b"\x89PNG\r\n\0\0")
    (at / "odd.md").write_bytes(b"# \xff\xfe\xe9 [x](#no)\n")
    assert main(["lint", "picture.md", ".", "missing.md", "odd.md"]) == 2
    said = capsys.readouterr()
    assert "odd.md:1: x: #no leads to no heading" in said.out
    assert [line.split(": ")[1] for line in said.err.splitlines()] == ["picture.md", ".", "missing.md"]
    assert "Traceback" not in said.err


def test_what_is_kept_is_left_out(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "README.md").write_text(TEXT.replace("# List\n", "<!-- bot: keep -->\n# List\n"), "utf-8")
    assert main(["lint", "README.md"]) == 0


def test_a_file_is_judged_as_its_list_s_configuration_says(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "config").mkdir()
    config = at / "config" / "mine.toml"
    for place in ('file = "README.md"', 'repository = "ann/papers"'):
        config.write_text(f'[list]\n{place}\nkeep = ["section: Survey"]\n[rules.contents]\nenabled = false\n', "utf-8")
        assert main(["lint", str(at / "README.md")]) == 0
    config.write_text('[list]\nfile = "README.md"\n', "utf-8")
    assert main(["lint"]) == 1
    assert main(["lint", "--list", "mine"]) == 1


@pytest.mark.parametrize("wrong", [["--list", "mine", "README.md"], ["--list", "nobody"], ["--config", "nowhere"], []])
def test_wrong_usage_ends_with_2_and_says_why(wrong: list[str], at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", *wrong]) == 2
    assert capsys.readouterr().err.startswith("paperlist-bot: ")


def test_no_network_is_even_loaded(at: Path) -> None:
    code = (
        "import sys; from bot.cli import main; main(['lint', 'README.md']);"
        "print(*{'requests', 'urllib3', 'github', 'semanticscholar', 'feedparser', 'http.client', 'ssl'} & {*sys.modules}, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(REPO)}
    )
    assert ended.stderr == "\n"


def test_the_hook_for_pre_commit_runs(at: Path) -> None:
    (hook,) = yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text("utf-8"))
    scripts = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    command, *rest = shlex.split(hook["entry"])
    module, _, function = scripts[command].partition(":")
    code = f"import sys; from {module} import {function}; sys.exit({function}())"
    asked = [sys.executable, "-c", code, *rest, "README.md"]
    ended = subprocess.run(asked, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(REPO)})
    assert ended.returncode == 1 and ended.stdout.startswith("README.md:3: ")
    assert (hook["id"], hook["language"], hook["types"]) == ("paperlist-lint", "python", ["markdown"])


def test_the_first_list_shows_what_is_known_to_be_wrong_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["lint", str(REPO / "state" / NAME / "list.md"), "--format", "json"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted({(one["rule"], one["line"]) for one in found if one["rule"] != "encoding"}) == [
        ("contents", 26),
        ("identity", 160),
        ("impossible", 196),
    ]
    assert {one["rule"] for one in found} <= set(RULES)
