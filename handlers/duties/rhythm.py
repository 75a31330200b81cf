"""When the bot speaks of itself: data of the office, with the notice's rhythm as default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, time, timedelta
from typing import Any

from handlers.duties.deadlines import report_deadline
from handlers.duties.hours import Hours, Quiet
from handlers.duties.ladder import Ladder
from handlers.ledger.months import Month

_BESIDE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The ladder of reminders, the quiet hours, and when bulletins and summaries come.

    Bulletins come so many working days after the deadline of the (last) month's reports, monthly summaries
    the working day after it.
    """

    ladder: Ladder = field(default_factory=Ladder)
    quiet: Quiet = field(default_factory=Quiet)
    livelihood_after: int = 1
    overall_after: int = 3
    bulletins_at: time = time(9, 20)
    summaries_at: time = time(8, 35)

    def after_reports(self, month: Month, days: int, hours: Hours) -> datetime:
        """The time of bulletins, so many working days after the deadline of the month's reports."""
        day = hours.calendar.add_working_days(report_deadline(month, hours.calendar).on, days)
        at = hours.next_allowed(datetime.combine(day, self.bulletins_at, hours.zone))
        return at + _BESIDE if at.minute in {0, 30} else at  # everybody's machines send at :00 and :30

    def pack(self) -> dict[str, Any]:
        """As plain data, for keeping: everything but the ladder and the quiet hours."""
        return {
            "livelihood_after": self.livelihood_after,
            "overall_after": self.overall_after,
            "bulletins_at": f"{self.bulletins_at:%H:%M}",
            "summaries_at": f"{self.summaries_at:%H:%M}",
        }

    @classmethod
    def unpack(cls, ladder: Ladder, quiet: Quiet, data: Mapping[str, Any]) -> Rhythm:
        known = {one.name for one in fields(cls)} & set(data)
        kept: dict[str, Any] = {
            name: time.fromisoformat(data[name]) if name.endswith("_at") else data[name] for name in known
        }
        return cls(ladder, quiet, **kept)
