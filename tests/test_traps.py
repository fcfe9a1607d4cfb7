"""Each trap that the services and their packages are known for, by its name."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import responses

from bot import arxivapi
from bot.errors import SourceError
from bot.githubapi import Api
from bot.model import PaperId
from bot.ports import Listed, Place, Wanted
from bot.sources import accepted_papers, github, semantic_scholar
from bot.sources.accepted_papers import AcceptedPapers
from bot.sources.arxiv import Arxiv
from bot.sources.github import GitHub
from bot.sources.semantic_scholar import SemanticScholar
from bot.text.venues import VenueBook
from bot.web import Web
from tests import stage as own
from tests.conftest import need
from tests.test_services import hasty, outcome

TODAY = date(2025, 6, 3)
WALKS, SLOW, OLD, TINY = (PaperId("arxiv", name) for name in own.PAPERS)


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as one:
        yield one
        assert not one.wrongs


def scholar(stage: own.Stage, book: VenueBook, key: str = own.KEY) -> SemanticScholar:
    return SemanticScholar(f"{stage.url}/s2", key, Web(hasty(semantic_scholar.KEYED)), book)


def axiv(stage: own.Stage) -> Arxiv:
    return Arxiv(f"{stage.url}/arxiv/api/query", Web(hasty(arxivapi.MANNERS)))


def hub(stage: own.Stage, token: str = own.TOKEN) -> GitHub:
    return GitHub(Api(f"{stage.url}/github", token, backoff=0, pause=0))


def ask(one: PaperId) -> Wanted:
    return Wanted(one, own.PAPERS[one.value]["title"], one)


def answers(stage: own.Stage, service: str, data: Any, times: int = 1, code: int = 200) -> None:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    stage.faults.append({"kind": "answer", "service": service, "body": body, "times": times, "code": code})


# Semantic Scholar


def test_the_order_of_a_batch_is_not_trusted(stage: own.Stage, book: VenueBook) -> None:
    answers(stage, "s2", [own._scholarly("2306.00002"), None, own._scholarly("2211.00001")])
    answer = scholar(stage, book).lookup([ask(WALKS), ask(TINY), ask(SLOW)], TODAY)
    assert {one: record.facts.title for one, record in answer.found.items()} == {
        one: own.PAPERS[one.value]["title"] for one in (WALKS, SLOW)
    }
    assert answer.missing == {TINY}


def test_a_batch_of_another_length_is_failed(stage: own.Stage, book: VenueBook) -> None:
    answers(stage, "s2", [own._scholarly("2211.00001")], times=2)
    assert outcome(scholar(stage, book).lookup([ask(WALKS), ask(SLOW)], TODAY))[:2] == ({}, set())


def test_a_merged_record_is_missing_not_data(stage: own.Stage, book: VenueBook) -> None:
    """Ask for one paper, get another: by its id, or by its title under the same id."""
    other = own._scholarly("2306.00002")
    renamed = own._scholarly("2401.00004") | {"title": "Entirely Different Words about Other Matters"}
    answers(stage, "s2", [other, renamed])
    assert outcome(scholar(stage, book).lookup([ask(WALKS), ask(TINY)], TODAY)) == ({}, {WALKS, TINY}, {})


def test_a_merged_record_is_missing_however_short_its_title(stage: own.Stage, book: VenueBook) -> None:
    answers(stage, "s2", [own._scholarly("2401.00004")])
    assert outcome(scholar(stage, book).lookup([Wanted(TINY, "Moonlight", TINY)], TODAY)) == ({}, {TINY}, {})


@pytest.mark.parametrize("key", ["conf/emnlp/LiuJMCS22", "conf/wacv/OzgurCCBRD25", "conf/www/CheemaHME21", "conf/siggraph/KovarGP08"])
def test_a_series_whose_keys_tell_no_track_proves_nothing_by_itself(book: VenueBook, key: str) -> None:
    """Findings, workshops and courses have keys like the main track's."""
    venue = book.of_dblp(key.rpartition("/")[0])
    assert venue
    assert venue.blind_key


def test_a_title_with_bytes_that_are_no_text_can_be_asked_for(stage: own.Stage, book: VenueBook) -> None:
    assert scholar(stage, book).lookup([Wanted(WALKS, "Caf\udce9 Walks", None)], TODAY).missing == {WALKS}


def test_a_renamed_paper_is_known_by_the_title_arxiv_gives_it(stage: own.Stage, book: VenueBook) -> None:
    renamed = own._scholarly("2401.00004") | {"title": "Entirely Different Words about Other Matters"}
    answers(stage, "s2", [renamed])
    wanted = replace(ask(TINY), titles=("Entirely Different Words About Other Matters",))
    assert scholar(stage, book).lookup([wanted], TODAY).found


def test_what_outlives_merges_is_stored(stage: own.Stage, book: VenueBook) -> None:
    record = scholar(stage, book).lookup([ask(WALKS)], TODAY).found[WALKS]
    assert (record.facts.corpus, record.facts.url) == (11, "https://api.semanticscholar.org/CorpusID:11")
    again = Wanted(PaperId("title", "quantized walks"), own.PAPERS[WALKS.value]["title"], None, corpus=11)
    assert scholar(stage, book).lookup([again], TODAY).found
    assert stage.asked[-1]["path"] == "graph/v1/paper/batch"


def test_a_venue_never_gets_the_record_s_year(stage: own.Stage, book: VenueBook) -> None:
    """A record mixes the published venue with the preprint's year; the DBLP key has a year of its own."""
    answers(stage, "s2", [own._scholarly("2211.00001") | {"year": 2022, "publicationDate": "2022-11-28"}])
    claims = scholar(stage, book).lookup([ask(WALKS)], TODAY).found[WALKS].claims
    assert [(claim.source, book.canonical(claim.venue), claim.year) for claim in claims] == [
        ("semantic-scholar", "NeurIPS", None),
        ("dblp", "NeurIPS", 2023),
    ]


def test_a_preprint_s_dblp_key_names_no_venue(stage: own.Stage, book: VenueBook) -> None:
    assert not scholar(stage, book).lookup([ask(SLOW)], TODAY).found[SLOW].claims


@pytest.mark.parametrize(
    ("record", "venue"),
    [
        ({"venue": "NIPS"}, "NIPS"),
        (
            {"venue": "", "publicationVenue": {"name": "International Conference on Machine Learning"}},
            "International Conference on Machine Learning",
        ),
        ({"venue": "A Name Nobody Knows", "publicationVenue": {"name": "Nor This", "alternate_names": ["ICML"]}}, "ICML"),
        ({"venue": "arXiv.org", "journal": {"name": "IEEE Transactions on Image Processing"}}, "IEEE Transactions on Image Processing"),
        ({"venue": "A Name Nobody Knows", "publicationVenue": None, "journal": {"name": None}}, "A Name Nobody Knows"),
    ],
)
def test_of_a_record_s_names_for_its_venue_a_known_one_is_taken(
    record: dict[str, object], venue: str, stage: own.Stage, book: VenueBook
) -> None:
    answers(stage, "s2", [own._scholarly("2306.00002") | record])
    (claim,) = scholar(stage, book).lookup([ask(SLOW)], TODAY).found[SLOW].claims
    assert claim.venue == venue


@pytest.mark.parametrize(
    ("key", "venue", "year"),
    [
        ("conf/iclr/0001L24a", "ICLR", 2024),
        ("conf/nips/HoJA20", "NeurIPS", 2020),
        ("journals/tmlr/XuFZ024", "TMLR", 2024),
        ("conf/icml/Smith99", "ICML", 1999),
    ],
)
def test_a_dblp_key_gives_series_and_year(stage: own.Stage, book: VenueBook, key: str, venue: str, year: int) -> None:
    record = own._scholarly("2211.00001")
    answers(stage, "s2", [record | {"externalIds": record["externalIds"] | {"DBLP": key}}])
    (claim,) = [one for one in scholar(stage, book).lookup([ask(WALKS)], TODAY).found[WALKS].claims if one.source == "dblp"]
    assert (claim.venue, claim.year) == (venue, year)


def test_signs_of_a_title_are_no_part_of_the_query(stage: own.Stage, book: VenueBook) -> None:
    """The package puts a title into the URL as it is: of `Q&A` it asks for `Q`, and a plus sign becomes a space."""
    title = "Q&A: C++ #1 with 100% of 50/50?"
    scholar(stage, book).lookup([Wanted(PaperId("title", "q a"), title, None)], TODAY)
    assert stage.asked[0]["query"]["query"] == title


def test_only_the_fields_used_are_asked_for(stage: own.Stage, book: VenueBook) -> None:
    """`tldr` draws 500, nested citations 504."""
    scholar(stage, book).lookup([ask(WALKS)], TODAY)
    asked = stage.asked[0]["query"]["fields"]
    assert asked == "title,authors.name,externalIds,venue,publicationVenue,journal,citationCount,influentialCitationCount"


def test_more_than_500_papers_are_several_batches(stage: own.Stage, book: VenueBook) -> None:
    many = [Wanted(PaperId("arxiv", f"2101.{n:05}"), "A", PaperId("arxiv", f"2101.{n:05}")) for n in range(501)]
    answer = scholar(stage, book).lookup(many, TODAY)
    assert (len(answer.missing), [len(json.loads(one["body"])["ids"]) for one in stage.asked]) == (501, [500, 1])


def test_a_batch_without_a_hit_is_missing_though_it_answers_400(stage: own.Stage, book: VenueBook) -> None:
    one = PaperId("arxiv", "2101.00001")
    assert outcome(scholar(stage, book).lookup([Wanted(one, "A", one)], TODAY)) == ({}, {one}, {})


def test_a_record_without_what_every_record_has_spoils_only_itself(stage: own.Stage, book: VenueBook) -> None:
    answers(stage, "s2", [{"paperId": "1", "title": None}, own._scholarly("2306.00002") | {"authors": None, "citationCount": None}])
    answer = scholar(stage, book).lookup([ask(WALKS), ask(SLOW)], TODAY)
    assert (set(answer.found), set(answer.failed)) == ({SLOW}, {WALKS})
    assert [count.metric for count in answer.found[SLOW].counts] == ["influential-citations"]


def test_odd_values_spoil_nothing(stage: own.Stage, book: VenueBook) -> None:
    odd = {
        "externalIds": {"ArXiv": "2211.00001", "CorpusId": "9" * 5000, "MAG": None},
        "citationCount": 10**30,
        "venue": None,
        "authors": [{"name": None}, {}],
    }
    nan = own._scholarly("2306.00002") | {"citationCount": float("nan")}
    answers(stage, "s2", [own._scholarly("2211.00001") | odd, nan])
    answer = scholar(stage, book).lookup([ask(WALKS), ask(SLOW)], TODAY)
    facts = answer.found[WALKS].facts
    assert (facts.corpus, facts.authors, answer.found[WALKS].claims, set(answer.failed)) == (None, (), (), {SLOW})


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"1",
        b'"x"',
        b"[null]",
        b"[[]]",
        b"{}",
        b"[" * 100_000,
        b'{"data": 1}',
        b'{"data": {"r0": 5}, "errors": [{}]}',
        b'{"items": 3}',
    ],
)
def test_answers_of_an_odd_shape_are_failed(stage: own.Stage, book: VenueBook, body: bytes) -> None:
    for service, look in (
        ("s2", lambda: scholar(stage, book).lookup([ask(WALKS), ask(SLOW)], TODAY)),
        ("s2", lambda: scholar(stage, book).lookup([Wanted(WALKS, "A title", None)], TODAY)),
        ("github_graphql", lambda: hub(stage).lookup(["ann/code"], TODAY)),
        ("arxiv_api", lambda: axiv(stage).lookup([WALKS], TODAY)),
    ):
        answers(stage, service, body, times=99)
        answer = look()
        assert answer.failed
        assert not answer.found
        stage.faults.clear()
    answers(stage, "github_rest", body, times=99)
    with pytest.raises(SourceError):
        hub(stage).text(own.LIST, "README.md", "")


def test_a_wrong_key_is_failed_not_an_empty_answer(stage: own.Stage, book: VenueBook) -> None:
    wrong = SemanticScholar(f"{stage.url}/s2", "wrong", Web(hasty(semantic_scholar.KEYED)), book)
    assert outcome(wrong.lookup([ask(WALKS)], TODAY)) == ({}, set(), {WALKS: "it answers 403: Forbidden"})


def test_a_key_that_the_service_repeats_is_not_said(stage: own.Stage, book: VenueBook) -> None:
    answers(stage, "s2", {"error": f"unknown key {own.KEY}"}, code=403)
    assert scholar(stage, book).lookup([ask(WALKS)], TODAY).failed == {WALKS: "it answers 403: unknown key …"}


def test_a_name_that_no_repository_has_is_no_answer(stage: own.Stage) -> None:
    answers(stage, "github_graphql", {"data": {"r0": own._repository("ann/code") | {"full_name": "x) | evil"}}}, times=9)
    assert hub(stage).lookup(["ann/code"], TODAY).failed


def test_without_a_key_none_is_sent(stage: own.Stage, book: VenueBook) -> None:
    assert scholar(stage, book, "").lookup([ask(WALKS)], TODAY).found
    assert "x-api-key" not in stage.asked[0]["headers"]


def test_a_throttled_batch_is_repeated_ever_later(stage: own.Stage, book: VenueBook) -> None:
    manners = replace(semantic_scholar.KEYED, interval=0, backoff=0.05, patience=1)
    stage.faults.append({"kind": "status", "service": "s2", "code": 429, "times": 3})
    start = time.monotonic()
    assert SemanticScholar(f"{stage.url}/s2", own.KEY, Web(manners), book).lookup([ask(WALKS)], TODAY).found
    assert time.monotonic() - start >= 0.05 + 0.1 + 0.2
    assert len(stage.asked) == 4


def test_secrets_stand_in_no_log_and_no_line_of_a_package(
    stage: own.Stage, book: VenueBook, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The package logs its key at DEBUG, twice, and sets up logging for the whole program."""
    with caplog.at_level(logging.DEBUG):
        scholar(stage, book).lookup([ask(WALKS), Wanted(TINY, "No Such Title Anywhere", None)], TODAY)
        hub(stage).lookup(["ann/code", "eve/disabled"], TODAY)
    said = caplog.text + "".join(capfd.readouterr())
    assert own.KEY not in said
    assert own.TOKEN not in said


# arXiv


def test_the_default_of_ten_results_is_not_met(stage: own.Stage) -> None:
    axiv(stage).lookup([PaperId("arxiv", f"2101.{n:05}") for n in range(60)], TODAY)
    assert stage.asked[0]["query"]["max_results"] == "60"


def test_slices_are_of_about_a_hundred(stage: own.Stage) -> None:
    axiv(stage).lookup([PaperId("arxiv", f"2101.{n:05}") for n in range(129)], TODAY)
    assert [len(one["query"]["id_list"].split(",")) for one in stage.asked] == [64, 65]


def test_a_slice_that_fails_leaves_the_others(stage: own.Stage) -> None:
    many = [WALKS, *(PaperId("arxiv", f"2101.{n:05}") for n in range(150)), SLOW]
    stage.faults.append({"kind": "html_200", "service": "arxiv_api", "skip": 1, "times": 2})
    answer = axiv(stage).lookup(many, TODAY)
    assert (set(answer.found), len(answer.missing), len(answer.failed), SLOW in answer.failed) == ({WALKS}, 75, 76, True)


def test_406_is_throttling(stage: own.Stage) -> None:
    stage.faults.append({"kind": "status", "service": "arxiv_api", "code": 406})
    assert axiv(stage).lookup([WALKS], TODAY).found
    assert len(stage.asked) == 2
    assert "atom" in stage.asked[0]["headers"]["Accept"]


def test_arxiv_is_asked_every_three_seconds_and_throttled_for_a_minute() -> None:
    assert (arxivapi.MANNERS.interval, arxivapi.MANNERS.throttled) == (3.0, 60.0)


def test_an_interval_passes_between_requests(stage: own.Stage) -> None:
    stage.interval["arxiv_api"] = 0.3
    web = Web(replace(hasty(arxivapi.MANNERS), interval=0.32))
    many = [PaperId("arxiv", f"2101.{n:05}") for n in range(201)]
    answer = Arxiv(f"{stage.url}/arxiv/api/query", web).lookup(many, TODAY)
    assert (len(answer.missing), answer.failed, answer.requests) == (201, {}, 3)


def test_an_error_feed_is_failed_with_its_words(stage: own.Stage) -> None:
    entry = "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>incorrect id format for x</summary></entry>"
    answers(stage, "arxiv_api", own._feed([entry], 1), times=2)
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[2] == {WALKS: "its answer holds what was not asked for: incorrect id format for x"}
    answers(stage, "arxiv_api", own._feed([entry], 1), times=2, code=400)
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[2] == {WALKS: "it answers 400: incorrect id format for x"}


def test_rate_exceeded_with_status_200_is_failed(stage: own.Stage) -> None:
    answers(stage, "arxiv_api", b"Rate exceeded.", times=2)
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[:2] == ({}, set())


def test_a_foreign_feed_is_failed(stage: own.Stage) -> None:
    answers(stage, "arxiv_api", own._feed([own._entry("2306.00002")], 1), times=2)
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[:2] == ({}, set())


def test_well_formed_html_is_no_feed(stage: own.Stage) -> None:
    answers(stage, "arxiv_api", b"<html><head><title>ok</title></head><body><p>hello</p></body></html>", times=2)
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[:2] == ({}, set())


def test_a_feed_that_is_not_well_formed_is_failed_though_its_entries_can_be_read(stage: own.Stage) -> None:
    answers(stage, "arxiv_api", own._feed([own._entry("2211.00001")], 1).replace(b"&amp; More", b"& More"), times=2)
    assert outcome(axiv(stage).lookup([WALKS], TODAY)) == ({}, set(), {WALKS: "its answer is no well-formed feed"})


def test_entities_are_not_expanded(stage: own.Stage) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><feed><title>&b;</title></feed>'
    answers(stage, "arxiv_api", bomb, times=2)
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[2] == {WALKS: "it answers 200 with a web page"}


def test_an_id_of_no_arxiv_form_spoils_no_slice(stage: own.Stage) -> None:
    odd = PaperId("arxiv", "not-an-id")
    answer = axiv(stage).lookup([WALKS, OLD, odd], TODAY)
    assert (set(answer.found), set(answer.missing)) == ({WALKS, OLD}, {odd})


def test_what_arxiv_says_of_a_paper(stage: own.Stage) -> None:
    facts = axiv(stage).lookup([OLD], TODAY).found[OLD]
    assert (facts.submitted, facts.updated, facts.version, facts.authors) == (date(2022, 11, 1), date(2023, 7, 1), 2, ("Ann Lee", "Cy Zed"))
    assert (facts.categories, facts.withdrawn, facts.url) == (("cs.CV",), True, "https://arxiv.org/abs/math/0309136v2")


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors", True),
        ("Withdrawn due to an error in Theorem 2", True),
        ("the article was withdrawn", True),
        ("withdrawn from arXiv", True),
        ("Paper withdrawn", True),
        ("An earlier version of this paper; the earlier version was withdrawn", False),
        ("This paper was withdrawn by the authors from ICLR 2024", False),
        ("This paper was withdrawn from ICLR 2024", False),
        ("Withdrawn from NeurIPS 2023; revised version", False),
        ("Accepted at ICML 2024. Supersedes a withdrawn submission", False),
        ("12 pages", False),
    ],
)
def test_withdrawn_is_said_of_the_paper_itself(comment: str, withdrawn: bool) -> None:
    assert bool(arxivapi._WITHDRAWN.search(comment)) is withdrawn


def test_recorded_answers_of_arxiv_are_read(stage: own.Stage) -> None:
    for path in sorted(need("recorded/arxiv_api").glob("id_*.json")):
        record = json.loads(path.read_text("utf-8"))
        body = record.get("body") or record.get("text") or record["response"]["body"]
        asked = [one for name in path.name.split("_s0_")[0].removeprefix("id_").split("_") if (one := PaperId("arxiv", name.split("v")[0]))]
        answers(stage, "arxiv_api", body.encode(), times=2)
        answer = axiv(stage).lookup(asked, TODAY)
        assert all(facts.title and facts.submitted and facts.authors for facts in answer.found.values())
        stage.faults.clear()


# GitHub


def test_one_missing_repository_takes_nothing_from_the_others(stage: own.Stage) -> None:
    """PyGithub's own query raises on any error beside the data."""
    answer = hub(stage).lookup(["ann/code", "eve/gone", "eve/lost", "ann/attic"], TODAY)
    assert {slug: one.facts.access for slug, one in answer.found.items()} == {
        "ann/code": "open",
        "ann/attic": "open",
        "eve/gone": "gone",
        "eve/lost": "gone",
    }
    assert answer.found["ann/attic"].facts.archived


def test_a_query_of_too_much_is_halved_and_that_is_remembered(stage: own.Stage) -> None:
    stage.most_aliases = 12
    slugs = [f"eve/n{n}" for n in range(49)] + ["ann/code"]
    one = hub(stage)
    assert one.lookup(slugs, TODAY).found["ann/code"].stars == 42
    assert sizes(stage) == [50, 25, 12, 12, 12, 12, 2]
    stage.asked.clear()
    one.lookup(["ann/code", *(f"ann/n{n}" for n in range(20))], TODAY)
    assert sizes(stage) == [12, 9]


def sizes(stage: own.Stage) -> list[int]:
    """Of the queries asked."""
    queries = (one["body"].decode() for one in stage.asked if one["service"] == "github_graphql")
    return [query.count("repository(") for query in queries]


def test_server_errors_halve_a_query_too(stage: own.Stage) -> None:
    stage.faults.append({"kind": "status", "service": "github_graphql", "code": 502, "times": 4})
    answer = hub(stage).lookup(["ann/code", *(f"eve/n{n}" for n in range(11))], TODAY)
    assert answer.found["ann/code"].stars == 42
    assert not answer.failed


def test_a_rate_limit_with_status_200_is_failed(stage: own.Stage) -> None:
    answers(
        stage, "github_graphql", {"data": {"r0": None}, "errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, times=2
    )
    assert outcome(hub(stage).lookup(["ann/code"], TODAY)) == ({}, set(), {"ann/code": "its rate limit is reached"})


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (("Retry-After", "3600"), "You have exceeded a secondary rate limit"),
        (("X-RateLimit-Reset", str(int(time.time()) + 3600)), "API rate limit exceeded for user ID 1."),
    ],
)
def test_a_rate_limit_of_an_hour_is_not_waited_for(stage: own.Stage, header: tuple[str, str], message: str) -> None:
    fault = {"kind": "answer", "service": "github_graphql", "code": 403, "headers": dict([header]), "times": 9}
    stage.faults.append(fault | {"body": json.dumps({"message": message}).encode()})
    assert set(hub(stage).lookup(["ann/code"], TODAY).failed) == {"ann/code"}
    assert len(stage.asked) == 1


def test_redirects_without_end_are_left(stage: own.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(own.MOVED, "bob/ring", "bob/ring")
    answer = hub(stage, "").lookup(["ann/code", "bob/ring"], TODAY)
    assert (set(answer.found), set(answer.failed)) == ({"ann/code"}, {"bob/ring"})
    assert stage.count("github_rest") < 10


def test_one_repository_that_may_not_be_seen_fails_alone(stage: own.Stage) -> None:
    """An organisation's rule for its own repositories."""
    fault = {
        "kind": "answer",
        "service": "github_rest",
        "code": 403,
        "body": b'{"message": "Resource protected by organization SAML enforcement"}',
    }
    stage.faults.append(fault)
    answer = hub(stage).lookup(["eve/saml", "eve/gone"], TODAY)
    assert (set(answer.failed), answer.found["eve/gone"].facts.access) == ({"eve/saml"}, "gone")


@pytest.mark.parametrize("content", ["", "####", "IyBBIA=="])
def test_a_list_that_arrives_in_part_is_none(stage: own.Stage, content: str) -> None:
    file = {"type": "file", "size": len(stage.text), "sha": "b10b", "encoding": "base64", "content": content}
    stage.faults.append({"kind": "answer", "service": "github_rest", "skip": 2, "body": json.dumps(file).encode(), "times": 2})
    with pytest.raises(SourceError, match=r"of the list's \d+ bytes \d arrived"):
        hub(stage).text(own.LIST, "README.md", "")


def test_a_body_packed_twice_is_refused(stage: own.Stage) -> None:
    body = gzip.compress(gzip.compress(b" " * 10**6))
    stage.faults.append({"kind": "answer", "service": "arxiv_api", "body": body, "headers": {"Content-Encoding": "gzip, gzip"}, "times": 2})
    assert outcome(axiv(stage).lookup([WALKS], TODAY))[2] == {WALKS: "the answer is packed more than once"}


def test_an_address_that_can_t_be_is_failed() -> None:
    answer = Arxiv("http://a..b/query", Web(hasty(arxivapi.MANNERS))).lookup([WALKS], TODAY)
    assert outcome(answer)[:2] == ({}, set())
    assert answer.failed


def test_a_broken_connection_is_waited_after_like_an_answer(stage: own.Stage) -> None:
    stage.faults.append({"kind": "reset", "service": "arxiv_api"})
    start = time.monotonic()
    assert Arxiv(f"{stage.url}/arxiv/api/query", Web(replace(hasty(arxivapi.MANNERS), interval=0.3))).lookup([WALKS], TODAY).found
    assert time.monotonic() - start >= 0.3


def test_a_wrong_token_is_said(stage: own.Stage) -> None:
    stage.faults.clear()
    answers(stage, "github_graphql", {"message": "Bad credentials"}, code=401)
    assert hub(stage).lookup(["ann/code"], TODAY).failed == {"ann/code": "it doesn't take the token (401)"}


def test_a_renamed_list_is_read_by_its_new_name(stage: own.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect forgets what was asked for: the commit."""
    monkeypatch.setitem(own.MOVED, "ann/old-papers", own.LIST)
    text = hub(stage).text("ann/old-papers", "README.md", "")
    assert (text.repository, text.data) == (own.LIST, stage.text)


def test_a_list_above_a_megabyte_is_read_as_a_blob(stage: own.Stage) -> None:
    stage.text = b"# long\n" * 200_000
    assert hub(stage).text(own.LIST, "README.md", "main").data == stage.text


def test_what_a_search_doesn_t_show_is_unknown_never_gone(stage: own.Stage) -> None:
    """Beyond what may be looked up singly: sixty requests an hour are all there is without a token."""
    many = [f"eve/n{n}" for n in range(30)]
    answer = hub(stage, "").lookup(["ann/code", *many], TODAY)
    assert (len(answer.found), answer.missing, answer.failed) == (1 + github.SINGLY, frozenset(), {})


def test_a_search_shows_forks_only_if_asked_to(stage: own.Stage) -> None:
    assert hub(stage, "").lookup(["bob/fork"], TODAY).found["bob/fork"].facts.fork
    assert [one["path"] for one in stage.asked] == ["search/repositories"]


def test_a_search_that_can_show_nothing_answers_422(stage: own.Stage) -> None:
    assert hub(stage, "").lookup(["eve/gone"], TODAY).found["eve/gone"].facts.access == "gone"


def test_what_a_query_can_t_resolve_is_not_gone_without_a_plain_404(stage: own.Stage) -> None:
    many = [f"eve/n{n}" for n in range(github.SINGLY + 1)]
    answer = hub(stage).lookup(many, TODAY)
    assert [answer.found[slug].facts.access for slug in many] == ["gone"] * github.SINGLY + ["unresolved"]


def test_secrets_of_netrc_go_nowhere(stage: own.Stage, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    axiv(stage).lookup([WALKS], TODAY)
    hub(stage, "").lookup(["ann/code"], TODAY)
    assert all("Authorization" not in one["headers"] for one in stage.asked)


def test_no_header_follows_a_redirect_to_another_host(stage: own.Stage, book: VenueBook) -> None:
    with own.opened() as other:
        for service in ("s2", "github_graphql"):
            away = {"Location": f"{other.url}/{service}"}
            stage.faults.append({"kind": "status", "service": service, "code": 302, "headers": away, "times": 2})
        assert scholar(stage, book).lookup([ask(WALKS)], TODAY).failed
        assert hub(stage).lookup(["ann/code"], TODAY).failed
        assert not other.asked


# The lists of accepted papers, and the real addresses


def test_a_body_that_ends_early_or_late_is_no_list(stage: own.Stage) -> None:
    lists = AcceptedPapers(f"{stage.url}/lists", Web(hasty(accepted_papers.MANNERS)))
    whole = json.dumps(own.NIPS).encode()
    for body in (
        whole[:-1],
        whole + b"x",
        b"{}",
        b"[]",
        b"[1]",
        b'[{"title": ""}]',
        b'"x"',
        b"[" * 99 + b"]" * 99,
        b'[{"title": "A", "b": ' + b"[" * 50 + b"]" * 50 + b"}]",
    ):
        answers(stage, "raw", body, times=2)
        place = Place("NeurIPS", 2023, "nips/nips2023.json")
        assert outcome(lists.lookup([place], [""], lambda _: True))[:2] == ({}, set()), body
        stage.faults.clear()


def test_the_recorded_lists_are_understood(stage: own.Stage) -> None:
    for path in sorted(need("recorded/accepted_papers").glob("*.json")):
        answers(stage, "raw", path.read_bytes())
        lists = AcceptedPapers(f"{stage.url}/lists", Web(hasty(accepted_papers.MANNERS)))
        place = Place("X", 2024, "x")
        read = lists.lookup([place], [""], lambda _: True).found[place].papers or ()
        said = {"Reject": "rejected", "Desk Reject": "rejected", "Withdraw": "withdrawn"}
        assert read
        assert all(one.status == said.get(one.raw, "accepted") for one in read)
        assert all(one.track == ("datasets" if "Datasets" in one.raw else one.track) for one in read)


def test_a_list_without_decisions_holds_accepted_papers_only_if_none_was_refused() -> None:
    body = json.dumps([{"title": "A"}, {"title": "B", "status": "Reject"}]).encode()
    with responses.RequestsMock() as mock:
        mock.get("https://lists.example/x.json", body=body)
        mock.get("https://lists.example/y.json", body=json.dumps([{"title": "A"}]).encode())
        lists = AcceptedPapers("https://lists.example", Web(hasty(accepted_papers.MANNERS)))
        x, y = Place("X", 2024, "x.json"), Place("X", 2024, "y.json")
        found = lists.lookup([x, y], ["", ""], lambda one: one.title == "A").found
    assert [one.status for place in (x, y) for one in found[place].papers or ()] == [None, "accepted"]
    assert all(isinstance(one, Listed) for one in found[x].papers or ())


@responses.activate
def test_the_real_addresses_are_asked_where_requests_is_the_client() -> None:
    feed = responses.get("https://export.arxiv.org/api/query", body=own._feed([own._entry("2211.00001")], 1))
    graph = responses.post("https://api.github.com:443/graphql", json={"data": {"r0": own._repository("ann/code")}})
    assert Arxiv("https://export.arxiv.org/api/query", Web(hasty(arxivapi.MANNERS))).lookup([WALKS], TODAY).found
    assert GitHub(Api("https://api.github.com", own.TOKEN)).lookup(["ann/code"], TODAY).found
    assert (feed.call_count, graph.call_count) == (1, 1)
    assert graph.calls[0].request.headers["Authorization"] == f"token {own.TOKEN}"
    assert feed.calls[0].request.headers["User-Agent"].startswith("paperlist-bot/")


def test_a_slow_drip_is_left_in_time() -> None:
    """A byte now and then keeps every timeout between two pieces from striking."""

    def drip() -> None:
        client, _ = server.accept()
        with client, contextlib.suppress(OSError):
            client.recv(65536)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                client.sendall(b"x")
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with (
            Web(hasty(arxivapi.MANNERS)).stream(url, limit=10**6, seconds=0.4) as (_, body),
            pytest.raises(SourceError, match="too slowly"),
        ):
            body.read()
        thread.join()
