"""What the scheduler looks for: what is due, what waits, what has changed since it was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.review import BulletinState
from storage.rows import BulletinRow, NoticeRow


def ledger_years(connection: Connection) -> list[int]:
    return list(connection.execute(select(NoticeRow.year).order_by(NoticeRow.year)).scalars())


def drafted_keys(connection: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Which of these have been drafted."""
    return frozenset(connection.execute(select(BulletinRow.key).where(BulletinRow.key.in_(keys))).scalars())


def ripe(connection: Connection, now: datetime, *, chosen: bool) -> list[int]:
    """The drafts that nobody has held until now: those whose time a person has `chosen`, or the others."""
    statement = select(BulletinRow.id).where(
        BulletinRow.state == BulletinState.DRAFT,
        BulletinRow.publish_at <= now,
        BulletinRow.chosen_by.is_not(None) if chosen else BulletinRow.chosen_by.is_(None),
    )
    return list(connection.execute(statement.order_by(BulletinRow.id)).scalars())


def asked_corrections(connection: Connection) -> list[tuple[int, str]]:
    """Which bulletins are to be corrected, and who has asked for it."""
    statement = select(BulletinRow.id, BulletinRow.correction_by).where(
        BulletinRow.correction_by.is_not(None)
    )
    return [(row.id, row.correction_by) for row in connection.execute(statement.order_by(BulletinRow.id))]


def watched(connection: Connection, since: datetime) -> list[int]:
    """The bulletins on whole months, published since, whose month has not been seen to change."""
    statement = select(BulletinRow.id).where(
        BulletinRow.state == BulletinState.PUBLISHED,
        BulletinRow.published_at >= since,
        BulletinRow.changed_at.is_(None),
        BulletinRow.recalled_at.is_(None),
        BulletinRow.kind.not_in([kind for kind in BulletinKind if kind.is_of_chosen_items]),
    )
    return list(connection.execute(statement.order_by(BulletinRow.id)).scalars())


def mark_looked_at(session: Session, number: int, now: datetime) -> None:
    session.get_one(BulletinRow, number).looked_at = now


def mark_changed(session: Session, number: int, now: datetime) -> bool:
    """The month has changed since; False where that was noted before."""
    row = session.get_one(BulletinRow, number, with_for_update=True)
    if row.changed_at is not None:
        return False
    row.changed_at = now
    return True
