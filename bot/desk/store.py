"""What the bot knows, on a branch of its own in the list's repository: a folder per list, the same files as under state/.

Written by compare-and-swap: what another run wrote meanwhile is brought together line by line.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from github.GithubException import GithubException, UnknownObjectException
from typing_extensions import TypedDict

from bot import badges
from bot.desk import branches
from bot.desk.shapes import Named, Tree, TreeOf
from bot.errors import SourceError
from bot.githubapi import Api
from bot.ledger import replace_bytes

TRIES = 5
_OWN = frozenset({"offers.jsonl", "findings.jsonl", "run.jsonl", "dashboard.jsonl"})
"""Files that say how things stand after the last run: the last one is right."""
_KEYS = {
    "decisions.jsonl": ("fingerprint", "at"),
    "pulls.jsonl": ("number", "updated"),
    "rests.jsonl": ("what", "since"),
    "citing.jsonl": ("paper", "day"),
}
"""What names a thing in a line, and when it was so."""
_README = """# What paperlist-bot knows

Written by the bot; people may read it. One folder per list: what sources said of its papers, what was decided of each
proposal, what is open. To take a refusal back, tick it on the dashboard. If this branch is lost, the bot reads what was
refused from its pull requests and the dashboard again, and says what it can't.
"""


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
    published: dict[str, str] = field(default_factory=dict)
    """Files for others to read, by their git names: so many that they are written only, each when it changes."""
    head: str | None = None

    @property
    def root(self) -> str:
        return f"/repos/{self.repository}"

    @property
    def fresh(self) -> bool:
        """Whether the branch has no files of this list yet."""
        return not self.read

    def refresh(self) -> None:
        """Reads the branch again if it moved since."""
        if branches.head_of(self.api, self.root, self.branch) != self.head:
            self.load()

    def load(self) -> bool:
        """The branch's files into the folder; whether there were any."""
        try:
            # By today's name: under an old one GitHub forgets a question's parameters, and takes no writes.
            self.repository = self.api.get(self.root, Named)["full_name"]
            self.head, self.read = self._files()
        except UnknownObjectException:
            return False
        except GithubException as problem:
            raise self.api.refused(problem) from problem
        for path, data in self.read.items():
            replace_bytes(self.folder / path, data)
        return bool(self.read)

    def save(self, message: str) -> bool:
        """The folder's files onto the branch, if any differs. SourceError where others kept writing."""
        for _ in range(TRIES):
            mine = {str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}
            changed = {path: data for path, data in mine.items() if not self._stands(path, data)}
            if not changed:
                return False
            try:
                self._write(message, changed)
            except GithubException as problem:
                raise self.api.forbidden(problem, f"{self.repository}, {self.branch}") from problem
            except SourceError as problem:  # another run wrote, or the answer was lost
                if not problem.passing:
                    raise
                self._bring_together(mine)
                continue
            self.read = mine
            return True
        raise SourceError(f"the branch {self.branch} is written to without end", where=self.api.host, passing=True)

    def _stands(self, path: str, data: bytes) -> bool:
        """Whether the branch has the file so."""
        named = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return self.read.get(path) == data or self.published.get(path) == named

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
        tree = self.api.get(f"{self.root}/git/trees/{head}?recursive=1", Tree)["tree"]
        start = f"{self.name}/"
        named = {one["path"].removeprefix(start): one["sha"] for one in tree if one["type"] == "blob" and one["path"].startswith(start)}
        self.published = {path: sha for path, sha in named.items() if path.startswith(f"{badges.FOLDER}/")}
        return head, {path: self._blob(sha) for path, sha in named.items() if path not in self.published}

    def _blob(self, sha: str) -> bytes:
        try:
            return b64decode(self.api.get(f"{self.root}/git/blobs/{sha}", _Blob)["content"])
        except (UnknownObjectException, ValueError) as problem:
            raise SourceError(f"a file of the branch {self.branch} can't be read", where=self.api.host) from problem


def united(path: str, old: bytes, ours: bytes, theirs: bytes) -> bytes:
    """Both changes of a file with one sorted line per thing; of two lines for one thing the later, else ours."""
    if path in _OWN or not path.endswith((".jsonl", ".csv")):
        return ours
    top = 1 if path.endswith(".jsonl") else 2
    before, mine, other = ({*data.decode("utf-8").split("\n")[top:]} for data in (old, ours, theirs))
    lines = (other | (mine - before)) - (before - mine) - {""}
    if path in _KEYS:
        key, when = _KEYS[path]
        latest = dict[str, str]()
        for line in sorted(lines, key=lambda one: (str(json.loads(one)[when]), one in mine)):
            latest[str(json.loads(line)[key])] = line
        lines = set(latest.values())
    return "\n".join([*ours.decode("utf-8").split("\n")[:top], *sorted(lines), ""]).encode()
