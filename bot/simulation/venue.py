"""A throw-away office: its database, the whole program, both platforms' stand-ins, and a virtual clock.

Who writes here is heard by the real callbacks, signed and encrypted; what is pushed goes by the real relay
and the real clients. Nothing opens a socket.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.stand_in import StandIn
from bot.platforms.simulator.tenants import DingTalkTenant, Group, WeComTenant
from bot.platforms.simulator.transcript import Line
from bot.settings import Settings
from bot.simulation.cast import Account
from bot.simulation.moments import Job
from bot.wiring import DINGTALK_PATH, WECOM_PATH, Program, assemble, budgets_of
from handlers.duties.rhythm import Rhythm
from handlers.ledger.people import RoleName
from handlers.messages import ChatKind
from schedules.jobs import tell_of_provisional_years
from schedules.quotas import warn_of_quotas
from schedules.undelivered import tell_of_undelivered
from storage import rehearsing
from storage.enrolling import take_groups
from storage.people import Roster, read_groups
from storage.rhythm import rhythm_of, set_rhythm
from storage.transactions import Database

BY = "演练"
_EVERYBODY = ("演练全区督查群", "sim-everybody")  # WeCom, by webhook
_SECOND = ("演练督查联络群", "cid-sim-everybody")  # DingTalk, by the robot
_HEAD = "群名,用途,平台,方式,标识,密钥"


@dataclass(slots=True)
class Moment:
    """The virtual clock: it stands until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


class Venue:
    """`clock` is moved by who plays; `lines` are what people see since they were last asked for."""

    def __init__(self, database: Database, roster: Roster, settings: Settings, opens_at: datetime) -> None:
        self.clock = Moment(opens_at)
        self.database = database
        wecom, dingtalk = _tenants(roster)
        self.stand_in = StandIn(self.clock, wecom=wecom, dingtalk=dingtalk)
        self.settings = settings_of(settings, wecom, dingtalk)
        session = self.stand_in.session()
        self.program: Program = assemble(self.settings, self.clock, session=session, database=database)
        self.office = _office(roster)
        self._web = self.program.app.test_client()
        with database.session() as writing:
            groups = [_EVERYBODY, _SECOND]
            rows = zip(groups, ("wecom,webhook", "dingtalk,robot"), strict=True)
            csv = "\n".join([_HEAD, *(f"{name},全体,{way},{key}," for (name, key), way in rows)])
            take_groups(writing, read_groups("演练.csv", csv.encode()), BY, opens_at)
            rehearsing.make_fast(writing)

    def says(self, account: Account, words: str) -> str:
        """Somebody types a text; what the platform shows as the answer at once, "" where it comes later."""
        if account.platform == "wecom":
            request = self.stand_in.wecom.text(account.user, words)
            return self.stand_in.wecom.reads(request, self._called(WECOM_PATH, request))
        request = self.stand_in.dingtalk.text(account.user, words)
        self.stand_in.dingtalk.check_answer(self._called(DINGTALK_PATH, request))
        return ""

    def ring(self, jobs: Collection[Job]) -> None:
        """What the alarm clock calls (bot/serving.py)."""
        program, now = self.program, self.clock.now
        if Job.HOUSEKEEPING in jobs:
            zone, platforms = self.settings.zone, tuple(program.platforms)
            program.retry_failed(now)
            tell_of_provisional_years(self.database, zone, platforms, now)
            tell_of_undelivered(self.database, zone, platforms, now)
            warn_of_quotas(self.database, zone, platforms, budgets_of(self.settings), now)
        if Job.PUSHES in jobs:
            program.plan_pushes(now)
        if Job.BULLETINS in jobs:
            program.due_bulletins(now)

    def lines(self) -> list[Line]:
        """What the bot has said since the last call."""
        said = self.stand_in.transcript.said_by_bot()
        self.stand_in.transcript.clear()
        return said

    def use(self, rhythm: Rhythm) -> None:
        with self.database.session() as session:
            set_rhythm(session, rhythm, self.settings.quiet, BY, self.clock.now)

    def rhythm(self) -> Rhythm:
        with self.database.reading() as connection:
            return rhythm_of(connection, self.settings.quiet)

    def _called(self, path: str, request: RawRequest) -> Response:
        reply = self._web.open(
            path,
            method=request.method,
            query_string=dict(request.args),
            headers=list(request.headers.items()),
            data=request.body,
        )
        return Response(reply.status_code, reply.data, reply.headers.get("Content-Type", ""))


def throw_away(folder: Path) -> Database:
    """An empty database that is fast and keeps nothing."""
    database = Database(f"sqlite:///{folder / 'played.db'}")

    @event.listens_for(database.engine, "connect")
    def connect(dbapi: Any, _record: object) -> None:
        dbapi.execute("PRAGMA synchronous=OFF")  # nothing here has to survive a power cut

    return database


def group_of(line: Line) -> str | None:
    """The name of the group in which a line stands; None for one that was said directly."""
    if line.chat is not ChatKind.GROUP:
        return None
    return next(name for name, key in (_EVERYBODY, _SECOND) if line.to in (name, key))


def _office(roster: Roster) -> tuple[Account, ...]:
    rows = [row for row in roster.rows if row.role is RoleName.OFFICE and row.identities]
    return tuple(Account(*next(iter(sorted(row.identities.items()))), row.name) for row in rows)


def _tenants(roster: Roster) -> tuple[WeComTenant, DingTalkTenant]:
    accounts = [
        (platform, user, row.name) for row in roster.rows for platform, user in row.identities.items()
    ]
    wecom = {user for platform, user, _ in accounts if platform == "wecom"}
    dingtalk = {user: name for platform, user, name in accounts if platform == "dingtalk"}
    name, key = _EVERYBODY
    second, conversation = _SECOND
    return (
        WeComTenant(people=wecom, webhooks={key: Group(name, set(wecom))}),
        DingTalkTenant(people=dingtalk, groups={conversation: Group(second, set(dingtalk))}),
    )


class _GivenSettings(Settings):
    """Given here and nowhere else: neither the environment nor a `.env` file is read."""

    @classmethod
    def settings_customise_sources(cls, *_: object, **sources: Any) -> tuple[Any, ...]:
        return (sources["init_settings"],)


_KEPT = ("timezone", "quiet_hours", "bulletin_review", "bulletin_hold_hours")
_QUOTAS = ("dingtalk_monthly_calls", "dingtalk_monthly_messages")


def settings_of(office: Settings, wecom: WeComTenant, dingtalk: DingTalkTenant) -> Settings:
    """The office's own rules with the stand-ins' accounts. Go-live and trial are left out: all is played."""
    kept = {name: getattr(office, name) for name in (*_KEPT, *_QUOTAS)}
    return _GivenSettings.model_validate(
        {
            **kept,
            "wecom_corp_id": wecom.corp_id,
            "wecom_agent_id": wecom.agent_id,
            "wecom_secret": wecom.secret,
            "wecom_token": wecom.token,
            "wecom_aes_key": wecom.aes_key,
            "dingtalk_client_id": dingtalk.client_id,
            "dingtalk_client_secret": dingtalk.client_secret,
            "dingtalk_robot_code": dingtalk.robot_code,
            "dingtalk_corp_id": dingtalk.corp_id,
        }
    )
