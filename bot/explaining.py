"""The command `explain`: one paper's rows, claims and judgement, from what is known."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bot import night
from bot.delivery import telling
from bot.ledger import read_known, read_memory
from bot.model import Paper
from bot.rules.account import account
from bot.rules.case import Case
from bot.sync import Job, read_case, sync, used
from bot.text.links import arxiv_id, paper_id
from bot.text.titles import key


def explain(job: Job, folder: Path, words: str, form: str) -> int:
    """Prints the accounts of the list's papers that the words name; how many there are."""
    known, memory = used(read_known(folder), job.config), read_memory(folder)
    whole = night.stored(replace(job, refused=memory.refused), folder)
    case, plan = read_case(whole, known), sync(whole, known)
    found = _named(case, words)
    write = telling.dumps if form == "json" else telling.text
    for paper in found:
        sys.stdout.write(write(account(case, paper), plan, memory.decided))
    return len(found)


def _named(case: Case, words: str) -> list[Paper]:
    """The papers of that id, URL or line; else of that title; else of titles that hold these words."""
    name = words.strip().removeprefix("arxiv:")
    given = arxiv_id(name) or paper_id(name) or paper_id(f"https://doi.org/{name}")
    ids = [paper for paper in case.papers if str(paper.id) == words or any(given in entry.ids for entry in paper.entries)]
    lines = [paper for paper in case.papers if words.isdecimal() and int(words) in paper.lines]
    same = [paper for paper in case.papers if key(paper.title) == key(words)]
    return ids or lines or same or [paper for paper in case.papers if key(words) and key(words) in key(paper.title)]
