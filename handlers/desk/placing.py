"""To which ledger year, unit and month an entry belongs; or why that can't be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.desk.effects import Ask
from handlers.desk.outcomes import Filed, MonthFrom, Outcome, Refused, Why
from handlers.desk.view import LedgerView
from handlers.duties.deadlines import report_deadline, report_month
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportKey
from handlers.reading.monthwords import told_at_head
from handlers.reading.shapes import Written
from handlers.wording.phrases import spoken_day

_MOST_CHOICES = 6  # more are no choice on a phone
# 截至2022年底完成8处, 去年12月建成8处: what was done in a year, said as a report
_DONE_IN_YEAR = re.compile(
    r"\s*(?:截[至止到]|到|至)?\s*(?:(?P<year>20\d\d)\s*年|(?P<last>去年|上一?年)|(?P<before_last>前年))"
    r"(?:度|底|末|全年|一年|(?:1[0-2]|0?[1-9])\s*月(?:份|底|末)?)*[，,\s]*(?:已经?|共|总共|一共|累计|全部|新)*"
    r"(?:\d|完成|建成|建设|改造|筹集|开展|实现|竣工|达|签约|引进|培育|办|整治|拆)(?P<rest>.*)",
    re.DOTALL,
)
_AND_NOW = re.compile(
    r"目前|现在|[，,;；。]\s*现|今年|本年|本月|上月|截[至止到]|至今|今年以来|正在|20\d\d\s*年|\d\s*月"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger year and the unit that reports in it."""

    register: Register
    unit_id: int


def place(item: ItemRef, month: Month | None, text: str, view: LedgerView) -> Place | Refused:
    """Find the one year and unit that an entry means.

    Item numbers repeat every year: where two open years have the item for this sender and no month is
    stated, it can't be told (domain.md: Which year).
    """
    if month is not None and view.register(month.year) is None:
        return Refused(item, Why.YEAR_CLOSED, str(month.year))
    registers = [r for r in view.registers if month is None or r.year == month.year]
    known = [register for register in registers if item in register.items]
    if not known:
        return gone(item, registers) or Refused(item, Why.NO_SUCH_ITEM)
    unit_ids = view.sender.unit_ids if view.sender and view.sender.reports else ()
    mine = [(register, register.answering(item, unit_ids)) for register in known]
    mine = [(register, units) for register, units in mine if units]
    if not mine and (moved := known[-1].handed_over(item, unit_ids)):
        return Refused(item, Why.HANDED_OVER, f"{spoken_day(moved[0])}移交{moved[1]}")
    if not mine:
        return Refused(item, Why.NOT_YOURS, known[-1].unit_names(item))
    if len(mine) > 1:
        years = tuple(f"{register.year}年" for register, _ in mine)
        return Refused(item, Why.WHICH_YEAR, "、".join(years), years)
    register, units = mine[0]
    named = units if len(units) == 1 else _named(units, register, text)
    if len(named) != 1:
        several = tuple(register.units[unit].name for unit in units)
        return Refused(item, Why.WHICH_UNIT, "、".join(several), several)
    return Place(register, named[0])


def choices_for(outcomes: Sequence[Outcome], today: date) -> Ask | None:
    """The question which unit or year is meant, where it is one for all entries that were not written."""
    unsure = [one for one in outcomes if isinstance(one, Refused) and one.choices]
    if len({(one.why, one.choices) for one in unsure}) != 1 or len(unsure[0].choices) > _MOST_CHOICES:
        return None
    choices = unsure[0].choices
    if unsure[0].why is Why.WHICH_YEAR:
        last = Month.of(today).previous
        months = [
            min(max(last, Month(year, 1)), Month(year, 12)) for year in (int(one[:4]) for one in choices)
        ]
        choices = tuple(f"{month.year}年{month.month}月" for month in months)
    return Ask(tuple(one.item for one in unsure), keep_message=True, choices=choices)


def with_units(outcomes: tuple[Outcome, ...], view: LedgerView) -> tuple[Outcome, ...]:
    """The reports with the names of their units, where the sender reports for several."""
    if view.sender is None or len(view.sender.unit_ids) < 2:
        return outcomes
    names = {unit_id: unit.name for register in view.registers for unit_id, unit in register.units.items()}
    return tuple(
        replace(one, unit=names.get(one.key.unit_id, "")) if isinstance(one, Filed) else one
        for one in outcomes
    )


def gone(item: ItemRef, registers: Sequence[Register]) -> Refused | None:
    """Why an item of one of these years is not there any more."""
    days = [day for register in registers if (day := register.dropped_on(item))]
    return Refused(item, Why.DROPPED, spoken_day(max(days))) if days else None


def closed_year_told(progress: str | None, today: date, view: LedgerView) -> int | None:
    """The year that the words report on, where that is no open one: it becomes no other month's.

    A year told only as the beginning of the story (2022年建成2处，目前…) is none.
    """
    found = _DONE_IN_YEAR.match(unicodedata.normalize("NFKC", progress or ""))
    if found is None or _AND_NOW.search(found["rest"]):
        return None
    year = int(found["year"]) if found["year"] else today.year - (1 if found["last"] else 2)
    return year if year < today.year and view.register(year) is None else None


def month_told(progress: str | None, today: date) -> Month | None:
    """The month at the head of the words (实事10 1月新增1000人), where none is stated."""
    words = unicodedata.normalize("NFKC", progress or "")
    return told_at_head(words, Written(Month.of(today), due_day=0)) if words else None


def not_reportable(item: ItemRef, month: Month | None, text: str, view: LedgerView) -> Refused:
    """Why an item that was read as another unit's is not written."""
    where = place(item, month, text, view)
    if isinstance(where, Refused):
        return where
    years = "、".join(f"{register.year}年" for register in view.registers if item in register.items)
    return Refused(item, Why.WHICH_YEAR, years)  # theirs in another year than the one that was read


def month_of(
    item: ItemRef, stated: Month | None, at: Place, today: date, view: LedgerView
) -> tuple[Month, MonthFrom]:
    """The month that a report is for: the stated one, else by the deadline, kept inside the ledger year."""
    if stated is not None:
        return stated, MonthFrom.STATED

    def missing(month: Month) -> bool:
        if month.year != at.register.year:
            return False
        key = ReportKey(item, at.unit_id, month)
        return view.counting(key) is None or key in view.overtaken  # it was, when the message came

    first, last = Month(at.register.year, 1), Month(at.register.year, 12)
    month = min(max(report_month(today, None, missing, view.calendar), first), last)
    filed = view.standing(ReportKey(item, at.unit_id, month))
    if filed is not None and not filed.counts:
        return month, MonthFrom.RETURNED
    if month >= Month.of(today):
        return month, MonthFrom.RUNNING
    if not report_deadline(month, view.calendar).is_late(today):
        return month, MonthFrom.DUE
    return month, MonthFrom.MISSING if missing(month) else MonthFrom.LAST


def _named(unit_ids: tuple[int, ...], register: Register, text: str) -> tuple[int, ...]:
    """Those of the units whose name or alias stands in the text."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(
        unit_id
        for unit_id in unit_ids
        if any(
            unicodedata.normalize("NFKC", name) in plain
            for name in (register.units[unit_id].name, *register.units[unit_id].aliases)
        )
    )
