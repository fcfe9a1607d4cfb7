"""From a stated venue and the claims to keep, replace or question, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.model import Claim
from bot.rules.claims import weigh
from bot.rules.confidence import KNOWN, SHORT
from bot.rules.settle import settle
from bot.text import venuecell
from bot.text.venues import VenueBook
from tests.test_claims import LIST, TITLE, claim

OURS = replace(LIST, authors=("Ann Lee", "Bo Kim"))
ICCV = claim("accepted-papers", venue="ICCV", year=2023)
JOURNAL = claim("accepted-papers", venue="TPAMI", year=2025)
HEARD = claim("curated-lists", track="workshop", raw="a/b")

CASES: dict[str, tuple[str, list[Claim], str]] = {
    "a date gives way to a proven venue": ("Jun 2023", [LIST], "replace CVPR 2024"),
    "so does a preprint": ("arXiv 2023", [LIST], "replace CVPR 2024"),
    "and nothing at all": ("-", [LIST], "replace CVPR 2024"),
    "a date without proof stays, one source is a question": ("Jun 2023", [claim("semantic-scholar")], "question"),
    "but not where the venue rejected the paper": (
        "Jun 2023",
        [claim("semantic-scholar", year=None), claim("openreview", "rejected")],
        "keep",
    ),
    "nor what nobody knows": ("Jun 2023", [claim("semantic-scholar", venue="Some Magazine")], "keep"),
    "a source with a year against the stated venue is a question": ("ICML 2024", [claim("dblp")], "question"),
    "one without a year is none": ("ICML 2024", [claim("semantic-scholar", year=None)], "keep"),
    "nor is one beside another that agrees": ("ICML 2024", [claim("dblp"), claim("arxiv", venue="ICML")], "keep"),
    "nor a journal version of it": ("ICML 2024", [claim("crossref", venue="TPAMI", year=2025)], "keep"),
    "a date with a rejection stays": ("Jun 2023", [claim("openreview", "rejected")], "keep"),
    "lists alone move nothing": ("Jun 2023", [claim("curated-lists", raw=f"list/{n}") for n in range(5)], "keep"),
    "of a paper and its extension the first is written": ("Jun 2023", [JOURNAL, LIST], "replace CVPR 2024"),
    "two rivals are a question": ("Jun 2023", [LIST, ICCV], "question"),
    "a venue long before the preprint is a question": ("Jun 2027", [LIST], "question"),
    "where no authors tell, one of the year before is": ("Jun 2025", [LIST], "question"),
    "else it isn't": ("Jun 2025", [OURS], "replace CVPR 2024"),
    "the proven venue stays": ("CVPR 2024", [LIST], "keep"),
    "its award is no matter": ("CVPR 2024 Oral", [LIST], "keep"),
    "one of two stated is proven": ("CVPR 2024<br>TPAMI 2025", [LIST], "keep"),
    "another venue is not overwritten": ("ICML 2024", [LIST], "question"),
    "nor another year": ("CVPR 2023", [LIST], "question"),
    "unless its year rejected the paper": ("ICML 2024", [LIST, claim("accepted-papers", "rejected", venue="ICML")], "replace CVPR 2024"),
    "or the paper was withdrawn there": ("ICML 2024", [LIST, claim("openreview", "withdrawn", venue="ICML")], "replace CVPR 2024"),
    "or its complete list lacks it": ("ICML 2024", [LIST, claim("accepted-papers", "absent", venue="ICML")], "replace CVPR 2024"),
    "a list of submissions may know it by an older title": ("ICML 2024", [LIST, claim("openreview", "absent", venue="ICML")], "question"),
    "a list that doesn't decide disproves nothing": ("ICML 2024", [LIST, claim("curated-lists", "absent", venue="ICML")], "question"),
    "another year's rejection disproves nothing": (
        "ICML 2024",
        [LIST, claim("openreview", "rejected", venue="ICML", year=2023)],
        "question",
    ),
    "a workshop is not disproved by its conference": (
        "ICML 2025 Workshop",
        [LIST, claim("openreview", "rejected", venue="ICML", year=2025)],
        "question",
    ),
    "a namesake of long ago replaces nothing": ("ECCV 2035", [claim("accepted-papers", venue="ECCV")], "question"),
    "a main track is not lowered to Findings": (
        "ICML 2024",
        [claim("openreview", track="findings"), claim("openreview", "rejected", venue="ICML")],
        "question",
    ),
    "two workshops are not one paper's": ("NeurIPS 2023 Workshop<br>ICML 2023 Workshop", [LIST], "question"),
    "a companion is no workshop": ("SIGGRAPH 2024 Companion", [claim("accepted-papers", year=2025)], "question"),
    "a year without the venue is disproved": ("ECCV 2025", [claim("accepted-papers", venue="ECCV")], "replace ECCV 2024"),
    "whatever the proven venue": ("ECCV 2025", [LIST], "replace CVPR 2024"),
    "without proof it stays for the rule impossible": ("ECCV 2025", [], "keep"),
    "a workshop gives way to its paper's publication": ("NeurIPS 2023 Workshop", [OURS], "replace CVPR 2024"),
    "not to one of which only the title is known": ("NeurIPS 2023 Workshop", [LIST], "question"),
    "not to an earlier one": ("NeurIPS 2025 Workshop", [LIST], "question"),
    "a main track is not lowered to a workshop": ("CVPR 2024", [claim("openreview", track="workshop")], "question"),
    "not even where the main track is disproved": (
        "ICML 2024",
        [claim("openreview", track="workshop"), claim("openreview", "rejected", venue="ICML")],
        "question",
    ),
    "nor where it was not held": ("ECCV 2025", [claim("openreview", venue="ECCV", track="workshop")], "question"),
    "an earlier workshop is no contradiction": ("ICML 2025", [claim("openreview", track="workshop")], "keep"),
    "a journal's submission after it is no contradiction": (
        "ICML 2024",
        [claim("openreview", "submitted", venue="TMLR", year=2025)],
        "keep",
    ),
    "not even where lists say so": ("CVPR 2024", [HEARD], "question"),
    "a list that agrees with the row settles the doubt": ("CVPR 2024", [HEARD, claim("curated-lists", raw="c/d")], "keep"),
    "lists never raise a workshop": ("CVPR 2024 Workshop", [claim("curated-lists", raw="c/d")], "keep"),
    "lists that name another venue are no doubt": ("ICML 2023", [claim("curated-lists", raw="c/d")], "keep"),
    "a conference is kept when the journal follows": ("CVPR 2024", [JOURNAL], "keep"),
    "a journal is kept when the conference is proven": ("TPAMI 2025", [LIST], "keep"),
    "TOG and SIGGRAPH are one": ("TOG 2024", [claim("accepted-papers", venue="SIGGRAPH")], "keep"),
    "a rejection without proof of another venue is a question": ("ICML 2024", [claim("openreview", "rejected", venue="ICML")], "question"),
    "so is absence from the submissions": ("ICML 2024", [claim("openreview", "absent", venue="ICML")], "question"),
    "and a submission to a later year": ("ICML 2024", [claim("openreview", "submitted", venue="ICML", year=2025)], "question"),
    "a submission to the year stated is none": ("ICML 2024", [claim("openreview", "submitted", venue="ICML")], "keep"),
    "what isn't understood is left alone": ("CVPR 2024 and more", [LIST], "keep"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_stated_venue_is_kept_replaced_or_questioned(name: str, book: VenueBook) -> None:
    cell, claims, expected = CASES[name]
    stated = venuecell.read(cell, book)
    posted = date(stated.month[0], stated.month[1], 1) if stated.month else date(2035, 1, 1) if "2035" in cell else None
    verdict = settle(stated, weigh(claims, [TITLE], ("Ann Lee", "Bo Kim"), book), book, posted)
    assert f"{verdict.action} {verdict.publication or ''}".strip() == expected
    assert verdict.action == "keep" or (verdict.says and verdict.claims)


def test_an_award_that_nothing_disproves_stays(book: VenueBook) -> None:
    verdict = settle(venuecell.read("ECCV 2025 Oral", book), weigh([claim("accepted-papers", venue="ECCV")], [TITLE], (), book), book)
    assert str(verdict.publication) == "ECCV 2024 Oral"


def test_a_year_and_more_off_is_no_slip(book: VenueBook) -> None:
    short = claim("accepted-papers", venue="ECCV", year=2022, title="Deep Learning")
    verdict = settle(venuecell.read("ECCV 2025", book), weigh([short], ["Deep Learning"], (), book), book)
    assert verdict.confidence == pytest.approx(SHORT, abs=0.002)


def test_the_same_series_a_year_off_is_sure_even_with_a_short_title(book: VenueBook) -> None:
    short = claim("accepted-papers", venue="ECCV", title="Deep Learning")
    verdict = settle(venuecell.read("ECCV 2025", book), weigh([short], ["Deep Learning"], (), book), book)
    assert verdict.confidence == KNOWN
