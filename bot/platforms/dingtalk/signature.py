"""The signature of robot callbacks (DingTalk 接收消息): it covers the timestamp, not the body.

What that leaves open, and how it is narrowed: docs/dingtalk-signature.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import threading
from collections import OrderedDict
from datetime import datetime

from bot.platforms.limits import check_age
from handlers.errors import SignatureError

_MILLISECONDS = re.compile(r"[0-9]{10,16}")


def sign(timestamp: str, secret: str) -> str:
    """`secret` is the Client Secret of the app, not the SEC… of a group webhook."""
    key = secret.encode()
    digest = hmac.digest(key, timestamp.encode() + b"\n" + key, "sha256")
    return base64.b64encode(digest).decode()


def verify(timestamp: str, signature: str, secret: str, now: datetime, window: int) -> None:
    """`timestamp` is taken as the header has it; a number that can't be judged for age is forged."""
    if not _MILLISECONDS.fullmatch(timestamp):
        raise SignatureError("the timestamp is no number of milliseconds")
    given = signature.encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(sign(timestamp, secret).encode(), given):
        raise SignatureError("the signature does not match")
    check_age(int(timestamp) / 1000, now, window)


BODIES = 4  # messages that may be signed in the same millisecond


class UsedSignatures:
    """Which bodies came with which signed timestamp, so that a pair that leaked can't carry many others.

    DingTalk signs in milliseconds: a few messages may share one, and none of them may be lost. Per process
    and bounded: the oldest is forgotten first. Of several web processes each knows only what it has seen.
    """

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._bodies: OrderedDict[str, set[bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, timestamp: str, body: bytes) -> None:
        """The same body again is a retry and passes: the inbox knows its msgId."""
        digest = hashlib.sha256(body).digest()
        with self._lock:
            known = self._bodies.setdefault(timestamp, set())
            if len(self._bodies) > self._capacity:
                self._bodies.popitem(last=False)
            if digest in known:
                return
            if len(known) >= BODIES:
                raise SignatureError("the signed timestamp was already used with other bodies")
            known.add(digest)
