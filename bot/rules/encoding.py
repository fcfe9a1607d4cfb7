"""Rule *encoding*: text that was UTF-8, read as Windows-1252 and written again; the repair provably restores it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.model import Column, Edit, Paper, Proposal
from bot.rules.case import Case
from bot.text.cells import split
from bot.text.damage import repair
from bot.text.document import content
from bot.text.table import code_lines
from bot.text.titles import plain

RULE = "encoding"
_SURE = 0.99


def judge(case: Case) -> Iterator[Proposal]:
    """One proposal per damaged paper or, outside of the tables, per line."""
    papers = {line: paper for paper in case.papers for line in paper.lines}
    lines = ((number, content(line)) for number, line in enumerate(case.document.lines, 1) if not line.isascii())
    damaged = [(number, old, new) for number, old in lines if (new := restore(old))]
    code = code_lines(case.document) if damaged else set()
    by_paper = dict[str, Proposal]()
    for number, old, new in damaged:
        row = case.rows.get(number)
        if number in code or (row and row.ragged) or not new.strip():
            continue
        paper = papers.get(number)
        edits = _cell_edits(number, old, new, row.columns) if row else ()
        proposal = _proposal(case, edits or (Edit(number, "row", old, new),), new, paper)
        before = by_paper.get(proposal.paper)
        if not paper:
            yield proposal
        elif before:
            by_paper[proposal.paper] = replace(before, edits=before.edits + proposal.edits)
        else:
            by_paper[proposal.paper] = proposal
    yield from by_paper.values()


def restore(text: str) -> str | None:
    """The text as it was, or None where it isn't damaged or the way back isn't certain.

    Certain: each damaged character's bytes are one valid UTF-8 sequence, so that damaging the repair gives the
    text again, and ftfy, which judges by how unlikely the characters are, repairs it to the same.
    """
    new = repair(text)
    if new == text:
        return None
    import ftfy  # takes as long as all rules together to load, for what most lists haven't got

    return new if ftfy.fix_encoding(text) == new else None


def _proposal(case: Case, edits: tuple[Edit, ...], new: str, paper: Paper | None) -> Proposal:
    says = "its bytes are UTF-8 that was read as Windows-1252"
    return Proposal(
        rule=RULE,
        paper=str(paper.id) if paper else f"list:{case.name}",
        title=repair(paper.title) if paper else _short(plain(new).lstrip("# ")),
        section=paper.entries[0].row.section if paper else (),
        edits=edits,
        evidence=(replace(case.source, says=says),),
        confidence=_SURE,
        about="encoding",
        value=new,
        says="damaged characters restored",
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _cell_edits(number: int, old: str, new: str, columns: Mapping[Column, int]) -> tuple[Edit, ...]:
    """The damage as edits of known cells, if that is all of it."""
    roles = {index: column for column, index in columns.items()}
    pairs = list(zip(split(old), split(new), strict=False))
    changed = [(roles.get(index), one.text, other.text) for index, (one, other) in enumerate(pairs) if one.text != other.text]
    if len(split(old)) != len(split(new)) or not all(role for role, _, _ in changed):
        return ()
    return tuple(Edit(number, role, one, other) for role, one, other in changed if role)
