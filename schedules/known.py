"""The duties of a reminder with what is known of them: last said, wanted, promised; a line to copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, tzinfo

from sqlalchemy import Connection

from handlers.desk.drafting import draft_of
from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.promises import PromiseState, Standing
from handlers.ledger.register import Register
from handlers.wording import reminders as words
from handlers.wording.promises import reminded
from handlers.wording.reminders import Line
from storage.promises import promises_on
from storage.reminding import last_reports, plans_of

_AS_ONE = 5  # with more items than that nothing is shown beside them


def known_lines(
    connection: Connection,
    registers: Sequence[Register],
    owes: Sequence[tuple[Register, Duty]],
    today: date,
    zone: tzinfo,
) -> list[Line]:
    """With what is known of each item, where they are few; in any case with what was promised and is due."""
    few, lines = len(owes) <= _AS_ONE, []
    for register in registers:
        mine = [duty for of, duty in owes if of is register]
        last = last_reports(connection, register, mine) if few else {}
        plans = plans_of(connection, register, mine) if few else {}
        months = {(duty.item, duty.unit_id): duty for duty in mine if duty.kind is DutyKind.REPORT}
        promises = promises_on(connection, register, months, today)
        for duty in mine:
            place = (duty.item, duty.unit_id)
            line = line_of(register, duty, today)
            several = len(register.items[duty.item].item.indicators) > 1
            if duty.month and place in last:
                line = replace(line, last=words.last_said(*last[place], several=several))
                line = replace(line, draft=draft_of(duty, last[place], register, today, zone))
            line = replace(line, goal=words.goal_of(plans.get(place), duty.month))
            if duty is months.get(place):
                line = _with_promises(line, promises.get(place, ()))
            lines.append(line)
    return lines


def _with_promises(line: Line, promises: Sequence[Standing]) -> Line:
    """With what was promised and not reported on since: what is due by now, and what is not."""
    open_ones = [one for one in promises if one.state is not PromiseState.KEPT and not one.answered]
    due = [reminded(one) for one in open_ones if one.state is PromiseState.DUE]
    coming = [reminded(one) for one in open_ones if one.state is PromiseState.OPEN]
    return replace(line, due=tuple(due), promised=tuple(coming))


def line_of(register: Register, duty: Duty, today: date) -> Line:
    title, unit = register.items[duty.item].item.text, register.units[duty.unit_id].name
    return Line(duty, title, unit, duty.deadline.is_late(today))
