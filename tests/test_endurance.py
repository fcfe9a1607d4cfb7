"""Killed processes and many generated documents: a sample always, the whole with `-m long`."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import read_venues
from bot.model import Known
from bot.text import document
from bot.text.table import read_rows
from bot.text.venues import VenueBook
from tests.conftest import NAME, REPO, STATE, need, plan_of
from tests.test_claims import LIST, claim


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.long)])
def test_a_run_killed_at_any_moment_leaves_the_list_old_or_new(kills: int, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / f"{NAME}.toml").write_text('[list]\nfile = "README.md"\n')
    shutil.copytree(STATE, tmp_path / "state" / NAME)
    old, path = (STATE / "list.md").read_bytes(), tmp_path / "README.md"
    command = [sys.executable, "-m", "bot", "sync", "--apply", "--offline", "--format", "json"]
    env = os.environ | {"PYTHONPATH": str(REPO)}
    path.write_bytes(old)
    begin = time.monotonic()
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
    took, new = time.monotonic() - begin, path.read_bytes()
    chance = random.Random(1)
    seen = set[bytes]()
    for _ in range(kills):
        path.write_bytes(old)
        with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(took * chance.uniform(0.6, 1.05))
            process.send_signal(signal.SIGKILL)
        seen.add(path.read_bytes())
    assert seen <= {old, new}


CELL = st.text(alphabet=st.sampled_from("ab \\|`*[](){}<>é²Â\u00a0\t\ufeff#-"), max_size=10)
VENUE = st.sampled_from(["Jun 2023", "**ICML 2020**", "**ECCV 2025**", "-", "", "CVPR'24", "**NeurIPS 2024 Workshop**", "| x", "[a](b)"])
LINE = st.one_of(
    st.builds("| {} | {} |".format, CELL, VENUE),
    st.builds("| [{}](https://arxiv.org/abs/2306.0000{}) | {} |".format, CELL, st.integers(0, 9), VENUE),
    st.sampled_from(["| Title | Venue |", "|--|--|", "# Head", "", "```", "<!--", "-->", "> | Title |"]),
    CELL,
)


BOOK = read_venues(REPO / "config")


def _check(lines: list[str], end: str) -> None:
    """A plan of any document touches only what it names, and made twice has nothing to add."""
    data = ("| Title | Venue |\n|--|--|\n" + "\n".join(lines)).replace("\n", end).encode()
    known = Known(claims=(LIST, claim("accepted-papers", title="a"), claim("openreview", title="a b ab")))
    plan = plan_of(data, known, BOOK)
    touched = {number for proposal in plan.proposals for number in proposal.lines}
    assert len(plan.before.lines) == len(plan.after.lines)
    for number, (old, new) in enumerate(zip(plan.before.lines, plan.after.lines, strict=True), 1):
        assert (old == new) == (number not in touched)
    assert len(list(read_rows(plan.before))) == len(list(read_rows(plan.after)))
    again = plan_of(plan.after.data, known, BOOK)
    assert not {one.fingerprint for one in again.proposals} & {one.fingerprint for one in plan.proposals}


@settings(max_examples=60)
@given(st.lists(LINE, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_a_plan_of_any_document_touches_only_what_it_names(lines: list[str], end: str) -> None:
    _check(lines, end)


@pytest.mark.long
@settings(max_examples=5_000, derandomize=False)
@given(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_a_plan_of_very_many_documents_touches_only_what_it_names(lines: list[str], end: str) -> None:
    _check(lines, end)


@pytest.mark.long
@settings(max_examples=50_000, derandomize=False)
@given(st.binary(max_size=600))
def test_very_many_bytes_come_out_as_they_went_in(data: bytes) -> None:
    read = document.read(data)
    assert read.data == data
    list(read_rows(read))


def test_no_real_list_gets_an_edit_without_facts_but_repairs(book: VenueBook) -> None:
    for path in sorted(need("lists").glob("*.md")):
        plan = plan_of(path.read_bytes(), Known(), book)
        assert {proposal.rule for proposal in plan.proposals} <= {"encoding"}, path.name
