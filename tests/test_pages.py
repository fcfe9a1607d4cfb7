"""Web pages over real HTTP, and what is made of them: dead links, papers' own pages, few words in the state."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from bot import visiting
from bot.config import read_list
from bot.errors import SourceError
from bot.ledger import read_known, write_known
from bot.model import Finding, Known, Lookup, PageFacts, PaperFacts, PaperId, Plan, Proposal, RepoFacts
from bot.rules.case import Case
from bot.sources import pages as source
from bot.sources.pages import MANNERS, Pages, public, session
from bot.sync import Job, read_case
from bot.text.venues import VenueBook
from bot.text.webpage import arxiv_ids, calls_itself, headings
from bot.web import Web
from tests.conftest import HERE, NAME, REPO, plan_of

HASTY = replace(MANNERS, interval=0, timeout=0.3)
TITLE = "A Study of Long Walks at Night"


@dataclass
class Net:
    """The web as one local server: answers by address, and what was asked for."""

    url: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def page(self, url: str, text: str = "<title>Hello</title>", status: int = 200, **headers: str) -> str:
        self.answers[url] = (status, {"Content-Type": "text/html", **headers}, text.encode())
        return url

    def moved(self, url: str, to: str, status: int = 302) -> str:
        return self.page(url, "", status, Location=to)


class _Handler(BaseHTTPRequestHandler):
    net: Net

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        url = self.path[1:]
        self.net.asked.append(url)
        self.net.agents.add(self.headers["User-Agent"])
        status, headers, body = self.net.answers.get(url, (404, {}, b"no such page"))
        if status == 0:  # nobody speaks
            time.sleep(0.6)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # the client has had enough
            self.wfile.write(body)


@pytest.fixture(scope="module")
def server() -> Iterator[Net]:
    net = Net()
    handler = type("Handler", (_Handler,), {"net": net})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    net.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield net
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def net(server: Net) -> Net:
    server.answers.clear()
    server.asked.clear()
    return server


def nothing(_: str, __: str) -> tuple[str, ...]:
    return ()


def ask(net: Net, *urls: str) -> Lookup[str, tuple[str, ...]]:
    return Pages(net.url, Web(HASTY)).lookup(urls, nothing)


class Wires(HTTPAdapter):
    """All hosts are the local server."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self._net = net

    def send(self, request: requests.PreparedRequest, *rest: Any, **more: Any) -> requests.Response:
        request.url = f"{self._net.url}/{request.url}"
        return super().send(request, *rest, **more)


def direct(net: Net, names: Mapping[str, str]) -> Pages:
    """Without a proxy: hosts have the addresses of `names`, others have no name."""

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not names[host]:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names[host], port))]

    return Pages("", Web(HASTY, source.through(Wires(net))), resolve)


# the source


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_its_server_knows_nothing_of_is_missing(net: Net, status: int) -> None:
    url = net.page("https://a.example/x", status=status)
    assert ask(net, url) == Lookup(missing=frozenset({url}), requests=1)


@pytest.mark.parametrize("status", [0, 304, 400, 401, 403, 405, 429, 451, 500, 502, 503, 504, 520])
def test_what_is_no_clear_answer_is_failed_never_missing_and_asked_for_once(net: Net, status: int) -> None:
    url = net.page("https://a.example/x", status=status)
    answer = ask(net, url)
    assert (set(answer.failed), answer.found, answer.missing, len(net.asked)) == ({url}, {}, frozenset(), 1)


def test_a_page_is_asked_for_by_the_bot_s_name_with_nothing_of_the_environment(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_secret")
    assert ask(net, net.page("https://a.example/x?y=1")).found
    assert net.asked == ["https://a.example/x?y=1"]
    assert all("paperlist-bot" in one for one in net.agents)


def test_redirects_are_followed_to_where_they_end(net: Net) -> None:
    net.moved("https://a.example/x", "http://b.example/y#part", 301)
    net.moved("http://b.example/y", "/z", 308)
    net.page("http://b.example/z")
    net.moved("https://a.example/old", "https://a.example/gone")
    answer = ask(net, "https://a.example/x", "https://a.example/old")
    assert (set(answer.found), set(answer.missing)) == ({"https://a.example/x"}, {"https://a.example/old"})


def test_redirects_that_don_t_end_are_left(net: Net) -> None:
    net.moved("https://a.example/x", "https://a.example/x")
    answer = ask(net, "https://a.example/x")
    assert (answer.failed, len(net.asked)) == ({"https://a.example/x": "it forwards too often"}, source.HOPS + 1)


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://10.0.0.1/",
        "http://192.168.1.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "https://a.example:8443/",
        "http://a.example:443/",
        "https://me:secret@a.example/",
        "ftp://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "https://[",
        "https://a.example:99999/",
        "https://a.example:x/",
        "",
    ],
)
def test_a_redirect_to_what_is_not_the_public_web_is_refused(net: Net, to: str) -> None:
    net.moved("https://a.example/x", to)
    answer = ask(net, "https://a.example/x")
    assert answer.failed
    assert set(net.asked) == {"https://a.example/x"}


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("0.0.0.0", False),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)
def test_only_addresses_of_the_internet_are_public(address: str, is_public: bool) -> None:
    assert public(address) is is_public


def test_a_host_whose_name_leads_inside_is_never_connected_to(net: Net) -> None:
    url = net.page("http://inside.example/")
    assert direct(net, {"inside.example": "10.1.2.3"}).lookup([url], nothing).failed == {url: "its address is not public"}
    assert Pages("", session("")).lookup(["http://localhost/"], nothing).failed == {"http://localhost/": "its address is not public"}
    assert not net.asked


def test_a_name_that_leads_inside_once_it_was_looked_up_is_hung_up_on(net: Net) -> None:
    with pytest.raises(SourceError), session("").stream(f"{net.url}/http://a.example/", limit=9):
        raise AssertionError
    assert not net.asked


def test_a_host_without_a_name_is_missing_only_where_others_have_one(net: Net) -> None:
    there = net.page("http://there.example/")
    pages = direct(net, {"there.example": "93.184.216.34", "busy.example": "", source.WITNESS: "93.184.216.34"})
    answer = pages.lookup(["http://gone.example/", there, "http://busy.example/"], nothing)
    assert (set(answer.found), set(answer.missing), set(answer.failed)) == ({there}, {"http://gone.example/"}, {"http://busy.example/"})
    assert pages.lookup(["http://gone.example/"], nothing).missing == {"http://gone.example/"}
    alone = direct(net, {"there.example": "93.184.216.34"})
    assert alone.lookup(["http://gone.example/"], nothing).failed == {"http://gone.example/": "its host has no such name"}


def test_a_page_without_end_is_read_so_far(net: Net) -> None:
    url = net.page("https://a.example/x", f"<title>{TITLE}</title>" + 8_000_000 * " ")
    answer = Pages(net.url, Web(HASTY)).lookup([url], lambda _, html: (html[7:37], str(len(html))))
    assert answer.found == {url: (TITLE, str(source.READ))}


def test_pictures_and_papers_are_there_without_being_read(net: Net) -> None:
    url = "https://a.example/x.pdf"
    net.answers[url] = (200, {"Content-Type": "application/pdf"}, b"%PDF")
    assert Pages(net.url, Web(HASTY)).lookup([url], lambda *_: ("read",)).found == {url: ()}


@pytest.mark.parametrize(
    "url",
    ["https://[", "https://a.example:x/", "http:///x", "https://", "//a.example", "x", "https://a\udcff.example/", "https://" + 3000 * "a"],
)
def test_what_is_no_address_fails_alone(net: Net, url: str) -> None:
    there = net.page("https://a.example/x")
    answer = ask(net, url, there)
    assert (set(answer.found), set(answer.failed)) == ({there}, {url})


def test_names_in_any_script_can_be_asked_for(net: Net) -> None:
    url = "https://bücher.example/straße"
    net.page("https://b%C3%BCcher.example/stra%C3%9Fe")
    assert ask(net, url).found == {url: ()}


def test_once_the_night_is_over_the_rest_is_not_asked_for(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "NIGHT", -1)
    assert ask(net, "https://a.example/x") == Lookup()


# what a page says


def test_a_page_bears_a_title_in_its_head_or_main_heading_alone() -> None:
    key = "astudyoflongwalksatnight"
    for page in (
        f"<title>{TITLE} | Project page</title>",
        "<H1 class='x'>A Study of<br/>Long <i>Walks</i> at Night</H1>",
        f"<h1>{TITLE} (CVPR 2024)</h1>",
        f'<meta property="og:title" content="{TITLE}">',
    ):
        assert calls_itself(page, frozenset({key})) == {key}, page
    for page in (f"<p>{TITLE}</p>", f"<h2>{TITLE}</h2>", f"<h1>Beyond {TITLE}</h1>", f"<h1>{TITLE}"):
        assert not calls_itself(page, frozenset({key})), page


def test_the_papers_that_a_page_links_are_known_however_it_names_them() -> None:
    text = "https://arxiv.org/abs/2306.00001v2 arXiv:2306.00002 eprint={math/0309136} arxiv.org/pdf/2306.00001 2306.00004 arXiv:2306.000011"
    assert {one.value for one in arxiv_ids(text)} == {"2306.00001", "2306.00002", "math/0309136"}


def test_hostile_pages_are_read_in_no_time() -> None:
    start = time.monotonic()
    for part in ("<h1>", "<h1", "<title ", "<meta ", "<meta content='", "eprint = ", "arxiv:", "[CVPR", "<h1>a | "):
        text = part * (1_000_000 // len(part))
        headings(text), arxiv_ids(text), calls_itself(text, frozenset({"x"}))
    assert time.monotonic() - start < 5


# nights

HEADER = "| Title | Code | Website | Venue |\n|--|--|--|--|\n"
SITED = "| [{} Study of Things](https://arxiv.org/abs/2001.0000{}) | - | [Web](https://{}.example/) | - |\n"
STYLE = SITED.format("An Early", 1, "early") + SITED.format("A Later", 2, "later")
ROW = f"| [{TITLE}](https://arxiv.org/abs/2306.00001) | [Code](https://github.com/ann/code) | - | - |\n"
MINE = "https://ann.example/walks"
DAY = date(2026, 11, 1)
REPOSITORY = RepoFacts("ann/code", "https://github.com/ann/code", DAY, name="ann/code", number=1, homepage=MINE)
PAGE = PageFacts(MINE, DAY, "alive", names=("arxiv:2306.00001",))


def case(text: str, book: VenueBook, known: Known, day: date) -> Case:
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return read_case(Job("list", read_list(REPO / "config" / f"{NAME}.toml"), text.encode(), HERE, book, now), known)


def night(net: Net, text: str, book: VenueBook, known: Known, day: date) -> Known:
    return visiting.visit(Pages(net.url, Web(HASTY)), case(text, book, known, day), known)[0]


def nights(net: Net, book: VenueBook, statuses: list[int]) -> list[list[Finding]]:
    """What is found dead after each of some nights with these answers from the page of the first row."""
    known, found = Known(), list[list[Finding]]()
    net.page("https://later.example/")
    for n, status in enumerate(statuses):
        net.page("https://early.example/", status=status)
        day = DAY + timedelta(n)
        known = night(net, HEADER + STYLE, book, known, day)
        plan = plan_of(HEADER + STYLE, known, book, datetime(day.year, day.month, day.day, tzinfo=UTC))
        found.append([one for one in plan.findings if one.rule == "link"])
    return found


def test_a_link_is_dead_after_three_nights_and_days_and_alive_once_it_answers(net: Net, book: VenueBook) -> None:
    found = nights(net, book, [404, 404, 410, 404, 404, 200, 404])
    assert [len(one) for one in found] == [0, 0, 0, 1, 1, 0, 0]
    assert found[3] == found[4]
    (one,) = found[3]
    assert (one.lines, one.says) == ((3,), "its link https://early.example/ is dead since 2026-11-01")
    assert [(proof.source, proof.url) for proof in one.evidence] == [("pages", "https://early.example/")]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503, 0])
def test_a_server_that_keeps_a_page_to_itself_is_never_dead(net: Net, book: VenueBook, status: int) -> None:
    assert not any(nights(net, book, [status] * 5))
    assert not any(nights(net, book, [404, 404, status, 404, 404]))


def test_two_nights_far_apart_are_not_three(net: Net, book: VenueBook) -> None:
    facts = PageFacts("https://early.example/", DAY, "dead", since=DAY - timedelta(20), nights=2)
    assert not plan_of(HEADER + STYLE, Known(pages=(facts,)), book).findings
    assert plan_of(HEADER + STYLE, Known(pages=(replace(facts, nights=3),)), book).findings


def test_a_page_that_was_alive_counts_as_such_for_a_while_when_it_doesn_t_answer(net: Net, book: VenueBook) -> None:
    known = Known(pages=(PAGE,), repositories=(REPOSITORY,))
    net.page(MINE, status=503)
    later = night(net, HEADER + STYLE + ROW, book, known, DAY + timedelta(40))
    assert PAGE in later.pages
    assert PAGE not in night(net, HEADER + STYLE + ROW, book, later, DAY + timedelta(60)).pages


def test_pages_that_other_sources_look_after_are_not_asked_for(book: VenueBook) -> None:
    cells: tuple[str, ...] = (
        "https://github.com/ann/code",
        "https://doi.org/10.1/x",
        "https://openreview.net/forum?id=x",
        "http://arxiv.org/abs/2306.00001",
    )
    cells += ("https://www.semanticscholar.org/paper/x", "mailto:ann@example.org", "/docs/x", "#top", "https://[", "ftp://a.example/x")
    rows = "".join(f"| Some Paper of Number {n} | - | [x]({url}) | - |\n" for n, url in enumerate(cells))
    rows += "| Odd One | - | [x]((https://a.example/odd) | - |\n| Odd Two | - | [x](https://a.example/o dd) | - |\n"
    rows += "| Fine | - | [![b](https://img.example/b.svg)](https://a.example/fine#part) [y](http://b.example) | - |\n"
    assert visiting.due(case(HEADER + rows, book, Known(), DAY)) == ["https://a.example/fine", "http://b.example"]


def test_a_night_asks_for_few_pages_the_dead_and_the_unseen_first(net: Net, book: VenueBook) -> None:
    urls = [net.page(f"https://h{n:02}.example/") for n in range(45)]
    text = HEADER + "".join(f"| Some Paper of Number {n} | - | [x]({url}) | - |\n" for n, url in enumerate(urls))
    net.answers.pop(urls[3])
    known, counts = Known(), []
    for n in range(4):
        net.asked.clear()
        known = night(net, text, book, known, DAY + timedelta(n))
        counts.append(len(net.asked))
        again = night(net, text, book, known, DAY + timedelta(n))
        assert set(again.pages) == set(known.pages)
        assert not n or net.asked[0] == urls[3]
    assert counts == [20, 20, 7, 1]
    net.asked.clear()
    night(net, text, book, known, DAY + timedelta(31))
    assert len(net.asked) == 20
    assert urls[44] not in net.asked


def test_a_quiet_night_changes_no_byte_of_the_state(net: Net, book: VenueBook, tmp_path: Path) -> None:
    known = Known()
    net.page("https://early.example/")
    texts = []
    for n in range(8):
        known = night(net, HEADER + STYLE + ROW, book, replace(known, repositories=(REPOSITORY,)), DAY + timedelta(n))
        write_known(tmp_path, known)
        known = read_known(tmp_path)
        texts.append((tmp_path / "pages.jsonl").read_bytes())
    assert texts[3] == texts[4] == texts[7] != texts[2]


# papers' own pages


def sited(book: VenueBook, text: str = HEADER + STYLE + ROW, *, page: PageFacts = PAGE, **known: Any) -> list[Proposal]:
    facts = Known(**{"repositories": (REPOSITORY,), **known}, pages=(page,))
    plan: Plan = plan_of(text, facts, book)
    return [one for one in plan.proposals if one.rule == "site"]


def test_an_empty_cell_gets_the_page_that_its_repository_names_and_that_names_the_paper(net: Net, book: VenueBook) -> None:
    net.page(MINE, f"<h1>{TITLE}</h1>")
    known = night(net, HEADER + STYLE + ROW, book, Known(repositories=(REPOSITORY,)), DAY)
    assert [one for one in known.pages if one.url == MINE] == [PAGE]
    (one,) = sited(book, HEADER + STYLE + ROW + ROW)
    assert [(edit.line, edit.old, edit.new) for edit in one.edits] == [(n, "-", f"[Web]({MINE})") for n in (5, 6)]
    assert {proof.source for proof in one.evidence} == {"github", "pages"}
    assert (one.confidence, one.value) == (0.97, "page")


def test_a_page_named_by_the_authors_comment_is_proposed_too(book: VenueBook) -> None:
    facts = PaperFacts(PaperId("arxiv", "2306.00001"), "arxiv", "https://arxiv.org/abs/x", DAY, TITLE, version=1, links=(MINE,))
    (one,) = sited(book, repositories=(), facts=(facts,))
    assert [proof.source for proof in one.evidence] == ["arxiv", "pages"]
    assert not sited(book, repositories=(), facts=(facts, replace(facts, version=2, links=())))


@pytest.mark.parametrize(
    "page",
    [
        replace(PAGE, names=()),
        replace(PAGE, names=("arxiv:2001.00001",)),
        replace(PAGE, names=("arxiv:2001.00001", "arxiv:2306.00001")),
        replace(PAGE, status="unknown"),
        replace(PAGE, status="dead", since=DAY),
        replace(PAGE, url="https://another.example/"),
    ],
)
def test_a_page_that_doesn_t_surely_belong_to_the_paper_is_not_proposed(book: VenueBook, page: PageFacts) -> None:
    assert not sited(book, page=page)


def test_a_repository_that_may_be_another_paper_s_proposes_no_page(book: VenueBook) -> None:
    assert sited(book)
    other = ROW.replace(TITLE, "Another Paper on Short Runs").replace("2306.00001", "2306.00002")
    assert not sited(book, HEADER + STYLE + ROW + other)
    for facts in (replace(REPOSITORY, formerly=7), replace(REPOSITORY, name="bob/new"), replace(REPOSITORY, access="unresolved")):
        assert not sited(book, repositories=(facts,))


def test_a_stated_page_is_never_replaced_nor_a_way_of_writing_made_up(book: VenueBook) -> None:
    stated = ROW.replace("| - | - |", "| [Web](https://old.example/) | - |")
    for text in (stated, ROW + stated, ROW.replace("| - | - |", "| soon | - |")):
        assert not sited(book, HEADER + STYLE + text)
    assert not sited(book, HEADER + ROW)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/ann/code",
        "https://arxiv.org/abs/2306.00001",
        "https://huggingface.co/papers/2306.00001",
        "https://www.youtube.com/watch?v=x",
        "https://walks.readthedocs.io/en/latest/",
        "https://docs.ann.example/",
        "https://ann.example/docs/",
        "https://dl.acm.org/doi/10.1145/1.2",
        "https://openaccess.thecvf.com/content/CVPR2024/html/X_paper.html",
        "https://ann.example/a|b",
        "https://ann.example/a)b",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_paper_s_own_page_is_neither_asked_for_nor_proposed(book: VenueBook, url: str) -> None:
    home = replace(REPOSITORY, homepage=url)
    assert url not in visiting.due(case(HEADER + STYLE + ROW, book, Known(repositories=(home,)), DAY))
    assert not sited(book, page=replace(PAGE, url=url), repositories=(home,))


def test_a_page_that_forwards_to_the_paper_itself_names_none(net: Net, book: VenueBook) -> None:
    net.moved(MINE, "https://arxiv.org/abs/2306.00001")
    net.page("https://arxiv.org/abs/2306.00001", f"<title>{TITLE}</title>")
    known = night(net, HEADER + STYLE + ROW, book, Known(repositories=(REPOSITORY,)), DAY)
    assert [one.names for one in known.pages if one.url == MINE] == [()]
