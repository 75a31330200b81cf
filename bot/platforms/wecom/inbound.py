"""From the decrypted fields of a callback to a message (WeCom D90239)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from bot.platforms.limits import ID_LIMIT, check_id, moment
from handlers.messages import Attachment, ChatKind, InboundMessage, MessageKind

Fields = Mapping[str, str]

_KINDS = {
    "text": MessageKind.TEXT,
    "image": MessageKind.IMAGE,
    "voice": MessageKind.VOICE,
    "video": MessageKind.VIDEO,
    "location": MessageKind.LOCATION,
    "link": MessageKind.LINK,
    "file": MessageKind.FILE,  # undocumented, yet parsed by Tencent's own plugin
}
_KEY_PARTS = (
    *("FromUserName", "CreateTime", "MsgType", "AgentID", "Content", "MediaId", "PicUrl"),
    *("Location_X", "Location_Y", "Label", "Title", "Url", "FileName"),
)


def is_message(given: Fields) -> bool:
    """Events (but for entering the chat) and anything without a sender or a type are nothing that a person
    said (WeCom D90240).
    """
    sender, kind = given.get("FromUserName", "").strip(), given.get("MsgType", "").strip()
    return (kind not in ("", "event") or is_entry(given)) and sender not in ("", "sys")


def is_entry(given: Fields) -> bool:
    """Somebody opens the app's chat; it comes at each opening (WeCom D90240)."""
    return given.get("MsgType", "").strip() == "event" and given.get("Event", "").strip() == "enter_agent"


def to_message(given: Fields, signed_at: datetime) -> InboundMessage:
    """An app only ever gets direct messages (WeCom D90235), and WeCom tells it no quotes."""
    written = given.get("MsgType", "").strip()
    kind = MessageKind.ENTERED if is_entry(given) else _KINDS.get(written, MessageKind.OTHER)
    attachments = _attachments(kind, given)
    text = given.get("Content", "") if kind is MessageKind.TEXT else ""
    if kind is MessageKind.VOICE and given.get("Recognition", "").strip():
        kind, text = MessageKind.TEXT, given["Recognition"]
    return InboundMessage(
        platform="wecom",
        key=_key(given),
        sender=check_id("FromUserName", given["FromUserName"].strip()),
        chat=ChatKind.DIRECT,
        text=text.strip(),
        sent_at=_sent_at(given, signed_at),
        kind=kind,
        attachments=attachments,
    )


def _key(given: Fields) -> str:
    """MsgId is a 64-bit number, kept as text (WeCom D90238); without one a digest of what was said."""
    told = given.get("MsgId", "").strip()
    if told and len(told) <= ID_LIMIT:
        return told
    parts = "\x1f".join(given.get(name, "") for name in ("MsgId", *_KEY_PARTS))
    return "sha256:" + hashlib.sha256(parts.encode()).hexdigest()


def _sent_at(given: Fields, signed_at: datetime) -> datetime:
    told = given.get("CreateTime", "").strip()
    if not (told.isascii() and told.isdigit() and len(told) <= 12):
        return signed_at
    return moment(int(told)) or signed_at


def _attachments(kind: MessageKind, given: Fields) -> tuple[Attachment, ...]:
    """`handle` is the MediaId for `media/get`. Links and places are only shown, never fetched."""
    match kind:
        case MessageKind.IMAGE | MessageKind.VOICE | MessageKind.VIDEO | MessageKind.FILE:
            handle, name = given.get("MediaId", ""), given.get("FileName", "")
        case MessageKind.LOCATION:
            handle = f"{given.get('Location_X', '')},{given.get('Location_Y', '')}"
            name = given.get("Label", "")
        case MessageKind.LINK:
            handle, name = given.get("Url", ""), given.get("Title", "")
        case _:
            return ()
    return (Attachment(kind, handle, name),) if handle.strip(",") else ()
