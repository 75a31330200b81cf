"""message/send against answers as WeCom gives them; what the stand-in refuses is tested beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from bot.platforms.limits import CUT_HINT
from bot.platforms.port import Delivery, Receipt, RegistrationError, ThrottledError
from bot.platforms.wecom.app import WeComApp
from bot.platforms.wecom.codes import PERMANENT, REGISTRATION
from handlers.errors import DeliveryError, PermanentDeliveryError
from handlers.messages import ReplyAddress
from tests.bot.platforms.scene import send

BASE = "https://wecom.example.gov.cn"
NOW = datetime(2023, 4, 3, tzinfo=UTC)
SEND = BASE + "/cgi-bin/message/send"
DELIVERY = Delivery("push:1", "zhang", "任务45 请于今日前填报")


def app(base: str = BASE + "/") -> WeComApp:
    return WeComApp(
        corp_id="ww1",
        agent_id=1000031,
        secret="agent-secret",
        token="tok",
        aes_key="k3Vt9QmZp7LxR2bNc8WyHd5JsGf1TuEa6oXiBv0KqM4",
        session=requests.Session(),
        api_base=base,
    )


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def gives_token(wire: responses.RequestsMock, value: str = "token-1", lifetime: int = 7200) -> None:
    answer = {"errcode": 0, "errmsg": "ok", "access_token": value, "expires_in": lifetime}
    wire.get(BASE + "/cgi-bin/gettoken", json=answer)


def answers(wire: responses.RequestsMock, **payload: Any) -> None:
    wire.post(SEND, json=payload)


def asked_tokens(wire: responses.RequestsMock) -> int:
    return sum("/gettoken" in str(call.request.url) for call in wire.calls)


def test_sends_a_text_to_one_person(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    answers(wire, errcode=0, errmsg="ok", invaliduser="", msgid="m-1")
    assert send(app(), DELIVERY, NOW) == Receipt("m-1")
    sent = wire.calls[-1].request
    assert sent.params == {"access_token": "token-1"}  # type: ignore[attr-defined]
    assert json.loads(sent.body or "") == {
        "touser": "zhang",
        "msgtype": "text",
        "agentid": 1000031,
        "text": {"content": "任务45 请于今日前填报"},
        "safe": 0,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }
    assert isinstance(sent.body, bytes)
    assert "任务45".encode() in sent.body


def test_time_outs_are_set_and_redirects_not_followed(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(SEND, status=302, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(DeliveryError, match="redirects"):
        send(app(), DELIVERY, NOW)
    assert wire.calls[-1].request.req_kwargs["timeout"] == (3.05, 8.0)  # type: ignore[attr-defined]


def test_the_token_is_kept_until_shortly_before_its_end(wire: responses.RequestsMock) -> None:
    gives_token(wire, lifetime=7200)
    answers(wire, errcode=0)
    sender = app()
    for later in (0, 7139, 7141):
        send(sender, DELIVERY, NOW + timedelta(seconds=later))
    assert asked_tokens(wire) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_revoked_token_is_renewed_once(wire: responses.RequestsMock, code: int) -> None:
    gives_token(wire, "old")
    gives_token(wire, "new")
    answers(wire, errcode=code, errmsg="invalid access_token")
    answers(wire, errcode=0, msgid="m-2")
    assert send(app(), DELIVERY, NOW) == Receipt("m-2")
    assert wire.calls[-1].request.params == {"access_token": "new"}  # type: ignore[attr-defined]


def test_a_token_that_stays_refused_is_not_asked_for_again_and_again(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    answers(wire, errcode=40014, errmsg="invalid access_token")
    with pytest.raises(DeliveryError) as caught:
        send(app(), DELIVERY, NOW)
    assert not isinstance(caught.value, PermanentDeliveryError)
    assert (asked_tokens(wire), len(wire.calls)) == (2, 4)


@pytest.mark.parametrize("code", sorted(PERMANENT))
def test_codes_that_are_final(wire: responses.RequestsMock, code: int) -> None:
    gives_token(wire)
    answers(wire, errcode=code, errmsg="no")
    with pytest.raises(PermanentDeliveryError, match=str(code)):
        send(app(), DELIVERY, NOW)


@pytest.mark.parametrize("code", sorted(REGISTRATION))
def test_codes_that_an_administrator_has_to_end(wire: responses.RequestsMock, code: int) -> None:
    gives_token(wire)
    answers(wire, errcode=code, errmsg="not allow to access from your ip, from ip: 203.0.113.9")
    with pytest.raises(RegistrationError, match=r"from ip: 203\.0\.113\.9") as caught:
        send(app(), DELIVERY, NOW)
    assert caught.value.retry_after == 1800


@pytest.mark.parametrize(("code", "seconds"), [(45009, 60), (45033, 10), (-1, None), (99999, None)])
def test_codes_that_pass(wire: responses.RequestsMock, code: int, seconds: float | None) -> None:
    gives_token(wire)
    answers(wire, errcode=code, errmsg="busy")
    with pytest.raises(DeliveryError) as caught:
        send(app(), DELIVERY, NOW)
    assert type(caught.value) is (ThrottledError if seconds else DeliveryError)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
def test_errcode_0_and_yet_the_person_got_nothing(wire: responses.RequestsMock, field: str) -> None:
    gives_token(wire)
    wire.post(SEND, json={"errcode": 0, "errmsg": "ok", field: "zhang"})
    with pytest.raises(PermanentDeliveryError, match=field):
        send(app(), DELIVERY, NOW)


def test_a_wrong_secret_is_told_and_not_repeated(wire: responses.RequestsMock) -> None:
    wire.get(BASE + "/cgi-bin/gettoken", json={"errcode": 40001, "errmsg": "invalid agent-secret"})
    sender = app()
    for _attempt in range(3):
        with pytest.raises(RegistrationError) as caught:
            send(sender, DELIVERY, NOW)
        assert "agent-secret" not in str(caught.value)
    assert asked_tokens(wire) == 1


@pytest.mark.parametrize(
    "answer", [{"errcode": 0}, {"access_token": "", "expires_in": 1}, {"access_token": "x"}]
)
def test_an_answer_without_a_token_passes(wire: responses.RequestsMock, answer: dict[str, Any]) -> None:
    wire.get(BASE + "/cgi-bin/gettoken", json=answer)
    with pytest.raises(DeliveryError, match="without a token"):
        send(app(), DELIVERY, NOW)


@pytest.mark.parametrize("body", ["<html>", "[]", "", "[" * 100_000])
def test_an_answer_that_is_no_object_passes(wire: responses.RequestsMock, body: str) -> None:
    gives_token(wire)
    wire.post(SEND, body=body)
    with pytest.raises(DeliveryError, match="no JSON object"):
        send(app(), DELIVERY, NOW)


def test_success_may_come_without_errcode_and_failure_with_an_odd_one(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    answers(wire, msgid="m")
    answers(wire, errcode="oops")
    sender = app()
    assert send(sender, DELIVERY, NOW) == Receipt("m")
    with pytest.raises(DeliveryError):
        send(sender, DELIVERY, NOW)


def test_http_429_tells_when(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.post(SEND, status=429, headers={"Retry-After": "120"})
    with pytest.raises(DeliveryError) as caught:
        send(app(), DELIVERY, NOW)
    assert caught.value.retry_after == 120


@pytest.mark.parametrize("to", ["", "@all", "zhang|li.na"])
def test_more_than_one_person_is_never_addressed(wire: responses.RequestsMock, to: str) -> None:
    with pytest.raises(PermanentDeliveryError):
        send(app(), Delivery("k", to, "x"), NOW)
    assert len(wire.calls) == 0


def test_a_long_text_is_cut_and_foreign_addresses_do_not_count(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    answers(wire, errcode=0)
    address = ReplyAddress("https://elsewhere.example/", NOW + timedelta(hours=1))
    send(app(), Delivery("k", "zhang", "督查\n" * 1000 + "\x00", address, ("li.na",)), NOW)
    content = json.loads(wire.calls[-1].request.body or "")["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("督查" + CUT_HINT)
