"""People of the stand-in: what they can't write, and which answers they would never see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.dingtalk_people import ImpossibleMessageError, RefusedAnswerError
from bot.platforms.simulator.wecom_reply import RefusedReplyError
from bot.platforms.wecom.crypto import CallbackCipher
from bot.platforms.wecom.envelope import sealed_reply, text_reply
from tests.bot.platforms.scene import GROUP, Scene


class Asked:
    """A message that waits for its answer, and answers built by hand."""

    def __init__(self, scene: Scene) -> None:
        self.people = scene.stand_in.wecom
        self.tenant = self.people.tenant
        self.request = self.people.text("zhang", "任务45 完成8个")
        self.cipher = CallbackCipher(self.tenant.token, self.tenant.aes_key, self.tenant.corp_id)

    def sealed(self, inner: bytes, signature: str = "") -> Response:
        encrypted = self.cipher.encrypt(inner, bytes(16))
        signed = signature or self.cipher.signature("1", "2", encrypted)
        return Response(body=sealed_reply(encrypted, signed, "1", "2"))

    def good(self, content: str = "已记录") -> Response:
        return self.sealed(text_reply("zhang", self.tenant.corp_id, 1, content))

    def read(self, response: Response, elapsed: float | None = None) -> str:
        return self.people.reads(self.request, response, elapsed)


@pytest.fixture
def asked(scene: Scene) -> Asked:
    return Asked(scene)


def test_a_good_answer_and_none(asked: Asked) -> None:
    assert asked.read(asked.good(), elapsed=4.9) == "已记录"
    other = asked.people.text("zhang", "x")
    assert asked.people.reads(other, Response()) == ""


def test_too_late(asked: Asked) -> None:
    with pytest.raises(RefusedReplyError, match="5 s"):
        asked.read(asked.good(), elapsed=5.1)


def test_not_200(asked: Asked) -> None:
    with pytest.raises(RefusedReplyError, match="HTTP 500"):
        asked.read(replace(asked.good(), status=500))


def test_plain_words(asked: Asked) -> None:
    with pytest.raises(RefusedReplyError):
        asked.read(Response(body=b"success"))


def test_a_wrong_signature(asked: Asked) -> None:
    with pytest.raises(RefusedReplyError, match="-40001"):
        asked.read(asked.sealed(text_reply("zhang", asked.tenant.corp_id, 1, "x"), signature="0" * 40))


def test_another_corp(asked: Asked) -> None:
    asked.cipher = CallbackCipher(asked.tenant.token, asked.tenant.aes_key, "wwother")
    with pytest.raises(RefusedReplyError, match="-40005"):
        asked.read(asked.good())
    asked.cipher = CallbackCipher(asked.tenant.token, asked.tenant.aes_key, asked.tenant.corp_id)
    with pytest.raises(RefusedReplyError, match="FromUserName"):
        asked.read(asked.sealed(text_reply("zhang", "wwother", 1, "x")))


def test_another_person(asked: Asked) -> None:
    with pytest.raises(RefusedReplyError, match="ToUserName"):
        asked.read(asked.sealed(text_reply("li.na", asked.tenant.corp_id, 1, "x")))


def test_too_long_or_empty(asked: Asked) -> None:
    with pytest.raises(RefusedReplyError, match="2048"):
        asked.read(asked.good("督" * 683))
    with pytest.raises(RefusedReplyError, match="empty"):
        asked.read(asked.good(""))


def test_markdown_is_no_passive_reply(asked: Asked) -> None:
    inner = text_reply("zhang", asked.tenant.corp_id, 1, "x").replace(b"[text]", b"[markdown]")
    with pytest.raises(RefusedReplyError, match="no text message"):
        asked.read(asked.sealed(inner))


def test_two_messages_in_one_answer(asked: Asked) -> None:
    one = text_reply("zhang", asked.tenant.corp_id, 1, "x")
    twice = one.replace(b"</xml>", b"<Content>y</Content></xml>")
    with pytest.raises(RefusedReplyError, match="once each"):
        asked.read(asked.sealed(twice))
    with pytest.raises(RefusedReplyError):
        asked.read(replace(asked.good(), body=asked.good().body * 2))


def test_two_answers_to_one_message(asked: Asked, scene: Scene) -> None:
    asked.people.shows(asked.request, asked.good())
    asked.people.shows(asked.request, asked.good())
    assert len(scene.stand_in.transcript.said_by_bot()) == 1
    with pytest.raises(RefusedReplyError, match="second answer"):
        asked.read(asked.good("另一句"))


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_no_media_to_a_robot_in_a_group(scene: Scene, kind: str) -> None:
    with pytest.raises(ImpossibleMessageError):
        getattr(scene.stand_in.dingtalk, kind)("zhang", group=GROUP)
    with pytest.raises(ImpossibleMessageError):
        scene.stand_in.dingtalk.file("zhang", "a.xlsx", group=GROUP)


def test_answers_that_dingtalk_reads(scene: Scene) -> None:
    people = scene.stand_in.dingtalk
    request = people.text("zhang", "x")
    answer = scene.dingtalk.answer(scene.taken_by_dingtalk(request), "已记录", scene.clock.now)
    people.check_answer(answer, 2.4)
    people.check_answer(Response())


@pytest.mark.parametrize(
    ("response", "elapsed", "reason"),
    [
        (Response(), 2.6, "2.5 s"),
        (Response(status=500), None, "HTTP 500"),
        (Response(body=b"success"), None, "no webhook message"),
        (Response(body=b"[]"), None, "no webhook message"),
        (Response(body=b'{"msgtype":"image"}'), None, "no webhook message"),
    ],
)
def test_answers_that_dingtalk_does_not_read(
    scene: Scene, response: Response, elapsed: float | None, reason: str
) -> None:
    with pytest.raises(RefusedAnswerError, match=reason):
        scene.stand_in.dingtalk.check_answer(response, elapsed)


def requests_of(scene: Scene) -> list[RawRequest]:
    wecom, dingtalk = scene.stand_in.wecom, scene.stand_in.dingtalk
    return [
        wecom.text("zhang", "任务45"),
        wecom.image("zhang"),
        wecom.event("zhang", "click", EventKey="k"),
        wecom.verification(),
        dingtalk.text("zhang", "任务45", group=GROUP, others=["li.na"]),
        dingtalk.picture("zhang", group=GROUP),
        dingtalk.file("zhang", "a.xlsx"),
    ]


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = requests_of(Scene()), requests_of(Scene())
    assert [(one.args, one.headers, one.body) for one in first] == [
        (one.args, one.headers, one.body) for one in second
    ]


def test_both_sides_of_a_chat(scene: Scene) -> None:
    request = scene.stand_in.wecom.text("zhang", "任务45 完成8个")
    response = scene.wecom.answer(scene.taken_by_wecom(request), "已记录", scene.clock.now)
    scene.stand_in.wecom.shows(request, response)
    scene.stand_in.dingtalk.text("zhang", "另一个平台")
    lines = scene.stand_in.transcript.of_person("wecom", "zhang")
    assert [(line.by, line.text) for line in lines] == [("zhang", "任务45 完成8个"), ("", "已记录")]
    scene.stand_in.transcript.clear()
    assert scene.stand_in.transcript.lines() == []
