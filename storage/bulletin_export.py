"""Bulletins as plain data for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from storage.kept_bulletins import serial_of
from storage.rows import BulletinRow, BulletinTextRow


def bulletins_json(connection: Connection, year: int | None, zone: tzinfo) -> list[dict[str, Any]]:
    """Every bulletin of a ledger year (or of all), with each version of its text, as plain data."""
    statement = select(BulletinRow).order_by(BulletinRow.id)
    if year is not None:
        statement = statement.where(BulletinRow.year == year)
    with Session(connection) as session:
        rows = session.scalars(statement).all()
        return [_exported(row, _versions(session, row.id), zone) for row in rows]


def _versions(session: Session, number: int) -> Sequence[BulletinTextRow]:
    statement = select(BulletinTextRow).where(BulletinTextRow.bulletin_id == number)
    return session.scalars(statement.order_by(BulletinTextRow.version)).all()


def _exported(row: BulletinRow, versions: Sequence[BulletinTextRow], zone: tzinfo) -> dict[str, Any]:
    def spoken(at: datetime | None) -> str | None:
        return at.astimezone(zone).isoformat() if at else None

    newest = versions[-1]
    published = {True: newest.full, False: newest.unnamed, None: None}[row.naming]
    return {
        "number": row.id,
        "kind": row.kind.value,
        "year": row.year,
        "period": row.period,
        "month": row.month,
        "item": row.item,
        "items": [one["item"] for one in row.figures["rows"]] if row.kind.is_of_chosen_items else [],
        "title": row.title,
        "state": row.state.value,
        "serial": serial_of(row),
        "text": newest.full,
        "text_without_names": newest.unnamed,
        "published_text": published,
        "naming": row.naming,
        "figures": row.figures,
        "drafted_at": spoken(versions[0].at),
        "drafted_by": row.drafted_by,
        "composed_at": spoken(row.composed_at),
        "publish_at": spoken(row.publish_at),
        "chosen_by": row.chosen_by,
        "decided_at": spoken(row.decided_at),
        "decided_by": row.decided_by,
        "published_at": spoken(row.published_at),
        "sent_to": [name for _, name in row.sent_to],
        "corrects": row.corrects_id,
        "recalled_at": spoken(row.recalled_at),
        "recalled_by": row.recalled_by,
        "recalled_from": row.recalled_from,
        "still_in": row.still_in,
        "changed_at": spoken(row.changed_at),
        "versions": [
            {"version": one.version, "by": one.by, "at": spoken(one.at), "text": one.full} for one in versions
        ],
    }
