"""What git computes from its objects: who follows whom, what changed, what two sides make together."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from merge3 import Merge3

from tests.forge.objects import Entry, Files, Objects

ALIKE = 0.5
"""How much of a file must stay for git to say that it was renamed."""


class _Matcher(SequenceMatcher[bytes]):
    """Without difflib's guess that frequent lines mean nothing."""

    def __init__(self, _: object, old: list[bytes], new: list[bytes]) -> None:
        super().__init__(None, old, new, autojunk=False)


def log(objects: Objects, head: str, without: frozenset[str] = frozenset()) -> list[str]:
    """A commit and its past, the newest first."""
    order, seen, waiting = list[str](), set(without), list[tuple[int, int, str]]()

    def add(sha: str) -> None:
        if sha not in seen:
            seen.add(sha)
            date = int(objects.show(sha).committer.at.translate(str.maketrans("", "", "-T:Z")))
            heapq.heappush(waiting, (-date, len(seen), sha))

    add(head)
    while waiting:
        order.append(heapq.heappop(waiting)[2])
        for parent in objects.show(order[-1]).parents:
            add(parent)
    return order


def past(objects: Objects, head: str) -> frozenset[str]:
    return frozenset(log(objects, head))


def follows(objects: Objects, later: str, earlier: str) -> bool:
    return earlier in past(objects, later)


def fork(objects: Objects, one: str, other: str) -> str | None:
    """The best commit that both have in their past."""
    common = past(objects, one) & past(objects, other)
    covered = {parent for sha in common for parent in objects.show(sha).parents}
    return max(common - covered, key=lambda sha: (objects.show(sha).committer.at, sha), default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """One file of a difference."""

    status: str
    path: str
    before: str
    old: Entry | None
    new: Entry | None
    added: int
    removed: int
    patch: str | None


def changes(objects: Objects, old: str, new: str) -> list[Change]:
    """The difference of two trees, by path."""
    before, after = objects.files(old), objects.files(new)
    moved = renames(objects, before, after)
    gone = set(moved.values())
    found = [_change(objects, moved.get(path, path), path, before.get(moved.get(path, path)), entry) for path, entry in after.items()]
    found += [_change(objects, path, path, entry, None) for path, entry in before.items() if path not in after and path not in gone]
    return sorted((one for one in found if one), key=lambda one: one.path)


def _change(objects: Objects, before: str, path: str, old: Entry | None, new: Entry | None) -> Change | None:
    if old == new and before == path:
        return None
    status = "added" if not old else "removed" if not new else "renamed" if before != path else "modified"
    a, b = (objects.blob(one.sha) if one and one.kind == "blob" else b"" for one in (old, new))
    if b"\0" in a + b:
        return Change(status, path, before, old, new, 0, 0, None)
    lines = list(hunks(_lines(a), _lines(b)))
    added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    return Change(status, path, before, old, new, added, removed, "\n".join(lines) or None)


def _lines(data: bytes) -> list[bytes]:
    """Lines with their ends; git knows only one kind."""
    parts = data.split(b"\n")
    return [line + b"\n" for line in parts[:-1]] + [parts[-1]] * bool(parts[-1])


def hunks(old: list[bytes], new: list[bytes]) -> Iterator[str]:
    """A patch's lines, as GitHub shows them."""
    for group in _Matcher(None, old, new).get_grouped_opcodes(3):
        a, b = (group[0][1], group[-1][2]), (group[0][3], group[-1][4])
        yield f"@@ -{_span(*a)} +{_span(*b)} @@"
        for tag, i, j, k, m in group:
            kept = tag == "equal"
            for sign, lines in ((" " if kept else "-", old[i:j]), ("+", [] if kept else new[k:m])):
                for line in lines:
                    yield sign + line.removesuffix(b"\n").decode("utf-8", "replace")
                    if not line.endswith(b"\n"):
                        yield "\\ No newline at end of file"


def _span(start: int, stop: int) -> str:
    n = stop - start
    return f"{start + bool(n)}" if n == 1 else f"{start + bool(n)},{n}"


def renames(objects: Objects, before: Files, after: Files) -> dict[str, str]:
    """New paths of files that went from elsewhere: to their old ones."""
    gone = [path for path, entry in before.items() if path not in after and entry.kind == "blob"]
    found = dict[str, str]()
    for path in [path for path, entry in after.items() if path not in before and entry.kind == "blob"]:
        alike = {one: _alike(objects, before[one].sha, after[path].sha) for one in gone}
        best = max(alike, key=lambda one: alike[one], default="")
        if best and alike[best] >= ALIKE:
            found[path] = best
            gone.remove(best)
    return found


def _alike(objects: Objects, old: str, new: str) -> float:
    """The part of the bytes that stand in lines of both."""
    if old == new:
        return 1.0
    a, b = _lines(objects.blob(old)), _lines(objects.blob(new))
    left, kept = list(b), 0
    for line in a:
        if line in left:
            left.remove(line)
            kept += len(line)
    return kept / max(1, sum(map(len, a)), sum(map(len, b)))


def merged(objects: Objects, base: str, ours: str, theirs: str) -> str | None:
    """The tree of both sides' changes; None where they conflict."""
    old, one, two = objects.files(base), objects.files(ours), objects.files(theirs)
    for here, there in ((one, two), (two, one)):
        for path, was in renames(objects, old, here).items():
            if was in there and path not in there:
                old[path], there[path] = old.pop(was), there.pop(was)
    found = Files()
    for path in sorted({*old, *one, *two}):
        sides = old.get(path), one.get(path), two.get(path)
        entry = _settled(objects, *sides)
        if entry is None and not _gone(*sides):
            return None
        if entry:
            found[path] = entry
    return objects.write(found)


def _gone(old: Entry | None, one: Entry | None, two: Entry | None) -> bool:
    return (one is None and two in (None, old)) or (two is None and one == old)


def _settled(objects: Objects, old: Entry | None, one: Entry | None, two: Entry | None) -> Entry | None:
    if two in (one, old):
        return one
    if one == old:
        return two
    if not (old and one and two) or {old.kind, one.kind, two.kind} != {"blob"}:
        return None
    before, ours, theirs = (_lines(objects.blob(entry.sha)) for entry in (old, one, two))
    groups = list(Merge3(before, ours, theirs, sequence_matcher=_Matcher).merge_groups())  # type: ignore[arg-type]
    if any(kind == "conflict" for kind, *_ in groups):
        return None
    return Entry(one.mode, objects.put("blob", b"".join(line for group in groups for line in group[1])))
