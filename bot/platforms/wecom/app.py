"""The self-built app (自建应用): receives by callback, answers in the response, pushes by message/send."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

import requests

from bot.platforms.limits import check_age, check_size, fit, moment
from bot.platforms.port import (
    Delivery,
    Finding,
    MethodError,
    RawRequest,
    Response,
    Way,
)
from bot.platforms.texts import clean
from bot.platforms.tokens import TokenStore
from bot.platforms.wecom.attaching import Attacher
from bot.platforms.wecom.channels import TEXT_LIMIT, AppChats, AppMessages, GroupWebhooks, webhook_rule
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.crypto import CallbackCipher
from bot.platforms.wecom.envelope import fields, sealed_reply, text_reply
from bot.platforms.wecom.inbound import is_message, to_message
from handlers.errors import InboundError, PermanentDeliveryError, SignatureError
from handlers.messages import InboundMessage

PUBLIC_API = "https://qyapi.weixin.qq.com"
BODY_LIMIT = 1024 * 1024
_SECONDS = re.compile(r"[0-9]{1,12}")


def _some_digits() -> str:
    return str(secrets.randbelow(9 * 10**9) + 10**9)


class WeComApp:
    """Fulfils `bot.platforms.port.Platform`, `GroupMaker` and `PhoneBook`."""

    name = "wecom"
    text_limit = TEXT_LIMIT
    answers_in_response = True

    def __init__(  # noqa: PLR0913 - the settings of an app, each by name
        self,
        *,
        corp_id: str,
        agent_id: int,
        secret: str,
        token: str,
        aes_key: str,
        session: requests.Session,
        api_base: str = PUBLIC_API,
        signature_window: int = 3600,
        tokens: TokenStore | None = None,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
        nonce: Callable[[], str] = _some_digits,
    ) -> None:
        self._corp_id = corp_id
        self._agent_id = agent_id
        self._window = signature_window
        self._cipher = CallbackCipher(token, aes_key, corp_id)
        self._random_bytes = random_bytes
        self._nonce = nonce
        self._client = WeComClient(
            corp_id=corp_id, secret=secret, api_base=api_base, session=session, tokens=tokens
        )
        attacher = Attacher(self._client)
        self._messages = AppMessages(self._client, agent_id, attacher)
        self._chats = AppChats(self._client, attacher)
        self._groups: dict[str, GroupWebhooks | AppChats] = {
            "webhook": GroupWebhooks(self._client, webhook_rule(api_base), attacher),
            "appchat": self._chats,
        }

    def receive(self, request: RawRequest, now: datetime) -> InboundMessage | Response:
        if request.method == "GET":
            return Response(body=self._opened(request, request.args.get("echostr", ""), now))
        if request.method != "POST":
            raise MethodError("the callback knows GET and POST")
        check_size(request.body, BODY_LIMIT)
        envelope = fields(request.body)
        inner = fields(self._opened(request, envelope.get("Encrypt", "").strip(), now))
        self._check_agent(envelope.get("AgentID", ""))
        self._check_agent(inner.get("AgentID", ""))
        if not is_message(inner):
            return Response()
        return to_message(inner, moment(float(request.args["timestamp"])) or now)

    def answer(self, message: InboundMessage, text: str, now: datetime) -> Response:
        """The encrypted passive reply (WeCom D90241); an empty body says: taken, nothing to say."""
        words = fit(clean(text), TEXT_LIMIT)
        if not words or not message.sender:
            return Response()
        created = int(now.timestamp())
        inner = text_reply(message.sender, self._corp_id, created, words)
        encrypted = self._cipher.encrypt(inner, self._random_bytes(16))
        timestamp, nonce = str(created), self._nonce()
        signature = self._cipher.signature(timestamp, nonce, encrypted)
        body = sealed_reply(encrypted, signature, timestamp, nonce)
        return Response(body=body, content_type="text/xml; charset=utf-8")

    def ways(self, delivery: Delivery, now: datetime) -> Sequence[Way]:
        """There is no reply address in WeCom: one way to a person, and the group's own to a group."""
        if delivery.group is None:
            return (self._messages.way(delivery),)
        channel = self._groups.get(delivery.group.method)
        if channel is None:
            raise PermanentDeliveryError(f"企业微信的群还不能以{delivery.group.method}方式推送")
        return (channel.way(delivery, delivery.group),)

    def make_group(self, name: str, owner: str, members: Sequence[str], now: datetime) -> str:
        return self._chats.make(name, owner, members, now)

    def user_of(self, phone: str, now: datetime) -> str:
        return self._client.user_of(phone, now)

    def check(self) -> tuple[Finding, ...]:
        return (self._client.check(),)

    def _opened(self, request: RawRequest, encrypted: str, now: datetime) -> bytes:
        """Signature, then age, then cipher: who can't sign learns nothing else."""
        args = request.args
        timestamp, nonce = args.get("timestamp", ""), args.get("nonce", "")
        self._cipher.verify(args.get("msg_signature", ""), timestamp, nonce, encrypted)
        if not _SECONDS.fullmatch(timestamp):
            raise InboundError("the timestamp is no number of seconds")
        check_age(float(timestamp), now, self._window)
        return self._cipher.decrypt(encrypted)

    def _check_agent(self, told: str) -> None:
        """Absent or empty in callbacks that concern no app (WeCom D90930)."""
        if told.strip() not in ("", str(self._agent_id)):
            raise SignatureError("meant for another app of the corp (AgentID)")
