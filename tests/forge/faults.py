"""What goes wrong on purpose: of which requests, how often, and how."""

from __future__ import annotations

import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from tests.forge.asking import Answer

_WORDS = {401: "Bad credentials", 403: "Forbidden", 404: "Not Found", 429: "Too many requests", 503: "Service unavailable"}
_SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_PRIMARY = "API rate limit exceeded for user ID 1."


@dataclass(slots=True)
class Fault:
    """`reset`: no answer, nothing done; `reset_after` and `status_after`: done, but the answer is lost or wrong."""

    kind: Literal["reset", "reset_after", "status", "status_after", "github_secondary", "github_primary"]
    service: str = "*"
    method: str = "*"
    path: str = ""
    times: int | None = 1
    skip: int = 0
    code: int = 0
    retry_after: int | None = 2
    reset_in: int = 3
    id: int = 0
    hits: int = 0

    def fits(self, service: str, method: str, target: str) -> bool:
        right = self.service == "*" or re.fullmatch(self.service, service)
        return bool(right and (self.method == "*" or method in self.method.split("|")) and re.search(self.path, target))

    def early(self) -> Answer | None:
        """The answer in place of the right one; nothing is done."""
        if self.kind == "status":
            return _error(self.code or 500)
        if self.kind == "github_secondary":
            headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
            return Answer(self.code or 403, {"message": _SECONDARY}, headers)
        if self.kind == "github_primary":
            left = {"Limit": "5000", "Remaining": "0", "Used": "5000", "Reset": str(int(time.time()) + self.reset_in)}
            return Answer(self.code or 403, {"message": _PRIMARY}, {f"X-RateLimit-{name}": value for name, value in left.items()})
        return None

    def late(self, answer: Answer) -> Answer:
        return _error(self.code or 502) if self.kind == "status_after" else answer


def _error(status: int) -> Answer:
    if status in (502, 504):
        return Answer(status, b"<html><title>Unicorn! &middot; GitHub</title></html>", {"Content-Type": "text/html; charset=utf-8"})
    return Answer(status, {"message": _WORDS.get(status, "Server Error"), "status": str(status)})


KINDS = ("reset", "reset_after", "status", "status_after", "github_secondary", "github_primary")


@dataclass(slots=True)
class Faults:
    rules: list[Fault] = field(default_factory=list)
    fired: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: dict[str, Any]) -> dict[str, Any]:
        if what.get("kind") not in KINDS:
            raise ValueError(f"no fault of kind {what.get('kind')!r}; there are {', '.join(KINDS)}")
        self.rules.append(Fault(**{**what, "id": len(self.rules) + len(self.fired) + 1}))
        return asdict(self.rules[-1])

    def pick(self, service: str, method: str, target: str) -> Fault | None:
        """The first that is due."""
        for one in self.rules:
            if not one.fits(service, method, target):
                continue
            if one.skip > 0:
                one.skip -= 1
            elif one.times is None or one.hits < one.times:
                one.hits += 1
                self.fired.append({"id": one.id, "kind": one.kind, "service": service, "path": target})
                return one
        return None
