"""Lights: how one unit stands on one item, judged at the end of a month (domain.md: 红黄绿灯, 序时进度)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.ledger.items import Comparator, IndicatorKind
from handlers.ledger.months import Month
from handlers.standings.goals import Goal
from handlers.standings.matching import Target
from handlers.standings.progress import Reached


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NO_PLAN = "no_plan"  # 待计划: no accepted plan, never green
    UNRATED = "unrated"  # 未评定: nothing can be judged


_WORST_FIRST = (Light.RED, Light.YELLOW, Light.NO_PLAN, Light.UNRATED, Light.GREEN)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least share of what is expected by now that is still green, and yellow. Data of the office."""

    green: float = 0.9
    yellow: float = 0.7

    def __post_init__(self) -> None:
        if not 0 < self.yellow <= self.green <= 1:
            raise ValueError("thresholds: 0 < yellow <= green <= 1")


@dataclass(frozen=True, slots=True)
class Measured:
    """One target: what is reached, what should be by the end of the judged month, and what follows.

    `expected` None: the plan has no figure for it (yet). `light` None: there is nothing to judge it by;
    UNRATED: the plan has a figure and the reports have none, or too old a one. `month` is the judged one.
    """

    target: Target
    reached: Reached | None
    expected: float | None
    light: Light | None
    month: Month | None = None

    @property
    def said_in(self) -> Month | None:
        """The month in which the figure was last said, where the judged month has none of its own."""
        told = self.reached.month if self.reached else None
        return told if told and self.month and told < self.month else None

    @property
    def tells(self) -> bool:
        """Whether there is something to say of it: a figure, or one that is due by now."""
        return self.reached is not None or bool(self.expected)

    @property
    def decides(self) -> bool:
        """Whether a light may rest on it: something is due by now, or a ceiling of none is kept or not."""
        return bool(self.expected) or (self.target.at_most and self.reached is not None)

    @property
    def of_expected(self) -> float | None:
        """What is reached, in parts of what should be by now; None where that makes no sense."""
        if self.reached is None or not self.expected or self.expected < 0 or self.target.at_most:
            return None
        return self.reached.value / self.expected

    @property
    def share(self) -> float | None:
        """Of the year's target, in percent; over 100 is legal. None for rates and without figures."""
        if self.reached is None or not self.target.value or self.target.kind != "amount":
            return None
        return 100 * self.reached.value / self.target.value


def measure(
    targets: Sequence[Target],
    goals: Sequence[Goal],
    found: dict[int, Reached],
    month: Month | None,
    thresholds: Thresholds,
) -> tuple[Measured, ...]:
    """Every target with what was reached of it; those of the item first, as many as it has."""
    wanted = {goal.target: goal.expected(month) for goal in goals} if month else {}
    measured = []
    for index, target in enumerate(targets):
        expected, got = wanted.get(target), found.get(index)
        light = None if expected is None else judge(target, got, expected, thresholds)
        if got and light and month and _is_outdated(target, got, light, month):
            light = Light.UNRATED
        measured.append(Measured(target, got, expected, light, month))
    return tuple(measured)


def _is_outdated(target: Target, got: Reached, light: Light, month: Month) -> bool:
    """Whether an amount was last said so long ago that it tells no more how it stands.

    What an old total proves stays: it does not fall, so that it is on plan where it was enough already, and
    beyond a ceiling that it had broken.
    """
    if target.kind is not IndicatorKind.AMOUNT or got.month >= month.previous:
        return False
    return (light is Light.GREEN) == target.at_most


def summed(own: Measured, parts: Sequence[Measured], thresholds: Thresholds) -> Measured:
    """What all units have reached beside what all of them should have: the parts of the lead alone won't do.

    `own` is the lead's. The sum is as old as its oldest part. Where a unit has figures and no goal for
    them, the sum has nothing to be measured by.
    """
    found = [part.reached for part in parts if part.reached is not None]
    if not found or own.target.kind is not IndicatorKind.AMOUNT:
        return replace(own, reached=found[0] if found else None)
    total = sum(one.value for one in found)
    monthly = any(one.summed for one in found)
    of_all = Reached(total, min(one.month for one in found), monthly, of_units=len(found))
    if any(part.reached is not None and part.expected is None for part in parts):
        return replace(own, reached=of_all, expected=None, light=None)
    expected = sum(part.expected or 0.0 for part in parts)
    return replace(
        own, reached=of_all, expected=expected, light=judge(own.target, of_all, expected, thresholds)
    )


def judge(target: Target, got: Reached | None, expected: float, thresholds: Thresholds) -> Light:
    """The light of one target. What should be zero by now is on plan; what is not reported is never green.

    A standard is in force or it is not: 670元 of 730元 is last year's level, and no 92 %.
    """
    if got is None:
        return Light.UNRATED if expected else Light.GREEN
    if target.at_most:
        done = 1.0 if got.value <= expected else expected / got.value
    else:
        done = got.value / expected if expected > 0 else 1.0
    if target.at_once and target.op is not Comparator.ABOUT and not target.at_most:
        return Light.GREEN if done >= 1 - 1e-9 else Light.RED
    if done >= thresholds.green - 1e-9:
        return Light.GREEN
    return Light.YELLOW if done >= thresholds.yellow - 1e-9 else Light.RED


def stage_light(stage_met: bool | None, month: Month) -> Light:
    """A goal without a number is met or not met, never judged by time passed.

    Not met is yellow while the quarter runs, and red at its end, when the stage itself has been missed.
    """
    if stage_met is None:
        return Light.UNRATED
    if stage_met:
        return Light.GREEN
    return Light.RED if month.month % 3 == 0 else Light.YELLOW


def worst(lights: Iterable[Light]) -> Light:
    """The first of red, yellow, 待计划, 未评定, green that occurs; 未评定 of none at all."""
    there = set(lights)
    return next((light for light in _WORST_FIRST if light in there), Light.UNRATED)
