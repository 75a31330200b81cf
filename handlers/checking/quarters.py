"""A quarter's figure (二季度完成140例): does it count the quarter, or all since January? The unit knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.checking.comparing import Told
from handlers.checking.trends import amount, label
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportVersion
from handlers.standings.matching import Target, match, of_quarters
from handlers.standings.progress import without_start
from handlers.wording.phrases import QUARTERS

_QUARTER_SAID = re.compile(r"第?[一二三四本当这\d]?个?季度?")
_BEFORE = ("", "", "一季度", "上半年", "前三季度")


def quarters(
    report: ReportVersion, now: Sequence[Told], earlier: Sequence[ReportVersion], targets: tuple[Target, ...]
) -> Iterator[tuple[Told, Point]]:
    """Figures of one quarter that measure a target of which the report tells no total.

    Asked is what they count; where the unit has said that it is the quarter alone, what was reached before
    it, unless the `earlier` reports of the year (oldest first) tell that. What has not begun is a forecast.
    """
    figures = [one.figure for one in now]
    if all(figure.quarter is None for figure in figures):
        return
    lost = without_start((*earlier, report), targets) if any(figure.own for figure in figures) else ()
    own = {at: found for at, found in match(figures, targets).items() if at in lost}
    for kind, by_target in (
        (PointKind.QUARTER_OR_SO_FAR, of_quarters(figures, targets)),
        (PointKind.UNKNOWN_START, own),
    ):
        for index, found in by_target.items():
            for one in now:
                quarter = one.figure.quarter
                if quarter is not None and quarter <= report.key.month.quarter and one.figure in found:
                    yield one, _point(kind, replace(one, target=index), quarter, targets)


def _point(kind: PointKind, one: Told, quarter: int, targets: Sequence[Target]) -> Point:
    figure, name = amount(one.quantity), QUARTERS[quarter]
    asked = kind is PointKind.QUARTER_OR_SO_FAR
    doubt = "是当季数还是累计数" if asked else f"还没有{_BEFORE[quarter]}的累计数可加"
    what = _QUARTER_SAID.sub("", label(one, targets))
    return Point(kind, f"{one.target}:{name}{figure}", f"{what}{name}报{figure}，{doubt}")
