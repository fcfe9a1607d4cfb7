"""A relay before arXiv's feeds that can make them stale: what it showed the day before, under the date of today."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_DATE = re.compile(rb"<(pubDate|lastBuildDate)>.*?</\1>")


@dataclass
class Relay:
    """Its address, and whether it is stale; `last` is what it showed last, by path."""

    target: str
    url: str = ""
    stale: bool = False
    last: dict[str, bytes] = field(default_factory=dict)

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
        """What the feeds answer, or what they did the day before."""
        parts = urlsplit(self.target)
        status, fresh = fetch(f"{parts.scheme}://{parts.netloc}{path}", headers)
        if not self.stale or path not in self.last:
            if status == 200:
                self.last[path] = fresh
            return status, fresh
        dates = {match[1]: match[0] for match in _DATE.finditer(fresh)}
        return status, _DATE.sub(lambda match: dates[match[1]], self.last[path])


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body, whatever the status."""
    request = urllib.request.Request(url, headers={"User-Agent": "a person", **(headers or {})})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read()


@contextmanager
def relayed(target: str) -> Iterator[Relay]:
    """A relay before the address of the feeds."""
    relay = Relay(target)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            kept = {name: value for name, value in self.headers.items() if name in ("User-Agent", "Accept")}
            status, data = relay.answer(self.path, kept)
            self.send_response(status)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    relay.url = f"http://127.0.0.1:{server.server_address[1]}{urlsplit(target).path}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
