"""What the units' reports promise: a row each, with its version, and counting while that does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, and_, select

from handlers.duties.deadlines import local_day
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.promises import Promise, Said, Standing, promises_in, standing
from handlers.ledger.register import Register
from handlers.ledger.reports import COUNTING, ReportContent
from handlers.wording.promises import told
from storage.rows import PromiseRow, ReportRow

Place = tuple[ItemRef, int]
_OF_VERSION = and_(
    PromiseRow.item_id == ReportRow.item_id,
    PromiseRow.unit_id == ReportRow.unit_id,
    PromiseRow.month == ReportRow.month,
    PromiseRow.version == ReportRow.version,
)


def rows_of(report: Mapping[str, Any], content: ReportContent, zone: tzinfo) -> list[dict[str, Any]]:
    """The rows for a row of `reports` that is being written."""
    filed_at: datetime = report["filed_at"]
    found = promises_in(content, Month.parse(report["month"]), local_day(filed_at, zone))
    place = {name: report[name] for name in ("item_id", "unit_id", "month", "version")}
    return [{**place, "words": one.words, "by_on": one.by} for one in found]


def _json(one: Standing, unit: str) -> dict[str, Any]:
    """As plain data; `told` is the sentence about it."""
    return {
        "unit": unit,
        "month": str(one.month),
        "words": one.promise.words,
        "by": one.promise.by.isoformat(),
        "state": one.state.value,
        "told": f"{unit}：{told(one)}",
    }


def promises_on(
    connection: Connection, register: Register, places: Collection[Place], day: date
) -> dict[Place, tuple[Standing, ...]]:
    """By item and unit, what their counting reports of the year promise, as it stands on a day."""
    ids = {register.items[item].id: item for item, _ in places if item in register.items}
    if not ids:
        return {}
    rows = connection.execute(
        select(
            ReportRow.item_id,
            ReportRow.unit_id,
            ReportRow.month,
            ReportRow.finished,
            ReportRow.stage_met,
            ReportRow.unchanged,
            PromiseRow.words,
            PromiseRow.by_on,
        )
        .outerjoin(PromiseRow, _OF_VERSION)
        .where(
            ReportRow.item_id.in_(ids),
            ReportRow.unit_id.in_({unit_id for _, unit_id in places}),
            ReportRow.state.in_(COUNTING),
        )
        .order_by(PromiseRow.id)
    )
    said: dict[Place, dict[Month, Said]] = {}
    for item_id, unit_id, month, finished, stage_met, unchanged, words, by_on in rows:
        reports = said.setdefault((ids[item_id], unit_id), {})
        at = Month.parse(month)
        before = reports.get(at, Said(at, finished, stage_met, (), unchanged))
        promises = (*before.promises, Promise(words, by_on)) if words is not None else before.promises
        reports[at] = replace(before, promises=promises)
    found = {place: standing(tuple(said[place].values()), day) for place in places if place in said}
    return {place: promises for place, promises in found.items() if promises}


def promises_of(connection: Connection, register: Register, item: ItemRef, day: date) -> list[dict[str, Any]]:
    """What the units of an item have said will be done by a day, and how that stands, as plain data."""
    if item not in register.items:
        return []
    places = [(item, unit_id) for unit_id in register.ever_owing(item)]
    return [
        _json(one, register.units[unit_id].name)
        for (_, unit_id), found in promises_on(connection, register, places, day).items()
        for one in found
    ]
