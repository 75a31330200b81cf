"""What a message holds: words, a quote, files; one function per shape (DingTalk 消息发送与接收类型)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.platforms.dingtalk.payload import Payload, list_of, object_of, text_of
from handlers.messages import Attachment, MessageKind

QUOTA_USED_UP = "20001"
_BLANK = "\u200b\u200c\u200d\u2060\ufeff"  # invisible, and not white space to Python
_MENTION = re.compile(r"@\S+")
_FILE_KINDS = {
    "picture": MessageKind.IMAGE,
    "audio": MessageKind.VOICE,
    "video": MessageKind.VIDEO,
    "file": MessageKind.FILE,
}


@dataclass(frozen=True, slots=True)
class Contents:
    kind: MessageKind
    text: str = ""
    quote: str | None = None
    attachments: tuple[Attachment, ...] = ()


def contents_of(payload: Payload, robot_names: Iterable[str]) -> Contents:
    """Kinds without words that we could take (chatRecord, markdown, unknownMsgType …) are OTHER.

    After the monthly quota a message comes with errorCode 20001 and neither text nor content.
    """
    if text_of(payload, "errorCode") == QUOTA_USED_UP:
        return Contents(MessageKind.WITHHELD)
    names = _names(payload, robot_names)
    match text_of(payload, "msgtype"):
        case "text":
            found = _text(payload)
        case "richText":
            found = _rich(object_of(payload, "content"))
        case "audio":
            found = _audio(object_of(payload, "content"))
        case "picture" | "video" | "file" as kind:
            found = Contents(_FILE_KINDS[kind], attachments=_files(kind, object_of(payload, "content")))
        case _:
            return Contents(MessageKind.OTHER)
    text = without_mentions(found.text, names)
    quote, quoted_files = _quoted(payload)
    return Contents(found.kind, text, quote, found.attachments + quoted_files)


def _text(payload: Payload) -> Contents:
    """`text.content`; one official sample has a top-level string `content` instead."""
    if "text" not in payload and "content" not in payload:
        return Contents(MessageKind.OTHER)
    holder = "text" if "text" in payload else "content"
    plain = payload.get(holder)
    written = (
        text_of(payload, holder) if isinstance(plain, str) else text_of(object_of(payload, holder), "content")
    )
    return Contents(MessageKind.TEXT, written)


def _rich(content: Payload) -> Contents:
    """Runs of text belong together, whatever their style; a picture between them ends a line."""
    pieces: list[str] = []
    files: list[Attachment] = []
    for part in list_of(content, "richText"):
        if text_of(part, "type") == "picture" or text_of(part, "downloadCode"):
            files += _files("picture", part)
            pieces.append("\n")
        elif text_of(part, "type") == "at":
            pieces.append(" ")
        else:
            pieces.append(text_of(part, "text"))
    text = "".join(pieces).strip()
    kind = MessageKind.TEXT if text or not files else MessageKind.IMAGE
    return Contents(kind, text, attachments=tuple(files))


def _audio(content: Payload) -> Contents:
    """DingTalk recognises speech itself: then it is text like any other."""
    spoken = text_of(content, "recognition").strip()
    return Contents(
        MessageKind.TEXT if spoken else MessageKind.VOICE, spoken, attachments=_files("audio", content)
    )


def _files(kind: str, content: Payload) -> tuple[Attachment, ...]:
    """Files sent by a program come without `downloadCode`: there is nothing to fetch them with."""
    handle = text_of(content, "downloadCode") or text_of(content, "pictureDownloadCode")
    return (Attachment(_FILE_KINDS[kind], handle, text_of(content, "fileName")),) if handle else ()


def _quoted(payload: Payload) -> tuple[str | None, tuple[Attachment, ...]]:
    """The message that was answered to. Quoting is also the only way to hand over a group file."""
    for holder in ("text", "content"):
        carrier = payload.get(holder)
        if isinstance(carrier, dict) and carrier.get("isReplyMsg"):
            replied = object_of(carrier, "repliedMsg")
            content = object_of(replied, "content")
            kind = text_of(replied, "msgType")
            files = _files(kind, content) if kind in _FILE_KINDS else ()
            return _quoted_text(content), files
    return None, ()


def _quoted_text(content: Payload) -> str | None:
    words = text_of(content, "text") or text_of(content, "content") or _rich(content).text
    return words.strip() or None


def _names(payload: Payload, robot_names: Iterable[str]) -> list[str]:
    """Longest first. `atUsers` tells ids; a name is only known of the robot itself (and of rich text)."""
    names = {name.strip() for name in robot_names}
    for user in list_of(payload, "atUsers"):
        names |= {text_of(user, "staffId"), text_of(user, "dingtalkId"), text_of(user, "name")}
    for part in list_of(object_of(payload, "content"), "richText"):
        if text_of(part, "type") == "at":
            names.add(text_of(part, "atName"))
    return sorted(names - {""}, key=len, reverse=True)


def without_mentions(text: str, names: Iterable[str]) -> str:
    """Leading @… that name somebody known are dropped; NBSP and U+3000 around them are white space."""
    known = tuple("@" + name for name in names)
    text = text.strip().strip(_BLANK).strip()
    while text.startswith("@"):
        name = next((name for name in known if text.startswith(name)), None)
        if name is None:
            break
        text = text[len(name) :].strip().strip(_BLANK).strip()
    return text
