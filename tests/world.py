"""An independent emulator of the services: what agrees with the test server must agree with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks import emulator
from benchmarks.emulator import World

__all__ = ["World", "running"]


@contextmanager
def running(folder: Path, scenario: str) -> Iterator[World]:
    """The emulator with that scenario; the test is skipped, saying so, where there is none."""
    try:
        with emulator.running(folder, scenario) as world:
            yield world
    except emulator.NotHereError as problem:
        pytest.skip(str(problem))
