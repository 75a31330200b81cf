"""When the alarm clock has something to do: it is asked then, rather than every minute of a year."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from handlers.bulletins.timing import CLOSES, DRAFTED_AT, OPENS
from handlers.duties.deadlines import local_day
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar

MINUTE = timedelta(minutes=1)


class Moments:
    """The full minutes of working days at which a rule of the rhythm may begin to hold."""

    def __init__(self, rhythm: Rhythm, calendar: Calendar, zone: tzinfo) -> None:
        self._calendar, self._zone = calendar, zone
        opens = (datetime.combine(date.min, OPENS) + MINUTE).time()
        ladder = rhythm.ladder
        self._times = sorted(
            {
                *(ladder.morning, ladder.afternoon, rhythm.quiet.ends),
                *(rhythm.bulletins_at, rhythm.summaries_at, DRAFTED_AT, opens),
            }
        )

    def after(self, now: datetime) -> datetime:
        """The next of them."""
        here = now.astimezone(self._zone)
        for at in self._times:
            if at > here.time() and self._calendar.is_working_day(here.date()):
                return self._on(here.date(), at)
        return self._on(self._calendar.next_working_day(here.date()), self._times[0])

    def once_happened(self, at: datetime) -> datetime:
        """When the alarm clock sees something that has happened: at the next full minute.

        Outside working hours nothing follows from it before they begin, so that is left to `after`.
        """
        here = full_minute(at + timedelta(microseconds=1)).astimezone(self._zone)
        works = self._calendar.is_working_day(here.date()) and OPENS < here.time() < CLOSES
        return here if works else self.after(at)

    def office_hour(self, at: datetime, opens: time = time(9, 10), closes: time = time(17, 20)) -> datetime:
        """This moment where people are at their desks, else some time after they are back."""
        here = at.astimezone(self._zone)
        day = local_day(here, self._zone)
        if self._calendar.is_working_day(day):
            if opens <= here.time() <= closes:
                return here
            if here.time() < opens:
                return self._on(day, opens) + timedelta(minutes=here.minute, seconds=here.second)
        back = self._on(self._calendar.next_working_day(day), opens)
        return back + timedelta(minutes=here.minute, seconds=here.second)

    def _on(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone)


def full_minute(at: datetime) -> datetime:
    """The first full minute not before."""
    cut = at.replace(second=0, microsecond=0)
    return cut if cut == at else cut + MINUTE
