"""How long a list takes to read, judge and render, how much memory, and how fast the command starts.

    python benchmarks/speed.py [--data DIR] [--format json] [--rows N,N,...]

DIR holds `seed-list.md`, whose rows are repeated under new titles and ids, each with what state/ knows of it.
Medians of 5; every measurement has a process of its own. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO))

NAME = "papers-on-efficient-diffusion-models"
RUNS = 5


def grown(text: str, rows: int) -> str:
    """A list of that many rows: the given one's, each with a title and an id of its own, 140 to a section."""
    lines = text.split("\n")
    body = [line for line in lines if re.match(r"\| \[\d+\] ", line)]
    head = next(i for i, line in enumerate(lines) if line.startswith("| No."))
    made = list[str]()
    for i in range(rows):
        if i % 140 == 0:
            made += ["", f"## Section {i // 140}", "", *lines[head : head + 2]]
        year, month, serial = 10 + i // 120_000, i // 10_000 % 12 + 1, i % 10_000
        row = re.sub(r"(?<=arxiv\.org/abs/)[\d.]+", f"{year:02}{month:02}.{serial:04}", body[i % len(body)])
        made.append(row.replace("](http", f", part {i}](http", 1))
    return "\n".join(["# A list", *made, ""])


def measure(text: bytes, rows: int) -> dict[str, float]:
    """Seconds of each step, and of markdown-it on the same text; peak memory of the whole process in MB."""
    from markdown_it import MarkdownIt

    from bot.config import read_lists, read_venues
    from bot.delivery import planfile, report
    from bot.ledger import read_known
    from bot.model import Evidence, Known, PaperId
    from bot.sync import Job, read_case, sync

    config = read_lists(REPO / "config", [NAME])[NAME]
    book = read_venues(REPO / "config")
    base = [claim for claim in read_known(REPO / "state" / NAME).claims if claim.title]
    claims = []
    for i in range(rows):
        claim = base[i % len(base)]
        title = f"{claim.title}, part {i}"
        claims.append(replace(claim, title=title, paper=PaperId("title", title.lower())))
    data = grown(text.decode("utf-8"), rows).encode("utf-8")
    here, now = Evidence("list", "", "https://example.org", date(2026, 11, 22)), datetime(2026, 11, 22, tzinfo=UTC)
    known, job = Known(claims=tuple(claims)), Job(NAME, config, data, here, book, now)
    start = time.perf_counter()
    read_case(job, known)
    read = time.perf_counter()
    plan = sync(job, known)
    judged = time.perf_counter()
    report.text(plan), report.markdown(plan), planfile.dumps(plan)
    rendered = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    MarkdownIt("commonmark").enable("table").parse(data.decode("utf-8"))
    parsed = time.perf_counter() - begin
    whole = rendered - read
    return {
        "read_s": read - start,
        "judge_s": max(judged - read - (read - start), 0.0),
        "render_s": rendered - judged,
        "whole_s": whole,
        "peak_mb": peak,
        "markdown_it_s": parsed,
        "proposals": len(plan.proposals),
    }


def start_up() -> dict[str, float]:
    """Seconds that the interpreter takes for nothing, and for the command's help."""
    return {"pass_s": _timed("-c", "pass"), "help_s": _timed("-m", "bot", "--help")}


def _timed(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=REPO, check=True, capture_output=True)
    return time.perf_counter() - start


def _alone(data: Path, rows: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--data", str(data), "--one", str(rows)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(output)
    return found


def _medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(median(run[name] for run in runs), 4) for name in runs[0]}


def line(rows: int, found: dict[str, float]) -> str:
    steps = ", ".join(f"{step} {found[f'{step}_s']:.2f} s" for step in ("read", "judge", "render", "whole"))
    each, ratio = 1000 * found["whole_s"] / rows, found["whole_s"] / found["markdown_it_s"]
    return f"{rows:>7} rows: {steps} ({each:.2f} ms a row, {ratio:.2f} x markdown-it), peak {found['peak_mb']:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures reading, judging and rendering, memory, and start-up.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data", help="folder with seed-list.md")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--rows", default="141,1000,10000,100000", help="sizes of list to measure")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    path = arguments.data / "seed-list.md"
    if not path.is_file():
        print(f"skipped: {path} isn't here; give a folder that holds it with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    if arguments.one:
        print(json.dumps(measure(path.read_bytes(), arguments.one)))
        return
    result: dict[str, Any] = {
        "runs": RUNS,
        "python": sys.version.split()[0],
        "start_up": _medians([start_up() for _ in range(RUNS)]),
        "rows": {},
    }
    for rows in map(int, arguments.rows.split(",")):
        result["rows"][str(rows)] = found = _medians([_alone(arguments.data, rows) for _ in range(RUNS)])
        if arguments.format == "text":
            print(line(rows, found), flush=True)
    if arguments.format == "text":
        up = result["start_up"]
        print(f"start-up: --help {1000 * up['help_s']:.0f} ms, pass {1000 * up['pass_s']:.0f} ms, {up['help_s'] / up['pass_s']:.1f} x")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
