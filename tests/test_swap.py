"""Rule *swap*, and rule *identity* where it knows the right id: two rows put right at once, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.model import Claim, Finding, Known, PaperFacts, PaperId, Plan, Proposal, ReadmeFacts, RepoFacts
from bot.sync import sync
from bot.text.titles import title_id
from bot.text.trace import Listing
from bot.text.venues import VenueBook
from tests.conftest import plan_of
from tests.test_code import job_of

HEADER = "# List\n\n| Title | Link | Code | Page | Venue |\n|--|--|--|--|--|\n"
ONE, OTHER = "BitStep: Weights of Two Bits for Walks", "Binary Walks for Super-Resolution Models"
IDS = {ONE: "2406.00001", OTHER: "2406.00002"}
CODE = {ONE: "lab/BitStep", OTHER: "zed/BW"}
DAY = date(2024, 7, 1)


def row(title: str, name: str, code: str = "", page: str = "-", venue: str = "**ICML 2024**") -> str:
    cell = f"[code](https://github.com/{code})" if code else "-"
    return f"| [{title}](https://arxiv.org/abs/{name}) | [pdf](https://arxiv.org/pdf/{name}) | {cell} | {page} | {venue} |\n"


def fact(title: str, name: str = "", **more: object) -> PaperFacts:
    return PaperFacts(PaperId("arxiv", name or IDS[title]), "arxiv", "https://arxiv.org/abs/x", DAY, title, version=1, **more)  # type: ignore[arg-type]


def readme(title: str, *, of: str = "") -> ReadmeFacts:
    """Of the repository `of`: it names that paper."""
    slug, sought = of or CODE[title], tuple(sorted(str(title_id(one)) for one in (ONE, OTHER)))
    named = (f"arxiv:{IDS[title]}", str(title_id(title)))
    return ReadmeFacts(slug, f"https://github.com/{slug}/blob/main/README.md", DAY, slug, named, named, sought, digest="d")


FACTS = (fact(ONE), fact(OTHER))
READ = (readme(ONE), readme(OTHER))


def only(plan: Plan) -> Proposal:
    (found,) = plan.proposals
    return found


def test_titles_of_two_rows_are_exchanged_where_all_else_belongs_to_the_ids(book: VenueBook) -> None:
    pages = {title: f"[page](https://x.github.io/{CODE[title].partition('/')[2]})" for title in CODE}
    text = HEADER + row(ONE, IDS[OTHER], CODE[OTHER], pages[OTHER]) + row(OTHER, IDS[ONE], CODE[ONE], pages[ONE])
    plan = plan_of(text, Known(facts=FACTS, readmes=READ), book)
    proposal = only(plan)
    assert [(edit.line, edit.column) for edit in proposal.edits] == [(5, "title"), (6, "title")]
    assert plan.after.lines[4:] == (row(OTHER, IDS[OTHER], CODE[OTHER], pages[OTHER]), row(ONE, IDS[ONE], CODE[ONE], pages[ONE]))
    assert [one.source for one in proposal.evidence] == ["arxiv", "arxiv", "github", "github"]
    assert plan.findings == ()
    again = plan_of(plan.after.data, Known(facts=FACTS, readmes=READ), book)
    assert (again.proposals, again.findings) == ((), ())


def test_ids_are_exchanged_where_all_else_belongs_to_the_titles(book: VenueBook) -> None:
    text = HEADER + row(ONE, IDS[OTHER], CODE[ONE]) + row(OTHER, IDS[ONE], CODE[OTHER])
    plan = plan_of(text, Known(facts=FACTS, readmes=READ), book)
    assert {edit.column for edit in only(plan).edits} == {"title", "link"}
    assert plan.after.lines[4:] == (row(ONE, IDS[ONE], CODE[ONE]), row(OTHER, IDS[OTHER], CODE[OTHER]))


def test_a_title_and_its_venue_go_together(book: VenueBook) -> None:
    claim = Claim(title_id(ONE), "accepted-papers", "accepted", "ICML", "u", DAY, 2024, "main", title=ONE)
    text = HEADER + row(ONE, IDS[OTHER], CODE[OTHER]) + row(OTHER, IDS[ONE], CODE[ONE], venue="**NeurIPS 2024**")
    known = Known(facts=FACTS, readmes=READ, claims=(claim,))
    plan = plan_of(text, known, book)
    assert {edit.column for edit in only(plan).edits} == {"title", "venue"}
    assert plan.after.lines[4:] == (row(OTHER, IDS[OTHER], CODE[OTHER], venue="**NeurIPS 2024**"), row(ONE, IDS[ONE], CODE[ONE]))


@pytest.mark.parametrize("other", ["**NeurIPS 2024**", "Jun 2024"])
def test_a_cell_that_may_be_either_s_leaves_a_finding_for_each_row(other: str, book: VenueBook) -> None:
    text = HEADER + row(ONE, IDS[OTHER]) + row(OTHER, IDS[ONE], venue=other)
    plan = plan_of(text, Known(facts=FACTS), book)
    assert (plan.proposals, [one.rule for one in plan.findings]) == ((), ["identity", "identity"])


@pytest.mark.parametrize("own", [True, False], ids=["the title's", "the id's"])
def test_a_date_is_its_paper_s_month(own: bool, book: VenueBook) -> None:
    months = {ONE: "Jun 2024", OTHER: "May 2024"}
    facts = (fact(ONE, submitted=date(2024, 6, 3)), fact(OTHER, submitted=date(2024, 5, 3)))
    there = [months[title] for title in ((ONE, OTHER) if own else (OTHER, ONE))]
    text = HEADER + row(ONE, IDS[OTHER], CODE[OTHER], venue=there[0]) + row(OTHER, IDS[ONE], CODE[ONE], venue=there[1])
    plan = plan_of(text, Known(facts=facts, readmes=READ), book)
    assert {edit.column for edit in only(plan).edits} == ({"title", "venue"} if own else {"title"})
    assert plan.after.lines[4:] == tuple(row(one, IDS[one], CODE[one], venue=months[one]) for one in (OTHER, ONE))


def test_titles_without_links_stay_and_the_links_change_places(book: VenueBook) -> None:
    def bare(title: str, other: str) -> str:
        return row(title, IDS[other], CODE[other]).replace(f"[{title}](https://arxiv.org/abs/{IDS[other]})", title)

    plan = plan_of(HEADER + bare(ONE, OTHER) + bare(OTHER, ONE), Known(facts=FACTS, readmes=READ), book)
    assert {edit.column for edit in only(plan).edits} == {"link", "repository"}
    assert plan.after.lines[4:] == (bare(ONE, ONE), bare(OTHER, OTHER))


def test_one_title_alone_or_one_that_is_only_alike_makes_no_exchange(book: VenueBook) -> None:
    text = HEADER + row(ONE, IDS[OTHER]) + row(OTHER, IDS[ONE])
    for alone in (FACTS[:1], FACTS[1:]):
        assert not plan_of(text, Known(facts=alone), book).proposals
    near = fact(OTHER.replace("Models", "Networks"), IDS[OTHER])
    assert not plan_of(text, Known(facts=(FACTS[0], near)), book).proposals


def test_rows_of_which_one_is_listed_twice_are_left_to_people(book: VenueBook) -> None:
    text = HEADER + row(ONE, IDS[OTHER]) + row(OTHER, IDS[ONE]) + row(ONE, IDS[ONE])
    assert not plan_of(text, Known(facts=FACTS), book).proposals


def test_a_swap_has_one_fingerprint_whichever_row_is_first(book: VenueBook) -> None:
    rows = [row(ONE, IDS[OTHER]), row(OTHER, IDS[ONE])]
    one, other = (only(plan_of(HEADER + "".join(order), Known(facts=FACTS), book)) for order in (rows, rows[::-1]))
    assert one.fingerprint == other.fingerprint


def test_a_refused_swap_is_not_proposed_again_nor_told_as_a_finding(book: VenueBook) -> None:
    job = job_of(HEADER + row(ONE, IDS[OTHER]) + row(OTHER, IDS[ONE]), book)
    refused = only(sync(job, Known(facts=FACTS))).fingerprint
    plan = sync(replace(job, refused=frozenset({refused})), Known(facts=FACTS))
    assert (plan.proposals, plan.findings) == ((), ())


def test_nothing_else_is_proposed_for_rows_that_are_to_be_exchanged_until_that_is_decided(book: VenueBook) -> None:
    claim = Claim(title_id(ONE), "accepted-papers", "accepted", "CVPR", "u", DAY, 2024, "main", title=ONE)
    style = row("Some Third Paper of Another Kind", "2406.00003") + row("Some Fourth Paper of Another Kind", "2406.00004")
    text = HEADER + style + row(ONE, IDS[OTHER], venue="Jun 2024") + row(OTHER, IDS[ONE], venue="Jun 2024")
    job, known = job_of(text, book), Known(facts=FACTS, claims=(claim,))
    swap = only(sync(job, known))
    assert swap.rule == "swap"
    assert only(sync(replace(job, refused=frozenset({swap.fingerprint})), known)).rule == "venue"


def test_an_exchange_is_known_by_its_rows_wherever_it_stands_and_never_by_half(book: VenueBook) -> None:
    plan = plan_of(HEADER + row(ONE, IDS[OTHER], CODE[OTHER]) + row(OTHER, IDS[ONE], CODE[ONE]), Known(facts=FACTS, readmes=READ), book)
    proposal, before, after = only(plan), Listing.of(plan.before.data), Listing.of(plan.after.data)
    was = before.was(proposal)
    assert (before.find(proposal, was), after.find(proposal, was)) == ("old", "new")
    back = replace(proposal, edits=tuple(replace(edit, old=edit.new, new=edit.old) for edit in proposal.edits))
    moved = after.moved(back, was)
    assert moved and after.apply([moved])[0] == plan.before
    lines = plan.before.lines
    assert Listing.of("".join(lines[:5]).encode()).moved(proposal, was) is None
    lower = Listing.of(b"A word before.\n\n" + plan.before.data)
    again = lower.moved(proposal, was)
    assert again and [edit.line for edit in again.edits] == [7, 8]


def test_code_that_two_rows_hold_of_one_another_is_exchanged_with_its_pages(book: VenueBook) -> None:
    pages = {title: f"[page](https://{title[:2].lower()}.example.org/home)" for title in CODE}
    homes = tuple(RepoFacts(CODE[t], "u", DAY, name=CODE[t], homepage=pages[t].partition("(")[2].rstrip(")")) for t in CODE)
    text = HEADER + row(ONE, IDS[ONE], CODE[OTHER], pages[OTHER]) + row(OTHER, IDS[OTHER], CODE[ONE], pages[ONE])
    plan = plan_of(text, Known(facts=FACTS, readmes=READ, repositories=homes), book)
    assert (only(plan).rule, plan.findings) == ("swap", ())
    assert plan.after.lines[4:] == (row(ONE, IDS[ONE], CODE[ONE], pages[ONE]), row(OTHER, IDS[OTHER], CODE[OTHER], pages[OTHER]))
    assert not plan_of(plan.after.data, Known(facts=FACTS, readmes=READ, repositories=homes), book).proposals


def test_code_that_is_foreign_on_one_row_only_is_no_exchange(book: VenueBook) -> None:
    text = HEADER + row(ONE, IDS[ONE], CODE[OTHER]) + row(OTHER, IDS[OTHER], "zed/else")
    plan = plan_of(text, Known(facts=FACTS, readmes=READ), book)
    assert "swap" not in {one.rule for one in plan.proposals}


RIGHT = "2406.00077"
WRONG = HEADER + row(ONE, IDS[OTHER]) + row(OTHER, IDS[OTHER])
SCHOLAR = PaperFacts(title_id(ONE), "semantic-scholar", "https://s2", DAY, ONE, ("Ann Lee", "Bo Kim"), arxiv=RIGHT)


def identity(plan: Plan) -> list[Proposal | Finding]:
    told: list[Proposal | Finding] = [*plan.proposals, *plan.findings]
    return [one for one in told if one.rule == "identity"]


def test_an_id_that_two_sources_give_the_title_takes_the_foreign_one_s_place(book: VenueBook) -> None:
    plan = plan_of(WRONG, Known(facts=(fact(OTHER), SCHOLAR, fact(ONE, RIGHT))), book)
    (found,) = identity(plan)
    assert isinstance(found, Proposal)
    assert (found.about, found.value, [edit.column for edit in found.edits]) == ("id", f"arxiv:{RIGHT}", ["title", "link"])
    assert plan.after.lines[4] == row(ONE, RIGHT)
    assert not plan_of(plan.after.data, Known(facts=(fact(OTHER), SCHOLAR, fact(ONE, RIGHT))), book).proposals


@pytest.mark.parametrize(
    "more",
    [(), (fact(ONE + " Again", RIGHT),), (fact(ONE, RIGHT, authors=("Cy Zed", "Di Wu")),)],
    ids=["arXiv wasn't asked", "arXiv calls it otherwise", "other authors"],
)
def test_an_id_that_one_source_gives_is_named_in_the_finding(more: tuple[PaperFacts, ...], book: VenueBook) -> None:
    (found,) = identity(plan_of(WRONG, Known(facts=(fact(OTHER), SCHOLAR, *more)), book))
    assert isinstance(found, Finding)
    assert f"perhaps “{ONE}” is arxiv:{RIGHT}" in found.says


def test_an_id_that_stands_on_another_row_is_not_proposed(book: VenueBook) -> None:
    known = Known(facts=(fact(OTHER), SCHOLAR, fact(ONE, RIGHT)))
    plan = plan_of(WRONG + row("Some Third Paper of Another Kind", RIGHT), known, book)
    assert not [one for one in plan.proposals if one.rule == "identity"]
