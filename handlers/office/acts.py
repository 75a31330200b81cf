"""What an order of the office changes. Storage carries it out with the functions of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.bulletins.bulletin import BulletinKind
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.lights import Light


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """The version of a unit's report goes back, to be mended in two working days."""

    item: ItemRef
    unit: str
    month: Month
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class WavePoints:
    """What looked odd in a unit's report may pass."""

    item: ItemRef
    unit: str
    month: Month
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DecidePlan:
    """The waiting version becomes the baseline, or goes back with a `reason`."""

    year: int
    item: ItemRef
    unit: str
    version: int
    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AcceptPlans:
    """Every plan that waits for the first time; requested changes are decided one by one."""

    year: int


@dataclass(frozen=True, slots=True)
class TakeStep:
    """An item is closed, its closing refused, or it is opened again."""

    year: int
    item: ItemRef
    step: ClosingStep
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SetLight:
    """A light by hand, for an item or one unit on it; None lifts it."""

    year: int
    item: ItemRef
    unit: str | None
    light: Light | None
    reason: str = ""
    replace: bool = False  # also what somebody else has set


@dataclass(frozen=True, slots=True)
class SettleLead:
    """`replace`: also where somebody else has settled it otherwise."""

    year: int
    item: ItemRef
    unit: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class DraftBulletin:
    """A bulletin that the office wants beside the timed ones; its preview follows."""

    kind: BulletinKind
    month: Month
    items: tuple[ItemRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Urge:
    """These persons are reminded of what they owe, each once a day. `about` is what the office named."""

    people: tuple[int, ...]
    about: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class CheckReports:
    """These reports are spot checked: item, unit, month; `seed` is what the draw can be repeated with."""

    year: int
    reports: tuple[tuple[ItemRef, int, Month], ...]
    words: str
    due_on: date
    seed: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Announce:
    """A text of the office goes to these group chats (by our number)."""

    groups: tuple[int, ...]
    text: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class DecideRequest:
    """A request on who reports (by its number) is agreed to, or refused with a `reason`."""

    number: int
    agreed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SwitchHead:
    """Whether a unit's reports wait for its head."""

    unit: str
    on: bool


OfficeAct = (
    ReturnReport
    | WavePoints
    | DecidePlan
    | AcceptPlans
    | TakeStep
    | SetLight
    | SettleLead
    | DraftBulletin
    | Urge
    | CheckReports
    | Announce
    | DecideRequest
    | SwitchHead
)
