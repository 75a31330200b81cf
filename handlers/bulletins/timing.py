"""When a bulletin is due, and when a draft that nobody holds goes out: working days and working hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from handlers.bulletins.bulletin import BulletinKind
from handlers.duties.hours import Hours
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

OPENS, CLOSES = time(9), time(17)
# Items closed one after another are told together: once nothing has been closed for a while, after two hours
# at most, and in time for the working day on which they were closed.
_QUIET, _LONGEST = timedelta(minutes=20), timedelta(hours=2)
_LAST, _VERY_LAST = time(16, 30), time(16, 50)
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


def told_at(closed_at: Sequence[datetime], calendar: Calendar, zone: tzinfo) -> tuple[datetime, ...]:
    """When each of the items closed at these moments, oldest first, is told: together with those near it.

    What is closed at night, on a day off or in the last minutes of a day counts from the next opening. What
    comes only after others ought to have been told is gathered anew.
    """
    batches: list[list[datetime]] = []
    for at in closed_at:
        if batches and at <= _gathered_by(batches[-1], calendar, zone):
            batches[-1].append(at)
        else:
            batches.append([at])
    return tuple(_gathered_by(batch, calendar, zone) for batch in batches for _ in batch)


def _gathered_by(batch: Sequence[datetime], calendar: Calendar, zone: tzinfo) -> datetime:
    begins = _in_time(batch[0], calendar, zone)
    limit = _LAST if begins.time() < _LAST else _VERY_LAST
    latest = datetime.combine(begins.date(), limit, zone)
    return max(begins, min(batch[-1] + _QUIET, begins + _LONGEST, latest))


def _in_time(at: datetime, calendar: Calendar, zone: tzinfo) -> datetime:
    """This moment where something closed then can be told on that day; else when the next one opens."""
    local = at.astimezone(zone)
    day = local.date()
    if calendar.is_working_day(day) and local.time() < _VERY_LAST:
        return max(local, datetime.combine(day, OPENS, zone))
    return datetime.combine(calendar.next_working_day(day), OPENS, zone)


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
