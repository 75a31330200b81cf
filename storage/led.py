"""What a leader's summary is drawn from: the standing of the items of the post, and what is late or done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, func, select

from handlers.duties.deadlines import Deadline, local_day, report_deadline
from handlers.duties.owed import DutyKind, Terms, owed
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.standings.concerns import Notable, notable
from handlers.standings.picture import Standing, judged_month
from storage.duties import done_at
from storage.listeners import items_led
from storage.rows import ClosingRow
from storage.standings import standing_of_month, standing_on


@dataclass(frozen=True, slots=True)
class Whole:
    """A ledger year as it stands on a day, and the units that are late by item: the same for all leaders.

    `coming`: until when the reports of the last month are due, where they are not yet; then the standing is
    that of the month before, since there is nothing to judge by yet.
    """

    register: Register
    standing: Standing
    late: Mapping[ItemRef, tuple[int, ...]]
    coming: Deadline | None = None


def whole_on(connection: Connection, year: int, terms: Terms, now: datetime, zone: tzinfo) -> Whole:
    today = local_day(now, zone)
    ended = judged_month(year, today)
    due = report_deadline(ended, terms.calendar) if ended else None
    if ended and due and due.on >= today and ended.month > 1:
        register, standing = standing_of_month(connection, ended.previous, now, now, zone)
    else:
        due, (register, standing) = None, standing_on(connection, year, today, zone)
    return Whole(register, standing, _late(connection, register, terms, today, zone), due)


def led_by(
    connection: Connection, whole: Whole, person_id: int, since: datetime, today: date
) -> tuple[Standing, tuple[Notable, ...]]:
    """The leader's own items as they stand, and those to be named. `since`: the summary before."""
    mine = items_led(connection, whole.register, today).get(person_id, frozenset())
    standing = whole.standing.of(lambda one: one.ref in mine)
    return standing, notable(standing, whole.late, _closed_since(connection, whole.register, since))


def _late(
    connection: Connection, register: Register, terms: Terms, today: date, zone: tzinfo
) -> dict[ItemRef, tuple[int, ...]]:
    """The units whose report on an item is overdue."""
    found: dict[ItemRef, dict[int, None]] = {}
    for duty in owed(register, done_at(connection, register, zone), terms, today):
        if duty.kind in {DutyKind.REPORT, DutyKind.RETURNED_REPORT} and duty.deadline.is_late(today):
            found.setdefault(duty.item, {})[duty.unit_id] = None
    return {ref: tuple(units) for ref, units in found.items()}


def _closed_since(connection: Connection, register: Register, since: datetime) -> frozenset[ItemRef]:
    last = select(func.max(ClosingRow.id)).group_by(ClosingRow.item_id)
    statement = select(ClosingRow.item_id).where(
        ClosingRow.id.in_(last), ClosingRow.step == ClosingStep.CLOSED, ClosingRow.at > since
    )
    closed = set(connection.execute(statement).scalars())
    return frozenset(ref for ref, entry in register.items.items() if entry.id in closed)
