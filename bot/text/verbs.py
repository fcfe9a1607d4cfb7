"""The verbs of publication in a clause of an author's comment: accepted, submitted, extends, and their many spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Says = Literal["accepted", "submitted", "rejected", "withdrawn", "extends"]
"""`extends`: the venue is that of another paper, of a challenge or a template."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb at `start:end` of a clause; `word` in lower case."""

    says: Says
    start: int
    end: int
    word: str


_OTHER = (
    r"extended|extension|expanded|full|complete|long|longer|short|shorter|shortened|preliminary|earlier|previous|prior|abridged|condensed|"
    r"journal|conference|workshop|early"
)
_OF = r"(?:of|for|to|from|was|were|has|have|is\s+(?:published|accepted)|appear\w*|published|presented|accepted)\b"
_WORK = r"(?:work|paper|article|manuscript|study|research|results|material|content)"
_EXTENDS = (
    rf"\b(?:{_OTHER})\s+(?:[\w/-]+\s+){{0,2}}?(?:version|extension|draft)s?(?:\s*\([^()]{{0,40}}\))?\s+{_OF}"
    r"|\bversion (?:of|for) (?:a previous|an earlier)\b"
    r"|\bexten(?:sion|ds?|ding|ded)\s+(?:and \w+\s+)?(?:of|to|from|our|the|upon|on)\b"
    r"|^\s*extends\b|\bsome (?:of )?(?:the |our |these )?results\b"
    r"|\b(?:based|builds|building) (?:up)?on (?:our|the|a|an)\b|\bfollow[- ]?up (?:of|to|work|on)\b"
    r"|\bsupplement\w*(?: materials?)? (?:of|for|to)\b|\bimproved version of\b|\b(?:previously|earlier) (?:published|presented|appeared)\b"
    rf"|\b(?:parts?|portions?|sections?|some) of (?:this|the|these|our) {_WORK}"
    r"|\b(?:note|erratum|correction|corrigendum|appendix|companion|addendum|code|codebase|implementation|reproduction|response|comment)s?"
    r" (?:for|to|on|of) "
)
_REVIEWED = r"(?:double[- ]blind|single[- ]blind|peer|second|open|active|currently|anonymous|major|minor|journal|the)"
_SUBMITTED = (
    r"\b(?:conditional|provisional|tentative)(?:ly)?[- ]accept\w*"
    r"|\b(?:with|pending|subject to|under)\s+(?:\w+\s+)?revisions?\b"
    r"|\b(?:re)?sub?m+it(?:t?ed|ting)\b|\bsubmit(?= to\b)|\bsubmit(?:ting)?$|\b(?:re)?submission\b"
    rf"|\bunder[\s-]*(?:{_REVIEWED}[\s-]*){{0,3}}(?:review(?:ing|ed)?|submission|consideration|revision|view)\b"
    r"|\bin (?:submission|review|revision)\b|\b(?:major|minor) revisions?\b|\bpending (?:review|acceptance)\b"
    r"|\b(?:being|to be|currently) reviewed\b|\bfor (?:possible publication|consideration|review|peer review)\b"
    r"|\bintended (?:for|to)\b|\bplanned for\b|\btarget(?:ing|ed)\b|\bsent to\b"
)
_ACCEPTED = (
    r"\b(?:pre-?)?ac?c[cept]{2,6}(?:ed|et|d)\b|\baccept(?:ance)?(?=[\s.,:;)]|$)|\b(?:early|already)[ -]accept\w*|\bcamera[ -]?ready\b"
    r"|\bin press\b|\bforthcoming\b|\bto-appear\b|\b(?:will |to |set to )?(?:be )?appear(?:s|ed|ing)?\b"
    r"|\b(?:(?:to|will|been|be|is|was|and|also|being) ){0,4}(?:publi(?:s|sh|hs|shs)ed|presented|presenting|publishing)\b"
    r"|\b(?:under )?publication(?: process)? (?:in|at|for)\b|\bpresentation (?:at|in)\b|\bselected (?:for|as|by)\b"
    r"|^\s*(?:in\s*:?\s+)?(?:the\s+)?proc(?:eedings|\.)|\b(?:in|by|of|to|:)\s+(?:the\s+)?(?:\d{4}\s+)?(?:proceedings|proc\.) of\b"
)
_REJECTED = r"\b(?:desk[- ])?reject(?:ed|ion|s)?\b|\bnot (?:been |yet been |yet )?accepted\b"
_WITHDRAWN = r"\bwithdr(?:awn|ew|awal)\s+(?:[\w-]+\s+){0,3}?from\b"
_NOTHING = (
    r"\bnot (?:yet )?(?:been )?(?:published|submitted|under|presented|peer)\w*|\bunpublished\b|\bnon-?peer|\bafter (?:\w+ )?revisions?\b"
    r"|\bno (?:prior |previous )?\w*\s?(?:publication|submission)\b"
    r"|\b(?:if|upon|once|after|until|when|following|pending|on)\s+(?:its\s+|the\s+|paper\s+|formal\s+|being\s+|"
    r"(?:it|the paper|this paper|the work)\s+is\s+)?(?:accept|publi)\w*"
)
_VERBS = re.compile(
    rf"(?P<nothing>{_NOTHING})|(?P<rejected>{_REJECTED})|(?P<withdrawn>{_WITHDRAWN})|(?P<extends>{_EXTENDS})|"
    rf"(?P<submitted>{_SUBMITTED})|(?P<accepted>{_ACCEPTED})",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(
    r"\b(?:codes?|data ?sets?|data|models?|weights|benchmarks?|video|software|demo|toolkit|thesis|dissertation|repository|checkpoints)\s+"
    r"(?:(?:and|,|is|are|will|be|was|were|has|have|been|publicly|originally|currently|also|used)\s+)*$",
    re.IGNORECASE,
)


def verbs(clause: str) -> list[Verb]:
    """The clause's verbs, in order. What awaits acceptance is none, nor is what was not done or happens to code and data."""
    found = list[Verb]()
    for match in _VERBS.finditer(clause):
        says = match.lastgroup
        if says == "nothing" or _NO_PAPER.search(clause, max(0, match.start() - 80), match.start()):
            continue
        word = match[0].strip().casefold()
        # `accepted submission to` is one statement.
        if word == "submission" and found and found[-1].says == "accepted" and match.start() - found[-1].end < 12:
            continue
        found.append(Verb(says, match.start(), match.end(), word))  # type: ignore[arg-type]
    return found
