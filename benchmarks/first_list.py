"""What the bot gets right on the first list, from what ships with it, against gold.

    python benchmarks/first_list.py [--data DIR] [--format json]

DIR holds `seed_errors.jsonl` and `venue_gold.jsonl`. The plan is made by the command itself, before gold is read.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parent.parent


def plan() -> dict[str, Any]:
    command = [sys.executable, "-m", "bot", "sync", "--dry-run", "--offline", "--format", "json"]
    found: dict[str, Any] = json.loads(subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True).stdout)
    return found


def rows_by_line() -> dict[int, int]:
    """The number of each row of the list, counted through, by its line."""
    text = (REPO / "state" / "papers-on-efficient-diffusion-models" / "list.md").read_text("utf-8")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("| [")]
    return {line: row for row, line in enumerate(lines, 1)}


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores the first list's plan against gold.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if not (arguments.data / "venue_gold.jsonl").is_file():
        print(f"skipped: {arguments.data} holds no venue_gold.jsonl; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    made, rows = plan(), rows_by_line()
    written = {rows[e["line"]]: e["new"].strip("*") for p in made["proposals"] for e in p["edits"] if e["column"] == "venue"}
    errors, gold = records(arguments.data / "seed_errors.jsonl"), records(arguments.data / "venue_gold.jsonl")
    result = score(written, errors, gold)
    result["proposals"], result["findings"] = len(made["proposals"]), len(made["findings"])
    if arguments.format == "text":
        for name, value in result.items():
            print(f"{name.replace('_', ' ')}: {value}")
    print(json.dumps(result))


def score(written: dict[int, str], errors: list[dict[str, Any]], gold: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts over rows: of outdated ones, right, wrong and left; of all others, changed."""
    outdated = {e["row"]: e["right"] for e in errors if e["kind"] == "venue_outdated"}
    wrong_cells = {e["row"]: e["right"] for e in errors if e["kind"] in ("venue_wrong_venue", "venue_wrong_year")}
    awards = {e["row"]: e["right"] for e in errors if e["kind"] == "award_missing"}
    best = {row: (r["gold"]["venue"], r["gold"]["year"]) for r in gold for row in r["rows"]}
    fine = {row for r in gold if r["classification"] not in ("outdated", "wrong") for row in r["rows"]}
    wrong = [row for row, new in written.items() if not all(str(part) in new for part in best[row])]
    return {
        "outdated_rows": len(outdated),
        "outdated_right": sum(written.get(row) == right for row, right in outdated.items()),
        "outdated_left": sorted(row for row in outdated if row not in written),
        "wrong_cells_right": sorted(row for row, right in wrong_cells.items() if written.get(row) == right),
        "missing_awards_right": sorted(row for row, right in awards.items() if written.get(row) == right),
        "wrong_venues_written": sorted(wrong),
        "changed_though_correct_or_unknown": sorted(row for row, new in written.items() if row in fine and new != awards.get(row)),
    }


if __name__ == "__main__":
    main()
