"""Cells as templates: what a row says of its paper stands in them as `{title}`, `{arxiv}`, `{slug}` and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from bot.model import Entry, Row
from bot.text.dates import literal
from bot.text.links import links, paper_id, repository, spans
from bot.text.titles import normalise

_LEAD = r"(?P<lead>(?:[^\w\s\[\]()*!<>\"'$\\|`#&:_~-]|\s)*)"
_TAG = r"(?P<tag>(?:\[[^\[\]]*\](?!\()\s*)*)"
_TAIL = r"(?P<tail>(?:\s*\([^()]*(?:\([^()]*\)[^()]*)*\))?\s*)"
_PIECES = re.compile(rf"{_LEAD}{_TAG}(?P<core>.*?)(?<!\]){_TAIL}", re.DOTALL)
_SLOT = re.compile(r"(?<!\{)\{(\w+)\}")
_LABELS = frozenset("pdf paper link links arxiv url html abs abstract here doi openreview code github project website".split())
_MARKED = re.compile(r"(?:(?P<mark>[*_]{1,3}|\")(?P<inner>(?:(?!(?P=mark)).)+)(?P=mark))|“(?P<inner2>[^“”]+)”")
PAGES = frozenset({"openreview", "doi", "acl", "cvf", "url"})
WORDS = frozenset({"title", "name", "rest", "authors", "first", "surname"})
PLACES = PAGES | {"arxiv"}
_SPECIFIC = re.compile(r"github\.com/[\w-]+/[\w.-]+|/stars/[\w-]+/[\w.-]+|arxiv\.org/\w+/\d{4}\.\d{4}", re.IGNORECASE)
_ADDRESSES = PAGES | {"page", "arxiv", "slug", "site"}
_WHERE = re.compile(r"arxiv|openreview|doi|acm|ieee|acl|cvf|springer|elsevier|nature", re.IGNORECASE)
_OWN_PAGE = re.compile(r"\b(?:web ?site|home ?page|(?:project|web|github|paper)[ -]?pages?)\b", re.IGNORECASE)
_ON_GITHUB = re.compile(r"\bgithub[ _-]*pages?\b", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[)\]])(\s*<br\s*/?>\s*|[\s,;/]+)(?=!?\[)")
_LONGEST_NAME = 30


class Pieces(NamedTuple):
    """A title's cell: emoji before, words in brackets before, the title with its links, words in parentheses behind."""

    lead: str
    tag: str
    core: str
    tail: str


def pieces(cell: str) -> Pieces:
    match = _PIECES.fullmatch(cell)
    return Pieces(match["lead"], match["tag"], match["core"], match["tail"]) if match and match["core"] else Pieces("", "", cell, "")


def raw_title(cell: str) -> str:
    """The title as the cell writes it, without the markup around it and what stands before and behind."""
    core = pieces(cell).core
    around, end = list[str](), 0
    for start, stop, link in spans(core):
        if start >= end:
            around.append(core[end:start])
            end = stop
        if not link.image and "](" not in link.text and normalise(link.text) not in _LABELS:
            return link.text.strip(' *_"“”')
    words = [re.sub(r"<[^<>]*>", " ", part).strip(' *_[]()"“”') for part in [*around, core[end:]]]
    return next((part for part in words if normalise(part)), "")


def named(title: str) -> dict[str, str]:
    """The name before a title's colon, and the rest."""
    name, colon, rest = title.partition(":")
    short = colon and rest.strip() and 1 < len(name.strip(" *")) <= _LONGEST_NAME
    return {"name": name.strip(" *"), "rest": rest.strip()} if short else {}


def signed(authors: Sequence[str]) -> dict[str, str]:
    """The ways in which authors may be named."""
    if not authors:
        return {}
    return {"authors": ", ".join(authors), "first": authors[0], "surname": authors[0].split()[-1]}


def values(entry: Entry, authors: Sequence[str] = ()) -> dict[str, str]:
    """What a row says of its paper, as it writes it: of a paper that isn't arXiv's the address, by its scheme (`doi`, `url`)."""
    row = entry.row
    found = {"title": title, **named(title)} if (title := raw_title(row.cell("title") or "")) else {}
    for some in _cells(row):
        for link in (link for cell in some for link in links(cell) if not link.image and link.url):
            _add(found, link.url)
        if found.keys() & PLACES:
            break
    if "repository" in row.columns:
        found.pop("slug", None)
    code = entry.repository or repository(entry.site or "")
    if code:
        found["slug"] = code
    site = entry.site or _page(row.cell("repository") or "")
    if site and not repository(site):
        found["site"] = site
    if "slug" in found:
        found["repo"] = found["slug"].split("/")[1]
    return found | signed(authors)


def _page(cell: str) -> str | None:
    """The paper's own page that a cell of code names as one."""
    named = (link.url for link in links(cell) if not link.image and _OWN_PAGE.search(link.text))
    return next((url for url in named if not repository(url) and not _is_paper(url)), None)


def _is_paper(url: str) -> bool:
    paper = paper_id(url)
    return paper is not None and paper.scheme != "url"


def _cells(row: Row) -> Iterator[list[str]]:
    """The cells that name the paper: those of title and link, or else those that nothing names."""
    yield [row.cell("title") or "", row.cell("link") or ""]
    yield [cell for index, cell in enumerate(row.cells) if index not in row.columns.values()]


def _add(found: dict[str, str], url: str) -> None:
    """What a link names: a paper or its code."""
    paper = paper_id(url)
    if slug := repository(url):
        found.setdefault("slug", slug)
    elif paper and paper.scheme == "arxiv" and paper.value in url:
        found.setdefault("arxiv", paper.value)
    elif paper:
        found.setdefault(paper.scheme, url)


def template(text: str, known: Mapping[str, str]) -> str:
    """The text with those values as slots, the longest first, each only where it is a word of its own.

    Words stay in addresses: a page that is called as its paper is no rule.
    """
    by_value = dict[str, str]()
    for name, value in known.items():
        if len(value) > 1:
            by_value.setdefault(value, name)
    if not by_value:
        return literal(text)
    each = "|".join(re.escape(value) for value in sorted(by_value, key=len, reverse=True))
    made, end = "", 0
    for match in re.finditer(rf"(?<![A-Za-z0-9])(?:{each})(?![A-Za-z0-9])", text):
        if by_value[match[0]] in _ADDRESSES or "://" not in re.split(r"[\s<>]|\]\(", text[: match.start()])[-1]:
            made += literal(text[end : match.start()]) + f"{{{by_value[match[0]]}}}"
            end = match.end()
    return made + literal(text[end:])


def own_lines(text: str) -> str:
    """A template without those of its lines (`<br>`) that nothing known makes, if another is made: more links, of that row alone."""
    lines = re.split(r"(\s*<br\s*/?>\s*)", text)
    kept = [at for at in range(0, len(lines), 2) if slots(lines[at])]
    return "".join(lines[at] if at == kept[0] else lines[at - 1] + lines[at] for at in kept) if kept else text


def only(text: str, known: Set[str]) -> str:
    """A template of several links without those that need what isn't known, if others are left that say something."""
    parts = _BETWEEN.split(text)
    kept = [at for at in range(0, len(parts), 2) if slots(parts[at]) <= known]
    if len(kept) == (len(parts) + 1) // 2 or not any(slots(parts[at]) for at in kept):
        return text
    return "".join(parts[at] if at == kept[0] else parts[at - 1] + parts[at] for at in kept)


def slots(text: str) -> frozenset[str]:
    """The names of a template's slots."""
    return frozenset(_SLOT.findall(text.replace("{{", "")))


def anywhere(known: Mapping[str, str]) -> dict[str, str]:
    """With the addresses of papers, wherever they are, as `page`."""
    return {"page" if name in PAGES else name: value for name, value in known.items()}


def is_neutral(text: str) -> bool:
    """Whether a template doesn't say where its paper is, but for a link to arXiv by the id."""
    return not _WHERE.search(_SLOT.sub("", re.sub(r"\S*\{arxiv\}\S*", "", text)))


def is_general(text: str, *, single: bool) -> bool:
    """Whether a template may serve for another paper: it names no repository or paper, and a single row's no page or folder."""
    literal = _SLOT.sub("{}", text)
    pages = [page for page in re.findall(r"://[^\s()]+", literal) if "{}" not in page and "/badge/" not in page]
    inside = re.search(r"\{\}/(?:tree|blob)/", literal)
    return not _SPECIFIC.search(literal) and not (single and (pages or inside))


def is_true(text: str, known: Mapping[str, str]) -> bool:
    """Whether a template's label is right for that page: one on GitHub is called so, another isn't."""
    return "{site}" not in text or "site" not in known or not _ON_GITHUB.search(text) or ".github.io" in known["site"]


def secure(text: str) -> str:
    """A template with arXiv's links as arXiv gives them today, where one row alone links it by `http`."""
    return text.replace("http://arxiv.org/", "https://arxiv.org/")


def fill(text: str, known: Mapping[str, str]) -> str:
    return text.format_map(known)
