"""Why a paper that a list lacks is offered, and where it goes: in few words, and none that a reader sees already."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.candidates import Candidate, Rated
from bot.config import read_list
from bot.delivery import additions, report
from bot.delivery.words import Markdown, Plain
from bot.discovery import rating
from bot.discovery.score import Scorer, learn
from bot.model import Known, PaperFacts, PaperId
from bot.rules.case import Case
from bot.sync import Job, read_case
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, REPO
from tests.test_additions import paper
from tests.test_score import PAST, ROWS

DAY = date(2025, 6, 2)


@pytest.fixture
def case(book: VenueBook) -> Case:
    rows = "".join(f"| [{one.title}](https://arxiv.org/abs/2401.{n:05d}) | Jan 2024 |\n" for n, one in enumerate(ROWS, 1))
    text = f"# Papers\n\n## _1-1_Fast_Walks\n\n| Title | Venue |\n|--|--|\n{rows}".encode()
    return read_case(Job("list", read_list(REPO / "config" / f"{NAME}.toml"), text, HERE, book, datetime(2025, 6, 2, tzinfo=UTC)), Known())


def rated(case: Case, title: str, abstract: str = "", *cites: str) -> Rated:
    scorer = learn(ROWS, PAST)
    assert isinstance(scorer, Scorer)
    facts = PaperFacts(PaperId("arxiv", "2506.00001"), "arxiv", "https://example.org", DAY, title, abstract=abstract)
    (found,) = rating.rate(case, scorer, [Candidate(facts, DAY, ("feed",), cites)])
    return found


def test_it_says_what_the_paper_is_like_what_speaks_for_it_and_what_it_cites(case: Case) -> None:
    why = rated(
        case,
        "Cached Diffusion for Walkers and Hikers",
        "We quantize the diffusion of strollers and distill it.",
        "arxiv:2401.00001",
        "arxiv:2401.00009",
    ).why
    like, says, cites = why.split("; ")
    assert re.fullmatch("like “.+ Diffusion for .+” and “.+ Diffusion for .+”", like)
    assert sorted(says.removeprefix("its abstract says ").split(", ")) == ["distill", "quantize", "strollers"]
    assert cites == "cites 2 of the list's papers, “Fast Diffusion for Walkers” among them"


def test_an_author_of_the_list_is_named_and_nobody_is_none(case: Case, book: VenueBook) -> None:
    name = PaperId("arxiv", "2401.00001")
    facts = PaperFacts(name, "arxiv", "https://example.org", DAY, ROWS[0].title, ("et al.", "Ánn Lee"))
    text = str(case.document).encode()
    known = read_case(
        Job("list", read_list(REPO / "config" / f"{NAME}.toml"), text, HERE, book, datetime(2025, 6, 2, tzinfo=UTC)), Known((facts,))
    )
    assert f"names Ann Lee, as “{ROWS[0].title}” does" in _by(known, "et al.", "Ann Lee")
    assert "names" not in _by(known, "et al.")


def _by(case: Case, *authors: str) -> str:
    """Why a paper by these authors may belong."""
    scorer = learn(rating.own(case), PAST)
    assert isinstance(scorer, Scorer)
    facts = PaperFacts(PaperId("arxiv", "2506.00001"), "arxiv", "https://example.org", DAY, "Cached Diffusion for Hikers", authors)
    (found,) = rating.rate(case, scorer, [Candidate(facts, DAY, ("feed",))])
    return found.why


@pytest.mark.parametrize(
    ("cites", "words"), [("arxiv:2401.00001", "cites “Fast Diffusion for Walkers”"), ("x:y", "cites 1 of the list's papers")]
)
def test_one_that_is_cited_is_named(case: Case, cites: str, words: str) -> None:
    assert rated(case, "Cached Diffusion for Walkers and Hikers", "", cites).why.endswith(words)


@pytest.mark.parametrize("abstract", ["", "Diffusion for hikers, cached."])
def test_what_the_title_says_is_not_said_again(case: Case, abstract: str) -> None:
    assert "abstract" not in rated(case, "Cached Diffusion for Walkers and Hikers", abstract).why


def test_a_section_is_named_in_words_however_the_list_writes_it(case: Case) -> None:
    ((section, _),) = rated(case, "Cached Diffusion for Walkers and Hikers").sections
    assert section == ("Papers", "_1-1_Fast_Walks")
    assert additions.place(section, Plain()) == "Papers > 1-1 Fast Walks"
    assert additions.place((), Plain()) == "the list"
    assert additions.place(("A", "**Deep** snake_case nets", "*Fast*"), Plain()) == "Deep snake_case nets > Fast"


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ([("Papers", "Old"), ("Papers", "New")], "Papers > Old or New"),
        ([("Old",), ("New",)], "Old or New"),
        ([("All", "Papers", "Old"), ("All", "Code", "Old")], "Papers > Old or Code > Old"),
        ([("Old",), ("Papers", "Old")], "Old or Papers > Old"),
        ([(), ("Old",)], "the list or Old"),
    ],
)
def test_what_two_sections_share_is_said_once(sections: list[tuple[str, ...]], words: str) -> None:
    assert additions.places(sections, Plain()) == words
    probable = additions.places(sections, Plain(), [0.5] * len(sections))
    assert probable.replace(" (0.50)", "") == words and probable.count("(0.50)") == len(sections)


@pytest.mark.parametrize(
    ("probability", "words"), [(0.996, "99%"), (1.0, "99%"), (0.799, "79%"), (0.8, "80%"), (0.29, "29%"), (0.07, "7%")]
)
def test_nothing_is_wholly_sure_and_none_surer_than_it_is(probability: float, words: str) -> None:
    assert additions.sure(probability) == words


def test_evidence_doesn_t_repeat_the_title_of_its_line() -> None:
    one = paper(10)
    for title, says in ((one.title, "[arxiv: submitted 01 Jun 2023]"), ("Other", "[arxiv: calls it “Other”, submitted 01 Jun 2023]")):
        proof = replace(one.evidence[0], says=f"calls it “{title}”, submitted 01 Jun 2023")
        assert says in report.brief(replace(one, evidence=(proof,)), Markdown())
