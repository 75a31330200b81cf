"""Each refusal of the stand-in for DingTalk."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from bot.platforms.simulator.tenants import ReplySession
from handlers.messages import ChatKind
from tests.bot.platforms.scene import GROUP, Scene

API, OAPI = "https://api.dingtalk.com", "https://oapi.dingtalk.com"
PARAMETER = '{"content":"催报"}'


class Client:
    """Calls by hand, to be able to do everything wrong."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.tenant = scene.stand_in.dingtalk.tenant
        self.session = scene.stand_in.session()

    def token(self, **changes: str) -> requests.Response:
        body = {"appKey": self.tenant.client_id, "appSecret": self.tenant.client_secret} | changes
        return self.session.post(API + "/v1.0/oauth2/accessToken", json=body, timeout=1)

    def batch(self, token: str | None = None, raw: bytes | None = None, **changes: Any) -> requests.Response:
        body: dict[str, Any] = {
            "robotCode": self.tenant.robot_code,
            "userIds": ["zhang"],
            "msgKey": "sampleText",
            "msgParam": PARAMETER,
        }
        body = {name: value for name, value in (body | changes).items() if value is not None}
        token = self.token().json()["accessToken"] if token is None else token
        data = json.dumps(body).encode() if raw is None else raw
        headers = {"x-acs-dingtalk-access-token": token, "Content-Type": "application/json"}
        url = API + "/v1.0/robot/oToMessages/batchSend"
        return self.session.post(url, data=data, headers=headers, timeout=1)

    def reply_url(self, group: str = "") -> str:
        return str(self.scene.stand_in.dingtalk.payload("zhang", group)["sessionWebhook"])

    def reply(self, url: str, **changes: Any) -> dict[str, Any]:
        body = {"msgtype": "text", "text": {"content": "已记录"}} | changes
        body = {name: value for name, value in body.items() if value is not None}
        return _json(self.session.post(url, json=body, timeout=1))

    def seen(self) -> list[str]:
        return [line.text for line in self.scene.stand_in.transcript.said_by_bot()]


def _json(response: requests.Response) -> dict[str, Any]:
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture
def client(scene: Scene) -> Client:
    return Client(scene)


def test_a_token_stays_the_same_and_lives_on(client: Client) -> None:
    first = client.token().json()
    client.scene.clock.pass_by(hours=1)
    assert client.token().json() == first
    client.scene.clock.pass_by(hours=2)
    assert client.token().json()["accessToken"] != first["accessToken"]


def test_wrong_credentials(client: Client) -> None:
    refused = client.token(appSecret="wrong")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalidClientIdOrSecret")
    form = client.session.post(API + "/v1.0/oauth2/accessToken", data={"appKey": "x"}, timeout=1)
    assert (form.status_code, form.json()["code"]) == (400, "Missingbody")


def test_wrong_tokens(client: Client) -> None:
    token = client.token().json()["accessToken"]
    for wrong in ("", "made-up"):
        assert client.batch(wrong).json()["code"] == "InvalidAuthentication"
    client.scene.clock.pass_by(hours=2)
    assert client.batch(token).json()["code"] == "InvalidAuthentication"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"raw": b"[]"}, "invalidParameter.param.invalid"),
        ({"robotCode": None}, "invalidParameter.robotCode.missing"),
        ({"robotCode": "another"}, "invalidParameter.robotCode.auth"),
        ({"userIds": None}, "invalidParameter.userIds.empty"),
        ({"userIds": "zhang"}, "invalidParameter.userIds.empty"),
        ({"userIds": [f"u{n}" for n in range(21)]}, "invalidParameter.userIds.overMax"),
        ({"msgKey": None}, "invalidParameter.msgKey.invalid"),
        ({"msgKey": "sampleMarkdownDX"}, "invalidParameter.msgKey.invalid"),
        ({"msgParam": {"content": "x"}}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "not json"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "{}"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": json.dumps({"content": "x" * 15_000})}, "invalidParameter.msgParam.tooLong"),
    ],
)
def test_private_refusals(client: Client, changes: dict[str, Any], code: str) -> None:
    refused = client.batch(**changes)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert client.seen() == []


def test_who_cannot_get_it_is_listed_at_200(client: Client) -> None:
    client.tenant.flow_controlled.add("li.na")
    answer = _json(client.batch(userIds=["zhang", "li.na", "nobody"]))
    assert (answer["invalidStaffIdList"], answer["flowControlledStaffIdList"]) == (["nobody"], ["li.na"])
    assert client.seen() == ["催报"]


def test_more_than_20_a_second_and_the_months_quota(client: Client) -> None:
    token = client.token().json()["accessToken"]
    for _number in range(20):
        assert client.batch(token).status_code == 200
    refused = client.batch(token)
    assert (refused.status_code, refused.json()["code"][-22:]) == (403, "QpsLimitForAppkeyAndApi"[-22:])
    client.scene.clock.pass_by(seconds=1)
    client.scene.stand_in.dingtalk_server.calls_left = 1
    assert client.batch(token).status_code == 200
    assert client.batch(token).json()["code"] == "Forbidden.AccessDenied.ApiCountLimitForOrg"


def test_other_kinds_are_shown_by_name(client: Client) -> None:
    client.batch(msgKey="sampleLink", msgParam='{"title":"t","text":"x"}')
    client.reply(client.reply_url(), msgtype="feedCard", feedCard={"links": []})
    assert client.seen() == ["［sampleLink］", "［feedCard］"]


def test_markdown_shows_its_text(client: Client) -> None:
    client.batch(msgKey="sampleMarkdown", msgParam='{"title":"t","text":"x"}')
    client.reply(client.reply_url(), msgtype="markdown", markdown={"title": "t", "text": "y"})
    assert client.seen() == ["x", "y"]
    nameless = client.reply(client.reply_url(), msgtype="markdown", markdown={"text": "y"})
    assert nameless["errcode"] == 401102


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"msgtype": None}, 40035),
        ({"msgtype": "image"}, 400105),
        ({"text": None}, 401102),
        ({"text": {"content": ""}}, 401102),
        ({"text": {"content": "督" * 7000}}, 460101),
    ],
)
def test_session_refusals(client: Client, changes: dict[str, Any], code: int) -> None:
    assert client.reply(client.reply_url(), **changes)["errcode"] == code
    assert client.seen() == []


def test_a_session_call_must_be_a_json_post(client: Client) -> None:
    url = client.reply_url()
    assert _json(client.session.get(url, timeout=1))["errcode"] == 43002
    assert _json(client.session.post(url, data={"a": "b"}, timeout=1))["errcode"] == 43004
    headers = {"Content-Type": "application/json"}
    assert _json(client.session.post(url, data=b"{", headers=headers, timeout=1))["errcode"] == 40035


def test_a_session_ends_after_ninety_minutes(client: Client) -> None:
    url = client.reply_url()
    client.scene.clock.pass_by(minutes=90)
    assert str(client.reply(url)["errcode"]) == "0"
    client.scene.clock.pass_by(seconds=1)
    assert client.reply(url)["errcode"] == 300001
    assert client.reply(OAPI + "/robot/sendBySession?session=made-up")["errcode"] == 300001


def test_more_than_20_a_minute_silence_the_robot_for_ten(client: Client) -> None:
    urls = [client.reply_url(GROUP), client.reply_url(GROUP)]
    for number in range(20):
        assert str(client.reply(urls[number % 2])["errcode"]) == "0"
    assert client.reply(urls[0])["errcode"] == 130101
    client.scene.clock.pass_by(minutes=9)
    assert client.reply(urls[1])["errcode"] == 130101
    client.scene.clock.pass_by(minutes=1)
    assert str(client.reply(urls[1])["errcode"]) == "0"


def test_a_repeated_key_is_shown_once(client: Client) -> None:
    url = client.reply_url()
    answers = [client.reply(url, msgUuid="u1")["errcode"] for _attempt in range(2)]
    assert answers == [0, "0"]
    assert client.seen() == ["已记录"]


def test_only_members_named_in_the_text_are_notified(client: Client) -> None:
    at = {"atUserIds": ["zhang", "li.na", "nobody"]}
    client.reply(client.reply_url(GROUP), text={"content": "@zhang @nobody 已记录"}, at=at)
    (line,) = client.scene.stand_in.transcript.of_group(GROUP)
    assert line.notified == ("zhang",)


def test_beyond_fifty_nobody_is_notified(client: Client) -> None:
    people = [f"u{n:02}" for n in range(51)]
    client.tenant.groups[GROUP].members.update(people)
    text = {"content": " ".join("@" + one for one in people)}
    client.reply(client.reply_url(GROUP), text=text, at={"atUserIds": people})
    (line,) = client.scene.stand_in.transcript.of_group(GROUP)
    assert len(line.notified) == 50


def test_a_session_of_a_group_that_is_gone(client: Client) -> None:
    ends = client.scene.clock.pass_by(minutes=5)
    client.scene.clock.pass_by(minutes=-5)
    client.tenant.sessions["s"] = ReplySession(ChatKind.GROUP, "cidgone", ends)
    client.reply(OAPI + "/robot/sendBySession?session=s", at={"atUserIds": ["zhang"]})
    assert client.scene.stand_in.transcript.of_group("cidgone")[0].notified == ()
