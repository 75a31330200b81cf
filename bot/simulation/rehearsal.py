"""A whole ledger year on the virtual clock: people, office, outages, and everything that is pushed.

The clock jumps from one thing to the next: somebody writes, an outage begins, a letter may go out, or the
alarm clock has something to do (`moments`).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from sqlalchemy import Connection

from bot.simulation.events import Decision, Event, Message
from bot.simulation.habits import as_typed
from bot.simulation.moments import EVERYTHING, MINUTE, Moments, Ring, full_minute
from bot.simulation.outages import Outage, Trouble
from bot.simulation.pushes import Push, Watcher
from bot.simulation.reactions import Reaction, Reactions
from bot.simulation.venue import Venue
from bot.simulation.year import Meaning, Script, Told
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from storage import rehearsing

_ROUNDS = 5000  # of the relay at one moment; more would be a loop
Happening = Event | Outage | Reaction
T = TypeVar("T")
Place = tuple[ItemRef, str, Month | None]
"""Item, unit and, for a report, its month."""


@dataclass(slots=True)
class Record:
    """What was seen. `said` tells when each report and plan was handed in, or taken back (False).

    `impossible` are acts of the office that the ledger did not allow any more.
    """

    meaning: Meaning = field(default_factory=Meaning)
    pushes: list[Push] = field(default_factory=list)
    said: list[tuple[datetime, Place, bool]] = field(default_factory=list)
    messages: int = 0
    impossible: list[tuple[datetime, str]] = field(default_factory=list)
    troubles: list[Outage] = field(default_factory=list)


class Rehearsal:
    """Play a script at a venue. `every_minute_from`: from then on the alarm clock rings each minute."""

    def __init__(
        self,
        venue: Venue,
        script: Script,
        troubles: list[Outage],
        *,
        every_minute_from: datetime | None = None,
    ) -> None:
        self._venue = venue
        self._script = script
        self._every_minute_from = every_minute_from
        self._moments = Moments(venue.rhythm(), script.days.calendar, script.days.zone)
        self.record = Record(troubles=troubles)
        self._reactions = Reactions(script, venue.office, self.record.meaning, self._moments)
        self._order = count()
        self._waiting: list[tuple[datetime, int, Happening]] = []
        self._down_until: datetime | None = None
        self._next_ring = self._moments.after(venue.clock.now)
        self._relay_at: datetime | None = None
        with venue.database.reading() as connection:
            self._watcher = Watcher(rehearsing.group_names(connection), script.days.zone)
        for one in (*script.events, *troubles):
            self._add(one)

    def play(self, until: datetime, told: Told | None = None) -> Record:
        """Until a moment; then what has been put off is left."""
        done = 0
        while (at := self._next()) <= until:
            self._venue.clock.now = max(at, self._venue.clock.now)
            if self._waiting and self._waiting[0][0] <= at:
                self._happens(heapq.heappop(self._waiting)[2])
                done += 1
                if told is not None:
                    told(done, done + len(self._waiting), at)
            elif self._next_ring.at <= at:
                self._rings()
            self._relay()
        return self.record

    def _next(self) -> datetime:
        times = [self._next_ring.at]
        if self._waiting:
            times.append(self._waiting[0][0])
        if self._relay_at is not None:
            times.append(self._relay_at)
        return min(times)

    def _add(self, happening: Happening) -> None:
        heapq.heappush(self._waiting, (happening.at, next(self._order), happening))

    # What happens

    def _happens(self, one: Happening) -> None:
        now = self._venue.clock.now
        if self._down_until is not None and not isinstance(one, Outage):
            heapq.heappush(self._waiting, (self._down_until, next(self._order), one))  # tried again then
            return
        match one:
            case Outage():
                self._begin(one)
                return
            case Decision():
                self._decide(one)
                self._ring(self._moments.once_decided(now))
            case Message():
                self._says(replace(one, at=now))
            case Reaction():
                message = one.say(now)
                if message is not None:
                    self._says(message)
                if message is not None and message.account in self._venue.office:
                    self._ring(self._moments.once_decided(now))

    def _begin(self, outage: Outage) -> None:
        outage.begin(self._venue.stand_in)
        if outage.trouble is Trouble.DOWN:
            self._down_until = outage.until
            self._next_ring = Ring(full_minute(outage.until), EVERYTHING)
            self._relay_at = outage.until

    def _decide(self, decision: Decision) -> None:
        """An act that the ledger no longer allows is noted: somebody was late because of an outage."""
        now = self._venue.clock.now
        try:
            with self._venue.database.session() as session:
                decision.act(session, now)
        except InputError as error:
            self.record.impossible.append((now, str(error)))

    def _says(self, message: Message) -> None:
        record = self.record
        record.meaning.add(message)
        at = message.at
        record.said += [(at, one.key, True) for one in message.reports]
        record.said += [(at, (one.item, one.unit, None), True) for one in message.plans]
        if message.takes_back is not None:
            record.said.append((at, message.takes_back, False))
        if message.takes_back_plan is not None:
            record.said.append((at, (*message.takes_back_plan, None), False))
        record.messages += 1
        self._venue.says(message.account, as_typed(message, self._script.seed))

    # What the program does

    def _ring(self, wanted: Ring) -> None:
        """Ring then, or at the next moment anyway; what comes together is asked together."""
        before = self._next_ring
        if wanted.at == before.at:
            self._next_ring = Ring(before.at, before.jobs | wanted.jobs)
        elif wanted.at < before.at:
            self._next_ring = wanted

    def _rings(self) -> None:
        now = self._venue.clock.now
        self._down_until = None
        each = self._every_minute_from is not None and now >= self._every_minute_from
        self._venue.ring(EVERYTHING if each else self._next_ring.jobs)
        self._next_ring = Ring(full_minute(now + MINUTE), EVERYTHING) if each else self._moments.after(now)
        house, calendar = self._venue.program.house, self._script.days.calendar
        due = self._look(lambda connection: rehearsing.next_round(connection, now, house, calendar))
        if due is not None:
            self._ring(Ring(full_minute(due), EVERYTHING))

    def _relay(self) -> None:
        """All that may go out now, and what people do because of it."""
        now, relay = self._venue.clock.now, self._venue.program.relay
        if self._down_until is not None and now < self._down_until:
            return
        self._down_until = None
        for _ in range(_ROUNDS):
            if not relay.run_once():
                break
            self._see()
        else:
            raise RuntimeError(f"the relay does not come to rest at {now}")
        self._relay_at = self._look(lambda connection: rehearsing.next_letter(connection, now))

    def _see(self) -> None:
        lines = self._venue.lines()
        if not lines:
            return
        now = self._venue.clock.now
        with self._venue.database.reading() as connection:
            letters = rehearsing.touched(connection, now)
            bulletins = any("bulletin" in one.kind for one in letters)
            periods = rehearsing.bulletin_periods(connection) if bulletins else {}
        seen = self._watcher.pushes(lines, letters, periods)
        self.record.pushes += seen
        for push in seen:
            for reaction in self._reactions.to(push):
                self._add(reaction)

    def _look(self, at: Callable[[Connection], T]) -> T:
        with self._venue.database.reading() as connection:
            return at(connection)
