"""What an order of the office is decided from: of the ledger just what that order looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.duties.calling import REMINDERS
from handlers.duties.deadlines import local_day, report_deadline
from handlers.duties.owed import Duty, Terms, duties_of, is_met, is_urged, owed
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanState
from handlers.office.desk import MonthsReports, OfficeDesk, OpenPoints, Urgeable, Waiting
from handlers.office.orders import Act, Order
from storage import kept_bulletins, undelivered
from storage.binding import spoken_purpose
from storage.confirming import waiting_reports
from storage.duties import done_at
from storage.house import House
from storage.join_requests import waiting_requests
from storage.listeners import Reach, reach_of
from storage.reviewing import open_points
from storage.rows import GroupRow, OutboxRow, PlanRow
from storage.standings import standing_on
from storage.states import OutboxState

URGED = "urge"


def office_desk(
    connection: Connection,
    order: Order,
    registers: Sequence[Register],
    terms: Terms,
    now: datetime,
    house: House,
) -> OfficeDesk:
    """Reads only. `registers` are the open years, oldest first."""
    return _Loading(connection, order, tuple(registers), terms, now, house).desk()


@dataclass(frozen=True, slots=True)
class _Loading:
    connection: Connection
    order: Order
    registers: tuple[Register, ...]
    terms: Terms
    now: datetime
    house: House

    def desk(self) -> OfficeDesk:
        desk = OfficeDesk(trial=self.house.trial)
        match self.order.act:
            case Act.MISSING:
                return replace(desk, reports=self._month(), contacts=self._contacts(self._reach()))
            case Act.PEOPLE:
                return replace(desk, contacts=self._contacts(self._reach()))
            case Act.LIGHTS | Act.OVERVIEW:
                year, day = self._register().year, local_day(self.now, self.house.zone)
                return replace(desk, standing=standing_on(self.connection, year, day, self.house.zone)[1])
            case Act.WAITING | Act.ACCEPT_PLANS:
                return replace(desk, waiting=self._waiting())
            case Act.WAVE:
                return replace(desk, points=tuple(self._points()))
            case Act.URGE:
                return self._urge(desk)
            case Act.ANNOUNCE:
                return replace(desk, groups=self._groups(), goes_at=self._goes_at("announce"))
            case Act.HEAD_CONFIRMS if self.order.units:
                return self._heads(desk, self.order.units[0])
            case Act.JOIN_ACCEPT | Act.JOIN_REFUSE:
                return replace(desk, requests=waiting_requests(self.connection))
            case Act.SETTINGS:
                return replace(desk, settings=tuple(self._settings()))
            case _:
                return desk

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
