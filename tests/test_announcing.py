"""Which categories a list draws from, when arXiv announces papers, and how its feeds write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import arxivapi
from bot.config import read_list
from bot.discovery import calendar
from bot.discovery.categories import watched
from bot.errors import ConfigError
from bot.model import PaperFacts, PaperId
from bot.ports import CUT, Bulletin, Stretch
from bot.sources.arxiv_feeds import ArxivFeeds
from bot.sources.arxiv_harvests import ArxivHarvests, _asked
from bot.sources.arxiv_submissions import ArxivSubmissions
from bot.text import tex
from bot.web import Web
from tests import archive
from tests import stage as own
from tests.conftest import need
from tests.test_services import hasty

DAY = date(2025, 6, 3)


def facts(name: str, *categories: str, version: int = 1) -> PaperFacts:
    return PaperFacts(PaperId("arxiv", name), "arxiv", "", DAY, categories=categories, version=version)


def test_the_categories_that_cover_nine_tenths_of_the_papers_are_watched() -> None:
    papers = [facts(f"2501.{n:05d}", "cs.CV" if n < 70 else "cs.LG" if n < 91 else "eess.IV" if n < 95 else f"x{n}.Y") for n in range(100)]
    assert watched(papers) == ("cs.CV", "cs.LG")
    assert watched(papers[:94]) == ("cs.CV", "cs.LG")
    assert watched(papers[60:]) == ("cs.LG", "cs.CV", "eess.IV")


def test_a_paper_counts_once_by_its_last_version_and_a_rare_category_is_none_of_the_list_s() -> None:
    papers = [facts("2501.00001", "cs.CV", version=2), facts("2501.00001", "cs.LG"), facts("2501.00002", "cs.AI")]
    assert watched([replace(one, paper=papers[0].paper) for one in papers[:2]]) == ("cs.CV",)
    assert watched([facts(f"2501.{n}0000", "cs.CV") for n in range(1, 9)] + papers[2:] + [facts("2502.00001", "cs.RO")]) == ("cs.CV",)
    assert watched(papers) == ("cs.AI",)  # of so few the first is better than none
    assert watched(()) == ()
    assert watched([facts("2501.00001")]) == ()


def test_named_categories_go_before_the_list_s_own() -> None:
    assert watched([facts("2501.00001", "cs.CV")], ["cs.LG", "quant-ph", "cs.LG"]) == ("cs.LG", "quant-ph")


def test_the_first_list_draws_from_a_few_categories() -> None:
    lines = map(json.loads, need("arxiv_meta.jsonl").read_text("utf-8").splitlines())
    found = watched(facts(one["id"], *one["categories"]) for one in lines if one.get("id") and one.get("categories"))
    assert found[:2] == ("cs.CV", "cs.LG")
    assert len(found) <= 4


@pytest.mark.parametrize(
    "name", ["cs.CV", "quant-ph", "physics.optics", "cond-mat.mtrl-sci", "q-bio.NC", "hep-th", "astro-ph.GA", "math-ph"]
)
def test_a_category_may_be_named_in_the_configuration(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'[list]\nfile = "README.md"\n[candidates]\ncategories = ["{name}"]\n')
    assert read_list(path).candidates.categories == (name,)


@pytest.mark.parametrize("name", ["cs", "cs.CV+cs.LG", "cv", "cs.", "CS.CV", "math", "cs/CV", "", "cs.CV "])
def test_what_is_no_category_is_an_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'[list]\nfile = "README.md"\n[candidates]\ncategories = ["{name}"]\n')
    with pytest.raises(ConfigError, match=r"candidates\.categories"):
        read_list(path)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2025-06-03T06:00", "2025-06-03"),
        ("2025-06-03T05:00", "2025-06-03"),
        ("2025-06-03T01:17", "2025-06-02"),
        ("2025-12-31T23:59", "2025-12-31"),
    ],
)
def test_the_day_of_announcements_turns_at_midnight_in_new_york(now: str, day: str) -> None:
    assert calendar.announced(datetime.fromisoformat(now).replace(tzinfo=UTC)).isoformat() == day


def test_the_holidays_that_arxiv_published_are_known_with_the_day_after() -> None:
    """https://info.arxiv.org/help/availability.html, 2026."""
    published = [date(2026, *day) for day in ((1, 1), (1, 19), (6, 19), (7, 3), (9, 7), (11, 26), (12, 25), (12, 29), (12, 31))]
    for day in published:
        assert calendar.rest(day) == "holiday"
        assert calendar.rest(day + timedelta(1)) in ("holiday", "weekend")
    year = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    assert sum(calendar.rest(day) == "holiday" for day in year) < 25
    assert sum(calendar.rest(day) == "weekend" for day in year) == 104


def test_the_day_before_a_monday_is_friday() -> None:
    monday = date(2025, 6, 2)
    assert calendar.before(monday) == calendar.scheduled(monday - timedelta(1)) == date(2025, 5, 30)
    assert calendar.before(date(2025, 6, 1)) == date(2025, 5, 30)
    assert calendar.before(date(2025, 5, 30)) == date(2025, 5, 29)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Andr\\'e Weil, Bo Li", ("André Weil", "Bo Li")),
        ('C. Bal\\\'{a}zs, J\\"urgen M{\\"u}ller', ("C. Balázs", "Jürgen Müller")),
        ("{\\L}ukasz Kaiser, \\L{}ukasz K\\l os, \\O ystein \\AA s", ("Łukasz Kaiser", "Łukasz Kłos", "Øystein Ås")),
        ("Jos\\'{\\i} Fern\\'andez, Fran\\c{c}ois, \\v{S}tefan", ("José Fern".replace("é", "í") + "ández", "François", "Štefan")),
        ("Paul Erd\\H{o}s, N\\~ni", ("Paul Erdős", "Nñi")),
        ("Ann Lee (1 and 2), Cy Zed ((1) MIT, (2) Lab)", ("Ann Lee", "Cy Zed")),
        ("Ann Lee and Cy Zed, Jr., Andy Sand", ("Ann Lee", "Cy Zed Jr.", "Andy Sand")),
        ("André Weil", ("André Weil",)),
        ("", ()),
    ],
)
def test_a_feed_s_line_of_authors_is_read_as_names(written: str, names: tuple[str, ...]) -> None:
    assert tex.authors(written) == names


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.CV", "cs:cs:CV"),
        ("quant-ph", "physics:quant-ph"),
        ("physics.optics", "physics:physics:optics"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("nlin.CD", "physics:nlin:CD"),
        ("q-bio.NC", "q-bio:q-bio:NC"),
    ],
)
def test_a_category_has_its_set_of_oai_pmh(category: str, name: str) -> None:
    assert _asked(Stretch(category, DAY, DAY))["set"] == name


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as opened:
        opened.archive.items = [archive.Item("2506.00011", date(2025, 6, 2), DAY), archive.Item("2506.00012", date(2025, 6, 2), DAY)]
        yield opened


def answers(stage: own.Stage, service: str, body: bytes, **more: object) -> None:
    stage.faults[:] = [{"kind": "answer", "service": service, "body": body, "times": 9, **more}]


def feed(stage: own.Stage) -> Bulletin | str:
    """The feed of cs.CV, or why it failed."""
    answer = ArxivFeeds(f"{stage.url}/rss/rss", Web(hasty(arxivapi.MANNERS))).lookup(["cs.CV"], DAY)
    return answer.found.get("cs.CV") or answer.failed["cs.CV"]


def test_a_feed_is_whole_only_up_to_its_closing_tag(stage: own.Stage) -> None:
    _, _, body = stage.archive.feed("cs.CV")
    item = body.index(b"</item>") + len(b"</item>")
    for cut in (body[:item], body[: item + 20], body.removesuffix(b"</rss>\n"), body.replace(b"&", b"&&"), body[:200]):
        answers(stage, "arxiv_rss", cut if cut != body else body[:-9])
        assert feed(stage) == CUT
    answers(stage, "arxiv_rss", body.replace(b"encoding='UTF-8'", b"encoding='us-ascii'"))
    assert isinstance(feed(stage), Bulletin)


def test_a_feed_of_another_category_or_without_a_day_is_none(stage: own.Stage) -> None:
    _, _, body = stage.archive.feed("cs.CV")
    for wrong in (body.replace(b"<title>cs.CV updates", b"<title>cs.LG updates"), body.replace(b"pubDate", b"nubDate"), b"hello", b""):
        answers(stage, "arxiv_rss", wrong)
        assert feed(stage) == "its answer is no feed of that category"
    bomb = body.replace(b"<rss", b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss')
    answers(stage, "arxiv_rss", bomb)
    assert feed(stage) == "it answers 200 with a web page"


def test_an_entry_that_can_t_be_read_is_said_and_costs_no_other(stage: own.Stage) -> None:
    _, _, body = stage.archive.feed("cs.CV")
    for wrong in (body.replace(b"oai:arXiv.org:2506.00011v1", b"oai:arXiv.org:2513.00011v1"), body.replace(b">new<", b">odd<", 1)):
        answers(stage, "arxiv_rss", wrong)
        found = feed(stage)
        assert isinstance(found, Bulletin)
        assert (len(found.entries), found.flaw) == (1, "an entry of its feed can't be read")


def searched(stage: own.Stage) -> str:
    """Why the search of a day failed."""
    one = Stretch("cs.CV", DAY - timedelta(1), DAY)
    answer = ArxivSubmissions(f"{stage.url}/arxiv/api/query", Web(hasty(arxivapi.MANNERS))).lookup([one], DAY)
    return "" if one in answer.found else answer.failed[one]


def test_a_search_is_read_to_its_end_or_has_failed(stage: own.Stage) -> None:
    one, other = (stage.archive.entry(item) for item in stage.archive.items)
    answers(stage, "arxiv_api", archive.feed([one], 2))
    assert searched(stage) == "a page of its answer holds 1 of 2 papers"
    answers(stage, "arxiv_api", archive.feed([], 7))
    assert searched(stage) == "a page of its answer holds 0 of 7 papers"
    answers(stage, "arxiv_api", archive.feed([one.replace("cs.CV", "cs.LG"), other], 2))
    assert searched(stage) == "its answer holds what was not asked for"
    answers(stage, "arxiv_api", archive.feed([one, one], 2))
    assert searched(stage) == "its answer holds what was not asked for"


def test_a_search_of_many_pages_is_whole_or_has_failed(stage: own.Stage) -> None:
    stage.archive.items = [archive.Item(f"2506.{n:05d}", DAY - timedelta(1), DAY) for n in range(1, 2102)]
    assert searched(stage) == ""
    assert stage.count("arxiv_api") == 3
    stage.asked.clear()
    moved = [stage.archive.entry(item) for item in stage.archive.items[999:1999]]
    stage.faults[:] = [{"kind": "answer", "service": "arxiv_api", "body": archive.feed(moved, 2101), "skip": 1}]
    assert searched(stage) == "its pages changed while they were read"


def harvested(stage: own.Stage) -> str:
    one = Stretch("cs.CV", DAY, DAY)
    answer = ArxivHarvests(f"{stage.url}/oai", Web(hasty(arxivapi.MANNERS))).lookup([one])
    return "" if one in answer.found else answer.failed[one]


def test_a_harvest_is_whole_or_has_failed(stage: own.Stage) -> None:
    stage.archive.page = 1
    assert harvested(stage) == ""
    _, _, body = stage.archive.oai(
        {"verb": "ListIdentifiers", "metadataPrefix": "arXiv", "set": "cs:cs:CV", "from": str(DAY), "until": str(DAY)}
    )
    wrongs = {
        body[:-20]: "its answer is no well-formed XML",
        body.replace(b"2506.00011", b"2513.00011"): "its answer holds what is no id of arXiv",
        body.replace(b"ListIdentifiers>", b"ListThings>"): "its answer is no list of ids",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + body: "it answers 200 with a web page",
    }
    for wrong, says in wrongs.items():
        answers(stage, "arxiv_oai", wrong)
        assert harvested(stage) == says
    # A token that has ended in the meantime.
    stage.faults.clear()
    answers(stage, "arxiv_oai", body.replace(b"skip=", b"skop="), times=1)
    assert harvested(stage) == "it says badResumptionToken: No."
