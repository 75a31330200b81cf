"""Into group chats: each way of each platform, against the stand-in and against codes as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import responses

from bot.platforms.dingtalk.channels import signed
from bot.platforms.dingtalk.codes import SESSION_PERMANENT, WEBHOOK_GONE
from bot.platforms.port import Delivery, Platform, Receipt, RegistrationError, ThrottledError
from bot.platforms.simulator.transcript import Line
from bot.platforms.wecom.codes import CHAT_GONE
from bot.platforms.wecom.codes import WEBHOOK_GONE as WECOM_GONE
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage.group_chats import GroupAddress
from tests.bot.platforms.scene import DINGTALK_TOKEN, GROUP, SECRET, WECOM_KEY, Scene, send, vectors

WECOM_URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + WECOM_KEY
DINGTALK_URL = "https://oapi.dingtalk.com/robot/send?access_token=" + DINGTALK_TOKEN
MARKDOWN = "## 督查通报\n**任务45** 逾期\n- 区教育局"


@dataclass
class Case:
    """A group of one platform, reached one way."""

    scene: Scene
    platform: Platform
    group: GroupAddress
    chat: str

    def says(self, text: str = "督查通报", key: str = "push:1", **more: Any) -> Receipt:
        delivery = Delivery(key, "", text, group=self.group, **more)
        return send(self.platform, delivery, self.scene.clock.now)

    def seen(self) -> list[Line]:
        return self.scene.stand_in.transcript.of_group(self.chat)


CASES = {
    "wecom webhook": ("wecom", "webhook", WECOM_URL, "", "督查通知群"),
    "wecom webhook key": ("wecom", "webhook", WECOM_KEY, "", "督查通知群"),
    "wecom appchat": ("wecom", "appchat", "chat01", "", "督查专班"),
    "dingtalk webhook": ("dingtalk", "webhook", DINGTALK_URL, SECRET, GROUP),
    "dingtalk unsigned": ("dingtalk", "webhook", "token-unsigned", "", GROUP),
    "dingtalk robot": ("dingtalk", "robot", GROUP, "", GROUP),
}
SILENT = "dingtalk robot"  # OpenAPI robot messages can @ nobody


def case_of(scene: Scene, name: str) -> Case:
    platform, method, address, secret, chat = CASES[name]
    group = GroupAddress(7, method, address, secret)
    return Case(scene, getattr(scene, platform), group, chat)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, scene: Scene) -> Case:
    return case_of(scene, request.param)


def test_a_text_appears_in_the_group(case: Case) -> None:
    case.says()
    assert [(line.text, line.markdown) for line in case.seen()] == [("督查通报", False)]


def test_markdown_appears_as_markdown(case: Case) -> None:
    case.says(MARKDOWN, markdown=True)
    [line] = case.seen()
    assert line.markdown
    assert "**任务45**" in line.text


@pytest.mark.parametrize("markdown", [False, True])
def test_people_are_called_where_the_channel_can(scene: Scene, markdown: bool) -> None:
    for name in CASES:
        case = case_of(scene, name)
        scene.stand_in.transcript.clear()
        case.says("请报送", mentions=("zhang",), markdown=markdown)
        [line] = case.seen()
        assert line.notified == (() if name == SILENT else ("zhang",)), name


def test_a_too_long_text_is_cut_by_us_and_not_refused(case: Case) -> None:
    case.says("督查\n" * 20_000)
    [line] = case.seen()
    assert not line.cut
    assert line.text.endswith("从略）")


def test_the_longest_part_of_a_way_arrives_whole(case: Case) -> None:
    for markdown in (False, True):
        delivery = Delivery("k", "", "", group=case.group, mentions=("zhang",), markdown=markdown)
        [way] = case.platform.ways(delivery, case.scene.clock.now)
        case.scene.stand_in.transcript.clear()
        text = "督" * ((way.limit - 8) // 3)
        case.says(text, str(markdown), mentions=("zhang",), markdown=markdown)
        [line] = case.seen()
        assert text in line.text


def test_nothing_of_the_address_shows(case: Case) -> None:
    delivery = Delivery("k", "", "督查", group=case.group)
    [way] = case.platform.ways(delivery, case.scene.clock.now)
    names = f"{case.group!r} {delivery!r} {way.paces!r} {way.name}"
    for secret in (case.group.address, WECOM_KEY, DINGTALK_TOKEN, SECRET):
        assert secret not in names


def test_a_repeated_call_of_the_custom_robot_shows_once(scene: Scene) -> None:
    case = case_of(scene, "dingtalk webhook")
    case.says()
    case.says()
    assert len(case.seen()) == 1


def test_the_signature_is_made_afresh_and_right() -> None:

    for vector in vectors("dingtalk")["custom_robot_url_sign"]["vectors"]:
        at = datetime.fromtimestamp(int(vector["timestamp"]) / 1000, UTC)
        made = signed(vector["secret"], at)
        assert made["timestamp"] == str(vector["timestamp"])
        assert quote(made["sign"], safe="") == vector["sign_urlencoded"]


def test_a_wrong_secret_is_the_offices_to_put_right(scene: Scene) -> None:
    case = case_of(scene, "dingtalk webhook")
    wrong = GroupAddress(7, "webhook", DINGTALK_TOKEN, "SECwrong")
    with pytest.raises(RegistrationError, match="310000"):
        Case(scene, case.platform, wrong, GROUP).says()


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        ("wecom", "https://evil.example/cgi-bin/webhook/send?key=" + WECOM_KEY),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + WECOM_KEY),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/other?key=" + WECOM_KEY),
        ("dingtalk", "https://oapi.dingtalk.com.evil.example/robot/send?access_token=" + DINGTALK_TOKEN),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=a&access_token=" + DINGTALK_TOKEN),
        ("dingtalk", "https://oapi.dingtalk.com@evil.example/robot/send?access_token=" + DINGTALK_TOKEN),
        ("dingtalk", "short"),
    ],
)
def test_a_foreign_address_is_never_called(scene: Scene, platform: str, address: str) -> None:
    case = Case(scene, getattr(scene, platform), GroupAddress(7, "webhook", address), "")
    with pytest.raises(PermanentDeliveryError) as caught:
        case.says()
    assert address not in str(caught.value)
    assert scene.stand_in.transcript.lines() == []


@pytest.mark.parametrize(("platform", "method"), [("wecom", "robot"), ("dingtalk", "appchat")])
def test_a_way_that_there_is_not_is_named(scene: Scene, platform: str, method: str) -> None:
    case = Case(scene, getattr(scene, platform), GroupAddress(7, method, "x" * 20), "")
    with pytest.raises(PermanentDeliveryError, match=method):
        case.says()


@pytest.mark.parametrize("name", ["wecom webhook", "dingtalk webhook"])
def test_the_twentieth_of_a_minute_still_goes_and_the_next_is_throttled(scene: Scene, name: str) -> None:
    case = case_of(scene, name)
    for number in range(20):
        case.says(key=str(number))
    with pytest.raises(ThrottledError) as caught:
        case.says(key="20")
    assert caught.value.retry_after in (60, 600)


def test_a_removed_robot_is_final(scene: Scene) -> None:
    scene.stand_in.wecom.tenant.webhooks.clear()
    scene.stand_in.wecom.tenant.chats.clear()
    scene.stand_in.dingtalk.tenant.webhooks.clear()
    scene.stand_in.dingtalk.tenant.groups.clear()
    for name in CASES:
        with pytest.raises(PermanentDeliveryError) as caught:
            case_of(scene, name).says()
        assert WECOM_KEY not in str(caught.value)


# Codes as they come


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def alone(platform: str) -> Platform:
    """An adapter whose session is a real one."""
    from tests.bot.platforms.dingtalk.test_send import robot  # noqa: PLC0415
    from tests.bot.platforms.wecom.test_send import app  # noqa: PLC0415

    return app("https://qyapi.weixin.qq.com") if platform == "wecom" else robot()


def refuses(wire: responses.RequestsMock, name: str, code: int | str) -> None:
    url = {"wecom webhook": WECOM_URL, "dingtalk webhook": DINGTALK_URL}.get(name)
    base = (url or "https://qyapi.weixin.qq.com/cgi-bin/appchat/send").partition("?")[0]
    wire.post(base, json={"errcode": code, "errmsg": f"refused {WECOM_KEY}"})
    wire.get(
        "https://qyapi.weixin.qq.com/cgi-bin/gettoken",
        json={"errcode": 0, "access_token": "token-1", "expires_in": 7200},
    )


def raised(wire: responses.RequestsMock, name: str, code: int | str) -> DeliveryError:
    refuses(wire, name, code)
    platform, method, address, secret, _chat = CASES[name]
    group = GroupAddress(7, method, address, secret)
    scene_now = Scene().clock.now
    with pytest.raises(DeliveryError) as caught:
        send(alone(platform), Delivery("k", "", "x", group=group), scene_now)
    assert WECOM_KEY not in str(caught.value) or name != "wecom webhook"
    return caught.value


@pytest.mark.parametrize("code", sorted(WECOM_GONE | {40008, 40058}))
def test_webhook_codes_of_wecom_that_are_final(wire: responses.RequestsMock, code: int) -> None:
    assert isinstance(raised(wire, "wecom webhook", code), PermanentDeliveryError)


@pytest.mark.parametrize("code", sorted(CHAT_GONE))
def test_appchat_codes_that_are_final(wire: responses.RequestsMock, code: int) -> None:
    assert isinstance(raised(wire, "wecom appchat", code), PermanentDeliveryError)


def test_an_appchat_needs_a_scope_that_only_a_person_can_give(wire: responses.RequestsMock) -> None:
    assert isinstance(raised(wire, "wecom appchat", 48002), RegistrationError)


@pytest.mark.parametrize("name", ["wecom webhook", "wecom appchat"])
def test_wecoms_frequency_passes(wire: responses.RequestsMock, name: str) -> None:
    assert isinstance(raised(wire, name, 45009), ThrottledError)


@pytest.mark.parametrize("code", sorted(SESSION_PERMANENT | WEBHOOK_GONE))
def test_webhook_codes_of_dingtalk_that_are_final(wire: responses.RequestsMock, code: str) -> None:
    assert isinstance(raised(wire, "dingtalk webhook", int(code)), PermanentDeliveryError)


@pytest.mark.parametrize("code", [-1, "88"])
def test_webhook_codes_of_dingtalk_that_pass(wire: responses.RequestsMock, code: int | str) -> None:
    assert type(raised(wire, "dingtalk webhook", code)) is DeliveryError


def test_an_expired_token_of_an_appchat_is_renewed_once(wire: responses.RequestsMock) -> None:
    for token in ("old", "new"):
        wire.get(
            "https://qyapi.weixin.qq.com/cgi-bin/gettoken",
            json={"errcode": 0, "access_token": token, "expires_in": 7200},
        )
    url = "https://qyapi.weixin.qq.com/cgi-bin/appchat/send"
    wire.post(url, json={"errcode": 42001, "errmsg": "expired"})
    wire.post(url, json={"errcode": 0, "msgid": "m-1"})
    group = GroupAddress(7, "appchat", "chat01")
    assert send(alone("wecom"), Delivery("k", "", "x", group=group), Scene().clock.now) == Receipt("m-1")
    assert parse_qs(urlsplit(wire.calls[-1].request.url or "").query)["access_token"] == ["new"]


def test_the_call_of_a_custom_robot(wire: responses.RequestsMock) -> None:
    wire.post(DINGTALK_URL.partition("?")[0], json={"errcode": "0", "errmsg": "ok"})
    group = GroupAddress(7, "webhook", DINGTALK_URL, SECRET)
    now = Scene().clock.now
    for later in (0, 1):
        at = now + timedelta(seconds=later)
        delivery = Delivery("k", "", "请报送", group=group, mentions=("u1",), markdown=True)
        send(alone("dingtalk"), delivery, at)
    asked = [parse_qs(urlsplit(call.request.url or "").query) for call in wire.calls]
    assert asked[0]["sign"] != asked[1]["sign"]
    assert asked[0]["timestamp"] == [str(int(now.timestamp() * 1000))]
    body = json.loads(wire.calls[0].request.body or "")
    assert body["text"] == {"content": "@u1 请报送"}
    assert body["at"] == {"atUserIds": ["u1"], "isAtAll": False}
