"""A plan whose totals fall from one quarter to the next: are they what each quarter adds?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from handlers.checking.comparing import targets_for
from handlers.ledger.items import Indicator
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import goal_figures
from handlers.standings.goals import WHOLE_ITEM, Goal, read_goals
from handlers.standings.matching import Target
from handlers.wording.plans import FIELDS
from handlers.wording.standings import amount

_MAY_FALL = re.compile(r"[降减压剩余]|在建|在办|未|待|库存|存量|隐患|投诉")


def falling(words: PlanWords, indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """What is said of each goal that falls, as far as it is read as a total since January."""
    figures = [one for one in goal_figures(words) if not _MAY_FALL.search(one.figure.words)]
    targets = targets_for(tuple(indicators))
    goals = [goal for goal in read_goals(figures, targets) if _should_grow(goal.target, targets)]
    return tuple(said for goal in goals if (said := _fall(goal)))


def _should_grow(target: Target, targets: Sequence[Target]) -> bool:
    """A bare share (5%) beside a target in percent may be that one's level."""
    if target is WHOLE_ITEM and any(other.unit == "%" for other in targets):
        return False
    return target.grows and not _MAY_FALL.search(target.metric)


def _fall(goal: Goal) -> str:
    told = [(quarter, value) for quarter, value in enumerate(goal.by_quarter, 1) if value is not None]
    for (before, more), (after, less) in pairwise(told):
        if less < more:
            less_said, more_said = amount(less, goal.target), amount(more, goal.target)
            return f"{_quarter(after)}{less_said}少于{_quarter(before)}{more_said}"
    return ""


def _quarter(number: int) -> str:
    return FIELDS[f"q{number}"]
