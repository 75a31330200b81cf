"""A requests transport that calls a WSGI app directly: the real clients run, without sockets."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bot.platforms.simulator.faults import FaultKind

FAULT_KEY = "ducha.faults"
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WsgiAdapter(BaseAdapter):
    def __init__(self, app: WsgiApp) -> None:
        super().__init__()
        self._app = app

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Scripted time-outs and dead hosts become the exceptions that requests raises for them."""
        faults: list[FaultKind] = []
        environ = _environ(request)
        environ[FAULT_KEY] = faults
        body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        if FaultKind.TIMEOUT in faults or FaultKind.LOST in faults:
            raise requests.ReadTimeout(f"read timed out: {request.url}", request=request)
        if FaultKind.UNREACHABLE in faults:
            raise requests.ConnectionError(f"connection refused: {request.url}", request=request)
        if FaultKind.RESET in faults:
            raise requests.ConnectionError(f"connection reset by peer: {request.url}", request=request)
        response = requests.Response()
        response.status_code = int(status.split(maxsplit=1)[0])
        response.headers.update(dict(headers))
        response.url = request.url or ""
        response.request = request
        response.raw = io.BytesIO(b"".join(body))
        return response

    def close(self) -> None:
        """Nothing is held open."""


def session_for(app: WsgiApp) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", WsgiAdapter(app))
    session.mount("http://", WsgiAdapter(app))
    return session


def _environ(request: requests.PreparedRequest) -> dict[str, Any]:
    body = request.body.encode() if isinstance(request.body, str) else request.body
    return EnvironBuilder(
        path=request.url or "/",
        method=request.method or "GET",
        headers=list(request.headers.items()),
        data=body if isinstance(body, bytes) else b"",
    ).get_environ()
