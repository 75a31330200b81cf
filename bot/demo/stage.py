"""The stage: a database with the real notice, the server, the relay, and both platforms played by a stand-in.

Whoever speaks here is heard by the real callbacks, signed and encrypted; whatever is answered comes back by
the platforms' own ways. The terminal uses this; a page in the browser can use it just as well.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.clock import Clock, utc_now
from bot.demo.filling import OPENING, fill
from bot.demo.scenes import STRANGER
from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.stand_in import StandIn, deliver
from bot.platforms.simulator.tenants import DingTalkTenant, Group, WeComTenant
from bot.settings import Settings
from bot.simulation.year import Told
from bot.wiring import DINGTALK_PATH, WECOM_PATH, Program, assemble
from handlers.errors import DuchaError, InputError
from handlers.ledger.people import spoken_role
from storage import outbox
from storage.packaged import packaged_roster
from storage.people import Roster
from storage.transactions import Database

HOST = "127.0.0.1"
WORK_GROUP = "cid-demo-work-group"
PATIENCE = 5.0  # seconds to wait for an answer by the relay


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the demo: on which platform, with which account there. `who` is for showing."""

    platform: str
    account: str
    name: str
    who: str

    def __str__(self) -> str:
        return f"{self.name}（{self.who}）"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what came back. `status` is the HTTP status that the platform saw."""

    text: str
    answer: str
    status: int


def moved_clock(opening: datetime = OPENING) -> Clock:
    """A clock that stands at `opening` now and runs as fast as the real one."""
    shift = opening - utc_now()
    return lambda: utc_now() + shift


class Stage:
    """Set up when it is made, runs from `with` on, taken down at its end."""

    def __init__(self, folder: Path, port: int, clock: Clock, told: Told | None = None) -> None:
        listening = _listening(port)  # first of all: the port may be taken
        roster = packaged_roster()
        self.clock = clock
        self.members = members_of(roster)
        self.stand_in = StandIn(clock, wecom=_wecom(self.members), dingtalk=_dingtalk(self.members))
        outside = self.stand_in.start()
        self.settings = _settings(folder, outside, self.stand_in)
        database = Database(self.settings.database_url)
        self.opened_at = clock().replace(second=0, microsecond=0)
        fill(database, roster, self.opened_at, told)
        database.close()
        self.program: Program = assemble(self.settings, clock, session=_direct())
        self._server = make_server(
            HOST, port, self.program.app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        listening.close()  # the server has a copy of its own
        self.address = f"http://{HOST}:{self._server.port}"
        self._platforms_calls = _direct()

    def __enter__(self) -> Stage:
        threading.Thread(target=self._server.serve_forever, name="web", daemon=True).start()
        self.program.relay.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.program.relay.stop()
        self.stand_in.stop()
        self.program.database.close()

    def says(self, member: Member, text: str, *, in_group: bool = False) -> Exchange:
        """A person types a text; DuchaError where the platform can't carry it."""
        if member.platform == "wecom":
            if in_group:
                raise DuchaError("企业微信的自建应用收不到群消息，请改为单独发给它")
            request = self.stand_in.wecom.text(member.account, text)
        else:
            group = WORK_GROUP if in_group else ""
            request = self.stand_in.dingtalk.text(member.account, text, group=group)
        return self.delivers(member, request, text)

    def delivers(self, member: Member, request: RawRequest, text: str) -> Exchange:
        """The platform calls; also used to deliver the same call twice, or a forged one."""
        before = len(self.stand_in.transcript.said_by_bot())
        path = WECOM_PATH if member.platform == "wecom" else DINGTALK_PATH
        started = time.monotonic()
        reply = deliver(request, f"{self.address}{path}", self._platforms_calls)
        elapsed = time.monotonic() - started
        if reply.status_code != 200:
            return Exchange(text, "", reply.status_code)
        response = Response(reply.status_code, reply.content, reply.headers.get("Content-Type", ""))
        if member.platform == "wecom":
            return Exchange(text, self.stand_in.wecom.shows(request, response, elapsed), 200)
        self.stand_in.dingtalk.check_answer(response, elapsed)
        return Exchange(text, self._heard(before), 200)

    def _heard(self, before: int) -> str:
        """What the relay brings by DingTalk's reply address."""
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            waits = self._waits()  # asked first: what is sent by now can be seen below
            lines = self.stand_in.transcript.said_by_bot()[before:]
            if lines or not waits:
                return self._with_names(lines[-1].text) if lines else ""
            time.sleep(0.02)
        raise DuchaError("等了5秒，回复还没有送到")

    def _with_names(self, text: str) -> str:
        """DingTalk shows an @ with the name."""
        for account, name in self.stand_in.dingtalk.tenant.people.items():
            text = text.replace(f"@{account} ", f"@{name} ")
        return text

    def _waits(self) -> bool:
        """Whether a letter is still on its way."""
        with self.program.database.reading() as connection:
            counts = outbox.count_unfinished(connection)
        return counts["waiting"] + counts["sending"] > 0


def members_of(roster: Roster) -> list[Member]:
    """Everybody of the roster, once per platform account."""
    found: dict[tuple[str, str], Member] = {}
    for row in roster.rows:
        who = "，".join(part for part in (row.unit, spoken_role(row.role)) if part)
        for platform, account in row.identities.items():
            found.setdefault((platform, account), Member(platform, account, row.name, who))
    return [*found.values(), Member("wecom", STRANGER, "郝新", "还没有登记的人")]


def _wecom(members: list[Member]) -> WeComTenant:
    return WeComTenant(people={m.account for m in members if m.platform == "wecom"})


def _dingtalk(members: list[Member]) -> DingTalkTenant:
    people = {m.account: m.name for m in members if m.platform == "dingtalk"}
    groups = {WORK_GROUP: Group("督查工作群", set(people))}
    return DingTalkTenant(people=people, groups=groups)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise InputError(f"--port {port}：端口用不了（{reason}），请换一个，如 --port 8010") from error


def _direct() -> requests.Session:
    """Everything is on this machine: no proxy is asked."""
    session = requests.Session()
    session.trust_env = False
    return session


class _DemoSettings(Settings):
    """Given here and nowhere else: neither the environment nor a `.env` file changes the demo."""

    @classmethod
    def settings_customise_sources(cls, *_: object, **sources: Any) -> tuple[Any, ...]:
        return (sources["init_settings"],)


def _settings(folder: Path, outside: str, stand_in: StandIn) -> Settings:
    wecom, dingtalk = stand_in.wecom.tenant, stand_in.dingtalk.tenant
    return _DemoSettings.model_validate(
        {
            "database_url": f"sqlite:///{folder / 'demo.db'}",
            "wecom_corp_id": wecom.corp_id,
            "wecom_agent_id": wecom.agent_id,
            "wecom_secret": wecom.secret,
            "wecom_token": wecom.token,
            "wecom_aes_key": wecom.aes_key,
            "wecom_api_base": outside,
            "dingtalk_client_id": dingtalk.client_id,
            "dingtalk_client_secret": dingtalk.client_secret,
            "dingtalk_robot_code": dingtalk.robot_code,
            "dingtalk_corp_id": dingtalk.corp_id,
            "dingtalk_api_base": outside,
            "dingtalk_oapi_base": outside,
        }
    )


class _Quiet(WSGIRequestHandler):
    """The dialogue has the screen to itself."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- werkzeug's name
        return
