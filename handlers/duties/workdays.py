"""Working days with make-up days (调休): domain.md, Rhythm and deadlines.

The State Council announces a year's calendar late in the year before. Until then its working days can only
be computed from weekends and fixed holidays, and whatever rests on them is provisional and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType

from chinese_calendar import constants

from handlers.ledger.months import Month

_ONE_DAY = timedelta(days=1)
# Off in every year of the present practice. Holidays by the moon are left out: a guess too short gives an
# early date, which harms nobody, and the result is marked provisional in any case.
_FIXED_HOLIDAYS = frozenset({(1, 1), *((5, day) for day in range(1, 4)), *((10, day) for day in range(1, 8))})


@dataclass(frozen=True, slots=True)
class Announced:
    """What the State Council has announced: days off, make-up working days, and the years they cover."""

    days_off: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int]


@cache
def state_council() -> Announced:
    """The announced calendars that the installed library carries.

    A year counts as announced only with both New Year's Day and National Day: a notice also lists days of
    the neighbouring year (30 December 2006 for New Year 2007), and they say nothing of that year's rest.
    """
    days_off = frozenset(constants.holidays)
    years = {day.year for day in days_off}
    whole = {year for year in years if {date(year, 1, 1), date(year, 10, 1)} <= days_off}
    return Announced(days_off, frozenset(constants.workdays), frozenset(whole))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days. Never raises for a year it does not know; ask `is_provisional` before relying on one.

    `overrides` are days that the office has set (True: working), `confirmed_years` the years whose calendar
    it has checked and completed; both are data of the office and win over the library.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)
    confirmed_years: frozenset[int] = frozenset()
    announced: Announced = field(default_factory=state_council, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))
        object.__setattr__(self, "confirmed_years", frozenset(self.confirmed_years))

    @property
    def latest_known(self) -> int:
        """The last year that is announced or confirmed; 0 where there is none."""
        return max(self.announced.years | self.confirmed_years, default=0)

    def known(self, year: int) -> bool:
        return year in self.announced.years or year in self.confirmed_years

    def is_provisional(self, when: date | Month | int) -> bool:
        """Whether the calendar of this day, month or year is only computed, not announced or confirmed."""
        return not self.known(when if isinstance(when, int) else when.year)

    def rests_on_provisional(self, first: date, last: date) -> bool:
        """Whether a count over these days (in either order) touches a year that is not known."""
        years = sorted((first.year, last.year))
        return any(self.is_provisional(year) for year in range(years[0], years[1] + 1))

    def is_working_day(self, day: date) -> bool:
        if isinstance(day, datetime):
            raise TypeError("a day is wanted, not a moment: which day it is depends on the time zone")
        override = self.overrides.get(day)
        if override is not None:
            return override
        if day in self.announced.make_up_days:
            return True
        if day in self.announced.days_off or day.weekday() >= 5:
            return False
        return day.year in self.announced.years or (day.month, day.day) not in _FIXED_HOLIDAYS

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it for a negative n); `day` itself for 0."""
        step = _ONE_DAY if n >= 0 else -_ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def nth_working_day(self, month: Month, n: int) -> date:
        """The n-th working day counted from the first of the month; n starts at 1."""
        if n < 1:
            raise ValueError(f"working days are counted from 1, not {n}")
        return self.add_working_days(month.first_day - _ONE_DAY, n)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and with `last`; negative if `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + _ONE_DAY * ahead for ahead in range(1, (last - first).days + 1))
        return sum(map(self.is_working_day, days))
