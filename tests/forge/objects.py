"""git's objects in memory: blobs, trees and commits under their real ids."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The tree without files, which git knows everywhere."""
_PERSON = re.compile(r"(.*?) ?<(.*?)> (\d+) ")
_SIGNATURE = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aGVyZSBzdGFuZHMgdGhlIGh1YidzIHNpZ25hdHVyZQ==\n -----END PGP SIGNATURE-----\n"


class Entry(NamedTuple):
    """A name's mode and object in a tree."""

    mode: str
    sha: str

    @property
    def kind(self) -> str:
        return {"040000": "tree", "160000": "commit"}.get(self.mode, "blob")


@dataclass(frozen=True, slots=True)
class Person:
    """An author or committer; `at` as GitHub writes times."""

    name: str
    email: str
    at: str

    def __str__(self) -> str:
        seconds = int(datetime.fromisoformat(self.at).timestamp())
        return f"{self.name} <{self.email}> {seconds} +0000"


@dataclass(frozen=True, slots=True)
class Commit:
    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str
    signed: bool


Files = dict[str, Entry]
"""Paths and what they hold, folders left out."""


@dataclass(slots=True)
class Objects:
    """All that was ever written; ids to kind and bytes."""

    kept: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    read: dict[str, Commit] = field(default_factory=dict)

    def put(self, kind: str, data: bytes) -> str:
        sha = hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest()
        self.kept[sha] = (kind, data)
        return sha

    def kind(self, sha: str) -> str | None:
        return self.kept[sha][0] if sha in self.kept else None

    def blob(self, sha: str) -> bytes:
        return self.kept[sha][1]

    def loose(self, sha: str) -> bytes:
        """The object as git keeps it in a file."""
        kind, data = self.kept[sha]
        return zlib.compress(f"{kind} {len(data)}\0".encode() + data)

    # trees

    def tree(self, sha: str) -> dict[str, Entry]:
        """A tree's names, one level."""
        found, data = dict[str, Entry](), b"" if sha == EMPTY else self.kept[sha][1]
        while data:
            head, _, rest = data.partition(b"\0")
            mode, _, name = head.partition(b" ")
            found[name.decode("utf-8", "surrogateescape")] = Entry(mode.decode().rjust(6, "0"), rest[:20].hex())
            data = rest[20:]
        return found

    def files(self, tree: str, under: str = "") -> Files:
        """All files of a tree, by path."""
        found = Files()
        for name, entry in self.tree(tree).items():
            found |= self.files(entry.sha, f"{under}{name}/") if entry.kind == "tree" else {under + name: entry}
        return found

    def at(self, tree: str, path: str) -> Entry | None:
        entry: Entry | None = Entry("040000", tree)
        for name in [part for part in path.split("/") if part]:
            entry = self.tree(entry.sha).get(name) if entry and entry.kind == "tree" else None
        return entry

    def write(self, files: Mapping[str, Entry]) -> str:
        """The tree of those files."""
        here, folders = dict[str, Entry](), dict[str, Files]()
        for path, entry in files.items():
            top, _, rest = path.partition("/")
            if rest:
                folders.setdefault(top, {})[rest] = entry
            else:
                here[top] = entry
        here |= {name: Entry("040000", self.write(inside)) for name, inside in folders.items()}
        order = sorted(here.items(), key=lambda one: (one[0] + "/" * (one[1].kind == "tree")).encode("utf-8", "surrogateescape"))
        lines = (
            f"{entry.mode.lstrip('0')} {name}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(entry.sha) for name, entry in order
        )
        return self.put("tree", b"".join(lines))

    def changed(self, base: str, changes: Iterable[tuple[str, Entry | None]]) -> str:
        """A tree with changes: None takes a file or folder out, a file takes the place of a folder and the reverse."""
        files = self.files(base)
        for path, entry in changes:
            parts = path.split("/")
            gone = {path, *("/".join(parts[:n]) for n in range(1, len(parts)))} if entry else {path}
            files = {name: one for name, one in files.items() if name not in gone and not name.startswith(f"{path}/")}
            if entry and entry.kind == "tree":
                files |= self.files(entry.sha, f"{path}/")
            elif entry:
                files[path] = entry
        return self.write(files)

    # commits

    def commit(self, tree: str, parents: Iterable[str], author: Person, committer: Person, message: str, *, signed: bool = False) -> str:
        lines = [f"tree {tree}", *(f"parent {one}" for one in parents), f"author {author}", f"committer {committer}"]
        signature = _SIGNATURE if signed else ""
        return self.put("commit", ("\n".join(lines) + f"\n{signature}\n{message}").encode("utf-8", "surrogateescape"))

    def show(self, sha: str) -> Commit:
        """A commit, read from its bytes."""
        if sha not in self.read:
            head, _, message = self.kept[sha][1].decode("utf-8", "surrogateescape").partition("\n\n")
            said = [line.partition(" ")[::2] for line in head.split("\n") if not line.startswith(" ")]
            parents = tuple(value for key, value in said if key == "parent")
            named = dict(said)
            people = _person(named["author"]), _person(named["committer"])
            self.read[sha] = Commit(sha, named["tree"], parents, *people, message.rstrip("\n"), "gpgsig" in named)
        return self.read[sha]


def _person(text: str) -> Person:
    found = _PERSON.match(text)
    assert found
    at = datetime.fromtimestamp(int(found[3]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Person(found[1], found[2], at)
