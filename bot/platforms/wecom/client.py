"""Sending as a self-built app: access token (WeCom D91039) and message/send (WeCom D90236)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests

from bot.platforms.calls import Answer, Call, answered
from bot.platforms.port import Finding, Receipt, RegistrationError
from bot.platforms.texts import scrub
from bot.platforms.tokens import Token, TokenCache
from bot.platforms.trials import not_answered
from handlers.errors import DeliveryError, PermanentDeliveryError

# WeCom D90313 and D90236: this text or this receiver will never be taken.
PERMANENT = frozenset(
    {40003, 40008, 40031, 40032, 40033, 40058, 40063, 44004, 45002, 60011, 60111, 81013, 82001, 82004}
)
# The message is fine; the registration of the app is not, and only a person can put it right.
REGISTRATION = frozenset({40013, 40056, 41011, 48002, 48006, 50003, 60020, 301002})
# The token is no longer good: renew it once. 40001 means the same, except from gettoken.
TOKEN_EXPIRED = frozenset({40001, 40014, 42001})
# Seconds to wait; a minute limit blocks the call for 60 s (WeCom D90312).
THROTTLED = {45009: 60.0, 45033: 10.0}

REGISTRATION_RETRY = 1800.0
DUPLICATE_INTERVAL = 1800
_MARGIN = timedelta(seconds=60)

# WeCom D91039, D90313: what a person has to do.
_ADVICE = {
    40001: "DUCHA_WECOM_SECRET 不对或应用已停用：在管理后台该应用的页面核对 Secret。"
    "改好之前不要反复试，连续用错会被封一小时",
    40013: "DUCHA_WECOM_CORP_ID 不对：管理后台→我的企业→企业ID",
    60020: "本机的出口地址不在企业可信IP中：在管理后台该应用的页面加入上面 from ip 后的地址，约一分钟后生效"
    "（要先设可信域名或接收消息的URL）",
    50003: "应用已停用：在管理后台重新启用",
    48006: "应用的权限因久未使用被收回：在管理后台重新启用",
    45009: "调用太频繁：过一会儿再试",
    -1: "平台繁忙：过一会儿再试",
}
_LOOK_UP = "按错误码查原因：https://open.work.weixin.qq.com/devtool/query?e={}"


class WeComClient:
    def __init__(
        self, *, corp_id: str, agent_id: int, secret: str, api_base: str, session: requests.Session
    ) -> None:
        self._corp_id = corp_id
        self._agent_id = agent_id
        self._secret = secret
        self._base = api_base.rstrip("/")
        self._session = session
        self._tokens = TokenCache(self._fetch_token)

    def send_text(self, to: str, text: str, now: datetime) -> Receipt:
        """`|` and `@all` would reach more people than one: never from here."""
        if not to or "|" in to or to.startswith("@"):
            raise PermanentDeliveryError("no user id that stands for one person")
        body = {
            "touser": to,
            "msgtype": "text",
            "agentid": self._agent_id,
            "text": {"content": text},
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_INTERVAL,
        }
        answer = self._post("/cgi-bin/message/send", body, now)
        _check_receivers(answer)
        return Receipt(str(answer.get("msgid", "")))

    def check(self) -> Finding:
        """Ask for a token, and with it for something harmless: an untrusted address shows only then.

        A private host may not know the second call, so of that answer only a refusal of the app counts.
        """
        name = "企业微信令牌"
        try:
            answer = self._ask_token()
            token = str(answer.payload.get("access_token") or "")
            used = answer.payload
            if _errcode(used) == 0 and token:
                used = self._tried(token)
        except DeliveryError as error:
            return not_answered(name, self._base, "DUCHA_WECOM_API_BASE", error)
        code = _errcode(used)
        if code != 0:
            advice = _ADVICE.get(code, _LOOK_UP.format(code))
            return Finding(name, False, f"被拒绝（{self._reason(used, token)}）", advice, answer.at)
        if not token:
            return Finding(name, False, "回答里没有令牌", "核对 DUCHA_WECOM_API_BASE", answer.at)
        return Finding(name, True, "已取得", their_time=answer.at)

    def token(self, now: datetime) -> str:
        """The access token, for other calls of the same app."""
        return self._tokens.get(now)

    def _post(self, path: str, body: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """With a fresh token once more where the first one was refused, and never more often."""
        token = self._tokens.get(now)
        answer = self._answer(path, body, token)
        if _errcode(answer) in TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = self._answer(path, body, token)
        self._check(answer, token)
        return answer

    def _answer(self, path: str, body: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        call = Call("POST", self._base + path, params={"access_token": token}, body=body)
        return answered(self._session, call).payload

    def _tried(self, token: str) -> Mapping[str, Any]:
        """The addresses of the callbacks (getcallbackip); empty where that says nothing about the app."""
        call = Call("GET", self._base + "/cgi-bin/getcallbackip", params={"access_token": token})
        try:
            answer = answered(self._session, call).payload
        except DeliveryError:
            return {}
        return answer if _errcode(answer) in REGISTRATION else {}

    def _ask_token(self) -> Answer:
        params = {"corpid": self._corp_id, "corpsecret": self._secret}
        return answered(self._session, Call("GET", self._base + "/cgi-bin/gettoken", params=params))

    def _fetch_token(self, now: datetime) -> Token:
        answer = self._ask_token().payload
        if _errcode(answer) == 40001:
            raise RegistrationError(f"gettoken: {self._reason(answer)}", REGISTRATION_RETRY)
        self._check(answer)
        value, lifetime = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(lifetime, int):
            raise DeliveryError("gettoken answered without a token")
        return Token(value, now + timedelta(seconds=lifetime) - _MARGIN)

    def _check(self, answer: Mapping[str, Any], token: str = "") -> None:
        """HTTP 200 is no success: the platform's own code is, and 0 or its absence means done (D90313)."""
        code = _errcode(answer)
        if code == 0:
            return
        reason = self._reason(answer, token)
        if code in PERMANENT:
            raise PermanentDeliveryError(reason)
        if code in REGISTRATION:
            raise RegistrationError(reason, REGISTRATION_RETRY)
        raise DeliveryError(reason, THROTTLED.get(code))

    def _reason(self, answer: Mapping[str, Any], token: str = "") -> str:
        """The text of 60020 carries the address to be trusted, so it is passed on, without secrets."""
        message = scrub(str(answer.get("errmsg", "")), self._secret, token)
        return f"errcode {_errcode(answer)}: {message}"


def _errcode(answer: Mapping[str, Any]) -> int:
    code = answer.get("errcode", 0)
    try:
        return int(code)
    except (TypeError, ValueError):
        return -1


def _check_receivers(answer: Mapping[str, Any]) -> None:
    """Errcode 0 and yet nobody got it: unknown, out of sight, or without a licence (WeCom D90236)."""
    for field in ("invaliduser", "unlicenseduser"):
        if answer.get(field):
            raise PermanentDeliveryError(f"errcode 0, but the receiver is in {field}")
