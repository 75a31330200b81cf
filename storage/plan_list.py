"""Where the plans of a ledger year stand: what is the baseline, what waits, and who owes one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.duties.deadlines import local_day
from handlers.duties.owed import Duty, DutyKind, Terms, duties_of
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanState
from handlers.wording.plans import FIELDS, MISSING
from storage.exporting import plans_json
from storage.registers import load_register
from storage.standings import facts_at

_GONE = (PlanState.SUPERSEDED.value, PlanState.WITHDRAWN.value)
_ABSENT = ("reporter", "platform", "message_id", "filed_at", "decided_at", "decided_by", "reason")


def plan_list(
    connection: Connection, year: int, terms: Terms, now: datetime, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Per item and unit the baseline and what was said after it, in the notice's order, as exported.

    Who owes a plan and has none stands there with the state `missing` and the day on which it is due; closed
    items owe nothing, and neither does what fell due before going live (domain.md). InputError.
    """
    with Session(connection) as session:
        register = load_register(session, year).on(local_day(now, zone))
    standing = [row for row in _standing(plans_json(connection, year, zone)) if _item(row) in register.items]
    have = {(row["item"], row["unit"]) for row in standing}
    closed = facts_at(connection, register, now, zone).closed
    missing = [
        row
        for duty in duties_of(register, terms)
        if duty.kind is DutyKind.PLAN
        and duty.item not in closed
        and duty.unit_id in register.owing(duty.item)
        if ((row := _missing(duty, register))["item"], row["unit"]) not in have
    ]
    return sorted([*standing, *missing], key=lambda row: _place(row, register))


def _standing(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each place the baseline, and the newest version where that is another one and was not taken back."""
    newest = {(row["item"], row["unit"]): row["version"] for row in rows}
    return [
        row
        for row in rows
        if row["state"] == PlanState.ACCEPTED
        or (row["state"] not in _GONE and row["version"] == newest[row["item"], row["unit"]])
    ]


def _missing(duty: Duty, register: Register) -> dict[str, Any]:
    return {
        "item": str(duty.item),
        "unit": register.units[duty.unit_id].name,
        "year": register.year,
        "version": None,
        "state": MISSING,
        **dict.fromkeys([*FIELDS, *_ABSENT]),
        "due_on": duty.deadline.on.isoformat(),
    }


def _item(row: dict[str, Any]) -> ItemRef:
    return ItemRef.parse(row["item"])


def _place(row: dict[str, Any], register: Register) -> tuple[bool, int, int, int]:
    owing = [register.units[unit_id].name for unit_id in register.owing(_item(row))]
    at = owing.index(row["unit"]) if row["unit"] in owing else len(owing)
    return *_item(row).sort_key, at, row["version"] or 0
