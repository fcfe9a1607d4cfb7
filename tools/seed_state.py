"""Makes a list's state from a folder of recorded facts: its text, and what records say, as they say it.

    python tools/seed_state.py --data DIR [--state DIR]

DIR holds `seed-list.md`, `arxiv_meta.jsonl`, `venue_gold.jsonl` and `github_stars.jsonl`. Of the venue records only
those that name a source's own entry are taken; verdicts, hand-written notes without such an entry, and abstracts stay out.
A record is filed under an arXiv id only where its source is keyed by ids; one that was found by title is filed under its title.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import history
from bot.ledger import TEXT, TextSource, replace_bytes, write_known, write_records
from bot.model import Claim, Count, Known, PaperFacts, PaperId, SourceName, Status
from bot.text.links import repository
from bot.text.titles import title_id

NAME = "papers-on-efficient-diffusion-models"
COLLECTED = date(2026, 11, 22)
TEXT_SOURCE = TextSource("https://github.com/XiayanZhou/Papers-on-Efficient-Diffusion-Models/blob/165016f/README.md", date(2025, 1, 7))
ARXIV_COPIES = ("qhduan/cn-chat-arxiv", "Tavish9/awesome-daily-AI-arxiv")
DECISIONS = "whitney-house/ICLR2025-OpenReview"
SUBMISSIONS = "weigq/iclr2024_stats"
DAYS = dict[str, date]()
AWARDS = {
    "Highlight": "Highlight",
    "Highlighted": "Highlight",
    "Oral": "Oral",
    "Spotlight": "Spotlight",
    "Top-25%": "Spotlight",
    "Top-5%": "Oral",
}
# What NeurIPS 2022's `Highlighted` stands for is not certain: no award.
ODD_AWARDS = {("NeurIPS", "Highlighted"): None}


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def place(source: str) -> tuple[str, date]:
    """`owner/name[:path]@commit [(day)]` -> its page and the day it stands for: the commit's, else when it was read."""
    match = re.match(r"([\w.-]+/[\w.-]+)(?::([^@\s]+))?@(\w+)(?:[^()]*\((\d{4}-\d\d-\d\d)[^()]*\))?", source)
    if not match:
        raise ValueError(source)
    repo, path, commit, day = match.groups()
    kind = f"blob/{commit}/{path}" if path else f"tree/{commit}"
    return f"https://github.com/{repo}/{kind}", date.fromisoformat(day) if day else DAYS.get(commit[:7], COLLECTED)


def commit_days(folder: Path) -> dict[str, date]:
    """The days of commits, where any record gives one: `@commit (day)` or `@commit day`."""
    text = "".join((folder / name).read_text("utf-8") for name in ("arxiv_meta.jsonl", "venue_gold.jsonl", "code_gold.jsonl"))
    found = {commit[:7]: date.fromisoformat(day) for commit, day in re.findall(r"@(\w{7,}) \(?(\d{4}-\d\d-\d\d)", text)}
    listed = {r["sources"][0].split("@")[1][:7]: r["first_listed"] for r in records(folder / "arxiv_meta.jsonl") if r["first_listed"]}
    return found | {commit: date.fromisoformat(day) for commit, day in listed.items()}


def facts(folder: Path) -> Iterator[PaperFacts]:
    for record in records(folder / "arxiv_meta.jsonl"):
        by_field = dict(line.split("<-", 1) for line in record["sources"] if not line.startswith("abstract"))
        titles = {source: title for title, source in record["titles_seen"].items()}
        for source in dict.fromkeys([*titles, *(text.split(" (")[0] for text in by_field.values())]):
            if source.startswith("papercopilot/"):
                continue  # an accepted paper's own record: a claim
            yield fact(record, source, titles.get(source), by_field)


def fact(record: dict[str, Any], source: str, title: str | None, by_field: dict[str, str]) -> PaperFacts:
    bare = source.split(" (", maxsplit=1)[0]
    url, day = place(source)
    copied = source.startswith(ARXIV_COPIES)
    version = re.search(r"\(\d{4}\.\d{4,5}v(\d+)\)", source)
    own = {name for name, text in by_field.items() if text.startswith(bare)}
    return PaperFacts(
        paper=PaperId("arxiv", record["id"]) if copied else title_id(record["list_title"]),
        source="arxiv" if copied else "curated-lists",
        url=url,
        read_at=day,
        title=title or (None if copied else record["list_title"]),
        authors=tuple(record["authors"]) if "authors" in own else (),
        submitted=datetime.strptime(record["published"], "%d %b %Y").replace(tzinfo=UTC).date() if "published" in own else None,
        version=int(version[1]) if version else None,
    )


def claims(folder: Path) -> Iterator[Claim]:
    authors = accepted_authors(folder)
    for record in records(folder / "venue_gold.jsonl"):
        for evidence in record["evidence"]:
            yield from claim(record, evidence, authors)
        for text in record["negative_evidence"]:
            yield negative(record, text)


def accepted_authors(folder: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Authors as an accepted-papers list gives them, by its file and the title."""
    found = {}
    for record in records(folder / "arxiv_meta.jsonl"):
        for line in record["sources"]:
            if line.startswith("authors<-papercopilot/"):
                source = line.partition("<-")[2]
                title = next((t for t, s in record["titles_seen"].items() if s == source), record["list_title"])
                found[source, title] = tuple(record["authors"])
    return found


def claim(record: dict[str, Any], evidence: dict[str, Any], authors: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[Claim]:
    if evidence["kind"] == "lists":
        for source in evidence["lists"]:
            url, day = place(source)
            yield Claim(
                title_id(record["title"]),
                "curated-lists",
                "accepted",
                evidence["venue"],
                url,
                day,
                evidence["year"],
                track(evidence),
                raw=source.partition("@")[0],
            )
    elif evidence["kind"] == "hand-checked":
        yield from noted(record, evidence["note"])
    else:
        url, day = place(evidence["src"])
        submitted = evidence["kind"].startswith("submitted")
        title, words = evidence.get("title", record["title"]), evidence.get("status") or ""
        yield Claim(
            paper=title_id(title),
            source="accepted-papers" if evidence["kind"] == "paperlists" else "openreview",
            status="submitted" if submitted else "accepted",
            venue=evidence["venue"],
            url=url,
            read_at=day,
            year=evidence["year"],
            track=track(evidence),
            award=ODD_AWARDS.get((evidence["venue"], words), AWARDS.get(words)),
            raw=words or ("before the decision" if submitted else ""),
            title=title,
            authors=authors.get((evidence["src"], title), ()),
        )


def noted(record: dict[str, Any], note: str) -> Iterator[Claim]:
    """Notes that quote an entry of a list of papers, or its absence from one."""
    if match := re.match(r"exact match of (?:\"(.+?)\"|the new title) in (papercopilot/\S+?:(\w+)/\w+?(\d{4})\.json@\w+)", note):
        url, day = place(match[2])
        title = match[1] or record["published_title"]
        venue = {"nips": "NeurIPS"}.get(match[3], match[3].upper())
        yield Claim(title_id(title), "accepted-papers", "accepted", venue, url, day, int(match[4]), "main", title=title)
    elif match := re.match(
        r"(?:absent from|no row with this title among) the ([\d,]+) (\w+) (\d{4}) submission(?:s| titles) in (\S+:\S+@\w+ \([^)]*\))", note
    ):
        url, day = place(match[4])
        words = f"not among {match[1]} titles submitted"
        yield Claim(
            title_id(record["title"]), "openreview", "absent", match[2], url, day, int(match[3]), "main", raw=words, title=record["title"]
        )


def negative(record: dict[str, Any], text: str) -> Claim:
    """`ICLR 2021 Reject <- source`, `ICLR 2025: Submitted to ICLR 2025 <- source`."""
    words, _, source = text.partition(" <- ")
    match = re.match(r"(\w+) (\d{4}):? (.+)", words)
    assert match, text
    status: Status = "rejected" if "Reject" in match[3] else "withdrawn" if "Withdrawn" in match[3] else "submitted"
    url, day = place(source)
    kind: SourceName = "openreview" if source.startswith(DECISIONS) else "accepted-papers"
    return Claim(title_id(record["title"]), kind, status, match[1], url, day, int(match[2]), "main", raw=match[3], title=record["title"])


def track(evidence: dict[str, Any]) -> Any:
    return {"journal": "main"}.get(evidence.get("track") or "main", evidence.get("track") or "main")


def counts(folder: Path, text: str) -> dict[date, list[Count]]:
    """Stars by the day they were counted."""
    listed = {slug.lower(): slug for url in re.findall(r"https://github\.com/[\w.-]+/[\w.-]+", text) if (slug := repository(url))}
    found = dict[date, list[Count]]()
    for record in records(folder / "github_stars.jsonl"):
        if slug := listed.get(record["repo"].lower()):
            found.setdefault(date.fromisoformat(record["as_of"]), []).append(Count(slug, "stars", "github", record["stars"]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--state", type=Path, default=Path("state"))
    arguments = parser.parse_args()
    target = arguments.state / NAME
    DAYS.update(commit_days(arguments.data))
    data = (arguments.data / "seed-list.md").read_bytes()
    replace_bytes(target / TEXT, data)
    write_records(target / "text.jsonl", "text", [TEXT_SOURCE])
    write_known(target, Known(tuple(facts(arguments.data)), tuple(claims(arguments.data))))
    for day, counted in sorted(counts(arguments.data, data.decode("utf-8")).items()):
        history.record(target, counted, day)


if __name__ == "__main__":
    main()
