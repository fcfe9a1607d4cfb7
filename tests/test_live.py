"""The command as a user runs it, with services that answer, lie, or are down."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.suggest import TONIGHT
from tests import stage as own
from tests.conftest import REPO, need
from tests.test_cli import NOWHERE, run
from tests.world import running

TEXT = """# Walks

| Title | Code | Venue |
|--|--|--|
| [Known Already and Right](https://arxiv.org/abs/2101.00001) | - | **NeurIPS 2021** |
| [Also Known Already and Right](https://arxiv.org/abs/2101.00002) | - | **ICML 2022** |
| [Quantized Walks: A Study & More](https://arxiv.org/abs/2211.00001) | [Code](https://github.com/bob/old-name) | Nov 2022 |
| [Slow Diffusion is Fast Enough](https://arxiv.org/abs/2306.00002) | [Code](https://github.com/ann/code) | Jun 2023 |
"""
MONDAY, TUESDAY = "2025-06-02T05:17:00Z", "2025-06-03T05:17:00Z"
SOURCES = {"arxiv": "arxiv_api", "semantic-scholar": "s2", "github": "github_graphql", "accepted-papers": "raw"}


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as one:
        one.text = TEXT.encode()
        yield one
        assert not one.wrongs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "walks.toml").write_text(f'[list]\nrepository = "{own.LIST}"\n')
    (tmp_path / "state").mkdir()
    return tmp_path


def night(folder: Path, stage: own.Stage, when: str, *more: str) -> tuple[int, dict[str, Any], str]:
    """A night's exit code, plan and words on standard error."""
    stage.last.clear()
    ended = run("sync", "--as-of", when, "--format", "json", *more, cwd=folder, **stage.environment)
    assert "Traceback" not in ended.stderr
    assert own.TOKEN not in ended.stdout + ended.stderr
    assert own.KEY not in ended.stdout + ended.stderr
    return ended.returncode, json.loads(ended.stdout or "{}"), ended.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_plan_is_made_from_what_the_services_say_tonight(folder: Path, stage: own.Stage) -> None:
    before = files(folder)
    code, plan, said = night(folder, stage, MONDAY, "--dry-run", "--detailed-exitcode")
    assert (code, files(folder)) == (4, before)
    venue, moved = sorted(plan["proposals"], key=lambda one: str(one["rule"]), reverse=True)
    assert [(edit["line"], edit["old"], edit["new"]) for edit in venue["edits"]] == [(7, "Nov 2022", "**NeurIPS 2023**")]
    assert [(edit["line"], edit["new"]) for edit in moved["edits"]] == [(7, "[Code](https://github.com/bob/new-name)")]
    assert {one["source"] for one in venue["evidence"]} == {"accepted-papers", "semantic-scholar", "dblp"}
    asked = {name: (one["status"], one["asked"], one["found"], one["missing"], one["requests"]) for name, one in plan["sources"].items()}
    assert asked["arxiv"] == ("ok", 4, 2, 2, 1)
    assert asked["semantic-scholar"] == ("ok", 4, 2, 2, 1)
    assert asked["github"] == ("ok", 2, 2, 0, 3)  # and two READMEs
    assert asked["accepted-papers"][:1] == ("ok",)
    assert asked["openreview"] == ("ok", 1, 0, 1, 1)
    assert asked["crossref"] == ("ok", 1, 0, 1, 1)
    assert asked["dblp"][0] == "offline"
    assert "walks: asking arxiv" in said


def test_a_night_is_remembered_and_a_second_one_changes_no_byte(folder: Path, stage: own.Stage) -> None:
    assert night(folder, stage, MONDAY, "--apply")[0] == 0
    first = files(folder / "state")
    names = {Path(name).name for name in first}
    assert names == {
        "asked.jsonl",
        "claims.jsonl",
        "counts.csv",
        "list.md",
        "lists.jsonl",
        "pages.jsonl",
        "papers.jsonl",
        "readmes.jsonl",
        "repositories.jsonl",
        "run.jsonl",
        "text.jsonl",
    }
    assert b"**NeurIPS 2023**" in first["walks/list.md"]
    assert night(folder, stage, MONDAY, "--apply")[0] == 0
    assert files(folder / "state") == first
    assert night(folder, stage, TUESDAY, "--apply")[0] == 0
    later = files(folder / "state")
    assert [name for name in later if later[name] != first[name]] == ["walks/run.jsonl"]
    assert own.TOKEN.encode() not in b"".join(later.values())
    assert own.KEY.encode() not in b"".join(later.values())


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.long) if one in ("github", "accepted-papers") else one for one in SOURCES]
)
def test_a_failed_source_leaves_facts_history_and_proposals_as_they_were(folder: Path, stage: own.Stage, name: str) -> None:
    night(folder, stage, MONDAY, "--apply")
    first, before = files(folder / "state"), night(folder, stage, MONDAY, "--dry-run")[1]
    stage.faults.append({"kind": "html_200", "service": SOURCES[name], "times": 99})
    code, plan, _ = night(folder, stage, TUESDAY, "--apply")
    assert code == 3
    assert (plan["sources"][name]["status"], plan["sources"][name]["found"]) == ("failed", 0)
    assert plan["sources"][name]["says"]
    assert plan["proposals"] == before["proposals"]
    later = files(folder / "state")
    assert [path for path in later if later[path] != first[path]] == ["walks/run.jsonl"]
    (record,) = [one for one in later["walks/run.jsonl"].decode().splitlines() if f'"{name}"' in one]
    assert json.loads(record)["answered"] == "2025-06-02"


@pytest.mark.parametrize("name", [pytest.param("openreview", marks=pytest.mark.long), "crossref"])
def test_a_service_of_publications_that_fails_leaves_what_it_said_and_is_asked_anew(folder: Path, stage: own.Stage, name: str) -> None:
    stage.text += b"| [Tiny Steps of Large Models](https://arxiv.org/abs/2401.00004) | - | Jan 2024 |\n"
    stage.notes += [own.note("tiny", own.TINY, "CVPR 2024 Poster", "thecvf.com/CVPR/2024/Conference")] if name == "openreview" else []
    night(folder, stage, MONDAY, "--apply")
    claims = (folder / "state" / "walks" / "claims.jsonl").read_bytes()
    assert f'"source": "{name}"'.encode() in claims
    (folder / "state" / "walks" / "asked.jsonl").unlink()
    stage.faults.append({"kind": "html_200", "service": name, "times": 99})
    code, plan, _ = night(folder, stage, TUESDAY, "--apply")
    assert (code, plan["sources"][name]["status"], plan["sources"][name]["asked"]) == (3, "failed", 1)
    assert (folder / "state" / "walks" / "claims.jsonl").read_bytes() == claims
    assert name not in (folder / "state" / "walks" / "asked.jsonl").read_text()


def test_what_a_source_did_answer_before_it_failed_is_kept(folder: Path, stage: own.Stage) -> None:
    """The batch by ids holds, the matches by title after it fail."""
    stage.text += b"| [Tiny Steps of Large Models](https://example.org/tiny) | - | Jan 2024 |\n"
    stage.faults.append({"kind": "html_200", "service": "s2", "skip": 1, "times": 99})
    code, plan, _ = night(folder, stage, MONDAY, "--apply")
    report = plan["sources"]["semantic-scholar"]
    assert (code, report["status"], report["found"], report["missing"], report["failed"]) == (3, "partial", 2, 2, 1)
    counts = (folder / "state" / "walks" / "counts.csv").read_text()
    assert "arxiv:2211.00001,citations,2025-06-02,110," in counts
    assert "tiny" not in counts


def test_a_source_that_is_off_is_not_asked(folder: Path, stage: own.Stage) -> None:
    with (folder / "config" / "walks.toml").open("a") as file:
        file.write("[sources.arxiv]\nenabled = false\n[sources.accepted-papers]\nenabled = false\n")
    code, plan, _ = night(folder, stage, MONDAY, "--dry-run")
    assert (code, stage.count("arxiv_api"), stage.count("raw")) == (0, 0, 0)
    assert not {"arxiv", "accepted-papers"} & plan["sources"].keys()


def test_offline_asks_nobody(folder: Path, stage: own.Stage) -> None:
    night(folder, stage, MONDAY, "--apply")
    stage.asked.clear()
    assert night(folder, stage, TUESDAY, "--dry-run", "--offline")[0] == 0
    assert not stage.asked


def test_no_network_at_all_is_said_with_the_remedy_and_nothing_is_written(folder: Path) -> None:
    for place in (f'repository = "{own.LIST}"', 'file = "README.md"'):
        (folder / "config" / "walks.toml").write_text(f"[list]\n{place}\n")
        (folder / "README.md").write_text(TEXT)
        before = files(folder)
        ended = run("sync", "--apply", cwd=folder, **NOWHERE)
        assert (ended.returncode, ended.stdout, files(folder)) == (1, "", before)
        assert "no connection" in ended.stderr
        assert ended.stderr.rstrip().endswith("Try again later, or judge by the state folder alone with --offline.")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ARXIV_API_URL", "not a url", "ARXIV_API_URL: it is no address of a service. Write it as https://HOST[:PORT][/PATH]"),
        ("GITHUB_API_URL", "ftp://example.org", "GITHUB_API_URL: it is no address"),
        ("GITHUB_API_URL", "https://me:secret@example.org", "GITHUB_API_URL: it holds a user's name or password"),
        ("GITHUB_TOKEN", "two words", "GITHUB_TOKEN: it holds characters that no token has"),
    ],
)
def test_a_variable_that_can_t_be_is_said_by_its_name_alone(folder: Path, name: str, value: str, says: str) -> None:
    ended = run("sync", "--dry-run", cwd=folder, **{name: value})
    assert (ended.returncode, "Traceback" in ended.stderr, "secret" in ended.stderr.replace("secrets have", "")) == (2, False, False)
    assert says in ended.stderr


def test_a_list_that_moved_is_read_and_said(folder: Path, stage: own.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(own.MOVED, "ann/older", own.LIST)
    (folder / "config" / "walks.toml").write_text('[list]\nrepository = "ann/older"\n')
    code, plan, said = night(folder, stage, MONDAY, "--dry-run")
    assert (code, plan["rows"]) == (0, 4)
    assert "its repository is called ann/papers today; correct its configuration" in said


def test_what_comes_with_the_bot_is_never_written(folder: Path, stage: own.Stage) -> None:
    (folder / "state").rmdir()
    assert night(folder, stage, MONDAY, "--apply")[0] == 0
    assert (folder / "state" / "walks" / "list.md").exists()
    assert not (REPO / "state" / "walks").exists()


def test_the_clock_runs_sync_and_stops_when_told(folder: Path, stage: own.Stage) -> None:
    environment = os.environ | stage.environment | {"PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "bot", "schedule", "--cron", "* * * * *", "--dry-run"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert "waiting for * * * * * (UTC)" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert "stopping after the list at hand" in said


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("0 5 * * 1-5", "days of the week by name"),
        ("0 5 * *", "Write five fields"),
        ("61 5 * * *", "is no time"),
        ("0 5 * * mon-fry", "is no time"),
    ],
)
def test_a_time_that_other_clocks_read_otherwise_is_refused_at_once(folder: Path, cron: str, says: str) -> None:
    ended = run("schedule", "--cron", cron, "--dry-run", cwd=folder)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert says in ended.stderr


@pytest.mark.parametrize("off", [("openreview", "crossref"), pytest.param((), marks=pytest.mark.long)], ids=["quick", "all"])
def test_the_first_list_against_the_emulator_in_few_requests_and_without_a_wrong_edit(tmp_path: Path, off: tuple[str, ...]) -> None:
    """Two of the sources want most of a minute each, and so does the look for what the list lacks."""
    (tmp_path / "config").mkdir()
    without = "".join(f"[sources.{name}]\nenabled = false\n" for name in off) + f"[candidates]\nenabled = {str(not off).lower()}\n"
    with running(tmp_path, "default") as world:
        (tmp_path / "config" / "first.toml").write_text(f'[list]\nrepository = "{world.environment["WORLD_LIST"]}"\n{without}')
        ended = run("sync", "--apply", "--as-of", world.now, "--format", "json", "--state", "state", cwd=tmp_path, **world.environment)
        assert ended.returncode == 0, ended.stderr
        summary = world.control("summary")
        assert (summary["violations"], summary["leaks"], summary["escapes"], summary["unimplemented"]) == ([], [], [], {})
        asked = {name: one["count"] for name, one in summary["services"].items()}
        unnamed = {
            row["title"]
            for row in world.truth["rows"]
            if not row["arxiv_id"] or row["arxiv_id"] in ("2202.09778", "2406.05723", "2406.04333")
        }
        assert asked["s2"] <= 1 + len(unnamed) + (0 if off else 2 + TONIGHT)
        assert asked["github_graphql"] == 2
        assert asked["arxiv_api"] == 3 or not off  # two for the papers, one for first versions
        found = world.score(tmp_path / "state" / "first" / "list.md")
    assert [part["wrong"] for part in found.values() if isinstance(part, dict) and "wrong" in part] == [[]] * 7
    awards = {
        error["row"] - 1
        for error in map(json.loads, need("seed_errors.jsonl").read_text("utf-8").splitlines())
        if error["kind"] == "award_missing"
    }
    assert set(found["unexpected_pub_changes"]) <= awards  # the emulator expects none, though its lists give them
    for trap in ("premature_pub_changes", "trap_updates", "unexpected_repo_changes", "malformed_rows"):
        assert found[trap] == [], trap
    assert (found["rows"]["lost"], found["mojibake_left"]) == ([], 0)
    assert found["venue_updates_in_sources"]["done"] >= 15
