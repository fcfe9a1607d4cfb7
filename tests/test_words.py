from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.delivery.words import Markdown, Plain, clean, safe_url

HOSTILE = [
    "论文https://github.com/a/b/issues/1 _https://github.com/a/b/issues/1 1https://x.org _www.evil.org",
    "_GH-3 论文GH-3 a@torvalds x#1",
    "\u3164blank\u2800",
    "@torvalds closes #1 and fixes owner/repo#2, GH-3",
    "<script>alert(1)</script> <!-- x --> &lt;b&gt; <https://github.com/a/b/issues/1>",
    "a | b | c\n| d |",
    "[link](https://evil.org) ![x](y) `code` **bold** _it_ ~~no~~ $x^2$",
    "see https://github.com/a/b/issues/1 and www.evil.org",
    "# heading\n- item\n1. one\n> quote\n+ plus\n=== ",
    "\x1b[31mred\x1b[0m \x07 \x9b31m",
    "\u202egnirts\u202c \u2066x\u2069 zero\u200bwidth \ufeff",
    "bad \udcff byte",
    "```\nfence\n```",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_outside_text_is_only_text_on_github(text: str) -> None:
    shown = Markdown().text(text)
    assert "\n" not in shown
    (block, inline, _) = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"]).parse(shown)
    assert block.type == "paragraph_open"
    assert {child.type for child in inline.children or []} <= {"text", "text_special", "softbreak"}
    for trigger in ("@torvalds", "#1", "GH-3", "https://", "www."):
        assert trigger not in shown


def test_a_word_that_only_ends_like_a_reference_stays_as_it_is() -> None:
    assert Markdown().text("High-Resolution Images") == "High-Resolution Images"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_style_lets_a_control_or_direction_character_through(text: str) -> None:
    for shown in (
        Markdown().text(text),
        Markdown().code(text),
        Markdown().link(text, "https://x.org"),
        Plain().text(text),
        Plain().block(text),
    ):
        assert not {c for c in shown if not c.isprintable() and c not in "\n\u200b"}
    assert not {c for c in clean(text) if not c.isprintable()}


@pytest.mark.parametrize("line", ["::add-mask::x", " ::error::x", "+ ##[group]x"])
def test_no_line_is_a_command_to_the_runner(line: str) -> None:
    shown = Plain().block(line)
    assert not shown.lstrip(" +-").startswith(("::", "##["))
    assert shown.replace("\u200b", "") == line


@given(st.text(max_size=60))
def test_code_shows_the_text_and_nothing_else(text: str) -> None:
    shown = Markdown().code(text)
    tokens = MarkdownIt("commonmark").parse(f"x {shown}")
    (inline,) = [token for token in tokens if token.type == "inline"]
    if clean(text):
        assert [child.type for child in inline.children or []] == ["text", "code_inline"]
        assert (inline.children or [])[1].content.strip() == clean(text).strip()


@given(st.text(max_size=60))
def test_a_block_can_t_be_left(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(Markdown().block(text) + "\n\nafter\n")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://arxiv.org/abs/2211.15736", "https://arxiv.org/abs/2211.15736"),
        ("https://github.com/a/b/blob/c/d.json", "https://github.com/a/b/blob/c/d.json"),
        ("https://github.com/a/b/issues/1", "https://redirect.github.com/a/b/issues/1"),
        ("https://github.com/a/b/pull/1", "https://redirect.github.com/a/b/pull/1"),
        ("https://x.org/a(b) c<d>\n", "https://x.org/a%28b%29%20c%3Cd%3E"),
        ("https://GitHub.com/a/b/issues/1", "https://redirect.github.com/a/b/issues/1"),
        ("https://github.com:443/a/b/pull/1", "https://redirect.github.com/a/b/pull/1"),
        ("https://user@github.com/a/b/issues/1", "https://redirect.github.com/a/b/issues/1"),
        ("https://github.com.//a/b/%69ssues/1", "https://redirect.github.com/a/b/issues/1"),
        ("javascript:alert(1)", ""),
        ("README.md", ""),
        ("https://[x", ""),
    ],
)
def test_a_url_fits_a_link_or_is_none(url: str, expected: str) -> None:
    assert safe_url(url) == expected
