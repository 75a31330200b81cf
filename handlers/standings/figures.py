"""Figures on one scale, each with the words around it, so that they can be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isclose

from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Comparator, Indicator, IndicatorKind
from handlers.ledger.periods import OWN, left, parted
from handlers.ledger.reports import ReportContent
from handlers.reading.measures import CURRENCIES, SAME_UNIT
from handlers.reading.shapes import PlanWords, Quantity
from handlers.standings.clauses import NOT_ITS_OWN, RATES, Clause, clauses_of
from handlers.standings.respectively import spelt_out, without_untold
from handlers.standings.times import THIS_QUARTER, Span, quarter_of, says_total

QUARTERS = ("q1", "q2", "q3", "q4")
_SCALES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_MONEY = {
    f"{scale}{currency}": (value, currency) for currency in CURRENCIES for scale, value in _SCALES.items()
}
# only where it is exact: a 亩 is no round number of 平方米
_LENGTHS_AND_AREAS = {"米": (0.001, "公里"), "平方公里": (1e6, "平方米"), "公顷": (15.0, "亩")}
_DIGIT = re.compile(r"\d")
_COUNT_ALONE = re.compile(
    r"(?:\d[\d,.]*|[一二两三四五六七八九十百千]+)(?:[-—–~至到]\d[\d.]*)?[余多]?[千万亿]*[余多]?"
)
_AROUND_NAME = re.compile(
    r"^(?:每个?月|月均|\d{1,2}月份?底?(?:之?前)?|年底(?:之?前)?|力争|确保|实现|累计|再|全年|共计?)+|(?:达到?|完成|不超过|不高于|不低于|不少于|超过|控制在|以上|以内|以下|左右|约|为|至|到|累计|共)+$"
)
_GROWN = re.compile(r"(?:同比)?(?:增长|提高|提升|增加|上升)$")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_STANDARD = re.compile(r"标准|每(?:人|户|名|亩|生|床)|^(?:提高|上调|增加)\d+元$")
_FROM_TO = re.compile(
    r"[由从][^，,;；。\d]{0,12}(\d+(?:\.\d+)?)[^，,;；。\d]{0,8}(?:提高|提升|增加|增长|上升|上调|调整|下降|降低|降|减少)[到至为]"
)
_EVERY_MONTH = re.compile(r"每个?月|月均")
_CLAUSE_END = re.compile(r"[，,;；。\n]")
MONTHS = 3  # of a quarter
# unlike 新增 these are never a part of the name of what is measured
_OUTRIGHT = re.compile(r"每个?季度|各季度|再(?=\d|新增|新?建|改建|扩建|完成|增加|开工|改造|引进|培育|筹集)")
_MORE = re.compile(r"每个?季度|各季度|新增|再")
_FALLEN = re.compile(r"(?:下降|降低|减少|下滑|回落|降幅为?|负增长|-|－)(?:了|约|近)*$")
_WHOLE_ITEM = re.compile(
    r"(?:[^，,;；。]*?(?:总体|整体|全部|全年|年度|任务|目标|工程|项目|工作|形象))?(?:总?进度|完成率?|任务量|总量|工程量)?(?:完成|达到?|至|到)*"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` on the scale of `unit` (a bare unit of measure; money in 元); `words` stand around it.

    `adds`: it counts one month (or, in a plan, one quarter) only, and not all since January. `span`: which
    time a report's figure counts (None in a plan). `part_of`: the value of the whole that it is a part of.
    `quarter`: the one that its words name (二季度完成140例); `own`: the unit has said that it counts that
    quarter alone.
    """

    value: float
    unit: str
    words: str = ""
    adds: bool = False
    span: Span | None = None
    part_of: float | None = None
    quarter: int | None = None
    own: bool = False

    @property
    def clause(self) -> str:
        """Its own clause of the words."""
        return self.words.rpartition(NOT_ITS_OWN)[2]

    @property
    def lead(self) -> str:
        """The words before its number."""
        clause = self.clause
        before, number, _ = clause.partition(f"{abs(self.value):g}")
        return before if number else _DIGIT.split(clause, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class GoalFigure:
    """A figure in the goal of a quarter (1 to 4). `whole_item`: the share of the item done by then, in %.

    `like_before`: the quarter's goal stands word for word as the quarter's before. `name`: the words without
    the figure; `kind` and `op` as a careful reader takes them. `own`: it says outright that it is the
    quarter's own (再建2处; 每月2处 is three times that). `left`: so many quarters of its time follow.
    """

    quarter: int
    figure: Figure
    whole_item: bool = False
    like_before: bool = False
    name: str = ""
    kind: IndicatorKind = IndicatorKind.AMOUNT
    op: Comparator = Comparator.AT_LEAST
    own: bool = False
    left: int = 0


def scaled(value: float, unit: str) -> tuple[float, str]:
    """A value and its unit of measure on the scale that figures are compared on.

    套（间） is 套, 平米 平方米, 个百分点 百分点; 1.9亿元 is 190000000 元 (domain.md: money stays as
    written), and 1500米 are 1.5公里.
    """
    if unit in _MONEY:
        times, unit = _MONEY[unit]
        return value * times, unit
    bare = _BRACKETS.sub("", unit) or unit
    bare = SAME_UNIT.get(bare, bare)
    if bare in _LENGTHS_AND_AREAS:
        times, unit = _LENGTHS_AND_AREAS[bare]
        return round(value * times, 9), unit
    return value, bare


@lru_cache(maxsize=8192)
def figures_of(content: ReportContent, quarter: int = THIS_QUARTER) -> tuple[Figure, ...]:
    """The figures of a report, in its order; `quarter` is that of its month, where it is known.

    A figure is this month's where its own words say so (本月, 当月) or the unit when asked, else it counts
    since January (domain.md: the commonest confusion, so the answer says which was understood). What a
    quarter's figure counts (二季度完成140例) only the unit knows; of the first quarter it is the same.
    """
    if not content.quantities:
        return ()
    clauses = list(clauses_of(content.progress or ""))
    found = [_figure(quantity, clauses, this_month=content.this_month) for quantity in content.quantities]
    found = [_in_quarter(one, quarter) for one in found]
    return tuple(found if content.own_quarter is None else _as_answered(found, quarter, content.own_quarter))


def _figure(quantity: Quantity, clauses: Sequence[Clause], *, this_month: bool) -> Figure:
    words, span, whole = _take(clauses, quantity)
    if this_month and span is not Span.SO_FAR and not says_total(words):
        span = Span.MONTH
    value, unit = scaled(quantity.value, quantity.unit)
    part_of = None if whole is None else scaled(whole, quantity.unit)[0]
    return Figure(value, unit, words, span is Span.MONTH, span, part_of)


def _in_quarter(figure: Figure, running: int) -> Figure:
    """With the quarter that its words name: 本季度 is the `running` one, in the first all since January."""
    if figure.span is not Span.OTHER or (said := quarter_of(figure.words)) is None:
        return figure
    if said == THIS_QUARTER and running == 1:
        return replace(figure, span=Span.SO_FAR)
    return replace(figure, quarter=said or running)


def _as_answered(figures: Sequence[Figure], running: int, own_quarter: bool) -> list[Figure]:
    """What the unit has said of the figures with a quarter, else of those that name no time at all."""
    asked = [one for one in figures if one.quarter is not None] or [
        one for one in figures if one.span is Span.UNSAID and own_quarter
    ]
    return [_answered(one, running, own_quarter) if one in asked else one for one in figures]


def _answered(figure: Figure, running: int, own_quarter: bool) -> Figure:
    if not own_quarter:
        return replace(figure, span=Span.SO_FAR, quarter=None)
    return replace(figure, span=Span.OTHER, quarter=figure.quarter or running, own=True)


def is_fall(figure: Figure) -> bool:
    """同比下降2.1%: the words before the figure say that it went down."""
    return bool(_FALLEN.search(figure.words.partition(f"{figure.value:g}")[0]))


def is_former(figure: Figure) -> bool:
    """670 of 由每人每年670元提高到730元: the level that was left."""
    found = _FROM_TO.search(figure.words)
    return found is not None and any(
        isclose(figure.value, float(found[1]) * scale) for scale in (1, 1e4, 1e8)
    )


def is_standard(figure: Figure) -> bool:
    """每人每年730元, 补助标准提高60元: a level, which counts neither since January nor one month."""
    return figure.unit == "元" and bool(_STANDARD.search(figure.words))


def goal_figures(plan: PlanWords) -> tuple[GoalFigure, ...]:
    """The figures in the goals of a plan, quarter by quarter."""
    found: list[GoalFigure] = []
    said_before = None
    for quarter, name in enumerate(QUARTERS, 1):
        said = getattr(plan, name)
        goal, period = parted(said or "")
        for drawn, monthly in _drawn(without_untold(spelt_out(goal))):
            whole = drawn.unit == "%" and bool(_WHOLE_ITEM.fullmatch(_before_figure(drawn.raw)))
            own = period == OWN and (whole or drawn.unit not in RATES)
            figure = _goal_figure(drawn, monthly=monthly, own=own)
            kind = IndicatorKind.AMOUNT if monthly else _kind(drawn)
            own = own or monthly or bool(_OUTRIGHT.search(drawn.raw))
            like, after = said == said_before, left(period, quarter)
            found.append(GoalFigure(quarter, figure, whole, like, _name(drawn), kind, drawn.op, own, after))
        said_before = said
    return tuple(found)


def _drawn(goal: str) -> Iterable[tuple[Indicator, bool]]:
    """The figures of a goal, and whether they are for every month: 每月完成2处、开工3处."""
    at = 0
    for drawn in draw_indicators(goal, monthly=True):
        at = max(at, goal.find(drawn.raw, at)) + len(drawn.raw)
        standard = drawn.unit == "元" or drawn.unit in RATES | {"个百分点"}
        yield drawn, not standard and bool(_EVERY_MONTH.search(_CLAUSE_END.split(goal[:at])[-1]))


def _goal_figure(drawn: Indicator, *, monthly: bool, own: bool) -> Figure:
    value, unit = scaled(drawn.value, drawn.unit)
    adds = monthly or own or bool(_MORE.search(drawn.raw))
    return Figure(value * MONTHS if monthly else value, unit, drawn.raw, adds)


def _name(drawn: Indicator) -> str:
    """开工 of 开工6处, 走访企业 of 走访50家企业; "" where nothing but the figure is said."""
    unit = (
        re.escape(drawn.unit)
        .replace("个百分点", "个?百分点")
        .replace("亿元", "亿元?")
        .replace("万元", "万元?")
    )
    figure = re.compile(_COUNT_ALONE.pattern + unit)
    name = _AROUND_NAME.sub("", figure.sub("", drawn.raw).strip("的，、 "))
    return _GROWN.sub("", name) if drawn.kind is IndicatorKind.GROWTH else name


def _kind(drawn: Indicator) -> IndicatorKind:
    """A concentration (微克/立方米) is a level, as a ratio is, and adds up as little."""
    return IndicatorKind.RATIO if "/" in drawn.unit else drawn.kind


def _before_figure(words: str) -> str:
    return re.split(r"\d", words, maxsplit=1)[0].strip("的约 为")


def _take(clauses: Sequence[Clause], quantity: Quantity) -> tuple[str, Span, float | None]:
    """Words and time of the first clause that still holds this figure, and the whole it is a part of."""
    for clause in clauses:
        for at, (said, whole) in enumerate(clause.left):
            if said == quantity:
                del clause.left[at]
                return clause.words, clause.span, whole
    return "", Span.UNSAID, None
