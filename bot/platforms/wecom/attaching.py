"""Pictures and documents in WeCom: uploaded first, then sent by their media id; by webhook partly inline."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.platforms.media import MEGABYTE, MediaIds, MediaKind, picture_of
from bot.platforms.port import Delivery, Receipt
from bot.platforms.wecom.client import WeComClient
from storage.attachments import Attached

_PICTURES = frozenset({"jpg", "png"})
IMAGE_LIMIT, FILE_LIMIT, WEBHOOK_IMAGE_LIMIT = 10 * MEGABYTE, 20 * MEGABYTE, 2 * MEGABYTE
_FEWEST = 6
Attach = Callable[[Delivery, datetime], Receipt]


def kind_of(attached: Attached | None, image_limit: int = IMAGE_LIMIT) -> MediaKind | None:
    """How it can be sent (WeCom D90253, D99110); None where it can't."""
    data = attached.data if attached is not None else None
    if data is None or not _FEWEST <= len(data) <= FILE_LIMIT:
        return None
    is_picture = picture_of(data) in _PICTURES and len(data) <= image_limit
    return MediaKind.IMAGE if is_picture else MediaKind.FILE


class Attacher:
    """For all channels of one app."""

    def __init__(self, client: WeComClient) -> None:
        self._client = client
        self._ids = MediaIds()

    def by_app(self, delivery: Delivery, post: Callable[[Mapping[str, Any], datetime], str]) -> Attach | None:
        """message/send and appchat/send: `post` takes the content and gives the message's name."""
        kind = kind_of(delivery.attachment)
        if kind is None:
            return None

        def attach(part: Delivery, now: datetime) -> Receipt:
            attached = _attached(part)
            name, calls = self._ids.with_id(
                *("app", kind, attached, now),
                upload=lambda: self._client.upload(kind, attached, now),
                send=lambda media_id: post({"msgtype": kind.value, kind.value: {"media_id": media_id}}, now),
            )
            return Receipt(name, calls=calls)

        return attach

    def by_webhook(self, delivery: Delivery, send_url: str, upload_url: str, key: str) -> Attach | None:
        """A small picture goes inline, everything else by an upload to this webhook."""
        kind = kind_of(delivery.attachment, WEBHOOK_IMAGE_LIMIT)
        if kind is None:
            return None

        def attach(part: Delivery, now: datetime) -> Receipt:
            attached = _attached(part)
            if kind is MediaKind.IMAGE:
                self._client.post_to_webhook(send_url, key, {"msgtype": "image", "image": _inline(attached)})
                return Receipt()
            _, calls = self._ids.with_id(
                *(key, kind, attached, now),
                upload=lambda: self._client.upload_to_webhook(upload_url, key, attached),
                send=lambda media_id: self._client.post_to_webhook(
                    send_url, key, {"msgtype": "file", "file": {"media_id": media_id}}
                ),
            )
            return Receipt(calls=calls)

        return attach


def _attached(part: Delivery) -> Attached:
    if part.attachment is None:
        raise ValueError("nothing is attached to this part")
    return part.attachment


def _inline(attached: Attached) -> dict[str, str]:
    """The md5 is of the raw bytes (WeCom D99110)."""
    data = attached.data or b""
    return {
        "base64": base64.b64encode(data).decode(),
        "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
    }
