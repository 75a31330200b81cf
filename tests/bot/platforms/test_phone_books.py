"""Whose number it is: user/getuserid and getbymobile, against answers as the platforms give them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import responses

from bot.platforms.dingtalk.robot import DingTalkRobot
from bot.platforms.port import PhoneBook, ThrottledError
from bot.platforms.wecom.app import WeComApp
from handlers.errors import DeliveryError

NOW = datetime(2023, 4, 3, tzinfo=UTC)
PHONE = "13912345678"
WECOM, DINGTALK = "https://wecom.example.gov.cn", "https://dingtalk.example.gov.cn"
PATHS = {
    "wecom": WECOM + "/cgi-bin/user/getuserid",
    "dingtalk": DINGTALK + "/topapi/v2/user/getbymobile",
}


def wecom() -> WeComApp:
    return WeComApp(
        corp_id="ww1",
        agent_id=1000031,
        secret="agent-secret",
        token="tok",
        aes_key="k3Vt9QmZp7LxR2bNc8WyHd5JsGf1TuEa6oXiBv0KqM4",
        session=requests.Session(),
        api_base=WECOM,
    )


def dingtalk() -> DingTalkRobot:
    return DingTalkRobot(
        client_id="ding1",
        client_secret="secret",
        robot_code="ding1",
        corp_id="dingcorp",
        session=requests.Session(),
        api_base=DINGTALK,
        oapi_base=DINGTALK,
    )


BOOKS: dict[str, PhoneBook] = {"wecom": wecom(), "dingtalk": dingtalk()}


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(WECOM + "/cgi-bin/gettoken", json={"errcode": 0, "access_token": "t1", "expires_in": 7200})
        mock.post(DINGTALK + "/v1.0/oauth2/accessToken", json={"accessToken": "t1", "expireIn": 7200})
        yield mock


@pytest.fixture(params=["wecom", "dingtalk"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def found(name: str, user: str) -> dict[str, Any]:
    told = {"userid": user}
    return {"errcode": 0, "errmsg": "ok", **(told if name == "wecom" else {"result": told})}


def test_the_user_of_a_number(wire: responses.RequestsMock, name: str) -> None:
    matcher = responses.matchers.json_params_matcher({"mobile": PHONE})
    wire.post(PATHS[name], json=found(name, "LiHai"), match=[matcher])
    assert BOOKS[name].user_of(PHONE, NOW) == "LiHai"
    assert PHONE not in str(wire.calls[-1].request.url), "a number in an address ends up in logs"


@pytest.mark.parametrize(("name", "code"), [("wecom", 46004), ("dingtalk", 60121), ("dingtalk", 40104)])
def test_nobodys_number(wire: responses.RequestsMock, name: str, code: int) -> None:
    wire.post(PATHS[name], json={"errcode": code, "errmsg": "user not exist"})
    assert BOOKS[name].user_of(PHONE, NOW) == ""


@pytest.mark.parametrize("code", [60011, 48002, 50002, 88, -1])
def test_what_is_not_told_is_an_error(wire: responses.RequestsMock, name: str, code: int) -> None:
    wire.post(PATHS[name], json={"errcode": code, "errmsg": "no permission"})
    with pytest.raises(DeliveryError):
        BOOKS[name].user_of(PHONE, NOW)


@pytest.mark.parametrize(("name", "code"), [("wecom", 45009), ("dingtalk", 90018)])
def test_too_often(wire: responses.RequestsMock, name: str, code: int) -> None:
    wire.post(PATHS[name], json={"errcode": code, "errmsg": "too often"})
    with pytest.raises(ThrottledError):
        BOOKS[name].user_of(PHONE, NOW)


def test_a_token_that_is_no_longer_good_is_renewed_once(wire: responses.RequestsMock, name: str) -> None:
    wire.post(PATHS[name], json={"errcode": 40014, "errmsg": "invalid access_token"})
    wire.post(PATHS[name], json=found(name, "lihai"))
    assert BOOKS[name].user_of(PHONE, NOW) == "lihai"


def test_no_answer_at_all(wire: responses.RequestsMock, name: str) -> None:
    wire.post(PATHS[name], body=requests.ConnectionError("down"))
    with pytest.raises(DeliveryError) as error:
        BOOKS[name].user_of(PHONE, NOW)
    assert PHONE not in str(error.value)
