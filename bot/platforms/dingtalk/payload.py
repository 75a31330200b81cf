"""The JSON of a robot callback, read without trusting any type in it (DingTalk 接收消息)."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from bot.platforms.texts import clean
from handlers.errors import InboundError

Payload = dict[str, Any]


def parsed(body: bytes) -> Payload:
    try:
        payload = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InboundError("the body is no JSON") from None
    if not isinstance(payload, dict):
        raise InboundError("the body is no JSON object")
    if set(payload) == {"encrypt"}:
        raise InboundError("encrypted robot callback: not configured here, switch the encryption off")
    return payload


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def text_of(payload: Payload, name: str) -> str:
    """ "" for everything that is neither text nor a whole number (ids come as both)."""
    value = payload.get(name)
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def object_of(payload: Payload, name: str) -> Payload:
    """An object, also where it comes as a JSON string; a bare string is taken as its `content`."""
    value = payload.get(name)
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        return {}
    try:
        inner = json.loads(value)
    except (ValueError, RecursionError):
        inner = None
    return inner if isinstance(inner, dict) else {"content": value}


def list_of(payload: Payload, name: str) -> list[Payload]:
    value = payload.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def milliseconds_of(payload: Payload, name: str) -> int | None:
    """Documented as text, sent as a number: both are read."""
    value = payload.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    told = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 16 else None
