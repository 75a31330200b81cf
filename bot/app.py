"""The Flask application: callbacks, health, metrics, the trusted-domain file."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

import structlog
from flask import Flask, g, jsonify, request
from flask import Response as HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bot.clock import Clock
from bot.intake import Intake
from bot.metrics import exposition
from bot.platforms.port import Platform
from bot.webhook import callbacks
from storage.transactions import Database

log = structlog.get_logger()
BODY_LIMIT = 2 * 1024 * 1024
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def create_app(
    database: Database,
    intake: Intake,
    routes: Mapping[str, Platform],
    clock: Clock,
    verify_file: tuple[str, str] | None = None,
) -> Flask:
    """Everything comes in as an argument; nothing is read from the environment here."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.register_blueprint(callbacks(routes, intake, clock))

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def show_request_id(response: HttpResponse) -> HttpResponse:
        response.headers["X-Request-Id"] = g.request_id
        return response

    @app.get("/healthz")
    def health() -> tuple[HttpResponse, int]:
        try:
            with database.reading() as connection:
                connection.execute(text("SELECT version_num FROM alembic_version"))
        except SQLAlchemyError as error:
            log.warning("health check failed", error=type(error).__name__)
            return jsonify(status="down", database=type(error).__name__), 503
        return jsonify(status="ok", platforms=sorted({platform.name for platform in routes.values()})), 200

    @app.get("/metrics")
    def metrics() -> HttpResponse:
        return HttpResponse(exposition(database), content_type=CONTENT_TYPE_LATEST)

    if verify_file is not None:
        name, content = verify_file

        @app.get(f"/{name}")
        def verify() -> HttpResponse:
            return HttpResponse(content, content_type="text/plain; charset=utf-8")

    @app.errorhandler(Exception)
    def broke(error: Exception) -> tuple[HttpResponse, int]:
        if isinstance(error, HTTPException):
            return jsonify(error=error.name), error.code or 500
        log.exception("request failed", path=request.path)
        return jsonify(error="internal"), 500

    return app
