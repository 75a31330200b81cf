"""Reports that were kept elsewhere (see storage.taking_over)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.desk.taking_over import content_of, doubts, refused
from handlers.duties.deadlines import local_day, report_deadline
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import COUNTING, ReportContent, ReportKey, ReportState, ReportVersion
from handlers.reading.shapes import Quantity
from handlers.wording.phrases import spoken_day
from storage.confirming import end_earlier
from storage.history import remember
from storage.people import Problem
from storage.promises import rows_of
from storage.rows import ItemRow, PromiseRow, ReportRow
from storage.takeover import ReportRead, Sheet
from storage.taking_over import Office, Places, TakenOver
from storage.turns import take_turn

_STANDS = frozenset({*COUNTING, ReportState.RETURNED})


def take_reports(
    session: Session, sheet: Sheet[ReportRead], year: int, office: Office, *, dry_run: bool = False
) -> TakenOver:
    """The same file again changes nothing, a changed row becomes a new version.

    What a unit has sent itself is never overwritten: such a row is refused unless it says the same.
    TableError with every wrong row.
    """
    take_turn(session)
    desk = _Reports(session, year, office)
    desk.read(sheet.rows)
    sheet.refuse(desk.problems)
    return desk.write(sheet.name, dry_run=dry_run)


class _Reports(Places):
    def __init__(self, session: Session, year: int, office: Office) -> None:
        super().__init__(session, year, office)
        self._rows: list[tuple[ReportRead, ReportKey, ReportContent]] = []
        self._newest: dict[ReportKey, ReportRow] = {}
        refs = {entry.id: ref for ref, entry in self.register.items.items()}
        kept = select(ReportRow).where(
            ReportRow.item_id.in_(select(ItemRow.id).where(ItemRow.notice_id == self.register.notice_id))
        )
        for row in session.scalars(kept.order_by(ReportRow.version)):
            if row.item_id in refs:
                key = ReportKey(refs[row.item_id], row.unit_id, Month.parse(row.month))
                self._newest[key] = row

    def read(self, rows: Sequence[ReportRead]) -> None:
        for row in rows:
            deadline = report_deadline(row.month, self.office.terms.calendar)
            unit_id = self.unit_of(row.number, row.item, row.unit, deadline)
            if unit_id is None or not self._is_sound(row):
                continue
            key = ReportKey(row.item, unit_id, row.month)
            if self.is_first(row.number, (key,), f"{row.item} {row.unit} {row.month}"):
                at = datetime.combine(row.month.last_day, time(12), self.office.zone)
                self._take(row, key, content_of(astuple(row.said), at))

    def _is_sound(self, row: ReportRead) -> bool:
        month = row.month
        if month > Month.of(self.office.today):
            self.wrong(row.number, f"{month.month}月还没有到，请核对月份")
        elif row.filed_on is not None and row.filed_on > self.office.today:
            self.wrong(row.number, f"填报时间{row.filed_on}还没有到，请核对")
        else:
            return True
        return False

    def _take(self, row: ReportRead, key: ReportKey, said: ReportContent) -> None:
        if reason := refused(said):
            self.wrong(row.number, reason)
            return
        before = self._newest.get(key)
        own = before is not None and before.taken_over_at is None and before.state in _STANDS
        if before is not None and own and _content(before) != said:
            day = local_day(before.filed_at, self.office.zone)
            told = f"{row.unit}已于{spoken_day(day)}自己报送{row.item}的{row.month.month}月情况"
            self.wrong(row.number, f"{told}，不覆盖，请删去这一行")
            return
        self._rows.append((row, key, said))

    def write(self, source: str, *, dry_run: bool) -> TakenOver:
        counts = Counter[str]()
        for row, key, said in self._rows:
            before = self._newest.get(key)
            stands = before is not None and before.state in _STANDS
            if before is not None and stands and _content(before) == said:
                counts["same"] += 1
                continue
            counts["changed" if stands else "new"] += 1
            if not dry_run:
                self._file(row, key, said, before, source)
        return TakenOver(counts["new"], counts["changed"], counts["same"], tuple(self._notes()))

    def _file(
        self, row: ReportRead, key: ReportKey, said: ReportContent, before: ReportRow | None, source: str
    ) -> None:
        office, version = self.office, before.version + 1 if before else 1
        if before is not None and before.state in _STANDS:
            before.state, before.moved_at = ReportState.SUPERSEDED, before.moved_at or office.now
            end_earlier(
                self.session.connection(), before.item_id, before.unit_id, before.month, version, office.now
            )
        deadline = report_deadline(key.month, office.terms.calendar)
        new = ReportRow(
            item_id=self.register.items[key.item].id,
            unit_id=key.unit_id,
            month=str(key.month),
            version=version,
            state=ReportState.FILED,
            filed_at=office.now if before else office.said_at(row.filed_on, deadline),
            taken_over_at=office.now,
            taken_over_by=office.by,
            quantities=[[one.value, one.unit] for one in said.quantities],
            **{name: getattr(said, name) for name in _FIELDS},
        )
        self.session.add(new)
        place = {name: getattr(new, name) for name in ("item_id", "unit_id", "month", "version", "filed_at")}
        self.session.add_all(PromiseRow(**one) for one in rows_of(place, said, office.zone))
        detail = {
            "unit": self.register.units[key.unit_id].name,
            "period": str(key.month),
            "version": version,
            "source": source,
            "said_on": row.filed_on.isoformat() if row.filed_on else None,
        }
        remember(self.session, "report.taken_over", str(key.item), detail, office.by, office.now)

    def _notes(self) -> Iterator[Problem]:
        """What looks odd, for the office; compared with the months before, of the file and of the ledger."""
        said = {key: _content(row) for key, row in self._newest.items() if row.state in COUNTING}
        said |= {key: content for _, key, content in self._rows}
        by_place: dict[tuple[ItemRef, int], list[ReportVersion]] = {}
        for key in sorted(said, key=lambda key: key.month):
            version = ReportVersion(key, 1, ReportState.FILED, said[key])
            by_place.setdefault((key.item, key.unit_id), []).append(version)
        for row, key, content in self._rows:
            before = [one for one in by_place[key.item, key.unit_id] if one.key.month < key.month]
            for doubt in doubts(content, key.item, key.month, self.register, key.unit_id, before):
                yield Problem(row.number, f"{key.item} {row.unit} {key.month.month}月：{doubt}")


_FIELDS = (
    *("progress", "percent", "problem", "cause", "next_step", "stage_met", "finished"),
    *("this_month", "own_quarter", "unchanged"),
)


def _content(row: ReportRow) -> ReportContent:
    quantities = tuple(Quantity(value, unit) for value, unit in row.quantities)
    return replace(ReportContent(**{name: getattr(row, name) for name in _FIELDS}), quantities=quantities)
