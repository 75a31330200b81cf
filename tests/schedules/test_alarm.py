"""The alarm clock goes on, whatever its jobs do."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from schedules.alarm import Alarm

PATIENCE = 60  # seconds before a silent alarm fails the test


@pytest.fixture
def alarm() -> Iterator[Alarm]:
    alarm = Alarm()
    yield alarm
    alarm.stop()


def test_a_job_is_called_at_once_and_again(alarm: Alarm) -> None:
    calls = threading.Semaphore(0)
    alarm.every(0.02, "count", calls.release)
    alarm.start()
    assert all(calls.acquire(timeout=PATIENCE) for _ in range(3))


def test_the_first_call_does_not_wait_for_the_interval(alarm: Alarm) -> None:
    """A server that is restarted every day must still run its weekly job."""
    called = threading.Event()
    alarm.every(7 * 86400, "weekly", called.set)
    alarm.start()
    assert called.wait(PATIENCE)


def test_a_job_that_raises_is_logged_and_called_again(alarm: Alarm) -> None:
    calls = threading.Semaphore(0)

    def break_down() -> None:
        calls.release()
        raise ValueError("broken")

    with capture_logs() as logs:
        alarm.every(0.02, "breaks down", break_down)
        alarm.start()
        assert all(calls.acquire(timeout=PATIENCE) for _ in range(3))
    first = logs[0]
    assert (first["event"], first["job"], first["log_level"]) == ("job failed", "breaks down", "error")
    assert first["exc_info"]


def test_a_job_never_runs_twice_at_once(alarm: Alarm) -> None:
    """The second alarm is a rival: while the slow job holds on, only the other one goes off."""
    running, others, let_go = threading.Semaphore(0), threading.Semaphore(0), threading.Event()

    def hold_on() -> None:
        running.release()
        let_go.wait(PATIENCE)

    alarm.every(0.02, "slow", hold_on)
    alarm.every(0.02, "quick", others.release)
    alarm.start()
    assert running.acquire(timeout=PATIENCE)
    assert all(others.acquire(timeout=PATIENCE) for _ in range(3))
    again = running.acquire(blocking=False)
    let_go.set()
    assert not again
    assert running.acquire(timeout=PATIENCE), "and goes on afterwards"
