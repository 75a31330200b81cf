"""An item goes to another unit, or another of its units leads it, by decision in the middle of the year.

Rows of units get the day on which they end and new ones begin; nothing is overwritten, so every past day can
be drawn as it was (see `handlers.ledger.courses`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from handlers.errors import InputError, OvertakenError
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanState
from handlers.reading.shapes import PlanWords
from storage.history import remember, touch
from storage.registers import load_register
from storage.rows import ItemRow, ItemUnitRow, PlanRow, UnitRow
from storage.settling import find_item
from storage.taking_over import accepted_plan
from storage.turns import last_decision, take_turn
from storage.unit_names import UnitNames


@dataclass(frozen=True, slots=True)
class Decision:
    """From which day on, why, who has entered it and when."""

    on: date
    reason: str
    by: str
    now: datetime
    zone: tzinfo

    def check(self, year: int) -> None:
        """InputError for a day outside the ledger year, or without a reason."""
        if not self.reason.strip():
            raise InputError("请写明原因（--reason），如依据的文件或会议")
        if not date(year, 1, 1) <= self.on <= date(year + 1, 1, 31):
            raise InputError(f"{self.on}不在{year}年的台账年度之内，请核对 --on")

    def detail(self, year: int, **more: Any) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "reason": self.reason.strip(), "year": year, **more}


@dataclass(frozen=True, slots=True)
class Moved:
    """From which unit to which; `plan`: the accepted plan has become the new unit's baseline.

    `changed` False: it had been decided so before.
    """

    unit: str
    to: str
    plan: bool = False
    changed: bool = True


def move_item(session: Session, year: int, ref: ItemRef, units: tuple[str, str], decision: Decision) -> Moved:
    """From one unit to another. The former one's reports stay its own; what falls due later is the new one's.

    The accepted plan becomes the new unit's baseline where it has none; else it owes one. InputError,
    OvertakenError: somebody else has moved it meanwhile.
    """
    take_turn(session)
    decision.check(year)
    item, names = find_item(session, year, ref), UnitNames(session)
    old, new = (names.known(unit) for unit in units)
    rows = _rows(session, item)
    if _is_done(rows, old, new, decision.on):
        return Moved(old.name, new.name, changed=False)
    if old.id == new.id or new.collective:
        raise InputError(f"要移交给另一个具体单位，不能是{new.name}")
    row = _current(session, year, ref, rows, old)
    if row.from_on is not None and decision.on <= row.from_on:
        raise InputError(f"{old.name}自{row.from_on}起负责{ref}，移交要在这以后")
    if load_register(session, year).items[ref].closed:
        raise InputError(f"{ref}已经办结，不用移交；要移交先用 ducha reopen 重新打开")
    row.until_on = decision.on
    _insert_after(session, rows, {row.position: _successor(row, new, decision.on)})
    plan = _hand_on_plan(session, item, (old, new), decision)
    detail = decision.detail(year, unit=old.name, to=new.name, plan=plan)
    remember(session, "item.moved", str(ref), detail, decision.by, decision.now)
    touch(session)
    return Moved(old.name, new.name, plan)


def change_lead(session: Session, year: int, ref: ItemRef, unit: str, decision: Decision) -> Moved:
    """Another of the item's units leads it from a day on; all of them stay. InputError."""
    take_turn(session)
    decision.check(year)
    item, new = find_item(session, year, ref), UnitNames(session).known(unit)
    rows = _rows(session, item)
    row = _current(session, year, ref, rows, new)
    if not (item.lead_known or item.lead_settled):
        raise InputError(f"{ref}的牵头单位还没有确定，请先用 ducha settle lead")
    leading = [one for one in rows if one.lead and one.until_on is None]
    before = "、".join(one.written for one in leading)
    if leading == [row]:
        return Moved(before, new.name, changed=False)
    changed = {one.position: one for one in (*leading, row) if one is not row or not one.lead}
    if late := [one for one in changed.values() if one.from_on is not None and decision.on <= one.from_on]:
        raise InputError(f"{ref}的责任单位自{late[0].from_on}起已有变动，牵头的变动要在这以后")
    for one in changed.values():
        one.until_on = decision.on
    later = {at: {**_values(one), **_since(decision.on), "lead": one is row} for at, one in changed.items()}
    _insert_after(session, rows, later)
    detail = decision.detail(year, unit=before, to=new.name)
    remember(session, "item.lead_changed", str(ref), detail, decision.by, decision.now)
    touch(session)
    return Moved(before, new.name)


def _rows(session: Session, item: ItemRow) -> Sequence[ItemUnitRow]:
    return session.scalars(
        select(ItemUnitRow).where(ItemUnitRow.item_id == item.id).order_by(ItemUnitRow.position)
    ).all()


def _is_done(rows: Sequence[ItemUnitRow], old: UnitRow, new: UnitRow, on: date) -> bool:
    left = any(row.unit_id == old.id and row.until_on == on for row in rows)
    return left and any(row.unit_id == new.id and row.from_on == on for row in rows)


def _current(
    session: Session, year: int, ref: ItemRef, rows: Sequence[ItemUnitRow], unit: UnitRow
) -> ItemUnitRow:
    """The unit's row on the item; InputError, OvertakenError where it has none (any more)."""
    own = next((row for row in rows if row.unit_id == unit.id and row.until_on is None), None)
    if own is not None:
        return own
    if last := last_decision(session, ("item.moved",), str(ref), year, unit=unit.name):
        to, on = last.detail["to"], last.detail["on"]
        raise OvertakenError(f"{ref}已由{last.by}于{{at}}从{unit.name}移交{to}（自{on}起）", last.at)
    register = load_register(session, year)
    sets = [one for one in register.items[ref].unit_ids if unit.id in register.units[one].members]
    if sets:
        name = register.units[sets[0]].name
        raise InputError(f"{unit.name}是作为“{name}”的成员负责{ref}的，请用 ducha settle set 改成员")
    listed = "、".join(row.written for row in rows if row.until_on is None)
    raise InputError(f"{ref}不由{unit.name}负责；责任单位是{listed}")


def _values(row: ItemUnitRow) -> dict[str, Any]:
    names = ("item_id", "unit_id", "written", "marked", "lead", "from_on", "until_on")
    return {name: getattr(row, name) for name in names}


def _since(on: date) -> dict[str, Any]:
    return {"from_on": on, "until_on": None}


def _successor(row: ItemUnitRow, unit: UnitRow, on: date) -> dict[str, Any]:
    return {**_values(row), "unit_id": unit.id, "written": unit.name, **_since(on)}


def _insert_after(session: Session, rows: Sequence[ItemUnitRow], later: dict[int, dict[str, Any]]) -> None:
    """Write the units anew, each new one behind that of the position."""
    values: list[dict[str, Any]] = []
    for row in rows:
        values.append(_values(row))
        values += [later[row.position]] if row.position in later else []
    item_id = rows[0].item_id
    for row in rows:
        session.expunge(row)
    session.execute(delete(ItemUnitRow).where(ItemUnitRow.item_id == item_id))
    session.add_all(ItemUnitRow(position=at, **one) for at, one in enumerate(values))
    session.flush()


def _hand_on_plan(
    session: Session, item: ItemRow, units: tuple[UnitRow, UnitRow], decision: Decision
) -> bool:
    """Make the former unit's accepted plan the new one's baseline, unless that has a plan of its own."""
    old, new = units
    plans = session.scalars(select(PlanRow).where(PlanRow.item_id == item.id).order_by(PlanRow.version)).all()
    own = [row for row in plans if row.unit_id == new.id]
    baseline = next((row for row in plans if row.unit_id == old.id and row.state is PlanState.ACCEPTED), None)
    ended = {PlanState.SUPERSEDED, PlanState.WITHDRAWN}
    if baseline is None or any(row.state not in ended for row in own):
        return False
    words = PlanWords(*(getattr(baseline, name) for name in PlanWords.__slots__))
    at = datetime.combine(decision.on, time(), decision.zone)
    at = max(at, baseline.decided_at or at)
    version = own[-1].version + 1 if own else 1
    taken = (decision.by, decision.now)
    session.add(accepted_plan((item.id, new.id), version, words, at, taken))
    return True
