"""A repository on a GitHub, as people use it: through its API with their own tokens. The same on our own server and on the emulator."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from benchmarks.emulator import FOLDER
from tests.world import running

BOT = "ghs_World0BotInstallationToken000000000001"
MAINTAINER = "ghp_World0MaintainerPat0000000000000000003"
STRANGER = "ghp_World0ReadOnlyPat00000000000000000004"
ACTIONS = "ghs_World0ActionsToken00000000000000000002"
READER = "ghs_World0ReadOnlyInstall0000000000000005"
"""The emulator's tokens; our own server takes them too."""
_HOME = "imcl-lab/Papers-on-Efficient-Diffusion-Models"
"""The emulator's list."""


@dataclass
class Hub:
    """One repository there. `control` sends faults and reads the log of requests."""

    environment: Mapping[str, str]
    repository: str
    control: Callable[..., Any]

    @property
    def url(self) -> str:
        return f"{self.environment['GITHUB_API_URL']}/repos/{self.repository}"

    def ask(self, verb: str, path: str, body: Mapping[str, Any] | None = None, *, by: str = MAINTAINER) -> Any:
        """An answer, or an error that fails the test."""
        answer = self._asked(verb, path, body, by)
        assert answer.ok, f"{verb} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None

    def _asked(self, verb: str, path: str, body: Mapping[str, Any] | None, by: str) -> requests.Response:
        headers = {"Authorization": f"token {by}", "User-Agent": "a person", "Accept": "application/vnd.github+json"}
        return requests.request(verb, f"{self.url}{path}", json=body, headers=headers, timeout=30)

    # git

    def head(self, branch: str) -> str | None:
        """A branch's commit; None where there is none."""
        found = self._asked("GET", f"/git/ref/heads/{quote(branch)}", None, MAINTAINER)
        return str(found.json()["object"]["sha"]) if found.ok else None

    def text(self, branch: str, path: str = "README.md") -> str:
        found = self.ask("GET", f"/contents/{path}?ref={quote(branch)}")
        return base64.b64decode(found["content"]).decode("utf-8", "surrogateescape")

    def commits(self, branch: str, n: int = 30) -> list[dict[str, Any]]:
        """The newest first, as REST shows them."""
        found: list[dict[str, Any]] = self.ask("GET", f"/commits?sha={quote(branch)}&per_page={n}")
        return found

    def commit(self, text: str, parents: list[str], message: str = "By hand", path: str = "README.md", *, by: str = MAINTAINER) -> str:
        """A person's commit, on no branch yet; over the first parent's tree."""
        base = {"base_tree": self.ask("GET", f"/git/commits/{parents[0]}")["tree"]["sha"]} if parents else {}
        entry = {"path": path, "mode": "100644", "type": "blob", "content": text}
        tree = self.ask("POST", "/git/trees", {**base, "tree": [entry]}, by=by)["sha"]
        return str(self.ask("POST", "/git/commits", {"message": message, "tree": tree, "parents": parents}, by=by)["sha"])

    def push(self, branch: str, text: str, message: str = "By hand", path: str = "README.md") -> str:
        """A maintainer's commit on a branch; the branch is made, without a past, where there is none."""
        head = self.head(branch)
        made = self.commit(text, [head] if head else [], message, path)
        self.point(branch, made)
        return made

    def amend(self, branch: str, text: str) -> str:
        """The maintainer's version in place of a branch's newest commit, with that commit's message."""
        head = self.head(branch)
        old = self.ask("GET", f"/git/commits/{head}")
        made = self.commit(text, [one["sha"] for one in old["parents"]], old["message"])
        self.point(branch, made)
        return made

    def point(self, branch: str, sha: str) -> None:
        """A branch to a commit, whatever was there (a push --force)."""
        if self.head(branch):
            self.ask("PATCH", f"/git/refs/heads/{quote(branch)}", {"sha": sha, "force": True})
        else:
            self.ask("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": sha})

    def delete_branch(self, branch: str) -> None:
        self.ask("DELETE", f"/git/refs/heads/{quote(branch)}")

    def edit(self, branch: str, old: str, new: str, message: str = "By hand") -> str:
        text = self.text(branch)
        assert old in text
        return self.push(branch, text.replace(old, new, 1), message)

    # pages

    def pulls(self, state: str = "all") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", f"/pulls?state={state}&per_page=100")
        return found

    def pull(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/pulls/{number}")
        return found

    def issues(self) -> list[dict[str, Any]]:
        """Without pull requests."""
        return [one for one in self.ask("GET", "/issues?state=all&per_page=100") if "pull_request" not in one]

    def comments(self, number: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", f"/issues/{number}/comments?per_page=100")
        return found

    def say(self, number: int, text: str, *, by: str = MAINTAINER) -> None:
        self.ask("POST", f"/issues/{number}/comments", {"body": text}, by=by)

    def rewrite(self, number: int, change: Callable[[str], str]) -> None:
        """An issue's or pull request's body as a person leaves it; GitHub's editor writes CRLF."""
        old = self.ask("GET", f"/issues/{number}")["body"]
        new = change(old.replace("\r\n", "\n"))
        assert new != old.replace("\r\n", "\n")
        self.ask("PATCH", f"/issues/{number}", {"body": new.replace("\n", "\r\n")})

    def untick(self, number: int, words: str) -> None:
        """The box of the one line with these words."""
        self.rewrite(number, lambda body: _swapped(body, words, "[x]", "[ ]"))

    def tick(self, number: int, words: str) -> None:
        self.rewrite(number, lambda body: _swapped(body, words, "[ ]", "[x]"))

    def close(self, number: int) -> None:
        self.ask("PATCH", f"/issues/{number}", {"state": "closed"})

    def reopen(self, number: int) -> None:
        self.ask("PATCH", f"/issues/{number}", {"state": "open"})

    def merge(self, number: int, how: str = "merge") -> None:
        self.ask("PUT", f"/pulls/{number}/merge", {"merge_method": how})

    def update_branch(self, number: int) -> None:
        """GitHub's button "Update branch": a merge of the base, made on its pages."""
        self.ask("PUT", f"/pulls/{number}/update-branch", {})

    def open_pull(self, branch: str, base: str, title: str, *, by: str = MAINTAINER) -> int:
        return int(self.ask("POST", "/pulls", {"title": title, "head": branch, "base": base, "body": ""}, by=by)["number"])

    # faults and what was asked

    def fault(self, **what: Any) -> None:
        """`kind` reset, reset_after (done, the answer lost) or status (`code`); `method`, `path` (regular expressions), `times`, `skip`."""
        self.control("faults", {"service": "github_.*", "times": 1, **what})

    def set(self, **settings: Any) -> None:
        """The repository's settings: has_issues, actions_may_open_prs, protected."""
        self.control("event", {"kind": "repo_set", "repo": self.repository, "set": settings})

    def rename(self, name: str) -> None:
        self.control("event", {"kind": "repo_rename", "repo": self.repository, "to": name})
        self.repository = name

    def clear_faults(self) -> None:
        self.control("faults", None, "DELETE")

    def clone(self, folder: Path) -> None:
        """What git itself shows."""
        home = self.environment.get("WORLD_REPO_CLONE_URL") or f"{self.environment['GITHUB_SERVER_URL']}/{self.repository}.git"
        subprocess.run(["git", "clone", "--quiet", home, str(folder)], check=True, timeout=60)


def _swapped(body: str, words: str, old: str, new: str) -> str:
    (line,) = [one for one in body.split("\n") if words in one and f"- {old}" in one]
    return body.replace(line, line.replace(old, new, 1))


@contextmanager
def own() -> Iterator[Hub]:
    """Our own server."""
    from tests.forge import opened

    with opened() as forge:
        yield Hub(forge.environment, forge.repository, forge.control)


@contextmanager
def emulator(folder: Path) -> Iterator[Hub]:
    """The independent one; the test is skipped, saying so, where there is none."""
    homes = [_HOME, f"{_HOME}-moved"]
    rights = dict.fromkeys(("contents", "pull_requests", "issues", "statuses"), "write") | {"metadata": "read"}
    tokens = {
        BOT: {"kind": "installation", "login": "list-sync[bot]", "repos": homes, "permissions": rights},
        MAINTAINER: {"kind": "pat", "login": "imcl-maintainer", "scopes": ["repo", "workflow"]},
        STRANGER: {"kind": "pat", "login": "outsider", "scopes": ["public_repo"]},
        ACTIONS: {"kind": "actions", "login": "github-actions[bot]", "repos": homes, "permissions": rights},
        READER: {"kind": "installation", "login": "list-sync[bot]", "repos": homes, "permissions": {"contents": "read"}},
    }
    scenario = {"extends": str(FOLDER / "scenarios" / "relaxed.json"), "github": {"tokens": tokens}}
    (folder / "scenario.json").write_text(json.dumps(scenario))
    with running(folder, str(folder / "scenario")) as world:
        yield Hub(world.environment, world.environment["WORLD_LIST"], world.control)
