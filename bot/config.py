"""config/*.toml to frozen types; unknown keys, wrong types and impossible values are errors with file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import Field, TypeAdapter, ValidationError

from bot.errors import ConfigError, UsageError
from bot.model import SourceName
from bot.pace import Policy
from bot.policies import STRICT, CandidatePolicy, DeliveryPolicy, Ref, RulePolicy, SourcePolicy
from bot.standing import Kind
from bot.text.venues import Venue, VenueBook

RuleName = Literal[
    "venue",
    "identity",
    "impossible",
    "encoding",
    "repository",
    "withdrawn",
    "badge",
    "title",
    "award",
    "code",
    "swap",
    "link",
    "site",
    "contents",
    "ragged",
    "numbering",
    "order",
    "duplicate",
    "dated",
]

T = TypeVar("T")

SOURCES: tuple[SourceName, ...] = get_args(SourceName)
VENUES = "venues.toml"
SCHEMA = "list.schema.json"


_Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+/[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
_Inside = Annotated[str, Field(pattern=r"^[^/\x00-\x1f][^\x00-\x1f]*$")]
_Path = Annotated[str, Field(pattern=r"^[^\x00-\x1f]+$")]
_Kept = Annotated[str, Field(pattern=r"^\S[^\x00-\x1f]*$")]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list is: `repository` (owner/name, with `path` and `branch`) or a `file` on this machine."""

    __pydantic_config__: ClassVar[Any] = STRICT
    repository: _Slug | None = None
    file: _Path | None = None
    path: _Inside = "README.md"
    branch: Ref | Literal[""] = ""
    keep: tuple[_Kept, ...] = ()
    """What is left alone: papers by id or title, `section: ` and a heading's words."""


@dataclass(frozen=True, slots=True)
class ListConfig:
    """One file of config/; its name is the list's."""

    __pydantic_config__: ClassVar[Any] = STRICT
    list: Place
    sources: Mapping[SourceName, SourcePolicy] = field(default_factory=dict)
    rules: Mapping[RuleName, RulePolicy] = field(default_factory=dict)
    delivery: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    candidates: CandidatePolicy = field(default_factory=CandidatePolicy)

    def source(self, name: str) -> SourcePolicy:
        return self.sources.get(name, SourcePolicy())  # type: ignore[call-overload, no-any-return]

    def rule(self, name: str) -> RulePolicy:
        return self.rules.get(name, RulePolicy())  # type: ignore[call-overload, no-any-return]

    def policy(self, kind: Kind) -> Policy:
        """How much of that kind is handed in, and when."""
        one = self.delivery
        new = self.candidates
        some = (new.per_week, new.per_section, new.pull_request) if kind == "additions" else (None, None)
        return Policy(one.rows, one.open_every, one.update_every, one.weekdays, one.pause_after, *some)


@dataclass(frozen=True, slots=True)
class _VenueFile:
    __pydantic_config__: ClassVar[Any] = STRICT
    venue: tuple[Venue, ...]


def embedded(name: str) -> Path:
    """A folder that comes with the bot: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parent
    installed = package / "embedded" / name
    return installed if installed.is_dir() else package.parent / name


def read_lists(folder: Path, names: list[str]) -> dict[str, ListConfig]:
    """The configurations of the named lists (all, if none is named), by name, sorted."""
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder), remedy="Give the folder of your lists with --config")
    files = {path.stem: path for path in sorted(folder.glob("*.toml")) if path.name != VENUES}
    if not files:
        raise UsageError("it holds no list", where=str(folder), remedy="Add NAME.toml with a [list] table; the README shows one")
    for name in names:
        if name not in files:
            known = ", ".join(files)
            raise UsageError(f"there is no list {name!r}", where=str(folder), remedy=f"Its lists are: {known}")
    lists = {name: read_list(path) for name, path in files.items()}
    for name, one in lists.items():
        for other in list(lists)[: list(lists).index(name)]:
            _require_apart(folder / f"{name}.toml", one, other, lists[other])
    return {name: one for name, one in lists.items() if not names or name in names}


def _require_apart(path: Path, one: ListConfig, name: str, other: ListConfig) -> None:
    """ConfigError where two lists would write to the same branches."""
    homes = [(each.list.repository or "").lower() for each in (one, other)]
    if homes[0] and homes[0] == homes[1] and one.delivery.branch_prefix == other.delivery.branch_prefix:
        remedy = f'Give each its own, say branch-prefix = "bot/{path.stem}/"'
        raise ConfigError(f"the list {name} of this repository has the same", where=f"{path}, delivery.branch-prefix", remedy=remedy)


def read_list(path: Path) -> ListConfig:
    config = _read(path, TypeAdapter(ListConfig))
    if (config.list.repository is None) == (config.list.file is None):
        raise ConfigError("it needs one of repository and file", where=f"{path}, list", remedy="Keep one of the two keys")
    if ".." in Path(config.list.path).parts:
        raise ConfigError("it leaves the repository", where=f"{path}, list.path", remedy="Write it from the repository's top")
    return config


def read_venues(folder: Path) -> VenueBook:
    """The venues of that folder, or those that come with the bot where it has none."""
    own = folder / VENUES
    return VenueBook.of(_read(own if own.is_file() else embedded("config") / VENUES, TypeAdapter(_VenueFile)).venue)


def schema() -> dict[str, Any]:
    """The JSON Schema of a list's configuration, for editors."""
    found = TypeAdapter(ListConfig).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "A list of paperlist-bot"}


def _read(path: Path, adapter: TypeAdapter[T]) -> T:
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as problem:
        raise ConfigError(f"it can't be read ({problem.strerror})", where=str(path), remedy="Check the file's name and rights") from problem
    except (ValueError, RecursionError) as problem:
        raise ConfigError(f"it is no valid TOML: {problem}", where=str(path), remedy="Mend that place") from problem
    try:
        return adapter.validate_python(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise ConfigError(_what(first["type"], first["msg"]), where=f"{path}, {key}", remedy=_remedy(first["type"], path)) from problem


def _what(kind: str, message: str) -> str:
    known = {"unexpected_keyword_argument": "unknown key", "missing": "this key is missing"}
    return known.get(kind, message[:1].lower() + message[1:])


def _remedy(kind: str, path: Path) -> str:
    if kind in ("unexpected_keyword_argument", "literal_error"):
        return f"Remove it or mend its spelling; {SCHEMA} names every key"
    return f"Correct it; {SCHEMA} says what it takes" if path.name != VENUES else "Correct it as its neighbours are written"
