"""When a bulletin is due, and when a draft that nobody holds goes out: working days and working hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from handlers.duties.deadlines import report_deadline
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

OPENS, CLOSES = time(9), time(17)
DRAFTED_AT = time(10, 5)
LIVELIHOOD_DAYS, OVERALL_DAYS = 1, 3  # working days after the report deadline
_FULL_OR_HALF = (0, 30)  # everybody's machines send then (domain.md: not at minute :00 or :30)


def livelihood_due(month: Month, calendar: Calendar, zone: tzinfo) -> datetime:
    """The working day after the month's report deadline, in the morning."""
    return _after_deadline(month, LIVELIHOOD_DAYS, calendar, zone)


def overall_due(month: Month, calendar: Calendar, zone: tzinfo) -> datetime:
    """The third working day after the report deadline of the quarter's last month."""
    return _after_deadline(month, OVERALL_DAYS, calendar, zone)


def _after_deadline(month: Month, days: int, calendar: Calendar, zone: tzinfo) -> datetime:
    day = calendar.add_working_days(report_deadline(month, calendar).on, days)
    return datetime.combine(day, DRAFTED_AT, zone)


def in_working_hours(at: datetime, calendar: Calendar, zone: tzinfo) -> bool:
    """Whether bulletins may be drafted and published at this moment."""
    local = at.astimezone(zone)
    return calendar.is_working_day(local.date()) and OPENS < local.time() < CLOSES


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last moment of a day: what comes in until then is in time."""
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def after_working_hours(at: datetime, hours: float, calendar: Calendar, zone: tzinfo) -> datetime:
    """The moment when so many working hours have passed since `at`; never at minute :00 or :30."""
    local, left = at.astimezone(zone), timedelta(hours=hours)
    while True:
        opens = datetime.combine(local.date(), OPENS, zone)
        closes = datetime.combine(local.date(), CLOSES, zone)
        start = max(local, opens)
        if calendar.is_working_day(local.date()) and start < closes:
            if start + left < closes:
                return _off_the_half_hour(start + left)
            left -= closes - start
        local = datetime.combine(local.date() + timedelta(days=1), time(), zone)


def _off_the_half_hour(at: datetime) -> datetime:
    return at + timedelta(minutes=5) if at.minute in _FULL_OR_HALF else at
