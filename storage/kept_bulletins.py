"""Bulletins as they are kept, for reading."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.bulletins.kept import KeptBulletin, Texts
from handlers.bulletins.review import BulletinState
from handlers.errors import InputError
from handlers.wording.bulletins import spoken_serial
from storage.rows import BulletinRow, BulletinTextRow

TRIAL = "trial"  # the series of what is published in a trial


def row_of(session: Session, number: int) -> BulletinRow:
    """InputError where there is no bulletin with that number."""
    row = session.get(BulletinRow, number, populate_existing=True)
    if row is None:
        raise InputError(f"没有{number}号通报")
    return row


def serial_of(row: BulletinRow) -> str | None:
    """Its serial number in words; None before it is published."""
    if not row.serial or not row.serial_year:
        return None
    return spoken_serial(row.serial_year, row.serial, trial=row.series == TRIAL)


def load(connection: Connection, number: int) -> KeptBulletin:
    """One bulletin as it stands. InputError."""
    with Session(connection) as session:
        return kept_of(session, row_of(session, number))


def listed(connection: Connection, year: int | None = None, *, only_open: bool = False) -> list[KeptBulletin]:
    """The bulletins of a ledger year, or all; drafts that were replaced are left out."""
    statement = (
        select(BulletinRow).where(BulletinRow.state != BulletinState.REPLACED).order_by(BulletinRow.id)
    )
    if year is not None:
        statement = statement.where(BulletinRow.year == year)
    if only_open:
        statement = statement.where(BulletinRow.state.in_((BulletinState.DRAFT, BulletinState.HELD)))
    with Session(connection) as session:
        return [kept_of(session, row) for row in session.scalars(statement)]


def with_serial(
    connection: Connection, serial: int, year: int, *, trial: bool, other_years: bool = True
) -> list[KeptBulletin]:
    """What was published under that number in the year, or where there is none in any; several by kind."""
    same = (BulletinRow.series == TRIAL) if trial else (BulletinRow.series != TRIAL)
    statement = select(BulletinRow).where(BulletinRow.serial == serial, same).order_by(BulletinRow.id)
    with Session(connection) as session:
        found = list(session.scalars(statement))
        of_year = [row for row in found if row.serial_year == year]
        return [kept_of(session, row) for row in of_year or (found if other_years else [])]


def kept_of(session: Session, row: BulletinRow) -> KeptBulletin:
    """A row with its newest text, as the core knows it."""
    session.flush()
    words = session.get_one(BulletinTextRow, (row.id, row.version))
    last_composed = (row.id, row.figures.get("composed_version", 1))
    composed = session.get_one(BulletinTextRow, last_composed).unnamed if row.edited else ""
    return KeptBulletin(
        number=row.id,
        kind=row.kind,
        period=row.period,
        title=row.title,
        state=row.state,
        version=row.version,
        texts=Texts(words.full, words.unnamed),
        figures=row.figures,
        composed_at=row.composed_at,
        edited=row.edited,
        composed_unnamed=composed,
        publish_at=row.publish_at,
        chosen_by=row.chosen_by,
        chosen_naming=row.chosen_naming,
        serial=serial_of(row),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        naming=row.naming,
        groups=tuple(name for _, name in row.sent_to),
        corrects=row.corrects_id,
        changed=row.changed_at is not None,
        recalled_at=row.recalled_at,
        recalled_by=row.recalled_by,
        recalled_from=tuple(row.recalled_from),
        still_in=tuple(row.still_in),
        trial=row.series == TRIAL,
    )
