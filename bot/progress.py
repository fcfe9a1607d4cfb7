"""What the bot is doing, on standard error: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.delivery.words import clean
from bot.errors import BotError

Say = Callable[[str], None]


@contextmanager
def progress() -> Iterator[Say]:
    """Gives a function that says what is being done now. A live line is gone at the end.

    The result must come after it: while it lives, it takes over standard output too.
    """
    if not sys.stderr.isatty():
        yield tell
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    spinner = Spinner("dots")
    with Live(spinner, console=Console(stderr=True), transient=True):
        yield lambda text: spinner.update(text=Text(text))


def tell(text: str) -> None:
    """A line that stays."""
    print(f"paperlist-bot: {text}", file=sys.stderr, flush=True)


def failed(problem: BotError) -> int:
    """Says what went wrong; gives the exit code."""
    tell(clean(str(problem)))
    return problem.exit_code
