"""Whose code is it, on the first list: every foreign link, the exchanged rows and the wrong id are found, and nothing that is right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot import readmes
from bot.config import read_lists
from bot.model import Known, Lookup, PaperFacts, PaperId, Plan, RepoFacts
from bot.ports import Readme
from bot.sync import Job, read_case, relearn, sync
from bot.text import document
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.titles import title_id
from bot.text.venues import VenueBook
from tests.conftest import HERE, NAME, NOW, REPO, need

FOREIGN = {4, 10, 32, 34, 35, 53, 93, 110, 118}
STRANGER = "# AdaDiff: Accelerating Diffusion Models through Step-Wise Adaptive Computation\n\n[arXiv](https://arxiv.org/abs/2309.17074)\n"


@dataclass
class Shelf:
    """READMEs by repository."""

    texts: dict[str, str]

    def most(self) -> int:
        return 40

    def lookup(self, slugs: Sequence[str]) -> Lookup[str, Readme]:
        there = {slug: self.texts[slug.lower()] for slug in slugs if slug.lower() in self.texts}
        found = {slug: Readme(slug, f"https://github.com/{slug}/blob/main/README.md", text) for slug, text in there.items()}
        return Lookup(found, frozenset(slugs) - found.keys())


def _gold(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in need(name).read_text("utf-8").splitlines()]


def _right() -> dict[int, dict[str, str]]:
    """The right value of every wrong id and code link, by row."""
    found = dict[int, dict[str, str]]()
    for one in _gold("seed_errors.jsonl"):
        if one["kind"].startswith(("arxiv_id", "code_swapped", "code_wrong", "code_missing")):
            kind = "id" if one["kind"].startswith("arxiv") else "code"
            found.setdefault(one["row"], {})[kind] = (one["right"] or "").split(" ")[0]
    return found


@pytest.fixture(scope="module")
def world(first_list: bytes, first_known: Known, book: VenueBook) -> tuple[Known, Shelf]:
    """What arXiv, Semantic Scholar and GitHub would say: each repository's README names its own paper."""
    right, facts, texts = _right(), list[PaperFacts](), dict[str, str]()
    for row, entry in enumerate(_entries(first_list, book), 1):
        name = right.get(row, {}).get("id") or (entry.id.value if entry.id else "")
        code = right.get(row, {}).get("code", entry.repository or "")
        if entry.id and entry.id.scheme == "arxiv":
            links = (f"https://github.com/{code}",) if row in (31, 41, 110, 132) else ()
            url, day = f"https://arxiv.org/abs/{name}", NOW.date()
            facts.append(PaperFacts(PaperId("arxiv", name), "arxiv", url, day, entry.title, version=1, links=links))
        if code:
            texts[code.lower()] = texts.get(code.lower(), "") + f"# {entry.title}\n\n[arXiv](https://arxiv.org/abs/{name})\n"
        if row == 77:
            facts.append(PaperFacts(title_id(entry.title), "semantic-scholar", "https://s2", NOW.date(), entry.title, arxiv=name))
    texts["tangshengku/adadiff"] = STRANGER
    kept = tuple(fact for fact in first_known.facts if fact.source != "arxiv")
    repositories = tuple(RepoFacts(slug, f"https://github.com/{slug}", NOW.date(), name=slug) for slug in texts)
    return replace(first_known, facts=(*kept, *facts), repositories=repositories), Shelf(texts)


def _entries(text: bytes, book: VenueBook) -> Iterator[Any]:
    return read_entries(read_rows(document.read(text)), book)


@pytest.fixture(scope="module")
def whole(world: tuple[Known, Shelf], first_list: bytes, book: VenueBook) -> Plan:
    """The plan once three nights have read all READMEs."""
    known, shelf = world
    job = Job(NAME, read_lists(REPO / "config", [NAME])[NAME], first_list, HERE, book, NOW)
    case = read_case(job, known)
    for _ in range(4):
        known, _ = readmes.learn(case, known, shelf)
        case = relearn(case, known)
    assert not readmes.due(case)
    assert len(readmes.due(replace(case, today=case.today + timedelta(days=30)))) > 80
    return sync(job, known)


def test_all_that_is_foreign_is_found_and_nothing_that_is_right(whole: Plan, first_list: bytes, book: VenueBook) -> None:
    row = {entry.row.line: number for number, entry in enumerate(_entries(first_list, book), 1)}
    found = {row[line] for one in whole.findings if one.rule == "code" for line in one.lines}
    edited = {
        rule: {row[line] for one in whole.proposals if one.rule == rule for line in one.lines} for rule in ("code", "swap", "identity")
    }
    assert found == FOREIGN - {110}
    assert edited == {"code": {5, 31, 41, 110, 132}, "swap": {15, 16}, "identity": {77}}
