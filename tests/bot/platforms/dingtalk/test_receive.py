from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.dingtalk.robot import NOTHING
from bot.platforms.port import MethodError, RawRequest, Response, TooLargeError
from bot.platforms.simulator.dingtalk_people import ROBOT_ID
from handlers.errors import InboundError, SignatureError, StaleError
from handlers.messages import ChatKind, InboundMessage, ReplyAddress
from tests.bot.platforms.scene import GROUP, Scene

SHARED = Scene()  # for Hypothesis, which wants nothing made anew per example


def test_a_direct_text(scene: Scene) -> None:
    message = scene.taken_by_dingtalk(scene.stand_in.dingtalk.text("zhang", "任务45 完成8个"))
    now = scene.clock.now
    assert message.reply_to is not None
    assert message == InboundMessage(
        platform="dingtalk",
        key=message.key,
        sender="zhang",
        chat=ChatKind.DIRECT,
        text="任务45 完成8个",
        sent_at=now - timedelta(milliseconds=50),
        chat_id="ciddirect-zhang",
        sender_name="张伟",
        reply_to=message.reply_to,
    )
    assert message.key.startswith("dingdemoappkey01:msg")
    assert message.reply_to.not_after == now + timedelta(milliseconds=5_400_180) - timedelta(seconds=60)


def test_a_body_as_it_was_written_down(scene: Scene) -> None:
    """Not made by the stand-in: the example of the protocol notes, field by field."""
    url = "https://oapi.dingtalk.com/robot/sendBySession?session=0123abcd"
    body = {
        "msgId": "msgDEMO0001abcd==",
        "msgtype": "text",
        "text": {"content": " 事项03 进度60% 已完成选址,预计6月底开工"},
        "conversationId": "cidDEMOgroup01==",
        "conversationType": "2",
        "conversationTitle": "督查工作群",
        "senderId": "$:LWCP_v1:$DEMOsender",
        "senderNick": "王某",
        "senderStaffId": "u10086",
        "senderCorpId": "dingdemo000000001",
        "chatbotCorpId": "dingdemo000000001",
        "chatbotUserId": "$:LWCP_v1:$DEMObot",
        "robotCode": "dingdemoappkey01",
        "isAdmin": False,
        "isInAtList": True,
        "atUsers": [{"dingtalkId": "$:LWCP_v1:$DEMObot"}],
        "sessionWebhook": url,
        "sessionWebhookExpiredTime": 1735695000123,
        "createAt": 1735689600050,
    }
    now = datetime.fromtimestamp(1735689601, UTC)
    assert scene.dingtalk.receive(scene.stand_in.dingtalk.signed(body, now), now) == InboundMessage(
        platform="dingtalk",
        key="dingdemoappkey01:msgDEMO0001abcd==",
        sender="u10086",
        chat=ChatKind.GROUP,
        text="事项03 进度60% 已完成选址,预计6月底开工",
        sent_at=datetime.fromtimestamp(1735689600.05, UTC),
        chat_id="cidDEMOgroup01==",
        chat_title="督查工作群",
        sender_name="王某",
        reply_to=ReplyAddress(url, datetime.fromtimestamp(1735694940.123, UTC)),
    )


def test_a_group_text_with_a_quote(scene: Scene) -> None:
    request = scene.stand_in.dingtalk.text("zhang", "完成8个", group=GROUP, quote="【催报】任务45 3月")
    message = scene.taken_by_dingtalk(request)
    assert (message.chat, message.chat_id) == (ChatKind.GROUP, GROUP)
    assert (message.text, message.quote) == ("完成8个", "【催报】任务45 3月")


def test_somebody_outside_has_no_user_id(scene: Scene) -> None:
    message = scene.taken_by_dingtalk(scene.stand_in.dingtalk.text("stranger", "你好", group=GROUP))
    assert (message.sender, message.sender_name) == ("", "外部联系人")


def test_a_retry_is_the_same_message(scene: Scene) -> None:
    request = scene.stand_in.dingtalk.text("zhang", "任务45 完成8个")
    first = scene.taken_by_dingtalk(request)
    scene.clock.pass_by(seconds=60)
    assert scene.taken_by_dingtalk(request) == first


def test_a_signature_used_with_many_bodies_is_refused(scene: Scene) -> None:
    request = scene.stand_in.dingtalk.text("zhang", "任务45 完成8个")
    bodies = [request.body.replace("8个".encode(), f"{number}个".encode()) for number in range(1, 6)]
    for body in bodies[:-1]:
        scene.taken_by_dingtalk(replace(request, body=body))
    with pytest.raises(SignatureError, match="other bodies"):
        scene.taken_by_dingtalk(replace(request, body=bodies[-1]))


def test_stale_and_forged(scene: Scene) -> None:
    request = scene.stand_in.dingtalk.text("zhang", "x")
    late = scene.clock.now + timedelta(hours=1, seconds=1)
    with pytest.raises(StaleError):
        scene.dingtalk.receive(request, late)
    forged = RawRequest("POST", {}, {**request.headers, "sign": "x"}, request.body)
    with pytest.raises(SignatureError):
        scene.dingtalk.receive(forged, late)


def test_an_old_body_under_a_fresh_signature_is_refused(scene: Scene) -> None:
    body = scene.dingtalk_body(createAt=int(scene.clock.now.timestamp() * 1000) - 3_601_000)
    request = scene.stand_in.dingtalk.signed(body, scene.clock.now)
    with pytest.raises(StaleError, match="createAt"):
        scene.dingtalk.receive(request, scene.clock.now)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("robotCode", "another"),
        ("robotCode", None),
        ("chatbotCorpId", "dingother"),
        ("senderCorpId", "dingother"),
    ],
)
def test_another_tenant_is_refused(scene: Scene, field: str, value: str | None) -> None:
    with pytest.raises(SignatureError, match=field):
        scene.takes(**{field: value})


def test_corp_ids_are_optional(scene: Scene) -> None:
    assert scene.takes(chatbotCorpId=None, senderCorpId=None).sender == "zhang"


def test_the_robots_own_voice_is_dropped(scene: Scene) -> None:
    people = scene.stand_in.dingtalk
    card = people.other("zhang", "interactiveCard", {"cardContent": "任务45 完成"})
    own = people.signed(scene.dingtalk_body(senderId=ROBOT_ID), scene.clock.now)
    for request in (card, own):
        assert scene.dingtalk.receive(request, scene.clock.now) == NOTHING


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":NaN}', b"1" * 5000],
    ids=["empty", "open", "list", "null", "not utf-8", "deep", "nan", "huge number"],
)
def test_a_body_that_is_no_json_object_is_refused(scene: Scene, body: bytes) -> None:
    request = scene.stand_in.dingtalk.signed({}, scene.clock.now)
    with pytest.raises(InboundError) as caught:
        scene.dingtalk.receive(RawRequest("POST", {}, request.headers, body), scene.clock.now)
    assert caught.value.status == 400


def test_an_encrypted_body_is_named_as_such(scene: Scene) -> None:
    request = scene.stand_in.dingtalk.signed({"encrypt": "abc="}, scene.clock.now)
    with pytest.raises(InboundError, match="encrypted robot callback"):
        scene.dingtalk.receive(request, scene.clock.now)


def test_other_methods_and_big_bodies_are_refused(scene: Scene) -> None:
    with pytest.raises(MethodError):
        scene.dingtalk.receive(RawRequest("GET", {}, {}, b""), scene.clock.now)
    with pytest.raises(TooLargeError):
        scene.dingtalk.receive(RawRequest("POST", {}, {}, b"x" * (256 * 1024 + 1)), scene.clock.now)


def test_a_chat_of_no_known_kind_is_refused(scene: Scene) -> None:
    with pytest.raises(InboundError, match="conversationType"):
        scene.takes(conversationType="3")


def test_without_msgid_the_content_gives_the_key(scene: Scene) -> None:
    created = int(scene.clock.now.timestamp() * 1000)
    keys = [
        scene.takes(msgId=None, createAt=created, text={"content": words}).key for words in ("甲", "乙", "甲")
    ]
    assert keys[0] == keys[2] != keys[1]
    assert keys[0].startswith("dingdemoappkey01:sha256:")


@pytest.mark.parametrize("created", [1680484620000, "1680484620000", 1680484620000.0])
def test_createat_comes_as_number_and_as_text(scene: Scene, created: Any) -> None:
    assert scene.takes(createAt=created).sent_at == datetime.fromtimestamp(1680484620, UTC)


@pytest.mark.parametrize("created", [None, "soon", True, [], 1e300])
def test_a_useless_createat_gives_way_to_the_signed_time(scene: Scene, created: Any) -> None:
    assert scene.takes(createAt=created).sent_at == scene.clock.now


GOOD_LINK = "https://oapi.dingtalk.com/robot/sendBySession?session=abc"


@pytest.mark.parametrize(
    "url",
    [GOOD_LINK, GOOD_LINK.replace(".com/", ".com:443/"), GOOD_LINK.replace("oapi.", "OAPI.eu.")],
)
def test_the_platforms_own_reply_address_is_kept(scene: Scene, url: str) -> None:
    reply_to = scene.takes(sessionWebhook=url).reply_to
    assert reply_to is not None
    assert reply_to.url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        GOOD_LINK.replace("https", "http"),
        GOOD_LINK.replace("https", "file"),
        GOOD_LINK.replace("dingtalk.com", "dingtalk.com.evil.example"),
        GOOD_LINK.replace("oapi.dingtalk.com", "evildingtalk.com"),
        GOOD_LINK.replace("oapi.dingtalk.com", "169.254.169.254"),
        GOOD_LINK.replace("oapi.dingtalk.com", "[::1]"),
        GOOD_LINK.replace("oapi.dingtalk.com", "oapi.dingtalk.com@evil.example"),
        GOOD_LINK.replace("oapi.dingtalk.com", "evil.example\\.dingtalk.com"),
        GOOD_LINK.replace("oapi.dingtalk.com", "oapi.dingtalk.com:8443"),
        GOOD_LINK.replace("oapi.dingtalk.com", "oapi.dingtalk.com:0"),
        GOOD_LINK.replace("oapi.dingtalk.com", "oapi.dingtalk.com:x"),
        GOOD_LINK.replace("oapi.dingtalk.com", "oapi.dingtalk.com."),
        GOOD_LINK.replace("sendBySession", "send"),
        GOOD_LINK.replace("/robot", "/x/../robot"),
        GOOD_LINK + "&next=1",
        GOOD_LINK + "&session=2",
        GOOD_LINK.replace("abc", ""),
        GOOD_LINK.replace("session", "Session"),
        GOOD_LINK + "#part",
        GOOD_LINK + "\r\nHost: evil.example",
        GOOD_LINK.replace("oapi", "оapi"),
    ],
)
def test_a_foreign_reply_address_is_left_out(scene: Scene, url: str) -> None:
    message = scene.takes(sessionWebhook=url)
    assert message.reply_to is None
    assert message.text == "任务45 完成8个"


@pytest.mark.parametrize("expires", [None, "soon", 0, 10**17])
def test_a_reply_address_without_an_end_is_left_out(scene: Scene, expires: Any) -> None:
    assert scene.takes(sessionWebhookExpiredTime=expires).reply_to is None


@given(st.binary(max_size=200))
def test_any_signed_bytes_are_taken_or_refused(body: bytes) -> None:
    headers = SHARED.stand_in.dingtalk.signed({}, SHARED.clock.now).headers
    with suppress(InboundError):
        SHARED.dingtalk.receive(RawRequest("POST", {}, headers, body), SHARED.clock.now)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    *("msgId", "msgtype", "text", "content", "conversationId", "conversationType", "senderStaffId"),
    *("senderId", "senderNick", "atUsers", "sessionWebhook", "sessionWebhookExpiredTime", "createAt"),
    *("errorCode", "chatbotUserId"),
]
KINDS = st.sampled_from(["text", "richText", "picture", "audio", "video", "file", "chatRecord", "markdown"])
CONTENTS = st.dictionaries(
    st.sampled_from(
        [
            *("content", "richText", "downloadCode", "fileName", "recognition", "isReplyMsg", "repliedMsg"),
            *("text", "type", "atName", "msgType"),
        ]
    ),
    JSON,
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON), KINDS, CONTENTS)
def test_any_types_in_a_body_are_taken_or_refused(changes: dict[str, Any], kind: str, content: Any) -> None:
    body = SHARED.dingtalk_body(**({"msgtype": kind, "text": content, "content": content} | changes))
    request = SHARED.stand_in.dingtalk.signed({}, SHARED.clock.now)
    raw = json.dumps(body).encode()
    with suppress(InboundError):
        outcome = SHARED.dingtalk.receive(RawRequest("POST", {}, request.headers, raw), SHARED.clock.now)
        assert isinstance(outcome, Response | InboundMessage)
        if isinstance(outcome, InboundMessage):
            repr(outcome).encode()
            outcome.text.encode()
