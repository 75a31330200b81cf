"""People in DingTalk: their messages as signed callbacks with a reply address."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.platforms.dingtalk.signature import sign
from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.invented import Invented
from bot.platforms.simulator.tenants import DingTalkTenant, ReplySession
from bot.platforms.simulator.transcript import BOT, Line, Transcript
from handlers.errors import DuchaError
from handlers.messages import ChatKind

Payload = dict[str, Any]
SESSION_LIFE = timedelta(milliseconds=5_400_180)  # as in official samples: 90 minutes and a little
PATIENCE = 2.5
ROBOT_ID = "$:LWCP_v1:$demobot"


class ImpossibleMessageError(DuchaError):
    """DingTalk has no such message: files, voice and video can't be @-ed to a robot in a group."""


class RefusedAnswerError(DuchaError):
    """The answer to a callback came too late or in no shape that DingTalk reads."""


class DingTalkPeople:
    """Each method gives the request that DingTalk would make; nothing is sent from here.

    With `group` the person @-s the robot there, else writes to it directly.
    """

    def __init__(
        self, tenant: DingTalkTenant, transcript: Transcript, clock: Callable[[], datetime], seed: str
    ) -> None:
        self.tenant = tenant
        self._transcript = transcript
        self._clock = clock
        self._invented = Invented("dingtalk/" + seed)
        self._signed_at: set[int] = set()

    def text(
        self,
        user: str,
        content: str,
        *,
        group: str = "",
        quote: str | None = None,
        others: Sequence[str] = (),
    ) -> RawRequest:
        """In a group the robot's own @ is taken out and a space stays; the @ of others stays in the text."""
        words = content if not group else " " + "".join(f"@{other} " for other in others) + content
        text: Payload = {"content": words}
        if quote is not None:
            replied = {"msgType": "text", "msgId": self._message_id(), "content": {"text": quote}}
            text |= {"isReplyMsg": True, "repliedMsg": replied}
        return self._said(user, group, content, {"msgtype": "text", "text": text}, others)

    def rich_text(self, user: str, parts: Sequence[Mapping[str, str]], *, group: str = "") -> RawRequest:
        shown = "".join(part.get("text", "［图片］") for part in parts)
        content = {"richText": [dict(part) for part in parts]}
        return self._said(user, group, shown, {"msgtype": "richText", "content": content})

    def picture(self, user: str, *, group: str = "") -> RawRequest:
        """In a group a picture together with an @ arrives as rich text."""
        code = self._code()
        if group:
            return self.rich_text(user, [{"type": "picture", "downloadCode": code}], group=group)
        content = {"downloadCode": code, "pictureDownloadCode": self._code()}
        return self._said(user, "", "［图片］", {"msgtype": "picture", "content": content})

    def audio(self, user: str, recognition: str = "", *, group: str = "") -> RawRequest:
        content: Payload = {"duration": 4000, "downloadCode": self._code()}
        if recognition:
            content["recognition"] = recognition
        return self._media(user, group, "audio", content)

    def video(self, user: str, *, group: str = "") -> RawRequest:
        content = {"duration": "5", "downloadCode": self._code(), "videoType": "mp4"}
        return self._media(user, group, "video", content)

    def file(self, user: str, name: str, *, group: str = "") -> RawRequest:
        content = {"downloadCode": self._code(), "fileName": name, "spaceId": "1", "fileId": "2"}
        return self._media(user, group, "file", content)

    def other(self, user: str, kind: str, content: Payload | None = None, *, group: str = "") -> RawRequest:
        """chatRecord, markdown, interactiveCard, unknownMsgType or something nobody has seen yet."""
        return self._said(user, group, f"［{kind}］", {"msgtype": kind, "content": content or {}})

    def text_beyond_quota(self, user: str, content: str, *, group: str = "") -> RawRequest:
        """When the month's quota is used up the words are left out."""
        quota = {"msgtype": "text", "errorCode": 20001, "errorMessage": "quota exceeded"}
        return self._said(user, group, content, quota)

    def signed(self, payload: Payload, at: datetime) -> RawRequest:
        """Any body, correctly signed at any time. No two messages share a millisecond here."""
        timestamp = str(self._milliseconds(at))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "timestamp": timestamp,
            "sign": sign(timestamp, self.tenant.client_secret),
        }
        return RawRequest("POST", {}, headers, json.dumps(payload, ensure_ascii=False).encode())

    def payload(self, user: str, group: str = "") -> Payload:
        """The fields that every message has, with a fresh reply address."""
        now, tenant = self._clock(), self.tenant
        created = int(now.timestamp() * 1000) - 50
        url, expires = self._reply_address(user, group, now)
        found: Payload = {
            "msgId": self._message_id(),
            "conversationType": "2" if group else "1",
            "conversationId": group or f"ciddirect-{user}",
            "senderId": f"$:LWCP_v1:${user}",
            "senderNick": tenant.people.get(user, "外部联系人"),
            "chatbotUserId": ROBOT_ID,
            "chatbotCorpId": tenant.corp_id,
            "robotCode": tenant.robot_code,
            "sessionWebhook": url,
            "sessionWebhookExpiredTime": int(expires.timestamp() * 1000),
            "createAt": created,
        }
        if user in tenant.people:
            found |= {"senderStaffId": user, "senderCorpId": tenant.corp_id, "isAdmin": False}
        if group:
            found |= {"conversationTitle": tenant.groups[group].title, "isInAtList": True}
        return found

    def check_answer(self, response: Response, elapsed: float | None = None) -> None:
        """200 and `empty` (or a webhook message) within 2.5 s (DingTalk 资源合理使用建议)."""
        if elapsed is not None and elapsed > PATIENCE:
            raise RefusedAnswerError("no answer within 2.5 s: DingTalk may push again")
        if response.status != 200:
            raise RefusedAnswerError(f"HTTP {response.status}")
        try:
            kind = json.loads(response.body).get("msgtype") if response.body else "empty"
        except (ValueError, AttributeError):
            kind = None
        if kind not in ("empty", "text", "markdown", "actionCard", "feedCard"):
            raise RefusedAnswerError("the body is no webhook message")

    def _media(self, user: str, group: str, kind: str, content: Payload) -> RawRequest:
        if group:
            raise ImpossibleMessageError(f"{kind} can't be sent to a robot in a group")
        return self._said(user, "", f"［{kind}］", {"msgtype": kind, "content": content})

    def _said(
        self, user: str, group: str, shown: str, fields: Payload, others: Sequence[str] = ()
    ) -> RawRequest:
        now = self._clock()
        chat = ChatKind.GROUP if group else ChatKind.DIRECT
        self._transcript.add(Line(now, "dingtalk", chat, user, group or BOT, shown, "callback"))
        payload = self.payload(user, group) | fields
        if group:
            people = [{"dingtalkId": f"$:LWCP_v1:${other}", "staffId": other} for other in others]
            payload["atUsers"] = [{"dingtalkId": ROBOT_ID}, *people]
        return self.signed(payload, now)

    def _reply_address(self, user: str, group: str, now: datetime) -> tuple[str, datetime]:
        session = self._invented.name("", 32)
        chat = ChatKind.GROUP if group else ChatKind.DIRECT
        expires = now + SESSION_LIFE
        self.tenant.sessions[session] = ReplySession(chat, group or user, expires)
        return f"{self.tenant.oapi_base}/robot/sendBySession?session={session}", expires

    def _milliseconds(self, at: datetime) -> int:
        moment = int(at.timestamp() * 1000)
        while moment in self._signed_at:
            moment += 1
        self._signed_at.add(moment)
        return moment

    def _message_id(self) -> str:
        return self._invented.name("msg", 20) + "=="

    def _code(self) -> str:
        return self._invented.name("code", 24)
