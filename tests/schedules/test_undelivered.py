"""What did not arrive reaches the office once a day as one list, when it is at work."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select

from handlers.ledger.people import RoleName
from handlers.wording.delivery import SHOWN
from schedules.undelivered import tell_of_undelivered
from storage import outbox
from storage.outbox import Letter, Push
from storage.rows import GroupRow, RoleRow
from storage.states import Channel
from storage.transactions import Database
from storage.undelivered import try_again, unsent
from tests.builders import SHANGHAI
from tests.storage.contents import HOUSING

THURSDAY = datetime(2023, 4, 6, 10, 7, tzinfo=SHANGHAI)
BOTH = ("wecom", "dingtalk")
DAY = timedelta(days=1)


def tell(database: Database, now: datetime = THURSDAY, platforms: tuple[str, ...] = BOTH) -> int:
    return tell_of_undelivered(database, SHANGHAI, platforms, now)


def fails(database: Database, key: str, to: str = HOUSING, channel: Channel = Channel.DIRECT) -> None:
    """A reminder that the platform refused for good."""
    push = Push(key, "report_reminder", "wecom", to, "请报送", channel=channel)

    def fail(connection: Connection) -> None:
        outbox.put_push(connection, push, THURSDAY)
        [letter] = [one for one in outbox.claim(connection, THURSDAY) if one.dedupe_key == key]
        outbox.give_up(connection, letter, "账号不存在")

    database.write(fail)


def told(database: Database, now: datetime) -> list[Letter]:
    def send(connection: Connection) -> list[Letter]:
        claimed = outbox.claim(connection, now)
        for letter in claimed:
            outbox.mark_sent(connection, letter, now)
        return claimed

    return [letter for letter in database.write(send) if letter.kind == "undelivered"]


def test_the_office_gets_one_list_of_all_of_it(ledger: Database) -> None:
    group = insert(GroupRow).values(
        name="督查群",
        purpose="office",
        unit_id=None,
        platform="wecom",
        way="webhook",
        address="k",
        secret=None,
    )
    number = ledger.write(lambda c: c.execute(group.returning(GroupRow.id)).scalar_one())
    fails(ledger, "a")
    fails(ledger, "b", "gone")
    fails(ledger, "c", str(number), Channel.GROUP)
    assert tell(ledger) == 3
    letters = told(ledger, THURSDAY)
    assert len(letters) == 3
    text = letters[0].text
    assert "有3条消息没有送达" in text
    for words in ("提醒 → 范文博：账号不存在", "gone", "督查群"):
        assert words in text
    assert tell(ledger) == 0
    assert tell(ledger, THURSDAY + DAY) == 0


def test_what_fails_later_stands_in_the_next_days_list(ledger: Database) -> None:
    fails(ledger, "a")
    assert tell(ledger) == 3
    told(ledger, THURSDAY)
    fails(ledger, "b")
    assert tell(ledger, THURSDAY + timedelta(hours=2)) == 0
    assert tell(ledger, THURSDAY + DAY) == 3
    assert "有1条" in told(ledger, THURSDAY + DAY)[0].text


@pytest.mark.parametrize(
    "now",
    [
        datetime(2023, 4, 8, 10, 7, tzinfo=SHANGHAI),
        datetime(2023, 4, 5, 10, 7, tzinfo=SHANGHAI),
        datetime(2023, 4, 6, 8, 59, tzinfo=SHANGHAI),
        datetime(2023, 4, 6, 17, 0, tzinfo=SHANGHAI),
    ],
    ids=["saturday", "qingming", "early", "late"],
)
def test_not_outside_of_working_hours(ledger: Database, now: datetime) -> None:
    fails(ledger, "a")
    assert tell(ledger, now) == 0


def test_nobody_to_tell_loses_nothing(ledger: Database) -> None:
    fails(ledger, "a")
    assert tell(ledger, platforms=()) == 0
    offices = select(RoleRow.id).where(RoleRow.role == RoleName.OFFICE)
    rows = ledger.write(lambda c: c.execute(offices).scalars().all())
    assert rows
    assert tell(ledger) == 3


def test_a_list_that_fails_itself_does_not_come_back_for_ever(ledger: Database) -> None:
    fails(ledger, "a")
    tell(ledger)

    def fail(connection: Connection) -> None:
        for letter in outbox.claim(connection, THURSDAY):
            outbox.give_up(connection, letter, "账号不存在")

    ledger.write(fail)
    assert tell(ledger, THURSDAY + DAY) == 0
    with ledger.reading() as connection:
        assert len(unsent(connection, failed_only=True)) == 4


def test_a_long_list_is_cut_and_says_where_the_rest_is(ledger: Database) -> None:
    for number in range(SHOWN + 3):
        fails(ledger, f"k{number}", f"gone{number}")
    tell(ledger)
    text = told(ledger, THURSDAY)[0].text
    assert "另有3条" in text
    assert len(text.splitlines()) == SHOWN + 3


def test_what_is_tried_again_and_fails_again_is_told_again(ledger: Database) -> None:
    fails(ledger, "a")
    tell(ledger)
    told(ledger, THURSDAY)
    with ledger.reading() as connection:
        [one] = unsent(connection, failed_only=True)
    later = THURSDAY + timedelta(hours=1)
    ledger.write(lambda c: try_again(c, [one.id], later))
    [letter] = ledger.write(lambda c: outbox.claim(c, later))
    assert (letter.text, letter.attempts) == ("请报送", 0)
    ledger.write(lambda c: outbox.give_up(c, letter, "还是不存在"))
    assert tell(ledger, THURSDAY + DAY) == 3


def test_a_roster_without_office(ledger: Database) -> None:
    ledger.write(lambda c: c.execute(delete(RoleRow).where(RoleRow.role == RoleName.OFFICE)))
    fails(ledger, "a")
    assert tell(ledger) == 0
