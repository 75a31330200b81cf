"""The office's decisions of a span of time, as far as they still stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from handlers.duties.deadlines import local_day
from handlers.duties.decided import Decided, DecidedKind
from handlers.ledger.closing import ClosingStep
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanState, ReportState
from storage.prepared import Prepared
from storage.rows import ClosingRow, PlanRow, ReportRow
from storage.rows.base import UtcDateTime

_OF_PLANS = {
    PlanState.RETURNED: DecidedKind.PLAN_RETURNED,
    PlanState.REFUSED: DecidedKind.CHANGE_REFUSED,
    PlanState.ACCEPTED: DecidedKind.CHANGE_ACCEPTED,
}
_OF_STEPS = {
    ClosingStep.CLOSED: DecidedKind.CLOSED,
    ClosingStep.REFUSED: DecidedKind.CLOSING_REFUSED,
    ClosingStep.REOPENED: DecidedKind.REOPENED,
}
_AFTER, _UNTIL = (bindparam(name, type_=UtcDateTime) for name in ("after", "until"))
_REPORTS = Prepared(
    select(ReportRow.item_id, ReportRow.unit_id, ReportRow.month, ReportRow.reason, ReportRow.decided_at)
    .where(
        ReportRow.decided_at > _AFTER,
        ReportRow.decided_at <= _UNTIL,
        ReportRow.state == ReportState.RETURNED,
    )
    .order_by(ReportRow.id)
)
_PLANS = Prepared(
    select(PlanRow.item_id, PlanRow.unit_id, PlanRow.state, PlanRow.reason, PlanRow.decided_at)
    .where(
        PlanRow.decided_at > _AFTER,
        PlanRow.decided_at <= _UNTIL,
        or_(
            PlanRow.state.in_((PlanState.RETURNED, PlanState.REFUSED)),
            and_(PlanRow.state == PlanState.ACCEPTED, PlanRow.because.is_not(None)),
        ),
    )
    .order_by(PlanRow.id)
)
_LAST_STEPS = select(func.max(ClosingRow.id)).group_by(ClosingRow.item_id)
_STEPS = Prepared(
    select(ClosingRow.item_id, ClosingRow.step, ClosingRow.reason, ClosingRow.at)
    .where(ClosingRow.at > _AFTER, ClosingRow.at <= _UNTIL, ClosingRow.id.in_(_LAST_STEPS))
    .order_by(ClosingRow.id)
)


def decided_between(
    connection: Connection, register: Register, after: datetime, until: datetime, zone: tzinfo
) -> list[Decided]:
    """What was decided after one moment and not after another, and has not been overtaken since.

    What was sent back and has come again is left out; so is the first acceptance of a plan, which asks for
    nothing. A step with an item concerns every unit that owes on it.
    """
    return [
        *_reports(connection, register, after, until, zone),
        *_plans(connection, register, after, until, zone),
        *_steps(connection, register, after, until, zone),
    ]


def _reports(
    connection: Connection, register: Register, after: datetime, until: datetime, zone: tzinfo
) -> Iterator[Decided]:
    names = {entry.id: ref for ref, entry in register.items.items()}
    for row in _REPORTS.rows(connection, {"after": after, "until": until}):
        if row.item_id in names:
            yield Decided(
                DecidedKind.REPORT_RETURNED,
                names[row.item_id],
                row.unit_id,
                local_day(row.decided_at, zone),
                row.reason,
                Month.parse(row.month),
            )


def _plans(
    connection: Connection, register: Register, after: datetime, until: datetime, zone: tzinfo
) -> Iterator[Decided]:
    names = {entry.id: ref for ref, entry in register.items.items()}
    for row in _PLANS.rows(connection, {"after": after, "until": until}):
        if row.item_id in names:
            on = local_day(row.decided_at, zone)
            yield Decided(_OF_PLANS[row.state], names[row.item_id], row.unit_id, on, row.reason)


def _steps(
    connection: Connection, register: Register, after: datetime, until: datetime, zone: tzinfo
) -> Iterator[Decided]:
    names = {entry.id: ref for ref, entry in register.items.items()}
    for row in _STEPS.rows(connection, {"after": after, "until": until}):
        if row.item_id in names:
            ref = names[row.item_id]
            for unit_id in register.owing(ref):
                yield Decided(_OF_STEPS[row.step], ref, unit_id, local_day(row.at, zone), row.reason)
