"""Web pages wherever they are: the list's links, and the home pages that papers and repositories name.

Whoever writes a list or a repository's home page chooses what is asked for here, so nothing is that isn't on the public internet.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from bot.errors import SourceError
from bot.model import Lookup
from bot.web import Manners, Web

MANNERS = Manners(accept="text/html, */*;q=0.5", timeout=10.0, interval=1.0, patience=0.0, busy=frozenset())
HOPS = 5
"""Redirects that are followed."""
READ = 2_000_000
"""Bytes of a page that are read; what comes behind them doesn't count."""
SECONDS = 20
"""For one answer."""
NIGHT = 300
"""Seconds for all pages of a run; what is left of them waits for another."""
WITNESS = "github.com"
"""A host that has a name as long as there is a network."""

_PORTS = {"http": 80, "https": 443}
_NAMELESS = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_UNICAST = ipaddress.ip_network("2000::/3")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
Names = Callable[[str, str], tuple[str, ...]]


class _NamelessError(SourceError):
    """The name service knows no such host."""


class Pages:
    """Pages by their addresses. Raises nothing: what gave no answer that can be used is in `failed`."""

    def __init__(self, proxy: str, web: Web, resolve: Callable[..., Sequence[Any]] = socket.getaddrinfo) -> None:
        self._proxy = proxy
        self._web = web
        self._resolve = resolve

    def lookup(self, urls: Sequence[str], names: Names) -> Lookup[str, tuple[str, ...]]:
        """What each page that is there names. Missing: 404, 410, and a host that has no name while others have one."""
        before, end = self._web.requests, time.monotonic() + NIGHT
        found, missing, failed = dict[str, tuple[str, ...]](), set[str](), dict[str, str]()
        nameless = dict[str, str]()
        for url in dict.fromkeys(urls):
            if time.monotonic() > end:
                break
            try:
                named = self._visit(url, names)
            except _NamelessError as problem:
                nameless[url] = problem.what
            except SourceError as problem:
                failed[url] = problem.what
            else:
                if named is None:
                    missing.add(url)
                else:
                    found[url] = named
        if nameless and self._names_are_known():
            missing |= nameless.keys()
        else:
            failed |= nameless
        return Lookup(found, frozenset(missing), failed, self._web.requests - before)

    def _visit(self, url: str, names: Names) -> tuple[str, ...] | None:
        """What the page names; None where there is none."""
        where = url
        for _ in range(HOPS + 1):
            self._require_public(where)
            with self._web.stream(f"{self._proxy}/{where}" if self._proxy else where, limit=2 * READ, seconds=SECONDS) as (answer, body):
                if answer.status_code in (404, 410):
                    return None
                if answer.status_code in (301, 302, 303, 307, 308):
                    where = _next(where, answer)
                    continue
                if not 200 <= answer.status_code < 300:
                    raise SourceError(f"it answers {answer.status_code}", where=where)
                kind = answer.headers.get("Content-Type", "")
                return names(where, body.read(READ).decode("utf-8", "replace")) if "html" in kind else ()
        raise SourceError("it forwards too often", where=url)

    def _names_are_known(self) -> bool:
        """Whether our name service knows any name at all."""
        try:
            return bool(self._resolve(WITNESS, 443, type=socket.SOCK_STREAM))
        except OSError:
            return False

    def _require_public(self, url: str) -> None:
        """SourceError unless that address may be asked: http or https, at its usual port, on the public internet."""
        try:
            parts = urlsplit(url)
            host, port, user = parts.hostname, parts.port, parts.username
        except ValueError as problem:
            raise SourceError("it is no address", where=url) from problem
        if parts.scheme not in _PORTS or not host or user is not None or len(url) > 2000 or not url.isprintable():
            raise SourceError("it is no address of a page", where=url)
        if port not in (None, _PORTS[parts.scheme]):
            raise SourceError("it is at an unusual port", where=url)
        if _is_address(host) and not public(host):
            raise SourceError("its address is not public", where=url)
        # A proxy resolves names itself, and ours may know none.
        if not self._proxy and not requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)):
            self._require_public_name(host, _PORTS[parts.scheme], url)

    def _require_public_name(self, host: str, port: int, url: str) -> None:
        try:
            found = self._resolve(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as problem:
            if problem.errno in _NAMELESS:
                raise _NamelessError("its host has no such name", where=url) from problem
            raise SourceError("its host's name can't be looked up", where=url) from problem
        except (OSError, ValueError) as problem:  # UnicodeError, of a name that can't be
            raise SourceError("it is no address", where=url) from problem
        if not all(public(str(one[4][0])) for one in found):
            raise SourceError("its address is not public", where=url)


def session(proxy: str) -> Web:
    """A session for pages. Without a proxy it hangs up on whoever isn't public, whatever the name service said before."""
    return Web(MANNERS) if proxy else Web(MANNERS, through(_Guard()))


def through(adapter: HTTPAdapter) -> requests.Session:
    """Everything by that way."""
    made = requests.Session()
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made


def public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet can be asked at."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return public(str(found.ipv4_mapped))
        return found.is_global and found in _UNICAST and found not in _SIX_TO_FOUR
    return found.is_global and not found.is_multicast


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _next(where: str, answer: requests.Response) -> str:
    """Where a redirect leads."""
    given = answer.headers.get("Location", "").encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return urldefrag(urljoin(where, given.strip()))[0]
    except ValueError as problem:
        raise SourceError("it forwards to no address", where=where) from problem


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self)


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self)


def _checked(made: socket.socket, connection: HTTPConnection) -> socket.socket:
    """The connection, before a byte is sent: a name may lead elsewhere than a moment ago."""
    if not public(str(made.getpeername()[0])):
        made.close()
        raise NewConnectionError(connection, "its address is not public")
    return made


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Guard(HTTPAdapter):
    """Direct connections to public addresses alone; a proxy of the environment is connected to as usual."""

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
