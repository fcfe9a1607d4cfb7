"""What a night costs the services and what it gets right, against an independent emulator of them with strict limits.

    python benchmarks/night.py [--data DIR] [--format json]

DIR holds the emulator's data. The bot's run is finished before the emulator's truth is read for its score.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import emulator
from bot import environment

REPO = Path(__file__).resolve().parent.parent
SECRETS = tuple(environment.SECRETS.values())
RUNS: dict[str, tuple[str, ...]] = {
    "with token and key": (),
    "without a key": ("SEMANTIC_SCHOLAR_API_KEY",),
    "without token and key": SECRETS,
}


def night(world: emulator.World, folder: Path, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """One `sync --apply` as a process of its own: seconds, requests by service, its plan."""
    kept = {name: value for name, value in os.environ.items() if name not in SECRETS}
    variables = kept | {name: value for name, value in world.environment.items() if name not in without} | {"PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "bot", "sync", "--apply", "--format", "json", "--as-of", world.now, "--state", "state"]
    world.control("advance", {"hours": 0})
    world.control("reset_log", {})
    start = time.perf_counter()
    ended = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if ended.returncode not in (0, 3):
        raise SystemExit(ended.stderr)
    said = world.control("summary")
    return {
        "seconds": round(seconds, 1),
        "exit": ended.returncode,
        "requests": {name: one["count"] for name, one in said["services"].items()},
        "megabytes": round(sum(one["bytes"] for one in said["services"].values()) / 1e6, 1),
        "violations": len(said["violations"]),
        "leaks": len(said["leaks"]),
        "escapes": len(said["escapes"]),
        "plan": json.loads(ended.stdout),
    }


def measure(scenario: str, repository: str, without: tuple[str, ...], repeats: int) -> dict[str, Any]:
    """Nights on an emulator of their own: the first with an empty state, the others after it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with emulator.running(folder, scenario) as world:
            (folder / "config").mkdir()
            (folder / "config" / "first.toml").write_text(f'[list]\nrepository = "{repository or world.environment["WORLD_LIST"]}"\n')
            first = night(world, folder, without)
            later = [night(world, folder, without) for _ in range(repeats)]
            found = world.score(folder / "state" / "first" / "list.md")
            return first | {"again": later[-1] | {"seconds": median(one["seconds"] for one in later)}} | verdict(world, first, found)


def verdict(world: emulator.World, first: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The emulator's score: right, wrong, and why the rest was missed."""
    parts = {name: part for name, part in found.items() if isinstance(part, dict) and "missed" in part}
    errors = map(json.loads, Path(os.environ["WORLD_DATA"], "seed_errors.jsonl").read_text("utf-8").splitlines())
    awards = {error["row"] - 1 for error in errors if error["kind"] == "award_missing"}  # of which the emulator expects none
    unexpected = set(found["unexpected_pub_changes"]) - awards
    traps = ("premature_pub_changes", "trap_updates", "unexpected_repo_changes", "malformed_rows")
    due = parts["venue_updates_in_sources"]
    missed = {row for name in ("venue_updates_in_sources", "venue_conflicts", "wrong_ids") for row in parts[name]["missed"]}
    return {
        "right": due["done"],
        "due": due["due"],
        "moved_proposed": sum(one["rule"] == "repository" for one in first["plan"]["proposals"]),
        "wrong": sum(len(part["wrong"]) for part in parts.values()) + len(unexpected) + sum(len(found[trap]) for trap in traps),
        "missed": causes(world, first["plan"], sorted(missed)),
    }


def causes(world: emulator.World, plan: dict[str, Any], rows: list[int]) -> dict[str, list[int]]:
    """Lines of what was missed, by cause."""
    expected = world.truth["expected"]
    known = {one["row"]: one for kind in ("wrong_ids", "venue_updates", "venue_conflicts") for one in expected[kind]}
    asked = {line: one["says"] for one in plan["findings"] for line in one["lines"]}
    found = dict[str, list[int]]()
    for row in rows:
        one, line = known[row], world.truth["rows"][row]["line"]
        shown = {name for name, day in one.get("sources", {}).items() if day <= world.now[:10]}
        if line in asked:
            cause = "left to a person, as a finding"
        elif not shown & {"s2", "accepted"}:
            cause = f"said only by {', '.join(sorted(shown)) or 'no service'}, which is not asked yet"
        elif "accepted" in shown:
            cause = "accepted under another title"
        elif one.get("track") == "workshop":
            cause = "a workshop, named by one source"
        else:
            cause = "named by one source alone"
        found.setdefault(cause, []).append(line)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=emulator.FOLDER.parent / "data")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    if not (arguments.data / "seed-list.md").is_file():
        print(f"skipped: {arguments.data} holds no seed-list.md; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    os.environ["WORLD_DATA"] = str(arguments.data.resolve())
    found = dict[str, Any]()
    try:
        for name, without in RUNS.items():
            found[name] = measure("default", "", without, arguments.repeats if not without else 1)
    except emulator.NotHereError as problem:
        print(json.dumps({"skipped": str(problem)}))
        return
    for name, one in found.items():
        plan, again = one.pop("plan"), one["again"]
        again.pop("plan")
        peers = sum(plan["sources"][source]["asked"] for source in ("semantic-scholar", "github"))
        one["peers_requests"] = peers
        if arguments.format == "text":
            print(f"{name}: {one['seconds']} s, {one['requests']}, {one['megabytes']} MB")
            print(f"  again: {again['seconds']} s, {again['requests']}, {again['megabytes']} MB")
            print(f"  peers: {peers} requests; {one['right']} of {one['due']} venues right, {one['wrong']} wrong; {one['missed']}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
