"""When something happens: working days of the played year, and an hour of the working day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

from handlers.duties.deadlines import plan_deadline, report_deadline
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

_OPENS = time(8, 40)
_MINUTES = 530  # until 17:30


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar of the ledger year, in the office's time zone."""

    year: int
    calendar: Calendar
    zone: tzinfo

    def working(self, month: Month, nth: int, hour: int) -> datetime:
        """The nth working day of a month at an hour."""
        return datetime.combine(self.calendar.nth_working_day(month, nth), time(hour, 5), self.zone)

    def office_hour(self, day: date, chance: Random) -> datetime:
        opens = datetime.combine(day, _OPENS, self.zone)
        return opens + timedelta(minutes=chance.randrange(_MINUTES), seconds=chance.randrange(60))

    def around_plans(self, days: int, hour: int = 10) -> datetime:
        """So many working days before (negative) or after the plans are due."""
        due = plan_deadline(self.year, self.calendar).on
        day = self.calendar.add_working_days(due, days) if days else due
        return datetime.combine(day, time(hour, 5), self.zone)

    def is_late(self, at: datetime, month: Month) -> bool:
        return report_deadline(month, self.calendar).is_late(at.date())
