from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import requests
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.limits import CUT_HINT
from bot.platforms.port import Response
from bot.platforms.wecom.app import WeComApp
from handlers.messages import ChatKind, InboundMessage
from tests.bot.platforms.scene import Scene, vectors

REPLY = next(one for one in vectors("wecom")["vectors"] if one["id"] == "app_passive_reply")
SHARED = Scene()
ASKED = SHARED.stand_in.wecom.text("zhang", "任务45 完成8个")
MESSAGE = SHARED.taken_by_wecom(ASKED)


def test_the_published_reply_byte_for_byte() -> None:
    app = WeComApp(
        corp_id=REPLY["receiveid"],
        agent_id=1000031,
        secret="unused",
        token=REPLY["token"],
        aes_key=REPLY["encoding_aes_key"],
        session=requests.Session(),
        random_bytes=lambda _length: bytes.fromhex(REPLY["random16_hex"]),
        nonce=lambda: str(REPLY["nonce"]),
    )
    now = datetime.fromtimestamp(int(REPLY["timestamp"]), UTC)
    message = InboundMessage("wecom", "1", "zhang.wei", ChatKind.DIRECT, "", now)
    response = app.answer(message, "已登记:DB2026-017 进度 60%", now)
    assert response.body.decode() == REPLY["http_response_body"]


def test_the_person_reads_the_answer(scene: Scene) -> None:
    request = scene.stand_in.wecom.text("zhang", "任务45 完成8个")
    message = scene.taken_by_wecom(request)
    response = scene.wecom.answer(message, "已记录3月: 任务45", scene.clock.now)
    assert scene.stand_in.wecom.shows(request, response, 0.3) == "已记录3月: 任务45"
    assert [line.text for line in scene.stand_in.transcript.said_by_bot()] == ["已记录3月: 任务45"]


def test_nothing_to_say_is_an_empty_body(scene: Scene) -> None:
    assert scene.wecom.answer(MESSAGE, "", scene.clock.now) == Response()
    assert scene.wecom.answer(replace(MESSAGE, sender=""), "x", scene.clock.now) == Response()


def test_a_long_answer_is_cut_at_a_line_end(scene: Scene) -> None:
    lines = "\n".join(f"任务{number} 已记录，请核对数字是否正确" for number in range(1, 200))
    request = scene.stand_in.wecom.text("zhang", "x")
    response = scene.wecom.answer(scene.taken_by_wecom(request), lines, scene.clock.now)
    read = scene.stand_in.wecom.reads(request, response)
    assert len(read.encode()) <= scene.wecom.text_limit == 2048
    assert read.endswith("正确" + CUT_HINT)


def test_two_answers_never_share_a_nonce(scene: Scene) -> None:
    answers = {scene.wecom.answer(MESSAGE, "x", scene.clock.now).body for _ in range(5)}
    assert len(answers) == 5


@given(st.text(st.characters(exclude_categories=["Cc"]), min_size=1, max_size=900))
def test_any_answer_is_one_that_wecom_shows(text: str) -> None:
    response = SHARED.wecom.answer(MESSAGE, "答：" + text, SHARED.clock.now)
    fresh = SHARED.stand_in.wecom.text("zhang", "x")
    assert SHARED.stand_in.wecom.reads(fresh, response).startswith("答：")
