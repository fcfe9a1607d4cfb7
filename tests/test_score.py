"""What a list teaches about papers: which are its kind, and where among its sections they belong."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.discovery.score import Scorer, Words, learn
from bot.discovery.sections import rank
from bot.discovery.terms import terms

HOW = ("Fast", "Efficient", "Accelerated", "Low-bit", "Pruned", "Cached", "Quantized", "Distilled")
WHAT = ("Walkers", "Strollers", "Hikers", "Ramblers")
ELSE = ("Proteins", "Graphs", "Robots", "Markets", "Weather", "Speech", "Proofs", "Networks", "Planets", "Rivers")
DONE = ("Learning", "Benchmarking", "Scaling", "Understanding", "Aligning", "Searching", "Explaining", "Segmenting", "Editing", "Detecting")
ROWS = [Words(f"{how} Diffusion for {what}") for how, what in product(HOW, WHAT)]
PAST = [
    *(Words(f"{done} {what} with {how} Methods, Part {n}") for n, done, what, how in product(range(2), DONE, ELSE, HOW[:4])),
    *(Words(f"{done} {what} in Diffusion") for done, what in product(DONE, ELSE)),
]
LIKE = Words("Distilling Fast Diffusion", "We accelerate the diffusion of strollers and quantize it.")
UNLIKE = Words("Understanding Proteins", "A benchmark of proteins and rivers for learning of proofs.")


def _learned(refused: tuple[Words, ...] = ()) -> Scorer:
    scorer = learn(ROWS, PAST, refused)
    assert isinstance(scorer, Scorer), scorer
    return scorer


def test_what_is_like_the_list_is_likelier_than_what_is_not() -> None:
    like, unlike = _learned().score([LIKE, UNLIKE])
    assert 0 <= 10 * unlike < like <= 1


def test_a_score_is_the_papers_own_whatever_stands_beside_it() -> None:
    scorer = _learned()
    assert scorer.score([LIKE, UNLIKE]) == (*scorer.score([LIKE]), *scorer.score([UNLIKE]))
    assert scorer.score([LIKE]) == _learned().score([LIKE])
    assert scorer.score([]) == ()


def test_an_abstract_speaks_too() -> None:
    bare, told = _learned().score([Words("Home Again"), Words("Home Again", LIKE.abstract)])
    assert told > bare


def test_an_author_of_the_list_speaks_for_a_paper_the_more_the_fewer_the_list_has() -> None:
    pairs = [replace(one, authors=("Ann Lee", f"Bo {n}")) for n, one in enumerate(ROWS)]
    crowds = [replace(one, authors=("Ann Lee", *(f"Bo {n} {m}" for m in range(100)))) for n, one in enumerate(ROWS)]
    paper = Words("Walks at Dawn", "We walk.")
    few, many, none = (learn(rows, PAST) for rows in (pairs, crowds, ROWS))
    assert isinstance(few, Scorer) and isinstance(many, Scorer) and isinstance(none, Scorer)
    bare, known, crowd, nobody = (
        scorer.score([one])[0]
        for scorer, one in ((few, paper), *((each, replace(paper, authors=("Ánn Lee",))) for each in (few, many, none)))
    )
    assert nobody == bare < crowd < known
    others = learn([replace(one, authors=("et al.",)) for one in ROWS], PAST)
    assert isinstance(others, Scorer) and others.score([replace(paper, authors=("et al.",))])[0] == bare


def test_what_was_refused_makes_its_like_less_likely() -> None:
    refused = tuple(Words(f"Distilling {how} Diffusion") for how in HOW)
    assert _learned(refused).score([LIKE])[0] < _learned().score([LIKE])[0]


def test_a_paper_that_was_announced_before_is_judged_as_if_it_had_not_been() -> None:
    papers = [Words(f"Distilled {how} Diffusion for {what} Again", LIKE.abstract) for how, what in product(HOW, WHAT)]
    told = learn(ROWS, [*PAST, *papers])
    assert isinstance(told, Scorer)
    forgotten = replace(told, parts={})
    assert sum(told.score(papers)) > 1.2 * sum(forgotten.score(papers))


def test_a_heading_speaks_for_what_its_section_takes() -> None:
    scorer = learn(ROWS, PAST, headings=["1-2_Embedded_Markets", "Ranked Markets"])
    assert isinstance(scorer, Scorer)
    of_markets = [Words("Diffusion for Markets")]
    assert scorer.score(of_markets)[0] > 2 * _learned().score(of_markets)[0]


def test_the_terms_that_speak_for_a_paper_are_named() -> None:
    assert "fast diffus" in _learned().reasons(LIKE)


def test_a_list_of_anything_is_not_learned_and_that_is_said() -> None:
    assert "too broad" in str(learn(PAST[::9], [one for n, one in enumerate(PAST) if n % 9]))


@pytest.mark.parametrize(("rows", "past", "says"), [(ROWS[:5], PAST, "the list has 5 papers"), (ROWS, PAST[:50], "only 50 announced")])
def test_too_little_is_not_learned_from(rows: list[Words], past: list[Words], says: str) -> None:
    assert says in str(learn(rows, past))


def test_a_paper_goes_where_its_like_is() -> None:
    rows = [(("List", "Pruning"), f"Pruned Diffusion for {what}") for what in WHAT]
    rows += [(("List", "Quantization"), f"Quantized Diffusion for {what}") for what in WHAT]
    (((best, sure), (_, less)),) = rank(rows, [Words("Post-Training Quantization")])
    assert best == ("List", "Quantization") and sure > less and sure + less == pytest.approx(1)
    assert rank(rows[:4], [LIKE]) == [((("List", "Pruning"), 1.0),)]


def test_words_of_one_stem_are_one_term_and_pairs_end_with_their_sentence() -> None:
    assert terms("Caching caches") == ["cach", "cach", "cach cach"]
    assert "cach fast" not in terms("The cache. Fast it is")


def test_titles_without_a_word_of_these_letters_tell_no_section_and_break_nothing() -> None:
    rows = [(("一",), "高效扩散模型"), (("二",), "视频生成"), (("二",), "!?")]
    (ranked,) = rank(rows, [Words("Fast Walks")])
    assert ranked == ((("一",), 0.5), (("二",), 0.5))
