"""Indicators: the measurable targets in an item's text, as a careful reader takes them.

Only what is to be reached this year counts. Names (5G, 1+11+17+N, 中国500强, anything in quotation marks),
ages, times promised in a name and frequencies are none. 以上, 不少于, 超过, 突破, 余 are at least;
左右, 约 about; 1-2家 a range. 增长6% is growth, 占比 or …率 a ratio, 每人每年730元 a standard.
1.5万家 is 15000 家, money stays as written; 投资20亿 and a bare 5万 are money, as in the reports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from handlers.ledger.items import Comparator, Indicator, IndicatorKind
from handlers.reading.measures import BARE_MONEY, is_money

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％－～", "0123456789.%-~")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_MONEY = r"(?:万亿|亿|万|千|百)?美?元"
_COUNTED = (
    "平方公里|平方千米|平方米|立方米|公里|千米|公顷|微克/立方米|千瓦时|千瓦|兆瓦|人次|人份|场次|件次|批次|班次|人天|标段|车位|床位|户次"
    "|套（间）|套\\(间\\)|间（套）|家|个|处|户|人|名|位|套|间|项|件|场|次|座|所|栋|幢|棟|米|亩|吨|例|条|台|辆|张|床|期|册|部|篇"
    "|批|只|头|株|棵|对|支|盏|宗|笔|㎡|km|MW|条次|轮|艘|架|段|口|眼|门|款|天|斤|公斤"
)
_UNIT = rf"(?:%|％|‰|个百分点|百分点|{_MONEY}|(?:{_COUNTED})|{BARE_MONEY})"
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_CHINESE = r"[一二两三四五六七八九十百千]+"
_TARGET = re.compile(
    rf"(?<![A-Za-z0-9.+第几每\-])(?P<low>{_ARABIC}|{_CHINESE})"
    rf"(?:[%％]?(?:-|—|–|~|至|到)(?P<high>{_ARABIC}))?"
    rf"(?P<more>余|多)?(?P<scale>万(?!元|亿)|千万(?!元)|亿(?!元))?(?P<more2>余|多)?(?P<unit>{_UNIT})"
    r"(?P<after>余|多|(?:及)?以上|以内|之内|以下|左右|上下)?"
)
_NO_TARGET = re.compile(r"个?(?:工作日|月|小时|半月|星期)|[级类]")
_IDIOM = re.compile(
    r"千家万户|万户千家|百家争鸣|一[家户名人]一|一件事|一次办|一次性|一人一|一部手机|一张(?:网|图|清单|蓝图|表)|一条龙|一个"
)
_FEW = re.compile(r"[一二两三四五六七八九]")
_COUNTABLE_FEW = frozenset("家所座处场条套名户例亩栋幢辆台公里")

_AT_LEAST = "不少于|不低于|不小于|至少|超过|突破|大于|高于|多于|超"
_AT_MOST = "不超过|不高于|不多于|不大于|低于|小于|少于|控制在|压减到|压降到|降低到|下降到|降到|降至"
_ABOUT = "大约|约|近|将近"
_LEVEL = "达到|达|提高到|提升到|提高至|提升至|增加到|增长到|上升到|保持在|稳定在|维持在|扩大到|为"
_BEFORE = re.compile(rf"(?P<word>{_AT_MOST}|{_AT_LEAST}|{_ABOUT})$")
_LEADING_UP = re.compile(rf"(?:{_AT_MOST}|{_AT_LEAST}|{_ABOUT}|{_LEVEL}|共计|总计|共|分别|各|以上的?|大关)$")
_TO_LEVEL = re.compile(rf"(?:{_LEVEL}|控制在|降低到|下降到|降到|降至|压减到|压降到)$")
_GROWTH = re.compile(
    r"(?:同比|比上年|较上年|比去年|年均|平均|分别|均)*(?P<verb>增长|增幅|增速|提高|提升|增加|上升|下降|降低|减少|压减|压降)$"
)
_RATE_NAME = re.compile(r"(?:增幅|增速|增长率|降幅)$")
_FALLS = frozenset({"下降", "降低", "减少", "压减", "压降"})
_STANDARD = re.compile(
    r"每[百千万十\d]*万?(?:人口|名)[^，。；]*$|每(?:人|户|名|亩|月|年|个|村|床|千|万|百|辆|生|家|吨)[^，。；]{0,8}$"
)
_FREQUENCY = re.compile(
    r"每(?:半?年|个?月|季度?|周|日|天|旬)(?:至少|不少于|各|开展|组织|举办|召开)?[^，。；]{0,6}$"
)
_SIZE_CLASS = re.compile(r"(?:及?以上)?的?(?:企业|项目|产业|工程|集群)")
_PER = re.compile(r"至?每(?:人|户|名|亩|月|年|生|家)+(?:每(?:年|月|季))?$")
_SINCE = re.compile(r"^自[^，。；]{2,14}起(?:提高|上调)?")
_RATES = frozenset({"%", "％", "‰", "个百分点", "百分点"})
_BARE = frozenset({"亿", "千万", "万"})
_STOP = "，。；：！？,;:!?"
_FILLERS = re.compile(
    r"^(?:[、和及与或的]|以及|其中|力争|确保|实现|努力|全年|全区|年内|全力|加快|有序|积极|稳步|持续|扎实|大力|统筹|对|将|把|使|则"
    r"|推进(?=.)|推动(?=.)|涉及)+"
)
_VERBS = re.compile(
    r"(?:开工|规划|打造|提升|新|改|扩|续)*(?:建成|建设|建立|新建|改建|扩建|改造|完成|新增|净增|引进|培育|打造|创建|实施|开展|组织|举办"
    r"|推进|推动|启动|加快|开工|举行|发放|筹集|开发|提供|更新|安排|争取|建|推出|办好|为|达到)*"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """What stands around a figure: `before` back to the last stop, `behind` its noun (5处[山体修复])."""

    start: int
    before: str
    behind: str


def draw_indicators(text: str, *, monthly: bool = False) -> tuple[Indicator, ...]:
    """The indicators of an item in the order of its text; `monthly`: of a plan's goal 每月8场 too."""
    plain = _masked(text.translate(_HALF_WIDTH))
    counted = [figure for figure in _TARGET.finditer(plain) if _counts(plain, figure, monthly=monthly)]
    figures = [
        figure
        for figure, after in zip_longest(counted, counted[1:])
        if after is None or not _is_scope(plain, figure, after)
    ]
    found: list[Indicator] = []
    floor = 0
    for figure, after in zip_longest(figures, figures[1:]):
        clause = _clause(text, plain, figure, floor, after.start() if after else len(text))
        drawn = _indicator(figure, clause, text)
        if found and not drawn.metric:
            drawn = _like(drawn, found[-1], clause)
        found.append(drawn)
        floor = figure.end() + len(clause.behind)
    return tuple(found)


def _like(drawn: Indicator, before: Indicator, clause: _Clause) -> Indicator:
    """A figure without words of its own (分别下降5%和8%; 达到730元) measures what the one before it does."""
    alone = not clause.before.strip("、和及与")
    if alone and before.unit == drawn.unit:
        return replace(drawn, metric=before.metric, kind=before.kind)
    return replace(drawn, metric=_GROWTH.sub("", before.metric) or before.metric)


def _is_scope(text: str, figure: re.Match[str], after: re.Match[str]) -> bool:
    """A count before a rate in the same clause says of what (11项标准分别提高5%) and is no target."""
    between = text[figure.end() : after.start()]
    return (
        after["unit"] in _RATES
        and figure["unit"] not in _RATES
        and not any(stop in between for stop in _STOP + "、")
    )


def _masked(text: str) -> str:
    """Names in quotation marks and titles of documents without their figures; as long as before."""
    return re.sub(r"“[^”]*”|《[^》]*》|「[^」]*」", lambda name: "■" * len(name[0]), text)


def _counts(text: str, figure: re.Match[str], *, monthly: bool) -> bool:
    """Is the figure a target, and not a part of a name, a frequency or a class of size?"""
    unit, before = figure["unit"], text[: figure.start()]
    if _IDIOM.match(text, figure.start()) or (unit == "个" and _NO_TARGET.match(text, figure.end("unit"))):
        return False
    few = figure["low"][0] in "一二两三四五六七八九十百千" and unit not in _BARE
    if few and not _is_chinese_count(text, figure):
        return False
    often = unit in {"次", "场", "期", "场次"} and _FREQUENCY.search(before)
    if often and not (monthly and often[0].startswith(("每月", "每个月"))):
        return False
    if unit == "天" and "天数" not in _since_stop(before):
        return False
    if unit in _BARE and not is_money(unit, _since_stop(before), text[figure.end() :]):
        return False
    return not (unit.endswith("元") and _SIZE_CLASS.match(text, figure.end("unit")))


def _is_chinese_count(text: str, figure: re.Match[str]) -> bool:
    """Chinese numerals count only before a plain unit of counting: 十场, 二十家, but not 两个一, 三项制度."""
    if figure["unit"] in {"部", "批", "期", "门", "次", "条", "口", "段", "人", "位", "对"}:
        return not _FEW.fullmatch(figure["low"])
    if figure.start() and text[figure.start() - 1] in "每逐任何同唯统单第一二三四五六七八九十":
        return False
    return figure["unit"] in _COUNTABLE_FEW or not _FEW.fullmatch(figure["low"])


def _since_stop(before: str) -> str:
    return re.split(f"[{_STOP}]", before)[-1]


def _clause(text: str, plain: str, figure: re.Match[str], floor: int, ceiling: int) -> _Clause:
    start = figure.start()
    while start > floor and plain[start - 1] not in _STOP:
        start -= 1
    end = figure.end()
    while end < ceiling and plain[end] not in _STOP + "、和与及" and not plain.startswith("以及", end):
        end += 1
    behind = _without_comparators(text[figure.end() : end])
    behind = behind if len(behind.lstrip("的")) >= 2 else ""
    return _Clause(start, text[start : figure.start()], behind)


def _metric(clause: _Clause, unit: str) -> str:
    """What is measured: the noun behind the figure where there is one, else the words before it."""
    before = _without_comparators(_PER.sub("", _without_comparators(clause.before)))
    behind = clause.behind.lstrip("的")
    grown = _GROWTH.search(before)
    if grown and grown["verb"] not in _FALLS and unit in _RATES:
        before = before[: grown.start()]
    before = _FILLERS.sub("", _SINCE.sub("", before)).strip("、（(")
    if not behind:
        return before
    if before.endswith("等"):
        return before.rpartition("以及")[2] + behind
    return behind if _VERBS.fullmatch(before) or len(before) < 2 or not grown else before


def _without_comparators(words: str) -> str:
    while (shorter := _LEADING_UP.sub("", words)) != words:
        words = shorter
    return words.strip("）)")


def _indicator(figure: re.Match[str], clause: _Clause, text: str) -> Indicator:
    metric = _metric(clause, figure["unit"])
    raw = text[clause.start : figure.end() + len(clause.behind)].lstrip("、和及与以")
    unit = {"％": "%"}.get(figure["unit"], figure["unit"]) + ("元" if figure["unit"] in _BARE else "")
    return Indicator(
        metric=metric,
        kind=_kind(clause.before, unit, metric),
        op=_comparator(figure, clause.before),
        value=_value(figure["low"], figure["scale"]),
        unit={"百分点": "个百分点", "㎡": "平方米"}.get(unit, unit),
        raw=raw,
        high=_value(figure["high"], figure["scale"]) if figure["high"] else None,
    )


def _kind(before: str, unit: str, metric: str) -> IndicatorKind:
    if unit == "个百分点":
        return IndicatorKind.GROWTH
    if unit in {"%", "‰"}:
        return IndicatorKind.GROWTH if _grows(before, metric) else IndicatorKind.RATIO
    return IndicatorKind.STANDARD if _STANDARD.search(before) else IndicatorKind.AMOUNT


def _grows(before: str, metric: str) -> bool:
    """增长6%, 增长达到6%, 增速不低于6% grow; 提高到85%, 降至3% are levels."""
    if _RATE_NAME.search(metric):
        return True
    words = re.sub(rf"(?:{_AT_LEAST}|{_ABOUT}|不超过|不高于|控制在)+$", "", before)
    if re.search(r"(?:提高|提升|增加|上升|增长|下降|降低|降|压减|压降|扩大)[到至]$", words):
        return False
    return bool(_GROWTH.search(_TO_LEVEL.sub("", words)))


def _comparator(figure: re.Match[str], before: str) -> Comparator:
    if figure["high"]:
        return Comparator.RANGE
    after = figure["after"] or ""
    if after in {"以内", "之内", "以下"}:
        return Comparator.AT_MOST
    if figure["more"] or figure["more2"] or after in {"余", "多", "以上", "及以上"}:
        return Comparator.AT_LEAST
    word = _BEFORE.search(before)
    if after or (word and re.fullmatch(_ABOUT, word["word"])):
        return Comparator.ABOUT
    if word and re.fullmatch(_AT_LEAST, word["word"]):
        return Comparator.AT_LEAST
    return Comparator.AT_MOST if word else Comparator.EQUAL


def _value(words: str, scale: str | None) -> float:
    """1.5 and 万 are 15000; 十 is 10, 二十五 is 25."""
    number = float(words.replace(",", "")) if words[0].isdigit() else _chinese(words)
    for power in scale or "":
        number *= _POWERS[power]
    return round(number, 6)


def _chinese(words: str) -> float:
    total, digit = 0, 0
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * _POWERS[char]
            digit = 0
    return float(total + digit)
