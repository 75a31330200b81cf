"""The ledger as plain data for others."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from storage.rows import InboxRow, ItemRow, NoticeRow, PersonRow, PlanRow, ReportRow, UnitRow


def reports_json(
    connection: Connection, year: int | None, month: Month | None, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Every version of every report, in the shape of the contract ("Report JSON"), oldest month first."""
    statement = (
        select(
            ItemRow.kind,
            ItemRow.no,
            UnitRow.name.label("unit"),
            PersonRow.name.label("reporter"),
            InboxRow.platform,
            InboxRow.key,
            ReportRow.__table__,
        )
        .join(ItemRow, ItemRow.id == ReportRow.item_id)
        .join(UnitRow, UnitRow.id == ReportRow.unit_id)
        .outerjoin(PersonRow, PersonRow.id == ReportRow.person_id)
        .outerjoin(InboxRow, InboxRow.id == ReportRow.message_id)
        .order_by(ReportRow.month, ItemRow.kind.desc(), ItemRow.no, UnitRow.id, ReportRow.version)
    )
    if year is not None:
        statement = statement.where(ReportRow.month.startswith(f"{year:04d}-"))
    if month is not None:
        statement = statement.where(ReportRow.month == str(month))
    return [_report(row, zone) for row in connection.execute(statement).mappings()]


def plans_json(connection: Connection, year: int | None, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Every version of every plan, with what the office decided, in the notice's order."""
    statement = (
        select(
            NoticeRow.year,
            ItemRow.kind,
            ItemRow.no,
            UnitRow.name.label("unit"),
            PersonRow.name.label("reporter"),
            InboxRow.platform,
            InboxRow.key,
            PlanRow.__table__,
        )
        .select_from(PlanRow)
        .join(ItemRow, ItemRow.id == PlanRow.item_id)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .join(UnitRow, UnitRow.id == PlanRow.unit_id)
        .outerjoin(PersonRow, PersonRow.id == PlanRow.person_id)
        .outerjoin(InboxRow, InboxRow.id == PlanRow.message_id)
        .order_by(NoticeRow.year, ItemRow.kind.desc(), ItemRow.no, UnitRow.id, PlanRow.version)
    )
    if year is not None:
        statement = statement.where(NoticeRow.year == year)
    return [_plan(row, zone) for row in connection.execute(statement).mappings()]


def _plan(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    said = ("q1", "q2", "q3", "q4", "principal", "deputy", "remark")
    return {
        "item": str(ItemRef(row["kind"], row["no"])),
        "unit": row["unit"],
        "year": row["year"],
        "version": row["version"],
        "state": row["state"].value,
        **{name: row[name] for name in said},
        "because": row["because"],
        **_origin(row, zone),
        **_decision(row, zone),
    }


def _report(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "item": str(ItemRef(row["kind"], row["no"])),
        "unit": row["unit"],
        "month": row["month"],
        "version": row["version"],
        "state": row["state"].value,
        "progress": row["progress"],
        "percent": row["percent"],
        "quantities": [{"value": value, "unit": unit} for value, unit in row["quantities"]],
        "problem": row["problem"],
        "cause": row["cause"],
        "next_step": row["next_step"],
        "stage_met": row["stage_met"],
        "finished": row["finished"],
        **_origin(row, zone),
        "this_month": row["this_month"],
        "own_quarter": row["own_quarter"],
        "unchanged": row["unchanged"],
        **_decision(row, zone),
    }


def _origin(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    """Who said it, in which message, when; of what was taken over who did it, and no message."""
    return {
        "reporter": f"{row['reporter']}（代填）"
        if row["on_behalf"]
        else row["reporter"] or row["taken_over_by"],
        "platform": row["platform"],
        "message_id": row["key"],
        "filed_at": row["filed_at"].astimezone(zone).isoformat(),
    }


def _decision(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    """When the office decided on it, who, and why; when it took it over. Null where it has not."""
    decided, taken = row["decided_at"], row["taken_over_at"]
    return {
        "decided_at": decided.astimezone(zone).isoformat() if decided else None,
        "decided_by": row["decided_by"],
        "reason": row["reason"],
        "taken_over_at": taken.astimezone(zone).isoformat() if taken else None,
    }
