"""How often: a window that no run of sendings can exceed, whoever sends."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import pacing
from storage.pacing import Pace
from storage.transactions import Database
from tests.storage.contents import NOW
from tests.storage.test_transactions import another, at_once

MINUTE, HOUR = Pace("k", 3, 60), Pace("k", 5, 3600)


def admit(database: Database, at: float, *paces: Pace) -> float | None:
    """None, or in how many seconds after NOW to ask again."""
    until = database.write(lambda c: pacing.admit(c, paces, NOW + timedelta(seconds=at)))
    return None if until is None else (until - NOW).total_seconds()


def test_the_window_slides(database: Database) -> None:
    assert [admit(database, at, MINUTE) for at in (0, 10, 20)] == [None] * 3
    assert admit(database, 59, MINUTE) == pytest.approx(60, abs=0.01)
    assert admit(database, 60.01, MINUTE) is None
    assert admit(database, 61, MINUTE) == pytest.approx(70, abs=0.01)


def test_a_key_may_have_a_minute_and_an_hour(database: Database) -> None:
    for at in (0, 100, 200, 300, 400):
        assert admit(database, at, MINUTE, HOUR) is None
    assert admit(database, 500, MINUTE, HOUR) == pytest.approx(3600, abs=0.01)


def test_all_keys_or_none(database: Database) -> None:
    one, both = Pace("a", 1, 60), (Pace("a", 1, 60), Pace("b", 1, 60))
    assert admit(database, 0, one) is None
    assert admit(database, 1, *both) is not None
    assert admit(database, 1, Pace("b", 1, 60)) is None


def test_nothing_to_keep_is_always_admitted(database: Database) -> None:
    assert admit(database, 0) is None


def test_what_the_platform_silences_rests(database: Database) -> None:
    until = NOW + timedelta(minutes=10)
    database.write(lambda c: pacing.rest(c, ["k"], until))
    database.write(lambda c: pacing.rest(c, [], until))
    assert admit(database, 1, MINUTE) == pytest.approx(600, abs=0.01)
    assert admit(database, 601, MINUTE) is None


def test_several_relays_keep_it_together(database: Database) -> None:
    answers: list[float | None] = []

    def one(which: Database) -> None:
        answers.append(admit(which, 0, Pace("k", 7, 60)))

    with another(database) as other:
        assert at_once(*[partial(one, which) for which in (database, other) * 8]) == [None] * 16
    assert sum(answer is None for answer in answers) == 7


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 40), min_size=1, max_size=25), st.integers(1, 4))
def test_never_more_than_so_many_in_any_window(database: Database, steps: list[float], most: int) -> None:
    database.write(lambda c: c.exec_driver_sql("DELETE FROM paces"))
    at, sent = 0.0, []
    for step in steps:
        at += step
        if admit(database, at, Pace("k", most, 60)) is None:
            sent.append(at)
    for first in sent:
        assert sum(first <= other < first + 59.99 for other in sent) <= most
