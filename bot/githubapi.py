"""GitHub's API through PyGithub's requester: bounded in time and size, checked for shape; its transports' failures become ours."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NotRequired, TypeVar
from urllib.parse import urlsplit

import requests
from github import Auth, Github, set_log_level
from github.GithubException import GithubException, RateLimitExceededException, UnknownObjectException
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester, RequestsResponse
from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.errors import DeliveryError, SourceError
from bot.web import AGENT, BODY_SECONDS, Body, words

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds to wait for a rate limit."""
TRIES = 4
"""Of a request that meets server errors."""
REDIRECTS = 3
PAGE = 100
"""Items asked for at once."""
BODY_LIMIT = 20_000_000
"""Bytes of an answer."""
_ADAPTERS = dict[Any, TypeAdapter[Any]]()


def _adapter(shape: type[T]) -> TypeAdapter[T]:
    """Made once: that takes as long as a request."""
    if shape not in _ADAPTERS:
        _ADAPTERS[shape] = TypeAdapter(shape)
    found: TypeAdapter[T] = _ADAPTERS[shape]
    return found


class Graph(TypedDict):
    """An answer of GraphQL."""

    data: dict[str, Any]
    errors: NotRequired[list[dict[str, Any]]]


class TooMuchError(SourceError):
    """It gave up, again and again: perhaps less at once is more."""


class _Bounded:
    """PyGithub's connection, with a bound on the size and the time of an answer, and on redirects after one another."""

    redirects = 0

    def getresponse(self: Any) -> RequestsResponse:
        send = getattr(self.session, self.verb.lower())
        url = f"{self.protocol}://{self.host}:{self.port}{self.url}"
        with send(url, headers=self.headers, data=self.input, timeout=self.timeout, stream=True, allow_redirects=False) as response:
            response._content = Body(response, BODY_LIMIT, BODY_SECONDS).read()
        _Bounded.redirects = _Bounded.redirects + 1 if response.is_redirect else 0
        if _Bounded.redirects > REDIRECTS:
            raise SourceError("it redirects without end", where=self.host)
        return RequestsResponse(response)


class _Http(_Bounded, HTTPRequestsConnectionClass):
    pass


class _Https(_Bounded, HTTPSRequestsConnectionClass):
    pass


class Api:
    """Requests to one GitHub, `pause` seconds apart, writes four times that.

    GithubException passes, as an answer; everything else that can fail is a SourceError.
    """

    def __init__(self, url: str, token: str, *, backoff: float = 1.0, timeout: int = 30, pause: float = 0.25) -> None:
        set_log_level(logging.CRITICAL)  # it talks to standard error by itself
        Requester.injectConnectionClasses(_Http, _Https)
        self._client = Github(
            base_url=url,
            auth=Auth.Token(token) if token else None,
            user_agent=AGENT,
            retry=None,  # urllib3 would read an error's body without a bound
            timeout=timeout,
            seconds_between_requests=pause,
            seconds_between_writes=4 * pause,
        )
        self.host = urlsplit(url).netloc
        self.signed = bool(token)
        self._backoff = backoff
        self.requests = 0
        self.headers: Mapping[str, Any] = {}
        """Of the last answer, by their names in small letters."""

    def get(self, path: str, shape: type[T], parameters: Mapping[str, Any] | None = None) -> T:
        """The answer to GET, as that type."""
        return self._ask("GET", path, _adapter(shape), parameters=dict(parameters or {}) or None)

    def pages(self, path: str, shape: type[T], parameters: Mapping[str, Any] | None = None, most: int = 1000) -> list[T]:
        """The items of a list of that type, page by page, `most` at the most."""
        found, page, adapter = list[T](), 1, _adapter(list[shape])  # type: ignore[valid-type]
        while True:
            asked = {**(parameters or {}), "per_page": PAGE, "page": page}
            items = self._ask("GET", path, adapter, parameters=asked)
            found += items
            if len(items) < PAGE or len(found) >= most:
                return found[:most]
            page += 1

    def send(self, verb: str, path: str, shape: type[T], body: Mapping[str, Any]) -> T:
        """The answer to a write, as that type.

        It is sent again only where it was surely not done: a limit. After a broken connection or a server error nobody
        knows; SourceError says so, and a look tells.
        """
        return self._ask(verb, path, _adapter(shape), write=True, input=dict(body))

    def query(self, graphql: str, variables: Mapping[str, Any] | None = None, *, write: bool = False) -> Graph:
        """The answer to a GraphQL query, or mutation (`write`), whatever errors it has beside its data."""
        what = {"query": graphql, "variables": dict(variables or {})}
        answer: Graph = self._ask("POST", self._client.requester.graphql_url, _adapter(Graph), write=write, input=what)
        if any(error.get("type") == "RATE_LIMITED" for error in answer.get("errors", [])):
            raise SourceError("its rate limit is reached", where=self.host)
        return answer

    def _ask(self, verb: str, url: str, shape: TypeAdapter[T], *, write: bool = False, **what: Any) -> T:
        """The answer: again after limits that are worth the wait; of what writes nothing after server errors and, once, no answer."""
        waited, tries, again = 0.0, 1, not write
        while True:
            try:
                with self._speaking():
                    self.headers, data = self._client.requester.requestJsonAndCheck(verb, url, **what)
                    return shape.validate_python(data)
            except SourceError as problem:
                if not (problem.passing and again):
                    raise
                again = False
            except GithubException as problem:
                pause = self._pause(problem, tries)
                if pause is None and problem.status == 404:  # PyGithub goes by its words, which differ
                    raise UnknownObjectException(404, problem.data, problem.headers) from problem
                if pause is None:
                    raise
                if write and problem.status >= 500:
                    raise SourceError(f"it answers {problem.status}", where=self.host, passing=True) from problem
                if tries == TRIES and problem.status >= 500:
                    raise TooMuchError("it answers with server errors", where=self.host) from problem
                if tries == TRIES or waited + pause > PATIENCE:
                    raise self.refused(problem) from problem
                time.sleep(pause)
                waited, tries = waited + pause, tries + 1

    def _pause(self, problem: GithubException, tries: int) -> float | None:
        """Seconds to wait before the next try: what it asks for, else a minute for a limit, twice as long each time else."""
        headers = {name.lower(): value for name, value in (problem.headers or {}).items()}
        limited = isinstance(problem, RateLimitExceededException) or problem.status == 429
        if not limited and problem.status < 500:
            return None
        asked, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
        if asked.isascii() and asked.isdigit():
            return float(asked[:9])
        if limited and headers.get("x-ratelimit-remaining", "0") == "0" and reset.isascii() and reset.isdigit():
            return max(0.0, float(reset[:12]) - time.time()) + 1
        return 60.0 * self._backoff if limited else self._backoff * 2.0**tries

    def refused(self, problem: GithubException) -> SourceError:
        """What it said, in our words."""
        if isinstance(problem, RateLimitExceededException) or problem.status == 429:
            return SourceError("its rate limit is reached", where=self.host)
        if problem.status == 401:
            return SourceError("it doesn't take the token (401)", where=self.host)
        return SourceError(f"it answers {problem.status}", where=self.host)

    def forbidden(self, problem: GithubException, repository: str) -> DeliveryError:
        """What it said to a write that it doesn't allow."""
        says = problem.data.get("message") if isinstance(problem.data, dict) else ""
        remedy = "See what the token lacks with `python -m bot doctor`; the patch is in the job summary"
        return DeliveryError(
            f"GitHub doesn't let the bot hand in its proposals ({problem.status}: {says})", where=repository, remedy=remedy
        )

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Counts a request; a transport's failure becomes ours. GithubException passes: it is an answer."""
        self.requests += 1
        try:
            yield
        except requests.RequestException as problem:
            raise SourceError(words(problem), where=self.host, passing=True) from problem
        # PyGithub's for a redirect elsewhere, for no JSON, for an error that is no object; pydantic's for another shape.
        except (RuntimeError, ValueError, AttributeError, TypeError) as problem:
            raise SourceError("its answer is not what was asked for", where=self.host, passing=True) from problem
