"""Nobody is pushed in quiet hours, on a day off or on the hour; a crowd is spread."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.hours import Hours, Quiet, jitter
from tests.builders import SHANGHAI

HOURS = Hours(SHANGHAI)
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2024, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001
QUIETS = st.sampled_from(["20:30-08:00", "00:00-07:00", "12:00-14:00", "19:00-00:00", "00:20-22:00"]).map(
    Quiet.parse
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@given(MOMENTS, QUIETS, st.text(max_size=5))
def test_what_is_spread_is_allowed_later_and_never_on_the_hour(at: datetime, quiet: Quiet, key: str) -> None:
    hours = Hours(SHANGHAI, quiet)
    moved = hours.spread(at, key)
    assert hours.allows(moved)
    assert moved > at
    assert moved.minute not in {0, 30}
    assert hours.until(moved) > moved
    assert not hours.allows(hours.until(moved)) or hours.until(moved).time() == time()


@given(MOMENTS)
def test_the_next_allowed_moment_leaves_none_out(at: datetime) -> None:
    allowed = HOURS.next_allowed(at)
    assert HOURS.next_allowed(allowed) == allowed
    quarter = at
    while quarter < allowed:
        assert not HOURS.allows(quarter)
        quarter += timedelta(hours=1)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("2023-04-06 20:29", "2023-04-06 20:29"),
        ("2023-04-06 20:30", "2023-04-07 08:00"),
        ("2023-04-07 03:00", "2023-04-07 08:00"),
        ("2023-04-07 21:00", "2023-04-10 08:00"),  # a weekend between
        ("2023-04-28 21:00", "2023-05-04 08:00"),  # the holiday
        ("2023-05-05 21:00", "2023-05-06 08:00"),  # Saturday, worked
        ("2023-10-06 10:00", "2023-10-07 08:00"),  # Saturday, worked
    ],
)
def test_nights_weekends_holidays_and_make_up_days(asked: str, allowed: str) -> None:
    assert HOURS.next_allowed(at(asked)) == at(allowed)


def test_a_thousand_people_take_half_an_hour() -> None:
    waits = [jitter(f"reminder:{number}:") for number in range(1000)]
    assert timedelta(minutes=1) <= min(waits) < max(waits) < timedelta(minutes=30)
    by_minute = [sum(wait // timedelta(minutes=1) == minute for wait in waits) for minute in range(1, 29)]
    assert min(by_minute) > 10
    assert max(by_minute) < 80


@pytest.mark.parametrize("wrong", ["20:30", "8-20", "25:00-08:00", "08:00-08:00", "08:00-07:00", ""])
def test_what_is_no_quiet_time(wrong: str) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        Quiet.parse(wrong)
