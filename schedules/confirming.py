"""Heads are asked to confirm what their units have reported: one push for all that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from handlers.desk.confirming import confirming_units
from handlers.desk.view import open_registers
from handlers.duties.deadlines import local_day
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportState
from handlers.wording.confirming import asks_head
from handlers.wording.reminders import LIMIT
from schedules.pushing import spoken_in
from storage import outbox, rounds
from storage.confirming import waiting_reports
from storage.house import House
from storage.listeners import reach_of
from storage.outbox import Letter, Push
from storage.registers import Shelf
from storage.rows import ReportRow
from storage.transactions import Database
from storage.trial import addressed

KIND = "confirm_request"
_TOGETHER = timedelta(minutes=15)  # what a unit reports in one go is put to its head in one message
_AGAIN = timedelta(hours=3)  # what comes later the same day


class Confirming:
    """One for a process: it keeps the books of the ledger, which change rarely."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = Shelf(house.go_live)

    def plan(self, database: Database, now: datetime) -> int:
        """Put in what heads are to be asked now; returns how many pushes that are."""
        with database.reading() as connection:
            if not self._is_due(connection, now):
                return 0
        return database.look_and_write(partial(self._look, now))

    def word(self, connection: Connection, letter: Letter, now: datetime) -> str | None:
        """What still waits; None where the head has answered meanwhile."""
        about = letter.about
        registers = self._registers(connection, now)
        waiting = waiting_reports(connection, about["units"], registers)
        if not waiting:
            return None
        text = asks_head(about["name"], waiting, local_day(now, self._house.zone), LIMIT)
        return spoken_in(self._house, about, text)

    def _registers(self, connection: Connection, now: datetime) -> tuple[Register, ...]:
        return open_registers(self._shelf.books(connection).registers, local_day(now, self._house.zone))

    def _is_due(self, connection: Connection, now: datetime) -> bool:
        if not self._house.hours_now(connection).allows(now):
            return False
        pending = select(ReportRow.id).where(ReportRow.state == ReportState.PENDING).limit(1)
        return connection.execute(pending).first() is not None

    def _look(self, now: datetime, connection: Connection) -> Callable[[Connection], int]:
        registers = self._registers(connection, now)
        due = list(self._pushes(connection, registers, now))

        def put(writing: Connection) -> int:
            count = 0
            for name, before, push in due:
                if rounds.advance(writing, name, before, now):
                    count += outbox.put_push(writing, push, now)
            return count

        return put

    def _pushes(
        self, connection: Connection, registers: tuple[Register, ...], now: datetime
    ) -> Iterator[tuple[str, datetime | None, Push]]:
        zone = self._house.zone
        reach = reach_of(connection, registers, local_day(now, zone), self._house.platforms)
        office = [reach.addresses[person_id] for person_id in reach.listeners.office]
        at = now + timedelta(minutes=1) if now.minute in {0, 30} else now
        for reporter in reach.listeners.people.reporters:
            units = confirming_units(sorted(reporter.head_of), registers)
            to = reach.addresses.get(reporter.person_id)
            name = f"confirm:{reporter.person_id}"
            before = rounds.done_until(connection, name) if units else None
            if not units or to is None or not self._wants(connection, units, before, now):
                continue
            push = Push(
                f"{name}:{now.isoformat()}",
                KIND,
                to.platform,
                to.user_id,
                about={"person": reporter.person_id, "name": reporter.name, "units": list(units)},
                not_before=at,
            )
            if sent := addressed(push, reporter.name, self._house, office):
                yield name, before, sent

    def _wants(
        self, connection: Connection, units: tuple[int, ...], before: datetime | None, now: datetime
    ) -> bool:
        """Something new waits and its unit has paused; or what was asked before still waits the next day."""
        newest: datetime | None = connection.execute(
            select(func.max(ReportRow.filed_at)).where(
                ReportRow.state == ReportState.PENDING, ReportRow.unit_id.in_(units)
            )
        ).scalar_one()
        if newest is None:
            return False
        if before is None or newest > before:
            return now - newest >= _TOGETHER and (before is None or now - before >= _AGAIN)
        zone = self._house.zone
        return local_day(now, zone) > local_day(before, zone)
