"""What is not out yet, and what could not be delivered, for the people of the office and the operator."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, cast, func, select, update
from sqlalchemy.types import String

from handlers.errors import InputError
from storage.rows import GroupRow, IdentityRow, OutboxRow, PersonRow
from storage.states import Channel, OutboxState

GIVEN_AGAIN = timedelta(days=1)  # a letter that is tried again by hand lives at least so long
TOLD_ABOUT = "undelivered"  # the kind of the lists themselves: a list of lists would never end


@dataclass(frozen=True, slots=True)
class Unsent:
    """A letter that is not out. `to` is the name of the person or group, else the platform's own id."""

    id: int
    kind: str
    platform: str
    to: str
    state: OutboxState
    attempts: int
    not_before: datetime
    reason: str


def unsent(connection: Connection, *, failed_only: bool = False) -> list[Unsent]:
    """All that wait, are being sent or failed, or only the failed ones, oldest first."""
    states = [OutboxState.FAILED]
    if not failed_only:
        states += [OutboxState.WAITING, OutboxState.SENDING]
    return _found(connection, OutboxRow.state.in_(states))


def sent_since(connection: Connection, since: datetime) -> list[Unsent]:
    """What went out since and has not been taken back, for who wants to take back some of it."""
    return _found(
        connection,
        and_(
            OutboxRow.state == OutboxState.SENT,
            OutboxRow.sent_at >= since,
            OutboxRow.recalled_at.is_(None),
        ),
    )


def untold(connection: Connection) -> list[Unsent]:
    """What failed and nobody of the office has been told of."""
    return _found(
        connection,
        and_(OutboxRow.state == OutboxState.FAILED, OutboxRow.told.is_(False), OutboxRow.kind != TOLD_ABOUT),
    )


def mark_told(connection: Connection, letters: Collection[Unsent]) -> None:
    numbers = [letter.id for letter in letters]
    connection.execute(update(OutboxRow).where(OutboxRow.id.in_(numbers)).values(told=True))


def is_put(connection: Connection, keys: Collection[str]) -> bool:
    """Whether a letter with one of these keys was ever put in."""
    return connection.execute(select(OutboxRow.id).where(OutboxRow.dedupe_key.in_(keys))).first() is not None


def try_again(connection: Connection, numbers: Sequence[int], now: datetime) -> None:
    """Failed letters wait anew, those parts of them that are not out; InputError names others."""
    failed = update(OutboxRow).where(OutboxRow.id.in_(numbers), OutboxRow.state == OutboxState.FAILED)
    fresh = {"attempts": 0, "begun": False, "told": False, "error": None, "not_before": now}
    moved = connection.execute(
        failed.values(state=OutboxState.WAITING, expires_at=now + GIVEN_AGAIN, **fresh).returning(
            OutboxRow.id
        )
    )
    if missing := sorted(set(numbers) - set(moved.scalars())):
        raise InputError(f"没有发送失败的消息：{'、'.join(map(str, missing))}")


def _found(connection: Connection, which: ColumnElement[bool]) -> list[Unsent]:
    person = and_(
        OutboxRow.channel == Channel.DIRECT,
        IdentityRow.platform == OutboxRow.platform,
        IdentityRow.user_id == func.lower(OutboxRow.receiver),
    )
    group = and_(OutboxRow.channel == Channel.GROUP, cast(GroupRow.id, String) == OutboxRow.receiver)
    columns = (
        *(OutboxRow.id, OutboxRow.kind, OutboxRow.platform, OutboxRow.state, OutboxRow.attempts),
        *(OutboxRow.not_before, OutboxRow.error),
        func.coalesce(PersonRow.name, GroupRow.name, OutboxRow.receiver).label("to"),
    )
    statement = (
        select(*columns)
        .outerjoin(IdentityRow, person)
        .outerjoin(PersonRow, PersonRow.id == IdentityRow.person_id)
        .outerjoin(GroupRow, group)
        .where(which)
        .order_by(OutboxRow.id)
    )
    return [_unsent(row) for row in connection.execute(statement)]


def _unsent(row: Any) -> Unsent:
    return Unsent(
        *(row.id, row.kind, row.platform, row.to, row.state, row.attempts, row.not_before, row.error or "")
    )
