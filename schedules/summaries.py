"""Leaders' summaries: whether one is due that was not asked for yet, and what it says when it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection

from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours
from handlers.duties.keys import summary_key
from handlers.duties.owed import Terms
from handlers.duties.rhythm import Rhythm
from handlers.duties.summaries import Rate, Summary, summaries, summary_at
from handlers.wording.summaries import summary as worded
from schedules.pushing import going_out, since, spoken_in
from storage import outbox, policy, rounds
from storage.history import last_change
from storage.house import House
from storage.led import Whole, led_by, whole_on
from storage.listeners import reach_of
from storage.outbox import Letter, Push
from storage.registers import Shelf
from storage.reminding import said_anew
from storage.rhythm import is_paused
from storage.transactions import Database
from storage.trial import addressed

ROUND = "summaries"
KIND = "leader_summary"
_BACK = timedelta(days=40)


class Summaries:
    """One for a process: it keeps the books of the ledger, which change rarely."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = Shelf(house.go_live)
        self._drawn: tuple[tuple[int, date, int], Whole] | None = None

    def plan(self, database: Database, now: datetime) -> int:
        """Put in the newest summary that is due and not handled; returns how many pushes that are."""
        with database.reading() as connection:
            if self._due(connection, now) is None:
                return 0
        return database.look_and_write(partial(self._look, now))

    def word(self, connection: Connection, letter: Letter, now: datetime) -> str | None:
        about = letter.about
        if said_anew(connection, letter.id, f"summary:{about['leader']}:"):
            return None
        terms = policy.terms(connection, self._house.go_live)
        begins = datetime.combine(datetime.fromisoformat(about["since"]), time(), self._house.zone)
        whole = self._whole(connection, about["year"], terms, now)
        today = local_day(now, self._house.zone)
        standing, notables = led_by(connection, whole, about["leader"], begins, today)
        if not standing.items:
            return None
        units = {unit.id: unit.name for unit in whole.register.units.values()}
        monthly = about["rate"] == Rate.MONTHLY
        text = worded(standing, notables, units, monthly=monthly, coming=whole.coming)
        return spoken_in(self._house, about, text)

    def _whole(self, connection: Connection, year: int, terms: Terms, now: datetime) -> Whole:
        """Drawn once for all leaders, and again when something has changed."""
        mark = (year, local_day(now, self._house.zone), last_change(connection))
        if self._drawn is None or self._drawn[0] != mark:
            self._drawn = (mark, whole_on(connection, year, terms, now, self._house.zone))
        return self._drawn[1]

    def _due(self, connection: Connection, now: datetime) -> Summary | None:
        """The newest one since the last round; of those that were missed only this one is worth saying."""
        house = self._house
        if not house.is_live(now) or is_paused(connection):
            return None
        rhythm, terms = house.rhythm(connection), policy.terms(connection, house.go_live)
        begins, today = since(house, connection, ROUND, now), local_day(now, house.zone)
        first = max(local_day(begins, house.zone), today - _BACK, house.go_live or today - _BACK)
        due = [
            one
            for one in summaries(first, today, terms.calendar)
            if begins < summary_at(one, rhythm, house.zone) <= now
        ]
        return due[-1] if due and house.hours(rhythm, terms).allows(now) else None

    def _look(self, now: datetime, connection: Connection) -> Callable[[Connection], int]:
        due = self._due(connection, now)
        pushes = list(self._pushes(connection, due, now)) if due else []

        def put(writing: Connection) -> int:
            for push in pushes:
                outbox.put_push(writing, push, now)
            rounds.mark(writing, ROUND, now)
            return len(pushes)

        return put

    def _pushes(self, connection: Connection, due: Summary, now: datetime) -> Iterator[Push]:
        house, books = self._house, self._shelf.books(connection)
        register = books.registers.get(due.month.year)
        if register is None:
            return
        register = register.on(local_day(now, house.zone))
        rhythm: Rhythm = house.rhythm(connection)
        hours: Hours = house.hours(rhythm, books.terms)
        reach = reach_of(connection, [register], local_day(now, house.zone), house.platforms)
        office = [reach.addresses[person_id] for person_id in reach.listeners.office]
        for leader in reach.listeners.leaders[register.year]:
            at = going_out(hours, summary_at(due, rhythm, house.zone), f"summary:{leader.person_id}", now)
            to = reach.addresses[leader.person_id]
            about = {
                "leader": leader.person_id,
                "year": register.year,
                "rate": due.rate.value,
                "since": due.since.isoformat(),
            }
            push = Push(
                summary_key(leader.person_id, due),
                KIND,
                to.platform,
                to.user_id,
                about=about,
                not_before=at,
                expires_at=hours.until(at),
            )
            if sent := addressed(push, leader.name, house, office):
                yield sent
