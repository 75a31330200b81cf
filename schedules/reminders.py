"""Reminders: which slots of the ladder are due and not yet handled, who still owes, and what is said then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from handlers.desk.view import open_registers
from handlers.duties.calling import Called, Reporter, called, heard, kind_of
from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours
from handlers.duties.keys import group_key, overdue_list_key, person_key, without_slot
from handlers.duties.ladder import Slot, has_begun, speaks
from handlers.duties.owed import Duty, DutyKind, Place, Terms, is_urged, owed, pending_duties, periods_of
from handlers.duties.rhythm import Rhythm
from handlers.ledger.register import Register
from handlers.wording import reminders as words
from handlers.wording.reminders import Late, Line
from schedules.known import known_lines, line_of
from schedules.pushing import going_out, since, spoken_in
from storage import outbox, policy, rounds
from storage.duties import done_at, pending_at
from storage.history import last_change
from storage.house import House
from storage.listeners import Reach, reach_of
from storage.office_desk import URGED
from storage.outbox import Letter, Push
from storage.registers import Shelf
from storage.reminding import said_anew
from storage.rhythm import is_paused
from storage.senders import Address
from storage.states import Channel
from storage.transactions import Database
from storage.trial import addressed

ROUND = "reminders"
_LATE, _SOON = timedelta(hours=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class _Day:
    """What is owed at a moment, and who hears of it."""

    house: House
    terms: Terms
    rhythm: Rhythm
    hours: Hours
    registers: tuple[Register, ...]
    duties: tuple[tuple[Register, Duty], ...]
    reach: Reach
    today: date

    def calls(self, slots: Collection[Slot]) -> tuple[Called, ...]:
        every = (duty for _, duty in self.duties)
        return called(every, slots, self.rhythm.ladder, self.terms.calendar)

    def soon(self, slots: Collection[Slot], now: datetime) -> set[Slot]:
        """To a late reminder: the slots that begin so soon that it can be left to them."""
        if now - self.rhythm.ladder.at(max(slots), self.house.zone) < _LATE:
            return set()
        return set(self.rhythm.ladder.slots_between(now, now + _SOON, self.house.zone))


class Reminders:
    """One for a process: it keeps the books of the ledger, which change rarely."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = Shelf(house.go_live)
        self._reached: tuple[tuple[date, int], Reach] | None = None

    def plan(self, database: Database, now: datetime) -> int:
        """Put in what the slots say that were not handled yet; returns how many pushes that are.

        Only in allowed hours: after a night or an outage the slots that were missed are said together, once.
        """
        with database.reading() as connection:
            if not self._slots(connection, now):
                return 0
        return database.look_and_write(partial(self._look, now))

    def word(self, connection: Connection, letter: Letter, now: datetime) -> str | None:
        """What a reminder says now that its time has come; None where nothing is left to say."""
        about = letter.about
        if letter.kind == URGED:
            text = _urged(connection, self._day(connection, now, about), about["person"])
            return spoken_in(self._house, about, text)
        if said_anew(connection, letter.id, without_slot(letter.dedupe_key)):
            return None
        day = self._day(connection, now, about)
        slots = {Slot.parse(one) for one in about["slots"]}
        if soon := day.soon(slots, now):
            later = self._text(connection, day, soon, about)
            if later is not None:
                return None
        return spoken_in(self._house, about, self._text(connection, day, slots, about))

    def _text(
        self, connection: Connection, day: _Day, slots: Collection[Slot], about: dict[str, Any]
    ) -> str | None:
        if "office" in about:
            return _to_office(day, slots)
        if "group" in about:
            return _to_group(day, slots, about["unit"])
        return _to_person(connection, day, slots, about["person"])

    def _slots(self, connection: Connection, now: datetime) -> tuple[Slot, ...]:
        """The slots to handle now: none in quiet hours, before the go-live or while pushes are paused."""
        if not self._house.is_live(now) or is_paused(connection):
            return ()
        rhythm = self._house.rhythm(connection)
        first = since(self._house, connection, ROUND, now)
        slots = rhythm.ladder.slots_between(first, now, self._house.zone)
        terms = policy.terms(connection, self._house.go_live)
        calendar, go_live = terms.calendar, self._house.go_live
        due = tuple(
            slot
            for slot in slots
            if calendar.is_working_day(slot.day) and (go_live is None or slot.day >= go_live)
        )
        return due if due and self._house.hours(rhythm, terms).allows(now) else ()

    def _look(self, now: datetime, connection: Connection) -> Callable[[Connection], int]:
        slots = self._slots(connection, now)
        pushes: list[Push] = []
        if self._speaks(connection, slots, now):
            pushes += _pushes(self._day(connection, now), slots, now)

        def put(writing: Connection) -> int:
            for push in pushes:
                outbox.put_push(writing, push, now)
            rounds.mark(writing, ROUND, now)
            return len(pushes)

        return put

    def _speaks(self, connection: Connection, slots: Collection[Slot], now: datetime) -> bool:
        """Whether anybody could be called: most slots have nothing to say, and that is cheap to see."""
        books, today = self._shelf.books(connection), local_day(now, self._house.zone)
        ladder, terms = self._house.rhythm(connection).ladder, books.terms
        for register in open_registers(books.registers, today):
            periods = periods_of(register.year, terms)
            if any(speaks(period, ladder, terms.calendar, slots) for period in periods):
                return True
            asked = pending_at(connection, register, self._house.zone)
            if called(pending_duties(register, asked, terms, today), slots, ladder, terms.calendar):
                return True
        return False

    def _day(self, connection: Connection, now: datetime, about: dict[str, Any] | None = None) -> _Day:
        """What all units owe, or those that one push is about."""
        books, zone = self._shelf.books(connection), self._house.zone
        today = local_day(now, zone)
        registers = open_registers(books.registers, today)
        rhythm = self._house.rhythm(connection)
        reach = self._reach(connection, registers, today)
        units = _units(reach, about or {})
        duties = tuple(
            (register, duty)
            for register in registers
            for duty in owed(
                register, done_at(connection, register, zone, units=units), books.terms, today, units
            )
        )
        hours = self._house.hours(rhythm, books.terms)
        return _Day(self._house, books.terms, rhythm, hours, registers, duties, reach, today)

    def _reach(self, connection: Connection, registers: Sequence[Register], today: date) -> Reach:
        """Looked up once for all who are reminded, and again when something has changed."""
        mark = (today, last_change(connection))
        if self._reached is None or self._reached[0] != mark:
            self._reached = (mark, reach_of(connection, registers, today, self._house.platforms))
        return self._reached[1]


def _units(reach: Reach, about: dict[str, Any]) -> frozenset[int] | None:
    """The units that a push to a person or a group is about; None for all."""
    if "unit" in about:
        return frozenset({about["unit"]})
    if "person" not in about:
        return None
    mine = [one for one in reach.listeners.people.reporters if one.person_id == about["person"]]
    return frozenset().union(*(one.contact_of | one.head_of for one in mine))


def _pushes(day: _Day, slots: Collection[Slot], now: datetime) -> Iterator[Push]:
    calls = day.calls(slots)
    office = [day.reach.addresses[person_id] for person_id in day.reach.listeners.office]
    for push, name in (
        *_to_people(day, calls),
        *_to_groups(day, calls),
        *_lists(day, [one for one in calls if one.step.overdue]),
    ):
        slot = Slot.parse(push.about["slots"][-1])
        planned = day.rhythm.ladder.at(slot, day.house.zone)
        at = going_out(day.hours, planned, without_slot(push.key), now)
        timed = replace(push, not_before=at, expires_at=day.hours.until(at))
        if sent := addressed(timed, name, day.house, office):
            yield sent


def _to_people(day: _Day, calls: Sequence[Called]) -> Iterator[tuple[Push, str]]:
    for reporter, mine in heard(calls, day.reach.listeners.people):
        slots = _said(mine)
        about = {"person": reporter.person_id, "slots": slots}
        key = person_key(reporter.person_id, Slot.parse(slots[-1]))
        address = day.reach.addresses[reporter.person_id]
        yield _push(key, kind_of(mine), address, about), reporter.name


def _to_groups(day: _Day, calls: Sequence[Called]) -> Iterator[tuple[Push, str]]:
    for group in day.reach.listeners.groups:
        if mine := [one for one in calls if one.duty.unit_id == group.unit_id]:
            slots = _said(mine)
            about = {"group": group.id, "unit": group.unit_id, "slots": slots}
            key, platform = group_key(group.id, Slot.parse(slots[-1])), day.reach.group_platforms[group.id]
            yield (
                Push(key, kind_of(mine), platform, str(group.id), about=about, channel=Channel.GROUP),
                f"群“{group.name}”",
            )


def _lists(day: _Day, late: Sequence[Called]) -> Iterator[tuple[Push, str]]:
    for person_id, name in day.reach.listeners.office.items() if late else ():
        slots = _said(late)
        about = {"office": person_id, "slots": slots}
        key = overdue_list_key(person_id, Slot.parse(slots[-1]))
        yield _push(key, kind_of(late), day.reach.addresses[person_id], about), name


def _push(key: str, kind: str, address: Address, about: dict[str, object]) -> Push:
    return Push(key, kind, address.platform, address.user_id, about=about)


def _said(calls: Iterable[Called]) -> list[str]:
    return [str(slot) for slot in sorted({one.step.slot for one in calls})]


def _to_person(connection: Connection, day: _Day, slots: Collection[Slot], person_id: int) -> str | None:
    """All that the person's units owe by now, if anything of what the slots called for is still open."""
    people = day.reach.listeners.people
    mine = next((pair for pair in heard(day.calls(slots), people) if pair[0].person_id == person_id), None)
    if mine is None:
        return None
    reporter, calls = mine
    asked = people.units_of(reporter)
    own = known_lines(
        connection,
        day.registers,
        [pair for pair in _begun(day, slots) if pair[1].unit_id in asked],
        day.today,
        day.house.zone,
    )
    as_head = [one.duty for one in calls if one.step.overdue and one.duty.unit_id not in asked]
    late, several = _late(day, as_head), len(asked) > 1
    return words.to_person(reporter.name, own, late, day.today, day.terms.calendar, of_several=several)


def _urged(connection: Connection, day: _Day, person_id: int) -> str | None:
    """At the office's word: the reports that the person's units owe now, and whatever is overdue."""
    people = day.reach.listeners.people
    reporter = next((one for one in people.reporters if one.person_id == person_id), None)
    if reporter is None:
        return None
    asked = people.units_of(reporter)
    owes = [
        (register, duty)
        for register, duty in day.duties
        if duty.unit_id in asked and is_urged(duty, day.today)
    ]
    if not owes:
        return None
    own, several = known_lines(connection, day.registers, owes, day.today, day.house.zone), len(asked) > 1
    return words.to_person(reporter.name, own, [], day.today, day.terms.calendar, of_several=several)


def _to_group(day: _Day, slots: Collection[Slot], unit_id: int) -> str | None:
    if all(one.duty.unit_id != unit_id for one in day.calls(slots)):
        return None
    owes = [(register, duty) for register, duty in _begun(day, slots) if duty.unit_id == unit_id]
    lines = [line_of(register, duty, day.today) for register, duty in owes]
    return words.to_group(lines[0].unit, lines, _contacts(day, unit_id), day.today, day.terms.calendar)


def _to_office(day: _Day, slots: Collection[Slot]) -> str | None:
    late = _late(day, [one.duty for one in day.calls(slots) if one.step.overdue])
    return words.to_office(late, day.today) if late else None


def _begun(day: _Day, slots: Collection[Slot]) -> list[tuple[Register, Duty]]:
    """The open duties whose ladder has begun by the newest of the slots; nobody is bothered with others."""
    newest, ladder, calendar = max(slots), day.rhythm.ladder, day.terms.calendar
    begun = [
        (register, duty)
        for register, duty in day.duties
        if has_begun(duty, ladder, calendar, newest) or duty.deadline.is_late(day.today)
    ]
    there = {(duty.item, duty.unit_id, duty.month) for _, duty in begun if duty.kind is DutyKind.REPORT}
    return [(register, duty) for register, duty in begun if not _served(register, duty, there)]


def _served(register: Register, duty: Duty, there: Collection[Place]) -> bool:
    """Whether the report on a linked item, which is named before, serves for this one as well."""
    return duty.kind is DutyKind.REPORT and any(
        linked.sort_key < duty.item.sort_key and (linked, duty.unit_id, duty.month) in there
        for linked in register.items[duty.item].linked
    )


def _late(day: _Day, duties: Sequence[Duty]) -> list[Late]:
    of = {duty: register for register, duty in day.duties}
    by_unit: dict[int, list[Line]] = {}
    for duty in duties:
        by_unit.setdefault(duty.unit_id, []).append(line_of(of[duty], duty, day.today))
    return [Late(lines[0].unit, tuple(lines), _contacts(day, unit_id)) for unit_id, lines in by_unit.items()]


def _contacts(day: _Day, unit_id: int) -> tuple[str, ...]:
    """Who is asked for a unit."""
    people = day.reach.listeners.people
    asked: list[Reporter] = [one for one in people.reporters if unit_id in one.contact_of]
    return tuple(one.name for one in asked)
