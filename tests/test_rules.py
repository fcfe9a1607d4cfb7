from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.config import ListConfig, Place
from bot.model import Finding, Known, PaperFacts, PaperId, Plan, SourceReport
from bot.sync import Job, sync
from bot.text.venues import VenueBook
from tests.conftest import HERE, NOW, plan_of
from tests.test_claims import LIST, TITLE, claim

HEADER = "# List\n\n| Title | Venue |\n|--|--|\n"
STYLE = (
    "| [Other one](https://arxiv.org/abs/2001.00001) | **ICML 2020** |\n| [Other two](https://arxiv.org/abs/2001.00002) | **ICML 2021** |\n"
)
ROW = f"| [{TITLE}](https://arxiv.org/abs/2306.00001) | Jun 2023 |\n"


def fact(paper: str, title: str, **more: object) -> PaperFacts:
    return PaperFacts(PaperId.parse(paper), "arxiv", "https://arxiv.org/abs/x", date(2024, 1, 1), title, **more)  # type: ignore[arg-type]


def finding(plan: Plan, rule: str) -> Finding:
    (found,) = [one for one in plan.findings if one.rule == rule]
    return found


def test_every_row_that_shows_the_old_value_is_changed_by_one_proposal(book: VenueBook) -> None:
    right = ROW.replace("Jun 2023", "**CVPR 2024**")
    plan = plan_of(HEADER + STYLE + ROW + f"\n## More\n\n{HEADER[8:]}{ROW}{right}", Known(claims=(LIST,)), book)
    (proposal,) = plan.proposals
    assert [(edit.line, edit.old, edit.new) for edit in proposal.edits] == [
        (7, "Jun 2023", "**CVPR 2024**"),
        (13, "Jun 2023", "**CVPR 2024**"),
    ]
    assert (proposal.paper, proposal.value, len(proposal.fingerprint)) == ("arxiv:2306.00001", "CVPR 2024", 16)


def test_the_same_fact_has_the_same_fingerprint_wherever_it_stands(book: VenueBook) -> None:
    known = Known(claims=(LIST,))
    (one,) = plan_of(HEADER + STYLE + ROW, known, book).proposals
    (other,) = plan_of("\n\n" + HEADER + ROW.replace("Jun", "May") + STYLE.replace("**", "*"), known, book).proposals
    assert one.fingerprint == other.fingerprint
    assert one.edits != other.edits


def test_a_fact_learned_after_the_day_of_the_run_is_not_known(book: VenueBook) -> None:
    before = datetime(2024, 5, 31, 23, 59, tzinfo=UTC)
    assert not plan_of(HEADER + STYLE + ROW, Known(claims=(LIST,)), book, before).proposals
    assert plan_of(HEADER + STYLE + ROW, Known(claims=(LIST,)), book, datetime(2024, 6, 1, tzinfo=UTC)).proposals


def test_a_proof_for_a_short_title_is_a_finding(book: VenueBook) -> None:
    plan = plan_of(
        HEADER + STYLE + ROW.replace(TITLE, "Deep Learning"), Known(claims=(claim("accepted-papers", title="Deep Learning"),)), book
    )
    assert not plan.proposals
    assert "too little proof" in finding(plan, "venue").says


def test_a_list_without_a_clear_style_gets_no_edit(book: VenueBook) -> None:
    plan = plan_of(HEADER + ROW, Known(claims=(LIST,)), book)
    assert not plan.proposals
    assert finding(plan, "venue").lines == (5,)


def test_a_venue_proven_under_arxiv_s_newer_title_says_so(book: VenueBook) -> None:
    older, newer = f"Duo: {TITLE}", f"Duo: {TITLE} and Speed"
    known = Known(facts=(fact("arxiv:2306.00001", newer),), claims=(claim("accepted-papers", title=newer),))
    for proposal in plan_of(HEADER + STYLE + ROW.replace(TITLE, older), known, book).proposals:
        assert [one.source for one in proposal.evidence] == ["accepted-papers", "arxiv"], proposal.rule


def test_nothing_of_a_foreign_id_s_paper_is_written_on_the_row(book: VenueBook) -> None:
    owner = "Pseudo Numerical Methods on Manifolds"
    text = HEADER + STYLE + ROW + f"| [{owner}](https://arxiv.org/abs/2306.00001) | Jun 2023 |\n"
    known = Known(
        facts=(fact("arxiv:2306.00001", owner),),
        claims=(claim("accepted-papers", title=owner), claim("openreview", paper=PaperId("arxiv", "2306.00001"), title=owner)),
    )
    plan = plan_of(text, known, book)
    (proposal,) = plan.proposals
    assert (proposal.lines, proposal.paper) == ((8,), "arxiv:2306.00001")
    found = finding(plan, "identity")
    assert (found.lines, found.paper.partition(":")[0]) == ((7,), "title")
    assert f"belongs to “{owner}” (line 8)" in found.says
    assert plan.papers == 4


def test_an_id_on_two_papers_without_a_known_owner_is_nobody_s(book: VenueBook) -> None:
    text = HEADER + ROW + ROW.replace(TITLE, "Pseudo Numerical Methods on Manifolds")
    plan = plan_of(text, Known(), book)
    assert "at most one is right" in finding(plan, "identity").says
    assert finding(plan, "identity").lines == (5, 6)
    assert plan.papers == 2


def test_a_dataset_s_name_on_its_paper_s_link_is_no_doubt_and_gets_none_of_its_titles_facts(book: VenueBook) -> None:
    text = HEADER + STYLE + ROW + ROW.replace(TITLE, "CareBench")
    plan = plan_of(text, Known(claims=(LIST,)), book)
    assert ([proposal.lines for proposal in plan.proposals], plan.findings, plan.papers) == ([(7,)], (), 3)


def test_a_dataset_s_name_before_its_paper_is_no_doubt_either(book: VenueBook) -> None:
    text = HEADER + STYLE + ROW.replace(TITLE, "CareBench") + ROW
    plan = plan_of(text, Known(facts=(fact("arxiv:2306.00001", TITLE),), claims=(LIST,)), book)
    assert ([proposal.lines for proposal in plan.proposals], plan.findings) == ([(8,)], ())


def test_what_is_filed_under_a_doubtful_id_is_not_written(book: VenueBook) -> None:
    name = PaperId("arxiv", "2306.00001")
    claims = tuple(claim(source, title=None, paper=name) for source in ("semantic-scholar", "crossref"))
    assert plan_of(HEADER + STYLE + ROW, Known(claims=claims), book).proposals
    renamed = fact(str(name), "Towards Stabilized Networks through Spectral Constraints")
    assert not plan_of(HEADER + STYLE + ROW, Known(facts=(renamed,), claims=claims), book).proposals


def test_a_title_of_another_name_is_not_the_row_s_however_alike(book: VenueBook) -> None:
    one, other = "Q-DiT: Quantization for Diffusion Transformers", "PTQ4DiT: Quantization for Diffusion Transformers"
    known = Known(facts=(fact("arxiv:2306.00001", other),), claims=(claim("accepted-papers", title=other),))
    assert not plan_of(HEADER + STYLE + ROW.replace(TITLE, one), known, book).proposals


def test_what_arxiv_calls_an_id_reaches_no_row_of_another_name(book: VenueBook) -> None:
    known = Known(facts=(fact("arxiv:2306.00001", "Bar Net"),), claims=(claim("accepted-papers", title="Bar Net", authors=("A", "B")),))
    assert not plan_of(HEADER + STYLE + ROW.replace(TITLE, "Foo Net"), known, book).proposals


def test_an_id_s_paper_reaches_no_row_of_a_title_one_word_off(book: VenueBook) -> None:
    one, other = "Accurate Quantization for Diffusion Models", "Accurate Quantization for Text Diffusion Models"
    known = Known(
        facts=(fact("arxiv:2306.00001", one, authors=("A", "B")),), claims=(claim("accepted-papers", title=one, authors=("A", "B")),)
    )
    both = plan_of(HEADER + STYLE + ROW.replace(TITLE, one) + ROW.replace(TITLE, other), known, book)
    assert ([proposal.lines for proposal in both.proposals], finding(both, "identity").lines) == ([(7,)], (8,))
    alone = plan_of(HEADER + STYLE + ROW.replace(TITLE, other), known, book)
    assert not alone.proposals
    assert "almost this title" in finding(alone, "venue").says


def test_the_authors_of_an_id_s_other_title_speak_neither_for_nor_against(book: VenueBook) -> None:
    alike = fact("arxiv:2306.00001", f"{TITLE} Again", authors=("Xi Chen", "Yi Ma"))
    known = Known(facts=(alike,), claims=(claim("accepted-papers", authors=("Ann Lee", "Bo Kim")),))
    (proposal,) = plan_of(HEADER + STYLE + ROW, known, book).proposals
    assert proposal.confidence == 0.974


def test_a_title_on_two_ids_is_told_by_authors_or_not_at_all(book: VenueBook) -> None:
    text = HEADER + STYLE + ROW + ROW.replace("2306.00001", "2401.99999")
    bare = claim("accepted-papers", authors=("Ann Lee", "Bo Kim"))
    assert not plan_of(text, Known(claims=(bare,)), book).proposals
    known = Known(facts=(fact("arxiv:2306.00001", TITLE, authors=("Ann Lee", "Bo Kim")),), claims=(bare,))
    assert [proposal.lines for proposal in plan_of(text, known, book).proposals] == [(7,)]


def test_what_a_source_calls_a_venue_is_written_only_if_it_is_known(book: VenueBook) -> None:
    evil = claim("accepted-papers", venue="CVPR [x](http://evil.example) @you <b>")
    plan = plan_of(HEADER + STYLE + ROW, Known(claims=(evil,)), book)
    assert not plan.proposals
    assert "how the list would write it is not clear" in finding(plan, "venue").says


def test_a_ragged_row_is_left_with_its_reason_and_the_others_are_changed(book: VenueBook) -> None:
    plan = plan_of(HEADER + STYLE + ROW + ROW.replace(" |\n", " | more |\n"), Known(claims=(LIST,)), book)
    assert [proposal.lines for proposal in plan.proposals] == [(7,)]
    assert (finding(plan, "venue").lines, "cells don't match" in finding(plan, "venue").says) == ((8,), True)


def test_merged_proposals_keep_all_their_reasons(book: VenueBook) -> None:
    known = Known(claims=(claim("accepted-papers", venue="ECCV"),))
    (proposal,) = plan_of(HEADER + STYLE + ROW + ROW.replace("Jun 2023", "**ECCV 2025**"), known, book).proposals
    assert (proposal.lines, proposal.confidence) == ((7, 8), 0.974)
    assert "not at ECCV 2025" in proposal.says


def test_two_titles_of_one_paper_bring_the_evidence_of_both(book: VenueBook) -> None:
    one, other = f"Duo: {TITLE}", f"Duo: {TITLE} and Speed"
    known = Known(claims=(claim("accepted-papers", title=one), claim("openreview", title=other)))
    (proposal,) = plan_of(HEADER + STYLE + ROW.replace(TITLE, one) + ROW.replace(TITLE, other), known, book).proposals
    assert (proposal.lines, [found.source for found in proposal.evidence]) == ((7, 8), ["accepted-papers", "openreview"])


def test_a_common_acronym_tells_no_paper(book: VenueBook) -> None:
    row = "| [Duo: Fast Sampling of the Past](https://arxiv.org/abs/2306.00009) | Jun 2023 |\n"
    near = tuple(claim("accepted-papers", title=f"Duo: Fast Sampling of the Past {n}") for n in range(11))
    assert not plan_of(HEADER + STYLE + row, Known(claims=near), book).findings
    assert plan_of(HEADER + STYLE + row, Known(claims=near[:10]), book).findings


def test_damage_in_code_and_comments_is_left_alone(book: VenueBook) -> None:
    assert not plan_of("```\nðŸš€\n```\n\n<!-- ðŸš€ -->\n", Known(), book).proposals


def test_a_repair_that_leaves_a_blank_line_or_stands_on_a_ragged_row_is_not_proposed(book: VenueBook) -> None:
    assert not plan_of(f"{HEADER}Â\xa0\n", Known(), book).proposals
    assert not plan_of("# A\n\nÂ\xa0\n", Known(), book).proposals
    assert not plan_of(f"{HEADER}| ðŸš€ A | - | more |\n", Known(), book).proposals


def test_each_damaged_heading_is_a_proposal_of_its_own(book: VenueBook) -> None:
    plan = plan_of("# ðŸš€\n\n# ðŸ“š\n", Known(), book)
    assert [proposal.lines for proposal in plan.proposals] == [(1,), (3,)]
    assert len({proposal.fingerprint for proposal in plan.proposals}) == 2


def test_a_bad_byte_in_a_link_is_no_crash(book: VenueBook) -> None:
    assert plan_of(HEADER + STYLE + ROW.replace("arxiv.org/abs/2306.00001", "example.org/\udcff"), Known(claims=(LIST,)), book).proposals


def test_a_page_that_many_rows_link_names_none_of_them(book: VenueBook) -> None:
    page = ROW.replace("arxiv.org/abs/2306.00001", "blog.example.org/news")
    plan = plan_of(HEADER + STYLE + page + page.replace(TITLE, "Pseudo Numerical Methods on Manifolds"), Known(claims=(LIST,)), book)
    assert ([proposal.lines for proposal in plan.proposals], plan.findings, plan.papers) == ([(7,)], (), 4)


def test_the_day_of_submission_tells_whose_an_id_is(book: VenueBook) -> None:
    other = "Pseudo Numerical Methods on Manifolds"
    facts = (
        PaperFacts(PaperId("title", TITLE.lower()), "curated-lists", "u", date(2024, 1, 1), TITLE, submitted=date(2024, 2, 2)),
        PaperFacts(PaperId("title", other.lower()), "curated-lists", "u", date(2024, 1, 1), other, submitted=date(2023, 5, 31)),
    )
    text = HEADER + ROW + ROW.replace(TITLE, other)
    assert finding(plan_of(text, Known(facts=facts), book), "identity").lines == (5,)
    assert finding(plan_of(text, Known(facts=facts[1:]), book), "identity").lines == (5, 6)


@pytest.mark.parametrize(("version", "asked"), [(1, False), (3, True), (None, True)])
def test_a_title_that_arxiv_gives_today_and_the_row_doesn_t_is_a_question(version: int | None, asked: bool, book: VenueBook) -> None:
    renamed = "Towards Stabilized Networks through Spectral Constraints"
    known = Known(facts=(fact("arxiv:2306.00001", renamed, version=version),), claims=(claim("accepted-papers", title=renamed),))
    plan = plan_of(HEADER + STYLE + ROW, known, book)
    assert [one.rule for one in plan.findings] == ["identity"] * asked
    assert not asked or not plan.proposals


def test_rows_whose_ids_were_swapped_are_both_foreign(book: VenueBook) -> None:
    one, other = "BitsFusion: Weight Quantization", "Binarized Diffusion for Super-Resolution"
    text = HEADER + f"| [{one}](https://arxiv.org/abs/2406.05723) | - |\n| [{other}](https://arxiv.org/abs/2406.04333) | - |\n"
    plan = plan_of(text, Known(facts=(fact("arxiv:2406.05723", other), fact("arxiv:2406.04333", one))), book)
    assert [(found.lines, found.rule) for found in plan.findings] == [((5,), "identity"), ((6,), "identity")]


def test_an_id_of_another_row_s_paper_is_foreign_however_alike_the_titles(book: VenueBook) -> None:
    one, other = "Towards Accurate Quantization for Diffusion Models", "PTQD: Accurate Quantization for Diffusion Models"
    text = HEADER + STYLE + ROW.replace(TITLE, one) + ROW.replace(TITLE, other).replace("00001", "00002")
    known = Known(facts=(fact("arxiv:2306.00001", other),), claims=(claim("accepted-papers", title=other),))
    plan = plan_of(text, known, book)
    assert (finding(plan, "identity").lines, [proposal.lines for proposal in plan.proposals]) == ((7,), [(8,)])


def test_a_row_that_links_two_arxiv_papers_is_a_question(book: VenueBook) -> None:
    plan = plan_of(HEADER + "| [A](https://arxiv.org/abs/2306.00001) [B](https://arxiv.org/abs/2306.00002) | - |\n", Known(), book)
    assert "links two papers" in finding(plan, "identity").says


def test_one_meaning_is_one_proposal_though_its_rows_differ(book: VenueBook) -> None:
    foreign = "| [Pseudo Numerical Methods on Manifolds](https://arxiv.org/abs/2306.00001) | Jun 2023 |\n"
    unlinked = f"| {TITLE} | Jun 2023 |\n"
    plan = plan_of(HEADER + STYLE + ROW + foreign + unlinked, Known(claims=(LIST,)), book)
    assert [proposal.lines for proposal in plan.proposals] == [(7, 9)]


def test_a_venue_in_a_year_without_one_is_found_without_any_source(book: VenueBook) -> None:
    other = ROW.replace("Jun 2023", "**Nowhere 2025**").replace("00001", "00002")
    plan = plan_of(HEADER + ROW.replace("Jun 2023", "**ECCV 2025**") + other, Known(), book)
    assert [(one.rule, one.lines, one.says) for one in plan.findings] == [("impossible", (5,), "ECCV was not held in 2025")]


def test_a_paper_of_almost_that_title_is_a_question_and_one_of_another_row_is_none(book: VenueBook) -> None:
    row = "| [Duo: Fast Sampling of the Past](https://arxiv.org/abs/2306.00009) | Jun 2023 |\n"
    near = claim("accepted-papers", title="Duo: Fast Sampling of the Past and Future")
    assert "almost this title" in finding(plan_of(HEADER + STYLE + row, Known(claims=(near,)), book), "venue").says
    listed = row.replace("the Past", "the Past and Future").replace("00009", "00008").replace("Jun 2023", "**CVPR 2024**")
    assert not plan_of(HEADER + STYLE + row + listed, Known(claims=(near,)), book).findings


def test_damaged_text_is_proposed_cell_by_cell_and_line_by_line(book: VenueBook) -> None:
    text = f"# ðŸš€ List\n\n{HEADER}| [QuaÂ²SeDiMo: naïve café](https://arxiv.org/abs/2306.00001) | - |\n"
    plan = plan_of(text, Known(), book)
    assert [(edit.column, edit.old, edit.new) for one in plan.proposals for edit in one.edits] == [
        ("row", "# ðŸš€ List", "# 🚀 List"),
        (
            "title",
            "[QuaÂ²SeDiMo: naïve café](https://arxiv.org/abs/2306.00001)",
            "[Qua²SeDiMo: naïve café](https://arxiv.org/abs/2306.00001)",
        ),
    ]
    assert [one.paper for one in plan.proposals] == ["list:list", "arxiv:2306.00001"]
    assert not plan_of(plan.after.data, Known(), book).proposals


@pytest.mark.parametrize(
    "text", ["naïve café", "Ångström", "日本語", "50 °C", "“quoted”", "été à Zürich", "Ã", "MIT Ö– und", "Ä–", "É“x”", "a\udc80b"]
)
def test_sound_text_is_not_repaired(text: str, book: VenueBook) -> None:
    assert not plan_of(f"# {text}\n", Known(), book).proposals


def test_two_proposals_for_one_cell_don_t_overwrite_each_other(book: VenueBook) -> None:
    row = f"| [{TITLE}](https://arxiv.org/abs/2306.00001) | Jun 2023 | Â² |\n"
    plan = plan_of("| Title | Venue | Note |\n|--|--|--|\n" + STYLE.replace(" |\n", " | - |\n") + row, Known(claims=(LIST,)), book)
    assert plan.after.lines[-1] == row.replace("Jun 2023", "**CVPR 2024**").replace("Â²", "²")
    assert [proposal.rule for proposal in plan.proposals] == ["encoding", "venue"]
    assert not plan_of(plan.after.data, Known(claims=(LIST,)), book).proposals


def test_where_arxiv_failed_tonight_a_title_without_its_authors_proves_nothing(book: VenueBook) -> None:
    down, known = SourceReport("failed", asked=1, failed=1), Known(claims=(claim("accepted-papers", authors=("Ann Lee", "Bo Kim")),))
    authors = fact("arxiv:2306.00001", TITLE, authors=("Ann Lee", "Bo Kim"))
    job = Job("list", ListConfig(list=Place(file="x")), (HEADER + STYLE + ROW).encode(), HERE, book, NOW)
    assert sync(job, known, {}).proposals
    assert not sync(job, known, {"arxiv": down}).proposals
    assert sync(job, replace(known, facts=(authors,)), {"arxiv": down}).proposals


def test_a_record_of_semantic_scholar_vouches_for_no_other_of_it(book: VenueBook) -> None:
    """It may be another paper's of the same title, merged with this one's id."""
    paper, names = PaperId("arxiv", "2306.00001"), ("Xi Chen", "Yi Ma")
    merged = PaperFacts(paper, "semantic-scholar", "https://s2", date(2024, 1, 1), TITLE, names)
    record = [claim(source, venue="ICML", paper=paper, authors=names) for source in ("semantic-scholar", "dblp")]
    assert not plan_of(HEADER + STYLE + ROW, Known((merged,), tuple(record)), book).proposals
    assert plan_of(HEADER + STYLE + ROW, Known((fact(str(paper), TITLE, authors=names), merged), tuple(record)), book).proposals
