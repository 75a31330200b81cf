"""What happens in the played year: somebody writes, or the office decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.simulation.cast import Account
from bot.simulation.meanings import Meant, MeantPlan
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month


@dataclass(frozen=True, slots=True)
class Message:
    """A text with its meaning: reports and plans that it files, and what it takes back."""

    at: datetime
    account: Account
    text: str
    reports: tuple[Meant, ...] = ()
    plans: tuple[MeantPlan, ...] = ()
    takes_back: tuple[ItemRef, str, Month] | None = None
    takes_back_plan: tuple[ItemRef, str] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An act of the office; `act` carries it out at that moment."""

    at: datetime
    act: Callable[[Session, datetime], object] = field(repr=False)


Event = Message | Decision
SEED = 2023


@dataclass(frozen=True, slots=True)
class Held:
    """Units that leave a month's report to somebody else, and whose items the office leaves alone."""

    units: frozenset[str] = frozenset()
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What is played: a ledger year from its start until a moment. `zone` is that of its working days."""

    year: int
    zone: ZoneInfo
    until: datetime
    seed: int = SEED
    held: Held = Held()
