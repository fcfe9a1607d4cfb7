"""GitHub, Semantic Scholar, arXiv, OpenReview, Crossref and a store of accepted-papers lists on one port, strict as their documents are.

Small on purpose: what a request breaks of a service's rules is answered as the service answers it, and noted.
"""

from __future__ import annotations

import base64
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests import archive

TOKEN, KEY = "ghp_stagetoken00000000000000", "S2-stage-key-00000001"
LIST = "ann/papers"
S2_FIELDS = frozenset(
    "paperId title authors authors.name externalIds venue publicationVenue year publicationDate journal citationCount "
    "influentialCitationCount abstract".split()
)
PAPERS: dict[str, dict[str, Any]] = {
    "2211.00001": {
        "title": "Quantized Walks: A Study & More",
        "venue": "Neural Information Processing Systems",
        "DBLP": "conf/nips/LeeZ23",
        "corpus": 11,
        "abstract": "We walk & quantize. Code: https://github.com/ann/code. See (https://ann.github.io/walks/), github.com/ann/more.",
    },
    "2306.00002": {"title": "Slow Diffusion is Fast Enough", "venue": "arXiv.org", "DBLP": "journals/corr/abs-2306-00002", "corpus": 12},
    "math/0309136": {
        "title": "An Old Paper on Moduli of Walks",
        "venue": "",
        "corpus": 13,
        "comment": "This paper has been withdrawn due to an error",
    },
    "2401.00004": {
        "title": "Tiny Steps of Large Models",
        "venue": "Computer Vision and Pattern Recognition",
        "DBLP": "conf/cvpr/LeeZ24",
        "corpus": 14,
    },
}
YOUNG: dict[str, dict[str, Any]] = {
    "2504.00005": {
        "title": "Walks of Walks: Quantized & Faster Still",
        "venue": "International Conference on Machine Learning",
        "DBLP": "conf/icml/LeeZ25",
        "corpus": 15,
        "published": "2025-04-02",
        "abstract": "We walk on. Code: https://github.com/cy/walks and https://github.com/ann/attic. See https://cy.github.io/walks/",
        "cites": ["2211.00001", "2306.00002", "2401.00004"],
    },
    "2505.00006": {"title": "Cutting Slow Diffusion", "venue": "", "corpus": 16, "published": "2025-05-31", "cites": ["2306.00002"]},
    "10.5555/walks.7": {"title": "Walking Diffusion Models Home", "venue": "", "corpus": 17, "cites": ["2306.00002", "2401.00004"]},
    "2001.00008": {
        "title": "An Old Walk that Cites the Future",
        "venue": "",
        "corpus": 18,
        "published": "2020-01-05",
        "cites": ["2211.00001", "2306.00002"],
    },
}
"""Papers that cite others and may be recommended, which no list has. Its ids with a slash are DOIs."""
REPOSITORIES: dict[str, dict[str, Any]] = {
    LIST: {"id": 1},
    "ann/code": {"id": 2, "stars": 42, "readme": "# Walks\n\n[Paper](https://arxiv.org/abs/2211.00001)\n"},
    "ann/attic": {"id": 3, "archived": True},
    "bob/new-name": {"id": 4, "stars": 7, "readme": "# café\n"},
    "bob/fork": {"id": 5, "fork": True},
    "cy/walks": {"id": 6, "readme": "# Walks of walks\n\n[Paper](https://arxiv.org/abs/2504.00005), [ICML](https://icml.cc)\n"},
}
KNOWN = PAPERS | YOUNG
MOVED = {"bob/old-name": "bob/new-name"}
BLOCKED = {"eve/blocked": 451, "eve/disabled": 403}
NIPS = [
    {
        "title": "Quantized Walks: A Study & More",
        "author": "Ann Lee;Cy Zed",
        "status": "Spotlight",
        "track": "main",
        "site": "https://neurips.cc/virtual/1",
    },
    {"title": "Another Paper", "author": "Bo Li", "status": "Reject", "track": "main"},
]


def note(name: str, title: str, venue: str, venueid: str, authors: str = "Ann Lee;Cy Zed", **more: Any) -> dict[str, Any]:
    """OpenReview's, as its API v2 gives it."""
    content = {"title": title, "authors": authors.split(";"), "venue": venue, "venueid": venueid}
    return {"id": name, "forum": name, "version": 2, "content": {field: {"value": value} for field, value in content.items()}} | more


def mirrored(name: str, title: str, venue: str, venueid: str) -> dict[str, Any]:
    """A record of DBLP in OpenReview, as a note of its API v1."""
    content = {"title": title, "authors": ["Ann Lee", "Cy Zed"], "venue": venue, "venueid": venueid}
    return {"id": name, "forum": name, "invitation": "dblp.org/-/record", "content": content}


def work(doi: str, title: str, container: str = "", kind: str = "proceedings-article", **more: Any) -> dict[str, Any]:
    """Crossref's; names of more fields have `_` for `-`."""
    people = [{"given": "Ann", "family": "Lee", "sequence": "first"}, {"given": "Cy", "family": "Zed", "sequence": "additional"}]
    found = {"DOI": doi, "type": kind, "title": [title], "author": people, "container-title": [container] if container else []}
    return found | {name.replace("_", "-"): value for name, value in more.items()}


def on(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


WALK = "Quantized Walks: A Study & More"
TINY = "Tiny Steps of Large Models"
CVPR = "2024 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"
NOTES = [
    note(
        "near", "Quantized Walks++: A Study & More", "Submitted to NeurIPS 2023", "NeurIPS.cc/2023/Conference/Rejected_Submission", "Bo Li"
    ),
    mirrored("dblp1", f"{WALK}.", "NeurIPS 2023", "dblp.org/conf/NIPS/2023"),
    note("walk", WALK, "NeurIPS 2023 spotlight", "NeurIPS.cc/2023/Conference"),
    mirrored("dblp2", "Slow Diffusion is Fast Enough", "CoRR 2023", "dblp.org/journals/CORR/2023"),
]
WORKS = [
    work(
        "10.1109/cvpr52733.2024.00002",
        f"{TINY} in Practice",
        CVPR,
        author=[{"given": "Bo", "family": "Li"}],
        event={"start": on(2024, 6, 16)},
    ),
    work("10.1109/cvpr52733.2024.00001", TINY, CVPR, event={"name": CVPR, "start": on(2024, 6, 16)}, issued=on(2024, 9, 16)),
    work(
        "10.36227/techrxiv.1",
        TINY,
        kind="posted-content",
        relation={"is-preprint-of": [{"id-type": "doi", "id": "10.1109/cvpr52733.2024.00001"}]},
    ),
]
SERVICES = {"arxiv": "arxiv_api", "rss": "arxiv_rss", "oai": "arxiv_oai", "lists": "raw"}
SEARCHED = frozenset("term content group source type limit offset sort venueid".split())
QUERIED = frozenset("query.bibliographic query.author query.title rows offset select filter sort order mailto".split())
POOLS = {"public": (1, 5), "polite": (3, 10)}
"""Lists and single works a second, as Crossref documents them."""


@dataclass
class Stage:
    """The services' addresses, what they hold, and what was asked of them."""

    url: str = ""
    faults: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    text: bytes = (
        b"# A list\n\n| Title | Venue |\n|--|--|\n| [Quantized Walks: A Study & More](https://arxiv.org/abs/2211.00001) | Nov 2022 |\n"
    )
    etag: str = '"one"'
    last: dict[str, float] = field(default_factory=dict)
    interval: dict[str, float] = field(default_factory=dict)
    """Seconds that a service wants between requests; fewer draw its 429."""
    most_aliases: int = 100
    most_citations: int = 1000
    """In one page."""
    limited: bool = True
    """Whether OpenReview and Crossref keep to their limits."""
    taken: dict[str, list[float]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=lambda: list(NOTES))
    works: list[dict[str, Any]] = field(default_factory=lambda: list(WORKS))
    archive: archive.Archive = field(default_factory=archive.Archive)
    busy: int = 0
    """Requests of arXiv's services that are being answered."""
    pages: dict[str, bytes] = field(default_factory=dict)
    """By their addresses. Others are forbidden to see."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": f"{self.url}/github",
            "GITHUB_TOKEN": TOKEN,
            "SEMANTIC_SCHOLAR_API_URL": f"{self.url}/s2",
            "SEMANTIC_SCHOLAR_API_KEY": KEY,
            "ARXIV_API_URL": f"{self.url}/arxiv/api/query",
            "ARXIV_FEED_URL": f"{self.url}/rss/rss",
            "ARXIV_OAI_URL": f"{self.url}/oai",
            "ACCEPTED_PAPERS_URL": f"{self.url}/lists",
            "OPENREVIEW_API_URL": f"{self.url}/openreview",
            "CROSSREF_API_URL": f"{self.url}/crossref",
            "PAGES_URL": f"{self.url}/pages",
        }

    def crowded(self, what: str, most: int, seconds: float) -> bool:
        """Counts a request; whether there were too many of late."""
        now = time.monotonic()
        taken = self.taken[what] = [at for at in self.taken.get(what, []) if at > now - seconds] + [now]
        return self.limited and len(taken) > most

    def count(self, service: str) -> int:
        return sum(one["service"] == service for one in self.asked)


@contextmanager
def opened() -> Iterator[Stage]:
    stage = Stage()

    class Handler(_Handler):
        pass

    Handler.stage = stage
    server = _Server(("127.0.0.1", 0), Handler)
    stage.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stage
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is what some tests are about."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    stage: Stage
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._handle(None)

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _handle(self, body: bytes | None) -> None:
        parts = urlsplit(self.path)
        top, _, path = parts.path[1:].partition("/")
        service = {"github": "github_graphql" if path == "graphql" else "github_rest", **SERVICES}.get(top, top)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.stage.asked.append({"service": service, "path": path, "query": query, "headers": dict(self.headers), "body": body})
        self._watch(service)
        if service.startswith("arxiv"):
            with self._alone():
                return self._reply(service, path, query, body)
        return self._reply(service, path, query, body)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """arXiv allows one connection at a time."""
        self.stage.busy += 1
        if self.stage.busy > 1:
            self.stage.wrongs.append("two connections to arXiv at once")
        try:
            yield
        finally:
            self.stage.busy -= 1

    def _reply(self, service: str, path: str, query: dict[str, str], body: bytes | None) -> None:
        fault = self._fault(service)
        early = self._early(service, fault)
        status, headers, data = early or self._late(getattr(self, f"_{service}")(path, query, body), fault)
        self._send(status, headers, data, fault)

    def _watch(self, service: str) -> None:
        """Secrets where they don't belong, and nameless clients."""
        sent = f"{self.path} {self.headers}"
        if TOKEN in sent and not service.startswith("github"):
            self.stage.wrongs.append(f"GitHub's token sent to {service}")
        if KEY in sent and service != "s2":
            self.stage.wrongs.append(f"Semantic Scholar's key sent to {service}")
        if TOKEN in self.path or KEY in self.path or "paperlist-bot" not in self.headers.get("User-Agent", ""):
            self.stage.wrongs.append(f"secret in the URL, or no name, at {service}")

    def _fault(self, service: str) -> dict[str, Any]:
        for fault in self.stage.faults:
            if re.fullmatch(fault["service"], service) and fault.get("times", 1) > 0:
                if fault.get("skip", 0):
                    fault["skip"] -= 1
                else:
                    fault["times"] = fault.get("times", 1) - 1
                    return fault
        return {}

    def _early(self, service: str, fault: dict[str, Any]) -> tuple[int, dict[str, str], bytes] | None:
        # arXiv's services share one budget: an interval of `arxiv` is for all of them.
        limited = "arxiv" if service.startswith("arxiv") and "arxiv" in self.stage.interval else service
        now, before = time.monotonic(), self.stage.last.get(limited, 0.0)
        self.stage.last[limited] = now
        page = b"<!DOCTYPE html><html><title>Please wait</title><h1>Checking your browser</h1></html>"
        if now - before < self.stage.interval.get(limited, 0.0):
            return 429, {}, b"Rate exceeded."
        match fault.get("kind"):
            case "status":
                return fault["code"], fault.get("headers", {}), page
            case "html_200":
                return 200, {"Content-Type": "text/html"}, page
            case "empty_body":
                return 200, {}, b""
            case "answer":
                return fault.get("code", 200), fault.get("headers", {}), fault["body"]
            case "reset":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "hang":
                time.sleep(fault.get("delay", 2))
        return None

    def _late(self, answer: tuple[int, dict[str, str], bytes], fault: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        status, headers, data = answer
        if fault.get("kind") in ("malformed_json", "malformed_xml"):
            return status, headers, data[: len(data) * 2 // 3] + b'"\x01<,]'
        return status, headers, data

    def _send(self, status: int, headers: dict[str, str], data: bytes, fault: dict[str, Any]) -> None:
        kind = fault.get("kind")
        self.send_response(status)
        length = len(data) if kind != "huge_body" else fault.get("bytes", 200_000_000)
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(length), "Connection": "close"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        try:
            if kind == "huge_body":
                for _ in range(0, length, 1 << 20):
                    self.wfile.write(b" " * (1 << 20))
            else:
                self.wfile.write(data[: len(data) // 2] if kind == "truncate" else data)
        except OSError:
            pass  # the client has had enough

    def _github_rest(self, path: str, query: dict[str, str], _: bytes | None) -> tuple[int, dict[str, str], bytes]:
        given = self.headers.get("Authorization", "")
        if given and given.split()[-1] != TOKEN:
            return _json({"message": "Bad credentials"}, 401)
        if path == "search/repositories":
            return self._search(query)
        owner, name, *rest = path.removeprefix("repos/").split("/")
        slug = f"{owner}/{name}"
        if slug in MOVED:
            return 301, {"Location": f"{self.stage.url}/github/{path.replace(slug, MOVED[slug])}"}, b'{"message": "Moved Permanently"}'
        if slug in BLOCKED:
            return _json({"message": "Repository access blocked"}, BLOCKED[slug])
        if slug not in REPOSITORIES:
            return _json({"message": "Not Found"}, 404)
        return self._inside(slug, unquote("/".join(rest)), query)

    def _inside(self, slug: str, rest: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        text = base64.encodebytes(self.stage.text).decode()
        large = len(self.stage.text) > 1_000_000
        file = {
            "type": "file",
            "size": len(self.stage.text),
            "sha": "b10b",
            "encoding": "none" if large else "base64",
            "content": "" if large else text,
        }
        answers: dict[str, Any] = {
            "": _repository(slug),
            "branches/main": {"name": "main", "commit": {"sha": "c0ffee"}},
            "git/blobs/b10b": {"encoding": "base64", "content": text},
            "contents/README.md": file if query.get("ref") == "c0ffee" else None,
        }
        if rest == "readme" and "readme" in REPOSITORIES[slug]:
            return _json(_readme(slug))
        found = answers.get(rest) if not rest or slug == LIST else None
        return _json(found) if found else _json({"message": "Not Found"}, 404)

    def _search(self, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        named = re.findall(r"repo:(\S+)", query["q"])
        seen = [slug for slug in named if slug in REPOSITORIES and ("fork:true" in query["q"] or not REPOSITORIES[slug].get("fork"))]
        if not seen:
            return _json({"message": "Validation Failed"}, 422)
        return _json({"total_count": len(seen), "incomplete_results": False, "items": [_repository(slug) for slug in seen]})

    def _github_graphql(self, _: str, __: dict[str, str], body: bytes | None) -> tuple[int, dict[str, str], bytes]:
        if not self.headers.get("Authorization"):
            return _json({"message": "This endpoint requires you to be authenticated."}, 401)
        aliases = re.findall(r'(\w+): repository\(owner: "([^"]*)", name: "([^"]*)"\)', json.loads(body or b"")["query"])
        if len(aliases) > self.stage.most_aliases:
            error = {"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits for this query exceeded."}
            return _json({"data": dict.fromkeys(alias for alias, *_ in aliases), "errors": [error]})
        data, errors = dict[str, Any](), list[dict[str, Any]]()
        for alias, owner, name in aliases:
            slug = MOVED.get(f"{owner}/{name}", f"{owner}/{name}")
            data[alias] = _repository(slug) if slug in REPOSITORIES else None
            if not data[alias]:
                errors.append(
                    {
                        "type": "FORBIDDEN" if BLOCKED.get(slug) == 403 else "NOT_FOUND",
                        "path": [alias],
                        "message": f"Could not resolve {slug}",
                    }
                )
        return _json({"data": data} | ({"errors": errors} if errors else {}))

    def _s2(self, path: str, query: dict[str, str], body: bytes | None) -> tuple[int, dict[str, str], bytes]:
        if self.headers.get("x-api-key") not in (None, KEY):
            return _json({"message": "Forbidden"}, 403)
        fields = query.get("fields", "title").split(",")
        if wrong := set(fields) - S2_FIELDS:
            return _json({"error": f"Unrecognized or unsupported fields: {sorted(wrong)}"}, 400)
        if path == "graph/v1/paper/batch":
            return self._batch(json.loads(body or b"")["ids"])
        if path == "recommendations/v1/papers/":
            return self._recommendations(query, json.loads(body or b"{}"))
        if path.endswith("/citations"):
            return self._citations(unquote(path).removeprefix("graph/v1/paper/").removesuffix("/citations"), fields, query)
        matches = [name for name, paper in KNOWN.items() if _words(query["query"]) <= _words(paper["title"])]
        return (
            _json({"data": [_scholarly(matches[0]) | {"matchScore": 99.5}]}) if matches else _json({"error": "Title match not found"}, 404)
        )

    def _batch(self, ids: list[str]) -> tuple[int, dict[str, str], bytes]:
        if len(ids) > 500:
            return _json({"error": "Number of paper ids cannot exceed 500"}, 400)
        found = [_scholarly(name) if (name := _asked_for(one)) else None for one in ids]
        return _json(found) if any(found) else _json({"error": "No valid paper ids given"}, 400)

    def _recommendations(self, query: dict[str, str], body: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        """What shares words with the one, itself too, and is not among the other."""
        liked, refused = body.get("positivePaperIds", []), body.get("negativePaperIds", [])
        if not liked or int(query.get("limit", 100)) > 500:
            return _json({"error": "Bad query parameters"}, 400)
        if unknown := [one for one in (*liked, *refused) if not _asked_for(one)]:
            return _json({"error": f"Input papers not found: [{', '.join(unknown)}]"}, 404)
        unlike = {_asked_for(one) for one in refused}
        words = set[str]().union(*(_words(KNOWN[_asked_for(one)]["title"]) for one in liked))
        found = [name for name, paper in KNOWN.items() if name not in unlike and words & _words(paper["title"])]
        return _json({"recommendedPapers": [_scholarly(name) for name in found]})

    def _citations(self, name: str, fields: list[str], query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """A page, the newest first. Of authors no fields can be chosen here."""
        limit, offset = int(query.get("limit", 100)), int(query.get("offset", 0))
        if "authors.name" in fields or not 1 <= limit <= 1000 or offset + limit >= 10_000:
            return _json({"error": "Unacceptable query params"}, 400)
        if not (paper := _asked_for(name)):
            return _json({"error": f"Paper with id {name} not found"}, 404)
        citing = [one for one, other in YOUNG.items() if paper in other["cites"]]
        shown = citing[offset : offset + min(limit, self.stage.most_citations)]
        end = offset + len(shown)
        edges = [{"citingPaper": _scholarly(one) | {"authors": None, "abstract": None}} for one in shown]
        return _json({"offset": offset, "data": edges} | ({"next": end} if end < len(citing) else {}))

    def _arxiv_api(self, _: str, query: dict[str, str], __: bytes | None) -> tuple[int, dict[str, str], bytes]:
        if "atom" not in self.headers.get("Accept", ""):
            return 406, {}, b"Not Acceptable"
        if "search_query" in query:
            return self.stage.archive.search(query)
        ids, size = query["id_list"].split(","), int(query.get("max_results", 10))
        if wrong := [one for one in ids if not re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}", one)]:
            says = f"<summary>incorrect id format for {wrong[0]}</summary>"
            return 400, {}, _feed([f"<entry><id>http://arxiv.org/api/errors</id><title>Error</title>{says}</entry>"], 1)
        held = self.stage.archive.named()
        entries = [self.stage.archive.entry(held[one]) if one in held else _entry(one) for one in ids if one in KNOWN or one in held]
        entries.reverse()  # the order of the list is not kept
        return 200, {"Content-Type": "application/atom+xml; charset=utf-8"}, _feed(entries[:size], len(entries))

    def _arxiv_rss(self, path: str, _: dict[str, str], __: bytes | None) -> tuple[int, dict[str, str], bytes]:
        return (
            self.stage.archive.feed(path.removeprefix("rss/")) if "atom" in self.headers.get("Accept", "") else (406, {}, b"Not Acceptable")
        )

    def _arxiv_oai(self, _: str, query: dict[str, str], __: bytes | None) -> tuple[int, dict[str, str], bytes]:
        return self.stage.archive.oai(query)

    def _pages(self, path: str, _: dict[str, str], __: bytes | None) -> tuple[int, dict[str, str], bytes]:
        page = self.stage.pages.get(path)
        return (200, {"Content-Type": "text/html"}, page) if page else (403, {}, b"No web page is here.")

    def _raw(self, path: str, _: dict[str, str], __: bytes | None) -> tuple[int, dict[str, str], bytes]:
        if path != "nips/nips2023.json":
            return 404, {}, b"404: Not Found"
        if self.headers.get("If-None-Match") == self.stage.etag:
            return 304, {"ETag": self.stage.etag}, b""
        return 200, {"ETag": self.stage.etag}, json.dumps(NIPS, indent=4).encode()

    def _openreview(self, path: str, query: dict[str, str], _: bytes | None) -> tuple[int, dict[str, str], bytes]:
        search = path == "notes/search"
        if self.stage.crowded(path, 20 if search else 180, 60):
            return _json({"name": "RateLimitError", "message": "Too many requests", "status": 429}, 429)
        if wrong := query.keys() - (SEARCHED if search else {"id", "forum"}):
            return _json({"name": "AdditionalPropertiesError", "message": f"The property {wrong} must NOT be present", "status": 400}, 400)
        if search:
            found = [one for one in self.stage.notes if _akin(query["term"], _said(one["content"]["title"]))][: int(query["limit"])]
        else:
            found = [one for one in self.stage.notes if one["id"] == query["id"] and "version" in one]
        if not found and not search:
            return _json({"name": "NotFoundError", "message": f"The Note {query['id']} was not found", "status": 404}, 404)
        return _json({"notes": found, "count": len(found)})

    def _crossref(self, path: str, query: dict[str, str], _: bytes | None) -> tuple[int, dict[str, str], bytes]:
        pool, single = "polite" if "mailto" in query else "public", path != "works"
        if self.stage.crowded(f"{pool} {single}", POOLS[pool][single], 1):
            return 429, {}, b"Too many requests. Please slow down."
        if single:
            doi = unquote(path.removeprefix("works/")).lower()
            works = [one for one in self.stage.works if one["DOI"].lower() == doi]
            return _json({"status": "ok", "message-type": "work", "message": works[0]}) if works else (404, {}, b"Resource not found.")
        if wrong := query.keys() - QUERIED:
            failed = [{"type": "parameter-not-found", "value": one, "message": "no such parameter"} for one in wrong]
            return _json({"status": "failed", "message-type": "validation-failure", "message": failed}, 400)
        works = [one for one in self.stage.works if _akin(query["query.bibliographic"], one["title"][0])][: int(query["rows"])]
        items = [{name: one[name] for name in query["select"].split(",") if name in one} for one in works]
        return _json({"status": "ok", "message-type": "work-list", "message": {"total-results": len(items), "items": items}})


def _akin(query: str, title: str) -> bool:
    """A search's match: half of the words."""
    return 2 * len(_words(query) & _words(title)) >= len(_words(query))


def _said(field: Any) -> str:
    """A note's field, of either version of the API, that may be a list."""
    value = field["value"] if isinstance(field, dict) else field
    return str(value[0] if isinstance(value, list) else value)


def _json(data: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {}, json.dumps(data).encode()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _asked_for(one: str) -> str:
    """The name here of what Semantic Scholar calls so; empty where there is no such paper."""
    corpus = {f"CorpusId:{paper['corpus']}": name for name, paper in KNOWN.items()}
    ids = {f"DOI:{name}" if name.startswith("10.") else f"ARXIV:{name}": name for name in KNOWN}
    own = {f"{paper['corpus']:040x}": name for name, paper in KNOWN.items()}
    return (corpus | ids | own).get(one, "")


def _scholarly(name: str) -> dict[str, Any]:
    paper = KNOWN[name]
    names = {"DOI" if name.startswith("10.") else "ArXiv": name, "CorpusId": paper["corpus"]}
    names |= ({"DBLP": paper["DBLP"]} if "DBLP" in paper else {}) | paper.get("merged", {})
    return {
        "paperId": f"{paper['corpus']:040x}",
        "title": paper["title"],
        "authors": [{"authorId": "1", "name": "Ann Lee"}, {"authorId": None, "name": "Cy Zed"}],
        "externalIds": names,
        "venue": paper["venue"],
        "citationCount": 10 * paper["corpus"],
        "influentialCitationCount": paper["corpus"],
        "abstract": paper.get("abstract"),
        "publicationDate": paper.get("published"),
        "year": int(paper.get("published", "2025")[:4]),
    }


def _repository(slug: str) -> dict[str, Any]:
    one = REPOSITORIES[slug]
    return {
        "id": one["id"],
        "full_name": slug,
        "html_url": f"https://github.com/{slug}",
        "default_branch": "main",
        "stargazers_count": one.get("stars", 0),
        "archived": one.get("archived", False),
        "disabled": False,
        "fork": one.get("fork", False),
        "pushed_at": "2024-05-01T10:00:00Z",
        "description": None,
        "homepage": "",
    }


def _readme(slug: str) -> dict[str, Any]:
    data = REPOSITORIES[slug]["readme"].encode()
    page = f"https://github.com/{slug}/blob/main/README.md"
    return {"size": len(data), "encoding": "base64", "content": base64.encodebytes(data).decode(), "html_url": page}


def _entry(name: str) -> str:
    paper, published = KNOWN[name], KNOWN[name].get("published", "2022-11-01")
    comment = f"<arxiv:comment>{escape(paper['comment'])}</arxiv:comment>" if "comment" in paper else ""
    updated = max(published, "2023-07-01")
    return (
        f"<entry><id>http://arxiv.org/abs/{name}v2</id><title>{escape(paper['title'])}</title><updated>{updated}T00:00:00Z</updated>"
        f"<published>{published}T17:00:00Z</published><author><name>Ann Lee</name></author><author><name>Cy Zed</name></author>{comment}"
        f"<summary>{escape(paper.get('abstract', ''))}</summary>"
        '<category term="cs.CV" scheme="http://arxiv.org/schemas/atom"/><category term="I.2.10" scheme="http://arxiv.org/schemas/atom"/></entry>'
    )


_feed = archive.feed
