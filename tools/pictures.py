"""Pictures of what a maintainer sees: the pull requests and the dashboard of a real run, on a phone and on a desktop.

    python tools/pictures.py [--out docs/pictures]

The run is `sync` against the emulator (`PAPERLIST_WORLD` names its folder) on two nights, then two of the next papers are ticked, one
correction is unticked, and `respond` answers.
Markdown becomes HTML as on GitHub, with a style of ours that comes near to GitHub's. Needs the extras test and pictures, and Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import IO, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin
from PIL import Image

from benchmarks import emulator
from bot import environment
from tests.hub import Hub

REPO = Path(__file__).resolve().parent.parent
COOL = 8
"""Days until papers that were announced on the first night may be proposed."""
WIDTHS = {"phone": (390, 2), "desktop": (1280, 1)}
"""Of a screen in CSS pixels, and device pixels in each."""
HEIGHT = 2600
"""Device pixels of a picture at the most: the rest looks alike."""
COLORS = 64
"""Of a picture: text needs no more, and its file is a third of the size."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --hide-scrollbars --disable-lcd-text --force-color-profile=srgb --font-render-hinting=none --remote-debugging-pipe"
)
STYLE = """
body { margin: 0; background: #fff; color: #1f2328; overflow-wrap: anywhere;
  font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif, "Noto Color Emoji"; }
main { max-width: 1012px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.5em; font-weight: 400; margin: 0 0 16px; }
article { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px; font-size: 14px; }
h2, h3 { margin: 24px 0 16px; line-height: 1.25; }
h3 { font-size: 1.25em; }
a { color: #0969da; }
p, ul, blockquote, table, details { margin: 0 0 16px; }
ul { padding-left: 2em; }
li + li { margin-top: .25em; }
.task-list-item { list-style: none; }
.task-list-item input { margin: 0 .2em .25em -1.4em; vertical-align: middle; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; white-space: break-spaces;
  font: 85% ui-monospace, "SF Mono", "Liberation Mono", Menlo, monospace; }
blockquote { border-left: .25em solid #d1d9e0; color: #59636e; padding: 0 1em; }
table { border-collapse: collapse; display: block; overflow: auto; width: max-content; max-width: 100%; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; }
tr:nth-child(2n) { background: #f6f8fa; }
sub { color: #59636e; }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A pull request's or issue's title and text; `unfolded`: seen from its end, with all that can be opened open."""

    name: str
    title: str
    text: str
    unfolded: bool = False


def html(shown: Page) -> str:
    """The page as GitHub makes it: in such texts it keeps line ends, and links no bare names."""
    reader = MarkdownIt("gfm-like", {"html": True, "breaks": True}).use(tasklists_plugin, enabled=True)
    if reader.linkify:
        reader.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    text = reader.render(shown.text)
    text = text.replace("<details>", "<details open>") if shown.unfolded else text
    head = f'<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
    return f"{head}<main><h1>{escape(shown.title)}</h1><article>{text}</article></main>"


def states(folder: Path, world: emulator.World) -> Iterator[Page]:
    """The pull requests and the dashboard after two nights and two ticks, and after one line was unticked."""
    (folder / "config").mkdir()
    (folder / "config" / "list.toml").write_text(f'[list]\nrepository = "{world.environment["WORLD_LIST"]}"\n', "utf-8")
    hub = Hub(world.environment, world.environment["WORLD_LIST"], world.control)
    _run(folder, world, "sync")
    pull = _pull(hub, "corrections")
    yield Page("corrections", pull["title"], pull["body"])
    world.control("advance", {"days": COOL})
    _run(folder, world, "sync", COOL)
    (issue,) = (one for one in hub.issues() if "<!-- paperlist-bot dashboard" in (one["body"] or ""))
    yield Page("dashboard", issue["title"], issue["body"])
    for line in [line for line in issue["body"].split("\n") if "<!-- t:" in line][:2]:
        hub.tick(issue["number"], line)
    hub.untick(pull["number"], next(line for line in pull["body"].split("\n") if line.startswith("- [x]")))
    _run(folder, world, "respond", COOL)
    added = _pull(hub, "additions")
    yield Page("additions", added["title"], added["body"])
    for name, number in (("corrections", pull["number"]), ("dashboard", issue["number"])):
        now = hub.ask("GET", f"/issues/{number}")
        yield Page(f"{name}-refused", now["title"], now["body"], unfolded=True)


def _pull(hub: Hub, kind: str) -> dict[str, Any]:
    (found,) = (one for one in hub.pulls("open") if one["head"]["ref"].endswith(f"/{kind}"))
    return found


def _run(folder: Path, world: emulator.World, command: str, days: int = 0) -> None:
    """The bot as a process of its own, so many days after the first night, with no secret of this machine."""
    kept = {name: value for name, value in os.environ.items() if name not in environment.SECRETS.values()}
    variables = kept | world.environment | {"PYTHONPATH": str(REPO)}
    asked = [sys.executable, "-m", "bot", command, "--as-of", (datetime.fromisoformat(world.now) + timedelta(days)).isoformat()]
    ended = subprocess.run(asked, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stderr)


class Browser:
    """A headless Chromium, spoken to through its debugging pipe: a window of its own is never narrower than 500 pixels."""

    def __init__(self, asks: IO[bytes], answers: IO[bytes]) -> None:
        self._asks, self._answers, self._count = asks, answers, 0
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = {"sessionId": self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}

    def ask(self, method: str, **what: Any) -> dict[str, Any]:
        self._count += 1
        session = getattr(self, "_session", {})
        self._asks.write(json.dumps({"id": self._count, "method": method, "params": what, **session}).encode() + b"\0")
        self._asks.flush()
        while (answer := self._next()).get("id") != self._count:
            pass
        if "error" in answer:
            raise SystemExit(f"Chromium: {method}: {answer['error']['message']}")
        found: dict[str, Any] = answer["result"]
        return found

    def _next(self) -> dict[str, Any]:
        data = bytearray()
        while (one := self._answers.read(1)) != b"\0":
            if not one:
                raise SystemExit("Chromium ended before it answered")
            data += one
        found: dict[str, Any] = json.loads(data)
        return found

    def picture(self, shown: Page, width: int, scale: int) -> tuple[Image.Image, int, int]:
        """The page's top, or end; how tall the page is, and by how many pixels it is too wide."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=600, deviceScaleFactor=scale, mobile=scale > 1)
        frame = self.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.ask("Page.setDocumentContent", frameId=frame, html=html(shown))
        size = "JSON.stringify([document.documentElement.scrollHeight, document.documentElement.scrollWidth])"
        tall, wide = json.loads(self.ask("Runtime.evaluate", expression=size)["result"]["value"])
        height = min(tall, HEIGHT // scale)
        clip = {"x": 0, "y": tall - height if shown.unfolded else 0, "width": width, "height": height, "scale": 1}
        shot = self.ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return Image.open(BytesIO(b64decode(shot["data"]))).convert("RGB"), tall, wide - width


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """Chromium reads commands from descriptor 3 and answers on 4; the shell puts our pipes there."""
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        script = f'exec 8<&{theirs_in} 9>&{theirs_out}; exec "$@" 3<&8 4>&9'
        command = ["sh", "-c", script, "sh", program, *FLAGS.split(), f"--user-data-dir={home}"]
        quiet = subprocess.DEVNULL
        variables = {**os.environ, "TMPDIR": home}
        process = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stdin=quiet, stdout=quiet, stderr=quiet, env=variables)
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            with open(ours_out, "wb") as asks, open(ours_in, "rb") as answers:
                yield Browser(asks, answers)
        finally:
            process.terminate()
            process.wait(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=REPO / "docs" / "pictures")
    parser.add_argument("--from", dest="texts", type=Path, metavar="DIR", help="Markdown files to show in place of a run's")
    arguments = parser.parse_args()
    program = next(filter(None, map(which, CHROMIUM)), None)
    if not program:
        print("skipped: there is no Chromium; install Debian's package chromium", file=sys.stderr)
        return
    try:
        shown = list(_shown(arguments.texts))
    except emulator.NotHereError as problem:
        print(f"skipped: {problem}", file=sys.stderr)
        return
    arguments.out.mkdir(parents=True, exist_ok=True)
    with browser(program) as chromium:
        for one in shown:
            for screen, (width, scale) in WIDTHS.items():
                picture, tall, over = chromium.picture(one, width, scale)
                path = arguments.out / f"{one.name}-{screen}.png"
                picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
                says = f"{over} too wide" if over > 0 else "fits in width"
                print(f"{path.name}: {width} x {tall} pixels, {says}, {path.stat().st_size // 1000} kB")


def _shown(texts: Path | None) -> list[Page]:
    if texts:
        return [Page(path.stem, path.stem, path.read_text("utf-8")) for path in sorted(texts.glob("*.md"))]
    with tempfile.TemporaryDirectory() as name, emulator.running(Path(name), "default") as world:
        return list(states(Path(name), world))


if __name__ == "__main__":
    main()
