"""From proposals to texts: the list with all of them, and each kind's branch with its words and its patch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.config import ListConfig
from bot.delivery import body, report
from bot.delivery.diff import unified
from bot.model import Change, Document, Edit, Finding, Proposal, Row
from bot.rules.case import Case
from bot.standing import Kind
from bot.text import edit, keep, newrows, renumber
from bot.text.table import read_rows


@dataclass(frozen=True, slots=True)
class Made:
    """A list with proposals' edits: its text, the proposals of each kind that were made, and a finding for each that was refused."""

    text: Document
    corrections: tuple[Proposal, ...]
    additions: tuple[Proposal, ...]
    refused: list[Finding]


def make(case: Case, corrections: Sequence[Proposal], additions: Sequence[Proposal]) -> Made:
    """All of them in one text. Edits of whole lines go first: they were written for the line as it is, a cell's only for that cell."""
    rows = _rows(case, additions)
    first = sorted(corrections, key=lambda proposal: all(one.column != "row" for one in proposal.edits))
    ordered = [*first, *newrows.ordered(list(rows.values()), case.document, additions)]
    changed, refused = edit.apply(case.document, rows, [proposal.edits for proposal in ordered])
    findings = [_refusal(ordered[index], reason) for index, reason in refused.items()]
    made = [[one for n, one in enumerate(ordered) if n not in refused and (n < len(first)) == former] for former in (True, False)]
    old, new = (tuple(sorted(some, key=lambda proposal: proposal.lines)) for some in made)
    return Made(changed, old, new, findings)


def spared(case: Case, left: frozenset[int], additions: Iterable[Proposal]) -> list[Proposal]:
    """Without papers that are listed, new rows in what is left alone, and those that would change the number of a row that is."""
    found = keep.spare(left, additions, ())[0]
    rows = _rows(case, found)

    def fits(one: Proposal, new: Edit) -> bool:
        listed = newrows.has(case.document, list(rows.values()), one, new.new)
        return not listed and left.isdisjoint(renumber.moved(rows, new.line))

    return [one for one in found if all(fits(one, edit) for edit in one.edits)]


def changes(name: str, case: Case, made: Made, config: ListConfig) -> Iterator[Change]:
    """At most one branch of corrections and one of additions, each from the list as it is."""
    kinds: dict[Kind, tuple[Proposal, ...]] = {"corrections": made.corrections, "additions": made.additions}
    for kind, proposals in kinds.items():
        if proposals:
            alone = make(case, *((proposals, ()) if kind == "corrections" else ((), proposals)))
            patch = unified(case.document, alone.text, path_in_diff(config))
            branch = f"{config.delivery.branch_prefix}{kind}"
            yield Change(branch, report.title(proposals), body.write(kind, name, proposals, (), ()), patch, proposals)


def _rows(case: Case, additions: Sequence[Proposal]) -> Mapping[int, Row]:
    """The rows by line; where new ones come, those without a title too, as they are numbered with the others."""
    return {row.line: row for row in read_rows(case.document)} if additions else case.rows


def _refusal(proposal: Proposal, reason: str) -> Finding:
    says = f"{proposal.says}, but the edit was refused: {reason}"
    return Finding(proposal.rule, proposal.paper, proposal.title, proposal.lines, says, proposal.evidence)


def path_in_diff(config: ListConfig) -> str:
    """The list's path in the diff: from the top of its repository or, for a file, from where the bot runs."""
    file = (config.list.file or "").removeprefix("./")
    return config.list.path if not file else file.rpartition("/")[2] if file.startswith(("/", "..")) else file
