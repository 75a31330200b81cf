"""Items that the office has closed, and which of these closings a bulletin tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import Bulletin, Closing
from handlers.bulletins.review import BulletinState
from handlers.bulletins.timing import told_at
from handlers.duties.deadlines import local_day
from handlers.duties.workdays import Calendar
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from storage.house import House
from storage.prepared import Prepared
from storage.rows import BulletinClosingRow, BulletinRow, ClosingRow, ItemRow, NoticeRow

_LAST_STEPS = select(func.max(ClosingRow.id)).group_by(ClosingRow.item_id)
CLOSING_NEWS = timedelta(days=14)  # what was closed longer ago is told only when the office wants it


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item closed of late, and still so, that no bulletin tells of; from when on it is told."""

    item: ItemRef
    tell_at: datetime


def waiting(
    connection: Connection, now: datetime, house: House, calendar: Calendar
) -> dict[int, list[Waiting]]:
    """By ledger year, in the order in which they were closed."""
    told = _told_since(connection, local_day(now - CLOSING_NEWS, house.zone))
    found: dict[int, list[tuple[ItemRef, datetime]]] = {}
    for year, item, at in _closings_since(connection, now - CLOSING_NEWS):
        day = local_day(at, house.zone)
        if (house.go_live is None or day >= house.go_live) and (year, str(item), day) not in told:
            found.setdefault(year, []).append((item, at))
    return {
        year: [
            Waiting(item, moment)
            for (item, _), moment in zip(
                closed, told_at([at for _, at in closed], calendar, house.zone), strict=True
            )
        ]
        for year, closed in found.items()
    }


def next_told(connection: Connection, now: datetime, house: House, calendar: Calendar) -> datetime | None:
    """When the next of those that wait are told; None where nothing waits."""
    found = waiting(connection, now, house, calendar).values()
    return min((one.tell_at for of_year in found for one in of_year if one.tell_at > now), default=None)


def closings_of(
    connection: Connection, year: int, items: Iterable[ItemRef], zone: tzinfo
) -> tuple[Closing, ...]:
    """When each was closed and what was verified; InputError for one that is not closed."""
    return tuple(_closing(connection, year, item, zone) for item in items)


def opened_again(
    connection: Connection, year: int, items: Iterable[ItemRef], zone: tzinfo
) -> tuple[Closing, ...]:
    """Of items that a bulletin has told of as closed those that are open again, since when and why."""
    steps = ((item, _last_step(connection, year, item)) for item in items)
    return tuple(
        Closing(item, local_day(last.at, zone), last.reason or "")
        for item, last in steps
        if last is not None and last.step is ClosingStep.REOPENED
    )


def opened_since_told(connection: Connection, since: datetime) -> dict[int, tuple[ItemRef, ...]]:
    """By bulletin published since: which of the items that it told of as closed are open again."""
    statement = (
        select(BulletinClosingRow.bulletin_id, ItemRow.kind, ItemRow.no, BulletinClosingRow.item)
        .join(BulletinRow, BulletinRow.id == BulletinClosingRow.bulletin_id)
        .join(NoticeRow, NoticeRow.year == BulletinClosingRow.year)
        .join(ItemRow, ItemRow.notice_id == NoticeRow.id)
        .join(ClosingRow, ClosingRow.item_id == ItemRow.id)
        .where(
            BulletinRow.state == BulletinState.PUBLISHED,
            BulletinRow.published_at >= since,
            BulletinRow.changed_at.is_(None),
            BulletinRow.recalled_at.is_(None),
            ClosingRow.id.in_(_LAST_STEPS),
            ClosingRow.step == ClosingStep.REOPENED,
        )
        .order_by(BulletinClosingRow.bulletin_id, BulletinClosingRow.item)
    )
    found: dict[int, list[ItemRef]] = {}
    for number, kind, no, told in connection.execute(statement):
        ref = ItemRef(kind, no)
        if str(ref) == told:
            found.setdefault(number, []).append(ref)
    return {number: tuple(items) for number, items in found.items()}


def _closing(connection: Connection, year: int, item: ItemRef, zone: tzinfo) -> Closing:
    last = _last_step(connection, year, item)
    if last is None or last.step is not ClosingStep.CLOSED:
        raise InputError(f"{item}没有办结，不能拟办结通报")
    return Closing(item, local_day(last.at, zone), last.reason or "")


def _last_step(connection: Connection, year: int, item: ItemRef) -> Any:
    statement = (
        select(ClosingRow.step, ClosingRow.at, ClosingRow.reason)
        .join(ItemRow, ItemRow.id == ClosingRow.item_id)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .where(NoticeRow.year == year, ItemRow.kind == item.kind, ItemRow.no == item.no)
        .order_by(ClosingRow.id.desc())
        .limit(1)
    )
    return connection.execute(statement).one_or_none()


_CLOSINGS_SINCE = Prepared(
    select(NoticeRow.year, ItemRow.kind, ItemRow.no, ClosingRow.at)
    .join(ItemRow, ItemRow.id == ClosingRow.item_id)
    .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
    .where(
        ClosingRow.id.in_(_LAST_STEPS),
        ClosingRow.step == ClosingStep.CLOSED,
        ClosingRow.at >= bindparam("since"),
        ItemRow.dropped.is_(False),
    )
    .order_by(ClosingRow.at, ClosingRow.id)
)


def _closings_since(connection: Connection, since: datetime) -> list[tuple[int, ItemRef, datetime]]:
    rows = _CLOSINGS_SINCE.rows(connection, {"since": since})
    return [(row.year, ItemRef(row.kind, row.no), row.at) for row in rows]


# Which bulletin tells of which closing

_TOLD_SINCE = Prepared(
    select(BulletinClosingRow.year, BulletinClosingRow.item, BulletinClosingRow.closed_on).where(
        BulletinClosingRow.closed_on >= bindparam("since")
    )
)


def _told_since(connection: Connection, since: date) -> frozenset[tuple[int, str, date]]:
    return frozenset(tuple(row) for row in _TOLD_SINCE.rows(connection, {"since": since}))


def telling(session: Session, bulletin: Bulletin) -> Sequence[BulletinRow]:
    """The bulletins that tell of any of these closings."""
    told = BulletinClosingRow
    days = {(str(one.item), one.on) for one in bulletin.closings}
    statement = select(told).where(told.year == bulletin.year, told.item.in_([item for item, _ in days]))
    numbers = {row.bulletin_id for row in session.scalars(statement) if (row.item, row.closed_on) in days}
    return session.scalars(
        select(BulletinRow).where(BulletinRow.id.in_(numbers)).order_by(BulletinRow.id)
    ).all()


def note_told(session: Session, bulletin: Bulletin, number: int) -> None:
    """From now on this bulletin tells of them, and no other does."""
    for one in bulletin.closings:
        row = BulletinClosingRow(year=bulletin.year, item=str(one.item), closed_on=one.on, bulletin_id=number)
        session.add(row)


def forget_told(session: Session, number: int) -> None:
    """This bulletin makes way: what the next one does not tell of either is to be told again."""
    session.execute(delete(BulletinClosingRow).where(BulletinClosingRow.bulletin_id == number))
