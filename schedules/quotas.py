"""The office is warned once a month before a quota of a platform is used up, and once when it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.duties.deadlines import local_day
from handlers.ledger.people import RoleName
from handlers.wording import delivery
from schedules.jobs import OFFICE_HOURS
from storage import outbox, policy, quotas
from storage.outbox import Push
from storage.quotas import Budgets
from storage.senders import addresses_of
from storage.transactions import Database


def warn_of_quotas(
    database: Database, zone: ZoneInfo, platforms: Collection[str], budgets: Budgets, now: datetime
) -> int:
    """In office hours of a working day; how many warnings were put in. A second run says nothing new."""
    with database.session() as session:
        calendar = policy.load_calendar(session)
        working = calendar.is_working_day(local_day(now, zone))
        if not working or now.astimezone(zone).hour not in OFFICE_HOURS:
            return 0
        connection = session.connection()
        put = 0
        for name, text in _warnings(connection, platforms, budgets, now):
            for address in addresses_of(session, RoleName.OFFICE, platforms):
                key = f"quota:{name}:{quotas.month_of(now)}:{address.person_id}"
                push = Push(key, "quota_warning", address.platform, address.user_id, text)
                put += outbox.put_push(connection, push, now)
        return put


def _warnings(
    connection: Connection, platforms: Collection[str], budgets: Budgets, now: datetime
) -> Iterator[tuple[str, str]]:
    for quota, budget in budgets.items():
        if budget.received in platforms and quotas.is_withheld(connection, budget.received, now):
            yield f"{quota}:used-up", delivery.quota_used_up(budget.spoken)
        if not budget.most:
            continue
        if budget.received:
            quotas.count_received(connection, budget.received, quota, now)
        used = quotas.used(connection, quota, now)
        if used >= budget.most * quotas.WARNED_FROM:
            yield quota, delivery.quota_nearly_used(budget.spoken, used, budget.most)
