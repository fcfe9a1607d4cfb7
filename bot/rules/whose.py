"""Whose code a repository is, by what its README names. Silence alone shows nothing."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model import Entry, Evidence, Paper, PaperFacts, ReadmeFacts
from bot.rules.case import Case
from bot.text.links import repository
from bot.text.titles import title_id, wordy


def by_slug(paper: Paper) -> dict[str, list[Entry]]:
    found = dict[str, list[Entry]]()
    for entry in paper.entries:
        if entry.repository:
            found.setdefault(entry.repository.lower(), []).append(entry)
    return found


def holders(case: Case) -> Mapping[str, list[Paper]]:
    """The papers on whose rows each repository stands, by the first spelling of its name."""
    found, spelled = dict[str, list[Paper]](), dict[str, str]()
    for paper in case.papers:
        for slug, rows in by_slug(paper).items():
            name = spelled.setdefault(slug, rows[0].repository or slug)
            found.setdefault(name, []).append(paper)
    return found


def claimed(case: Case, paper: Paper) -> dict[str, PaperFacts]:
    """The repositories that arXiv's abstract or comment of the paper names, with the facts that say so."""
    found = dict[str, PaperFacts]()
    for fact in () if paper.doubt else case.known.facts.get(str(paper.id), ()):
        for link in fact.links if fact.source == "arxiv" else ():
            if slug := repository(link):
                found.setdefault(slug, fact)
    return found


def names(case: Case, facts: ReadmeFacts, paper: Paper, *, head: bool = False) -> bool:
    """Whether the README (its `head`) has the paper's id, or one of its titles of many words."""
    ids = {str(name) for entry in paper.entries for name in entry.ids if not (paper.doubt and paper.doubt.foreign)}
    titles = {str(title_id(title)) for title in case.titles(paper) if wordy(title)}
    return not (ids | titles).isdisjoint(facts.head if head else facts.named)


def foreign(case: Case, paper: Paper, slug: str) -> Evidence | None:
    """The proof that a repository on the paper's row is another paper's; None where there is none.

    Its README was searched for this paper's title and has neither that, nor one like it, nor the paper's id, and names another:
    one on whose row it stands too, or, as the only one in its head, any other.
    """
    facts = case.known.readmes.get(slug.lower())
    if not facts or not wordy(paper.title) or not silent(case, facts, paper):
        return None
    sharing = [one for name, papers in holders(case).items() if name.lower() == slug.lower() for one in papers if one.id != paper.id]
    named = [one for one in sharing if names(case, facts, one)]
    if named:
        return None if str(title_id(paper.title)) in facts.called else _named(facts, f"“{named[0].title}” (line {named[0].lines[0]})")
    others = head_names(case, facts)
    return _named(facts, others[0]) if len(others) == 1 and paper.id.scheme == "arxiv" else None


def silent(case: Case, facts: ReadmeFacts, paper: Paper) -> bool:
    title = str(title_id(paper.title))
    return title in facts.sought and not {str(title_id(t)) for t in case.titles(paper)} & {*facts.alike} and not names(case, facts, paper)


def head_names(case: Case, facts: ReadmeFacts) -> list[str]:
    """The papers that the README's head names, in words."""
    listed = {name: paper for paper in case.papers for name in _names(case, paper)}
    found = (f"“{listed[name].title}” (line {listed[name].lines[0]})" if name in listed else name for name in facts.head)
    return list(dict.fromkeys(found))


def _names(case: Case, paper: Paper) -> set[str]:
    ids = {str(paper.id)} if not paper.doubt else set[str]()
    return ids | {str(title_id(title)) for title in case.titles(paper)}


def _named(facts: ReadmeFacts, other: str) -> Evidence:
    return Evidence(facts.source, f"its README names {other}, not this paper", facts.url, facts.read_at)
