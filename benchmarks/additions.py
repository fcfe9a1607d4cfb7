"""Other people's lists: is a row that a maintainer added written as they wrote it, and where they put it?

    python benchmarks/additions.py [--whole] [--data DIR] [--format json]

Real additions by maintainers (`edits_dev.jsonl`): rows of tables. The facts are what the row itself states: id or address, title,
venue, day, code, project page. A row is written at the maintainer's place, into what is known of the list on that day: its
neighbours, other rows added then or before, and what the list's later snapshot has of earlier papers, under the header of the
snapshot, or one given here. What nobody could derive from the facts is a maintainer's own wording: columns that the bot leaves to
people, words and emoji around a title, links to demos, datasets and models. It is taken over from the maintainer's row, and all
the rest has to be equal, byte for byte; a row that differs in blanks alone looks the same when rendered and is counted by itself.
A page is given as the paper's own only if a night could find it so (no model, dataset or demo), and a cell that leaves out what was
given is no wording. The place that the bot chooses is measured apart, in the snapshots, without that row and
without rows of later months. `--whole` leaves rows out of the snapshots as they are now.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO))

from benchmarks.other_lists import BOOK, records  # noqa: E402
from benchmarks.verdicts import wilson  # noqa: E402
from bot.candidates import Newcomer, NewRow  # noqa: E402
from bot.config import ListConfig, Place  # noqa: E402
from bot.discovery.row import compose, compose_at  # noqa: E402
from bot.discovery.row import line as write_line  # noqa: E402
from bot.discovery.shelf import Shelf, shelf  # noqa: E402
from bot.model import Entry, Evidence, Known, Publication  # noqa: E402
from bot.rules.case import Case  # noqa: E402
from bot.rules.site import is_site  # noqa: E402
from bot.sync import Job, read_case  # noqa: E402
from bot.text import dates, slots, venuecell  # noqa: E402
from bot.text.cells import split  # noqa: E402
from bot.text.links import links, month_of, paper_id, repository  # noqa: E402
from bot.text.venuecell import NOTHING  # noqa: E402

HEADERS = {
    "friedrichor/Awesome-Multimodal-Papers": (
        ("| Title | Venue | Date | Task | Project |", "dataset"),
        ("| Title | Venue | Date | Code | Project |", ""),
    ),
    "ydyjya/Awesome-LLM-Safety": (("| Date | Institute | Publication | Paper |", "papers"),),
    "safe-graph/graph-fraud-detection-papers": (("| Year | Title | Venue | Paper | Code |", ""),),
    "youngfish42/Awesome-FL": (
        ("| Platform | Papers | Affiliations | Framework | Federated | Materials |", "framework"),
        ("| Title | Affiliation | Venue | Year | Materials |", ""),
        ("| Title | Affiliation | Venue | Year | TL;DR | Materials |", ""),
    ),
    "DmitryRyumin/CVPR-2023-24-Papers": (("| **Title** | **Repo** | **Paper** | **Video** |", ""),),
    "luo-junyu/Awesome-Agent-Papers": (("| Title | Category | Year | Link |", ""), ("| Title | Category | Year | TLDR | Link |", "")),
}
"""Of lists whose snapshot isn't there or has other tables now: headers, and words of the sections that have them."""
SOME = 40
RULER = re.compile(r"[\s|:-]*")


@dataclass(frozen=True)
class Added:
    """One addition: theirs, ours, and what came of it. `placed`: it stands behind the same row; None where nobody knows."""

    name: str
    repository: str
    theirs: str
    ours: str
    came: str
    placed: bool | None = None


def table_additions(known: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in known if one["type"] == "addition" and one["after"].lstrip().startswith("|")]


def name(line: str) -> str:
    """What a row is known by: its first paper, or else its words."""
    return _name(line)


def is_row(line: str | None) -> bool:
    return bool(line) and str(line).lstrip().startswith("|") and not RULER.fullmatch(str(line))


def of_then(data: Path, one: dict[str, Any], known: Sequence[dict[str, Any]]) -> str | None:
    """What is known of the list's tables with that header on that day.

    The addition between its neighbours, other rows of that day or before, the latest first, and what the snapshot has of earlier papers.
    """
    day, lines = date.fromisoformat(one["date"]), later_text(data, one)
    header = header_of(one, lines)
    if not header:
        return None
    same = [other for other in known if other["repo"] == one["repo"] and other["date"] <= one["date"] and other["id"] != one["id"]]
    same = [other for other in same if header_of(other, lines) == header]
    same.sort(key=lambda other: (other["section"] != one["section"], -date.fromisoformat(other["date"]).toordinal()))
    groups = [[other.get("line_above"), other["after"], other.get("line_below")] for other in (one, *same)]
    groups += [[row for row in rows if not later(row, day)] for head, rows in tables(lines) if head == header]
    seen, text, wide = {name(one["after"])}, "", len(split(header))
    for number, group in enumerate(groups):
        new = [row for row in group if row and is_row(row) and len(split(row)) == wide]
        new = [row for row in new if name(row) not in seen or (row == one["after"] and number == 0)]
        seen |= {name(row) for row in new}
        if new:
            text += "\n".join([f"## Section {number}\n", header, "|--" * wide + "|", *new, "\n"])
    return text


def tables(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Headers with their rows."""
    rulers = [n for n, line in enumerate(lines) if "-" in line and "|" in line and RULER.fullmatch(line) and n]
    for ruler in rulers:
        end = next((n for n in range(ruler + 1, len(lines)) if not is_row(lines[n])), len(lines))
        yield lines[ruler - 1], list(lines[ruler + 1 : end])


def later_text(data: Path, one: dict[str, Any]) -> list[str]:
    return list(_text(data / "lists" / f"{one['repo'].replace('/', '__')}.md"))


@lru_cache
def _text(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8").split("\n")) if path.exists() else ()


@lru_cache(maxsize=100_000)
def _name(line: str) -> str:
    found = [paper for link in links(line) if not link.image and (paper := paper_id(link.url)) and paper.scheme != "url"]
    return str(found[0]) if found else re.sub(r"\W+", "", line.casefold())[:60]


def header_of(one: dict[str, Any], lines: Sequence[str]) -> str | None:
    """The header of the addition's table: in the snapshot above most of its row and neighbours, or one given here for its width."""
    wide, heads = len(split(one["after"])), Counter[str]()
    for row in (one["after"], one.get("line_above"), one.get("line_below")):
        for place in (found for found in find(lines, row or "") if cell_of(lines[found]) == cell_of(row or "")):
            rulers = [n for n in range(place) if lines[n].strip() and RULER.fullmatch(lines[n]) and "|" in lines[n]]
            if rulers and len(split(lines[rulers[-1] - 1])) == wide:
                heads[lines[rulers[-1] - 1]] += 1
    for header, about in HEADERS.get(one["repo"], ()):
        if len(split(header)) == wide and re.search(about, one["section"], re.IGNORECASE):
            heads[header] += 0
    return heads.most_common(1)[0][0] if heads else None


def cell_of(row: str) -> int | None:
    """The cell that names the row's paper: a table of another kind, with the same paper, has it in another."""
    cells = [cell.text for cell in split(row)]
    return next((at for at, cell in enumerate(cells) if name(cell) == name(row) and "](" in cell), None)


def later(line: str, day: date) -> bool:
    """Whether a row's paper has an arXiv id of a later month, or without an id a later year or date."""
    months = [month for link in links(line) if (month := month_of(paper_id(link.url)))]
    forms = [form.day for cell in split(line) if (form := dates.read(cell.text))]
    told = [(form.year, form.month or 1) for form in forms]
    return min(months or told, default=(0, 0)) > (day.year, day.month)


def find(text: Sequence[str], row: str) -> list[int]:
    """The lines of a table with as many cells that list that row's paper."""
    wide = len(split(row))
    return [n for n, line in enumerate(text) if line.lstrip().startswith("|") and len(split(line)) == wide and name(line) == name(row)]


def snapshot(data: Path, one: dict[str, Any]) -> str | None:
    """The list's later text with the addition in its place, as far as it can be as it was on that day."""
    text = later_text(data, one)
    own, stands = find(text, one["after"]), True
    if not own:
        own, stands = find(text, one["line_above"] or ""), False
    if not own:
        return None
    at, day, made = own[0], date.fromisoformat(one["date"]), list[str]()
    for n, line in enumerate(text):
        if n == at:
            made += [one["after"]] if stands else [line, one["after"]]
        elif n not in own and not (is_row(line) and later(line, day)):
            made.append(line)
    return "\n".join(made)


def read(text: str) -> Case:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    job = Job("list", ListConfig(list=Place(file="README.md")), text.encode(), Evidence("list", "", "list", now.date()), BOOK, now)
    return read_case(job, Known())


def entries(case: Case) -> list[Entry]:
    return sorted((entry for paper in case.papers for entry in paper.entries), key=lambda entry: entry.row.line)


def facts(entry: Entry) -> Newcomer:
    """What the row states of its paper."""
    said = slots.values(entry)
    days = [form.day for cell in entry.row.cells if (form := dates.read(cell)) and form.day.month]
    month = (days[0].year, days[0].month or 1, days[0].day or 1) if days else (*m, 1) if (m := month_of(entry.id)) else None
    if not month and (year := next((form.day.year for cell in entry.row.cells if (form := dates.read(cell))), None)):
        month = (year, 1, 1)
    published = entry.stated.publications[0] if entry.stated.publications else None
    if published and not published.year:
        published = replace(published, year=month[0] if month else None)
    page = next((said[scheme] for scheme in said if scheme in slots.PAGES), None)
    if entry.stated.kind == "unread" and (words := re.sub(r"\W*(?:19|20)\d\d\W*$", "", venuecell.unwrap(entry.row.cell("venue") or "")[1])):
        published = Publication(words, month[0] if month else None)
    return Newcomer(
        ids=entry.ids or tuple(paper for paper in [paper_id(page or "")] if paper),
        title=said.get("title", entry.title),
        submitted=date(*month) if month else None,
        publication=replace(published, spelled="") if published else None,
        page=page,
        repository=said.get("slug"),
        site=site if (site := said.get("site")) and is_site(site) else None,
    )


def judge(data: Path, one: dict[str, Any], known: Sequence[dict[str, Any]]) -> Added:
    base = replace(Added(one["id"], one["repo"], one["after"], "", ""), placed=place(data, one))
    text = of_then(data, one, known)
    if not text:
        return replace(base, came="its table isn't known")
    split_ = without(text, one["after"])
    if not split_:
        return replace(base, came="no row of a table of papers, or with other cells than its header")
    case, own = split_
    table = shelf(case, own.row.section)
    at = sum(row.row.line < own.row.line for row in table.rows) if table else 0
    made = compose_at(case, facts(own), table, at) if table else "the row stands alone"
    if isinstance(made, str):
        return replace(base, ours=made, came=f"not written: {made.split(':')[0]}")

    def padded(cells: Sequence[str]) -> str:
        return write_line(case, table, at, cells) if table else ""

    return replace(base, ours=made.edit.new, came=outcome(own, made, one["after"], padded))


def without(text: str, row: str) -> tuple[Case, Entry] | None:
    """The list without that row, and the row as it is read in its place."""
    lines = text.split("\n")
    number = lines.index(row) + 1
    own = next((entry for entry in entries(read(text)) if entry.row.line == number and not entry.row.ragged), None)
    return (read("\n".join(lines[: number - 1] + lines[number:])), own) if own else None


def place(data: Path, one: dict[str, Any]) -> bool | None:
    """Whether it is put behind the row behind which it was; None where that isn't known."""
    text = snapshot(data, one)
    found = without(text, one["after"]) if text else None
    if not found:
        return None
    case, own = found
    made = compose(case, facts(own), own.row.section)
    return None if isinstance(made, str) else made.edit.line == own.row.line - 1 or name(made.edit.old) == name(one["line_above"] or "")


def outcome(own: Entry, made: NewRow, theirs: str, padded: Callable[[Sequence[str]], str]) -> str:
    if made.edit.new == theirs:
        return "equal"
    cells, wrong = list[str](), list[str]()
    for index, (mine, said) in enumerate(zip(split(made.edit.new), split(theirs), strict=False)):
        if mine.text != said.text and not is_own(own, made, index, mine.text, said.text):
            wrong.append(next((column for column, at in own.row.columns.items() if at == index), f"column {index + 1}"))
        cells.append(said.text)
    if wrong:
        return f"another {', '.join(wrong)}"
    blanks = theirs.split() == padded(cells).split() or re.sub(r"\s", "", theirs) == re.sub(r"\s", "", padded(cells))
    return "equal but for wording" if padded(cells) == theirs else "equal but for blanks" if blanks else "other padding"


def is_own(own: Entry, made: NewRow, index: int, mine: str, said: str) -> bool:
    """Whether a cell differs by the maintainer's own wording alone."""
    if index == own.row.columns["title"]:
        ours, theirs = slots.pieces(mine), slots.pieces(said)
        return ours.core.strip() == theirs.core.strip()
    free = index not in own.row.columns.values()
    if free and (mine.casefold() in NOTHING or made.unknown):
        return not dates.read(said)
    given = facts(own)
    told = [*(one.value for one in given.ids), given.page, given.repository, given.site]
    more = said.startswith(mine) and re.match(r"\s*(?:<br\s*/?>)?\s*!?\[", said[len(mine) :])
    if more and any(value in urls(said[len(mine) :]) for value in told):
        return False
    bare = "](" not in mine and "](" in said and not any(value in urls(said) for value in told)
    return bool(mine and more) or (bare and index != own.row.columns.get("venue"))


def urls(cell: str) -> set[str]:
    """What a cell's links, but for pictures, say: addresses, arXiv ids and repositories."""
    found = {link.url for link in links(cell) if not link.image and link.url}
    return found | {slug for url in found if (slug := repository(url))} | {paper.value for url in found if (paper := paper_id(url))}


def measure(data: Path) -> Iterator[Added]:
    known = records(data / "edits_dev.jsonl")
    for one in table_additions(known):
        yield judge(data, one, known)


def whole(data: Path) -> Iterator[Added]:
    """Rows of whole lists, `SOME` of each, left out and written again at their place."""
    for path in sorted((data / "lists").glob("*.md")):
        text = path.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        rows = [entry for entry in entries(read(text)) if not entry.row.ragged]
        for own in rows[:: max(1, len(rows) // SOME)] if len(rows) > SOME else []:
            lines = text.split("\n")
            case = read("\n".join(lines[: own.row.line - 1] + lines[own.row.line :]))
            table, theirs = shelf(case, own.row.section), lines[own.row.line - 1]
            if table and own.row.section:
                yield left_out(case, own, table, replace(Added("", path.stem, theirs, "", ""), name=f"line {own.row.line}"))


def left_out(case: Case, own: Entry, table: Shelf, base: Added) -> Added:
    at = sum(row.row.line < own.row.line for row in table.rows)
    made = compose_at(case, facts(own), table, at)
    if isinstance(made, str):
        return replace(base, ours=made, came=f"not written: {made.split(':')[0]}")
    came = outcome(own, made, base.theirs, lambda cells: write_line(case, table, at, cells))
    return replace(base, ours=made.edit.new, came=came)


def main() -> None:
    parser = argparse.ArgumentParser(description="Adds rows to other people's lists as they do.")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if not (arguments.data / "edits_dev.jsonl").is_file():
        print(f"skipped: {arguments.data} holds no edits_dev.jsonl; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    shown = print if arguments.format == "text" else (lambda *_: None)
    found = dict[str, Any]()
    added = list(measure(arguments.data))
    for title, some in (("additions", added), ("whole lists", list(whole(arguments.data)) if arguments.whole else [])):
        if not some:
            continue
        found[title] = {}
        for list_ in ["", *sorted({one.repository for one in some})]:
            shown(told(found[title], list_ or f"all {title}", [one for one in some if list_ in ("", one.repository)]))
        for came, count in Counter(one.came for one in some).most_common():
            shown(f"{count:4}  {came}")
        for one in some:
            if one.came not in ("equal", "equal but for wording"):
                shown(f"  {one.name} {one.repository} ({one.came})\n    theirs {one.theirs}\n    ours   {one.ours}")
    print(json.dumps(found))


def told(found: dict[str, Any], name_: str, some: Sequence[Added]) -> str:
    counts = Counter(one.came for one in some)
    good, known = counts["equal"] + counts["equal but for wording"], [one.placed for one in some if one.placed is not None]
    low, high = wilson(good, len(some))
    found[name_] = {**counts, "of": len(some), "interval": [round(low, 3), round(high, 3)], "placed": [sum(known), len(known)]}
    rendered = good + counts["equal but for blanks"]
    found[name_]["rendered"] = rendered
    return (
        f"{name_}: {rendered} as rendered; "
        f"{counts['equal']} equal, {counts['equal but for wording']} but for wording, {counts['equal but for blanks']} but for "
        f"blanks, of {len(some)} ({low:.3f} to {high:.3f}); in their place {sum(known)} of {len(known)}"
    )


if __name__ == "__main__":
    main()
