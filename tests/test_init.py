"""What the keeper of a new list gets from `init`."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from bot import onboard, onboarding_files
from bot.config import ListConfig, Place, read_list, schema
from bot.errors import BotError, UnreadableListError, UsageError
from bot.onboarding_files import ANSWERS, WORKFLOW, configuration, name_of, workflows
from bot.policies import RulePolicy, SourcePolicy

LIST = """# Papers

## Fast

| Paper | Link | Venue | Notes |
|--|--|--|--|
| [Quantized Walks](https://arxiv.org/abs/2211.00001) | | **ICML 2023** | |
| | | **ICML 2023** | a row of nothing |
| [Slow Walks](https://arxiv.org/abs/2306.00002) | | **ECCV 2023** | |

### Faster

| Paper | Link | Venue | Notes |
|--|--|--|--|
| [Tiny Steps](https://arxiv.org/abs/2401.00004) | | **ICML 2024** | | | too many |

## Tools

| Tool | Language |
|--|--|
| Walker | C |
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.setenv("GITHUB_API_URL", Hub.url)
    (tmp_path / "papers.md").write_text(LIST, "utf-8")
    return tmp_path


def init(target: str, *, path: str = "README.md", branch: str = "", config: str | None = None, pr: bool = False) -> int:
    return onboard.run(Namespace(target=target, path=path, branch=branch, config=config, pr=pr))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_shows_rows_sections_columns_and_what_it_can_t_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert init("papers.md") == 0
    said = capsys.readouterr().out
    for line in (
        "papers: 3 rows, 3 papers",
        "- 4 rows in 2 tables (line 5, 13): Paper is the title, Link is the link, Venue is the venue, Notes is left alone",
        "- Papers / Fast: 3 rows",
        "- Papers / Fast / Faster: 1 row",
        "- arxiv: 3",
        "- a venue: **{venue} {year}{extra}**",
        "- line 8: it has no title",
        "- line 19, a table without papers: | Tool | Language |",
        "- line 15: its cells don't fit its table's columns",
        "ECCV was not held in 2023",
    ):
        assert line in said, line


def _bare(path: Path) -> ListConfig:
    """What a configuration changes: tables of sources and rules that change nothing are left out."""
    found = read_list(path)
    sources = {name: one for name, one in found.sources.items() if one != SourcePolicy()}
    return replace(found, sources=sources, rules={name: one for name, one in found.rules.items() if one != RulePolicy()})


def test_it_writes_its_files_and_nothing_else(here: Path) -> None:
    init("papers.md")
    assert files(here) == {"papers.md", "config/papers.toml", WORKFLOW}
    assert (here / "papers.md").read_text("utf-8") == LIST
    assert _bare(here / "config" / "papers.toml") == ListConfig(Place(file="papers.md"))


@pytest.mark.parametrize("there", ["config/papers.toml", WORKFLOW])
def test_nothing_is_overwritten(here: Path, there: str) -> None:
    path = here / there
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(BotError, match=r"it is there already, so nothing was written. Edit it"):
        init("papers.md")
    assert path.read_text() == "mine"
    assert files(here) == {"papers.md", there}


def test_a_link_to_nowhere_is_something_too(here: Path) -> None:
    (here / "config").mkdir()
    (here / "config" / "papers.toml").symlink_to(here / "elsewhere")
    with pytest.raises(BotError, match="it is there already"):
        init("papers.md")
    assert files(here) == {"papers.md"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"# Notes\n\nNo paper here.\n", r"it holds no table of papers\. Name the list's file"),
        (b"| Tool | Language |\n|--|--|\n| Walker | C |\n", r"no table of papers: its tables begin with \| Tool \| Language \|"),
        (b"", r"it holds no table of papers"),
        ("# List".encode("utf-16"), r"UTF-16 .*text\. Save the list as UTF-8"),
        (b"\0\1\2", r"NUL bytes"),
    ],
)
def test_a_file_that_is_no_list_says_so_and_nothing_is_written(here: Path, text: bytes, words: str) -> None:
    (here / "papers.md").write_bytes(text)
    with pytest.raises(UnreadableListError, match=words):
        init("papers.md")
    assert files(here) == {"papers.md"}


@pytest.mark.parametrize("target", ["nothing.md", "docs/nothing.md", "no repository", ".."])
def test_a_target_that_is_nothing_is_named(target: str) -> None:
    with pytest.raises(BotError, match=r"it can't be read .* or its repository as OWNER/REPO"):
        init(target)


@pytest.mark.parametrize("folder", ["/etc", "../config", "."])
def test_the_configuration_stays_in_the_repository(here: Path, folder: str) -> None:
    with pytest.raises(UsageError, match="--config: it leaves the repository"):
        init("papers.md", config=folder)
    assert files(here) == {"papers.md"}


def test_every_key_is_explained_and_has_the_value_that_holds_anyway(tmp_path: Path) -> None:
    text = configuration(Place(repository="ann/papers", branch="main"))
    awake = "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())
    places = [name for name in schema()["$defs"] if name.endswith(("Place", "Policy"))]
    keys = {key for name in places for key in schema()["$defs"][name]["properties"]} - {"file"}
    assert set(schema()["properties"]) == {"list", "sources", "rules", "delivery", "candidates"}
    for line in awake.splitlines():
        key, equals, rest = line.partition(" = ")
        if equals and key in keys:
            assert rest.partition("  # ")[2], f"{key} is not explained"
    written = tomllib.loads(awake)
    assert keys == {key for table in written.values() for key, value in table.items() if not isinstance(value, dict)} | {
        key for table in ("rules", "sources") for one in written[table].values() for key in one
    }
    for index, body in enumerate((text, awake)):
        (tmp_path / f"{index}.toml").write_text(body, "utf-8")
    silent, loud = (read_list(tmp_path / f"{index}.toml") for index in range(2))
    assert silent.delivery == loud.delivery == ListConfig(Place()).delivery
    assert all(loud.rule(name) == silent.rule(name) for name in loud.rules)
    assert all(loud.source(name) == silent.source(name) for name in loud.sources)
    for table in (*loud.rules, *loud.sources):
        assert f".{table}]" in text and text.partition(f".{table}]")[2].partition("\n")[0].partition("# ")[2], f"{table} is not explained"


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("Ann/Awesome_Papers.v2", "awesome-papers.v2"),
        ("lists/My Papers.MD", "my-papers"),
        ("ann/venues", "venues-list"),
        ("ann/___", "list"),
    ],
)
def test_a_list_is_called_by_its_repository_or_file(target: str, name: str) -> None:
    assert name_of(target) == name


def test_a_fork_of_the_list_runs_nothing() -> None:
    for text in workflows(Place(repository="ann/papers")).values():
        assert text.count("github.repository == 'ann/papers'") == text.count("runs-on:") == 1
    assert "if: ${{ !github.event.repository.fork }}" in workflows(Place(file="README.md"))[WORKFLOW]


def test_a_schedule_that_github_switches_off_takes_no_answers_with_it() -> None:
    """After 60 days without activity it switches off the whole file."""
    nightly, answers = workflows(Place(repository="ann/papers")).values()
    assert "schedule:" in nightly and "issue_comment" not in nightly
    assert "schedule:" not in answers and "command: respond" in answers
    assert nightly.count("group: paperlist-bot\n") == answers.count("group: paperlist-bot\n") == 1


def test_a_list_on_this_machine_gets_no_right_to_write() -> None:
    text = workflows(Place(file="README.md"))[WORKFLOW]
    assert "write" not in text and "respond" not in text and "--dry-run" in text


@dataclass
class Hub:
    """Of GitHub as much as `init` needs: one repository with a list; `may` are the writes that the token may do."""

    url = "https://api.hub.example"
    refs: dict[str, str] = field(default_factory=lambda: {"main": "c0ffee"})
    pulls: list[dict[str, Any]] = field(default_factory=list)
    added: dict[str, str] = field(default_factory=dict)
    may: tuple[str, ...] = ("trees", "commits", "refs", "pulls")
    there: tuple[str, ...] = ()
    released: bool = False

    def answer(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        path = (request.path_url or "").partition("?")[0].removeprefix("/repos/ann/papers").strip("/")
        if request.method == "POST":
            return self._write(path.rpartition("/")[2], json.loads(request.body or "{}"))
        found = self._read(path)
        return (200, {}, json.dumps(found)) if found is not None else (404, {}, '{"message": "Not Found"}')

    def _read(self, path: str) -> Any:
        home = {"full_name": "ann/papers", "html_url": "https://hub.example/ann/papers", "default_branch": "main", "node_id": "R_1"}
        text = {"size": len(LIST), "sha": "b10b", "encoding": "base64", "content": base64.b64encode(LIST.encode()).decode()}
        refs = {f"git/ref/heads/{name}": {"object": {"sha": sha}} for name, sha in self.refs.items()}
        repository: dict[str, Any] = (
            home | dict.fromkeys(("stargazers_count", "id"), 1) | dict.fromkeys(("archived", "disabled", "fork"), False)
        )
        return {
            "": repository | dict.fromkeys(("pushed_at", "description", "homepage"), None) | {"has_issues": True},
            "branches/main": {"commit": {"sha": "c0ffee"}},
            "git/commits/c0ffee": {"tree": {"sha": "7ree"}},
            "contents/README.md": text,
            "pulls": self.pulls,
            f"repos/{onboarding_files.ACTION}/commits/{onboarding_files.RELEASE}": {"sha": "5" * 40} if self.released else None,
            **refs,
            **{f"contents/{one}": text for one in self.there},
        }.get(path)

    def _write(self, what: str, sent: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        made: dict[str, Any] = {"sha": f"{what}0", "object": {"sha": "x"}}
        if what not in self.may:
            return 403, {}, '{"message": "Resource not accessible by personal access token"}'
        if what == "trees":
            assert sent["base_tree"] == "7ree"
            self.added = {one["path"]: one["content"] for one in sent["tree"]}
        elif what == "refs":
            self.refs[sent["ref"].removeprefix("refs/heads/")] = sent["sha"]
        elif what == "pulls":
            side = {"ref": "", "sha": "", "repo": None}
            made |= {"number": 7, "html_url": "https://hub.example/ann/papers/pull/7", "state": "open", "user": None, "merged_at": None}
            self.pulls.append(made | sent | {"created_at": "", "updated_at": "", "head": side, "base": side})
            made = self.pulls[-1]
        return 201, {}, json.dumps(made)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_hubtoken0000000000000000")
    monkeypatch.setattr("github.Requester.time.sleep", lambda _: None)  # a second between writes
    world = Hub()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "POST"):
            mock.add_callback(method, re.compile(rf"{Hub.url}(:443)?/.*"), callback=world.answer)
        yield world


def test_a_list_on_github_is_read_there_and_its_files_are_written_here(hub: Hub, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub.released = True
    init("https://github.com/ann/papers.git")
    assert files(here) == {"papers.md", "config/papers.toml", WORKFLOW, ANSWERS}
    assert _bare(here / "config" / "papers.toml") == ListConfig(Place(repository="ann/papers"))
    assert f"{onboarding_files.ACTION}@{'5' * 40} # {onboarding_files.RELEASE}" in (here / WORKFLOW).read_text("utf-8")
    assert "Allow GitHub Actions to create and approve pull requests" in capsys.readouterr().out
    assert not hub.added


def test_the_pull_request_adds_the_files_and_shows_how_the_list_is_read(hub: Hub, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init("ann/papers", pr=True) == 0
    assert files(here) == {"papers.md"}
    assert set(hub.added) == {"config/papers.toml", WORKFLOW, ANSWERS}
    assert [(one["title"], one["html_url"]) for one in hub.pulls] == [(onboard.TITLE, "https://hub.example/ann/papers/pull/7")]
    assert "Papers / Fast / Faster: 1 row" in hub.pulls[0]["body"]
    assert "Proposed: https://hub.example/ann/papers/pull/7" in capsys.readouterr().out


def test_a_second_time_it_says_where_the_pull_request_is(hub: Hub) -> None:
    init("ann/papers", pr=True)
    with pytest.raises(BotError, match=r"https://hub.example/ann/papers/pull/7: the pull request is there already"):
        init("ann/papers", pr=True)
    assert len(hub.pulls) == 1


def test_a_branch_without_a_pull_request_is_left_alone(hub: Hub) -> None:
    hub.refs[onboard.BRANCH] = "f00d"
    with pytest.raises(BotError, match=r"tree/bot/setup: the branch bot/setup is there already. Open a pull request at .*compare"):
        init("ann/papers", pr=True)
    assert hub.refs[onboard.BRANCH] == "f00d" and not hub.pulls


def test_a_file_in_the_repository_is_not_proposed_anew(hub: Hub) -> None:
    hub.there = (WORKFLOW,)
    with pytest.raises(BotError, match=r"blob/main/\.github/workflows/paperlist-bot\.yml: it is there already, so nothing was proposed"):
        init("ann/papers", pr=True)
    assert not hub.added and not hub.pulls


@pytest.mark.parametrize("refused", ["trees", "refs"])
def test_a_token_that_may_not_write_workflows_is_told_what_it_needs(hub: Hub, refused: str) -> None:
    hub.may = tuple(one for one in hub.may if one != refused)
    with pytest.raises(BotError, match=r"\(403\). Give the token more rights: .*pull requests and workflows.*or run without --pr"):
        init("ann/papers", pr=True)
    assert not hub.pulls


def test_where_opening_is_forbidden_the_keeper_is_given_the_link(hub: Hub) -> None:
    hub.may = tuple(one for one in hub.may if one != "pulls")
    with pytest.raises(
        BotError, match=r"open the pull request yourself at https://hub.example/ann/papers/compare/main...bot/setup\?expand=1"
    ):
        init("ann/papers", pr=True)
    assert onboard.BRANCH in hub.refs


@pytest.mark.parametrize(
    ("target", "words"), [("ann/papers", "it needs a token.*GITHUB_TOKEN"), ("papers.md", "it needs a list on GitHub")]
)
def test_proposing_needs_a_token_and_a_repository(target: str, words: str) -> None:
    with pytest.raises(UsageError, match=f"--pr: {words}"):
        init(target, pr=True)
