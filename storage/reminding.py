"""What a reminder shows beside an item: what was last reported, and what the plan wants this quarter."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, or_, select

from handlers.duties.owed import Duty
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.ledger.reports import COUNTING, PlanState, ReportContent
from handlers.reading.shapes import PlanWords
from storage.rows import OutboxRow, PlanRow, ReportRow
from storage.states import OutboxState
from storage.views import REPORT_COLUMNS, version_of

Place = tuple[ItemRef, int]
_WORDS = (PlanRow.q1, PlanRow.q2, PlanRow.q3, PlanRow.q4)


def last_reports(
    connection: Connection, register: Register, duties: Sequence[Duty]
) -> dict[Place, tuple[int, ReportContent]]:
    """By item and unit: the newest counting report before the month that is owed, of its year."""
    wanted = {(duty.item, duty.unit_id): duty.month for duty in duties if duty.month is not None}
    if not wanted:
        return {}
    ids = {register.items[ref].id: ref for ref, _ in wanted}
    statement = (
        select(*REPORT_COLUMNS)
        .where(
            ReportRow.item_id.in_(ids),
            ReportRow.unit_id.in_({unit_id for _, unit_id in wanted}),
            ReportRow.month >= f"{register.year}-01",
            ReportRow.month < str(max(wanted.values())),
            ReportRow.state.in_(COUNTING),
        )
        .order_by(ReportRow.month)
    )
    found: dict[Place, tuple[int, ReportContent]] = {}
    for row in connection.execute(statement):
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
    stands = or_(
        and_(PlanRow.state == PlanState.ACCEPTED, PlanRow.moved_at.is_(None)),
        PlanRow.state == PlanState.FILED,
    )
    statement = (
        select(PlanRow.item_id, PlanRow.unit_id, PlanRow.state, *_WORDS)
        .where(PlanRow.item_id.in_(ids), PlanRow.unit_id.in_({duty.unit_id for duty in duties}), stands)
        .order_by(PlanRow.state.desc())  # filed, then accepted: the baseline wins
    )
    return {
        (ids[row.item_id], row.unit_id): PlanWords(row.q1, row.q2, row.q3, row.q4)
        for row in connection.execute(statement)
    }


def said_anew(connection: Connection, letter_id: int, key_start: str) -> bool:
    """Whether a later push with such a key is on its way or out: then this one has nothing to add."""
    later = select(OutboxRow.id).where(
        OutboxRow.id > letter_id,
        OutboxRow.dedupe_key.startswith(key_start, autoescape=True),
        OutboxRow.state.in_((OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT)),
    )
    return connection.execute(later.limit(1)).first() is not None
