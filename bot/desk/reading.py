"""What stands in a list's repository: `observe`, before anything is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException

from bot.config import ListConfig
from bot.delivery import body, dashboard
from bot.delivery.orders import orders
from bot.desk.branches import read_branch
from bot.desk.shapes import BranchData, CommentData, FileData, Home, IssueData, Permission, PullData
from bot.errors import SourceError, UnreadableListError
from bot.githubapi import Api
from bot.sources.github import content
from bot.standing import Comment, Issue, Kind, Memory, Pull, Rival, Stand, Standing

KINDS: tuple[Kind, ...] = ("corrections", "additions")
RIVALS = 20
"""Open pull requests of others that are looked into, the newest first."""
TRUSTED = ("OWNER", "MEMBER", "COLLABORATOR")
WRITERS = ("admin", "maintain", "write")

_ANSWERS = re.compile(r"<!-- paperlist-bot answers ([\d ]+) -->")
_SAID = re.compile(r"<!-- paperlist-bot said (\S+) -->")


def branch_of(config: ListConfig, kind: Kind) -> str:
    return f"{config.delivery.branch_prefix}{kind}"


@dataclass(slots=True)
class _Look:
    """One look at one repository."""

    api: Api
    name: str
    config: ListConfig
    memory: Memory
    home: Home
    login: str
    base: str

    @property
    def root(self) -> str:
        return f"/repos/{self.home['full_name']}"

    def mine(self, login: str | None) -> bool:
        """Whether that is the bot itself; REST calls apps `name[bot]`."""
        return login is not None and login.removesuffix("[bot]").lower() == self.login.removesuffix("[bot]").lower()


def observe(api: Api, name: str, config: ListConfig, memory: Memory) -> Standing:
    """All of it. UnreadableListError where the list isn't there; SourceError where GitHub gives no answer."""
    place = config.list
    where = f"{place.repository}, {place.path}"
    try:
        home = api.get(f"/repos/{place.repository}", Home)
        look = _Look(api, name, config, memory, home, _login(api), place.branch or home["default_branch"])
        pulls = api.pages(f"{look.root}/pulls", PullData, {"state": "open", "sort": "created", "direction": "desc"}, most=300)
        closed = {kind: _closed(look, kind) for kind in KINDS}
        issue = _dashboard(look)
        tip = api.get(f"{look.root}/branches/{quote(look.base)}", BranchData)["commit"]
        text = content(api, home["full_name"], place.path, tip["sha"], where)
        stands = {kind: _stand(look, kind, pulls, closed[kind], (tip["sha"], text)) for kind in KINDS}
        ours = {pull.number for stand in stands.values() for pull in (stand.pull, *stand.past) if pull}
        told, touched, said = _comments(look, [*sorted(ours), *([issue.number] if issue else [])])
        return Standing(
            login=look.login,
            repository=home["full_name"],
            page=home["html_url"],
            base=look.base,
            head=tip["sha"],
            tree=str(tip["commit"]["tree"]["sha"]),
            path=place.path,
            text=text,
            source=f"{home['html_url']}/blob/{tip['sha']}/{quote(place.path)}",
            stands=stands,
            dashboard=issue,
            comments=tuple(told),
            touched=touched,
            said=said,
            rivals=tuple(_rivals(look, [one for one in pulls if one["number"] not in ours])),
            issues=home["has_issues"],
        )
    except UnknownObjectException as problem:
        remedy = "Check repository, path and branch in its configuration; nothing that is open was closed"
        raise UnreadableListError("GitHub shows no such repository, branch or file", where=where, remedy=remedy) from problem
    except GithubException as problem:
        raise api.refused(problem) from problem


def _login(api: Api) -> str:
    viewer = api.query("query { viewer { login } }")["data"].get("viewer")
    if not isinstance(viewer, dict) or not isinstance(viewer.get("login"), str):
        raise SourceError("it doesn't say whose token this is", where=api.host)
    return str(viewer["login"])


def _closed(look: _Look, kind: Kind) -> list[PullData]:
    """Closed pull requests of that kind."""
    owner = look.home["full_name"].partition("/")[0]
    asked = {"state": "closed", "head": f"{owner}:{branch_of(look.config, kind)}", "sort": "updated", "direction": "desc"}
    return look.api.pages(f"{look.root}/pulls", PullData, asked, most=100)


def _stand(look: _Look, kind: Kind, pulls: Iterable[PullData], closed: Sequence[PullData], base: tuple[str, bytes]) -> Stand:
    ref = branch_of(look.config, kind)
    here = look.home["full_name"].lower()
    mine = [one for one in pulls if one["head"]["ref"] == ref and _repo(one["head"]["repo"]).lower() == here]
    on_base = [one for one in mine if one["base"]["ref"] == look.base] or mine
    branch = read_branch(look.api, look.root, ref, base, look.config.list.path, look.mine, _heads(look.memory, kind))
    settled = {one.number for one in look.memory.seen if one.state != "open"}
    new = [one for one in closed if one["number"] not in settled and body.is_ours(kind, look.name, one["body"] or "")]
    kept = frozenset(one["head"]["sha"] for one in closed)
    return Stand(branch, _pull(look, on_base[0]) if on_base else None, tuple(_pull(look, one) for one in new), kept)


def _heads(memory: Memory, kind: Kind) -> frozenset[str]:
    """The heads that the bot remembers to have written."""
    return frozenset(one.head for one in memory.seen if one.kind == kind)


def _repo(repo: Mapping[str, Any] | None) -> str:
    return str((repo or {}).get("full_name") or "")


def _pull(look: _Look, one: PullData) -> Pull:
    state = "merged" if one["merged_at"] else "closed" if one["state"] == "closed" else "open"
    by = ""
    if state != "open":
        closer = look.api.get(f"{look.root}/issues/{one['number']}", IssueData).get("closed_by")
        by = closer["login"] if closer else ""
    return Pull(
        number=one["number"],
        url=one["html_url"],
        state=state,  # type: ignore[arg-type]
        title=one["title"],
        body=one["body"] or "",
        head=one["head"]["sha"],
        created=one["created_at"],
        updated=one["updated_at"],
        by=by,
    )


def _dashboard(look: _Look) -> Issue | None:
    """The oldest issue of the bot's that is this list's dashboard."""
    if not look.home["has_issues"]:
        return None
    creators = {look.login, f"{look.login.removesuffix('[bot]')}[bot]"}
    for creator in sorted(creators):
        asked = {"state": "all", "creator": creator, "sort": "created", "direction": "asc"}
        for one in look.api.pages(f"{look.root}/issues", IssueData, asked):
            if "pull_request" not in one and dashboard.is_ours(look.name, one["body"] or ""):
                return Issue(one["number"], one["html_url"], one["body"] or "", one["state"] == "open")
    return None


def _comments(look: _Look, numbers: Sequence[int]) -> tuple[list[Comment], str, frozenset[str]]:
    """Commands that nobody answered, when a person last said something, and what the bot said for good."""
    told, touched, answered, said = list[Comment](), "", set[int](), set[str]()
    trusted = dict[str, bool]()
    for number in numbers:
        for one in look.api.pages(f"{look.root}/issues/{number}/comments", CommentData):
            author, text = (one["user"] or {"login": "ghost"})["login"], one["body"] or ""
            if look.mine(author) and text.startswith("<!-- paperlist-bot "):
                answered |= {int(digits) for match in _ANSWERS.findall(text) for digits in match.split()}
                said |= set(_SAID.findall(text))
                continue
            touched = max(touched, one["created_at"])
            if any(orders(text)) and one["author_association"] in TRUSTED:
                if author not in trusted:
                    trusted[author] = _writes(look, author)
                told.append(Comment(one["id"], number, author, trusted[author], text, one["created_at"], one["html_url"]))
    return [one for one in told if one.number not in answered and one.trusted], touched, frozenset(said)


def _writes(look: _Look, login: str) -> bool:
    """Whether that person may write to the repository now."""
    try:
        return look.api.get(f"{look.root}/collaborators/{quote(login)}/permission", Permission)["permission"] in WRITERS
    except UnknownObjectException:
        return False


def _rivals(look: _Look, others: Sequence[PullData]) -> Iterator[Rival]:
    """Others' open pull requests that add lines to the list."""
    for one in [one for one in others if one["base"]["ref"] == look.base][:RIVALS]:
        files = look.api.pages(f"{look.root}/pulls/{one['number']}/files", FileData, most=300)
        added = [
            line[1:]
            for file in files
            if file["filename"] == look.config.list.path
            for line in file.get("patch", "").split("\n")
            if line.startswith("+")
        ]
        if added:
            author = (one["user"] or {"login": "ghost"})["login"]
            yield Rival(one["number"], one["html_url"], author, tuple(line.rstrip("\r") for line in added))
