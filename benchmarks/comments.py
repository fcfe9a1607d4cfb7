"""How truly authors' comments are read, against labels made before the parser was written (benchmarks/labels/).

    python benchmarks/comments.py [--data DIR] [--half dev|held-out|all|fresh] [--show] [--format json]

DIR holds `stream_dev.jsonl.gz`, where the comments are. A statement read is right if a label of its paper has the same class
(acceptance, be it by a verb or by name alone; submission), venue, year and track; the award is scored apart, over right ones.
Venues are the same if the book gives them one name; else if, without `IEEE`, `ACM` and the like, the words of one stand in the
other in a row, or one is the other's initials. Intervals are Wilson's, of 95%. `--show` prints what is wrong in the half that
was developed on; what is held out is never printed. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdicts import wilson
from bot.config import read_venues
from bot.text.comments import Said, read_comment
from bot.text.venues import VenueBook

REPO = Path(__file__).resolve().parent.parent
ACCEPTANCE = frozenset({"accepted", "named"})
_NOISE = re.compile(r"\b(?:ieee|cvf|acm|rsj|the|annual|international|proceedings of|conference|20\d\d|\d+(?:st|nd|rd|th))\b")


@dataclass(frozen=True, slots=True)
class Read:
    """A paper's comment, its labels and what was read."""

    paper: str
    comment: str
    gold: Sequence[dict[str, Any]]
    said: Sequence[Said]


def held_out(paper: str) -> bool:
    return int(hashlib.sha256(paper.encode()).hexdigest()[-1], 16) % 2 == 1


def papers(data: Path, half: str, book: VenueBook) -> Iterator[Read]:
    name = "later" if half == "fresh" else "comments"
    lines = (REPO / "benchmarks" / "labels" / f"{name}.jsonl").read_text("utf-8").splitlines()
    labels = {record["id"]: record["label"] for record in map(json.loads, lines)}
    with gzip.open(data / "stream_dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        for record in map(json.loads, stream):
            wanted = half in ("all", "fresh") or held_out(record["id"]) == (half == "held-out")
            if record["id"] in labels and wanted:
                yield Read(record["id"], record["comment"], labels[record["id"]], read_comment(record["comment"], book))


def words(venue: str) -> str:
    return " ".join(_NOISE.sub(" ", re.sub(r"[^a-z0-9]+", " ", venue.casefold())).split())


def same_venue(one: str, other: str, book: VenueBook) -> bool:
    if book.canonical(one).casefold() == book.canonical(other).casefold():
        return True
    if book.find(one) and book.find(other):
        return False
    short, long = sorted((words(one), words(other)), key=len)
    initials = "".join(re.findall(r"[A-Z]", max(one, other, key=len))).casefold()
    return bool(short) and (f" {short} " in f" {long} " or short.replace(" ", "") == initials)


def agrees(said: Said, label: dict[str, Any], book: VenueBook) -> bool:
    """The same class, venue, year and track."""
    accepted = label["status"] in ACCEPTANCE
    if (said.status == "accepted") != accepted or (not accepted and said.status != label["status"]):
        return False
    place = same_venue(said.venue, label["venue"] or "", book) and said.year == label["year"]
    return place and said.track == (label["track"] or "main")


def share(hits: int, of: int) -> dict[str, Any]:
    return {"right": hits, "of": of, "share": round(hits / of, 4) if of else None, "interval": wilson(hits, of)}


def score(read: Sequence[Read], book: VenueBook, said: Callable[[Said], bool], gold: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Precision over the statements that `said` picks, recall over the labels that `gold` picks; right is right against any label."""
    made = [(one, paper) for paper in read for one in paper.said if said(one)]
    labels = [(label, paper) for paper in read for label in paper.gold if gold(label)]
    right = sum(any(agrees(one, label, book) for label in paper.gold) for one, paper in made)
    found = sum(any(agrees(one, label, book) for one in paper.said) for label, paper in labels)
    return {"precision": share(right, len(made)), "recall": share(found, len(labels))}


def forms(read: Sequence[Read], book: VenueBook) -> dict[str, Any]:
    def known(venue: str | None) -> bool:
        return bool(venue and book.find(venue))

    def accepted(one: Said) -> bool:
        return one.status == "accepted"

    picks: dict[str, tuple[Callable[[Said], bool], Callable[[dict[str, Any]], bool]]] = {
        "acceptance": (accepted, lambda gold: gold["status"] in ACCEPTANCE),
        "acceptance at known venues": (
            lambda one: accepted(one) and known(one.venue),
            lambda gold: gold["status"] in ACCEPTANCE and known(gold["venue"]),
        ),
        "by a verb": (lambda one: accepted(one) and not one.bare, lambda gold: gold["status"] == "accepted"),
        "by name alone": (lambda one: accepted(one) and one.bare, lambda gold: gold["status"] == "named"),
        "workshops": (
            lambda one: accepted(one) and one.track == "workshop",
            lambda gold: gold["status"] in ACCEPTANCE and gold["track"] == "workshop",
        ),
        "submitted": (lambda one: one.status == "submitted", lambda gold: gold["status"] == "submitted"),
        "another's": (lambda one: one.status == "extends", lambda gold: gold["status"] == "extends"),
    }
    return {name: score(read, book, *pick) for name, pick in picks.items()}


def differences(read: Sequence[Read], book: VenueBook) -> dict[str, int]:
    """In what the acceptances that were read wrongly differ from their paper's nearest label; `unsaid`: it has no acceptance."""
    counts = dict.fromkeys(("unsaid", "venue", "year", "track"), 0)
    for paper in read:
        labels = [label for label in paper.gold if label["status"] in ACCEPTANCE]
        for one in paper.said:
            if one.status != "accepted" or any(agrees(one, label, book) for label in labels):
                continue
            wrong = [
                {
                    "venue": not same_venue(one.venue, label["venue"] or "", book),
                    "year": one.year != label["year"],
                    "track": one.track != label["track"],
                }
                for label in labels
            ]
            nearest = min(wrong, key=lambda fields: sum(fields.values()), default={"unsaid": True})
            for field in (name for name, is_wrong in nearest.items() if is_wrong):
                counts[field] += 1
    return counts


def awards(read: Sequence[Read], book: VenueBook) -> dict[str, Any]:
    pairs = [(one, label) for paper in read for one in paper.said for label in paper.gold if agrees(one, label, book)]
    pairs = [(one, label) for one, label in pairs if one.status == "accepted" and (one.award or label["award"])]
    return share(sum(one.award == label["award"] for one, label in pairs), len(pairs))


def misses(read: Sequence[Read], book: VenueBook) -> Iterator[str]:
    for paper in read:
        wrong = [one for one in paper.said if not any(agrees(one, label, book) for label in paper.gold)]
        lost = [label for label in paper.gold if not any(agrees(one, label, book) for one in paper.said)]
        if wrong or lost:
            yield f"{paper.paper} {' '.join(paper.comment.split())}"
            yield from (f"  read {one.status} {one.venue!r} {one.year} {one.track}" for one in wrong)
            yield from (f"  said {label['status']} {label['venue']!r} {label['year']} {label['track']}" for label in lost)


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores the reading of authors' comments against labels.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data", help="folder with stream_dev.jsonl.gz")
    parser.add_argument("--half", choices=("dev", "held-out", "all", "fresh"), default="held-out")
    parser.add_argument("--show", action="store_true", help="print what is wrong in the half that was developed on")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if not (arguments.data / "stream_dev.jsonl.gz").is_file():
        print(f"skipped: {arguments.data} holds no stream_dev.jsonl.gz; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    book = read_venues(REPO / "config")
    read = list(papers(arguments.data, arguments.half, book))
    if arguments.show:
        print("\n".join(misses([one for one in read if not held_out(one.paper)], book)))
    result = {
        "half": arguments.half,
        "comments": len(read),
        **forms(read, book),
        "awards": awards(read, book),
        "differences": differences(read, book),
    }
    if arguments.format == "text":
        for name, figures in result.items():
            print(f"{name}: {text(figures)}")
    print(json.dumps(result))


def text(figures: Any) -> str:
    if isinstance(figures, dict) and "precision" in figures:
        return ", ".join(f"{name} {text(figure)}" for name, figure in figures.items())
    if not isinstance(figures, dict) or "interval" not in figures:
        return str(figures)
    low, high = figures["interval"]
    return f"{figures['right']}/{figures['of']} ({100 * low:.1f}–{100 * high:.1f}%)"


if __name__ == "__main__":
    main()
