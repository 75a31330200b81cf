"""The fields of a report as a message tells them."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.ledger.months import Month
from handlers.reading.figures import Figures

JOINT = "；"  # between what several places of a message say of one item


@dataclass(slots=True)
class Said:
    """The fields as they were written, and what was worked out from them.

    `unfilled`: a form that came back with a mere … for what was done; all else in it is the form's own.
    """

    progress: str | None = None
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage_met: bool | None = None
    finished: bool = False
    month: Month | None = None
    unfilled: bool = False
    figures: Figures = field(default_factory=Figures)

    def fill_from(self, other: Said) -> None:
        """Take over from another what is still open here."""
        if self.progress is None:
            self.progress, self.figures, self.finished = other.progress, other.figures, other.finished
        self.problem = other.problem if self.problem is None else self.problem
        self.cause = self.cause or other.cause
        self.next_step = self.next_step or other.next_step
        self.stage_met = other.stage_met if self.stage_met is None else self.stage_met
        self.month = self.month or other.month

    def add(self, later: Said) -> None:
        """Take in what the message says of the item once more: words are joined, the later answer holds.

        The figures of both stay, but for words that are merely repeated. A share below the whole takes an
        earlier "finished" back.
        """
        repeated = later.progress is not None and later.progress in (self.progress or "").split(JOINT)
        percent = later.figures.percent
        self.finished = later.finished or (self.finished and (percent is None or percent >= 100))
        self.figures = Figures(
            self.figures.quantities if repeated else self.figures.quantities + later.figures.quantities,
            self.figures.percent if percent is None else percent,
        )
        self.progress = joined(self.progress, later.progress)
        self.problem = joined(self.problem, later.problem)
        self.cause = joined(self.cause, later.cause)
        self.next_step = joined(self.next_step, later.next_step)
        self.stage_met = self.stage_met if later.stage_met is None else later.stage_met
        self.month = self.month or later.month

    def achieved(self) -> Said:
        """Only what was achieved, as 数据同任务69 copies it."""
        return Said(progress=self.progress, figures=self.figures, finished=self.finished, month=self.month)

    @property
    def empty(self) -> bool:
        others = (self.problem, self.cause, self.next_step, self.stage_met)
        return self.progress is None and (self.unfilled or all(one is None for one in others))


def joined(first: str | None, second: str | None) -> str | None:
    """Both, once each; 无 ("") gives way to words."""
    if not first or not second:
        return first or second or (second if first is None else first)
    return first if second in first.split(JOINT) else f"{first}{JOINT}{second}"
