"""What the stand-in knows of an organisation: credentials, people, groups, open reply addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.platforms.simulator.invented import fixed_name
from handlers.messages import ChatKind


@dataclass(slots=True)
class Group:
    title: str
    members: set[str] = field(default_factory=set)


@dataclass(slots=True)
class WeComTenant:
    """All defaults are invented. `people` and `unlicensed` hold user ids.

    `webhooks` are groups by the key of their webhook, `chats` groups that the app has made, by chatid.
    `sees_all`: the app's visible scope is the root department.
    """

    corp_id: str = "wwdemo0000000001"
    agent_id: int = 1000031
    secret: str = field(default_factory=lambda: fixed_name("wecom secret", 43), repr=False)
    token: str = field(default_factory=lambda: fixed_name("wecom token", 32), repr=False)
    aes_key: str = field(default_factory=lambda: fixed_name("wecom aes key", 43), repr=False)
    people: set[str] = field(default_factory=set)
    unlicensed: set[str] = field(default_factory=set)
    webhooks: dict[str, Group] = field(default_factory=dict, repr=False)
    chats: dict[str, Group] = field(default_factory=dict)
    sees_all: bool = True
    phones: dict[str, str] = field(default_factory=dict, repr=False)  # user id by mobile number


@dataclass(frozen=True, slots=True)
class Webhook:
    """The custom robot of a group: its secret, and the conversation in which it speaks."""

    chat: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReplySession:
    """Where a text sent to one `sessionWebhook` appears, and how long."""

    chat: ChatKind
    to: str
    expires_at: datetime


@dataclass(slots=True)
class DingTalkTenant:
    """`people` maps user ids to names; whoever is not in it is a stranger without `senderStaffId`.

    `groups` by conversation id, where the robot is a member of all; `webhooks` by access token.
    """

    corp_id: str = "dingdemo000000001"
    client_id: str = "dingdemoappkey01"
    client_secret: str = field(default_factory=lambda: fixed_name("dingtalk secret", 64), repr=False)
    robot_code: str = "dingdemoappkey01"
    robot_name: str = "督查助手"
    oapi_base: str = "https://oapi.dingtalk.com"
    people: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict, repr=False)
    flow_controlled: set[str] = field(default_factory=set)
    phones: dict[str, str] = field(default_factory=dict, repr=False)  # user id by mobile number
    sessions: dict[str, ReplySession] = field(default_factory=dict, repr=False)
