from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text.comments import read_comment, read_journal_ref
from bot.text.venues import VenueBook

Expected = tuple[str, str, int | None, str]

SAID: dict[str, list[Expected]] = {
    # verbs
    "Accepted by CVPR 2031": [("accepted", "CVPR", 2031, "main")],
    "Accepted to ICML": [("accepted", "ICML", None, "main")],
    "9 pages, 4 figures, accepted at ICLR'31": [("accepted", "ICLR", 2031, "main")],
    "Accepted for publication at ECCV 2030, camera-ready version": [("accepted", "ECCV", 2030, "main")],
    "accpeted at ICML 2031!": [("accepted", "ICML", 2031, "main")],
    "To appear in the Proceedings of the 50th International Conference on Machine Learning (ICML-31)": [("accepted", "ICML", 2031, "main")],
    "This work will be presented at ICRA2031.": [("accepted", "ICRA", 2031, "main")],
    "In Proceedings of AAAI 2031": [("accepted", "AAAI", 2031, "main")],
    "Forthcoming in IJCV": [("accepted", "IJCV", None, "main")],
    "NeurIPS 2031 camera-ready": [("accepted", "NeurIPS", 2031, "main")],
    "Our paper has been accepted as a spotlight paper to NeurIPS 2031. Code: https://example.org/icml2029/x": [
        ("accepted", "NeurIPS", 2031, "main")
    ],
    "Accepted by 2031 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)": [("accepted", "CVPR", 2031, "main")],
    "Early accepted by MICCAI 2031": [("accepted", "MICCAI", 2031, "main")],
    "Submitted to IEEE TMM on 3 May 2030; accepted by IEEE TMM in March 2031": [("accepted", "TMM", 2031, "main")],
    "Accepted by TPAMI and presented at ICCV 2031": [("accepted", "TPAMI", None, "main"), ("accepted", "ICCV", 2031, "main")],
    "ACM Transactions on Graphics (SIGGRAPH Asia 2031)": [("bare", "TOG", 2031, "main"), ("bare", "SIGGRAPH Asia", 2031, "main")],
    "🎉 Accepted @ CVPR 2031 🎉": [("accepted", "CVPR", 2031, "main")],
    # a name alone
    "ICML 2031": [("bare", "ICML", 2031, "main")],
    "CVPR2031, project page: www.example.org": [("bare", "CVPR", 2031, "main")],
    "12 pages; IEEE Transactions on Image Processing 2031": [("bare", "TIP", 2031, "main")],
    "NAACL 2031 (long paper)": [("bare", "NAACL", 2031, "main")],
    # parts of a venue
    "Findings of ACL 2031": [("bare", "ACL", 2031, "findings")],
    "Accepted to CVPRW 2031": [("accepted", "CVPR", 2031, "workshop")],
    "Accepted by WWW 2031": [("accepted", "WWW", 2031, "main")],
    "Accepted at ACL TINYNLP 2031": [("accepted", "ACL", 2031, "workshop")],
    "SIGIR AI Art Gallery 2031": [("bare", "SIGIR", 2031, "workshop")],
    "Accepted at CVPR-W 2031": [("accepted", "CVPR", 2031, "workshop")],
    "Accepted at the 3rd Workshop on Tiny Things (TINY 2031), co-located with ECCV 2030": [("accepted", "ECCV", 2030, "workshop")],
    "SMALL @ COLM 2031": [("bare", "COLM", 2031, "workshop")],
    "Accepted to CVPR 2031 NanoVis": [("accepted", "CVPR", 2031, "workshop")],
    "TaskEval-2031 (ACL 2031)": [("bare", "ACL", 2031, "workshop")],
    "Accepted by ICME 2031 and the ICLR 2031 Workshop on Small Models": [
        ("accepted", "ICME", 2031, "main"),
        ("accepted", "ICLR", 2031, "workshop"),
    ],
    "NeurIPS 2031 Datasets and Benchmarks Track": [("bare", "NeurIPS", 2031, "datasets")],
    "To appear at ACL 2031 System Demonstrations": [("accepted", "ACL", 2031, "companion")],
    "Tutorial at KDD 2031": [("bare", "KDD", 2031, "tutorial")],
    "Accepted by Interspeech 2031, demo: https://example.org": [("accepted", "INTERSPEECH", 2031, "main")],
    # not accepted
    "Submitted to NeurIPS 2031": [("submitted", "NeurIPS", 2031, "main")],
    "Under review at IEEE TPAMI": [("submitted", "TPAMI", None, "main")],
    "under review": [("submitted", "", None, "main")],
    "This work has been submitted to the IEEE for possible publication": [("submitted", "", None, "main")],
    "NeurIPS 2031 submission": [("submitted", "NeurIPS", 2031, "main")],
    "Conditionally accepted at CHI 2031": [("submitted", "CHI", 2031, "main")],
    "Accepted to IEEE Access with minor revisions": [("submitted", "IEEE Access", None, "main")],
    "Rejected by ICLR 2031": [("rejected", "ICLR", 2031, "main")],
    "Withdrawn from ICLR 2031": [("withdrawn", "ICLR", 2031, "main")],
    # another's
    "Extended version of our CVPR 2029 paper": [("extends", "CVPR", 2029, "main")],
    "Journal extension of TinyThing (ECCV 2030), accepted by IJCV": [("extends", "ECCV", 2030, "main"), ("accepted", "IJCV", None, "main")],
    "This is an extended version of a paper accepted at ICML 2031": [("extends", "ICML", 2031, "main")],
    "Winning solution of the CVPR 2031 Tiny Video Challenge": [("extends", "CVPR", 2031, "challenge")],
    # nothing
    "12 pages, 3 figures": [],
    "": [],
    "Code will be released upon acceptance": [],
    "Typeset in the ACL 2031 style": [],
    "Not submitted to any conference": [],
    "The code was presented at https://icml.cc/2031/": [],
    "Master's thesis, accepted at Example University in 2031": [],
    "We evaluate on the CVPR 2029 dataset": [],
    "Computer Vision and Pattern Recognition (cs.CV)": [],
}


@pytest.mark.parametrize("comment", SAID)
def test_a_comment_says_what_a_reader_takes_it_for(comment: str, book: VenueBook) -> None:
    read = read_comment(comment, book)
    found = [
        ("bare" if one.bare and one.status == "accepted" else one.status, book.canonical(one.venue), one.year, one.track) for one in read
    ]
    assert found == SAID[comment]


NOT_THESE = {
    "Accepted at the International Conference on Machine Learning and Applications (ICMLA 2031)": "ICML",
    "Accepted by the 6th International Conference on Computer Vision, Image and Speech 2031": "ICCV",
    "Accepted by the International Conference on Computer Vision Theory and Applications 2031": "ICCV",
    "Accepted at ACM Multimedia Asia 2031": "ACM MM",
    "Submitted to ACL ARR 2031": "ACL",
    "To appear at the AAAI/ACM Conference on AI, Ethics, and Society (AIES 2031)": "AAAI",
    "Accepted by ICRA@40": "ICRA",
    "Accepted at the Conference on Tiny Signals and Pattern Recognition 2031": "Pattern Recognition",
    "Accepted at the IEEE/CVF Computer Vision & Pattern Recognition Workshops 2031": "Pattern Recognition",
    "Accepted at the Chinese Conference on Computer Vision and Pattern Recognition 2031": "CVPR",
}


@pytest.mark.parametrize("comment", NOT_THESE)
def test_a_venue_is_not_read_from_a_part_of_anothers_name(comment: str, book: VenueBook) -> None:
    assert NOT_THESE[comment] not in [book.canonical(one.venue) for one in read_comment(comment, book)]


UNKNOWN: dict[str, tuple[str, int | None]] = {
    "Accepted for presentation at the 2031 International Joint Conference on Tiny Networks (IJCTN)": ("IJCTN", 2031),
    "accepted to IEEE TINYCON 2031": ("TINYCON", 2031),
    "Published in Tiny Systems and Applications": ("Tiny Systems and Applications", None),
    "International Symposium on Tiny Imaging (ISTI 2031), Smalltown": ("ISTI", 2031),
    "TinyConf Oral 2031": ("TinyConf", 2031),
}


@pytest.mark.parametrize("comment", UNKNOWN)
def test_an_unknown_venue_keeps_its_name_the_short_one_before_the_long(comment: str, book: VenueBook) -> None:
    assert [(one.venue, one.year) for one in read_comment(comment, book)] == [UNKNOWN[comment]]


@pytest.mark.parametrize(
    ("comment", "award"),
    [
        ("Accepted to ICLR 2031 (Oral)", "Oral"),
        ("CVPR 2031 Hightlight", "Highlight"),
        ("ICML 2031. Spotlight.", "Spotlight"),
        ("Best Paper Award at CVPR 2031", "Best Paper"),
        ("CVPR 2031 best paper candidate", None),
        ("CVPR 2031 Best Paper Award winner", "Best Paper"),
    ],
)
def test_an_award_is_read_in_one_spelling(comment: str, award: str | None, book: VenueBook) -> None:
    assert [one.award for one in read_comment(comment, book)] == [award]


REFS: dict[str, list[Expected]] = {
    "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR), 2031, pp. 2001-2010": [
        ("accepted", "CVPR", 2031, "main")
    ],
    "IEEE Transactions on Image Processing, vol. 40, pp. 1-12, 2031": [("accepted", "TIP", 2031, "main")],
    "International Journal of Computer Vision 139 (2031) 2024-2039": [("accepted", "IJCV", 2031, "main")],
    "In: European Conference on Computer Vision (ECCV) Workshops, 2030": [("accepted", "ECCV", 2030, "workshop")],
    "Computer Vision - ECCV 2030. Lecture Notes in Computer Science, vol 99. Springer (2031)": [("accepted", "ECCV", 2030, "main")],
    "Findings of the Association for Computational Linguistics: EMNLP 2031": [("accepted", "EMNLP", 2031, "findings")],
    "Journal of Tiny Things 3, 2031": [("accepted", "Journal of Tiny Things", 2031, "main")],
    "": [],
}


@pytest.mark.parametrize("text", REFS)
def test_a_journal_reference_says_where_a_paper_appeared(text: str, book: VenueBook) -> None:
    found = [(one.status, book.canonical(one.venue), one.year, one.track) for one in read_journal_ref(text, book)]
    assert found == REFS[text]


def test_what_was_said_is_quoted_and_no_longer_than_a_line(book: VenueBook) -> None:
    (said,) = read_comment(f"8 pages. Accepted at ICML 2031 {'in the main programme ' * 20}. Code: x", book)
    assert said.raw.startswith("Accepted at ICML 2031 in the")
    assert len(said.raw) == 160


WORDS = [
    "Accepted at",
    "CVPR",
    "2031",
    "(",
    ")",
    "@",
    "workshop",
    "extended version of",
    "submitted to",
    "and",
    ",",
    "'31",
    "{\\'e}",
    "🎉",
    "\n",
]


@settings(max_examples=40)
@given(text=st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
@example(text="\\url{" * 50)
@example(text="\x1f\x00\ud800")
@example(text="(((((" + "CVPR 2031" * 9)
def test_no_text_breaks_the_reader(text: str, book: VenueBook) -> None:
    for said in (*read_comment(text, book), *read_journal_ref(text, book)):
        assert len(said.raw) <= 160


PIECES = [
    "a",
    "A",
    "aA",
    "Aa ",
    "be ",
    "CVPR ",
    "CVPR 2031 ",
    "CVPR 2031 and ",
    "accepted ",
    "accepted at CVPR, ",
    "@",
    "@ A",
    "(",
    "(A",
    "a.",
]
PIECES += [
    ", ",
    "under ",
    "extended version of ",
    "submitted to X, ",
    "1 page ",
    "\\url{",
    '"',
    "A@",
    "A 20",
    "at ",
    "at Conference ",
    "A, B and ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_no_repetition_of_words_is_too_much(piece: str, book: VenueBook) -> None:
    """An expression that backtracks would not come back."""
    text = (piece * 10_000)[:10_000]
    assert all(one.raw for one in (*read_comment(text, book), *read_journal_ref(text, book)))
