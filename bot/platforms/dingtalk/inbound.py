"""From a verified callback body to a message (DingTalk 接收消息)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.platforms.dingtalk.addresses import is_reply_address
from bot.platforms.dingtalk.contents import contents_of
from bot.platforms.dingtalk.payload import Payload, milliseconds_of, object_of, text_of
from bot.platforms.limits import ID_LIMIT, check_id, moment
from handlers.errors import InboundError
from handlers.messages import ChatKind, InboundMessage, MessageKind, ReplyAddress

_CHATS = {"1": ChatKind.DIRECT, "2": ChatKind.GROUP}
_SAFETY = timedelta(seconds=60)
_NAME_LIMIT = 100


def is_own_voice(payload: Payload) -> bool:
    """What a robot says, we or another: answering it would make a loop (DingTalk, cards between robots)."""
    robot = text_of(payload, "chatbotUserId")
    return text_of(payload, "msgtype") == "interactiveCard" or (
        robot != "" and text_of(payload, "senderId") == robot
    )


def to_message(
    payload: Payload, signed_at: datetime, robot_names: Iterable[str], oapi_base: str
) -> InboundMessage:
    """A reply by the address draws on the quota that is used up where words are withheld: not by that."""
    chat = _CHATS.get(text_of(payload, "conversationType"))
    if chat is None:
        raise InboundError("conversationType is neither 1 nor 2")
    contents = contents_of(payload, robot_names)
    sent = milliseconds_of(payload, "createAt")
    return InboundMessage(
        platform="dingtalk",
        key=f"{text_of(payload, 'robotCode')}:{_message_id(payload)}",
        sender=check_id("senderStaffId", text_of(payload, "senderStaffId").strip()),
        chat=chat,
        text=contents.text,
        sent_at=(None if sent is None else moment(sent / 1000)) or signed_at,
        kind=contents.kind,
        chat_id=check_id("conversationId", text_of(payload, "conversationId").strip()),
        chat_title=text_of(payload, "conversationTitle").strip()[:_NAME_LIMIT],
        sender_name=text_of(payload, "senderNick").strip()[:_NAME_LIMIT],
        quote=contents.quote,
        reply_to=_reply_address(payload, oapi_base) if contents.kind is not MessageKind.WITHHELD else None,
        attachments=contents.attachments,
    )


def _message_id(payload: Payload) -> str:
    told = text_of(payload, "msgId").strip()
    if told and len(told) <= ID_LIMIT // 2:
        return told
    words = text_of(object_of(payload, "text"), "content") or str(payload.get("content", ""))
    names = ("msgId", "senderId", "conversationId", "createAt")
    parts = "\x1f".join([*(text_of(payload, name) for name in names), words])
    return "sha256:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _reply_address(payload: Payload, oapi_base: str) -> ReplyAddress | None:
    """A foreign address is not followed, yet the message counts: the answer goes by the OpenAPI."""
    url = text_of(payload, "sessionWebhook")
    expires = milliseconds_of(payload, "sessionWebhookExpiredTime")
    end = None if expires is None else moment(expires / 1000)
    if end is None or end.year < 1971 or not is_reply_address(url, oapi_base):
        return None
    return ReplyAddress(url, end - _SAFETY)
