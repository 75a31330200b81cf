"""What a leader's summary is drawn from: the standing of the items of the post, and what is late or done."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, func, select

from handlers.duties.deadlines import local_day
from handlers.duties.owed import DutyKind, Terms, owed
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.standings.concerns import Notable, notable
from handlers.standings.picture import Standing
from storage.duties import done_at
from storage.listeners import items_led
from storage.rows import ClosingRow
from storage.standings import standing_on


def led_by(
    connection: Connection,
    year: int,
    person_id: int,
    terms: Terms,
    since: datetime,
    now: datetime,
    zone: tzinfo,
) -> tuple[Register, Standing, tuple[Notable, ...]]:
    """The leader's own items as they stand now, and those to be named. `since`: the summary before."""
    today = local_day(now, zone)
    register, whole = standing_on(connection, year, today, zone)
    mine = items_led(connection, register, today).get(person_id, frozenset())
    standing = whole.of(lambda one: one.ref in mine)
    late = _late(connection, register, terms, today, zone)
    return register, standing, notable(standing, late, _closed_since(connection, register, since))


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
