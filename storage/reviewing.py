"""What the office decides about reports: sends them back, or lets pass what looked odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from handlers.errors import InputError, OvertakenError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.points import PointState
from handlers.ledger.register import Register
from handlers.ledger.reports import COUNTING, ReportState
from storage.confirming import end_earlier
from storage.deciding import answering_unit
from storage.history import remember
from storage.rows import PointRow, ReportRow
from storage.settling import find_item
from storage.turns import take_turn


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point that is open: on which report, what it says, since when."""

    item: ItemRef
    unit: str
    month: Month
    said: str
    asked_at: datetime


Of = tuple[ItemRef, str, Month]
"""A report by the names that people use: item, unit, month."""


def return_report(
    session: Session,
    of: Of,
    reason: str,
    by: str,
    now: datetime,
    version: int | None = None,
) -> int:
    """Send a report back: it no longer counts, and is due again two working days on. Returns its version.

    `version` is the one that was looked at. InputError where no report counts, or a newer one is there.
    """
    ref, unit, month = of
    take_turn(session)
    item, found = find_item(session, month.year, ref), answering_unit(session, month.year, ref, unit)
    if not reason.strip():
        raise InputError("请写明退回的原因")
    row = session.scalars(
        select(ReportRow)
        .where(
            ReportRow.item_id == item.id,
            ReportRow.unit_id == found.id,
            ReportRow.month == str(month),
            ReportRow.state.in_((*COUNTING, ReportState.RETURNED)),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise InputError(f"{found.name}没有可退回的{ref} {month.month}月报告")
    if row.state is ReportState.RETURNED and row.decided_at is not None:
        about = f"{ref} {found.name}的{month.month}月报告第{row.version}版"
        raise OvertakenError(f"{about}已由{row.decided_by}于{{at}}退回", row.decided_at)
    if version is not None and row.version != version:
        newer = f"已有第{row.version}版（您看的是第{version}版）"
        raise InputError(f"{ref} {found.name}的{month.month}月报告{newer}，请重新看过再决定")
    row.state, row.moved_at = ReportState.RETURNED, now
    row.decided_at, row.decided_by, row.reason = now, by, reason.strip()
    session.flush()
    end_earlier(session.connection(), row.item_id, row.unit_id, row.month, row.version, now)
    detail = {"unit": found.name, "period": str(month), "version": row.version, "reason": reason}
    remember(session, "report.returned", str(ref), detail, by, now)
    return row.version


def wave_points(session: Session, of: Of, reason: str | None, by: str, now: datetime) -> list[str]:
    """Let the open points on a report pass; returns what they said. InputError where there are none."""
    ref, unit, month = of
    take_turn(session)
    item, found = find_item(session, month.year, ref), answering_unit(session, month.year, ref, unit)
    waved = session.scalars(
        update(PointRow)
        .where(
            PointRow.item_id == item.id,
            PointRow.unit_id == found.id,
            PointRow.month == str(month),
            PointRow.state == PointState.OPEN,
        )
        .values(state=PointState.WAVED, settled_at=now, settled_by=by, words=reason)
        .returning(PointRow.said)
    ).all()
    if not waved:
        raise InputError(f"{found.name}的{ref} {month.month}月报告没有待核对的地方")
    detail = {"unit": found.name, "period": str(month), "points": list(waved), "reason": reason}
    remember(session, "point.waved", str(ref), detail, by, now)
    return list(waved)


def open_points(connection: Connection, register: Register) -> list[OpenPoint]:
    """The points of a ledger year that wait for a word of the unit or the office, oldest first."""
    names = {entry.id: ref for ref, entry in register.items.items()}
    rows = connection.execute(
        select(PointRow.__table__).where(PointRow.state == PointState.OPEN).order_by(PointRow.id)
    )
    return [
        OpenPoint(
            names[row.item_id],
            register.units[row.unit_id].name,
            Month.parse(row.month),
            row.said,
            row.asked_at,
        )
        for row in rows
        if row.item_id in names
    ]
