"""The body of a pull request: written by the bot, ticked by people. What people write around it stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.delivery import report
from bot.delivery.words import Markdown
from bot.model import Proposal
from bot.standing import Decision, Kind, Pull

LIMIT = 60_000
"""Characters of a body or a comment, but for a mark or two; GitHub takes 65,536."""

DONE = "<!-- paperlist-bot done -->"
"""In a body that the bot closed by itself: that refuses nothing."""

END = "<!-- paperlist-bot end -->"
_HOLDS = re.compile(r"<!-- paperlist-bot holds ([0-9a-f ]*) -->")
_LINE = re.compile(r"^\s*[-*+] \[([ xX])\] (.*?) <!-- ([pruxt]):([\w:.-]+) -->.*$", re.MULTILINE)
_HEAD = {
    "corrections": "Each line is one correction with its evidence. **Untick** what is wrong: it is taken out and never proposed again. "
    "A row that you change on this branch stays as you write it. **Merge** the rest; closing refuses all of it.",
    "additions": "Each line is one paper that the list lacks: where it goes, why, and how sure that is. **Untick** what doesn't belong: "
    "it is taken out and never proposed again. A row that you change or move on this branch stays as you write it. "
    "**Merge** the rest; closing refuses all of it.",
}
COMMANDS = """\
`/bot refuse ID…` or `all` takes lines out for good, `/bot accept ID…` puts them back, `/bot undo ID…` forgets what was decided, \
`/bot explain ID` shows what is known, `/bot retry` tries this branch again, `/bot pause 30 days` leaves the list alone, `/bot help`. \
They are for people who may write to this repository."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a box, named by `key`. `mark`: p proposed, r refused here; on the dashboard u refused, t to take, x another switch."""

    mark: str
    key: str
    ticked: bool
    words: str


def short(fingerprint: str) -> str:
    """How people name a proposal in a command."""
    return fingerprint[:6]


def write(kind: Kind, name: str, proposals: Sequence[Proposal], refused: Sequence[Decision], notes: Sequence[str]) -> str:
    """The bot's part of the body."""
    style = Markdown()
    days = Counter(str(one.read_at) for proposal in proposals for one in proposal.evidence)
    day = max(days, key=lambda one: (days[one], one), default="")
    read = f" Sources were read on {day} where a line says nothing else." if day else ""
    parts = [f"{_start(kind, name)}\n{_HEAD[kind]}{read}", *notes]
    for rule, group in report.by_rule(proposals).items():
        parts.append(f"{style.heading(f'{report.HEADINGS.get(rule, rule)} ({len(group)})')}\n\n{_listed(group, day)}")
    if refused:
        items = "\n".join(box(one.words, ticked=False, mark="r", key=one.key) for one in map(refusal, refused))
        parts.append(f"<details><summary>Refused here ({len(refused)}): tick a line to put it back</summary>\n\n{items}\n\n</details>")
    whole, end = "\n\n".join(parts), f"\n\n<details><summary>Commands</summary>\n\n{COMMANDS}\n\n</details>"
    room = LIMIT - len(end) - sum(len(one.fingerprint) + 1 for one in proposals)
    if len(whole) > room:
        rest = "\n\nThe rest is too long for this page."
        whole = whole[: whole.rfind("\n", 0, room - len(rest))] + rest
    holds = " ".join(line.key for line in proposed(whole))
    return f"{whole}{end}\n<!-- paperlist-bot holds {holds} -->\n{END}"


def within(old: str, new: str) -> str:
    """The old body with the bot's part renewed; before a person's words where there is none yet."""
    old = unix(old)
    start, end = old.find("<!-- paperlist-bot"), old.find(END)
    if start < 0:
        return f"{new}\n\n{old}".rstrip()
    if end < start:  # its end was taken away: what is surely the bot's goes, the rest may be a person's
        kept = "\n".join(line for line in old[start:].split("\n") if not _LINE.match(line) and "<!-- paperlist-bot" not in line)
        return f"{old[:start]}{new}\n\n{kept}".rstrip()
    return old[:start] + new + old[end + len(END) :]


def lines(body: str) -> list[Line]:
    """The lines with boxes, as people left them."""
    return [Line(mark, key, box != " ", words) for box, words, mark, key in _LINE.findall(unix(body))]


def is_ours(kind: Kind, name: str, body: str) -> bool:
    return _start(kind, name) in body


def box(words: str, *, ticked: bool, mark: str, key: str) -> str:
    return f"- [{'x' if ticked else ' '}] {words} <!-- {mark}:{key} -->"


def refusal(one: Decision) -> Line:
    """A refused proposal in one line."""
    return Line("r", one.fingerprint, ticked=False, words=f"{one.says or 'a proposal'} · `{short(one.fingerprint)}`")


def says(proposal: Proposal) -> str:
    """What it would change, without its evidence."""
    style = Markdown()
    return f"{style.text(proposal.title)}: {report.swaps(proposal, style, plainly=True)}"


def unix(body: str) -> str:
    """With the line ends that the bot writes: GitHub's editor makes others."""
    return body.replace("\r\n", "\n")


def _start(kind: Kind, name: str) -> str:
    return f"<!-- paperlist-bot {kind} {name} -->"


def _listed(group: Sequence[Proposal], day: str) -> str:
    """A line each; evidence that all of them share stands once above them."""
    shared = {tuple((one.source, one.says, one.url, one.read_at) for one in proposal.evidence) for proposal in group}
    same = len(group) > 1 and len(shared) == 1
    above = f"{', '.join(report.told(one, Markdown()) for one in group[0].evidence)}:\n\n" if same else ""
    return above + "\n".join(offered(proposal, day, bare=same) for proposal in group)


def offered(proposal: Proposal, day: str = "", *, bare: bool = False) -> str:
    """Its line."""
    words = f"{report.brief(proposal, Markdown(), day, bare=bare)} · `{short(proposal.fingerprint)}`"
    return box(words, ticked=True, mark="p", key=proposal.fingerprint)


def proposed(body: str) -> Iterator[Line]:
    return (line for line in lines(body) if line.mark == "p")


def held(pull: Pull) -> set[str]:
    """The fingerprints that a pull request proposes."""
    return {line.key for line in proposed(pull.body)}


def missing(body: str) -> set[str]:
    """The fingerprints of lines that people took out whole: the bot wrote them, and they are gone."""
    holds = _HOLDS.search(body)
    whole = holds and END in body
    return {key for key in holds[1].split() if f":{key} -->" not in body} if holds and whole else set()
