"""What has been handed in of a ledger year at a moment: from this and the calendar follows what is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, or_, select

from handlers.desk.view import Needs
from handlers.duties.deadlines import local_day
from handlers.duties.owed import Done, Pending, Place
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person
from handlers.ledger.register import Register
from storage.rows import ClosingRow, ItemRow, PlanRow, PointRow, ReportRow


def done_for(
    connection: Connection, needs: Needs, person: Person, registers: Sequence[Register], zone: tzinfo
) -> dict[int, Done]:
    """What a person's units have handed in by now, by ledger year; nothing where nobody asks."""
    if not needs.owed:
        return {}
    return {
        register.year: done_at(connection, register, zone, units=person.unit_ids) for register in registers
    }


def done_at(
    connection: Connection,
    register: Register,
    zone: tzinfo,
    *,
    at: datetime | None = None,
    units: Collection[int] | None = None,
) -> Done:
    """What counted at a moment (None: now), of these units or of all.

    Six statements whatever the size; costs grow with the reports that these units filed in the year.
    """
    if units is not None and register.changed:
        units = {*units, *register.former_units()}
    books = _Books(connection, register, zone, at, units)
    return Done(
        frozenset((ref, unit_id) for ref, unit_id, _ in books.counting(PlanRow)),
        frozenset((ref, unit_id, month) for ref, unit_id, month in books.counting(ReportRow) if month),
        {**books.returned(PlanRow), **books.returned(ReportRow)},
        books.asked(),
        *books.closings(),
    )


def pending_at(connection: Connection, register: Register, zone: tzinfo) -> Done:
    """Only what was returned and asked, also where it has been settled by a newer version since."""
    books = _Books(connection, register, zone, None, None)
    return Done(returned={**books.returned(PlanRow), **books.returned(ReportRow)}, asked=books.asked())


class _Books:
    """The tables as of one moment, by item, unit and month."""

    def __init__(
        self,
        connection: Connection,
        register: Register,
        zone: tzinfo,
        at: datetime | None,
        units: Collection[int] | None,
    ) -> None:
        self._connection = connection
        self._names: dict[int, ItemRef] = {entry.id: ref for ref, entry in register.items.items()}
        self._zone = zone
        self._shape = at is not None, units is not None
        self._values: dict[str, Any] = {"notice": register.notice_id}
        if at is not None:
            self._values["at"] = at
        if units is not None:
            self._values["units"] = list(units)

    def counting(self, table: type[PlanRow | ReportRow]) -> Iterator[Place]:
        """Where a version waits, is filed or is the baseline: it was filed, and nothing ended it."""
        for row in self._rows(_counting(table, *self._shape)):
            yield self._place(row)

    def returned(self, table: type[PlanRow | ReportRow]) -> dict[Place, Pending]:
        """What the office sent back, the last time; a newer version may count by now."""
        return self._pending(self._rows(_returned(table, *self._shape)))

    def asked(self) -> dict[Place, Pending]:
        """The open points, several on one report in one."""
        return self._pending(self._rows(_asked(*self._shape)), together=True)

    def closings(self) -> tuple[frozenset[ItemRef], dict[ItemRef, list[tuple[date, date]]]]:
        """What is closed, and when what is open again was closed."""
        since: dict[ItemRef, date] = {}
        spans: dict[ItemRef, list[tuple[date, date]]] = {}
        dated, _ = self._shape
        for row in self._connection.execute(_closings(dated), self._values if dated else {}):
            if row.item_id not in self._names:
                continue
            ref, day = self._names[row.item_id], local_day(row.at, self._zone)
            if row.step is ClosingStep.CLOSED:
                since[ref] = day
            elif ref in since:
                spans.setdefault(ref, []).append((since.pop(ref), day))
        return frozenset(since), spans

    def _rows(self, statement: Select[Any]) -> Iterator[Row[Any]]:
        rows = self._connection.execute(statement, self._values)
        return (row for row in rows if row.item_id in self._names)

    def _pending(self, rows: Iterator[Row[Any]], *, together: bool = False) -> dict[Place, Pending]:
        """By place; of several the last one, or all of them `together`, since the last."""
        found: dict[Place, Pending] = {}
        for row in rows:
            place = self._place(row)
            before = f"{found[place].note}；" if together and place in found else ""
            found[place] = Pending(local_day(row.since, self._zone), before + row.note)
        return found

    def _place(self, row: Row[Any]) -> Place:
        month = Month.parse(row.month) if "month" in row._fields else None
        return self._names[row.item_id], row.unit_id, month


# The statements are built once each: `dated` as of a moment, else now; `of_units` of some, else of all.


@cache
def _counting(table: type[PlanRow | ReportRow], dated: bool, of_units: bool) -> Select[Any]:
    return _of_year(table, (), of_units, _until(table.filed_at, dated), _not_yet(table.moved_at, dated))


@cache
def _returned(table: type[PlanRow | ReportRow], dated: bool, of_units: bool) -> Select[Any]:
    columns = (table.decided_at.label("since"), table.reason.label("note"))
    return _of_year(table, columns, of_units, table.reason.is_not(None), _until(table.decided_at, dated))


@cache
def _asked(dated: bool, of_units: bool) -> Select[Any]:
    columns = (PointRow.asked_at.label("since"), PointRow.said.label("note"))
    until, ended = _until(PointRow.asked_at, dated), _not_yet(PointRow.settled_at, dated)
    return _of_year(PointRow, columns, of_units, until, ended)


@cache
def _closings(dated: bool) -> Select[Any]:
    counts = _until(ClosingRow.at, dated), ClosingRow.step != ClosingStep.REFUSED
    columns: Select[Any] = select(*(ClosingRow.__table__.c[name] for name in ("item_id", "step", "at")))
    return columns.where(*counts).order_by(ClosingRow.id)


def _of_year(
    table: type[PlanRow | ReportRow | PointRow],
    columns: Sequence[Any],
    of_units: bool,
    *conditions: ColumnElement[bool],
) -> Select[Any]:
    month = () if table is PlanRow else (table.month,)  # type: ignore[union-attr]
    of_notice = select(ItemRow.id).where(ItemRow.notice_id == bindparam("notice"))
    statement: Select[Any] = (
        select(table.item_id, table.unit_id, *month, *columns)
        .where(table.item_id.in_(of_notice), *conditions)
        .order_by(table.id)
    )
    if of_units:
        statement = statement.where(table.unit_id.in_(bindparam("units", expanding=True)))
    return statement


def _until(moment: Any, dated: bool) -> ColumnElement[bool]:
    there: ColumnElement[bool] = moment.is_not(None)
    return and_(there, moment <= bindparam("at", type_=moment.type)) if dated else there


def _not_yet(moment: Any, dated: bool) -> ColumnElement[bool]:
    still: ColumnElement[bool] = moment.is_(None)
    return or_(still, moment > bindparam("at", type_=moment.type)) if dated else still
