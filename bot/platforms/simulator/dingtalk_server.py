"""DingTalk's side of access token, private messages and sessionWebhook, with what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from werkzeug.wrappers import Request

from bot.platforms.simulator.invented import Invented
from bot.platforms.simulator.media import MEGABYTE, Content, MediaShelf, part_of
from bot.platforms.simulator.rates import LONG_AGO, Rate
from bot.platforms.simulator.recalls import Recalls
from bot.platforms.simulator.refusals import RefusedCallError, json_object
from bot.platforms.simulator.tenants import DingTalkTenant
from bot.platforms.simulator.transcript import BOT, Line, Transcript
from handlers.messages import ChatKind

LIFETIME = 7200
BODY_LIMIT = 20_000
PARAMETER_LIMIT = 15_000
RECEIVERS = 20
NOTIFIED = 50
SILENCED = timedelta(minutes=10)
_WEBHOOK_KINDS = {"text", "link", "markdown", "actionCard", "feedCard"}
_MESSAGE_KEYS = {
    *("sampleText", "sampleMarkdown", "sampleImageMsg", "sampleLink", "sampleActionCard"),
    *(f"sampleActionCard{number}" for number in range(2, 7)),
    *("sampleAudio", "sampleFile", "sampleVideo"),
}
_FILE_TYPES = {"xlsx", "pdf", "zip", "rar", "doc", "docx"}
_FORMATS = {
    "image": {"jpg", "jpeg", "gif", "png", "bmp"},
    "file": {"doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"},
}
_WORDS = {"sampleText": ("content",), "sampleMarkdown": ("title", "text")}


class DingTalkServer:
    def __init__(
        self, tenant: DingTalkTenant, transcript: Transcript, clock: Callable[[], datetime], seed: str
    ) -> None:
        self.tenant = tenant
        self.calls_left: int | None = None  # of the month; None for plenty
        self._transcript = transcript
        self._clock = clock
        self._invented = Invented("dingtalk-server/" + seed)
        self.recalls = Recalls(transcript)
        self.media = MediaShelf("dingtalk/" + seed)
        self._token = ""
        self._token_ends = LONG_AGO
        self._per_second = Rate(20, timedelta(seconds=1))
        self._per_minute = Rate(20, timedelta(minutes=1))
        self._silenced: dict[str, datetime] = {}
        self._seen: set[tuple[str, str]] = set()
        self._session_calls = 0

    def access_token(self, request: Request) -> dict[str, Any]:
        """The same token within its life, which every call begins anew (获取企业内部应用的accessToken)."""
        body = json_object(request) if request.mimetype == "application/json" else None
        if request.method != "POST" or body is None:
            refuse("Missingbody", "body is mandatory for this action.")
        if (body.get("appKey"), body.get("appSecret")) != (self.tenant.client_id, self.tenant.client_secret):
            refuse("invalidClientIdOrSecret", "无效的clientId或者clientSecret")
        now = self._clock()
        if not self._token or now >= self._token_ends:
            self._token = self._invented.name("dingtalk-token-", 32)
        self._token_ends = now + timedelta(seconds=LIFETIME)
        return {"accessToken": self._token, "expireIn": LIFETIME}

    def revoke_token(self) -> None:
        self._token = ""

    def batch_send(self, request: Request) -> dict[str, Any]:
        """批量发送人与机器人会话中机器人消息: who can't get it stands in a list, at HTTP 200."""
        now = self._clock()
        body = self.called(request, now)
        people = _people(body)
        content = parameter_of(body, self.media, now)
        absent = [person for person in people if person not in self.tenant.people]
        slowed = [person for person in people if person in self.tenant.flow_controlled]
        lines = []
        for person in people:
            if person not in absent and person not in slowed:
                markdown = body["msgKey"] == "sampleMarkdown"
                line = Line(
                    *(now, "dingtalk", ChatKind.DIRECT, BOT, person, content.text, "batchSend"),
                    markdown=markdown,
                    attachment=content.attachment,
                    data=content.data,
                )
                self._transcript.add(line)
                lines.append(line)
        return {
            "processQueryKey": self.recalls.keep(self._invented.name("query", 24), lines, now),
            "invalidStaffIdList": absent,
            "flowControlledStaffIdList": slowed,
        }

    def media_upload(self, request: Request) -> dict[str, Any]:
        """上传媒体文件, on the old host: refusals come with HTTP 200, and the call counts."""
        now = self._clock()
        if request.args.get("access_token", "") != self._token or now >= self._token_ends or not self._token:
            refuse_webhook(40014, "不合法的access_token")
        if self.calls_left is not None:
            self.calls_left -= 1
        kind = request.form.get("type") or request.args.get("type", "")
        part = part_of(request)
        if part is None or kind not in _FORMATS:
            refuse_webhook(40004, "不合法的媒体文件类型")
        name, data = part
        if not data or len(data) > 20 * MEGABYTE or name.rpartition(".")[2].lower() not in _FORMATS[kind]:
            refuse_webhook(40004, "不合法的媒体文件类型")
        media_id = self.media.keep(kind, "", name, data, now, start="@")
        created = int(now.timestamp())
        return {"errcode": 0, "errmsg": "ok", "media_id": media_id, "type": kind, "created_at": created}

    def user_by_phone(self, request: Request) -> dict[str, Any]:
        """根据手机号查询用户, on the old host; it does not count."""
        if request.args.get("access_token", "") != self._token or not self._token:
            refuse_webhook(40014, "不合法的access_token")
        user = self.tenant.phones.get(str((json_object(request) or {}).get("mobile", "")))
        if user is None:
            refuse_webhook(60121, "找不到该用户")
        return {"errcode": 0, "errmsg": "ok", "result": {"userid": user}, "request_id": "demo"}

    def batch_recall(self, request: Request) -> dict[str, Any]:
        """Of private messages and of the robot's in groups: each by its processQueryKey, within 24 hours."""
        now = self._clock()
        keys = self.called(request, now).get("processQueryKeys")
        if not isinstance(keys, list) or not 0 < len(keys) <= RECEIVERS:
            refuse("invalidParameter.param.invalid", "processQueryKeys")
        outcomes = {str(key): self.recalls.take_back(str(key), now) for key in keys}
        return {
            "successResult": [key for key, reason in outcomes.items() if not reason],
            "failedResult": {key: reason for key, reason in outcomes.items() if reason},
        }

    def called(self, request: Request, now: datetime) -> dict[str, Any]:
        """The body of a call to the OpenAPI by the right app, which counts against the month."""
        token = request.headers.get("x-acs-dingtalk-access-token", "")
        if not token or token != self._token or now >= self._token_ends:
            refuse("InvalidAuthentication", "不合法的access_token")
        self._check_budget(now)
        body = json_object(request)
        if body is None:
            refuse("invalidParameter.param.invalid", "body is no JSON")
        self._check_robot(body)
        return body

    def send_by_session(self, request: Request) -> dict[str, Any]:
        """Errors come with HTTP 200; success is told by turns as 0 and as "0", as in the official samples."""
        if request.method != "POST":
            refuse_webhook(43002, "require POST method")
        if request.mimetype != "application/json":
            refuse_webhook(43004, "wrong Content-Type")
        name = request.args.get("session", "")
        session = self.tenant.sessions.get(name)
        now = self._clock()
        if session is None or now >= session.expires_at:
            refuse_webhook(300001, "session 不存在")
        if len(request.get_data()) > BODY_LIMIT:
            refuse_webhook(460101, "message body exceeds 20000 bytes")
        content, body = webhook_content(json_object(request))
        self.check_pace(session.to, now)
        if not self.is_repeated(name, body):
            self.show(session.chat, session.to, "sendBySession", content, body)
        return self.done()

    def done(self) -> dict[str, Any]:
        self._session_calls += 1
        return {"errcode": 0 if self._session_calls % 2 else "0", "errmsg": "ok"}

    def is_repeated(self, address: str, body: dict[str, Any]) -> bool:
        """The same `msgUuid` once more: taken, and not shown again."""
        repeated = (address, str(body.get("msgUuid", "")))
        known = bool(repeated[1]) and repeated in self._seen
        self._seen.add(repeated)
        return known

    def _check_budget(self, now: datetime) -> None:
        if self.calls_left == 0:
            refuse("Forbidden.AccessDenied.ApiCountLimitForOrg", "本月调用次数已用完", 403)
        if not self._per_second.admits("", now):
            refuse("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "触发QPS限流", 403)
        if self.calls_left is not None:
            self.calls_left -= 1

    def _check_robot(self, body: dict[str, Any]) -> None:
        if not body.get("robotCode"):
            refuse("invalidParameter.robotCode.missing", "robotCode missing")
        if body["robotCode"] != self.tenant.robot_code:
            refuse("invalidParameter.robotCode.auth", "robotCode 不属于该应用")

    def check_pace(self, who: str, now: datetime) -> None:
        """More than 20 a minute in one conversation or by one webhook: ten minutes of silence."""
        if now < self._silenced.get(who, LONG_AGO):
            refuse_webhook(130101, "send too fast, exceed 20 times per minute")
        if not self._per_minute.admits(who, now):
            self._silenced[who] = now + SILENCED
            refuse_webhook(130101, "send too fast, exceed 20 times per minute")

    def show(self, chat: ChatKind, to: str, via: str, content: str, body: dict[str, Any]) -> None:
        """Only who is a member, named in `at` and @-ed in the text hears the phone ring."""
        at = body.get("at")
        named = at.get("atUserIds", []) if isinstance(at, dict) else []
        group = self.tenant.groups.get(to)
        members = group.members if group else set()
        rings = tuple(one for one in named[:NOTIFIED] if one in members and f"@{one}" in content)
        markdown = body.get("msgtype") == "markdown"
        self._transcript.add(
            Line(self._clock(), "dingtalk", chat, BOT, to, content, via, rings, markdown=markdown)
        )


def _people(body: dict[str, Any]) -> list[str]:
    people = body.get("userIds")
    if not isinstance(people, list) or not people:
        refuse("invalidParameter.userIds.empty", "userIds empty")
    if len(people) > RECEIVERS:
        refuse("invalidParameter.userIds.overMax", "userIds more than 20")
    return [str(person) for person in people]


def parameter_of(body: dict[str, Any], media: MediaShelf, now: datetime) -> Content:
    if body.get("msgKey") not in _MESSAGE_KEYS:
        refuse("invalidParameter.msgKey.invalid", "msgKey invalid")
    written = body.get("msgParam")
    try:
        parameter = json.loads(written) if isinstance(written, str) else None
    except ValueError:
        parameter = None
    if not isinstance(written, str) or not isinstance(parameter, dict):
        refuse("invalidParameter.msgParam.invalid", "msgParam must be a JSON string")
    if len(written.encode()) > PARAMETER_LIMIT:
        refuse("invalidParameter.msgParam.tooLong", "msgParam too long")
    if body["msgKey"] in ("sampleImageMsg", "sampleFile"):
        return _uploaded(body["msgKey"], parameter, media, now)
    if body["msgKey"] not in _WORDS:
        return Content(f"［{body['msgKey']}］")
    for name in _WORDS[body["msgKey"]]:
        if not isinstance(parameter.get(name), str) or not parameter[name]:
            refuse("invalidParameter.msgParam.invalid", f"{name} missing")
    return Content(str(parameter[_WORDS[body["msgKey"]][-1]]))


def _uploaded(key: str, parameter: dict[str, Any], media: MediaShelf, now: datetime) -> Content:
    """The name that people see is the one of the message; all values are texts."""
    if key == "sampleImageMsg":
        shown = media.shown(parameter.get("photoURL"), ("image",), "", now)
    else:
        if parameter.get("fileType") not in _FILE_TYPES or not parameter.get("fileName"):
            refuse("invalidParameter.msgParam.invalid", "fileType or fileName invalid")
        shown = media.shown(parameter.get("mediaId"), ("file",), "", now)
    if shown is None:
        refuse("invalidParameter.msgParam.invalid", "media id invalid")
    name = str(parameter.get("fileName") or shown.attachment)
    return replace(shown, attachment=name)


def webhook_content(body: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    if body is None or "msgtype" not in body:
        refuse_webhook(40035, "缺少参数 msgtype")
    kind = body["msgtype"]
    if kind not in _WEBHOOK_KINDS:
        refuse_webhook(400105, "unsupported message type")
    if kind not in ("text", "markdown"):
        return f"［{kind}］", body
    words = body.get(kind)
    names = ("content",) if kind == "text" else ("title", "text")
    for name in names:
        if not isinstance(words, dict) or not isinstance(words.get(name), str) or not words[name]:
            refuse_webhook(401102, f"miss param : {kind}->{name}")
    return str(body[kind][names[-1]]), body


def refuse(code: str, message: str, status: int = 400) -> NoReturn:
    payload = {"code": code, "requestid": "00000000-0000-0000-0000-000000000000", "message": message}
    raise RefusedCallError(payload, status)


def refuse_webhook(code: int, message: str) -> NoReturn:
    raise RefusedCallError({"errcode": code, "errmsg": message})
