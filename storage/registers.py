"""Registers: the frozen face of each ledger year, and the office's policy, cached until something changes.

A message must not pay for the size of the ledger, so these are kept in the process and compared with the
notices' version numbers, one small statement a message. Whatever changes items, units, sets or policy calls
`storage.history.touch`.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from handlers.duties.owed import Terms
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import Indicator, Item, ItemRef
from handlers.ledger.links import LinkState
from handlers.ledger.register import Register, RegisteredItem, Unit
from storage.courses import courses_of
from storage.policy import load_terms
from storage.prepared import Prepared
from storage.rows import (
    ClosingRow,
    IndicatorRow,
    ItemLinkRow,
    ItemPostRow,
    ItemRow,
    ItemUnitRow,
    NoticeRow,
    UnitAliasRow,
    UnitMemberRow,
    UnitRow,
)
from storage.undisturbed import undisturbed

_VERSIONS = Prepared(select(NoticeRow.year, NoticeRow.version))
# Columns and not mapped objects, here and below: making these would be half of the time for a large ledger.
_ITEM = (
    ItemRow.id,
    ItemRow.kind,
    ItemRow.no,
    ItemRow.text,
    ItemRow.category,
    ItemRow.lead_known,
    ItemRow.lead_settled,
    ItemRow.others,
    ItemRow.deadline,
)
_ITEM_UNIT = (
    ItemUnitRow.item_id,
    ItemUnitRow.unit_id,
    ItemUnitRow.written,
    ItemUnitRow.marked,
    ItemUnitRow.lead,
    ItemUnitRow.from_on,
    ItemUnitRow.until_on,
)
_UNITS = select(
    UnitRow.id,
    UnitRow.name,
    UnitRow.kind,
    UnitRow.collective,
    UnitRow.members_settled,
    UnitRow.head_confirms,
).order_by(UnitRow.id)


@dataclass(frozen=True, slots=True)
class Books:
    """What changes rarely, as of one moment. `terms` are those by which duties fall due."""

    registers: Mapping[int, Register]
    terms: Terms


class Shelf:
    """Keeps the books of one database for one process."""

    def __init__(self, go_live: date | None = None) -> None:
        self._go_live = go_live
        self._lock = threading.Lock()
        self._versions: dict[int, int] | None = None
        self._books = Books({}, Terms())

    def books(self, connection: Connection) -> Books:
        """The books as the connection sees them; loaded again only after a change."""
        versions = dict(_VERSIONS.rows(connection))
        if versions == self._versions:
            return self._books
        with self._lock:
            if versions != self._versions:
                self._books = load_books(connection, self._go_live)
                self._versions = versions
            return self._books


@undisturbed()
def load_books(connection: Connection, go_live: date | None = None) -> Books:
    with Session(connection) as session:
        years = session.scalars(select(NoticeRow.year)).all()
        registers = {year: load_register(session, year) for year in years}
        return Books(registers, load_terms(session, go_live))


def newest_year(session: Session | Connection, day: date) -> int:
    """The newest ledger year up to a day; its own year where there is none."""
    newest = session.scalar(select(func.max(NoticeRow.year)).where(NoticeRow.year <= day.year))
    return newest or day.year


def load_register(session: Session, year: int) -> Register:
    """Everything of a ledger year but its plans and reports, as it is in the end (see `Register.on`).

    Costs grow with the notice. InputError.
    """
    notice = session.scalars(select(NoticeRow).where(NoticeRow.year == year)).one_or_none()
    if notice is None:
        raise InputError(f"{year}年的台账还没有导入")
    items = session.execute(
        select(*_ITEM).where(ItemRow.notice_id == notice.id, ItemRow.dropped.is_(False))
    ).all()
    ids = {row.id: row for row in items}
    indicators = _indicators(session, notice.id)
    units = _units_of_items(session, notice.id)
    leaders = _leaders(session, notice.id)
    links = _links(session, ids)
    closed = _closed(session)
    courses = courses_of(session, notice.id, units)
    entries = [
        RegisteredItem(
            id=row.id,
            item=_item(row, indicators[row.id], units[row.id], leaders[row.id]),
            unit_ids=tuple(dict.fromkeys(unit.unit_id for unit in units[row.id])),
            course=courses.get(row.id),
            lead_open=not (row.lead_known or row.lead_settled),
            lead_id=_lead(row, units[row.id]),
            linked=tuple(links[row.id]),
            closed=row.id in closed,
        )
        for row in items
    ]
    return Register.of(notice.id, year, notice.version, entries, load_units(session))


def _closed(session: Session) -> frozenset[int]:
    """The items whose last step is their closing."""
    last = select(func.max(ClosingRow.id)).group_by(ClosingRow.item_id)
    closed = select(ClosingRow.item_id).where(ClosingRow.id.in_(last), ClosingRow.step == ClosingStep.CLOSED)
    return frozenset(session.scalars(closed))


def stored_items(session: Session, notice: NoticeRow) -> tuple[Item, ...]:
    """The items of a notice as it has them, in its order, whatever was decided in the middle of the year."""
    register = load_register(session, notice.year)
    entries = register.whole or register.items.values()
    items = (entry.item for entry in entries if entry.course is None or entry.course.added_on is None)
    return tuple(sorted(items, key=lambda item: item.ref.sort_key))


def load_units(session: Session) -> list[Unit]:
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    named = select(UnitAliasRow.unit_id, UnitAliasRow.alias).order_by(UnitAliasRow.alias)
    for unit_id, alias in session.execute(named):
        aliases[unit_id].append(alias)
    members: defaultdict[int, list[int]] = defaultdict(list)
    belonging = select(UnitMemberRow.set_id, UnitMemberRow.unit_id).order_by(UnitMemberRow.unit_id)
    for set_id, unit_id in session.execute(belonging):
        members[set_id].append(unit_id)
    return [
        Unit(
            id=row.id,
            name=row.name,
            kind=row.kind,
            aliases=tuple(aliases[row.id]),
            collective=row.collective,
            members_settled=row.members_settled,
            members=tuple(members[row.id]),
            head_confirms=row.head_confirms,
        )
        for row in session.execute(_UNITS)
    ]


def _item(row: Any, indicators: list[Indicator], units: list[Any], leaders: list[str]) -> Item:
    return Item(
        ref=ItemRef(row.kind, row.no),
        text=row.text,
        category=row.category,
        leaders=tuple(leaders),
        units=tuple(unit.written for unit in units if unit.from_on is None),
        lead_units=tuple(unit.written for unit in units if unit.marked and unit.from_on is None),
        lead_known=row.lead_known,
        others=row.others,
        deadline=row.deadline,
        indicators=tuple(indicators),
    )


def _lead(row: Any, units: list[Any]) -> int | None:
    if not (row.lead_known or row.lead_settled):
        return None
    return next((unit.unit_id for unit in units if unit.lead), None)


def _indicators(session: Session, notice_id: int) -> defaultdict[int, list[Indicator]]:
    found: defaultdict[int, list[Indicator]] = defaultdict(list)
    statement = (
        select(
            IndicatorRow.item_id,
            IndicatorRow.metric,
            IndicatorRow.kind,
            IndicatorRow.op,
            IndicatorRow.value,
            IndicatorRow.unit,
            IndicatorRow.raw,
            IndicatorRow.high,
        )
        .join(ItemRow, ItemRow.id == IndicatorRow.item_id)
        .where(ItemRow.notice_id == notice_id)
        .order_by(IndicatorRow.item_id, IndicatorRow.position)
    )
    for item_id, metric, kind, op, value, unit, raw, high in session.execute(statement):
        found[item_id].append(Indicator(metric, kind, op, value, unit, raw, high))
    return found


def _units_of_items(session: Session, notice_id: int) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    statement = (
        select(*_ITEM_UNIT)
        .join(ItemRow, ItemRow.id == ItemUnitRow.item_id)
        .where(ItemRow.notice_id == notice_id)
        .order_by(ItemUnitRow.item_id, ItemUnitRow.position)
    )
    for row in session.execute(statement):
        found[row.item_id].append(row)
    return found


def _leaders(session: Session, notice_id: int) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    statement = (
        select(ItemPostRow.item_id, ItemPostRow.written)
        .join(ItemRow, ItemRow.id == ItemPostRow.item_id)
        .where(ItemRow.notice_id == notice_id)
        .order_by(ItemPostRow.item_id, ItemPostRow.position)
    )
    for item_id, written in session.execute(statement):
        found[item_id].append(written)
    return found


def _links(session: Session, items: Mapping[int, Any]) -> defaultdict[int, list[ItemRef]]:
    found: defaultdict[int, list[ItemRef]] = defaultdict(list)
    statement = select(ItemLinkRow).where(ItemLinkRow.state == LinkState.CONFIRMED)
    for row in session.scalars(statement):
        for here, there in ((row.item_id, row.other_id), (row.other_id, row.item_id)):
            if here in items and there in items:
                found[here].append(ItemRef(items[there].kind, items[there].no))
    return found
