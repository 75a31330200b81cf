"""What was uploaded: pictures and documents by their media id, each good for a while and where it is good."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from werkzeug.wrappers import Request

from bot.platforms.simulator.invented import Invented

LIVES = timedelta(days=3)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`scope` is the webhook's key, "" for an app."""

    kind: str
    name: str
    scope: str
    ends_at: datetime
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows: words, or a picture or document."""

    text: str
    markdown: bool = False
    attachment: str = ""
    data: bytes = field(default=b"", repr=False)


class MediaShelf:
    def __init__(self, seed: str) -> None:
        self._invented = Invented("media/" + seed)
        self._kept: dict[str, Uploaded] = {}

    def keep(self, kind: str, scope: str, name: str, data: bytes, now: datetime, start: str = "") -> str:
        media_id = start + self._invented.name("MEDIA", 32)
        self._kept[media_id] = Uploaded(kind, name, scope, now + LIVES, data)
        return media_id

    def shown(self, media_id: object, kinds: tuple[str, ...], scope: str, now: datetime) -> Content | None:
        """None where the id is unknown, over, of another kind or of another webhook."""
        kept = self._kept.get(str(media_id))
        if kept is None or kept.kind not in kinds or kept.scope != scope or now >= kept.ends_at:
            return None
        word = "图片" if kept.kind == "image" else "文件"
        return Content(f"［{word}］{kept.name}", False, kept.name, kept.data)

    @property
    def count(self) -> int:
        return len(self._kept)


def part_of(request: Request) -> tuple[str, bytes] | None:
    """Name and bytes of the part `media`; None where it has no usable name."""
    part = request.files.get("media")
    return None if part is None or not part.filename else (part.filename, part.read())
