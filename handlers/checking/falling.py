"""A plan whose totals fall from one quarter to the next, or end below the target: are they what each adds?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import isclose

from handlers.checking.comparing import targets_for
from handlers.ledger.items import Indicator
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import goal_figures
from handlers.standings.goals import WHOLE_ITEM, Goal, read_goals
from handlers.standings.matching import Target
from handlers.wording.plans import FIELDS
from handlers.wording.standings import amount

_NEARLY_ALL = 0.99  # people round
_MAY_FALL = re.compile(r"[降减压剩余]|在建|在办|未|待|库存|存量|隐患|投诉")


def falling(words: PlanWords, indicators: Sequence[Indicator], *, for_all: bool = False) -> tuple[str, ...]:
    """What is said of each goal that may be what its quarters add, though it is read as a total.

    It falls, or its figures add up to the target. Where the unit plans `for_all` of the item, and not for a
    part of it, the year may not end below the target either.
    """
    figures = [one for one in goal_figures(words) if not _MAY_FALL.search(one.figure.words)]
    targets = targets_for(tuple(indicators))
    goals = [goal for goal in read_goals(figures, targets, words) if _should_grow(goal.target, targets)]
    found = (_fall(goal) or _short(goal, for_all=for_all) for goal in goals)
    return tuple(said for said in found if said)


def goals_of(words: PlanWords, indicators: Sequence[Indicator]) -> tuple[Goal, ...]:
    """The goals that a plan is read to have."""
    return read_goals(goal_figures(words), targets_for(tuple(indicators)), words)


def _short(goal: Goal, *, for_all: bool) -> str:
    aimed, last = goal.target.value, goal.by_quarter[-1]
    if not aimed or last is None or last >= aimed * _NEARLY_ALL:
        return ""
    if isclose(sum(value or 0.0 for value in goal.by_quarter), aimed):
        return f"各季度相加正好是全年目标{amount(aimed, goal.target)}"
    return f"四季度{amount(last, goal.target)}少于全年目标{amount(aimed, goal.target)}" if for_all else ""


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
