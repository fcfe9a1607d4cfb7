"""The environment's variables: where the services are, and the secrets for them (docs/usage.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.errors import UsageError

URLS = {
    "github": ("GITHUB_API_URL", "https://api.github.com"),
    "semantic_scholar": ("SEMANTIC_SCHOLAR_API_URL", "https://api.semanticscholar.org"),
    "arxiv": ("ARXIV_API_URL", "https://export.arxiv.org/api/query"),
    "arxiv_feed": ("ARXIV_FEED_URL", "https://rss.arxiv.org/rss"),
    "arxiv_oai": ("ARXIV_OAI_URL", "https://oaipmh.arxiv.org/oai"),
    "accepted_papers": ("ACCEPTED_PAPERS_URL", "https://raw.githubusercontent.com/papercopilot/paperlists/main"),
    "openreview": ("OPENREVIEW_API_URL", "https://api2.openreview.net"),
    "crossref": ("CROSSREF_API_URL", "https://api.crossref.org"),
    "pages": ("PAGES_URL", ""),
}
MAILTO = "CROSSREF_MAILTO"
SECRETS = {"github_token": "GITHUB_TOKEN", "semantic_scholar_key": "SEMANTIC_SCHOLAR_API_KEY"}
"""Field: its variable."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Base URLs without a final slash; the secrets, if any, are not shown by `repr`."""

    github: str
    semantic_scholar: str
    arxiv: str
    arxiv_feed: str
    arxiv_oai: str
    accepted_papers: str
    openreview: str
    crossref: str
    pages: str
    """What web pages are asked for through; empty: each where it is."""
    github_token: str = field(repr=False)
    semantic_scholar_key: str = field(repr=False)
    mailto: str = ""
    """Where Crossref may write to; empty: nobody says."""


def read(variables: Mapping[str, str]) -> Environment:
    """The variables that are set, defaults for the others; UsageError for a value that can't be."""
    given = {name: (variable, variables.get(variable, "").strip() or default) for name, (variable, default) in URLS.items()}
    urls = {name: _url(variable, value) if value else "" for name, (variable, value) in given.items()}
    secrets = {name: _secret(variable, variables.get(variable, "").strip()) for name, variable in SECRETS.items()}
    return Environment(**urls, **secrets, mailto=_address(variables.get(MAILTO, "").strip()))


def _url(variable: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        good = False
    if not good or not value.isascii() or not value.isprintable() or " " in value:
        raise UsageError("it is no address of a service", where=variable, remedy="Write it as https://HOST[:PORT][/PATH]")
    if parts.username is not None or parts.password is not None:
        raise UsageError("it holds a user's name or password", where=variable, remedy="Take it out: secrets have variables of their own")
    return value.rstrip("/")


def _secret(variable: str, value: str) -> str:
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise UsageError("it holds characters that no token has", where=variable, remedy="Copy it again, or unset it")
    return value


def _address(value: str) -> str:
    if value and not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", value):
        raise UsageError("it is no e-mail address", where=MAILTO, remedy="Write it as NAME@HOST, or unset it")
    return value
