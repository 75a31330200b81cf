"""When leaders are given their summaries: at the start of a week, and once a month's reports were due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from handlers.duties.deadlines import report_deadline
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_WEEKEND = 5
_LONGEST_PAUSE = timedelta(days=40)  # between two summaries


class Rate(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Summary:
    """One round of summaries. `month` is the one whose state it tells, `since` when the one before was."""

    rate: Rate
    day: date
    month: Month
    since: date


def summaries(first: date, last: date, calendar: Calendar) -> list[Summary]:
    """Those of a span of days, in order.

    A weekly one on the same or a neighbouring working day as a monthly one is left out: the monthly one says
    it all, and nobody gets nearly the same twice in two days.
    """
    days = _days(first - _LONGEST_PAUSE, last, calendar)
    found = []
    for day, rate in sorted(days.items()):
        before = [other for other in days if other < day and (rate is Rate.WEEKLY or days[other] is rate)]
        since = max(before, default=day - _WEEK)
        if first <= day <= last:
            found.append(Summary(rate, day, Month.of(day).previous, since))
    return found


def summary_at(summary: Summary, rhythm: Rhythm, zone: tzinfo) -> datetime:
    return datetime.combine(summary.day, rhythm.summaries_at, zone)


def _days(first: date, last: date, calendar: Calendar) -> dict[date, Rate]:
    weekly = dict.fromkeys(_weekly(first, last, calendar), Rate.WEEKLY)
    monthly: dict[date, Rate] = {}
    month = Month.of(first).plus(-1)
    while month.first_day <= last:
        due = report_deadline(month, calendar).on
        monthly[calendar.next_working_day(due)] = Rate.MONTHLY
        month = month.next
    near = {beside for day in monthly for beside in (calendar.next_working_day(day), _before(day, calendar))}
    apart = {day: rate for day, rate in weekly.items() if day not in near}
    return {day: rate for day, rate in {**apart, **monthly}.items() if first <= day <= last}


def _before(day: date, calendar: Calendar) -> date:
    """The working day before."""
    before = day - _DAY
    while not calendar.is_working_day(before):
        before -= _DAY
    return before


def _weekly(first: date, last: date, calendar: Calendar) -> Iterator[date]:
    """The first working day of each week; a week that works only at its end (调休) has none."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        day = monday
        while day.weekday() < _WEEKEND and not calendar.is_working_day(day):
            day += _DAY
        if day.weekday() < _WEEKEND:
            yield day
        monday += _WEEK
