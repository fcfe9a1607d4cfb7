"""A user's first nights on the first list, with the services of a seed, from an empty state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import answers, verdicts
from benchmarks.gold import Work, given, works
from benchmarks.gold import records as read
from benchmarks.noise import World
from benchmarks.verdicts import Gold, Scored
from bot.config import read_list, read_venues
from bot.enrich import Enriched, enrich
from bot.model import Claim, Evidence, Known, Plan
from bot.sync import Job, sync
from bot.text import document
from bot.text.entries import read_entries
from bot.text.table import read_rows

REPO = Path(__file__).resolve().parent.parent
NAME = "papers-on-efficient-diffusion-models"
FIRST = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
"""The night after the last of gold's days."""
FILES = ("seed-list.md", "venue_gold.jsonl", "seed_errors.jsonl", "code_gold.jsonl", "arxiv_meta.jsonl", "github_stars.jsonl")


@dataclass(frozen=True)
class Data:
    """The list, what is known of it, and what services may say."""

    job: Job
    gold: Gold
    works: Sequence[Work]
    web: answers.Web

    @classmethod
    def read(cls, folder: Path) -> Data:
        records, errors, code, meta, stars = (read(folder / name) for name in FILES[1:])
        papers = works(given(records), meta)
        text, book = (folder / FILES[0]).read_bytes(), read_venues(REPO / "config")
        config = read_list(REPO / "config" / f"{NAME}.toml")
        job = Job(NAME, config, text, Evidence("list", "", "https://example.org/list.md", FIRST.date()), book, FIRST)
        lines = [entry.row.line for entry in read_entries(read_rows(document.read(text)), book)]
        known = Gold(records, errors, meta, code, {line: row for row, line in enumerate(lines, 1)}, book)
        held = defaultdict[str, list[Work]](list)
        for work, one in zip(papers, code, strict=True):
            for candidate in one["candidates"]:
                held[candidate["repo"].lower()].append(work)
        named = {str(work.name): work for work in papers}
        # A row's links go together: a page is about the paper whose id stands beside it, right or wrong.
        pages = {one["seed_project"]: named[f"arxiv:{one['id']}"] for one in code if one["seed_project"] and f"arxiv:{one['id']}" in named}
        counts = {one["repo"].lower(): one["stars"] for one in stars}
        return cls(job, known, papers, answers.Web(held, pages, counts))


@dataclass(frozen=True)
class Run:
    """Some nights under one seed: the last plan and what is known then; edits of all nights against gold."""

    seed: int
    dead: str
    plan: Plan
    claims: tuple[Claim, ...]
    edits: tuple[Scored, ...]
    earlier: tuple[Scored, ...]
    """Of the nights before the last, those that are wrong."""


def run(data: Data, seed: int, nights: int = 3, dead: str = "") -> Run:
    services = answers.services(World(data.works, seed), data.web, dead)
    learned = Enriched(Known(), (), (), (), {})
    wrong, edits, plan = list[Scored](), tuple[Scored, ...](), None
    for night in range(nights):
        wrong += (one for one in edits if one.verdict == "wrong")
        job = replace(data.job, now=FIRST + timedelta(days=night))
        learned = enrich(job, learned.known, learned.tags, learned.asked, services, lambda _: None)
        plan = sync(job, learned.known, learned.reports)
        edits = tuple(verdicts.scored(plan, data.gold))
    assert plan
    return Run(seed, dead, plan, learned.known.claims, edits, tuple(wrong))
