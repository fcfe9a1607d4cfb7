"""What happened on GitHub, where GitHub Actions says so: data to compare with, never a command."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from github.GithubException import GithubException

from bot.desk.shapes import Named
from bot.errors import SourceError, UsageError
from bot.githubapi import Api
from bot.progress import tell
from bot.sync import Job


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on GitHub: in which repository, by whom."""

    repository: str
    actor: str
    kind: str
    payload: Mapping[str, Any]

    def concerns(self, job: Job, api: Api) -> bool:
        """Whether it is about pull requests or dashboard of that list, or a command. Only compares; nothing of it is run."""
        configured = job.config.list.repository or ""
        if self.repository.lower() != configured.lower() and self.repository.lower() != _today(api, configured).lower():
            return False
        if self.kind == "issue_comment":
            return "/bot" in str(_at(self.payload, "comment", "body"))
        if self.kind == "issues":
            return f"<!-- paperlist-bot dashboard {job.name} -->" in str(_at(self.payload, "issue", "body"))
        if self.kind == "pull_request_target":
            return str(_at(self.payload, "pull_request", "head", "ref")).startswith(job.config.delivery.branch_prefix)
        return True


def _today(api: Api, repository: str) -> str:
    """A repository's name today; the same again where GitHub doesn't tell."""
    try:
        return api.get(f"/repos/{repository}", Named)["full_name"]
    except (GithubException, SourceError):
        return repository


def _at(payload: Any, *path: str) -> Any:
    for key in path:
        payload = payload.get(key) if isinstance(payload, Mapping) else None
    return payload


def read() -> Event | None:
    """The event that GitHub Actions names, if it names one."""
    path, payload = os.environ.get("GITHUB_EVENT_PATH", ""), _payload()
    if not path:
        return None
    repository = payload.get("repository") or {}
    return Event(
        repository=str(repository.get("full_name", "")),
        actor=str((payload.get("sender") or {}).get("login", "")),
        kind=os.environ.get("GITHUB_EVENT_NAME", ""),
        payload=payload,
    )


def _payload() -> dict[str, Any]:
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as problem:
        raise UsageError(f"it is no event ({problem})", where=path, remedy="GITHUB_EVENT_PATH names the event's JSON file") from problem
    if not isinstance(found, dict):
        raise UsageError("it is no event", where=path, remedy="GITHUB_EVENT_PATH names the event's JSON file")
    return found


def in_fork() -> bool:
    """Whether a fork's own clock or events started this: what it was forked from does the work."""
    fork = os.environ.get("GITHUB_ACTIONS") == "true" and (_payload().get("repository") or {}).get("fork") is True
    if fork and os.environ.get("GITHUB_EVENT_NAME") != "workflow_dispatch":
        tell("this is a fork; nothing is done here unless you start the workflow by hand")
        return True
    return False
