"""What a message was understood to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from handlers.duties.deadlines import report_deadline
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month

_ANNOUNCED = Calendar()


class Intent(StrEnum):
    REPORT = "report"
    PLAN = "plan"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    QUERY = "query"
    HELP = "help"
    BIND = "bind"
    COMMAND = "command"
    CHITCHAT = "chitchat"
    UNCLEAR = "unclear"


class CommandName(StrEnum):
    URGE = "催报"
    RETURN = "退回"
    BULLETIN = "通报"
    PREVIEW = "预览"
    PUBLISH = "发布"
    SPOT_CHECK = "抽查"
    CLOSE = "办结"
    LIGHTS = "红黄灯"
    EXPORT = "导出台账"


class Role(StrEnum):
    """How a sender stands to the ledger. A stranger reads like a contact without a unit."""

    CONTACT = "contact"
    OFFICE = "office"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An achieved figure: numerals and 万 worked out (4.6万人 is 46000 人), money as written (1.9亿元)."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Annex 3 in the reporter's words: the goals of the four quarters and who answers for them."""

    q1: str | None = None
    q2: str | None = None
    q3: str | None = None
    q4: str | None = None
    principal: str | None = None
    deputy: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a message says about one item; `item` is None where it can't be told.

    `problem` is "" when it is said that there is none, None when nothing is said.
    `percent` is the share of the item that is done, in percent (over 100 is legal).
    """

    item: ItemRef | None
    progress: str | None = None
    percent: float | None = None
    quantities: tuple[Quantity, ...] = ()
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage_met: bool | None = None
    finished: bool = False
    month: Month | None = None
    plan: PlanWords | None = None


class Doubt(StrEnum):
    """Why a reading is unclear: what the answer has to ask."""

    NO_ITEM = "no_item"  # nothing tells which item
    SEVERAL_ITEMS = "several_items"  # `candidates` all fit
    NO_SUCH_ITEM = "no_such_item"  # the number does not exist (in `candidates`, as it was read)
    NOT_MATCHING = "not_matching"  # the number contradicts the content
    SEVERAL_IN_ONE = "several_in_one"  # it names several items: which words are whose?
    NO_CONTENT = "no_content"  # an item, but nothing said about it
    UNFILLED = "unfilled"  # the form came back as it was sent, with its …
    NO_QUARTERS = "no_quarters"  # a plan that tells no quarter
    NOT_AN_ORDER = "not_an_order"  # someone tries to give orders through the text


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole message. `candidates` are the items that fit where `doubt` says so.

    `others` are items of other units that are named beside the sender's own; nothing is read about them.
    `about_plan`: what is withdrawn (撤销任务36的计划) or asked for is the plan, not a report.
    `unfilled` are items whose form came back with its … beside others that were filled.
    """

    intent: Intent
    entries: tuple[Entry, ...] = ()
    command: CommandName | None = None
    month: Month | None = None
    doubt: Doubt | None = None
    candidates: tuple[ItemRef, ...] = ()
    others: tuple[ItemRef, ...] = ()
    unfilled: tuple[ItemRef, ...] = ()
    about_plan: bool = False

    def to_json(self) -> dict[str, Any]:
        """The shape of the labelled corpus: intent, command, entries, month."""
        return {
            "intent": self.intent.value,
            "command": self.command.value if self.command else None,
            "entries": [_entry_json(entry) for entry in self.entries],
            "month": str(self.month) if self.month else None,
        }


def _entry_json(entry: Entry) -> dict[str, Any]:
    item = str(entry.item) if entry.item else None
    if entry.plan is not None:
        return {"item": item, "plan": {key: getattr(entry.plan, key) for key in PlanWords.__slots__}}
    return {
        "item": item,
        "progress": entry.progress,
        "percent": entry.percent,
        "quantities": [{"value": quantity.value, "unit": quantity.unit} for quantity in entry.quantities],
        "problem": entry.problem,
        "cause": entry.cause,
        "next_step": entry.next_step,
        "stage_met": entry.stage_met,
        "finished": entry.finished,
        "month": str(entry.month) if entry.month else None,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """The items that the bot last asked this person about, in the order shown."""

    items: tuple[ItemRef, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The month in which a message was written, and the day by which the report of the month before is due."""

    month: Month
    due_day: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known about the sender before reading.

    `mine` are the items of the sender's units (empty for office, leaders and strangers),
    `received_at` is an aware time, `quote` the text of a quoted message, `calendar` tells when reports are due.
    """

    received_at: datetime
    role: Role = Role.CONTACT
    unit: str | None = None
    mine: tuple[ItemRef, ...] = ()
    asked: Asked | None = None
    quote: str | None = None
    in_group: bool = False
    robot_names: tuple[str, ...] = ("督查助手",)
    calendar: Calendar = _ANNOUNCED

    @property
    def written(self) -> Written:
        month = Month.of(self.received_at.date())
        due = report_deadline(month.previous, self.calendar)
        return Written(month, max(due.on, due.nominal).day)
