"""The adapters over real HTTP: the same promises against the project's own test server and an independent emulator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import pytest

from bot import arxivapi, environment, sources
from bot.errors import SourceError, UnreadableListError
from bot.githubapi import Api
from bot.model import Lookup, PaperId
from bot.ports import Place, Services, Stretch, Wanted
from bot.sources import accepted_papers, crossref, openreview, pages, semantic_scholar
from bot.sources.accepted_papers import AcceptedPapers
from bot.sources.arxiv import Arxiv
from bot.sources.arxiv_feeds import ArxivFeeds
from bot.sources.arxiv_harvests import ArxivHarvests
from bot.sources.arxiv_submissions import ArxivSubmissions
from bot.sources.crossref import Crossref
from bot.sources.github import GitHub
from bot.sources.openreview import OpenReview
from bot.sources.pages import Pages
from bot.sources.readmes import GitHubReadmes
from bot.sources.semantic_scholar import SemanticScholar
from bot.sources.suggestions import SemanticScholarSuggestions
from bot.text.links import paper_id
from bot.text.titles import title_id
from bot.text.venues import VenueBook
from bot.web import Manners, Web
from tests import archive as own_archive
from tests import stage as own
from tests.world import World, running

TODAY = date(2025, 6, 3)
T = TypeVar("T")
K = TypeVar("K")


@dataclass
class Ground:
    """Services to ask, and what is known to be there."""

    variables: dict[str, str]
    papers: dict[str, str]
    title: str
    """Of a paper with the signs that break queries."""
    opened: str
    moved: tuple[str, str]
    gone: str
    blocked: str
    fork: str
    list: str
    text: bytes
    listing: Place
    listed: str
    decided: str
    """The title of a paper on OpenReview."""
    printed: str
    """Of one in Crossref."""
    fault: Callable[..., object]
    asked: Callable[[str], int]
    clear: Callable[[], object]


@pytest.fixture(scope="module", params=["own", "world"])
def anywhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    if request.param == "own":
        with own.opened() as stage:
            yield _own(stage)
    else:
        with running(tmp_path_factory.mktemp("world"), "relaxed") as world:
            yield _world(world)


@pytest.fixture
def ground(anywhere: Ground) -> Ground:
    anywhere.clear()
    return anywhere


def _own(stage: own.Stage) -> Ground:
    day = date(2025, 6, 3)
    stage.archive.items = [
        own_archive.Item("2506.00011", date(2025, 6, 2), day, title="Walks & Runs of n<m Steps"),
        own_archive.Item("2506.00012", date(2025, 6, 2), day, ("cs.LG", "cs.CV")),
        *(own_archive.Item(f"2505.0000{n}", date(2025, 5, 20), date(2025, 5, 22), replaced=[day]) for n in range(5)),
    ]

    def clear() -> None:
        stage.faults.clear()
        stage.asked.clear()
        stage.limited = False

    return Ground(
        variables=stage.environment,
        papers={name: paper["title"] for name, paper in own.PAPERS.items()},
        title=own.PAPERS["2211.00001"]["title"],
        opened="ann/code",
        moved=("bob/old-name", "bob/new-name"),
        gone="eve/gone",
        blocked="eve/blocked",
        fork="bob/fork",
        list=own.LIST,
        text=stage.text,
        listing=Place("NeurIPS", 2023, "nips/nips2023.json"),
        listed="Quantized Walks: A Study & More",
        decided=own.WALK,
        printed=own.TINY,
        fault=lambda kind, service, **more: stage.faults.append({"kind": kind, "service": service, **more}),
        asked=stage.count,
        clear=clear,
    )


def _world(world: World) -> Ground:
    rows = [row for row in world.truth["rows"] if row.get("arxiv_id") and row["arxiv_id"] not in {"2202.09778", "2406.05723", "2406.04333"}]
    planted = world.truth["expected"]
    dead = {one["status"]: one["repo"] for one in planted["dead_repos"] if "why" not in one}
    busy = {
        slug
        for kind in ("renamed_repos", "dead_repos", "archived_repos", "fork_repos")
        for one in planted[kind]
        for slug in (one.get("repo"), one.get("old"))
    }

    def clear() -> None:
        world.control("faults", method="DELETE")
        world.control("reset_log", {})

    def asked(service: str) -> int:
        return int(world.control("summary")["services"].get(service, {}).get("count", 0))

    return Ground(
        variables=world.environment,
        papers={row["arxiv_id"]: row["title"] for row in rows[:8]},
        title=rows[0]["title"],
        opened=next(row["repo"] for row in rows if row.get("repo") and row["repo"] not in busy),
        moved=(planted["renamed_repos"][0]["old"], planted["renamed_repos"][0]["new"]),
        gone=dead[404],
        blocked=dead[451],
        fork=planted["fork_repos"][0]["repo"],
        list=world.environment["WORLD_LIST"],
        text=world.truth["list_text"].encode(),
        listing=Place("NeurIPS", 2023, "nips/nips2023.json"),
        listed="Temporal Dynamic Quantization for Diffusion Models",
        decided="Temporal Dynamic Quantization for Diffusion Models",
        printed="Diffusion Probabilistic Model Made Slim",
        fault=lambda kind, service, **more: world.control("faults", {"kind": kind, "service": service, **more}),
        asked=asked,
        clear=clear,
    )


def hasty(manners: Manners) -> Manners:
    """The same but in no hurry to be polite: the ground sets no limits."""
    return replace(manners, interval=0, backoff=0.01, throttled=0, patience=0.05, timeout=2)


def services(ground: Ground, book: VenueBook, *, signed: bool = True, timeout: int = 20) -> Services:
    env = environment.read(ground.variables)
    api = Api(env.github, env.github_token if signed else "", backoff=0, timeout=timeout, pause=0)
    arxiv = Web(hasty(arxivapi.MANNERS))
    scholar = Web(hasty(semantic_scholar.KEYED))
    return Services(
        arxiv=Arxiv(env.arxiv, arxiv),
        feeds=ArxivFeeds(env.arxiv_feed, arxiv),
        submissions=ArxivSubmissions(env.arxiv, arxiv),
        harvests=ArxivHarvests(env.arxiv_oai, arxiv),
        scholar=SemanticScholar(env.semantic_scholar, env.semantic_scholar_key, scholar, book),
        github=GitHub(api),
        proceedings=AcceptedPapers(env.accepted_papers, Web(hasty(accepted_papers.MANNERS))),
        openreview=OpenReview(env.openreview, Web(hasty(openreview.MANNERS)), book),
        crossref=Crossref(env.crossref, env.mailto, Web(hasty(crossref.PUBLIC)), book),
        readmes=GitHubReadmes(api),
        pages=Pages(env.pages, Web(hasty(pages.MANNERS))),
        suggestions=SemanticScholarSuggestions(env.semantic_scholar, env.semantic_scholar_key, scholar),
    )


def ids(ground: Ground) -> list[PaperId]:
    return [PaperId("arxiv", name) for name in ground.papers]


def wanted(ground: Ground) -> list[Wanted]:
    return [Wanted(one, ground.papers[one.value], one) for one in ids(ground)]


def outcome(answer: Lookup[K, T]) -> tuple[dict[K, T], set[K], dict[K, str]]:
    return dict(answer.found), set(answer.missing), dict(answer.failed)


LATELY = Stretch("cs.CV", date(2025, 6, 1), date(2025, 6, 3))
UNKNOWN = PaperId("arxiv", "1901.99999")


def test_arxiv_finds_papers_in_one_request_and_knows_what_is_missing(ground: Ground, book: VenueBook) -> None:
    answer = services(ground, book).arxiv.lookup([*ids(ground), UNKNOWN], TODAY)
    assert (set(answer.found), set(answer.missing), answer.failed, answer.requests) == (set(ids(ground)), {UNKNOWN}, {}, 1)
    for one, facts in answer.found.items():
        assert (facts.paper, facts.source, facts.read_at) == (one, "arxiv", TODAY)
        assert facts.version and facts.submitted and facts.updated
        assert facts.title


def test_arxiv_s_feed_of_a_category_is_read_once_a_night(ground: Ground, book: VenueBook) -> None:
    feeds = services(ground, book).feeds
    answer = feeds.lookup(["cs.CV", "cs.XX"], TODAY)
    bulletin = answer.found["cs.CV"]
    assert (bulletin.category, bulletin.day, bulletin.flaw, set(answer.missing), answer.failed) == ("cs.CV", TODAY, "", {"cs.XX"}, {})
    assert {one.kind for one in bulletin.entries} >= {"new", "cross", "replace"}
    for one in bulletin.entries:
        assert one.facts.title and one.facts.authors and one.facts.abstract and not one.facts.abstract.startswith("arXiv:")
        assert "cs.CV" in one.facts.categories
        assert (one.facts.categories[0] == "cs.CV") == (one.kind in ("new", "replace"))
    again = feeds.lookup(["cs.CV"], TODAY)
    assert (again.found, again.requests, answer.requests, ground.asked("arxiv_rss")) == ({"cs.CV": bulletin}, 0, 2, 2)


def test_a_feed_s_paper_is_as_the_query_api_has_it_but_for_its_days_and_comment(ground: Ground, book: VenueBook) -> None:
    opened = services(ground, book)
    told = {one.facts.paper: one.facts for one in opened.feeds.lookup(["cs.CV"], TODAY).found["cs.CV"].entries if one.kind == "new"}
    asked = opened.arxiv.lookup(list(told)[:20], TODAY)
    assert asked.found
    for paper, one in asked.found.items():
        alike = replace(one, submitted=None, updated=None, comment="", withdrawn=False, links=())
        assert replace(told[paper], links=()) == alike


def test_arxiv_s_search_gives_the_papers_submitted_on_some_days(ground: Ground, book: VenueBook) -> None:
    opened = services(ground, book)
    nothing = Stretch("cs.CV", date(1999, 1, 1), date(1999, 1, 2))
    answer = opened.submissions.lookup([LATELY, nothing], TODAY)
    assert (answer.found[nothing], answer.failed) == ((), {})
    assert answer.found[LATELY]
    for one in answer.found[LATELY]:
        assert one.submitted and LATELY.first <= one.submitted <= LATELY.last
        assert "cs.CV" in one.categories
    assert opened.submissions.lookup([LATELY], TODAY).requests == 0


def test_arxiv_s_harvest_gives_the_ids_that_changed_on_some_days(ground: Ground, book: VenueBook) -> None:
    opened = services(ground, book)
    nothing = Stretch("cs.CV", date(2006, 1, 1), date(2006, 1, 2))
    answer = opened.harvests.lookup([LATELY, nothing, replace(LATELY, category="cs.XX")])
    assert (answer.found[nothing], set(answer.failed)) == (frozenset(), {replace(LATELY, category="cs.XX")})
    today = opened.feeds.lookup(["cs.CV"], TODAY).found["cs.CV"].entries
    assert answer.found[LATELY] >= {one.facts.paper for one in today}
    assert opened.harvests.lookup([LATELY]).requests == 0


def test_semantic_scholar_finds_papers_in_one_batch(ground: Ground, book: VenueBook) -> None:
    answer = services(ground, book).scholar.lookup([*wanted(ground), Wanted(UNKNOWN, "Nothing of the Kind", UNKNOWN)], TODAY)
    assert (set(answer.found), set(answer.missing), answer.failed, answer.requests) == (set(ids(ground)), {UNKNOWN}, {}, 1)
    assert all(record.facts.corpus and record.facts.authors for record in answer.found.values())
    assert all({count.metric for count in record.counts} == {"citations", "influential-citations"} for record in answer.found.values())


def test_a_title_alone_is_matched_whatever_signs_it_holds(ground: Ground, book: VenueBook) -> None:
    name = PaperId("title", "any")
    answer = services(ground, book).scholar.lookup([Wanted(name, ground.title, None)], TODAY)
    assert (answer.found[name].facts.paper, answer.requests) == (name, 1)
    none = services(ground, book).scholar.lookup([Wanted(name, "Zzyzx Qwertz Uiop Asdf", None)], TODAY)
    assert outcome(none) == ({}, {name}, {})


def test_a_title_that_is_not_the_same_is_no_match(ground: Ground, book: VenueBook) -> None:
    name = PaperId("title", "any")
    answer = services(ground, book).scholar.lookup([Wanted(name, " ".join(ground.title.split()[:-1]), None)], TODAY)
    assert outcome(answer) == ({}, {name}, {})


@pytest.mark.parametrize("signed", [True, False])
def test_github_tells_open_moved_gone_and_blocked_apart(ground: Ground, book: VenueBook, signed: bool) -> None:
    old, new = ground.moved
    answer = services(ground, book, signed=signed).github.lookup([ground.opened, old, ground.gone, ground.blocked, ground.fork], TODAY)
    said = {slug: (record.facts.access, record.facts.name.lower(), record.facts.fork) for slug, record in answer.found.items()}
    assert said == {
        ground.opened: ("open", ground.opened.lower(), False),
        old: ("open", new.lower(), False),
        ground.gone: ("gone", "", False),
        ground.blocked: ("blocked", "", False),
        ground.fork: ("open", ground.fork.lower(), True),
    }
    assert not answer.failed
    assert isinstance(answer.found[ground.opened].stars, int)
    assert ground.asked("github_graphql") == signed


@pytest.mark.parametrize("signed", [True, False])
def test_readmes_are_found_under_today_s_name_or_are_none(ground: Ground, book: VenueBook, signed: bool) -> None:
    old, new = ground.moved
    answer = services(ground, book, signed=signed).readmes.lookup([ground.opened, old, ground.gone, ground.blocked])
    assert {slug: one.repository.lower() for slug, one in answer.found.items()} == {ground.opened: ground.opened.lower(), old: new.lower()}
    assert (set(answer.missing), answer.failed) == ({ground.gone, ground.blocked}, {})
    assert all(one.text.startswith("# ") and "/blob/" in one.url for one in answer.found.values())


@pytest.mark.parametrize("fault", ["status 503", "a login page with status 200", "a truncated body", "an empty body"])
def test_a_readme_that_doesn_t_arrive_whole_is_failed_and_asked_for_again_by_itself(ground: Ground, book: VenueBook, fault: str) -> None:
    ground.fault(service="github_rest", times=1, **FAULTS[fault])
    assert services(ground, book).readmes.lookup([ground.opened]).found
    ground.fault(service="github_rest", times=9, **FAULTS[fault])
    answer = services(ground, book).readmes.lookup([ground.opened, ground.gone])
    assert (set(answer.failed), outcome(answer)[:2]) == ({ground.opened, ground.gone}, ({}, set()))


def test_links_of_an_abstract_are_kept_and_none_of_its_words(book: VenueBook) -> None:
    with own.opened() as stage:
        asked = services(_own(stage), book).arxiv.lookup([PaperId("arxiv", "2211.00001")], TODAY)
    (facts,) = asked.found.values()
    assert facts.links == ("https://github.com/ann/code", "https://ann.github.io/walks/", "https://github.com/ann/more")
    assert "quantize" not in str(facts)


def test_the_arxiv_id_that_semantic_scholar_gives_a_title_is_kept(ground: Ground, book: VenueBook) -> None:
    name = PaperId("title", "any")
    known = services(ground, book).scholar.lookup([Wanted(name, ground.title, None)], TODAY).found[name].facts
    assert known.arxiv == next(one for one, title in ground.papers.items() if title == ground.title)


def test_github_gives_a_list_s_bytes_and_the_commit_they_stand_in(ground: Ground, book: VenueBook) -> None:
    text = services(ground, book).github.text(ground.list, "README.md", "")
    assert (text.data, text.repository) == (ground.text, ground.list)
    assert text.url.endswith("/README.md")
    assert ground.asked("github_rest") == 3


@pytest.mark.parametrize(
    ("repository", "path", "branch"), [("no/such", "README.md", ""), (None, "NONE.md", ""), (None, "README.md", "none")]
)
def test_a_list_that_isn_t_there_is_said_with_what_to_check(
    ground: Ground, book: VenueBook, repository: str | None, path: str, branch: str
) -> None:
    with pytest.raises(UnreadableListError, match=r"no such repository, branch or file\. Check repository, path and branch"):
        services(ground, book).github.text(repository or ground.list, path, branch)


def test_a_list_of_accepted_papers_is_read_to_its_end_and_not_again(ground: Ground, book: VenueBook) -> None:
    lists = services(ground, book).proceedings
    nothing = Place("NeurIPS", 1950, "nips/nips1950.json")
    answer = lists.lookup([ground.listing, nothing], ["", ""], lambda one: one.title == ground.listed)
    (paper,) = answer.found[ground.listing].papers or ()
    assert (paper.title, paper.status, paper.track, set(answer.missing)) == (ground.listed, "accepted", "main", {nothing})
    assert paper.authors and paper.url
    again = lists.lookup([ground.listing], [answer.found[ground.listing].etag], lambda _: True)
    assert again.found[ground.listing].papers is None


@pytest.mark.parametrize("name", ["openreview", "crossref"])
def test_a_publication_is_found_by_its_title_and_then_by_the_id_of_its_record(ground: Ground, book: VenueBook, name: str) -> None:
    service = services(ground, book).openreview if name == "openreview" else services(ground, book).crossref
    title = ground.decided if name == "openreview" else ground.printed
    none = PaperId("title", "zzyzx qwertz uiop asdf")
    answer = service.lookup([Wanted(title_id(title), title, None), Wanted(none, "Zzyzx Qwertz Uiop Asdf", None)], TODAY)
    claims = [one for one in answer.found[title_id(title)] if one.title == title]
    assert (set(answer.missing), answer.failed) == ({none}, {})
    (found,) = [one for one in claims if one.status == "accepted"]
    assert (found.source, found.paper, found.track) == (name, title_id(title), "main")
    assert found.year and found.authors and found.raw
    known = paper_id(found.url)
    assert known is not None
    again = service.lookup([Wanted(known, title, known)], TODAY)
    assert replace(found, paper=known) in again.found[known]


@pytest.mark.parametrize("name", ["openreview", "crossref"])
def test_an_id_that_nobody_has_is_missing(ground: Ground, book: VenueBook, name: str) -> None:
    service = services(ground, book).openreview if name == "openreview" else services(ground, book).crossref
    nobody = PaperId("openreview" if name == "openreview" else "doi", "10.48550/arxiv.9999.99999")
    answer = service.lookup([Wanted(nobody, "Zzyzx Qwertz Uiop Asdf", nobody)], TODAY)
    assert outcome(answer) == ({}, {nobody}, {})


SINCE = date(2024, 6, 1)


def test_papers_like_those_of_a_list_are_recommended_though_one_of_them_is_unknown(ground: Ground, book: VenueBook) -> None:
    answer = services(ground, book).suggestions.recommended([*ids(ground), UNKNOWN], [UNKNOWN], TODAY)
    assert (set(answer.missing), answer.failed, answer.requests) == ({UNKNOWN}, {}, 2)
    assert answer.found
    for name, one in answer.found.items():
        assert (name, one.via, one.cites, one.listed) == (one.facts.paper, ("recommended",), (), TODAY)
        assert one.facts.title and one.facts.corpus and name not in ids(ground)
    assert any(one.facts.abstract and one.facts.authors for one in answer.found.values())
    assert services(ground, book).suggestions.recommended([UNKNOWN], [], TODAY).missing == {UNKNOWN}


def test_what_was_refused_is_not_recommended_again(ground: Ground, book: VenueBook) -> None:
    first = next(iter(services(ground, book).suggestions.recommended(ids(ground), [], TODAY).found))
    again = services(ground, book).suggestions.recommended(ids(ground), [first, UNKNOWN], TODAY)
    assert again.found and first not in again.found and not again.failed


def test_what_cites_a_paper_of_late_is_found_and_who_is_unknown_is_missing(ground: Ground, book: VenueBook) -> None:
    answer = services(ground, book).suggestions.citing([*ids(ground), UNKNOWN], SINCE, TODAY)
    assert (set(answer.found), set(answer.missing), answer.failed) == (set(ids(ground)), {UNKNOWN}, {})
    citing = [(name, one) for name, some in answer.found.items() for one in some]
    assert citing
    for name, one in citing:
        assert (one.via, one.cites, one.facts.paper.scheme in ("arxiv", "doi")) == (("citing",), (str(name),), True)
        assert one.facts.title and (one.facts.paper.scheme == "doi" or one.facts.paper.value >= "2406")
    old = services(ground, book).suggestions.citing(ids(ground), date(2019, 1, 1), TODAY)
    assert sum(map(len, old.found.values())) > len(citing)


def test_citations_are_read_page_by_page_as_long_as_they_are_recent(book: VenueBook) -> None:
    with own.opened() as stage:
        stage.most_citations, slow = 1, PaperId("arxiv", "2306.00002")
        answer = services(_own(stage), book).suggestions.citing([slow], SINCE, TODAY)
        assert [str(one.facts.paper) for one in answer.found[slow]] == ["arxiv:2504.00005", "arxiv:2505.00006", "doi:10.5555/walks.7"]
        assert stage.count("s2") == 3
        asked = [one["query"]["offset"] for one in stage.asked]
        stage.asked.clear()
        services(_own(stage), book).suggestions.citing([slow], date(2025, 5, 1), TODAY)
        assert (asked, stage.count("s2")) == (["0", "1", "2"], 1)
        assert not stage.wrongs


def test_all_that_semantic_scholar_is_asked_keeps_to_one_pace(book: VenueBook) -> None:
    with own.opened() as stage:
        stage.interval["s2"] = 1.0
        one = sources.services(environment.read(stage.environment), book)
        walk = PaperId("arxiv", "2211.00001")
        assert one.scholar.lookup([Wanted(walk, own.WALK, walk)], TODAY).found
        assert one.suggestions.citing([walk], SINCE, TODAY).found
        assert stage.count("s2") == 2


Ask = Callable[[Services, Ground], Lookup[Any, Any]]
ASKS: dict[str, tuple[str, Ask]] = {
    "arxiv": ("arxiv_api", lambda one, ground: one.arxiv.lookup(ids(ground), TODAY)),
    "arxiv-feeds": ("arxiv_rss", lambda one, ground: one.feeds.lookup(["cs.CV"], TODAY)),
    "arxiv-submissions": ("arxiv_api", lambda one, ground: one.submissions.lookup([LATELY], TODAY)),
    "arxiv-harvests": ("arxiv_oai", lambda one, ground: one.harvests.lookup([LATELY])),
    "semantic-scholar": ("s2", lambda one, ground: one.scholar.lookup(wanted(ground), TODAY)),
    "semantic-scholar-title": ("s2", lambda one, ground: one.scholar.lookup([Wanted(UNKNOWN, ground.title, None)], TODAY)),
    "recommended": ("s2", lambda one, ground: one.suggestions.recommended(ids(ground), [], TODAY)),
    "citing": ("s2", lambda one, ground: one.suggestions.citing(ids(ground), SINCE, TODAY)),
    "github": ("github_graphql", lambda one, ground: one.github.lookup([ground.opened], TODAY)),
    "accepted-papers": ("raw", lambda one, ground: one.proceedings.lookup([ground.listing], [""], lambda _: True)),
    "openreview": ("openreview", lambda one, ground: one.openreview.lookup([Wanted(UNKNOWN, ground.decided, None)], TODAY)),
    "crossref": ("crossref", lambda one, ground: one.crossref.lookup([Wanted(UNKNOWN, ground.printed, None)], TODAY)),
}
SLOW = {"openreview", "crossref"}
FAULTS: dict[str, dict[str, Any]] = {
    **{f"status {code}": {"kind": "status", "code": code} for code in (401, 403, 413, 429, 500, 502, 503, 504)},
    "a login page with status 200": {"kind": "html_200"},
    "an empty body": {"kind": "empty_body"},
    "a broken connection": {"kind": "reset"},
    "a truncated body": {"kind": "truncate"},
    "a damaged body": {"kind": "malformed_json"},
    "a body without end": {"kind": "huge_body", "bytes": 300_000_000},
}


@pytest.mark.parametrize("name", ASKS)
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_answer_is_failed_never_missing(ground: Ground, book: VenueBook, name: str, fault: str) -> None:
    service, ask = ASKS[name]
    ground.fault(service=service, times=9, **FAULTS[fault])
    answer = ask(services(ground, book), ground)
    assert answer.failed
    assert outcome(answer)[:2] == ({}, set())
    assert all(reason and "Traceback" not in reason for reason in answer.failed.values())


@pytest.mark.parametrize("name", ASKS)
@pytest.mark.parametrize("fault", ["status 503", "a truncated body", "a damaged body", "an empty body", "a broken connection"])
def test_what_fails_in_passing_is_asked_for_again(ground: Ground, book: VenueBook, name: str, fault: str) -> None:
    service, ask = ASKS[name]
    ground.fault(service=service, times=1, **FAULTS[fault])
    answer = ask(services(ground, book), ground)
    assert answer.found
    assert not answer.failed


@pytest.mark.parametrize("name", [pytest.param(one, marks=pytest.mark.long) if one in SLOW else one for one in ASKS])
def test_a_service_that_doesn_t_answer_is_left_in_time(ground: Ground, book: VenueBook, name: str) -> None:
    service, ask = ASKS[name]
    ground.fault(kind="hang", service=service, times=9, delay=4)
    assert ask(services(ground, book, timeout=2), ground).failed


def test_nobody_there_is_no_connection(ground: Ground, book: VenueBook) -> None:
    dead = replace(ground, variables={name: "http://127.0.0.1:9" for name in ground.variables if name.endswith("_URL")})
    for _, ask in ASKS.values():
        assert set(ask(services(dead, book, signed=False), dead).failed.values()) == {"no connection"}
    with pytest.raises(SourceError, match=r"no connection\. Try again later, or judge by the state folder alone with --offline"):
        services(dead, book, signed=False).github.text(ground.list, "README.md", "")


def test_a_short_page_of_arxiv_is_failed(ground: Ground, book: VenueBook) -> None:
    if "WORLD_CONTROL" not in ground.variables:
        body = own._feed([own._entry("2211.00001")], 4)
        ground.fault("answer", "arxiv_api", body=body, times=2)
    else:
        ground.fault("empty_page", "arxiv_api", times=2)
    answer = services(ground, book).arxiv.lookup(ids(ground), TODAY)
    assert (answer.found, answer.missing, set(answer.failed)) == ({}, frozenset(), set(ids(ground)))


def test_every_service_is_opened_at_its_own_address(ground: Ground, book: VenueBook) -> None:
    opened = sources.services(environment.read(ground.variables), book)
    assert opened.github.lookup([ground.opened], TODAY).found
    assert opened.arxiv.lookup(ids(ground)[:1], TODAY).found
    assert opened.scholar.lookup(wanted(ground)[:1], TODAY).found
    assert opened.suggestions.citing(ids(ground)[:1], SINCE, TODAY).found
    assert opened.proceedings.lookup([ground.listing], [""], lambda _: False).found
    assert opened.openreview.lookup([Wanted(UNKNOWN, ground.decided, None)], TODAY).found
    assert opened.crossref.lookup([Wanted(UNKNOWN, ground.printed, None)], TODAY).found
    assert "ghp" not in repr(environment.read(ground.variables)) + json.dumps(str(opened))
