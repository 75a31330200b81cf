"""WeCom's side of group webhooks and of groups that the app has made (WeCom D99110, D90248)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request

from bot.platforms.simulator.invented import Invented
from bot.platforms.simulator.media import MEGABYTE, Content
from bot.platforms.simulator.rates import Rate
from bot.platforms.simulator.refusals import cut, json_object
from bot.platforms.simulator.tenants import Group
from bot.platforms.simulator.transcript import BOT, Line, Transcript
from bot.platforms.simulator.wecom_server import TEXT_LIMIT, WeComServer, content_of, refuse, upload_of
from handlers.messages import ChatKind

MARKDOWN_LIMIT = 4096
_CHAT_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_WEBHOOK_KINDS = {
    *("text", "markdown", "markdown_v2", "image", "news", "file", "voice", "template_card"),
}
_CHAT_KINDS = {"text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown"}


class WeComGroups:
    def __init__(
        self, server: WeComServer, transcript: Transcript, clock: Callable[[], datetime], seed: str
    ) -> None:
        self._server = server
        self._transcript = transcript
        self._clock = clock
        self._invented = Invented("wecom-groups/" + seed)
        self._per_minute = Rate(20, timedelta(minutes=1))

    def webhook_send(self, request: Request) -> dict[str, Any]:
        """20 a minute and webhook; a text that is too long is refused and not cut."""
        key = request.args.get("key", "")
        group = self._server.tenant.webhooks.get(key)
        if group is None:
            refuse(93000, "invalid webhook url")
        body = _body(request, _WEBHOOK_KINDS)
        content = _inline(body) or content_of(body, self._server.media, key, self._clock())
        limit = MARKDOWN_LIMIT if content.markdown else TEXT_LIMIT
        if len(content.text.encode()) > limit:
            refuse(40058, f"{body['msgtype']}.content exceed max length {limit}")
        if not self._per_minute.admits(key, self._clock()):
            refuse(45009, "api freq out of limit")
        self._show(group, content, body, "webhook/send")
        return {"errcode": 0, "errmsg": "ok"}

    def appchat_create(self, request: Request) -> dict[str, Any]:
        """WeCom D90245: 2 to 2,000 members of the corp, the owner among them; the name is cut."""
        self._server.check_token(request)
        tenant = self._server.tenant
        if not tenant.sees_all:
            refuse(48002, "api forbidden")
        body = json_object(request) or {}
        members, chat_id = body.get("userlist"), body.get("chatid", self._invented.name("wr", 20))
        if not isinstance(members, list) or not members:
            refuse(86204, "missing members")
        if not 2 <= len(members) <= 2000:
            refuse(86006, "invalid member count")
        known = {person.lower(): person for person in tenant.people}
        if strange := [one for one in members if str(one).lower() not in known]:
            refuse(86216, f"invalid member {strange[0]}")
        if body.get("owner") and body["owner"] not in members:
            refuse(86207, "owner not in member list")
        if not isinstance(chat_id, str) or not _CHAT_ID.fullmatch(chat_id):
            refuse(86001, "invalid chatid")
        if chat_id in tenant.chats:
            refuse(86215, "chatid exists")
        people = {known[str(one).lower()] for one in members}
        tenant.chats[chat_id] = Group(str(body.get("name") or "群聊")[:50], people)
        return {"errcode": 0, "errmsg": "ok", "chatid": chat_id}

    def appchat_send(self, request: Request) -> dict[str, Any]:
        """Only into groups that this app has made; what is too long is cut."""
        self._server.check_token(request)
        body = _body(request, _CHAT_KINDS)
        group = self._server.tenant.chats.get(str(body.get("chatid", "")))
        if group is None:
            refuse(86003, "chatid not exist")
        content = content_of(body, self._server.media, "", self._clock())
        shown = replace(content, text=cut(content.text, TEXT_LIMIT))
        self._show(group, shown, body, "appchat/send", was_cut=shown != content)
        return {"errcode": 0, "errmsg": "ok", "msgid": self._invented.name("chat", 20)}

    def webhook_upload(self, request: Request) -> dict[str, Any]:
        """webhook/upload_media: the id is good for this webhook only."""
        key = request.args.get("key", "")
        if key not in self._server.tenant.webhooks:
            refuse(93000, "invalid webhook url")
        if request.args.get("type") != "file":
            refuse(40005, "invalid media type")
        name, data = upload_of(request, "file")
        media_id = self._server.media.keep("file", key, name, data, self._clock())
        return {"errcode": 0, "errmsg": "ok", "type": "file", "media_id": media_id}

    def _show(
        self, group: Group, content: Content, body: dict[str, Any], via: str, *, was_cut: bool = False
    ) -> None:
        """`mentioned_list` works in a text, `<@userid>` in text and markdown."""
        markdown = body["msgtype"] == "markdown"
        words = body.get(str(body["msgtype"]))
        listed = words.get("mentioned_list", []) if isinstance(words, dict) and not markdown else []
        rings = tuple(one for one in sorted(group.members) if one in listed or f"<@{one}>" in content.text)
        line = Line(
            *(self._clock(), "wecom", ChatKind.GROUP, BOT, group.title, content.text, via, rings),
            *(was_cut, markdown, content.attachment, content.data),
        )
        self._transcript.add(line)


def _inline(body: dict[str, Any]) -> Content | None:
    """A picture of a webhook stands in the message itself (WeCom D99110)."""
    image = body.get("image")
    if body["msgtype"] != "image" or not isinstance(image, dict) or "base64" not in image:
        return None
    data = base64.b64decode(str(image["base64"]))
    if len(data) > 2 * MEGABYTE:
        refuse(93018, "image too large")
    if image.get("md5") != hashlib.md5(data, usedforsecurity=False).hexdigest():
        refuse(301019, "media md5 not match")
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        refuse(40009, "invalid image size")
    return Content("［图片］", attachment="图片", data=data)


def _body(request: Request, kinds: set[str]) -> dict[str, Any]:
    body = json_object(request)
    if request.method != "POST" or body is None:
        refuse(40008, "invalid message type")
    if body.get("msgtype") not in kinds:
        refuse(40008, "invalid message type")
    return body
