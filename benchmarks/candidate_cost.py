"""What judging a night's new papers costs, and what ten lists in one run cost arXiv: `python -m benchmarks.candidates --cost`."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

REPO = Path(__file__).resolve().parent.parent
NAME = "papers-on-efficient-diffusion-models"
RUNS, ROWS, NEW = 5, 150, 1000
PASTS = (3000, 15000)
SECONDS, MEGABYTES = 2.0, 500
"""The bars for judging the new papers."""
LISTS = 10


def judged(data: Path, past: int) -> dict[str, float]:
    """In this process: seconds for imports, learning from so many titles, and judging the new papers; peak memory in MB."""
    start = time.perf_counter()
    from threadpoolctl import threadpool_limits

    from bot.candidates import Candidate
    from bot.config import read_lists, read_venues
    from bot.discovery import queue, rating
    from bot.discovery.score import Scorer, Words, learn
    from bot.model import Evidence, Known, PaperFacts, PaperId
    from bot.sync import Job, read_case

    for name in ("bot.commands", "bot.handover", "bot.scouting", "bot.sources"):  # all that a night needs
        import_module(name)
    imported = time.perf_counter() - start
    with gzip.open(data / "stream_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        stream = [json.loads(line) for line in file]
    today = date(2025, 6, 30)
    full = [one for one in stream if one["abstract"]]
    new, before = full[-NEW:], [Words(one["title"]) for one in stream[-NEW - past : -NEW]]
    text = (data / "seed-list.md").read_text("utf-8").rstrip("\n")
    own = text.count("\n| [")
    more = [f"| [{n}] | {one['title']} | [link](https://arxiv.org/abs/{one['id']}) | | | Apr 2025 |" for n, one in enumerate(full, 1)]
    here, now = Evidence("list", "", "https://example.org", today), datetime(2025, 6, 30, 6, tzinfo=UTC)
    config = read_lists(REPO / "config", [NAME])[NAME]
    case = read_case(
        Job(NAME, config, "\n".join([text, *more[: ROWS - own], ""]).encode(), here, read_venues(REPO / "config"), now), Known()
    )
    rows = sum(len(paper.entries) for paper in case.papers)
    candidates = [
        Candidate(PaperFacts(PaperId("arxiv", one["id"]), "arxiv", "", today, one["title"], abstract=one["abstract"]), today, ("feed",))
        for one in new
    ]
    with threadpool_limits(1):  # as the night does
        start = time.perf_counter()
        scorer = learn(rating.own(case), before)
        learned = time.perf_counter() - start
        assert isinstance(scorer, Scorer)
        start = time.perf_counter()
        rated = rating.rate(case, scorer, candidates)
        waiting = queue.renew((), rated, today, queue.Patience(7, 120, rating.FLOOR), queue.Out()).waiting
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": rows, "import_s": imported, "learn_s": learned, "judge_s": seconds, "peak_mb": peak, "waiting": len(waiting)}


def alone(data: Path, past: int) -> dict[str, float]:
    """Medians of processes of their own, on two cores."""
    command = ["taskset", "-c", "0,1", sys.executable, "-m", "benchmarks.candidate_cost", "--data", str(data), "--past", str(past)]
    runs = [json.loads(subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True).stdout) for _ in range(RUNS)]
    return {name: round(median(run[name] for run in runs), 3) for name in runs[0]}


def lists(count: int = LISTS) -> dict[str, Any]:
    """An ordinary night's run of so many lists, each with what is known of it: what arXiv was asked, by the emulator's log."""
    from benchmarks import candidates, emulator

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with emulator.running(folder, candidates.scenario(folder)) as world:
            candidates.configure(folder, "list0", world, SCHOLAR_OFF)
            _run(folder, world, "--apply", "--state", "state")
            for n in range(1, count):
                candidates.configure(folder, f"list{n}", world, f'{SCHOLAR_OFF}[delivery]\nbranch-prefix = "bot{n}/"\n')
                shutil.copytree(folder / "state" / "list0", folder / "state" / f"list{n}")
            world.control("advance", {"days": 1})
            world.control("reset_log", {})
            start = time.perf_counter()
            _run(folder, world, "--dry-run", "--state", "state")
            seconds = time.perf_counter() - start
            log, said = world.control("log?service=arxiv_.*"), world.control("summary")
    asked = Counter((_kind(one), f"{one['path']}?{one['query']}") for one in log)
    found: dict[str, Any] = {}
    for kind in ("feeds", "searches", "changes", "facts"):
        times = [n for (one, _), n in asked.items() if one == kind]
        found[kind] = {"requests": sum(times), "different": len(times), "most": max(times, default=0)}
    wrong = sum(len(said[one]) for one in ("violations", "leaks", "escapes"))
    return found | {"seconds": round(seconds), "wrong": wrong}


SCHOLAR_OFF = "[sources.semantic-scholar]\nenabled = false\n"


def _run(folder: Path, world: Any, *options: str) -> None:
    from benchmarks import candidates

    ended = candidates.sync(folder, world.environment, str(world.control("clock")["now"]), *options)
    if ended.returncode != 0:
        raise SystemExit(ended.stderr)


def _kind(one: dict[str, Any]) -> str:
    kinds = {"arxiv_rss": "feeds", "arxiv_oai": "changes"}
    return kinds.get(one["service"], "searches" if "search_query" in one["query"] else "facts")


def main(form: str) -> int:
    """Both measurements; 1 if a bar is missed or a feed was read twice."""
    data = Path(os.environ["WORLD_DATA"])
    judging = {past: alone(data, past) for past in PASTS}
    if form == "text":
        for past, one in judging.items():
            took = f"learned in {one['learn_s']:.2f} s, {NEW} judged in {one['judge_s']:.2f} s"
            print(
                f"{past} past titles: {took}, imports {one['import_s']:.2f} s, peak {one['peak_mb']:.0f} MB ({one['rows']:.0f} rows)",
                flush=True,
            )
    run = lists()
    if form == "text":
        print(f"{LISTS} lists: {run}")
    print(json.dumps({"judging": judging, "lists": run}))
    quick = all(one["judge_s"] < SECONDS and one["peak_mb"] < MEGABYTES for one in judging.values())
    return 0 if quick and run["feeds"]["most"] == 1 and not run["wrong"] else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--past", type=int, required=True)
    arguments = parser.parse_args()
    print(json.dumps(judged(arguments.data, arguments.past)))
