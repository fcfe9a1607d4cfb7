from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StateError
from bot.ledger import read_known, replace_bytes, write_known
from bot.model import Known, PageFacts, PaperFacts, PaperId, RepoFacts
from tests.conftest import STATE
from tests.test_claims import LIST

KNOWN = Known(
    facts=(
        PaperFacts(
            paper=PaperId("arxiv", "2306.00001"),
            source="arxiv",
            url="https://arxiv.org",
            read_at=date(2024, 1, 1),
            title="A “title”\n",
            authors=("Zoë",),
            submitted=date(2023, 6, 1),
            version=2,
            withdrawn=True,
        ),
    ),
    claims=(LIST,),
    repositories=(RepoFacts("a/b", "https://github.com/a/b", date(2026, 8, 22), name="a/b", number=12),),
    pages=(
        PageFacts("https://example.org/a", date(2026, 8, 22), "alive", names=("arxiv:2306.00001",)),
        PageFacts("https://example.org/b", date(2026, 8, 22), "dead", since=date(2026, 8, 20), nights=3),
    ),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_known(tmp_path, KNOWN)
    assert read_known(tmp_path) == KNOWN


@given(title=st.text(max_size=20), authors=st.lists(st.text(min_size=1, max_size=5), max_size=2))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, title: str, authors: list[str]) -> None:
    folder = tmp_path_factory.mktemp("state")
    known = Known(facts=(PaperFacts(PaperId("title", "x"), "arxiv", "u", date(2024, 1, 1), title or None, tuple(authors)),))
    write_known(folder, known)
    assert read_known(folder) == known


def test_the_shipped_state_is_sorted_and_unchanged_by_reading_and_writing(tmp_path: Path) -> None:
    write_known(tmp_path, read_known(STATE))
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (STATE / path.name).read_bytes()
        lines = path.read_text("utf-8").splitlines()[1:]
        assert lines == sorted(set(lines))


def test_the_shipped_state_holds_no_verdict_and_no_abstract() -> None:
    for path in STATE.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines()[1:]:
            record = json.loads(line)
            assert not {"gold", "classification", "abstract", "id_correct"} & set(record)
            assert len(record.get("raw", "")) < 80


def test_a_folder_that_isn_t_there_knows_nothing(tmp_path: Path) -> None:
    assert read_known(tmp_path / "none") == Known()


RECORD = '{"paper":"title:x","source":"%s","status":"%s","venue":"%s","year":%s,"url":"u","read_at":"%s"}'
DAMAGE = {
    "nothing": ("null", r"line 2: it is no record: an object in braces is expected"),
    "endless nesting": ("[" * 100_000, r"line 2: it is no record"),
    "unknown source": (RECORD % ("scholar", "accepted", "v", 2024, "2024-01-01"), r"line 2: source: input should be 'semantic-scholar'"),
    "no venue": (RECORD % ("arxiv", "accepted", " ", 2024, "2024-01-01"), r"line 2: it is no record: venue is empty"),
    "no year": (RECORD % ("arxiv", "accepted", "v", 99999, "2024-01-01"), r"line 2: it is no record: year 99999 can't be"),
    "cut line": ('{"paper": "title:x"', r"line 2: it is no record"),
    "no object": ("[1]", r"line 2: it is no record"),
    "unknown key": ('{"paper": "title:x", "colour": 1}', r"line 2: it is no record: unknown key 'colour'"),
    "missing key": ('{"paper": "title:x"}', r"line 2: source: field required"),
    "wrong day": (RECORD % ("arxiv", "accepted", "v", 2024, "June"), r"line 2: read_at: "),
    "wrong status": (RECORD % ("arxiv", "maybe", "v", 2024, "2024-01-01"), r"line 2: status: "),
    "wrong paper": ('{"paper":"x"}', r"line 2: it is no record: 'x' is not scheme:value"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_line_is_named_with_a_remedy(name: str, tmp_path: Path) -> None:
    line, message = DAMAGE[name]
    (tmp_path / "claims.jsonl").write_text(f'{{"kind": "claims", "schema": 1}}\n{line}\n')
    with pytest.raises(StateError, match=rf"claims.jsonl, {message}.* Mend the line"):
        read_known(tmp_path)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ('{"kind": "claims", "schema": 2}', r"line 1: schema 2 is not 1.*Upgrade"),
        ('{"kind": "papers", "schema": 1}', r"line 1: it holds 'papers', not 'claims'"),
        ("", r"line 1: its first line names no kind"),
        ("[]", r"line 1: its first line names no kind"),
    ],
)
def test_a_file_of_another_kind_or_schema_is_refused(header: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text(header + "\n")
    with pytest.raises(StateError, match=message):
        read_known(tmp_path)


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(StateError, match="can't be read"):
        read_known(tmp_path)


def test_unchanged_bytes_are_not_written_again_and_rights_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "list.md", tmp_path / "link.md"
    file.write_bytes(b"a")
    file.chmod(0o640)
    link.symlink_to(file)
    os.utime(file, (1, 1))
    replace_bytes(link, b"a")
    assert file.stat().st_mtime == 1
    replace_bytes(link, b"b")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"b", 0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "list.md"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_whole(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "list.md"
    file.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"os.{step}", full)
    with pytest.raises(OSError, match="No space"):
        replace_bytes(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["list.md"]
    assert file.read_bytes() == b"old"


def test_text_that_is_no_text_can_be_written_and_read(tmp_path: Path) -> None:
    """A service's JSON may name half of a surrogate pair."""
    write_known(tmp_path, Known(facts=(PaperFacts(PaperId("arxiv", "2306.00001"), "arxiv", "x", date(2024, 1, 1), "half \ud83d"),)))
    assert read_known(tmp_path).facts[0].title == "half ?"
