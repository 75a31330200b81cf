"""An outbox, the real adapters, their stand-ins and relays, without sockets and without a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from bot.platforms.port import Platform
from bot.platforms.simulator.transcript import Line
from bot.relay import Relay
from storage.outbox import Push, put_push
from storage.quotas import Budget
from storage.rows import GroupRow
from storage.states import Channel
from storage.transactions import Database
from tests.bot.calls import outbox_rows
from tests.bot.platforms.scene import Scene

_keys = count(1)


class Yard:
    def __init__(self, database: Database, budgets: Mapping[str, Budget] | None = None) -> None:
        self.database = database
        self.scene = Scene()
        self.clock = self.scene.clock
        self.faults = self.scene.stand_in.faults
        self.platforms: dict[str, Platform] = {"wecom": self.scene.wecom, "dingtalk": self.scene.dingtalk}
        self.budgets = budgets or {}
        self.relay = self.another_relay()

    def another_relay(self) -> Relay:
        return Relay(self.database, self.platforms, self.clock, budgets=self.budgets)

    def group(self, platform: str, way: str, address: str, secret: str | None = None) -> str:
        """A group chat of the list; what a letter's receiver is for it."""
        values = {"name": f"群{next(_keys)}", "purpose": "office", "unit_id": None, "platform": platform}
        row = insert(GroupRow).values(**values, way=way, address=address, secret=secret)
        number = self.database.write(
            lambda connection: connection.execute(row.returning(GroupRow.id)).scalar_one()
        )
        return str(number)

    def puts(self, platform: str, to: str, text: str, kind: str = "notice", **more: Any) -> None:
        push = Push(f"key {next(_keys)}", kind, platform, to, text, **more)
        self.database.write(lambda connection: put_push(connection, push, self.clock.now))

    def puts_in_group(self, platform: str, to: str, text: str, **more: Any) -> None:
        self.puts(platform, to, text, channel=Channel.GROUP, **more)

    def runs(self) -> list[Line]:
        """Rounds until nothing is due; what appeared in them."""
        before = len(self.scene.stand_in.transcript.said_by_bot())
        while self.relay.run_once():
            pass
        return self.scene.stand_in.transcript.said_by_bot()[before:]

    def runs_for(self, seconds: float, step: float = 1.0) -> list[Line]:
        """As time goes by; what appeared meanwhile."""
        before = len(self.scene.stand_in.transcript.said_by_bot())
        end = self.clock.now + timedelta(seconds=seconds)
        while self.clock.now < end:
            self.runs()
            self.clock.pass_by(seconds=step)
        self.runs()
        return self.scene.stand_in.transcript.said_by_bot()[before:]

    def rows(self) -> list[Any]:
        return outbox_rows(self.database)

    def states(self) -> list[str]:
        return [row["state"].value for row in self.rows()]
