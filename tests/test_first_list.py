"""The first list, from what ships with the bot: what is proposed, what is left alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import body, planfile, report
from bot.delivery.words import Markdown, Plain, clean
from bot.model import Claim, Known, PaperFacts, Plan, Proposal
from bot.text import document, venuecell
from bot.text.entries import read_entries
from bot.text.table import read_rows
from bot.text.titles import key
from bot.text.venues import VenueBook
from tests.conftest import DATA, NAME, REPO, STATE, need, plan_of


def _gold(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, need(name).read_text("utf-8").splitlines())


def _cells(text: bytes, book: VenueBook) -> list[str | None]:
    return [entry.row.cell("venue") for entry in read_entries(read_rows(document.read(text)), book)]


def test_at_least_sixteen_outdated_rows_are_right(plan: Plan, book: VenueBook) -> None:
    after = _cells(plan.after.data, book)
    outdated = [record for record in _gold("seed_errors.jsonl") if record["kind"] == "venue_outdated"]
    right = [record["row"] for record in outdated if after[record["row"] - 1] == f"**{record['right']}**"]
    assert len(outdated) == 29
    assert len(right) >= 16, right


def test_no_correct_cell_changes_and_no_wrong_venue_is_written(plan: Plan, book: VenueBook) -> None:
    before, after = _cells(plan.before.data, book), _cells(plan.after.data, book)
    awards = {error["row"]: f"**{error['right']}**" for error in _gold("seed_errors.jsonl") if error["kind"] == "award_missing"}
    for record in _gold("venue_gold.jsonl"):
        for row in record["rows"]:
            old, new = before[row - 1], after[row - 1]
            if record["classification"] in ("correct", "no_publication_found", "unknown"):
                assert new in (old, awards.get(row)), row
            elif old != new:
                (said,) = venuecell.read(new, book).publications
                gold = record["gold"]
                assert (said.venue, said.year, said.track) == (gold["venue"], gold["year"], gold["track"]), row


def test_the_errors_the_list_shows_are_found(plan: Plan) -> None:
    edits = {edit.line: (proposal.rule, edit) for proposal in plan.proposals for edit in proposal.edits}
    assert (edits[196][0], edits[196][1].old, edits[196][1].new) == ("impossible", "**ECCV 2025**", "**ECCV 2024 Oral**")
    assert [line for line, (rule, _) in edits.items() if rule == "encoding"] == [1, 12, 15, 244, 265]
    found = {finding.lines: finding for finding in plan.findings}
    assert found[162,].rule == "identity"
    assert found[162,].paper.startswith("title:dpm solver a fast ode solver")
    assert plan.papers == 133


@pytest.mark.parametrize("row", [6, 10, 43])
def test_what_would_be_a_downgrade_is_a_finding(row: int, plan: Plan, book: VenueBook) -> None:
    line = list(read_entries(read_rows(plan.before), book))[row - 1].row.line
    assert line not in {number for proposal in plan.proposals for number in proposal.lines}
    assert [finding.rule for finding in plan.findings if line in finding.lines] == ["venue"]


def test_the_diff_touches_nothing_but_the_cells_it_names(plan: Plan) -> None:
    lines = list(plan.before.lines)
    for proposal in plan.proposals:
        for edit in proposal.edits:
            assert lines[edit.line - 1].count(edit.old) == 1
            lines[edit.line - 1] = lines[edit.line - 1].replace(edit.old, edit.new)
    assert "".join(lines).encode() == plan.after.data
    patch = plan.changes[0].patch.splitlines()
    removed = [line for line in patch if line.startswith("-") and not line.startswith("---")]
    assert len(removed) == len({number for proposal in plan.proposals for number in proposal.lines})


def test_evidence_is_a_stored_fact_and_without_it_the_proposal_is_gone(
    plan: Plan, first_known: Known, first_list: bytes, book: VenueBook
) -> None:
    records: tuple[Claim | PaperFacts, ...] = (*first_known.claims, *first_known.facts)
    stored = {(one.source, one.url, one.read_at) for one in records}
    for proposal in plan.proposals:
        if proposal.rule == "encoding":
            continue
        named = {(one.source, one.url, one.read_at) for one in proposal.evidence}
        assert named <= stored
        claims = [one for one in first_known.claims if (one.source, one.url, one.read_at) in named]
        papers = {one.paper for one in claims if _is_about(one.title, proposal)}
        assert papers
        less = replace(first_known, claims=tuple(one for one in first_known.claims if one.paper not in papers))
        assert proposal.fingerprint not in {one.fingerprint for one in plan_of(first_list, less, book).proposals}


def _is_about(claimed: str | None, proposal: Proposal) -> bool:
    same = key(claimed or "") == key(proposal.title)
    return bool(claimed) and (same or any(f"“{claimed}”" in one.says for one in proposal.evidence))


def test_without_any_fact_only_what_the_list_shows_is_left(first_list: bytes, book: VenueBook) -> None:
    plan = plan_of(first_list, Known(), book)
    assert {proposal.rule for proposal in plan.proposals} == {"encoding"}
    assert {finding.rule for finding in plan.findings} == {"contents", "identity", "impossible"}


def test_the_order_of_what_is_known_changes_nothing(plan: Plan, first_known: Known, first_list: bytes, book: VenueBook) -> None:
    turned = Known(first_known.facts[::-1], first_known.claims[::-1])
    other = plan_of(first_list, turned, book)
    assert [(p.edits, set(p.evidence)) for p in other.proposals] == [(p.edits, set(p.evidence)) for p in plan.proposals]
    assert [(f.lines, f.says) for f in other.findings] == [(f.lines, f.says) for f in plan.findings]


def test_a_list_with_other_line_endings_gets_the_same_corrections(
    plan: Plan, first_known: Known, first_list: bytes, book: VenueBook
) -> None:
    for end in (b"\r\n", b"\r"):
        other = plan_of(first_list.replace(b"\n", end), first_known, book)
        assert other.after.data == plan.after.data.replace(b"\n", end)


def test_the_json_plan_has_the_documented_shape(plan: Plan) -> None:
    data = json.loads(planfile.dumps(plan))
    assert set(data) == {
        "schema",
        "generated_at",
        "list",
        "rows",
        "papers",
        "sources",
        "proposals",
        "additions",
        "waiting",
        "scouted",
        "findings",
        "pull_requests",
    }
    for source in data["sources"].values():
        assert {"status", "asked", "found", "missing", "failed", "requests", "read_at"} <= set(source)
        assert source["status"] == "offline"
    for proposal in data["proposals"]:
        assert {"fingerprint", "rule", "kind", "paper", "title", "section", "edits", "confidence", "delivery", "evidence"} <= set(proposal)
        assert (proposal["kind"], proposal["delivery"]) == ("correction", "pull-request")
        assert all(set(edit) == {"line", "column", "old", "new"} for edit in proposal["edits"])
        assert all(set(one) == {"source", "says", "url", "read_at"} for one in proposal["evidence"])
    for finding in data["findings"]:
        assert {"rule", "paper", "lines", "says", "evidence"} <= set(finding)
    (change,) = data["pull_requests"]
    assert set(change) == {"branch", "title", "body", "patch", "fingerprints"}
    assert change["fingerprints"] == [proposal["fingerprint"] for proposal in data["proposals"]]
    assert len(set(change["fingerprints"])) == len(change["fingerprints"])


def test_one_rendering_serves_terminal_and_summary(plan: Plan) -> None:
    text, summary = report.text(plan), report.markdown(plan)
    for proposal in plan.proposals:
        for words, style in ((text, Plain()), (summary, Markdown())):
            swaps = report.swaps(proposal, style)
            (line,) = [line for line in words.splitlines() if re.match(rf"- lines? {proposal.lines[0]}\b.*→", line) and swaps in line]
            assert clean(proposal.evidence[0].url) in line
            assert f"(read {proposal.evidence[0].read_at})" in line


def test_the_pull_request_has_a_line_with_a_box_and_its_evidence_for_each_proposal(plan: Plan) -> None:
    lines = {line.key: line for line in body.lines(plan.changes[0].body)}
    assert list(lines) == [one.fingerprint for group in report.by_rule(plan.proposals).values() for one in group]
    for proposal in plan.proposals:
        line = lines[proposal.fingerprint]
        assert line.ticked
        shared = proposal.rule == "encoding"  # all of them are proven by the list's own bytes: that is said once, above
        assert all(clean(one.url) in (plan.changes[0].body if shared else line.words) for one in proposal.evidence)
        assert f"(line {proposal.lines[0]}" in line.words or f"(lines {proposal.lines[0]}" in line.words
    assert plan.changes[0].title == "Correct 18 venues, 5 damaged lines and 4 awards"


def test_a_body_stays_within_what_github_takes(plan: Plan) -> None:
    text = body.write("corrections", "list", plan.proposals * 20, (), ())
    assert len(text) <= body.LIMIT
    assert text.count("The rest is too long for this page.") == 1
    assert text.endswith("<!-- paperlist-bot end -->")
    assert all(len(line.key) == 16 for line in body.lines(text))


def test_a_summary_stays_within_what_github_takes(plan: Plan) -> None:
    assert report.summary(plan) == report.markdown(plan)
    long = report.summary(replace(plan, changes=plan.changes * 60))
    assert "The diff is too long for this page." in long
    longer = report.summary(replace(plan, proposals=plan.proposals * 200, changes=plan.changes * 60))
    assert len(longer.encode()) <= report.SUMMARY_LIMIT
    assert longer.endswith("The rest is too long for this page.\n")


def test_the_shipped_text_and_facts_are_those_of_the_data(tmp_path: Path) -> None:
    need("arxiv_meta.jsonl")
    subprocess.run([sys.executable, REPO / "tools" / "seed_state.py", "--data", DATA, "--state", tmp_path], check=True)
    for path in (tmp_path / NAME).iterdir():
        assert path.read_bytes() == (STATE / path.name).read_bytes(), path.name
