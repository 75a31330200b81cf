"""What a rehearsal of a year needs of the database: when something falls due, which letters are out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select, text
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.review import BulletinState
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from storage.closed_items import next_told
from storage.house import House
from storage.prepared import Prepared
from storage.rhythm import PAUSED
from storage.rows import (
    Base,
    BulletinRow,
    CalendarDayRow,
    GroupRow,
    InboxRow,
    IndicatorRow,
    ItemLinkRow,
    ItemPostRow,
    ItemRow,
    ItemUnitRow,
    NoticeRow,
    OutboxRow,
    PolicyRow,
    PostHolderRow,
    PostRow,
    UnitAliasRow,
    UnitMemberRow,
    UnitRow,
)
from storage.states import Channel, InboxState, OutboxState

_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
_NEXT_LETTER = Prepared(
    select(func.min(OutboxRow.not_before)).where(
        OutboxRow.state.in_(_OPEN), OutboxRow.not_before > bindparam("now")
    )
)
_NEXT_RETRY = Prepared(
    select(func.min(InboxRow.retry_at)).where(
        InboxRow.state == InboxState.FAILED, InboxRow.retry_at > bindparam("now")
    )
)
_NEXT_BULLETIN = Prepared(
    select(func.min(BulletinRow.publish_at)).where(
        BulletinRow.state == BulletinState.DRAFT, BulletinRow.publish_at > bindparam("now")
    )
)
_LETTERS = (
    OutboxRow.id,
    OutboxRow.dedupe_key,
    OutboxRow.kind,
    OutboxRow.platform,
    OutboxRow.channel,
    OutboxRow.receiver,
    OutboxRow.state,
)
_BEGUN = OutboxRow.begun & OutboxRow.state.in_(_OPEN)
_TOUCHED = Prepared(
    select(*_LETTERS).where(or_(OutboxRow.sent_at == bindparam("now"), _BEGUN)).order_by(OutboxRow.id)
)
_OUTCOMES = select(OutboxRow.kind, OutboxRow.state, func.count()).group_by(OutboxRow.kind, OutboxRow.state)


@dataclass(frozen=True, slots=True)
class Touched:
    """A letter that was sent at a moment, or that has been tried and waits. `to` is a user id or a group."""

    id: int
    key: str
    kind: str
    platform: str
    channel: Channel
    to: str
    sent: bool


def make_fast(session: Session) -> None:
    """A year of letters is looked through again and again; no office needs this."""
    session.execute(text("CREATE INDEX IF NOT EXISTS rehearsed ON outbox (sent_at)"))


def next_letter(connection: Connection, now: datetime) -> datetime | None:
    """When the next letter may go out that may not go now."""
    next_one: datetime | None = _NEXT_LETTER.value(connection, {"now": now})
    return next_one


def next_round(connection: Connection, now: datetime, house: House, calendar: Calendar) -> datetime | None:
    """When a failed message is tried again, a draft goes out that nobody holds, or closed items are told."""
    times = [statement.value(connection, {"now": now}) for statement in (_NEXT_RETRY, _NEXT_BULLETIN)]
    times.append(next_told(connection, now, house, calendar))
    return min((at for at in times if at is not None), default=None)


def touched(connection: Connection, now: datetime) -> list[Touched]:
    return [
        Touched(
            *(row.id, row.dedupe_key, row.kind, row.platform, Channel(row.channel), row.receiver),
            sent=row.state is OutboxState.SENT,
        )
        for row in _TOUCHED.rows(connection, {"now": now})
    ]


def bulletin_periods(connection: Connection) -> dict[int, str]:
    """By the number that the office calls it by: 2023-03, for the overall ones 2023Q1."""
    found = {}
    for row in connection.execute(select(BulletinRow.id, BulletinRow.kind, BulletinRow.month)):
        month = Month.parse(row.month)
        overall = row.kind is BulletinKind.OVERALL
        found[row.id] = f"{month.year}Q{month.quarter}" if overall else str(month)
    return found


def group_names(connection: Connection) -> dict[str, str]:
    """What a letter's receiver is for a group chat, and the chat's name."""
    rows = connection.execute(select(GroupRow.id, GroupRow.name))
    return {str(row.id): row.name for row in rows}


def outcomes(connection: Connection) -> dict[tuple[str, str], int]:
    """How many letters of each kind ended how."""
    return {(kind, state.value): count for kind, state, count in connection.execute(_OUTCOMES)}


def undelivered(connection: Connection) -> Sequence[tuple[str, str, str]]:
    """Kind, receiver and reason of each letter that was given up."""
    statement = select(OutboxRow.kind, OutboxRow.receiver, OutboxRow.error).where(
        OutboxRow.state == OutboxState.FAILED
    )
    return [(row.kind, row.receiver, row.error or "") for row in connection.execute(statement)]


# The office's own ledger and rules, for a database that is thrown away

_WHOLE = (UnitRow, UnitAliasRow, UnitMemberRow, PostRow, PostHolderRow)
_OF_ITEMS = (IndicatorRow, ItemUnitRow, ItemPostRow, ItemLinkRow)


def copy_office(source: Connection, target: Connection, year: int) -> bool:
    """Copy the rules, and a ledger year without anything that happened in it; False where there is none.

    No people and no messages: who plays is made up.
    """
    _copy(source, target, CalendarDayRow)
    _copy(source, target, PolicyRow, PolicyRow.name != PAUSED)
    notice = source.execute(select(NoticeRow.id).where(NoticeRow.year == year)).scalar_one_or_none()
    if notice is None:
        return False
    of_notice = ItemRow.notice_id == notice
    items = select(ItemRow.id).where(of_notice)
    for table in _WHOLE:
        _copy(source, target, table)
    _copy(source, target, NoticeRow, NoticeRow.id == notice)
    _copy(source, target, ItemRow, of_notice)
    for of_item in _OF_ITEMS:
        _copy(source, target, of_item, of_item.item_id.in_(items))
    return True


def _copy(source: Connection, target: Connection, table: type[Base], *which: ColumnElement[bool]) -> None:
    rows = source.execute(select(table.__table__).where(*which)).mappings()
    if found := [dict(row) for row in rows]:
        target.execute(insert(table), found)
