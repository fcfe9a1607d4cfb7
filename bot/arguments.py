"""What the commands take, and their help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from bot import __version__

_ENDS = """exit codes, the first that applies:
  1  failed: the message says what, where, and what to do
  2  wrong usage or configuration
  5  GitHub doesn't let the bot hand in its proposals
  3  done, but a source failed
  4  there are proposals (only with --detailed-exitcode)
  0  done
"""

_LINTED = """exit codes, the first that applies:
  2  wrong usage or configuration, or a file that can't be read
  1  something was found
  0  nothing was found
"""

_CHECKED = """exit codes, the first that applies:
  2  wrong usage or configuration
  1  something fails: its line says what to do
  0  nothing fails; what is to look at doesn't count
"""


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="paperlist-bot",
        description="Keeps curated paper lists true: proposes corrections, each with its evidence.",
        epilog=_ENDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"paperlist-bot {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (add, help_, description, epilog) in _COMMANDS.items():
        raw = argparse.RawDescriptionHelpFormatter
        add(commands.add_parser(name, help=help_, description=description, epilog=epilog, formatter_class=raw))
    return whole


def _add_lists(parser: argparse.ArgumentParser, of: str) -> None:
    parser.add_argument(
        "--list",
        metavar="NAME",
        action="append",
        default=[],
        help=f"{of} this list only (may be repeated); default: every list of the folder",
    )
    parser.add_argument("--config", metavar="DIR", help="folder with one NAME.toml per list (default: config)")
    parser.add_argument("--state", metavar="DIR", help="folder with what is known of each list (default: state)")


def _add_sync(parser: argparse.ArgumentParser) -> None:
    _add_lists(parser, "check")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show the corrections and the exact diff; write nothing")
    what.add_argument(
        "--apply",
        action="store_true",
        help="write the corrections into the list's file on this machine, and what was learned into the state folder",
    )
    parser.add_argument("--offline", action="store_true", help="judge by the state folder alone; never use the network")
    parser.add_argument(
        "--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC: nothing learned later counts (default: now)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="how to print the plan; json is one line per list (default: text)",
    )
    parser.add_argument("--detailed-exitcode", action="store_true", help="exit with 4 if there are proposals")


def _add_schedule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cron",
        metavar="CRON",
        required=True,
        help='when, in UTC, days of the week by name: "17 5 * * mon-fri"; a run may be 6 hours late',
    )
    _add_sync(parser)


def _add_respond(parser: argparse.ArgumentParser) -> None:
    _add_lists(parser, "look at")
    parser.add_argument("--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC (default: now)")


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    _add_lists(parser, "look at")
    parser.add_argument("--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC (default: now)")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it; json is one line per list (default: text)"
    )


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="OWNER/REPO|FILE", help="the list's repository on GitHub, or its file on this machine")
    parser.add_argument("--path", metavar="FILE", default="README.md", help="the list's file in the repository (default: README.md)")
    parser.add_argument("--branch", metavar="NAME", default="", help="the branch it is on (default: the default branch)")
    parser.add_argument("--config", metavar="DIR", help="folder for the configuration, from the repository's top (default: config)")
    parser.add_argument("--pr", action="store_true", help="propose the files as a pull request; write nothing here")


def _add_history(parser: argparse.ArgumentParser) -> None:
    _add_lists(parser, "show")
    parser.add_argument(
        "--paper", metavar="ID", help="one paper (2211.15736, arxiv:2211.15736) or repository (owner/name) with all its counts"
    )
    parser.add_argument("--since", metavar="DATE", help="from this day on (default: 30 days ago)")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how to print it (default: table)")


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", metavar="PAPER", help="its arXiv id, its DOI or URL, its title or words of it, or the number of a line")
    _add_lists(parser, "look in")
    parser.add_argument("--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC (default: now)")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it; json is one line per paper (default: text)"
    )


def _add_candidates(parser: argparse.ArgumentParser) -> None:
    _add_lists(parser, "show")
    parser.add_argument("--expired", action="store_true", help="also show those that nobody took in time")
    parser.add_argument("--limit", metavar="N", type=_some, help="show the best N only (default: all)")
    parser.add_argument("--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC (default: now)")
    parser.add_argument(
        "--format", choices=("table", "json"), default="table", help="how to print it; json is one line per list (default: table)"
    )


def _some(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)


def _add_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", metavar="ID", help="its arXiv id, its DOI, or its URL")
    parser.add_argument("--list", metavar="NAME", action="append", default=[], help="the list; needed where the folder has several")
    parser.add_argument("--section", metavar="TEXT", help="the heading of its section, or words of it; needed where it isn't clear")
    parser.add_argument("--config", metavar="DIR", help="folder with one NAME.toml per list (default: config)")
    parser.add_argument("--state", metavar="DIR", help="folder with what is known of each list (default: state)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show the row and the exact diff; write nothing (the default)")
    what.add_argument("--apply", action="store_true", help="write the row into the list's file on this machine")
    parser.add_argument("--offline", action="store_true", help="use what the state folder knows alone; never the network")
    parser.add_argument("--as-of", metavar="WHEN", help="the clock of the run, a date or time in UTC (default: now)")


def _add_lint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", help="a list on this machine; default: those that the configuration names")
    parser.add_argument("--list", metavar="NAME", action="append", default=[], help="look at this list only (may be repeated)")
    parser.add_argument("--config", metavar="DIR", help="folder with one NAME.toml per list (default: config)")
    parser.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how to print it; github: as annotations (default: text)"
    )


_COMMANDS: Mapping[str, tuple[Callable[[argparse.ArgumentParser], None], str, str, str]] = {
    "sync": (
        _add_sync,
        "check lists and propose corrections",
        "Reads each list, asks Semantic Scholar, GitHub, arXiv and accepted-papers lists, and shows or makes corrections.",
        _ENDS,
    ),
    "respond": (
        _add_respond,
        "take in what people decided on GitHub",
        "Acts on ticks, commands, closings and commits on GitHub: all of them, or the event that GITHUB_EVENT_PATH names.",
        _ENDS,
    ),
    "init": (
        _add_init,
        "set up the bot for a list",
        "Shows how a list is read, and writes its configuration and workflow; nothing else.",
        "",
    ),
    "doctor": (
        _add_doctor,
        "say whether the bot can do its work",
        "Looks at token, rights, settings, rules, quotas, sources, list, workflow and last run, and says what to do. Writes nothing.",
        _CHECKED,
    ),
    "schedule": (
        _add_schedule,
        "run sync again and again, at the times of a cron line",
        "Runs sync with the same options at the times given, until it is stopped (SIGTERM).",
        "",
    ),
    "explain": (
        _add_explain,
        "say what is known of a paper, and why it is judged so",
        "Shows a paper's rows, every claim about it with its day, the judgement, and what would change it. Asks nobody.",
        "",
    ),
    "candidates": (_add_candidates, "show which papers may come into a list", "Shows each list's queue, best first. Asks nobody.", ""),
    "add": (
        _add_add,
        "add a paper to a list",
        "Asks every source of the paper, and shows or writes its row as the list writes, with its place and what proves each cell.",
        "",
    ),
    "lint": (
        _add_lint,
        "say what a list's text alone shows",
        "Looks for links that lead nowhere, wrong rows, numbers, order and ids, damage. Asks nobody and writes nothing.",
        _LINTED,
    ),
    "history": (_add_history, "show how citations and stars changed", "", ""),
}
"""How each is parsed, what it is for in a line, what it does, how it ends."""
