"""Whose token it is, and what it lets the bot do: said of what GitHub shows, and no more than it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.delivery.checkup import Check, fail, ok, unseen, warn

SOON = 14
"""Days before a token's end from which that is said."""
GRANTS = ("contents", "issues", "pull-requests", "statuses")
"""What the bot writes, as a workflow's `permissions` call it."""
SETTING = "Settings > Actions > General > Workflow permissions"
BOX = '"Allow GitHub Actions to create and approve pull requests"'

_WANTED = "Contents, Issues, Pull requests and Commit statuses: read and write"
_GRANTED = re.compile(rf"^\s*({'|'.join(GRANTS)}):\s*['\"]?write\b", re.MULTILINE)
_OWN_TOKEN = re.compile(r"\b(?:token|GITHUB_TOKEN):\s*['\"]?\$\{\{[^}]*\bsecrets\.(?!GITHUB_TOKEN\b)")
_STATES = {
    "disabled_inactivity": "GitHub switched it off after 60 days without activity in the repository",
    "disabled_manually": "someone switched it off",
    "disabled_fork": "GitHub keeps it off, as in every fork",
}

Kind = Literal["none", "refused", "unknown", "actions", "app", "classic", "fine-grained"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is, of which kind; `scopes` a classic one has alone, `expires` may be unknown."""

    kind: Kind
    login: str = ""
    scopes: tuple[str, ...] = ()
    expires: date | None = None

    @property
    def signs(self) -> bool:
        """Whether GitHub signs what is committed with it through its API."""
        return self.kind in ("actions", "app")


@dataclass(frozen=True, slots=True)
class Home:
    """A list's repository; `push`: whether GitHub says that the token's holder may write; None where it doesn't say."""

    name: str
    page: str
    private: bool
    archived: bool
    disabled: bool
    fork_of: str
    issues: bool
    pulls: bool
    push: bool | None


@dataclass(frozen=True, slots=True)
class Workflow:
    """The workflow that runs the bot; `state` is empty where GitHub doesn't show it."""

    path: str
    text: str
    state: str = ""

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it doesn't ask for. A comment asks for nothing."""
        given = {*GRANTS} if re.search(r"^\s*permissions:\s*write-all\b", self.text, re.MULTILINE) else {*_GRANTED.findall(self.text)}
        return tuple(one for one in GRANTS if one not in given)

    @property
    def own_token(self) -> bool:
        """Whether it gives the bot another token than that of Actions."""
        return bool(_OWN_TOKEN.search(self.text))


def token(holder: Holder, today: date) -> Check:
    """That there is one, whose, of which kind."""
    if holder.kind == "none":
        return fail("token", "GITHUB_TOKEN isn't set", "Set it to a token that may write to the lists' repositories")
    if holder.kind == "refused":
        return fail("token", "GitHub doesn't take it (401): it is wrong, revoked or expired", "Make a new one and set GITHUB_TOKEN to it")
    if holder.kind == "unknown":
        return unseen("token", "whose it is", "Check that GITHUB_TOKEN is a token for this GitHub")
    says = {
        "actions": "the token of GitHub Actions (github-actions[bot])",
        "app": f"an App's installation token ({holder.login.removesuffix('[bot]')}[bot])",
        "classic": f"{holder.login}'s classic token, scopes: {', '.join(holder.scopes) or 'none'}",
        "fine-grained": f"{holder.login}'s fine-grained token",
    }[holder.kind]
    if holder.expires and (holder.expires - today).days < SOON:
        return warn("token", f"{says}, which ends on {holder.expires}", "Make a new one before that day and set GITHUB_TOKEN to it")
    return ok("token", says + (f", until {holder.expires}" if holder.expires else ""))


def repository(home: Home, configured: str) -> Iterable[Check]:
    """That it can be written to at all, under the name that the configuration gives."""
    said = list[Check]()
    if home.name.lower() != configured.lower():
        said.append(warn("repository", f"{configured} is called {home.name} today", f'Write repository = "{home.name}" in its file'))
    if home.disabled:
        said.append(fail("repository", "GitHub has disabled it", "Ask GitHub's support"))
    if home.archived:
        said.append(fail("repository", "it is archived: nothing can be written", "Settings > General > Danger Zone: Unarchive"))
    if home.fork_of:
        remedy = f"Name {home.fork_of} in its file, or start the workflow by hand: in a fork it does nothing by the clock"
        said.append(warn("repository", f"it is a fork of {home.fork_of}", remedy))
    kind = "private" if home.private else "public"
    return said or [ok("repository", f"{kind}, not archived, no fork")]


def rights(holder: Holder, home: Home, refused: Mapping[str, str], workflow: Workflow | None) -> Check:
    """What the token may write. `refused` is what it may not even read, with the permission that GitHub names."""
    if refused:
        lacks = ", ".join(f"{what} ({needs})" if needs else what for what, needs in refused.items())
        return fail("rights", f"the token may not read {lacks}", f"Give it {_WANTED}")
    if holder.kind in ("none", "refused"):
        return fail("rights", "without a token nothing can be written", "Set GITHUB_TOKEN")
    if holder.kind in ("classic", "fine-grained", "unknown") and home.push is False:
        return fail("rights", f"{holder.login or 'its holder'} may not write here", "Settings > Collaborators: give the role Write")
    if holder.kind == "classic":
        return _scoped(holder, home)
    if holder.kind == "fine-grained":
        remedy = f"Settings > Developer settings > Fine-grained tokens: give it {_WANTED}, for this repository"
        return unseen("rights", f"{holder.login} may write here; whether this token may", remedy)
    return _unsaid(holder, workflow)


def _unsaid(holder: Holder, workflow: Workflow | None) -> Check:
    """Of an App's token: GitHub tells what it may read, and what may be written only when it is tried."""
    if holder.kind == "actions" and workflow and not workflow.lacks:
        return ok("rights", f"{workflow.file} grants {', '.join(GRANTS)}: write")
    if holder.kind == "actions":
        wanted = ", ".join(f"{one}: write" for one in GRANTS)
        return unseen("rights", "what it may write", f"Its workflow needs, under permissions: {wanted}")
    return unseen("rights", "what it may write", f"The App's settings and its installation need {_WANTED}")


def _scoped(holder: Holder, home: Home) -> Check:
    """Of a classic token, which says what it may."""
    fit = "repo" if "repo" in holder.scopes else "public_repo" if "public_repo" in holder.scopes and not home.private else ""
    if fit:
        return ok("rights", f"{holder.login} may write here, and the scope {fit} covers contents, pull requests, issues and statuses")
    wanted = "repo" if home.private else "public_repo"
    remedy = f"Settings > Developer settings > Personal access tokens (classic): tick {wanted}"
    return fail("rights", f"the token's scopes ({', '.join(holder.scopes) or 'none'}) don't let it write here", remedy)


def features(home: Home, *, dashboard: bool) -> Iterable[Check]:
    """What the repository's owners may have switched off."""
    if not home.pulls:
        yield fail("pull requests", "they are switched off", "Settings > General > Features: tick Pull requests")
    if home.issues:
        yield ok("issues", "they are on")
    elif dashboard:
        remedy = "Settings > General > Features: tick Issues, or write dashboard = false under [delivery]"
        yield fail("issues", "they are switched off, so there can be no dashboard", remedy)
    else:
        yield ok("issues", "they are switched off; the configuration wants no dashboard")


def opening(holder: Holder, workflow: Workflow | None, *, allowed: bool | None) -> Check:
    """Whether GitHub Actions may open pull requests, which matters to its own token alone."""
    needed = holder.kind == "actions" or (workflow is not None and not workflow.own_token)
    remedy = f"{SETTING}: tick {BOX}; if it can't be ticked, the organisation's settings override it"
    if allowed:
        return ok("actions", "they may open pull requests")
    if allowed is None:
        where = remedy if needed else f"Needed by the token of Actions alone: {remedy}"
        return unseen("actions", "whether they may open pull requests", where)
    if needed:
        return fail("actions", "they may not open pull requests, and the bot runs with their token", remedy)
    return ok("actions", "they may not open pull requests, which the bot doesn't need: it has a token of its own")


def workflow(found: Workflow | None, home: Home, *, seen: bool) -> Check:
    """That something runs the bot, is switched on, and asks for enough."""
    if not seen:
        return unseen("workflow", "what is in .github/workflows", "Give the token Contents: read")
    if not found:
        remedy = (
            f"`python -m bot init {home.name} --pr` proposes one; none is needed where another repository or your own clock runs the bot"
        )
        return warn("workflow", "no file of .github/workflows runs the bot", remedy)
    if found.state in _STATES:
        return fail("workflow", f"{found.file}: {_STATES[found.state]}", switch_on(found, home))
    if found.lacks and not found.own_token:
        remedy = f"Add under permissions in {found.path}: {', '.join(f'{one}: write' for one in found.lacks)}"
        return fail("workflow", f"{found.file} doesn't grant {', '.join(found.lacks)}: write", remedy)
    if found.state != "active":
        return unseen("workflow", f"{found.file} is there; whether it is switched on", f"If it isn't: {switch_on(found, home)}")
    return ok("workflow", f"{found.file} is there and on")


def switch_on(found: Workflow | None, home: Home) -> str:
    file = found.file if found else "FILE"
    return f"Actions tab > {file} > Enable workflow, or `gh workflow enable {file} --repo {home.name}`"
