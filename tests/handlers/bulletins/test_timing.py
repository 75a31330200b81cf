"""When bulletins are due and go out: working days, make-up days, working hours."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.timing import after_working_hours, bulletin_due, in_working_hours
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
    assert bulletin_due(BulletinKind.LIVELIHOOD, march, rhythm, hours) == at("2023-04-12 09:30")
    assert bulletin_due(BulletinKind.OVERALL, march, rhythm, hours) == at("2023-04-17 09:30")


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
