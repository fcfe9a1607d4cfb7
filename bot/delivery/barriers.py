"""What stands in the way of the bot's branches: rulesets and branch protection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.checkup import Check, Verdict, fail, ok, unseen, warn

_STOPS = {
    "creation": "nobody may create {}",
    "update": "nobody may update {}",
    "pull_request": "{} takes changes by pull requests only",
    "merge_queue": "{} takes changes by a merge queue only",
    "required_status_checks": "{} takes only commits whose checks passed",
    "required_deployments": "{} takes only commits that were deployed",
    "workflows": "{} takes only commits whose workflows passed",
    "code_scanning": "{} takes only commits that were scanned",
}
"""Rules that stop the bot from writing to a branch."""
_REBUILD = {
    "non_fast_forward": "no forced move of {}, which the bot makes when the list changed under its proposals",
    "required_linear_history": "no merge commit on {}, which the bot makes beside people's commits",
}
"""Rules that matter to the branches that it rebuilds."""
_PATTERNS = {
    "branch_name_pattern": "the name of {}",
    "commit_message_pattern": "the messages of commits on {}",
    "commit_author_email_pattern": "the authors of commits on {}",
    "committer_email_pattern": "the committers of commits on {}",
    "file_path_restriction": "the files that commits on {} may change",
}
_HARMLESS = frozenset(
    "deletion tag_name_pattern copilot_code_review max_file_path_length file_extension_restriction max_file_size "
    "license_compliance_scanning".split()
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for a branch, as GitHub's rulesets name their kinds; `by` sets it, and is changed at `where`."""

    kind: str
    by: str
    where: str
    bypassed: bool = False
    """Whether it doesn't hold for this token."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One branch and its rules. `known` is false where some can't be seen; the bot moves `rebuilt` ones by force."""

    branch: str
    rules: tuple[Rule, ...] = ()
    known: bool = True
    rebuilt: bool = False


def ways(grounds: Sequence[Ground], *, signs: bool) -> Iterator[Check]:
    """What stops the bot's branches: one line for each rule, whatever the number of branches it holds for."""
    found = dict[tuple[Verdict, str, Rule], list[str]]()
    for ground in grounds:
        for rule in ground.rules:
            if not rule.bypassed and (judged := _judged(rule, ground, signs=signs)):
                found.setdefault((*judged, rule), []).append(ground.branch)
    for (verdict, says, rule), names in found.items():
        yield Check(
            "branches",
            verdict,
            f"{rule.by}: {says.format(_and(names))}",
            f"{rule.where}: leave out {_and(names)}, or let the bot bypass it",
        )
    dark = [ground.branch for ground in grounds if not ground.known]
    if dark:
        yield unseen(
            "branches", f"what protects {_and(dark)}", "Ask someone who may administer the repository to look at Settings > Branches"
        )
    if not found and not dark:
        signed = any(rule.kind == "required_signatures" for ground in grounds for rule in ground.rules)
        note = "; GitHub signs the bot's commits, as a rule demands" if signed and signs else ""
        yield ok("branches", f"nothing that GitHub shows stops {_and([ground.branch for ground in grounds])}{note}")


def _judged(rule: Rule, ground: Ground, *, signs: bool) -> tuple[Verdict, str] | None:
    if rule.kind in _STOPS:
        return "fail", _STOPS[rule.kind]
    if rule.kind in _REBUILD:
        return ("fail", _REBUILD[rule.kind]) if ground.rebuilt else None
    if rule.kind == "required_signatures":
        return None if signs else ("fail", "{} takes signed commits only; GitHub signs those of an App or of Actions, not this token's")
    if rule.kind in _PATTERNS:
        return "warn", f"it restricts {_PATTERNS[rule.kind]}"
    return None if rule.kind in _HARMLESS else ("warn", f"the rule {rule.kind} of {{}} is unknown to the bot")


def merging(base: Ground, *, signs: bool, actions: bool) -> Iterable[Check]:
    """What maintainers meet when they merge the bot's pull requests into that branch."""
    kinds = {rule.kind: rule for rule in base.rules}
    if "required_signatures" in kinds and not signs:
        says = f"{base.branch} takes signed commits only, and GitHub doesn't sign this token's"
        yield warn("merging", says, "Merge by squash, which GitHub signs, or give the bot an App's token")
    if "required_status_checks" in kinds and actions:
        says = f"{base.branch} wants checks, and on pull requests of the Actions token they wait for someone's approval"
        yield warn("merging", says, "Press the button to run them on each pull request, or give the bot an App's token")


def in_the_way(prefix: str, existing: Mapping[str, bool]) -> Iterable[Check]:
    """A branch called as the first part of the bot's: git holds no branch below another."""
    for name, there in existing.items():
        if there:
            remedy = "Rename it, or choose another branch-prefix under [delivery]"
            yield fail("branches", f"a branch is called {name}, so none can be called {prefix}…", remedy)


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
