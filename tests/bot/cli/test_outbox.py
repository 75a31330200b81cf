"""`ducha outbox`: what is not out, and another try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.clock import utc_now
from storage import outbox, recalls
from storage.outbox import Push
from storage.transactions import Database
from tests.bot.calls import HOUSING
from tests.bot.cli.conftest import Ducha


@pytest.fixture
def office(ducha: Ducha, ledger: Database) -> Ducha:
    """One reminder has failed, another waits."""
    ducha.uses(ledger)
    now = utc_now()

    def put(connection: Connection) -> None:
        outbox.put_push(connection, Push("a", "report_reminder", "wecom", HOUSING, "请报送任务45"), now)
        [letter] = outbox.claim(connection, now)
        outbox.give_up(connection, letter, "账号不存在")
        later = Push(
            "b", "overall_bulletin", "dingtalk", "dt-0020", "通报", not_before=now + timedelta(hours=1)
        )
        outbox.put_push(connection, later, now)

    ledger.write(put)
    return ducha


def test_everything_that_is_not_out_with_its_reason(office: Ducha) -> None:
    shown = office("outbox", "list").out
    assert "没有发出的消息2条" in shown
    for words in ("提醒", "范文博", "失败", "账号不存在", "通报", "等待"):
        assert words in shown
    assert "任务45" not in shown


def test_only_what_failed(office: Ducha) -> None:
    shown = office("outbox", "list", "--failed").out
    assert "没有送达的消息1条" in shown
    assert "通报" not in shown


def test_another_try(office: Ducha, ledger: Database) -> None:
    assert office("outbox", "retry", "1").status == 0
    assert "没有送达的消息0条" in office("outbox", "list", "--failed").out
    letters = ledger.write(lambda connection: outbox.claim(connection, utc_now()))
    assert [letter.text for letter in letters] == ["请报送任务45"]


def test_nothing_is_moved_where_one_number_is_wrong(office: Ducha) -> None:
    assert office("outbox", "retry", "1", "2", "99").refused_in_one_line("2、99")
    assert "没有送达的消息1条" in office("outbox", "list", "--failed").out
    assert office("outbox", "retry").refused_in_one_line("NUMBERS")


def test_taken_back_only_with_all_that_went_out_in_one_call(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    now = utc_now()

    def put(connection: Connection) -> None:
        for key, to in (("a", "dt-0020"), ("b", "dt-0158"), ("c", "dt-0160")):
            outbox.put_push(connection, Push(key, "notice", "dingtalk", to, "发错了"), now)
        for letter in outbox.claim(connection, now):
            outbox.mark_sent(connection, letter, now, "" if letter.id == 3 else "query-1")

    ledger.write(put)
    assert ducha("outbox", "recall", "1").refused_in_one_line("第2条", "一次发出")
    assert ducha("outbox", "recall", "3").refused_in_one_line("常宏宇", "平台不能撤回", "另行说明")
    assert ducha("outbox", "recall", "1", "99").refused_in_one_line("99")
    assert "24小时内发出的消息3条" in ducha("outbox", "list", "--sent").out
    assert "2条由 ducha serve 撤回" in ducha("outbox", "recall", "1", "2").err
    with ledger.reading() as connection:
        assert recalls.anything_due(connection, utc_now())


def test_what_waits_is_stopped_by_number(office: Ducha, ledger: Database) -> None:
    assert office("outbox", "recall", "2").status == 0
    assert "没有发出的消息1条" in office("outbox", "list").out
    with ledger.reading() as connection:
        assert recalls.anything_due(connection, utc_now())
