"""Rule *code*: a repository whose README names another paper and not the row's; and the row's own one, where its cell is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import Edit, Entry, Evidence, Finding, Paper, Proposal, ReadmeFacts
from bot.rules import swap
from bot.rules.case import Case
from bot.rules.whose import by_slug, claimed, foreign, head_names, holders, names
from bot.text.venuecell import NOTHING

RULE = "code"
BOTH = 0.98
"""The paper claims the repository, and its README names the paper."""
BORROWED = 0.96
"""The list has the repository on another paper's row; its README begins with this paper, and doesn't name that one."""


@dataclass(frozen=True, slots=True)
class Own:
    """The paper's own repository, with what shows it."""

    slug: str
    evidence: tuple[Evidence, ...]
    confidence: float


def judge(case: Case) -> Iterator[Proposal | Finding]:
    """For each paper: its repository in its empty cells, or in place of another's; else a finding for another's."""
    exchanged = swap.exchanged(case)
    for paper in case.papers:
        if paper.doubt:
            continue
        empty = [entry for entry in paper.entries if entry.row.cell("repository") in NOTHING and not entry.row.ragged]
        if len(empty) == len(paper.entries) and (found := own(case, paper)):
            yield from _proposal(case, paper, empty, found, f"its code is {found.slug}")
        for slug, rows in by_slug(paper).items():
            proof = None if (paper.id, slug) in exchanged else foreign(case, paper, slug)
            if proof:
                yield from _replaced(case, paper, rows, proof)


def own(case: Case, paper: Paper) -> Own | None:
    """The one repository whose README names the paper, and which the paper claims, or which stands on a wrong row."""
    found = list[Own]()
    for slug, fact in claimed(case, paper).items():
        facts = case.known.readmes.get(slug.lower())
        if facts and names(case, facts, paper):
            said = Evidence(fact.source, f"its abstract or comment links {slug}", fact.url, fact.read_at)
            found.append(Own(facts.name or slug, (said, _names_it(facts)), BOTH))
    if not found:
        found = list(_borrowed(case, paper))
    return found[0] if len({one.slug.lower() for one in found}) == 1 else None


def _borrowed(case: Case, paper: Paper) -> Iterator[Own]:
    """Those whose README begins with the paper, though they stand on other papers' rows alone, of none of which they are."""
    begins = [facts for facts in case.known.readmes.values() if names(case, facts, paper, head=True)]
    held = {slug.lower(): papers for slug, papers in holders(case).items()} if begins else {}
    for facts in begins:
        slug, papers = facts.repository.lower(), held.get(facts.repository.lower(), [])
        known = case.known.repositories.get(slug)
        others = [one for one in papers if one.id != paper.id and not one.doubt and foreign(case, one, slug)]
        if papers and len(others) == len(papers) and not (known and known.fork) and len(head_names(case, facts)) == 1:
            yield Own(facts.name or slug, (_names_it(facts),), BORROWED)


def _names_it(facts: ReadmeFacts) -> Evidence:
    return Evidence(facts.source, "its README names this paper", facts.url, facts.read_at)


def _replaced(case: Case, paper: Paper, rows: Sequence[Entry], proof: Evidence) -> Iterator[Proposal | Finding]:
    slug, found = rows[0].repository or "", own(case, paper)
    if found and found.slug.lower() != slug.lower():
        yield from _proposal(case, paper, rows, found, f"its code is {found.slug}; {slug} is another paper's", proof)
    else:
        lines = tuple(entry.row.line for entry in rows)
        yield Finding(RULE, str(paper.id), paper.title, lines, f"{slug} seems to be the code of another paper", (proof,))


def _proposal(case: Case, paper: Paper, rows: Sequence[Entry], own: Own, says: str, *more: Evidence) -> Iterator[Proposal | Finding]:
    """The repository in these rows' cells as the list writes it, where the old content is nothing or written that way too."""
    edits = [edit for entry in rows if (edit := _edit(case, entry, own.slug))]
    if len(edits) < len(rows):
        lines = tuple(entry.row.line for entry in rows)
        says = f"{says}; how the list would write it is not clear"
        yield Finding(RULE, str(paper.id), paper.title, lines, says, (*own.evidence, *more))
        return
    yield Proposal(
        rule=RULE,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=tuple(edits),
        evidence=(*own.evidence, *more),
        confidence=own.confidence,
        about="repository",
        value=own.slug.lower(),
        says=says,
    )


def _edit(case: Case, entry: Entry, slug: str) -> Edit | None:
    old, new = entry.row.cell("repository"), case.dialect.write("repository", "", {"slug": slug})
    usual = not entry.repository or case.dialect.write("repository", "", {"slug": entry.repository}) == old
    ready = old is not None and new is not None and usual and not entry.row.ragged
    return Edit(entry.row.line, "repository", old or "", new or "") if ready else None
