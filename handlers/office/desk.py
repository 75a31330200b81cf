"""What an order is decided from; storage loads just what the order needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty
from handlers.joining.shapes import Request
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.office.drawing_lots import Lot
from handlers.standings.concerns import Notable
from handlers.standings.picture import Standing


@dataclass(frozen=True, slots=True)
class MonthsReports:
    """How the reports of a month have come in: what was due of whom, and what of it is missing."""

    month: Month
    deadline: Deadline
    due: tuple[Duty, ...]
    missing: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Urgeable:
    """Somebody who owes, with what; `today`: has been reminded today already."""

    person_id: int
    name: str
    duties: tuple[Duty, ...]
    today: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the office: by kind, what it is about."""

    plans: tuple[tuple[ItemRef, str], ...] = ()
    changes: tuple[tuple[ItemRef, str], ...] = ()
    closings: tuple[tuple[ItemRef, str], ...] = ()
    points: tuple[tuple[ItemRef, str], ...] = ()
    bulletins: tuple[tuple[int, str], ...] = ()
    leads: tuple[ItemRef, ...] = ()
    undelivered: int = 0
    requests: tuple[Request, ...] = ()
    headless: tuple[str, ...] = ()  # units whose reports wait for a head, and have none who can be reached


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """A report with what is asked about it."""

    item: ItemRef
    unit_id: int
    month: Month
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """`contacts` are the names of those who are asked for a unit; `reached` False: nobody can be pushed."""

    reports: MonthsReports | None = None
    standing: Standing | None = None
    notables: tuple[Notable, ...] | None = None  # where a leader asks for the items of the post
    urgeable: tuple[Urgeable, ...] = ()
    unreached: tuple[int, ...] = ()
    goes_at: datetime | None = None  # when what is ordered now goes out, where that is not at once
    waiting: Waiting = field(default_factory=Waiting)
    points: tuple[OpenPoints, ...] = ()
    contacts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # by number: name, purpose
    lots: tuple[Lot, ...] = ()
    settings: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()  # of the unit that is named, who can be reached
    pending: int = 0  # so many of its reports wait for them
    requests: tuple[Request, ...] = ()  # on who reports
    trial: bool = False
    leads: bool = False  # a leader asks, who urges nobody
