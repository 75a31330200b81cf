"""What did not arrive is never passed over in silence: once a day the office gets it as one list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.duties.deadlines import local_day
from handlers.ledger.people import RoleName
from handlers.wording import delivery
from schedules.jobs import OFFICE_HOURS
from storage import outbox, policy
from storage.outbox import Push
from storage.senders import addresses_of
from storage.transactions import Database
from storage.undelivered import TOLD_ABOUT, is_put, mark_told, untold


def tell_of_undelivered(database: Database, zone: ZoneInfo, platforms: Collection[str], now: datetime) -> int:
    """In office hours of a working day, by `platforms`, those that are switched on; how many were told.

    What fails after the day's list stands in the next one, and so does all of it where nobody can be told.
    """
    today = local_day(now, zone)
    with database.session() as session:
        connection = session.connection()
        calendar = policy.load_calendar(session)
        if not calendar.is_working_day(today) or now.astimezone(zone).hour not in OFFICE_HOURS:
            return 0
        office = addresses_of(session, RoleName.OFFICE, platforms)
        keys = {address: f"{TOLD_ABOUT}:{today}:{address.person_id}" for address in office}
        failed = untold(connection)
        if not failed or not office or is_put(connection, keys.values()):
            return 0
        text = delivery.undelivered([(one.id, one.kind, one.to, one.reason) for one in failed])
        for address, key in keys.items():
            push = Push(key, TOLD_ABOUT, address.platform, address.user_id, text)
            outbox.put_push(connection, push, now)
        mark_told(connection, failed)
        return len(office)
