"""What the check-up says of a token, a repository, its rules, its sources: and that it says it whatever is answered."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from bot import environment
from bot.answering import LOOKED
from bot.cli import main
from bot.config import Place
from bot.onboarding_files import WORKFLOW, workflows
from tests import archive, stage
from tests import hub as hubs

TOKEN, KEY = "ghp_doctortoken00000000000000", "S2-doctor-key-0000000001"
HOME = "/repos/ann/papers"
LIST = b"# Papers\n\n| Paper | Venue |\n|--|--|\n| [Slow Walks](https://arxiv.org/abs/2306.00002) | ICML 2023 |\n"
RUN = (
    '{"kind": "run", "schema": 1}\n'
    '{"answered": "2026-11-21", "at": "2026-11-21T05:17:00Z", "failed": 0, "found": 1, "missing": 0, "says": "", '
    '"source": "arxiv", "status": "ok"}\n'
)
FEED = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>0</opensearch:totalResults></feed>'
)
NO_CHANGE = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch">None.</error></OAI-PMH>'
SUNDAY = archive.Archive(datetime(2026, 11, 22, 6, tzinfo=UTC))
ODD_ENTRY = SUNDAY.feed("cs.GL")[2].decode().replace("</channel>", "<item><title>Odd</title></item></channel>")
BRANCHES = ("bot%2Fcorrections", "bot%2Fadditions", "bot-state", "main")


def file(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "sha": "b10b", "encoding": "base64", "content": base64.b64encode(data).decode()}


def tree(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"sha": "7ee", "truncated": False, "tree": list(entries)}


@dataclass
class World:
    """Where everything is well. `answers` are instead of those: a body, or a status with one, and the headers."""

    answers: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"X-OAuth-Scopes": "repo, workflow"})
    asked: list[tuple[str, str]] = field(default_factory=list)

    def usual(self) -> dict[str, Any]:
        home = {
            "full_name": "ann/papers",
            "html_url": "https://hub.example/ann/papers",
            "default_branch": "main",
            "has_issues": True,
            "node_id": "R_1",
        }
        quota = {"limit": 5000, "remaining": 4990, "reset": 1795600000}
        refs = {f"{HOME}/git/ref/heads/{name}": {"object": {"sha": sha}} for name, sha in (("main", "c0ffee"), ("bot-state", "57a7e"))}
        return {
            "/rate_limit": {"resources": {"core": quota, "graphql": quota}},
            "/user": {"login": "ann"},
            "/graphql": {"data": {"viewer": {"login": "list-sync"}}},
            HOME: home | dict.fromkeys(("private", "archived", "disabled", "fork"), False) | {"permissions": {"push": True}},
            f"{HOME}/contents/README.md": file(LIST),
            f"{HOME}/contents/.github/workflows": [{"name": "paperlist-bot.yml", "path": WORKFLOW}],
            f"{HOME}/contents/{WORKFLOW}": file(workflows(Place(repository="ann/papers"))[WORKFLOW].encode()),
            f"{HOME}/actions/permissions/workflow": {"can_approve_pull_request_reviews": True},
            f"{HOME}/actions/workflows": {"workflows": [{"path": WORKFLOW, "state": "active"}]},
            f"{HOME}/pulls": [],
            f"{HOME}/issues": [],
            f"{HOME}/commits/main/status": {},
            f"{HOME}/git/trees/57a7e": tree({"path": "papers/run.jsonl", "mode": "100644", "type": "blob", "sha": "4e", "size": len(RUN)}),
            f"{HOME}/git/blobs/4e": file(RUN.encode()),
            **{f"{HOME}/rules/branches/{name}": [] for name in BRANCHES},
            **{f"{HOME}/branches/{name}": {"protected": False} for name in BRANCHES[2:]},
            "/s2/graph/v1/paper/batch": (400, {"error": "No valid paper ids given"}),
            "/arxiv": FEED,
            "/rss/cs.GL": SUNDAY.feed("cs.GL")[2].decode(),
            "/oai": NO_CHANGE,
            "/lists/nips/nips2023.json": [],
            "/openreview/notes/search": {"notes": [], "count": 0},
            "/crossref/works": {"status": "ok", "message": {"items": []}},
            **refs,
        }

    def answer(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        path = (request.path_url or "").partition("?")[0]
        self.asked.append((request.method or "", path))
        found = {**self.usual(), **self.answers}.get(path, (404, {"message": "Not Found"}))
        status, body, *more = found if isinstance(found, tuple) else (200, found)
        headers = (self.headers if path in ("/rate_limit", "/user") else {}) | (more[0] if more else {})
        return status, headers, body if isinstance(body, str) else json.dumps(body)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "papers.toml").write_text('[list]\nrepository = "ann/papers"\n')
    monkeypatch.chdir(tmp_path)
    site = "https://hub.example"
    addresses = {"GITHUB_API_URL": site, "SEMANTIC_SCHOLAR_API_URL": f"{site}/s2", "ARXIV_API_URL": f"{site}/arxiv"}
    secrets = {"GITHUB_TOKEN": TOKEN, "SEMANTIC_SCHOLAR_API_KEY": KEY}
    more = {"ACCEPTED_PAPERS_URL": f"{site}/lists", "OPENREVIEW_API_URL": f"{site}/openreview", "CROSSREF_API_URL": f"{site}/crossref"}
    news = {"ARXIV_FEED_URL": f"{site}/rss", "ARXIV_OAI_URL": f"{site}/oai"}
    for name, value in (addresses | secrets | more | news).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("github.Requester.time.sleep", lambda _: None)
    found = World()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "POST"):
            mock.add_callback(method, re.compile(rf"{site}(:443)?/.*"), callback=found.answer)
        yield found


def doctor(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    """Its exit code, and what it says."""
    code = main(["doctor", "--config", "config", "--as-of", "2026-11-22", *more])
    said = capsys.readouterr()
    assert not re.search(f"Traceback|{TOKEN}|{KEY}", said.out + said.err)
    return code, said.out


def line(said: str, what: str) -> str:
    """The worst line about that, its columns one blank apart."""
    lines = [" ".join(one.split()) for one in said.splitlines() if one.startswith(("  ok", "  warn", "  fail"))]
    about = [one for one in lines if one.partition(" ")[2].startswith(f"{what} ")]
    assert about, said
    return min(about, key=lambda one: ("fail", "warn", "ok").index(one.split()[0]))


def test_where_all_is_well_each_line_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = doctor(capsys)
    assert code == 0, said
    assert "18 checks: 0 failed, 0 to look at" in said
    assert line(said, "token") == "ok token ann's classic token, scopes: repo, workflow"
    assert line(said, "list") == "ok list README.md on main: 1 row"
    assert line(said, "workflow") == "ok workflow paperlist-bot.yml is there and on"
    assert line(said, "last run") == "ok last run at 2026-11-21T05:17:00Z"
    assert all(one[24:26] == "  " and one[26:27].strip() for one in said.splitlines() if one.startswith("  ")), said


def test_it_writes_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.answers["/user"] = (403, {"message": "Resource not accessible by integration"})
    doctor(capsys)
    assert {path for method, path in world.asked if method != "GET"} == {"/graphql", "/s2/graph/v1/paper/batch"}


def test_json_is_one_line_for_each_list(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.answers[HOME] = (404, {})
    code, said = doctor(capsys, "--format", "json")
    sheets = [json.loads(one) for one in said.splitlines()]
    assert (code, [one["list"] for one in sheets]) == (1, [None, None, "papers"])
    assert [(one["what"], one["verdict"]) for one in sheets[2]["checks"]] == [("repository", "fail")]
    assert sheets[2]["checks"][0]["remedy"]


def rule(kind: str, source: str = "Repository") -> dict[str, Any]:
    return {"type": kind, "ruleset_id": 7, "ruleset_source": "ann/papers", "ruleset_source_type": source}


RULES, STATE = f"{HOME}/rules/branches/{BRANCHES[0]}", f"{HOME}/rules/branches/bot-state"
SET = {f"{HOME}/rulesets/7": {"name": "Locked", "current_user_can_bypass": "never"}}
PLAIN = f"{HOME}/contents/{WORKFLOW}"
SETTINGS, HOOKS = f"{HOME}/actions/permissions/workflow", f"{HOME}/actions/workflows"


def home(**what: Any) -> dict[str, Any]:
    return {HOME: World().usual()[HOME] | what}


def quota(remaining: int, reset: int) -> dict[str, Any]:
    return {"/rate_limit": {"resources": {"core": {"limit": 5000, "remaining": remaining, "reset": reset}}}}


def state(word: str) -> dict[str, Any]:
    return {HOOKS: {"workflows": [{"path": WORKFLOW, "state": word}]}}


@pytest.mark.parametrize(
    ("answers", "what", "words"),
    [
        ({"/rate_limit": (401, {})}, "token", r"fail .*\(401\).* set GITHUB_TOKEN"),
        ({"/rate_limit": (401, {})}, "repository", r"fail .*doesn't take the token"),
        (quota(0, 1795600000), "quotas", r"fail .*0 of 5,000.*:\d\d"),
        (quota(9, 10**30), "quotas", "warn .*9 of 5,000 left. They are whole again at the next hour"),
        ({"/rate_limit": (404, {"message": "Rate limiting is not enabled."})}, "quotas", "ok .*counts nothing"),
        ({HOME: (404, {})}, "repository", "fail .*shows this token no ann/papers. Check repository"),
        ({HOME: (403, {}, {"X-GitHub-SSO": "required; url=https://x"})}, "repository", "fail .*authorised. .*Configure SSO"),
        ({HOME: (451, {})}, "repository", "fail .*451"),
        (home(archived=True), "repository", "fail .*archived.*Unarchive"),
        (home(disabled=True), "repository", "fail .*disabled"),
        (home(fork=True, parent={"full_name": "bob/papers"}), "repository", "warn .*fork of bob/papers"),
        (home(fork=True), "repository", "warn .*fork of another repository"),
        (home(full_name="ann/new"), "repository", 'warn .*called ann/new today. Write repository = "ann/new"'),
        (home(has_issues=False), "issues", "fail .*no dashboard. Settings > General > Features"),
        (home(has_pull_requests=False), "pull requests", "fail .*switched off"),
        (home(permissions={"push": False}), "rights", "fail .*ann may not write here"),
        ({f"{HOME}/pulls": (403, {}, {"X-Accepted-GitHub-Permissions": "pull_requests=read"})}, "rights", r"fail .*\(pull_requests=read\)"),
        ({f"{HOME}/git/ref/heads/main": (404, {})}, "list", "fail .*no branch main"),
        ({f"{HOME}/contents/README.md": (404, {})}, "list", "fail .*no README.md on main"),
        ({f"{HOME}/contents/README.md": file(b"# Nothing\n")}, "list", "fail .*no table of papers"),
        ({f"{HOME}/contents/README.md": file("# List".encode("utf-16"))}, "list", "fail .*UTF-16.*Save the list"),
        ({SETTINGS: {"can_approve_pull_request_reviews": False}}, "actions", "fail .*Actions > General > Workflow permissions: tick"),
        ({SETTINGS: (403, {})}, "actions", "warn .*can't be seen with this token.*Settings > Actions > General.*organisation"),
        ({f"{HOME}/contents/.github/workflows": (404, {})}, "workflow", "warn .*init ann/papers --pr"),
        ({f"{HOME}/contents/.github/workflows": (403, {})}, "workflow", "warn .*can't be seen"),
        ({PLAIN: file(b"# uses: a/paperlist-bot@1\n")}, "workflow", "warn .*no file"),
        ({PLAIN: file(b"  contents: write\n  # issues: write\nuses: a/paperlist-bot@1\n")}, "workflow", "fail .*grant issues"),
        (state("disabled_inactivity"), "workflow", "fail .*60 days.*`gh workflow enable paperlist-bot.yml --repo ann/papers`"),
        (state("disabled_manually"), "workflow", "fail .*Actions tab > .* > Enable workflow"),
        ({HOOKS: (403, {})}, "workflow", "warn .*can't be seen"),
        ({f"{HOME}/git/ref/heads/bot-state": (404, {})}, "state", "warn .*no branch bot-state yet"),
        ({f"{HOME}/git/blobs/4e": file(b"damaged\n")}, "state", "fail .*papers/run.jsonl, line 1"),
        ({f"{HOME}/git/trees/57a7e": tree()}, "last run", "warn .*none yet"),
        ({f"{HOME}/git/ref/heads/bot": {"object": {"sha": "b07"}}}, "branches", "fail .*called bot, .*branch-prefix"),
        ({RULES: [rule("creation")], **SET}, "branches", r'fail .*"Locked": nobody may create bot/corrections.*rules/7: leave out'),
        ({STATE: [rule("update")], **SET}, "branches", "fail .*update bot-state"),
        ({STATE: [rule("pull_request", "Organization")]}, "branches", "fail .*ruleset 7 of ann/papers: bot-state takes changes by pull"),
        ({RULES: [rule("non_fast_forward")], **SET}, "branches", "fail .*no forced move"),
        ({STATE: [rule("non_fast_forward"), rule("deletion")], **SET}, "branches", "ok"),
        ({RULES: [rule("creation")], f"{HOME}/rulesets/7": {"name": "x", "current_user_can_bypass": "always"}}, "branches", "ok"),
        ({RULES: [rule("required_signatures")], **SET}, "branches", "fail .*signed commits only"),
        ({RULES: [rule("something_new")], **SET}, "branches", "warn .*something_new"),
        ({RULES: [rule("commit_message_pattern")], **SET}, "branches", "warn .*messages"),
        ({RULES: (403, {})}, "branches", "warn .*protects bot/corrections can't be seen"),
        ({f"{HOME}/branches/bot-state": {"protected": True}}, "branches", "warn .*protects bot-state can't be seen"),
        ({f"{HOME}/rules/branches/main": [rule("required_signatures")], **SET}, "merging", "warn .*Merge by squash"),
        ({"/s2/graph/v1/paper/batch": (403, {"message": "Forbidden"})}, "semantic-scholar", "fail .*403.*SEMANTIC_SCHOLAR_API_KEY"),
        ({"/s2/graph/v1/paper/batch": (503, "busy")}, "semantic-scholar", "warn .*503"),
        ({"/arxiv": (406, "slow down")}, "arxiv", "warn .*406.*Try again later"),
        ({"/arxiv": "<html>hello</html>"}, "arxiv", "fail .*ARXIV_API_URL"),
        ({"/rss/cs.GL": (429, "slow down")}, "arxiv-feeds", "warn .*429.*Try again later; the next night reads what this one can't"),
        ({"/rss/cs.GL": (403, "")}, "arxiv-feeds", "fail .*403.*ARXIV_FEED_URL"),
        ({"/rss/cs.GL": "<p>hello</p>"}, "arxiv-feeds", "fail .*no feed of that category.*ARXIV_FEED_URL"),
        ({"/rss/cs.GL": (400, SUNDAY.feed("cs.GX")[2].decode())}, "arxiv-feeds", "fail .*knows no cs.GL"),
        ({"/rss/cs.GL": ODD_ENTRY}, "arxiv-feeds", "warn .*an entry of its feed can't be read. Nothing to do now"),
        ({"/oai": (503, "busy")}, "arxiv-changes", "warn .*503.*Try again later; the next night"),
        ({"/oai": "<p>hello</p>"}, "arxiv-changes", "fail .*no list of ids.*ARXIV_OAI_URL"),
        ({"/oai": NO_CHANGE.replace("noRecordsMatch", "badArgument")}, "arxiv-changes", "fail .*it says badArgument.*ARXIV_OAI_URL"),
        ({"/lists/nips/nips2023.json": (404, "")}, "accepted-papers", "fail .*404.*ACCEPTED_PAPERS_URL"),
        ({"/lists/nips/nips2023.json": "<html>"}, "accepted-papers", "fail .*no list of papers"),
        ({"/openreview/notes/search": (403, "<html>")}, "openreview", "warn .*wants to see a browser.*Try again later"),
        ({"/openreview/notes/search": (404, "<html>")}, "openreview", "fail .*OPENREVIEW_API_URL"),
        ({"/crossref/works": (429, "slow down")}, "crossref", "warn .*429"),
        ({"/crossref/works": {"status": "ok"}}, "crossref", "fail .*CROSSREF_API_URL"),
    ],
)  # fmt: skip
def test_what_isn_t_well_is_said_with_its_remedy(
    world: World, capsys: pytest.CaptureFixture[str], answers: dict[str, Any], what: str, words: str
) -> None:
    world.answers = answers
    code, said = doctor(capsys)
    assert re.match(words, line(said, what)), line(said, what)
    assert code == ("  fail  " in said)


def test_a_protection_that_names_the_bot_stops_nothing_and_one_that_doesn_t_is_named(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    there = f"{HOME}/branches/bot-state"
    world.answers = {there: {"protected": True}, f"{there}/protection": {"restrictions": {"users": [{"login": "Ann"}], "apps": []}}}
    assert line(doctor(capsys)[1], "branches").startswith("ok")
    world.answers[f"{there}/protection"] = {"restrictions": {"users": [], "apps": []}, "lock_branch": {"enabled": False}}
    assert re.match(r"fail .*nobody may update bot-state. Settings > Branches", line(doctor(capsys)[1], "branches"))
    world.answers[f"{there}/protection"] = (404, {"message": "Branch not protected"})
    assert line(doctor(capsys)[1], "branches").startswith("ok")


def test_signatures_are_no_hindrance_to_an_app_and_that_is_said(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.answers = {"/user": (403, {}), RULES: [rule("required_signatures")], **SET}
    said = doctor(capsys)[1]
    assert re.match("ok .*GitHub signs the bot's commits", line(said, "branches"))
    assert line(said, "token") == "ok token an App's installation token (list-sync[bot])"
    assert re.match("warn .*can't be seen with this token. .*Commit statuses: read and write", line(said, "rights"))


def test_the_token_of_actions_has_what_its_workflow_grants(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.answers = {"/user": (403, {}), "/graphql": {"data": {"viewer": {"login": "github-actions[bot]"}}}}
    world.answers[f"{HOME}/rules/branches/main"] = [rule("required_status_checks")]
    said = doctor(capsys)[1]
    assert re.match("ok .*grants contents, issues, pull-requests, statuses: write", line(said, "rights"))
    assert re.match("warn .*wait for someone's approval", line(said, "merging"))
    world.answers[PLAIN] = file(b"permissions:\n  contents: write\nuses: a/paperlist-bot@1\n")
    assert re.match("warn .*under permissions: contents: write", line(doctor(capsys)[1], "rights"))


def test_a_workflow_with_a_token_of_its_own_doesn_t_need_the_setting(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    text = b"uses: a/paperlist-bot@1\nwith:\n  token: ${{ secrets.BOT }}\n"
    world.answers = {PLAIN: file(text), SETTINGS: {"can_approve_pull_request_reviews": False}}
    code, said = doctor(capsys)
    assert re.match("ok .*token of its own", line(said, "actions"))
    assert code == 0


@pytest.mark.parametrize(
    ("scopes", "private", "words"),
    [
        ("public_repo", False, "ok .*public_repo covers"),
        ("public_repo", True, r"fail .*tick repo$"),
        ("", False, r"fail .*\(none\).*tick public_repo"),
        (None, False, "warn .*whether this token may can't be seen.*Contents, Issues, Pull requests"),
    ],
)
def test_a_token_s_scopes_are_read(world: World, capsys: pytest.CaptureFixture[str], scopes: str | None, private: bool, words: str) -> None:
    world.headers = {} if scopes is None else {"X-OAuth-Scopes": scopes}
    world.answers = home(private=private)
    assert re.match(words, line(doctor(capsys)[1], "rights"))


def test_a_token_that_ends_soon_is_said(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.headers["GitHub-Authentication-Token-Expiration"] = "2026-11-30 00:00:00 UTC"
    assert re.match("warn .*ends on 2026-11-30. Make a new one", line(doctor(capsys)[1], "token"))


def test_without_secrets_it_says_what_they_are_for(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.delenv("SEMANTIC_SCHOLAR_API_KEY")
    code, said = doctor(capsys)
    assert code == 1
    assert line(said, "token").startswith("fail token GITHUB_TOKEN isn't set.")
    assert re.match("ok .*without a key.*SEMANTIC_SCHOLAR_API_KEY makes it faster", line(said, "semantic-scholar"))
    world.answers["/s2/graph/v1/paper/batch"] = (429, {})
    assert re.match("warn .*shared with everybody", line(doctor(capsys)[1], "semantic-scholar"))


@pytest.mark.parametrize(("now", "words"), [("05:16", "ok"), ("05:18", "warn .* 2 days ago .*60 days.*`gh workflow enable")])
def test_a_run_is_old_after_two_days(world: World, capsys: pytest.CaptureFixture[str], now: str, words: str) -> None:
    main(["doctor", "--config", "config", "--as-of", f"2026-11-23T{now}:00Z"])
    assert re.match(words, line(capsys.readouterr().out, "last run"))


def test_one_list_that_fails_doesn_t_stop_the_others(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    Path("config/a-lost.toml").write_text('[list]\nrepository = "ann/nowhere"\n')
    Path("config/b-file.toml").write_text('[list]\nfile = "papers.md"\n')
    code, said = doctor(capsys)
    assert code == 1
    assert "a-lost: ann/nowhere\n  fail  repository" in said
    assert "b-file: papers.md\n  fail  list" in said
    assert "papers: ann/papers\n  ok    repository" in said
    Path("papers.md").write_bytes(LIST)
    assert "b-file: papers.md\n  ok    list              papers.md: 1 row\n" in doctor(capsys)[1]


def test_a_source_that_no_list_uses_is_not_asked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with Path("config/papers.toml").open("a") as text:
        text.write("[sources.arxiv]\nenabled = false\n")
    assert line(doctor(capsys)[1], "arxiv") == "ok arxiv off in every list's configuration"
    assert ("GET", "/arxiv") not in world.asked


def test_where_no_paper_is_looked_for_arxiv_s_news_is_not_asked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("config/papers.toml").read_text()
    Path("config/papers.toml").write_text(f"{text}[candidates]\nenabled = false\n")
    for name in ("arxiv-feeds", "arxiv-changes"):
        assert line(doctor(capsys)[1], name) == f"ok {name} off in every list's configuration"
    assert line(doctor(capsys)[1], "arxiv") == "ok arxiv it answers"
    Path("config/other.toml").write_text('[list]\nfile = "papers.md"\n[sources.arxiv]\nenabled = false\n')
    doctor(capsys)
    assert not {path for _, path in world.asked if path.startswith(("/rss", "/oai"))}
    Path("config/third.toml").write_text('[list]\nfile = "papers.md"\n')
    assert line(doctor(capsys)[1], "arxiv-feeds") == "ok arxiv-feeds it answers"


def test_arxiv_s_services_are_asked_once_each_and_three_seconds_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "papers.toml").write_text('[list]\nfile = "papers.md"\n')
    (tmp_path / "papers.md").write_bytes(LIST)
    monkeypatch.chdir(tmp_path)
    slept = list[float]()
    monkeypatch.setattr("bot.web.time.sleep", slept.append)
    with stage.opened() as services:
        for name, value in services.environment.items():
            monkeypatch.setenv(name, value)
        paper = archive.Item("2506.00001", services.archive.day, services.archive.day, ("cs.GL",))
        services.archive.items.append(paper)
        main(["doctor", "--config", "config", "--as-of", "2025-06-04"])
        said = capsys.readouterr().out
        asked = [one["service"] for one in services.asked if one["service"].startswith("arxiv")]
    for name in ("arxiv", "arxiv-feeds", "arxiv-changes"):
        assert line(said, name) == f"ok {name} it answers"
    assert asked == ["arxiv_api", "arxiv_rss", "arxiv_oai"]
    assert sum(one > 2 for one in slept) == 2


ODD: list[Any] = [None, [], "<html>", (200, '{"message":'), (403, None), (500, "")]
MORE: list[Any] = [{}, [None], "", 7, {"data": None}, (404, [])]


@pytest.mark.parametrize("answer", [*ODD, *(pytest.param(one, marks=pytest.mark.long) for one in MORE)], ids=str)
def test_whatever_is_answered_to_any_question_it_says_something(world: World, capsys: pytest.CaptureFixture[str], answer: Any) -> None:
    doctor(capsys)
    world.answers["/user"] = (403, {})
    doctor(capsys)
    for path in sorted({path for _, path in world.asked}):
        world.answers = {"/user": (403, {})} if path == "/graphql" else {}
        world.answers[path] = answer
        code, said = doctor(capsys)
        assert code in (0, 1)
        assert len(said.splitlines()) > 9, path


def test_where_nobody_answers_it_says_so_once_and_ends(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, _ in environment.URLS.values():
        monkeypatch.setenv(name, "https://nowhere.example")
    code, said = doctor(capsys)
    assert code == 1
    assert re.match("fail .*no connection. Check the network, the proxy, and GITHUB_API_URL", line(said, "github"))
    assert all(
        line(said, name).startswith(f"fail {name} no connection")
        for name in ("semantic-scholar", "arxiv", "arxiv-feeds", "arxiv-changes", "accepted-papers", "openreview", "crossref")
    )
    assert "GitHub gives no answer, so nothing of it was looked at" in line(said, "repository")


@contextmanager
def standing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[hubs.Hub]:
    """The emulator, with a list's configuration here."""
    with hubs.emulator(folder) as hub:
        for name, value in hub.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(folder)
        Path("config").mkdir()
        Path("config/papers.toml").write_text(f'[list]\nrepository = "{hub.repository}"\n')
        yield hub


@pytest.mark.long
def test_on_another_s_github_it_sees_what_is_there_and_leaves_it_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with standing(tmp_path, monkeypatch) as hub:
        before = hub.ask("GET", "/git/refs"), hub.issues()
        code, said = doctor(capsys, "--as-of", hub.environment["WORLD_NOW"])  # arXiv tells of no changes of the days to come
        assert (code, line(said, "token")) == (0, "ok token an App's installation token (list-sync[bot])")
        assert line(said, "list") == "ok list README.md on main: 141 rows"
        assert all(
            line(said, name).startswith("ok")
            for name in ("semantic-scholar", "arxiv", *LOOKED, "accepted-papers", "openreview", "crossref", "quotas", "issues")
        )
        assert re.match("warn .*can't be seen with this token", line(said, "actions"))
        assert re.match("warn .*no branch bot-state yet", line(said, "state"))
        hub.push("main", workflows(Place(repository=hub.repository))[WORKFLOW], path=WORKFLOW)
        monkeypatch.setenv("GITHUB_TOKEN", hubs.STRANGER)
        code, said = doctor(capsys)
        assert (code, line(said, "rights")) == (1, "fail rights outsider may not write here. Settings > Collaborators: give the role Write")
        assert re.match("warn .*paperlist-bot.yml is there", line(said, "workflow"))
        monkeypatch.setenv("GITHUB_TOKEN", "ghp_nobody")
        assert doctor(capsys)[0] == 1
        assert before[1] == hub.issues()
        assert [one["ref"] for one in before[0]] == [one["ref"] for one in hub.ask("GET", "/git/refs")]
