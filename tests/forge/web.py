"""The hub's door: HTTP, tokens, redirects, limits, and what breaks on purpose."""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.forge import code, gitdata, graph, home, issues, merging, pulls, refs
from tests.forge.asking import Answer, Ask
from tests.forge.faults import Faults
from tests.forge.state import RefusedError, Repository, State, Token, missing

_ROUTES = [
    (method, re.compile(pattern), made)
    for part in (home, refs, gitdata, code, issues, pulls, merging)
    for method, pattern, made in part.ROUTES
]


@dataclass(slots=True)
class Hub:
    """One hub: what it holds, what was asked of it, what is to go wrong. One request is answered at a time."""

    state: State
    faults: Faults = field(default_factory=Faults)
    log: list[dict[str, Any]] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[Answer, Token]:
        """What GitHub says."""
        parts = urlsplit(target)
        path = unquote(parts.path).removeprefix("/github").removeprefix("/api/v3").rstrip("/")
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        who = self._who(headers.get("Authorization") or "")
        if method != "GET":
            self.state.tick()
        try:
            if not headers.get("User-Agent"):
                raise RefusedError(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
            if who is None:
                raise RefusedError(401, "Bad credentials")
            self.used[who.value] = self.used.get(who.value, 0) + 1
            data = self._json(body)
            if path == "/graphql":
                return self._graphql(method, who, data), who
            return self._rest(Ask(self.state, who, path, query, data, headers.get("Accept") or "", Repository(0, "/")), method), who
        except RefusedError as problem:
            said: dict[str, Any] = {
                "message": problem.message,
                "documentation_url": "https://docs.github.com/rest",
                "status": str(problem.status),
            }
            said |= {"errors": list(problem.errors)} if problem.errors else {}
            return Answer(problem.status, said, problem.headers), who or Token(None)

    def _who(self, header: str) -> Token | None:
        return self.state.tokens.get(header.partition(" ")[2].strip()) if header else Token(None, "anonymous")

    def _json(self, body: bytes) -> dict[str, Any]:
        try:
            data = json.loads(body or b"{}")
        except ValueError as problem:
            raise RefusedError(400, "Problems parsing JSON") from problem
        if not isinstance(data, dict):
            raise RefusedError(400, "Body should be a JSON object")
        return data

    def _graphql(self, method: str, who: Token, data: dict[str, Any]) -> Answer:
        if who.kind == "anonymous" or method != "POST":
            raise RefusedError(401, "This endpoint requires you to be authenticated.") if who.kind == "anonymous" else missing()
        return Answer(data=graph.answer(self.state, who, data, home.limits(who, self.used[who.value])))

    def _rest(self, ask: Ask, method: str) -> Answer:
        found = re.fullmatch(r"/(?:repos/([^/]+/[^/]+)|repositories/(\d+))(/.*)?", ask.path)
        if found is None:
            return home.about(self.state, ask.who, ask.path, self.used.get(ask.who.value, 0))
        repo = self.state.find(found[1]) if found[1] else self.state.repositories.get(int(found[2]))
        rest = found[3] or ""
        if repo is None and found[1] and (number := self.state.moved.get(found[1].lower())):
            return self._elsewhere(ask, f"/repositories/{number}{rest}", method)
        if repo is None or (repo.private and not (ask.who.app or repo.role(ask.who.login))):
            raise missing()
        ask.repo = repo
        for verb, pattern, made in _ROUTES:
            groups = pattern.fullmatch(rest)
            if verb == method and groups:
                said = made(ask, *groups.groups())
                return said if isinstance(said, Answer) else Answer(data=said)
        raise missing()

    def _elsewhere(self, ask: Ask, path: str, method: str) -> Answer:
        """A repository that has another name today."""
        asked = "&".join(f"{name}={value}" for name, value in ask.query.items())
        where = f"{self.state.url}{path}{'?' * bool(asked)}{asked}"
        status, words = (301, "Moved Permanently") if method == "GET" else (307, "Temporary Redirect")
        return Answer(status, {"message": words, "url": where}, {"Location": where})

    def headers(self, who: Token, path: str) -> dict[str, str]:
        """The limits, and a classic token's scopes."""
        left = home.limits(who, self.used.get(who.value, 0)) if who.kind != "anonymous" or who.login is None else {}
        shown = {f"X-RateLimit-{name.capitalize()}": str(value) for name, value in left.items()}
        shown["X-RateLimit-Resource"] = "graphql" if path.endswith("/graphql") else "core"
        return shown | ({"X-OAuth-Scopes": ", ".join(who.scopes)} if who.kind == "personal" else {})


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is what some tests are about."""
        if not isinstance(sys.exc_info()[1], (OSError, ValueError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    """Head and body go out as one: small packets wait for each other."""

    def log_message(self, *_: object) -> None:
        pass

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        service = "git" if path.startswith("/git/") else "github_graphql" if path.endswith("/graphql") else "github_rest"
        with self.hub.lock:
            entry = self._entry(service, body)
            fault = self.hub.faults.pick(service, self.command, unquote(self.path))
            early = fault.early() if fault else None
            if fault:
                entry["fault"] = fault.kind
            answer, who = Answer(), Token(None)
            if early:
                answer = early
            elif service == "git":
                answer = self._git(unquote(path))
            elif not (fault and fault.kind == "reset"):
                answer, who = self.hub.answer(self.command, self.path, self.headers, body)
                answer.headers |= self.hub.headers(who, path)
                answer = fault.late(answer) if fault else answer
            lost = bool(fault and fault.kind in ("reset", "reset_after"))
            entry["status"] = None if fault and fault.kind == "reset" else answer.status
        self._break() if lost else self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

    def _entry(self, service: str, body: bytes) -> dict[str, Any]:
        """A line of the log; no token is in it."""
        parts, sent = urlsplit(self.path), self.headers
        entry = {
            "seq": len(self.hub.log) + 1,
            "service": service,
            "method": self.command,
            "path": parts.path,
            "query": unquote(parts.query),
            "ua": sent.get("User-Agent") or "",
            "req_bytes": len(body),
            "leaks": any(one and one in f"{self.path} {body.decode('utf-8', 'replace')}" for one in self.hub.state.tokens),
        }
        self.hub.log.append(entry)
        return entry

    def _git(self, path: str) -> Answer:
        """A repository for `git clone`: git's files over plain HTTP."""
        found = re.fullmatch(r"/git/([^/]+/[^/]+?)(?:\.git)?/(info/refs|HEAD|objects/([0-9a-f]{2})/([0-9a-f]{38}))", path)
        repo = self.hub.state.find(found[1]) if found else None
        if found is None or repo is None:
            return Answer(404, b"Not Found")
        if found[2] == "HEAD":
            return Answer(data=f"ref: refs/heads/{repo.default_branch}\n".encode())
        if found[2] == "info/refs":
            return Answer(data="".join(f"{sha}\t{name}\n" for name, sha in sorted(repo.refs.items())).encode())
        sha = found[3] + found[4]
        return Answer(data=self.hub.state.objects.loose(sha)) if sha in self.hub.state.objects.kept else Answer(404, b"Not Found")

    def _send(self, answer: Answer) -> None:
        raw = isinstance(answer.data, bytes)
        data = b"" if answer.status == 204 else answer.data if raw else json.dumps(answer.data).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "Content-Type" not in answer.headers:
            self.send_header("Content-Type", "application/octet-stream" if raw else "application/json; charset=utf-8")
        if answer.status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def _break(self) -> None:
        """The connection is lost without a word."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
