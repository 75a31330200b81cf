"""Calls of a self-built app: access token (WeCom D91039), and what the answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests

from bot.platforms.calls import Answer, Call, Upload, answered
from bot.platforms.media import MediaKind
from bot.platforms.port import Finding, RegistrationError, ThrottledError
from bot.platforms.texts import scrub
from bot.platforms.tokens import Token, TokenCache, TokenStore, name_of
from bot.platforms.trials import not_answered
from bot.platforms.wecom.codes import (
    ADVICE,
    CHAT_EXISTS,
    CHAT_GONE,
    CHAT_REFUSED,
    LOOK_UP,
    MEDIA_REFUSED,
    NO_SUCH_PHONE,
    PERMANENT,
    REGISTRATION,
    THROTTLED,
    TOKEN_EXPIRED,
    TOO_LATE,
    WEBHOOK_GONE,
)
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage.attachments import Attached

REGISTRATION_RETRY = 1800.0
_MARGIN = timedelta(seconds=60)


class ExistsError(PermanentDeliveryError):
    """There is a group with this chatid already."""


class NoSuchPhoneError(PermanentDeliveryError):
    """Nobody has this number."""


class WeComClient:
    def __init__(
        self,
        *,
        corp_id: str,
        secret: str,
        api_base: str,
        session: requests.Session,
        tokens: TokenStore | None = None,
    ) -> None:
        self._corp_id = corp_id
        self._secret = secret
        self._base = api_base.rstrip("/")
        self._session = session
        self._tokens = TokenCache(self._fetch_token, name_of("wecom", corp_id, secret), tokens)

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
            advice = ADVICE.get(code, LOOK_UP.format(code))
            return Finding(name, False, f"被拒绝（{self._reason(used, token)}）", advice, answer.at)
        if not token:
            return Finding(name, False, "回答里没有令牌", "核对 DUCHA_WECOM_API_BASE", answer.at)
        return Finding(name, True, "已取得", their_time=answer.at)

    def token(self, now: datetime) -> str:
        """The access token, for other calls of the same app."""
        return self._tokens.get(now)

    def user_of(self, phone: str, now: datetime) -> str:
        """user/getuserid: whose number it is, "" where it is nobody's."""
        try:
            answer = self.post("/cgi-bin/user/getuserid", {"mobile": phone}, now)
        except NoSuchPhoneError:
            return ""
        return str(answer.get("userid") or "")

    def post(self, path: str, body: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """With a fresh token once more where the first one was refused, and never more often."""
        token = self._tokens.get(now)
        answer = self._answer(path, body, token)
        if _errcode(answer) in TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = self._answer(path, body, token)
        self._check(answer, token)
        return answer

    def upload(self, kind: MediaKind, attached: Attached, now: datetime) -> str:
        """media/upload (WeCom D90253): a media id that is good for three days in the whole corp."""
        token = self._tokens.get(now)
        answer = self._uploaded(kind, attached, token)
        if _errcode(answer) in TOKEN_EXPIRED:
            self._tokens.drop(token)
            token = self._tokens.get(now)
            answer = self._uploaded(kind, attached, token)
        self._check(answer, token)
        return _media_id(answer)

    def upload_to_webhook(self, url: str, key: str, attached: Attached) -> str:
        """webhook/upload_media (WeCom D99110): good for three days and for this webhook only."""
        params = {"key": key, "type": MediaKind.FILE.value}
        answer = answered(self._session, Call("POST", url, params=params, upload=_upload(attached))).payload
        self._check(answer, key)
        return _media_id(answer)

    def _uploaded(self, kind: MediaKind, attached: Attached, token: str) -> Mapping[str, Any]:
        params = {"access_token": token, "type": kind.value}
        url = self._base + "/cgi-bin/media/upload"
        return answered(self._session, Call("POST", url, params=params, upload=_upload(attached))).payload

    def post_to_webhook(self, url: str, key: str, body: Mapping[str, Any]) -> None:
        """A group webhook needs no token; its key is the secret."""
        call = Call("POST", url, params={"key": key}, body=body)
        self._check(answered(self._session, call).payload, key)

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
        if code == CHAT_EXISTS:
            raise ExistsError(reason)
        if code in NO_SUCH_PHONE:
            raise NoSuchPhoneError(reason)
        if code in PERMANENT | MEDIA_REFUSED | CHAT_REFUSED | CHAT_GONE | WEBHOOK_GONE | TOO_LATE:
            raise PermanentDeliveryError(reason)
        if code in REGISTRATION:
            raise RegistrationError(reason, REGISTRATION_RETRY)
        if code in THROTTLED:
            raise ThrottledError(reason, THROTTLED[code])
        raise DeliveryError(reason)

    def _reason(self, answer: Mapping[str, Any], token: str = "") -> str:
        """The text of 60020 carries the address to be trusted, so it is passed on, without secrets."""
        message = scrub(str(answer.get("errmsg", "")), self._secret, token)
        advice = ADVICE[48002] if _errcode(answer) == 48002 else ""
        return f"errcode {_errcode(answer)}: {message}{'；' if advice else ''}{advice}"


def _upload(attached: Attached) -> Upload:
    return Upload(attached.name, attached.mime, attached.data or b"")


def _media_id(answer: Mapping[str, Any]) -> str:
    value = answer.get("media_id")
    if not isinstance(value, str) or not value:
        raise DeliveryError("the upload answered without a media_id")
    return value


def _errcode(answer: Mapping[str, Any]) -> int:
    code = answer.get("errcode", 0)
    try:
        return int(code)
    except (TypeError, ValueError):
        return -1
