"""What a reminder shows beside an item: what was last reported, and what the plan wants this quarter."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, bindparam, or_, select

from handlers.duties.owed import Duty
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.ledger.reports import COUNTING, PlanState, ReportContent
from handlers.reading.shapes import PlanWords
from storage.prepared import Prepared
from storage.rows import OutboxRow, PlanRow, ReportRow
from storage.states import OutboxState
from storage.views import REPORT_COLUMNS, version_of

Place = tuple[ItemRef, int]
_LAST_REPORTS = Prepared(
    select(*REPORT_COLUMNS)
    .where(
        ReportRow.item_id.in_(bindparam("items", expanding=True)),
        ReportRow.unit_id.in_(bindparam("units", expanding=True)),
        ReportRow.month >= bindparam("first"),
        ReportRow.month < bindparam("before"),
        ReportRow.state.in_(COUNTING),
    )
    .order_by(ReportRow.month)
)
_STANDING_PLANS = Prepared(
    select(PlanRow.item_id, PlanRow.unit_id, PlanRow.state, PlanRow.q1, PlanRow.q2, PlanRow.q3, PlanRow.q4)
    .where(
        PlanRow.item_id.in_(bindparam("items", expanding=True)),
        PlanRow.unit_id.in_(bindparam("units", expanding=True)),
        or_(
            and_(PlanRow.state == PlanState.ACCEPTED, PlanRow.moved_at.is_(None)),
            PlanRow.state == PlanState.FILED,
        ),
    )
    .order_by(PlanRow.state.desc())  # filed, then accepted: the baseline wins
)
_LATER = Prepared(
    select(OutboxRow.id)
    .where(
        OutboxRow.id > bindparam("id"),
        OutboxRow.dedupe_key.startswith(bindparam("start"), escape="/"),
        OutboxRow.state.in_((OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT)),
    )
    .limit(1)
)


def last_reports(
    connection: Connection, register: Register, duties: Sequence[Duty]
) -> dict[Place, tuple[int, ReportContent]]:
    """By item and unit: the newest counting report before the month that is owed, of its year."""
    wanted = {(duty.item, duty.unit_id): duty.month for duty in duties if duty.month is not None}
    if not wanted:
        return {}
    ids = {register.items[ref].id: ref for ref, _ in wanted}
    values = {
        "items": list(ids),
        "units": list({unit_id for _, unit_id in wanted}),
        "first": f"{register.year}-01",
        "before": str(max(wanted.values())),
    }
    found: dict[Place, tuple[int, ReportContent]] = {}
    for row in _LAST_REPORTS.rows(connection, values):
        version = version_of(row, ids[row.item_id])
        place = (version.key.item, version.key.unit_id)
        if place in wanted and version.key.month < wanted[place]:
            found[place] = (version.key.month.month, version.content)
    return found


def plans_of(connection: Connection, register: Register, duties: Sequence[Duty]) -> dict[Place, PlanWords]:
    """By item and unit: the accepted plan, or the one that waits for the office."""
    ids = {register.items[duty.item].id: duty.item for duty in duties}
    if not ids:
        return {}
    values = {"items": list(ids), "units": list({duty.unit_id for duty in duties})}
    return {
        (ids[row.item_id], row.unit_id): PlanWords(row.q1, row.q2, row.q3, row.q4)
        for row in _STANDING_PLANS.rows(connection, values)
    }


def said_anew(connection: Connection, letter_id: int, key_start: str) -> bool:
    """Whether a later push with such a key is on its way or out: then this one has nothing to add."""
    start = "".join(f"/{sign}" if sign in "/%_" else sign for sign in key_start)
    return _LATER.row(connection, {"id": letter_id, "start": start}) is not None
