"""HTTP in, HTTP out: raw request -> platform.receive -> intake -> platform.answer. No decisions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from flask import Blueprint, request
from flask import Response as HttpResponse

from bot.clock import Clock
from bot.intake import Intake
from bot.metrics import CALLBACK_SECONDS, CALLBACKS
from bot.platforms.port import Platform, RawRequest, Response
from handlers.errors import InboundError
from handlers.messages import InboundMessage

log = structlog.get_logger()


def callbacks(routes: Mapping[str, Platform], intake: Intake, clock: Clock) -> Blueprint:
    """One endpoint a platform; `routes` maps a path to the platform that calls there."""
    blueprint = Blueprint("callbacks", __name__)
    for path, platform in routes.items():
        blueprint.add_url_rule(
            path,
            endpoint=path.strip("/").replace("/", "_"),
            view_func=_endpoint(platform, intake, clock),
            methods=["GET", "POST"],
        )
    return blueprint


def _endpoint(platform: Platform, intake: Intake, clock: Clock) -> Callable[[], HttpResponse]:
    def callback() -> HttpResponse:
        started = time.perf_counter()
        raw = _raw_request()
        try:
            response, outcome = _handle(platform, intake, raw, clock())
        except InboundError as error:
            log.warning("callback refused", platform=platform.name, reason=str(error), status=error.status)
            response, outcome = Response(error.status, b""), "refused"
        except Exception:
            CALLBACKS.labels(platform.name, "broken").inc()
            raise
        CALLBACKS.labels(platform.name, outcome).inc()
        CALLBACK_SECONDS.labels(platform.name).observe(time.perf_counter() - started)
        return HttpResponse(response.body, response.status, content_type=response.content_type)

    return callback


def _raw_request() -> RawRequest:
    return RawRequest(
        method=request.method,
        args=request.args.to_dict(),
        headers={name.lower(): value for name, value in request.headers},
        body=request.get_data(cache=False),
    )


def _handle(platform: Platform, intake: Intake, raw: RawRequest, now: datetime) -> tuple[Response, str]:
    received = platform.receive(raw, now)
    if not isinstance(received, InboundMessage):
        return received, "notice"
    answered = intake.take(received, platform.text_limit, now)
    log.info("message taken", platform=platform.name, intent=answered.intent, fresh=answered.fresh)
    return platform.answer(received, answered.text, now), answered.intent
