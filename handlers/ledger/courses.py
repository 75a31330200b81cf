"""What decisions in the middle of the year have made of an item: who answered for it from when to when, who
led it, and whether it was in the ledger. Most items have no course: they stay as the notice has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ItemChange(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Tenure:
    """A unit on an item from a day until another; None where it began or ends with the year.

    `until_on` is the day of the move: by its evening the successor stands there, while what falls due on that
    very day is still the former unit's.
    """

    unit_id: int
    written: str
    marked: bool = False
    lead: bool = False
    from_on: date | None = None
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the unit stands on the item in the evening of a day."""
        begun = self.from_on is None or self.from_on <= day
        return begun and (self.until_on is None or day < self.until_on)

    def owes(self, deadline: date) -> bool:
        """Whether what falls due on a day is this unit's: the first after the move is the successor's."""
        begun = self.from_on is None or deadline > self.from_on
        return begun and (self.until_on is None or deadline <= self.until_on)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a leader's post, from a day on."""

    name: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Course:
    """`tenures` in the order of the item's units, empty where no unit has changed; `posts` the holders of
    each post, oldest first, empty where no leader has; `life` what was decided on the item itself.
    """

    tenures: tuple[Tenure, ...] = ()
    posts: tuple[tuple[Holder, ...], ...] = ()
    life: tuple[tuple[date, ItemChange], ...] = ()

    @property
    def added_on(self) -> date | None:
        """Since when the item is in the ledger, where it does not come from the notice."""
        return next((day for day, change in self.life if change is ItemChange.ADDED), None)

    def is_there(self, day: date) -> bool:
        """Whether the item belongs to the ledger in the evening of a day."""
        by_then = [change for on, change in self.life if on <= day]
        return by_then[-1] is not ItemChange.DROPPED if by_then else self.added_on is None

    def dropped_on(self, day: date) -> date | None:
        """Since when the item is dropped, if it is on that day."""
        by_then = [(on, change) for on, change in self.life if on <= day]
        return by_then[-1][0] if by_then and by_then[-1][1] is ItemChange.DROPPED else None

    def holding(self, day: date) -> tuple[Tenure, ...]:
        return tuple(tenure for tenure in self.tenures if tenure.holds_on(day))

    def leaders(self, day: date) -> tuple[str, ...]:
        """Who holds each post on a day; before the first holder, the first."""
        return tuple(dict.fromkeys(_holder(holders, day).name for holders in self.posts))


def _holder(holders: tuple[Holder, ...], day: date) -> Holder:
    by_then = [holder for holder in holders if holder.from_on <= day]
    return by_then[-1] if by_then else holders[0]


def successors(tenures: Iterable[Tenure], unit_ids: Iterable[int], day: date) -> Iterator[tuple[date, str]]:
    """When one of these units handed the item over and to whom, if by a day none of them is on it."""
    every, mine = tuple(tenures), set(unit_ids)
    if any(one.unit_id in mine and one.holds_on(day) for one in every):
        return
    for one in every:
        if one.unit_id in mine and one.until_on is not None and one.until_on <= day:
            yield one.until_on, "、".join(new.written for new in every if new.from_on == one.until_on)


def predecessor(tenures: Iterable[Tenure], unit_id: int) -> int | None:
    """Who left on the day on which a unit took over; None where it did not, or only came back."""
    every = tuple(tenures)
    mine = [one for one in every if one.unit_id == unit_id]
    day = min((one.from_on for one in mine if one.from_on), default=None)
    if day is None or any(one.until_on is not None and one.until_on < day for one in mine):
        return None
    stayed = {one.unit_id for one in every if one.from_on == day}
    return next((one.unit_id for one in every if one.until_on == day and one.unit_id not in stayed), None)
