"""Plans that were kept elsewhere (see storage.taking_over)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.duties.deadlines import plan_deadline
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanState
from handlers.reading.shapes import PlanWords
from storage.history import remember
from storage.rows import PlanRow
from storage.takeover import PlanRead, Sheet
from storage.taking_over import Office, Places, TakenOver, accepted_plan
from storage.turns import take_turn

_PLAN_STANDS = frozenset({PlanState.ACCEPTED, PlanState.FILED, PlanState.REQUESTED, PlanState.RETURNED})


def take_plans(
    session: Session, sheet: Sheet[PlanRead], year: int, office: Office, *, dry_run: bool = False
) -> TakenOver:
    """As `take_reports`. The office brings them, so they are accepted: the baseline from their day on."""
    take_turn(session)
    desk = _Plans(session, year, office)
    desk.read(sheet.rows)
    sheet.refuse(desk.problems)
    return desk.write(sheet.name, dry_run=dry_run)


class _Plans(Places):
    def __init__(self, session: Session, year: int, office: Office) -> None:
        super().__init__(session, year, office)
        self._deadline = plan_deadline(year, office.terms.calendar, office.terms.plan_rule)
        self._rows: list[tuple[PlanRead, ItemRef, int]] = []
        self._newest: dict[tuple[ItemRef, int], PlanRow] = {}
        refs = {entry.id: ref for ref, entry in self.register.items.items()}
        kept = select(PlanRow).where(PlanRow.item_id.in_(refs)).order_by(PlanRow.version)
        for row in session.scalars(kept):
            self._newest[refs[row.item_id], row.unit_id] = row

    def read(self, rows: Sequence[PlanRead]) -> None:
        for row in rows:
            unit_id = self.unit_of(row.number, row.item, row.unit, self._deadline)
            if unit_id is None or not self.is_first(
                row.number, (row.item, unit_id), f"{row.item} {row.unit}"
            ):
                continue
            before = self._newest.get((row.item, unit_id))
            own = before is not None and before.taken_over_at is None and before.state in _PLAN_STANDS
            if before is not None and own and not self._is_same(before, row.words):
                how = f"要改请用 ducha plan return {row.item} {row.unit} 退回重报"
                self.wrong(row.number, f"{row.unit}已自己上报{row.item}的计划，不覆盖；{how}，或删去这一行")
                continue
            self._rows.append((row, row.item, unit_id))

    def write(self, source: str, *, dry_run: bool) -> TakenOver:
        counts = Counter[str]()
        for row, item, unit_id in self._rows:
            before = self._newest.get((item, unit_id))
            stands = before is not None and before.state in _PLAN_STANDS
            if before is not None and self._is_same(before, row.words):
                counts["same"] += 1
                continue
            counts["changed" if stands else "new"] += 1
            if not dry_run:
                self._accept(row, unit_id, before, source)
        return TakenOver(counts["new"], counts["changed"], counts["same"])

    def _accept(self, row: PlanRead, unit_id: int, before: PlanRow | None, source: str) -> None:
        office, version = self.office, before.version + 1 if before else 1
        if before is not None and before.state in _PLAN_STANDS:
            before.state, before.moved_at = PlanState.SUPERSEDED, before.moved_at or office.now
        at = office.now if before else office.said_at(row.filed_on, self._deadline)
        place = (self.register.items[row.item].id, unit_id)
        self.session.add(accepted_plan(place, version, row.words, at, (office.by, office.now)))
        unit = self.register.units[unit_id].name
        detail = {"unit": unit, "version": version, "year": self.register.year, "source": source}
        remember(self.session, "plan.taken_over", str(row.item), detail, office.by, office.now)

    @staticmethod
    def _is_same(before: PlanRow, words: PlanWords) -> bool:
        same = PlanWords(*(getattr(before, name) for name in PlanWords.__slots__)) == words
        return same and before.state in _PLAN_STANDS
