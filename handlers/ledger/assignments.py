"""Assignments (交办): leaders' instructions (批示) and spot checks (抽查), tracked until answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month


class AssignmentKind(StrEnum):
    INSTRUCTION = "instruction"  # 批示
    SPOT_CHECK = "spot_check"  # 抽查

    @property
    def spoken(self) -> str:
        return "批示" if self is AssignmentKind.INSTRUCTION else "抽查"


class Result(StrEnum):
    """How the office has settled one. A spot check finds a report true or not; an instruction is done."""

    DONE = "done"
    TRUE = "true"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit has to say to it; `words` None: nothing yet."""

    unit_id: int
    words: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """`number` is what people call it by (批示5). `item` None: for the office alone, and `answers` is empty.

    `month` is that of the report that is checked, `seed` what the draw can be repeated with.
    """

    number: int
    kind: AssignmentKind
    item: ItemRef | None
    words: str
    given_by: str
    given_on: date
    due_on: date
    answers: tuple[Answer, ...] = ()
    month: Month | None = None
    seed: str | None = None
    result: Result | None = None
    result_words: str | None = None
    leader_id: int | None = None

    @property
    def name(self) -> str:
        return f"{self.kind.spoken}{self.number}"

    @property
    def is_open(self) -> bool:
        return self.result is None

    @property
    def waits_for(self) -> tuple[int, ...]:
        """The units that have not answered, while it is open."""
        return tuple(one.unit_id for one in self.answers if one.words is None) if self.is_open else ()
