"""People in WeCom: their messages as signed and encrypted callbacks, and how they read the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.invented import Invented
from bot.platforms.simulator.tenants import WeComTenant
from bot.platforms.simulator.transcript import BOT, Line, Transcript
from bot.platforms.simulator.wecom_reply import RefusedReplyError, read_reply
from bot.platforms.wecom.crypto import CallbackCipher
from handlers.messages import ChatKind

Value = str | int | Mapping[str, "Value"]
_FIRST_MESSAGE = 7316902844581234567  # above 2**53: who reads it as a float loses digits


class WeComPeople:
    """Each method gives the request that WeCom would make; nothing is sent from here."""

    def __init__(
        self, tenant: WeComTenant, transcript: Transcript, clock: Callable[[], datetime], seed: str
    ) -> None:
        self.tenant = tenant
        self._transcript = transcript
        self._clock = clock
        self._invented = Invented("wecom/" + seed)
        self._cipher = CallbackCipher(tenant.token, tenant.aes_key, tenant.corp_id)
        self._senders: dict[str, str] = {}
        self._read: dict[str, str] = {}

    def text(self, user: str, content: str) -> RawRequest:
        return self.message(user, "text", Content=content)

    def image(self, user: str) -> RawRequest:
        return self.message(user, "image", PicUrl="https://example.invalid/pic", MediaId=self._media())

    def voice(self, user: str, recognition: str = "") -> RawRequest:
        """`Recognition` is not documented; a plugin of Tencent's reads it."""
        told = {"Recognition": recognition} if recognition else {}
        return self.message(user, "voice", MediaId=self._media(), Format="amr", **told)

    def video(self, user: str) -> RawRequest:
        return self.message(user, "video", MediaId=self._media(), ThumbMediaId=self._media())

    def location(self, user: str, label: str = "政府大院") -> RawRequest:
        place: dict[str, Value] = {"Location_X": "36.65", "Location_Y": "117.12", "Scale": "15"}
        return self.message(user, "location", **place, Label=label, AppType="wxwork")

    def link(self, user: str, title: str, url: str) -> RawRequest:
        return self.message(user, "link", Title=title, Description="", Url=url, PicUrl="")

    def file(self, user: str, name: str) -> RawRequest:
        """Not in the official list, yet seen (WeCom notes 1.6)."""
        return self.message(user, "file", MediaId=self._media(), FileName=name)

    def message(self, user: str, kind: str, **fields: Value) -> RawRequest:
        """Any kind, known or not."""
        now = self._clock()
        message_id = str(_FIRST_MESSAGE + self._invented.number())
        shown = str(fields.get("Content", f"［{kind}］"))
        line = Line(now, "wecom", ChatKind.DIRECT, user, BOT, shown, "callback")
        self._transcript.add(line)
        request = self._said(user, now, {"MsgType": kind, **fields, "MsgId": message_id})
        self._senders[request.args["nonce"]] = user
        return request

    def event(self, user: str, event: str, **fields: Value) -> RawRequest:
        """An event carries no MsgId (WeCom D90240)."""
        request = self._said(user, self._clock(), {"MsgType": "event", "Event": event, **fields})
        self._senders[request.args["nonce"]] = user
        return request

    def verification(self, echo: str = "4208137756194480213") -> RawRequest:
        """The GET when an administrator saves the address."""
        args, encrypted = self._signed(echo.encode(), self._clock())
        return RawRequest("GET", {**args, "echostr": encrypted}, {}, b"")

    def signed(self, inner: bytes, at: datetime) -> RawRequest:
        """Any plaintext, correctly encrypted and signed at any time."""
        args, encrypted = self._signed(inner, at)
        tenant = self.tenant
        body = _xml({"ToUserName": tenant.corp_id, "AgentID": str(tenant.agent_id), "Encrypt": encrypted})
        return RawRequest("POST", args, {"content-type": "text/xml"}, body.encode())

    def reads(self, request: RawRequest, response: Response, elapsed: float | None = None) -> str:
        """The answer as the person sees it, "" for none; RefusedReplyError where WeCom would not show it.

        A retry of the same request may be answered by the same text only.
        """
        nonce = request.args["nonce"]
        user = self._senders[nonce]
        text = read_reply(self.tenant, self._cipher, user, response, elapsed)
        known = self._read.setdefault(nonce, text)
        if known != text:
            raise RefusedReplyError("a second answer to the same message")
        return text

    def shows(self, request: RawRequest, response: Response, elapsed: float | None = None) -> str:
        """`reads`, and the answer stands in the transcript from now on."""
        new = request.args["nonce"] not in self._read
        text = self.reads(request, response, elapsed)
        if new and text:
            user = self._senders[request.args["nonce"]]
            line = Line(self._clock(), "wecom", ChatKind.DIRECT, BOT, user, text, "passive reply")
            self._transcript.add(line)
        return text

    def _said(self, user: str, now: datetime, fields: Mapping[str, Value]) -> RawRequest:
        envelope: dict[str, Value] = {
            "ToUserName": self.tenant.corp_id,
            "FromUserName": user,
            "CreateTime": int(now.timestamp()),
            **fields,
        }
        envelope.setdefault("AgentID", self.tenant.agent_id)
        return self.signed(_xml(envelope).encode(), now)

    def _signed(self, plain: bytes, at: datetime) -> tuple[dict[str, str], str]:
        encrypted = self._cipher.encrypt(plain, self._invented.octets(16))
        timestamp, nonce = str(int(at.timestamp())), str(10**9 + self._invented.number())
        signature = self._cipher.signature(timestamp, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}, encrypted

    def _media(self) -> str:
        return self._invented.name("MEDIA", 24)


def _xml(fields: Mapping[str, Value]) -> str:
    return "<xml>" + "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items()) + "</xml>"


def _value(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
    return "".join(f"<{name}>{_value(inner)}</{name}>" for name, inner in value.items())
