"""Rule *site*: an empty cell for the project's page gets the page that the paper's repository or its authors' comment names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.model import Edit, Entry, Evidence, Paper, Proposal
from bot.rules.case import Case
from bot.rules.link import page, within
from bot.text.links import paper_id
from bot.text.venuecell import NOTHING

RULE = "site"
SURE = 0.97

# Pages about a paper that are no page of its own: papers, code, models, videos, documentation, talk.
_OTHERS = tuple(
    "github.com gitlab.com bitbucket.org gitee.com huggingface.co hf.co modelscope.cn paperswithcode.com alphaxiv.org ar5iv.org arxiv.org "
    "doi.org openreview.net semanticscholar.org aclanthology.org thecvf.com ecva.net neurips.cc nips.cc icml.cc iclr.cc mlr.press jmlr.org "
    "aaai.org ijcai.org acm.org ieee.org springer.com sciencedirect.com elsevier.com wiley.com mdpi.com nature.com science.org usenix.org "
    "isca-speech.org isca-archive.org bmva.org biorxiv.org techrxiv.org researchgate.net ssrn.com zenodo.org dblp.org hal.science "
    "youtube.com youtu.be vimeo.com bilibili.com twitter.com x.com linkedin.com reddit.com medium.com zhihu.com google.com kaggle.com "
    "wandb.ai replicate.com readthedocs.io readthedocs.org rtfd.io gitbook.io discord.gg discord.com t.me".split()
)
_OWN_SITES = ("sites.google.com",)
_DOCUMENTATION = re.compile(r"^docs?\.|/docs?(?:/|$)", re.IGNORECASE)
_FIT = re.compile(r"https?://[!#$%&+\-./0-9:=?@A-Z_a-z~]+")
"""What stands in a cell as it is, whatever the list's way of writing links."""


class Candidate(NamedTuple):
    """A page that may be the paper's own, and who names it."""

    url: str
    named: Evidence


class Own(NamedTuple):
    """The paper's own page, with what shows it."""

    url: str
    evidence: tuple[Evidence, ...]


def judge(case: Case) -> Iterator[Proposal]:
    """One proposal for each paper without a page, where one that it is told to have is there and bears its name."""
    for paper, found in wanted(case):
        own = seen(case, paper, found)
        proposal = _proposal(case, paper, own) if own else None
        yield from [proposal] if proposal else []


def seen(case: Case, paper: Paper, found: Sequence[Candidate]) -> Own | None:
    """The first of these pages that is there and bears the paper's name, and no other's."""
    for one in found:
        facts = case.known.pages.get(one.url)
        if facts and facts.status == "alive" and facts.names == (str(paper.id),):
            return Own(one.url, (one.named, Evidence(facts.source, f"{one.url} is there and names the paper", one.url, facts.read_at)))
    return None


def wanted(case: Case) -> Iterator[tuple[Paper, list[Candidate]]]:
    """The papers that lack a page, with those that they may have, the authors' own words first."""
    shared = Counter(slug for paper in case.papers for slug in {_slug(entry) for entry in paper.entries})
    for paper in case.papers:
        if not paper.doubt and _empty(paper) and (found := list(_candidates(case, paper, shared))):
            yield paper, found


def is_site(url: str) -> bool:
    """Whether a page at that address can be a paper's own: not the paper itself, code, models, videos or documentation."""
    parts = urlsplit(url)
    host, name = (parts.hostname or "").removeprefix("www."), paper_id(url)
    other = within(host, _OTHERS) and host not in _OWN_SITES
    return not other and not (name and name.scheme != "url") and not _DOCUMENTATION.search(host + parts.path)


def _empty(paper: Paper) -> list[Entry]:
    """The rows to fill; none where any of the paper's rows states a page."""
    cells = [(entry.row.cell("site"), entry) for entry in paper.entries]
    if any(cell is not None and cell.casefold() not in NOTHING for cell, _ in cells):
        return []
    return [entry for cell, entry in cells if cell is not None and not entry.row.ragged]


def _candidates(case: Case, paper: Paper, shared: Counter[str]) -> Iterator[Candidate]:
    for url, named in (*_told(case, paper), *_home(case, paper, shared)):
        if _FIT.fullmatch(url) and (whole := page(url)) and is_site(whole):
            yield Candidate(whole, named)


def _told(case: Case, paper: Paper) -> Iterator[tuple[str, Evidence]]:
    """Of the newest version's abstract and comment."""
    for newest in case.known.called(paper.id)[:1]:
        for url in newest.links:
            yield url, Evidence(newest.source, f"its abstract or comment links {url}", newest.url, newest.read_at)


def _home(case: Case, paper: Paper, shared: Counter[str]) -> Iterator[tuple[str, Evidence]]:
    """Of the paper's one repository, if it is no other paper's, and still the one that the list means."""
    slugs = {slug for entry in paper.entries if (slug := _slug(entry))}
    for slug in slugs if len(slugs) == 1 else ():
        facts = case.known.repositories.get(slug)
        if facts and shared[slug] == 1 and facts.access == "open" and facts.formerly is None and facts.name.lower() == slug:
            url = facts.homepage.strip()
            yield url, Evidence(facts.source, f"its home page is {url}", facts.url, facts.read_at)


def _slug(entry: Entry) -> str:
    return (entry.repository or "").lower()


def _proposal(case: Case, paper: Paper, one: Own) -> Proposal | None:
    """The cell as the list writes it; nothing where its way is not clear."""
    new, rows = case.dialect.write("site", "", {"url": one.url}), _empty(paper)
    if new is None or not rows:
        return None
    return Proposal(
        rule=RULE,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=_edits(rows, new),
        evidence=one.evidence,
        confidence=SURE,
        about="site",
        value="page",  # whichever it is: a refusal means that the cell is meant to be empty
        says=f"its project page is {one.url}",
    )


def _edits(rows: Sequence[Entry], new: str) -> tuple[Edit, ...]:
    return tuple(Edit(entry.row.line, "site", entry.row.cell("site") or "", new) for entry in rows)
