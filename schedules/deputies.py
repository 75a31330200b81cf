"""Deputies whose last day is over report no more."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.duties.deadlines import local_day
from storage import joining
from storage.transactions import Database


def end_deputies(database: Database, zone: ZoneInfo, now: datetime) -> int:
    """Take their roles back; returns how many."""
    today = local_day(now, zone)
    with database.reading() as connection:
        if not joining.any_deputy_over(connection, today):
            return 0
    with database.session() as session:
        return joining.end_deputies(session, today, now)
