"""What a list's keepers decide about sources, rules, candidates and delivery: frozen types of the tables of its configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, StrictBool


def _dashed(name: str) -> str:
    return name.replace("_", "-")


STRICT: dict[str, Any] = {"extra": "forbid", "alias_generator": _dashed}
"""Unknown keys are errors; keys are written with dashes."""
Ref = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
_Days = Annotated[int, Field(ge=0, le=365, strict=True)]
_Category = Annotated[
    str, Field(pattern=r"^([a-z]+(-[a-z]+)?\.[A-Za-z-]{2,}|astro-ph|cond-mat|gr-qc|hep-[a-z]+|math-ph|nucl-[a-z]+|quant-ph)$")
]
"""Of arXiv. An archive alone (`cs`) is none: no paper has it."""
_Some = Annotated[int, Field(ge=1, le=50, strict=True)]
_Label = Annotated[str, Field(pattern=r"^\S(.{0,48}\S)?$")]
_Login = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """Whether a source is used."""

    __pydantic_config__: ClassVar[Any] = STRICT
    enabled: StrictBool = True


@dataclass(frozen=True, slots=True)
class RulePolicy:
    """Whether a rule is used, and the confidence (0 to 1) from which it proposes; below, it is a finding."""

    __pydantic_config__: ClassVar[Any] = STRICT
    enabled: StrictBool = True
    pull_request: Annotated[float, Field(ge=0, le=1, strict=True)] = 0.95


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How changes are handed in (docs/delivery.md)."""

    __pydantic_config__: ClassVar[Any] = STRICT
    branch_prefix: Ref = "bot/"
    rows: Annotated[int, Field(ge=1, le=300, strict=True)] = 30
    """Rows that a pull request changes at the most; GitHub hides the diff of more until asked."""
    open_every: _Days = 7
    """Days between two openings of a pull request of one kind."""
    update_every: _Days = 7
    """Days between two updates of an open one with new proposals."""
    weekdays: tuple[Weekday, ...] = WEEKDAYS
    """Days, in UTC, on which pull requests are opened and get new proposals."""
    pause_after: Annotated[int, Field(ge=1, le=3650, strict=True)] = 90
    """Days without a person's touch after which an open pull request is left alone."""
    draft: StrictBool = False
    labels: tuple[_Label, ...] = ()
    reviewers: tuple[_Login, ...] = ()
    assignees: tuple[_Login, ...] = ()
    dashboard: StrictBool = True
    state_branch: Ref = "bot-state"
    """Where the repository keeps what the bot knows."""
    badges: StrictBool = False
    """Whether citation counts are published as badges on that branch."""


@dataclass(frozen=True, slots=True)
class CandidatePolicy:
    """Whether papers that the list lacks are proposed, and how many (docs/delivery.md)."""

    __pydantic_config__: ClassVar[Any] = STRICT
    enabled: StrictBool = True
    pull_request: Annotated[float, Field(ge=0, le=1, strict=True)] = 0.8
    """The probability from which one is handed in by itself; others are shown on the dashboard."""
    per_week: _Some = 3
    """New ones that are handed in within seven days at the most."""
    per_section: _Some = 2
    """And of one section."""
    cooling_days: _Days = 7
    """Days after its submission before which none is proposed: versions, titles and withdrawals settle."""
    expire_days: Annotated[int, Field(ge=1, le=3650, strict=True)] = 120
    """Days after which one that nobody took is left."""
    categories: tuple[_Category, ...] = ()
    """Of arXiv, that are watched; without any, those of the list's own papers."""
