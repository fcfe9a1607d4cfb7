"""A request and its answer, and who may ask for what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.forge.state import Issue, RefusedError, Repository, State, Token, custom, missing

LONGEST = 65_536
ID = re.compile(r"[0-9a-f]{40}")


@dataclass(slots=True)
class Answer:
    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ask:
    """A request to one repository."""

    state: State
    who: Token
    path: str
    query: Mapping[str, str]
    body: dict[str, Any]
    accept: str
    repo: Repository

    # who may

    def can(self, right: str) -> bool:
        """Whether the token may write there."""
        if self.who.app:
            return self.who.rights.get(right) == "write" and self.repo.parent is None
        return self.who.kind == "personal" and self.repo.writes(self.who.login) and bool({"repo", "public_repo"} & {*self.who.scopes})

    def need(self, *rights: str, anyone: bool = False, push: bool = False) -> None:
        """Refuses as GitHub does those who lack all of the rights; `anyone`: people need none, `push`: they hear what they lack."""
        if self.who.kind == "anonymous":
            raise RefusedError(401, "Requires authentication")
        if not any(map(self.can, rights)) and not (anyone and not self.who.app):
            if self.who.app:
                refused = RefusedError(403, "Resource not accessible by integration")
                refused.headers["X-Accepted-GitHub-Permissions"] = "; ".join(f"{right}=write" for right in rights)
                raise refused
            raise RefusedError(403, "Must have push access to repository.") if push else missing()
        if self.repo.archived:
            raise RefusedError(403, "Repository was archived so is read-only.")

    def administers(self) -> None:
        """Refuses all but administrators."""
        if self.who.app and self.who.rights.get("administration") not in ("read", "write"):
            raise RefusedError(403, "Resource not accessible by integration")
        if not self.who.app and self.repo.role(self.who.login) != "admin":
            raise RefusedError(403, "Must have admin rights to Repository.")

    # what is asked

    def wants(self, *names: str) -> list[Any]:
        """Fields of the body that must be there."""
        lacking = [name for name in names if self.body.get(name) is None]
        if lacking:
            raise RefusedError(422, "Invalid request.\n\n" + "\n".join(f'"{name}" wasn\'t supplied.' for name in lacking))
        return [self.body[name] for name in names]

    def text(self, name: str, longest: int, resource: str = "Issue") -> str | None:
        """A text of the body, within GitHub's bound."""
        value = self.body.get(name)
        if value is not None and not isinstance(value, str):
            raise RefusedError(422, f"Invalid request.\n\nFor 'properties/{name}', {json.dumps(value)} is not a string.")
        if value is not None and len(value) > longest:
            raise custom(f"{name} is too long (maximum is {longest} characters)", resource, field=name)
        return value

    def choice(self, name: str, of: tuple[str, ...], default: str, resource: str) -> str:
        value = self.query.get(name, default)
        if value not in of:
            raise RefusedError(422, "Validation Failed", {"value": value, "resource": resource, "field": name, "code": "invalid"})
        return value

    def issue(self, number: str, *, pull: bool = False) -> Issue:
        found = self.repo.issues.get(int(number))
        if found is None or (pull and not found.pull):
            raise missing()
        return found

    @property
    def url(self) -> str:
        return f"{self.state.url}/repos/{self.repo.full_name}"

    @property
    def page(self) -> str:
        return f"https://github.com/{self.repo.full_name}"

    def paged(self, items: Iterable[Any], show: Callable[[Any], Any]) -> Answer:
        """One page of a list, and where the others are."""
        every = list(items)
        size, page = (max(1, int(self.query.get(name, "") or default)) for name, default in (("per_page", 30), ("page", 1)))
        size = min(size, 100)
        last = max(1, -(-len(every) // size))
        near = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        here = {name for name, there in zip(near, (page > 1, page < last, page < last, page > 1), strict=True) if there}
        where = f"{self.state.url}{self.path}"
        links = [f'<{where}?{urlencode({**self.query, "page": near[name]})}>; rel="{name}"' for name in near if name in here]
        shown = [show(one) for one in every[(page - 1) * size : page * size]]
        return Answer(data=shown, headers={"Link": ", ".join(links)} if links else {})


Route = tuple[str, str, Callable[..., Any]]
"""A method, a pattern under the repository, and what answers it; the pattern's groups are its arguments."""
