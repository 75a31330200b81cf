"""The alarm clock: a few fixed jobs, called again and again. The only file that knows APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

log = structlog.get_logger()


class Alarm:
    """Late runs are made up for once, however many were missed; two never overlap."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def every(self, seconds: float, name: str, job: Callable[[], object]) -> None:
        """Call `job` now and then every so many seconds; what it raises is logged, and it is called again."""

        def guarded() -> None:
            try:
                job()
            except Exception:
                log.exception("job failed", job=name)

        self._scheduler.add_job(guarded, "interval", seconds=seconds, name=name, id=name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
