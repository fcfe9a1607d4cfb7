"""The words of a plan, in the style of the place where they are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.delivery import additions
from bot.delivery.words import Markdown, Plain, Style
from bot.model import Edit, Evidence, Finding, Plan, Proposal, SourceReport

SUMMARY_LIMIT = 1_000_000
"""Bytes of a job summary; GitHub takes 1 MiB a step and shows nothing of a longer one."""

_REPOSITORY = re.compile(r"https?://github\.com/([\w.-]+/[\w.-]+)")
_EMPHASIS = re.compile(r"^(\*\*|__|\*|_)([^*_]+)\1$")
_NOUNS = {
    "venue": "venue",
    "impossible": "venue",
    "encoding": "damaged line",
    "repository": "moved repository",
    "badge": "citation badge",
    "title": "title",
    "award": "award",
    "identity": "id",
    "code": "code link",
    "swap": "exchanged row",
    "site": "project page",
    "revert": "refused line",
    additions.RULE: "paper",
}
HEADINGS = {
    "venue": "Venues",
    "impossible": "Venues in years without one",
    "identity": "Ids of other papers",
    "encoding": "Damaged characters",
    "repository": "Moved repositories",
    "badge": "Citation badges",
    "title": "Titles changed at publication",
    "award": "Awards",
    "code": "Code",
    "swap": "Rows that hold each other's",
    "link": "Dead links",
    "site": "Project pages",
    "revert": "Merged although refused: to take back",
    additions.RULE: "Papers to add",
}


def title(proposals: Sequence[Proposal]) -> str:
    """A pull request's title: what and how many."""
    counts = Counter(_NOUNS.get(proposal.rule, proposal.rule) for proposal in proposals)
    back, new = counts.pop(_NOUNS["revert"], 0), counts.pop(_NOUNS[additions.RULE], 0)
    named = [count(n, noun) for noun, n in counts.most_common()]
    parts = [f"add {count(new, _NOUNS[additions.RULE])}"] if new else []
    parts += ["correct " + " and ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)] if named else []
    parts += [f"take back {count(back, _NOUNS['revert'])}"] if back else []
    whole = " and ".join(parts)
    return whole[:1].upper() + whole[1:]


def text(plan: Plan) -> str:
    """The whole plan for a terminal."""
    return _whole(plan, Plain())


def markdown(plan: Plan) -> str:
    """The whole plan for GitHub: the same words."""
    return _whole(plan, Markdown())


def summary(plan: Plan) -> str:
    """The whole plan for a job summary, without the diff where it would be too long for one."""
    whole = markdown(plan)
    if len(whole.encode("utf-8", "replace")) <= SUMMARY_LIMIT:
        return whole
    words = _whole(replace(plan, changes=()), Markdown())
    return _cut([words, "The diff is too long for this page."], "The rest is too long for this page.", SUMMARY_LIMIT // 4) + "\n"


def _whole(plan: Plan, style: Style) -> str:
    lines = [
        style.heading(f"{plan.list}: {count(plan.rows, 'row')}, {count(plan.papers, 'paper')}"),
        *_sources(plan, style),
        f"{', '.join(_counts(plan))}.",
        *corrections(plan.proposals, style),
        *corrections(plan.additions, style),
        *additions.waiting(plan.waiting, style),
        *findings(plan.findings, style),
    ]
    for change in plan.changes:
        lines += [style.heading(f"{change.title} (branch {change.branch})"), style.block(change.patch)]
        if change.patch.rstrip("\n") not in lines[-1]:
            lines.append("Some characters of the diff are shown by their numbers; --format json has it to the byte.")
    return "\n\n".join(lines) + "\n"


def _counts(plan: Plan) -> Iterator[str]:
    yield count(len(plan.proposals), "correction")
    if plan.additions:
        yield count(len(plan.additions), "addition")
    yield count(len(plan.findings), "finding")


def corrections(proposals: Sequence[Proposal], style: Style) -> Iterator[str]:
    """A block per kind: its heading and one line per correction."""
    for rule, group in by_rule(proposals).items():
        items = "\n".join(f"- {correction(proposal, style)}" for proposal in group)
        yield f"{style.heading(f'{HEADINGS.get(rule, rule)} ({len(group)})')}\n\n{items}"


def findings(found: Sequence[Finding], style: Style) -> Iterator[str]:
    """What a person should look at."""
    if found:
        items = "\n".join(f"- {_finding(finding, style)}" for finding in found)
        yield f"{style.heading(f'For a person to look at ({len(found)})')}\n\n{items}"


def correction(proposal: Proposal, style: Style) -> str:
    """A correction in one line: where, what, why; or a paper to add."""
    if proposal.rule == additions.RULE:
        return f"{additions.line(proposal, style)}, behind {_lines(proposal.lines)}. {_evidence(proposal.evidence, style)}"
    return f"{_lines(proposal.lines)}, {style.text(proposal.title)}: {swaps(proposal, style)}. {_evidence(proposal.evidence, style)}"


def brief(proposal: Proposal, style: Style, day: str = "", *, bare: bool = False) -> str:
    """A correction in one line: the change, of what, why. `day`: on which most was read; `bare`: without evidence."""
    new = proposal.rule == additions.RULE
    swapped = "" if new else f"{swaps(proposal, style, plainly=True)}: {style.text(proposal.title)} ({_lines(proposal.lines)})"
    what = additions.line(proposal, style) if new else swapped
    if bare:
        return what
    found = {(one.source, one.url): one for one in reversed(additions.shown(proposal) if new else proposal.evidence)}
    first, *others = reversed(found.values())
    named = [told(first, style), *(told(one, style) if " lacks " in one.says else style.link(one.source, one.url) for one in others)]
    if proposal.rule == "repository":
        named[0] = style.link(first.source, first.url)  # what it says is the change itself
    days = sorted({str(one.read_at) for one in proposal.evidence})
    read = "" if days == [day] else f" (read {days[0]})" if len(days) == 1 else f" (read {days[0]} to {days[-1]})"
    return f"{what}. {', '.join(named)}{read}"


def told(one: Evidence, style: Style) -> str:
    """What a source says, as a link. A conference's list speaks for itself; a key's place in a record is for the plan."""
    says = one.says.partition(" (")[0] if one.source == "dblp" else one.says
    return style.link(says if one.source == "accepted-papers" else f"{one.source}: {says}", one.url)


def swaps(proposal: Proposal, style: Style, *, plainly: bool = False) -> str:
    """What it would change into what; `plainly`: without the emphasis that surrounds a whole cell."""
    if any(edit.column in ("insert", "delete") for edit in proposal.edits):
        kept = any(edit.column == "insert" for edit in proposal.edits)
        return f"a row of its own in {additions.place(proposal.section, style)}" if kept else "its row goes"
    found = dict.fromkeys(_repositories(edit) or snippet(edit) for edit in proposal.edits)
    plain = {full: (_EMPHASIS.sub(r"\2", full[0]), _EMPHASIS.sub(r"\2", full[1])) for full in found} if plainly else {}
    shown = [bare if (bare := plain.get(full, full))[0] != bare[1] else full for full in found]
    return ", ".join(f"{style.code(old)} → {style.code(new)}" for old, new in shown)


def _finding(finding: Finding, style: Style) -> str:
    end = "" if finding.says.endswith("?") else "."
    words = f"{_lines(finding.lines)}, {style.text(finding.title)}: {style.text(finding.says)}{end}"
    return f"{words} {_evidence(finding.evidence, style, finding.says)}".rstrip()


def _evidence(found: Sequence[Evidence], style: Style, said: str = "") -> str:
    """What sources say, and when they were read; of one that says just what was `said` already, its name."""
    named = ((one, one.source if one.says == said else f"{one.source}: {one.says}") for one in found)
    return "; ".join(f"{style.link(words, one.url)} (read {one.read_at})" for one, words in named)


def _repositories(edit: Edit) -> tuple[str, str] | None:
    """Of a cell with a repository's badge, the repositories that it names before and after."""
    named = [_REPOSITORY.findall(text) for text in (edit.old, edit.new)] if edit.column == "repository" else []
    return (named[0][-1], named[1][-1]) if all(named) and named else None


def snippet(edit: Edit) -> tuple[str, str]:
    """Old and new of an edit; of a long one the words that differ."""
    old, new = edit.old, edit.new
    if max(len(old), len(new)) <= 60:
        return old, new
    start = next((i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new)))
    tail = next((i for i, (one, other) in enumerate(zip(old[::-1], new[::-1], strict=False)) if one != other), 0)
    tail = min(tail, len(old) - start, len(new) - start)
    start = old.rfind(" ", 0, start) + 1
    while tail and old[len(old) - tail] != " ":
        tail -= 1
    return old[start : len(old) - tail], new[start : len(new) - tail]


def _sources(plan: Plan, style: Style) -> Iterator[str]:
    today = date.fromisoformat(plan.generated_at[:10])
    lines = [f"- {style.text(name)} ({one.status}): {_source(one, today, style)}" for name, one in plan.sources.items()]
    scouted = [f"- {style.text(line)}" for line in plan.scouted]
    for heading, some in (("Sources:", lines), ("Papers that it may lack:", scouted)):
        if some:
            yield "\n".join([heading, "", *some])


def _source(one: SourceReport, today: date, style: Style) -> str:
    """What it answered tonight, or how old what is known of it is."""
    if one.status == "offline":
        if not (one.newest and one.oldest):
            return "nothing known"
        facts = f"{count(one.found, 'fact')} of {one.oldest} to {one.newest}"
        return f"{facts}, the newest {count((today - one.newest).days, 'day')} old"
    failed = f", {one.failed} failed: {style.text(one.says)}" if one.failed else ""
    known = f"; what was known of it stays, the newest of {one.newest}" if one.failed and one.newest else ""
    return f"{one.found} of {one.asked} found, {one.missing} missing{failed}, {count(one.requests, 'request')}{known}"


def by_rule(proposals: Sequence[Proposal]) -> dict[str, list[Proposal]]:
    """The proposals of each rule, the largest group first."""
    groups = dict[str, list[Proposal]]()
    for proposal in proposals:
        groups.setdefault(proposal.rule, []).append(proposal)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _lines(numbers: Sequence[int]) -> str:
    return f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def count(n: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{n} {noun if n == 1 else plural}"


def _cut(parts: Sequence[str], rest: str, limit: int) -> str:
    """The parts' lines as far as that many characters go, then the rest."""
    whole = "\n\n".join(parts)
    if len(whole) <= limit:
        return whole
    return whole[: whole.rfind("\n", 0, limit - len(rest) - 2)] + f"\n\n{rest}"
