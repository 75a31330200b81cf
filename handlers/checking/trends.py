"""A report's totals beside those of former months: what falls, is one month's, or changed its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.checking.comparing import Told, former, same_thing, told
from handlers.ledger.items import IndicatorKind
from handlers.ledger.months import Month
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent, ReportVersion
from handlers.reading.measures import SWAPPED
from handlers.reading.shapes import Quantity
from handlers.standings.figures import scaled
from handlers.standings.matching import Target
from handlers.standings.senses import DONE, sense_of
from handlers.standings.times import Span
from handlers.wording.phrases import number

# numbers that may well fall: what is left, what is under way, levels and averages
_MAY_FALL = re.compile(
    r"在建|在办|在施|在手|在训|在校|在岗|在库|在册|在谈|剩|余|尚|仍|还有|未|没|缺|待|库存|存量|欠|现有|当前|正在"
    r"|降|减|压|跌|比|率|均|每|单价|得分|排名|浓度|指数|事故|投诉|积压|逾期|隐患|空置|闲置|不足|困难|问题"
)
_RATES = frozenset({"%", "‰", "百分点", "倍", "天", "小时", "分钟", "分", "度"})
# totals of these stages are states that stay: what was signed or built in March is so in April
_LASTING = DONE | {
    *("签约", "签订", "封顶", "拆除", "清零", "腾空", "腾退", "搬迁", "筹集", "挂牌"),
    *("授牌", "出让", "改造", "修复", "落户", "引进", "入住", "配租"),
}
_ROUNDED = re.compile(r"\d(?:[余多]|\.?\d*万(?!元))|[约近]\s*\d|左右|上下")
_JUMP = 100  # a value so many times larger or smaller is a slip of the unit of measure
_LIKE_BEFORE = (0.8, 3.0)  # read in the former unit, it is so many times the former value
_MONTHS_SHARE = 1.3  # of the average month so far: as much may be one month's figure
_PART_OF_YEAR = re.compile(r"本月|当月|季度|阶段|半年|第[一二三四\d]|[一二三四]期")
_OVERALL = re.compile(r"总体|整体|总进度|整项")
_SHARE_CLAUSE = re.compile(r"[^，,;；。\n]*[%％成]")
_SHARE_ROUNDED = 1.0  # 43 % after 43.4 %
_LABEL = re.compile(r"[一-鿥a-z“”]+")
_AROUND_LABEL = re.compile(
    r"^(?:截至|截止|目前|累计|已经?|共计?|本月|月份?|底|末)+|(?:已经?|累计|共计?|达到?|(?<!签)约|完成了?)+$"
)
_LABEL_LENGTH = 12


def trends(
    now: Sequence[Told], earlier: Sequence[ReportVersion], targets: tuple[Target, ...]
) -> Iterator[tuple[Told, Point]]:
    """At most one point a figure, with the figure. `earlier`: former reports of the same year, oldest first.

    A former figure is that of the newest month that has one for the same thing. First it is asked whether the
    unit of measure changed, then whether it is one month's figure, then whether a total fell.
    """
    for one in now if earlier else ():
        if not _comparable(one, targets):
            continue
        for report in reversed(earlier):
            if other := former(one, now, told(report.content, targets)):
                point = _beside(one, other, report.key.month, targets)
                break
        else:
            point = _below_months(one, earlier, targets) or _other_unit(one, now, earlier[-1], targets)
        if point:
            yield one, point


def _below_months(one: Told, earlier: Sequence[ReportVersion], targets: tuple[Target, ...]) -> Point | None:
    """A total below what the former months have told as their own: 2300人 after 1000人 and 本月1500人."""
    if one.target is None or not one.is_total:
        return None
    months = [
        (report.key.month.month, other.value)
        for report in earlier
        for other in told(report.content, targets)
        if other.target == one.target and other.figure.unit == one.figure.unit and other.span is Span.MONTH
    ]
    together = sum(value for _, value in months)
    if not months or one.value + rounding(one) >= together:
        return None
    of = "、".join(f"{month}月" for month in dict.fromkeys(month for month, _ in months))
    was, now = f"{number(together)}{one.figure.unit}", amount(one.quantity)
    said = f"{label(one, targets)}累计报{now}，少于{of}当月数之和{was}"
    return Point(PointKind.FALLS, _subject(one, was, now), said)


def share_falls(
    content: ReportContent, earlier: Sequence[ReportVersion], targets: Sequence[Target]
) -> Point | None:
    """The share of the item that is done, smaller than in the newest report (oldest first) that states one.

    The share of a month's, a quarter's or a stage's goal begins anew, and where there are several targets it
    may be another one's: neither is compared.
    """
    last = next((report for report in reversed(earlier) if report.content.percent is not None), None)
    if last is None or content.percent is None or last.content.percent is None:
        return None
    was, now = last.content.percent, content.percent
    if now >= was - _SHARE_ROUNDED or not _of_one_thing(content, last.content, targets):
        return None
    said = f"完成比例由{last.key.month.month}月的{number(was)}%降为{number(now)}%"
    return Point(PointKind.FALLS, f"percent:{number(was)}>{number(now)}", said)


def _of_one_thing(content: ReportContent, last: ReportContent, targets: Sequence[Target]) -> bool:
    words = [one.progress or "" for one in (content, last)]
    if any(_PART_OF_YEAR.search(said) for said in words):
        return False
    if len(targets) > 1 and not all(_OVERALL.search(said) for said in words):
        return False
    now, then = (sense_of(found[0] if (found := _SHARE_CLAUSE.search(said)) else said) for said in words)
    return now.stages == then.stages and now.places == then.places


def label(one: Told, targets: Sequence[Target]) -> str:
    """A short name of what the figure counts: the target's, else the words before the figure; "" for none."""
    metric = targets[one.target].metric if one.target is not None else ""
    named = [name for name in (metric, _word_before(one)) if name]
    return next(
        (name for name in named if len(name) <= _LABEL_LENGTH),
        named[0][:_LABEL_LENGTH] + "…" if named else "",
    )


def amount(quantity: Quantity) -> str:
    """`3100套`, as the reports say it."""
    return f"{number(quantity.value)}{quantity.unit}"


def _subject(one: Told, was: str, now: str) -> str:
    """The target by its place in the item, and the figures: other words for them are no new doubt."""
    return f"{'' if one.target is None else one.target}:{was}>{now}"


def _word_before(one: Told) -> str:
    before = _LABEL.findall(one.figure.words.partition(number(one.quantity.value))[0])
    return _AROUND_LABEL.sub("", before[-1]) if before else ""


def _comparable(one: Told, targets: Sequence[Target]) -> bool:
    """Amounts that only grow within a year: of a target, of a stage that lasts, or said to be totals."""
    if one.value < 0 or one.figure.unit in _RATES or _MAY_FALL.search(one.figure.words):
        return False
    if one.target is not None:
        target = targets[one.target]
        return target.kind is IndicatorKind.AMOUNT and not target.at_most
    return one.span is not Span.UNSAID or bool(one.sense.stages & _LASTING)


def _beside(one: Told, other: Told, month: Month, targets: Sequence[Target]) -> Point | None:
    if _MAY_FALL.search(other.figure.words):
        return None
    name = label(one, targets)
    was, now = amount(other.quantity), amount(one.quantity)
    subject = _subject(one, was, now)
    if one.span is Span.MONTH:
        return _too_much_for_a_month(one, other, month, name)
    if not one.is_total:
        return None
    if _unit_slipped(one, other):
        said = f"{name}{month.month}月报{was}，这次报{now}，计量单位可能不一致"
        return Point(PointKind.UNIT_JUMPS, subject, said)
    if not _smaller(one, other):
        return None
    if one.span is Span.UNSAID and _like_one_month(one, other, month):
        said = f"{name}报{now}，少于{month.month}月的{was}，是本月数还是累计数"
        return Point(PointKind.MONTHLY_OR_SO_FAR, subject, said)
    if one.target is None and Span.SO_FAR not in {one.span, other.span} and not one.sense.stages & _LASTING:
        return None
    return Point(PointKind.FALLS, subject, f"{name}累计数由{month.month}月的{was}降为{now}")


def _too_much_for_a_month(one: Told, other: Told, month: Month, name: str) -> Point | None:
    """本月 said of what looks like the total: no less than the total before, and no more than that and two
    average months. In a total of one month, or of a few pieces, that tells nothing.
    """
    limit = other.value * (1 + 2 / month.month)
    if month.month < 2 or other.value < 10 or not other.value <= one.value <= limit:
        return None
    was, now = amount(other.quantity), amount(one.quantity)
    said = f"{name}报本月{now}，不少于截至{month.month}月的{was}，是本月数还是累计数"
    return Point(PointKind.MONTHLY_OR_SO_FAR, _subject(one, was, f"本月{now}"), said)


def _unit_slipped(one: Told, other: Told) -> bool:
    """万元 that became 元, 1.1万人 that became 1.1人: a value far off, and right again in the former unit."""
    if not other.value or not one.value or 1 / _JUMP < one.value / other.value < _JUMP:
        return False
    low, high = _LIKE_BEFORE
    reread = scaled(one.quantity.value, other.quantity.unit)[0] / other.value
    return low <= (reread if one.quantity.unit != other.quantity.unit else reread * 10_000) <= high


def _smaller(one: Told, other: Told) -> bool:
    """Smaller by more than rounding: 1.9亿元 after 1.93亿元, 1.1万人 after 11230人 are the same figure."""
    return one.value + rounding(one) < other.value - rounding(other)


def rounding(one: Told) -> float:
    """Half of the last written digit, where the figure is written as a round one."""
    value, unit = one.quantity.value, one.quantity.unit
    written = number(value)
    decimals = len(written.partition(".")[2])
    if decimals:
        return scaled(0.5 * 10**-decimals, unit)[0]
    if _ROUNDED.search(one.figure.words):
        return scaled(0.5 * 10 ** (len(written) - len(written.rstrip("0"))), unit)[0]
    return 0.0


def _like_one_month(one: Told, other: Told, month: Month) -> bool:
    """Nothing says 累计, and it is half of the total before at most, or about an average month of it."""
    return one.value <= max(other.value / 2, _MONTHS_SHARE * other.value / month.month)


def _other_unit(
    one: Told, now: Sequence[Told], latest: ReportVersion, targets: tuple[Target, ...]
) -> Point | None:
    """The same thing counted in another unit of measure, where the former is not there any more."""
    month, figures = latest.key.month, told(latest.content, targets)
    if not one.is_total or one.sense.blank or any(other.figure.unit == one.figure.unit for other in figures):
        return None
    here = {other.figure.unit for other in now}
    gone = [
        other
        for other in figures
        if other.figure.unit not in here | _RATES
        and not other.sense.blank
        and (other.is_total or other.span is Span.MONTH)
    ]
    fits = [other for other in gone if same_thing(one, other) and not _swapped(one, other)]
    if len(fits) != 1 or sum(other.sense == one.sense for other in now) > 1:
        return None
    was, is_now = amount(fits[0].quantity), amount(one.quantity)
    name = label(fits[0], targets)
    said = f"{name}{month.month}月按“{fits[0].quantity.unit}”报{was}，这次按“{one.quantity.unit}”报{is_now}"
    return Point(PointKind.UNIT_JUMPS, _subject(fits[0], was, is_now), said)


def _swapped(one: Told, other: Told) -> bool:
    return any({one.figure.unit, other.figure.unit} <= words for words in SWAPPED)
