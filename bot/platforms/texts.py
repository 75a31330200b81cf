"""Characters that may not travel on: control characters inwards, secrets outwards."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{8}(?!\d)")
_BEARER = re.compile(r"(?i)((?:access_token|session|sign|secret|ticket)=)[^&\s,;\"']+")


def clean(text: str) -> str:
    """Without control characters (PostgreSQL refuses NUL, XML the others) and lone surrogates."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def scrub(text: str, *secrets: str, limit: int = 300) -> str:
    """What a platform said, fit for a log: no secret of ours, no phone number, not endless."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    text = _BEARER.sub(r"\1***", clean(text))
    return _PHONE.sub(r"\1********", text)[:limit]
