"""What a night's answers change in what is known, and which lists they point to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import learn
from bot.config import read_list
from bot.enrich import _wanted
from bot.habits import places
from bot.model import Claim, Known, PaperFacts, PaperId, RepoFacts
from bot.ports import Listed, Listing, Place
from bot.proceedings import Wish, absent
from bot.rules.case import Case
from bot.sync import Job, read_case
from bot.text.titles import title_id
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, REPO

ONE, TWO = PaperId("arxiv", "2306.00001"), PaperId("arxiv", "2306.00002")
MONDAY, TUESDAY = date(2025, 6, 2), date(2025, 6, 3)
FACT = PaperFacts(ONE, "arxiv", "https://arxiv.org/abs/2306.00001v1", MONDAY, "A Title of Some Words", version=1)
CLAIM = Claim(ONE, "semantic-scholar", "accepted", "ICLR", "https://s2", MONDAY, title="A Title of Some Words")


def test_what_is_said_again_stays_as_it_was_read() -> None:
    known = Known((FACT,), (CLAIM,))
    again = learn.facts(known, [replace(FACT, read_at=TUESDAY)], TUESDAY)
    assert learn.claims(again, ["semantic-scholar"], [ONE], [replace(CLAIM, read_at=TUESDAY)], TUESDAY) == known


def test_a_newer_version_stands_beside_the_older_one() -> None:
    second = replace(FACT, version=2, title="Another Title of Some Words", read_at=TUESDAY)
    assert learn.facts(Known((FACT,)), [second], TUESDAY).facts == (FACT, second)
    corrected = replace(FACT, comment="8 pages", read_at=TUESDAY)
    assert learn.facts(Known((FACT,)), [corrected], TUESDAY).facts == (corrected,)


def test_a_copy_without_a_version_gives_way_to_arxiv_itself() -> None:
    assert learn.facts(Known((replace(FACT, version=None),)), [FACT], MONDAY).facts == (FACT,)


def test_other_papers_and_sources_are_left_alone() -> None:
    others = (replace(CLAIM, paper=TWO), replace(CLAIM, source="openreview"))
    known = Known(claims=(CLAIM, *others))
    assert learn.claims(known, ["semantic-scholar"], [ONE], [], TUESDAY).claims == others


def test_what_is_known_of_a_later_day_stays() -> None:
    later = replace(CLAIM, read_at=date(2026, 1, 1))
    fresh = replace(CLAIM, venue="ICML")
    assert set(learn.claims(Known(claims=(later,)), ["semantic-scholar"], [ONE], [fresh], TUESDAY).claims) == {later, fresh}


def test_a_list_replaces_what_it_said_of_that_year_alone(book: VenueBook) -> None:
    old = replace(CLAIM, source="accepted-papers", venue="NIPS", year=2023)
    kept = (replace(old, year=2022), replace(old, venue="ICML"), replace(old, source="openreview"))
    place = Place("NeurIPS", 2023, "nips/nips2023.json")
    assert learn.listing(Known(claims=(old, *kept)), place, [], book, TUESDAY).claims == kept


@pytest.mark.parametrize(("status", "award"), [("accepted", "Oral"), ("rejected", None)])
def test_an_award_is_of_accepted_papers(status: str, award: str | None) -> None:
    one = Listed("A", ("Ann Lee",), status, "main", "Oral", "Oral", "")  # type: ignore[arg-type]
    made = learn.claim(Place("ICLR", 2024, "x"), one, "https://list", MONDAY)
    assert made
    assert (made.award, made.url, made.paper) == (award, "https://list", title_id("A"))
    assert learn.claim(Place("ICLR", 2024, "x"), replace(one, status=None), "https://list", MONDAY) is None


def case(rows: str, book: VenueBook, known: Known | None = None, year: int = 2025) -> Case:
    text = f"| Title | Venue |\n|--|--|\n{rows}".encode()
    config = read_list(REPO / "config" / f"{NAME}.toml")
    return read_case(Job("list", config, text, HERE, book, datetime(year, 6, 3, tzinfo=UTC)), known or Known())


def row(n: int, venue: str) -> str:
    return f"| [Paper Number {n} of Some Words](https://arxiv.org/abs/2306.0000{n}) | {venue} |\n"


HABIT = row(3, "**ICLR 2021**") + row(4, "**ICLR 2022**") + row(5, "**ICLR 2022**") + row(6, "**ICML 2022**")


def named(case: Case) -> list[tuple[str, int]]:
    return [(place.venue, place.year) for place in places(case, guess=True)]


def test_the_list_s_habits_point_to_the_year_of_a_preprint_and_the_next(book: VenueBook) -> None:
    assert named(case(HABIT + row(1, "Jun 2023"), book)) == [("ICLR", 2023), ("ICLR", 2024)]
    assert named(case(HABIT + row(1, "**ICLR 2023**"), book)) == []


def test_a_claim_points_to_its_own_year_or_to_those_that_may_be(book: VenueBook) -> None:
    claims = (
        replace(CLAIM, venue="ICML", title=None),
        replace(CLAIM, venue="CVPR", year=2024, title=None),
    )
    assert named(case(row(1, "Jun 2023"), book, Known(claims=claims))) == [("CVPR", 2024), ("ICML", 2023), ("ICML", 2024), ("ICML", 2025)]


def test_a_claim_against_the_row_points_to_the_row_s_own_list_too(book: VenueBook) -> None:
    claims = (replace(CLAIM, venue="ICML", year=2024, title=None),)
    assert named(case(row(1, "**ICLR 2024**"), book, Known(claims=claims))) == [("ICLR", 2024), ("ICML", 2024)]


def test_a_year_without_the_venue_points_to_its_neighbours(book: VenueBook) -> None:
    assert named(case(row(1, "**ECCV 2025**"), book, year=2026)) == [("ECCV", 2024), ("ECCV", 2026)]


def test_years_to_come_are_not_asked_for(book: VenueBook) -> None:
    assert named(case(HABIT + row(1, "Jun 2023"), book, year=2022)) == [("ICLR", 2023)]


PLACE = Place("ICLR", 2022, "iclr/iclr2022.json")
AUTHORS = replace(FACT, paper=PaperId("arxiv", "2306.00009"), title="Paper Number 9 of Some Words", authors=("Ann Lee", "Cy Zed"))


def listed(*papers: tuple[str, tuple[str, ...]]) -> tuple[Listed, ...]:
    return tuple(Listed(title, authors, "accepted", "main", None, "Poster", "") for title, authors in papers)


def lacking(book: VenueBook, papers: tuple[Listed, ...], facts: tuple[PaperFacts, ...] = (AUTHORS,)) -> list[str]:
    one = case(HABIT + row(9, "**ICLR 2022**"), book, Known(facts))
    return [claim.title or "" for claim in absent(one, Wish.of(one), PLACE, Listing("https://list", "", papers))]


WHOLE = (("Paper Number 4 of Some Words", ("A B",)), ("Paper Number 5 of Some Words", ("C D",)))


def test_a_complete_list_lacks_a_paper_by_title_and_authors(book: VenueBook) -> None:
    """Another paper of its last author, or one that the list has a row for, is not it."""
    others = (("Entirely Different Matters", ("Xi Chen", "Cy Zed")), ("Paper Number 3 of Some Words", ("Ann Lee", "Cy Zed")))
    assert lacking(book, listed(*WHOLE)) == lacking(book, listed(*WHOLE, *others)) == ["Paper Number 9 of Some Words"]


@pytest.mark.parametrize(
    ("papers", "facts"),
    [
        (listed(*WHOLE[:1]), (AUTHORS,)),
        (listed(*WHOLE, ("A New Name", ("Ann Lee", "Cy Zed"))), (AUTHORS,)),
        (listed(*WHOLE, ("Paper number 9 of some words", ())), (AUTHORS,)),
        (listed(*WHOLE), ()),
        (listed(*WHOLE, ("A New Name", ("Ann Lee", "Bo New"))), (AUTHORS,)),
        (listed(*WHOLE, ("A New Name", ("Zed Cy", "Lee Ann"))), (AUTHORS,)),
        (listed(*WHOLE, ("A New Name", ("A. Lee et al.",))), (AUTHORS,)),
        (listed(*((title, ()) for title, _ in WHOLE)), (AUTHORS,)),
    ],
    ids=[
        "it holds too few of the rows to be complete",
        "its authors are there",
        "its title is there",
        "its authors are unknown",
        "one more author joined",
        "its authors are written the other way",
        "of its authors the first one's initial is named",
        "the list names no authors",
    ],
)
def test_silence_is_no_absence(papers: tuple[Listed, ...], facts: tuple[PaperFacts, ...], book: VenueBook) -> None:
    assert lacking(book, papers, facts) == []


def test_what_has_no_id_of_the_service_is_filed_by_its_title(book: VenueBook) -> None:
    one = case("| [Fast Sampling of Walks](https://openreview.net/forum?id=x) | - |\n", book)
    assert _wanted(one, one.papers[0]).paper == title_id("Fast Sampling of Walks")


def test_a_record_found_by_title_vouches_for_no_authors(book: VenueBook) -> None:
    name = title_id("Fast Sampling of Walks")
    known = Known((PaperFacts(name, "semantic-scholar", "https://s2", MONDAY, "Fast Sampling of Walks", ("Ann Lee",)),))
    one = case("| [Fast Sampling of Walks](https://openreview.net/forum?id=x) | - |\n", book, known)
    assert one.authors(one.papers[0]) == ()


def test_a_repository_is_the_same_in_upper_and_lower_case() -> None:
    lower = RepoFacts("ann/code", "https://github.com/ann/code", MONDAY, name="ann/code", number=5)
    known = learn.repositories(Known(repositories=(lower,)), [replace(lower, repository="Ann/Code", name="bob/code")], TUESDAY)
    assert [(one.repository, one.name) for one in known.repositories] == [("Ann/Code", "bob/code")]


def test_what_is_looked_for_in_a_list_changes_with_the_papers_and_their_authors(book: VenueBook) -> None:
    one, other = case(HABIT, book), case(HABIT + row(9, "Jun 2023"), book)
    assert Wish.of(one).digest != Wish.of(other).digest
    assert Wish.of(other).digest != Wish.of(case(HABIT + row(9, "Jun 2023"), book, Known((AUTHORS,)))).digest
    assert Wish.of(one).digest == Wish.of(case(HABIT[::1], book)).digest
