"""WeCom's side of gettoken and message/send, with what it refuses (WeCom D91039, D90236, D90313)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NoReturn

from werkzeug.wrappers import Request

from bot.platforms.simulator.invented import Invented
from bot.platforms.simulator.media import MEGABYTE, Content, MediaShelf, part_of
from bot.platforms.simulator.rates import LONG_AGO, Rate
from bot.platforms.simulator.recalls import Recalls
from bot.platforms.simulator.refusals import RefusedCallError, cut, json_object
from bot.platforms.simulator.tenants import WeComTenant
from bot.platforms.simulator.transcript import BOT, Line, Transcript
from handlers.messages import ChatKind

LIFETIME = 7200
TEXT_LIMIT = 2048
RECEIVERS = 1000
_UPLOADED = {"image": 10 * MEGABYTE, "file": 20 * MEGABYTE}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_KINDS = {"text", "image", "voice", "file", "video", "textcard", "news", "mpnews", "markdown"}


class WeComServer:
    def __init__(
        self, tenant: WeComTenant, transcript: Transcript, clock: Callable[[], datetime], seed: str
    ) -> None:
        self.tenant = tenant
        self._transcript = transcript
        self._clock = clock
        self._invented = Invented("wecom-server/" + seed)
        self._token = ""
        self._token_ends = LONG_AGO
        self._old_tokens: set[str] = set()
        self._sent: dict[bytes, datetime] = {}
        self._recalls = Recalls(transcript)
        self.media = MediaShelf("wecom/" + seed)
        self._per_minute = Rate(30, timedelta(minutes=1))
        self._per_hour = Rate(1000, timedelta(hours=1))

    def gettoken(self, request: Request) -> dict[str, Any]:
        """The same token within its life; only for the right pair of corp and secret."""
        if request.args.get("corpid") != self.tenant.corp_id:
            refuse(40013, "invalid corpid")
        if request.args.get("corpsecret") != self.tenant.secret:
            refuse(40001, "invalid credential")
        now = self._clock()
        if not self._token or now >= self._token_ends:
            self.revoke_token()
            self._token = self._invented.name("wecom-token-", 40)
            self._token_ends = now + timedelta(seconds=LIFETIME)
        left = int((self._token_ends - now).total_seconds())
        return {"errcode": 0, "errmsg": "ok", "access_token": self._token, "expires_in": left}

    def revoke_token(self) -> None:
        """WeCom may take a token back before its end."""
        self._old_tokens.add(self._token)
        self._token = ""

    def callback_addresses(self, request: Request) -> dict[str, Any]:
        self.check_token(request)
        return {"errcode": 0, "errmsg": "ok", "ip_list": ["127.0.0.*"]}

    def message_send(self, request: Request) -> dict[str, Any]:
        self.check_token(request)
        body = json_object(request)
        if request.method != "POST" or body is None:
            refuse(40058, "Warning: wrong json format.")
        self._check_app(body)
        content = content_of(body, self.media, "", self._clock())
        present, absent = self._receivers(body)
        if not present:
            refuse(81013, "all receivers are invalid")
        lines = [] if self._is_repeated(request.get_data(), body) else self._show(present, content)
        unlicensed = sorted(person for person in present if person in self.tenant.unlicensed)
        return {
            "errcode": 0,
            "errmsg": "ok",
            "invaliduser": "|".join(sorted(absent)).lower(),
            "unlicenseduser": "|".join(unlicensed),
            "msgid": self._recalls.keep(self._invented.name("msg", 20), lines, self._clock()),
        }

    def media_upload(self, request: Request) -> dict[str, Any]:
        """media/upload (WeCom D90253)."""
        self.check_token(request)
        kind = request.args.get("type", "")
        if kind not in _UPLOADED:
            refuse(40005, "invalid media type")
        name, data = upload_of(request, kind)
        now = self._clock()
        media_id = self.media.keep(kind, "", name, data, now)
        created = str(int(now.timestamp()))
        return {"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media_id, "created_at": created}

    def message_recall(self, request: Request) -> dict[str, Any]:
        """Within 24 hours (WeCom D94867)."""
        self.check_token(request)
        body = json_object(request) or {}
        match self._recalls.take_back(str(body.get("msgid", "")), self._clock()):
            case "unknown":
                refuse(40058, "invalid msgid")
            case "too late":
                refuse(42052, "recall timeout")
        return {"errcode": 0, "errmsg": "ok"}

    def user_by_phone(self, request: Request) -> dict[str, Any]:
        """user/getuserid: the answer is in lower case, as from the real one (WeCom notes 6.1)."""
        self.check_token(request)
        user = self.tenant.phones.get(str((json_object(request) or {}).get("mobile", "")))
        if user is None:
            refuse(46004, "user not exist")
        return {"errcode": 0, "errmsg": "ok", "userid": user.lower()}

    def check_token(self, request: Request) -> None:
        token = request.args.get("access_token", "")
        if not token:
            refuse(41001, "access_token missing")
        if token == self._token and self._clock() >= self._token_ends:
            refuse(42001, "access_token expired")
        if token != self._token:
            refuse(42001 if token in self._old_tokens else 40014, "invalid access_token")

    def _check_app(self, body: dict[str, Any]) -> None:
        if "agentid" not in body:
            refuse(41011, "missing agentid")
        if not isinstance(body["agentid"], int):
            refuse(40056, "invalid agentid")
        if body["agentid"] != self.tenant.agent_id:
            refuse(301002, "not allow operate another agent with this accesstoken")
        if body.get("msgtype") not in _KINDS:
            refuse(40008, "invalid message type")

    def _receivers(self, body: dict[str, Any]) -> tuple[list[str], list[str]]:
        """User ids are compared without regard to case; the absent ones are reported, not refused."""
        named = body.get("touser", "")
        if not isinstance(named, str):
            refuse(40031, "invalid userid list")
        if named == "@all":
            return sorted(self.tenant.people), []
        wanted = [person for person in named.split("|") if person]
        if not wanted:
            refuse(82001, "no receiver")
        if len(wanted) > RECEIVERS:
            refuse(40032, "too many receivers")
        known = {person.lower(): person for person in self.tenant.people}
        present = [known[person.lower()] for person in wanted if person.lower() in known]
        return present, [person for person in wanted if person.lower() not in known]

    def _is_repeated(self, raw: bytes, body: dict[str, Any]) -> bool:
        """The same request within the interval is not shown again, and nothing says so (WeCom D90236)."""
        if body.get("enable_duplicate_check") != 1:
            return False
        now = self._clock()
        interval = timedelta(seconds=int(body.get("duplicate_check_interval", 1800)))
        before = self._sent.get(raw)
        if before is not None and now - before < interval:
            return True
        self._sent[raw] = now
        return False

    def _show(self, people: list[str], content: Content) -> list[Line]:
        """Cut at 2048 bytes; what is too frequent for one person is dropped without a word."""
        now, shown = self._clock(), cut(content.text, TEXT_LIMIT)
        lines = []
        for person in people:
            if person in self.tenant.unlicensed:
                continue
            if self._per_minute.admits(person, now) and self._per_hour.admits(person, now):
                line = Line(
                    *(now, "wecom", ChatKind.DIRECT, BOT, person, shown, "message/send"),
                    cut=shown != content.text,
                    attachment=content.attachment,
                    data=content.data,
                )
                self._transcript.add(line)
                lines.append(line)
        return lines


def content_of(body: dict[str, Any], media: MediaShelf, scope: str, now: datetime) -> Content:
    """The words, or what was uploaded; other kinds are shown by their name."""
    kind = str(body["msgtype"])
    written = body.get(kind)
    if kind in _UPLOADED and isinstance(written, dict) and "media_id" in written:
        shown = media.shown(written["media_id"], (kind,), scope, now)
        if shown is None:
            refuse(40007, "invalid media_id")
        return shown
    if kind not in ("text", "markdown"):
        return Content(f"［{kind}］")
    content = written.get("content") if isinstance(written, dict) else None
    if not isinstance(content, str) or not content:
        refuse(44004, "empty content")
    if _CONTROL.search(content):
        refuse(82004, "content would crash the client")
    return Content(content, kind == "markdown")


def upload_of(request: Request, kind: str) -> tuple[str, bytes]:
    """A file within the limits of its kind (WeCom D90253)."""
    part = part_of(request)
    if request.method != "POST" or part is None:
        refuse(44001, "empty media data")
    name, data = part
    if len(data) <= 5:
        refuse(40006, "invalid meida size")
    if len(data) > _UPLOADED[kind]:
        refuse(45001, "media size out of limit")
    if kind == "image" and not data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        refuse(40004, "invalid media type")
    return name, data


def refuse(code: int, reason: str) -> NoReturn:
    more = f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    raise RefusedCallError({"errcode": code, "errmsg": f"{reason}, hint: [1], from ip: 127.0.0.1, {more}"})
