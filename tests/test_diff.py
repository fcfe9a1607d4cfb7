from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery.diff import unified
from bot.text import document

LINE = st.text(alphabet=st.sampled_from("ab \\é\u2028\t"), max_size=4)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from("==x+-")), min_size=1, max_size=25),
    st.booleans(),
)
def test_git_applies_the_diff_to_the_byte(tmp_path: Path, lines: list[tuple[str, str, str]], final: bool) -> None:
    old = "".join(text + end for text, end, what in lines if what != "+") or "a\n"
    new = "".join(text + ("X" if what == "x" else "") + end for text, end, what in lines if what != "-") or "b\n"
    if not final:
        old, new = old.rstrip("\r\n") or "a", new.rstrip("\r\n") or "b"
    before, after = document.read(old.encode()), document.read(new.encode())
    patch = unified(before, after, "list.md")
    assert bool(patch) == (old != new)
    if patch:
        (tmp_path / "list.md").write_bytes(before.data)
        (tmp_path / "p.patch").write_bytes(patch.encode())
        subprocess.run(["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "p.patch"], cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / "list.md").read_bytes() == after.data


def test_a_new_line_is_one_line_of_the_diff() -> None:
    patch = unified(document.read(b"a\nb\nc\n"), document.read(b"a\nb\nn\nc\n"), "x")
    assert patch.splitlines()[2:] == ["@@ -1,3 +1,4 @@", " a", " b", "+n", " c"]
    assert unified(document.read(b""), document.read(b"n\n"), "x").splitlines()[2:] == ["@@ -0,0 +1,1 @@", "+n"]
