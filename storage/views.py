"""The view that a decision is made from: just the versions that a reading needs, in one statement each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, cast, func, or_, select

from handlers.desk.view import Needs
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person
from handlers.ledger.points import KnownPoint, Point, PointKind, PointState
from handlers.ledger.register import Register
from handlers.ledger.reports import (
    PlanKey,
    PlanState,
    PlanVersion,
    ReportContent,
    ReportKey,
    ReportState,
    ReportVersion,
)
from handlers.reading.shapes import PlanWords, Quantity
from storage.prepared import Prepared
from storage.rows import PersonRow, PlanRow, PointRow, ReportRow
from storage.rows.base import UtcDateTime

REPORT_COLUMNS = (
    ReportRow.item_id,
    ReportRow.unit_id,
    ReportRow.month,
    ReportRow.version,
    ReportRow.state,
    ReportRow.progress,
    ReportRow.percent,
    cast(ReportRow.quantities, Text).label("quantities"),
    ReportRow.problem,
    ReportRow.cause,
    ReportRow.next_step,
    ReportRow.stage_met,
    ReportRow.finished,
    ReportRow.this_month,
    ReportRow.own_quarter,
    ReportRow.unchanged,
    ReportRow.reason,
)
# Superseded versions always have a newer one beside them, so they are never the newest.
_STANDING = (
    select(*REPORT_COLUMNS)
    .where(
        ReportRow.item_id.in_(bindparam("items", expanding=True)),
        ReportRow.state != ReportState.SUPERSEDED,
    )
    .order_by(ReportRow.version)
)
_IN_MONTHS = ReportRow.month.in_(bindparam("months", expanding=True))
_OF_UNITS = ReportRow.unit_id.in_(bindparam("units", expanding=True))
_REPORTS = {
    (False, False): Prepared(_STANDING),
    (True, False): Prepared(_STANDING.where(_IN_MONTHS)),
    (False, True): Prepared(_STANDING.where(_OF_UNITS)),
    (True, True): Prepared(_STANDING.where(_OF_UNITS, _IN_MONTHS)),
}
_PLANS = (
    select(
        PlanRow.item_id,
        PlanRow.unit_id,
        PlanRow.version,
        PlanRow.state,
        PlanRow.q1,
        PlanRow.q2,
        PlanRow.q3,
        PlanRow.q4,
        PlanRow.principal,
        PlanRow.deputy,
        PlanRow.remark,
        PlanRow.because,
        PlanRow.reason,
    )
    .where(
        PlanRow.item_id.in_(bindparam("items", expanding=True)),
        PlanRow.state != PlanState.SUPERSEDED,
    )
    .order_by(PlanRow.version)
)
_ALL_PLANS = Prepared(_PLANS)
_PLANS_OF_UNITS = Prepared(_PLANS.where(PlanRow.unit_id.in_(bindparam("units", expanding=True))))
_POINTS = Prepared(
    select(
        PointRow.item_id,
        PointRow.unit_id,
        PointRow.month,
        PointRow.kind,
        PointRow.subject,
        PointRow.said,
        PointRow.state,
    )
    .where(
        PointRow.item_id.in_(bindparam("items", expanding=True)),
        PointRow.unit_id.in_(bindparam("units", expanding=True)),
        PointRow.month.in_(bindparam("months", expanding=True)),
        PointRow.state != PointState.CORRECTED,
    )
    .order_by(PointRow.id)
)
_SINCE = bindparam("since", type_=UtcDateTime)
_REPORTS_SINCE = select(ReportRow.item_id, ReportRow.unit_id, ReportRow.month).where(
    ReportRow.item_id.in_(bindparam("items", expanding=True)),
    _OF_UNITS,
    or_(
        ReportRow.filed_at > _SINCE,
        and_(ReportRow.state == ReportState.WITHDRAWN, ReportRow.moved_at > _SINCE),
    ),
)
_PLANS_SINCE = select(PlanRow.item_id, PlanRow.unit_id).where(
    PlanRow.item_id.in_(bindparam("items", expanding=True)),
    PlanRow.unit_id.in_(bindparam("units", expanding=True)),
    or_(
        PlanRow.filed_at > _SINCE,
        and_(PlanRow.state == PlanState.WITHDRAWN, PlanRow.moved_at > _SINCE),
    ),
)
_LAST_WRITING = select(func.max(ReportRow.message_id)).where(ReportRow.person_id == bindparam("person_id"))
_WRITTEN = (
    select(*REPORT_COLUMNS)
    .where(ReportRow.message_id == _LAST_WRITING.scalar_subquery())
    .order_by(ReportRow.id)
)

_BY_OTHERS = (
    select(ReportRow.item_id, ReportRow.unit_id, ReportRow.month, ReportRow.version, PersonRow.name)
    .join(PersonRow, PersonRow.id == ReportRow.person_id)
    .where(
        ReportRow.item_id.in_(bindparam("items", expanding=True)),
        _IN_MONTHS,
        ReportRow.person_id != bindparam("person_id"),
    )
)

ItemIds = dict[int, tuple[int, ItemRef]]  # row id -> ledger year, item


def item_ids(registers: Sequence[Register], items: Sequence[ItemRef]) -> ItemIds:
    return {
        register.items[item].id: (register.year, item)
        for register in registers
        for item in items
        if item in register.items
    }


def reports_for(
    connection: Connection, needs: Needs, person: Person, registers: Sequence[Register]
) -> dict[ReportKey, ReportVersion]:
    """The newest version of each key that the needs name."""
    if not needs.items or needs.months == ():
        return {}
    ids = item_ids(registers, needs.items)
    statement = _REPORTS[needs.months is not None, not needs.any_unit]
    values: dict[str, object] = {"items": list(ids)}
    if needs.months is not None:
        values["months"] = [str(month) for month in {*needs.months, *needs.earlier}]
    if not needs.any_unit:
        values["units"] = list(person.unit_ids)
    rows = statement.rows(connection, values)
    return {version.key: version for version in (version_of(row, ids[row.item_id][1]) for row in rows)}


def plans_for(
    connection: Connection, needs: Needs, person: Person, registers: Sequence[Register]
) -> dict[PlanKey, PlanVersion]:
    if not needs.plans or not needs.items:
        return {}
    ids = item_ids(registers, needs.items)
    statement, values = _ALL_PLANS, {"items": list(ids)}
    if not needs.any_unit:
        statement, values = _PLANS_OF_UNITS, {**values, "units": list(person.unit_ids)}
    rows = statement.rows(connection, values)
    found: dict[PlanKey, PlanVersion] = {}
    for row in rows:
        key = PlanKey(ids[row.item_id][1], row.unit_id, ids[row.item_id][0])
        words = PlanWords(row.q1, row.q2, row.q3, row.q4, row.principal, row.deputy, row.remark)
        before = found.get(key)
        state = PlanState(row.state)
        baseline = words if state is PlanState.ACCEPTED else before.baseline if before else None
        found[key] = PlanVersion(key, row.version, state, words, baseline, row.because, row.reason)
    return found


def points_for(
    connection: Connection,
    needs: Needs,
    person: Person,
    registers: Sequence[Register],
    reports: Mapping[ReportKey, ReportVersion],
) -> dict[ReportKey, tuple[KnownPoint, ...]]:
    """The points on the reports that may be changed, but for the corrected ones: these may be asked again.

    A first report can have none.
    """
    months = {key.month for key in reports if needs.months is None or key.month in needs.months}
    if not months:
        return {}
    ids = item_ids(registers, needs.items)
    values = {"items": list(ids), "units": list(person.unit_ids), "months": [str(month) for month in months]}
    found: dict[ReportKey, dict[tuple[PointKind, str], KnownPoint]] = {}
    for item_id, unit_id, month, kind, subject, said, state in _POINTS.rows(connection, values):
        key = ReportKey(ids[item_id][1], unit_id, Month.parse(month))
        found.setdefault(key, {})[kind, subject] = KnownPoint(Point(kind, subject, said), state)
    return {key: tuple(points.values()) for key, points in found.items()}


def filed_since(
    connection: Connection, needs: Needs, person: Person, registers: Sequence[Register], since: datetime
) -> frozenset[ReportKey | PlanKey]:
    """The reports and plans that the person's units have filed or withdrawn after that moment."""
    ids = item_ids(registers, needs.items)
    values = {"items": list(ids), "units": list(person.unit_ids), "since": since}
    reports = connection.execute(_REPORTS_SINCE, values)
    plans = connection.execute(_PLANS_SINCE, values)
    return frozenset(
        [
            *(ReportKey(ids[row.item_id][1], row.unit_id, Month.parse(row.month)) for row in reports),
            *(PlanKey(ids[row.item_id][1], row.unit_id, ids[row.item_id][0]) for row in plans),
        ]
    )


def last_written(
    connection: Connection, person: Person, registers: Sequence[Register]
) -> tuple[ReportVersion, ...]:
    """The versions that the person's latest writing message put into the ledger."""
    rows = connection.execute(_WRITTEN, {"person_id": person.id}).all()
    names = {entry.id: ref for register in registers for ref, entry in register.items.items()}
    return tuple(version_of(row, names[row.item_id]) for row in rows if row.item_id in names)


def reported_by_others(
    connection: Connection,
    reports: Mapping[ReportKey, ReportVersion],
    person: Person,
    registers: Sequence[Register],
) -> dict[ReportKey, str]:
    """Who filed these versions, where it was somebody else of the unit."""
    ids = item_ids(registers, [key.item for key in reports])
    values = {"items": list(ids), "months": list({str(key.month) for key in reports}), "person_id": person.id}
    found = {}
    for item_id, unit_id, month, version, name in connection.execute(_BY_OTHERS, values) if reports else ():
        key = ReportKey(ids[item_id][1], unit_id, Month.parse(month))
        if key in reports and reports[key].version == version:
            found[key] = name
    return found


def version_of(row: Sequence[Any], item: ItemRef) -> ReportVersion:
    """A row of REPORT_COLUMNS as the core knows it."""
    _, unit_id, month, version, state, progress, percent, quantities, *others, reason = row
    content = ReportContent(progress, percent, _figures(quantities), *others)
    return ReportVersion(ReportKey(item, unit_id, Month.parse(month)), version, state, content, reason)


@lru_cache(maxsize=32_768)
def _figures(packed: str) -> tuple[Quantity, ...]:
    """Kept, since what was said once never changes and is read again with every later message or picture."""
    return tuple(Quantity(value, unit) for value, unit in json.loads(packed))
