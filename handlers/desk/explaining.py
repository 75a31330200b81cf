"""A word on what looked odd in a report: it closes the open points, or tells what the figures count."""

from __future__ import annotations

from dataclasses import replace

from handlers.desk.followups import Counts, Explanation
from handlers.desk.outcomes import Explained, Filed, MonthFrom, Outcome
from handlers.desk.reporting import recounted
from handlers.desk.view import LedgerView
from handlers.ledger.items import ItemRef
from handlers.ledger.points import ASKS_WHAT_COUNTS, Point, PointKind
from handlers.ledger.reports import ReportKey


def explained(said: Explanation, view: LedgerView) -> tuple[Outcome, ...]:
    """What becomes of the reports that have open points; where none has, it is no explanation.

    Of each item the newest such report: it is the one that was asked about last. 是累计数, 是本月数 and
    是当季数 answer the question what the figures count; all else is the unit's reason, and kept. Without a
    question 本月 is an answer only where just one report has that point open.
    """
    newest: dict[tuple[ItemRef, int], tuple[ReportKey, tuple[Point, ...]]] = {}
    for key in sorted(view.points, key=lambda key: key.month):
        if points := view.open_points(key):
            newest[key.item, key.unit_id] = key, points
    found = sorted(newest.values(), key=lambda pair: pair[0].item.sort_key)
    if said.item is None and not said.asked:
        found = [(key, points) for key, points in found if _asks_what_counts(points)]
        found = found if len(found) == 1 else []
    return tuple(_outcome(key, points, said, view) for key, points in found)


def _asks_what_counts(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(point for point in points if point.kind in ASKS_WHAT_COUNTS)


def _outcome(key: ReportKey, points: tuple[Point, ...], said: Explanation, view: LedgerView) -> Outcome:
    counted = _asks_what_counts(points)
    if said.confirms and (unsaid := [one for one in counted if one.kind is PointKind.QUARTER_OR_SO_FAR]):
        closed = tuple(point for point in points if point not in unsaid)
        return Explained(key, closed, said.words, tuple(unsaid))  # 属实 does not tell which
    if said.counts is None or not counted:
        return Explained(key, points, said.words)
    left = tuple(point for point in points if point not in counted)
    before = view.counting(key)
    of_quarter = any(point.kind is PointKind.QUARTER_OR_SO_FAR for point in counted)
    if said.counts is Counts.MONTH and before is not None:
        content = replace(before.content, this_month=True)
        return Filed(key, view.next_version(key), content, MonthFrom.LATEST, amends=True, mended=counted)
    if said.counts is Counts.QUARTER or of_quarter:
        again = recounted(key, said.counts is Counts.QUARTER, counted, view)
        if again is not None:
            return again
    return Explained(key, counted, said.words, left)
