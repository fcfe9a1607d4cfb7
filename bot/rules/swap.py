"""Rule *swap*: titles, ids, code or pages that two rows hold of one another, put right by one proposal for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from bot.model import Column, Edit, Entry, Evidence, Paper, PaperFacts, PaperId, Proposal
from bot.rules.case import Case
from bot.rules.claims import weigh
from bot.rules.whose import by_slug, foreign, holders, names
from bot.text.titles import acronym, key, title_id, wordy

RULE = "swap"
SURE = 0.99
"""arXiv gives each row's id the other row's title."""
CODE = 0.98
"""Each row's repository names the other row's paper."""

Pair = tuple[Entry, Entry]


def judge(case: Case) -> Iterator[Proposal]:
    """One proposal for each two rows."""
    for pair in misplaced(case):
        edits = _smallest(case, pair)
        if edits:
            rivals = zip(pair, pair[::-1], strict=True)
            told = tuple(
                _calls(fact) for entry, rival in rivals for fact in _called(case, entry) if key(fact.title or "") == key(rival.title)
            )
            read = (_read(case, entry, rival) for entry, rival in (pair, pair[::-1]))
            yield _proposal(pair, edits, (*told, *filter(None, read)), "the two rows bear each other's titles, by arXiv", "", SURE)
    for one, other in _code(case):
        edits = _code_edits(case, one, other)
        proofs = [proof for paper in (one, other) if (proof := foreign(case, paper, _slug(paper)))]
        if edits:
            what = " ".join(sorted(_slug(paper) for paper in (one, other)))
            pair = (one.entries[0], other.entries[0])
            yield _proposal(pair, edits, tuple(proofs), "the two rows hold each other's code", what, CODE)


def misplaced(case: Case) -> list[Pair]:
    """Rows of which each one's id is, by arXiv, a paper of the other's title; each title and each id stands on one row only."""
    rows = [entry for paper in case.papers if paper.doubt and paper.doubt.foreign for entry in paper.entries]
    titled, ids = dict[str, list[Entry]](), dict[PaperId | None, int]()
    for entry in (entry for paper in case.papers for entry in paper.entries):
        titled.setdefault(key(entry.title), []).append(entry)
        ids[entry.id] = ids.get(entry.id, 0) + 1
    found = list[Pair]()
    for one in rows:
        for other in (entry for fact in _called(case, one) for entry in titled.get(key(fact.title or ""), ())):
            alone = all(len(titled[key(e.title)]) == ids[e.id] == len(e.ids) == 1 and wordy(e.title) for e in (one, other))
            back = any(key(fact.title or "") == key(one.title) for fact in _called(case, other))
            if alone and back and one.row.line < other.row.line and (one, other) not in found:
                found.append((one, other))
    return found


def exchanged(case: Case) -> set[tuple[PaperId, str]]:
    """The repositories that stand on each other's papers' rows, by the paper on whose row each stands."""
    return {(paper.id, _slug(paper)) for pair in _code(case) for paper in pair}


def _called(case: Case, entry: Entry) -> list[PaperFacts]:
    """What arXiv calls the row's id, its newest version first."""
    return case.known.called(entry.id) if entry.id else []


def _code(case: Case) -> Iterator[tuple[Paper, Paper]]:
    """Papers of one repository each, which names the other one."""
    alone = [papers[0] for papers in holders(case).values() if len(papers) == 1]
    single = [paper for paper in alone if not paper.doubt and len(by_slug(paper)) == 1 and all(e.repository for e in paper.entries)]
    strange = [paper for paper in single if foreign(case, paper, _slug(paper))]
    for index, one in enumerate(strange):
        for other in strange[index + 1 :]:
            readmes = [case.known.readmes[_slug(paper)] for paper in (one, other)]
            if names(case, readmes[0], other) and names(case, readmes[1], one):
                yield one, other


def _slug(paper: Paper) -> str:
    return next(iter(by_slug(paper)))


def _code_edits(case: Case, one: Paper, other: Paper) -> tuple[Edit, ...]:
    """Each paper's rows with the other's cell, and its page where both are the repositories' own."""
    columns: list[Column] = ["repository"]
    columns += ["site"] if all(_on_page(case, entry) for paper in (one, other) for entry in paper.entries) else []
    edits = list[Edit]()
    for paper, giver in ((one, other), (other, one)):
        for entry in paper.entries:
            edits += [Edit(entry.row.line, c, entry.row.cell(c) or "", giver.entries[0].row.cell(c) or "") for c in columns]
    return () if any(entry.row.ragged for paper in (one, other) for entry in paper.entries) else tuple(edits)


def _on_page(case: Case, entry: Entry) -> bool:
    """Whether the row's page is its repository's: its home page, or one that bears its name."""
    facts, site = case.known.repositories.get((entry.repository or "").lower()), (entry.site or "").lower().rstrip("/")
    home = facts.homepage.lower().rstrip("/") if facts else ""
    name = (entry.repository or "").lower().partition("/")[2]
    return bool(site) and (site == home or (len(name) > 3 and name in site))


def _smallest(case: Case, pair: Pair) -> tuple[Edit, ...]:
    """The fewest edits that put both rows right: exchanged ids, or titles, each with the cells that belong to it.

    None where it isn't known of a cell to which of the two it belongs.
    """
    if any(entry.row.ragged or entry.row.columns != pair[0].row.columns for entry in pair):
        return ()
    owners = dict[Column, str]()
    for index, (mine, yours) in enumerate(zip(pair[0].row.cells, pair[1].row.cells, strict=True)):
        column = next((name for name, place in pair[0].row.columns.items() if place == index), None)
        if mine == yours or column in ("number", "title"):
            continue
        owner = _owner(case, pair, column) if column else ""
        if not column or not owner:
            return ()
        owners[column] = owner
    ways = [_way(pair, base, [column for column, owner in owners.items() if owner == base]) for base in ("id", "title")]
    return min((way for way in ways if way), key=len, default=())


def _way(pair: Pair, base: str, columns: Sequence[Column]) -> tuple[Edit, ...]:
    """The exchange of the titles' words, or of the ids in the links, and of these columns' cells; nothing where it can't be written."""
    (one, other), edits = pair, list[Edit]()
    marks = [(entry.title, entry.id.value if entry.id else "") for entry in pair]
    cells = [entry.row.cell("title") or "" for entry in pair]
    bare = [cell.replace(title, "{title}").replace(name, "{id}") for cell, (title, name) in zip(cells, marks, strict=True)]
    counted = all(cell.count(title) == 1 and name for cell, (title, name) in zip(cells, marks, strict=True))
    if not counted or bare[0] != bare[1]:
        return ()
    part = 0 if base == "title" else 1
    news = [cell.replace(marks[n][part], marks[1 - n][part]) for n, cell in enumerate(cells)]
    if news[0] == cells[1]:  # nothing but the title: as good as rows that changed places
        return ()
    edits += [Edit(e.row.line, "title", old, new) for e, old, new in zip(pair, cells, news, strict=True) if old != new]
    for column in columns:
        mine, yours = one.row.cell(column) or "", other.row.cell(column) or ""
        edits += [Edit(one.row.line, column, mine, yours), Edit(other.row.line, column, yours, mine)]
    return tuple(edits)


def _owner(case: Case, pair: Pair, column: Column) -> str:
    """Whether the two rows' cells are those of their titles or those of their ids; nothing where that isn't shown."""
    asks = {"link": _link_votes, "citations": _link_votes, "repository": _code_votes, "site": _site_votes, "venue": _venue_votes}
    votes = {vote for entry, rival in (pair, pair[::-1]) for vote in asks[column](case, entry, rival)}
    return votes.pop() if len(votes) == 1 else ""


def _link_votes(_: Case, entry: Entry, __: Entry) -> Iterator[str]:
    cells = [unquote(entry.row.cell(column) or "") for column in ("link", "citations")]
    if entry.id and any(entry.id.value in cell for cell in cells):
        yield "id"


def _code_votes(case: Case, entry: Entry, rival: Entry) -> Iterator[str]:
    """By the README, else by the repository's name."""
    if not entry.repository:
        return
    facts = case.known.readmes.get(entry.repository.lower())
    named = {*facts.named} if facts else set[str]()
    by_title = bool(named & {str(title_id(entry.title)), str(rival.id)})
    by_id = bool(named & {str(title_id(rival.title)), str(entry.id)})
    if not by_title and not by_id:
        name = entry.repository.lower().partition("/")[2]
        by_title, by_id = acronym(entry.title) == name, acronym(rival.title) == name
    if by_title != by_id:
        yield "title" if by_title else "id"


def _site_votes(case: Case, entry: Entry, rival: Entry) -> Iterator[str]:
    """A repository's page goes with it; else the paper's short name in the address tells."""
    if _on_page(case, entry):
        owner = _owner(case, (entry, rival), "repository")
        yield from [owner] if owner else []
        return
    words = set((entry.site or "").lower().replace("-", " ").replace("/", " ").replace(".", " ").split())
    by_title, by_id = acronym(entry.title) in words, acronym(rival.title) in words
    if by_title != by_id:
        yield "title" if by_title else "id"


def _venue_votes(case: Case, entry: Entry, rival: Entry) -> Iterator[str]:
    """A date is its id's month; a venue belongs to the title for which it is proven."""
    for owner, one, title in (("id", entry, rival.title), ("title", rival, entry.title)):
        months = {(fact.submitted.year, fact.submitted.month) for fact in _called(case, one) if fact.submitted}
        if entry.stated.month and entry.stated.month in months:
            yield owner
        paper = next((paper for paper in case.papers if paper.title == title), None)
        proofs = weigh(case.claims(paper), case.titles(paper), case.authors(paper), case.book).proofs if paper else ()
        if any(proof.publication in entry.stated.publications for proof in proofs):
            yield owner


def _calls(fact: PaperFacts) -> Evidence:
    return Evidence(fact.source, f"calls {fact.paper} “{fact.title}”", fact.url, fact.read_at)


def _read(case: Case, entry: Entry, rival: Entry) -> Evidence | None:
    """What the README of the row's repository says, where it names the other row's title."""
    facts = case.known.readmes.get((entry.repository or "").lower())
    if not facts or {str(title_id(rival.title)), str(entry.id)}.isdisjoint(facts.named):
        return None
    return Evidence(facts.source, f"{entry.repository}'s README names “{rival.title}”", facts.url, facts.read_at)


def _proposal(pair: Pair, edits: tuple[Edit, ...], told: tuple[Evidence, ...], says: str, what: str, confidence: float) -> Proposal:
    """Its meaning is the two titles, in an order of their own, and what of theirs is exchanged."""
    first, second = sorted(str(title_id(entry.title)) for entry in pair)
    return Proposal(
        rule=RULE,
        paper=first,
        title=" / ".join(entry.title for entry in pair),
        section=pair[0].row.section,
        edits=edits,
        evidence=told,
        confidence=confidence,
        about="swap",
        value=f"{key(second)} {what}".strip(),
        says=says,
    )
