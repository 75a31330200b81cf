"""What has to be said is said at least once, by one relay at a time, and not after its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from handlers.messages import ChatKind, ReplyAddress
from storage import outbox
from storage.lifetimes import ANSWER_LIVES, PUSH_LIVES
from storage.outbox import BACK_OFF, LEASE, Letter, Push
from storage.rows import OutboxRow
from storage.transactions import Database
from tests.storage.contents import NOW, a_message, put
from tests.storage.test_transactions import another, at_once

SECOND = timedelta(seconds=1)


def push(
    database: Database, key: str = "k", now: datetime = NOW, text: str = "请报送", to: str | None = None
) -> None:
    """To somebody else for each key, unless it is said to whom."""
    receiver = f"person {key}" if to is None else to
    database.write(lambda c: outbox.put_push(c, Push(key, "notice", "wecom", receiver, text), now))


def claim(database: Database, at: timedelta = timedelta(), most: int = 20) -> list[Letter]:
    return database.write(lambda c: outbox.claim(c, NOW + at, most))


def only(database: Database, at: timedelta = timedelta()) -> Letter:
    """The one letter that is due, claimed."""
    [letter] = claim(database, at)
    return letter


def retry(
    database: Database, letter: Letter, at: timedelta = timedelta(), after: float | None = None
) -> None:
    database.write(lambda c: outbox.retry(c, letter, "busy", after, NOW + at))


def mark_sent(database: Database, letter: Letter, at: timedelta = timedelta()) -> None:
    database.write(lambda c: outbox.mark_sent(c, letter, NOW + at))


def give_up(database: Database, letter: Letter) -> None:
    database.write(lambda c: outbox.give_up(c, letter, "no such user"))


def row(database: Database) -> Any:
    with database.reading() as connection:
        return connection.execute(select(OutboxRow)).mappings().one()


def anything_due(database: Database, at: timedelta = timedelta()) -> bool:
    with database.reading() as connection:
        return outbox.anything_due(connection, NOW + at)


# In


def test_a_push_is_put_in_whole(database: Database) -> None:
    push(database, to="zhang")
    [letter] = claim(database)
    assert letter == Letter(
        letter.id, "k", "wecom", "zhang", "请报送", (), None, 0, NOW + PUSH_LIVES, "notice"
    )


@pytest.mark.parametrize(("chat", "mentions"), [(ChatKind.GROUP, ("fanwenbo.zjj",)), (ChatKind.DIRECT, ())])
def test_an_answer_goes_to_its_sender_who_is_named_in_a_group(
    database: Database, chat: ChatKind, mentions: tuple[str, ...]
) -> None:
    reply = ReplyAddress("https://oapi.dingtalk.com/x", NOW + timedelta(hours=1))
    message = a_message(platform="dingtalk", chat=chat, reply_to=reply)

    def answer(connection: Connection) -> int:
        message_id = put(connection, message)
        outbox.put_answer(connection, message, "已记录", message_id, "answer:1", NOW)
        return message_id

    message_id = database.write(answer)
    [letter] = claim(database)
    assert (letter.receiver, letter.text, letter.mentions) == (message.sender, "已记录", mentions)
    assert (letter.reply_to, letter.expires_at) == (reply, NOW + ANSWER_LIVES)
    assert row(database)["message_id"] == message_id


def test_a_known_key_is_silent_and_changes_nothing(database: Database) -> None:
    push(database)
    push(database, text="another text", now=NOW + SECOND)
    assert row(database)["text"] == "请报送"
    mark_sent(database, only(database))
    push(database)
    assert claim(database, timedelta(hours=1)) == [], "not even after it was sent"


def test_the_same_key_from_two_processes_is_put_in_once(database: Database) -> None:
    with another(database) as other:
        calls = [partial(push, way, f"k{number}") for number in range(8) for way in (database, other)]
        assert not any(at_once(*calls))
    assert sorted(letter.dedupe_key for letter in claim(database)) == [f"k{number}" for number in range(8)]


# Out


def test_what_was_put_in_first_goes_out_first(database: Database) -> None:
    for number in range(5):
        push(database, f"k{number}", NOW + number * SECOND)
    keys = [letter.dedupe_key for letter in claim(database, 3 * SECOND, most=3)]
    assert keys == ["k0", "k1", "k2"]
    assert [letter.dedupe_key for letter in claim(database, 3 * SECOND)] == ["k3"], "k4 is not due yet"


def test_a_letter_is_leased_to_one_relay(database: Database) -> None:
    push(database)
    with another(database) as other:
        assert len(claim(database)) == 1
        assert claim(other) == []
        assert not anything_due(other)


@pytest.mark.parametrize("a_relay_died", [False, True], ids=["fresh", "left by a dead one"])
def test_two_relays_at_once_claim_different_letters(database: Database, a_relay_died: bool) -> None:
    for number in range(30):
        push(database, f"k{number:02}")
    if a_relay_died:
        assert len(claim(database, most=30)) == 30
    taken: list[Letter] = []

    def take(way: Database) -> None:
        for _ in range(6):
            taken.extend(claim(way, LEASE, most=5))

    with another(database) as other:
        assert not any(at_once(*(partial(take, way) for way in (database, other, database, other))))
    assert sorted(letter.dedupe_key for letter in taken) == [f"k{number:02}" for number in range(30)]


def test_the_letters_of_a_relay_that_died_are_taken_again(database: Database) -> None:
    push(database)
    [first] = claim(database)
    assert claim(database, LEASE - SECOND) == []
    [second] = claim(database, LEASE)
    assert (second.id, first.attempts, second.attempts) == (first.id, 0, 1)


def test_a_sent_letter_is_done(database: Database) -> None:
    push(database)
    [letter] = claim(database)
    mark_sent(database, letter, SECOND)
    assert (row(database)["state"].value, row(database)["sent_at"]) == ("sent", NOW + SECOND)
    assert claim(database, timedelta(days=2)) == []
    assert not anything_due(database, timedelta(days=2))


# In order


def keys(database: Database, at: timedelta = timedelta()) -> list[str]:
    return [letter.dedupe_key for letter in claim(database, at)]


def test_a_receivers_next_letter_waits_until_the_first_is_out(database: Database) -> None:
    push(database, "first", to="zhang")
    push(database, "second", to="zhang")
    push(database, "other", to="li")
    first, other = claim(database)
    assert (first.dedupe_key, other.dedupe_key) == ("first", "other")
    with another(database) as second_relay:
        assert keys(second_relay) == [], "while it is being sent"
        assert not anything_due(second_relay), "and no relay needs to look"
    mark_sent(database, first)
    assert keys(database) == ["second"]


def test_a_passing_failure_holds_up_the_receivers_later_letters_and_no_others(database: Database) -> None:
    push(database, "first", to="zhang")
    retry(database, only(database), after=100.0)
    push(database, "second", to="zhang")
    push(database, "third", NOW + SECOND, to="zhang")
    push(database, "other", to="li")
    assert keys(database, timedelta(seconds=99)) == ["other"]
    again = only(database, timedelta(seconds=100))
    assert again.dedupe_key == "first"
    mark_sent(database, again)
    for key in ("second", "third"):
        letter = only(database, timedelta(seconds=100))
        assert letter.dedupe_key == key
        mark_sent(database, letter)


def test_after_a_permanent_failure_the_later_letters_go_on(database: Database) -> None:
    push(database, "first", to="zhang")
    push(database, "second", to="zhang")
    give_up(database, only(database))
    assert keys(database) == ["second"]


def test_after_a_letter_that_outlived_its_use_the_later_ones_go_on(database: Database) -> None:
    push(database, "first", to="zhang")
    late = PUSH_LIVES - SECOND
    retry(database, only(database, late), late - SECOND)
    push(database, "second", NOW + late, to="zhang")
    assert keys(database, late) == []
    assert keys(database, PUSH_LIVES + SECOND) == ["second"]


def test_the_same_name_on_another_platform_is_another_receiver(database: Database) -> None:
    push(database, "first", to="zhang")
    retry(database, only(database), after=100.0)
    database.write(lambda c: outbox.put_push(c, Push("second", "notice", "dingtalk", "zhang", "请报送"), NOW))
    assert keys(database) == ["second"]


def test_answers_to_people_without_an_account_do_not_wait_for_each_other(database: Database) -> None:
    """In a group of DingTalk a guest has no user id; the answer goes by the reply address."""
    push(database, "first", to="")
    retry(database, only(database), after=100.0)
    push(database, "second", to="")
    assert keys(database) == ["second"]


def test_a_letter_that_is_put_off_from_the_start_holds_up_no_other(database: Database) -> None:
    push(database, "tomorrow", NOW + timedelta(days=1), to="zhang")
    push(database, "now", to="zhang")
    assert keys(database) == ["now"]


def test_the_letter_of_a_relay_that_died_still_comes_first(database: Database) -> None:
    push(database, "first", to="zhang")
    push(database, "second", to="zhang")
    assert keys(database) == ["first"]
    assert keys(database, LEASE - SECOND) == []
    assert keys(database, LEASE) == ["first"]


def test_relays_at_once_keep_each_receivers_order(database: Database) -> None:
    for number in range(8):
        for person in ("zhang", "li"):
            push(database, f"{person}{number}", to=person)
    sent: list[str] = []

    def relay(way: Database) -> None:
        for _ in range(40):
            for letter in claim(way):
                sent.append(letter.dedupe_key)
                mark_sent(way, letter)

    with another(database) as other:
        assert not any(at_once(*(partial(relay, way) for way in (database, other, database, other))))
    for person in ("zhang", "li"):
        found = [key for key in sent if key.startswith(person)]
        assert found == [f"{person}{number}" for number in range(8)]


# Failed


def test_each_passing_failure_waits_longer(database: Database) -> None:
    push(database)
    at = timedelta()
    for wait in (*BACK_OFF, BACK_OFF[-1]):
        [letter] = claim(database, at)
        retry(database, letter, at)
        assert row(database)["error"] == "busy"
        assert claim(database, at + wait - SECOND) == []
        at += wait
    assert list(BACK_OFF) == sorted(set(BACK_OFF))


def test_the_platform_may_ask_for_more_patience_and_not_for_less(database: Database) -> None:
    push(database)
    retry(database, only(database), after=100.0)
    assert row(database)["not_before"] == NOW + timedelta(seconds=100)
    [letter] = claim(database, timedelta(seconds=100))
    retry(database, letter, timedelta(seconds=100), after=0.1)
    assert row(database)["not_before"] == NOW + timedelta(seconds=100) + BACK_OFF[1]


def test_a_permanent_failure_is_kept_with_its_reason(database: Database) -> None:
    push(database)
    give_up(database, only(database))
    assert (row(database)["state"].value, row(database)["error"]) == ("failed", "no such user")
    assert claim(database, timedelta(hours=1)) == []
    with database.reading() as connection:
        assert outbox.count_unfinished(connection) == {"waiting": 0, "sending": 0, "failed": 1}


def test_a_letter_that_would_be_tried_after_its_time_is_given_up(database: Database) -> None:
    push(database)
    late = PUSH_LIVES - SECOND
    [letter] = claim(database, late)
    retry(database, letter, late, after=5.0)
    assert (row(database)["state"].value, row(database)["error"]) == ("failed", "busy")


def test_a_letter_that_nobody_sent_in_time_is_not_sent_late(database: Database) -> None:
    """The relay stood still over the holidays: an old reminder does harm."""
    push(database)
    push(database, "fresh", NOW + PUSH_LIVES - SECOND)
    [letter] = claim(database, PUSH_LIVES)
    assert letter.dedupe_key == "fresh"
    with database.reading() as connection:
        rows = connection.execute(select(OutboxRow.dedupe_key, OutboxRow.state, OutboxRow.error)).all()
    assert {(key, state.value, error) for key, state, error in rows} == {
        ("k", "failed", outbox.EXPIRED),
        ("fresh", "sending", None),
    }


# A relay that was away longer than its lease


def test_a_late_failure_does_not_take_the_letter_from_the_relay_that_has_it(database: Database) -> None:
    push(database)
    [slow] = claim(database)
    [quick] = claim(database, LEASE)
    retry(database, slow, LEASE + SECOND)
    give_up(database, slow)
    assert row(database)["state"].value == "sending"
    assert claim(database, LEASE + timedelta(seconds=30)) == [], "still leased to the quick one"
    mark_sent(database, quick, LEASE + SECOND)
    assert row(database)["state"].value == "sent"


@pytest.mark.parametrize("late", [retry, give_up], ids=["retry", "give up"])
def test_a_late_failure_does_not_wake_what_was_sent(database: Database, late: Any) -> None:
    push(database)
    [slow] = claim(database)
    mark_sent(database, only(database, LEASE), at=LEASE)
    before = row(database)
    late(database, slow)
    assert row(database) == before
    assert claim(database, timedelta(days=1)) == []


def test_what_a_late_relay_did_send_is_not_sent_again(database: Database) -> None:
    push(database)
    [slow] = claim(database)
    retry(database, only(database, LEASE), at=LEASE)
    mark_sent(database, slow, LEASE + SECOND)
    assert row(database)["state"].value == "sent"
    assert claim(database, timedelta(days=1)) == []


def test_a_letter_is_marked_sent_once(database: Database) -> None:
    push(database)
    [slow] = claim(database)
    mark_sent(database, only(database, LEASE), at=LEASE)
    mark_sent(database, slow, LEASE + SECOND)
    assert row(database)["sent_at"] == NOW + LEASE
