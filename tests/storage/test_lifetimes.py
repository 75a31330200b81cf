"""How long a letter is of use, and what goes first when there is little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import outbox
from storage.lifetimes import ANSWER_LIVES, PUSH_LIVES, of_use_until, worth_of
from storage.outbox import Push
from storage.transactions import Database
from tests.builders import SHANGHAI

MORNING = datetime(2023, 4, 10, 9, 7, tzinfo=SHANGHAI)
MIDNIGHT = datetime(2023, 4, 11, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("answer", MORNING + ANSWER_LIVES),
        ("report_reminder", MIDNIGHT),
        ("plan_reminder", MIDNIGHT),
        ("report_overdue", MORNING + PUSH_LIVES),
        ("livelihood_bulletin", MORNING + PUSH_LIVES),
        ("leader_summary", MORNING + PUSH_LIVES),
        ("something_new", MORNING + PUSH_LIVES),
    ],
)
def test_each_kind_has_its_time(kind: str, until: datetime) -> None:
    assert of_use_until(kind, MORNING, SHANGHAI) == until
    assert of_use_until(kind, MORNING.astimezone(UTC)) == until


def test_what_matters_most_is_told_apart() -> None:
    matters = {"answer", "report_overdue", "plan_overdue", "returned", "report_returned", "quota_warning"}
    for kind in (*matters, "report_reminder", "leader_summary", "overall_bulletin", "notice"):
        assert worth_of(kind).matters is (kind in matters), kind


def test_a_push_may_say_it_otherwise(database: Database) -> None:
    later = MORNING + timedelta(hours=2)

    def put(connection: object, push: Push) -> bool:
        return outbox.put_push(connection, push, MORNING)  # type: ignore[arg-type]

    for key, expires in (("a", None), ("b", later)):
        push = Push(key, "report_reminder", "wecom", key, "x", expires_at=expires)
        assert database.write(lambda c, push=push: put(c, push))  # type: ignore[misc]
    letters = database.write(lambda c: outbox.claim(c, MORNING))
    assert [letter.expires_at for letter in letters] == [MIDNIGHT, later]
