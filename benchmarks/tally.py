"""Sums over the runs of many seeds: by paper, rule, source and kind of error."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import verdicts
from benchmarks.first_nights import Data, Run
from benchmarks.noise import same
from benchmarks.verdicts import Scored


@dataclass(frozen=True)
class Told:
    """Which sources say by the end of the nights where gold has a paper, and what became of its rows."""

    record: Mapping[str, Any]
    group: str
    fate: verdicts.Fate
    by: frozenset[str]


def told(data: Data, one: Run) -> Iterator[Told]:
    """Of the papers whose venue is outdated or wrong."""
    for record, group in data.gold.wrong():
        place, titles = (
            record["gold"],
            {record["title"], record["published_title"] or "", *(e.get("title") or "" for e in record["evidence"])},
        )
        named = [claim for claim in one.claims if any(same(claim.title or "", title) for title in titles) and claim.status == "accepted"]
        book = data.job.book
        right = {c.source for c in named if book.canonical(c.venue) == place["venue"] and c.year in (None, place["year"])}
        yield Told(record, group, verdicts.fate(record, one.edits, one.plan.findings, data.gold, verdicts.RULES["venue"]), frozenset(right))


def groups(data: Data, runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """What became of the outdated and wrong venues: sums over the seeds, the most missed in one, each paper not always proposed."""
    found = dict[str, dict[str, Any]]()
    for one in runs:
        missed = Counter[str]()
        for case in told(data, one):
            group = found.setdefault(case.group, {"papers": 0, "proposed": 0, "finding": 0, "silent": 0, "most_missed": 0, "missed": {}})
            group["papers"] += one is runs[0]
            group[case.fate] += 1
            if case.fate != "proposed":
                missed[case.group] += 1
                rows = ", ".join(map(str, case.record["rows"]))
                says = f"{case.fate}; told by {', '.join(sorted(case.by)) or 'nobody'}"
                group["missed"].setdefault(rows, Counter())[says] += 1
        for name, count in missed.items():
            found[name]["most_missed"] = max(found[name]["most_missed"], count)
    return found


def by_confidence(runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """Of the venues that would be written at any confidence, how many are right, by what the bot gives them."""
    found = defaultdict[str, Counter[str]](Counter)
    for one in (edit for run in runs for edit in run.at_any):
        found[f"{one.confidence:.2f}"][one.verdict] += 1
    return {step: {**found[step], "interval": verdicts.wilson(found[step]["right"], found[step].total())} for step in sorted(found)}


def by_rule(runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """Edits and findings of each rule over the seeds; its precision over rows, each right only where it is in every seed."""
    return {rule: _tally([(seed.seed, e) for seed in runs for e in seed.edits if e.rule == rule], rule, runs) for rule in _rules(runs)}


def _rules(runs: Sequence[Run]) -> list[str]:
    edits = {one.rule for seed in runs for one in seed.edits}
    return sorted(edits | {one.rule for seed in runs for one in seed.plan.findings})


def _tally(edits: Iterable[tuple[int, Scored]], rule: str = "", runs: Sequence[Run] = ()) -> dict[str, Any]:
    found: dict[str, Any]
    counts, rows = Counter[str](), defaultdict[tuple[int, str], set[str]](set)
    for _, one in edits:
        counts[one.verdict] += 1
        rows[one.row, one.old if not one.row else ""].add(one.verdict)
    judged = [verdict for verdict in rows.values() if verdict != {"unknown"}]
    right = sum("wrong" not in verdict for verdict in judged)
    found = {"right": counts["right"], "wrong": counts["wrong"], "unknown": counts["unknown"], "rows": len(judged), "rows_right": right}
    found["precision"] = [round(share, 3) for share in verdicts.wilson(right, len(judged))]
    if rule:
        found["findings"] = sum(one.rule == rule for seed in runs for one in seed.plan.findings)
    return found


def by_source(data: Data, runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """Venues proposed on a source's word among others; of the errors whose right venue it tells, those proposed in each such seed."""
    names = sorted({name for seed in runs for one in seed.edits for name in one.sources} - {"list"})
    rules = verdicts.RULES["venue"] | verdicts.RULES["award"]
    found = {n: _tally([(s.seed, e) for s in runs for e in s.edits if n in e.sources and e.rule in rules]) for n in names}
    heard = defaultdict[str, dict[int, set[str]]](dict)
    for one in runs:
        for case in told(data, one):
            for name in case.by if case.group != "to be lowered" else ():
                heard[name].setdefault(case.record["rows"][0], set()).add(case.fate)
    for name, papers in heard.items():
        proposed = sum(fates == {"proposed"} for fates in papers.values())
        recall = [round(share, 3) for share in verdicts.wilson(proposed, len(papers))]
        found.setdefault(name, _tally([])).update(told=len(papers), told_and_proposed=proposed, recall=recall)
    return found


def by_kind(data: Data, runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """What became of every known error of the list, by kind."""
    found = dict[str, dict[str, Any]]()
    for one in runs:
        for error, fate in verdicts.kinds(one.edits, one.plan.findings, data.gold):
            kind = found.setdefault(error["kind"], {"errors": 0, "proposed": 0, "finding": 0, "silent": 0, "silent_rows": set()})
            kind["errors"] += one is runs[0]
            kind[fate] += 1
            if fate == "silent":
                kind["silent_rows"].add(str(error["row"] or error["cell"]))
    for name, kind in found.items():
        kind["silent_rows"] = sorted(kind["silent_rows"])
        kind["left"] = verdicts.LEFT.get(name, "") if kind["silent"] else ""
    return found


def false_alarms(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Every wrong edit of any night, with the seed and the source that was dead."""
    wrong = {(one.seed, one.dead, edit) for one in runs for edit in (*one.edits, *one.earlier) if edit.verdict == "wrong"}
    return [
        {
            "seed": seed,
            "dead": dead,
            "rule": e.rule,
            "row": e.row,
            "old": e.old,
            "new": e.new,
            "gold": e.gold,
            "why": e.says,
            "by": e.sources,
        }
        for seed, dead, e in sorted(wrong, key=lambda one: (one[2].row, one[0], one[1]))
    ]


def idle_findings(data: Data, runs: Sequence[Run]) -> list[str]:
    """Findings about rows in which gold knows no error, with the seeds in which they are made."""
    known = {row for error in data.gold.errors for row in (error["row"] if isinstance(error["row"], list) else [error["row"]])}
    found = defaultdict[str, list[int]](list)
    for one in runs:
        for finding in one.plan.findings:
            rows = [data.gold.rows.get(line) for line in finding.lines]
            if not known & set(rows):
                found[f"{finding.rule}, rows {', '.join(map(str, rows))}: {finding.says}"].append(one.seed)
    return [f"{says} ({len(seeds)} of {len(runs)} seeds)" for says, seeds in sorted(found.items())]
