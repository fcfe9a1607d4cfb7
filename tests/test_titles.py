from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.damage import damage, repair
from bot.text.titles import acronym, akin, key, normalise, similarity, unrelated

SAME = [
    ("Post-training Quantization", "Post-Training  Quantization"),
    ("QuaÂ²SeDiMo: Quantifiable", "Qua²SeDiMo: Quantifiable"),
    ("Ca$^2$-VDM", "Ca2-VDM"),
    ("Î”-DiT: A", "Δ-DiT: A"),
    ("FRDiff : Feature Reuse", "FRDiff: Feature Reuse"),
    ("Pretraining", "Pre-training"),
    ("$\\Delta$-DiT", "Δ-DiT"),
    ("$\\mathbf{Fast}$ Nets", "Fast Nets"),
    ("Schrödinger Bridges", "Schrodinger Bridges"),
    ("Schro\u0308dinger", "Schrödinger"),
    ("Q&amp;A", "Q&A"),
    ("\\textit{Fast} Sampling", "Fast Sampling"),
    ("Donâ€™t", "Don’t"),
]
RENAMED = [
    (
        "UniFL: Improve Latent Diffusion Model via Unified Feedback Learning",
        "UniFL: Improve Stable Diffusion via Unified Feedback Learning",
    ),
    (
        "EDA-DM: Enhanced Distribution Alignment for Quantization of Diffusion Models",
        "Enhanced Distribution Alignment for Quantization of Diffusion Models",
    ),
    ("From Slow Bidirectional to Fast Causal Video Generators", "From Slow Bidirectional to Fast Autoregressive Video Diffusion Models"),
]
OTHER = [
    (
        "DPM-Solver: A Fast ODE Solver for Diffusion Probabilistic Model Sampling",
        "Pseudo Numerical Methods for Diffusion Models on Manifolds",
    ),
    ("BitsFusion: 1.99 bits Weight Quantization of Diffusion Model", "Binarized Diffusion Model for Image Super-Resolution"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_title_is_the_same_in_every_spelling(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NTIRE 2021 Challenge", "NTIRE 2022 Challenge"),
        ("DPM-Solver", "DPM-Solver 2"),
        ("PointNet: A", "PointNet++: A"),
        ("Model A for", "Model A+ for"),
        ("$\\alpha$-Net", "$\\beta$-Net"),
        ("AdaDiff: Step Selection", "AdaDiff: Exit"),
    ],
)
def test_digits_and_words_tell_titles_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(("one", "other"), RENAMED)
def test_a_renamed_paper_is_no_other_paper(one: str, other: str) -> None:
    assert not unrelated(one, other)
    assert akin(one, other) is akin(other, one) is (":" in one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_papers_of_one_field_are_told_apart(one: str, other: str) -> None:
    assert unrelated(one, other)
    assert not akin(one, other)
    assert similarity(one, other) == similarity(other, one)


def test_two_names_are_two_papers_however_alike_the_rest() -> None:
    one, other = "Q-DiT: Quantization for Diffusion Transformers", "PTQ4DiT: Quantization for Diffusion Transformers"
    assert not akin(one, other)
    assert not unrelated(one, other)


def test_an_acronym_with_plus_signs_is_another_name() -> None:
    assert acronym("DPM-Solver++: Fast") == "dpm-solver++" != acronym("DPM-Solver: A Fast")
    assert acronym("No colon here") == acronym(": x") == ""


@given(st.text())
def test_normalising_twice_is_normalising_once(title: str) -> None:
    assert normalise(normalise(title)) == normalise(title)


@given(st.text(alphabet=st.characters(min_codepoint=0xA0, exclude_categories=["Cs"]), min_size=1))
def test_damage_is_repaired_to_the_letter(text: str) -> None:
    assert repair(damage(text)) == text


@given(st.text())
def test_ascii_is_never_damaged(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert repair(ascii_only) == damage(ascii_only) == ascii_only
