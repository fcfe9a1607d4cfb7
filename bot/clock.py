"""The same sync on a clock of one's own (APScheduler), for those who don't use GitHub Actions."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import UTC
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.errors import UsageError
from bot.progress import tell

GRACE = 6 * 3600
"""Seconds by which a run may start late, after a machine slept; APScheduler's own default is one."""

_SAYS = {
    EVENT_JOB_MISSED: f"a run was missed by more than {GRACE // 3600} hours",
    EVENT_JOB_MAX_INSTANCES: "a run was left out: the one before still goes on",
}


def trigger(cron: str) -> CronTrigger:
    """Five fields of cron in UTC. Days of the week by name only: APScheduler counts them from Monday, cron from Sunday."""
    fields = cron.split()
    remedy = 'Write five fields in UTC, days of the week by name: "17 5 * * mon-fri"'
    if len(fields) != 5 or any(character.isdigit() for character in fields[4]):
        raise UsageError(f"{cron!r} is no time that can be told for sure", where="--cron", remedy=remedy)
    try:
        return CronTrigger.from_crontab(cron, timezone=UTC)
    except ValueError as problem:
        raise UsageError(f"{cron!r} is no time ({problem})", where="--cron", remedy=remedy) from problem


def run(cron: str, job: Callable[[threading.Event], object]) -> None:
    """Runs the job at each of those times until SIGTERM or SIGINT; what runs then ends with the list at hand."""
    when = trigger(cron)
    stopping = threading.Event()
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(job, when, args=[stopping], misfire_grace_time=GRACE, coalesce=True, max_instances=1)
    scheduler.add_listener(_tell, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # the second time it is meant at once
        tell("stopping after the list at hand")
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler.start()
    tell(f"waiting for {cron} (UTC)")
    stopping.wait()
    scheduler.shutdown()


def _tell(event: Any) -> None:
    if event.code == EVENT_JOB_ERROR:
        tell(f"a run broke off, which is a mistake in the bot:\n{event.traceback}")
    else:
        tell(_SAYS[event.code])
