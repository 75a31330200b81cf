"""Who has reported in time, late, or not at all: from the duties of a month and what was handed in when."""

from __future__ import annotations

from collections.abc import Callable, Collection

from handlers.bulletins.bulletin import Debt, Timeliness
from handlers.duties.deadlines import report_deadline
from handlers.duties.owed import Done, Duty, DutyKind, Terms, duties_of, is_met
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register


def timeliness_of(
    register: Register,
    month: Month,
    items: Collection[ItemRef],
    terms: Terms,
    handed_in: tuple[Done, Done],
) -> Timeliness:
    """How the reports of a month on these items came in; `handed_in`: at the end of the deadline, and now.

    What was closed by the deadline owed nothing. What came in time and was sent back since is no delay, but
    named as returned until it has come again. Before go-live nothing was owed.
    """
    in_time, by_now = handed_in
    owed = [
        duty
        for duty in duties_of(register, terms)
        if duty.kind is DutyKind.REPORT
        and duty.month == month
        and duty.item in items
        and duty.item not in in_time.closed
    ]

    def missing(duty: Duty) -> bool:
        return not is_met(duty, by_now, register)

    def returned(duty: Duty) -> bool:
        return missing(duty) and (duty.item, duty.unit_id, duty.month) in by_now.returned

    def late(duty: Duty) -> bool:
        return not missing(duty) and not is_met(duty, in_time, register) and not _was_returned(duty, in_time)

    debts = [
        _debts(register, owed, which) for which in (late, returned, lambda d: missing(d) and not returned(d))
    ]
    was_late, sent_back, is_missing = debts
    counted = sum(len(debt.items) for group in debts for debt in group)
    return Timeliness(
        report_deadline(month, terms.calendar),
        len(owed),
        len(owed) - counted,
        was_late,
        sent_back,
        is_missing,
        len({duty.unit_id for duty in owed}),
    )


def _was_returned(duty: Duty, in_time: Done) -> bool:
    """It had come and was sent back by the deadline: its own, later one counts."""
    return (duty.item, duty.unit_id, duty.month) in in_time.returned


def _debts(register: Register, owed: list[Duty], which: Callable[[Duty], bool]) -> tuple[Debt, ...]:
    """By unit in the ledger's order of its first item: no ranking of who owes most."""
    found: dict[int, list[ItemRef]] = {}
    for duty in owed:
        if which(duty):
            found.setdefault(duty.unit_id, []).append(duty.item)
    units = register.units
    return tuple(
        Debt(units[unit_id].name, tuple(items), asked=not units[unit_id].kind.under_government)
        for unit_id, items in found.items()
    )
