"""Rulesets and protection of a branch, as rules of one kind. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NotRequired
from urllib.parse import quote

from typing_extensions import TypedDict

from bot.delivery.barriers import Ground, Rule
from bot.delivery.rights import Holder, Home
from bot.desk.survey import Unseen, look
from bot.githubapi import Api

_BYPASSES = ("always", "exempt")


class _Tip(TypedDict):
    protected: bool


class _RuleData(TypedDict):
    type: str
    ruleset_id: NotRequired[int]
    ruleset_source: NotRequired[str]
    ruleset_source_type: NotRequired[str]


class _Ruleset(TypedDict):
    name: str
    current_user_can_bypass: NotRequired[str]


class _Switch(TypedDict):
    enabled: bool


class _Actor(TypedDict, total=False):
    login: str
    slug: str


class _Actors(TypedDict, total=False):
    users: list[_Actor]
    apps: list[_Actor]


class _Reviews(TypedDict, total=False):
    bypass_pull_request_allowances: _Actors


class _Protection(TypedDict, total=False):
    """Of a branch, in the older way; what isn't there isn't demanded."""

    restrictions: _Actors | None
    required_pull_request_reviews: _Reviews | None
    required_status_checks: dict[str, Any] | None
    required_signatures: _Switch
    required_linear_history: _Switch
    allow_force_pushes: _Switch
    block_creations: _Switch
    lock_branch: _Switch


class Terrain:
    """Branches of one repository; a ruleset that holds for several is read once."""

    def __init__(self, api: Api, home: Home, holder: Holder) -> None:
        self._api = api
        self._home = home
        self._holder = holder
        self._rulesets = dict[int, _Ruleset | Unseen]()

    @property
    def _root(self) -> str:
        return f"/repos/{self._home.name}"

    def ground(self, branch: str, *, rebuilt: bool) -> Ground:
        """A branch's rules, whether or not it is there yet."""
        name = quote(branch, safe="")
        sets = look(self._api, f"{self._root}/rules/branches/{name}", list[_RuleData], {"per_page": 100})
        rules = [] if isinstance(sets, Unseen) else [self._of_set(one) for one in sets]
        tip = look(self._api, f"{self._root}/branches/{name}", _Tip)
        known = not isinstance(sets, Unseen)
        if not isinstance(tip, Unseen) and tip["protected"]:
            found = look(self._api, f"{self._root}/branches/{name}/protection", _Protection)
            # What protects it may be a ruleset alone: those who may see it are told so.
            known = known and (not isinstance(found, Unseen) or found.says == "Branch not protected")
            rules += [] if isinstance(found, Unseen) else self._of_protection(found, branch)
        return Ground(branch, tuple(rules), known, rebuilt)

    def _of_set(self, one: _RuleData) -> Rule:
        number, source = one.get("ruleset_id", 0), one.get("ruleset_source", "")
        if number not in self._rulesets:
            self._rulesets[number] = look(self._api, f"{self._root}/rulesets/{number}", _Ruleset)
        found = self._rulesets[number]
        name = f"ruleset {number}" if isinstance(found, Unseen) else f'ruleset "{found["name"]}"'
        bypassed = not isinstance(found, Unseen) and found.get("current_user_can_bypass") in _BYPASSES
        if one.get("ruleset_source_type", "Repository") != "Repository":
            return Rule(one["type"], f"{name} of {source}", f"Settings > Rules of {source}", bypassed)
        return Rule(one["type"], name, f"{self._home.page}/settings/rules/{number}", bypassed)

    def _of_protection(self, one: _Protection, branch: str) -> Iterator[Rule]:
        """As rulesets call the same demands."""
        pushers, reviews = one.get("restrictions"), one.get("required_pull_request_reviews")
        demands = {
            "update": _on(one.get("lock_branch")) or (pushers is not None and not self._among(pushers)),
            "creation": _on(one.get("block_creations")) and not self._among(pushers),
            "pull_request": reviews is not None and not self._among(reviews.get("bypass_pull_request_allowances")),
            "required_status_checks": one.get("required_status_checks") is not None,
            "required_signatures": _on(one.get("required_signatures")),
            "required_linear_history": _on(one.get("required_linear_history")),
            "non_fast_forward": not _on(one.get("allow_force_pushes")),
        }
        for kind, demanded in demands.items():
            if demanded:
                yield Rule(kind, "branch protection", f"Settings > Branches, the rule of {branch}")

    def _among(self, actors: _Actors | None) -> bool:
        """Whether the token's holder is one of them. Teams' members can't be seen."""
        login = self._holder.login.removesuffix("[bot]").lower()
        listed = [*(actors or {}).get("users", []), *(actors or {}).get("apps", [])]
        return bool(login) and login in {(one.get("login") or one.get("slug") or "").lower() for one in listed}


def _on(switch: _Switch | None) -> bool:
    return bool(switch and switch["enabled"])
