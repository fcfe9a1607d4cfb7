"""Rules *repository* and *withdrawn* on rows as lists write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import learn
from bot.model import Known, PaperFacts, PaperId, Plan, RepoFacts
from bot.text.venues import VenueBook
from tests.conftest import plan_of

HEADER = "| Title | Code |\n|--|--|\n"
BADGE = "[![Star](https://img.shields.io/github/stars/ann/old.svg?style=social&label=Star)](https://github.com/ann/old)"
OPEN = RepoFacts("ann/old", "https://github.com/ann/old", date(2026, 11, 1), name="ann/old", number=5)
MOVED = replace(OPEN, url="https://github.com/bob/new", name="bob/new")


def row(cell: str, title: str = "A Study of Long Walks at Night", name: str = "2306.00001") -> str:
    return f"| [{title}](https://arxiv.org/abs/{name}) | {cell} |\n"


def plan(cell: str, facts: RepoFacts, book: VenueBook, day: date = date(2026, 11, 22)) -> Plan:
    return plan_of(HEADER + row(cell), Known(repositories=(facts,)), book, datetime(day.year, day.month, day.day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("cell", "new"),
    [
        (BADGE, BADGE.replace("ann/old", "bob/new")),
        ("[Code](https://github.com/Ann/Old)", "[Code](https://github.com/bob/new)"),
        ("[ann/old](https://github.com/ann/old.git)", "[bob/new](https://github.com/bob/new.git)"),
        ("[x](https://github.com/ann/old/tree/main?a#b)", "[x](https://github.com/bob/new/tree/main?a#b)"),
        (
            "[Code](https://github.com/ann/old) [demo](https://replicate.com/ann/old)",
            "[Code](https://github.com/bob/new) [demo](https://replicate.com/ann/old)",
        ),
        (
            "[![G](https://badgen.example/github?color=ff&repo=ann/old)](https://github.com/ann/old)",
            "[![G](https://badgen.example/github?color=ff&repo=bob/new)](https://github.com/bob/new)",
        ),
    ],
)
def test_a_moved_repository_gets_today_s_name_and_nothing_else_changes(cell: str, new: str, book: VenueBook) -> None:
    made = plan(cell, MOVED, book)
    (proposal,) = made.proposals
    assert [(edit.column, edit.old, edit.new) for edit in proposal.edits] == [("repository", cell, new)]
    assert (proposal.rule, proposal.about, proposal.value) == ("repository", "repository", "bob/new")
    assert str(made.after) == str(made.before).replace(cell, new)
    assert proposal.evidence[0].url == "https://github.com/bob/new"


@pytest.mark.parametrize(
    "cell",
    [
        f"{BADGE} [more](https://github.com/ann/other)",
    ],
)
def test_a_link_that_can_t_be_rewritten_for_sure_is_a_finding(cell: str, book: VenueBook) -> None:
    made = plan(cell, MOVED, book)
    assert not made.proposals
    assert "can't be rewritten with certainty" in made.findings[0].says


def test_a_longer_name_is_another_repository(book: VenueBook) -> None:
    cell = "[Code](https://github.com/ann/old) [page](https://ann.github.io/ann/old-pages)"
    (proposal,) = plan(cell, MOVED, book).proposals
    assert proposal.edits[0].new == cell.replace("github.com/ann/old)", "github.com/bob/new)")


def test_every_row_of_the_paper_gets_the_new_name(book: VenueBook) -> None:
    text = HEADER + row(BADGE) + "\n## More\n\n" + HEADER + row(BADGE)
    (proposal,) = plan_of(text, Known(repositories=(MOVED,)), book).proposals
    assert proposal.lines == (3, 9)


def test_upper_and_lower_case_are_left_alone(book: VenueBook) -> None:
    made = plan("[Code](https://github.com/ANN/old)", OPEN, book)
    assert not made.proposals
    assert not made.findings


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (replace(OPEN, archived=True), "ann/old is archived"),
        (replace(OPEN, disabled=True), "ann/old is disabled"),
        (replace(OPEN, access="gone"), "ann/old is gone, or no longer public"),
        (replace(OPEN, access="blocked"), "GitHub blocks access to ann/old"),
        (replace(OPEN, access="unresolved", read_at=date(2026, 11, 19)), "ann/old can't be found since 2026-11-19"),
        (replace(MOVED, number=9, formerly=5), "ann/old is now another repository than it was: registered anew by somebody?"),
    ],
)
def test_what_became_of_a_repository_is_a_finding(facts: RepoFacts, says: str, book: VenueBook) -> None:
    made = plan(BADGE, facts, book)
    assert not made.proposals
    assert [finding.says for finding in made.findings] == [says]


def test_what_can_t_be_resolved_is_said_after_three_days(book: VenueBook) -> None:
    facts = replace(OPEN, access="unresolved", read_at=date(2026, 11, 20))
    assert not plan(BADGE, facts, book).findings
    assert plan(BADGE, facts, book, date(2026, 11, 23)).findings


def test_a_name_registered_anew_is_known_by_its_number() -> None:
    day = date(2026, 11, 22)
    known = learn.repositories(Known(), [OPEN], day)
    gone = learn.repositories(known, [RepoFacts("ann/old", OPEN.url, day, "gone")], day)
    assert gone.repositories[0].number == 5
    anew = learn.repositories(gone, [replace(OPEN, number=9, read_at=day)], day)
    assert (anew.repositories[0].number, anew.repositories[0].formerly) == (9, 5)
    still = learn.repositories(anew, [replace(OPEN, number=9, read_at=date(2026, 11, 23))], date(2026, 11, 23))
    assert still == anew
    back = learn.repositories(still, [replace(OPEN, read_at=date(2026, 11, 24))], date(2026, 11, 24))
    assert back.repositories[0].formerly is None


def test_a_withdrawn_paper_is_a_finding_by_its_newest_version(book: VenueBook) -> None:
    title = "A Study of Long Walks at Night"
    first = PaperFacts(PaperId("arxiv", "2306.00001"), "arxiv", "https://arxiv.org/abs/2306.00001v1", date(2024, 1, 1), title, version=1)
    second = replace(first, version=2, withdrawn=True, comment="withdrawn due to an error")
    made = plan_of(HEADER + row("-"), Known(facts=(first, second)), book)
    assert [(finding.rule, finding.lines) for finding in made.findings] == [("withdrawn", (3,))]
    third = replace(first, version=3)
    assert not plan_of(HEADER + row("-"), Known(facts=(first, second, third)), book).findings
    other = row("-", "Another Paper of Many Other Words")
    assert {finding.rule for finding in plan_of(HEADER + other, Known(facts=(second,)), book).findings} == {"identity"}
