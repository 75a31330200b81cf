"""Which time a figure counts, as far as its words tell: all since January, one month, some other part."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class Span(Enum):
    """Which time a figure counts, as far as its words tell."""

    SO_FAR = "so far"  # 累计, 截至, 上半年
    MONTH = "month"  # 本月, 5月新增
    OTHER = "other"  # 二季度, 较上月增加: some part of the year
    UNSAID = "unsaid"


_TOTAL = re.compile(
    r"累[计记]|总共|共计|合计|截[至止]|[年月]初(?:以来|至今)|今年(?:以来|至今)|[前头]\S个?月"
    r"|1 ?月?份? ?[-—–~至到] ?\d{1,2}月"
)
_STATE = re.compile(r"已达|达到")  # 本月达到5处 is no month's figure
_NOW = re.compile(r"已|目前|现有|现存|共(?=[\d约计有])")
_NO_SPAN = r"(?<![-—–~至到自从前\d])"
_NO = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_RESULT = (
    r"(?:新?建成|完[成工](?!情况|进[展度])|竣工|[新净]增|新?引[进育]|实现|新[建改扩]|新?开工|新?签约|新?筹集|新?培育|新?认定|发放|办结|新?开展|新?举办"
    r"|新?落[地户]|新?改造|新?更新|新?开发|新?交付|新?投[用放]|新?启动)"
)
# 7月城镇新增就业, but not 7月底建成, 7月20日建成, 7月进展: 建成
_NAMED_MONTH = (
    rf"{_NO_SPAN}{_NO}月份?(?![底末初中上下起\d]|以来|工作|进[展度]|情况)"
    rf"[^，,;；。:：、\n\d()底末]{{0,8}}?{_RESULT}"
)
_MONTH = re.compile(rf"本月|当月|这个月|{_NAMED_MONTH}|月内|环比新增")
_GROWN = (
    r"[当单]月|[新净]增"
    r"|新(?:建成|引|开工|签约|筹集|培育|认定|开展|举办|落[地户]|改造|更新|开发|交付|投[用放]|启动)"
)
_REPORT_MONTH = re.compile(rf"\s*{_NO} ?月份(?![,，:\s]*[^，,;；。:：、\n\d]{{0,10}}?(?:{_GROWN}))[,，:\s]*")
_ANY_MONTH = re.compile(rf"{_NO} ?月")
_QUARTER = r"(?:季度(?!目标|任务|计划|序时|末|底)|当季|下半年)"
_SINCE = re.compile(
    r"(?<![-~至到每\d])(?:第?一|1) ?季度(?!目标|任务|计划|序时)"
    r"|[一1] ?[-~至到] ?[二三四2-4] ?季度|[前头][二三两23]个?季度|上半年"
)
_PART_OF_YEAR = re.compile(rf"[^，,;；。\n\d每]?\d?{_QUARTER}")
_ONE_QUARTER = re.compile(
    r"(?<![-—–~至到和、每前头])第?(?P<no>[一二三四1-4]) ?季度(?!目标|任务|计划|序时|末|底)"
    r"|(?:[本当]季度?|这个?季度)(?!目标|任务|计划|序时|末|底)"
)
_QUARTERS = "一二三四"
THIS_QUARTER = 0
"""Of 本季度, where the month that is spoken of is not known."""
_OTHER = re.compile(
    rf"{_QUARTER}|上个?月|本周|上周|今[天日]|昨[天日]|近[期日]|春节|五一|国庆|期间|半年|暑期"
    rf"|{_NO_SPAN}{_NO}月(?!份?(?:[底末:：]|工作|(?:完成)?(?:进[展度]|情况)|以来|起))"
)
_MORE = re.compile(r"[又另]|再(?!就业|生|[次度])|增加|环比")


@lru_cache(maxsize=8192)
def span_of(words: str, name: str = "") -> Span:
    """The time that words speak of; 又, 再, 增加 tell a part of it, unless the target's `name` has them.

    上半年 and 一季度 begin in January, so what they tell is a total; 二季度 does not.
    """
    if _TOTAL.search(words) or "全年" in words:
        return Span.SO_FAR
    if _MONTH.search(words):
        return Span.UNSAID if _STATE.search(words) else Span.MONTH
    if _SINCE.search(words):
        return Span.SO_FAR
    more = any(found not in name for found in _MORE.findall(words))
    return Span.OTHER if more or _OTHER.search(words) else Span.UNSAID


def without_report_month(words: str) -> str:
    """开工8处 of 4月份开工8处: a month at the head is that of the report and tells nothing of the figure.

    4月份新增8处 is that month's own, and with a second month it is no longer the report's alone.
    """
    found = _REPORT_MONTH.match(words)
    return words[found.end() :] if found and len(_ANY_MONTH.findall(words)) == 1 else words


def names_its_month(words: str) -> bool:
    """7月新增, and not 本月: of what follows behind a comma it is not sure that it is that month's too."""
    found = _MONTH.search(words)
    return found is not None and found[0][0] not in "本当这月环"


def ends_early(words: str) -> bool:
    """上半年 and 一季度: all since January, but perhaps not until now."""
    return bool(_SINCE.search(words)) and not says_total(words)


def says_total(words: str) -> bool:
    """累计, 截至, 达到: it counts all since January, whatever is said around it."""
    return bool(_TOTAL.search(words) or _STATE.search(words))


def quarter_of(words: str) -> int | None:
    """The one quarter that words tell of: 2 of 二季度, THIS_QUARTER of 本季度; None of any other time."""
    found = list(_ONE_QUARTER.finditer(words))
    if not found or says_total(words) or _SINCE.search(words):
        return None
    return _number(found[-1]["no"])


def since_january(words: str) -> int | None:
    """The quarter at whose end a total since January is told: 1 of 一季度, 2 of 上半年, 3 of 前三季度."""
    found = None if says_total(words) else _SINCE.search(words)
    if found is None:
        return None
    return 2 if found[0] == "上半年" else _number(found[0].rstrip("季度个 ")[-1])


def _number(said: str | None) -> int:
    """The quarter that a numeral names (两 is two); THIS_QUARTER for none."""
    if said is None:
        return THIS_QUARTER
    return int(said) if said.isdecimal() else _QUARTERS.index(said.replace("两", "二")) + 1


def part_said(words: str) -> str:
    """本月, or the quarter: the part of the year that words name, also for what follows; "" for none."""
    if says_total(words):
        return ""
    if _MONTH.search(words):
        return "本月"
    quarter = None if _SINCE.search(words) else _PART_OF_YEAR.search(words)
    return quarter[0] if quarter else ""


def ends_part(words: str) -> bool:
    """Whether words speak of all so far or of another time, so that 本月, said before, holds no longer."""
    return says_total(words) or any(time.search(words) for time in (_NOW, _SINCE, _OTHER))
