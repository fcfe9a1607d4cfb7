"""What the bot knows, on a branch of its own in the list's repository: a folder per list, the same files as under state/.

Written by compare-and-swap: what another run wrote meanwhile is brought together line by line.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from github.GithubException import UnknownObjectException
from typing_extensions import TypedDict

from bot.desk import branches
from bot.desk.shapes import TreeOf
from bot.errors import SourceError
from bot.githubapi import Api
from bot.ledger import replace_bytes

TRIES = 5
_OWN = frozenset({"offers.jsonl", "findings.jsonl", "run.jsonl"})
"""Files that say how things stand after the last run: the last one is right."""
_README = """# What paperlist-bot knows

Written by the bot; people may read it. One folder per list: what sources said of its papers, what was decided of each
proposal, what is open. Delete a line, or the branch, to make the bot forget it.
"""


class _Entry(TypedDict):
    path: str
    type: str
    sha: str


class _Tree(TypedDict):
    tree: list[_Entry]


class _Blob(TypedDict):
    content: str


@dataclass(slots=True)
class Store:
    """One list's folder on the branch, and its copy in a folder on this machine."""

    api: Api
    repository: str
    branch: str
    name: str
    folder: Path
    read: dict[str, bytes] = field(default_factory=dict)
    head: str | None = None

    @property
    def root(self) -> str:
        return f"/repos/{self.repository}"

    def load(self) -> bool:
        """The branch's files into the folder; whether there were any."""
        self.head, self.read = self._files()
        for path, data in self.read.items():
            replace_bytes(self.folder / path, data)
        return bool(self.read)

    def save(self, message: str) -> bool:
        """The folder's files onto the branch, if any differs. SourceError where others kept writing."""
        for _ in range(TRIES):
            mine = {str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}
            changed = {path: data for path, data in mine.items() if self.read.get(path) != data}
            if not changed:
                return False
            try:
                self._write(message, changed)
            except branches.MovedError:
                self._bring_together(mine)
                continue
            self.read = mine
            return True
        raise SourceError(f"the branch {self.branch} is written to without end", where=self.api.host, passing=True)

    def _write(self, message: str, changed: Mapping[str, bytes]) -> None:
        files = {f"{self.name}/{path}": data for path, data in changed.items()}
        if self.head is None:
            sha, _ = branches.commit(self.api, self.root, message, "", {"README.md": _README.encode(), **files}, [])
            branches.create(self.api, self.root, self.branch, sha)
        else:
            tree = self.api.get(f"{self.root}/git/commits/{self.head}", TreeOf)["tree"]["sha"]
            sha, _ = branches.commit(self.api, self.root, message, tree, files, [self.head])
            branches.advance(self.api, self.root, self.branch, sha)
        self.head = sha

    def _bring_together(self, mine: Mapping[str, bytes]) -> None:
        before = self.read
        self.head, self.read = self._files()
        for path, theirs in self.read.items():
            ours = mine.get(path, before.get(path, theirs))
            old = before.get(path, b"")
            replace_bytes(self.folder / path, theirs if ours == old else united(path, old, ours, theirs))

    def _files(self) -> tuple[str | None, dict[str, bytes]]:
        """The branch's head, and its files of this list."""
        head = branches.head_of(self.api, self.root, self.branch)
        if head is None:
            return None, {}
        tree = self.api.get(f"{self.root}/git/trees/{head}?recursive=1", _Tree)["tree"]
        start = f"{self.name}/"
        named = {one["path"].removeprefix(start): one["sha"] for one in tree if one["type"] == "blob" and one["path"].startswith(start)}
        return head, {path: self._blob(sha) for path, sha in named.items()}

    def _blob(self, sha: str) -> bytes:
        try:
            return b64decode(self.api.get(f"{self.root}/git/blobs/{sha}", _Blob)["content"])
        except (UnknownObjectException, ValueError) as problem:
            raise SourceError(f"a file of the branch {self.branch} can't be read", where=self.api.host) from problem


def united(path: str, old: bytes, ours: bytes, theirs: bytes) -> bytes:
    """Both changes of a file with one sorted line per thing; of two decisions of one thing the later."""
    if path in _OWN or not path.endswith((".jsonl", ".csv")):
        return ours
    top = 1 if path.endswith(".jsonl") else 2
    before, mine, other = ({*data.decode("utf-8").split("\n")[top:]} for data in (old, ours, theirs))
    lines = (other | (mine - before)) - (before - mine) - {""}
    if path == "decisions.jsonl":
        latest = dict[str, str]()
        for line in sorted(lines, key=lambda one: str(json.loads(one)["at"])):
            latest[json.loads(line)["fingerprint"]] = line
        lines = set(latest.values())
    return "\n".join([*ours.decode("utf-8").split("\n")[:top], *sorted(lines), ""]).encode()
