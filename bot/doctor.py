"""The check-up: whether the bot can do its work, and what to do where it can't. It writes nothing, to no one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot import environment, examine
from bot.answering import sources
from bot.config import ListConfig
from bot.delivery import checkup, rights
from bot.delivery.checkup import Check, Sheet, fail, ok, unseen, warn
from bot.delivery.rights import Holder
from bot.desk import survey
from bot.desk.survey import Quota, Quotas, Unseen
from bot.environment import Environment
from bot.errors import SourceError
from bot.examine import Case
from bot.githubapi import Api
from bot.progress import progress
from bot.text.venues import VenueBook

LOW = 10
"""A quota of which less than one part in so many is left is said to be low."""


def run(lists: Mapping[str, ListConfig], book: VenueBook, now: datetime, arguments: argparse.Namespace) -> int:
    """Looks at everything, and says of each thing how it is. 1 if anything fails."""
    settings = environment.read(os.environ)
    api = Api(settings.github, settings.github_token, backoff=0.5, timeout=15)
    sheets = list[Sheet]()
    holder: Holder | None = Holder("none")
    if any(config.list.repository for config in lists.values()):
        with progress() as say:
            say("looking at GitHub and the token")
            holder, checks = _github(api, settings, now)
        sheets.append(_shown(Sheet("", f"GitHub, {api.host}", tuple(checks)), arguments.format))
    with progress() as say:
        say("asking the sources")
        answers = Sheet("", "Sources", tuple(sources(settings, book, lists.values(), now.date())))
    sheets.append(_shown(answers, arguments.format))
    for name, config in lists.items():
        with progress() as say:
            say(f"{name}: looking at it")
            sheet = _list(api, holder, Case(name, config, book, now, Path(arguments.state) / name if arguments.state else None))
        sheets.append(_shown(sheet, arguments.format))
    if arguments.format == "text":
        sys.stdout.write(checkup.tally(sheets))
    return 1 if any(one.failed for one in sheets) else 0


def _shown(sheet: Sheet, form: str) -> Sheet:
    sys.stdout.write(checkup.dumps(sheet) if form == "json" else checkup.text(sheet))
    sys.stdout.flush()
    return sheet


def _list(api: Api, holder: Holder | None, case: Case) -> Sheet:
    place = case.config.list
    if place.file:
        return Sheet(case.name, f"{case.name}: {place.file}", tuple(examine.local(case)))
    title = f"{case.name}: {place.repository}"
    if holder is None or holder.kind == "refused":
        why = "GitHub gives no answer" if holder is None else "GitHub doesn't take the token"
        return Sheet(case.name, title, (fail("repository", f"{why}, so nothing of it was looked at", "Mend that first"),))
    return Sheet(case.name, title, tuple(examine.examined(api, case, holder)))


def _github(api: Api, settings: Environment, now: datetime) -> tuple[Holder | None, list[Check]]:
    """Whose token it is, and what is left to ask for; None where GitHub gives no answer."""
    try:
        limits, headers = survey.quotas(api)
        holder = survey.holder(api, settings.github_token, limits, headers)
    except SourceError as problem:
        return None, [fail("github", problem.what, f"Check the network, the proxy, and {environment.URLS['github'][0]} if it is set")]
    return holder, [rights.token(holder, now.date()), *_left(limits)]


def _left(limits: Quotas | Unseen) -> Iterator[Check]:
    """What may still be asked this hour."""
    if isinstance(limits, Unseen):
        if limits.status == 404:
            yield ok("quotas", "this server counts nothing")
        elif limits.status != 401:
            yield unseen("quotas", "what is left to ask for", "Try again later")
        return
    left = {"REST": limits["core"], **({"GraphQL": limits["graphql"]} if "graphql" in limits else {})}
    says = ", ".join(f"{name} {one['remaining']:,} of {one['limit']:,}" for name, one in left.items()) + " left"
    low = [one for one in left.values() if one["remaining"] * LOW < one["limit"]]
    if any(one["remaining"] == 0 and one["limit"] for one in low):
        yield fail("quotas", says, f"Wait until {_clock(low)}, or use a token that nothing else uses")
    elif low:
        yield warn("quotas", says, f"They are whole again at {_clock(low)}")
    else:
        yield ok("quotas", says)


def _clock(low: list[Quota]) -> str:
    try:
        return f"{datetime.fromtimestamp(max(one['reset'] for one in low), UTC):%H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return "the next hour"
