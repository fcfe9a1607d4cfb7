"""HTTP as services want it: one connection, paced, patient within limits of time and size.

An answer is whole or it is a SourceError. Redirects are not followed: no header of ours leaves its host.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from bot import __version__
from bot.errors import SourceError
from bot.model import Lookup

K = TypeVar("K")
T = TypeVar("T")
W = TypeVar("W")

AGENT = f"paperlist-bot/{__version__} (python-requests/{requests.__version__})"
BODY_SECONDS = 120
"""For the whole of one answer."""
LIMIT = 12_000_000
"""Bytes of an answer, decompressed; Semantic Scholar's own limit is 10 MB."""
TIRED = 2
"""Failures in a row after which a service is asked for nothing more."""
_RETRIED = frozenset({429, 500, 502, 503, 504})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Manners:
    """How a service wants to be asked. Times in seconds.

    `timeout` is for connecting, and between two pieces of an answer. `interval` passes between the end of one request and the
    next, `backoff` before the first repetition of one to which the service was `busy`, then twice as long each time;
    after 406 and 429 at least `throttled`. `patience` is all the waiting that one answer is worth.
    """

    accept: str = "application/json"
    timeout: float = 30.0
    interval: float = 0.0
    backoff: float = 2.0
    patience: float = 130.0
    busy: frozenset[int] = _RETRIED
    throttled: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes


class Body:
    """An answer's body as a file to read from, decompressed, within a limit of bytes and seconds."""

    def __init__(self, response: requests.Response, limit: int, seconds: float) -> None:
        self.taken = 0
        self._host = urlsplit(response.url).netloc
        self._raw = response.raw
        self._limit = limit
        self._end = time.monotonic() + seconds
        self._kept = b""
        if "," in response.headers.get("Content-Encoding", ""):
            raise SourceError("the answer is packed more than once", where=self._host)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, all of them by default; nothing at the end."""
        parts, length = [self._kept], len(self._kept)
        while size < 0 or length < size:
            chunk = self._next()
            if not chunk:
                break
            parts.append(chunk)
            length += len(chunk)
        data = b"".join(parts)
        cut = len(data) if size < 0 else size
        self._kept = data[cut:]
        return data[:cut]

    def _next(self) -> bytes:
        """What has come: to wait for a whole block would let a slow drip pass every timeout."""
        try:
            chunk: bytes = self._raw.read1(_CHUNK, decode_content=True)
        except urllib3.exceptions.ReadTimeoutError as problem:
            raise SourceError("no answer in time", where=self._host, passing=True) from problem
        except (urllib3.exceptions.HTTPError, OSError) as problem:
            raise SourceError("the answer broke off", where=self._host, passing=True) from problem
        self.taken += len(chunk)
        if self.taken > self._limit:
            raise SourceError(f"the answer is longer than {self._limit:,} bytes", where=self._host)
        if time.monotonic() > self._end:
            raise SourceError("the answer came too slowly", where=self._host)
        return chunk


class Web:
    """A session with one service, or with several that share their limits."""

    def __init__(self, manners: Manners, session: requests.Session | None = None) -> None:
        self.requests = 0
        self._manners = manners
        self._free_at = 0.0
        self._vain = dict[str, tuple[int, str]]()  # for how many questions in a row, and what it answered
        self._session = session or requests.Session()
        self._session.get_redirect_target = lambda _: None  # type: ignore[method-assign, assignment] # else it reads redirects whole
        self._session.auth = lambda request: request  # else .netrc's secrets for the host would be sent
        self._session.headers.update({"User-Agent": AGENT, "Accept": manners.accept})

    def ask(self, url: str, read: Callable[[Answer], T], *, json: Any = None, headers: Mapping[str, str] | None = None) -> T:
        """What `read` makes of the answer to GET, or to POST where there is `json`; one that fails in passing is asked for twice."""
        for last in (False, True):
            try:
                with self.stream(url, json=json, headers=headers, limit=LIMIT) as (response, body):
                    return read(Answer(response.status_code, body.read()))
            except SourceError as problem:
                if last or not problem.passing:
                    raise
        raise AssertionError

    def each(self, wanted: Mapping[K, W], ask: Callable[[W], T | None]) -> Lookup[K, T]:
        """One after another what `ask` finds, None where there is no such thing. A service that only fails is left alone."""
        before, tired, problem = self.requests, 0, ""
        found, missing, failed = dict[K, T](), set[K](), dict[K, str]()
        for name, one in wanted.items():
            if tired == TIRED:
                failed[name] = problem
                continue
            try:
                answer = ask(one)
            except SourceError as failure:
                tired, problem = tired + 1, failure.what
                failed[name] = problem
                continue
            tired = 0
            if answer is None:
                missing.add(name)
            else:
                found[name] = answer
        return Lookup(found, frozenset(missing), failed, self.requests - before)

    @contextmanager
    def stream(
        self, url: str, *, json: Any = None, headers: Mapping[str, str] | None = None, limit: int, seconds: float = BODY_SECONDS
    ) -> Iterator[tuple[requests.Response, Body]]:
        """The same, with the body to be read as it comes."""
        host, place = urlsplit(url).netloc, "/".join(url.partition("?")[0].split("/")[:4])
        vain, says = self._vain.get(place, (0, ""))
        if vain >= TIRED:
            raise SourceError(says, where=host)
        try:
            with self._answered(lambda: self._send(url, json, headers), host, place) as response:
                try:
                    yield response, Body(response, limit, seconds)
                finally:
                    self._free_at = time.monotonic() + self._manners.interval
        except requests.RequestException as problem:
            raise SourceError(words(problem), where=host, passing=True) from problem
        except (urllib3.exceptions.HTTPError, UnicodeError) as problem:  # of an address or a header that can't be
            raise SourceError("it can't be asked so", where=host) from problem

    def _send(self, url: str, json: Any, headers: Mapping[str, str] | None) -> requests.Response:
        time.sleep(max(0.0, self._free_at - time.monotonic()))
        self.requests += 1
        method = "GET" if json is None else "POST"
        try:
            response = self._session.request(
                method, url, json=json, headers=headers, stream=True, allow_redirects=False, timeout=self._manners.timeout
            )
        except requests.RequestException as problem:
            if not _unmet(problem):
                self._free_at = time.monotonic() + self._manners.interval
            raise
        self._free_at = time.monotonic() + self._manners.interval
        return response

    def _answered(self, send: Callable[[], requests.Response], host: str, place: str) -> requests.Response:
        """The first answer that doesn't ask for patience. Where all of it was in vain, nothing more is asked: a night has its end.

        After an error, which may be one question's own, another may be asked.
        """
        waited, wait = 0.0, self._manners.backoff
        while True:
            response = send()
            if response.status_code not in self._manners.busy:
                self._vain.pop(place, None)
                return response
            throttled = response.status_code in (406, 429)
            pause = max(_retry_after(response), wait, self._manners.throttled if throttled else 0)
            response.close()
            if waited + pause > self._manners.patience:
                says = f"it answers {response.status_code} {response.reason}".rstrip()
                self._vain[place] = (TIRED if throttled else self._vain.get(place, (0, ""))[0] + 1, says)
                raise SourceError(says, where=host)
            time.sleep(pause)
            waited, wait = waited + pause, 2 * wait


def _retry_after(response: requests.Response) -> float:
    """The seconds that the header asks for, or 0."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _unmet(problem: requests.RequestException) -> bool:
    """Whether nobody was reached at all, who could be bothered by another try."""
    reason = getattr(problem.args[0], "reason", None) if problem.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def words(problem: requests.RequestException) -> str:
    """What happened; the exception's own text names URLs."""
    return "no answer in time" if isinstance(problem, requests.Timeout) else "no connection"
