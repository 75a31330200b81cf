"""Would WeCom show this passive reply? (WeCom D90241, D90238, D90968)"""

from __future__ import annotations

from collections.abc import Sequence

from bot.platforms.port import Response
from bot.platforms.simulator.tenants import WeComTenant
from bot.platforms.wecom.crypto import CallbackCipher
from bot.platforms.wecom.envelope import elements
from handlers.errors import DuchaError, InboundError

PATIENCE = 5.0
TEXT_LIMIT = 2048
_ENVELOPE = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
_TEXT = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Content")


class RefusedReplyError(DuchaError):
    """The platform would drop the answer, or cut it."""


def read_reply(
    tenant: WeComTenant, cipher: CallbackCipher, user: str, response: Response, elapsed: float | None
) -> str:
    """The words, "" for the empty body that only acknowledges."""
    if elapsed is not None and elapsed > PATIENCE:
        raise RefusedReplyError("no answer within 5 s: WeCom hangs up and asks again")
    if response.status != 200:
        raise RefusedReplyError(f"HTTP {response.status}")
    if not response.body:
        return ""
    try:
        envelope = _exactly(response.body, _ENVELOPE)
        parts = envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"]
        cipher.verify(envelope["MsgSignature"], *parts)
        inner = _exactly(cipher.decrypt(envelope["Encrypt"]), _TEXT)
    except InboundError as error:
        raise RefusedReplyError(str(error)) from error
    _check_text(tenant, user, inner)
    return inner["Content"]


def _exactly(xml: bytes, names: Sequence[str]) -> dict[str, str]:
    """One message: every field once, and none besides."""
    found = elements(xml)
    if sorted(name for name, _text in found) != sorted(names):
        raise RefusedReplyError(f"expected once each: {', '.join(names)}")
    return dict(found)


def _check_text(tenant: WeComTenant, user: str, inner: dict[str, str]) -> None:
    if inner["ToUserName"] != user:
        raise RefusedReplyError("ToUserName is not the person who wrote")
    if inner["FromUserName"] != tenant.corp_id:
        raise RefusedReplyError("FromUserName is not the corp")
    if inner["MsgType"] != "text" or not inner["CreateTime"].isdigit():
        raise RefusedReplyError("no text message with a CreateTime")
    if not inner["Content"]:
        raise RefusedReplyError("the text is empty")
    if len(inner["Content"].encode()) > TEXT_LIMIT:
        raise RefusedReplyError("the text has more than 2048 bytes and would be cut")
