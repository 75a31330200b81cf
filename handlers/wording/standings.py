"""Standings in words: names of classes, and the one sentence that explains a light.

What a light is called is data of the office: `handlers.standings.looks`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.ledger.items import IndicatorKind
from handlers.ledger.months import Month
from handlers.standings.goals import WHOLE_ITEM
from handlers.standings.lights import Light, Measured
from handlers.standings.matching import Target
from handlers.standings.picture import Ground, ItemStanding, Stage, UnitStanding
from handlers.standings.progress import Reached
from handlers.wording.confirming import MARK
from handlers.wording.phrases import number, short_title

STAGES = {
    Stage.COMPLETED: "已办结",
    Stage.ON_PLAN: "按计划推进",
    Stage.BEHIND: "进度滞后",
    Stage.NOT_ASSESSABLE: "未评定",
    Stage.WITHOUT_PLAN: "待计划",
    Stage.NOT_REPORTED: "未报",
}
_BY_GROUND = {
    Ground.CLOSED: "督查室已办结",
    Ground.NO_MONTH: "本年度还没有满一个月，尚不评定",
    Ground.FIRST_MONTH: "1月份报送早于落实计划，不评定",
    Ground.NO_UNIT: "责任单位的范围尚未明确",
}
_NAMES_DIRECTION = re.compile(r"增长|增幅|增速|增加(?!值)|[降减升压]|提高")
_UNNAMED = "其他指标"
_METRIC_LENGTH = 18
_WHOLE_FROM = 100  # 应达2667人, not 2666.7
_NAMED = 2  # so many indicators are named in one sentence


def explain(unit: UnitStanding) -> str:
    """Why the light is what it is, in one sentence that names the figures."""
    month = f"截至{unit.month.month}月底" if unit.month else ""
    match unit.ground:
        case Ground.BY_HAND if unit.by_hand:
            return f"督查室设定：{unit.by_hand.reason}"
        case Ground.NO_PLAN:
            if unit.plan_returned:
                return "落实计划被退回，还没有重报"
            return "落实计划已报，待督查室审核" if unit.plan_filed else "还没有报落实计划"
        case Ground.NOT_REPORTED:
            return _not_reported(unit)
        case Ground.FIGURES:
            return f"{month}，{_decisive(unit)}"
        case Ground.STAGE:
            met = unit.report is not None and unit.report.content.stage_met
            goal = f"“{short_title(unit.goal)}”" if unit.goal else ""
            said = f"{month}，阶段目标{goal}{'已完成' if met else '未完成'}"
            figures = [of_target(one) for one in unit.measured if one.reached and one.expected]
            return "；".join(part for part in (said, *figures[:1], stated(unit)) if part)
        case Ground.NOT_READABLE:
            return "；".join(part for part in (f"{month}，{_missing(unit)}", stated(unit)) if part)
        case _:
            return _BY_GROUND[unit.ground]


def _not_reported(unit: UnitStanding) -> str:
    month = f"{unit.month.month}月" if unit.month else ""
    if unit.pending:
        return f"{month}情况已报，{MARK}"
    if unit.returned:
        return f"{month}情况被退回，还没有重报"
    last = f"，最近一次报的是{unit.latest.key.month.month}月" if unit.latest else ""
    return f"{month}情况未报{last}"


def stated(unit: UnitStanding) -> str:
    """填报完成比例 75%（5月报）: the share of the item as the unit has stated it; "" for none."""
    if unit.stated is None:
        return ""
    old = unit.latest.key.month if unit.latest and unit.report is None else None
    return f"填报完成比例 {number(round(unit.stated, 1))}%{f'（{old.month}月报）' if old else ''}"


def explain_item(item: ItemStanding, *, marked: bool = True) -> str:
    """The item's sentence: its lead's, `marked` where the lead is only proposed."""
    if item.by_hand and item.ground is Ground.BY_HAND:
        return f"督查室设定：{item.by_hand.reason}"
    lead = next((unit for unit in item.leads if unit.light is item.light), None)
    if lead is None:
        return _BY_GROUND.get(item.ground, _BY_GROUND[Ground.NO_UNIT])
    mark = "（牵头单位暂按首位）" if marked and not item.lead_settled else ""
    return f"{explain(lead)}{mark}"


def _decisive(unit: UnitStanding) -> str:
    """The figures that the light rests on: of more than two those furthest behind, in the item's order."""
    found = [one for one in unit.measured if one.light is unit.light and one.tells]
    behind = sorted(found, key=lambda one: one.of_expected if one.of_expected is not None else float("inf"))
    named = [of_target(one) for one in found if one in behind[:_NAMED]]
    more = [f"另{len(found) - len(named)}个指标同样"] if len(found) > len(named) else []
    return "；".join([*named, *more]) or "按计划还没有应达的数字"


def of_target(one: Measured) -> str:
    """新增城镇就业累计5000人，序时应达6000人，为应达的83%."""
    name = name_of(one.target)
    if one.reached is None:
        return f"{name}还没有数字"
    amounts = one.target.kind is IndicatorKind.AMOUNT and not one.target.at_once
    so_far = "累计" if amounts and one.target is not WHOLE_ITEM else ""
    said = f"{name}{so_far}{_level(one.reached.value, one.target)}"
    marks = _marks(one, one.reached)
    said += f"（{'，'.join(marks)}）" if marks else ""
    if one.expected is None:
        return said
    wanted = "序时" if amounts else "按计划"
    bound = "应不高于" if one.target.at_most else "应" if _turns(one.target) else "应达"
    said += f"，{wanted}{bound}{_level(one.expected, one.target)}"
    if one.target.at_once or one.of_expected is None or one.reached.value < 0:
        return said  # 670元 of 730元 says nothing in percent, nor does a fall beside a growth
    return f"{said}，为应达的{number(round(100 * one.of_expected, 1))}%"


def _marks(one: Measured, reached: Reached) -> list[str]:
    """Where the figure comes from: 2月报, where later reports did not name it; of how many units it is."""
    parts = [f"{reached.of_units}个单位合计"] if reached.of_units > 1 else []
    parts += ["按当月数加总"] if reached.summed and not parts else []
    parts += ["按季度数加总"] if reached.quarters and not parts else []
    oldest = "最早" if reached.of_units > 1 else ""
    return [*parts, *([f"{oldest}{one.said_in.month}月报"] if one.said_in else [])]


def name_of(target: Target) -> str:
    """What a figure is called, in short."""
    return short_title(target.metric, _METRIC_LENGTH) if target.metric else _UNNAMED


def _level(value: float, target: Target) -> str:
    """增长9.2%, 下降2.1%: a rate of growth says its direction, where its name does not."""
    if not _turns(target):
        return amount(value, target)
    return f"{'增长' if value >= 0 else '下降'}{amount(abs(value), target)}"


def _turns(target: Target) -> bool:
    return target.kind is IndicatorKind.GROWTH and not _NAMES_DIRECTION.search(target.metric)


def amount(value: float, target: Target) -> str:
    """17800人 as 1.78万人, 190000000元 as 1.9亿元; shares and small numbers keep one decimal."""
    for step, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= step and target.unit != "%":
            return f"{number(round(value / step, 4))}{word}{target.unit}"
    if target.unit == "公里" and abs(value) < 1 and round(value, 1) != round(value, 4):
        return f"{number(round(value * 1000))}米"
    places = 0 if abs(value) >= _WHOLE_FROM and target.in_pieces else 1
    return f"{number(round(value, places))}{target.unit}"


def aim(target: Target) -> str:
    """What is to be reached in the year, of a range both ends (1-2家); "" where nothing is said."""
    if target.value is None:
        return ""
    low = amount(target.value, target)
    if target.high is None:
        return low
    high = amount(target.high, target)
    return f"{low.removesuffix(high.lstrip('0123456789.'))}-{high}"


def spoken_period(month: Month | None) -> str:
    return f"截至{month.month}月底" if month else "尚无满月"


def _missing(unit: UnitStanding) -> str:
    silent = next((one for one in unit.measured if one.light is Light.UNRATED), None)
    if silent is not None and silent.said_in is not None:
        return f"{of_target(replace(silent, expected=None))}，之后没有再报数字"
    if silent is not None:
        return f"计划有数字，报送里没有{name_of(silent.target)}的数字"
    return "报送没有说明阶段目标是否完成"
