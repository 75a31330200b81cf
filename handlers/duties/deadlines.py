"""When a plan, a report or a returned report is due, and which month a message means (domain.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache

from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

REPORT_WORKING_DAYS = 5  # 次月初5个工作日内
RETURN_WORKING_DAYS = 2  # domain.md: two working days on (a setting)
JOINED_WORKING_DAYS = 10  # the notice has no rule; as long as from its printing to its plans, about
PLAN_DUE = (2, 15)  # 于2月15日前报督查室


class DayOffRule(StrEnum):
    """What happens to a fixed date that falls on a day off; a setting of the office."""

    ADVANCE = "advance"  # the last working day before it
    POSTPONE = "postpone"  # the first working day after it
    FIXED = "fixed"  # the date as printed


DEFAULT_DAY_OFF_RULE = DayOffRule.ADVANCE
"""The notice has no rule for a day off (15 February is one in 2024, 2025, 2026): we choose the safe one.

With `advance` reminders come before the holiday and not into it, and who follows them is in time however the
office reads 「2月15日前」. Nobody is called late too early either: nothing is pushed on days off, the next
working day lies after the printed date, and `Deadline.is_late` never counts a day up to that date. With
`postpone` we would promise days that the notice does not give.
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is in time.

    `on` is what reminders count towards and print, `nominal` the date as the notice words it, `provisional`
    tells that `on` was computed for a year whose calendar is neither announced nor confirmed.
    """

    on: date
    nominal: date
    provisional: bool = False

    @property
    def moved(self) -> bool:
        return self.on != self.nominal

    def is_late(self, day: date) -> bool:
        """Whether something handed in on this day is late: after the moved date and after the printed one."""
        return day > max(self.on, self.nominal)


def plan_deadline(year: int, calendar: Calendar, rule: DayOffRule = DEFAULT_DAY_OFF_RULE) -> Deadline:
    """When the plans of a ledger year are due: 15 February, moved by the rule if that is a day off."""
    nominal = date(year, *PLAN_DUE)
    if rule is DayOffRule.FIXED:
        return Deadline(nominal, nominal)
    on = nominal
    if not calendar.is_working_day(nominal):
        on = calendar.add_working_days(nominal, -1 if rule is DayOffRule.ADVANCE else 1)
    return Deadline(on, nominal, calendar.rests_on_provisional(on, nominal))


@lru_cache(maxsize=256)
def report_deadline(month: Month, calendar: Calendar, nth: int = REPORT_WORKING_DAYS) -> Deadline:
    """When the report of a month is due: the nth working day of the next month.

    December's falls in January, so it rests on the calendar of the next year.
    """
    on = calendar.nth_working_day(month.next, nth)
    return Deadline(on, on, calendar.rests_on_provisional(month.next.first_day, on))


def returned_deadline(on: date, calendar: Calendar, days: int = RETURN_WORKING_DAYS) -> Deadline:
    """When a report that the office returned on a day is due again."""
    due = calendar.add_working_days(on, days)
    return Deadline(due, due, calendar.rests_on_provisional(on, due))


def joined_deadline(on: date, calendar: Calendar, days: int = JOINED_WORKING_DAYS) -> Deadline:
    """When the plan of a unit is due that has taken an item on in the middle of the year."""
    due = calendar.add_working_days(on, days)
    return Deadline(due, due, calendar.rests_on_provisional(on, due))


def report_month(
    today: date,
    stated: Month | date | None,
    missing: Callable[[Month], bool],
    calendar: Calendar,
    nth: int = REPORT_WORKING_DAYS,
) -> Month:
    """The month that a message of `today` reports on (domain.md: Which month).

    `stated` is what the text says: a month (3月份), a day (截至4月5日) or nothing. A stated month stands.
    Nothing stated means the month before while its report is due or still missing, else the running one.
    A stated day inside the days in which a report is due means the report that is due then, under the same
    condition: 截至4月5日, sent on 5 April, is March's report.
    `missing` tells whether the sender still owes the report of a month.
    """
    if isinstance(stated, Month):
        return stated
    named = Month.of(stated or today)
    before = named.previous
    due = report_deadline(before, calendar, nth)
    if stated is not None and due.is_late(stated):
        return named
    return before if not due.is_late(today) or missing(before) else named


def local_day(at: datetime, zone: tzinfo) -> date:
    """The day that a moment falls on in a time zone; a UTC date is yesterday's before 08:00 in Shanghai."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no local day")
    return at.astimezone(zone).date()
