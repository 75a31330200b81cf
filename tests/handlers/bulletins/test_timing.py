"""When bulletins are due and go out: working days, make-up days, working hours."""

from __future__ import annotations

from datetime import datetime

import pytest

from handlers.bulletins.timing import after_working_hours, in_working_hours, livelihood_due, overall_due
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from tests.builders import SHANGHAI

CALENDAR = Calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("month", "livelihood", "overall"),
    [
        ("2023-03", "2023-04-11 10:05", "2023-04-13 10:05"),
        ("2023-09", "2023-10-12 10:05", "2023-10-16 10:05"),  # after National Day, with make-up days
        ("2023-12", "2024-01-09 10:05", "2024-01-11 10:05"),
        ("2024-09", "2024-10-14 10:05", "2024-10-16 10:05"),  # the deadline is a Saturday that is worked
    ],
)
def test_bulletins_follow_the_deadline(month: str, livelihood: str, overall: str) -> None:
    assert livelihood_due(Month.parse(month), CALENDAR, SHANGHAI) == at(livelihood)
    assert overall_due(Month.parse(month), CALENDAR, SHANGHAI) == at(overall)


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
