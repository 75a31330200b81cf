"""The office is warned once a month at 80 %, and once when the platform keeps words back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.messages import MessageKind
from schedules.quotas import warn_of_quotas
from storage import inbox, quotas
from storage.quotas import Budget
from storage.transactions import Database
from tests.bot.calls import outbox_rows
from tests.builders import SHANGHAI
from tests.storage.contents import a_message

THURSDAY = datetime(2023, 4, 6, 10, 7, tzinfo=SHANGHAI)
BUDGETS = {
    "dingtalk.calls": Budget(50, spoken="接口调用"),
    "dingtalk.messages": Budget(10, received="dingtalk", spoken="消息"),
}


def warn(database: Database, now: datetime = THURSDAY) -> int:
    return warn_of_quotas(database, SHANGHAI, ("wecom", "dingtalk"), BUDGETS, now)


def call(database: Database, more: int, now: datetime = THURSDAY) -> None:
    database.write(lambda c: quotas.count(c, "dingtalk.private", "dingtalk.calls", now, more))


def receive(database: Database, key: str, kind: MessageKind = MessageKind.TEXT) -> None:
    message = replace(a_message(), platform="dingtalk", key=key, kind=kind)
    database.write(lambda c: inbox.put(c, message, THURSDAY, person_id=None, intent="x", answer=""))


def test_each_is_warned_once_a_month(ledger: Database) -> None:
    call(ledger, 39)
    assert warn(ledger) == 0
    call(ledger, 1)
    assert warn(ledger) == 3
    assert warn(ledger, THURSDAY + timedelta(hours=1)) == 0
    texts = {row["text"] for row in outbox_rows(ledger)}
    assert len(texts) == 1
    assert "接口调用本月已用40次，额度50次（80%）" in texts.pop()
    may = datetime(2023, 5, 8, 10, 7, tzinfo=SHANGHAI)
    assert warn(ledger, may) == 0
    call(ledger, 45, may)
    assert warn(ledger, may) == 3


def test_what_is_received_counts(ledger: Database) -> None:
    for number in range(8):
        receive(ledger, str(number))
    assert warn(ledger) == 3


def test_withheld_words_are_told_at_once(ledger: Database) -> None:
    receive(ledger, "1", MessageKind.WITHHELD)
    assert warn(ledger) == 3
    assert warn(ledger) == 0
    assert "已用完" in outbox_rows(ledger)[0]["text"]


def test_not_at_night(ledger: Database) -> None:
    call(ledger, 50)
    assert warn(ledger, datetime(2023, 4, 6, 22, 0, tzinfo=SHANGHAI)) == 0
