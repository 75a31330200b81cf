"""When the alarm clock has something to do: it is asked then, rather than every minute of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from handlers.bulletins.timing import CLOSES, OPENS
from handlers.duties.deadlines import local_day
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar

MINUTE = timedelta(minutes=1)
_FIRST = (datetime.combine(date.min, OPENS) + MINUTE).time()


class Job(Enum):
    """What the alarm clock calls, in the order in which it is asked."""

    HOUSEKEEPING = auto()  # failed messages, quotas, what could not be delivered, provisional calendars
    PUSHES = auto()
    BULLETINS = auto()


@dataclass(frozen=True, slots=True)
class Ring:
    """The alarm clock at a full minute."""

    at: datetime
    jobs: frozenset[Job]


class Moments:
    """The full minutes of working days at which a rule of the rhythm may begin to hold, and for whom."""

    def __init__(self, rhythm: Rhythm, calendar: Calendar, zone: tzinfo) -> None:
        self._calendar, self._zone = calendar, zone
        ladder = rhythm.ladder
        pushes = {ladder.morning, ladder.afternoon, rhythm.summaries_at}
        if rhythm.quiet.ends > min(pushes):  # what had to wait for the end of the night
            pushes.add(rhythm.quiet.ends)
        bulletins = {max(rhythm.bulletins_at, rhythm.quiet.ends, _FIRST)}
        asked = (
            (Job.HOUSEKEEPING, {_FIRST, ladder.afternoon}),
            (Job.PUSHES, pushes),
            (Job.BULLETINS, bulletins),
        )
        self._times = sorted({*pushes, *bulletins, _FIRST, ladder.afternoon})
        self._jobs = {at: frozenset(job for job, times in asked if at in times) for at in self._times}

    def after(self, now: datetime) -> Ring:
        """The next of them."""
        here = now.astimezone(self._zone)
        if self._calendar.is_working_day(here.date()):
            for at in self._times:
                if at > here.time():
                    return self._ring(here.date(), at)
        return self._ring(self._calendar.next_working_day(here.date()), self._times[0])

    def once_decided(self, at: datetime) -> Ring:
        """When a decision of the office is seen: at the next full minute, for its bulletins.

        Outside working hours nothing follows from it before they begin, so that is left to `after`.
        """
        here = full_minute(at + timedelta(microseconds=1)).astimezone(self._zone)
        works = self._calendar.is_working_day(here.date()) and OPENS < here.time() < CLOSES
        return Ring(here, frozenset({Job.BULLETINS})) if works else self.after(at)

    def _ring(self, day: date, at: time) -> Ring:
        return Ring(self._on(day, at), self._jobs[at])

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


EVERYTHING = frozenset(Job)
