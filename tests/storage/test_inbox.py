"""Messages are kept once; what failed is tried again, ever later, and at last left to a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from handlers.errors import LedgerError
from handlers.messages import Attachment, ChatKind, InboundMessage, MessageKind, ReplyAddress
from storage import inbox
from storage.inbox import RETRY_AFTER, Kept
from storage.states import InboxState
from storage.transactions import Database
from tests.storage.contents import HOUSING, NOW, a_message, everything, person, put

FULL = a_message(
    key="k-1",
    platform="dingtalk",
    chat=ChatKind.GROUP,
    chat_id="cid-1",
    sender_name="范文博",
    quote="请报任务42",
    kind=MessageKind.FILE,
    reply_to=ReplyAddress(
        "https://oapi.dingtalk.com/robot/sendBySession?session=x", NOW + timedelta(hours=1)
    ),
    attachments=(
        Attachment(MessageKind.FILE, "media-1", "表.xlsx"),
        Attachment(MessageKind.IMAGE, "media-2"),
    ),
)


def fail(database: Database, message: InboundMessage | None = None, now: datetime = NOW) -> int:
    wanted = message or a_message()
    return database.write(lambda c: inbox.put_failed(c, wanted, "KeyError", "已收到", now))


def fail_again(database: Database, kept: Kept, error: str, now: datetime) -> None:
    database.write(lambda c: inbox.failed_again(c, kept, error, now))


def due(database: Database, at: timedelta) -> list[Kept]:
    with database.reading() as connection:
        return inbox.due(connection, NOW + at)


def waiting(database: Database) -> list[Kept]:
    with database.reading() as connection:
        return inbox.waiting(connection)


def seen(database: Database, message: InboundMessage) -> inbox.Seen | None:
    with database.reading() as connection:
        return inbox.seen(connection, message)


def test_a_message_is_new_until_it_is_put_in(database: Database) -> None:
    message = a_message()
    assert seen(database, message) is None
    message_id = database.write(lambda c: put(c, message, answer="已记录"))
    assert seen(database, message) == inbox.Seen(message_id, InboxState.DONE, "已记录")
    assert seen(database, a_message("m2")) is None
    assert seen(database, a_message(platform="dingtalk")) is None, "a key counts within its platform"


def test_a_message_is_put_in_once(database: Database) -> None:
    database.write(lambda c: put(c, a_message()))
    with pytest.raises(IntegrityError):
        database.write(lambda c: put(c, a_message(text="anything else")))


@pytest.mark.parametrize("message", [a_message(), FULL], ids=["plain", "full"])
def test_a_failed_message_is_kept_whole(database: Database, message: InboundMessage) -> None:
    message_id = fail(database, message)
    [kept] = waiting(database)
    assert kept == Kept(message_id, message, NOW, 1, "KeyError")
    assert kept.message.sent_at.tzinfo is UTC
    assert seen(database, message) == inbox.Seen(message_id, InboxState.FAILED, "已收到")


def test_a_failed_message_is_due_after_a_while_and_not_before(database: Database) -> None:
    fail(database)
    assert due(database, RETRY_AFTER[0] - timedelta(seconds=1)) == []
    assert len(due(database, RETRY_AFTER[0])) == 1


def test_each_try_waits_longer_and_the_last_one_gives_up(database: Database) -> None:
    fail(database)
    at = timedelta()
    for wait in RETRY_AFTER:
        assert due(database, at + wait - timedelta(seconds=1)) == []
        at += wait
        [kept] = due(database, at)
        fail_again(database, kept, "ValueError", NOW + at)
    assert due(database, timedelta(days=365)) == []
    [kept] = waiting(database)
    assert (kept.attempts, kept.error) == (1 + len(RETRY_AFTER), "ValueError")
    assert list(RETRY_AFTER) == sorted(set(RETRY_AFTER))
    with database.reading() as connection:
        assert inbox.count_unfinished(connection) == {"failed": 0, "given_up": 1}


def test_the_oldest_is_tried_first_and_not_all_at_once(database: Database) -> None:
    for number in range(25):
        fail(database, a_message(f"m{number:02}"), NOW + timedelta(seconds=25 - number))
    found = due(database, timedelta(hours=1))
    assert [kept.message.key for kept in found] == [f"m{number:02}" for number in range(24, 4, -1)]


def test_what_went_through_at_last_is_done(ledger: Database) -> None:
    message_id, who = fail(ledger), person(ledger, HOUSING)
    ledger.write(
        lambda c: inbox.handled(c, message_id, person_id=who.id, intent="report", answer="已记录任务42")
    )
    assert waiting(ledger) == []
    assert due(ledger, timedelta(days=1)) == []
    assert seen(ledger, a_message()) == inbox.Seen(message_id, InboxState.DONE, "已记录任务42")
    with ledger.reading() as connection:
        assert inbox.count_unfinished(connection) == {"failed": 0, "given_up": 0}


def test_a_message_that_another_process_handled_meanwhile_is_not_handled_twice(database: Database) -> None:
    """Two machines’ schedulers, or one and `ducha inbox retry`, may have it in hand at once."""
    fail(database)
    [here], [there] = due(database, timedelta(hours=1)), due(database, timedelta(hours=1))
    database.write(lambda c: inbox.handled(c, here.id, person_id=None, intent="report", answer="已记录"))
    before = everything(database)
    with pytest.raises(LedgerError, match="meanwhile"):
        database.write(lambda c: inbox.handled(c, there.id, person_id=None, intent="report", answer="again"))
    fail_again(database, there, "LedgerError", NOW)
    assert everything(database) == before


def test_what_was_given_up_can_still_be_handled(database: Database) -> None:
    fail(database)
    [kept] = waiting(database)
    for _ in RETRY_AFTER:
        fail_again(database, kept, "ValueError", NOW)
        [kept] = waiting(database)
    database.write(lambda c: inbox.handled(c, kept.id, person_id=None, intent="report", answer="已记录"))
    assert waiting(database) == []
