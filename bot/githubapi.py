"""GitHub's API through PyGithub's requester: bounded in time and size, checked for shape; its transports' failures become ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from github import Auth, Github, set_log_level
from github.GithubException import GithubException, RateLimitExceededException
from github.GithubRetry import GithubRetry
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester, RequestsResponse
from pydantic import TypeAdapter, ValidationError

from bot.errors import SourceError
from bot.web import AGENT, BODY_SECONDS, TIMEOUT, Body

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds to wait for a rate limit."""
BODY_LIMIT = 20_000_000
"""Bytes of an answer."""


class _Bounded:
    """PyGithub's connection, with a bound on the size and the time of an answer."""

    def getresponse(self: Any) -> RequestsResponse:
        send = getattr(self.session, self.verb.lower())
        url = f"{self.protocol}://{self.host}:{self.port}{self.url}"
        with send(url, headers=self.headers, data=self.input, timeout=TIMEOUT, stream=True, allow_redirects=False) as response:
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
    """Requests to one GitHub. GithubException passes, as an answer; everything else that can fail is a SourceError."""

    def __init__(self, url: str, token: str, *, backoff: float = 1.0) -> None:
        set_log_level(logging.CRITICAL)  # it talks to standard error by itself
        Requester.injectConnectionClasses(_Http, _Https)
        retry = _Retry(total=3, backoff_factor=backoff, max_rate_limit_wait=PATIENCE)
        self._client = Github(base_url=url, auth=Auth.Token(token) if token else None, user_agent=AGENT, retry=retry)
        self.host = urlsplit(url).netloc
        self.signed = bool(token)
        self.requests = 0

    def get(self, path: str, shape: type[T], parameters: Mapping[str, Any] | None = None) -> T:
        """The answer to GET, as that type."""
        with self._speaking():
            _, data = self._client.requester.requestJsonAndCheck("GET", path, dict(parameters or {}) or None)
        try:
            return TypeAdapter(shape).validate_python(data)
        except ValidationError as problem:
            raise SourceError("its answer is not what was asked for", where=self.host) from problem

    def query(self, graphql: str) -> dict[str, Any]:
        """The answer to a GraphQL query, `data` and `errors`, whatever errors it has beside its data."""
        try:
            with self._speaking():
                _, answer = self._client.requester.graphql_query(graphql, {})
        except GithubException as problem:
            answer = problem.data
            if problem.status not in (400, 404) or not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
                raise self.refused(problem) from problem
        if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict) or not isinstance(answer.get("errors", []), list):
            raise SourceError("its answer holds no data", where=self.host, passing=True)
        return answer

    def refused(self, problem: GithubException) -> SourceError:
        """What it said, in our words."""
        if isinstance(problem, RateLimitExceededException) or problem.status == 429 or "RATE_LIMITED" in str(problem.data):
            return SourceError("its rate limit is reached", where=self.host)
        if problem.status == 401:
            return SourceError("it doesn't take the token (401)", where=self.host)
        return SourceError(f"it answers {problem.status}", where=self.host, passing=problem.status >= 500)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Counts a request; a transport's failure becomes ours. GithubException passes: it is an answer."""
        self.requests += 1
        try:
            yield
        except requests.exceptions.RetryError as problem:
            raise SourceError("it answers with server errors", where=self.host, passing=True) from problem
        except requests.RequestException as problem:
            raise SourceError("no connection", where=self.host) from problem
        except (RuntimeError, ValueError) as problem:  # PyGithub's for a redirect elsewhere, and for what is no JSON
            raise SourceError("its answer is not what was asked for", where=self.host, passing=True) from problem
