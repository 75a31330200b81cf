"""What `ducha doctor` learns from answers as they come over HTTP: proxies, certificates, clocks, hosts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import responses

from bot.platforms.dingtalk.robot import DingTalkRobot
from bot.platforms.port import Finding
from bot.platforms.wecom.app import WeComApp

WECOM = "https://wecom.example.gov.cn"
DINGTALK = "https://dd.example.gov.cn"
OAPI = "https://dd-oapi.example.gov.cn"
TOKEN = {"errcode": 0, "errmsg": "ok", "access_token": "token-1", "expires_in": 7200}


def wecom() -> list[Finding]:
    app = WeComApp(
        corp_id="ww1",
        agent_id=1000031,
        secret="app-secret",
        token="tok",
        aes_key="k3Vt9QmZp7LxR2bNc8WyHd5JsGf1TuEa6oXiBv0KqM4",
        session=requests.Session(),
        api_base=WECOM,
    )
    return list(app.check())


def dingtalk() -> list[Finding]:
    robot = DingTalkRobot(
        client_id="ding1",
        client_secret="app-secret",
        robot_code="ding1",
        corp_id="dingcorp",
        session=requests.Session(),
        api_base=DINGTALK,
        oapi_base=OAPI,
    )
    return list(robot.check())


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(OAPI + "/", body="<html></html>", status=404)
        yield mock


def gives_token(wire: responses.RequestsMock, date: str | None = None) -> None:
    headers = {"Date": date} if date else {}
    wire.get(WECOM + "/cgi-bin/gettoken", json=TOKEN, headers=headers)
    answer = {"accessToken": "token-1", "expireIn": 7200}
    wire.post(DINGTALK + "/v1.0/oauth2/accessToken", json=answer, headers=headers)


def test_tokens_are_asked_for_as_the_platforms_want(wire: responses.RequestsMock) -> None:
    gives_token(wire)
    wire.get(WECOM + "/cgi-bin/getcallbackip", json={"errcode": 0, "ip_list": []})
    assert [finding.ok for finding in wecom() + dingtalk()] == [True] * 3
    asked: Any = [call.request for call in wire.calls]
    assert asked[0].params == {"corpid": "ww1", "corpsecret": "app-secret"}
    assert asked[1].params == {"access_token": "token-1"}
    assert asked[2].body == b'{"appKey": "ding1", "appSecret": "app-secret"}'
    assert asked[2].headers["Content-Type"].startswith("application/json")
    assert asked[3].url == OAPI + "/"
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("error", "what", "advice"),
    [
        (requests.ConnectTimeout("app-secret"), "超时", "HTTPS_PROXY"),
        (requests.exceptions.SSLError("app-secret"), "证书", "DUCHA_CA_BUNDLE"),
        (requests.exceptions.ProxyError("app-secret"), "代理", "HTTPS_PROXY"),
        (requests.ConnectionError("app-secret"), "连接失败", "域名"),
        (requests.exceptions.InvalidURL("app-secret"), "连接失败", "API_BASE"),
    ],
    ids=["slow", "certificate", "proxy", "away", "no address"],
)
def test_what_keeps_us_from_a_host_is_told_apart(
    wire: responses.RequestsMock, error: Exception, what: str, advice: str
) -> None:
    wire.get(WECOM + "/cgi-bin/gettoken", body=error)
    wire.post(DINGTALK + "/v1.0/oauth2/accessToken", body=error)
    for finding, host in ((wecom()[0], "wecom.example.gov.cn"), (dingtalk()[0], "dd.example.gov.cn")):
        assert not finding.ok
        assert what in finding.found
        assert host in finding.found
        assert advice in finding.advice
        assert "app-secret" not in repr(finding)


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("Thu, 06 Apr 2023 02:12:00 GMT", datetime(2023, 4, 6, 2, 12, tzinfo=UTC)),
        ("Thu, 06 Apr 2023 02:12:00 -0000", None),
        ("yesterday", None),
        ("Thu, 06 Apr 20233 02:12:00 GMT", None),
        (None, None),
    ],
)
def test_the_platforms_clock_is_read_from_its_answer(
    wire: responses.RequestsMock, date: str | None, told: datetime | None
) -> None:
    gives_token(wire, date)
    wire.get(WECOM + "/cgi-bin/getcallbackip", json=TOKEN)
    assert [wecom()[0].their_time, dingtalk()[0].their_time] == [told, told]


@pytest.mark.parametrize(("code", "word"), [(60020, "企业可信IP"), (50003, "停用"), (48006, "权限")])
def test_what_refuses_the_app_only_after_the_token_is_found_too(
    wire: responses.RequestsMock, code: int, word: str
) -> None:
    gives_token(wire)
    refusal = {"errcode": code, "errmsg": "no token-1, from ip: 192.0.2.7"}
    wire.get(WECOM + "/cgi-bin/getcallbackip", json=refusal)
    [finding] = wecom()
    assert not finding.ok
    assert f"errcode {code}" in finding.found
    assert "192.0.2.7" in finding.found
    assert "token-1" not in finding.found
    assert word in finding.advice


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": "not found"},
        {"status": 404, "json": {"errcode": 404}},
        {"status": 500},
        {"body": requests.ReadTimeout()},
    ],
    ids=["no page", "no such call", "broken", "slow"],
)
def test_a_private_host_that_knows_only_the_token_is_sound(
    wire: responses.RequestsMock, answer: dict[str, Any]
) -> None:
    gives_token(wire)
    wire.get(WECOM + "/cgi-bin/getcallbackip", **answer)
    assert wecom()[0].ok


@pytest.mark.parametrize(
    ("code", "word"),
    [(40001, "DUCHA_WECOM_SECRET"), (40013, "DUCHA_WECOM_CORP_ID"), (-1, "过一会儿"), (77, "e=77")],
)
def test_wecoms_codes_are_explained(wire: responses.RequestsMock, code: int, word: str) -> None:
    wire.get(WECOM + "/cgi-bin/gettoken", json={"errcode": code, "errmsg": "app-secret is wrong"})
    [finding] = wecom()
    assert f"errcode {code}" in finding.found
    assert "app-secret" not in finding.found
    assert word in finding.advice
    assert len(wire.calls) == 1, "a wrong secret is not tried again"


@pytest.mark.parametrize(
    ("code", "status", "word"),
    [
        ("invalidClientIdOrSecret", 400, "DUCHA_DINGTALK_CLIENT_SECRET"),
        ("Forbidden.AccessDenied.IpNotInWhiteList", 403, "出口IP"),
        ("Forbidden.AccessDenied.ApiCountLimitForOrg", 403, "用完"),
        ("something.else", 400, "错误码"),
    ],
)
def test_dingtalks_codes_are_explained(
    wire: responses.RequestsMock, code: str, status: int, word: str
) -> None:
    refusal = {"code": code, "message": "app-secret is wrong", "requestid": "r"}
    wire.post(DINGTALK + "/v1.0/oauth2/accessToken", json=refusal, status=status)
    finding = dingtalk()[0]
    assert code in finding.found
    assert "app-secret" not in finding.found
    assert word in finding.advice


@pytest.mark.parametrize(
    ("answer", "what"), [({"status": 503}, "HTTP 503"), ({"body": requests.ConnectionError()}, "连不上")]
)
def test_the_host_of_the_reply_addresses_is_tried_for_itself(
    wire: responses.RequestsMock, answer: dict[str, Any], what: str
) -> None:
    gives_token(wire)
    wire.replace(responses.GET, OAPI + "/", **answer)
    token, replies = dingtalk()
    assert token.ok
    assert not replies.ok
    assert what in replies.found
    assert "DUCHA_DINGTALK_OAPI_BASE" in replies.advice
