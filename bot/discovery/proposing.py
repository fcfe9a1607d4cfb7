"""A candidate of which enough is known, as a proposal. Pure."""

from __future__ import annotations

from bot.candidates import Learned, Newcomer, Rated
from bot.discovery import queue, row
from bot.discovery.rating import is_clear
from bot.model import Proposal
from bot.rules.case import Case


def is_plain(case: Case, rated: Rated) -> bool:
    """Whether its section is clear, and its row can be written by what is known before anybody is asked."""
    facts = rated.candidate.facts
    newcomer = Newcomer((facts.paper,), facts.title or "", facts.authors, facts.submitted)
    return is_clear(rated.sections) and not isinstance(row.compose(case, newcomer, rated.sections[0][0]), str)


def propose(case: Case, rated: Rated, learned: Learned) -> Proposal | str:
    """Its new row, or one in each of two sections; or in words why it can't be written."""
    clear = is_clear(rated.sections)
    sections = [section for section, _ in rated.sections[: 1 if clear else None]]
    rows = {section: row.compose(case, learned.newcomer, section) for section in sections}
    made = {section: one for section, one in rows.items() if not isinstance(one, str)}
    if not made:
        return "; ".join(dict.fromkeys(map(str, rows.values())))
    (section, first), *_ = made.items()
    code = f"code at {learned.newcomer.repository}" if learned.newcomer.repository else "no code known"
    blank = f"for you to fill in: {', '.join(first.unknown)}" if first.unknown else ""
    return Proposal(
        rule=queue.RULE,
        paper=rated.candidate.name,
        title=learned.newcomer.title,
        section=section,
        edits=(first.edit,),
        evidence=learned.evidence,
        confidence=rated.score,
        about=queue.LISTED,
        value="",
        says="; ".join(filter(None, (rated.why, code, blank))),
        choices=tuple((section, one.edit) for section, one in made.items()) if not clear else (),
    )
