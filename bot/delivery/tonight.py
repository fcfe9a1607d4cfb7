"""What a run has to hand in, and what stands after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.delivery.choice import Wait
from bot.model import Finding, Proposal, SourceReport
from bot.standing import Kind, Memory, Offer, Pull


@dataclass(frozen=True, slots=True)
class Tonight:
    """What a run has to hand in: its proposals for `text` (corrections and additions), its findings, and whether every source answered.

    Of an answer to an event there are neither: what is remembered stays, and `whole` is false.
    """

    text: bytes = b""
    proposals: tuple[Proposal, ...] = ()
    additions: tuple[Proposal, ...] = ()
    findings: tuple[Finding, ...] | None = None
    whole: bool = False
    sources: Mapping[str, SourceReport] = field(default_factory=dict)
    day: str = ""
    """Of the last night, where this is an answer to an event."""
    looked: bool = False
    """Whether it was looked what the list lacks: then `additions` are all that may wait, whatever source was silent."""
    over: frozenset[str] = frozenset()
    """Fingerprints of additions that must not stand any longer, though they are handed in: of withdrawn papers, say."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What stands after it, in words and URLs."""

    memory: Memory
    pulls: Mapping[Kind, Pull]
    offers: tuple[Offer, ...]
    waiting: tuple[Wait, ...]
    dashboard: str = ""
    warnings: tuple[str, ...] = ()
