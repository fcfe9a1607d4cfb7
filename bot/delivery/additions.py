"""The words for a paper that a list lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.delivery.words import Style
from bot.discovery import queue
from bot.model import Evidence, Proposal
from bot.text.links import links

RULE = queue.RULE


def line(proposal: Proposal, style: Style) -> str:
    """The paper with its link, where it goes, why, and how sure that is."""
    where = places([section for section, _ in proposal.choices] or [proposal.section], style)
    return f"{style.link(proposal.title, url(proposal))} in {where}: {style.text(proposal.says)} ({sure(proposal.confidence)} sure)"


def waiting(proposals: Sequence[Proposal], style: Style) -> Iterator[str]:
    """A block of those that don't come by themselves today: a line each."""
    if proposals:
        items = "\n".join(f"- {line(one, style)}" for one in proposals)
        yield f"{style.heading(f'Papers that may belong ({len(proposals)})')}\n\n{items}"


def sure(probability: float) -> str:
    """In percent, cut off, and never all: `0.996` is `99%`."""
    return f"{min(99, int(100 * probability + 1e-6))}%"


def places(sections: Sequence[tuple[str, ...]], style: Style, probable: Sequence[float] = ()) -> str:
    """One section or another, with its probability if that is given; what they share stands once."""
    named = [_named(one) or ("the list",) for one in sections]
    if probable:
        named = [(*above, f"{last} ({one:.2f})") for (*above, last), one in zip(named, probable, strict=True)]
    above = named[0][:-1]
    if len({one[:-1] for one in named}) > 1:
        return " or ".join(style.text(" > ".join(one)) for one in named)
    return style.text(" > ".join([*above, " or ".join(one[-1] for one in named)]))


def place(section: tuple[str, ...], style: Style) -> str:
    """A section by its own heading and the one above it."""
    return places([section], style)


def _named(section: tuple[str, ...]) -> tuple[str, ...]:
    """Its last headings in plain words: some lists write `_1-1_Fast_Solvers`."""
    bare = [heading.replace("**", "").strip("*_ ") or heading for heading in section[-2:]]
    return tuple(one if " " in one else one.replace("_", " ") for one in bare)


def shown(proposal: Proposal) -> tuple[Evidence, ...]:
    """Its evidence, without the title where that is the line's own."""
    return tuple(replace(one, says=one.says.removeprefix(f"calls it “{proposal.title}”, ")) for one in proposal.evidence)


def url(proposal: Proposal) -> str:
    """The first link of the new row, else where the evidence was read."""
    found = (link.url for edit in proposal.edits for link in links(edit.new) if not link.image and "://" in link.url)
    return next(found, proposal.evidence[0].url)
