"""Calls are counted by way and month; what is received counts once, however often one looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.messages import MessageKind
from storage import inbox, quotas
from storage.quotas import RESERVE, Budget
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import NOW, a_message

SHARED = {"q": Budget(100)}


def count(database: Database, way: str = "w", more: int = 1, now: datetime = NOW) -> None:
    database.write(lambda c: quotas.count(c, way, "q", now, more))


def used(database: Database, now: datetime = NOW) -> int:
    with database.reading() as connection:
        return quotas.used(connection, "q", now)


def is_used_up(database: Database, budgets: dict[str, Budget], *, matters: bool, now: datetime = NOW) -> bool:
    return database.write(lambda c: quotas.is_used_up(c, "q", budgets, now, matters=matters))


def receive(database: Database, platform: str, key: str, kind: MessageKind = MessageKind.TEXT) -> None:
    message = replace(a_message(), platform=platform, key=key, kind=kind)
    database.write(lambda c: inbox.put(c, message, NOW, person_id=None, intent="x", answer=""))


def test_ways_of_one_budget_are_added_up_and_a_month_is_beijings(database: Database) -> None:
    end = datetime(2023, 3, 31, 23, 59, tzinfo=SHANGHAI)
    count(database, "a", 3, end)
    count(database, "b", 4, end)
    count(database, "a", 1, end + timedelta(minutes=2))
    assert (used(database, end), used(database, end + timedelta(hours=1))) == (7, 1)


def test_the_last_part_of_a_budget_is_kept_for_what_matters(database: Database) -> None:
    kept = int(100 * RESERVE)
    count(database, more=100 - kept - 1)
    assert not is_used_up(database, SHARED, matters=False)
    count(database)
    assert is_used_up(database, SHARED, matters=False)
    assert not is_used_up(database, SHARED, matters=True)
    count(database, more=kept)
    assert is_used_up(database, SHARED, matters=True)


def test_no_budget_and_zero_are_no_limit(database: Database) -> None:
    count(database, more=10**6)
    assert not is_used_up(database, {}, matters=False)
    assert not is_used_up(database, {"q": Budget(0)}, matters=False)


def test_what_is_received_counts_once_and_of_that_platform_only(database: Database) -> None:
    budgets = {"q": Budget(3, received="dingtalk")}
    receive(database, "dingtalk", "1")
    receive(database, "wecom", "2")
    receive(database, "dingtalk", "3")
    for _ in range(3):
        assert not is_used_up(database, budgets, matters=True)
    assert used(database) == 2
    receive(database, "dingtalk", "4")
    assert is_used_up(database, budgets, matters=True)
    assert not is_used_up(database, budgets, matters=True, now=NOW + timedelta(days=30))


def test_words_that_a_platform_keeps_back_are_noticed_for_the_month(database: Database) -> None:
    def is_withheld(now: datetime) -> bool:
        with database.reading() as connection:
            return quotas.is_withheld(connection, "dingtalk", now)

    receive(database, "dingtalk", "1")
    assert not is_withheld(NOW)
    receive(database, "dingtalk", "2", MessageKind.WITHHELD)
    assert is_withheld(NOW)
    assert not is_withheld(NOW + timedelta(days=30))
