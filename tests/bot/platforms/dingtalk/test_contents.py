from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.dingtalk.contents import contents_of, without_mentions
from handlers.messages import Attachment, MessageKind
from tests.bot.platforms.scene import GROUP, Scene


def test_rich_text_is_joined_and_its_pictures_are_attached(scene: Scene) -> None:
    parts = [
        {"type": "at", "atName": "李娜", "atUserId": "li.na"},
        {"text": "任务45 完成"},
        {"text": "8个"},
        {"type": "picture", "downloadCode": "code-1"},
        {"text": "任务54 无进展"},
    ]
    message = scene.taken_by_dingtalk(scene.stand_in.dingtalk.rich_text("zhang", parts, group=GROUP))
    assert (message.kind, message.text) == (MessageKind.TEXT, "任务45 完成8个\n任务54 无进展")
    assert message.attachments == (Attachment(MessageKind.IMAGE, "code-1"),)


def test_a_picture_in_a_group_comes_as_rich_text(scene: Scene) -> None:
    message = scene.taken_by_dingtalk(scene.stand_in.dingtalk.picture("zhang", group=GROUP))
    assert (message.kind, len(message.attachments)) == (MessageKind.IMAGE, 1)


def test_speech_is_text_where_it_was_recognised(scene: Scene) -> None:
    people = scene.stand_in.dingtalk
    heard = scene.taken_by_dingtalk(people.audio("zhang", "任务四十五完成八个"))
    assert (heard.kind, heard.text) == (MessageKind.TEXT, "任务四十五完成八个")
    assert scene.taken_by_dingtalk(people.audio("zhang")).kind is MessageKind.VOICE


def test_files_keep_their_name(scene: Scene) -> None:
    people = scene.stand_in.dingtalk
    file = scene.taken_by_dingtalk(people.file("zhang", "附件4.xlsx"))
    assert (file.kind, file.attachments[0].name) == (MessageKind.FILE, "附件4.xlsx")
    assert scene.taken_by_dingtalk(people.video("zhang")).kind is MessageKind.VIDEO
    assert scene.taken_by_dingtalk(people.picture("zhang")).kind is MessageKind.IMAGE


def test_a_file_sent_by_a_program_has_nothing_to_fetch_it_with(scene: Scene) -> None:
    message = scene.takes(msgtype="file", text=None, content={"dentryId": 1, "fileName": "a.docx"})
    assert (message.kind, message.attachments) == (MessageKind.FILE, ())


@pytest.mark.parametrize("kind", ["chatRecord", "markdown", "unknownMsgType", "something new", ""])
def test_kinds_without_words_are_other(scene: Scene, kind: str) -> None:
    message = scene.taken_by_dingtalk(scene.stand_in.dingtalk.other("zhang", kind, {"chatRecord": "[]"}))
    assert (message.kind, message.text) == (MessageKind.OTHER, "")


def test_beyond_the_quota_the_words_are_missing(scene: Scene) -> None:
    message = scene.taken_by_dingtalk(scene.stand_in.dingtalk.text_beyond_quota("zhang", "任务45 完成8个"))
    assert (message.kind, message.text, message.sender) == (MessageKind.WITHHELD, "", "zhang")
    assert message.reply_to is None, "that address draws on the quota that is used up"


@pytest.mark.parametrize(
    "changes",
    [
        {"text": None, "content": "任务45 完成"},
        {"text": "任务45 完成"},
        {"text": {"content": "\u3000\u00a0 @督查助手\u2005任务45 完成\u00a0"}},
        {"text": {"content": "@督查助手@督查助手任务45 完成"}},
        {"text": {"content": "\u200b@督查助手 \ufeff任务45 完成"}},
        {
            "text": {"content": "@li.na @督查助手 任务45 完成"},
            "atUsers": [{"staffId": "li.na", "dingtalkId": "x"}],
        },
    ],
)
def test_the_same_words_in_odd_shapes(scene: Scene, changes: dict[str, Any]) -> None:
    assert scene.takes(**changes).text == "任务45 完成"


def test_the_longest_name_is_dropped() -> None:
    at_user = [{"staffId": "督查"}]
    payload = {"msgtype": "text", "text": {"content": "@督查助手 任务45"}, "atUsers": at_user}
    assert contents_of(payload, ["助手", "督查助手"]).text == "任务45"


def test_an_unknown_at_stays(scene: Scene) -> None:
    assert scene.takes(text={"content": "@王芳 任务45 请你填"}).text == "@王芳 任务45 请你填"


def quoting(content: Any, kind: str = "text") -> dict[str, Any]:
    replied = {"msgType": kind, "msgId": "m", "content": content}
    return {"content": "完成8个", "isReplyMsg": True, "repliedMsg": replied}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (quoting({"text": "【催报】任务45"}), "【催报】任务45"),
        (quoting({"richText": [{"text": "【催报】"}, {"text": "任务45"}]}, "richText"), "【催报】任务45"),
        (quoting('{"text":"【催报】任务45"}'), "【催报】任务45"),
        (quoting("【催报】任务45"), "【催报】任务45"),
        (quoting({}, "interactiveCard"), None),
        (quoting(None), None),
        ({"content": "完成8个", "isReplyMsg": True}, None),
        ({"content": "完成8个", "isReplyMsg": False, "repliedMsg": {"content": {"text": "x"}}}, None),
    ],
)
def test_quotes(scene: Scene, text: dict[str, Any], quote: str | None) -> None:
    message = scene.takes(text=text)
    assert (message.text, message.quote) == ("完成8个", quote)


def test_a_quoted_group_file_is_handed_over(scene: Scene) -> None:
    message = scene.takes(text=quoting({"downloadCode": "code-9", "fileName": "3月.xlsx"}, "file"))
    assert message.attachments == (Attachment(MessageKind.FILE, "code-9", "3月.xlsx"),)


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_stripping_ends_and_only_shortens(text: str, names: list[str]) -> None:
    assert without_mentions(text, names) in text
