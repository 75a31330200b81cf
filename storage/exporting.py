"""The ledger as plain data for others."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from storage.rows import InboxRow, ItemRow, PersonRow, ReportRow, UnitRow


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
            ReportRow,
        )
        .join(ItemRow, ItemRow.id == ReportRow.item_id)
        .join(UnitRow, UnitRow.id == ReportRow.unit_id)
        .join(PersonRow, PersonRow.id == ReportRow.person_id)
        .join(InboxRow, InboxRow.id == ReportRow.message_id)
        .order_by(ReportRow.month, ItemRow.kind.desc(), ItemRow.no, UnitRow.id, ReportRow.version)
    )
    if year is not None:
        statement = statement.where(ReportRow.month.startswith(f"{year:04d}-"))
    if month is not None:
        statement = statement.where(ReportRow.month == str(month))
    return [_report(row, zone) for row in connection.execute(statement).mappings()]


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
        "reporter": row["reporter"],
        "platform": row["platform"],
        "message_id": row["key"],
        "filed_at": row["filed_at"].astimezone(zone).isoformat(),
    }
