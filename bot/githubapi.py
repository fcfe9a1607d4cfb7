"""GitHub's API through PyGithub's requester: bounded in time and size, checked for shape; its transports' failures become ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NotRequired, TypeVar
from urllib.parse import urlsplit

import requests
from github import Auth, Github, set_log_level
from github.GithubException import GithubException, RateLimitExceededException
from github.GithubRetry import GithubRetry
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester, RequestsResponse
from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.errors import SourceError
from bot.web import AGENT, BODY_SECONDS, Body, words

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds to wait for a rate limit."""
BODY_LIMIT = 20_000_000
"""Bytes of an answer."""


class Graph(TypedDict):
    """An answer of GraphQL."""

    data: dict[str, Any]
    errors: NotRequired[list[dict[str, Any]]]


class TooMuchError(SourceError):
    """It gave up, again and again: perhaps less at once is more."""


class _Bounded:
    """PyGithub's connection, with a bound on the size and the time of an answer."""

    def getresponse(self: Any) -> RequestsResponse:
        send = getattr(self.session, self.verb.lower())
        url = f"{self.protocol}://{self.host}:{self.port}{self.url}"
        with send(url, headers=self.headers, data=self.input, timeout=self.timeout, stream=True, allow_redirects=False) as response:
            response._content = Body(response, BODY_LIMIT, BODY_SECONDS).read()
            return RequestsResponse(response)


class _Http(_Bounded, HTTPRequestsConnectionClass):
    pass


class _Https(_Bounded, HTTPSRequestsConnectionClass):
    pass


class _Retry(GithubRetry):
    """PyGithub's, but for waits that nobody has the time for."""

    def get_retry_after(self, response: Any) -> float | None:
        seconds = super().get_retry_after(response)
        if seconds and seconds > PATIENCE:
            raise SourceError(f"it asks to wait for {seconds:.0f} seconds", where="GitHub")
        return seconds


class Api:
    """Requests to one GitHub, `pause` seconds apart, writes four times that.

    GithubException passes, as an answer; everything else that can fail is a SourceError.
    """

    def __init__(self, url: str, token: str, *, backoff: float = 1.0, timeout: int = 30, pause: float = 0.25) -> None:
        set_log_level(logging.CRITICAL)  # it talks to standard error by itself
        Requester.injectConnectionClasses(_Http, _Https)
        retry = _Retry(total=3, backoff_factor=backoff, max_rate_limit_wait=PATIENCE)
        self._client = Github(
            base_url=url,
            auth=Auth.Token(token) if token else None,
            user_agent=AGENT,
            retry=retry,
            timeout=timeout,
            seconds_between_requests=pause,
            seconds_between_writes=4 * pause,
        )
        self.host = urlsplit(url).netloc
        self.signed = bool(token)
        self.requests = 0

    def get(self, path: str, shape: type[T], parameters: Mapping[str, Any] | None = None) -> T:
        """The answer to GET, as that type."""
        return self._twice("GET", path, TypeAdapter(shape), parameters=dict(parameters or {}) or None)

    def query(self, graphql: str) -> Graph:
        """The answer to a GraphQL query, whatever errors it has beside its data."""
        answer = self._twice("POST", self._client.requester.graphql_url, TypeAdapter(Graph), input={"query": graphql, "variables": {}})
        if any(error.get("type") == "RATE_LIMITED" for error in answer.get("errors", [])):
            raise SourceError("its rate limit is reached", where=self.host)
        return answer

    def _twice(self, verb: str, url: str, shape: TypeAdapter[T], **what: Any) -> T:
        """The answer, at the second try if the first is none."""
        for last in (False, True):
            try:
                with self._speaking():
                    _, data = self._client.requester.requestJsonAndCheck(verb, url, **what)
                    return shape.validate_python(data)
            except SourceError as problem:
                if last or not problem.passing:
                    raise
        raise AssertionError

    def refused(self, problem: GithubException) -> SourceError:
        """What it said, in our words."""
        if isinstance(problem, RateLimitExceededException) or problem.status == 429:
            return SourceError("its rate limit is reached", where=self.host)
        if problem.status == 401:
            return SourceError("it doesn't take the token (401)", where=self.host)
        return SourceError(f"it answers {problem.status}", where=self.host)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Counts a request; a transport's failure becomes ours. GithubException passes: it is an answer."""
        self.requests += 1
        try:
            yield
        except requests.exceptions.RetryError as problem:
            raise TooMuchError("it answers with server errors", where=self.host) from problem
        except requests.RequestException as problem:
            raise SourceError(words(problem), where=self.host, passing=not isinstance(problem, requests.ConnectionError)) from problem
        except (RuntimeError, ValueError) as problem:  # PyGithub's for a redirect elsewhere, for no JSON; pydantic's for another shape
            raise SourceError("its answer is not what was asked for", where=self.host, passing=True) from problem
