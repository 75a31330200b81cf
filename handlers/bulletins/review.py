"""How a drafted bulletin is looked over before it goes out. Data of the office."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from handlers.bulletins.bulletin import Letterhead


class Review(StrEnum):
    AUTO = "auto"  # published after a while, unless held; then without naming laggards
    MANUAL = "manual"  # waits for a person
    OFF = "off"  # at once, facts only


class Series(StrEnum):
    ONE = "one"  # one series a year for all kinds
    BY_KIND = "by_kind"


class BulletinState(StrEnum):
    """A draft waits for review; held, until somebody publishes it. What is published never changes."""

    DRAFT = "draft"
    HELD = "held"
    PUBLISHED = "published"
    CORRECTED = "corrected"  # published, and a later one corrects it
    REPLACED = "replaced"  # never published: a newer draft took its place

    @property
    def is_open(self) -> bool:
        return self in {BulletinState.DRAFT, BulletinState.HELD}

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    BulletinState.DRAFT: "待发布",
    BulletinState.HELD: "已暂缓",
    BulletinState.PUBLISHED: "已发布",
    BulletinState.CORRECTED: "已更正",
    BulletinState.REPLACED: "已作废",
}


@dataclass(frozen=True, slots=True)
class BulletinRules:
    """`hold_hours` are hours of working time in which the office may hold a draft under `auto`."""

    review: Review = Review.AUTO
    hold_hours: float = 4
    series: Series = Series.ONE
    letterhead: Letterhead = field(default_factory=Letterhead)
