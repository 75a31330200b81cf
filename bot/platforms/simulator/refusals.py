"""How the stand-in servers say no, and how they read a body."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Request


class RefusedCallError(Exception):
    """Carries the answer: HTTP status and JSON."""

    def __init__(self, payload: dict[str, Any], status: int = 200) -> None:
        super().__init__(str(payload))
        self.payload = payload
        self.status = status


def json_object(request: Request) -> dict[str, Any] | None:
    """None where the body is no JSON object in UTF-8."""
    try:
        body = json.loads(request.get_data().decode())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def cut(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore")
