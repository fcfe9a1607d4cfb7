"""Rule *identity*: does the row's id belong to the paper the row names? Nothing of another paper may be written on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.model import Doubt, Entry, Evidence, Finding, Paper, PaperFacts, PaperId
from bot.rules.case import Case, Knowledge
from bot.text.titles import key, title_id, unrelated

RULE = "identity"


def papers(entries: Sequence[Entry], known: Knowledge) -> tuple[Paper, ...]:
    """The rows grouped by paper, in order. A row with a foreign id is its title's paper."""
    doubts = _doubts(entries, known)
    groups = dict[tuple[PaperId, Doubt | None], list[Entry]]()
    for entry in entries:
        doubt = doubts.get(entry.row.line)
        name = title_id(entry.title) if not entry.id or (doubt and doubt.foreign) else entry.id
        groups.setdefault((name, doubt), []).append(entry)
    return tuple(Paper(name, tuple(rows), doubt) for (name, doubt), rows in groups.items())


def judge(case: Case) -> Iterator[Finding]:
    """The doubts about ids, for a person to look at."""
    for paper in case.papers:
        if paper.doubt:
            evidence = tuple(_evidence(fact) for fact in paper.doubt.facts)
            yield Finding(RULE, str(paper.id), paper.title, paper.lines, paper.doubt.says, evidence)


def _doubts(entries: Sequence[Entry], known: Knowledge) -> dict[int, Doubt]:
    """By line."""
    doubts = dict[int, Doubt]()
    sharing = dict[PaperId, list[Entry]]()
    titled = {key(entry.title): entry for entry in entries}
    for entry in entries:
        if sum(name.scheme == "arxiv" for name in entry.ids) > 1:
            both = " and ".join(str(name) for name in entry.ids if name.scheme == "arxiv")
            doubts[entry.row.line] = Doubt(f"the row links two papers: {both}", foreign=True)
        elif entry.id:
            sharing.setdefault(entry.id, []).append(entry)
    for name, rows in sharing.items():
        clusters = _clusters(rows)
        if len(clusters) > 1:
            doubts |= _contested(name, clusters, known)
        elif doubt := _other_title(name, rows[0], titled, known):
            doubts |= {row.row.line: doubt for row in rows}
    return doubts


def _clusters(rows: Sequence[Entry]) -> list[list[Entry]]:
    """Rows of one id by title: unrelated titles apart."""
    clusters = list[list[Entry]]()
    for row in rows:
        home = next((c for c in clusters if key(c[0].title) == key(row.title) or not unrelated(c[0].title, row.title)), None)
        if home is None:
            clusters.append([row])
        else:
            home.append(row)
    return clusters


def _contested(name: PaperId, clusters: Sequence[list[Entry]], known: Knowledge) -> dict[int, Doubt]:
    """One id on papers of unrelated titles: whose is it? Without an answer it is nobody's."""
    owner, facts = _owner(name, clusters, known)
    doubts = dict[int, Doubt]()
    for cluster in clusters:
        if cluster is owner:
            continue
        other = owner or next(c for c in clusters if c is not cluster)
        whose = "belongs to" if owner else "also stands on"
        rest = ", not to this title" if owner else ": one of the two is wrong"
        says = f"{name} {whose} “{other[0].title}” (line {other[0].row.line}){rest}"
        doubts |= {row.row.line: Doubt(says, foreign=True, facts=facts) for row in cluster}
    return doubts


def _owner(name: PaperId, clusters: Sequence[list[Entry]], known: Knowledge) -> tuple[list[Entry] | None, tuple[PaperFacts, ...]]:
    """The rows that arXiv's title for the id names; else the ones whose paper was submitted in the id's month."""
    named = [fact for fact in known.facts.get(str(name), ()) if fact.source == "arxiv" and fact.title]
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


def _other_title(name: PaperId, row: Entry, titled: Mapping[str, Entry], known: Knowledge) -> Doubt | None:
    """arXiv calls the id otherwise: another row's title proves a foreign id, an unrelated one raises a doubt."""
    named = [fact for fact in known.facts.get(str(name), ()) if fact.source == "arxiv" and fact.title]
    if not named or not all(unrelated(fact.title or "", row.title) for fact in named):
        return None
    newest = max(named, key=lambda fact: (fact.version or 0, fact.read_at))
    home = titled.get(key(newest.title or ""))
    if home:
        says = f"{name} is “{newest.title}” (line {home.row.line}), not this title"
        return Doubt(says, foreign=True, facts=(newest,))
    if newest.version == 1:
        return None  # a first version's title says little of today's
    return Doubt(f"arXiv calls {name} “{newest.title}”: renamed, or the id of another paper?", foreign=False, facts=(newest,))


def _evidence(fact: PaperFacts) -> Evidence:
    day = f", submitted {fact.submitted:%d %b %Y}" if fact.submitted else ""
    return Evidence(fact.source, f"“{fact.title}”{day}", fact.url, fact.read_at)
