"""Rule *withdrawn*: a paper that its authors took back from arXiv. A finding: whether the row goes is the maintainer's choice."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Evidence, Finding
from bot.rules.case import Case

RULE = "withdrawn"


def judge(case: Case) -> Iterator[Finding]:
    """One finding for each paper whose newest version says so. An id in doubt says nothing of its row."""
    for paper in case.papers:
        versions = [fact for fact in case.facts(paper) if fact.source == "arxiv" and fact.paper == paper.id and fact.version]
        newest = max(versions, key=lambda fact: fact.version or 0, default=None)
        if newest and newest.withdrawn and not paper.doubt:
            says = f"its comment is “{newest.comment}”"
            proof = Evidence(newest.source, says, newest.url, newest.read_at)
            yield Finding(RULE, str(paper.id), paper.title, paper.lines, "withdrawn from arXiv: should the row stay?", (proof,))
