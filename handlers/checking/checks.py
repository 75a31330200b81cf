"""The checks of a monthly report: what a careful clerk would ask about. Nothing is refused for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handlers.checking.comparing import Told, targets_for, told
from handlers.checking.excess import excess
from handlers.checking.linked import differences
from handlers.checking.quarters import quarters
from handlers.checking.repeats import no_content, same_text, unchanged_again
from handlers.checking.shares import shares
from handlers.checking.trends import share_falls, trends
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent, ReportKey, ReportState, ReportVersion
from handlers.standings.shares import value_of

_LONGEST_SUBJECT = 120
_NONE: Mapping[ItemRef, ReportContent] = MappingProxyType({})
_OF_TOTALS = frozenset({PointKind.FALLS, PointKind.MONTHLY_OR_SO_FAR, PointKind.UNIT_JUMPS})
_THE_UNIT = 0  # whose reports these are makes no difference
_RANK = {kind: rank for rank, kind in enumerate(PointKind)}


def check(
    content: ReportContent,
    month: Month,
    item: Item,
    before: Sequence[ReportVersion],
    linked: Mapping[ItemRef, ReportContent] = _NONE,
) -> tuple[Point, ...]:
    """The doubts about a report, the most important first; a figure is asked about only once.

    `before` are the unit's counting reports on the item of earlier months, oldest first. Only those of the
    same year count for figures, since totals begin anew in January. `linked` are its reports of the month on
    items that the office has linked with this one.
    """
    earlier = [report for report in before if report.key.month < month]
    found = _of_figures(content, month, item, earlier, linked)
    points = [point for _, point in found]
    last = earlier[-1] if earlier else None
    of_words = (
        unchanged_again(content, earlier, month),
        same_text(content, last, month),
        None if content.unchanged else no_content(content, item),
    )
    points += [point for point in of_words if point]
    return tuple(sorted(map(_bounded, points), key=lambda point: _RANK[point.kind]))


def _of_figures(
    content: ReportContent,
    month: Month,
    item: Item,
    earlier: Sequence[ReportVersion],
    linked: Mapping[ItemRef, ReportContent],
) -> list[tuple[Told | None, Point]]:
    if not content.quantities and content.percent is None:
        return []
    targets = targets_for(item.indicators)
    now = told(content, targets, month.quarter)
    report = ReportVersion(ReportKey(item.ref, _THE_UNIT, month), 1, ReportState.FILED, content)
    this_year = [report for report in earlier if report.key.month.year == month.year]
    asked: list[tuple[Told | None, Point]] = []
    found = (
        *quarters(report, now, this_year, targets),
        *trends(now, this_year, targets),
        *excess(content, now, targets),
        *shares(content, now, targets),
        *differences(item.ref, content, linked, targets),
    )
    for one, point in found:
        if one is None or not any(one is other for other, _ in asked):
            asked.append((one, point))
    fallen = any(point.kind in _OF_TOTALS for _, point in asked)
    is_value = value_of(content, targets) is not None  # a rate may well fall
    if not (fallen or is_value) and (point_of_share := share_falls(content, this_year, targets)):
        asked.append((None, point_of_share))
    return asked


def _bounded(point: Point) -> Point:
    return Point(point.kind, point.subject[:_LONGEST_SUBJECT], point.said)
