"""By when something is wanted, where the words say it: 月底前, 11月30日前, 本周五前, 三天内, 5个工作日内."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from handlers.reading.normalise import Text
from handlers.reading.numerals import whole

_NO = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_END = r"\s*(?:之前|以前|前|内|以内|之内)?"
_DAY = re.compile(rf"(?:(?P<month>{_NO})月)?(?P<day>{_NO})[日号]{_END}")
_MONTH_END = re.compile(rf"(?:(?P<month>{_NO})月|(?P<next>下个?月)|(?:本|这个|当)?月)(?:底|末|月底){_END}")
_YEAR_END = re.compile(rf"(?:今年|年)(?:底|末|终){_END}")
_WEEKDAY = re.compile(rf"(?P<next>下个?)?(?:本|这个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天]){_END}")
_WITHIN = re.compile(rf"(?P<count>{_NO})个?(?P<unit>工作日|天|日|周|星期){_END[:-1]}")
_SOON = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_WEEK = "一二三四五六日"


def by_when(words: str, today: date, calendar: Calendar) -> date | None:
    """The day that is named, never before `today`; None where none is."""
    norm = Text.of(words).norm
    for read in (_within, _weekday, _month_end, _year_end, _day, _soon):
        day = read(norm, today, calendar)
        if day is not None and day >= today:
            return day
    return None


def _within(norm: str, today: date, calendar: Calendar) -> date | None:
    found = _WITHIN.search(norm)
    if found is None or not norm[found.end("unit") :].lstrip().startswith(("内", "以内", "之内")):
        return None
    count = whole(found["count"])
    if found["unit"] == "工作日":
        return calendar.add_working_days(today, count)
    return today + timedelta(days=count * (7 if found["unit"] in {"周", "星期"} else 1))


def _weekday(norm: str, today: date, _calendar: Calendar) -> date | None:
    found = _WEEKDAY.search(norm)
    if found is None:
        return None
    wanted = _WEEK.index("日" if found["day"] == "天" else found["day"])
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if found["next"] else 0)
    return monday + timedelta(days=wanted)


def _month_end(norm: str, today: date, _calendar: Calendar) -> date | None:
    found = _MONTH_END.search(norm)
    if found is None:
        return None
    this = Month.of(today)
    if found["next"]:
        return this.next.last_day
    if not found["month"]:
        return this.last_day
    number = whole(found["month"])
    return Month(today.year, number).last_day if 1 <= number <= 12 else None


def _year_end(norm: str, today: date, _calendar: Calendar) -> date | None:
    return date(today.year, 12, 31) if _YEAR_END.search(norm) else None


def _day(norm: str, today: date, _calendar: Calendar) -> date | None:
    found = _DAY.search(norm)
    if found is None:
        return None
    month = whole(found["month"]) if found["month"] else today.month
    try:
        return date(today.year, month, whole(found["day"]))
    except ValueError:
        return None


def _soon(norm: str, today: date, _calendar: Calendar) -> date | None:
    return next((today + timedelta(days=ahead) for word, ahead in _SOON.items() if word in norm), None)
