"""Contacts are told what the office has decided about what they handed in: once, together, by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from handlers.desk.view import open_registers
from handlers.duties.calling import Reporter
from handlers.duties.deadlines import local_day
from handlers.duties.decided import Decided
from handlers.wording.decided import to_contact
from schedules.pushing import spoken_in
from storage import outbox, rounds
from storage.decided import decided_between
from storage.house import House
from storage.listeners import Reach, reach_of
from storage.outbox import Letter, Push
from storage.registers import Books, Shelf
from storage.rhythm import is_paused
from storage.transactions import Database
from storage.trial import addressed

ROUND = "decisions"
_BACK = timedelta(days=10)  # longer than the longest holiday; what is older is told no more
KIND, RETURNED = "decided", "returned"


class Decisions:
    """One for a process: it keeps the books of the ledger, which change rarely."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = Shelf(house.go_live)

    def plan(self, database: Database, now: datetime) -> int:
        """Put in what was decided since the last round; returns how many pushes that are.

        What is decided in the evening is told the next morning, and what is taken back by then is not.
        """
        with database.reading() as connection:
            if not self._decided(connection, now):
                return 0
        return database.look_and_write(partial(self._look, now))

    def word(self, connection: Connection, letter: Letter, now: datetime) -> str | None:
        """What still stands of it; None where all was mended or taken back meanwhile."""
        about, books = letter.about, self._shelf.books(connection)
        zone = self._house.zone
        span = (datetime.fromisoformat(about["after"]), datetime.fromisoformat(about["until"]))
        people = self._reach(connection, books, now).listeners.people.reporters
        reporter = next((one for one in people if one.person_id == about["person"]), None)
        if reporter is None:
            return None
        decided = [one for one in self._between(connection, books, span, now) if _concerns(one, reporter)]
        if not decided:
            return None
        units = {
            id_: one.name for register in books.registers.values() for id_, one in register.units.items()
        }
        text = to_contact(reporter.name, decided, units, local_day(now, zone), books.terms.calendar)
        return spoken_in(self._house, about, text)

    def _decided(self, connection: Connection, now: datetime) -> list[Decided]:
        house = self._house
        if not house.is_live(now) or is_paused(connection) or not house.hours_now(connection).allows(now):
            return []
        span = (_told_until(connection, now), now)
        return self._between(connection, self._shelf.books(connection), span, now)

    def _between(
        self, connection: Connection, books: Books, span: tuple[datetime, datetime], now: datetime
    ) -> list[Decided]:
        zone = self._house.zone
        registers = open_registers(books.registers, local_day(now, zone))
        return [one for book in registers for one in decided_between(connection, book, *span, zone)]

    def _reach(self, connection: Connection, books: Books, now: datetime) -> Reach:
        today = local_day(now, self._house.zone)
        return reach_of(connection, open_registers(books.registers, today), today, self._house.platforms)

    def _look(self, now: datetime, connection: Connection) -> Callable[[Connection], int]:
        decided, before = self._decided(connection, now), rounds.done_until(connection, ROUND)
        after = _told_until(connection, now)
        reach = self._reach(connection, self._shelf.books(connection), now)
        pushes = list(self._pushes(decided, reach, after, now))

        def put(writing: Connection) -> int:
            if not rounds.advance(writing, ROUND, before, now):
                return 0  # another scheduler has told it
            return sum(outbox.put_push(writing, push, now) for push in pushes)

        return put

    def _pushes(self, decided: list[Decided], reach: Reach, after: datetime, now: datetime) -> Iterator[Push]:
        office = [reach.addresses[person_id] for person_id in reach.listeners.office]
        at = now + timedelta(minutes=1) if now.minute in {0, 30} else now
        for reporter in reach.listeners.people.reporters:
            mine = [one for one in decided if _concerns(one, reporter)]
            to = reach.addresses.get(reporter.person_id)
            if not mine or to is None:
                continue
            push = Push(
                f"decided:{reporter.person_id}:{now.isoformat()}",
                RETURNED if any(one.is_returned for one in mine) else KIND,
                to.platform,
                to.user_id,
                about={"person": reporter.person_id, "after": after.isoformat(), "until": now.isoformat()},
                not_before=at,
            )
            if sent := addressed(push, reporter.name, self._house, office):
                yield sent


def _told_until(connection: Connection, now: datetime) -> datetime:
    until = rounds.done_until(connection, ROUND)
    return max(until, now - _BACK) if until is not None and until <= now else now - _BACK


def _concerns(one: Decided, reporter: Reporter) -> bool:
    return one.unit_id in reporter.contact_of
