"""The first list's venues side by side: rebiber, bibtex-updater and the bot, against the same gold.

    python benchmarks/rivals.py [--data DIR] [--rebiber-data DIR] [--format json]

Each tool is installed from the package index into an environment of its own and runs as its manual says, over a .bib of the
list's rows as preprints: title, arXiv id, authors where known. rebiber needs no network: it has DBLP's papers as a file for each
conference-year; --rebiber-data is a folder with newer ones, as its `--update` would fetch. bibtex-updater and the bot ask the
independent emulator of the services; it has no DBLP, OpenAlex or Europe PMC. The table is Markdown; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import emulator
from benchmarks.first_nights import FILES, REPO, Data
from benchmarks.night import night
from benchmarks.verdicts import Gold
from bot.config import Place
from bot.text import document, venuecell
from bot.text.entries import read_entries
from bot.text.table import read_rows

# Both are written for the first version of the parser, and say so in no way that pip reads.
NEEDED = {"rebiber": ("rebiber==1.1.3", "bibtexparser<2"), "bibtex-updater": ("bibtex-updater==1.12.0", "bibtexparser<2")}
NOW = "2026-07-01T05:00:00Z"
"""After the last of gold's days."""
_RUNNER = """\
import json, sys
from bibtex_updater import fact_checker, sources, updater, utils
from bibtex_updater.cli.updater_cli import main
here = json.loads(sys.argv.pop(1))
for module in (utils, updater, sources, fact_checker):
    for name, url in here.items():
        if hasattr(module, name):
            setattr(module, name, url)
sources.OpenReviewClient.NOTES_HOSTS = (here["OPENREVIEW_API_V2"],)
sys.exit(main())
"""


@dataclass
class Result:
    """What a tool makes of the papers: right or wrong by gold, on those whose cell is outdated or wrong and on all others."""

    name: str
    data: str
    errors_right: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    nothing: int = 0


def bib(data: Data) -> str:
    """The list's papers as preprints, keyed by row."""
    return "\n".join(_entry(record, meta) for record, meta in zip(data.gold.records, data.gold.meta, strict=True))


def _entry(record: Mapping[str, Any], meta: Mapping[str, Any]) -> str:
    """The id is the list's own, right or wrong."""
    authors = " and ".join(meta["authors"] or ["Unknown"])
    title = re.sub(r"([&%#_$])", r"\\\1", record["title"])
    name, year = record["id"] or "", f"20{record['id'][:2]}" if record["id"] else "2023"
    where = f"  journal = {{arXiv preprint arXiv:{name}}},\n  eprint = {{{name}}},\n  archiveprefix = {{arXiv}},\n" if name else ""
    return f"@article{{row{record['rows'][0]},\n  title = {{{title}}},\n  author = {{{authors}}},\n{where}  year = {{{year}}}\n}}\n"


def installed(name: str, folder: Path) -> Path:
    """The folder of the tool's commands."""
    subprocess.run([sys.executable, "-m", "venv", folder / name], check=True)
    subprocess.run([folder / name / "bin" / "pip", "install", "--quiet", *NEEDED[name]], check=True, capture_output=True)
    return folder / name / "bin"


def rebiber(data: Data, folder: Path, newer: Path | None) -> Iterator[Result]:
    commands = installed("rebiber", folder)
    (folder / "in.bib").write_text(bib(data), "utf-8")
    package = next((folder / "rebiber").glob("lib/*/site-packages/rebiber"))
    for words in ("as installed", "updated") if newer else ("as installed",):
        if newer and words == "updated":
            shutil.copytree(newer, package, dirs_exist_ok=True)
            lists = (package / "bib_list.txt").read_text("utf-8").split()
            absent = [one for one in lists if not (package / one).is_file()]
            print(f"absent from {newer}: {', '.join(absent) or 'nothing'}", file=sys.stderr)
            (package / "bib_list.txt").write_text("".join(f"{one}\n" for one in lists if one not in absent), "utf-8")
        years = [int(year) for year in re.findall(r"(20\d\d)", (package / "bib_list.txt").read_text("utf-8"))]
        command: list[str | Path] = [commands / "rebiber", "-i", folder / "in.bib", "-o", folder / "rebiber.bib"]
        subprocess.run(command, check=True, capture_output=True)
        yield _result(data, f"rebiber 1.1.3, {words}", f"DBLP up to {max(years)}", (folder / "rebiber.bib").read_text("utf-8"))


def updater(data: Data, folder: Path, world: emulator.World) -> Result:
    commands = installed("bibtex-updater", folder)
    (folder / "in.bib").write_text(bib(data), "utf-8")
    (folder / "run.py").write_text(_RUNNER, "utf-8")
    asked = {
        "CROSSREF_API": f"{world.environment['CROSSREF_API_URL']}/works",
        "ARXIV_API": world.environment["ARXIV_API_URL"],
        "S2_API": f"{world.environment['SEMANTIC_SCHOLAR_API_URL']}/graph/v1",
        "OPENREVIEW_API": world.environment["OPENREVIEW_API_URL"],
        "OPENREVIEW_API_V2": world.environment["OPENREVIEW_API_URL"],
        **dict.fromkeys(
            ("DBLP_API_SEARCH", "DBLP_API_VENUE_SEARCH", "OPENALEX_API", "EUROPEPMC_API"), f"{world.environment['WORLD_URL']}/nothing"
        ),
    }
    command: list[str | Path] = [commands / "python", folder / "run.py", json.dumps(asked), folder / "in.bib", "-o", folder / "updated.bib"]
    command += ["--no-cache", "--rate-limit", "100000"]
    environment = {**os.environ, "S2_API_KEY": world.environment["SEMANTIC_SCHOLAR_API_KEY"]}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=environment)
    if not (folder / "updated.bib").exists():
        raise SystemExit(f"bibtex-updater made nothing: {ended.stderr[-600:]}")
    return _result(data, "bibtex-updater 1.12.0", "the emulator", (folder / "updated.bib").read_text("utf-8"))


def ours(data: Data, folder: Path, world: emulator.World) -> Result:
    """Two nights of the bot, each with its proposals applied."""
    (folder / "config").mkdir()
    place = Place(repository=world.environment["WORLD_LIST"])
    (folder / "config" / "first.toml").write_text(f'[list]\nrepository = "{place.repository}"\n', "utf-8")
    plans = [night(world, folder)["plan"] for _ in range(2)]
    text = (folder / "state" / "first" / "list.md").read_bytes()
    cells = [entry.row.cell("venue") or "" for entry in read_entries(read_rows(document.read(text)), data.job.book)]
    result = Result("paperlist-bot", "the emulator")
    changed = {edit["line"] for plan in plans for one in plan["proposals"] for edit in one["edits"] if edit["column"] == "venue"}
    lines = {row: line for line, row in data.gold.rows.items()}
    for record in data.gold.records:
        row = record["rows"][0]
        found = [(one.venue, one.year or 0, one.track) for one in venuecell.read(cells[row - 1], data.job.book).publications]
        _count(result, record, found, said=lines[row] in changed)
    return result


def _result(data: Data, name: str, source: str, text: str) -> Result:
    result = Result(name, source)
    entries = {match[1]: match[2] for match in re.finditer(r"@\w+\s*\{\s*row(\d+),(.*?)(?=\n@|\Z)", text, re.DOTALL)}
    for record in data.gold.records:
        found = list(_publications(entries.get(str(record["rows"][0]), ""), data.gold))
        _count(result, record, found, said=bool(found))
    return result


def _publications(entry: str, gold: Gold) -> Iterator[tuple[str, int, str]]:
    """What an entry says: every venue whose name its words hold, the longest alone where one holds another."""
    fields = dict(re.findall(r"^\s*(\w+)\s*=\s*[{\"]?(.*?)[}\"]?,?\s*$", entry, re.MULTILINE))
    words = re.sub(r"[{}\\]", "", " ".join(fields.get(name, "") for name in ("booktitle", "journal"))).casefold()
    year = int(re.sub(r"\D", "", fields.get("year", "")) or 0)
    if not words.strip() or re.search(r"arxiv|corr\b|abs/", words):
        return
    known = {name: venue.name for name, (venue, _) in gold.book.index.items()}
    plain = re.sub(r"[^a-z0-9&]+", " ", words)
    named = [name for name in known if re.search(rf"\b{re.escape(name)}\b", plain)]
    best = max(named, key=len, default="")
    yield known.get(best, words.strip()), year, "workshop" if "workshop" in plain else "main"


def _count(result: Result, record: Mapping[str, Any], found: Sequence[tuple[str, int, str]], *, said: bool) -> None:
    gold = record["gold"]
    track = "workshop" if gold["track"] == "workshop" else "main"
    right = (gold["venue"], gold["year"], track) in found
    if not said:
        result.nothing += 1
    elif right:
        result.right += 1
        result.errors_right += record["classification"] in ("outdated", "wrong")
    else:
        best = f"{gold['venue'] or 'no publication known'} {gold['year'] or ''}".strip()
        result.wrong.append(
            f"row {record['rows'][0]}: {found[0][0]} {found[0][1]} {found[0][2]}, gold {best} {gold['track'] or ''}".strip()
        )


def table(results: Sequence[Result]) -> Iterator[str]:
    yield "| tool | data | of 34 outdated or wrong venues right | venues given | right | wrong |"
    yield "|---|---|--:|--:|--:|--:|"
    for one in results:
        given = one.right + len(one.wrong)
        yield f"| {one.name} | {one.data} | {one.errors_right} | {given} | {one.right} | {len(one.wrong)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    parser.add_argument("--rebiber-data", type=Path)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if lacking := [name for name in FILES if not (arguments.data / name).is_file()]:
        print(f"skipped: {arguments.data} holds no {lacking[0]}; give a folder that does with --data", file=sys.stderr)
        print(json.dumps({"skipped": "no data"}))
        return
    data = Data.read(arguments.data)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = list(rebiber(data, folder, arguments.rebiber_data))
        try:
            with emulator.running(folder, "relaxed") as world:
                world.control("advance", {"to": NOW})
                world.environment["WORLD_NOW"] = NOW
                results += [updater(data, folder, world), ours(data, folder, world)]
        except emulator.NotHereError as problem:
            print(f"without bibtex-updater and the bot: {problem}", file=sys.stderr)
    if arguments.format == "text":
        print("\n".join(table(results)))
        print("\n".join(f"{one.name}: {wrong}" for one in results for wrong in one.wrong))
    print(json.dumps([vars(one) for one in results]))


if __name__ == "__main__":
    main()
