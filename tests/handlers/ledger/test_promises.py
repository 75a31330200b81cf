"""Dated promises are read by rules, meant from the month of the report, and stand until they are answered."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ledger.months import Month
from handlers.ledger.promises import Promise, PromiseState, Said, promises_in, standing
from handlers.ledger.reports import ReportContent

MARCH, FILED = Month(2023, 3), date(2023, 4, 6)


def promised(
    next_step: str | None = None, progress: str | None = None, month: Month = MARCH, on: date = FILED
) -> list[tuple[str, str]]:
    content = ReportContent(progress=progress, next_step=next_step)
    return [(one.words, one.by.isoformat()) for one in promises_in(content, month, on)]


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("10月底前完成验收", "2023-10-31"),
        ("预计11月15日投用", "2023-11-15"),
        ("力争年底前全部完成", "2023-12-31"),
        ("下月完成立项", "2023-04-30"),
        ("下个月中旬开工", "2023-04-20"),
        ("三季度末完成主体", "2023-09-30"),
        ("三季度前完成招标", "2023-06-30"),
        ("10月前完成招标", "2023-09-30"),
        ("6月份完成", "2023-06-30"),
        ("６月上旬完成桩基", "2023-06-10"),
        ("十月底完成封顶", "2023-10-31"),
        ("上半年完成选址", "2023-06-30"),
        ("下半年完成建设", "2023-12-31"),
        ("明年3月底前交付", "2024-03-31"),
        ("2024年5月交付", "2024-05-31"),
        ("月底前完成招标", "2023-04-30"),
        ("本季度末完成招标", "2023-06-30"),
        ("2月底前完成", "2023-02-28"),
        ("年内完成验收", "2023-12-31"),
    ],
)
def test_the_day_by_which(words: str, by: str) -> None:
    assert promised(words) == [(words, by)]


def test_of_a_sentence_the_clause_is_kept() -> None:
    words = "加快建设，预计10月底前完成验收；11月15日前投用"
    assert promised(words) == [("预计10月底前完成验收", "2023-10-31"), ("11月15日前投用", "2023-11-15")]
    assert promised("10月底前，全部完成验收") == [("10月底前，全部完成验收", "2023-10-31")]


@pytest.mark.parametrize(
    "words",
    [
        "加快建设",
        "截至3月底完成8处",
        "每月底前调度一次",
        "自5月起实施",
        "原计划3月底完成",
        "已于3月底完成招标",
        "5月起发放补贴",
    ],
)
def test_no_promise(words: str) -> None:
    assert promised(words) == []


def test_of_progress_only_what_lies_ahead() -> None:
    assert promised(progress="3月底完成招标，预计10月底前完工") == [("预计10月底前完工", "2023-10-31")]


def test_december_speaks_of_the_next_year() -> None:
    december = Month(2023, 12)
    assert promised("1月底前完成", month=december, on=date(2024, 1, 5)) == [("1月底前完成", "2024-01-31")]
    assert promised("年底前完成", month=december, on=date(2024, 1, 5)) == [("年底前完成", "2024-12-31")]


def test_a_finished_report_promises_nothing() -> None:
    assert promises_in(ReportContent(next_step="10月底前移交", finished=True), MARCH, FILED) == ()


@given(st.text(max_size=60), st.integers(1, 12))
def test_any_words_are_read(words: str, month: int) -> None:
    for _, by in promised(words, words, Month(2023, month), Month(2023, month).next.first_day):
        assert date(2000, 1, 1) <= date.fromisoformat(by) <= date(2100, 1, 1)


BY_JUNE = Promise("6月底前完成", date(2023, 6, 30))


def at(day: date, *reports: Said) -> list[tuple[str, bool, bool]]:
    return [(one.state.value, one.newest, one.answered) for one in standing(reports, day)]


def test_a_promise_stands_until_its_day() -> None:
    said = Said(MARCH, promises=(BY_JUNE,))
    assert at(date(2023, 6, 30), said) == [("open", True, False)]
    assert at(date(2023, 7, 1), said) == [("due", True, False)]
    assert at(date(2023, 7, 1), said, Said(Month(2023, 5))) == [("due", False, False)]
    assert at(date(2023, 7, 1), said, Said(Month(2023, 6))) == [("due", False, True)]


def test_the_same_as_last_month_answers_nothing() -> None:
    said, same = Said(MARCH, promises=(BY_JUNE,)), Said(Month(2023, 6), unchanged=True)
    assert at(date(2023, 7, 1), said, same) == [("due", True, False)]
    content = ReportContent(progress="建成2处", next_step="下月完成立项", unchanged=True)
    assert promises_in(content, Month(2023, 4), date(2023, 5, 5)) == ()


def test_a_new_promise_takes_the_place_of_the_old() -> None:
    later = Promise("8月底前完成", date(2023, 8, 31))
    found = standing([Said(Month(2023, 4), promises=(later,)), Said(MARCH, promises=(BY_JUNE,))], FILED)
    assert [one.promise for one in found] == [later]


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (Said(Month(2023, 5), finished=True), PromiseState.KEPT),
        (Said(Month(2023, 6), stage_met=True), PromiseState.KEPT),
        (Said(Month(2023, 5), stage_met=True), PromiseState.DUE),
        (Said(Month(2023, 6), stage_met=False), PromiseState.DUE),
    ],
)
def test_kept_is_what_is_finished_or_met(report: Said, state: PromiseState) -> None:
    assert standing([Said(MARCH, promises=(BY_JUNE,)), report], date(2023, 7, 5))[0].state is state
