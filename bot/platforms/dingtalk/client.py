"""Calls to DingTalk: access token, OpenAPI, webhooks, and what the answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests

from bot.platforms.calls import Answer, Call, Upload, answered, knocked
from bot.platforms.dingtalk.codes import (
    ADVICE,
    LOOK_UP,
    MEDIA_REFUSED,
    NO_SUCH_PHONE,
    OLD_TOKEN_EXPIRED,
    PERMANENT,
    QUOTA_USED_UP,
    REGISTRATION,
    SESSION_GONE,
    SESSION_PERMANENT,
    SESSION_THROTTLED,
    THROTTLED,
    TOKEN_EXPIRED,
    WEBHOOK_GONE,
    WEBHOOK_REGISTRATION,
)
from bot.platforms.media import MediaKind
from bot.platforms.port import Finding, QuotaError, RegistrationError, ThrottledError
from bot.platforms.texts import scrub
from bot.platforms.tokens import Token, TokenCache, TokenStore, name_of
from bot.platforms.trials import not_answered
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage.attachments import Attached

REGISTRATION_RETRY = 1800.0
_MARGIN = 0.8  # of a token's life


class DingTalkClient:
    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        api_base: str,
        session: requests.Session,
        tokens: TokenStore | None = None,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._base = api_base.rstrip("/")
        self._session = session
        self._tokens = TokenCache(self._fetch_token, name_of("dingtalk", client_id, client_secret), tokens)

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
                name, False, f"被拒绝（{self._reason(answer)}）", ADVICE.get(code, LOOK_UP), answer.at
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

    def post_to_webhook(self, url: str, params: Mapping[str, str], body: Mapping[str, Any]) -> str:
        """The code of the answer: errcode comes as a number or as text, "0" is done (DingTalk prints both).

        What is refused for good, or for now, is raised.
        """
        answer = answered(self._session, Call("POST", url, params=params, body=body))
        code = str(answer.payload.get("errcode", answer.payload.get("code", "")))
        if code == "0" or code in SESSION_GONE | WEBHOOK_GONE or code.startswith("session."):
            return code
        reason = f"errcode {code[:60]}: {self._scrubbed(answer.payload.get('errmsg', ''))}"
        if code in SESSION_PERMANENT:
            raise PermanentDeliveryError(reason)
        if code in WEBHOOK_REGISTRATION:
            raise RegistrationError(reason, REGISTRATION_RETRY)
        if code in SESSION_THROTTLED:
            raise ThrottledError(reason, SESSION_THROTTLED[code])
        raise DeliveryError(reason)

    def post(self, path: str, body: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """With a fresh token once more where the first one was refused, and never more often."""
        token = self._tokens.get(now)
        answer = self._answer(path, body, token)
        if _code(answer) in TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = self._answer(path, body, token)
        self._check(answer, token)
        return answer.payload

    def upload(self, oapi_base: str, kind: MediaKind, attached: Attached, now: datetime) -> str:
        """media/upload (DingTalk 上传媒体文件), on the old host, where every answer is HTTP 200."""
        url = oapi_base.rstrip("/") + "/media/upload"
        part = Upload(attached.name, attached.mime, attached.data or b"", {"type": kind.value})
        token = self._tokens.get(now)
        answer = answered(self._session, Call("POST", url, params={"access_token": token}, upload=part))
        if _errcode(answer) in OLD_TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = answered(self._session, Call("POST", url, params={"access_token": token}, upload=part))
        code, media_id = _errcode(answer), answer.payload.get("media_id")
        reason = f"errcode {code[:60]}: {self._scrubbed(answer.payload.get('errmsg', ''), token)}"
        if code in MEDIA_REFUSED:
            raise PermanentDeliveryError(reason)
        if code in SESSION_THROTTLED:
            raise ThrottledError(reason, SESSION_THROTTLED[code])
        if code != "0" or not isinstance(media_id, str) or not media_id:
            raise DeliveryError(reason)
        return media_id

    def user_of(self, oapi_base: str, phone: str, now: datetime) -> str:
        """根据手机号查询用户, on the old host, where every answer is HTTP 200; "" for nobody's number."""
        url, body = oapi_base.rstrip("/") + "/topapi/v2/user/getbymobile", {"mobile": phone}
        token = self._tokens.get(now)
        answer = answered(self._session, Call("POST", url, params={"access_token": token}, body=body))
        if _errcode(answer) in OLD_TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = answered(self._session, Call("POST", url, params={"access_token": token}, body=body))
        code, result = _errcode(answer), answer.payload.get("result")
        if code in NO_SUCH_PHONE:
            return ""
        reason = f"errcode {code[:60]}: {self._scrubbed(answer.payload.get('errmsg', ''), token)}"
        if code in SESSION_THROTTLED:
            raise ThrottledError(reason, SESSION_THROTTLED[code])
        if code != "0" or not isinstance(result, dict):
            raise DeliveryError(reason)
        return str(result.get("userid") or "")

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
        if code in QUOTA_USED_UP:
            raise QuotaError(reason)
        if code in THROTTLED:
            raise ThrottledError(reason, THROTTLED[code])
        raise DeliveryError(reason)

    def _reason(self, answer: Answer, token: str = "") -> str:
        message = self._scrubbed(answer.payload.get("message", ""), token)
        return f"HTTP {answer.status} {self._scrubbed(_code(answer)[:80])}: {message}"

    def _scrubbed(self, message: object, token: str = "") -> str:
        return scrub(str(message), self._client_secret, token)


def _errcode(answer: Answer) -> str:
    return str(answer.payload.get("errcode", answer.payload.get("code", "")))


def _code(answer: Answer) -> str:
    return str(answer.payload.get("code") or "")
