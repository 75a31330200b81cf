"""Sending: by the address that came with a message, else by the OpenAPI to one person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import requests

from bot.platforms.calls import Answer, Call, answered, knocked
from bot.platforms.limits import fit
from bot.platforms.port import Finding, Receipt, RegistrationError
from bot.platforms.texts import scrub
from bot.platforms.tokens import Token, TokenCache
from bot.platforms.trials import not_answered
from handlers.errors import DeliveryError, PermanentDeliveryError

# The address is dead, or the robot has left the group: answer the person directly instead.
SESSION_GONE = frozenset({"300001", "300005", "400013", "400101", "400106"})
# DingTalk 自定义机器人 error codes: this text will never be taken.
SESSION_PERMANENT = frozenset(
    {"40035", "400105", "401102", "430101", "430102", "430103", "430104", "460101", "101002"}
)
# Seconds to wait; more than 20 a minute silences the robot for ten.
SESSION_THROTTLED = {"130101": 600.0, "410100": 60.0, "90018": 1.0, "90002": 1.0}

# DingTalk 机器人 OpenAPI error codes: this text or this receiver will never be taken.
PERMANENT = frozenset(
    {
        *("staffId.notExisted", "robot.oto.notExist", "chatbotId.notAllow.sendOTO"),
        *("invalidParameter.userIds.empty", "invalidParameter.userIds.overMax"),
        *("invalidParameter.msgKey.empty", "invalidParameter.msgKey.invalid"),
        *("invalidParameter.msgParam.invalid", "invalidParameter.msgParam.tooLong"),
        *("invalidParameter.param.invalid", "invalidParameter.msg.unsupport"),
        *("contain.unsafe.url", "contain.notAllowed.text", "contain.notAllowed.picture"),
        *("contain.notAllowed.content", "bot.forbidden.sendMessage", "send.forbidden"),
        *("conversation.org.notMatch", "resource.not.found"),
    }
)
# The message is fine; the registration of the app is not, or the month's quota is used up.
REGISTRATION = frozenset(
    {
        *("invalidClientIdOrSecret", "unauthorized", "auth.error", "bot.stopped", "resource.unavailable"),
        *("invalidParameter.robotCode.empty", "invalidParameter.robotCode.missing"),
        *("invalidParameter.robotCode.invalid", "invalidParameter.robotCode.notExsit"),
        *("invalidParameter.robotCode.auth", "invalidParameter.robotCode.coolApp"),
        *("template.not.existed", "template.stopped"),
        "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        "Forbidden.AccessDenied.IpNotInWhiteList",
        "Forbidden.AccessDenied.ApiCountLimitForOrg",
    }
)
TOKEN_EXPIRED = frozenset({"InvalidAuthentication"})
THROTTLED = {
    "send.too.fast": 60.0,
    "send.byToken.tooFast": 60.0,
    "too.many.group": 60.0,
    "too.many.people": 60.0,
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": 1.0,
    "Forbidden.AccessDenied.QpsLimitForApi": 1.0,
}

REGISTRATION_RETRY = 1800.0
BODY_LIMIT = 18_000  # bytes; from 20 000 on the answer is 460101
PARAMETER_LIMIT = 15_000  # bytes of msgParam (DingTalk 机器人发送群聊消息)
AT_LIMIT = 50
_MARGIN = 0.8  # of a token's life

# DingTalk notes on errors of the OpenAPI: what a person has to do.
_ADVICE = {
    "invalidClientIdOrSecret": "DUCHA_DINGTALK_CLIENT_ID 或 DUCHA_DINGTALK_CLIENT_SECRET 不对："
    "开发者后台→该应用→凭证与基础信息",
    "Forbidden.AccessDenied.IpNotInWhiteList": "本机的出口地址不在白名单中："
    "开发者后台→该应用→安全设置→服务器出口IP，加入上面的地址",
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": "缺少接口权限：开发者后台→该应用→权限管理",
    "Forbidden.AccessDenied.ApiCountLimitForOrg": "本月的调用次数已用完：升级版本或等下个月",
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": "调用太频繁：过一会儿再试",
    "Forbidden.AccessDenied.QpsLimitForApi": "调用太频繁：过一会儿再试",
}
_LOOK_UP = "在钉钉开放平台的文档里按这个错误码查原因；应用须已发布且未停用"


class DingTalkClient:
    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        robot_code: str,
        api_base: str,
        session: requests.Session,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._robot_code = robot_code
        self._base = api_base.rstrip("/")
        self._session = session
        self._tokens = TokenCache(self._fetch_token)

    def reply(self, url: str, key: str, text: str, mentions: tuple[str, ...]) -> bool:
        """By `sessionWebhook`. False where the address is dead, so that another way can be taken.

        Who is to be notified must stand in the text too; `msgUuid` keeps a repeated call from showing twice.
        """
        people = [person for person in dict.fromkeys(mentions) if person][:AT_LIMIT]
        prefix = "".join(f"@{person} " for person in people)

        def body(words: str) -> dict[str, Any]:
            at = {"atUserIds": people, "isAtAll": False}
            return {
                "msgtype": "text",
                "text": {"content": prefix + words},
                "at": at,
                "msgUuid": hashlib.sha256(key.encode()).hexdigest()[:32],
            }

        call = Call("POST", url, body=body(_fitted(text, BODY_LIMIT, body)))
        return self._session_answer(answered(self._session, call))

    def send_text(self, to: str, text: str, now: datetime) -> Receipt:
        """By 批量发送人与机器人会话中机器人消息; HTTP 200 does not mean that the person got it."""
        parameters = {"content": _fitted(text, PARAMETER_LIMIT, lambda words: {"content": words})}
        body = {
            "robotCode": self._robot_code,
            "userIds": [to],
            "msgKey": "sampleText",
            "msgParam": json.dumps(parameters, ensure_ascii=False),
        }
        answer = self._post("/v1.0/robot/oToMessages/batchSend", body, now)
        for name in ("invalidStaffIdList", "filteredStaffIdList"):
            if answer.get(name):
                raise PermanentDeliveryError(f"the receiver is in {name}")
        if answer.get("flowControlledStaffIdList"):
            raise DeliveryError("the receiver is in flowControlledStaffIdList", 60.0)
        query_key = answer.get("processQueryKey")
        if not isinstance(query_key, str) or not query_key:
            raise DeliveryError("the answer names no processQueryKey")
        return Receipt(query_key)

    def check(self) -> Finding:
        """Ask for a token; that does not count as a call of the month."""
        name = "钉钉令牌"
        try:
            answer = self._ask_token()
        except DeliveryError as error:
            return not_answered(name, self._base, "DUCHA_DINGTALK_API_BASE", error)
        code = _code(answer)
        if answer.status >= 300 or code:
            return Finding(
                name, False, f"被拒绝（{self._reason(answer)}）", _ADVICE.get(code, _LOOK_UP), answer.at
            )
        if not answer.payload.get("accessToken"):
            return Finding(name, False, "回答里没有令牌", "核对 DUCHA_DINGTALK_API_BASE", answer.at)
        return Finding(name, True, "已取得", their_time=answer.at)

    def check_replies(self, base: str) -> Finding:
        """Reply addresses are of one use, so only the host is tried: any answer of it will do."""
        name = "钉钉回复地址"
        try:
            answer = knocked(self._session, base)
        except DeliveryError as error:
            return not_answered(name, base, "DUCHA_DINGTALK_OAPI_BASE", error)
        if answer.status >= 500:
            failure = DeliveryError(f"HTTP {answer.status}")
            return not_answered(name, base, "DUCHA_DINGTALK_OAPI_BASE", failure)
        return Finding(name, True, "连得上")

    def token(self, now: datetime) -> str:
        """The access token, for other calls of the same app."""
        return self._tokens.get(now)

    def _session_answer(self, answer: Answer) -> bool:
        """errcode comes as a number or as text; 0 is done (DingTalk prints both)."""
        code = str(answer.payload.get("errcode", answer.payload.get("code", "")))
        if code == "0":
            return True
        if code in SESSION_GONE or code.startswith("session."):
            return False
        reason = f"errcode {code[:60]}: {self._scrubbed(answer.payload.get('errmsg', ''))}"
        if code in SESSION_PERMANENT:
            raise PermanentDeliveryError(reason)
        raise DeliveryError(reason, SESSION_THROTTLED.get(code))

    def _post(self, path: str, body: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """With a fresh token once more where the first one was refused, and never more often."""
        token = self._tokens.get(now)
        answer = self._answer(path, body, token)
        if _code(answer) in TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = self._answer(path, body, token)
        self._check(answer, token)
        return answer.payload

    def _answer(self, path: str, body: Mapping[str, Any], token: str) -> Answer:
        headers = {"x-acs-dingtalk-access-token": token}
        return answered(self._session, Call("POST", self._base + path, body=body, headers=headers))

    def _ask_token(self) -> Answer:
        """A form is refused with `Missingbody`: JSON (DingTalk 获取企业内部应用的accessToken)."""
        body = {"appKey": self._client_id, "appSecret": self._client_secret}
        return answered(self._session, Call("POST", self._base + "/v1.0/oauth2/accessToken", body=body))

    def _fetch_token(self, now: datetime) -> Token:
        answer = self._ask_token()
        self._check(answer)
        value, lifetime = answer.payload.get("accessToken"), answer.payload.get("expireIn")
        if not isinstance(value, str) or not value or not isinstance(lifetime, int):
            raise DeliveryError("accessToken answered without a token")
        return Token(value, now + timedelta(seconds=lifetime * _MARGIN))

    def _check(self, answer: Answer, token: str = "") -> None:
        if answer.status < 300 and not _code(answer):
            return
        code, reason = _code(answer), self._reason(answer, token)
        if code in PERMANENT or code.startswith("miss.param."):
            raise PermanentDeliveryError(reason)
        if code in REGISTRATION:
            raise RegistrationError(reason, REGISTRATION_RETRY)
        raise DeliveryError(reason, THROTTLED.get(code))

    def _reason(self, answer: Answer, token: str = "") -> str:
        message = self._scrubbed(answer.payload.get("message", ""), token)
        return f"HTTP {answer.status} {self._scrubbed(_code(answer)[:80])}: {message}"

    def _scrubbed(self, message: object, token: str = "") -> str:
        return scrub(str(message), self._client_secret, token)


def _code(answer: Answer) -> str:
    return str(answer.payload.get("code") or "")


def _fitted(text: str, limit: int, wrapped: Callable[[str], Mapping[str, Any]]) -> str:
    """Cut so that the JSON around `text` keeps the limit: line ends and quotes take two bytes there."""
    room = limit
    while room > 0:
        words = fit(text, room)
        excess = len(json.dumps(wrapped(words), ensure_ascii=False).encode()) - limit
        if excess <= 0:
            return words
        room -= (excess + 1) // 2
    return ""
