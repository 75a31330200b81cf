"""其余无变化: what is still owed for a month and not named gets last month's report taken over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from handlers.desk.outcomes import Filed, MonthFrom, NotWritten, Outcome, Refused
from handlers.desk.placing import Place
from handlers.desk.reporting import Told, filed
from handlers.desk.unchanged import Unchanged, carried, counts_one_month
from handlers.desk.view import LedgerView
from handlers.duties.deadlines import report_deadline
from handlers.duties.owed import Done, Duty, DutyKind, duties_of, is_met
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportKey, ReportVersion


@dataclass(frozen=True, slots=True)
class Rest:
    """What became of all that was not named. `missing` have no report of last month, `one_months` one whose
    figures count that month only, `returned` were sent back: these are asked for. `finished` were reported as
    finished and are left as they are.
    """

    month: Month
    taken: tuple[Filed, ...] = ()
    missing: tuple[ItemRef, ...] = ()
    one_months: tuple[ItemRef, ...] = ()
    returned: tuple[ItemRef, ...] = ()
    finished: tuple[ItemRef, ...] = ()

    @property
    def asked(self) -> tuple[ItemRef, ...]:
        return (*self.returned, *self.missing, *self.one_months)


def months_of(said: Unchanged, registers: Sequence[Register], today: date) -> Month:
    """The month that it is said of: the stated one, else the last that has ended, inside an open year."""
    if said.month is not None or not registers:
        return said.month or Month.of(today).previous
    month, newest = Month.of(today).previous, registers[-1].year
    if any(register.year == month.year for register in registers):
        return month
    return Month(newest, 1) if month.year < newest else Month(newest, 12)


def rest_of(said: Unchanged, named: Sequence[Outcome], view: LedgerView, today: date) -> Rest | None:
    """Take last month's reports over for all that is owed but `named`; None where that year is not open."""
    month = months_of(said, view.registers, today)
    register = view.register(month.year)
    if register is None or view.sender is None or month > Month.of(today):
        return None
    how, told = _how(said, month, view, today), _told(named)
    taken: list[Filed] = []
    left: dict[_Left, list[ItemRef]] = {fate: [] for fate in _Left}
    for duty in _open(month, register, view):
        if _is_told(duty, named, register) or (said.only and duty.item not in said.only):
            continue
        key = ReportKey(duty.item, duty.unit_id, month)
        if _is_served(key, register, told):
            continue
        last = view.counting(replace(key, month=month.previous))
        done = view.done.get(register.year, Done())
        fate = _fate(key, last, done)
        if fate is not None or last is None:
            left[fate or _Left.MISSING].append(key.item)
            continue
        content = carried(last.content, month)
        taken.append(filed(key, Place(register, key.unit_id), content, how, view, told))
    return Rest(month, tuple(taken), *(tuple(dict.fromkeys(left[fate])) for fate in _Left))


class _Left(Enum):
    """Why a report is not taken over; in the order of `Rest`."""

    MISSING = auto()
    ONE_MONTHS = auto()
    RETURNED = auto()
    FINISHED = auto()


def _fate(key: ReportKey, last: ReportVersion | None, done: Done) -> _Left | None:
    if (key.item, key.unit_id, key.month) in done.returned:
        return _Left.RETURNED
    if last is None or last.content.progress is None or last.key.month.year != key.month.year:
        return _Left.MISSING
    if last.content.finished:
        return _Left.FINISHED
    return _Left.ONE_MONTHS if counts_one_month(last.content) else None


def _told(named: Sequence[Outcome]) -> Told:
    return {outcome.key: outcome.content for outcome in named if isinstance(outcome, Filed)}


def _how(said: Unchanged, month: Month, view: LedgerView, today: date) -> MonthFrom:
    if said.month is not None:
        return MonthFrom.STATED
    if month >= Month.of(today):
        return MonthFrom.RUNNING
    return MonthFrom.MISSING if report_deadline(month, view.calendar).is_late(today) else MonthFrom.DUE


def _open(month: Month, register: Register, view: LedgerView) -> Iterator[Duty]:
    """The reports of the month that the sender's units have still to hand in."""
    done = view.done.get(register.year, Done())
    units: Collection[int] = view.sender.unit_ids if view.sender else ()
    for duty in duties_of(register, view.terms, units):
        key = ReportKey(duty.item, duty.unit_id, month)
        wanted = duty.kind is DutyKind.REPORT and duty.month == month and key not in view.overtaken
        if wanted and not is_met(duty, done, register):
            yield duty


def _is_told(duty: Duty, named: Sequence[Outcome], register: Register) -> bool:
    """Whether the message itself speaks of the item, be it for nothing; or of one that is linked with it."""
    alike = (duty.item, *register.items[duty.item].linked)
    for outcome in named:
        if isinstance(outcome, Refused):
            if outcome.item == duty.item:
                return True
        elif outcome.key.item in alike and outcome.key.unit_id == duty.unit_id:
            return not isinstance(outcome, NotWritten) or outcome.key.item == duty.item
    return False


def _is_served(key: ReportKey, register: Register, told: Told) -> bool:
    """Whether a linked item's report, just taken over, serves for this one too."""
    return any(replace(key, item=other) in told for other in register.items[key.item].linked)
