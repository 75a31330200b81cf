"""`ducha doctor`: finds what is wrong and says what to do."""

from __future__ import annotations

import pytest

import bot.intake
from bot.doctor import Check, examine
from storage.outbox import put_push
from storage.transactions import Database
from tests.bot.calls import call, written
from tests.bot.cli.conftest import Ducha
from tests.bot.outage import outage
from tests.desk import MORNING, Desk


def checks() -> dict[str, Check]:
    return {check.name: check for check in examine(MORNING)}


def sound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting that a small office needs."""
    dingtalk = desk.stand_in.dingtalk.tenant
    for name, value in {
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "DINGTALK_CLIENT_ID": dingtalk.client_id,
        "DINGTALK_CLIENT_SECRET": dingtalk.client_secret,
        "DINGTALK_ROBOT_CODE": dingtalk.robot_code,
        "DINGTALK_CORP_ID": dingtalk.corp_id,
    }.items():
        monkeypatch.setenv(f"DUCHA_{name}", value)


def test_a_sound_office_has_nothing_to_do(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ducha.uses(desk.database)
    sound(desk, monkeypatch)
    monkeypatch.setattr("bot.cli.running.utc_now", lambda: MORNING)
    monkeypatch.setattr("bot.doctor._clock", lambda *_: Check("时钟", ok=True, found=""))
    outcome = ducha("doctor")
    assert (outcome.status, outcome.err) == (0, "")
    assert "✗" not in outcome.out
    assert "2023年（130项）" in outcome.out


def test_a_new_machine_is_told_what_to_do(ducha: Ducha) -> None:
    outcome = ducha("doctor")
    assert outcome.status == 1
    assert "✗" in outcome.out
    assert "ducha db upgrade" in outcome.out
    assert "DUCHA_WECOM_" in outcome.out
    assert not any(ducha.folder.iterdir())
    ducha("db", "upgrade")
    assert "ducha notice import" in ducha("doctor").out


def test_a_wrong_setting_is_named(ducha: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCHA_TIMEZONE", "Mars")
    outcome = ducha("doctor")
    assert outcome.status == 1
    assert "DUCHA_TIMEZONE" in outcome.out


def test_a_missing_secret_key_is_named(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ducha.uses(desk.database)
    sound(desk, monkeypatch)
    monkeypatch.delenv("DUCHA_SECRET_KEY")
    assert "DUCHA_SECRET_KEY" in checks()["设置"].found


def test_a_database_that_is_down_is_told(ducha: Ducha, database: Database) -> None:
    ducha.uses(database)
    with outage(database):
        found = checks()["数据库"]
    assert not found.ok
    assert "DUCHA_DATABASE_URL" in found.advice


def test_clocks_apart_are_told(ducha: Ducha, database: Database) -> None:
    """PostgreSQL has a clock of its own; the test's morning is years away from it."""
    ducha.uses(database)
    found = checks()["时钟"]
    assert found.ok == (database.engine.dialect.name == "sqlite")
    if not found.ok:
        assert "NTP" in found.advice


def test_what_lies_about_is_counted(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ducha.uses(desk.database)
    assert checks()["未处理的消息"].ok
    assert checks()["送不出的回复"].ok

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(bot.intake, "decide", broken)
    call(desk, "wecom", written(desk, "wecom"))
    desk.database.write(
        lambda connection: put_push(connection, "k", "wecom", "nobody", "任务45", desk.clock.now)
    )
    desk.relay()
    found = checks()
    assert (found["未处理的消息"].ok, found["未处理的消息"].found) == (False, "1条")
    assert (found["送不出的回复"].ok, found["送不出的回复"].found) == (False, "1条")
    assert "ducha inbox retry" in found["未处理的消息"].advice


def test_a_year_without_calendar_is_only_mentioned_until_it_begins(ducha: Ducha, database: Database) -> None:
    ducha.uses(database)
    coming = MORNING.replace(year=2040)
    found = {check.name: check for check in examine(coming)}
    assert (found["2040年放假安排"].ok, found["2041年放假安排"].ok) == (False, True)
    assert "暂定" in found["2041年放假安排"].found
    assert "ducha calendar confirm 2040" in found["2040年放假安排"].advice
