"""The command `candidates`: who waits for a list, and why, from what is known."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.delivery import queued
from bot.ledger import read_memory, read_queue
from bot.sync import Job


def show(job: Job, folder: Path, arguments: argparse.Namespace) -> None:
    """Prints a list's queue."""
    cooling = job.config.candidates.cooling_days
    view = queued.view(job.name, read_queue(folder), read_memory(folder), job.now.date(), cooling, arguments.limit)
    write = queued.dumps if arguments.format == "json" else queued.text
    sys.stdout.write(write(view, lapsed=arguments.expired))
