"""The statements by which a message writes to the ledger, prepared once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from handlers.ledger.points import PointState
from handlers.ledger.reports import (
    COUNTING,
    WAITING_PLANS,
    PlanState,
    ReportState,
)
from storage.prepared import Prepared
from storage.rows import AskedRow, HistoryRow, PlanRow, PointRow, PromiseRow, ReportRow
from storage.rows.base import UtcDateTime

FILE = Prepared(insert(ReportRow))
PLAN = Prepared(insert(PlanRow))
RAISE = Prepared(insert(PointRow))
PROMISE = Prepared(insert(PromiseRow))
HISTORY = Prepared(insert(HistoryRow))
# Equalities instead of IN, which many rows in one statement cannot have.
REPORT_STANDS = or_(*(ReportRow.state == state for state in (*COUNTING, ReportState.RETURNED)))
PLAN_STANDS = or_(*(PlanRow.state == state for state in (*WAITING_PLANS, PlanState.RETURNED)))
AT = bindparam("b_at", type_=UtcDateTime)  # a function does not tell it the column's type
MOVE_REPORT = Prepared(
    update(ReportRow)
    .where(
        ReportRow.item_id == bindparam("b_item"),
        ReportRow.unit_id == bindparam("b_unit"),
        ReportRow.month == bindparam("b_month"),
        ReportRow.version == bindparam("b_version"),
        REPORT_STANDS,
    )
    .values(state=bindparam("b_state"), moved_at=func.coalesce(ReportRow.moved_at, AT))
)
MOVE_PLAN = Prepared(
    update(PlanRow)
    .where(
        PlanRow.item_id == bindparam("b_item"),
        PlanRow.unit_id == bindparam("b_unit"),
        PlanRow.version == bindparam("b_version"),
        PLAN_STANDS,
    )
    .values(state=bindparam("b_state"), moved_at=func.coalesce(PlanRow.moved_at, AT))
)
SETTLE = Prepared(
    update(PointRow)
    .where(
        PointRow.item_id == bindparam("b_item"),
        PointRow.unit_id == bindparam("b_unit"),
        PointRow.month == bindparam("b_month"),
        PointRow.kind == bindparam("b_kind"),
        PointRow.subject == bindparam("b_subject"),
        PointRow.state == PointState.OPEN,
    )
    .values(
        state=bindparam("b_state"),
        settled_at=bindparam("b_at"),
        settled_by=bindparam("b_by"),
        words=bindparam("b_words"),
    )
)
BASELINE = Prepared(
    select(PlanRow.id).where(
        PlanRow.item_id == bindparam("b_item"),
        PlanRow.unit_id == bindparam("b_unit"),
        PlanRow.state == PlanState.ACCEPTED,
    )
)
ASK = Prepared(insert(AskedRow))
ASK_AGAIN = Prepared(update(AskedRow).where(AskedRow.person_id == bindparam("b_person")))
FORGET = Prepared(delete(AskedRow).where(AskedRow.person_id == bindparam("b_person")))


NOTHING_ASKED: dict[str, Any] = {
    "items": [],
    "message_id": None,
    "points": False,
    "plans": False,
    "months": [],
    "publishing": None,
    "confirms": False,
    "evidence": False,
    "choices": [],
    "parts": [],
    "parts_at": None,
}
