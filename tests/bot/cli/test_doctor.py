"""`ducha doctor`: finds what is wrong and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
import responses

import bot.intake
from bot.doctor import Check, examine
from bot.platforms.simulator.faults import UNREACHABLE
from storage.outbox import Push, put_push
from storage.transactions import Database
from tests.bot.calls import call, written
from tests.bot.cli.conftest import Ducha
from tests.bot.outage import outage
from tests.desk import MORNING, Desk


def checks(session: requests.Session | None = None, behind: float = 0) -> dict[str, Check]:
    """By name, on a machine whose clock is so many seconds behind; without a session only what is at home."""

    def clock() -> datetime:
        return MORNING - timedelta(seconds=behind)

    return {check.name: check for check in examine(clock, offline=session is None, session=session)}


def sound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting that a small office needs."""
    dingtalk, wecom = desk.stand_in.dingtalk.tenant, desk.stand_in.wecom.tenant
    for name, value in {
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "WECOM_CORP_ID": wecom.corp_id,
        "WECOM_AGENT_ID": str(wecom.agent_id),
        "WECOM_SECRET": wecom.secret,
        "WECOM_TOKEN": wecom.token,
        "WECOM_AES_KEY": wecom.aes_key,
        "DINGTALK_CLIENT_ID": dingtalk.client_id,
        "DINGTALK_CLIENT_SECRET": dingtalk.client_secret,
        "DINGTALK_ROBOT_CODE": dingtalk.robot_code,
        "DINGTALK_CORP_ID": dingtalk.corp_id,
    }.items():
        monkeypatch.setenv(f"DUCHA_{name}", value)


@pytest.fixture
def sound_office(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Ducha:
    """Everything set up, on the morning of the desk; the way out ends at the stand-in."""
    ducha.uses(desk.database)
    sound(desk, monkeypatch)
    monkeypatch.setattr("bot.cli.running.utc_now", lambda: MORNING)
    monkeypatch.setattr("bot.doctor._clock", lambda *_: Check("时钟", ok=True, found=""))
    monkeypatch.setattr("bot.doctor.outward_session", lambda _: desk.stand_in.session())
    return ducha


def test_a_sound_office_has_nothing_to_do(sound_office: Ducha, desk: Desk) -> None:
    outcome = sound_office("doctor")
    assert (outcome.status, outcome.err) == (0, "")
    assert "✗" not in outcome.out
    assert "2023年（130项）" in outcome.out
    for name in ("企业微信令牌", "钉钉令牌", "钉钉回复地址"):
        assert f"✓ {name}：" in outcome.out
    assert desk.stand_in.transcript.said_by_bot() == []


def test_without_a_network_each_way_is_one_line(
    sound_office: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_PUBLIC_URL", "https://ducha.example.gov.cn")
    for path in ("/cgi-bin/gettoken", "/v1.0/oauth2/accessToken", "/", "/healthz"):
        desk.stand_in.faults.script(path, UNREACHABLE)
    outcome = sound_office("doctor")
    assert outcome.status == 1
    failed = [line for line in outcome.out.splitlines() if line.startswith("✗")]
    ways = ["✗ 企业微信令牌", "✗ 钉钉令牌", "✗ 钉钉回复地址", "✗ 公开网址"]
    assert [line.partition("：")[0] for line in failed] == ways
    assert all("连不上" in line and " → " in line for line in failed)
    assert outcome.err.count("\n") == 1


def test_offline_nothing_is_called(sound_office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setenv("DUCHA_PUBLIC_URL", "https://ducha.example.gov.cn")
    monkeypatch.setattr(requests.Session, "send", forbidden)
    outcome = sound_office("doctor", "--offline")
    assert (outcome.status, outcome.err) == (0, "")
    assert "--offline" in outcome.out
    assert "令牌" not in outcome.out


@pytest.mark.parametrize("behind", [59, -59, 0])
def test_clocks_that_agree_with_the_platforms_pass(sound_office: Ducha, desk: Desk, behind: float) -> None:
    found = checks(desk.stand_in.session(), behind)
    assert found["本机时钟（对照企业微信）"].ok
    assert found["本机时钟（对照钉钉）"].ok


@pytest.mark.parametrize("behind", [61, -61, 3601, -3601])
def test_a_clock_that_differs_from_the_platforms_is_told(
    sound_office: Ducha, desk: Desk, behind: float
) -> None:
    found = checks(desk.stand_in.session(), behind)
    for name in ("本机时钟（对照企业微信）", "本机时钟（对照钉钉）"):
        assert not found[name].ok
        assert f"{abs(behind)}秒" in found[name].found
        assert "NTP" in found[name].advice
        assert ("DUCHA_SIGNATURE_WINDOW" in found[name].advice) == (abs(behind) > 3600)


def test_a_narrow_signature_window_narrows_what_is_accepted(
    sound_office: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_SIGNATURE_WINDOW", "20")
    found = checks(desk.stand_in.session(), 21)["本机时钟（对照钉钉）"]
    assert not found.ok
    assert "DUCHA_SIGNATURE_WINDOW" in found.advice


@pytest.fixture
def public(ducha: Ducha, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Check]]:
    """The check of the public URL against an answer."""
    monkeypatch.setenv("DUCHA_PUBLIC_URL", "https://ducha.example.gov.cn/base/")
    monkeypatch.setenv("DUCHA_SECRET_KEY", "0123456789abcdef0123456789abcdef")
    with responses.RequestsMock() as wire:

        def check(**answer: Any) -> Check:
            wire.get("https://ducha.example.gov.cn/base/healthz", **answer)
            return checks(requests.Session())["公开网址"]

        yield check


def test_the_public_url_is_tried(public: Callable[..., Check]) -> None:
    assert public(json={"status": "ok", "platforms": []}).ok


@pytest.mark.parametrize(
    ("answer", "found", "advice"),
    [
        ({"status": 503, "json": {"status": "down"}}, "数据库", "DUCHA_DATABASE_URL"),
        ({"status": 502, "body": "<html>Bad Gateway</html>"}, "HTTP 502", "ducha serve"),
        ({"status": 200, "body": "<html>It works!</html>"}, "不是 ducha", "/healthz"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example/"}}, "HTTP 302", "代理"),
        ({"body": requests.ConnectionError()}, "连不上 ducha.example.gov.cn", "DUCHA_PUBLIC_URL"),
        ({"body": requests.exceptions.SSLError()}, "证书", "DUCHA_CA_BUNDLE"),
    ],
    ids=["no database", "nobody behind the proxy", "another server", "redirect", "away", "certificate"],
)
def test_what_is_wrong_with_the_public_url_is_told(
    public: Callable[..., Check], answer: dict[str, Any], found: str, advice: str
) -> None:
    check = public(**answer)
    assert not check.ok
    assert found in check.found
    assert advice in check.advice


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
        lambda connection: put_push(
            connection, Push("k", "notice", "wecom", "nobody", "任务45"), desk.clock.now
        )
    )
    desk.relay()
    found = checks()
    assert (found["未处理的消息"].ok, found["未处理的消息"].found) == (False, "1条")
    assert (found["送不出的回复"].ok, found["送不出的回复"].found) == (False, "1条")
    assert "ducha inbox retry" in found["未处理的消息"].advice


def test_a_year_without_calendar_is_only_mentioned_until_it_begins(ducha: Ducha, database: Database) -> None:
    ducha.uses(database)
    coming = MORNING.replace(year=2040)
    found = {check.name: check for check in examine(lambda: coming, offline=True)}
    assert (found["2040年放假安排"].ok, found["2041年放假安排"].ok) == (False, True)
    assert "暂定" in found["2041年放假安排"].found
    assert "ducha calendar confirm 2040" in found["2040年放假安排"].advice
