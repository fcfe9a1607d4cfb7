"""What stands in a list's repository: `observe`, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException

from bot.config import ListConfig
from bot.delivery import body
from bot.desk.branches import follows, head_of, read_branch, text_at
from bot.desk.shapes import BranchData, FileData, Home, IssueData, PullData
from bot.desk.talk import comments, dashboard_of
from bot.errors import ConfigError, SourceError, UnreadableListError
from bot.githubapi import Api
from bot.sources.github import content
from bot.standing import Kind, Memory, Pull, Rival, Seen, Stand, Standing

KINDS: tuple[Kind, ...] = ("corrections", "additions")
RIVALS = 20
"""Open pull requests of others that are looked into, the newest first."""


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
        _require_own_branches(look)
        ours = {kind: _ours(look, kind) for kind in KINDS}
        issue = dashboard_of(api, look.root, home["html_url"], look.login, name, memory.dashboard) if home["has_issues"] else None
        tip = api.get(f"{look.root}/branches/{quote(look.base)}", BranchData)["commit"]
        text = content(api, home["full_name"], place.path, tip["sha"], where)
        stands = {kind: _stand(look, kind, ours[kind], (tip["sha"], text)) for kind in KINDS}
        numbers = {pull.number for stand in stands.values() for pull in (stand.pull, *stand.past) if pull}
        talk = comments(api, look.root, look.mine, sorted({*numbers, *_lately_closed(memory), *([issue.number] if issue else [])}))
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
            comments=tuple(talk.told),
            touched=talk.touched,
            said=frozenset(talk.said),
            rivals=tuple(_rivals(look)),
            issues=home["has_issues"],
            private=home.get("private", False),
        )
    except UnknownObjectException as problem:
        remedy = "Check repository, path and branch in its configuration; nothing that is open was closed"
        raise UnreadableListError("GitHub shows no such repository, branch or file", where=where, remedy=remedy) from problem
    except GithubException as problem:
        raise api.refused(problem) from problem


def _require_own_branches(look: _Look) -> None:
    """ConfigError where the bot would write to the list's own branch."""
    names = (look.config.delivery.state_branch, *(branch_of(look.config, kind) for kind in KINDS))
    if look.base in names or len({*names}) < len(names):
        remedy = "Give state-branch and branch-prefix names that no other branch has"
        raise ConfigError("the bot's branches and the list's must be apart", where=f"{look.name}, delivery", remedy=remedy)


def _lately_closed(memory: Memory) -> list[int]:
    """Pull requests over which people may still say something."""
    return [one.number for one in memory.seen if one.state != "open"][-3:]


def _login(api: Api) -> str:
    viewer = api.query("query { viewer { login } }")["data"].get("viewer")
    if not isinstance(viewer, dict) or not isinstance(viewer.get("login"), str):
        raise SourceError("it doesn't say whose token this is", where=api.host)
    return str(viewer["login"])


def _ours(look: _Look, kind: Kind) -> list[PullData]:
    """Pull requests of that kind's branch, the newest first."""
    owner = look.home["full_name"].partition("/")[0]
    asked = {"state": "all", "head": f"{owner}:{branch_of(look.config, kind)}", "sort": "created", "direction": "desc"}
    found = look.api.pages(f"{look.root}/pulls", PullData, asked, most=100)
    here = look.home["full_name"].lower()
    return [one for one in found if _repo(one["head"]["repo"]).lower() in (here, "")]


def _stand(look: _Look, kind: Kind, ours: Sequence[PullData], base: tuple[str, bytes]) -> Stand:
    ref, known = branch_of(look.config, kind), {one.number: one for one in look.memory.seen}
    mine = [one for one in ours if one["state"] == "open"]
    on_base = [one for one in mine if one["base"]["ref"] == look.base] or mine
    pull = _pull(look, on_base[0]) if on_base else None
    branch = read_branch(look.api, look.root, ref, base, look.config.list.path, look.mine, _heads(look.memory, kind))
    last = known[pull.number].head if pull and pull.number in known else ""
    if branch and branch.own and last not in ("", branch.head) and follows(look.api, look.root, branch.head, last):
        # A person took the branch back to an earlier commit of the bot's.
        branch = replace(branch, own=False, last=text_at(look.api, look.root, look.config.list.path, last))
    past = [one for one in ours if one["state"] != "open" and _is_news(look, kind, one, known.get(one["number"]), base[0])]
    kept = frozenset(one["head"]["sha"] for one in ours if one["state"] != "open")
    return Stand(branch, pull, tuple(_pull(look, one) for one in past), kept)


def _is_news(look: _Look, kind: Kind, one: PullData, known: Seen | None, head: str) -> bool:
    """Whether a closed pull request of the bot's is still to be learned of. Not until the base shows what was merged."""
    if (known and known.state != "open") or not (known or body.is_ours(kind, look.name, one["body"] or "")):
        return False
    made = one.get("merge_commit_sha") or ""
    return not (one["merged_at"] and made) or follows(look.api, look.root, made, head)


def _heads(memory: Memory, kind: Kind) -> frozenset[str]:
    """The heads that the bot remembers to have written."""
    return frozenset(one.head for one in memory.seen if one.kind == kind)


def _repo(repo: Mapping[str, Any] | None) -> str:
    return str((repo or {}).get("full_name") or "")


def _pull(look: _Look, one: PullData) -> Pull:
    state = "merged" if one["merged_at"] else "closed" if one["state"] == "closed" else "open"
    by, orphan = "", False
    if state != "open":
        closer = look.api.get(f"{look.root}/issues/{one['number']}", IssueData).get("closed_by")
        by = closer["login"] if closer else ""
        orphan = one["base"]["ref"] != look.base and head_of(look.api, look.root, one["base"]["ref"]) is None
    return Pull(
        number=one["number"],
        url=one["html_url"],
        state=state,  # type: ignore[arg-type]
        title=one["title"],
        body=one["body"] or "",
        head=one["head"]["sha"],
        created=one["created_at"],
        by=by,
        orphan=orphan,
    )


def _rivals(look: _Look) -> Iterator[Rival]:
    """Others' open pull requests that add lines to the list."""
    asked = {"state": "open", "base": look.base, "sort": "created", "direction": "desc"}
    names = {branch_of(look.config, kind) for kind in KINDS}
    here = look.home["full_name"].lower()
    found = look.api.pages(f"{look.root}/pulls", PullData, asked, most=100)
    others = [one for one in found if one["head"]["ref"] not in names or _repo(one["head"]["repo"]).lower() != here]
    for one in others[:RIVALS]:
        files = look.api.pages(f"{look.root}/pulls/{one['number']}/files", FileData, most=300)
        patch = "\n".join(file.get("patch", "") for file in files if file["filename"] == look.config.list.path)
        added = [line[1:].rstrip("\r") for line in patch.split("\n") if line.startswith("+")]
        if added:
            author = (one["user"] or {"login": "ghost"})["login"]
            yield Rival(one["number"], author, tuple(added))
