"""What has been reached: figures of a unit's reports, month by month, against the targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.ledger.items import IndicatorKind
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent, ReportVersion
from handlers.standings.figures import MONTHS, Figure, figures_of, is_fall
from handlers.standings.goals import WHOLE, WHOLE_ITEM
from handlers.standings.matching import Target, match
from handlers.standings.planned import spelt
from handlers.standings.shares import is_of_another_whole, only_rate, rate_stated, share_stated, value_of
from handlers.standings.times import ends_early, since_january

_FALLS = re.compile(r"下降|降低|减少|压减|压降|降幅")


@dataclass(frozen=True, slots=True)
class Reached:
    """`value` as of the end of `month`. `summed`: added up from figures that count one month each.

    `quarters`: from figures that count one quarter each. `of_units`: added up from so many units, where an
    indicator is shared out.
    """

    value: float
    month: Month
    summed: bool = False
    of_units: int = 1
    quarters: bool = False


Ends = dict[int, float]
"""What was reached of one target at the ends of quarters (1 to 4)."""


def reached(reports: Sequence[ReportVersion], targets: Sequence[Target]) -> dict[int, Reached]:
    """By the index of the target, from the counting reports of one unit on one item, oldest first.

    Amounts: the latest total since January, plus what later months say of themselves alone. Rates, ratios and
    standards: the latest one, never summed. What a later report does not repeat stands as it was last said.
    A stated percentage makes up for a figure that the report does not state, and never replaces one.
    """
    return _course(reports, targets)[0]


def without_start(reports: Sequence[ReportVersion], targets: Sequence[Target]) -> frozenset[int]:
    """The targets of which the last report tells what a quarter has added, and nothing what was before it."""
    return _course(reports, targets)[1]


def _course(
    reports: Sequence[ReportVersion], targets: Sequence[Target]
) -> tuple[dict[int, Reached], frozenset[int]]:
    """What is reached, and the targets of which the last report adds to what is not known."""
    found: dict[int, Reached] = {}
    lost: frozenset[int] = frozenset()
    ends: dict[int, Ends] = {}
    for report in reports:
        month = report.key.month
        told, untold = _figures_of(report, targets), []
        for index, figures in told.items():
            now = _now(figures, targets[index], found.get(index), ends.setdefault(index, {}), month)
            found |= {index: now} if now is not None else {}
            untold += [index] if now is None else []
        lost = frozenset(untold)
        at = _share_of(report.content, targets)
        share = _share_at(at, report.content, targets)
        if share is not None and at is not None and at not in told:
            found[at] = Reached(_of_share(share, targets[at]), month)
    return found, lost


def _now(
    figures: Sequence[Figure], target: Target, before: Reached | None, ends: Ends, month: Month
) -> Reached | None:
    """What a report's figures tell of one target, the total first; None where that needs what is not known.

    What it tells of the end of a quarter is added to `ends`.
    """
    first, now = figures[0], None
    if target.kind is not IndicatorKind.AMOUNT:
        return Reached(signed(first, target), month)
    early = since_january(first.words) if ends_early(first.words) else None
    if early is not None and early <= month.quarter:
        ends[early] = first.value
    own = [figure for figure in figures if figure.own]
    if own and (first.own or early is not None):
        now = _after_quarters(own, ends, month)
    elif first.adds:
        now = Reached((before.value if before else 0.0) + first.value, month, summed=True)
    else:
        now = Reached(first.value, month)
    if now is not None and now.month.month % MONTHS == 0:
        ends[now.month.quarter] = now.value
    return now


def _after_quarters(own: Sequence[Figure], ends: Ends, month: Month) -> Reached | None:
    """What quarters add to what was reached at the end of the one before the first of them.

    None where that is not known, where one between them is missing, or one has not begun.
    """
    first = own[0].quarter or month.quarter
    value = 0.0 if first == 1 else ends.get(first - 1)
    for at, figure in enumerate(own, first):
        if value is None or (figure.quarter or month.quarter) != at or at > month.quarter:
            return None
        value += figure.value
    last = first + len(own) - 1
    return (
        None if value is None else Reached(value, min(month, Month(month.year, last * MONTHS)), quarters=True)
    )


def signed(figure: Figure, target: Target) -> float:
    """同比下降2.1% of what should grow is a growth of -2.1 %; of what should fall it is what it says."""
    if target.kind is not IndicatorKind.GROWTH or _FALLS.search(target.metric):
        return figure.value
    return -figure.value if is_fall(figure) else figure.value


def tells_all(report: ReportVersion, targets: Sequence[Target]) -> bool:
    """Whether the report alone has a total for every target, so that earlier ones add nothing."""
    found = _figures_of(report, targets)
    if (share := _share_of(report.content, targets)) is not None:
        found = {share: (), **found}
    return all(index in found and not _adds(found[index]) for index in range(len(targets)))


def _adds(figures: Sequence[Figure]) -> bool:
    """Whether figures of one target, the total first, are to be added to what was before."""
    return any(one.adds for one in figures[:1]) or any(one.own for one in figures)


def share_counts(targets: Sequence[Target]) -> bool:
    """Whether a stated percentage may be the progress of one of the targets."""
    return _work_of(targets) is not None or only_rate(targets) is not None


def _figures_of(report: ReportVersion, targets: Sequence[Target]) -> Mapping[int, tuple[Figure, ...]]:
    if not report.content.quantities or not targets:
        return {}
    return _matched(report.content, tuple(targets), report.key.month.quarter)


@lru_cache(maxsize=32_768)
def _matched(
    content: ReportContent, targets: tuple[Target, ...], quarter: int
) -> dict[int, tuple[Figure, ...]]:
    told = [one for one in figures_of(content, quarter) if not is_of_another_whole(one)]
    return match(spelt(told, targets), targets)


def _share_of(content: ReportContent, targets: Sequence[Target]) -> int | None:
    """A stated percentage belongs to the item, or to its one indicator (domain.md).

    Of an indicator measured in percent it is the value, unless it is said to be the share done.
    """
    if share_stated(content) is None:
        return None
    of_work = None if rate_stated(content) and not content.finished else _work_of(targets)
    return of_work if of_work is not None else value_of(content, targets)


def stated_beside(content: ReportContent, targets: Sequence[Target]) -> float | None:
    """The share of the item that is stated (总体进度75%), where several targets are beside it.

    It is none of theirs and decides no light, but it is what was said; a rate's value (占比82%) is none, and
    that all is done is said otherwise.
    """
    if content.finished or rate_stated(content) or _share_of(content, targets) is not None:
        return None
    return share_stated(content)


def _share_at(at: int | None, content: ReportContent, targets: Sequence[Target]) -> float | None:
    """What is stated for the target; of finished work all, also where a rate (占比81%) is stated."""
    share = share_stated(content)
    if share is None or at is None:
        return None
    return max(share, WHOLE) if content.finished and at == _work_of(targets) else share


def _work_of(targets: Sequence[Target]) -> int | None:
    """The target that a share of the work counts for."""
    if WHOLE_ITEM in targets:
        return targets.index(WHOLE_ITEM)
    amounts = [at for at, one in enumerate(targets) if one.kind is IndicatorKind.AMOUNT and one.value]
    return amounts[0] if len(amounts) == 1 == len(targets) else None


def _of_share(share: float, target: Target) -> float:
    """The share, or the amount that it is of the year's target: of pieces a whole number."""
    if target is WHOLE_ITEM or target.value is None or target.kind is not IndicatorKind.AMOUNT:
        return share
    part = share * target.value / 100
    return float(int(part + 0.5)) if target.in_pieces else part
