"""Production: web workers under granian, the relay and the scheduler beside them in the parent process."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask

from bot.clock import Clock, utc_now
from bot.logs import set_up_logs
from bot.settings import Settings, read_settings
from bot.wiring import Program, assemble, budgets_of
from schedules import jobs
from schedules.alarm import Alarm
from schedules.quotas import warn_of_quotas
from schedules.undelivered import tell_of_undelivered

log = structlog.get_logger()
PARTS = ("web", "scheduler", "relay")
RETRY_EVERY = 30.0  # seconds
CALENDAR_EVERY = 3600.0
UNDELIVERED_EVERY = 900.0
QUOTAS_EVERY = 300.0
PLAN_EVERY = 60.0
CLEAR_EVERY = 3600.0
GRACE = 5  # seconds for a worker to answer what it has begun


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and with how many hands the web part listens."""

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    threads: int = 128
    app: str = "bot.serving:web_app"


def serve(settings: Settings, parts: Collection[str], listening: Listening) -> None:
    """Run the parts until a signal ends them. Several machines may each run any of them on PostgreSQL."""
    settings.check_serving()
    set_up_logs()
    background = _Background(settings, parts)
    ended = None if "web" in parts else _end_by_signal()
    background.start()
    try:
        if ended is None:
            _serve_web(listening)
        else:
            while not ended.wait(1):  # a signal just before the wait does not end it: look again
                pass
    finally:
        background.stop()


def web_app(clock: Clock = utc_now) -> Flask:
    """Called by each web worker in a process of its own."""
    set_up_logs()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        keep_to_one_processor(Path(folder))
    app = assemble(read_settings(), clock).app
    gc.collect()
    gc.freeze()  # else all that stays is looked through now and then: a tenth of a second, with all waiting
    return app


def keep_to_one_processor(claims: Path) -> int | None:
    """Claim a processor that no other worker has; its number, or None where there is none left.

    Python's threads run one at a time. Where they take turns on one processor they find its caches warm: a
    quarter more callbacks a second (docs/performance.md). The claim ends with the process.
    """
    if sys.platform != "linux":
        return None
    import fcntl  # noqa: PLC0415 -- not on every platform

    for processor in sorted(os.sched_getaffinity(0)):
        claim = os.open(claims / f"processor-{processor}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(claim)
        else:
            os.sched_setaffinity(0, {processor})
            return processor
    return None


def _serve_web(listening: Listening) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415 -- only the parent needs the server
    from granian.server import Server  # noqa: PLC0415

    multiprocessing.set_start_method("spawn", force=True)  # a fork would take threads and connections along
    with tempfile.TemporaryDirectory(prefix="ducha-metrics-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)  # read by the workers when they start
        Server(
            listening.app,
            factory=True,
            interface=Interfaces.WSGI,
            address=listening.host,
            port=listening.port,
            workers=listening.workers,
            blocking_threads=listening.threads,
            log_access=False,
            respawn_failed_workers=True,
            workers_kill_timeout=GRACE,
        ).serve()


class _Background:
    """The parts that only one process of a machine needs."""

    def __init__(self, settings: Settings, parts: Collection[str]) -> None:
        self._program: Program | None = None
        self._alarm: Alarm | None = None
        self._parts = parts
        if "scheduler" in parts or "relay" in parts:
            self._program = assemble(settings, utc_now)

    def start(self) -> None:
        program = self._program
        if program is None:
            return
        if "relay" in self._parts:
            program.relay.start()
        if "scheduler" in self._parts:
            zone, platforms = program.settings.zone, tuple(program.platforms)
            self._alarm = Alarm()
            self._alarm.every(RETRY_EVERY, "retry failed messages", lambda: program.retry_failed(utc_now()))
            self._alarm.every(
                CALENDAR_EVERY,
                "tell of provisional calendars",
                lambda: jobs.tell_of_provisional_years(program.database, zone, platforms, utc_now()),
            )
            self._alarm.every(
                UNDELIVERED_EVERY,
                "tell of what was not delivered",
                lambda: tell_of_undelivered(program.database, zone, platforms, utc_now()),
            )
            budgets = budgets_of(program.settings)
            self._alarm.every(
                QUOTAS_EVERY,
                "warn of quotas",
                lambda: warn_of_quotas(program.database, zone, platforms, budgets, utc_now()),
            )
            self._alarm.every(PLAN_EVERY, "plan pushes", lambda: program.plan_pushes(utc_now()))
            self._alarm.every(CLEAR_EVERY, "clear attachments", lambda: program.clear_attachments(utc_now()))
            self._alarm.every(PLAN_EVERY, "bulletins", lambda: program.due_bulletins(utc_now()))
            self._alarm.start()
        log.info("started", parts=sorted(self._parts))

    def stop(self) -> None:
        if self._alarm is not None:
            self._alarm.stop()
        if self._program is not None:
            self._program.relay.stop()
            self._program.database.close()


def _end_by_signal() -> threading.Event:
    """Set once the process is told to end."""
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    return ended
