"""By when something is wanted, where the words say it: 月底前, 11月30日前, 28日前, 本周五前, 三天内, 明天."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from handlers.reading.dates import days_named
from handlers.reading.normalise import Text
from handlers.reading.numerals import whole

_NO = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_WITHIN = re.compile(rf"(?P<count>{_NO})个?(?P<unit>工作日|天|日|周|星期)\s*(?:之内|以内|内)")
_WEEKDAY = re.compile(r"(?P<next>下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_DAY = re.compile(rf"(?<![\d月.])(?P<day>{_NO})[日号]")
_SOON = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_WEEK = "一二三四五六日"


def by_when(words: str, today: date, calendar: Calendar) -> date | None:
    """The day that is named, never before `today`; None where none is."""
    norm = Text.of(words).norm
    return next((day for day in _days(norm, today, calendar) if day >= today), None)


def _days(norm: str, today: date, calendar: Calendar) -> Iterator[date]:
    if found := _WITHIN.search(norm):
        count = whole(found["count"])
        if found["unit"] == "工作日":
            yield calendar.add_working_days(today, count)
        else:
            yield today + timedelta(days=count * (7 if found["unit"] in {"周", "星期"} else 1))
    if found := _WEEKDAY.search(norm):
        wanted = _WEEK.index("日" if found["day"] == "天" else found["day"])
        yield today + timedelta(days=wanted - today.weekday() + (7 if found["next"] else 0))
    yield from (named.day for named in days_named(norm, Month.of(today), today) if named.exact)
    if (found := _DAY.search(norm)) and 1 <= (number := whole(found["day"])) <= Month.of(today).last_day.day:
        yield today.replace(day=number)
    yield from (today + timedelta(days=ahead) for word, ahead in _SOON.items() if word in norm)
