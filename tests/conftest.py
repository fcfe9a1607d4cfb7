"""What the tests stand on: the first list as shipped, and other data where it is at hand."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.config import read_list, read_lists, read_venues
from bot.ledger import read_known
from bot.model import Evidence, Known, Plan
from bot.sync import Job, sync
from bot.text.venues import VenueBook
from tests import hub as hubs
from tests.hub import Hub
from tests.nights import Begin, Keeper

# The same examples on every machine, however slow; the long suites draw new ones.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

# Where nobody answers: no test asks for a real web page.
os.environ["PAGES_URL"] = "http://127.0.0.1:9"

REPO = Path(__file__).resolve().parent.parent
_NUMBERS = itertools.count(1)
NAME = "papers-on-efficient-diffusion-models"
STATE = REPO / "state" / NAME
DATA = Path(os.environ.get("PAPERLIST_DATA", REPO.parent / "shared" / "data"))
NOW = datetime(2026, 11, 22, 1, 17, tzinfo=UTC)
HERE = Evidence("list", "", "https://example.org/list.md", date(2026, 11, 22))


def need(name: str) -> Path:
    """A file of the data folder; the test is skipped, saying so, where it is missing."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} isn't here; set PAPERLIST_DATA to a folder that holds {name}")
    return path


@pytest.fixture(scope="session")
def book() -> VenueBook:
    return read_venues(REPO / "config")


@pytest.fixture(scope="session")
def first_list() -> bytes:
    return (STATE / "list.md").read_bytes()


@pytest.fixture(scope="session")
def first_known() -> Known:
    return read_known(STATE)


@pytest.fixture(scope="session")
def plan(book: VenueBook, first_list: bytes, first_known: Known) -> Plan:
    """The first list's plan from what ships with the bot."""
    config = read_lists(REPO / "config", [NAME])[NAME]
    return sync(Job(NAME, config, first_list, HERE, book, NOW), first_known)


@pytest.fixture(scope="module", params=["own", pytest.param("emulator", marks=pytest.mark.long)])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A GitHub: our own, and the independent one. All tests of a module share it, each with its own list."""
    with hubs.own() if request.param == "own" else hubs.emulator(tmp_path_factory.mktemp("world")) as found:
        yield found


@pytest.fixture
def begin(hub: Hub) -> Iterator[Begin]:
    """Starts a keeper on a branch of its own that holds that text."""

    def started(text: str, **delivery: Any) -> Keeper:
        keeper = Keeper(hub, f"t{next(_NUMBERS)}", delivery)
        hub.push(keeper.base, text)
        return keeper

    yield started
    hub.clear_faults()


def plan_of(text: str | bytes, known: Known, book: VenueBook, now: datetime = NOW) -> Plan:
    """The plan of a list at hand."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    config = read_list(REPO / "config" / f"{NAME}.toml")
    return sync(Job("list", config, data, HERE, book, now), known)
