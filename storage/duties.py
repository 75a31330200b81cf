"""What has been handed in of a ledger year at a moment: from this and the calendar follows what is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

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
        self._notice_id = register.notice_id
        self._names: dict[int, ItemRef] = {entry.id: ref for ref, entry in register.items.items()}
        self._zone = zone
        self._at = at
        self._units = units

    def counting(self, table: type[PlanRow | ReportRow]) -> Iterator[Place]:
        """Where a version waits, is filed or is the baseline: it was filed, and nothing ended it."""
        ended = table.moved_at.is_(None) if self._at is None else self._not_yet(table.moved_at)
        for row in self._rows(table, (), self._until(table.filed_at), ended):
            yield self._place(row)

    def returned(self, table: type[PlanRow | ReportRow]) -> dict[Place, Pending]:
        """What the office sent back, the last time; a newer version may count by now."""
        sent_back = (table.reason.is_not(None), self._until(table.decided_at))
        rows = self._rows(table, (table.decided_at.label("since"), table.reason.label("note")), *sent_back)
        return self._pending(rows)

    def asked(self) -> dict[Place, Pending]:
        """The open points, several on one report in one."""
        settled = PointRow.settled_at
        ended = settled.is_(None) if self._at is None else self._not_yet(settled)
        columns = (PointRow.asked_at.label("since"), PointRow.said.label("note"))
        rows = self._rows(PointRow, columns, self._until(PointRow.asked_at), ended)
        return self._pending(rows, together=True)

    def closings(self) -> tuple[frozenset[ItemRef], dict[ItemRef, list[tuple[date, date]]]]:
        """What is closed, and when what is open again was closed."""
        since: dict[ItemRef, date] = {}
        spans: dict[ItemRef, list[tuple[date, date]]] = {}
        steps = (
            select(ClosingRow.item_id, ClosingRow.step, ClosingRow.at)
            .where(self._until(ClosingRow.at), ClosingRow.step != ClosingStep.REFUSED)
            .order_by(ClosingRow.id)
        )
        for row in self._connection.execute(steps):
            if row.item_id not in self._names:
                continue
            ref, day = self._names[row.item_id], local_day(row.at, self._zone)
            if row.step is ClosingStep.CLOSED:
                since[ref] = day
            elif ref in since:
                spans.setdefault(ref, []).append((since.pop(ref), day))
        return frozenset(since), spans

    def _rows(
        self,
        table: type[PlanRow | ReportRow | PointRow],
        columns: Sequence[Any],
        *conditions: ColumnElement[bool],
    ) -> Iterator[Row[Any]]:
        month = () if table is PlanRow else (table.month,)  # type: ignore[union-attr]
        of_year = select(ItemRow.id).where(ItemRow.notice_id == self._notice_id)
        statement: Select[Any] = (
            select(table.item_id, table.unit_id, *month, *columns)
            .where(table.item_id.in_(of_year), *conditions)
            .order_by(table.id)
        )
        if self._units is not None:
            statement = statement.where(table.unit_id.in_(self._units))
        return (row for row in self._connection.execute(statement) if row.item_id in self._names)

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

    def _until(self, moment: Any) -> ColumnElement[bool]:
        there: ColumnElement[bool] = moment.is_not(None)
        return there if self._at is None else and_(there, moment <= self._at)

    def _not_yet(self, moment: Any) -> ColumnElement[bool]:
        return or_(moment.is_(None), moment > self._at)
