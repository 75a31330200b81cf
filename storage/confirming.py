"""Reports that wait for the head of their unit: which they are, and what the head or the office decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from handlers.desk.confirming import WaitingReport
from handlers.errors import InputError
from handlers.ledger.people import RoleName
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportKey, ReportState
from storage.history import remember, touch
from storage.rows import PersonRow, ReportRow, RoleRow, UnitRow
from storage.senders import address_of
from storage.settling import find_item
from storage.turns import take_turn
from storage.unit_names import UnitNames
from storage.views import REPORT_COLUMNS, version_of

Versions = Sequence[tuple[ReportKey, int]]


def waiting_reports(
    connection: Connection, unit_ids: Collection[int], registers: Iterable[Register]
) -> tuple[WaitingReport, ...]:
    """What waits for the heads of these units, in the notice's order."""
    found: list[WaitingReport] = []
    for register in registers:
        names = {entry.id: ref for ref, entry in register.items.items()}
        statement = (
            select(*REPORT_COLUMNS, PersonRow.name.label("reporter"))
            .outerjoin(PersonRow, PersonRow.id == ReportRow.person_id)
            .where(
                ReportRow.state == ReportState.PENDING,
                ReportRow.unit_id.in_(unit_ids),
                ReportRow.month.startswith(f"{register.year}-"),
            )
        )
        for row in connection.execute(statement):
            if row.item_id in names:
                version = version_of(row[:-1], names[row.item_id])
                unit = register.units[row.unit_id].name
                found.append(
                    WaitingReport(version.key, version.version, unit, row.reporter or "", version.content)
                )
    return tuple(sorted(found, key=lambda one: (one.key.month, one.key.item.sort_key)))


def confirm_reports(session: Session, reports: Versions, by: str, now: datetime) -> None:
    """From now on they count. StaleDataError where one has moved on since it was looked at."""
    for key, version in reports:
        row = _pending(session, key, version)
        row.state, row.confirmed_at, row.confirmed_by = ReportState.FILED, now, by
        _end_earlier(session, row, now)
        detail = {"unit_id": key.unit_id, "period": str(key.month), "version": version}
        remember(session, "report.confirmed", str(key.item), detail, by, now)


def refuse_reports(session: Session, reports: Versions, reason: str, by: str, now: datetime) -> None:
    """They go back to who has filed them, who is told as of what the office returns."""
    for key, version in reports:
        row = _pending(session, key, version)
        row.state, row.moved_at = ReportState.RETURNED, now
        row.decided_at, row.decided_by, row.reason = now, by, f"负责人不同意：{reason}"
        _end_earlier(session, row, now)
        detail = {"unit_id": key.unit_id, "period": str(key.month), "version": version, "reason": reason}
        remember(session, "report.head_refused", str(key.item), detail, by, now)


def switch(
    session: Session, unit: str, by: str, now: datetime, platforms: Collection[str], *, on: bool
) -> tuple[str, list[str], int]:
    """Whether a unit's reports wait for its head; the unit, its heads, and how many count by switching off.

    InputError where no head can be reached: nobody could ever confirm.
    """
    take_turn(session)
    row = UnitNames(session).known(unit)
    heads = heads_of(session, row.id)
    reached = [one.name for one in heads if address_of(session, one.id, platforms) is not None]
    if on and not reached:
        why = "负责人没有登记账号" if heads else "名单里没有负责人"
        raise InputError(f"{row.name}{why}，没有人能确认，不能开启")
    if row.head_confirms is on:
        raise InputError(f"{row.name}的负责人确认本来就是{'开' if on else '关'}的")
    row.head_confirms = on
    counted = 0 if on else _let_count(session, row, by, now)
    detail = {"unit": row.name, "on": on, "counted": counted}
    remember(session, "unit.head_confirms", row.name, detail, by, now)
    touch(session)
    return row.name, reached, counted


def heads_of(session: Session, unit_id: int) -> list[PersonRow]:
    return list(
        session.scalars(
            select(PersonRow)
            .join(RoleRow, RoleRow.person_id == PersonRow.id)
            .where(RoleRow.unit_id == unit_id, RoleRow.role == RoleName.HEAD, PersonRow.active.is_(True))
            .order_by(PersonRow.id)
        )
    )


def _let_count(session: Session, unit: UnitRow, by: str, now: datetime) -> int:
    rows = session.scalars(
        select(ReportRow).where(ReportRow.unit_id == unit.id, ReportRow.state == ReportState.PENDING)
    ).all()
    for row in rows:
        row.state, row.confirmed_at, row.confirmed_by = ReportState.FILED, now, by
        _end_earlier(session, row, now)
    return len(rows)


def _pending(session: Session, key: ReportKey, version: int) -> ReportRow:
    item = find_item(session, key.month.year, key.item)
    row = session.scalars(
        select(ReportRow)
        .where(
            ReportRow.item_id == item.id,
            ReportRow.unit_id == key.unit_id,
            ReportRow.month == str(key.month),
            ReportRow.version == version,
            ReportRow.state == ReportState.PENDING,
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise StaleDataError("the report no longer waits")
    return row


def _end_earlier(session: Session, row: ReportRow, now: datetime) -> None:
    """What counted while this one waited counts no more."""
    session.flush()
    end_earlier(session.connection(), row.item_id, row.unit_id, row.month, row.version, now)


def end_earlier(
    connection: Connection, item_id: int, unit_id: int, month: str, version: int, now: datetime
) -> None:
    earlier = update(ReportRow).where(
        ReportRow.item_id == item_id,
        ReportRow.unit_id == unit_id,
        ReportRow.month == month,
        ReportRow.version < version,
        ReportRow.moved_at.is_(None),
    )
    connection.execute(earlier.values(moved_at=now))
