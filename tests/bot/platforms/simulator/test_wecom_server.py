"""Each refusal of the stand-in for WeCom."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.bot.platforms.scene import Scene

BASE = "https://qyapi.weixin.qq.com/cgi-bin"


class Client:
    """Calls by hand, to be able to do everything wrong."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.tenant = scene.stand_in.wecom.tenant
        self.session = scene.stand_in.session()

    def token(self, **changes: str) -> dict[str, Any]:
        params = {"corpid": self.tenant.corp_id, "corpsecret": self.tenant.secret} | changes
        return _json(self.session.get(BASE + "/gettoken", params=params, timeout=1))

    def send(
        self, token: str | None = None, method: str = "POST", raw: bytes | None = None, **changes: Any
    ) -> Any:
        body = {
            "touser": "zhang",
            "msgtype": "text",
            "agentid": self.tenant.agent_id,
            "text": {"content": "催报"},
        }
        body = {name: value for name, value in (body | changes).items() if value is not None}
        data = json.dumps(body, ensure_ascii=False).encode() if raw is None else raw
        token = self.token()["access_token"] if token is None else token
        params = {"access_token": token}
        return _json(
            self.session.request(method, BASE + "/message/send", params=params, data=data, timeout=1)
        )

    def seen(self) -> list[str]:
        return [line.text for line in self.scene.stand_in.transcript.said_by_bot()]


def _json(response: requests.Response) -> dict[str, Any]:
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture
def client(scene: Scene) -> Client:
    return Client(scene)


def test_a_token_stays_the_same_within_its_life(client: Client) -> None:
    first = client.token()
    client.scene.clock.pass_by(hours=1)
    second = client.token()
    assert first["access_token"] == second["access_token"]
    assert (first["expires_in"], second["expires_in"]) == (7200, 3600)
    client.scene.clock.pass_by(hours=1)
    assert client.token()["access_token"] != first["access_token"]


def test_wrong_credentials(client: Client) -> None:
    assert client.token(corpid="ww0")["errcode"] == 40013
    assert client.token(corpsecret="wrong")["errcode"] == 40001


def test_wrong_tokens(client: Client) -> None:
    token = client.token()["access_token"]
    assert client.send("")["errcode"] == 41001
    assert client.send("made-up")["errcode"] == 40014
    client.scene.clock.pass_by(hours=2)
    assert client.send(token)["errcode"] == 42001
    client.token()
    assert client.send(token)["errcode"] == 42001


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"raw": b"not json"}, 40058),
        ({"raw": b"[]"}, 40058),
        ({"raw": b"\xff"}, 40058),
        ({"method": "GET"}, 40058),
        ({"agentid": None}, 41011),
        ({"agentid": "1000031"}, 40056),
        ({"agentid": 1000032}, 301002),
        ({"msgtype": None}, 40008),
        ({"msgtype": "markdown_v9"}, 40008),
        ({"text": None}, 44004),
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "a\x07b"}}, 82004),
        ({"touser": None}, 82001),
        ({"touser": "|"}, 82001),
        ({"touser": ["zhang"]}, 40031),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40032),
        ({"touser": "nobody"}, 81013),
    ],
)
def test_refusals(client: Client, changes: dict[str, Any], code: int) -> None:
    assert client.send(**changes)["errcode"] == code
    assert client.seen() == []


def test_unknown_people_are_told_beside_success(client: Client) -> None:
    answer = client.send(touser="ZHANG|Nobody")
    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody")
    assert client.seen() == ["催报"]


def test_people_without_licence_get_nothing(client: Client) -> None:
    client.tenant.unlicensed.add("zhang")
    answer = client.send(touser="zhang|li.na")
    assert (answer["errcode"], answer["unlicenseduser"]) == (0, "zhang")
    assert [line.to for line in client.scene.stand_in.transcript.said_by_bot()] == ["li.na"]


def test_everybody(client: Client) -> None:
    client.send(touser="@all")
    assert [line.to for line in client.scene.stand_in.transcript.said_by_bot()] == ["li.na", "zhang"]


def test_a_text_over_2048_bytes_is_cut(client: Client) -> None:
    client.send(text={"content": "督" * 700})
    (line,) = client.scene.stand_in.transcript.said_by_bot()
    assert (line.text, line.cut) == ("督" * 682, True)


def test_more_than_30_a_minute_are_dropped_in_silence(client: Client) -> None:
    for number in range(31):
        assert client.send(text={"content": f"催报{number}"})["errcode"] == 0
    assert client.seen()[-1] == "催报29"
    client.scene.clock.pass_by(minutes=1)
    client.send(text={"content": "催报31"})
    assert client.seen()[-1] == "催报31"


def test_the_same_request_is_shown_once_within_the_interval(client: Client) -> None:
    for wait in (0, 1799, 1):
        client.scene.clock.now += timedelta(seconds=wait)
        client.send(enable_duplicate_check=1, duplicate_check_interval=1800)
    assert client.seen() == ["催报", "催报"]
    client.send()
    client.send()
    assert len(client.seen()) == 4


def test_other_kinds_are_shown_by_name(client: Client) -> None:
    client.send(msgtype="textcard", text=None, textcard={"title": "x"})
    client.send(msgtype="markdown", text=None, markdown={"content": "x"})
    assert client.seen() == ["［textcard］", "x"]
