"""Which paper people mean: an id or URL in whatever form, and what a source says of the paper. Knows ports, not clients."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.errors import SourceError, UsageError
from bot.model import Claim, Lookup, PaperFacts, PaperId
from bot.ports import Publications, Services, Wanted
from bot.rules.authors import agree
from bot.text.links import arxiv_id, paper_id
from bot.text.titles import akin, alike, title_id

T = TypeVar("T")
FORMS = "Give an arXiv id or URL, a DOI, or the paper's address at OpenReview, the ACL Anthology, CVF or Semantic Scholar"

_SCHEME = re.compile(r"(arxiv|doi|acl|openreview|corpusid)\s{0,3}:\s{0,3}(?!//)(.+)", re.IGNORECASE)
_SCHOLAR = re.compile(
    r"(?:https?://)?(?:www\.|api\.)?semanticscholar\.org/(?:[^?#]*/)?(?:([0-9a-f]{40})|CorpusI[dD]:([0-9]{1,12}))(?:[/?#].*)?"
)
_ACL = re.compile(r"[0-9]{4}\.[a-z0-9]+-[a-z0-9]+\.[0-9]+|[A-Z][0-9]{2}-[0-9]{4,5}")
_CVF = re.compile(r"[^_]+_(.+)_[A-Za-z]+_[0-9]{4}_paper")


def named(words: str) -> PaperId | None:
    """The paper's id, whatever its version: `2211.15736v2`, `arXiv:…`, a DOI, a URL; None for no such thing.

    Of schemes of its own are Semantic Scholar's ids: `s2` and `corpus`.
    """
    name = words.strip().strip("<>")
    if match := _SCHEME.fullmatch(name):
        scheme, value = match[1].lower(), match[2].strip()
        whole = {
            "doi": f"https://doi.org/{value}",
            "acl": f"https://aclanthology.org/{value}",
            "openreview": f"https://openreview.net/forum?id={value}",
        }
        if scheme == "corpusid":
            return PaperId("corpus", value) if value.isdecimal() else None
        return arxiv_id(value) if scheme == "arxiv" else paper_id(whole[scheme])
    if match := _SCHOLAR.fullmatch(name):
        return PaperId("s2", match[1]) if match[1] else PaperId("corpus", match[2])
    if name.startswith("10.") and not arxiv_id(name):
        return paper_id(f"https://doi.org/{name}")
    if _ACL.fullmatch(name):
        return PaperId("acl", name)
    found = arxiv_id(name) or (paper_id(name) if "." in name and " " not in name else None)
    return found if found and found.scheme not in ("url", "title") else None


def resolve(words: str, services: Services, today: date) -> tuple[PaperFacts, tuple[PaperId, ...]]:
    """What arXiv says of the paper, else another source; and its other names.

    UsageError where the words name no paper, or nobody knows it; SourceError where who may know it doesn't answer.
    """
    given = named(words)
    if not given:
        raise UsageError("it names no paper", where=words, remedy=FORMS)
    if given.scheme == "arxiv":
        return _on_arxiv(given, words, services, today), ()
    facts = _recorded(given, services, today) if given.scheme != "openreview" else None
    facts = facts or _published(given, services, today)
    if not facts:
        raise UsageError("no source that is asked knows it", where=words, remedy="Check it, or give the paper's arXiv id or DOI")
    doi = paper_id(f"https://doi.org/{facts.doi}") if facts.doi else None
    names = tuple(one for one in (given, doi) if one and one.scheme not in ("s2", "corpus"))
    found = _on_arxiv(PaperId("arxiv", facts.arxiv), words, services, today) if facts.arxiv else None
    # A merged record bears another paper's id.
    if found and any(same(found.title or "", facts.title or "") for same in (akin, alike)):
        return found, names
    if not names:
        raise UsageError("it is known there by no id that a list may link", where=words, remedy=FORMS)
    return replace(facts, paper=names[0]), names[1:]


def _on_arxiv(name: PaperId, words: str, services: Services, today: date) -> PaperFacts:
    answer = services.arxiv.lookup([name], today)
    _require(answer, "arXiv")
    if name not in answer.found:
        raise UsageError(f"arXiv has no {name.value}", where=words, remedy="Check the id; a new paper may be known there tomorrow")
    return answer.found[name]


def _recorded(given: PaperId, services: Services, today: date) -> PaperFacts | None:
    """What Semantic Scholar's record says, by an id of its own or another's, or by the title that CVF's names have in them."""
    titled = _CVF.fullmatch(given.value) if given.scheme == "cvf" else None
    corpus = int(given.value) if given.scheme == "corpus" else None
    title = titled[1].replace("_", " ") if titled else ""
    wanted = Wanted(given, title, None if title or corpus else given, corpus)
    answer = services.scholar.lookup([wanted], today)
    if given.scheme != "doi":  # Crossref may know that too
        _require(answer, "Semantic Scholar")
    return answer.found[given].facts if given in answer.found else None


def _published(given: PaperId, services: Services, today: date) -> PaperFacts | None:
    """What OpenReview or Crossref shows by that id, with the arXiv id that Semantic Scholar has by the same title and authors."""
    source: Publications | None = {"openreview": services.openreview, "doi": services.crossref}.get(given.scheme)
    if source is None:
        return None
    answer = source.lookup([Wanted(given, "", given)], today)
    _require(answer, "OpenReview" if given.scheme == "openreview" else "Crossref")
    claims: Sequence[Claim] = answer.found.get(given, ())
    if not claims or not claims[0].title:
        return None
    said, title = claims[0], claims[0].title
    by_title = services.scholar.lookup([Wanted(title_id(title), title, None)], today).found.get(title_id(title))
    same = by_title is not None and agree(by_title.facts.authors, said.authors) is not False
    return PaperFacts(
        paper=given,
        source=said.source,
        url=said.url,
        read_at=today,
        title=title,
        authors=said.authors,
        arxiv=by_title.facts.arxiv if by_title and same else "",
    )


def _require(answer: Lookup[PaperId, T], service: str) -> None:
    """SourceError where it gave no answer."""
    for problem in answer.failed.values():
        raise SourceError(problem, where=service)
