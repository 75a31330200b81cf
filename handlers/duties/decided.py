"""What the office has decided about something that a unit handed in, as its contacts are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month


class DecidedKind(StrEnum):
    """In the order in which they are told: what asks for something first."""

    REPORT_RETURNED = "report_returned"
    PLAN_RETURNED = "plan_returned"
    CHANGE_REFUSED = "change_refused"
    CLOSING_REFUSED = "closing_refused"
    REOPENED = "reopened"
    CHANGE_ACCEPTED = "change_accepted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. `month` is that of a report; `on` the day, from which a time to mend it counts."""

    kind: DecidedKind
    item: ItemRef
    unit_id: int
    on: date
    reason: str | None = None
    month: Month | None = None

    @property
    def is_returned(self) -> bool:
        return self.kind in {DecidedKind.REPORT_RETURNED, DecidedKind.PLAN_RETURNED}
