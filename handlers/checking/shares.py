"""A share that its own figures contradict: 共13处、已开工8处、开工率80%; 9870人，占全年58%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.checking.comparing import Told
from handlers.checking.excess import MOST_DONE
from handlers.checking.trends import amount
from handlers.ledger.items import IndicatorKind
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent
from handlers.reading.measures import UNIT
from handlers.reading.normalise import Text
from handlers.reading.shapes import Quantity
from handlers.standings.figures import scaled
from handlers.standings.matching import Target
from handlers.standings.senses import likeness
from handlers.wording.phrases import number

_TOLERANCE = 2.0  # points: people round
_TOLERANCE_TENTHS = 6.0  # 四成 is said of anything near 40 %
_NO = r"\d{1,12}(?:\.\d{1,6})?"
_SHARE = rf"(?P<share>{_NO})%"
_WHOLE = rf"(?P<whole>{_NO})(?P<whole_scale>万|亿)?(?P<whole_unit>{UNIT})"
# a figure, and right behind it the share that it is; nothing between but words of sharing
_WORDS = r"(?:已|约|占比?|完成率?|完成比例|达到?|全年|年度|总|的|目标|任务数?|计划|为|是|了|到|年|量|[:(])"
_DONE = re.compile(
    rf"(?<![\d.第/])(?P<no>{_NO})[余多]?(?:/(?P<of>{_NO}))?(?P<scale>万|亿)?(?P<unit>{UNIT})[,，、(]?(?:"
    rf"{_WORDS}{{0,12}}?(?:{_WHOLE})?{_WORDS}{{0,8}}?){_SHARE}"
)
# 开工8个、开工率80%: the rate of the same verb
_RATE = re.compile(
    rf"(?P<verb>开工|完工|竣工|建成|签约|整改|办结|清零|封顶|拆除|交付|投用|改造|入住|落地|化解|答复|搬迁|发放|验收|腾空)"
    rf"[了约]?(?<![\d.])(?P<no>{_NO})(?:/(?P<of>{_NO}))?(?P<scale>万|亿)?(?P<unit>{UNIT})[^,，、(;；。\n]{{0,6}}[,，、(]?"
    rf"(?P=verb)[率比](?:约?为|达到?|是|约|:)?{_SHARE}"
)
_STATED = re.compile(rf"(?<![\d.第])(?P<no>{_NO})[余多]?(?P<scale>万|亿)?(?P<unit>{UNIT})")
_PART_OF_YEAR = re.compile(r"本月|当月|季度|阶段|半年|序时|分解|力争|预计|计划完成")
_SCALES = {None: 1.0, "": 1.0, "万": 1e4, "亿": 1e8}


def shares(
    content: ReportContent, now: Sequence[Told], targets: Sequence[Target]
) -> Iterator[tuple[Told | None, Point]]:
    """Shares that agree with no whole they may be of: one named with it, the target, a total in the text.

    Only a share right beside its figure is looked at, or the rate of the very verb that has the figure. Money
    is compared with its target and a whole named with it only: investments have many totals.
    """
    progress = content.progress or ""
    if "%" not in progress and "％" not in progress:
        yield from _by_tenths(content, now, targets)
        return
    said = {content.percent, *(one.value for one in now if one.figure.unit == "%")}
    norm = re.sub(r"[ \t]+", "", Text.of(progress).norm)
    for found in (*_DONE.finditer(norm), *_RATE.finditer(norm)):
        share = float(found["share"])
        # words that were corrected since still stand in the text; only what was read counts
        if share not in said or share > MOST_DONE or _PART_OF_YEAR.search(_sentence(norm, found)):
            continue
        value, unit = _measured(found, "no", "scale", "unit")
        one = next((one for one in now if one.figure.unit == unit and one.value == value > 0), None)
        if one is None or not (wholes := _wholes(found, one, norm, targets)):
            continue
        if not any(abs(value / whole * 100 - share) <= _TOLERANCE for whole in wholes):
            yield one, _point(one.quantity, wholes[0], value, share)


def _wholes(found: re.Match[str], one: Told, norm: str, targets: Sequence[Target]) -> list[float]:
    """What the share may be of, the likeliest first; none where only a guess is left."""
    of_a_stage = "verb" in found.groupdict()
    wholes = _named_with_it(found, one.figure.unit) or _aims(one, targets, any_stage=of_a_stage)
    if one.figure.unit != "元" and (wholes or of_a_stage):
        others = (other for other in _STATED.finditer(norm) if other.start() != found.start("no"))
        totals = (_measured(other, "no", "scale", "unit") for other in others)
        wholes += [total for total, unit in totals if unit == one.figure.unit and total >= one.value]
    return [whole for whole in wholes if whole > 0]


def _named_with_it(found: re.Match[str], unit: str) -> list[float]:
    """The whole that is named with the share itself: 9/13处, 占1.78万人目标的."""
    named = found.groupdict()
    if named["of"]:
        return [float(named["of"]) * _SCALES[named["scale"]]]
    if named.get("whole"):
        whole, whole_unit = _measured(found, "whole", "whole_scale", "whole_unit")
        return [whole] if whole_unit == unit else []
    return []


def _aims(one: Told, targets: Sequence[Target], *, any_stage: bool) -> list[float]:
    """The target of the figure; for the rate of a stage (开工率) also that of the whole work."""
    if one.target is not None:
        return [targets[one.target].value or 0.0]
    fits = [
        target.value
        for target in targets
        if any_stage and target.unit == one.figure.unit and target.kind is IndicatorKind.AMOUNT
        if not one.sense.pairs or likeness(one.figure.words, target.metric)
    ]
    return [value for value in fits if value and value >= one.value] if len(fits) == 1 else []


def _by_tenths(
    content: ReportContent, now: Sequence[Told], targets: Sequence[Target]
) -> Iterator[tuple[Told | None, Point]]:
    """完成四成 beside the one figure of the one target."""
    share = content.percent
    progress = content.progress or ""
    if share is None or "成" not in progress or content.finished or len(now) != 1 or len(targets) != 1:
        return
    one = now[0]
    aim = targets[0].value
    if one.target is None or not aim or _PART_OF_YEAR.search(progress) or not one.is_total:
        return
    if abs(one.value / aim * 100 - share) > _TOLERANCE_TENTHS:
        yield one, _point(one.quantity, aim, one.value, share)


def _point(quantity: Quantity, whole: float, value: float, share: float) -> Point:
    reckoned = number(round(value / whole * 100, 1))
    said = f"{amount(quantity)}按{_whole_said(quantity, whole)}算约{reckoned}%，报的是{number(share)}%"
    return Point(PointKind.SHARE_DISAGREES, f"{amount(quantity)}:{number(share)}%", said)


def _whole_said(quantity: Quantity, whole: float) -> str:
    scale, _ = scaled(1.0, quantity.unit)
    return f"{number(whole / scale)}{quantity.unit}"


def _measured(found: re.Match[str], no: str, scale: str, unit: str) -> tuple[float, str]:
    """A figure on its scale. 1.9亿元 has its 亿 in front of the unit of measure."""
    if found[unit] == "元" and found[scale]:
        return scaled(float(found[no]), found[scale] + found[unit])
    value, on_scale = scaled(float(found[no]), found[unit])
    return round(value * _SCALES[found[scale]], 6), on_scale


def _sentence(words: str, found: re.Match[str]) -> str:
    start = max(words.rfind(stop, 0, found.start()) for stop in "。;；\n")
    return words[start + 1 : found.end()]
