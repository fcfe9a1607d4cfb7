"""What a check-up found: a line for each thing, and what to do where it isn't well."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from bot.delivery.words import clean

SCHEMA = 1
WIDTH = 16
"""Of the column that names things."""

Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; what isn't well has a remedy."""

    what: str
    verdict: Verdict
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that was looked at of one list; without `list`, of what all lists share."""

    list: str
    title: str
    checks: tuple[Check, ...]

    @property
    def failed(self) -> bool:
        return any(one.verdict == "fail" for one in self.checks)


def ok(what: str, says: str) -> Check:
    return Check(what, "ok", says)


def warn(what: str, says: str, remedy: str) -> Check:
    return Check(what, "warn", says, remedy)


def fail(what: str, says: str, remedy: str) -> Check:
    return Check(what, "fail", says, remedy)


def unseen(what: str, thing: str, remedy: str) -> Check:
    """Nobody knows: neither well nor ill."""
    return Check(what, "warn", f"{thing} can't be seen with this token", remedy)


def text(sheet: Sheet) -> str:
    """For people: one line each."""
    return "\n".join([clean(sheet.title), *map(_line, sheet.checks), "", ""])


def _line(one: Check) -> str:
    says = f"{one.says}. {one.remedy}" if one.remedy else one.says
    return clean(f"  {one.verdict:<4}  {one.what:<{WIDTH}}  {says}")


def dumps(sheet: Sheet) -> str:
    """For programs: one line of JSON."""
    checks = [asdict(one) for one in sheet.checks]
    return json.dumps({"schema": SCHEMA, "list": sheet.list or None, "about": sheet.title, "checks": checks}) + "\n"


def tally(sheets: Iterable[Sheet]) -> str:
    """How many things fail and how many need a look."""
    verdicts = [one.verdict for sheet in sheets for one in sheet.checks]
    failed, doubtful = verdicts.count("fail"), verdicts.count("warn")
    return f"{len(verdicts)} checks: {failed} failed, {doubtful} to look at\n"
