"""Questions about the ledger, answered from the reports that the view holds."""

from __future__ import annotations

from datetime import date

from handlers.desk.effects import Ask, Decision
from handlers.desk.followups import Details
from handlers.desk.view import LedgerView
from handlers.duties.deadlines import report_deadline
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportKey, ReportVersion
from handlers.reading.shapes import Reading
from handlers.wording import queries
from handlers.wording.phrases import size


def query(reading: Reading, view: LedgerView, mine: tuple[ItemRef, ...], today: date, limit: int) -> Decision:
    """Items named: how they stand, each unit's newest report. None named: what the sender's units owe."""
    items = tuple(dict.fromkeys(entry.item for entry in reading.entries if entry.item is not None))
    if items:
        return Decision(_items_state(items, reading.month, view, today, limit))
    if view.sender is None or not view.sender.reports:
        return Decision(queries.which_item_to_show())
    month = _kept_in(view.registers, reading.month or Month.of(today).previous)
    register = view.register(month.year)
    if register is None:
        return Decision(queries.which_item_to_show())
    owed_items = register.items_of(view.sender.unit_ids)
    done = tuple(ref for ref in owed_items if _reported(ref, month, register, view))
    missing = tuple(ref for ref in owed_items if ref not in done)
    answer = queries.owed(month, report_deadline(month, view.calendar), done, missing, today)
    return Decision(answer, (Ask(missing),) if missing else ())


def details(asked: Details, view: LedgerView, today: date, limit: int) -> str:
    """The full text of what the sender's last writing message put into the ledger."""
    versions = [v for v in view.last_written if asked.item is None or v.key.item == asked.item]
    return queries.details(versions, asked.page, today, limit)


def _reported(ref: ItemRef, month: Month, register: Register, view: LedgerView) -> bool:
    """A linked item's report serves too (domain.md: one report serves both)."""
    units = register.answering(ref, view.sender.unit_ids if view.sender else ())
    serving = (ref, *register.items[ref].linked)
    return all(any(view.counting(ReportKey(one, unit_id, month)) for one in serving) for unit_id in units)


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
        blocks.append(queries.item_state(item, register.items[item].item.text, reports, today, room))
    whole = "\n".join(blocks)
    return whole if size(whole) <= limit else blocks[0]


def _newest_by_unit(
    item: ItemRef, month: Month | None, register: Register, view: LedgerView
) -> list[ReportVersion]:
    unit_ids = {key.unit_id for key in view.reports if key.item == item}
    if view.sender is not None and not view.sender.oversees:
        unit_ids &= set(view.sender.unit_ids)
    found = []
    for unit_id in sorted(unit_ids):
        if month is not None:
            version = view.counting(ReportKey(item, unit_id, month))
        else:
            version = view.latest(item, unit_id, register)
        if version is not None:
            found.append(version)
    return found


def _kept_in(registers: tuple[Register, ...], month: Month) -> Month:
    """The month, or the nearest one that an open ledger year has."""
    if any(register.year == month.year for register in registers):
        return month
    newest = registers[-1].year
    return Month(newest, 1) if month.year < newest else Month(newest, 12)
