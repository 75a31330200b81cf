"""任务60 7月建成2处；8月建成3处: the words of a report taken apart by their months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from handlers.ledger.months import Month
from handlers.reading import markers
from handlers.reading.figures import figures
from handlers.reading.monthwords import NO
from handlers.reading.numerals import whole
from handlers.reading.openings import skip_loose
from handlers.reading.shapes import Written

_MONTH = (
    rf"(?:(?P<year>20\d\d) ?年 ?)?(?<!\d)(?P<month>{NO}) ?月"
    r"(?P<share>份)?(?!底|末|初|[上中下]旬|\d|之?前|以?[前内来后起])[ \t]{0,2}(?:的?(?:情况|进展|工作|数据))?[ \t]{0,2}(?P<colon>:)?"
)
_HEAD = re.compile(rf"(?P<cut>[;；。\n]|[，,])[ \t]*(?:补报)?{_MONTH}")
_FIRST = re.compile(rf"(?:补报)?{_MONTH}")
_BOTH = re.compile(
    rf"(?P<first>{NO}) ?月?份? ?(?:[、，,和及与]|以及) ?(?P<second>{NO}) ?月份?(?=均|都|也|全|:|情况|[两2]个月|[，, ])[，,: ]*"
)
_LAST = 12
_RECENT = 3  # months back in which a stated month is surely one that is reported


@dataclass(frozen=True, slots=True)
class Stretch:
    """norm[start:stop] is said of the month."""

    month: Month
    start: int
    stop: int


def by_month(norm: str, start: int, stop: int, written: Written) -> list[Stretch] | None:
    """The stretches that tell of one month each; None where the words are of one month or it can't be told."""
    begin = skip_loose(norm, start, stop)
    if norm.count("月", begin, stop) < 2:
        return None
    if (both := _BOTH.match(norm, begin, stop)) and (months := _both(both, written)):
        return [Stretch(month, both.end(), stop) for month in months]
    first = _FIRST.match(norm, begin, stop)
    heads = [first, *_HEAD.finditer(norm, first.end(), stop)] if first else []
    stretches: list[Stretch] = []
    plain = False
    for head in heads:
        month = _month(head, written)
        if month is None or markers.INTENDED.match(norm, head.end(), stop):
            continue
        if head is not first and not (head["colon"] or (head["share"] and head["cut"] not in "，,")):
            plain = True
        if stretches:
            stretches[-1] = Stretch(stretches[-1].month, stretches[-1].start, head.start())
        stretches.append(Stretch(month, head.end(), stop))
    return stretches if _is_sure(norm, stretches, heads, plain=plain) else None


def _is_sure(norm: str, stretches: list[Stretch], heads: list[re.Match[str]], *, plain: bool) -> bool:
    """Headings (7月份：…；8月份：…), or months in a row with figures of the same kind; else it is a story."""
    months = [stretch.month for stretch in stretches]
    if len(stretches) < 2 or months != sorted(set(months)):
        return False
    if not plain:
        return True
    by_comma = [head for head in heads[1:] if head["cut"] in "，,"]
    if by_comma and not all(head["share"] or head["colon"] for head in heads):
        return False  # 5月签约193户，6月全部签完
    in_a_row = all(later.previous == earlier for earlier, later in pairwise(months))
    return in_a_row and (not by_comma or _alike(norm, stretches))


def _alike(norm: str, stretches: list[Stretch]) -> bool:
    units = [
        {quantity.unit for quantity in figures(norm[one.start : one.stop]).quantities} for one in stretches
    ]
    return bool(set.intersection(*units))


def _month(found: re.Match[str], written: Written) -> Month | None:
    """The month that a head states, if it is over or runs and is not long ago."""
    number, now = whole(found["month"]), written.month
    if found["year"]:
        month = Month(int(found["year"]), number)
    else:
        month = Month(now.year if number <= now.month else now.year - 1, number)
    ago = (now.year - month.year) * _LAST + now.month - month.month
    if found["year"] or month.year == now.year:
        return month if ago >= 0 else None
    return month if ago <= _RECENT else None


def _both(found: re.Match[str], written: Written) -> tuple[Month, Month] | None:
    first, second = whole(found["first"]), whole(found["second"])
    now = written.month
    if second > now.month or second != first + 1:
        return None
    return Month(now.year, first), Month(now.year, second)
