"""Questions about the ledger, answered from the reports that the view holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers.desk.effects import Ask, Decision
from handlers.desk.followups import Details
from handlers.desk.lookups import Look, LookUp, goals_of_quarter, leads, own_reports
from handlers.desk.view import LedgerView
from handlers.duties.deadlines import report_deadline
from handlers.duties.owed import MENDED, Done, DutyKind, duties_of, is_met, owed
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanKey, ReportKey, ReportVersion
from handlers.reading.shapes import Reading
from handlers.wording import lookups, queries
from handlers.wording.phrases import size
from handlers.wording.plans import plan_state


def query(reading: Reading, view: LedgerView, mine: tuple[ItemRef, ...], today: date, limit: int) -> Decision:
    """Items named: how they stand, each unit's newest report. None named: what the sender's units owe."""
    items = tuple(dict.fromkeys(entry.item for entry in reading.entries if entry.item is not None))
    if view.led is not None and (hidden := [item for item in items if item not in view.led]):
        return Decision(queries.not_led(hidden))
    if items and reading.about_plan:
        return Decision(_plans_state(items, view, limit))
    if items:
        return Decision(_items_state(items, reading.month, view, today, limit))
    if view.sender is None or not view.sender.reports:
        return Decision(queries.what_may_be_asked() if view.sender else queries.which_item_to_show())
    month = _kept_in(view.registers, reading.month or Month.of(today).previous)
    register = view.register(month.year)
    if register is None:
        return Decision(queries.which_item_to_show())
    return _owed(month, register, view, today)


def _owed(month: Month, register: Register, view: LedgerView, today: date) -> Decision:
    """What the sender's units have reported for the month, and all that they still owe."""
    done = view.done.get(register.year, Done())
    unit_ids = view.sender.unit_ids if view.sender else ()
    open_duties = owed(register, done, view.terms, today, unit_ids)
    of_month = [
        duty
        for duty in duties_of(register, view.terms, unit_ids)
        if duty.month == month and duty.item not in done.closed
    ]
    reported = tuple(dict.fromkeys(duty.item for duty in of_month if is_met(duty, done, register)))
    returned = {(duty.item, duty.unit_id, duty.month) for duty in open_duties if duty.kind in MENDED}
    missing = tuple(
        dict.fromkeys(
            duty.item
            for duty in of_month
            if not is_met(duty, done, register) and (duty.item, duty.unit_id, duty.month) not in returned
        )
    )
    back = {duty.item for duty in open_duties if duty.kind in MENDED and duty.month == month}
    reported = tuple(item for item in reported if item not in missing and item not in back)
    others = [duty for duty in open_duties if duty.kind is not DutyKind.REPORT or duty.month != month]
    answer = queries.owed(month, report_deadline(month, view.calendar), reported, missing, others, today)
    return Decision(answer, (Ask(missing),) if missing else ())


def details(asked: Details, view: LedgerView, today: date, limit: int) -> str:
    """The full text of what the sender's last writing message put into the ledger."""
    versions = [v for v in view.last_written if asked.item is None or v.key.item == asked.item]
    if asked.item is not None and not versions:
        register = next((r for r in reversed(view.registers) if asked.item in r.items), None)
        versions = _newest_by_unit(asked.item, None, register, view) if register else []
        if not versions:
            return queries.nothing_on(asked.item)
    return queries.details(versions, asked.page, today, limit, view.attached)


def look(asked: LookUp, view: LedgerView, today: date, limit: int) -> str:
    """我报的, 本季度目标: an item a line."""
    units = _units(view)
    if asked.what is Look.MINE:
        own = own_reports(asked, view, today)
        return lookups.own_reports(own, units, view.reporters, today, limit)
    quarter = asked.quarter or Month.of(today).quarter
    found = goals_of_quarter(view, view.registers[-1], quarter)
    return lookups.goals(found, quarter, units, limit)


def _units(view: LedgerView) -> Mapping[int, str]:
    """The names of the sender's units, where there are several."""
    mine = view.sender.unit_ids if view.sender else ()
    every = {key: unit.name for register in view.registers for key, unit in register.units.items()}
    return {unit_id: every.get(unit_id, "") for unit_id in mine} if len(mine) > 1 else {}


def _plans_state(items: tuple[ItemRef, ...], view: LedgerView, limit: int) -> str:
    """The plans of the sender's units on these items; of all units for the office and leaders."""
    room = limit // len(items) - 1
    blocks = []
    for item in items:
        register = next((r for r in reversed(view.registers) if item in r.items), None)
        if register is None:
            blocks.append(f"{item}：台账里没有这一项，请核对编号。")
            continue
        owing = register.owing(item)
        if view.sender is not None and not view.sender.oversees:
            owing = tuple(unit_id for unit_id in owing if unit_id in view.sender.unit_ids)
        plans = [
            (register.units[unit_id].name, view.plans.get(PlanKey(item, unit_id, register.year)))
            for unit_id in owing
        ]
        blocks.append(plan_state(item, register.items[item].item.text, plans, room))
    return "\n".join(blocks)


def _items_state(
    items: tuple[ItemRef, ...], month: Month | None, view: LedgerView, today: date, limit: int
) -> str:
    blocks = []
    room = limit // len(items) - 1
    for item in items:
        register = next((r for r in reversed(view.registers) if item in r.items), None)
        if register is None:
            blocks.append(f"{item}：台账里没有这一项，请核对编号。")
            continue
        reports = [
            (register.units[version.key.unit_id].name, version)
            for version in _newest_by_unit(item, month, register, view)
        ]
        silent: tuple[str, ...] = ()
        if leads(item, view, register):
            told = {name for name, _ in reports}
            every = (register.units[unit_id].name for unit_id in register.owing(item))
            silent = tuple(name for name in every if name not in told)
        blocks.append(queries.item_state(item, register.items[item].item.text, reports, silent, today, room))
    whole = "\n".join(blocks)
    return whole if size(whole) <= limit else blocks[0]


def _newest_by_unit(
    item: ItemRef, month: Month | None, register: Register, view: LedgerView
) -> list[ReportVersion]:
    unit_ids = {key.unit_id for key in view.reports if key.item == item}
    if view.sender is not None and not view.sender.oversees and not leads(item, view, register):
        unit_ids &= set(view.sender.unit_ids)
    found = []
    own = view.sender.unit_ids if view.sender else ()
    for unit_id in sorted(unit_ids, key=lambda unit_id: (unit_id not in own, unit_id)):
        if month is not None:
            version = view.standing(ReportKey(item, unit_id, month))
        else:
            version = view.latest(item, unit_id, register, returned=True)
        if version is not None:
            found.append(version)
    return found


def _kept_in(registers: tuple[Register, ...], month: Month) -> Month:
    """The month, or the nearest one that an open ledger year has."""
    if any(register.year == month.year for register in registers):
        return month
    newest = registers[-1].year
    return Month(newest, 1) if month.year < newest else Month(newest, 12)
