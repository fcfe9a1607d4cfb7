"""The words for a paper that a list lacks."""

from __future__ import annotations

from bot.delivery.words import Style
from bot.discovery import queue
from bot.model import Proposal
from bot.text.links import links

RULE = queue.RULE


def line(proposal: Proposal, style: Style) -> str:
    """The paper with its link, where it goes, why, and how sure that is (0 to 1)."""
    where = " or ".join(place(section, style) for section, _ in proposal.choices) or place(proposal.section, style)
    return f"{style.link(proposal.title, url(proposal))} in {where}: {style.text(proposal.says)} ({proposal.confidence:.2f})"


def place(section: tuple[str, ...], style: Style) -> str:
    """A section by its own heading and the one above it."""
    return style.text(" > ".join(section[-2:])) or "the list"


def url(proposal: Proposal) -> str:
    """The first link of the new row, else where the evidence was read."""
    found = (link.url for edit in proposal.edits for link in links(edit.new) if not link.image and "://" in link.url)
    return next(found, proposal.evidence[0].url)
