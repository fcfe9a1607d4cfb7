"""`explain`: rows, claims with their days, judgement, and what would change it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.ledger import write_known, write_records
from bot.model import Claim, Known
from bot.standing import Decision
from tests.test_claims import LIST, TITLE, claim
from tests.test_cli import run
from tests.test_rules import HEADER, ROW, STYLE, fact

OTHERS = claim("accepted-papers", venue="ICML", authors=("Xi Chen", "Yi Ma"))
HEARD = claim("curated-lists", venue="ICCV", year=2023, raw="some/list")
FACT = fact("arxiv:2306.00001", TITLE, authors=("Ann Lee", "Bo Kim"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mine.toml").write_text('[list]\nfile = "list.md"\n')
    (tmp_path / "list.md").write_text(HEADER + STYLE + ROW)
    return tmp_path


def explained(home: Path, paper: str, *claims: Claim) -> dict[str, object]:
    write_known(home / "state" / "mine", Known((FACT,), claims))
    ended = run("explain", paper, "--format", "json", "--as-of", "2024-07-01", cwd=home)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, object] = json.loads(ended.stdout)
    return found


def test_every_claim_is_told_with_its_day_and_what_it_counts_for(home: Path) -> None:
    told = explained(home, "2306.00001", LIST, OTHERS, HEARD)
    claims = told["claims"]
    assert isinstance(claims, list)
    assert {one["counts"] for one in claims} == {
        "proves it",
        "of other authors: another paper",
        "never counts: lists copy one another",
    }
    assert all(one["read_at"] == "2024-06-01" and one["url"] for one in claims)
    assert told["rows"] == [{"line": 7, "section": ["List"], "venue": "Jun 2023", "verdict": "replace", "says": "published at CVPR 2024"}]
    assert (told["authors"], len(told["proposals"])) == (["Ann Lee", "Bo Kim"], 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "change"),
    [
        ((), "a source that says where it was published"),
        ((claim("dblp"),), "a second source that says the same"),
        ((LIST,), "a decision against it at CVPR 2024"),
    ],
)
def test_what_would_change_the_judgement_is_said(claims: tuple[Claim, ...], change: str, home: Path) -> None:
    assert any(change in one for one in explained(home, "2306.00001", *claims)["changes"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "words",
    ["arxiv:2306.00001", "2306.00001v2", "https://arxiv.org/abs/2306.00001", TITLE.lower(), "Diffusion Models with", "7"],
)
def test_a_paper_is_named_by_id_url_title_words_or_line(words: str, home: Path) -> None:
    assert explained(home, words, LIST)["paper"] == "arxiv:2306.00001"


def test_in_a_terminal_it_reads_as_words_and_a_refusal_is_told(home: Path) -> None:
    name = explained(home, "7", LIST)["proposals"][0]  # type: ignore[index]
    refusal = Decision(name, "refused", "untick", "2024-06-09T01:00:00Z", by="ann", rule="venue", title=TITLE, says="Jun 2023 → CVPR 2024")
    write_records(home / "state" / "mine" / "decisions.jsonl", "decisions", [refusal])
    told = run("explain", "7", "--as-of", "2024-07-01", cwd=home).stdout
    for part in (
        "Rows",
        "Known by",
        "Claims (1)",
        "Judgement",
        "What would change it",
        "refused on 2024-06-09 by ann: Jun 2023 → CVPR 2024",
    ):
        assert part in told


def test_a_paper_that_no_row_names_is_said_with_the_remedy(home: Path) -> None:
    ended = run("explain", "9999.00001", cwd=home)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no row of these lists" in ended.stderr
    assert "Traceback" not in ended.stderr
