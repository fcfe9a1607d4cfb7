"""An independent emulator of the services, where one is at hand: what agrees with the test server must agree with it."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO

FOLDER = Path(os.environ.get("PAPERLIST_WORLD", REPO.parent / "shared" / "world"))


class World:
    """A running emulator: its variables, what it says of itself, its control."""

    def __init__(self, environment: dict[str, str], truth: dict[str, Any]) -> None:
        self.environment = environment
        self.truth = truth

    @property
    def now(self) -> str:
        return self.environment["WORLD_NOW"]

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        method = method or ("GET" if data is None else "POST")
        request = urllib.request.Request(
            f"{self.environment['WORLD_CONTROL']}/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def running(folder: Path, scenario: str) -> Iterator[World]:
    """The emulator with that scenario; the test is skipped, saying so, where there is none."""
    if not (FOLDER / "setup.sh").exists():
        pytest.skip(f"{FOLDER} isn't here; set PAPERLIST_WORLD to the emulator's folder")
    ready = subprocess.run([FOLDER / "setup.sh"], capture_output=True, text=True, check=False)
    if ready.returncode:
        pytest.skip(f"the emulator in {FOLDER} can't be set up: {ready.stderr[-200:]}")
    python = ready.stdout.strip().splitlines()[-1]
    command = [python, "-m", "world", "--port", "0", "--scenario", f"scenarios/{scenario}.json"]
    command += ["--env-file", str(folder / "env"), "--truth", str(folder / "truth.json"), "--state", str(folder / "git")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=FOLDER, stdout=log, stderr=log)
    try:
        while not (folder / "env").exists():
            assert process.poll() is None, (folder / "log").read_text("utf-8")
            time.sleep(0.1)
        lines = (line.removeprefix("export ").split("=", 1) for line in (folder / "env").read_text("utf-8").splitlines())
        yield World({name: value.strip("'") for name, value in lines}, json.loads((folder / "truth.json").read_text("utf-8")))
    finally:
        process.terminate()
        process.wait(30)
