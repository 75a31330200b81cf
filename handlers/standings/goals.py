"""Goals: what the locked plan wants of each target at the end of each quarter (domain.md: 序时进度)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isclose

from handlers.ledger.items import IndicatorKind
from handlers.ledger.months import Month
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import QUARTERS, GoalFigure
from handlers.standings.matching import Target, fits, match
from handlers.standings.planned import means_all, read_names
from handlers.standings.senses import names_of
from handlers.standings.shares import is_of_the_work, may_be_value, only_rate
from handlers.standings.stages import stage_of

WHOLE_ITEM = Target("总体进度", "%", IndicatorKind.AMOUNT)
"""The share of the item that is done; a stated percentage belongs to it."""
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Goal:
    """`by_quarter`: what is to be reached since January by the end of each quarter; None: nothing is said."""

    target: Target
    by_quarter: tuple[float | None, float | None, float | None, float | None]

    def expected(self, month: Month) -> float | None:
        """What should be reached at the end of the month; None where the plan does not tell yet.

        Amounts grow evenly within a quarter; a quarter without a figure adds nothing, and a third of the
        first piece (1家) is not due yet. Rates, ratios and standards hold from the end of the quarter they
        are named for.
        """
        ended = month.month // 3
        before = next((value for value in reversed(self.by_quarter[:ended]) if value is not None), None)
        if not self.target.grows:
            return before
        level = before or 0.0
        wanted = self.by_quarter[month.quarter - 1]
        if wanted is None or month.month % 3 == 0:
            return level
        by_now = level + (wanted - level) * (month.month % 3) / 3
        return by_now if by_now >= 1 or not self.target.in_pieces else 0.0


def read_goals(
    figures: Sequence[GoalFigure], targets: Sequence[Target], plan: PlanWords | None = None
) -> tuple[Goal, ...]:
    """The goals of a plan: those of the item's targets first, then those that only the plan names.

    A figure is the total since January unless it says 每季度, 新增 or 再 (domain.md). Where the target itself
    is a 新增…, the word is its name, and the figures are increments only if they add up to it or fall.
    With the words of the `plan`, 全部完成 after figures is the target of the year.
    """
    goals = _read_goals(read_names(figures, targets), targets)
    return tuple(_with_all(goal, plan) for goal in goals) if plan else goals


def _with_all(goal: Goal, plan: PlanWords) -> Goal:
    whole = WHOLE if goal.target is WHOLE_ITEM else goal.target.value
    if not goal.target.grows or whole is None:
        return goal
    reach = list(goal.by_quarter)
    for at, name in enumerate(QUARTERS):
        if reach[at] is None and any(reach[:at]) and means_all(getattr(plan, name)):
            reach[at] = whole
    return replace(goal, by_quarter=(reach[0], reach[1], reach[2], reach[3]))


def _read_goals(figures: Sequence[GoalFigure], targets: Sequence[Target]) -> tuple[Goal, ...]:
    whole = [one for one in figures if one.whole_item]
    rest = [one for one in figures if not one.whole_item]
    rows = _by_target(rest, targets)
    rate = only_rate(targets)
    if rate is not None and rate not in rows and _are_values(whole, targets[rate]):
        rows[rate], whole = whole, []
    whole = _without_rates(whole, rows, targets)
    own = _own_targets([one for one in rest if not any(one in row for row in rows.values())])
    own = _placed_by_value(own, rows, targets)
    own = [one for one in own if not _carries_on(one, rows, targets)]
    if any(one.position is not None for one in targets):
        own = [one for one in own if one[0].metric]  # what they count would be a guess
    goals = [_goal(targets[index], rows[index]) for index in sorted(rows)]
    goals += [_goal(target, row) for target, row in own]
    return (*goals, *([_goal(WHOLE_ITEM, whole)] if whole else ()))


def _without_rates(
    whole: list[GoalFigure], rows: dict[int, list[GoalFigure]], targets: Sequence[Target]
) -> list[GoalFigure]:
    """The shares of the item, without those that carry on the one rate named before (利用率86%；88%)."""
    rates = [at for at in rows if targets[at].unit == "%" and targets[at].kind is not IndicatorKind.AMOUNT]
    if not whole or len(rates) != 1 or any(is_of_the_work(one.figure.words) for one in whole):
        return whole
    row = rows[rates[0]]
    after = min(one.quarter for one in row) < min(one.quarter for one in whole)
    if not after or {one.quarter for one in row} & {one.quarter for one in whole}:
        return whole
    row.extend(whole)
    return []


def _placed_by_value(
    own: list[tuple[Target, list[GoalFigure]]], rows: dict[int, list[GoalFigure]], targets: Sequence[Target]
) -> list[tuple[Target, list[GoalFigure]]]:
    """The series that only the plan names.

    One without a name is the indicator's whose value it ends with (670元…730元).
    """
    left = []
    for target, row in own:
        alike = [at for at, one in enumerate(targets) if at not in rows and one.unit == target.unit]
        meant = [at for at in alike if isclose(targets[at].value or 0.0, row[-1].figure.value)]
        if len(meant) == 1 and not target.metric:
            rows[meant[0]] = row
        else:
            left.append((target, row))
    return left


def _carries_on(
    series: tuple[Target, list[GoalFigure]], rows: dict[int, list[GoalFigure]], targets: Sequence[Target]
) -> bool:
    """Whether it goes on with an indicator's goals, which take it in then.

    It does under the name that these had too (保租房筹集1000套, then 保租房4700套), or without any name after
    the only goals of its unit of measure (建成2处, then 4处).
    """
    target, row = series
    name, quarters = names_of(target.metric), {one.quarter for one in row}
    alike = [
        at for at, its in rows.items() if (targets[at].unit, targets[at].kind) == (target.unit, target.kind)
    ]
    meant = [
        at
        for at in alike
        if not quarters & {one.quarter for one in rows[at]}
        and all(fits(one.figure, targets[at]) for one in row)
        and (
            any(name & names_of(one.name) for one in rows[at])
            if target.metric
            else len(alike) == 1 and rows[at][0].quarter < row[0].quarter
        )
    ]
    if len(meant) != 1:
        return False
    rows[meant[0]] = sorted([*rows[meant[0]], *row], key=lambda one: one.quarter)
    return True


def _are_values(whole: Sequence[GoalFigure], rate: Target) -> bool:
    """Whether bare percentages (一季度：75%) are values of the item's one rate, and no shares of the work.

    A series that ends at 100 % is one of shares, unless that is what the rate is to be.
    """
    if rate.position is None or not whole or any(is_of_the_work(one.figure.words) for one in whole):
        return False
    last = whole[-1].figure.value
    return (last != WHOLE or rate.value == WHOLE) and may_be_value(last, rate)


def has_stage_goal(plan: PlanWords, figures: Sequence[GoalFigure], quarter: int) -> bool:
    """Whether the quarter has a goal without a number, which is met or not."""
    goal = getattr(plan, QUARTERS[quarter - 1])
    counted = any(one.quarter == quarter for one in figures) or (bool(figures) and means_all(goal))
    return bool(goal) and not counted


def _by_target(figures: Sequence[GoalFigure], targets: Sequence[Target]) -> dict[int, list[GoalFigure]]:
    rows: dict[int, list[GoalFigure]] = {}
    for quarter in range(1, 5):
        here = [one for one in figures if one.quarter == quarter]
        for index, matched in match([one.figure for one in here], targets).items():
            rows.setdefault(index, []).extend(one for one in here if one.figure in matched)
    return rows


def _sort_of(one: GoalFigure) -> tuple[str, IndicatorKind, str]:
    return one.figure.unit, one.kind, stage_of(one.figure.words)


def _own_targets(figures: Sequence[GoalFigure]) -> list[tuple[Target, list[GoalFigure]]]:
    """Series that the notice has no figure for: one figure of a unit of measure and of a stage a quarter.

    A rate stays a rate and a ceiling a ceiling, whoever names it.
    """
    found = []
    for unit, kind, stage in dict.fromkeys(map(_sort_of, figures)):
        row = [one for one in figures if _sort_of(one) == (unit, kind, stage)]
        if len({one.quarter for one in row}) == len(row):
            name = next((one.name for one in reversed(row) if one.name), "")
            found.append((Target(name, unit, kind, row[-1].op), row))
    return found


def _goal(target: Target, row: Sequence[GoalFigure]) -> Goal:
    by_quarter: dict[int, GoalFigure] = {}
    for one in row:
        if one.quarter not in by_quarter or not one.figure.adds:
            by_quarter[one.quarter] = one
    total = target.kind is IndicatorKind.AMOUNT
    if total and (not target.at_most or any(one.figure.adds for one in row)):
        reach = _since_january(target, [by_quarter[quarter] for quarter in sorted(by_quarter)])
    else:
        reach = {quarter: one.figure.value for quarter, one in by_quarter.items()}
    return Goal(target, (reach.get(1), reach.get(2), reach.get(3), reach.get(4)))


def _since_january(target: Target, row: Sequence[GoalFigure]) -> dict[int, float]:
    """Totals at the ends of the quarters.

    A goal that stands word for word for several quarters was said once for all of them (上半年…): its total
    is for the end of the last; said for all four it is each quarter's (每季度…), unless it is the year's.
    """
    values = [one.figure.value for one in row]
    sums_up = len(values) > 1 and target.value is not None and isclose(sum(values), target.value)
    said_to_add = all(one.figure.adds for one in row)  # 新增5处, then 新增3处: no total falls
    sums_up = sums_up or (said_to_add and any(after < before for before, after in pairwise(values)))
    reach: dict[int, float] = {}
    total = 0.0
    for run in _runs(row):
        figure = run[0].figure
        each = run[0].own or (len(run) == 4 and figure.value != target.value)
        if each or (sums_up if "新增" in target.metric else figure.adds):
            reach |= {one.quarter: total + figure.value * at for at, one in enumerate(run, 1)}
        else:
            step = (figure.value - total) / (len(run) + run[-1].left)
            reach |= {one.quarter: total + step * at for at, one in enumerate(run, 1)}
        total = reach[run[-1].quarter]
    return reach


def _runs(row: Sequence[GoalFigure]) -> list[list[GoalFigure]]:
    runs: list[list[GoalFigure]] = []
    for one in row:
        if runs and one.like_before and one.figure == runs[-1][-1].figure:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs
