"""What a standing is drawn from: a frozen snapshot of plans, reports and the office's decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.ledger.items import ItemRef
from handlers.ledger.reports import ReportVersion
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import GoalFigure
from handlers.standings.lights import Light, Thresholds
from handlers.standings.looks import Looks

Place = tuple[ItemRef, int]
"""An item and a unit that answers for it."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """An accepted plan, and the figures read from its goals when it was filed."""

    version: int
    words: PlanWords
    figures: tuple[GoalFigure, ...]


@dataclass(frozen=True, slots=True)
class HandSet:
    """A light that the office has set, with its reason."""

    light: Light
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one ledger year. `reports` hold the counting versions of a place, one a month, oldest first.

    `filed_plans` are places whose plan waits for the office, `returned_plans` whose was sent back, `returned`
    whose report of the judged month was sent back once, `pending` whose report of that month waits for the
    unit's head; `shared` indicators (分摊) by item and position; `applied` places whose unit has applied for
    closing; `by_hand` lights, an item's own under unit None.
    """

    plans: Mapping[Place, Baseline] = field(default_factory=dict)
    filed_plans: frozenset[Place] = frozenset()
    returned_plans: frozenset[Place] = frozenset()
    reports: Mapping[Place, tuple[ReportVersion, ...]] = field(default_factory=dict)
    returned: frozenset[Place] = frozenset()
    pending: frozenset[Place] = frozenset()
    applied: frozenset[Place] = frozenset()
    closed: Mapping[ItemRef, date] = field(default_factory=dict)
    by_hand: Mapping[tuple[ItemRef, int | None], HandSet] = field(default_factory=dict)
    shared: frozenset[tuple[ItemRef, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the office has set of the lights: when they turn, and how they are spoken and painted."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    looks: Looks = field(default_factory=Looks)
