"""Other people's lists: is a row written as its maintainer wrote it, and are rows that rot found?

Real edits by maintainers (`edits_dev.jsonl`): table rows whose preprint became a venue and in which nothing else changed. The
list is put together as it was: its snapshot, with the row as it stood before in place of the row of that paper, so that it can't
teach its own answer; where there is no snapshot, tables of its other rows that are known, under headers given here. The fact
itself (venue, year, track) is what the maintainer's line says; the bot gets it as a claim of the conference's own list, with
authors as arXiv gives them, and its line is compared with the maintainer's byte for byte.

Rows of other lists whose title a conference's list has (`stale_dev.jsonl`): each list is judged at once by those claims.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO))

from benchmarks.verdicts import wilson  # noqa: E402
from bot.config import ListConfig, Place, read_venues  # noqa: E402
from bot.model import Claim, Edit, Entry, Evidence, Known, PaperFacts, Plan, Publication  # noqa: E402
from bot.sync import Job, sync  # noqa: E402
from bot.text import document  # noqa: E402
from bot.text.entries import read_entries  # noqa: E402
from bot.text.table import read_rows  # noqa: E402
from bot.text.titles import title_id  # noqa: E402

BOOK = read_venues(REPO / "config")
HEADERS = {
    "friedrichor/Awesome-Multimodal-Papers": (
        "| Title | Venue | Date | Code | Project |\n|:--|:--:|:--:|:--:|:--:|\n",
        "| Title | Venue | Date | Task | Code | Project |\n|:--|:--:|:--:|:--:|:--:|:--:|\n",
    ),
    "ydyjya/Awesome-LLM-Safety": ("| Date | Institute | Publication | Paper |\n|:-:|:-:|:-:|:-:|\n",),
    "safe-graph/graph-fraud-detection-papers": ("| Year | Title | Venue | Paper | Code |\n|--|--|--|--|--|\n",),
}
"""Of lists without a snapshot, one for each number of columns."""
AUTHORS = ("Ann Lee", "Bo Kim")
_TRACKS = re.compile(r"\(([^)]*)\)")
_ID = re.compile(r"\d{4}\.\d{4,5}")


@dataclass(frozen=True)
class Written:
    """One edit: what the maintainer made of the row, and what the bot makes of it."""

    name: str
    repository: str
    before: str
    after: str
    ours: str
    why: str


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def judge(text: str, claims: Iterable[Claim], facts: Iterable[PaperFacts], day: date) -> Plan:
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    job = Job("list", ListConfig(list=Place(file="README.md")), text.encode(), Evidence("list", "", "list", day), BOOK, now)
    return sync(job, Known(tuple(facts), tuple(claims)))


def entries(text: str) -> list[Entry]:
    return list(read_entries(read_rows(document.read(text.encode())), BOOK))


def claim(title: str, one: Publication, day: date) -> Claim:
    return Claim(
        paper=title_id(title),
        source="accepted-papers",
        status="accepted",
        venue=one.venue,
        url="https://example.org/list",
        read_at=day,
        year=one.year,
        track=one.track,
        title=title,
        authors=AUTHORS,
    )


def fact(entry: Entry, day: date) -> Iterator[PaperFacts]:
    """The authors of the row's title, as arXiv gives them."""
    if entry.id and entry.id.scheme == "arxiv":
        yield PaperFacts(entry.id, "arxiv", "https://example.org/abs", day, entry.title, AUTHORS)


def tables(repository: str, rows: Iterable[str]) -> str:
    """The rows under the headers of their list, by their number of columns; others are left out."""
    text = ""
    for header in HEADERS[repository]:
        wide = header.split("\n")[0].count("|")
        text += header + "".join(f"{row}\n" for row in rows if row.count("|") == wide and row.startswith("|")) + "\n"
    return text


def edits(data: Path) -> Iterator[Written]:
    """Every edit of a table's row that changes the venue alone, with the bot's own line for it."""
    known = records(data / "edits_dev.jsonl")
    for one in known:
        if one["kind"] == "preprint->venue" and one["format_class"].startswith("T-") and one["all_kinds"] == ["venue:preprint->venue"]:
            text, number = as_it_was(data, one, known)
            day = date.fromisoformat(one["date"])
            stated = next((e for e in entries(text.replace(one["before"], one["after"])) if e.row.line == number), None)
            said = stated.stated.publications[:1] if stated else ()
            row = next((e for e in entries(text) if e.row.line == number), None)
            ours, why = one["before"], "the row isn't read"
            if row and said:
                new = said[0] if said[0].year else Publication(said[0].venue, day.year, said[0].track)
                plan = judge(text, [claim(row.title, new, day)], fact(row, day), day)
                ours = plan.after.lines[number - 1].rstrip("\n")
                why = "; ".join(f.says for f in plan.findings if number in f.lines) or "written otherwise"
            elif row:
                why = "the venue isn't known"
            yield Written(one["id"], one["repo"], one["before"], one["after"], ours, why)


def as_it_was(data: Path, one: dict[str, Any], known: Sequence[dict[str, Any]]) -> tuple[str, int]:
    """The list with the row as it stood before, and the row's line."""
    snapshot = data / "lists" / f"{one['repo'].replace('/', '__')}.md"
    if not snapshot.exists():
        others = (other for other in known if other["repo"] == one["repo"] and other["after"] != one["after"])
        rows = [one["before"], *dict.fromkeys(other["after"] for other in others)]
        text = f"## {one['section']}\n\n{tables(one['repo'], rows)}"
        return text, text[: text.index(one["before"])].count("\n") + 1
    lines = snapshot.read_text("utf-8").split("\n")
    paper = one["arxiv_id"] or ""
    own = [n for n, line in enumerate(lines) if line == one["after"] or (paper and paper in line and line.lstrip().startswith("|"))]
    at = (
        own[0]
        if own
        else next(n for n, line in enumerate(lines) if line.startswith("|") and line.count("|") == one["before"].count("|")) + 2
    )
    kept = [line for n, line in enumerate(lines) if n not in own or n == at]
    kept[at : at + (1 if own else 0)] = [one["before"]]
    return "\n".join(kept), at + 1


def stale(data: Path) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each rotten row with what came of it, and its line: `right`, `stated` (it says so already), `wrong`, `left`, or no venue's cell."""
    rows = [one for one in records(data / "stale_dev.jsonl") if one["format_class"].startswith("T-")]
    for repo in sorted({one["repo"] for one in rows}):
        same = [one for one in rows if one["repo"] == repo]
        text, places = rotten(data, same)
        read = {entry.row.line: entry for entry in entries(text)}
        day = date.fromisoformat(same[0]["list_date"])
        venues = {n: published(one) for n, one in zip(places, same, strict=True)}
        known = [read[n] for n in venues if n in read]
        plan = judge(
            text, [claim(read[n].title, new, day) for n, new in venues.items() if n in read], (f for e in known for f in fact(e, day)), day
        )
        after = {entry.row.line: entry for entry in entries(str(plan.after))}
        for n, one in zip(places, same, strict=True):
            yield (
                one,
                outcome(read.get(n), after.get(n), venues[n], {e.line: e for p in plan.proposals for e in p.edits}.get(n)),
                plan.after.lines[n - 1],
            )


def rotten(data: Path, same: Sequence[dict[str, Any]]) -> tuple[str, list[int]]:
    """A list and the lines of those rows: its snapshot, or a table of them and its other known rows."""
    snapshot = data / "lists" / same[0]["file"]
    if snapshot.exists():
        return snapshot.read_text("utf-8"), [one["line_no"] for one in same]
    others = [o for o in records(data / "edits_dev.jsonl") if o["repo"] == same[0]["repo"]]
    rows = [one["before"] for one in same]
    taught = [o["after"] for o in others if not any(i in " ".join(rows) for i in _ID.findall(o["after"]))]
    text = f"# List\n\n{tables(same[0]['repo'], [*rows, *dict.fromkeys(taught)])}"
    lines = text.split("\n")
    return text, [lines.index(row) + 1 if row in lines else -n for n, row in enumerate(rows)]


def published(one: dict[str, Any]) -> Publication:
    """`iccv 2025 (Poster)`."""
    words = one["published_as"][0].split(" ")
    track = _TRACKS.search(one["published_as"][0])
    venue = {"acmmm": "ACM MM", "nips": "NeurIPS", "siggraphasia": "SIGGRAPH Asia", "www": "WWW"}.get(words[0], words[0].upper())
    return Publication(BOOK.canonical(venue), int(words[1]), "workshop" if track and "workshop" in track[1].lower() else "main")


def outcome(before: Entry | None, after: Entry | None, fact: Publication, edit: Edit | None) -> str:
    if before is None or after is None:
        return "no row of a table"
    if before.row.cell("venue") is None:
        return "no venue column"
    said = [(one.venue, one.year or fact.year) for one in (after if edit else before).stated.publications]
    right = (fact.venue, fact.year) in said
    return ("right" if right else "wrong") if edit else "stated" if right else "left"


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes other people's lists as they do.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if not (arguments.data / "edits_dev.jsonl").is_file():
        print(f"skipped: {arguments.data} holds no edits_dev.jsonl; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    shown = print if arguments.format == "text" else (lambda *_: None)
    found: dict[str, Any] = {"edits": {}, "stale": {}}
    written = list(edits(arguments.data))
    for name in ["", *sorted({one.repository for one in written})]:
        some = [one for one in written if name in ("", one.repository)]
        same = sum(one.ours == one.after for one in some)
        low, high = wilson(same, len(some))
        found["edits"][name or "all"] = {"same": same, "of": len(some), "interval": [round(low, 3), round(high, 3)]}
        shown(f"{name or 'all lists'}: {same} of {len(some)} lines are the maintainer's to the byte ({low:.3f} to {high:.3f})")
    for one in written:
        if one.ours != one.after:
            shown(f"  {one.name} ({one.why})\n    theirs {one.after}\n    ours   {one.ours}")
    results = list(stale(arguments.data))
    for category in sorted({one["category"] for one, _, _ in results}):
        counts = Counter(came for one, came, _ in results if one["category"] == category)
        rows = counts.total() - counts["no row of a table"] - counts["no venue column"]
        good = counts["right"] + counts["stated"]
        low, high = wilson(good, rows)
        found["stale"][category] = {**counts, "rows": rows, "interval": [round(low, 3), round(high, 3)]}
        shown(f"{category}: {dict(counts)}; right or stated already {good} of {rows} ({low:.3f} to {high:.3f})")
    for row, came, line in results:
        if came == "wrong" or (came == "left" and row["category"] != "other-venue-stated"):
            shown(f"  {row['category']} {came}: {row['published_as']} {row['repo']} line {row['line_no']}\n    {line.strip()}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
