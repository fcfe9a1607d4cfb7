"""The command as a user runs it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot import __version__, environment, night
from bot.config import Place, read_list
from bot.errors import StaleFileError
from bot.model import Plan
from bot.sync import Job
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, NOW, REPO, STATE

SECRETS = ("GITHUB_TOKEN", "SEMANTIC_SCHOLAR_API_KEY")
NOWHERE = dict.fromkeys((name for name, _ in environment.URLS.values()), "http://127.0.0.1:9")
"""Where nobody answers: no test asks a real service."""


def run(*arguments: str | Path, cwd: Path = REPO, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"GITHUB_STEP_SUMMARY", *SECRETS}}
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    env = kept | {"PYTHONPATH": str(REPO), "PYTHONWARNINGS": "error"} | NOWHERE | environment
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with the first list as a file of one's own, its configuration and its state."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / f"{NAME}.toml").write_text('[list]\nfile = "README.md"\n')
    shutil.copytree(STATE, tmp_path / "state" / NAME)
    shutil.copy(STATE / "list.md", tmp_path / "README.md")
    return tmp_path


def _refused(ended: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert not ended.stdout
    last = ended.stderr.strip().splitlines()[-1]
    assert all(word in last for word in words), last


def test_no_such_list() -> None:
    _refused(run("sync", "--dry-run", "--offline", "--list", "nowhere"), 2, "there is no list 'nowhere'", f"Its lists are: {NAME}")


def test_unreadable_list(mine: Path) -> None:
    (mine / "README.md").write_bytes("# List".encode("utf-16"))
    _refused(run("sync", "--dry-run", "--offline", cwd=mine), 1, "README.md", "UTF-16", "Save the list as UTF-8")
    (mine / "README.md").unlink()
    _refused(run("sync", "--dry-run", "--offline", cwd=mine), 1, "README.md", "No such file", "Check file in its configuration")


def test_bad_configuration(mine: Path) -> None:
    (mine / "config" / f"{NAME}.toml").write_text('[list]\nfiel = "README.md"\n')
    _refused(run("sync", "--dry-run", "--offline", cwd=mine), 2, f"{NAME}.toml, list.fiel", "unknown key", "mend its spelling")


def test_damaged_state(mine: Path) -> None:
    path = mine / "state" / NAME / "claims.jsonl"
    path.write_text(path.read_text("utf-8").replace('"status": "accepted"', '"status": "acepted"', 1), "utf-8")
    _refused(run("sync", "--dry-run", "--offline", cwd=mine), 1, "claims.jsonl, line 2", "status", "Mend the line")


def test_nothing_known_of_the_list(tmp_path: Path) -> None:
    _refused(
        run("sync", "--dry-run", "--offline", "--state", tmp_path), 1, str(tmp_path / NAME), "nothing is known of this list", "--state"
    )


def test_without_a_token_nothing_is_handed_in_and_the_command_says_so() -> None:
    _refused(run("sync"), 2, "GITHUB_TOKEN", "nothing can be handed in", "--dry-run")
    _refused(run("respond"), 2, "GITHUB_TOKEN", "nothing can be handed in")


def test_no_way_to_hand_in_what_a_file_lacks(mine: Path) -> None:
    _refused(run("sync", cwd=mine, GITHUB_TOKEN="x"), 2, "no way to hand in proposals for a file", "--dry-run", "--apply")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sync", "--dry-run", "--offline", "--as-of", "yesterday"], "'yesterday' is no date or time"),
        (["sync", "--dry-run", "--offline", "--as-of", "9999-12-31T23:59-14:00"], "is no date or time"),
        (["sync", "--dry-run", "--offline", "--config", "nowhere"], "there is no such folder"),
        (["sync", "--dry-run", "--offline", "--apply"], "not allowed with"),
        (["sync", "--dry-run", "--offline", "--format", "xml"], "invalid choice"),
        (["synch"], "invalid choice"),
        ([], "COMMAND"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], words: str) -> None:
    _refused(run(*arguments), 2, words)


def test_the_plan_is_all_that_standard_output_holds(mine: Path) -> None:
    ended = run("sync", "--dry-run", "--offline", "--format", "json", cwd=mine)
    assert ended.returncode == 0
    plan = json.loads(ended.stdout)
    assert (plan["schema"], plan["list"], plan["rows"], plan["papers"]) == (1, NAME, 141, 133)
    assert all(line.startswith("paperlist-bot: ") for line in ended.stderr.splitlines())


def _read(terminal: int) -> bytes:
    """What the terminal shows next; nothing when its other end is closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_on_a_terminal_too_standard_output_holds_the_result_alone(mine: Path) -> None:
    leader, terminal = pty.openpty()
    command = [sys.executable, "-m", "bot", "sync", "--dry-run", "--offline"]
    env = os.environ | {"PYTHONPATH": str(REPO), "TERM": "xterm"}
    seen = list[bytes]()
    reader = threading.Thread(target=lambda: seen.extend(iter(lambda: _read(leader), b"")))
    reader.start()
    with subprocess.Popen(command, cwd=mine, env=env, stdout=subprocess.PIPE, stderr=terminal) as process:
        printed = process.communicate()[0].decode()
    os.close(terminal)
    reader.join()
    os.close(leader)
    shown = b"".join(seen).decode("utf-8", "replace")
    assert printed == run("sync", "--dry-run", "--offline", cwd=mine).stdout
    assert "judging" in shown
    assert "corrections" not in shown


def test_a_dry_run_writes_no_file_but_the_job_summary(mine: Path) -> None:
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    summary = mine.parent / "summary.md"
    summary.write_text("# Before\n\n")
    text = run("sync", "--dry-run", "--offline", "--format", "markdown", cwd=mine, GITHUB_STEP_SUMMARY=str(summary)).stdout
    assert summary.read_text("utf-8") == "# Before\n\n" + text
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before


def test_a_summary_that_can_t_be_written_fails_after_the_plan(mine: Path) -> None:
    ended = run("sync", "--dry-run", "--offline", cwd=mine, GITHUB_STEP_SUMMARY=str(mine / "none" / "x"))
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "the job summary can't be written" in ended.stderr
    assert "27 corrections" in ended.stdout


def test_applied_then_run_again_there_is_nothing_to_propose(mine: Path) -> None:
    plan = json.loads(run("sync", "--dry-run", "--offline", "--format", "json", cwd=mine).stdout)
    old = (mine / "README.md").read_bytes()
    assert run("sync", "--apply", "--offline", "--detailed-exitcode", cwd=mine).returncode == 4
    applied = (mine / "README.md").read_bytes()
    (mine / "README.md").write_bytes(old)
    (mine / "p.patch").write_bytes(plan["pull_requests"][0]["patch"].encode())
    subprocess.run(["git", "apply", "p.patch"], cwd=mine, check=True)
    assert (mine / "README.md").read_bytes() == applied != old
    again = run("sync", "--apply", "--offline", "--detailed-exitcode", "--format", "json", cwd=mine)
    assert (again.returncode, json.loads(again.stdout)["proposals"], json.loads(again.stdout)["pull_requests"]) == (0, [], [])


def test_a_repository_s_list_is_applied_to_its_copy_in_the_state(tmp_path: Path) -> None:
    shutil.copytree(STATE, tmp_path / NAME)
    assert run("sync", "--apply", "--offline", "--state", tmp_path).returncode == 0
    assert (tmp_path / NAME / "list.md").read_bytes() != (STATE / "list.md").read_bytes()
    again = run("sync", "--dry-run", "--offline", "--state", tmp_path, "--format", "json")
    assert json.loads(again.stdout)["proposals"] == []


def test_a_list_that_changed_while_it_was_judged_is_left_alone(plan: Plan, mine: Path, book: VenueBook) -> None:
    path = mine / "README.md"
    path.write_bytes(plan.before.data + b"one more line\n")
    config = replace(read_list(mine / "config" / f"{NAME}.toml"), list=Place(file=str(path)))
    with pytest.raises(StaleFileError, match="changed while it was judged, so nothing was written"):
        night.write(Job(NAME, config, b"", HERE, book, NOW), mine / "state", plan.before, plan.after, fetched=False)
    assert path.read_bytes() == plan.before.data + b"one more line\n"


def test_a_write_that_fails_is_named_and_leaves_the_list_whole(mine: Path) -> None:
    before = (mine / "README.md").read_bytes()
    limited = f"ulimit -f 8; exec {sys.executable} -m bot sync --apply --offline"
    env = os.environ | {"PYTHONPATH": str(REPO), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(["sh", "-c", limited], cwd=mine, env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "README.md: it can't be written (File too large). Check the rights of the file" in ended.stderr
    assert (mine / "README.md").read_bytes() == before
    assert sorted(path.name for path in mine.iterdir()) == ["README.md", "config", "state"]


def test_one_list_that_fails_doesn_t_stop_the_others(mine: Path) -> None:
    (mine / "config" / "broken.toml").write_text('[list]\nfile = "nowhere.md"\n')
    ended = run("sync", "--dry-run", "--offline", "--format", "json", "--detailed-exitcode", cwd=mine)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["list"] == NAME
    assert "nowhere.md" in ended.stderr


def test_the_exit_code_tells_of_proposals_only_when_asked() -> None:
    assert run("sync", "--dry-run", "--offline").returncode == 0
    assert run("sync", "--dry-run", "--offline", "--detailed-exitcode").returncode == 4


def test_the_clock_of_the_run_can_be_set() -> None:
    early = json.loads(run("sync", "--dry-run", "--offline", "--format", "json", "--as-of", "2024-01-01").stdout)
    assert early["generated_at"] == "2024-01-01T00:00:00Z"
    assert {proposal["rule"] for proposal in early["proposals"]} == {"encoding"}
    late = json.loads(run("sync", "--dry-run", "--offline", "--format", "json", "--as-of", "2026-11-22T06:17+05:00").stdout)
    assert late["generated_at"] == "2026-11-22T01:17:00Z"


def test_a_source_that_is_off_says_nothing(mine: Path) -> None:
    with (mine / "config" / f"{NAME}.toml").open("a") as file:
        file.write("[sources.accepted-papers]\nenabled = false\n")
    plan = json.loads(run("sync", "--dry-run", "--offline", "--format", "json", cwd=mine).stdout)
    assert "accepted-papers" not in plan["sources"]
    assert {one["source"] for proposal in plan["proposals"] for one in proposal["evidence"]} == {"list", "openreview"}


@pytest.mark.parametrize("rule", ["venue", "encoding", "impossible", "identity"])
def test_a_rule_that_is_off_is_silent(rule: str, mine: Path) -> None:
    with (mine / "config" / f"{NAME}.toml").open("a") as file:
        file.write(f"[rules.{rule}]\nenabled = false\n")
    plan = json.loads(run("sync", "--dry-run", "--offline", "--format", "json", cwd=mine).stdout)
    assert rule not in {one["rule"] for one in plan["proposals"] + plan["findings"]}


@pytest.mark.parametrize(
    ("end", "said"), [("| true", ""), (">&-", "standard output: it is closed"), ("> /dev/full", "No space left on device")]
)
def test_an_output_that_takes_nothing_is_no_crash(end: str, said: str, mine: Path) -> None:
    (mine / "README.md").write_bytes((mine / "README.md").read_bytes() * 9)
    command = f"{{ {sys.executable} -m bot sync --dry-run --offline; echo $? > code; }} {end}"
    if end != "| true":
        command = f"{sys.executable} -m bot sync --dry-run --offline {end}; echo $? > code"
    ended = subprocess.run(
        ["sh", "-c", command], cwd=mine, env=os.environ | {"PYTHONPATH": str(REPO)}, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ended.stderr
    assert said in ended.stderr
    assert "Broken pipe" not in ended.stderr
    assert (mine / "code").read_text() == "1\n"


def test_a_closed_standard_error_takes_nothing_from_the_result(mine: Path) -> None:
    command = f"{sys.executable} -m bot sync --dry-run --offline --format json 2>&-"
    ended = subprocess.run(
        ["sh", "-c", command], cwd=mine, env=os.environ | {"PYTHONPATH": str(REPO)}, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, json.loads(ended.stdout)["rows"]) == (0, 141)


@pytest.mark.parametrize("when", ["0001-01-01", "0999-01-01", "9999-12-31"])
def test_the_clock_may_be_any_day(when: str) -> None:
    plan = json.loads(run("sync", "--dry-run", "--offline", "--as-of", when, "--format", "json").stdout)
    assert plan["generated_at"] == f"{when}T00:00:00Z"
    assert run("sync", "--dry-run", "--offline", "--as-of", when).returncode == 0


def test_a_name_too_long_for_the_machine_is_named() -> None:
    _refused(run("sync", "--dry-run", "--offline", "--state", "x" * 300), 1, "x" * 300, "File name too long")


def test_a_terminal_that_is_not_utf8_still_shows_the_plan() -> None:
    ended = run("sync", "--dry-run", "--offline", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (ended.returncode, "\\u2192" in ended.stdout) == (0, True)


def test_version_and_help_tell_a_newcomer() -> None:
    assert run("--version").stdout == f"paperlist-bot {__version__}\n"
    text = run("sync", "--help").stdout
    assert all(f"  {code}  " in text for code in (0, 1, 2, 3, 4))
    for option in ("--list", "--config", "--state", "--dry-run", "--apply", "--offline", "--as-of", "--format", "--detailed-exitcode"):
        assert option in text
