"""How contacts are: when they report, how they word it, and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Style(StrEnum):
    """The wording of a report; examples stand in texts.py."""

    FORM = "form"
    LINES = "lines"
    BRACKETS = "brackets"
    WORDY = "wordy"
    TERSE = "terse"


@dataclass(frozen=True, slots=True)
class Temper:
    """A contact's ways. `days`: between which working days of a month it reports; the fifth is the deadline.

    `silent`, `slips`, `repeats`, `withdraws`: how often a month is left out, a figure is wrong and corrected
    later, the same message comes twice, a report is taken back. `brief`: leaves out what is not asked twice.
    """

    name: str
    weight: int
    days: tuple[int, int]
    styles: tuple[Style, ...]
    brief: bool = False
    silent: float = 0.0
    slips: float = 0.0
    repeats: float = 0.0
    withdraws: float = 0.0

    @property
    def plans_late(self) -> bool:
        return self.silent > 0 or self.days[1] > 5

    @property
    def changes_its_mind(self) -> bool:
        """Corrects or takes back what it has sent; or leaves a month out."""
        return self.slips > 0 or self.withdraws > 0 or self.silent > 0 or self.days[1] > 5


TEMPERS = (
    Temper("punctual", 30, (1, 2), (Style.FORM, Style.LINES, Style.BRACKETS)),
    Temper("terse", 14, (1, 4), (Style.TERSE,), brief=True),
    Temper("wordy", 14, (1, 4), (Style.WORDY,)),
    Temper("late", 10, (4, 9), (Style.FORM, Style.TERSE)),
    Temper("silent", 8, (2, 5), (Style.TERSE, Style.FORM), brief=True, silent=0.35),
    Temper("careless", 12, (1, 4), (Style.FORM, Style.TERSE), slips=0.6, withdraws=0.25),
    Temper("twice", 12, (1, 3), (Style.LINES, Style.WORDY), repeats=0.5),
)


def draw_temper(chance: Random) -> Temper:
    (temper,) = chance.choices(TEMPERS, [one.weight for one in TEMPERS])
    return temper
