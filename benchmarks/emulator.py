"""An independent emulator of the services, where one is at hand (`PAPERLIST_WORLD` names its folder)."""

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

FOLDER = Path(os.environ.get("PAPERLIST_WORLD", Path(__file__).resolve().parent.parent.parent / "shared" / "world"))


class NotHereError(Exception):
    """There is no emulator, or it can't be set up."""


class World:
    """A running emulator: its variables, what it says of itself, its control."""

    def __init__(self, python: str, environment: dict[str, str], truth: Path) -> None:
        self.environment = environment
        self.truth: dict[str, Any] = json.loads(truth.read_text("utf-8"))
        self._python = python
        self._path = truth

    @property
    def now(self) -> str:
        return self.environment["WORLD_NOW"]

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        method = method or ("GET" if data is None else "POST")
        url = f"{self.environment['WORLD_CONTROL']}/{path}"
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def score(self, path: Path) -> dict[str, Any]:
        """The emulator's own verdict on a list."""
        command = [self._python, "-m", "world.score", str(self._path), str(path), "--now", self.now]
        found: dict[str, Any] = json.loads(subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=True).stdout)
        return found


@contextmanager
def running(folder: Path, scenario: str) -> Iterator[World]:
    """The emulator with that scenario (one of its own, or the path of another without `.json`), its files in `folder`."""
    if not (FOLDER / "setup.sh").exists():
        raise NotHereError(f"{FOLDER} isn't here; set PAPERLIST_WORLD to the emulator's folder")
    ready = subprocess.run([FOLDER / "setup.sh"], capture_output=True, text=True, check=False)
    if ready.returncode:
        raise NotHereError(f"the emulator in {FOLDER} can't be set up: {ready.stderr[-200:]}")
    python = ready.stdout.strip().splitlines()[-1]
    command = [python, "-m", "world", "--port", "0", "--scenario", str(Path("scenarios", f"{scenario}.json"))]
    command += ["--env-file", str(folder / "env"), "--truth", str(folder / "truth.json"), "--state", str(folder / "git")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=FOLDER, stdout=log, stderr=log)
    try:
        while not (folder / "env").exists():
            if process.poll() is not None:
                raise NotHereError((folder / "log").read_text("utf-8")[-500:])
            time.sleep(0.1)
        lines = (line.removeprefix("export ").split("=", 1) for line in (folder / "env").read_text("utf-8").splitlines())
        variables = {name: value.strip("'") for name, value in lines}
        # It has no web pages, and real ones are nobody's business here.
        yield World(python, {"PAGES_URL": "http://127.0.0.1:9", **variables}, folder / "truth.json")
    finally:
        process.terminate()
        process.wait(30)
