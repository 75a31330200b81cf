"""Figures beyond their target by far. More than 100 % is legal; ten times as much is a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.checking.comparing import Told
from handlers.checking.trends import amount, label
from handlers.ledger.items import IndicatorKind
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent
from handlers.standings.matching import Target
from handlers.wording.phrases import number

_FAR = 1.5  # times the year's target
_SMALL, _FAR_WHEN_SMALL, _PIECES = 10, 3.0, 5  # 3 of 1, 8 of 5 happen: a few pieces more are no slip
_GROWTH = 100.0  # percentage points above the growth that is wanted
_STANDARD = 5.0  # times a standard (每人每年730元)
MOST_DONE = 300.0  # percent of the item done
# up to so many times the target, the slip that would explain it
_SLIPS = (
    (4.0, ""),
    (12.0, "（是否多写了一位）"),
    (120.0, "（是否多写了两位）"),
    (12_000.0, "（是否多写了“万”）"),
)


def excess(
    content: ReportContent, now: Sequence[Told], targets: Sequence[Target]
) -> Iterator[tuple[Told | None, Point]]:
    """Figures that surely measure a target and are beyond it by far, and shares of the item above 300 %."""
    for one in now:
        if one.target is None or not _is_far(one, target := targets[one.target]):
            continue
        if any(other.unit == target.unit and one.value == other.value for other in targets):
            continue  # 标准提高60元，达到730元: it is another target's
        figure = amount(one.quantity)
        said = f"{label(one, targets)}报{figure}，远高于目标{_aim(target)}{_slip(one, target)}"
        yield one, Point(PointKind.BEYOND_TARGET, f"{one.target}:{figure}", said)
    if content.percent is not None and content.percent > MOST_DONE:
        said = f"完成比例报{number(content.percent)}%，是否多写了位数"
        yield None, Point(PointKind.BEYOND_TARGET, f"percent:{number(content.percent)}", said)


def _is_far(one: Told, target: Target) -> bool:
    aim = target.high if target.high is not None else target.value
    if aim is None or target.at_most or aim <= 0:
        return False
    match target.kind:
        case IndicatorKind.AMOUNT:
            if aim < _SMALL:
                return one.value > _FAR_WHEN_SMALL * aim and one.value - aim > _PIECES
            return one.value > _FAR * aim and one.value - aim > _PIECES
        case IndicatorKind.GROWTH:
            return one.value > aim + _GROWTH
        case IndicatorKind.RATIO:
            return one.figure.unit == "%" and one.value > 100 >= aim and "完成" not in one.figure.words
        case IndicatorKind.STANDARD:
            named = "标准" in one.figure.words or "每" in one.figure.words
            return named and one.value > _STANDARD * aim


def _aim(target: Target) -> str:
    """The target as the notice would write it: 90亿元, not 9000000000元; a range with both ends."""
    value = target.high or target.value or 0.0
    scales = ((1e8, "亿元"), (1e4, "万元")) if target.unit == "元" else ()
    scale, unit = next((one for one in scales if value >= one[0]), (1.0, target.unit))
    low = f"{number((target.value or 0.0) / scale)}-" if target.high is not None else ""
    return f"{low}{number(value / scale)}{unit}"


def _slip(one: Told, target: Target) -> str:
    aim = target.high or target.value
    if target.kind is not IndicatorKind.AMOUNT or not aim:
        return ""
    return next((said for most, said in _SLIPS if one.value / aim <= most), "")
