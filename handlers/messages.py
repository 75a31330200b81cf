"""What reaches us from a chat, whatever the platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

SPOKEN_PLATFORMS = MappingProxyType({"wecom": "企业微信", "dingtalk": "钉钉"})


class ChatKind(StrEnum):
    DIRECT = "direct"
    GROUP = "group"


class MessageKind(StrEnum):
    """`TEXT` covers everything whose words we have: rich text and recognised speech too."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"  # speech without recognised words
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    LINK = "link"
    WITHHELD = "withheld"  # the platform keeps the words back: the quota of the month is used up
    ENTERED = "entered"  # nothing was said: somebody has opened the chat
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. `handle` is what the platform's own API takes to fetch it."""

    kind: MessageKind
    handle: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """A short-lived address that the platform gave for answers to this message."""

    url: str = field(repr=False)  # whoever has it may answer
    not_after: datetime


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message as a person sent it.

    `key` makes it the same message however often it is delivered (unique per platform).
    `sender` is the platform's user id, "" where the platform does not tell.
    `text` is everything the person wrote, `quote` the text of the message they answered to.
    `chat_title` is the group's name as its members have set it. `sent_at` is UTC.
    """

    platform: str
    key: str
    sender: str
    chat: ChatKind
    text: str
    sent_at: datetime
    kind: MessageKind = MessageKind.TEXT
    chat_id: str = ""
    chat_title: str = ""
    sender_name: str = ""
    quote: str | None = None
    reply_to: ReplyAddress | None = None
    attachments: tuple[Attachment, ...] = ()
