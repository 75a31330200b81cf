"""The reporting month, where the words state one: 3月份, 截至3月底, 1-5月, 十二月份情况."""

from __future__ import annotations

import re

from handlers.ledger.months import Month
from handlers.reading.figures import figures
from handlers.reading.numerals import whole
from handlers.reading.shapes import Written

NO = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NOT_A_DEADLINE = r"(?!\s*(?:之|以)?前|\s*内)"
_MONTH = re.compile(
    rf"(?:(?P<year>20\d\d)\s*年\s*)?(?<![\d.第])(?:(?P<until>截[至止到]|到"
    rf"|至)\s?)?(?:(?P<from>{NO})\s?月?\s?(?:-|~|至|到)\s?)?(?<!\d)(?P<month>{NO})\s?月"
    rf"(?P<kind>份|底|末|(?P<day>\d{{1,2}})\s*[日号])?{_NOT_A_DEADLINE}(?!\s*(?:初|上旬|中旬|下旬"
    rf"|底前|末前|\d))"
)
_HEAD = 3  # 2022年12月完成8处: a month with its year states the month where the words begin with it
_BEGUN = re.compile(r"[^，,;；。\n]{0,12}?(?:开工|动工|启动|开始|立项|成立|签订|进场|获批|批复|以来)")

_RECENT = 3  # months back in which a month at the head is one that is reported, not the past of a story
_ANY = re.compile(rf"(?<!\d){NO}\s?月")
_TOLD_SINCE = re.compile(r"目前|现[已有在]|至今|截[至止]|随后|之后")
_CLAUSE = re.compile(r"[^，,;；。\n]*")


def _month(found: re.Match[str], written: Written) -> Month:
    """A day of the running month by which the last month's report is due means that report."""
    latest = written.month
    month = Month(int(found["year"]) if found["year"] else latest.year, whole(found["month"]))
    if found["day"] and int(found["day"]) <= written.due_day and month == latest:
        month = month.previous
    return month if month <= latest else Month(min(latest.year, month.year - 1), month.month)


def stated_in_heading(words: str, written: Written) -> Month | None:
    """The month of a heading, where any month that is no deadline counts: 5月, 补报2月, （8月）."""
    for found in _MONTH.finditer(words) if "月" in words else ():
        if not found["day"] or found["until"]:
            return _month(found, written)
    return None


def _begins(words: str, found: re.Match[str]) -> bool:
    """2021年12月开工，目前封顶2处: the month in which the story begins, not the one that is reported."""
    return bool(_BEGUN.match(words, found.end()))


def months_told(words: str, written: Written) -> set[Month]:
    """The months that words of progress call by 份."""
    found = _MONTH.finditer(words) if "月份" in words else ()
    return {_month(one, written) for one in found if one["kind"] == "份" and not one["from"]}


def stated_in_text(words: str, written: Written) -> Month | None:
    """The month within a sentence of progress: only 3月份, 截至3月底 and 1-5月 state it."""
    plain: set[Month] = set()  # 3月份完成招标，5月份开工 is a story, and states none
    for found in _MONTH.finditer(words) if "月" in words else ():
        heads = found["year"] and not found["day"] and found.start() < _HEAD and not _begins(words, found)
        if found["from"] or found["until"] or heads:
            return _month(found, written)
        if found["kind"] == "份":
            plain.add(_month(found, written))
    return plain.pop() if len(plain) == 1 else None


def told_at_head(words: str, written: Written) -> Month | None:
    """1月新增城镇就业1000人: a recent month with its figure, the only one told; weaker than one that is stated.

    1月开工2处, 1月已开工2处 and 1月完成招标，目前… begin a story. The reader states no month by it (what 5月
    is told in June is May's without it); it serves where the month would else be guessed.
    """
    begin = len(words) - len(words.lstrip())
    found = _MONTH.match(words, begin)
    if not found or found["year"] or found["until"] or found["from"] or found["kind"]:
        return None
    rest = _CLAUSE.match(words, found.end())
    clause = rest[0] if rest else ""
    told = figures(clause)
    if "已" in clause or _begins(words, found) or not (told.quantities or told.percent is not None):
        return None
    if len(_ANY.findall(words)) > 1 or _TOLD_SINCE.search(words):
        return None
    month = _month(found, written)
    return month if written.month.plus(-_RECENT) <= month else None


HEADING = re.compile(
    rf"\s?[(（【\[]?\s?(?P<until>截[至止到]\s?)?(?:20\d\d\s?年\s?)?(?:{NO}\s?月?\s?[-~至到]\s?)?{NO}\s?月(?:份"
    rf"|底|末)?\s?[)）\]】]?"
    r"\s?(?:的?(?:情况|进展|进展情况|工作|工作进展|报告|汇报|数据)|的(?=[:：]))?\s?(?(until)(?=[:：\n]|$)"
    r"|(?=[\s:：,，;；。\n]|$))"
)
