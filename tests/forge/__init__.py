"""A GitHub of the project's own for tests: in memory, as strict as the real one, and quick.

It keeps git's objects under their real ids, so that `git clone` shows what was done. tests/test_forge.py holds it to what an
independent emulator does, promise by promise.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.forge.faults import Faults
from tests.forge.objects import Entry
from tests.forge.state import Repository, State, Token
from tests.forge.web import Handler, Hub, Server
from tests.hub import ACTIONS, BOT, MAINTAINER, READER, STRANGER

NAME = "imcl-lab/papers"
_APP = {"contents": "write", "pull_requests": "write", "issues": "write", "statuses": "write", "metadata": "read"}
TOKENS = (
    Token("list-sync[bot]", "installation", _APP, value=BOT),
    Token("github-actions[bot]", "actions", _APP, value=ACTIONS),
    Token("imcl-maintainer", "personal", scopes=("repo", "workflow"), value=MAINTAINER),
    Token("outsider", "personal", scopes=("public_repo",), value=STRANGER),
    Token("list-sync[bot]", "installation", {"contents": "read", "metadata": "read"}, value=READER),
)
README = b"# Papers\n\n| Title | Venue |\n|--|--|\n| [Quantized Walks](https://arxiv.org/abs/2211.00001) | Nov 2022 |\n"
WORKFLOW = b"name: sync\non:\n  schedule: [{cron: '17 3 * * *'}]\n"


@dataclass(slots=True)
class Forge:
    """A running hub, with one repository at first."""

    hub: Hub
    environment: Mapping[str, str] = field(default_factory=dict)
    repository: str = NAME

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """What tests do behind the API's back; the verbs are the emulator's."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with self.hub.lock:
            return getattr(self, f"_{parts.path}")(body, method or ("GET" if body is None else "POST"), query)

    def _faults(self, body: Any, method: str, query: Mapping[str, str]) -> Any:
        if method == "POST":
            return [self.hub.faults.add(one) for one in (body if isinstance(body, list) else [body])]
        if method == "DELETE":
            self.hub.faults = Faults()
        return {"rules": [one.kind for one in self.hub.faults.rules], "fired": self.hub.faults.fired}

    def _log(self, body: Any, method: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        since, service = int(query.get("since", 0)), query.get("service")
        return [dict(one) for one in self.hub.log if one["seq"] > since and service in (None, one["service"])]

    def _reset_log(self, body: Any, method: str, query: Mapping[str, str]) -> dict[str, bool]:
        self.hub.log.clear()
        return {"ok": True}

    def _summary(self, body: Any, method: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Requests by service and status; those with a token where it doesn't belong."""
        services = {one["service"]: {"count": 0, "status": Counter[str]()} for one in self.hub.log}
        for one in self.hub.log:
            told: Any = services[one["service"]]
            told["count"] += 1
            told["status"][str(one.get("status"))] += 1
        return {"services": services, "leaks": [one for one in self.hub.log if one["leaks"]], "faults_fired": self.hub.faults.fired}

    def _clock(self, body: Any, method: str, query: Mapping[str, str]) -> dict[str, str]:
        return {"now": self.hub.state.at}

    def _advance(self, body: Any, method: str, query: Mapping[str, str]) -> dict[str, str]:
        if body.get("to"):
            self.hub.state.now = datetime.fromisoformat(body["to"])
        else:
            self.hub.state.now += timedelta(
                **{name: float(n) for name, n in body.items() if name in ("days", "hours", "minutes", "seconds")}
            )
        return {"now": self.hub.state.at}

    def _event(self, body: Any, method: str, query: Mapping[str, str]) -> dict[str, Any]:
        """`repo_set` (`set`: has_issues…), `repo_archive`, `repo_unarchive`, `repo_rename` (`to`); a `token`'s `rights` (`set`)."""
        state, kind = self.hub.state, body["kind"]
        if kind == "rights":
            state.tokens[body["token"]].rights.update(body["set"])
            return {"result": None}
        repo = state.find(body["repo"])
        assert repo, body["repo"]
        if kind == "repo_rename":
            state.moved[repo.full_name.lower()] = repo.id
            state.moved.pop(body["to"].lower(), None)
            repo.full_name = body["to"]
        values = {"repo_archive": {"archived": True}, "repo_unarchive": {"archived": False}}.get(kind, body.get("set", {}))
        for name, value in values.items():
            setattr(repo, name, value)
        return {"result": None}


@contextmanager
def opened() -> Iterator[Forge]:
    """A hub on a local port."""
    hub = Hub(_state())

    class Door(Handler):
        pass

    Door.hub = hub
    server = Server(("127.0.0.1", 0), Door)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    hub.state.url = f"{url}/github"
    clone = {"WORLD_REPO_CLONE_URL": f"{url}/git/{NAME}.git"}
    names = clone | {"GITHUB_API_URL": hub.state.url, "GITHUB_GRAPHQL_URL": f"{url}/github/graphql", "GITHUB_SERVER_URL": f"{url}/git"}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Forge(hub, {**names, "PAGES_URL": "http://127.0.0.1:9", "GITHUB_TOKEN": TOKENS[0].value, "GITHUB_REPOSITORY": NAME})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _state() -> State:
    """People, tokens and one repository with a list."""
    state = State()
    for login in ("ghost", "web-flow", "imcl-lab", "reviewer-a", *(one.login for one in TOKENS)):
        state.user(str(login))
    state.tokens = {one.value: Token(one.login, one.kind, dict(one.rights), one.scopes, one.value) for one in TOKENS}
    repo = Repository(next(state.ids), NAME, collaborators={"imcl-maintainer": "admin", "reviewer-a": "write"})
    state.repositories[repo.id] = repo
    files = {"README.md": README, ".github/workflows/sync.yml": WORKFLOW}
    tree = state.objects.write({path: Entry("100644", state.objects.put("blob", data)) for path, data in files.items()})
    who = state.person("imcl-lab")
    state.push(repo, "refs/heads/main", state.objects.commit(tree, [], who, who, "Initial commit"), None)
    return state
