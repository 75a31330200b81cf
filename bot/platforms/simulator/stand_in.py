"""Both platforms on one machine: in-process for tests, on a local port for the demo."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

import requests
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bot.platforms.port import RawRequest
from bot.platforms.simulator.dingtalk_groups import DingTalkGroups
from bot.platforms.simulator.dingtalk_people import DingTalkPeople
from bot.platforms.simulator.dingtalk_server import DingTalkServer
from bot.platforms.simulator.faults import Fault, FaultKind, Faults
from bot.platforms.simulator.in_process import FAULT_KEY, session_for
from bot.platforms.simulator.refusals import RefusedCallError
from bot.platforms.simulator.tenants import DingTalkTenant, WeComTenant
from bot.platforms.simulator.transcript import Transcript
from bot.platforms.simulator.wecom_groups import WeComGroups
from bot.platforms.simulator.wecom_people import WeComPeople
from bot.platforms.simulator.wecom_server import WeComServer

Route = Callable[[Request], dict[str, Any]]


class StandIn:
    """`wecom` and `dingtalk` are the people, `transcript` is what they see, `faults` what goes wrong.

    Nothing runs before `start`; without it `session()` reaches the servers in-process.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        wecom: WeComTenant | None = None,
        dingtalk: DingTalkTenant | None = None,
        seed: str = "ducha",
    ) -> None:
        self.transcript = Transcript()
        self.faults = Faults()
        self._clock = clock
        shared = (self.transcript, clock, seed)
        self.wecom = WeComPeople(wecom or WeComTenant(), *shared)
        self.dingtalk = DingTalkPeople(dingtalk or DingTalkTenant(), *shared)
        self.wecom_server = WeComServer(self.wecom.tenant, *shared)
        self.dingtalk_server = DingTalkServer(self.dingtalk.tenant, *shared)
        self.wecom_groups = WeComGroups(self.wecom_server, self.transcript, clock, seed)
        self.dingtalk_groups = DingTalkGroups(self.dingtalk_server, self.transcript, clock, seed)
        self._server: BaseWSGIServer | None = None
        self._lock = threading.Lock()
        self._routes: dict[str, Route] = {
            "/cgi-bin/gettoken": self.wecom_server.gettoken,
            "/cgi-bin/getcallbackip": self.wecom_server.callback_addresses,
            "/cgi-bin/user/getuserid": self.wecom_server.user_by_phone,
            "/topapi/v2/user/getbymobile": self.dingtalk_server.user_by_phone,
            "/cgi-bin/message/send": self.wecom_server.message_send,
            "/cgi-bin/message/recall": self.wecom_server.message_recall,
            "/cgi-bin/appchat/create": self.wecom_groups.appchat_create,
            "/cgi-bin/appchat/send": self.wecom_groups.appchat_send,
            "/cgi-bin/webhook/send": self.wecom_groups.webhook_send,
            "/cgi-bin/media/upload": self.wecom_server.media_upload,
            "/cgi-bin/webhook/upload_media": self.wecom_groups.webhook_upload,
            "/media/upload": self.dingtalk_server.media_upload,
            "/v1.0/oauth2/accessToken": self.dingtalk_server.access_token,
            "/v1.0/robot/oToMessages/batchSend": self.dingtalk_server.batch_send,
            "/v1.0/robot/otoMessages/batchRecall": self.dingtalk_server.batch_recall,
            "/v1.0/robot/groupMessages/recall": self.dingtalk_server.batch_recall,
            "/v1.0/robot/groupMessages/send": self.dingtalk_groups.group_send,
            "/robot/sendBySession": self.dingtalk_server.send_by_session,
            "/robot/send": self.dingtalk_groups.webhook_send,
        }

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        fault = self.faults.take(request.path, self._clock())
        if fault is None or fault.kind is FaultKind.LOST:
            with self._lock:
                response = self._response(request)
                request.close()  # with what was uploaded
                response.date = self._clock()
        if fault is not None:
            response = _failed(environ, fault)
        return response(environ, start_response)

    def session(self) -> requests.Session:
        """Every request made with it, whatever the host, ends here and touches no socket."""
        return session_for(self.wsgi)

    def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listens in a thread of its own and gives the address, which is also DingTalk's reply base now."""
        server = make_server(host, port, self.wsgi, threaded=True, request_handler=_Quiet)
        self._server = server
        threading.Thread(target=server.serve_forever, name="stand-in", daemon=True).start()
        address = f"http://{host}:{server.port}"
        self.dingtalk.tenant.oapi_base = address
        return address

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _response(self, request: Request) -> Response:
        route = self._routes.get(request.path)
        if route is None:
            return Response("not found", 404)
        try:
            payload, status = route(request), 200
        except RefusedCallError as refusal:
            payload, status = refusal.payload, refusal.status
        return Response(json.dumps(payload, ensure_ascii=False), status, content_type="application/json")


def deliver(request: RawRequest, url: str, session: requests.Session) -> requests.Response:
    """Makes the call that the platform would make to the bot."""
    return session.request(
        request.method,
        url,
        params=dict(request.args),
        headers=dict(request.headers),
        data=request.body,
        timeout=10,
    )


def _failed(environ: dict[str, Any], fault: Fault) -> Response:
    with suppress(KeyError):
        environ[FAULT_KEY].append(fault.kind)
    body = fault.body if fault.kind is FaultKind.STATUS else b""
    return Response(body, fault.status, content_type=fault.content_type)


class _Quiet(WSGIRequestHandler):
    """The demo's output belongs to the demo."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Nothing."""
