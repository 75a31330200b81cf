"""DingTalk's side of 自定义机器人发送群消息 and 机器人发送群聊消息, with what it refuses."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request

from bot.platforms.simulator.dingtalk_server import (
    BODY_LIMIT,
    DingTalkServer,
    parameter_of,
    refuse,
    refuse_webhook,
    webhook_content,
)
from bot.platforms.simulator.invented import Invented
from bot.platforms.simulator.refusals import json_object
from bot.platforms.simulator.transcript import BOT, Line, Transcript
from handlers.messages import ChatKind

CLOCK_TOLERANCE = 3600


class DingTalkGroups:
    def __init__(
        self, server: DingTalkServer, transcript: Transcript, clock: Callable[[], datetime], seed: str
    ) -> None:
        self._server = server
        self._transcript = transcript
        self._clock = clock
        self._invented = Invented("dingtalk-groups/" + seed)

    def group_send(self, request: Request) -> dict[str, Any]:
        """The robot must be in the group; nobody can be @-ed."""
        now = self._clock()
        body = self._server.called(request, now)
        conversation = str(body.get("openConversationId") or "")
        if not conversation:
            refuse("miss.openConversationId", "openConversationId missing")
        if conversation not in self._server.tenant.groups:
            refuse("invalid.openConversationId", "openConversationId invalid")
        content = parameter_of(body, self._server.media, now)
        markdown = body["msgKey"] == "sampleMarkdown"
        said = (now, "dingtalk", ChatKind.GROUP, BOT, conversation, content.text, "groupMessages")
        line = Line(*said, markdown=markdown, attachment=content.attachment, data=content.data)
        self._transcript.add(line)
        name = self._invented.name("group-query", 24)
        return {"processQueryKey": self._server.recalls.keep(name, [line], now)}

    def webhook_send(self, request: Request) -> dict[str, Any]:
        """Every refusal comes with HTTP 200."""
        if request.method != "POST":
            refuse_webhook(43002, "require POST method")
        if request.mimetype != "application/json":
            refuse_webhook(43004, "wrong Content-Type")
        token = request.args.get("access_token", "")
        webhook = self._server.tenant.webhooks.get(token)
        if webhook is None:
            refuse_webhook(300005, "token is not exist")
        if webhook.secret:
            self._check_signature(request, webhook.secret)
        if len(request.get_data()) > BODY_LIMIT:
            refuse_webhook(460101, "message body exceeds 20000 bytes")
        content, body = webhook_content(json_object(request))
        self._server.check_pace(token, self._clock())
        if not self._server.is_repeated(token, body):
            self._server.show(ChatKind.GROUP, webhook.chat, "robot/send", content, body)
        return self._server.done()

    def _check_signature(self, request: Request, secret: str) -> None:
        """自定义机器人安全设置: by our own hand, so that a wrong formula shows."""
        timestamp = request.args.get("timestamp", "")
        if (
            not timestamp.isdigit()
            or abs(int(timestamp) / 1000 - self._clock().timestamp()) > CLOCK_TOLERANCE
        ):
            refuse_webhook(310000, "invalid timestamp")
        wanted = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
        if request.args.get("sign", "") != base64.b64encode(wanted).decode():
            refuse_webhook(310000, "sign not match")
