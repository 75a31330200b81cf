"""Deadlines against the dates worked out by hand in the State Council's calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.deadlines import (
    DEFAULT_DAY_OFF_RULE,
    DayOffRule,
    Deadline,
    local_day,
    plan_deadline,
    report_deadline,
    report_month,
    returned_deadline,
)
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month

CALENDAR = Calendar()
MARCH, APRIL, MAY = Month(2023, 3), Month(2023, 4), Month(2023, 5)
MONTHS = st.builds(Month, st.integers(1990, 2060), st.integers(1, 12))

FIFTH_WORKING_DAYS = [
    "2023-01-09",
    "2023-02-07",
    "2023-03-07",
    "2023-04-10",
    "2023-05-09",
    "2023-06-07",
    "2023-07-07",
    "2023-08-07",
    "2023-09-07",
    "2023-10-11",
    "2023-11-07",
    "2023-12-07",
    "2024-01-08",
    "2024-02-06",
    "2024-10-12",
    "2025-05-12",
    "2025-10-14",
    "2026-01-08",
    "2026-02-06",
    "2026-03-06",
    "2026-04-08",
    "2026-05-11",
    "2026-06-05",
    "2026-07-07",
    "2026-08-07",
    "2026-09-07",
    "2026-10-13",
    "2026-11-06",
    "2026-12-07",
]


def owing(*months: Month) -> set[Month]:
    return set(months)


@pytest.mark.parametrize("day", FIFTH_WORKING_DAYS)
def test_report_is_due_on_the_fifth_working_day_of_the_next_month(day: str) -> None:
    due = date.fromisoformat(day)
    assert report_deadline(Month.of(due).previous, CALENDAR) == Deadline(due, due, provisional=False)


def test_the_number_of_working_days_is_a_setting() -> None:
    assert report_deadline(MARCH, CALENDAR, nth=3).on == date(2023, 4, 6)


def test_the_december_report_rests_on_the_next_year() -> None:
    last = CALENDAR.latest_known
    assert not report_deadline(Month(last, 11), CALENDAR).provisional
    assert report_deadline(Month(last, 12), CALENDAR).provisional
    confirmed = Calendar({}, frozenset({last + 1}))
    assert not report_deadline(Month(last, 12), confirmed).provisional


@pytest.mark.parametrize(
    ("year", "advance", "postpone"),
    [
        (2023, date(2023, 2, 15), date(2023, 2, 15)),
        (2024, date(2024, 2, 9), date(2024, 2, 18)),  # Spring Festival 10-17; Sunday the 18th is worked
        (2025, date(2025, 2, 14), date(2025, 2, 17)),
        (2026, date(2026, 2, 14), date(2026, 2, 24)),  # Saturday the 14th is worked; holiday 15-23
    ],
)
def test_a_plan_due_on_a_day_off_moves_by_the_rule(year: int, advance: date, postpone: date) -> None:
    nominal = date(year, 2, 15)
    assert plan_deadline(year, CALENDAR, DayOffRule.ADVANCE) == Deadline(advance, nominal)
    assert plan_deadline(year, CALENDAR, DayOffRule.POSTPONE) == Deadline(postpone, nominal)
    assert plan_deadline(year, CALENDAR, DayOffRule.FIXED) == Deadline(nominal, nominal)
    assert plan_deadline(year, CALENDAR) == plan_deadline(year, CALENDAR, DEFAULT_DAY_OFF_RULE)
    assert plan_deadline(year, CALENDAR, DayOffRule.ADVANCE).moved is (year != 2023)


def test_nobody_is_late_before_the_printed_date_has_passed() -> None:
    advanced = plan_deadline(2024, CALENDAR, DayOffRule.ADVANCE)
    assert not advanced.is_late(date(2024, 2, 15))
    assert advanced.is_late(date(2024, 2, 16))
    postponed = plan_deadline(2024, CALENDAR, DayOffRule.POSTPONE)
    assert not postponed.is_late(date(2024, 2, 18))
    assert postponed.is_late(date(2024, 2, 19))


def test_a_plan_of_an_unannounced_year_is_provisional_unless_the_date_is_fixed() -> None:
    assert plan_deadline(2035, CALENDAR, DayOffRule.ADVANCE).provisional
    assert plan_deadline(2035, CALENDAR, DayOffRule.POSTPONE).provisional
    assert not plan_deadline(2035, CALENDAR, DayOffRule.FIXED).provisional


def test_a_returned_report_is_due_two_working_days_on() -> None:
    assert returned_deadline(date(2023, 4, 4), CALENDAR).on == date(2023, 4, 7)  # 5 April is Qingming
    assert returned_deadline(date(2023, 9, 28), CALENDAR, days=1).on == date(2023, 10, 7)
    assert returned_deadline(date(CALENDAR.latest_known, 12, 31), CALENDAR).provisional


@given(MONTHS)
def test_reports_are_due_early_in_the_next_month_whatever_the_year(month: Month) -> None:
    due = report_deadline(month, CALENDAR)
    assert Month.of(due.on) == month.next
    assert 5 <= due.on.day <= 16
    assert CALENDAR.is_working_day(due.on)
    assert due.provisional is not CALENDAR.known(month.next.year)


@given(st.integers(1, 9998), st.sampled_from(DayOffRule))
def test_plans_are_due_near_the_printed_date_whatever_the_year(year: int, rule: DayOffRule) -> None:
    due = plan_deadline(year, CALENDAR, rule)
    assert abs((due.on - due.nominal).days) <= 10
    assert due.nominal == date(year, 2, 15)


@pytest.mark.parametrize("missing", [owing(), owing(MARCH), owing(MARCH, APRIL)])
@pytest.mark.parametrize("today", [date(2023, 4, 1), date(2023, 4, 10)])
def test_until_the_deadline_the_month_before_is_meant(today: date, missing: set[Month]) -> None:
    assert report_month(today, None, missing.__contains__, CALENDAR) == MARCH


@pytest.mark.parametrize("today", [date(2023, 4, 11), date(2023, 4, 30)])
def test_after_the_deadline_it_depends_on_what_is_missing(today: date) -> None:
    assert report_month(today, None, owing(MARCH).__contains__, CALENDAR) == MARCH
    assert report_month(today, None, owing(APRIL).__contains__, CALENDAR) == APRIL


def test_a_stated_month_stands_as_it_is() -> None:
    assert report_month(date(2023, 4, 3), APRIL, owing(MARCH).__contains__, CALENDAR) == APRIL
    assert report_month(date(2023, 4, 3), Month(2022, 12), owing().__contains__, CALENDAR) == Month(2022, 12)


@pytest.mark.parametrize(
    ("stated", "today", "missing", "meant"),
    [
        (date(2023, 4, 5), date(2023, 4, 5), owing(), MARCH),
        (date(2023, 4, 10), date(2023, 4, 10), owing(), MARCH),
        (date(2023, 4, 11), date(2023, 4, 11), owing(MARCH), APRIL),
        (date(2023, 3, 31), date(2023, 4, 5), owing(MARCH), MARCH),
        (date(2023, 4, 5), date(2023, 4, 12), owing(MARCH), MARCH),
        (date(2023, 4, 5), date(2023, 4, 12), owing(APRIL), APRIL),
        (date(2023, 4, 5), date(2023, 5, 4), owing(APRIL), APRIL),
    ],
)
def test_a_stated_day_in_the_days_of_reporting_means_the_report_that_is_due(
    stated: date, today: date, missing: set[Month], meant: Month
) -> None:
    assert report_month(today, stated, missing.__contains__, CALENDAR) == meant


def test_in_january_the_december_of_last_year_is_meant() -> None:
    assert report_month(date(2024, 1, 8), None, owing().__contains__, CALENDAR) == Month(2023, 12)
    assert report_month(date(2024, 1, 9), None, owing().__contains__, CALENDAR) == Month(2024, 1)


def test_a_utc_evening_is_the_next_day_in_shanghai() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert local_day(datetime(2023, 4, 10, 15, 59, tzinfo=UTC), shanghai) == date(2023, 4, 10)
    assert local_day(datetime(2023, 4, 10, 16, 0, tzinfo=UTC), shanghai) == date(2023, 4, 11)
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2023, 4, 10, 16, 0), shanghai)  # noqa: DTZ001 - the naive time is the subject
