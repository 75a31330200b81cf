from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import MethodError, RawRequest, Response, TooLargeError
from bot.platforms.simulator.wecom_people import Value
from bot.platforms.wecom.app import WeComApp
from bot.platforms.wecom.crypto import CallbackCipher
from handlers.errors import InboundError, SignatureError, StaleError
from handlers.messages import Attachment, ChatKind, InboundMessage, MessageKind
from tests.bot.platforms.scene import Scene, vectors

APP = [
    one
    for one in vectors("wecom")["vectors"]
    if one["kind"] in ("post_xml", "get_verify") and one["receiveid"]
]
REFUSED = [
    one for one in vectors("wecom")["negative"] if one["receiveid"] and not one["id"].startswith("aes_key")
]
SHARED = Scene()  # for Hypothesis, which wants nothing made anew per example
EVENTS = [
    *("subscribe", "unsubscribe", "LOCATION", "batch_job_result", "change_contact", "click"),
    *("view", "view_miniprogram", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album"),
    *("pic_weixin", "location_select", "open_approval_change", "template_card_event"),
    *("template_card_menu_event", "taskcard_click", "share_agent_change", "share_chain_change"),
    *("inactive_alert", "close_inactive_agent", "reopen_inactive_agent", "low_active_alert", "low_active"),
    *("active_restored", "an_event_of_next_year"),
]


def app_of(vector: dict[str, Any]) -> WeComApp:
    return WeComApp(
        corp_id=vector["receiveid"],
        agent_id=218 if vector["id"] == "official_post" else 1000031,
        secret="unused",
        token=vector["token"],
        aes_key=vector["encoding_aes_key"],
        session=requests.Session(),
    )


@pytest.mark.parametrize("vector", APP, ids=lambda vector: str(vector["id"]))
def test_published_requests_are_taken(vector: dict[str, Any]) -> None:
    args = dict(parse_qsl(vector["query_raw"]))
    method = "GET" if vector["kind"] == "get_verify" else "POST"
    request = RawRequest(method, args, {}, vector.get("http_body", "").encode())
    outcome = app_of(vector).receive(request, datetime.fromtimestamp(int(vector["timestamp"]) + 2, UTC))
    if method == "GET":
        assert outcome == Response(body=vector["expected_http_body"].encode())
    elif vector["id"] == "app_card_event":
        assert outcome == Response()
    else:
        assert isinstance(outcome, InboundMessage)
        assert outcome.key in vector["plaintext"]


@pytest.mark.parametrize("vector", REFUSED, ids=lambda vector: str(vector["id"]))
def test_published_negatives_are_refused(vector: dict[str, Any]) -> None:
    args = {"msg_signature": vector["msg_signature"]} | {
        name: vector[name] for name in ("timestamp", "nonce")
    }
    body = f"<xml><Encrypt><![CDATA[{vector['encrypt']}]]></Encrypt></xml>"
    now = datetime.fromtimestamp(int(vector["timestamp"]), UTC)
    with pytest.raises(InboundError) as caught:
        app_of(vector).receive(RawRequest("POST", args, {}, body.encode()), now)
    assert 400 <= caught.value.status < 500


def test_a_text(scene: Scene) -> None:
    message = scene.taken_by_wecom(scene.stand_in.wecom.text("zhang", "任务45 完成8个，👍\n任务54 无进展"))
    assert message == InboundMessage(
        platform="wecom",
        key="7316902844581234568",
        sender="zhang",
        chat=ChatKind.DIRECT,
        text="任务45 完成8个，👍\n任务54 无进展",
        sent_at=scene.clock.now,
    )


def test_kinds_and_their_attachments(scene: Scene) -> None:
    people = scene.stand_in.wecom
    taken = {
        request_of.__name__: scene.taken_by_wecom(request_of("zhang"))
        for request_of in (people.image, people.voice, people.video, people.location)
    }
    assert {name: message.kind.value for name, message in taken.items()} == {
        name: name for name in ("image", "voice", "video", "location")
    }
    assert all(message.attachments[0].kind is message.kind for message in taken.values())
    assert taken["image"].attachments[0].handle.startswith("MEDIA")
    assert taken["location"].attachments[0] == Attachment(MessageKind.LOCATION, "36.65,117.12", "政府大院")


def test_a_file_and_a_link(scene: Scene) -> None:
    file = scene.taken_by_wecom(scene.stand_in.wecom.file("zhang", "附件4.xlsx"))
    assert (file.kind, file.attachments[0].name) == (MessageKind.FILE, "附件4.xlsx")
    link = scene.taken_by_wecom(scene.stand_in.wecom.link("zhang", "新闻", "https://example.invalid/a"))
    assert link.attachments == (Attachment(MessageKind.LINK, "https://example.invalid/a", "新闻"),)


def test_recognised_speech_is_text(scene: Scene) -> None:
    message = scene.taken_by_wecom(scene.stand_in.wecom.voice("zhang", "任务四十五完成八个"))
    assert (message.kind, message.text) == (MessageKind.TEXT, "任务四十五完成八个")
    assert message.attachments[0].kind is MessageKind.VOICE


def test_an_unknown_kind_is_other(scene: Scene) -> None:
    message = scene.taken_by_wecom(scene.stand_in.wecom.message("zhang", "hologram", Depth=3))
    assert (message.kind, message.text, message.attachments) == (MessageKind.OTHER, "", ())


@pytest.mark.parametrize("event", EVENTS)
def test_events_are_acknowledged(scene: Scene, event: str) -> None:
    user = "sys" if event.startswith(("low", "share", "open")) else "zhang"
    chosen: Value = {"SelectedItem": {"QuestionKey": "q", "OptionIds": {"OptionId": "a"}}}
    request = scene.stand_in.wecom.event(user, event, EventKey="k", TaskId="t", SelectedItems=chosen)
    assert scene.wecom.receive(request, scene.clock.now) == Response()


def test_entering_the_chat_is_told_and_says_nothing(scene: Scene) -> None:
    message = scene.taken_by_wecom(scene.stand_in.wecom.event("zhang", "enter_agent", EventKey=""))
    assert (message.kind, message.text, message.sender) == (MessageKind.ENTERED, "", "zhang")


def test_a_callback_about_no_app_may_lack_its_id(scene: Scene) -> None:
    request = scene.stand_in.wecom.event("sys", "change_contact", AgentID="")
    assert scene.wecom.receive(request, scene.clock.now) == Response()


def test_the_url_check_answers_the_bare_echo(scene: Scene) -> None:
    request = scene.stand_in.wecom.verification("1616140317555161061")
    assert scene.wecom.receive(request, scene.clock.now) == Response(body=b"1616140317555161061")


def test_a_retry_is_the_same_message(scene: Scene) -> None:
    request = scene.stand_in.wecom.text("zhang", "任务45 完成8个")
    first = scene.taken_by_wecom(request)
    scene.clock.pass_by(seconds=5)
    assert scene.taken_by_wecom(request) == first


def inner(**fields: str) -> bytes:
    given = {
        "ToUserName": "c",
        "FromUserName": "zhang",
        "CreateTime": "1680484620",
        "MsgType": "text",
    } | fields
    return ("<xml>" + "".join(f"<{name}>{text}</{name}>" for name, text in given.items()) + "</xml>").encode()


def test_without_msgid_the_content_gives_the_key(scene: Scene) -> None:
    people, now = scene.stand_in.wecom, scene.clock.now
    keys = [
        scene.taken_by_wecom(people.signed(inner(Content=words), now)).key for words in ("甲", "乙", "甲")
    ]
    assert keys[0] == keys[2] != keys[1]
    assert keys[0].startswith("sha256:")


@pytest.mark.parametrize("told", ["", "soon", "99999999999999", "-5", "²"])
def test_a_useless_createtime_gives_way_to_the_signed_time(scene: Scene, told: str) -> None:
    request = scene.stand_in.wecom.signed(inner(Content="x", MsgId="1", CreateTime=told), scene.clock.now)
    assert scene.taken_by_wecom(request).sent_at == scene.clock.now


@pytest.mark.parametrize("plain", [b"no xml", b"\xff", b"<!DOCTYPE a><xml/>", b"<xml>"])
def test_a_signed_body_that_is_no_xml_is_refused(scene: Scene, plain: bytes) -> None:
    with pytest.raises(InboundError) as caught:
        scene.wecom.receive(scene.stand_in.wecom.signed(plain, scene.clock.now), scene.clock.now)
    assert caught.value.status == 400


def test_nobodys_message_is_acknowledged(scene: Scene) -> None:
    request = scene.stand_in.wecom.signed(b"<xml><MsgType>text</MsgType></xml>", scene.clock.now)
    assert scene.wecom.receive(request, scene.clock.now) == Response()


def test_an_id_longer_than_any_real_one_is_refused(scene: Scene) -> None:
    request = scene.stand_in.wecom.signed(inner(FromUserName="z" * 300), scene.clock.now)
    with pytest.raises(InboundError, match="FromUserName"):
        scene.wecom.receive(request, scene.clock.now)


def test_a_message_to_another_app_is_refused(scene: Scene) -> None:
    request = scene.stand_in.wecom.message("zhang", "text", Content="x", AgentID=1000032)
    with pytest.raises(SignatureError, match="AgentID"):
        scene.wecom.receive(request, scene.clock.now)


def test_an_envelope_to_another_app_is_refused(scene: Scene) -> None:
    request = scene.stand_in.wecom.text("zhang", "x")
    body = request.body.replace(b"1000031", b"1000032")
    with pytest.raises(SignatureError, match="AgentID"):
        scene.wecom.receive(RawRequest("POST", request.args, {}, body), scene.clock.now)


def test_age_is_judged_after_the_signature(scene: Scene) -> None:
    request = scene.stand_in.wecom.text("zhang", "x")
    late = scene.clock.pass_by(seconds=3601)
    with pytest.raises(StaleError) as stale:
        scene.wecom.receive(request, late)
    assert stale.value.status == 403
    forged = RawRequest("POST", {**request.args, "msg_signature": "0" * 40}, {}, request.body)
    with pytest.raises(SignatureError) as caught:
        scene.wecom.receive(forged, late)
    assert caught.value.status == 401


def test_a_signed_timestamp_that_is_no_number_is_refused(scene: Scene) -> None:
    tenant = scene.stand_in.wecom.tenant
    cipher = CallbackCipher(tenant.token, tenant.aes_key, tenant.corp_id)
    sealed = cipher.encrypt(b"1", bytes(16))
    args = {"timestamp": "soon", "nonce": "1", "echostr": sealed}
    args["msg_signature"] = cipher.signature("soon", "1", sealed)
    with pytest.raises(InboundError, match="timestamp"):
        scene.wecom.receive(RawRequest("GET", args, {}, b""), scene.clock.now)


def test_other_methods_and_big_bodies_are_refused(scene: Scene) -> None:
    with pytest.raises(MethodError):
        scene.wecom.receive(RawRequest("PUT", {}, {}, b""), scene.clock.now)
    with pytest.raises(TooLargeError):
        scene.wecom.receive(RawRequest("POST", {}, {}, b"x" * (1024 * 1024 + 1)), scene.clock.now)


@given(
    st.binary(max_size=300),
    st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text()),
)
def test_any_post_of_a_stranger_is_refused(body: bytes, args: dict[str, str]) -> None:
    request = RawRequest("POST", args, {}, body)
    with pytest.raises(InboundError):
        SHARED.wecom.receive(request, SHARED.clock.now)


@given(st.binary(max_size=300))
def test_any_signed_content_is_taken_or_refused(plain: bytes) -> None:
    with suppress(InboundError):
        SHARED.wecom.receive(SHARED.stand_in.wecom.signed(plain, SHARED.clock.now), SHARED.clock.now)


@given(
    st.dictionaries(
        st.sampled_from(["MsgType", "Content", "MsgId", "CreateTime", "AgentID", "FromUserName", "MediaId"]),
        st.text(max_size=30),
    )
)
def test_any_signed_fields_are_taken_or_refused(fields: dict[str, str]) -> None:
    safe = {name: f"<![CDATA[{text.replace(']]>', '')}]]>" for name, text in fields.items()}
    body = "<xml>" + "".join(f"<{name}>{text}</{name}>" for name, text in safe.items()) + "</xml>"
    request = SHARED.stand_in.wecom.signed(body.encode("utf-8", "replace"), SHARED.clock.now)
    with suppress(InboundError):
        outcome = SHARED.wecom.receive(request, SHARED.clock.now)
        assert isinstance(outcome, Response | InboundMessage)
