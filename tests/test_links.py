from __future__ import annotations

import pytest

from bot.text.links import Link, links, paper_id, repository

SPELLINGS = {
    "https://arxiv.org/abs/2211.15736": "arxiv:2211.15736",
    "http://arxiv.org/abs/2211.15736v3": "arxiv:2211.15736",
    "https://arxiv.org/pdf/2211.15736": "arxiv:2211.15736",
    "https://arxiv.org/pdf/2211.15736.pdf": "arxiv:2211.15736",
    "https://arxiv.org/pdf/2211.15736v2.pdf": "arxiv:2211.15736",
    "https://arxiv.org/abs/2211.15736.pdf": "arxiv:2211.15736",
    "https://arxiv.org/abs//2211.15736": "arxiv:2211.15736",
    "https://www.arxiv.org/abs/2211.15736": "arxiv:2211.15736",
    "https://export.arxiv.org/abs/2211.15736": "arxiv:2211.15736",
    "https://browse.arxiv.org/html/2211.15736v1": "arxiv:2211.15736",
    "arxiv.org/abs/2211.15736": "arxiv:2211.15736",
    "https://arxiv.org/abs/2211.15736?fbclid=IwAR0": "arxiv:2211.15736",
    "https://arxiv.org/pdf/2211.15736.pdf#page=2": "arxiv:2211.15736",
    "https://arxiv.org/abs/2211.15736?": "arxiv:2211.15736",
    "https://arxiv.org/abs/2211.15736/": "arxiv:2211.15736",
    "https://arxiv.org/abs/0704.0001": "arxiv:0704.0001",
    "https://arxiv.org/abs/math/0611800": "arxiv:math/0611800",
    "https://arxiv.org/abs/math.GT/0611800v2": "arxiv:math/0611800",
    "https://arxiv.org/abs/astro-ph/0601001": "arxiv:astro-ph/0601001",
    "https://doi.org/10.48550/arXiv.2211.15736": "arxiv:2211.15736",
    "https://huggingface.co/papers/2211.15736": "arxiv:2211.15736",
    "https://www.alphaxiv.org/abs/2211.15736": "arxiv:2211.15736",
    "https://ar5iv.labs.arxiv.org/html/2211.15736": "arxiv:2211.15736",
    "https://openreview.net/forum?id=sFGkL5BsPi": "openreview:sFGkL5BsPi",
    "https://openreview.net/pdf?id=sFGkL5BsPi": "openreview:sFGkL5BsPi",
    "https://openreview.net/forum?id=sFGkL5BsPi&noteId=x": "openreview:sFGkL5BsPi",
    "https://dl.acm.org/doi/abs/10.1145/3580305.3599412": "doi:10.1145/3580305.3599412",
    "https://doi.org/10.1145/3580305.3599412": "doi:10.1145/3580305.3599412",
    "https://link.springer.com/chapter/10.1007/978-3-031-72989-8_1": "doi:10.1007/978-3-031-72989-8_1",
    "https://doi.org/10.1016%2Fj.neunet.2020.01.001": "doi:10.1016/j.neunet.2020.01.001",
    "https://aclanthology.org/2023.acl-long.1/": "acl:2023.acl-long.1",
    "https://aclanthology.org/2023.acl-long.1.pdf": "acl:2023.acl-long.1",
    "https://www.aclweb.org/anthology/P19-1001": "acl:P19-1001",
    "https://openaccess.thecvf.com/content/CVPR2023/html/Shang_PTQ_CVPR_2023_paper.html": "cvf:Shang_PTQ_CVPR_2023_paper",
    "https://openaccess.thecvf.com/content/CVPR2023/papers/Shang_PTQ_CVPR_2023_paper.pdf": "cvf:Shang_PTQ_CVPR_2023_paper",
    "https://arxiv.org/abs/arXiv:2211.15736": "arxiv:2211.15736",
    "https://www.alphaxiv.org/overview/2211.15736": "arxiv:2211.15736",
    "https://netflix.com/paper": "url:netflix.com/paper",
    "https://proceedings.mlr.press/v139/nichol21a.html": "url:proceedings.mlr.press/v139/nichol21a.html",
}
NONE = [
    "https://arxiv.org/html/2211.15736v1/x1.png",
    "https://arxiv.org/abs/2213.15736",
    "https://arxiv.org/abs/1412.12345",
    "https://arxiv.org/abs/1501.1234",
    "https://arxiv.org/abs/10.1234/5678.9012",
    "https://arxiv.org/list/cs.CV/recent",
    "https://github.com/VainF/Diff-Pruning",
    "https://img.shields.io/badge/arXiv-2211.15736-b31b1b.svg",
    "https://openreview.net/group",
    "https://vainf.github.io/page/",
    "http://[broken",
    "#anchor",
    "",
]


@pytest.mark.parametrize("url", SPELLINGS)
def test_every_spelling_of_a_url_names_the_same_paper(url: str) -> None:
    assert str(paper_id(url)) == SPELLINGS[url]


@pytest.mark.parametrize("url", NONE)
def test_what_names_no_paper_is_none(url: str) -> None:
    assert paper_id(url) is None


@pytest.mark.parametrize("part", ["[a](b)", "![a]", "[a](", "[", "](", "((", "[a](b ", '[a](b "'])
def test_a_hostile_cell_is_read_in_no_time(part: str) -> None:
    assert len(links("[" + part * 20_000)) <= 20_000


def test_a_link_around_a_badge_is_found_with_the_badge() -> None:
    badge = "![Star](https://img.shields.io/github/stars/a/b.svg?style=social&label=Star)"
    assert links(f"[{badge}](https://github.com/a/b)") == [
        Link(badge, "https://github.com/a/b", image=False),
        Link("Star", "https://img.shields.io/github/stars/a/b.svg?style=social&label=Star", image=True),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("[RE[LAX] x](u)", [("RE[LAX] x", "u")]),
        ("[a](http://x.org/a_(b)_c)", [("a", "http://x.org/a_(b)_c")]),
        ("[a]( u )", [("a", "u")]),
        ('[a](u "title")', [("a", "u")]),
        ("[code]", []),
        ("[a]()", [("a", "")]),
        ("[" * 2000, []),
        ("[x " + "[a](b)" * 3, [("a", "b")] * 3),
        ("\\[a](b)", []),
    ],
)
def test_links_are_read_with_brackets_and_parentheses_inside(cell: str, expected: list[tuple[str, str]]) -> None:
    assert [(link.text, link.url) for link in links(cell)] == expected


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://github.com/VainF/Diff-Pruning", "VainF/Diff-Pruning"),
        ("https://github.com/a/b.jl?tab=readme-ov-file", "a/b.jl"),
        ("https://github.com/a/b.git", "a/b"),
        ("https://github.com/a/b/tree/main/c", "a/b"),
        ("https://a.github.io/b", None),
        ("https://github.com/a", None),
        ("https://github.com/topics/diffusion-models", None),
        ("https://github.com/Sponsors/ann", None),
        ("https://github.com/ann/..", None),
    ],
)
def test_a_repository_is_known_by_its_url(url: str, slug: str | None) -> None:
    assert repository(url) == slug
