"""The alarm clock: a few fixed jobs, called again and again. The only file that knows APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

log = structlog.get_logger()


class Alarm:
    """Late runs are made up for once, however many were missed; two never overlap."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def every(self, seconds: float, name: str, job: Callable[[], object]) -> None:
        """Call `job` at once and then every so many seconds; what it raises is logged, the calls go on."""

        def guarded() -> None:
            try:
                job()
            except Exception:
                log.exception("job failed", job=name)

        at_once = DateTrigger(timezone=UTC).run_date  # by the scheduler's own clock
        self._scheduler.add_job(
            guarded, "interval", seconds=seconds, name=name, id=name, next_run_time=at_once
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
