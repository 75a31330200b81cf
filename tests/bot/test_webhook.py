"""Callbacks as they come off the wire: what is refused leaves nothing, what is a message gets an answer."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.app import BODY_LIMIT
from bot.platforms.port import RawRequest
from bot.settings import Settings
from bot.wiring import DINGTALK_PATH, WECOM_PATH, assemble
from tests.bot.calls import (
    COMPANY,
    HOUSING,
    PATHS,
    PLATFORMS,
    call,
    forged,
    inbox_rows,
    nothing_stored,
    outbox_rows,
    shown,
    written,
)
from tests.desk import GROUP, STRANGER, Desk

GARBAGE = {
    "empty": b"",
    "blank": b" \r\n",
    "word": b"hello",
    "no end": b"<xml><Encrypt>",
    "other xml": b"<xml><Encrypt>QUJD</Encrypt></xml>",
    "entity": b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
    "brace": b"{",
    "empty object": b"{}",
    "list": b"[]",
    "null": b"null",
    "number": b"1e999",
    "not a number": b'{"msgId": NaN}',
    "deep": b"[" * 50_000,
    "encrypted robot": b'{"encrypt": "QUJD"}',
    "zeroes": bytes(64),
    "utf-16": "你好".encode("utf-16"),
    "gb18030": "任务45 完成8个".encode("gb18030"),
    "binary": random.Random(7).randbytes(3000),  # noqa: S311 -- any bytes will do
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_forged_call_is_refused_and_leaves_nothing(desk: Desk, platform: str) -> None:
    response = call(desk, platform, forged(written(desk, platform)))
    assert response.status in (401, 403)
    assert response.body == b""
    assert nothing_stored(desk)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("by", [{"hours": 2}, {"hours": -2}], ids=["old", "ahead"])
def test_a_stale_call_is_refused_and_leaves_nothing(desk: Desk, platform: str, by: dict[str, float]) -> None:
    request = written(desk, platform)
    desk.clock.forward(**by)
    assert call(desk, platform, request).status == 403
    assert nothing_stored(desk)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_body_whatever_makes_a_server_error(desk: Desk, backend: str, platform: str) -> None:
    for name, body in GARBAGE.items():
        for request in (written(desk, platform), RawRequest("POST", {}, {}, b"")):
            response = call(desk, platform, replace(request, body=body))
            assert 400 <= response.status < 500, name
    assert nothing_stored(desk)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_wecom_plaintext_makes_a_server_error(desk: Desk, backend: str) -> None:
    """Signed and encrypted rightly, and still no message."""
    for name, inner in GARBAGE.items():
        response = call(desk, "wecom", desk.stand_in.wecom.signed(inner, desk.clock.now))
        assert response.status < 500, name
    assert nothing_stored(desk)


ODD_FIELDS: list[dict[str, object]] = [
    {"msgtype": None, "text": None},
    {"msgtype": 5, "text": 7},
    {"text": {"content": {"a": 1}}},
    {"text": {"content": None}},
    {"text": []},
    {"senderStaffId": 12345},
    {"senderStaffId": ["a"]},
    {"conversationType": "3"},
    {"conversationType": {}},
    {"conversationId": "x" * 5000},
    {"senderNick": {"a": 1}},
    {"createAt": "yesterday"},
    {"createAt": -1},
    {"createAt": 10**15},
    {"sessionWebhook": 5, "sessionWebhookExpiredTime": "soon"},
    {"sessionWebhookExpiredTime": 10**15},
    {"sessionWebhook": "https://evil.example/robot/sendBySession?session=x"},
    {"msgId": None},
    {"msgId": ""},
    {"msgId": "x" * 5000},
    {"atUsers": "all", "isInAtList": "yes"},
    {"text": {"content": "任务44 \x00\ud800完成"}},
]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_dingtalk_field_makes_a_server_error(desk: Desk, backend: str) -> None:
    payload = desk.stand_in.dingtalk.payload(COMPANY) | {"msgtype": "text", "text": {"content": "帮助"}}
    for change in ODD_FIELDS:
        changed = {name: value for name, value in (payload | change).items() if value is not None}
        body = json.dumps(changed).encode()  # with \ud800 as an escape, which no UTF-8 can carry
        request = desk.stand_in.dingtalk.signed({}, desk.clock.now)
        assert call(desk, "dingtalk", replace(request, body=body)).status < 500, change
    desk.relay()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_too_large_a_body_is_refused(desk: Desk, backend: str, platform: str) -> None:
    for size in (BODY_LIMIT, BODY_LIMIT + 1):
        request = replace(written(desk, platform), body=b"x" * size)
        assert call(desk, platform, request).status == 413
    assert nothing_stored(desk)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_wrong_method_is_refused(desk: Desk, backend: str) -> None:
    for path in PATHS.values():
        for method in ("PUT", "DELETE", "PATCH", "HEAD", "GET"):
            request = replace(written(desk, "wecom"), method=method)
            assert 400 <= desk.call(path, request).status < 500, (path, method)
    assert nothing_stored(desk)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_unknown_path_is_not_found_in_json(desk: Desk, backend: str) -> None:
    reply = desk.web.get("/nowhere")
    assert reply.status_code == 404
    assert reply.is_json


def test_wecom_verifies_the_address(desk: Desk) -> None:
    request = desk.stand_in.wecom.verification("4208137756194480213")
    response = call(desk, "wecom", request)
    assert (response.status, response.body) == (200, b"4208137756194480213")
    assert call(desk, "wecom", forged(request)).status in (401, 403)
    assert call(desk, "wecom", replace(request, args={**request.args, "echostr": ""})).status in (400, 401)
    desk.clock.forward(hours=2)
    assert call(desk, "wecom", request).status == 403
    assert nothing_stored(desk)


def test_another_organisation_or_robot_is_refused(desk: Desk) -> None:
    payload = desk.stand_in.dingtalk.payload(COMPANY) | {"msgtype": "text", "text": {"content": "帮助"}}
    for change in (
        {"chatbotCorpId": "dingother"},
        {"senderCorpId": "dingother"},
        {"robotCode": "other"},
        {"robotCode": None},
    ):
        request = desk.stand_in.dingtalk.signed(payload | change, desk.clock.now)
        assert call(desk, "dingtalk", request).status in (401, 403), change
    assert nothing_stored(desk)


def test_a_message_to_another_app_of_the_corp_is_refused(desk: Desk) -> None:
    request = desk.stand_in.wecom.message(HOUSING, "text", Content="帮助", AgentID="999")
    assert call(desk, "wecom", request).status in (401, 403)
    assert nothing_stored(desk)


Writes = Callable[[Desk], RawRequest]
WECOM_KINDS: dict[str, Writes] = {
    "image": lambda desk: desk.stand_in.wecom.image(HOUSING),
    "voice": lambda desk: desk.stand_in.wecom.voice(HOUSING),
    "video": lambda desk: desk.stand_in.wecom.video(HOUSING),
    "location": lambda desk: desk.stand_in.wecom.location(HOUSING),
    "link": lambda desk: desk.stand_in.wecom.link(HOUSING, "工作简报", "https://example.invalid/x"),
    "file": lambda desk: desk.stand_in.wecom.file(HOUSING, "三月情况.xlsx"),
    "unheard of": lambda desk: desk.stand_in.wecom.message(HOUSING, "sticker", Face="1"),
}
DINGTALK_KINDS: dict[str, Writes] = {
    "picture": lambda desk: desk.stand_in.dingtalk.picture(COMPANY),
    "picture in group": lambda desk: desk.stand_in.dingtalk.picture(COMPANY, group=GROUP),
    "audio": lambda desk: desk.stand_in.dingtalk.audio(COMPANY),
    "video": lambda desk: desk.stand_in.dingtalk.video(COMPANY),
    "file": lambda desk: desk.stand_in.dingtalk.file(COMPANY, "三月情况.xlsx"),
    "chat record": lambda desk: desk.stand_in.dingtalk.other(COMPANY, "chatRecord"),
    "unheard of": lambda desk: desk.stand_in.dingtalk.other(COMPANY, "hologram", group=GROUP),
    "beyond quota": lambda desk: desk.stand_in.dingtalk.text_beyond_quota(COMPANY, "任务44 封顶2010套"),
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_kind_of_message_is_kept_and_told_what_to_send(desk: Desk, platform: str) -> None:
    kinds = WECOM_KINDS if platform == "wecom" else DINGTALK_KINDS
    for number, (kind, writes) in enumerate(kinds.items(), 1):
        request = writes(desk)
        answer = shown(desk, platform, request, call(desk, platform, request))
        for words in ("额度已用完",) if kind == "beyond quota" else ("文字", "实事13 完成情况：…"):
            assert words in answer, kind
        rows = inbox_rows(desk.database)
        assert len(rows) == number
        assert rows[-1]["state"].value == "done"
    assert desk.reports() == []


def test_recognised_speech_and_rich_text_are_read_like_text(desk: Desk) -> None:
    spoken = desk.stand_in.wecom.voice(HOUSING, "实事13 已筹集3100套")
    assert "已记录 实事13" in desk.wecom(spoken)
    assert "已记录 任务44" in desk.dingtalk(desk.stand_in.dingtalk.audio(COMPANY, "任务44封顶2010套"))
    parts = [{"text": "任务46 招商"}, {"text": "签约23家"}]
    assert "已记录 任务46" in desk.dingtalk(desk.stand_in.dingtalk.rich_text(COMPANY, parts, group=GROUP))


def test_an_event_is_taken_in_silence(desk: Desk) -> None:
    for event in ("click", "subscribe", "LOCATION", "batch_job_result"):
        response = call(desk, "wecom", desk.stand_in.wecom.event(HOUSING, event, EventKey=""))
        assert (response.status, response.body) == (200, b""), event
    assert nothing_stored(desk)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_message_delivered_three_times_is_answered_alike_and_filed_once(desk: Desk, platform: str) -> None:
    request = written(desk, platform)
    replies = [call(desk, platform, request) for _ in range(3)]
    answers = [shown(desk, platform, request, reply) for reply in replies]
    assert "已记录" in answers[0]
    assert answers[1:] == (answers[:1] * 2 if platform == "wecom" else ["", ""])
    assert len({row["answer"] for row in inbox_rows(desk.database)}) == 1
    assert len(inbox_rows(desk.database)) == len(desk.reports()) == 1
    assert len(outbox_rows(desk.database)) == (0 if platform == "wecom" else 1)


def test_a_replay_is_answered_as_it_was_though_things_have_moved_on(desk: Desk) -> None:
    request = written(desk, "wecom")
    first = desk.wecom(request)
    desk.says(HOUSING, "更正 实事13 完成情况：已筹集3200套")
    desk.clock.forward(minutes=50)
    assert desk.wecom(request) == first
    assert [row["progress"] for row in desk.reports()] == ["已筹集3100套", "已筹集3200套"]


def at_once(desk: Desk, calls: list[tuple[str, RawRequest]]) -> list[int]:
    """Every call in a thread of its own; the statuses in the order of the calls."""

    def deliver(pair: tuple[str, RawRequest]) -> int:
        platform, request = pair
        client = desk.program.app.test_client()
        args, headers = dict(request.args), list(request.headers.items())
        return client.post(PATHS[platform], query_string=args, headers=headers, data=request.body).status_code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(deliver, calls))


def test_messages_at_the_same_moment_are_each_taken_once(desk: Desk) -> None:
    """Two platforms, several people, every message delivered three times at once."""
    accounts = [HOUSING, "fuyong.jtj", "chenlixin.zrj"]
    items = ["实事13", "任务61", "任务99"]
    calls = [
        ("wecom", desk.stand_in.wecom.text(account, f"{item} 完成情况：推进{no}处"))
        for no, (account, item) in enumerate(zip(accounts, items, strict=True), 1)
    ]
    calls += [("dingtalk", desk.stand_in.dingtalk.text(COMPANY, f"任务{no} 推进{no}处")) for no in (41, 44)]
    assert at_once(desk, calls * 3) == [200] * 15
    assert {(row["item"], row["version"], row["state"]) for row in desk.reports()} == {
        (item, 1, "filed") for item in (*items, "任务41", "任务44")
    }
    assert len(inbox_rows(desk.database)) == 5
    desk.relay()
    assert len(desk.stand_in.transcript.said_by_bot()) == 2


def test_one_person_writing_at_the_same_moment_makes_versions_in_a_row(desk: Desk) -> None:
    texts = [f"更正 实事13 完成情况：已筹集{no}00套" for no in range(1, 7)]
    desk.says(HOUSING, "实事13 完成情况：已筹集1套")
    calls = [("wecom", desk.stand_in.wecom.text(HOUSING, text)) for text in texts]
    assert at_once(desk, calls) == [200] * 6
    rows = desk.reports()
    assert [row["version"] for row in rows] == list(range(1, 8))
    assert [row["state"] for row in rows] == ["superseded"] * 6 + ["filed"]


def test_a_platform_that_is_off_has_no_callback(desk: Desk) -> None:
    program = assemble(Settings(), desk.clock, session=desk.stand_in.session(), database=desk.database)
    client = program.app.test_client()
    assert client.post(WECOM_PATH).status_code == client.post(DINGTALK_PATH).status_code == 404
    assert client.get("/healthz").get_json() == {"status": "ok", "platforms": []}


def test_a_stranger_of_dingtalk_without_an_id_is_answered_where_they_wrote(desk: Desk) -> None:
    assert "绑定 单位 姓名 手机号" in desk.dingtalk(desk.stand_in.dingtalk.text("outsider", "任务44 封顶"))
    assert "绑定 单位 姓名 手机号" in desk.says(STRANGER, "任务44 封顶")
    assert desk.reports() == []
