"""Logs say what happened. They never say what people wrote, who they are, or what opens a door."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import structlog

import bot.intake
from bot.logs import set_up_logs
from bot.platforms.simulator.faults import TIMEOUT, answering
from handlers.errors import LedgerError
from schedules.alarm import Alarm
from storage.packaged import packaged_roster
from storage.record import Recorder
from tests.bot.calls import COMPANY, HOUSING, PLATFORMS, call, forged, written
from tests.bot.outage import outage
from tests.desk import GROUP, STRANGER, Desk

LOGGING = ("app", "intake", "metrics", "relay", "webhook")
PHONE = "13800001234"
WORDS = ("已筹集3100套", "征收没清完", "李海", "区水务局", "绑定", "封顶", "口袋公园")
NO_ID = re.compile("[0-9a-f]{32}")


@dataclass
class Logs:
    """Everything that was logged, as text and as events."""

    structured: io.StringIO
    plain: io.StringIO

    def text(self) -> str:
        return self.structured.getvalue() + self.plain.getvalue()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.structured.getvalue().splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [entry for entry in self.events() if entry["event"] == event]


@pytest.fixture
def logs(plain_logs: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Logs]:
    """As `ducha serve` sets them up, into memory; and everything that other libraries log."""
    made = Logs(io.StringIO(), io.StringIO())
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", made.structured)
        set_up_logs()
    for name in LOGGING:  # a logger keeps for good what it was set up with when it was first used
        monkeypatch.setattr(f"bot.{name}.log", structlog.get_logger())
    monkeypatch.setattr("schedules.alarm.log", structlog.get_logger())
    handler = logging.StreamHandler(made.plain)
    logging.getLogger().addHandler(handler)
    yield made
    logging.getLogger().removeHandler(handler)


def conversations(desk: Desk) -> None:
    """What an ordinary day brings, and some of an odd one."""
    desk.says(HOUSING, "实事13 完成情况：已筹集3100套；问题：征收没清完")
    desk.says(HOUSING, f"更正 实事13 完成情况：已筹集3200套，联系人李海 {PHONE}")
    desk.says(HOUSING, "撤回 实事13")
    desk.says(COMPANY, f"任务44 封顶2010套，电话{PHONE}", in_group=True)
    desk.says("wukai.ylzx", "口袋公园建成6处")
    desk.says(STRANGER, f"绑定 区水务局 李海 {PHONE}")
    desk.says(PHONE, "任务60 已完成选址")  # a phone number as user id
    request = desk.stand_in.wecom.text(HOUSING, f"李海 {PHONE}")
    for _ in range(2):
        desk.wecom(request)
    desk.wecom(desk.stand_in.wecom.image(HOUSING))
    desk.dingtalk(desk.stand_in.dingtalk.file(COMPANY, "李海的情况.xlsx"))


def refusals(desk: Desk) -> None:
    for platform in PLATFORMS:
        call(desk, platform, forged(written(desk, platform, f"李海 {PHONE}")))
        call(desk, platform, written(desk, platform, "x" * 300_000))
    stale = [(platform, written(desk, platform)) for platform in PLATFORMS]
    desk.clock.forward(hours=2)
    for platform, request in stale:
        call(desk, platform, request)
    payload = desk.stand_in.dingtalk.payload(COMPANY) | {"conversationType": "9"}
    call(desk, "dingtalk", desk.stand_in.dingtalk.signed(payload, desk.clock.now))


def failures(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    """Errors whose own words quote what was written, at several depths."""
    secret = f"已筹集3100套 李海 {PHONE} {desk.stand_in.wecom.tenant.secret}"
    for place, name in ((bot.intake, "decide"), (bot.intake, "understand"), (Recorder, "record")):
        for error in (
            RuntimeError(secret),
            KeyError(secret),
            UnicodeDecodeError("utf-8", b"x", 0, 1, secret),
        ):
            with patch.context() as broken:
                broken.setattr(place, name, raising(error))
                for platform in PLATFORMS:
                    call(desk, platform, written(desk, platform))
                desk.clock.forward(minutes=2)
                desk.program.retry_failed(desk.clock.now)
    with outage(desk.database):
        for platform in PLATFORMS:
            assert call(desk, platform, written(desk, platform)).status >= 500
        desk.web.get("/healthz")
        desk.web.get("/metrics")


def raising(error: Exception) -> Any:
    def broken(*_: object, **__: object) -> None:
        raise error from ValueError(str(error))

    return broken


def troubles_outside(desk: Desk) -> None:
    """Platforms that fail, and quote our secrets and somebody's phone while they do."""
    wecom, dingtalk = desk.stand_in.wecom.tenant, desk.stand_in.dingtalk.tenant
    said = f"access_token={wecom.secret}&session=abc {dingtalk.client_secret} {PHONE}"
    session, token = "/robot/sendBySession", "/v1.0/oauth2/accessToken"
    for number, fault in enumerate(
        (
            TIMEOUT,
            answering({"errcode": 130101, "errmsg": said}),
            answering({"errcode": 460101, "errmsg": said}),
        )
    ):
        desk.stand_in.faults.script(session, fault)
        desk.says(COMPANY, f"任务44 封顶{number}套", in_group=True)
    desk.stand_in.faults.script(session, answering({"errcode": 300001, "errmsg": said}))
    desk.stand_in.faults.script(token, answering({"code": "invalidClientIdOrSecret", "message": said}, 400))
    desk.says(COMPANY, "任务44 封顶9套", in_group=True)


def test_nobody_and_nothing_private_is_in_the_logs(
    desk: Desk, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations(desk)
    refusals(desk)
    troubles_outside(desk)
    failures(desk, monkeypatch)
    text = logs.text()
    assert len(logs.events()) > 40
    for word in (*WORDS, PHONE, STRANGER, HOUSING, COMPANY, GROUP):
        assert word not in text, word
    for row in packaged_roster().rows:
        for word in (row.name, row.phone, *row.identities.values()):
            assert not word or word not in text, word
    wecom, dingtalk = desk.stand_in.wecom.tenant, desk.stand_in.dingtalk.tenant
    for secret in (wecom.secret, wecom.token, wecom.aes_key, dingtalk.client_secret, *dingtalk.sessions):
        assert secret not in text, secret
    for door in ("sendBySession?", "wecom-token-", "dingtalk-token-", "sessionWebhook"):
        assert door not in text, door
    assert not re.search("(access_token|session|sign)=[^…]", text)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)


def test_what_happened_can_be_followed(desk: Desk, logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.says(HOUSING, "实事13 已筹集3100套")
    [taken] = logs.of("message taken")
    assert (taken["platform"], taken["intent"], taken["fresh"], taken["level"]) == (
        *("wecom", "report", True),
        "info",
    )
    assert taken["timestamp"].endswith("Z")

    call(desk, "dingtalk", forged(written(desk, "dingtalk")))
    [refused] = logs.of("callback refused")
    assert (refused["platform"], refused["status"]) == ("dingtalk", 401)
    assert "signature" in refused["reason"]

    monkeypatch.setattr(bot.intake, "decide", raising(LedgerError("任务999 is not in the ledger of 2023")))
    call(desk, "wecom", written(desk, "wecom"))
    [failed] = logs.of("message failed")
    assert (failed["exception"], failed["reason"]) == ("LedgerError", "任务999 is not in the ledger of 2023")
    assert any("intake.py" in frame for frame in failed["frames"])


def test_every_line_of_a_request_carries_its_id(desk: Desk, logs: Logs) -> None:
    request = written(desk, "wecom")
    args, headers = dict(request.args), {**request.headers, "X-Request-Id": "front-7"}
    desk.web.post("/wecom/callback", query_string=args, headers=headers, data=request.body)
    desk.web.post("/wecom/callback", data=b"x")
    with outage(desk.database):
        desk.web.get("/healthz")
    ids = [entry["request"] for entry in logs.events()]
    assert ids[0] == "front-7"
    assert len(set(ids)) == 3
    assert all(NO_ID.fullmatch(name) for name in ids[1:])


def test_the_relay_names_the_letter_and_the_reason(desk: Desk, logs: Logs) -> None:
    desk.stand_in.faults.script("/robot/sendBySession", TIMEOUT)
    desk.says(COMPANY, "任务44 封顶2010套")
    [waits] = logs.of("letter waits")
    assert [type(number) for number in waits["letters"]] == [int]
    assert "time-out" in waits["reason"]


def test_a_job_that_fails_is_logged_without_its_words(logs: Logs) -> None:
    alarm = Alarm()
    alarm.every(3600, "tell the office", raising(RuntimeError(f"李海 {PHONE}")))
    alarm._scheduler.get_jobs()[0].func()
    [failed] = logs.of("job failed")
    assert (failed["job"], failed["exception"]) == ("tell the office", "RuntimeError")
    assert "李海" not in logs.text()
