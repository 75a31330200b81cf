"""The draw of a spot check (抽查): random, weighted by risk, and the same again from the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.lights import Light


@dataclass(frozen=True, slots=True)
class Lot:
    """A report that may be drawn, and what speaks for looking at it.

    `finished`: it says that all is done; `points`: what looked odd in it; `late`: it came after its deadline;
    `checked`: so often the item was checked this year.
    """

    item: ItemRef
    unit_id: int
    month: Month
    light: Light = Light.UNRATED
    finished: bool = False
    figures: bool = True
    points: int = 0
    late: bool = False
    checked: int = 0

    @property
    def weight(self) -> float:
        """1 for a report like any other. What claims much, shows little or looked odd weighs more; what has
        been checked already less.
        """
        risk = 1.0
        risk += 3 * self.finished  # 已全部完成 costs most where it is not so
        risk += {Light.RED: 2, Light.YELLOW: 1}.get(self.light, 0)
        risk += min(self.points, 3)
        risk += 1 * (not self.figures)  # words without a number
        risk += 0.5 * self.late
        return risk / (1 + 2 * self.checked)


def draw(lots: Sequence[Lot], count: int, seed: str) -> tuple[Lot, ...]:
    """So many lots, never two of one item and unit, in the order in which they came out.

    Weighted sampling without replacement (Efraimidis and Spirakis 2006): each lot gets u^(1/weight) with u
    uniform in (0, 1), and the largest come out. The order of `lots` does not matter.
    """
    dice = random.Random(seed)  # noqa: S311 - to be repeated, not to be kept secret
    ordered = sorted(lots, key=lambda lot: (lot.item.sort_key, lot.unit_id, lot.month))
    drawn = sorted(ordered, key=lambda lot: -(dice.random() ** (1 / lot.weight)))
    return tuple(drawn[:count])
