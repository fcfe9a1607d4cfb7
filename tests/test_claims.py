"""The judgement over claims, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.model import Claim, Evidence, PaperId, Publication, SourceName
from bot.rules.authors import agree
from bot.rules.claims import evidence, weigh
from bot.rules.confidence import KNOWN, SHORT, TITLED
from bot.text.titles import title_id
from bot.text.venues import VenueBook

TITLE = "Fast Sampling of Diffusion Models with Care"


def claim(source: SourceName, status: str = "accepted", venue: str = "CVPR", year: int | None = 2024, **more: Any) -> Claim:
    title = more.pop("title", TITLE)
    return Claim(
        paper=more.pop("paper", None) or title_id(title),
        source=source,
        status=status,  # type: ignore[arg-type]
        venue=venue,
        url=f"https://example.org/{source}",
        read_at=more.pop("read_at", date(2024, 6, 1)),
        year=year,
        title=title,
        **more,
    )


OWN = ("Ann Lee", "Bo Kim")
LIST = claim("accepted-papers")
REVIEW = claim("openreview")
SCHOLAR = claim("semantic-scholar")
DBLP = claim("dblp")
CVPR, NEURIPS = Publication("CVPR", 2024), Publication("NeurIPS", 2024)

PROVEN: dict[str, tuple[list[Claim], list[Publication]]] = {
    "nothing is known": ([], []),
    "the conference's own list is proof": ([LIST], [CVPR]),
    "OpenReview's decision is proof": ([REVIEW], [CVPR]),
    "one record of Semantic Scholar is one source": ([SCHOLAR], []),
    "a comment alone is one source": ([claim("arxiv")], []),
    "a DBLP key agrees with its record": (
        [claim("semantic-scholar", venue="NIPS"), claim("dblp", venue="NeurIPS", authors=OWN)],
        [NEURIPS],
    ),
    "but nobody knows whose record it is without authors": ([claim("semantic-scholar", venue="NIPS"), claim("dblp", venue="NeurIPS")], []),
    "a DBLP key that can't tell the track proves nothing": ([SCHOLAR, DBLP], []),
    "with a comment it does": ([SCHOLAR, DBLP, claim("arxiv")], [CVPR]),
    "with a DOI it does": ([SCHOLAR, claim("crossref")], [CVPR]),
    "two curators of different years don't agree": ([claim("semantic-scholar", venue="ICML"), claim("dblp", venue="ICML", year=2025)], []),
    "curated lists never count": ([claim("curated-lists", raw=f"list/{n}") for n in range(9)], []),
    "nor beside one source": ([claim("arxiv"), claim("curated-lists", raw="a/b")], []),
    "one source's main track and workshop prove neither": ([claim("openreview"), claim("openreview", track="workshop")], []),
    "a rejection from the main track is none from its workshop": (
        [claim("openreview", "rejected", track="main"), claim("openreview", track="workshop", read_at=date(2024, 7, 1))],
        [Publication("CVPR", 2024, "workshop")],
    ),
    "a workshop's full name is a track": (
        [
            claim("crossref", venue="IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops"),
            claim("arxiv", track="workshop"),
        ],
        [Publication("CVPR", 2024, "workshop")],
    ),
    "a repository's words are no curator's": ([claim("arxiv"), claim("github")], []),
    "a preprint server is no venue": (
        [claim("semantic-scholar", venue="arXiv.org"), claim("dblp", venue="CoRR"), claim("crossref", venue="arXiv.org")],
        [],
    ),
    "a decision that names no title decides nothing": ([claim("openreview", title=None, paper=title_id(TITLE))], []),
    "namesakes in one list are told apart by authors": (
        [claim("accepted-papers", authors=("Xi Chen", "Yi Ma")), claim("accepted-papers", authors=("Ann Lee", "Bo Kim"))],
        [CVPR],
    ),
    "of one day the denial holds": ([LIST, claim("accepted-papers", "withdrawn")], []),
    "a claim without a year proves no year": ([claim("accepted-papers", year=None)], []),
    "a record without a year of its own takes the DBLP key's": (
        [claim("semantic-scholar", venue="ICLR", year=None), claim("dblp", venue="ICLR", year=2025, authors=OWN)],
        [Publication("ICLR", 2025)],
    ),
    "but proves no year by itself": ([claim("semantic-scholar", venue="ICLR", year=None), claim("arxiv", venue="ICLR", year=None)], []),
    "nor agrees with a key of another venue": (
        [claim("semantic-scholar", venue="ICLR", year=None), claim("dblp", venue="ICML", year=2025)],
        [],
    ),
    "namesakes in one list are told apart wherever their own pages are": (
        [
            replace(claim("accepted-papers"), authors=("Xi Chen", "Yi Ma"), url="https://example.org/1"),
            replace(LIST, url="https://example.org/2"),
        ],
        [CVPR],
    ),
    "a submission is no acceptance": ([claim("openreview", "submitted")], []),
    "another title is another paper": ([claim("accepted-papers", title="Fast Sampling of Diffusion Models")], []),
    "a title in another spelling is the same": ([claim("accepted-papers", title="FAST sampling of diffusion models, with care.")], [CVPR]),
    "other authors are another paper": ([claim("accepted-papers", authors=("Xi Chen", "Yi Ma"))], []),
    "the last snapshot holds: raised": ([claim("accepted-papers", "submitted", read_at=date(2024, 1, 1)), LIST], [CVPR]),
    "the last snapshot holds: withdrawn": ([LIST, claim("accepted-papers", "withdrawn", read_at=date(2024, 7, 1))], []),
    "a decision against it at the same venue contests it": ([LIST, claim("openreview", "rejected")], []),
    "a rejection elsewhere doesn't": ([LIST, claim("openreview", "rejected", venue="ICLR")], [CVPR]),
    "sources that differ on the track prove none": ([claim("accepted-papers", track="main"), claim("openreview", track="workshop")], []),
    "a workshop's decision proves the workshop": ([claim("openreview", track="workshop")], [Publication("CVPR", 2024, "workshop")]),
    "a workshop's name is a track": ([claim("accepted-papers", venue="CVPRW")], [Publication("CVPR", 2024, "workshop")]),
    "two venues may both be proven": ([LIST, claim("accepted-papers", venue="TPAMI", year=2025)], [CVPR, Publication("TPAMI", 2025)]),
}


@pytest.mark.parametrize("name", PROVEN)
def test_what_claims_prove(name: str, book: VenueBook) -> None:
    claims, expected = PROVEN[name]
    for order in (claims, claims[::-1]):
        proofs = weigh(order, [TITLE], ("Ann Lee", "Bo Kim"), book).proofs
        assert sorted(str(p.publication) for p in proofs) == sorted(map(str, expected))
        assert all(proof.claims for proof in proofs)


@pytest.mark.parametrize(
    ("claims", "title", "known"),
    [
        ([LIST], TITLE, TITLED),
        ([claim("accepted-papers", title="Deep Learning")], "Deep Learning", SHORT),
        ([claim("accepted-papers", authors=("Ann Lee", "Bo Kim"))], TITLE, KNOWN),
        ([claim("accepted-papers", title="Deep Learning", authors=("Ann Lee", "Bo Kim"))], "Deep Learning", KNOWN),
        ([LIST, REVIEW], TITLE, TITLED),
        ([claim("crossref", title="Deep Learning"), claim("arxiv", title="Deep Learning")], "Deep Learning", SHORT),
        (
            [claim(source, title="Deep Learning", paper=PaperId("arxiv", "2306.00001")) for source in ("crossref", "arxiv")],
            "Deep Learning",
            KNOWN,
        ),
        ([LIST, claim("accepted-papers", read_at=date(2024, 5, 1))], TITLE, TITLED),
    ],
)
def test_a_proof_is_as_sure_as_it_is_about_this_paper(claims: list[Claim], title: str, known: float, book: VenueBook) -> None:
    (proof,) = weigh(claims, [title], ("Ann Lee", "Bo Kim"), book).proofs
    assert known - 0.002 <= proof.confidence <= known


def test_a_second_source_makes_it_surer(book: VenueBook) -> None:
    scholar, comment = claim("semantic-scholar", paper=PaperId("arxiv", "2306.00001")), claim("arxiv", paper=PaperId("arxiv", "2306.00001"))
    two, three = (weigh(some, [TITLE], (), book).proofs[0] for some in ([scholar, comment], [scholar, comment, claim("crossref")]))
    assert 0.95 < two.confidence < three.confidence < 1


def test_namesakes_in_one_list_prove_nothing_where_the_authors_are_unknown(book: VenueBook) -> None:
    both = [claim("accepted-papers", authors=("Xi Chen", "Yi Ma")), claim("accepted-papers", authors=("Ann Lee", "Bo Kim"))]
    assert not weigh(both, [TITLE], (), book).proofs


def test_the_award_of_the_last_snapshot_holds(book: VenueBook) -> None:
    older = claim("accepted-papers", raw="Poster", read_at=date(2024, 3, 1))
    newer = claim("accepted-papers", award="Highlight", raw="Highlight")
    (proof,) = weigh([newer, older], [TITLE], (), book).proofs
    assert (proof.publication.award, proof.claims) == ("Highlight", (newer,))


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        ((), ("A B",), None),
        (("Ann Lee", "Bo Kim"), ("Lee, Ann", "Kim, Bo"), True),
        (("Li Wei", "Bo Kim"), ("Wei Chen", "Kim Lee"), False),
        (("Yu Sun", "Bo Kim"), ("Yu Sun 0020", "B. Kim"), True),
        (("André Müller",), ("Andre Muller",), True),
        (("Ann Lee", "Bo Kim", "et al."), ("Ann Lee", "Cy Roe", "Di Poe"), True),
        (("Ann Lee", "Bo Kim"), ("Ann Lee", "Cy Roe"), False),
        (("Bo Kim", "Ann Lee"), ("Ann Lee", "Bo Kim"), False),
        (("123",), ("Ann Lee",), False),
    ],
)
def test_authors_agree_by_first_and_last_surname(some: tuple[str, ...], others: tuple[str, ...], expected: bool | None) -> None:
    assert agree(some, others) is agree(others, some) is expected


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (claim("accepted-papers", raw="Poster"), "CVPR 2024 lists it (Poster)"),
        (claim("openreview", "rejected"), "CVPR 2024 rejected it"),
        (claim("openreview", "withdrawn"), "it was withdrawn from CVPR 2024"),
        (claim("accepted-papers", title="Other"), "CVPR 2024 lists “Other”"),
        (claim("curated-lists", track="workshop", raw="a/b"), "a/b says CVPR 2024 workshop"),
    ],
)
def test_evidence_is_the_claim_s_own_words_url_and_day(one: Claim, words: str) -> None:
    assert evidence(one, TITLE) == Evidence(one.source, words, one.url, one.read_at)


def test_a_paper_id_is_scheme_and_value() -> None:
    assert str(PaperId.parse("arxiv:2211.15736")) == "arxiv:2211.15736"
    with pytest.raises(ValueError, match="scheme:value"):
        PaperId.parse("2211.15736")
