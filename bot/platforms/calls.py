"""One HTTP call to a platform: time-outs, no redirects, and errors that carry neither URL nor token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from handlers.errors import DeliveryError

TIMEOUT = (3.05, 8.0)
UPLOAD_TIMEOUT = (3.05, 30.0)  # twenty megabytes; a lease is longer
TIME_OUT = "time-out"
BANNED_FOR = 300.0  # DingTalk bans an address for five minutes, in HTML or in JSON of another shape


class UnreachedError(DeliveryError):
    """No answer at all. `failure` is the kind of it: TIME_OUT, or the name of the error of requests."""

    def __init__(self, failure: str) -> None:
        super().__init__(f"the platform could not be reached: {failure}")
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as part `media` of a form; `fields` are its other parts. The name goes out as raw UTF-8."""

    name: str
    mime: str
    data: bytes = field(repr=False)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """URL, parameters and headers may carry tokens: none of them is shown."""

    method: str
    url: str = field(repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`at` is the server's own time, None where it tells none."""

    status: int
    payload: Mapping[str, Any] = field(repr=False)
    at: datetime | None = None


def answered(session: requests.Session, call: Call) -> Answer:
    """The answer's JSON object for any status below 300 and from 400 to 499; everything else is passing."""
    response = _response(session, call)
    if response.status_code >= 500 or response.status_code == 429:
        raise DeliveryError(f"HTTP {response.status_code}", _retry_after(response))
    if 300 <= response.status_code < 400:
        raise DeliveryError(f"HTTP {response.status_code}: redirects are not followed")
    try:
        payload = json.loads(response.content)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise DeliveryError(f"HTTP {response.status_code}, but the answer is no JSON object", BANNED_FOR)
    if "punish" in payload:
        raise DeliveryError("our address has sent too much and is banned", BANNED_FOR)
    return Answer(response.status_code, payload, _date(response))


def knocked(session: requests.Session, url: str) -> Answer:
    """Whatever answers there, be it a refusal or no JSON; UnreachedError where nothing does."""
    response = _response(session, Call("GET", url))
    try:
        payload = json.loads(response.content)
    except (ValueError, RecursionError):
        payload = None
    return Answer(response.status_code, payload if isinstance(payload, dict) else {}, _date(response))


def _response(session: requests.Session, call: Call) -> requests.Response:
    """requests puts the URL, and with it the token, into its exceptions: only their kind is passed on.

    Raised outside the `except` block, so that no log shows the original as context.
    """
    headers = dict(call.headers)
    data: Any = None
    files = None
    if (upload := call.upload) is not None:
        data, files = dict(upload.fields), {"media": (upload.name, upload.data, upload.mime)}
    if call.body is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
        data = json.dumps(call.body, ensure_ascii=False).encode()
    try:
        return session.request(
            call.method,
            call.url,
            params=dict(call.params),
            data=data,
            files=files,
            headers=headers,
            timeout=TIMEOUT if files is None else UPLOAD_TIMEOUT,
            allow_redirects=False,
        )
    except requests.Timeout:
        failure = TIME_OUT
    except requests.RequestException as error:
        failure = type(error).__name__
    raise UnreachedError(failure)


def _date(response: requests.Response) -> datetime | None:
    """RFC 9110 wants GMT; a date without a zone is not trusted to mean it."""
    try:
        told = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return None
    return told.astimezone(UTC) if told.tzinfo is not None else None


def _retry_after(response: requests.Response) -> float | None:
    told = response.headers.get("Retry-After", "")
    return min(float(told), 3600.0) if told.isascii() and told.isdigit() else None
