"""A later message of the same month changes what it mentions and keeps the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from handlers.ledger.items import IndicatorKind
from handlers.ledger.periods import OWN, marked, name_of, parted, quarters_of
from handlers.ledger.reports import ReportContent
from handlers.reading.finishing import only_claims
from handlers.reading.shapes import Entry, PlanWords, Quantity
from handlers.standings.figures import QUARTERS, goal_figures
from handlers.wording.phrases import figures

_APPLIES = re.compile(r"(?:现|特)?(?:申请|提请|请予|可以|建议)?(?:办结|销号|销账|结项)(?:销号)?")


class AmbiguousFigureError(Exception):
    """A bare corrected figure that could replace several of the figures reported before."""


def content_of(entry: Entry) -> ReportContent:
    return ReportContent(
        progress=entry.progress,
        percent=entry.percent,
        quantities=entry.quantities,
        problem=entry.problem,
        cause=entry.cause,
        next_step=entry.next_step,
        stage_met=entry.stage_met,
        finished=entry.finished,
    )


def merged(before: ReportContent, entry: Entry) -> ReportContent:
    """The report of the month after a further message about it.

    New progress brings its own figures and its own "finished". A bare corrected figure replaces the one of
    its unit of measure, and stands behind the progress as a correction, so that words and figures agree.
    申请办结 or 已全部完成 alone is said behind the progress, and takes nothing from it.
    Everything that is not mentioned stays as it was. AmbiguousFigureError where the figure has two homes.
    """
    new = content_of(entry)
    kept = replace(
        before,
        problem=before.problem if new.problem is None else new.problem,
        cause=_cause(before, new),
        next_step=before.next_step if new.next_step is None else new.next_step,
        stage_met=before.stage_met if new.stage_met is None else new.stage_met,
        unchanged=before.unchanged and new.next_step is None,
    )
    claims = new.progress is not None and not new.quantities and only_claims(new.progress)
    if before.progress and new.progress and (claims or _APPLIES.fullmatch(new.progress)):
        told_before = new.progress in before.progress or _APPLIES.search(before.progress)
        told = before.progress if told_before else f"{before.progress}；{new.progress}"
        percent = before.percent if new.percent is None else new.percent
        return replace(kept, progress=told, percent=percent, finished=True)
    if new.progress is not None:
        return replace(
            kept,
            progress=new.progress,
            percent=new.percent,
            quantities=new.quantities,
            finished=new.finished,
            this_month=False,
            own_quarter=None,
            unchanged=False,
        )
    if new.percent is None and not new.quantities:
        return replace(kept, finished=before.finished or new.finished)
    return replace(
        kept,
        progress=f"{before.progress or ''}（更正：{figures(new, corrects=before)}）",
        percent=before.percent if new.percent is None else new.percent,
        quantities=_corrected(before.quantities, new.quantities),
        finished=before.finished or new.finished,
        unchanged=False,
    )


def merged_plan(before: PlanWords, new: PlanWords, aims: Collection[tuple[float, str]] = ()) -> PlanWords:
    """The plan after a correction: what is not mentioned stays, and means what it meant.

    A goal that stood for several quarters says what it was for once one of them is changed alone; `aims` are
    the year's targets on their scale, which tell 全年 from 每季度.
    """
    said = {name: getattr(new, name) for name in PlanWords.__slots__ if getattr(new, name) is not None}
    after = replace(before, **said)
    for run in _runs(before):
        after = _with_period(run, before, after, aims)
    return _whole_again(after)


def with_own_goals(plan: PlanWords) -> PlanWords:
    """The plan whose goals are what each quarter adds, as the unit has said when asked."""
    alike = [
        quarter
        for quarter in range(1, 5)
        if _totals(_goal(plan, quarter)) and not parted(_goal(plan, quarter))[1]
    ]
    return _marked(plan, alike, OWN)


def _runs(plan: PlanWords) -> list[tuple[int, ...]]:
    """Quarters in a row with the same goal."""
    found: list[tuple[int, ...]] = []
    for quarter in range(1, 5):
        goal = _goal(plan, quarter)
        if goal and found and quarter == found[-1][-1] + 1 and goal == _goal(plan, quarter - 1):
            found[-1] = (*found[-1], quarter)
        elif goal:
            found.append((quarter,))
    return found


def _with_period(
    run: tuple[int, ...], before: PlanWords, after: PlanWords, aims: Collection[tuple[float, str]]
) -> PlanWords:
    goal, period = parted(_goal(before, run[0]))
    kept = [quarter for quarter in run if _goal(after, quarter) == _goal(before, quarter)]
    totals = _totals(goal)
    if len(kept) == len(run) or not totals:
        return after
    if period == OWN or (len(run) == 4 and not any(total in aims for total in totals)):
        alike = [
            quarter
            for quarter in run
            if _totals(_goal(after, quarter)) and not parted(_goal(after, quarter))[1]
        ]
        return _marked(after, alike, OWN)
    if period or len(run) == 1:
        return after
    return _marked(after, [quarter for quarter in kept if quarter < run[-1]], name_of(run))


def _totals(goal: str) -> list[tuple[float, str]]:
    """The amounts of a goal that count since January, as far as its own words tell."""
    return [
        (one.figure.value, one.figure.unit)
        for one in goal_figures(PlanWords(q1=goal))
        if one.kind is IndicatorKind.AMOUNT and not one.figure.adds and "累计" not in one.figure.words
    ]


def _whole_again(plan: PlanWords) -> PlanWords:
    """The goals of a time that stand in all of its quarters again, as they stood."""
    for quarter in range(1, 5):
        goal, period = parted(_goal(plan, quarter))
        quarters = (1, 2, 3, 4) if period == OWN else quarters_of(period)
        if quarters and all(parted(_goal(plan, other))[0] == goal for other in quarters):
            plan = replace(plan, **{QUARTERS[other - 1]: goal for other in quarters})
    return plan


def _marked(plan: PlanWords, quarters: Iterable[int], period: str) -> PlanWords:
    return replace(
        plan, **{QUARTERS[quarter - 1]: marked(_goal(plan, quarter), period) for quarter in quarters}
    )


def _goal(plan: PlanWords, quarter: int) -> str:
    return getattr(plan, QUARTERS[quarter - 1]) or ""


def _cause(before: ReportContent, new: ReportContent) -> str | None:
    """A cause belongs to its problem: a new problem without a cause drops the old one."""
    if new.cause is not None:
        return new.cause
    return before.cause if new.problem is None or new.problem == before.problem else None


def _corrected(before: tuple[Quantity, ...], new: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    result = list(before)
    for quantity in new:
        same = [at for at, old in enumerate(before) if old.unit == quantity.unit]
        if len(same) > 1 and len(new) != len(before):
            raise AmbiguousFigureError(quantity.unit)
        if len(same) > 1:
            return new
        if same:
            result[same[0]] = quantity
        else:
            result.append(quantity)
    return tuple(result)
