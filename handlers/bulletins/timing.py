"""When a bulletin is due, and when a draft that nobody holds goes out: working days and working hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from handlers.bulletins.bulletin import BulletinKind
from handlers.duties.hours import Hours
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

OPENS, CLOSES = time(9), time(17)
_FULL_OR_HALF = (0, 30)  # everybody's machines send then (domain.md: not at minute :00 or :30)


def bulletin_due(kind: BulletinKind, month: Month, rhythm: Rhythm, hours: Hours) -> datetime:
    """When the bulletin on a month, or on the quarter that ends with it, is drafted and previewed.

    So many working days after the deadline of the (last) month's reports, at the rhythm's time. A circular
    on who reported late could be drawn as soon as the livelihood one.
    """
    after = rhythm.overall_after if kind is BulletinKind.OVERALL else rhythm.livelihood_after
    return rhythm.after_reports(month, after, hours)


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
