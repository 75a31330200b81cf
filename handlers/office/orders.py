"""An order of the office: what it is, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.desk.bulletin_words import When
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.lights import Light


class Act(StrEnum):
    """By the word that is taught for it; `asks` are those that change nothing, `sends` those that push."""

    MISSING = "未报"
    LIGHTS = "红黄灯"
    OVERVIEW = "台账"
    WAITING = "待办"
    URGE = "催报"
    RETURN = "退回"
    ACCEPT_PLAN = "同意计划"
    ACCEPT_PLANS = "同意全部计划"
    RETURN_PLAN = "退回计划"
    CLOSE = "办结"
    REFUSE = "不同意办结"
    REOPEN = "重新打开"
    WAVE = "放行"
    LIGHT = "设灯"
    LIFT = "取消设灯"
    LEAD = "牵头"
    DRAFT = "起草通报"
    ANNOUNCE = "公告"
    SPOT_CHECK = "抽查"
    SETTINGS = "设置"
    PEOPLE = "名单"
    HEAD_CONFIRMS = "负责人确认"
    JOIN_ACCEPT = "同意绑定"
    JOIN_REFUSE = "不同意绑定"

    @property
    def asks(self) -> bool:
        return self in _ASKS

    @property
    def sends(self) -> bool:
        return self in _SENDS


_ASKS = frozenset({Act.MISSING, Act.LIGHTS, Act.OVERVIEW, Act.WAITING, Act.SETTINGS, Act.PEOPLE})
_SENDS = frozenset({Act.URGE, Act.ANNOUNCE, Act.SPOT_CHECK})


@dataclass(frozen=True, slots=True)
class Order:
    """What was said. What is not said stays empty, and what needs it is asked for.

    `units` are those that are named, `month` the one that is stated, `words` the reason or the text;
    `count` is how many are to be drawn, `light` the one that is asked for or to be set. `confirmed`: it was
    shown what the order does to many, and the office has said yes; in quiet hours it says `when`.
    """

    act: Act
    items: tuple[ItemRef, ...] = ()
    units: tuple[int, ...] = ()
    leader: str = ""
    month: Month | None = None
    words: str = ""
    light: Light | None = None
    count: int = 0
    confirmed: bool = False
    when: When | None = None
    numbers: tuple[int, ...] = ()  # of requests on who reports
