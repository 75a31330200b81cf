"""`ducha outbox`: what is not out, and another try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.clock import utc_now
from storage import outbox
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
