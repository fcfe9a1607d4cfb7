"""Each complaint about such bots has its test, and the page that lists them is true."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPO

PAGE = (REPO / "docs" / "complaints.md").read_text("utf-8")


@pytest.mark.parametrize(("heading", "count"), [("Bots that open pull requests", 20), ("Tools that handle the metadata of papers", 24)])
def test_each_complaint_has_a_test_or_a_reason(heading: str, count: int) -> None:
    rows = re.findall(r"^\| (\d+) \|.*?\| ([^|]*) \| ?([^|]*) \|$", PAGE.split(f"## {heading}\n")[1].split("\n## ")[0], re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, count + 1))
    for number, promise, test in rows:
        assert "`test_" in test or promise.startswith("none: "), number


def test_every_test_that_the_page_names_is_there() -> None:
    module = ""
    for word, name in re.findall(r"\b(test_\w+): |`(test_\w+)`", PAGE):
        module = word or module
        if name:
            assert re.search(rf"^def {name}\(", (REPO / "tests" / f"{module}.py").read_text("utf-8"), re.MULTILINE), f"{module}: {name}"
