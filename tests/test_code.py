"""Rule *code*: whose code a repository is, by its README, and where the bot holds its tongue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from bot import readmes
from bot.config import read_list
from bot.model import Known, Lookup, PaperFacts, PaperId, Plan, RepoFacts
from bot.ports import Readme
from bot.sync import Job, read_case, sync
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, NOW, REPO

HEADER = "# List\n\n| Title | Code |\n|--|--|\n"
STYLE = "".join(
    f"| [Some other paper number {n}](https://arxiv.org/abs/2001.0000{n}) | [code](https://github.com/o/p{n}) |\n" for n in (1, 2)
)
WALKS, STEPS = "Quantized Walks through Large Models", "Tiny: Short Steps of Large Models"
IDS = {WALKS: "2306.00001", STEPS: "2306.00002"}


def row(title: str, code: str = "", name: str = "") -> str:
    """Lines 7 and on, below the style's two."""
    return f"| [{title}](https://arxiv.org/abs/{name or IDS[title]}) | {f'[code](https://github.com/{code})' if code else '-'} |\n"


def about(title: str, name: str = "") -> str:
    """A README of that paper's code."""
    return f"# {title}\n\nThe code of [our paper](https://arxiv.org/abs/{name or IDS[title]}v2).\n\n## Usage\n\nRun it.\n"


@dataclass
class Shelf:
    """READMEs by repository, and which were asked for."""

    texts: dict[str, str]
    asked: list[str] = field(default_factory=list)
    down: bool = False

    def most(self) -> int:
        return 3

    def lookup(self, slugs: Sequence[str]) -> Lookup[str, Readme]:
        self.asked += slugs
        if self.down:
            return Lookup(failed=dict.fromkeys(slugs, "it answers 503"))
        found = {
            slug: Readme(slug, f"https://github.com/{slug}/blob/main/README.md", self.texts[slug]) for slug in slugs if slug in self.texts
        }
        return Lookup(found, frozenset(slugs) - found.keys())


def job_of(text: str, book: VenueBook) -> Job:
    return Job("list", read_list(REPO / "config" / f"{NAME}.toml"), text.encode(), HERE, book, NOW)


def links(title: str, *slugs: str) -> PaperFacts:
    """What arXiv says of a paper whose abstract links these."""
    found = tuple(f"https://github.com/{slug}" for slug in slugs)
    return PaperFacts(PaperId("arxiv", IDS[title]), "arxiv", "https://arxiv.org/abs/x", date(2024, 1, 1), title, version=1, links=found)


def judged(text: str, book: VenueBook, texts: dict[str, str], *facts: PaperFacts, fork: str = "", nights: int = 3) -> Plan:
    """The plan after READMEs were read."""
    job = job_of(HEADER + STYLE + text, book)
    slugs = {entry.repository for paper in read_case(job, Known()).papers for entry in paper.entries if entry.repository}
    repositories = tuple(RepoFacts(slug, "u", NOW.date(), name=slug, number=1, fork=slug == fork) for slug in slugs)
    known = Known(facts=facts, repositories=repositories)
    for _ in range(nights):
        known, _ = readmes.learn(read_case(job, known), known, Shelf(texts))
    return sync(job, known)


def test_a_repository_of_two_papers_is_the_one_s_that_its_readme_names(book: VenueBook) -> None:
    plan = judged(row(WALKS, "a/walks") + row(STEPS, "a/walks"), book, {"a/walks": about(WALKS)})
    (finding,) = plan.findings
    assert (finding.rule, finding.lines, plan.proposals) == ("code", (8,), ())
    assert finding.evidence[0].says == f"its README names “{WALKS}” (line 7), not this paper"


@pytest.mark.parametrize(
    "text",
    [
        about(WALKS) + about(STEPS),
        about(WALKS) + "\n@misc{x, title={{{Tiny}: Short Steps of\n  Large Models}}}\n",
        about(WALKS) + "\nCite eprint={2306.00002}.\n",
        about(WALKS) + "\n## Tiny: Shorter Steps of Larger Models\n",
        about(WALKS) + "\nIt holds Tiny, too.\n",
        "# walks\n\nSome code.\n",
        "",
    ],
    ids=["both", "title over two lines", "id", "an older title", "its short name", "neither", "nothing"],
)
def test_a_readme_that_names_both_papers_or_none_shows_nothing(text: str, book: VenueBook) -> None:
    plan = judged(row(WALKS, "a/walks") + row(STEPS, "a/walks"), book, {"a/walks": text})
    assert (plan.findings, plan.proposals) == ((), ())


def test_a_readme_that_begins_with_one_other_paper_is_that_one_s(book: VenueBook) -> None:
    stranger = about("Tiny: A Wholly Different Method by Others", "2309.00009")
    (finding,) = judged(row(STEPS, "a/tiny"), book, {"a/tiny": stranger}).findings
    assert (finding.lines, finding.evidence[0].says) == ((7,), "its README names arxiv:2309.00009, not this paper")


@pytest.mark.parametrize(
    "text",
    [
        "# Tiny\n\nOur code.\n\n## Thanks\n\nWe build on arXiv:2309.00009.\n",
        "# Tiny\n\nSee arXiv:2309.00009 and arXiv:2309.00008.\n",
        f"# News: arXiv:2309.00009 is out\n\n## {STEPS.replace('Short Steps', 'Shorter Steps')}\n",
    ],
    ids=["only in its thanks", "several", "and one like this"],
)
def test_other_papers_that_a_readme_thanks_or_collects_are_no_sign(text: str, book: VenueBook) -> None:
    assert not judged(row(STEPS, "a/tiny"), book, {"a/tiny": text}).findings


def test_a_row_without_an_arxiv_id_is_not_told_by_another_id(book: VenueBook) -> None:
    elsewhere = row(STEPS, "a/tiny").replace("arxiv.org/abs/2306.00002", "example.org/tiny")
    assert not judged(elsewhere, book, {"a/tiny": about("Some Preprint of Our Own Paper", "2309.00009")}).findings


def test_a_claimed_repository_whose_readme_names_the_paper_fills_every_empty_cell(book: VenueBook) -> None:
    plan = judged(row(WALKS) + row(WALKS), book, {"a/walks": about(WALKS)}, links(WALKS, "a/walks", "a/library"))
    (proposal,) = plan.proposals
    assert [(edit.line, edit.old, edit.new) for edit in proposal.edits] == [(n, "-", "[code](https://github.com/a/walks)") for n in (7, 8)]
    assert (proposal.about, proposal.value, [one.source for one in proposal.evidence]) == ("repository", "a/walks", ["arxiv", "github"])
    assert proposal.confidence >= 0.97


@pytest.mark.parametrize("text", ["# A library\n", about(STEPS)], ids=["silent", "another's"])
def test_a_claimed_repository_that_doesn_t_name_the_paper_is_not_written(text: str, book: VenueBook) -> None:
    assert not judged(row(WALKS), book, {"a/walks": text}, links(WALKS, "a/walks")).proposals


def test_of_two_repositories_that_name_the_paper_none_is_chosen(book: VenueBook) -> None:
    both = {slug: about(WALKS) for slug in ("a/walks", "b/walks")}
    assert not judged(row(WALKS), book, both, links(WALKS, "a/walks", "b/walks")).proposals


def test_another_s_repository_gives_way_to_the_proven_one_alone(book: VenueBook) -> None:
    texts = {"a/walks": about(WALKS), "b/tiny": about(STEPS)}
    plan = judged(row(WALKS, "a/walks") + row(STEPS, "a/walks"), book, texts, links(STEPS, "b/tiny"))
    (proposal,) = plan.proposals
    assert [(edit.line, edit.new) for edit in proposal.edits] == [(8, "[code](https://github.com/b/tiny)")]
    assert ("a/walks is another paper's" in proposal.says, plan.findings) == (True, ())


def test_a_right_repository_is_not_replaced_by_another_right_one(book: VenueBook) -> None:
    both = {slug: about(WALKS) for slug in ("a/walks", "b/walks")}
    plan = judged(row(WALKS, "a/walks"), book, both, links(WALKS, "b/walks"))
    assert (plan.proposals, plan.findings) == ((), ())


def test_a_repository_that_slipped_a_row_is_proposed_where_it_belongs(book: VenueBook) -> None:
    text = row(WALKS, "b/tiny") + row(STEPS)
    plan = judged(text, book, {"b/tiny": about(STEPS)})
    assert ([one.lines for one in plan.proposals], [one.lines for one in plan.findings]) == ([(8,)], [(7,)])
    assert plan.proposals[0].confidence < 0.97
    assert not judged(text, book, {"b/tiny": about(STEPS)}, fork="b/tiny").proposals


def test_nothing_is_said_of_a_row_whose_id_is_in_doubt(book: VenueBook) -> None:
    doubtful = row(WALKS, "a/walks") + row(STEPS, "a/walks", IDS[WALKS])
    plan = judged(doubtful, book, {"a/walks": about(WALKS)})
    assert [one.rule for one in plan.findings] == ["identity"]


def test_a_readme_is_read_once_a_month_few_a_night_contested_ones_first_and_again_for_a_new_paper(book: VenueBook) -> None:
    text = HEADER + STYLE + row(WALKS, "a/walks") + row(STEPS, "a/walks")
    job = job_of(text, book)
    known = Known(repositories=tuple(RepoFacts(slug, "u", NOW.date(), name=slug) for slug in ("o/p1", "o/p2", "a/walks")))
    shelf = Shelf({"a/walks": about(WALKS)})
    known, _ = readmes.learn(read_case(job, known), known, shelf)
    assert (shelf.asked, {one.digest != "" for one in known.readmes}) == (["a/walks", "o/p1", "o/p2"], {True, False})
    assert readmes.learn(read_case(job, known), known, shelf)[0] == known
    late = read_case(replace(job, now=NOW + timedelta(days=30)), known)
    assert list(readmes.due(late)) == ["a/walks", "o/p1", "o/p2"]
    more = job_of(text + row("Some Third Paper of Another Kind", "a/walks", "2306.00003"), book)
    assert list(readmes.due(read_case(more, known))) == ["a/walks"]
    assert not sync(more, known).findings[1:]


def test_what_is_known_of_a_readme_outlives_a_failure_and_holds_none_of_its_words(book: VenueBook) -> None:
    job = job_of(HEADER + STYLE + row(WALKS, "a/walks") + row(STEPS, "a/walks"), book)
    known, _ = readmes.learn(read_case(job, Known()), Known(), Shelf({"a/walks": about(WALKS)}))
    assert "Run it" not in str(known)
    later = read_case(replace(job, now=NOW + timedelta(days=30)), known)
    assert readmes.learn(later, known, Shelf({}, down=True))[0] == known


def test_a_description_that_gives_the_title_spares_the_readme(book: VenueBook) -> None:
    job = job_of(HEADER + row(WALKS, "a/walks"), book)
    told = Known(repositories=(RepoFacts("a/walks", "u", NOW.date(), name="a/walks", description=f"[ICML 2024] {WALKS}"),))
    assert not readmes.due(read_case(job, told))
    assert readmes.due(read_case(job, Known(repositories=(replace(told.repositories[0], description="Walks"),))))
