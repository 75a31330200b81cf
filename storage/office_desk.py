"""What an order of the office is decided from: of the ledger just what that order looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.duties.calling import REMINDERS
from handlers.duties.deadlines import local_day, report_deadline
from handlers.duties.owed import Duty, Terms, duties_of, is_met, is_urged, owed
from handlers.ledger.assignments import AssignmentKind
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanState
from handlers.office.desk import MonthsReports, OfficeDesk, OpenPoints, Urgeable, Waiting
from handlers.office.drawing_lots import Lot
from handlers.office.orders import Act, Order
from handlers.standings.picture import Standing
from storage import kept_bulletins, undelivered
from storage.binding import spoken_purpose
from storage.confirming import waiting_reports
from storage.duties import done_at
from storage.house import House
from storage.join_requests import waiting_requests
from storage.led import led_by, whole_on
from storage.listeners import Reach, reach_of
from storage.reviewing import open_points
from storage.rows import AssignmentAnswerRow, AssignmentRow, GroupRow, OutboxRow, PlanRow
from storage.standings import standing_on
from storage.states import OutboxState

URGED = "urge"
_BUSY = -1
_LATELY = timedelta(days=7)  # what was closed since then is told to a leader who asks


@dataclass(frozen=True, slots=True)
class Leads:
    """A leader who asks, and the items of the leader's posts."""

    person_id: int
    items: frozenset[ItemRef]


def office_desk(
    connection: Connection,
    order: Order,
    registers: Sequence[Register],
    terms: Terms,
    now: datetime,
    house: House,
    *,
    leader: Leads | None = None,
) -> OfficeDesk:
    """Reads only. `registers` are the open years, oldest first; of a `leader` only the own items."""
    return _Loading(connection, order, tuple(registers), terms, now, house, leader).desk()


@dataclass(frozen=True, slots=True)
class _Loading:
    connection: Connection
    order: Order
    registers: tuple[Register, ...]
    terms: Terms
    now: datetime
    house: House
    leader: Leads | None = None

    def desk(self) -> OfficeDesk:
        desk = OfficeDesk(trial=self.house.trial, leads=self.leader is not None)
        match self.order.act:
            case Act.MISSING:
                return replace(desk, reports=self._month(), contacts=self._contacts(self._reach()))
            case Act.OVERVIEW if self.leader is not None:
                return self._led(desk, self.leader)
            case Act.LIGHTS | Act.OVERVIEW:
                return replace(desk, standing=self._standing())
            case Act.WAITING | Act.ACCEPT_PLANS:
                return replace(desk, waiting=self._waiting())
            case Act.WAVE:
                return replace(desk, points=tuple(self._points()))
            case Act.URGE:
                return self._urge(desk)
            case Act.ANNOUNCE:
                return replace(desk, groups=self._groups(), goes_at=self._goes_at("announce"))
            case Act.SPOT_CHECK:
                return replace(desk, lots=tuple(self._lots()), goes_at=self._goes_at("assignment"))
            case Act.SETTINGS:
                return replace(desk, settings=tuple(self._settings()))
            case _:
                return self._on_people(desk)

    def _on_people(self, desk: OfficeDesk) -> OfficeDesk:
        match self.order.act:
            case Act.PEOPLE:
                return replace(desk, contacts=self._contacts(self._reach()))
            case Act.HEAD_CONFIRMS if self.order.units:
                return self._heads(desk, self.order.units[0])
            case Act.JOIN_ACCEPT | Act.JOIN_REFUSE:
                return replace(desk, requests=waiting_requests(self.connection))
            case _:
                return desk

    def _standing(self) -> Standing:
        year, day = self._register().year, local_day(self.now, self.house.zone)
        standing = standing_on(self.connection, year, day, self.house.zone)[1]
        leader = self.leader
        return standing if leader is None else standing.of(lambda one: one.ref in leader.items)

    def _led(self, desk: OfficeDesk, leader: Leads) -> OfficeDesk:
        """As the leader's summary has it, at any time."""
        zone, today = self.house.zone, local_day(self.now, self.house.zone)
        whole = whole_on(self.connection, self._register().year, self.terms, self.now, zone)
        since = self.now - _LATELY
        standing, notables = led_by(self.connection, whole, leader.person_id, since, today)
        return replace(desk, standing=standing, notables=notables)

    def _heads(self, desk: OfficeDesk, unit_id: int) -> OfficeDesk:
        reached = [one for one in self._reach().listeners.people.reporters if unit_id in one.head_of]
        pending = waiting_reports(self.connection, [unit_id], self.registers)
        return replace(desk, heads=tuple(one.name for one in reached), pending=len(pending))

    def _today(self) -> Month:
        return Month.of(local_day(self.now, self.house.zone))

    def _register(self) -> Register:
        month = self.order.month or self._today().previous
        return next((one for one in self.registers if one.year == month.year), self.registers[-1])

    def _concerns(self, duty: Duty, register: Register) -> bool:
        order = self.order
        if self.leader is not None and duty.item not in self.leader.items:
            return False
        if order.items and duty.item not in order.items:
            return False
        if order.units and duty.unit_id not in order.units:
            return False
        return not order.leader or order.leader in register.items[duty.item].item.leaders

    def _month(self) -> MonthsReports:
        register = self._register()
        month = self.order.month or self._today().previous
        if month.year != register.year:
            month = Month(register.year, 1 if month.year < register.year else 12)
        done = done_at(self.connection, register, self.house.zone)
        due = tuple(
            duty
            for duty in duties_of(register, self.terms)
            if duty.month == month and duty.item not in done.closed and self._concerns(duty, register)
        )
        missing = tuple(duty for duty in due if not is_met(duty, done, register))
        return MonthsReports(month, report_deadline(month, self.terms.calendar), due, missing)

    def _reach(self) -> Reach:
        today = local_day(self.now, self.house.zone)
        return reach_of(self.connection, self.registers, today, self.house.platforms)

    def _contacts(self, reach: Reach) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        for one in reach.listeners.people.reporters:
            for unit_id in sorted(one.contact_of):
                found[unit_id] = (*found.get(unit_id, ()), one.name)
        return found

    # Urging

    def _urge(self, desk: OfficeDesk) -> OfficeDesk:
        duties = list(self._owed())
        people = self._reach().listeners.people
        reminded = self._reminded_today()
        found = []
        for reporter in people.reporters:
            asked = people.units_of(reporter)
            if mine := tuple(duty for duty in duties if duty.unit_id in asked):
                today = reporter.person_id in reminded
                found.append(Urgeable(reporter.person_id, reporter.name, mine, today))
        reached = {duty.unit_id for one in found for duty in one.duties}
        unreached = dict.fromkeys(duty.unit_id for duty in duties if duty.unit_id not in reached)
        return replace(desk, urgeable=tuple(found), unreached=tuple(unreached), goes_at=self._goes_at(URGED))

    def _owed(self) -> Iterable[Duty]:
        """What is asked for now: reports, and whatever is overdue; of the month that is stated only that."""
        today = local_day(self.now, self.house.zone)
        for register in self.registers:
            done = done_at(self.connection, register, self.house.zone)
            for duty in owed(register, done, self.terms, today):
                if not self._concerns(duty, register) or self.order.month not in (None, duty.month):
                    continue
                if is_urged(duty, today):
                    yield duty

    def _reminded_today(self) -> set[int]:
        """Who has been reminded today, or is about to be."""
        midnight = datetime.combine(local_day(self.now, self.house.zone), time(), self.house.zone)
        statement = select(OutboxRow.dedupe_key).where(
            OutboxRow.kind.in_((*REMINDERS, URGED)),
            OutboxRow.created_at >= midnight,
            OutboxRow.state.in_((OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT)),
        )
        found = (key.split(":")[1] for key in self.connection.scalars(statement))
        return {int(one) for one in found if one.isdecimal()}

    def _goes_at(self, what: str) -> datetime | None:
        hours = self.house.hours_now(self.connection)
        if hours.allows(self.now):
            return None
        return hours.spread(hours.next_morning(self.now), what).astimezone(self.house.zone)

    # Spot checks

    def _lots(self) -> Iterable[Lot]:
        """The newest report of each unit on each item, of the month that is stated or of the last two."""
        register = self._register()
        standing, checked = self._standing(), self._checked(register)
        points = Counter((one.item, one.unit_id) for one in self._points())
        for item in standing.items:
            for unit in item.units:
                version = unit.latest
                place = (item.ref, unit.unit_id)
                if (
                    version is None
                    or checked.get(place) == _BUSY
                    or not self._is_drawn_from(item.ref, unit.unit_id)
                ):
                    continue
                if self.order.month not in (None, version.key.month):
                    continue
                yield Lot(
                    *place,
                    version.key.month,
                    unit.light,
                    version.content.finished,
                    bool(version.content.quantities),
                    points[place],
                    checked=checked.get(place, 0),
                )

    def _is_drawn_from(self, ref: ItemRef, unit_id: int) -> bool:
        order = self.order
        return (not order.items or ref in order.items) and (not order.units or unit_id in order.units)

    def _checked(self, register: Register) -> dict[tuple[ItemRef, int], int]:
        """How often the items and units were checked this year; _BUSY while a check is open."""
        names = {entry.id: ref for ref, entry in register.items.items()}
        rows = self.connection.execute(
            select(AssignmentRow.item_id, AssignmentAnswerRow.unit_id, AssignmentRow.result)
            .join(AssignmentAnswerRow, AssignmentAnswerRow.assignment_id == AssignmentRow.id)
            .where(AssignmentRow.kind == AssignmentKind.SPOT_CHECK, AssignmentRow.year == register.year)
        )
        found: dict[tuple[ItemRef, int], int] = {}
        for item_id, unit_id, result in rows:
            if item_id in names:
                place = (names[item_id], unit_id)
                found[place] = (
                    _BUSY if result is None or found.get(place) == _BUSY else found.get(place, 0) + 1
                )
        return found

    # What waits

    def _waiting(self) -> Waiting:
        register = self.registers[-1]
        today = local_day(self.now, self.house.zone)
        _, standing = standing_on(self.connection, register.year, today, self.house.zone)
        names = {unit.id: unit.name for unit in register.units.values()}
        return Waiting(
            plans=tuple(self._plans(PlanState.FILED)),
            changes=tuple(self._plans(PlanState.REQUESTED)),
            closings=tuple(
                (unit.item, names[unit.unit_id])
                for item in standing.items
                for unit in item.units
                if unit.applied
            ),
            points=tuple((one.item, names[one.unit_id]) for one in self._points()),
            bulletins=tuple(
                (kept.number, kept.title) for kept in kept_bulletins.listed(self.connection, only_open=True)
            ),
            leads=tuple(
                ref
                for ref, entry in sorted(register.items.items(), key=lambda pair: pair[0].sort_key)
                if entry.lead_id is None and entry.item.units
            ),
            requests=waiting_requests(self.connection),
            headless=self._headless(register),
            undelivered=len(undelivered.unsent(self.connection, failed_only=True)),
        )

    def _headless(self, register: Register) -> tuple[str, ...]:
        wanted = [unit for unit in register.units.values() if unit.head_confirms]
        if not wanted:
            return ()
        reached = {unit for one in self._reach().listeners.people.reporters for unit in one.head_of}
        return tuple(unit.name for unit in wanted if unit.id not in reached)

    def _plans(self, state: PlanState) -> Iterable[tuple[ItemRef, str]]:
        for register in self.registers:
            items = {entry.id: ref for ref, entry in register.items.items()}
            rows = self.connection.execute(
                select(PlanRow.item_id, PlanRow.unit_id).where(PlanRow.state == state).order_by(PlanRow.id)
            )
            for item_id, unit_id in rows:
                if item_id in items:
                    yield items[item_id], register.units[unit_id].name

    def _points(self) -> Iterable[OpenPoints]:
        for register in self.registers:
            ids = {unit.name: unit.id for unit in register.units.values()}
            found: dict[tuple[ItemRef, int, Month], list[str]] = {}
            for point in open_points(self.connection, register):
                if point.unit in ids:
                    found.setdefault((point.item, ids[point.unit], point.month), []).append(point.said)
            for place, said in found.items():
                yield OpenPoints(*place, tuple(said))

    def _groups(self) -> dict[int, tuple[str, str]]:
        with Session(self.connection) as session:
            rows = session.scalars(select(GroupRow).order_by(GroupRow.id)).all()
            return {row.id: (row.name, spoken_purpose(session, row)) for row in rows}

    def _settings(self) -> Iterable[str]:
        rhythm = self.house.rhythm(self.connection)
        yield f"静默时段：{rhythm.quiet}（休息日也不推送）"
        yield f"试运行：{'是，只发给督查室' if self.house.trial else '否'}"
        if self.house.go_live:
            yield f"启用日期：{self.house.go_live}"
        yield "要改设置，请在督查室的电脑上用 ducha ladder、ducha light、ducha calendar。"
