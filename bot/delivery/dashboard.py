"""The one issue that shows a list's state: what is open, waits, was found, was refused; sources and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery import additions, body, report
from bot.delivery.choice import Wait, tired
from bot.delivery.verdicts import REVERT, chosen
from bot.delivery.words import Markdown
from bot.model import SourceReport
from bot.standing import Kind, Memory, Offer

NEXT = 5
"""Papers that are shown before they are handed in."""
SHARE = 13_000
"""Of each part that may be long: what is open, what waits, findings, refusals."""


@dataclass(frozen=True, slots=True)
class View:
    """All that a dashboard shows of a list on a day: what is handed in where (URL), what waits, what must be said first."""

    name: str
    day: str
    ran: str
    """The day of the last night."""
    held: Mapping[Kind, tuple[str, Sequence[Offer]]]
    waiting: Sequence[Wait]
    memory: Memory
    sources: Mapping[str, SourceReport]
    warnings: Sequence[str] = ()
    runs: str = ""
    """Where all runs are listed (URL)."""


def title(name: str) -> str:
    return f"Paper list: {name}"


def is_ours(name: str, text: str) -> bool:
    return _start(name) in text


def write(view: View) -> str:
    """The bot's part of the issue's text."""
    parts = [f"{_start(view.name)}\nWhat paperlist-bot proposes for this list, what it can't decide, and what you told it."]
    parts += [f"> {line}" for line in view.warnings]
    for section in (_open, _candidates, _waiting, _resting, _findings, _refused, _sources, _rules):
        parts += section(view)
    whole = "\n\n".join(parts)
    if len(whole) > body.LIMIT:
        whole = whole[: whole.rfind("\n", 0, body.LIMIT)] + "\n\nThe rest is too long for this page."
    more = f" · [all runs]({view.runs})" if view.runs else ""
    return f"{whole}\n\n<sub>Last run: {view.ran}{more}</sub>\n{body.END}"


def _open(view: View) -> Iterator[str]:
    for kind, (url, offers) in view.held.items():
        if offers:
            ordered = [one for group in report.by_rule([one.proposal for one in offers]).values() for one in group]
            items = [f"- {body.says(one)} · `{body.short(one.fingerprint)}`" for one in ordered]
            yield f"### Proposed {kind} ({len(offers)})\n\nIn [the pull request of {kind}]({url})."
            yield _folded("What it holds", _fitting(items, SHARE))
    if not any(offers for _, offers in view.held.values()):
        yield "### Proposed (0)\n\nNothing is open."


def _candidates(view: View) -> Iterator[str]:
    """The next papers that may come, each with a box to take it now; one box for each section, where that is to be said."""
    waiting = sorted((one for one in view.waiting if one.offer.kind == "additions"), key=lambda one: -one.offer.proposal.confidence)
    if waiting:
        items = "\n".join(line for one in waiting[:NEXT] for line in _boxes(one))
        words = "Tick one to take it now; `/bot refuse ID` leaves it out for good."
        yield f"### Papers that may belong here ({len(waiting)})\n\nThe next of them, the surest first. {words}\n\n{items}"


def _boxes(wait: Wait) -> Iterator[str]:
    one, style = wait.offer.proposal, Markdown()
    for number in range(1, len(one.choices) + 1) or (0,):
        words = f"{additions.line(chosen(one, number), style)} · {style.text(wait.why)} · `{body.short(one.fingerprint)}`"
        yield body.box(words, ticked=False, mark="t", key=f"{one.fingerprint}:{number}" if number else one.fingerprint)


def _waiting(view: View) -> Iterator[str]:
    reasons = dict[str, list[Offer]]()
    for one in (wait for wait in view.waiting if wait.offer.kind != "additions"):
        reasons.setdefault(one.why, []).append(one.offer)
    for why, offers in reasons.items():
        items = [f"- {body.says(one.proposal)} · `{body.short(one.fingerprint)}`" for one in offers]
        yield _folded(f"Waiting ({len(items)})", _fitting(items, SHARE // len(reasons)), f": {Markdown().text(why)}")


def _resting(view: View) -> Iterator[str]:
    """Switches for what rests: ticked ones take effect."""
    lines = []
    for one in view.memory.rests:
        if one.what == "pause" and one.until > view.day:
            who = f" by {Markdown().text(one.by)}" if one.by else ""
            lines.append(body.box(f"Paused until {one.until}{who}: tick to go on now", ticked=False, mark="x", key="pause"))
        elif one.what.startswith("untouched:"):
            words = "Nobody touched the open pull request for long, so it is left alone: tick to go on"
            lines.append(body.box(words, ticked=False, mark="x", key=one.what))
        elif one.what.startswith("hands-off:"):
            words = "People's commits on the bot's branch and its own can't be brought together: tick to try again"
            lines.append(body.box(words, ticked=False, mark="x", key=one.what))
    for rule, why in tired(view.memory).items():
        lines.append(body.box(f"{rule}: {why}: tick to count anew", ticked=False, mark="x", key=f"rule:{rule}"))
    if lines:
        yield "### Resting\n\n" + "\n".join(lines)


def _findings(view: View) -> Iterator[str]:
    found = sorted((note.finding for note in view.memory.notes), key=lambda one: (one.lines, one.says))
    if found:
        text = next(report.findings(found, Markdown())).partition("\n\n")[2]
        yield _folded(f"For a person to look at ({len(found)})", _fitting(text.split("\n"), SHARE))


def _refused(view: View) -> Iterator[str]:
    by_title = sorted((one for one in view.memory.decisions if one.verdict == "refused"), key=lambda one: (one.title, one.says))
    refused = sorted(by_title, key=lambda one: one.at[:10], reverse=True)
    if refused:
        items = [body.box(one.words, ticked=False, mark="u", key=one.key) for one in map(body.refusal, refused)]
        yield _folded(f"Refused ({len(items)}): tick a line to allow it again", _fitting(items, SHARE))


def _sources(view: View) -> Iterator[str]:
    days = {one.newest for one in view.sources.values()}
    if view.sources and len(days) == 1 and all(one.status == "ok" for one in view.sources.values()):
        yield f"### Sources\n\nAll answered on {days.pop()}: {', '.join(sorted(view.sources))}."
    elif view.sources:
        style = Markdown()
        rows = [f"| {name} | {one.newest or 'never'} | {_status(one, style)} |" for name, one in sorted(view.sources.items())]
        yield "### Sources\n\n" + "\n".join(["| source | last answered | last run |", "|---|---|---|", *rows])


def _status(one: SourceReport, style: Markdown) -> str:
    return f"{one.status}: {style.text(one.says)}" if one.says else one.status


def _rules(view: View) -> Iterator[str]:
    tally = dict[str, dict[str, int]]()
    for one in view.memory.decisions:
        if one.verdict != "open" and one.rule and one.rule != REVERT:
            counts = tally.setdefault(one.rule, {"accepted": 0, "refused": 0})
            counts[one.verdict] += 1
    if tally:
        rows = [f"| {rule} | {n['accepted']} | {n['refused']} |" for rule, n in sorted(tally.items())]
        yield "### Rules\n\n" + "\n".join(["| rule | accepted | refused |", "|---|--:|--:|", *rows])


def _folded(summary: str, text: str, more: str = "") -> str:
    return f"<details><summary><b>{summary}</b>{more}</summary>\n\n{text}\n\n</details>"


def _fitting(items: Sequence[str], limit: int) -> str:
    """As many whole lines as that many characters hold."""
    kept, size = list[str](), 0
    for item in items:
        size += len(item) + 1
        if size > limit:
            return "\n".join([*kept, f"- and {len(items) - len(kept)} more"])
        kept.append(item)
    return "\n".join(kept)


def _start(name: str) -> str:
    return f"<!-- paperlist-bot dashboard {name} -->"
