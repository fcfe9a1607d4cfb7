"""OpenReview and Crossref: the traps of each by its name, and of which papers they are asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot import asking, environment, learn
from bot.config import read_list
from bot.errors import UsageError
from bot.ledger import Asked
from bot.model import Claim, Known, Lookup, PaperFacts, PaperId
from bot.ports import Wanted
from bot.rules.case import Case
from bot.sources import crossref, openreview
from bot.sources.crossref import Crossref
from bot.sources.openreview import OpenReview
from bot.sync import Job, read_case
from bot.text.titles import title_id
from bot.text.venues import VenueBook
from bot.text.volumes import named
from bot.web import Web
from tests import stage as own
from tests.conftest import HERE, NAME, NOW, REPO
from tests.stage import TINY, WALK, mirrored, note, on, work
from tests.test_services import hasty, outcome

TODAY = date(2025, 6, 3)
WALK_ID, TINY_ID = title_id(WALK), title_id(TINY)
BOTH = ("Ann Lee", "Cy Zed")


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as one:
        one.limited = False
        yield one
        assert not one.wrongs


def decisions(stage: own.Stage, book: VenueBook, wanted: Wanted | None = None) -> Lookup[PaperId, tuple[Claim, ...]]:
    client = OpenReview(f"{stage.url}/openreview", Web(hasty(openreview.MANNERS)), book)
    return client.lookup([wanted or Wanted(WALK_ID, WALK, None)], TODAY)


def printed(stage: own.Stage, book: VenueBook, wanted: Wanted | None = None) -> Lookup[PaperId, tuple[Claim, ...]]:
    client = Crossref(f"{stage.url}/crossref", "", Web(hasty(crossref.PUBLIC)), book)
    return client.lookup([wanted or Wanted(TINY_ID, TINY, None, authors=BOTH)], TODAY)


def said(answer: Lookup[PaperId, tuple[Claim, ...]]) -> list[tuple[Any, ...]]:
    """What became of the one paper asked for."""
    assert not answer.failed
    return [(one.status, one.venue, one.year, one.track, one.award) for some in answer.found.values() for one in some]


# OpenReview


@pytest.mark.parametrize(
    ("venueid", "venue", "is_said"),
    [
        ("ICLR.cc/2025/Conference", "ICLR 2025 Oral", ("accepted", "ICLR", 2025, "main", "Oral")),
        ("ICLR.cc/2025/Conference", "ICLR 2025 Spotlight", ("accepted", "ICLR", 2025, "main", "Spotlight")),
        ("ICLR.cc/2025/Conference", "ICLR 2025 Poster", ("accepted", "ICLR", 2025, "main", None)),
        ("ICLR.cc/2023/Conference", "ICLR 2023 notable top 5%", ("accepted", "ICLR", 2023, "main", "Oral")),
        ("ICLR.cc/2023/Conference", "ICLR 2023 notable top 25%", ("accepted", "ICLR", 2023, "main", "Spotlight")),
        ("ICLR.cc/2024/Conference", "Submitted to ICLR 2024", ("submitted", "ICLR", 2024, "main", None)),
        ("ICLR.cc/2022/Conference", "ICLR 2022 Submitted", ("submitted", "ICLR", 2022, "main", None)),
        ("ICLR.cc/2026/Conference/Submission", "ICLR 2026 Conference Submission", ("submitted", "ICLR", 2026, "main", None)),
        ("ICLR.cc/2024/Conference/Rejected_Submission", "Submitted to ICLR 2024", ("rejected", "ICLR", 2024, "main", None)),
        ("ICLR.cc/2024/Conference/Desk_Rejected_Submission", "ICLR 2024 Conference", ("rejected", "ICLR", 2024, "main", None)),
        ("ICLR.cc/2024/Conference/Withdrawn_Submission", "ICLR 2024 Oral", ("withdrawn", "ICLR", 2024, "main", None)),
        ("NeurIPS.cc/2023/Track/Datasets_and_Benchmarks", "NeurIPS 2023 oral", ("accepted", "NeurIPS", 2023, "datasets", "Oral")),
        ("NeurIPS.cc/2024/Datasets_and_Benchmarks_Track", "NeurIPS 2024 poster", ("accepted", "NeurIPS", 2024, "datasets", None)),
        ("NeurIPS.cc/2023/Workshop/Diffusion", "NeurIPS 2023 Workshop", ("accepted", "NeurIPS", 2023, "workshop", None)),
        ("acmmm.org/ACMMM/2024/Conference", "MM2024 Poster", ("accepted", "ACM MM", 2024, "main", None)),
        ("TMLR", "Accepted by TMLR", ("accepted", "TMLR", 2024, "main", None)),
        ("TMLR/Rejected", "Rejected by TMLR", ("rejected", "TMLR", None, "main", None)),
        ("TMLR", "Under review for TMLR", ("submitted", "TMLR", None, "main", None)),
    ],
)
def test_a_note_s_venue_says_what_became_of_it(
    stage: own.Stage, book: VenueBook, venueid: str, venue: str, is_said: tuple[Any, ...]
) -> None:
    stage.notes = [note("walk", WALK, venue, venueid, pdate=1_720_000_000_000)]
    assert said(decisions(stage, book)) == [is_said]


@pytest.mark.parametrize(
    ("venueid", "venue"),
    [
        ("ICLR.cc/2025/Conference", ""),
        ("", "ICLR 2025 Poster"),
        ("ICLR.cc", "ICLR 2025 Poster"),
        ("Nobody.cc/2025/Conference", "Nobody 2025"),
        ("ICML.cc/2024/Position_Paper_Track", "ICML 2024 Poster"),
        ("aclweb.org/ACL/ARR/2023/December", "ACL ARR 2023 December"),
        ("dblp.org/conf/ICLR/2024/Conference", "ICLR 2024"),
    ],
)
def test_a_note_of_no_venue_that_can_be_told_says_nothing(stage: own.Stage, book: VenueBook, venueid: str, venue: str) -> None:
    stage.notes = [note("walk", WALK, venue, venueid)]
    assert outcome(decisions(stage, book)) == ({}, {WALK_ID}, {})


def test_lists_where_others_have_texts_are_read(stage: own.Stage, book: VenueBook) -> None:
    found = note("walk", WALK, "", "")
    lists = {"title": [WALK], "venue": ["ICLR 2025 Oral"], "venueid": ["ICLR.cc/2025/Conference"]}
    stage.notes = [found | {"content": found["content"] | {field: {"value": value} for field, value in lists.items()}}]
    assert said(decisions(stage, book)) == [("accepted", "ICLR", 2025, "main", "Oral")]


def test_a_list_of_several_venues_says_nothing(stage: own.Stage, book: VenueBook) -> None:
    found = note("walk", WALK, "ICLR 2025 Poster", "")
    found["content"]["venueid"] = {"value": ["ICLR.cc/2025/Conference", "ICLR.cc/2025/Conference/Withdrawn_Submission"]}
    stage.notes = [found]
    assert outcome(decisions(stage, book)) == ({}, {WALK_ID}, {})


def test_records_of_dblp_are_no_decisions(stage: own.Stage, book: VenueBook) -> None:
    stage.notes = [
        mirrored("one", WALK, "NeurIPS 2023", "dblp.org/conf/NIPS/2023"),
        mirrored("two", WALK, "CoRR 2022", "dblp.org/journals/CORR/2022"),
    ]
    assert outcome(decisions(stage, book)) == ({}, {WALK_ID}, {})


def test_a_decision_in_the_older_shape_is_one(stage: own.Stage, book: VenueBook) -> None:
    stage.notes = [mirrored("old", WALK, "ICLR 2021 Poster", "ICLR.cc/2021/Conference")]
    assert said(decisions(stage, book)) == [("accepted", "ICLR", 2021, "main", None)]


def test_a_near_duplicate_that_comes_first_is_not_the_paper(stage: own.Stage, book: VenueBook) -> None:
    answer = decisions(stage, book)
    assert [(one.title, one.status) for one in answer.found[WALK_ID]] == [(WALK, "accepted")]


def test_a_title_that_changed_at_publication_is_handed_on_under_its_own_name(stage: own.Stage, book: VenueBook) -> None:
    renamed = "Quantized Walks: A Study of More Walks"
    stage.notes = [note("walk", renamed, "ICLR 2025 Poster", "ICLR.cc/2025/Conference")]
    (claim,) = decisions(stage, book).found[WALK_ID]
    assert (claim.paper, claim.title) == (title_id(renamed), renamed)


def test_what_was_withdrawn_and_handed_in_anew_is_accepted_and_a_namesake_rejected(stage: own.Stage, book: VenueBook) -> None:
    stage.notes = [
        note("one", WALK, "ICLR 2025 Conference Withdrawn Submission", "ICLR.cc/2025/Conference/Withdrawn_Submission"),
        note("two", WALK, "ICLR 2025 Poster", "ICLR.cc/2025/Conference"),
        note("three", WALK, "Submitted to ICLR 2025", "ICLR.cc/2025/Conference/Rejected_Submission", "Bo Li"),
        note("four", WALK, "Submitted to ICLR 2024", "ICLR.cc/2024/Conference/Rejected_Submission"),
    ]
    assert [(one.url[-4:], one.status) for one in decisions(stage, book).found[WALK_ID]] == [
        ("=two", "accepted"),
        ("hree", "rejected"),
        ("four", "rejected"),
    ]


def test_authors_of_a_paper_under_review_are_unknown(stage: own.Stage, book: VenueBook) -> None:
    stage.notes = [note("walk", WALK, "ICLR 2026 Conference Submission", "ICLR.cc/2026/Conference/Submission", "Anonymous")]
    (claim,) = decisions(stage, book).found[WALK_ID]
    assert claim.authors == ()


CHALLENGES = {
    "a challenge in JSON": (403, json.dumps({"name": "ChallengeRequiredError", "message": "Challenge verification required"}).encode()),
    "a challenge's page": (403, b"<!DOCTYPE html><title>Just a moment...</title>"),
    "a challenge's page with status 200": (200, b"<!DOCTYPE html><title>Just a moment...</title>"),
    "notes that are counted and not shown": (200, b'{"notes": [], "count": 3}'),
    "notes that are none": (200, b'{"notes": [{"id": 3}], "count": 1}'),
}


@pytest.mark.parametrize("kind", CHALLENGES)
def test_a_challenge_is_failed_never_missing(stage: own.Stage, book: VenueBook, kind: str) -> None:
    code, body = CHALLENGES[kind]
    stage.faults.append({"kind": "answer", "service": "openreview", "code": code, "body": body, "times": 9})
    answer = decisions(stage, book)
    assert (answer.found, answer.missing, set(answer.failed)) == ({}, frozenset(), {WALK_ID})


def test_where_notes_are_for_browsers_alone_the_search_does(stage: own.Stage, book: VenueBook) -> None:
    walk = PaperId("openreview", "walk")
    stage.faults.append({"kind": "answer", "service": "openreview", "code": 403, "body": CHALLENGES["a challenge's page"][1]})
    (claim,) = decisions(stage, book, Wanted(walk, WALK, walk)).found[walk]
    assert (claim.paper, claim.status) == (walk, "accepted")


def test_a_service_that_only_fails_is_left_alone(stage: own.Stage, book: VenueBook) -> None:
    stage.faults.append({"kind": "status", "service": "openreview", "code": 403, "times": 9})
    client = OpenReview(f"{stage.url}/openreview", Web(hasty(openreview.MANNERS)), book)
    answer = client.lookup([Wanted(PaperId("title", f"walk {n}"), f"Walk {n}", None) for n in range(9)], TODAY)
    assert (len(answer.failed), answer.requests) == (9, 2)


def test_papers_that_fail_now_and_then_fail_alone(stage: own.Stage, book: VenueBook) -> None:
    stage.faults += [{"kind": "status", "service": "openreview", "code": 400, "skip": skip} for skip in (0, 1)]
    client = OpenReview(f"{stage.url}/openreview", Web(hasty(openreview.MANNERS)), book)
    poisons = [PaperId("title", f"poison {n}") for n in range(2)]
    wanted = [Wanted(one, one.value, None) for one in poisons]
    last = Wanted(TINY_ID, TINY, None)
    answer = client.lookup([wanted[0], Wanted(WALK_ID, WALK, None), wanted[1], last], TODAY)
    assert (set(answer.failed), set(answer.found), set(answer.missing)) == (set(poisons), {WALK_ID}, {TINY_ID})


def test_the_limits_are_kept(stage: own.Stage, book: VenueBook) -> None:
    """Crossref's by being asked, OpenReview's by count: a minute is long."""
    stage.limited = True
    wanted = [Wanted(PaperId("title", f"walk {n}"), f"Walk {n}", None) for n in range(3)]
    assert not Crossref(f"{stage.url}/crossref", "", Web(replace(crossref.PUBLIC, patience=0)), book).lookup(wanted, TODAY).failed
    polite = Crossref(f"{stage.url}/crossref", "ann@example.org", Web(replace(crossref.POLITE, patience=0)), book)
    assert not polite.lookup(wanted, TODAY).failed
    assert {one["query"].get("mailto", "") for one in stage.asked} == {"", "ann@example.org"}
    assert Crossref(f"{stage.url}/crossref", "", Web(hasty(crossref.PUBLIC)), book).lookup(wanted, TODAY).failed
    assert openreview.MANNERS.interval * 20 > 60


# Crossref


def test_a_namesake_that_comes_first_is_not_the_paper(stage: own.Stage, book: VenueBook) -> None:
    (claim,) = printed(stage, book).found[TINY_ID]
    assert (claim.title, claim.venue, claim.year, claim.track, claim.authors) == (TINY, "CVPR", 2024, "main", BOTH)
    assert (claim.url, claim.raw) == ("https://doi.org/10.1109/cvpr52733.2024.00001", own.CVPR)


def test_other_authors_are_another_paper(stage: own.Stage, book: VenueBook) -> None:
    answer = printed(stage, book, Wanted(TINY_ID, TINY, None, authors=("Bo Li", "Di Wu")))
    assert outcome(answer) == ({}, {TINY_ID}, {})


LNCS = "Lecture Notes in Computer Science"
CHAPTER: dict[str, Any] = {"container": LNCS, "kind": "book-chapter"}
MM = "Proceedings of the 32nd ACM International Conference on Multimedia"
PAMI = "IEEE Transactions on Pattern Analysis and Machine Intelligence"


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        # The printed volumes of a conference in autumn bear the next year.
        ({**CHAPTER, "more": ["Computer Vision – ECCV 2024"], "published_print": on(2025)}, ("ECCV", 2024, "main")),
        (
            {**CHAPTER, "event": {"name": "European Conference on Computer Vision", "start": on(2024, 9, 29)}, "issued": on(2025)},
            ("ECCV", 2024, "main"),
        ),
        ({**CHAPTER, "event": {"acronym": "ECCV"}, "issued": on(2025)}, ("ECCV", None, "main")),
        ({**CHAPTER, "more": ["Computer Vision – ECCV 2022 Workshops"], "issued": on(2023)}, ("ECCV", 2022, "workshop")),
        (
            {"container": "2024 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)"},
            ("CVPR", 2024, "workshop"),
        ),
        ({"container": "2021 IEEE/CVF International Conference on Computer Vision (ICCV)", "issued": on(2022)}, ("ICCV", 2021, "main")),
        (
            {"container": "2020 25th International Conference on Pattern Recognition (ICPR)", "event": {"start": on(2021, 1, 10)}},
            ("ICPR", 2020, "main"),
        ),
        ({"container": MM, "event": {"start": on(2024, 10, 28)}}, ("ACM MM", 2024, "main")),
        ({"container": MM, "issued": on(2024)}, ("ACM MM", None, "main")),
        ({"container": "Findings of the Association for Computational Linguistics: EMNLP 2023"}, ("EMNLP", 2023, "findings")),
        (
            {
                "container": "Proceedings of the AAAI Conference on Artificial Intelligence",
                "kind": "journal-article",
                "issued": on(2024, 3, 24),
            },
            ("AAAI", 2024, "main"),
        ),
        ({"container": PAMI, "kind": "journal-article", "published_print": on(2025, 2), "issued": on(2024, 9)}, ("TPAMI", 2025, "main")),
        ({"container": "A Journal of Walks", "kind": "journal-article", "issued": on(2024)}, ("A Journal of Walks", 2024, "main")),
    ],
)
def test_a_record_s_words_say_where_and_when_it_appeared(
    stage: own.Stage, book: VenueBook, more: dict[str, Any], is_said: tuple[Any, ...]
) -> None:
    found = work("10.1/tiny", TINY, **{name: value for name, value in more.items() if name != "more"})
    found["container-title"] += more.get("more", [])
    stage.works = [found]
    assert [one[1:4] for one in said(printed(stage, book))] == [is_said]


@pytest.mark.parametrize(
    "more",
    [
        {**CHAPTER, "issued": on(2025)},
        {"container": "Proceedings of Nobody Knows What 2024"},
        {"container": "2023 IEEE Conference on Walks (COW)"},
        {"container": "SSRN Electronic Journal", "kind": "journal-article", "issued": on(2024)},
        {"container": "CVPR 2024", "kind": "dataset"},
        {"container": "ACM SIGGRAPH 2023 Posters"},
        {"kind": "posted-content"},
        {"kind": "journal-article", "issued": {"date-parts": [[None]]}},
    ],
)
def test_a_record_of_no_venue_that_can_be_told_says_nothing(stage: own.Stage, book: VenueBook, more: dict[str, Any]) -> None:
    stage.works = [work("10.1/tiny", TINY, **more)]
    assert outcome(printed(stage, book)) == ({}, {TINY_ID}, {})


def test_a_preprint_leads_to_what_it_became(stage: own.Stage, book: VenueBook) -> None:
    preprint = PaperId("doi", "10.36227/techrxiv.1")
    (claim,) = printed(stage, book, Wanted(preprint, TINY, preprint, authors=BOTH)).found[preprint]
    assert (claim.paper, claim.venue, claim.url) == (TINY_ID, "CVPR", "https://doi.org/10.1109/cvpr52733.2024.00001")


def test_a_preprint_that_leads_to_itself_is_followed_once(stage: own.Stage, book: VenueBook) -> None:
    link = {"is-preprint-of": [{"id-type": "doi", "id": "10.36227/techrxiv.1"}]}
    stage.works = [work("10.36227/techrxiv.1", TINY, kind="posted-content", relation=link)]
    assert outcome(printed(stage, book)) == ({}, {TINY_ID}, {})
    assert stage.count("crossref") == 2


def test_a_doi_of_arxiv_is_missing_and_a_web_page_in_its_place_failed(stage: own.Stage, book: VenueBook) -> None:
    doi = PaperId("doi", "10.48550/arxiv.2401.00004")
    assert outcome(printed(stage, book, Wanted(doi, TINY, doi))) == ({}, {doi}, {})
    stage.faults.append({"kind": "status", "service": "crossref", "code": 404, "times": 9})
    assert set(printed(stage, book, Wanted(doi, TINY, doi)).failed) == {doi}


def test_a_doi_that_is_another_paper_s_is_missing(stage: own.Stage, book: VenueBook) -> None:
    doi = PaperId("doi", "10.1109/cvpr52733.2024.00001")
    assert outcome(printed(stage, book, Wanted(doi, "Entirely Different Words about Other Matters", doi))) == ({}, {doi}, {})


def test_a_subtitle_and_markup_are_part_of_the_title(stage: own.Stage, book: VenueBook) -> None:
    title = "Quantized Walks of Many Kinds: A Study & More"
    stage.works = [work("10.1/walk", "Quantized <i>Walks</i> of Many Kinds", own.CVPR, subtitle=["A Study &amp; More"])]
    (claim,) = printed(stage, book, Wanted(WALK_ID, title, None)).found[WALK_ID]
    assert (claim.title, claim.paper) == (title, title_id(title))


@pytest.mark.parametrize("message", [[], {}, {"items": [{}]}, {"items": None}, {"items": [], "total-results": 3}])
def test_an_envelope_without_works_is_failed(stage: own.Stage, book: VenueBook, message: Any) -> None:
    body = json.dumps({"status": "ok", "message": message}).encode()
    stage.faults.append({"kind": "answer", "service": "crossref", "body": body, "times": 9})
    assert set(printed(stage, book).failed) == {TINY_ID}


@pytest.mark.parametrize(
    ("words", "venue"),
    [
        ("Proceedings of the 30th ACM SIGKDD Conference on Knowledge Discovery and Data Mining", ("KDD", None, "main")),
        ("Proceedings of the Thirty-Third International Joint Conference on Artificial Intelligence", ("IJCAI", None, "main")),
        ("MM '24: The 32nd ACM International Conference on Multimedia", ("ACM MM", None, "main")),
        ("SIGGRAPH Asia 2023 Conference Papers", ("SIGGRAPH Asia", 2023, "main")),
        ("Selected Papers of 2023 – CVPR 2024", ("CVPR", None, "main")),
        ("2011 IEEE Workshop on Applications of Computer Vision (WACV)", ("WACV", 2011, "main")),
        ("Simplifying Ultrasound: 4th International Workshop, ASMUS 2023, Held in Conjunction with MICCAI 2023", None),
    ],
)
def test_a_volume_s_title_names_its_conference(book: VenueBook, words: str, venue: tuple[Any, ...] | None) -> None:
    found = named(words, book)
    assert (found and (found.venue, found.year, found.track)) == venue


# Whom is asked about what


LIST = "# Walks\n\n| Title | Venue |\n|--|--|\n"


def row(n: int, venue: str = "Jun 2023") -> str:
    return f"| [Walk {n} of Many Long Ones](https://arxiv.org/abs/2306.{n:05}) | {venue} |\n"


def case(text: str, book: VenueBook, known: Known | None = None, today: date = TODAY) -> Case:
    job = Job(
        "list",
        read_list(REPO / "config" / f"{NAME}.toml"),
        (LIST + text).encode(),
        HERE,
        book,
        NOW.replace(year=today.year, month=today.month, day=today.day),
    )
    return read_case(job, known or Known())


def claim(n: int, venue: str, year: int | None, source: Any = "semantic-scholar", **more: Any) -> Claim:
    title = f"Walk {n} of Many Long Ones"
    return Claim(
        title_id(title), source, more.pop("status", "accepted"), venue, f"https://example.org/{n}", TODAY, year, title=title, **more
    )


def names(wanted: list[Wanted]) -> list[int]:
    return [int(one.title.split()[1]) for one in wanted]


def test_only_papers_whose_venue_is_open_are_asked_for(book: VenueBook) -> None:
    text = (
        row(1)
        + row(2)
        + row(3, "arXiv 2023")
        + row(4, "**ICML 2023**")
        + row(5, "**ICML 2023**")
        + row(6, "**ICML 2023**")
        + row(7, "**ICML 2023**")
    )
    known = Known(
        claims=(
            claim(2, "NeurIPS", 2023, "accepted-papers", track="main"),
            claim(4, "ICML", 2023),
            claim(5, "CVPR", 2023),
            claim(6, "ICML", 2023, "openreview", status="rejected", track="main"),
            claim(7, "A Journal of Walks", None),
        )
    )
    assert names(asking.wanted(case(text, book, known), "openreview", ())) == [5, 1, 3, 6]


def test_a_source_is_asked_for_few_a_night_and_the_next_night_for_others(book: VenueBook) -> None:
    text = "".join(map(row, range(1, 51)))
    asked: tuple[Asked, ...] = ()
    nights = list[list[int]]()
    for day in range(4):
        tonight = case(text, book, today=TODAY + timedelta(days=day))
        wanted = asking.wanted(tonight, "openreview", asked)
        nights.append(names(wanted))
        answer: Lookup[PaperId, Any] = Lookup(missing=frozenset(one.paper for one in wanted))
        asked = asking.remembered(tonight, "openreview", asked, answer)
        assert names(asking.wanted(tonight, "openreview", asked)) == nights[-1] or day > 1, "the same night twice asks the same"
    assert [len(one) for one in nights] == [20, 20, 10, 0]
    assert sorted(nights[0] + nights[1] + nights[2]) == list(range(1, 51))
    assert len(asking.wanted(tonight, "crossref", asked)) == 30


@pytest.mark.parametrize(("found", "days", "again"), [(False, 13, False), (False, 14, True), (True, 29, False), (True, 30, True)])
def test_what_was_asked_for_is_asked_for_again_in_time(book: VenueBook, found: bool, days: int, again: bool) -> None:
    asked = [Asked(PaperId("arxiv", "2306.00001"), "crossref", TODAY - timedelta(days=days), found)]
    assert bool(asking.wanted(case(row(1), book), "crossref", asked)) == again
    assert asking.wanted(case(row(1), book), "openreview", asked)


def test_what_failed_is_asked_for_the_next_night_and_what_left_the_list_is_forgotten(book: VenueBook) -> None:
    one, two, gone = (PaperId("arxiv", f"2306.0000{n}") for n in (1, 2, 3))
    before = [Asked(gone, "crossref", TODAY), Asked(gone, "openreview", TODAY)]
    answer: Lookup[PaperId, Any] = Lookup(found={one: ()}, failed={two: "it answers 500"})
    after = asking.remembered(case(row(1) + row(2), book), "crossref", before, answer)
    assert set(after) == {Asked(one, "crossref", TODAY, True), Asked(gone, "openreview", TODAY)}


def test_a_paper_is_asked_for_by_the_ids_that_its_links_and_arxiv_give_it(book: VenueBook) -> None:
    def facts(doi: str) -> Known:
        walk = PaperId("arxiv", "2306.00001")
        return Known(facts=(PaperFacts(walk, "arxiv", "u", TODAY, title="Walk 1 of Many Long Ones", authors=BOTH, version=1, doi=doi),))

    (one,) = asking.wanted(case(row(1), book, facts("10.1109/TPAMI.2024.1")), "crossref", ())
    assert (one.id, one.authors) == (PaperId("doi", "10.1109/tpami.2024.1"), BOTH)
    assert asking.wanted(case(row(1), book, facts("10.48550/arXiv.2306.00001")), "crossref", ())[0].id is None
    (two,) = asking.wanted(case(f"| [{WALK}](https://openreview.net/forum?id=walk) | Jun 2023 |\n", book), "openreview", ())
    assert (two.paper, two.id) == (PaperId("openreview", "walk"), PaperId("openreview", "walk"))


def test_what_a_source_says_anew_takes_the_place_of_what_it_said_there_and_of_nothing_else(book: VenueBook) -> None:
    old = claim(1, "ICLR", 2025, "openreview", status="submitted", track="main")
    known = (claim(1, "ICLR", 2024, "openreview", status="absent"), claim(2, "ICLR", 2025, "openreview"), claim(1, "ICLR", 2025, "dblp"))
    kept = tuple(replace(one, url=f"{one.url}/{n}") for n, one in enumerate(known))
    new = replace(old, status="accepted", url="https://openreview.net/forum?id=walk")
    after = learn.told(Known(claims=(old, *kept)), "openreview", [new], book, TODAY)
    assert set(after.claims) == {new, *kept}
    moved = replace(new, venue="NeurIPS")
    assert set(learn.told(after, "openreview", [moved], book, TODAY).claims) == {moved, *kept}


def test_an_address_that_is_none_is_said() -> None:
    assert environment.read({"CROSSREF_MAILTO": " ann@example.org "}).mailto == "ann@example.org"
    with pytest.raises(UsageError, match=r"CROSSREF_MAILTO: it is no e-mail address\. Write it as NAME@HOST"):
        environment.read({"CROSSREF_MAILTO": "ann"})
