"""A user's first nights on the first list, with the services of a seed, from an empty state."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import answers, verdicts
from benchmarks.gold import Work, given, works
from benchmarks.gold import records as read
from benchmarks.noise import World
from benchmarks.verdicts import Gold, Record, Scored
from bot.config import read_list, read_venues
from bot.enrich import Enriched, enrich
from bot.model import Claim, Evidence, Known, PaperId, Plan
from bot.policies import RulePolicy
from bot.sync import Job, sync
from bot.text import document
from bot.text.entries import read_entries
from bot.text.table import read_rows

REPO = Path(__file__).resolve().parent.parent
NAME = "papers-on-efficient-diffusion-models"
_SLUG = re.compile(r"[\w.-]+/[\w.-]+")
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
        for repository, work in _others(code, errors, papers):
            if not held[repository]:
                held[repository].append(work)
        named = {str(work.name): work for work in papers}
        # A row's links go together: a page is about the paper whose id stands beside it, right or wrong.
        pages = {one["seed_project"]: named[f"arxiv:{one['id']}"] for one in code if one["seed_project"] and f"arxiv:{one['id']}" in named}
        counts = {one["repo"].lower(): one["stars"] for one in stars}
        return cls(job, known, papers, answers.Web(held, pages, counts))


def _others(code: Sequence[Record], errors: Sequence[Record], papers: Sequence[Work]) -> Iterator[tuple[str, Work]]:
    """Of the list's repositories of which no other list speaks, the papers they hold.

    The one that gold's errors give them to, else the one of their name, else one of that name that isn't in the list. A row that
    gold says has another's code is none.
    """
    of = {row: work for work, one in zip(papers, code, strict=True) for row in one["rows"]}
    for one in errors:
        if one["kind"].startswith("code_"):
            yield from ((slug.lower(), of[one["row"]]) for slug in _SLUG.findall(str(one["right"])))
    foreign = {(one["row"], str(one["cell"]).lower()) for one in errors if one["kind"] == "code_wrong_paper"}
    for slug in sorted({one["seed_code"].removeprefix("https://github.com/").lower() for one in code if one["seed_code"]}):
        name = slug.rpartition("/")[2]
        alike = [work for row, work in of.items() if (row, slug) not in foreign and work.title.casefold().startswith(f"{name}:")]
        yield from ((slug, work) for work in alike)
        if not alike and any(cell == slug for _, cell in foreign):
            yield slug, replace(papers[0], name=PaperId("arxiv", "2309.99999"), title=f"{name}: Another Method of the Same Name")


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
    at_any: tuple[Scored, ...]
    """Venues that would be written in the last night, were no confidence too low."""


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
    bold = replace(data.job.config, rules={name: RulePolicy(pull_request=0.0) for name in ("venue", "impossible")})
    all_of_it = sync(replace(job, config=bold), learned.known, learned.reports)
    at_any = tuple(one for one in verdicts.scored(all_of_it, data.gold) if one.rule in bold.rules)
    return Run(seed, dead, plan, learned.known.claims, edits, tuple(wrong), at_any)
