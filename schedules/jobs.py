"""What the alarm clock calls: one transaction around one question. Late or twice does no harm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from handlers.duties.deadlines import local_day, plan_deadline, report_deadline
from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from handlers.wording.guidance import provisional_calendar
from storage import outbox, pausing, policy
from storage.outbox import Push
from storage.rhythm import is_paused
from storage.senders import addresses_of
from storage.transactions import Database

log = structlog.get_logger()
Plan = Callable[[Database, datetime], int]
AHEAD = timedelta(days=60)
OFFICE_HOURS = range(9, 17)


def plan_pushes(database: Database, plans: Iterable[Plan], now: datetime) -> int:
    """Ask each question; what breaks in one is logged and keeps no other back. Nothing while paused."""
    with database.reading() as connection:
        paused = is_paused(connection)
    if paused:
        database.write(pausing.hold_back)
        return 0
    put = 0
    for plan in plans:
        try:
            put += plan(database, now)
        except Exception:
            log.exception("planning failed", plan=getattr(plan, "__qualname__", str(plan)))
    return put


def tell_of_provisional_years(
    database: Database, zone: ZoneInfo, platforms: Collection[str], now: datetime
) -> int:
    """Tell the office once of each year whose calendar is not announced and on which a near deadline rests.

    Only in office hours of a working day, and by `platforms`, those that are switched on; returns how many
    people were told.
    """
    today = local_day(now, zone)
    with database.session() as session:
        calendar = policy.load_calendar(session)
        if not calendar.is_working_day(today) or now.astimezone(zone).hour not in OFFICE_HOURS:
            return 0
        near = [report_deadline(Month.of(today).plus(ahead), calendar) for ahead in (-1, 0, 1)]
        near.append(plan_deadline((today + AHEAD).year, calendar, policy.plan_rule(session)))
        doubtful = [d for d in near if d.provisional and today <= d.on <= today + AHEAD]
        office = addresses_of(session, RoleName.OFFICE, platforms)
        told = 0
        for year in sorted({deadline.on.year for deadline in doubtful}):
            if not office or not policy.tell_once(session, year, now):
                continue
            dates = [deadline for deadline in doubtful if deadline.on.year == year]
            for address in office:
                key = f"calendar:{year}:{address.person_id}"
                text = provisional_calendar(year, dates)
                push = Push(key, "provisional_calendar", address.platform, address.user_id, text)
                outbox.put_push(session.connection(), push, now)
                told += 1
        return told
