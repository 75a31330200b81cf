"""The app robot (应用机器人), HTTP mode: receives by callback, answers by sessionWebhook or OpenAPI."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import requests

from bot.platforms.dingtalk.addresses import is_reply_address
from bot.platforms.dingtalk.attaching import Attacher
from bot.platforms.dingtalk.channels import (
    TEXT_LIMIT,
    GroupWebhooks,
    PrivateMessages,
    RobotGroups,
    SessionReplies,
    webhook_rule,
)
from bot.platforms.dingtalk.client import DingTalkClient
from bot.platforms.dingtalk.inbound import is_own_voice, to_message
from bot.platforms.dingtalk.payload import Payload, milliseconds_of, parsed, text_of
from bot.platforms.dingtalk.signature import UsedSignatures, verify
from bot.platforms.limits import check_size, moment
from bot.platforms.port import (
    Delivery,
    Finding,
    MethodError,
    RawRequest,
    Response,
    Way,
)
from bot.platforms.tokens import TokenStore
from handlers.errors import PermanentDeliveryError, SignatureError, StaleError
from handlers.messages import InboundMessage

PUBLIC_API = "https://api.dingtalk.com"
PUBLIC_OAPI = "https://oapi.dingtalk.com"
BODY_LIMIT = 256 * 1024
CREATED_WITHIN_MS = 3_600_000
NOTHING = Response(body=b'{"msgtype":"empty"}', content_type="application/json; charset=utf-8")


class DingTalkRobot:
    """Fulfils `bot.platforms.port.Platform` and `PhoneBook`."""

    name = "dingtalk"
    text_limit = TEXT_LIMIT
    answers_in_response = False

    def __init__(  # noqa: PLR0913 - the settings of a robot, each by name
        self,
        *,
        client_id: str,
        client_secret: str,
        robot_code: str,
        corp_id: str,
        session: requests.Session,
        robot_names: Sequence[str] = ("督查助手",),
        api_base: str = PUBLIC_API,
        oapi_base: str = PUBLIC_OAPI,
        signature_window: int = 3600,
        tokens: TokenStore | None = None,
    ) -> None:
        self._secret = client_secret
        self._robot_code = robot_code
        self._corp_id = corp_id
        self._robot_names = tuple(robot_names)
        self._oapi_base = oapi_base
        self._window = signature_window
        self._used = UsedSignatures()
        self._client = DingTalkClient(
            client_id=client_id,
            client_secret=client_secret,
            api_base=api_base,
            session=session,
            tokens=tokens,
        )
        self._replies = SessionReplies(self._client)
        attacher = Attacher(self._client, oapi_base)
        self._private = PrivateMessages(self._client, robot_code, attacher)
        self._groups: dict[str, GroupWebhooks | RobotGroups] = {
            "webhook": GroupWebhooks(self._client, webhook_rule(oapi_base)),
            "robot": RobotGroups(self._client, robot_code, attacher),
        }

    def receive(self, request: RawRequest, now: datetime) -> InboundMessage | Response:
        """Signature, age, then the body, which nobody signed: docs/dingtalk-signature.md."""
        if request.method != "POST":
            raise MethodError("the callback knows POST only")
        check_size(request.body, BODY_LIMIT)
        timestamp = request.headers.get("timestamp", "")
        verify(timestamp, request.headers.get("sign", ""), self._secret, now, self._window)
        payload = parsed(request.body)
        self._check_tenant(payload)
        _check_created(payload, int(timestamp))
        self._used.check(timestamp, request.body)
        if is_own_voice(payload):
            return NOTHING
        signed_at = moment(int(timestamp) / 1000) or now
        return to_message(payload, signed_at, self._robot_names, self._oapi_base)

    def answer(self, message: InboundMessage, text: str, now: datetime) -> Response:
        """`empty` says: taken, no reply here. The words go out by `send`."""
        return NOTHING

    def ways(self, delivery: Delivery, now: datetime) -> Sequence[Way]:
        """To a group by its own way; to a person by the reply address while it lives, else privately."""
        if delivery.group is not None:
            channel = self._groups.get(delivery.group.method)
            if channel is None:
                raise PermanentDeliveryError(f"钉钉的群不能以{delivery.group.method}方式推送")
            return (channel.way(delivery, delivery.group),)
        url = self._live_address(delivery, now)
        private = self._private.way(delivery)
        if delivery.attachment is not None:  # a reply address carries words only
            return (private,)
        return (private,) if url is None else (self._replies.way(delivery, url), private)

    def user_of(self, phone: str, now: datetime) -> str:
        return self._client.user_of(self._oapi_base, phone, now)

    def check(self) -> tuple[Finding, ...]:
        return self._client.check(), self._client.check_replies(self._oapi_base)

    def _live_address(self, delivery: Delivery, now: datetime) -> str | None:
        """Checked again: the address has lain in the database since it was taken in."""
        address = delivery.reply_to
        if address is None or now >= address.not_after:
            return None
        return address.url if is_reply_address(address.url, self._oapi_base) else None

    def _check_tenant(self, payload: Payload) -> None:
        """Another organisation's robot could be pointed at us (DingTalk notes, security 5)."""
        if text_of(payload, "robotCode") != self._robot_code:
            raise SignatureError("meant for another robot (robotCode)")
        for name in ("chatbotCorpId", "senderCorpId"):
            if text_of(payload, name) not in ("", self._corp_id):
                raise SignatureError(f"from another organisation ({name})")


def _check_created(payload: Payload, timestamp: int) -> None:
    """An old body under a fresh signature is a replay."""
    created = milliseconds_of(payload, "createAt")
    if created is not None and abs(timestamp - created) > CREATED_WITHIN_MS:
        raise StaleError("createAt is more than an hour off the signed timestamp")
