"""A word on what looked odd in a report: it closes the open points, or tells what the figures count."""

from __future__ import annotations

from dataclasses import replace

from handlers.desk.followups import Explanation
from handlers.desk.outcomes import Explained, Filed, MonthFrom, Outcome
from handlers.desk.view import LedgerView
from handlers.ledger.points import Point, PointKind, PointState
from handlers.ledger.reports import ReportKey


def explained(said: Explanation, view: LedgerView) -> tuple[Outcome, ...]:
    """What becomes of each report that has open points; where none has, it is no explanation.

    是累计数 and 是本月数 answer the question what the figures count; all else is the unit's reason, and kept.
    """
    return tuple(
        outcome
        for key, known in sorted(view.points.items(), key=lambda pair: (pair[0].item.sort_key, pair[0].month))
        if (points := tuple(one.point for one in known if one.state is PointState.OPEN))
        and (outcome := _outcome(key, points, said, view))
    )


def _outcome(
    key: ReportKey, points: tuple[Point, ...], said: Explanation, view: LedgerView
) -> Outcome | None:
    counted = tuple(point for point in points if point.kind is PointKind.MONTHLY_OR_SO_FAR)
    if said.this_month is None or not counted:
        return Explained(key, points, said.words)
    left = tuple(point for point in points if point not in counted)
    before = view.counting(key)
    if said.this_month and before is not None:
        content = replace(before.content, this_month=True)
        return Filed(key, view.next_version(key), content, MonthFrom.LATEST, amends=True, mended=counted)
    return Explained(key, counted, said.words, left)
