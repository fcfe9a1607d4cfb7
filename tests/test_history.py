"""Counts over time: a line only for a change, and what can't be is held for a second night."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import history
from bot.errors import StateError
from bot.model import Count
from tests.test_cli import run

PAPER = "arxiv:2401.00010"
DAY = date(2025, 6, 1)


def told(folder: Path, *counts: int, subject: str = PAPER) -> list[str]:
    """The lines after one count a night."""
    for night, count in enumerate(counts):
        history.record(folder, [Count(subject, "citations", "semantic-scholar", count)], DAY + timedelta(days=night))
    return (folder / history.FILE).read_text("utf-8").splitlines()[2:]


def test_a_line_is_written_only_when_a_count_changed(tmp_path: Path) -> None:
    assert told(tmp_path, 10, 10, 12, 12) == [f"{PAPER},citations,2025-06-01,10,", f"{PAPER},citations,2025-06-03,12,"]


def test_ids_stay_text(tmp_path: Path) -> None:
    """2401.00010 read as a number loses its zero."""
    told(tmp_path, 1, subject="2401.00010")
    assert told(tmp_path, 1, subject="2401.00010") == ["2401.00010,citations,2025-06-01,1,"]
    assert history.moved(tmp_path, DAY, "2401.00010")[0].subject == "2401.00010"


@pytest.mark.parametrize("odd", [0, 40, 900])
def test_an_implausible_count_waits_for_a_second_night(tmp_path: Path, odd: int) -> None:
    assert told(tmp_path, 100, odd) == [f"{PAPER},citations,2025-06-01,100,", f"{PAPER},citations,2025-06-02,{odd},held"]
    assert history.moved(tmp_path, DAY) == []


def test_what_a_second_night_confirms_is_taken(tmp_path: Path) -> None:
    assert told(tmp_path, 100, 900, 903) == [f"{PAPER},citations,2025-06-01,100,", f"{PAPER},citations,2025-06-03,903,"]


def test_what_a_second_night_doesn_t_confirm_is_dropped(tmp_path: Path) -> None:
    assert told(tmp_path, 100, 0, 101) == [f"{PAPER},citations,2025-06-01,100,", f"{PAPER},citations,2025-06-03,101,"]
    assert told(tmp_path / "other", 100, 0, 100) == [f"{PAPER},citations,2025-06-01,100,"]


def test_a_count_that_no_paper_can_have_is_left_out(tmp_path: Path) -> None:
    assert told(tmp_path, 100, 10**30, -1) == [f"{PAPER},citations,2025-06-01,100,"]


def test_the_same_night_twice_confirms_nothing(tmp_path: Path) -> None:
    before = told(tmp_path, 100, 900)
    history.record(tmp_path, [Count(PAPER, "citations", "semantic-scholar", 900)], DAY + timedelta(days=1))
    assert (tmp_path / history.FILE).read_text("utf-8").splitlines()[2:] == before


def test_of_one_day_the_last_count_holds(tmp_path: Path) -> None:
    told(tmp_path, 100)
    assert told(tmp_path, 101) == [f"{PAPER},citations,2025-06-01,101,"]


def test_an_earlier_clock_loses_no_later_count(tmp_path: Path) -> None:
    told(tmp_path, 100, 101, 102)
    history.record(tmp_path, [Count(PAPER, "citations", "semantic-scholar", 99)], DAY - timedelta(days=9))
    assert [line.split(",")[2:4] for line in (tmp_path / history.FILE).read_text("utf-8").splitlines()[2:]] == [
        ["2025-05-23", "99"],
        ["2025-06-01", "100"],
        ["2025-06-02", "101"],
        ["2025-06-03", "102"],
    ]


@pytest.mark.parametrize(
    ("before", "after", "days", "plausible"),
    [
        (0, 100, 1, True),
        (0, 101, 1, False),
        (1000, 1600, 1, True),
        (1000, 1601, 1, False),
        (1000, 2200, 60, True),
        (100, 85, 1, True),
        (100, 84, 1, False),
    ],
)
def test_how_much_a_count_can_change(before: int, after: int, days: int, plausible: bool) -> None:
    assert history.plausible(before, after, days) is plausible


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("subject,metric,day,count,held\n", 1),
        ("# counts, schema 2\nsubject,metric,day,count,held\n", 1),
        (f"{history.HEADER}subject,day\n", 2),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,2025-06-01,1,\na,stars,2025-06-31,1,\n", 4),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,2025-06-01,-1,\n", 3),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,2025-06-01,1.5,\n", 3),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,2025-06-01,1,perhaps\n", 3),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,2025-6-1,1,\n", 3),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,0000-01-01,1,\n", 3),
        (f"{history.HEADER}subject,metric,day,count,held\na,stars,2025-06-01,1,,x\n", 2),
        (f"{history.HEADER}subject,metric,day,count,held\n\n", 3),
    ],
)
def test_a_damaged_history_is_named_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / history.FILE).write_text(text)
    with pytest.raises(StateError, match=rf"counts\.csv, line {line}: .*(?:Mend the line|restore)"):
        history.moved(tmp_path, DAY)


def test_bytes_that_are_no_table_are_said(tmp_path: Path) -> None:
    for data in (b"\xff\xfe", f'{history.HEADER}subject,metric,day,count,held\na,"b\n'.encode(), history.HEADER.encode()):
        (tmp_path / history.FILE).write_bytes(data)
        with pytest.raises(StateError):
            history.record(tmp_path, [], DAY)


def test_a_sparkline_shows_the_way_of_a_count() -> None:
    assert history.sparkline([1, 2, 3, 8]) == "▁▂▃█"
    assert history.sparkline([5, 5]) == "▁▁"
    assert len(history.sparkline(range(99))) == 20


def test_the_command_shows_what_moved(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mine.toml").write_text('[list]\nfile = "README.md"\n')
    folder = tmp_path / "state" / "mine"
    told(folder, 10, 15, 30)
    told(folder, 7, subject="ann/code")
    shown = run("history", "--since", "2025-06-02", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == [
        "mine: 1 count changed since 2025-06-02",
        "               10 → 30 (+20)  citations              arxiv:2401.00010",
    ]
    for name in ("2401.00010", PAPER):
        assert "10 → 30" in run("history", "--paper", name, "--since", "2025-06-01", cwd=tmp_path).stdout
    assert "7 → 7 (+0)" in run("history", "--paper", "ann/code", "--since", "2025-06-01", cwd=tmp_path).stdout
    csv = run("history", "--since", "2025-06-02", "--format", "csv", cwd=tmp_path).stdout
    assert csv == f"subject,metric,first,last,before,after,change\n{PAPER},citations,2025-06-01,2025-06-03,10,30,20\n"
    (move,) = json.loads(run("history", "--since", "2025-06-02", "--format", "json", cwd=tmp_path).stdout)
    assert (move["subject"], move["counts"]) == (PAPER, [10, 15, 30])
    wrong = run("history", "--since", "June", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--since: 'June' is no date. Write it as 2026-11-22" in wrong.stderr


def test_a_list_without_a_history_has_none(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mine.toml").write_text('[list]\nfile = "README.md"\n')
    assert run(
        "history",
        cwd=tmp_path,
    ).stdout.startswith("mine: 0 counts changed since ")
    assert run("history", "--format", "json", cwd=tmp_path).stdout == "[]\n"
