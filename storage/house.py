"""The house in which the bot works: what is set from outside, under which pushes are planned and worded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.bulletins.review import BulletinRules
from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours, Quiet
from handlers.duties.owed import Terms
from handlers.duties.rhythm import Rhythm
from storage import policy
from storage import rhythm as kept


@dataclass(frozen=True, slots=True)
class House:
    """`platforms` are those that are switched on. In a `trial` only the office hears anything.

    `quiet` are the quiet hours and `bulletins` the rules for bulletins until the office sets others.
    """

    zone: ZoneInfo
    platforms: tuple[str, ...] = ()
    go_live: date | None = None
    trial: bool = False
    quiet: Quiet = field(default_factory=Quiet)
    bulletins: BulletinRules = field(default_factory=BulletinRules)

    def is_live(self, now: datetime) -> bool:
        return self.go_live is None or local_day(now, self.zone) >= self.go_live

    def rhythm(self, connection: Connection) -> Rhythm:
        return kept.rhythm_of(connection, self.quiet)

    def hours(self, rhythm: Rhythm, terms: Terms) -> Hours:
        return Hours(self.zone, rhythm.quiet, terms.calendar)

    def hours_now(self, connection: Connection) -> Hours:
        """The hours in which pushes may go out, as the office has set them."""
        return self.hours(self.rhythm(connection), policy.terms(connection, self.go_live))
