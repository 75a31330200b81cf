"""Calls of a month: counted by way, held against the budget of the organisation.

A budget (`dingtalk.calls`, `dingtalk.messages`) is shared by several ways. The month is Beijing's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from handlers.messages import MessageKind
from storage.lifetimes import BEIJING
from storage.prepared import Prepared
from storage.rows import CallRow, InboxRow

WARNED_FROM = 0.8
RESERVE = 0.05  # of a budget, kept for what matters most
SPARED_FROM = 0.5  # of a budget, where another one will do as well
_ADD = Prepared(
    update(CallRow)
    .where(CallRow.way == bindparam("b_way"), CallRow.month == bindparam("b_month"))
    .values(count=CallRow.count + bindparam("b_more"))
)
_USED = Prepared(
    select(func.coalesce(func.sum(CallRow.count), 0)).where(
        CallRow.quota == bindparam("quota"), CallRow.month == bindparam("month")
    )
)
_UP_TO = Prepared(select(func.coalesce(func.max(CallRow.up_to), 0)).where(CallRow.way == bindparam("way")))
_RECEIVED = Prepared(
    select(func.count(), func.max(InboxRow.id)).where(
        InboxRow.platform == bindparam("platform"),
        InboxRow.id > bindparam("up_to"),
        InboxRow.received_at >= bindparam("since"),
    )
)


@dataclass(frozen=True, slots=True)
class Budget:
    """`most` calls a month, 0 for no limit; messages of platform `received` count too, "" for none.

    `spoken` is its name for the office.
    """

    most: int
    received: str = ""
    spoken: str = ""


Budgets = Mapping[str, Budget]


def month_of(now: datetime) -> str:
    return f"{now.astimezone(BEIJING):%Y-%m}"


def count(connection: Connection, way: str, quota: str, now: datetime, more: int = 1) -> None:
    """One more call by `way`, whether or not its quota has a limit."""
    month = month_of(now)
    if not _ADD.run(connection, {"b_way": way, "b_month": month, "b_more": more}):
        row = {"way": way, "month": month, "quota": quota, "count": more, "up_to": 0}
        connection.execute(insert(CallRow), row)


def used(connection: Connection, quota: str, now: datetime) -> int:
    return int(_USED.value(connection, {"quota": quota, "month": month_of(now)}))


def is_used_up(connection: Connection, quota: str, budgets: Budgets, now: datetime, *, matters: bool) -> bool:
    """Whether no more may go; what does not matter so much leaves the reserve alone."""
    budget = budgets.get(quota)
    if budget is None or not budget.most:
        return False
    if budget.received:
        count_received(connection, budget.received, quota, now)
    kept_back = 0 if matters else int(budget.most * RESERVE)
    return used(connection, quota, now) >= budget.most - kept_back


def share_used(connection: Connection, quota: str, budgets: Budgets, now: datetime) -> float:
    """Of a budget; 0 where there is no limit."""
    budget = budgets.get(quota)
    return used(connection, quota, now) / budget.most if budget is not None and budget.most else 0.0


def found_used_up(connection: Connection, way: str, quota: str, budgets: Budgets, now: datetime) -> None:
    """The platform has counted more than we, since others use the same quota: it is used up for us too."""
    budget = budgets.get(quota)
    left = budget.most - used(connection, quota, now) if budget is not None else 0
    if left > 0:
        count(connection, f"{way}.by_others", quota, now, left)


def count_received(connection: Connection, platform: str, quota: str, now: datetime) -> None:
    """Count the messages taken in since the last look; only those are read."""
    way = f"{platform}.received"
    up_to = _UP_TO.value(connection, {"way": way})
    seen = {"platform": platform, "up_to": up_to, "since": _month_began(now)}
    fresh, last = _RECEIVED.rows(connection, seen)[0]
    if not fresh:
        return
    count(connection, way, quota, now, fresh)
    here = update(CallRow).where(CallRow.way == way, CallRow.month == month_of(now))
    connection.execute(here.values(up_to=last))


def is_withheld(connection: Connection, platform: str, now: datetime) -> bool:
    """Whether the platform has kept back the words of a message this month: its quota is used up."""
    withheld = select(InboxRow.id).where(
        InboxRow.platform == platform,
        InboxRow.kind == MessageKind.WITHHELD,
        InboxRow.received_at >= _month_began(now),
    )
    return connection.execute(withheld.limit(1)).first() is not None


def _month_began(now: datetime) -> datetime:
    return now.astimezone(BEIJING).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
