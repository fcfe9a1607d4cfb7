from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnreadableListError
from bot.text import document
from bot.text.table import read_rows
from tests.conftest import need

LINES = st.lists(
    st.tuples(st.text(alphabet=st.sampled_from("|-: a\\#`<>!*\ufeff\u2028\x85é²"), max_size=30), st.sampled_from(["\n", "\r\n", "\r", ""])),
    max_size=12,
)


@given(st.binary(max_size=400))
def test_any_bytes_come_out_as_they_went_in(data: bytes) -> None:
    assert document.read(data).data == data


@given(LINES, st.booleans(), st.sampled_from([b"", b"\xff", b"\xc3", b"\xed\xa0\x80"]))
def test_generated_documents_come_out_as_they_went_in(lines: list[tuple[str, str]], bom: bool, bad: bytes) -> None:
    text = "".join(line + end for line, end in lines)
    data = (b"\xef\xbb\xbf" if bom else b"") + text.encode() + bad
    read = document.read(data)
    assert read.data == data
    list(read_rows(read))


def test_real_lists_come_out_as_they_went_in() -> None:
    files = sorted(need("lists").glob("*.md"))
    assert len(files) >= 30
    for path in [*files, need("seed-list.md")]:
        assert document.read(path.read_bytes()).data == path.read_bytes(), path.name


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_where_markdown_ends_them(end: str) -> None:
    read = document.read(f"a{end}b\u2028c\x85d{end}e".encode())
    assert read.lines == (f"a{end}", f"b\u2028c\x85d{end}", "e")
    assert [document.content(line) + document.ending(line) for line in read.lines] == list(read.lines)


@pytest.mark.parametrize("data", ["a".encode("utf-16"), b"\xfe\xff\0a", b"a\0b"])
def test_what_is_no_utf8_text_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(UnreadableListError, match=r"README.md: .*UTF-8"):
        document.require_text(data, "README.md")
