"""Whose code is it? Which repositories' READMEs are worth reading for that, and what a README names. Knows the port, not its client."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.model import Known, Lookup, Paper, ReadmeFacts
from bot.ports import Readme, Readmes
from bot.rules import swap, whose
from bot.rules.case import Case
from bot.text.links import arxiv_id
from bot.text.titles import acronym, akin, key, plain, renamed, title_id, wordy

AGE = timedelta(days=30)
"""After which a README is read again."""

_HEAD = 4_000
"""Characters of a README that can be its head."""
_NAMES = 60
"""Ids that are kept of one README: more make a list of papers."""
_LINES = 3_000
_BRACKETS = re.compile(r"\(([\w+-]{2,20})\)\s*$")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S|<h[1-6][ >]", re.MULTILINE | re.IGNORECASE)
_ID = re.compile(
    r"(?:arxiv(?:%3a)?[\s:./_a-z-]{0,20}|/papers/|eprint\s{0,9}=\s{0,9}[{\"]\s{0,9})(\d{4}\.\d{4,5}|(?<![a-z-])[a-z-]{2,16}/\d{7})(?![\d.]\d)",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"title\s{0,9}=\s{0,9}[{\"]{1,2}([^{}\"]{10,300})|\[([^\[\]]{10,300})\]|^[#>*\s]{0,9}([^\n]{10,300})", re.MULTILINE | re.IGNORECASE
)


def learn(case: Case, known: Known, readmes: Readmes) -> tuple[Known, Lookup[str, Readme]]:
    """What is known after those READMEs were read that are due, as many as one night may."""
    wanted = due(case)
    answer = readmes.lookup(list(wanted)[: readmes.most()])
    read = [_facts(case, slug, one, wanted[slug]) for slug, one in answer.found.items()]
    none = [ReadmeFacts(slug, f"https://github.com/{slug}", case.today, sought=_sought(wanted[slug])) for slug in sorted(answer.missing)]
    fresh = {one.repository.lower(): one for one in (*read, *none)}
    kept = tuple(one for one in known.readmes if one.repository.lower() not in fresh)
    return replace(known, readmes=(*kept, *fresh.values())), answer


def due(case: Case) -> dict[str, tuple[Paper, ...]]:
    """The repositories whose READMEs were not read of late, or not for these papers; the most pressing first."""
    wanted, spelled = dict[str, list[Paper]](), dict[str, str]()
    for slug, paper in (*_contested(case), *_claimed(case), *_unconfirmed(case)):
        wanted.setdefault(slug.lower(), []).append(paper)
        spelled[slug.lower()] = slug
    found = dict[str, tuple[Paper, ...]]()
    for slug, papers in wanted.items():
        facts = case.known.readmes.get(slug)
        new = facts is None or case.today - facts.read_at >= AGE or not {*_sought(papers)} <= {*facts.sought}
        if new:
            found[spelled[slug]] = tuple(papers)
    return found


def _contested(case: Case) -> Iterator[tuple[str, Paper]]:
    """Repositories on rows of several papers, and those on rows whose ids seem exchanged."""
    exchanged = {entry.row.line for pair in swap.misplaced(case) for entry in pair}
    for slug, papers in whose.holders(case).items():
        if len({paper.id for paper in papers}) > 1 or any(line in exchanged for paper in papers for line in paper.lines):
            yield from ((slug, paper) for paper in papers)


def _claimed(case: Case) -> Iterator[tuple[str, Paper]]:
    """Repositories that a paper's own abstract or comment names, where its rows have none, or one that may be another's."""
    shared = {slug for slug, papers in whose.holders(case).items() if len({paper.id for paper in papers}) > 1}
    for paper in case.papers:
        held = {entry.repository.lower() for entry in paper.entries if entry.repository}
        if all(entry.row.cell("repository") is None for entry in paper.entries):
            continue
        if not held or held & shared or any(whose.foreign(case, paper, slug) for slug in held):
            yield from ((slug, paper) for slug in whose.claimed(case, paper) if slug.lower() not in held)


def _unconfirmed(case: Case) -> Iterator[tuple[str, Paper]]:
    """Open repositories whose description doesn't give the title of their row's paper."""
    for slug, papers in whose.holders(case).items():
        facts = case.known.repositories.get(slug.lower())
        for paper in papers if facts and facts.access == "open" else ():
            if facts and wordy(paper.title) and key(paper.title) not in key(facts.description):
                yield slug, paper


def _facts(case: Case, slug: str, one: Readme, papers: Sequence[Paper]) -> ReadmeFacts:
    titles = {str(title_id(title)): key(title) for paper in case.papers for title in case.titles(paper) if wordy(title)}
    own = {str(title_id(title)): title for paper in papers for title in case.titles(paper)}
    phrases = [phrase for phrase in _phrases(one.text) if wordy(phrase)]
    words = plain(f"{one.repository} {one.text}").casefold()
    return ReadmeFacts(
        repository=slug,
        url=one.url,
        read_at=case.today,
        name=one.repository,
        named=_named(one.text, titles),
        head=_named(_head(one.text), titles),
        sought=_sought(papers),
        alike=tuple(name for name, title in sorted(own.items()) if any(akin(p, title) or renamed(p, title) for p in phrases)),
        called=tuple(name for name, title in sorted(own.items()) if any(_has(words, short) for short in _short(title))),
        digest=hashlib.sha256(one.text.encode("utf-8", "replace")).hexdigest()[:16],
    )


def _short(title: str) -> Iterator[str]:
    """A title's short names: before its colon, and in brackets behind it."""
    if name := acronym(title):
        yield name
    if match := _BRACKETS.search(title):
        yield match[1].casefold()


def _has(words: str, name: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", words) is not None


def _sought(papers: Sequence[Paper]) -> tuple[str, ...]:
    return tuple(sorted({str(title_id(paper.title)) for paper in papers}))


def _named(text: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """The arXiv ids in it, in order, and which of the titles (by name: key) it has."""
    found = (arxiv_id(match[1]) for match in _ID.finditer(text))
    ids = list(dict.fromkeys(str(one) for one in found if one))[:_NAMES]
    whole = key(plain(text))
    return (*ids, *sorted(name for name, title in titles.items() if title in whole))


def _head(text: str) -> str:
    """What stands before the second heading."""
    starts = [match.start() for match in _HEADING.finditer(text[:_HEAD])]
    end = starts[1] if len(starts) > 1 else _HEAD
    return text[: min(end, _HEAD)]


def _phrases(text: str) -> Iterator[str]:
    """What may be a title in it: lines, the words of links, BibTeX's titles."""
    for number, match in enumerate(_PHRASE.finditer(text)):
        if number == _LINES:
            return
        yield plain(match[1] or match[2] or match[3])
