"""Pictures and documents in DingTalk: uploaded to the old host, then sent by the robot by their media id."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.platforms.dingtalk.client import DingTalkClient
from bot.platforms.media import MEGABYTE, MediaIds, MediaKind, picture_of
from bot.platforms.port import Delivery, Receipt
from storage.attachments import Attached

LIMIT = 20 * MEGABYTE
_DOCUMENTS = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})  # 消息发送与接收类型, sampleFile
Attach = Callable[[Delivery, datetime], Receipt]
Post = Callable[[Delivery, Mapping[str, str], datetime], Receipt]


def kind_of(attached: Attached | None) -> MediaKind | None:
    """How it can be sent; None where it can't."""
    data = attached.data if attached is not None else None
    if attached is None or data is None or not 0 < len(data) <= LIMIT:
        return None
    if picture_of(data):
        return MediaKind.IMAGE
    return MediaKind.FILE if attached.suffix in _DOCUMENTS else None


class Attacher:
    """For the robot's own messages; neither reply addresses nor webhooks carry files (自定义机器人)."""

    def __init__(self, client: DingTalkClient, oapi_base: str) -> None:
        self._client = client
        self._oapi_base = oapi_base
        self._ids = MediaIds()

    def by_robot(self, delivery: Delivery, post: Post) -> Attach | None:
        kind = kind_of(delivery.attachment)
        if kind is None:
            return None

        def attach(part: Delivery, now: datetime) -> Receipt:
            if part.attachment is None:
                raise ValueError("nothing is attached to this part")
            attached = _named(part.attachment)
            receipt, calls = self._ids.with_id(
                *("robot", kind, attached, now),
                upload=lambda: self._client.upload(self._oapi_base, kind, attached, now),
                send=lambda media_id: post(part, _message(kind, attached, media_id), now),
            )
            return replace(receipt, calls=calls)

        return attach


def _named(attached: Attached) -> Attached:
    """A picture goes under a name that ends as its bytes are: an upload is judged by it."""
    picture = picture_of(attached.data or b"")
    fits = not picture or attached.suffix in {picture, "jpeg"}
    return attached if fits else replace(attached, name=f"{attached.name}.{picture}")


def _message(kind: MediaKind, attached: Attached, media_id: str) -> dict[str, str]:
    """msgKey and msgParam; the name that people see is the one given here."""
    parameter = {"mediaId": media_id, "fileName": attached.name, "fileType": attached.suffix}
    key = "sampleFile"
    if kind is MediaKind.IMAGE:
        key, parameter = "sampleImageMsg", {"photoURL": media_id}
    return {"msgKey": key, "msgParam": json.dumps(parameter, ensure_ascii=False)}
