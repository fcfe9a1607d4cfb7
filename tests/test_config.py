from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.config import SCHEMA, embedded, read_list, read_lists, read_venues, schema
from bot.errors import ConfigError, UsageError
from bot.rules import RULES
from tests.conftest import NAME, REPO

GOOD = '[list]\nrepository = "a/b"\n'

BAD = {
    "unknown table": (GOOD + "[colour]\n", r"colour: unknown key. Remove it"),
    "unknown key": (GOOD + 'path2 = "x"\n', r"list.path2: unknown key"),
    "unknown rule": (GOOD + "[rules.colour]\nenabled = true\n", r"rules.colour: input should be 'venue'"),
    "unknown source": (GOOD + "[sources.scholar]\nenabled = true\n", r"sources.scholar: input should be"),
    "wrong type": (GOOD + '[rules.venue]\nenabled = "yes"\n', r"rules.venue.enabled: input should be a valid boolean"),
    "number as text": (GOOD + '[rules.venue]\npull-request = "0.9"\n', r"rules.venue.pull-request: input should be a valid number"),
    "impossible value": (
        GOOD + "[rules.venue]\npull-request = 1.5\n",
        r"rules.venue.pull-request: input should be less than or equal to 1",
    ),
    "no list": ("[delivery]\n", r"list: this key is missing"),
    "no place": ("[list]\n", r"list: it needs one of repository and file"),
    "two places": (GOOD + 'file = "x"\n', r"list: it needs one of repository and file"),
    "no slug": ('[list]\nrepository = "https://github.com/a/b"\n', r"list.repository: string should match"),
    "path of two lines": ('[list]\nrepository = "a/b"\npath = "x\\ny"\n', r"list.path: string should match"),
    "file of no name": ('[list]\nfile = "a\\u0000b"\n', r"list.file: string should match"),
    "odd branch": (GOOD + 'branch = "a\\nb"\n', r"list.branch"),
    "no repository": ('[list]\nrepository = "a/.."\n', r"list.repository: string should match"),
    "endless number": (GOOD + "x = " + "9" * 5000 + "\n", r"it is no valid TOML"),
    "endless nesting": (GOOD + "x = " + "[" * 5000 + "\n", r"it is no valid TOML"),
    "path outside": (GOOD + 'path = "../x"\n', r"list.path: it leaves the repository"),
    "absolute path": (GOOD + 'path = "/x"\n', r"list.path: string should match"),
    "bad branch": (GOOD + '[delivery]\nbranch-prefix = " x"\n', r"delivery.branch-prefix: string should match"),
    "no TOML": ("[list\n", r"it is no valid TOML: .*line 1.* Mend that place"),
    "no text": (b"\xff", r"it is no valid TOML"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_is_named_with_file_key_and_remedy(name: str, tmp_path: Path) -> None:
    text, message = BAD[name]
    assert isinstance(text, str | bytes)
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError, match=rf"mine.toml.*{message}"):
        read_list(path)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    config = read_list(path)
    assert (config.list.path, config.list.branch, config.delivery.branch_prefix) == ("README.md", "", "bot/")
    assert (config.rule("venue").enabled, config.rule("venue").pull_request, config.source("arxiv").enabled) == (True, 0.95, True)


def test_every_key_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[list]\nfile = "x.md"\n[sources.arxiv]\nenabled = false\n[rules.venue]\nenabled = false\npull-request = 1\n'
        '[delivery]\nbranch-prefix = "x/"\n'
    )
    config = read_list(path)
    assert (config.list.file, config.delivery.branch_prefix) == ("x.md", "x/")
    assert (config.rule("venue").enabled, config.rule("venue").pull_request, config.source("arxiv").enabled) == (False, 1, False)


def test_every_rule_can_be_configured(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD + "".join(f"[rules.{rule}]\nenabled = false\n" for rule in RULES))
    assert not any(read_list(path).rule(rule).enabled for rule in RULES)


def test_the_schema_for_editors_is_the_one_that_is_checked() -> None:
    assert json.loads((REPO / "config" / SCHEMA).read_text("utf-8")) == json.loads(json.dumps(schema()))


def test_lists_are_found_by_file_name() -> None:
    assert list(read_lists(REPO / "config", [])) == [NAME]
    with pytest.raises(UsageError, match=f"there is no list 'x'. Its lists are: {NAME}"):
        read_lists(REPO / "config", ["x"])


@pytest.mark.parametrize(("make", "message"), [(False, "no such folder"), (True, "it holds no list")])
def test_a_folder_without_lists_is_refused(make: bool, message: str, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    if make:
        folder.mkdir()
    with pytest.raises(UsageError, match=message):
        read_lists(folder, [])


def test_venues_come_from_the_folder_or_with_the_bot(tmp_path: Path) -> None:
    assert read_venues(tmp_path).canonical("NIPS") == "NeurIPS"
    (tmp_path / "venues.toml").write_text('[[venue]]\nname = "Mine"\nkind = "conference"\naliases = ["NIPS"]\n')
    assert read_venues(tmp_path).canonical("NIPS") == "Mine"
    (tmp_path / "venues.toml").write_text('[[venue]]\nname = "Mine"\nkind = "party"\n')
    with pytest.raises(ConfigError, match=r"venues.toml, venue.0.kind: input should be 'conference'"):
        read_venues(tmp_path)


def test_no_spelling_names_two_venues() -> None:
    text = (embedded("config") / "venues.toml").read_text("utf-8")
    spellings = [name for venue in read_venues(embedded("config")).index.values() for name in {venue[0].name}]
    assert len(set(spellings)) == text.count("[[venue]]")
