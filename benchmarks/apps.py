"""The WSGI applications that are measured. Each server process calls one of these factories.

The settings come from the environment, as in production. The clock is moved to a day on which the notice of
2023 takes reports; by how much is in DUCHA_BENCHMARK_SHIFT, so that all processes agree.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, request
from flask import Response as HttpResponse

from benchmarks.orm_handler import OrmIntake
from bot.clock import utc_now
from bot.platforms.port import Platform, RawRequest
from bot.serving import web_app
from bot.settings import read_settings
from bot.wiring import WECOM_PATH, outward_session, platform_routes
from handlers.messages import InboundMessage

SHIFT = "DUCHA_BENCHMARK_SHIFT"  # seconds
ANSWER = "已记录3月任务42（按期）：进展“已开工3个项目”；完成30%；问题：无；下一步：继续推进。更正请发：更正 任务42 …"


def moved_clock() -> datetime:
    return utc_now() + timedelta(seconds=float(os.environ.get(SHIFT, "0")))


def full() -> Flask:
    """The product."""
    return web_app(moved_clock)


def constant() -> Flask:
    """A bare route that answers a constant."""

    def answer() -> HttpResponse:
        request.get_data(cache=False)
        return HttpResponse(ANSWER, content_type="text/xml; charset=utf-8")

    return _bare(answer)


def sealed() -> Flask:
    """Verify, decrypt, parse the XML; encrypt and sign an answer of usual length. No storage, no reading."""
    platform = _wecom()

    def answer() -> HttpResponse:
        now = moved_clock()
        message = _received(platform, now)
        sealed = platform.answer(message, ANSWER, now)
        return HttpResponse(sealed.body, sealed.status, content_type=sealed.content_type)

    return _bare(answer)


def orm() -> Flask:
    """The same work as the product's in plain ORM style, without its logs and metrics."""
    settings = read_settings()
    platform = _wecom()
    intake = OrmIntake(settings.database_url, settings.zone)

    def answer() -> HttpResponse:
        now = moved_clock()
        message = _received(platform, now)
        words = intake.take(message, platform.text_limit, now)
        sealed = platform.answer(message, words, now)
        return HttpResponse(sealed.body, sealed.status, content_type=sealed.content_type)

    return _bare(answer)


def _bare(view: Callable[[], HttpResponse]) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule(WECOM_PATH, endpoint="callback", view_func=view, methods=["POST"])
    return app


def _wecom() -> Platform:
    settings = read_settings()
    return platform_routes(settings, outward_session(settings))[WECOM_PATH]


def _received(platform: Platform, now: datetime) -> InboundMessage:
    raw = RawRequest(
        method=request.method,
        args=request.args.to_dict(),
        headers={name.lower(): value for name, value in request.headers},
        body=request.get_data(cache=False),
    )
    message = platform.receive(raw, now)
    assert isinstance(message, InboundMessage)
    return message
