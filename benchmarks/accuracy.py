"""How right the bot is about the first list, with services that answer as gold's sources would, faults and all.

    python benchmarks/accuracy.py [--data DIR] [--seeds 20] [--nights 3] [--format json]

DIR holds the list and gold. Each seed is a user's first nights from an empty state, as many as OpenReview takes to be asked for
every open paper; and two nights again with each source dead in turn, of which only wrong edits are looked at.
Every miss and false alarm is printed; the last line is one JSON object. Intervals are Wilson's, 95%, over rows: the seeds'
answers are about the same ones, so a row counts as right only where it is in every seed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.first_nights import FILES, REPO, Data, run
from benchmarks.tally import by_confidence, by_kind, by_rule, by_source, false_alarms, groups, idle_findings
from bot.ports import Services


def measure(data: Data, seeds: int, nights: int, *, dying: bool = True) -> dict[str, Any]:
    names = [one.name for one in fields(Services)] if dying else []
    with ProcessPoolExecutor() as cores:
        runs = list(cores.map(partial(run, data, nights=nights), range(seeds)))
        dead = [one for name in names for one in cores.map(partial(run, data, nights=min(2, nights), dead=name), range(seeds))]
    return {
        "seeds": seeds,
        "nights": nights,
        "dead_runs": len(dead),
        "venues": groups(data, runs),
        "rules": by_rule(runs),
        "confidence": by_confidence([*runs, *dead]),
        "sources": by_source(data, runs),
        "kinds": by_kind(data, runs),
        "false_alarms": false_alarms([*runs, *dead]),
        "findings_without_an_error": idle_findings(data, runs),
    }


def show(found: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines a person reads."""
    seeds = found["seeds"]
    yield f"{seeds} seeds of {found['nights']} nights each, and {found['dead_runs']} with a dead source\n"
    yield "outdated and wrong venues:         papers  proposed  finding  silent  most missed in one seed"
    for name, one in found["venues"].items():
        counts = "  ".join(f"{one[fate] / seeds:7.1f}" for fate in ("proposed", "finding", "silent"))
        yield f"  {name:32} {one['papers']:6}  {counts}  {one['most_missed']:6}"
    for name, one in found["venues"].items():
        for rows, says in sorted(one["missed"].items(), key=lambda miss: int(miss[0].partition(",")[0])):
            told = "; ".join(f"{count}x {words}" for words, count in says.most_common())
            yield f"  not proposed: row {rows} ({name}) in {sum(says.values())} seeds: {told}"
    yield "\nedits by rule:          right  wrong  unknown  findings  rows right in every seed (95%)"
    for name, one in found["rules"].items():
        span = f"{one['rows_right']} of {one['rows']} ({one['precision'][0]:.3f} to {one['precision'][1]:.3f})"
        yield f"  {name:20} {one['right']:6} {one['wrong']:6} {one['unknown']:8} {one['findings']:9}  {span}"
    yield "\nvenues by confidence, dead sources included: right, wrong or unknown, share (95%)"
    for step, one in found["confidence"].items():
        low, high = one["interval"]
        yield f"  {step:20} {one.get('right', 0):6} {one.get('wrong', 0) + one.get('unknown', 0):6}  ({low:.3f} to {high:.3f})"
    yield "\nvenues by source:       right  wrong  rows right in every seed (95%)    errors it tells of, proposed in every such seed (95%)"
    for name, one in found["sources"].items():
        span = f"{one['rows_right']} of {one['rows']} ({one['precision'][0]:.3f} to {one['precision'][1]:.3f})"
        recall = f"{one['told_and_proposed']} of {one['told']} ({one['recall'][0]:.3f} to {one['recall'][1]:.3f})" if "told" in one else ""
        yield f"  {name:20} {one['right']:6} {one['wrong']:6}  {span:32} {recall}"
    yield "\nerrors of the list by kind: errors  proposed  finding  silent"
    for name, one in found["kinds"].items():
        counts = "  ".join(f"{one[fate] / seeds:7.1f}" for fate in ("proposed", "finding", "silent"))
        yield f"  {name:24} {one['errors']:6}  {counts}  {', '.join(one['silent_rows'])}" + (f": {one['left']}" if one["left"] else "")
    yield f"\nfalse alarms: {len(found['false_alarms'])}"
    for one in found["false_alarms"]:
        where = f"seed {one['seed']}" + (f", {one['dead']} dead" if one["dead"] else "")
        change = f"{one['rule']}, row {one['row']}: {one['old']} -> {one['new']}, gold {one['gold']}"
        yield f"  {where}: {change}: {one['why']} ({', '.join(one['by'])})"
    yield f"\nfindings about rows in which gold knows no error: {len(found['findings_without_an_error'])}"
    yield from (f"  {one}" for one in found["findings_without_an_error"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if lacking := [name for name in FILES if not (arguments.data / name).is_file()]:
        print(f"skipped: {arguments.data} holds no {lacking[0]}; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    found = measure(Data.read(arguments.data), arguments.seeds, arguments.nights)
    if arguments.format == "text":
        print("\n".join(show(found)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
