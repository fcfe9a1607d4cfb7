"""Rule *repository*: a moved repository is proposed by today's name; archived, gone, blocked and re-registered ones are findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.model import Edit, Entry, Evidence, Finding, Paper, Proposal, RepoFacts
from bot.rules.case import Case
from bot.text.links import links, repository

RULE = "repository"
NIGHTS = 3
"""Days for which a repository can't be resolved before that is said, where no plain 404 says so at once."""
SURE = 0.99
"""GitHub itself forwards the old name."""

_URL = re.compile(r"(https?://[^\s()<>\"'\]]+)")
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/", re.IGNORECASE)


def judge(case: Case) -> Iterator[Proposal | Finding]:
    """For each paper its repositories, one proposal or finding each."""
    for paper in case.papers:
        slugs = dict.fromkeys(entry.repository.lower() for entry in paper.entries if entry.repository)
        for slug in slugs:
            facts = case.known.repositories.get(slug)
            rows = [entry for entry in paper.entries if (entry.repository or "").lower() == slug]
            if facts:
                yield from _judged(case, paper, rows, facts)


def _judged(case: Case, paper: Paper, rows: Sequence[Entry], facts: RepoFacts) -> Iterator[Proposal | Finding]:
    slug = rows[0].repository or ""
    if facts.formerly is not None:
        yield _finding(paper, rows, facts, f"{slug} is now another repository than it was: registered anew by somebody?")
    elif facts.access == "gone":
        yield _finding(paper, rows, facts, f"{slug} is gone, or no longer public")
    elif facts.access == "blocked":
        yield _finding(paper, rows, facts, f"GitHub blocks access to {slug}")
    elif facts.access == "unresolved":
        if (case.today - facts.read_at).days >= NIGHTS:
            yield _finding(paper, rows, facts, f"{slug} can't be found since {facts.read_at}")
    elif facts.name.lower() != slug.lower():
        yield _moved(paper, rows, facts)
    elif facts.archived or facts.disabled:
        yield _finding(paper, rows, facts, f"{slug} is {'archived' if facts.archived else 'disabled'}")


def _moved(paper: Paper, rows: Sequence[Entry], facts: RepoFacts) -> Proposal | Finding:
    """The new name in place of the old one, wherever the cells' links name it."""
    says = f"{rows[0].repository} is {facts.name} today"
    edits = [edit for row in rows if (edit := _renamed(row, facts.name))]
    if len(edits) < len(rows):
        return _finding(paper, rows, facts, f"{says}; the link can't be rewritten with certainty")
    return Proposal(
        rule=RULE,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=tuple(edits),
        evidence=(_evidence(facts, says),),
        confidence=SURE,
        about="repository",
        value=facts.name.lower(),
        says=says,
    )


def _renamed(entry: Entry, name: str) -> Edit | None:
    """The row's cell with the new name in GitHub's links, in badges and in words, if it then reads as that repository."""
    cell, old = entry.row.cell("repository"), entry.repository
    if cell is None or not old or entry.row.ragged:
        return None
    badges = {link.url for link in links(cell) if link.image}
    parts = _URL.split(cell)  # every second one is a URL
    ours = [part for n, part in enumerate(parts) if n % 2 == 0 or _GITHUB.match(part) or part in badges]
    slug = re.compile(rf"(?<![\w.-]){re.escape(old)}(?=\.(?:git|svg|json)\b|(?![\w-]|\.\w))", re.IGNORECASE)
    new = "".join(slug.sub(lambda _: name, part) if part in ours else part for part in parts)
    named = {found.lower() for link in links(new) if not link.image and (found := repository(link.url))}
    return Edit(entry.row.line, "repository", cell, new) if named == {name.lower()} else None


def _finding(paper: Paper, rows: Sequence[Entry], facts: RepoFacts, says: str) -> Finding:
    return Finding(RULE, str(paper.id), paper.title, tuple(entry.row.line for entry in rows), says, (_evidence(facts, says),))


def _evidence(facts: RepoFacts, says: str) -> Evidence:
    return Evidence(facts.source, says, facts.url, facts.read_at)
