"""The links of a cell, and which papers and repositories their URLs name."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from bot.model import PaperId


class Link(NamedTuple):
    """An inline link; `image` for `![text](url)`."""

    text: str
    url: str
    image: bool


_TARGET = re.compile(r"\(\s{0,9}<?(?P<url>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)>?(?:\s{1,9}(?:\"[^\"]*+\"|'[^']*+'))?\s{0,9}\)")
_NEW_ARXIV = re.compile(r"(\d{2}(?:0[1-9]|1[0-2]))\.(\d{4,5})(?:v\d+)?")
_OLD_ARXIV = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:\.[A-Z]{2})?/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v\d+)?")
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|ps|src|e-print|overview)/+(?:arXiv:)?(.+)")
_DOI = re.compile(r"/(10\.\d{4,9}/\S+)")
_ACL = re.compile(r"/(?:anthology/)?(?:papers/\w/\w\d\d/)?(\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+|[A-Z]\d\d-\d{4,5})(?:v\d+)?(?:\.pdf)?/?$")
_CVF = re.compile(r"/([^/]+_paper)\.(?:html|pdf)$")
_OLD_ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs "
    "dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics "
    "plasm-ph q-alg q-bio quant-ph solv-int stat supr-con eess econ".split()
)
# Hosts whose pages are about code, models or videos, or pictures: a link there names no paper.
_NO_PAPER = ("github.com", "github.io", "gitlab.com", "img.shields.io", "youtube.com", "youtu.be", "kaggle.com", "twitter.com", "x.com")
# GitHub's own pages, which nobody can be called by.
_NO_OWNER = frozenset(
    "about apps collections contact customer-stories enterprise events explore features issues join login marketplace mobile new "
    "notifications orgs organizations pricing pulls readme search security settings site sponsors stars team topics trending users".split()
)


def links(cell: str) -> list[Link]:
    """All inline links of a cell, a link around a badge before the badge itself. Linear in the cell's length."""
    return [link for _, _, link in spans(cell)]


def spans(cell: str) -> list[tuple[int, int, Link]]:
    """The links with where they begin and end."""
    found, opened = list[tuple[int, int, Link]](), list[int]()
    for match in re.finditer(r"\\.|\[|\]", cell):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            start = opened.pop()
            target = _TARGET.match(cell, match.end())
            if target:
                image = cell[start - 1 : start] == "!"
                found.append((start - image, target.end(), Link(cell[start + 1 : match.start()], target["url"], image)))
    return sorted(found, key=lambda one: one[0])


def paper_id(url: str) -> PaperId | None:
    """The paper a URL names, or None. Every arXiv spelling gives the same versionless id."""
    parts = urlsplit(url if "//" in url else f"https://{url}") if _splits(url) else None
    if not parts or not parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.")
    path = unquote(parts.path)
    if host == "arxiv.org" or host.endswith(".arxiv.org") or host in ("alphaxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org"):
        match = _ARXIV_PATH.fullmatch(path)
        return arxiv_id(match[1]) if match else None
    if host == "huggingface.co":
        return arxiv_id(path.removeprefix("/papers/")) if path.startswith("/papers/") else None
    if host == "openreview.net":
        ids = parse_qs(parts.query).get("id", [])
        return PaperId("openreview", ids[0]) if ids else None
    return _published_id(host, path) or _other_id(host, path)


def arxiv_id(text: str) -> PaperId | None:
    """`2211.15736v2`, `2211.15736.pdf`, `math.GT/0309136`, `cs/9901001` -> its versionless id; else None.

    New ids have four digits until 1412 and five since 1501; old ones drop the subject class (arXiv help, identifiers).
    """
    text = text.strip("/ ").removesuffix(".pdf").split("#")[0]
    if match := _NEW_ARXIV.fullmatch(text):
        right_length = 4 if match[1] < "1501" else 5
        return PaperId("arxiv", f"{match[1]}.{match[2]}") if len(match[2]) == right_length else None
    if (match := _OLD_ARXIV.fullmatch(text)) and match[1] in _OLD_ARCHIVES:
        return PaperId("arxiv", f"{match[1]}/{match[2]}")
    return None


def _published_id(host: str, path: str) -> PaperId | None:
    if host in ("aclanthology.org", "aclweb.org", "aclanthology.info") and (match := _ACL.fullmatch(path)):
        return PaperId("acl", match[1])
    if host == "openaccess.thecvf.com" and (match := _CVF.search(path)):
        return PaperId("cvf", match[1])
    if match := _DOI.search(path):
        doi = match[1].rstrip("/.").removesuffix(".pdf").lower()
        own = doi.partition("10.48550/arxiv.")[2]
        return (arxiv_id(own) if own else None) or PaperId("doi", doi)
    return None


def _other_id(host: str, path: str) -> PaperId | None:
    if any(host == one or host.endswith(f".{one}") for one in _NO_PAPER) or len(path) < 2:
        return None
    return PaperId("url", host + path.rstrip("/"))


def _splits(url: str) -> bool:
    try:
        urlsplit(url if "//" in url else f"https://{url}")
    except ValueError:
        return False
    return True


def repository(url: str) -> str | None:
    """`owner/name` of a GitHub repository's URL as the list writes it, or None."""
    match = re.match(r"(?:https?://)?(?:www\.)?github\.com/([A-Za-z0-9-]+)/([A-Za-z0-9._-]+)", url)
    if match and (match[1].lower() in _NO_OWNER or not match[2].strip(".")):
        return None
    return f"{match[1]}/{match[2].removesuffix('.git')}" if match else None


def month_of(paper: PaperId | None) -> tuple[int, int] | None:
    """Year and month of an arXiv id of the new form (`2211.15736`): when it was announced."""
    if not paper or paper.scheme != "arxiv" or "/" in paper.value:
        return None
    return 2000 + int(paper.value[:2]), int(paper.value[2:4])
