"""The door: exit codes. What isn't needed for `--help` is imported late."""

from __future__ import annotations

import io
import os
import sys

from bot.arguments import parser
from bot.errors import BotError


def main(argv: list[str] | None = None) -> int:
    """Runs a command; expected failures become one message and an exit code."""
    sys.stderr = sys.stderr or io.StringIO()  # closed: what is said there is for nobody
    arguments = parser().parse_args(argv)
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        if arguments.command == "lint":
            from bot import linting  # without all that the network takes

            return linting.run(arguments)
        from bot import commands

        does = {
            "sync": commands.sync,
            "respond": commands.respond,
            "init": commands.init,
            "doctor": commands.doctor,
            "schedule": commands.schedule,
            "history": commands.history,
            "explain": commands.explain,
            "candidates": commands.candidates,
            "add": commands.add,
        }
        return does[arguments.command](arguments)
    except BotError as problem:
        return _failed(problem)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as problem:
        where = str(problem.filename or "output")
        return _failed(BotError(problem.strerror or str(problem), where=where, remedy="Check its name, rights and space"))
    except KeyboardInterrupt:
        return 130


def _failed(problem: BotError) -> int:
    from bot.progress import failed

    return failed(problem)
