"""sessionWebhook and OpenAPI against answers as DingTalk gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from bot.platforms.dingtalk.codes import PERMANENT, REGISTRATION, SESSION_GONE, SESSION_PERMANENT
from bot.platforms.dingtalk.robot import DingTalkRobot
from bot.platforms.limits import CUT_HINT
from bot.platforms.port import Delivery, Receipt, RegistrationError, ThrottledError
from handlers.errors import DeliveryError, PermanentDeliveryError
from handlers.messages import ReplyAddress
from tests.bot.platforms.scene import send

API, OAPI = "https://api.dingtalk.com", "https://oapi.dingtalk.com"
TOKEN = API + "/v1.0/oauth2/accessToken"
BATCH = API + "/v1.0/robot/oToMessages/batchSend"
SESSION = OAPI + "/robot/sendBySession"
NOW = datetime(2023, 4, 3, tzinfo=UTC)
ADDRESS = ReplyAddress(SESSION + "?session=abc", NOW + timedelta(minutes=89))
REPLY = Delivery("answer:1", "zhang", "已记录3月: 任务45", ADDRESS, ("zhang",))
PUSH = Delivery("push:1", "zhang", "任务45 请于今日前填报")


def robot() -> DingTalkRobot:
    return DingTalkRobot(
        client_id="app-key",
        client_secret="app-secret",
        robot_code="robot-1",
        corp_id="ding1",
        session=requests.Session(),
    )


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def gives_token(wire: responses.RequestsMock, value: str = "token-1") -> None:
    wire.post(TOKEN, json={"accessToken": value, "expireIn": 7200})


def body_of(call: responses.Call) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call.request.body or "")
    return found


@pytest.mark.parametrize("code", [0, "0"])
def test_answers_by_the_address_that_came_along(wire: responses.RequestsMock, code: int | str) -> None:
    wire.post(SESSION, json={"errcode": code, "errmsg": "ok"})
    assert send(robot(), REPLY, NOW) == Receipt()
    sent = body_of(wire.calls[0])
    assert len(sent.pop("msgUuid")) == 32
    assert sent == {
        "msgtype": "text",
        "text": {"content": "@zhang 已记录3月: 任务45"},
        "at": {"atUserIds": ["zhang"], "isAtAll": False},
    }


def test_every_attempt_carries_the_same_key(wire: responses.RequestsMock) -> None:
    wire.post(SESSION, json={"errcode": 0})
    sender = robot()
    for delivery in (REPLY, REPLY, replace(REPLY, key="answer:2")):
        send(sender, delivery, NOW)
    keys = [body_of(call)["msgUuid"] for call in wire.calls]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("code", [*sorted(SESSION_GONE), "session.expired", "session.notExisted"])
def test_a_dead_address_gives_way_to_a_private_message(wire: responses.RequestsMock, code: str) -> None:
    wire.post(SESSION, json={"errcode": code, "errmsg": "session 不存在"})
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q-1", "invalidStaffIdList": []})
    assert send(robot(), REPLY, NOW) == Receipt("q-1")
    assert body_of(wire.calls[-1])["msgParam"] == '{"content": "已记录3月: 任务45"}'


def test_an_expired_address_is_not_even_tried(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q-1"})
    assert send(robot(), REPLY, ADDRESS.not_after) == Receipt("q-1")


def test_a_foreign_address_from_the_database_is_not_followed(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q-1"})
    foreign = ReplyAddress("https://evil.example/robot/sendBySession?session=1", ADDRESS.not_after)
    assert send(robot(), replace(REPLY, reply_to=foreign), NOW) == Receipt("q-1")


def test_nobody_left_to_tell(wire: responses.RequestsMock) -> None:
    wire.post(SESSION, json={"errcode": 300001, "errmsg": "session 不存在"})
    with pytest.raises(PermanentDeliveryError, match="no live reply address"):
        send(robot(), replace(REPLY, to=""), NOW)


@pytest.mark.parametrize("code", sorted(SESSION_PERMANENT))
def test_session_codes_that_are_final(wire: responses.RequestsMock, code: str) -> None:
    wire.post(SESSION, json={"errcode": int(code), "errmsg": "no"})
    with pytest.raises(PermanentDeliveryError, match=code):
        send(robot(), REPLY, NOW)


@pytest.mark.parametrize(("code", "seconds"), [(130101, 600), (410100, 60), (-1, None), (88, None)])
def test_session_codes_that_pass(wire: responses.RequestsMock, code: int, seconds: float | None) -> None:
    wire.post(SESSION, json={"errcode": code, "errmsg": "send too fast"})
    with pytest.raises(DeliveryError) as caught:
        send(robot(), REPLY, NOW)
    assert type(caught.value) is (ThrottledError if seconds else DeliveryError)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    "banned",
    [
        {"body": "<html>punish</html>"},
        {"json": {"status": 1111, "wait": 5, "source": "x5", "punish": "deny"}},
    ],
    ids=["html", "json"],
)
def test_a_ban_of_our_address_waits_five_minutes(
    wire: responses.RequestsMock, banned: dict[str, Any]
) -> None:
    wire.post(SESSION, **banned)
    with pytest.raises(DeliveryError) as caught:
        send(robot(), REPLY, NOW)
    assert caught.value.retry_after == 300


def test_a_redirect_is_not_followed(wire: responses.RequestsMock) -> None:
    wire.post(SESSION, status=307, headers={"Location": "https://evil.example/"})
    with pytest.raises(DeliveryError, match="redirects"):
        send(robot(), REPLY, NOW)
    assert len(wire.calls) == 1


def test_a_private_message(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(
        BATCH, json={"processQueryKey": "q-1", "invalidStaffIdList": [], "flowControlledStaffIdList": []}
    )
    assert send(robot(), PUSH, NOW) == Receipt("q-1")
    assert body_of(wire.calls[0]) == {"appKey": "app-key", "appSecret": "app-secret"}
    sent = wire.calls[1].request
    assert sent.headers["x-acs-dingtalk-access-token"] == "token-1"
    assert body_of(wire.calls[1]) == {
        "robotCode": "robot-1",
        "userIds": ["zhang"],
        "msgKey": "sampleText",
        "msgParam": '{"content": "任务45 请于今日前填报"}',
    }


def test_the_token_is_kept_for_most_of_its_life(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q"})
    sender = robot()
    for later in (0, 5759, 5761):
        send(sender, PUSH, NOW + timedelta(seconds=later))
    assert sum(call.request.url == TOKEN for call in wire.calls) == 2


@pytest.mark.parametrize("status", [400, 401])
def test_a_revoked_token_is_renewed_once(wire: responses.RequestsMock, status: int) -> None:
    gives_token(wire, "old")
    gives_token(wire, "new")
    wire.post(BATCH, status=status, json={"code": "InvalidAuthentication", "message": "不合法的access_token"})
    wire.post(BATCH, json={"processQueryKey": "q-2"})
    assert send(robot(), PUSH, NOW) == Receipt("q-2")
    assert wire.calls[-1].request.headers["x-acs-dingtalk-access-token"] == "new"


def test_a_token_that_stays_refused_is_not_asked_for_again_and_again(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(BATCH, status=400, json={"code": "InvalidAuthentication", "message": "token-1"})
    with pytest.raises(DeliveryError, match="InvalidAuthentication") as caught:
        send(robot(), PUSH, NOW)
    assert type(caught.value) is DeliveryError
    assert "token-1" not in str(caught.value)
    assert len(wire.calls) == 4


@pytest.mark.parametrize("code", [*sorted(PERMANENT), "miss.param.userIds"])
def test_codes_that_are_final(wire: responses.RequestsMock, code: str) -> None:
    gives_token(wire)
    wire.post(BATCH, status=400, json={"code": code, "message": "no"})
    with pytest.raises(PermanentDeliveryError):
        send(robot(), PUSH, NOW)


@pytest.mark.parametrize("code", sorted(REGISTRATION))
def test_codes_that_an_administrator_has_to_end(wire: responses.RequestsMock, code: str) -> None:
    gives_token(wire)
    wire.post(BATCH, status=403, json={"code": code, "message": "ip 203.0.113.9"})
    with pytest.raises(RegistrationError, match=r"203\.0\.113\.9"):
        send(robot(), PUSH, NOW)


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("send.too.fast", 60),
        ("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 1),
        ("unknown.send.result", None),
        ("something.new", None),
    ],
)
def test_codes_that_pass(wire: responses.RequestsMock, code: str, seconds: float | None) -> None:
    gives_token(wire)
    wire.post(BATCH, status=400, json={"code": code, "message": "later"})
    with pytest.raises(DeliveryError) as caught:
        send(robot(), PUSH, NOW)
    assert type(caught.value) is (ThrottledError if seconds else DeliveryError)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("name", ["invalidStaffIdList", "filteredStaffIdList"])
def test_http_200_and_yet_the_person_got_nothing(wire: responses.RequestsMock, name: str) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q", name: ["zhang"]})
    with pytest.raises(PermanentDeliveryError, match=name):
        send(robot(), PUSH, NOW)


def test_a_slowed_person_gets_it_later(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q", "flowControlledStaffIdList": ["zhang"]})
    with pytest.raises(DeliveryError) as caught:
        send(robot(), PUSH, NOW)
    assert caught.value.retry_after == 60


@pytest.mark.parametrize("answer", [{}, {"processQueryKey": ""}, {"processQueryKey": 5}])
def test_an_answer_without_a_query_key_is_no_success(
    wire: responses.RequestsMock, answer: dict[str, Any]
) -> None:
    gives_token(wire)
    wire.post(BATCH, json=answer)
    with pytest.raises(DeliveryError, match="processQueryKey"):
        send(robot(), PUSH, NOW)


def test_an_answer_without_a_token_passes(wire: responses.RequestsMock) -> None:
    wire.post(TOKEN, json={"expireIn": 7200})
    with pytest.raises(DeliveryError, match="without a token"):
        send(robot(), PUSH, NOW)


@pytest.mark.parametrize("text", ["督查\n" * 9000, '"\n' * 20_000])
def test_a_long_text_is_cut_to_what_its_json_may_have(wire: responses.RequestsMock, text: str) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q"})
    wire.post(SESSION, json={"errcode": 0})
    send(robot(), replace(PUSH, text=text), NOW)
    parameter = body_of(wire.calls[-1])["msgParam"]
    assert len(parameter.encode()) <= 15_000
    assert json.loads(parameter)["content"].endswith(CUT_HINT)
    send(robot(), replace(REPLY, text=text), NOW)
    assert len(wire.calls[-1].request.body or "") <= 18_000


def test_a_text_of_the_promised_length_is_not_cut(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(BATCH, json={"processQueryKey": "q"})
    text = ("督" * 100 + "\n") * (robot().text_limit // 301)
    send(robot(), replace(PUSH, text=text), NOW)
    assert json.loads(body_of(wire.calls[-1])["msgParam"])["content"] == text


def test_at_most_fifty_people_are_named(wire: responses.RequestsMock) -> None:
    wire.post(SESSION, json={"errcode": 0})
    send(robot(), replace(REPLY, mentions=(*(f"u{n}" for n in range(60)), "u1", "")), NOW)
    assert len(body_of(wire.calls[-1])["at"]["atUserIds"]) == 50


def test_a_private_deployment_over_http_follows_only_its_own_address(wire: responses.RequestsMock) -> None:
    base = "http://ding.example.gov.cn:8080"
    private = DingTalkRobot(
        client_id="a",
        client_secret="s",
        robot_code="r",
        corp_id="c",
        session=requests.Session(),
        api_base=base,
        oapi_base=base,
    )
    wire.post(base + "/robot/sendBySession", json={"errcode": 0})
    own = ReplyAddress(base + "/robot/sendBySession?session=1", ADDRESS.not_after)
    assert send(private, replace(REPLY, reply_to=own), NOW) == Receipt()
    wire.post(base + "/v1.0/oauth2/accessToken", json={"accessToken": "t", "expireIn": 7200})
    wire.post(base + "/v1.0/robot/oToMessages/batchSend", json={"processQueryKey": "q"})
    other = ReplyAddress(own.url.replace(":8080", ":9090"), ADDRESS.not_after)
    assert send(private, replace(REPLY, reply_to=other), NOW) == Receipt("q")
