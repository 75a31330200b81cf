"""Two schedulers and three relays in processes of their own, one of each killed: all is said as by one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from bot.platforms.simulator.wecom_server import WeComServer
from storage import outbox
from storage.rows import OutboxRow
from storage.states import OutboxState
from storage.transactions import Database
from tests.desk import SHANGHAI, Desk

if TYPE_CHECKING:
    from tests.databases import Databases

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0
SOON = timedelta(seconds=2)
# the day March's reports are due, and the day after: reminders, a summary, lists of who is late, a bulletin
TIMES = (
    "2023-04-10 08:36",
    "2023-04-10 09:06",
    "2023-04-10 09:40",
    "2023-04-10 09:42",  # when the lease of the dead relay is over
    "2023-04-10 15:10",
    "2023-04-11 09:07",
    "2023-04-11 09:40",
    "2023-04-11 13:45",
    "2023-04-11 14:20",
)
_UNFINISHED = (OutboxState.WAITING, OutboxState.SENDING)
Said = Counter[tuple[str, str]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def alone(database: Database) -> Said:
    """What one process says in that time."""
    desk = Desk(database)
    for moment in map(at, TIMES):
        desk.clock.now = moment
        while True:
            desk.program.plan_pushes(desk.clock.now)
            desk.program.due_bulletins(desk.clock.now)
            desk.relay()
            if (later := next_due(database, desk.clock.now)) is None:
                break
            desk.clock.now = later
    return said(desk)


def next_due(database: Database, now: datetime) -> datetime | None:
    """When something goes that a pace has put off, or that a dead relay holds; None for nothing soon."""
    with database.reading() as connection:
        soon = select(func.min(OutboxRow.not_before)).where(
            OutboxRow.state.in_(_UNFINISHED), OutboxRow.not_before <= now + SOON
        )
        first = connection.execute(soon).scalar_one_or_none()
    return None if first is None else max(first.astimezone(SHANGHAI), now + timedelta(seconds=1))


def said(desk: Desk) -> Said:
    return Counter((line.to, line.text) for line in desk.stand_in.transcript.said_by_bot())


class Crew:
    """The processes; they share the database, the platform and the clock."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self._clock = folder / "clock"
        self._address = desk.stand_in.start()
        self._url = desk.database.engine.url.render_as_string(hide_password=False)

    def set(self, moment: datetime) -> None:
        self.desk.clock.now = moment
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(moment.isoformat(), encoding="utf-8")
        fresh.replace(self._clock)

    @contextmanager
    def hires(self, part: str) -> Iterator[subprocess.Popen[Any]]:
        command = [
            sys.executable,
            "-m",
            "tests.bot.working",
            part,
            self._url,
            self._address,
            str(self._clock),
        ]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- ourselves
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            try:
                yield process
            finally:
                process.kill()

    def is_idle(self, schedulers: Sequence[subprocess.Popen[Any]]) -> bool:
        """Planned up to now, and nothing due is left but what a dead relay holds until its lease is over."""
        at_work = [one for one in schedulers if one.poll() is None]
        if any(self._seen(one) != self.desk.clock.now.isoformat() for one in at_work):
            return False
        with self.desk.database.reading() as connection:
            due = outbox.anything_due(connection, self.desk.clock.now)
            sending = connection.execute(
                OutboxRow.__table__.select().where(OutboxRow.state == OutboxState.SENDING)
            ).all()
        return not due and len(sending) <= 20

    def _seen(self, scheduler: subprocess.Popen[Any]) -> str:
        seen = self._clock.with_name(f"seen-{scheduler.pid}")
        return seen.read_text(encoding="utf-8") if seen.exists() else ""

    def works_until_idle(self, schedulers: Sequence[subprocess.Popen[Any]]) -> None:
        end = time.monotonic() + PATIENCE
        calm = 0
        while calm < 3:  # each scheduler looks several times in that while
            calm = calm + 1 if self.is_idle(schedulers) else 0
            assert time.monotonic() < end, "it takes too long"
            time.sleep(0.1)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


@pytest.mark.enable_socket
def test_two_schedulers_and_three_relays_say_what_one_would(
    ledger: Database, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WeComServer, "_is_repeated", lambda *_: False)  # nothing said twice is hidden
    (tmp_path / "alone").mkdir()
    with databases.fresh("sqlite", tmp_path / "alone", filled=True) as other:
        expected = alone(other)
    desk = Desk(ledger)
    crew = Crew(desk, tmp_path)
    crew.set(at("2023-04-10 08:30"))
    with ExitStack() as stack:
        stack.callback(desk.stand_in.stop)
        schedulers = [stack.enter_context(crew.hires("scheduler")) for _ in range(2)]
        relays = [stack.enter_context(crew.hires("relay")) for _ in range(3)]
        for moment in map(at, TIMES):
            crew.set(moment)
            if moment == at("2023-04-10 09:40"):
                enough = said(desk).total() + random.randint(1, 40)  # noqa: S311 -- when the power fails
                wait_for(lambda: said(desk).total() >= enough)  # noqa: B023 -- at once
                relays[0].send_signal(signal.SIGKILL)
                schedulers[0].send_signal(signal.SIGKILL)
            crew.works_until_idle(schedulers)
            while (later := next_due(ledger, desk.clock.now)) is not None:
                crew.set(later)
                crew.works_until_idle(schedulers)
    again = said(desk) - expected
    missing, more = set(expected) - set(said(desk)), set(said(desk)) - set(expected)
    assert sorted(missing) == []
    assert sorted(more) == []
    assert sum(again.values()) <= 20, "only what the killed relay had just sent, at most one call's"
    assert sum(expected.values()) > 150
