"""The whole program for a test: stopped clock, both platforms played by stand-ins, no sockets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.stand_in import StandIn
from bot.platforms.simulator.tenants import DingTalkTenant, Group, WeComTenant
from bot.settings import Settings
from bot.wiring import DINGTALK_PATH, WECOM_PATH, assemble
from handlers.ledger.people import RoleName
from storage.exporting import reports_json
from storage.packaged import packaged_roster
from storage.transactions import Database

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2023, 4, 6, 10, 12, tzinfo=SHANGHAI)  # March is due on 10 April
GROUP = "cid-work-group"
STRANGER = "stranger"


@dataclass
class StoppedClock:
    """Stands until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Desk:
    """`says` is a person typing, what it returns is what that person sees."""

    def __init__(self, database: Database) -> None:
        self.clock = StoppedClock()
        people = [
            (platform, account, row.name)
            for row in packaged_roster().rows
            for platform, account in row.identities.items()
        ]
        wecom = WeComTenant(people={account for platform, account, _ in people if platform == "wecom"})
        wecom.people.add(STRANGER)
        names = {account: name for platform, account, name in people if platform == "dingtalk"}
        dingtalk = DingTalkTenant(people=names, groups={GROUP: Group("督查工作群", set(names))})
        self.stand_in = StandIn(self.clock, wecom=wecom, dingtalk=dingtalk)
        self._settings = settings_for(wecom, dingtalk)
        self.database = database
        self.restart()

    def restart(self) -> None:
        """A new process on the same database."""
        session = self.stand_in.session()
        self.program = assemble(self._settings, self.clock, session=session, database=self.database)
        self.web = self.program.app.test_client()

    def account_of(self, role: RoleName) -> str:
        """Somebody's account in that role."""
        rows = (row for row in packaged_roster().rows if row.role is role and row.identities)
        return next(iter(next(rows).identities.values()))

    def says(self, account: str, text: str, *, in_group: bool = False) -> str:
        """A message by WeCom, or by DingTalk for accounts that start with dt-."""
        if account.startswith("dt-"):
            group = GROUP if in_group else ""
            return self.dingtalk(self.stand_in.dingtalk.text(account, text, group=group))
        return self.wecom(self.stand_in.wecom.text(account, text))

    def wecom(self, request: RawRequest) -> str:
        """Deliver a WeCom call; the passive reply as the person sees it."""
        return self.stand_in.wecom.shows(request, self.call(WECOM_PATH, request))

    def dingtalk(self, request: RawRequest) -> str:
        """Deliver a DingTalk call and let the relay run; what appeared in the chat, "" for nothing."""
        before = len(self.stand_in.transcript.said_by_bot())
        self.stand_in.dingtalk.check_answer(self.call(DINGTALK_PATH, request))
        self.relay()
        lines = self.stand_in.transcript.said_by_bot()[before:]
        return lines[-1].text if lines else ""

    def call(self, path: str, request: RawRequest) -> Response:
        """The bare HTTP call."""
        reply = self.web.open(
            path,
            method=request.method,
            query_string=dict(request.args),
            headers=list(request.headers.items()),
            data=request.body,
        )
        return Response(reply.status_code, reply.data, reply.headers.get("Content-Type", ""))

    def relay(self) -> None:
        while self.program.relay.run_once():
            pass

    def reports(self) -> list[dict[str, Any]]:
        with self.database.reading() as connection:
            return reports_json(connection, None, None, SHANGHAI)

    def standing(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The reports that count, by item and month."""
        return {(row["item"], row["month"]): row for row in self.reports() if row["state"] == "filed"}


def settings_for(wecom: WeComTenant, dingtalk: DingTalkTenant) -> Settings:
    return Settings(
        wecom_corp_id=wecom.corp_id,
        wecom_agent_id=wecom.agent_id,
        wecom_secret=SecretStr(wecom.secret),
        wecom_token=SecretStr(wecom.token),
        wecom_aes_key=SecretStr(wecom.aes_key),
        dingtalk_client_id=dingtalk.client_id,
        dingtalk_client_secret=SecretStr(dingtalk.client_secret),
        dingtalk_robot_code=dingtalk.robot_code,
        dingtalk_corp_id=dingtalk.corp_id,
    )
