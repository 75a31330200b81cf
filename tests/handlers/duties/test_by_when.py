"""By when a leader wants something, or the office puts it off to: read from free words."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.duties.by_when import by_when
from handlers.duties.workdays import Calendar

WEDNESDAY = date(2023, 4, 12)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("4月底前把验收做完", date(2023, 4, 30)),
        ("请住建局月底前报来", date(2023, 4, 30)),
        ("下月底前办好", date(2023, 5, 31)),
        ("5月中旬前拿方案", date(2023, 5, 20)),
        ("延期到5月8日", date(2023, 5, 8)),
        ("10月前要有结果", date(2023, 9, 30)),
        ("二季度末完成", date(2023, 6, 30)),
        ("年底前销号", date(2023, 12, 31)),
        ("明年1月底前", date(2024, 1, 31)),
        ("28日前完成", date(2023, 4, 28)),
        ("二十八号前完成", date(2023, 4, 28)),
        ("本周五前反馈", date(2023, 4, 14)),
        ("下周一报我", date(2023, 4, 17)),
        ("三天内答复", date(2023, 4, 15)),
        ("5个工作日内答复", date(2023, 4, 19)),
        ("两周内解决", date(2023, 4, 26)),
        ("明天上午报我", date(2023, 4, 13)),
    ],
)
def test_the_day_that_is_named(words: str, expected: date) -> None:
    assert by_when(words, WEDNESDAY, Calendar()) == expected


@pytest.mark.parametrize(
    "words",
    [
        "进度要加快",
        "4月的进展不理想，要抓紧",  # a month alone is what it is about
        "3月31日的数据再核一下",  # it is over
        "每天报一次",
        "31日前报",  # April has none
    ],
)
def test_no_day_is_made_up(words: str) -> None:
    assert by_when(words, WEDNESDAY, Calendar()) is None


def test_in_december_a_january_is_the_next_one() -> None:
    assert by_when("1月底前报来", date(2023, 12, 20), Calendar()) == date(2024, 1, 31)
