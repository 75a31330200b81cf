"""When people may be pushed: not in quiet hours, not on days off, not all in one second, not on the hour."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import sha256

from handlers.duties.workdays import Calendar

SPREAD = timedelta(minutes=30)  # a thousand people in half an hour are one in two seconds
_MINUTE = timedelta(minutes=1)
_SHORTEST = timedelta(hours=2)  # of the hours that are left, or nobody could be reached
_QUIET = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-—~至]\s*([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing is pushed from `begins` until `ends`, over midnight where that comes later in the clock."""

    begins: time = time(20, 30)
    ends: time = time(8, 0)

    def __post_init__(self) -> None:
        if timedelta(days=1) - (_since(self.ends) - _since(self.begins)) % timedelta(days=1) < _SHORTEST:
            raise ValueError("quiet hours have to leave two hours of the day")

    @classmethod
    def parse(cls, text: str) -> Quiet:
        """Read `20:30-08:00`; ValueError for anything else."""
        found = _QUIET.fullmatch(text.strip().replace("：", ":"))
        if not found:
            raise ValueError(f"not quiet hours (want 20:30-08:00): {text!r}")
        first, second, third, fourth = map(int, found.groups())
        begins, ends = time(first, second), time(third, fourth)
        if begins == ends:
            raise ValueError("quiet hours that begin and end at once")
        return cls(begins, ends)

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    def covers(self, at: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours in which pushes may go out, spoken in one time zone."""

    zone: tzinfo
    quiet: Quiet = field(default_factory=Quiet)
    calendar: Calendar = field(default_factory=Calendar)

    def allows(self, at: datetime) -> bool:
        here = at.astimezone(self.zone)
        return self.calendar.is_working_day(here.date()) and not self.quiet.covers(here.time())

    def next_allowed(self, at: datetime) -> datetime:
        """The moment itself, or the first one after it at which something may go out."""
        here = at.astimezone(self.zone)
        while not self.allows(here):
            over_night = self.quiet.begins > self.quiet.ends and here.time() >= self.quiet.begins
            if over_night or not self.calendar.is_working_day(here.date()):
                here = self._midnight_after(here.date())
            else:
                here = datetime.combine(here.date(), self.quiet.ends, self.zone)
        return here

    def next_morning(self, at: datetime) -> datetime:
        """When the next hours begin: tomorrow's, where something may go out now."""
        here = at.astimezone(self.zone)
        return self.next_allowed(self._midnight_after(here.date()) if self.allows(here) else here)

    def until(self, at: datetime) -> datetime:
        """The end of the hours in which an allowed moment lies: quiet hours begin, or the day is over."""
        here = at.astimezone(self.zone)
        quiet = datetime.combine(here.date(), self.quiet.begins, self.zone)
        return quiet if quiet > here else self._midnight_after(here.date())

    def spread(self, at: datetime, key: str) -> datetime:
        """The next allowed moment and some minutes, always the same ones for a key; not at :00 or :30."""
        here = self.next_allowed(at) + jitter(key)
        if here.minute in {0, 30}:
            here += _MINUTE
        return here if self.allows(here) else self.spread(here, key)

    def _midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self.zone)


def jitter(key: str) -> timedelta:
    """One to twenty-nine minutes: which, follows from the key, so that it is the same in every process."""
    seconds = int((SPREAD - 2 * _MINUTE).total_seconds())
    return _MINUTE + timedelta(seconds=int.from_bytes(sha256(key.encode()).digest()[:4]) % seconds)


def _since(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
