"""Working days: the announced years against a second source, the others never guessed silently."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.workdays import Announced, Calendar, state_council
from handlers.ledger.months import Month

CALENDAR = Calendar()
FIRST_YEAR, LAST_YEAR = min(state_council().years), max(state_council().years)
NOTHING_ANNOUNCED = Announced(frozenset(), frozenset(), frozenset())

# Days on which the two libraries differ, with the reason.
KNOWN_DISAGREEMENTS = {
    date(2005, 12, 31): "a make-up day by the notice for 2006; chinesecalendar lost it. Before our time.",
}


def days_of(year: int) -> list[date]:
    count = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return [date(year, 1, 1) + timedelta(days=ahead) for ahead in range(count)]


KNOWN_DAYS = [day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in days_of(year)]
EVERY_DAY = st.dates(date(1980, 1, 1), date(2060, 12, 31))
EVERY_COUNT = st.integers(-40, 40)
OVERRIDES = st.dictionaries(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=20)


def test_every_announced_day_agrees_with_a_second_library() -> None:
    second = holidays.country_holidays("CN", years=range(FIRST_YEAR, LAST_YEAR + 2))
    differing = {day for day in KNOWN_DAYS if CALENDAR.is_working_day(day) != second.is_working_day(day)}
    assert differing == set(KNOWN_DISAGREEMENTS)


def test_every_announced_day_agrees_with_the_library_underneath() -> None:
    assert all(CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day) for day in KNOWN_DAYS)


def test_announced_years_are_those_the_library_answers_for() -> None:
    assert state_council().years == set(range(FIRST_YEAR, LAST_YEAR + 1))
    assert LAST_YEAR >= 2026
    assert CALENDAR.latest_known == LAST_YEAR
    for year in (FIRST_YEAR - 1, LAST_YEAR + 1):
        with pytest.raises(NotImplementedError):
            chinese_calendar.is_workday(date(year, 6, 1))
        assert CALENDAR.is_provisional(year)


@pytest.mark.parametrize("year", [1, 1990, 2003, LAST_YEAR + 1, 2035, 2100, 9998])
def test_unknown_years_are_provisional_and_never_raise(year: int) -> None:
    assert CALENDAR.is_provisional(year)
    assert CALENDAR.is_provisional(date(year, 7, 1))
    assert CALENDAR.is_provisional(Month(year, 7))
    working = [day for day in days_of(year) if CALENDAR.is_working_day(day)]
    assert 245 <= len(working) <= 261
    assert all(day.weekday() < 5 for day in working)
    assert not {(1, 1), (5, 1), (10, 1), (10, 7)} & {(day.month, day.day) for day in working}


def test_a_year_with_a_few_days_listed_is_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice lists days of the neighbouring year too: 30 December 2006 for New Year 2007."""
    stray = {date(LAST_YEAR + 1, 1, 1): "New Year's Day", date(LAST_YEAR + 1, 1, 2): "New Year's Day"}
    monkeypatch.setattr("chinese_calendar.constants.holidays", chinese_calendar.holidays | stray)
    announced = state_council.__wrapped__()
    assert max(announced.years) == LAST_YEAR
    assert date(LAST_YEAR + 1, 1, 2) in announced.days_off


def test_overrides_win_but_only_confirmation_ends_the_doubt() -> None:
    monday, saturday = date(2035, 2, 5), date(2035, 2, 3)
    calendar = Calendar({monday: False, saturday: True})
    assert not calendar.is_working_day(monday)
    assert calendar.is_working_day(saturday)
    assert calendar.is_provisional(2035)
    confirmed = Calendar(calendar.overrides, frozenset({2035}))
    assert not confirmed.is_provisional(2035)
    assert confirmed.is_provisional(2034)
    assert not confirmed.is_working_day(monday)
    assert not confirmed.is_working_day(date(2035, 10, 1))
    assert confirmed.latest_known == 2035


def test_an_override_corrects_an_announced_day_too() -> None:
    assert not Calendar({date(2023, 3, 6): False}).is_working_day(date(2023, 3, 6))
    assert not Calendar({date(2023, 3, 6): False}).is_provisional(2023)


def test_later_changes_of_the_given_mapping_do_not_reach_the_calendar() -> None:
    given_days = {date(2023, 3, 6): False}
    calendar = Calendar(given_days)
    given_days.clear()
    assert not calendar.is_working_day(date(2023, 3, 6))
    assert hash(calendar) == hash(Calendar({date(2023, 3, 6): False}))


def test_without_any_announcement_everything_is_computed() -> None:
    calendar = Calendar(announced=NOTHING_ANNOUNCED)
    assert calendar.is_provisional(2024)
    assert calendar.latest_known == 0
    assert not calendar.is_working_day(date(2024, 2, 4))


def test_make_up_days_count_and_holidays_do_not() -> None:
    assert CALENDAR.is_working_day(date(2024, 2, 4))  # a Sunday
    assert CALENDAR.is_working_day(date(2024, 10, 12))  # a Saturday
    assert not CALENDAR.is_working_day(date(2023, 10, 6))  # a Friday
    assert CALENDAR.next_working_day(date(2023, 9, 28)) == date(2023, 10, 7)
    assert CALENDAR.previous_working_day(date(2023, 10, 7)) == date(2023, 9, 28)
    assert CALENDAR.add_working_days(date(2023, 4, 10), -3) == date(2023, 4, 4)  # T-3 of March's report


def test_a_count_over_new_year_touches_both_years() -> None:
    edge = date(LAST_YEAR, 12, 30)
    assert not CALENDAR.rests_on_provisional(date(LAST_YEAR, 1, 1), edge)
    assert CALENDAR.rests_on_provisional(edge, date(LAST_YEAR + 1, 1, 4))
    assert CALENDAR.rests_on_provisional(date(LAST_YEAR + 1, 1, 4), edge)


def test_a_moment_is_refused() -> None:
    with pytest.raises(TypeError, match="time zone"):
        CALENDAR.is_working_day(datetime(2023, 3, 6, 20, tzinfo=UTC))


@pytest.mark.parametrize("n", [0, -1])
def test_working_days_of_a_month_are_counted_from_one(n: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        CALENDAR.nth_working_day(Month(2023, 4), n)


@given(EVERY_DAY, EVERY_COUNT, OVERRIDES)
def test_going_there_and_back_ends_where_it_began(day: date, n: int, overrides: dict[date, bool]) -> None:
    calendar = Calendar(overrides)
    start = calendar.next_working_day(day)
    there = calendar.add_working_days(start, n)
    assert calendar.is_working_day(there)
    assert calendar.add_working_days(there, -n) == start
    assert calendar.working_days_between(start, there) == n


@given(EVERY_DAY, EVERY_DAY, EVERY_COUNT)
def test_counting_keeps_the_order(one: date, other: date, n: int) -> None:
    first, last = sorted((one, other))
    assert CALENDAR.add_working_days(first, n) <= CALENDAR.add_working_days(last, n)


@given(EVERY_DAY, st.integers(0, 20), st.integers(0, 20))
def test_counts_add_up(day: date, n: int, more: int) -> None:
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, n), more) == CALENDAR.add_working_days(
        day, n + more
    )


@given(EVERY_DAY, st.integers(1, 15))
def test_working_days_of_a_month_rise(day: date, n: int) -> None:
    month = Month.of(day)
    nth = CALENDAR.nth_working_day(month, n)
    assert CALENDAR.is_working_day(nth)
    assert nth < CALENDAR.nth_working_day(month, n + 1)
    assert month.first_day <= nth
    assert CALENDAR.working_days_between(month.first_day - timedelta(days=1), nth) == n
