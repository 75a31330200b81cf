"""One office on both platforms, without sockets: the real adapters against the stand-in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.platforms.dingtalk.robot import DingTalkRobot
from bot.platforms.port import Delivery, GoneError, Platform, RawRequest, Receipt, Response
from bot.platforms.simulator.stand_in import StandIn
from bot.platforms.simulator.tenants import DingTalkTenant, Group, Webhook, WeComTenant
from bot.platforms.wecom.app import WeComApp
from handlers.messages import InboundMessage

VECTORS = Path(__file__).parent / "vectors"
GROUP = "cidgroup01=="
WECOM_KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK_TOKEN = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
SECRET = "SEC0123456789abcdef"


def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / f"{name}_vectors.json").read_text(encoding="utf-8"))
    return found


def send(platform: Platform, delivery: Delivery, now: datetime) -> Receipt:
    """By the first way that is not dead, as the relay does."""
    ways = platform.ways(delivery, now)
    for way in ways[:-1]:
        try:
            return way.send(delivery, now)
        except GoneError:
            continue
    return ways[-1].send(delivery, now)


@dataclass
class StoppedClock:
    now: datetime = datetime(2023, 4, 3, 1, 17, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class Scene:
    clock: StoppedClock = field(default_factory=StoppedClock)

    def __post_init__(self) -> None:
        people = {"zhang": "张伟", "li.na": "李娜"}
        self.stand_in = StandIn(
            self.clock,
            wecom=WeComTenant(
                people=set(people),
                webhooks={WECOM_KEY: Group("督查通知群", set(people))},
                chats={"chat01": Group("督查专班", set(people))},
            ),
            dingtalk=DingTalkTenant(
                people=people,
                groups={GROUP: Group("督查工作群", set(people))},
                webhooks={DINGTALK_TOKEN: Webhook(GROUP, SECRET), "token-unsigned": Webhook(GROUP)},
            ),
        )
        session = self.stand_in.session()
        wecom, dingtalk = self.stand_in.wecom.tenant, self.stand_in.dingtalk.tenant
        self.wecom = WeComApp(
            corp_id=wecom.corp_id,
            agent_id=wecom.agent_id,
            secret=wecom.secret,
            token=wecom.token,
            aes_key=wecom.aes_key,
            session=session,
        )
        self.dingtalk = DingTalkRobot(
            client_id=dingtalk.client_id,
            client_secret=dingtalk.client_secret,
            robot_code=dingtalk.robot_code,
            corp_id=dingtalk.corp_id,
            session=session,
        )

    def taken_by_wecom(self, request: RawRequest) -> InboundMessage:
        return _message(self.wecom.receive(request, self.clock.now))

    def taken_by_dingtalk(self, request: RawRequest) -> InboundMessage:
        return _message(self.dingtalk.receive(request, self.clock.now))

    def dingtalk_body(self, **changes: Any) -> dict[str, Any]:
        """A direct text, with fields changed, or left out where the change is None."""
        body = self.stand_in.dingtalk.payload("zhang")
        body |= {"msgtype": "text", "text": {"content": "任务45 完成8个"}} | changes
        return {name: value for name, value in body.items() if value is not None}

    def takes(self, **changes: Any) -> InboundMessage:
        request = self.stand_in.dingtalk.signed(self.dingtalk_body(**changes), self.clock.now)
        return self.taken_by_dingtalk(request)


def _message(outcome: InboundMessage | Response) -> InboundMessage:
    assert isinstance(outcome, InboundMessage)
    return outcome
