"""The files that a list's keeper is given: its configuration, every key explained, and its workflow. Text in, text out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, get_args

from bot import __version__
from bot import onboarding_words as words
from bot.config import SOURCES, VENUES, Place, RuleName
from bot.delivery.body import LIMIT as BODY_LIMIT
from bot.policies import CandidatePolicy, DeliveryPolicy, RulePolicy, SourcePolicy

ACTION = "paperlist-bot/paperlist-bot"
"""The repository whose action the workflow uses, and its release."""
RELEASE = f"v{__version__}"
CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
WORKFLOW = ".github/workflows/paperlist-bot.yml"
ANSWERS = ".github/workflows/paperlist-bot-answers.yml"


def name_of(target: str) -> str:
    """How a list is called, by its repository or file."""
    last = target.replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem = re.sub(r"\.(md|markdown)$", "", last, flags=re.IGNORECASE).lower()
    name = re.sub(r"[^a-z0-9.]+", "-", stem).strip("-.") or "list"
    return f"{name}-list" if f"{name}.toml" == VENUES else name


def configuration(place: Place) -> str:
    """A list's TOML file. What holds by itself stands in it behind a `#`."""
    parts = ["# How paperlist-bot keeps this list. A key behind a # has the value that holds anyway: take the # away to change it.", ""]
    where = {"file": place.file} if place.file else {"repository": place.repository, "path": place.path, "branch": place.branch}
    parts += ["[list]", *_lines("list", where, {"keep": []})]
    parts += ["", "[delivery]", *_lines("delivery", {}, _values(DeliveryPolicy()))]
    parts += ["", "[candidates]", *_lines("candidates", {}, _values(CandidatePolicy()))]
    for name in get_args(RuleName):
        parts += ["", f"[rules.{name}]".ljust(30) + f"  # {words.RULES.get(name, '')}", *_lines("rules", {}, _values(RulePolicy()))]
    for source in SOURCES:
        parts += [
            "",
            f"[sources.{source}]".ljust(30) + f"  # {words.SOURCES.get(source, '')}",
            *_lines("sources", {}, _values(SourcePolicy())),
        ]
    return "\n".join(parts) + "\n"


def _values(policy: Any) -> dict[str, Any]:
    return {one.name.replace("_", "-"): getattr(policy, one.name) for one in fields(policy)}


def _lines(table: str, given: Mapping[str, Any], implied: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key, with what it means. JSON's values are TOML's too."""
    for mark, values in (("", given), ("# ", implied)):
        for key, value in values.items():
            yield f"{mark}{key} = {_toml(value)}".ljust(30) + f"  # {words.KEYS[table].get(key, '')}"


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def workflows(place: Place, folder: str = "config", commit: str = "") -> dict[str, str]:
    """The workflows for a list, by path: `folder` holds its configuration, `commit` is that of the bot's release, where known.

    Two files: GitHub switches a whole one off when nothing happened for 60 days to what its schedule runs in.
    """
    texts = {WORKFLOW: _NIGHTLY, ANSWERS: _ANSWERING} if place.repository else {WORKFLOW: _SHOWING}
    return {path: _filled(text, place, folder, commit) for path, text in texts.items()}


def _filled(text: str, place: Place, folder: str, commit: str) -> str:
    uses = f"{ACTION}@{commit} # {RELEASE}" if commit else f"{ACTION}@{RELEASE} # zizmor: ignore[unpinned-uses] a commit is safer still"
    more = "" if folder == "config" else f"\n          config: {json.dumps(folder, ensure_ascii=False)}"
    for mark, value in {"REPOSITORY": place.repository or "", "CHECKOUT": CHECKOUT, "REF": "", "USES": uses, "CONFIG": more}.items():
        text = text.replace(f"<{mark}>", value)
    return text


def body(reading: str, paths: Iterable[str]) -> str:
    """The text of the pull request that proposes the files."""
    files = "".join(f"- `{path}`\n" for path in paths)
    words = f"This adds\n\n{files}\nand nothing else. Merged, the bot begins the next night; closed, it never does.\n\n{NEXT}\n"
    whole = f"{words}How the bot reads the list today:\n\n{reading}"
    return whole if len(whole) <= BODY_LIMIT else whole[: whole.rfind("\n", 0, BODY_LIMIT)]


NEXT = """\
Before the first night, in the repository's settings:

- Actions > General > Workflow permissions: tick "Allow GitHub Actions to create and approve pull requests".
- Secrets and variables > Actions, if you have a key of Semantic Scholar: SEMANTIC_SCHOLAR_API_KEY.
"""
_EVERY_NIGHT = """\
  schedule:
    - cron: "37 5 * * *" # in UTC; an odd minute, when GitHub drops fewer runs
  workflow_dispatch:
"""
_STEPS = """\
    steps:
      - uses: <CHECKOUT>
        with:
          persist-credentials: false<REF>
      - uses: <USES>
        with:<CONFIG>
"""
_DEFAULT_BRANCH = "\n          ref: ${{ github.event.repository.default_branch }} # never a pull request's"
_MAY = """\
    permissions:
      contents: write # the bot's branches
      issues: write # the dashboard, and answers to commands
      pull-requests: write # the bot's pull requests
      statuses: write # the result of the bot's own check of its commits
    concurrency: # here and not above, where a run that does nothing would push out one that waits
      group: paperlist-bot
      cancel-in-progress: false
"""
_NIGHTLY = f"""\
# paperlist-bot checks the list every night.
name: paperlist-bot

on:
{_EVERY_NIGHT}\
    inputs:
      dry-run:
        description: Show what would be proposed, and hand in nothing
        type: boolean
        default: false

permissions: {{}}

jobs:
  nightly:
    name: Check the list
    if: github.repository == '<REPOSITORY>'
    runs-on: ubuntu-24.04
    timeout-minutes: 45
{_MAY}{_STEPS}\
          arguments: ${{{{ inputs.dry-run && '--dry-run' || '' }}}}
          semantic-scholar-key: ${{{{ secrets.SEMANTIC_SCHOLAR_API_KEY }}}}
"""
_ANSWERING = f"""\
# paperlist-bot answers what people do with its proposals, within a minute.
name: paperlist-bot answers

on:
  issue_comment:
    types: [created, edited]
  issues:
    types: [edited]
  pull_request_target: # zizmor: ignore[dangerous-triggers] runs this file of the default branch, and nothing of a pull request
    types: [edited, closed, reopened, synchronize]

permissions: {{}}

jobs:
  respond:
    name: Answer
    if: >-
      github.repository == '<REPOSITORY>' && github.event.sender.type != 'Bot' && (
        (github.event_name == 'issue_comment' && contains(github.event.comment.body, '/bot') &&
          contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.comment.author_association)) ||
        (github.event_name == 'issues' && contains(github.event.issue.body, '<!-- paperlist-bot') &&
          (github.event.issue.user.type == 'Bot' ||
           contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.issue.author_association))) ||
        (github.event_name == 'pull_request_target' && startsWith(github.event.pull_request.head.ref, 'bot/') &&
          github.event.pull_request.head.repo.full_name == github.repository))
    runs-on: ubuntu-24.04
    timeout-minutes: 15
{_MAY}{_STEPS.replace("<REF>", _DEFAULT_BRANCH)}\
          command: respond
"""
_SHOWING = f"""\
# paperlist-bot checks the list every night and shows what it found as the run's summary. It changes nothing.
name: paperlist-bot

on:
{_EVERY_NIGHT}
permissions: {{}}

concurrency:
  group: paperlist-bot
  cancel-in-progress: false

jobs:
  nightly:
    name: Check the list
    if: ${{{{ !github.event.repository.fork }}}}
    runs-on: ubuntu-24.04
    timeout-minutes: 45
    permissions:
      contents: read
{_STEPS}\
          arguments: --dry-run
          semantic-scholar-key: ${{{{ secrets.SEMANTIC_SCHOLAR_API_KEY }}}}
"""
