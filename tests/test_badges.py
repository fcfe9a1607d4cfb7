"""Live citation counts: a number moves on the state branch, and the list stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from bot import badges, handover, history
from bot.config import read_list
from bot.desk.store import Store, united
from bot.model import Count, Known, PaperFacts, PaperId, Plan
from bot.standing import Standing
from bot.sync import Job, sync
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, NOW, REPO
from tests.hub import Hub
from tests.nights import TITLES, Begin, Keeper, paper

PLACE = "https://raw.githubusercontent.com/someone/papers/bot-state/list"
HEADER = "# Papers\n\n| Title | Venue | Citations |\n|--|--|--|\n"
FIRST, SECOND = f"arxiv:{paper(0)}", f"arxiv:{paper(1)}"
DAY = date(2026, 1, 5)


def row(n: int, cell: str = "") -> str:
    return f"| [{TITLES[n]}](https://arxiv.org/abs/{paper(n)}) | Jun 2023 | {cell} |\n"


def cell(address: str) -> str:
    return f"![citations](https://img.shields.io/endpoint?url={quote(address, safe='')})"


def published(*papers: str) -> dict[str, str]:
    return badges.addresses(papers, {f"badges/{badges.file_name(one)}" for one in papers}, PLACE)


def plan_of(text: str, book: VenueBook, known: Known = Known(), *papers: str) -> Plan:  # noqa: B008
    config = read_list(REPO / "config" / f"{NAME}.toml")
    return sync(Job("list", config, text.encode(), HERE, book, NOW, published(*papers)), known)


# the files


WORDS = {0: "0", 7: "7", 99: "99", 100: "100", 958: "950", 999: "990", 1000: "1k", 1210: "1.2k", 1999: "1.9k", 13_499: "13k"}
WORDS |= {139_999: "130k", 1_290_000: "1.2M", 2 * 10**9: "2G", 10**12 - 1: "990G"}


@pytest.mark.parametrize(("count", "words"), WORDS.items())
def test_a_number_is_two_digits_and_never_more_than_there_are(count: int, words: str) -> None:
    assert badges.words(count) == words


def test_a_file_is_what_shields_io_asks_for_and_names_no_day() -> None:
    ((path, data),) = badges.files({"arxiv:2211.15736": 1210}).items()
    assert path == "badges/arxiv-2211.15736.json"
    assert json.loads(data) == {"schemaVersion": 1, "label": "citations", "message": "1.2k", "color": "blue"}


def test_a_number_that_reads_the_same_is_the_same_bytes() -> None:
    assert badges.files({FIRST: 950}) == badges.files({FIRST: 959})
    assert badges.files({FIRST: 950}) != badges.files({FIRST: 960})


def test_every_paper_has_a_file_of_its_own_with_a_name_that_paths_and_urls_take() -> None:
    papers = ["arxiv:math/0309136", "doi:10.1/a-b", "doi:10.1/a/b", "openreview:aB", "openreview:Ab", "title:a b", "title:a/../b"]
    papers += [f"title:{'x' * 300}", f"title:{'x' * 299}y", "title:\u65e5\u672c", "title:\udcff", "url:x.org/?a=1#b", FIRST, SECOND]
    names = [badges.file_name(one) for one in papers]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,80}\.json", name) for name in names), names


def test_an_odd_number_and_none_at_all_keep_the_last_one(tmp_path: Path) -> None:
    for night, counts in enumerate([{FIRST: 950, SECOND: 7}, {FIRST: 90_000}, {}]):
        told = [Count(name, "citations", "semantic-scholar", n) for name, n in counts.items()]
        history.record(tmp_path, [*told, Count(FIRST, "influential-citations", "semantic-scholar", 3)], DAY + timedelta(days=night))
    assert history.latest(tmp_path, "citations", DAY + timedelta(days=9)) == {FIRST: 950, SECOND: 7}
    assert history.latest(tmp_path, "citations", DAY - timedelta(days=1)) == {}


def test_of_two_runs_at_once_the_last_one_s_file_is_right() -> None:
    assert united("badges/arxiv-2306.00000.json", b"{1}\n", b"{2}\n", b"{3}\n") == b"{2}\n"


@pytest.mark.parametrize(
    ("page", "private", "on", "shown"),
    [
        ("https://github.com/a/b", False, True, "https://raw.githubusercontent.com/a/b/bot-state/a%20list"),
        ("https://github.com/a/b", True, True, ""),
        ("https://git.example.org/a/b", False, True, ""),
        ("https://github.com/a/b", False, False, ""),
    ],
)
def test_badges_are_where_the_public_can_read_them_or_nowhere(
    page: str, private: bool, on: bool, shown: str, book: VenueBook, capsys: pytest.CaptureFixture[str]
) -> None:
    config = read_list(REPO / "config" / f"{NAME}.toml")
    config = replace(config, delivery=replace(config.delivery, badges=on))
    standing = Standing("bot", "a/b", page, "main", "", "", "README.md", b"", "", private=private)
    assert handover._place(Job("a list", config, b"", HERE, book, NOW), standing) == shown
    assert ("only a public repository" in capsys.readouterr().err) == (on and not shown)


# the rule


def test_an_empty_cell_gets_its_paper_s_badge_and_no_other_cell_is_touched(book: VenueBook) -> None:
    text = (
        HEADER + row(0) + row(1, "12") + row(2, "-") + row(3) + "\n## Again\n\n" + HEADER[10:] + row(0) + f"\n{HEADER[10:]}" + row(0, "960")
    )
    plan = plan_of(text, book, Known(), FIRST, SECOND, f"arxiv:{paper(2)}")
    (proposal,) = plan.proposals
    assert (proposal.rule, proposal.paper, proposal.lines, plan.findings) == ("badge", FIRST, (5, 14), ())
    assert str(plan.after) == text.replace(row(0), row(0, cell(f"{PLACE}/badges/arxiv-2306.00000.json")))


@pytest.mark.parametrize("header", ["citations", "**Cites**", "Cited by", "# Citations"])
def test_the_column_is_known_by_its_header(header: str, book: VenueBook) -> None:
    assert plan_of(HEADER.replace("Citations", header) + row(0), book, Known(), FIRST).proposals


def test_without_such_a_column_there_is_nothing_to_say(book: VenueBook) -> None:
    plan = plan_of(HEADER.replace("Citations", "Notes") + row(0), book, Known(), FIRST)
    assert (plan.proposals, plan.findings) == ((), ())


def test_a_row_that_lacks_the_cell_or_has_too_many_is_left_alone(book: VenueBook) -> None:
    start = row(0).removesuffix(" |  |\n")
    plan = plan_of(f"{HEADER}{start} |\n{start} | | |\n", book, Known(), FIRST)
    assert (len(plan.before.lines), plan.rows, plan.proposals) == (6, 2, ())
    assert {one.rule for one in plan.findings} == {"duplicate", "ragged"}


def test_an_id_in_doubt_gives_its_row_no_number(book: VenueBook) -> None:
    other = PaperFacts(PaperId("arxiv", paper(0)), "arxiv", "https://arxiv.org/abs/x", DAY, "Something Else by Other People Entirely")
    assert not plan_of(HEADER + row(0), book, Known(facts=(other,)), FIRST).proposals


def test_nothing_of_a_proposal_is_the_number(book: VenueBook) -> None:
    """So another number is the same proposal, refused or open as it was."""
    (one,) = plan_of(HEADER + row(0), book, Known(), FIRST).proposals
    (other,) = plan_of("\n" + HEADER + row(0), book, Known(), FIRST, SECOND).proposals
    assert one.fingerprint == other.fingerprint
    assert "count" in one.says and not re.search(r"\d", one.says + one.value + "".join(each.says for each in one.evidence))


def test_a_badge_that_is_not_published_yet_is_not_offered() -> None:
    assert badges.addresses([FIRST, SECOND], {"badges/arxiv-2306.00001.json"}, PLACE) == {
        SECOND: f"{PLACE}/badges/arxiv-2306.00001.json",
    }


# on GitHub


def shown(keeper: Keeper) -> dict[int, str]:
    """What the badges on the state branch say, by the paper's number."""
    tree = keeper.hub.ask("GET", f"/git/trees/{keeper.hub.head(keeper.state)}?recursive=1")["tree"]
    paths = [one["path"] for one in tree if one["type"] == "blob" and "badge" in one["path"]]
    texts = {path: keeper.hub.text(keeper.state, path) for path in paths}
    return {int(path.removeprefix(f"{keeper.name}/badges/arxiv-2306.")[:5]): json.loads(text)["message"] for path, text in texts.items()}


def test_cells_are_filled_once_and_then_only_the_numbers_move(begin: Begin, hub: Hub) -> None:
    keeper = begin(HEADER + row(0) + row(1) + row(2) + row(3, "12"), badges=True, rows=2, open_every=0, update_every=0)
    counts = {0: 950, 1: 13_400, 2: 7, 3: 41}
    keeper.night(citations=counts)
    assert (keeper.pulls(), shown(keeper)) == ([], {0: "950", 1: "13k", 2: "7", 3: "41"})
    for filled in ({0, 1}, {2}):
        keeper.night(citations=counts)
        assert keeper.proposed == filled
        hub.merge(keeper.number)
    address = urlsplit(unquote(keeper.rows(keeper.base)[2].partition("url=")[2].removesuffix(")")))
    assert address.netloc == "raw.githubusercontent.com"
    assert json.loads(hub.text(keeper.state, address.path.removeprefix(f"/{hub.repository}/{keeper.state}/")))["message"] == "7"
    assert keeper.rows(keeper.base)[3] == "12"

    head = hub.head(keeper.base)
    for count, words in [(950, "950"), (954, "950"), (960, "960"), (1210, "1.2k"), (90_000, "1.2k")]:
        keeper.night(citations={**counts, 0: count})
        assert shown(keeper) == {0: words, 1: "13k", 2: "7", 3: "41"}
    assert (hub.head(keeper.base), len(keeper.pulls("all"))) == (head, 2)

    keeper.delivery["badges"] = False
    keeper.night(citations={**counts, 0: 1900})
    assert shown(keeper)[0] == "1.2k"


def test_badges_are_written_where_they_are_on_and_proposed_once_they_stand_there(begin: Begin) -> None:
    keeper = begin(HEADER + row(0), open_every=0)
    for on, badge, filled in [(False, {}, False), (False, {}, False), (True, {0: "950"}, False), (True, {0: "950"}, True)]:
        keeper.delivery["badges"] = on
        keeper.night(citations={0: 950})
        assert (shown(keeper), bool(keeper.pulls("all"))) == (badge, filled)


def test_a_paper_that_left_the_list_keeps_its_badge(begin: Begin, hub: Hub) -> None:
    keeper = begin(HEADER + row(0, "1") + row(1, "1"), badges=True)
    keeper.night(citations={0: 950, 1: 12})
    hub.push(keeper.base, HEADER + row(1, "1"))
    keeper.night(citations={1: 13})
    assert shown(keeper) == {0: "950", 1: "13"}


def test_badges_cost_a_run_no_requests_and_two_runs_at_once_no_badge(begin: Begin, hub: Hub, tmp_path: Path) -> None:
    keeper = begin(HEADER)
    stores = [Store(keeper.api(), hub.repository, keeper.state, "two", tmp_path / str(n)) for n in range(3)]
    for n, store in enumerate(stores[:2]):
        assert not store.load()
        (store.folder / "badges").mkdir(parents=True)
        (store.folder / "badges" / f"own-{n}.json").write_text(f"{n}")
        (store.folder / "badges" / "both.json").write_text(f"{n}")
    assert [store.save("Numbers") for store in stores[:2]] == [True, True]
    assert [hub.text(keeper.state, f"two/badges/{name}.json") for name in ("own-0", "own-1", "both")] == ["0", "1", "1"]

    third = stores[2]
    third.load()
    assert (third.api.requests, len(third.published)) == (3, 3)
    (third.folder / "badges").mkdir(parents=True)
    (third.folder / "badges" / "both.json").write_text("1")
    assert not third.save("Nothing")
