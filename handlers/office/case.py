"""An order with all that it is decided from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.desk.bulletin_words import When
from handlers.desk.effects import Ask, Decision, StopAsking
from handlers.desk.view import LedgerView
from handlers.ledger.register import Register
from handlers.office.desk import OfficeDesk
from handlers.office.orders import Order
from handlers.wording import office as words


@dataclass(frozen=True, slots=True)
class Case:
    order: Order
    desk: OfficeDesk
    view: LedgerView
    register: Register
    today: date
    limit: int

    def name(self, unit_id: int) -> str:
        return self.register.units[unit_id].name

    def confirm(self, what: str) -> Decision:
        """Nothing is done yet: the order waits for a word; what is sent, in quiet hours, for when."""
        asked = words.asks_when(what) if self.quiet else words.asks_whether(what)
        return Decision(asked, (Ask((), keep_message=True, confirms=True),))

    @property
    def quiet(self) -> bool:
        """What the order sends would wait for the next allowed hour."""
        return self.order.act.sends and self.desk.goes_at is not None

    @property
    def at_once(self) -> bool:
        return self.order.when is When.NOW

    @property
    def asked_no_more(self) -> tuple[StopAsking, ...]:
        return (StopAsking(),) if self.order.confirmed else ()
