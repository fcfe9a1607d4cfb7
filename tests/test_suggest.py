"""What Semantic Scholar recommends beside a list's papers, and what cites several of them, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import suggest
from bot.candidates import Cited
from bot.config import read_list
from bot.errors import SourceError
from bot.ledger import read_records, write_records
from bot.model import Known, PaperFacts, PaperId
from bot.ports import Services
from bot.rules.case import Case
from bot.suggest import Suggested
from bot.sync import Job, read_case
from bot.text.venues import VenueBook
from bot.web import Manners, Web
from tests import stage as own
from tests.conftest import HERE, NAME, REPO
from tests.test_services import _own, services

MONDAY = datetime(2025, 6, 2, 5, 17, tzinfo=UTC)
LISTED = ("2211.00001", "2306.00002", "2401.00004", "math/0309136")
WALKS, CUTTING, HOME = "arxiv:2504.00005", "arxiv:2505.00006", "doi:10.5555/walks.7"


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as one:
        yield one
        assert not one.wrongs


@pytest.fixture
def asked(stage: own.Stage, book: VenueBook) -> Services:
    return services(_own(stage), book)


def case(book: VenueBook, when: datetime = MONDAY, papers: Sequence[str] = LISTED, *, known: bool = True) -> Case:
    rows = "".join(f"| [{own.PAPERS[name]['title']}](https://arxiv.org/abs/{name}) | Jun 2023 |\n" for name in papers)
    facts = [
        PaperFacts(PaperId("arxiv", name), "semantic-scholar", "https://s2", date(2025, 1, 1), own.PAPERS[name]["title"], corpus=1)
        for name in papers
    ]
    job = Job("list", read_list(REPO / "config" / f"{NAME}.toml"), f"| Title | Venue |\n|--|--|\n{rows}".encode(), HERE, book, when)
    return read_case(job, Known(tuple(facts if known else ())))


def names(found: Suggested) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {one.name: (one.via, one.cites) for one in found.candidates}


def test_candidates_come_with_the_ways_they_came_up_and_the_papers_they_cite(asked: Services, book: VenueBook) -> None:
    found = suggest.suggest(case(book), (), asked, ())
    both = ("recommended", "citing")
    assert names(found) == {
        WALKS: (both, ("arxiv:2211.00001", "arxiv:2306.00002", "arxiv:2401.00004")),
        CUTTING: (both, ("arxiv:2306.00002",)),
        HOME: (both, ("arxiv:2306.00002", "arxiv:2401.00004")),
        "arxiv:2001.00008": (("recommended",), ()),
    }
    assert found.candidates[-1].facts.title and found.candidates[1].facts.abstract
    assert (found.report.status, found.report.asked, found.report.requests) == ("ok", 5, 5)


def test_what_cites_too_few_of_the_list_s_papers_does_not_come_up(asked: Services, stage: own.Stage, book: VenueBook) -> None:
    stage.faults.append({"kind": "answer", "service": "s2", "body": b'{"recommendedPapers": []}'})
    assert set(names(suggest.suggest(case(book), (), asked, ()))) == {WALKS, HOME}


def test_citations_add_up_over_the_nights_and_each_night_asks_for_others(
    asked: Services, stage: own.Stage, book: VenueBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "TONIGHT", 2)
    cites, state = list[tuple[str, ...]](), tuple[Cited, ...]()
    for night in (2, 3, 3, 4):
        stage.asked.clear()
        found = suggest.suggest(case(book, MONDAY.replace(day=night)), (), asked, state)
        cites.append(
            tuple(
                one["path"].removeprefix("graph/v1/paper/").removesuffix("/citations")
                for one in stage.asked
                if one["path"].endswith("citations")
            )
        )
        assert night != 3 or len(cites) < 3 or found.cited == state
        state = found.cited
    first, second = ("ARXIV:2401.00004", "ARXIV:2306.00002"), ("ARXIV:2211.00001", "ARXIV:math/0309136")
    assert cites == [first, second, second, first]
    assert names(found)[WALKS][1] == ("arxiv:2211.00001", "arxiv:2306.00002", "arxiv:2401.00004")


def test_what_is_remembered_is_written_and_read_as_it_is(asked: Services, book: VenueBook, tmp_path: Path) -> None:
    found = suggest.suggest(case(book), (), asked, ()).cited
    write_records(tmp_path / "citing.jsonl", "citing", found)
    assert set(read_records(tmp_path / "citing.jsonl", Cited)) == set(found)
    gone = suggest.suggest(case(book, papers=LISTED[:1]), (), asked, found).cited
    assert [one.paper.value for one in gone] == ["2211.00001"]


def test_neither_what_was_refused_comes_up_nor_what_the_list_has_under_whatever_id(asked: Services, book: VenueBook) -> None:
    listed = case(book)
    (entry, *_) = listed.papers[0].entries
    row = replace(entry, ids=(PaperId("openreview", "x"),), title="Cutting slow diffusion")
    more = replace(listed, papers=(*listed.papers, replace(listed.papers[0], id=PaperId("openreview", "x"), entries=(row,))))
    found = suggest.suggest(more, {PaperId("arxiv", "2504.00005")}, asked, ())
    assert set(names(found)) == {HOME, "arxiv:2001.00008"}


def test_of_what_everybody_cites_a_citation_says_nothing(asked: Services, book: VenueBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "CROWD", 2)
    found = names(suggest.suggest(case(book), (), asked, ()))
    assert found[WALKS][1] == ("arxiv:2211.00001", "arxiv:2401.00004")
    assert found[CUTTING][1] == ()


def test_a_failing_service_is_left_alone_and_nothing_is_forgotten(asked: Services, stage: own.Stage, book: VenueBook) -> None:
    state = (Cited(PaperId("arxiv", "2211.00001"), date(2025, 5, 1), (WALKS,)),)
    stage.faults.append({"kind": "status", "service": "s2", "code": 500, "times": 99})
    found = suggest.suggest(case(book), (), asked, state)
    assert (found.candidates, found.cited, found.report.status) == ((), state, "failed")
    assert "it answers 500" in found.report.says
    assert {one["path"] for one in stage.asked} == {"recommendations/v1/papers/"}


def test_papers_that_the_service_is_not_known_to_have_are_not_asked_for(asked: Services, stage: own.Stage, book: VenueBook) -> None:
    found = suggest.suggest(case(book, known=False), (), asked, ())
    assert (found.candidates, found.report.status, found.report.asked, stage.asked) == ((), "ok", 0, [])


def test_one_question_that_fails_costs_no_others_and_a_service_that_throttles_is_asked_no_more(stage: own.Stage) -> None:
    web = Web(Manners(patience=0.0))

    def ask(n: int) -> int:
        return web.ask(f"{stage.url}/s2/graph/v1/paper/search/match?query=walks{n}&fields=title", lambda answer: answer.status)

    def fail(code: int, times: int) -> None:
        stage.faults[:] = [{"kind": "status", "service": "s2", "code": code, "times": times}]

    for n in range(3):  # not in a row
        fail(500, 1)
        with pytest.raises(SourceError, match="500"):
            ask(n)
        assert ask(n) == 404
    fail(429, 1)
    for n in range(3):
        with pytest.raises(SourceError, match="429"):
            ask(n)
    assert stage.count("s2") == 7


def test_a_service_is_left_alone_whatever_it_is_asked(stage: own.Stage) -> None:
    web = Web(Manners(patience=0.0, busy=frozenset({406, 429})))
    stage.faults[:] = [{"kind": "status", "service": "arxiv_oai", "code": 406, "times": 9}]
    for n in range(3):
        with pytest.raises(SourceError, match="406"):
            web.ask(f"{stage.url}/oai?verb=Identify&n={n}", lambda answer: answer.status)
    assert stage.count("arxiv_oai") == 1
