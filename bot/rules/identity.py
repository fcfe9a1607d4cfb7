"""Rule *identity*: does the row's id belong to the paper the row names? Nothing of another paper may be written on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.model import Column, Doubt, Edit, Entry, Evidence, Finding, Paper, PaperFacts, PaperId, Proposal
from bot.rules.authors import agree
from bot.rules.case import Case, Knowledge
from bot.text.links import links, paper_id
from bot.text.titles import akin, key, title_id, unrelated, wordy

RULE = "identity"
SURE = 0.98
"""Two sources know the row's whole title by that id."""
_COMPARED = 20
"""Titles of one id that are compared, and named, at most."""


def papers(entries: Sequence[Entry], known: Knowledge) -> tuple[Paper, ...]:
    """The rows grouped by id and title, in order, so that nothing known under one row's title reaches another's.

    A row with a foreign id is its title's paper; so is one whose link is a page that names several papers.
    """
    doubts = _doubts(entries, known)
    pages = dict[PaperId, set[str]]()
    for entry in entries:
        if entry.id and entry.id.scheme == "url":
            pages.setdefault(entry.id, set()).add(key(entry.title))
    groups = dict[tuple[PaperId, Doubt | None, str], list[Entry]]()
    for entry in entries:
        doubt = doubts.get(entry.row.line)
        unfit = not entry.id or (doubt and doubt.foreign) or len(pages.get(entry.id, ())) > 1
        name = title_id(entry.title) if unfit or not entry.id else entry.id
        groups.setdefault((name, doubt, key(entry.title)), []).append(entry)
    return tuple(Paper(name, tuple(rows), doubt) for (name, doubt, _), rows in groups.items())


def judge(case: Case) -> Iterator[Proposal | Finding]:
    """The doubts about ids: one finding for the rows that share a doubt; a proposal for those whose own id is proven."""
    doubtful = dict[Doubt, list[Paper]]()
    for paper in case.papers:
        if paper.doubt:
            doubtful.setdefault(paper.doubt, []).append(paper)
    for doubt, rows in doubtful.items():
        found = [(paper, *only[0]) for paper in rows if len(only := likely(case, paper)) == 1]
        proposed = [proposal for paper, name, fact in found if (proposal := _proposal(case, paper, name, fact))]
        yield from proposed
        if len(proposed) < len(rows):
            lines = tuple(sorted(line for paper in rows for line in paper.lines))
            says = "; ".join([doubt.says, *(f"perhaps “{paper.title}” is {name}" for paper, name, _ in found)])
            told = (*(_evidence(fact) for fact in doubt.facts), *(_gives(name, fact) for _, name, fact in found))
            yield Finding(RULE, str(rows[0].id), rows[0].title, lines, says, told)


def likely(case: Case, paper: Paper) -> list[tuple[PaperId, PaperFacts]]:
    """For a paper whose rows link another's id: the ids on arXiv by which a source knows its title, on none of the list's rows."""
    if not (paper.doubt and paper.doubt.foreign and wordy(paper.title)):
        return []
    facts = [
        fact for fact in case.known.facts.get(f"title:{key(paper.title)}", ()) if fact.arxiv and key(fact.title or "") == key(paper.title)
    ]
    listed = {name for one in case.papers for entry in one.entries for name in entry.ids}
    found = {PaperId("arxiv", fact.arxiv): fact for fact in facts}
    return [(name, fact) for name, fact in found.items() if name not in listed]


def _proposal(case: Case, paper: Paper, name: PaperId, fact: PaperFacts) -> Proposal | None:
    """The id in the links of all the paper's rows, where arXiv too gives it exactly the rows' title, and no authors disagree."""
    told = [one for one in case.known.facts.get(str(name), ()) if one.source == "arxiv" and key(one.title or "") == key(paper.title)]
    strangers = any(agree(one.authors, other) is False for one in told for other in (fact.authors, case.authors(paper)))
    edits = [edit for entry in paper.entries for edit in _edits(entry, name)]
    if not told or strangers or {edit.line for edit in edits} != {*paper.lines}:
        return None
    return Proposal(
        rule=RULE,
        paper=str(paper.id),
        title=paper.title,
        section=paper.entries[0].row.section,
        edits=tuple(edits),
        evidence=(_gives(name, fact), *(_evidence(one) for one in told[:1])),
        confidence=SURE,
        about="id",
        value=str(name),
        says=f"the paper is {name}",
    )


def _edits(entry: Entry, name: PaperId) -> list[Edit]:
    """The id in place of the row's one other, wherever its links name that; none where the links would name something else too."""
    if entry.row.ragged or len(entry.ids) != 1 or entry.ids[0].scheme != "arxiv":
        return []
    old = re.compile(rf"(?<!\d){re.escape(entry.ids[0].value)}(?:v\d+)?(?!\d)")
    columns: tuple[Column, ...] = ("title", "link")
    cells = {column: cell for column in columns if (cell := entry.row.cell(column)) and old.search(cell)}
    news = {column: old.sub(name.value, cell) for column, cell in cells.items()}
    named = {paper_id(link.url) for cell in news.values() for link in links(cell) if not link.image} - {None}
    return [Edit(entry.row.line, column, cells[column], news[column]) for column in cells] if named == {name} else []


def _gives(name: PaperId, fact: PaperFacts) -> Evidence:
    return Evidence(fact.source, f"knows “{fact.title}” as {name}", fact.url, fact.read_at)


def _doubts(entries: Sequence[Entry], known: Knowledge) -> dict[int, Doubt]:
    """By line."""
    doubts = dict[int, Doubt]()
    sharing = dict[PaperId, list[Entry]]()
    titled = {key(entry.title): entry for entry in entries}
    for entry in entries:
        if sum(name.scheme == "arxiv" for name in entry.ids) > 1:
            both = " and ".join(str(name) for name in entry.ids if name.scheme == "arxiv")
            doubts[entry.row.line] = Doubt(f"the row links two papers: {both}", foreign=True)
        elif entry.id and entry.id.scheme != "url":
            sharing.setdefault(entry.id, []).append(entry)
    for name, rows in sharing.items():
        named = [fact for fact in known.facts.get(str(name), ()) if fact.source == "arxiv" and fact.title]
        clusters = _clusters(rows)
        if len(clusters) > 1:
            doubts |= _contested(name, clusters, named, known)
        else:
            doubts |= _other_titles(name, rows, named, titled)
    return doubts


def _clusters(rows: Sequence[Entry]) -> list[list[Entry]]:
    """Rows of one id by title: unrelated titles apart."""
    titles = dict[str, list[Entry]]()
    for row in rows:
        titles.setdefault(key(row.title), []).append(row)
    clusters = list[list[Entry]]()
    for same in titles.values():
        near = (cluster for cluster in clusters[:_COMPARED] if not unrelated(cluster[0].title, same[0].title))
        home = next(near, None)
        if home is None:
            clusters.append(same)
        else:
            home += same
    return clusters


def _contested(name: PaperId, clusters: Sequence[list[Entry]], named: Sequence[PaperFacts], known: Knowledge) -> dict[int, Doubt]:
    """One id on papers of unrelated titles: whose is it? Without an answer it is nobody's."""
    owner, facts = _owner(name, clusters, named, known)
    if owner:
        says = f"{name} belongs to “{owner[0].title}” (line {owner[0].row.line}), not to this title"
    else:
        places = " and ".join(f"“{c[0].title}” (line {c[0].row.line})" for c in clusters[:_COMPARED])
        says = f"{name} stands on {places}: at most one is right"
    doubt = Doubt(says, foreign=True, facts=facts)
    return {row.row.line: doubt for cluster in clusters if cluster is not owner for row in cluster}


def _owner(
    name: PaperId, clusters: Sequence[list[Entry]], named: Sequence[PaperFacts], known: Knowledge
) -> tuple[list[Entry] | None, tuple[PaperFacts, ...]]:
    """The rows that arXiv's title for the id names; else the ones whose paper was submitted in the id's month."""
    if named:
        own = [c for c in clusters if not all(unrelated(fact.title or "", c[0].title) for fact in named)]
        return (own[0], tuple(named)) if len(own) == 1 else (None, ())
    dated = [[f for f in known.facts.get(f"title:{key(c[0].title)}", ()) if f.submitted] for c in clusters]
    own = [c for c, facts in zip(clusters, dated, strict=True) if any(_in_month(name, fact) for fact in facts)]
    if len(own) == 1 and all(dated):
        return own[0], tuple(fact for facts in dated for fact in facts)
    return None, ()


def _in_month(name: PaperId, fact: PaperFacts) -> bool:
    """Whether that day can have given that id: in its month, or late in the month before (ids count announcements)."""
    if name.scheme != "arxiv" or not fact.submitted or "/" in name.value:
        return False
    month = 12 * int(name.value[:2]) + int(name.value[2:4])
    return month - 12 * (fact.submitted.year - 2000) - fact.submitted.month in (0, 1)


def _other_titles(name: PaperId, rows: Sequence[Entry], named: Sequence[PaperFacts], titled: Mapping[str, Entry]) -> dict[int, Doubt]:
    """arXiv calls the id otherwise than a row: that another row bears the title proves it foreign, an unrelated one is a doubt.

    A name of few words on its paper's id is none: it may be the paper's dataset.
    """
    given = {key(fact.title or "") for fact in named}
    newest = max(named, key=lambda fact: (fact.version or 0, fact.read_at), default=None)
    if not newest or not newest.title:
        return {}
    doubts = dict[int, Doubt]()
    home = titled.get(key(newest.title))
    for row in rows:
        if key(row.title) in given:
            continue
        if home and (home.id != name or (wordy(row.title) and not akin(newest.title, row.title))):
            known = f"{name} is “{newest.title}” (line {home.row.line})"
            says = f"{known}, not this title" if home.id != name else f"{known}: is this row the same paper?"
            doubts[row.row.line] = Doubt(says, foreign=True, facts=(newest,))
        # A first version's title says little of today's.
        elif newest.version != 1 and all(unrelated(fact.title or "", row.title) for fact in named):
            says = f"arXiv calls {name} “{newest.title}”: renamed, or the id of another paper?"
            doubts[row.row.line] = Doubt(says, foreign=False, facts=(newest,))
    return doubts


def _evidence(fact: PaperFacts) -> Evidence:
    day = f", submitted {fact.submitted:%d %b %Y}" if fact.submitted else ""
    return Evidence(fact.source, f"calls it “{fact.title}”{day}", fact.url, fact.read_at)
