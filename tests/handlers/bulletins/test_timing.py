"""When bulletins are due and go out: working days, make-up days, working hours."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.timing import after_working_hours, bulletin_due, in_working_hours, told_at
from handlers.duties.hours import Hours, Quiet
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from tests.builders import SHANGHAI

CALENDAR = Calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("month", "livelihood", "overall"),
    [
        ("2023-03", "2023-04-11 09:20", "2023-04-13 09:20"),
        ("2023-09", "2023-10-12 09:20", "2023-10-16 09:20"),  # after National Day, with make-up days
        ("2023-12", "2024-01-09 09:20", "2024-01-11 09:20"),
        ("2024-09", "2024-10-14 09:20", "2024-10-16 09:20"),  # the deadline is a Saturday that is worked
    ],
)
def test_bulletins_follow_the_deadline(month: str, livelihood: str, overall: str) -> None:
    hours, rhythm, of = Hours(SHANGHAI, calendar=CALENDAR), Rhythm(), Month.parse(month)
    assert bulletin_due(BulletinKind.LIVELIHOOD, of, rhythm, hours) == at(livelihood)
    assert bulletin_due(BulletinKind.OVERALL, of, rhythm, hours) == at(overall)


def test_the_office_sets_other_days_and_times() -> None:
    rhythm = Rhythm(
        livelihood_after=2, overall_after=5, bulletins_at=time(8, 10), quiet=Quiet(time(18), time(9, 30))
    )
    hours, march = Hours(SHANGHAI, rhythm.quiet, CALENDAR), Month(2023, 3)
    assert bulletin_due(BulletinKind.LIVELIHOOD, march, rhythm, hours) == at("2023-04-12 09:32")
    assert bulletin_due(BulletinKind.OVERALL, march, rhythm, hours) == at("2023-04-17 09:32")


@pytest.mark.parametrize(
    ("drafted", "hours", "published"),
    [
        ("2023-04-11 10:05", 4, "2023-04-11 14:05"),
        ("2023-04-11 15:00", 4, "2023-04-12 11:05"),  # never at minute :00
        ("2023-04-28 16:10", 4, "2023-05-04 12:10"),  # Labour Day: 29 April to 3 May
        ("2023-05-05 16:10", 2, "2023-05-06 10:10"),  # a Saturday that is worked
        ("2023-04-15 11:00", 1, "2023-04-17 10:05"),
        ("2023-04-11 10:05", 20, "2023-04-13 14:05"),
    ],
)
def test_hours_count_while_people_work(drafted: str, hours: float, published: str) -> None:
    assert after_working_hours(at(drafted), hours, CALENDAR, SHANGHAI) == at(published)


def test_working_hours() -> None:
    assert in_working_hours(at("2023-04-11 10:05"), CALENDAR, SHANGHAI)
    assert in_working_hours(at("2023-05-06 10:05"), CALENDAR, SHANGHAI)
    assert not in_working_hours(at("2023-05-07 10:05"), CALENDAR, SHANGHAI)
    assert not in_working_hours(at("2023-04-11 08:30"), CALENDAR, SHANGHAI)
    assert not in_working_hours(at("2023-04-11 17:00"), CALENDAR, SHANGHAI)


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        (["2023-04-07 14:05"], "2023-04-07 14:25"),
        (["2023-04-07 14:05", "2023-04-07 14:24"], "2023-04-07 14:44"),
        ([f"2023-04-07 13:{minute}" for minute in (10, 28, 46)], "2023-04-07 14:06"),
        ([f"2023-04-07 {hour}:{at}" for hour in (13, 14) for at in (10, 24, 38, 52)], "2023-04-07 15:10"),
        (["2023-04-07 16:20"], "2023-04-07 16:30"),
        (["2023-04-07 16:31", "2023-04-07 16:40"], "2023-04-07 16:50"),
        (["2023-04-07 16:50"], "2023-04-10 09:00"),  # a Friday
        (["2023-04-07 19:30", "2023-04-09 20:00"], "2023-04-10 09:00"),
        (["2023-04-10 08:55"], "2023-04-10 09:15"),
        (["2023-05-06 10:00"], "2023-05-06 10:20"),  # a Saturday that is worked
    ],
)
def test_closed_one_after_another_are_told_together(closed: list[str], told: str) -> None:
    found = told_at([at(one) for one in closed], CALENDAR, SHANGHAI)
    assert found == tuple([at(told)] * len(closed))


def test_what_is_closed_after_others_should_have_been_told_is_gathered_anew() -> None:
    closed = [at(f"2023-04-{one}") for one in ("07 19:30", "10 09:05", "10 09:15", "10 09:36")]
    told = [at(f"2023-04-10 {one}") for one in ("09:00", "09:35", "09:35", "09:56")]
    assert told_at(closed, CALENDAR, SHANGHAI) == tuple(told)
    assert told_at([], CALENDAR, SHANGHAI) == ()
