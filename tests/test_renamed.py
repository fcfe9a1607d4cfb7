"""Papers whose title changed at publication, and the awards of published ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Claim, Known, PaperFacts
from bot.text.titles import renamed
from bot.text.venues import VenueBook
from tests.conftest import plan_of
from tests.test_claims import LIST, TITLE, claim
from tests.test_rules import HEADER, ROW, STYLE, fact

AUTHORS = ("Ann Lee", "Cy Roe", "Bo Kim")
NEW = "Fast Sampling of Diffusion Model with Care"
ANEW = "Careful Steps: Few Are Enough for Diffusion Models"
OLD_FACT = fact("arxiv:2306.00001", TITLE, authors=AUTHORS, version=1)
PUBLISHED = claim("accepted-papers", title=NEW, authors=AUTHORS)


def titles(known: Known, book: VenueBook, text: str = HEADER + STYLE + ROW) -> list[tuple[str, str]]:
    return [(one.rule, edit.new) for one in plan_of(text, known, book).proposals for edit in one.edits]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TITLE, NEW, True),
        ("QX: Fast Sampling of Diffusion Models", "QX: Few Steps for Fast Sampling of Images", True),
        ("QX: Fast Sampling of Diffusion Models", "QX++: Fast Sampling of Diffusion Models", False),
        ("Fast Sampling of Diffusion Models, Part 1", "Fast Sampling of Diffusion Models, Part 2", False),
        ("Fast Sampling of Diffusion Models", "Slow Training of Language Models", False),
        ("QX: Care", "QX: Cart", False),
    ],
)
def test_titles_that_may_be_one_paper_s_by_the_same_authors(one: str, other: str, same: bool) -> None:
    assert renamed(one, other) is renamed(other, one) is same


def test_a_decision_under_almost_the_same_title_by_the_same_authors_is_the_paper_s(book: VenueBook) -> None:
    assert titles(Known((OLD_FACT,), (PUBLISHED,)), book) == [("venue", "**CVPR 2024**")]


@pytest.mark.parametrize(
    "other",
    [
        replace(PUBLISHED, authors=("Xi Chen", "Yi Ma")),
        replace(PUBLISHED, authors=()),
        replace(PUBLISHED, authors=("Ann Lee", "Di Poe", "Ed Fox", "Bo Kim")),
        claim("semantic-scholar", title=NEW, authors=AUTHORS),
    ],
)
def test_of_other_or_unknown_authors_it_is_not(other: Claim, book: VenueBook) -> None:
    assert titles(Known((OLD_FACT,), (other,)), book) == []


def test_nor_where_the_list_has_a_paper_of_that_title(book: VenueBook) -> None:
    text = HEADER + STYLE + ROW + f"| [{NEW}](https://arxiv.org/abs/2306.00002) | **ICML 2023** |\n"
    assert "**CVPR 2024**" not in [new for _, new in titles(Known((OLD_FACT,), (PUBLISHED,)), book, text)]


@pytest.fixture
def versions() -> tuple[PaperFacts, PaperFacts]:
    """A paper that arXiv calls quite otherwise since its second version."""
    return OLD_FACT, fact("arxiv:2306.00001", ANEW, authors=AUTHORS, version=2)


def test_a_paper_renamed_on_arxiv_is_known_by_its_first_version(versions: tuple[PaperFacts, ...], book: VenueBook) -> None:
    known = Known(versions, (claim("accepted-papers", title=ANEW),))
    assert titles(known, book) == [("venue", "**CVPR 2024**"), ("title", ROW.split(" | ")[0].removeprefix("| ").replace(TITLE, ANEW))]
    assert titles(replace(known, facts=versions[1:]), book) == []


def test_a_new_title_is_proposed_once_it_is_published_and_arxiv_s(versions: tuple[PaperFacts, ...], book: VenueBook) -> None:
    plan = plan_of(HEADER + STYLE + ROW, Known(versions, (claim("accepted-papers", title=ANEW),)), book)
    (proposal,) = (one for one in plan.proposals if one.rule == "title")
    assert {one.source for one in proposal.evidence} == {"arxiv", "accepted-papers"}
    assert not [one for one in titles(Known(versions), book) if one[0] == "title"]
    assert not [one for one in titles(Known(versions, (LIST,)), book) if one[0] == "title"]


@pytest.mark.parametrize("other", [TITLE.upper(), f"{TITLE} (CareFast)", TITLE.replace("Diffusion", "*Diffusion*")])
def test_a_title_the_row_spells_in_its_own_way_stays(other: str, book: VenueBook) -> None:
    known = Known((fact("arxiv:2306.00001", TITLE, version=2),), (LIST,))
    assert [rule for rule, _ in titles(known, book, HEADER + STYLE + ROW.replace(TITLE, other))] in (["venue"], [])


ORAL = claim("accepted-papers", award="Oral", raw="Oral")
SHOWN = STYLE.replace("ICML 2020**", "ICML 2020 Oral**").replace("ICML 2021**", "ICML 2021 Oral**")


@pytest.mark.parametrize(
    ("style", "cell", "given", "expected"),
    [
        (SHOWN, "**CVPR 2024**", ORAL, ["**CVPR 2024 Oral**"]),
        (STYLE, "**CVPR 2024**", ORAL, []),
        (SHOWN.replace(" Oral", "", 1), "**CVPR 2024**", ORAL, []),
        (SHOWN.replace("Oral", "Highlight", 1), "**CVPR 2024**", ORAL, ["**CVPR 2024 Oral**"]),
        (SHOWN.replace("Oral", "Highlight"), "**CVPR 2024**", ORAL, []),
        (SHOWN, "**CVPR 2024 Highlight**", ORAL, []),
        (SHOWN, "**CVPR 2024**", LIST, []),
        (SHOWN, "**CVPR 2024**", replace(ORAL, source="crossref"), []),
        (SHOWN, "**CVPR 2024 Oral**", LIST, []),
        (SHOWN, "**CVPR 2024 Workshop**", ORAL, []),
    ],
)
def test_an_award_is_added_where_the_list_shows_such_and_never_taken_away(
    style: str, cell: str, given: Claim, expected: list[str], book: VenueBook
) -> None:
    found = titles(Known(claims=(given,)), book, HEADER + style + ROW.replace("Jun 2023", cell))
    assert [new for rule, new in found if rule == "award"] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Post-Training Quantization for Image Diffusion Transformers", "Post-Training Quantization for Video Diffusion Transformers"),
        ("Token Pruning for Fast Diffusion Transformers", "Token Merging for Fast Diffusion Transformers"),
        ("QX: Image Editing with Flows and Steps", "QX: Video Editing with Flows and Steps"),
    ],
)
def test_a_word_in_another_one_s_place_is_another_paper_of_the_same_authors(one: str, other: str) -> None:
    assert not renamed(one, other)


@pytest.mark.parametrize(
    "noted", [f"[{TITLE} (survey)](https://arxiv.org/abs/2306.00001)", f"{TITLE} (in Chinese) [[pdf]](https://arxiv.org/abs/2306.00001)"]
)
def test_a_row_s_own_words_beside_a_title_are_no_part_of_it(noted: str, versions: tuple[PaperFacts, ...], book: VenueBook) -> None:
    known = Known(versions, (claim("accepted-papers", title=ANEW, authors=AUTHORS),))
    assert not [one for one in titles(known, book, HEADER + STYLE + f"| {noted} | Jun 2023 |\n") if one[0] == "title"]


def test_another_paper_of_the_new_title_publishes_nothing(versions: tuple[PaperFacts, ...], book: VenueBook) -> None:
    assert not titles(Known(versions, (claim("accepted-papers", title=ANEW, authors=("Xi Po", "Yi Ma")),)), book)


def test_an_award_is_written_as_the_list_writes_them_or_not_at_all(book: VenueBook) -> None:
    row = HEADER + "{}" + ROW.replace("Jun 2023", "CVPR 2024")
    for style, expected in ((" (Oral)", ["CVPR 2024 (Oral)"]), (", Oral", ["CVPR 2024, Oral"]), (" ORAL", [])):
        shown = SHOWN.replace("**", "").replace(" Oral", style)
        assert [new for _, new in titles(Known(claims=(ORAL,)), book, row.format(shown))] == expected


def test_an_award_shown_elsewhere_in_the_row_is_not_written_again(book: VenueBook) -> None:
    row = ROW.replace("Jun 2023", "**CVPR 2024**").replace(
        "](https://arxiv.org/abs/2306.00001)", "](https://arxiv.org/abs/2306.00001) **(Oral)**"
    )
    assert not titles(Known(claims=(ORAL,)), book, HEADER + SHOWN + row)
