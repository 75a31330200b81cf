"""What a person said, and the question of the bot that it may answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.desk.bulletin_words import BulletinReply
from handlers.desk.choosing import Doubtful, NoSuchChoice
from handlers.desk.completing import Part
from handlers.desk.confirming import HeadWord
from handlers.desk.counting import PlanCounts
from handlers.desk.effects import Piece, Publishing
from handlers.desk.followups import (
    Details,
    Explanation,
)
from handlers.desk.group_binding import GroupWord
from handlers.desk.lookups import LookUp
from handlers.desk.on_behalf import OnBehalf
from handlers.desk.unchanged import Unchanged
from handlers.desk.words import Word
from handlers.joining.shapes import JoinWord
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportVersion
from handlers.messages import MessageKind
from handlers.reading.shapes import Asked, Entry, Intent, Reading


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits for its item: its text, when it was received, and the items that the bot named.

    With `choices` it waits for one of these (units, months), on the items named.
    """

    text: str
    received_at: datetime
    candidates: tuple[ItemRef, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the bot last asked a person: the items it named, or the message that waits for its item.

    `points` are items on which it asked whether what was reported is right, `plans` those of whose plans it
    asked what the goals count, `withdrawals` reports of which it asked whether they are to be withdrawn,
    `publishing` the bulletin of which it asked: now or in the morning. `order` is the text of an order of the
    office that waits for 确认.
    `choices` are what the numbers 1, 2 … of the question stand for. `parts` were left out of reports and
    asked about, beside the open question.
    """

    asked: Asked | None = None
    pending: Pending | None = None
    points: tuple[ItemRef, ...] = ()
    plans: tuple[ItemRef, ...] = ()
    withdrawals: tuple[tuple[ItemRef, Month], ...] = ()
    publishing: Publishing | None = None
    order: str | None = None
    evidence: tuple[ItemRef, ...] = ()  # to which of these a picture belongs
    joining: bool = False  # a stranger's application waits for what is missing
    choices: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said: the words, what they were read as, and whether they ask for 详情.

    `answers` is set when the message only named an item, and so placed the one that was waiting for it;
    `waiting` is the one that still waits. `explains`: it may be a word on what looked odd in reports on the
    items `explained`, else it is what it was read as. `bulletin` and `switch` are words of the office
    (`asked_hour`: while the question when a bulletin is to go out was open),
    `only_office` is what somebody else wanted in these;
    `declines`: nothing is to be withdrawn after all; `lets_go`: it was asked whether, and this is no answer.
    `platform` is where a person wants to be pushed, `group` what a group chat is for, `joins` who reports.
    `unchanged`: nothing has changed on what is owed and not named. `unsure`: a number that is no clear
    choice. `parts` were left out and asked about before; the message `fills` some of them. `look` is what is
    to be shown.
    """

    text: str
    reading: Reading
    kind: MessageKind = MessageKind.TEXT
    details: Details | None = None
    answers: bool = False
    waiting: Pending | None = None
    explains: Explanation | None = None
    bulletin: BulletinReply | None = None
    asked_hour: bool = False
    word: Word | None = None
    switch: bool | None = None
    only_office: str = ""
    platform: str | None = None
    group: GroupWord | None = None
    joins: JoinWord | None = None
    head: HeadWord | None = None  # what the head of a unit says to its reports
    pieces: tuple[Piece, ...] = ()  # pictures, files and links that came along
    evidence: tuple[ItemRef, ...] = ()  # where what was sent before is to go
    asked_where: tuple[ItemRef, ...] = ()  # it was asked to which of these a picture belongs
    busy: bool = False  # another question is open
    explained: tuple[ItemRef, ...] = ()
    plan_counts: PlanCounts | None = None
    declines: bool = False
    lets_go: bool = False
    for_unit: OnBehalf | None = None  # the office has entered it for a unit
    unchanged: Unchanged | None = None
    unsure: Doubtful | NoSuchChoice | None = None
    parts: tuple[Part, ...] = ()
    fills: bool = False
    look: LookUp | None = None

    @property
    def looks_back(self) -> bool:
        """Whether it is about what the sender wrote last: 详情, or 撤回 without an item."""
        vague = self.reading.intent in (Intent.WITHDRAW, Intent.AMEND) and not self.reading.entries
        return self.details is not None or vague

    @property
    def corrects_last(self) -> bool:
        """应该是6处: a bare figure that is right, and no item; it may be about what was reported last."""
        entries = self.reading.entries
        bare = len(entries) == 1 and entries[0].item is None and entries[0].progress is None
        told = bare and bool(entries[0].quantities or entries[0].percent is not None)
        return told and self.reading.intent is Intent.UNCLEAR and self.waiting is None

    def about_last(self, written: Sequence[ReportVersion]) -> Said:
        """As a correction of the one report among those that has a figure of the kind; else as it is."""
        (entry,) = self.reading.entries
        fitting = [version for version in written if version.counts and _has_such(version, entry)]
        if len(fitting) != 1:
            return self
        key = fitting[0].key
        corrected = replace(entry, item=key.item, month=key.month)
        return replace(self, reading=Reading(Intent.AMEND, (corrected,), month=key.month))


def _has_such(version: ReportVersion, entry: Entry) -> bool:
    units = {quantity.unit for quantity in version.content.quantities}
    shares = entry.percent is None or version.content.percent is not None
    return shares and all(quantity.unit in units for quantity in entry.quantities)
