"""The relay: what a platform says to a letter, and what becomes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import Connection, select

from bot.platforms.port import Delivery, Finding, Platform, RawRequest, Receipt, Response, Way
from bot.platforms.simulator.faults import SERVER_ERROR, TIMEOUT, answering
from bot.relay import BUG_ATTEMPTS, Relay
from handlers.errors import DeliveryError, PermanentDeliveryError
from handlers.messages import InboundMessage
from storage.lifetimes import PUSH_LIVES
from storage.outbox import BACK_OFF, LEASE, Letter, Push, put_push
from storage.rows import OutboxRow
from storage.states import OutboxState
from storage.transactions import Database
from tests.bot.calls import COMPANY, call, outbox_rows, written
from tests.desk import GROUP, Desk, StoppedClock


class FakePlatform:
    """Keeps what was said, fails as scripted, and insists that nobody waits for it in a transaction."""

    name = "fake"
    text_limit = 2048
    answers_in_response = True

    def __init__(self, database: Database) -> None:
        self._database = database
        self.script: list[Exception] = []
        self.said: list[Delivery] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def receive(self, request: RawRequest, now: datetime) -> InboundMessage | Response:
        raise NotImplementedError

    def answer(self, message: InboundMessage, text: str, now: datetime) -> Response:
        raise NotImplementedError

    def ways(self, delivery: Delivery, now: datetime) -> tuple[Way, ...]:
        return (Way("fake.message", self.send, self.text_limit),)

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        assert not self._database.in_transaction
        self.meanwhile()
        if self.script:
            raise self.script.pop(0)
        self.said.append(delivery)
        return Receipt()

    def check(self) -> tuple[Finding, ...]:
        raise NotImplementedError


class Office:
    """An outbox, a relay and a fake platform."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock()
        self.platform = FakePlatform(database)
        platforms: dict[str, Platform] = {"fake": self.platform}
        self.relay = Relay(database, platforms, self.clock)

    def puts(self, *texts: str, platform: str = "fake", to: str = "zhang") -> None:
        for text in texts:
            self.database.write(
                lambda connection, text=text: put_push(  # type: ignore[misc]
                    connection, Push(f"key {text}", "notice", platform, to, text), self.clock.now
                )
            )

    def runs(self) -> list[str]:
        """Rounds until nothing is due; the texts said in them."""
        before = len(self.platform.said)
        while self.relay.run_once():
            pass
        return [delivery.text for delivery in self.platform.said[before:]]

    def states(self) -> list[tuple[str, int, str | None]]:
        return [(row["state"].value, row["attempts"], row["error"]) for row in outbox_rows(self.database)]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_letters_go_out_in_order_and_once(office: Office) -> None:
    office.puts("一", "二", "一")
    assert office.runs() == ["一", "二"]
    assert office.runs() == []
    assert office.states() == [("sent", 1, None)] * 2
    assert {row["sent_at"] for row in outbox_rows(office.database)} == {office.clock.now}


def test_a_final_refusal_is_kept_with_its_reason_and_the_next_letter_goes(office: Office) -> None:
    office.platform.script = [PermanentDeliveryError("no such person")]
    office.puts("一", "二")
    assert office.runs() == ["二"]
    assert office.states() == [("failed", 1, "no such person"), ("sent", 1, None)]


def test_a_passing_failure_is_tried_again_later_and_later(office: Office) -> None:
    office.puts("一")
    for number, wait in enumerate([*BACK_OFF, BACK_OFF[-1]], 1):
        office.platform.script = [DeliveryError("busy")]
        assert office.runs() == []
        assert office.states() == [("waiting", number, "busy")]
        office.clock.now += wait - timedelta(seconds=1)
        assert office.relay.run_once() == 0
        office.clock.forward(seconds=1)
    assert office.runs() == ["一"]
    assert office.states() == [("sent", len(BACK_OFF) + 2, None)]


def test_the_platform_may_ask_for_more_time(office: Office) -> None:
    office.platform.script = [DeliveryError("too fast", 600.0)]
    office.puts("一")
    office.runs()
    office.clock.forward(seconds=599)
    assert office.runs() == []
    office.clock.forward(seconds=1)
    assert office.runs() == ["一"]


def test_what_can_not_be_sent_in_its_time_is_given_up(office: Office) -> None:
    office.puts("一")
    office.clock.now += PUSH_LIVES - timedelta(seconds=1)
    office.platform.script = [DeliveryError("busy")]
    office.runs()
    assert office.states() == [("failed", 1, "busy")]


def test_what_lay_too_long_is_not_sent_any_more(office: Office) -> None:
    """The relay was off for days: nobody wants the answer of last week now."""
    office.puts("一")
    office.clock.now += PUSH_LIVES
    assert office.runs() == []
    [(state, attempts, reason)] = office.states()
    assert (state, attempts) == ("failed", 0)
    assert "有效期" in str(reason)


def test_a_platform_that_was_switched_off_is_named(office: Office) -> None:
    office.puts("一", platform="wecom")
    office.puts("二")
    assert office.runs() == ["二"]
    assert office.states()[0] == ("failed", 1, "平台wecom没有启用")


def test_a_bug_of_ours_holds_up_nobody_elses_letter(office: Office) -> None:
    office.platform.script = [RuntimeError("13800001234")]
    office.puts("一")
    office.puts("二", to="li")
    assert office.runs() == ["二"]
    assert office.states() == [("waiting", 1, "RuntimeError"), ("sent", 1, None)]
    office.clock.now += BACK_OFF[0]
    assert office.runs() == ["一"]


def test_a_bug_of_ours_does_not_hold_up_a_person_for_days(office: Office) -> None:
    office.puts("一", "二")
    office.platform.script = [RuntimeError("13800001234")] * BUG_ATTEMPTS
    rounds = [office.runs()]
    for wait in BACK_OFF:
        office.clock.now += wait
        rounds.append(office.runs())
    assert [said for said in rounds if said] == [["二"]]
    assert office.states() == [("failed", BUG_ATTEMPTS, "RuntimeError"), ("sent", 1, None)]


def test_a_persons_later_letters_wait_behind_a_passing_failure(office: Office) -> None:
    office.platform.script = [DeliveryError("busy")]
    office.puts("一", "二")
    office.puts("三", to="li")
    assert office.runs() == ["三"]
    office.puts("四")
    assert office.runs() == []
    office.clock.now += BACK_OFF[0]
    assert office.runs() == ["一", "二", "四"]


def test_a_relay_that_died_loses_its_letters_to_another(office: Office) -> None:
    office.puts("一")

    def dies() -> None:
        raise KeyboardInterrupt

    office.platform.meanwhile = dies
    with pytest.raises(KeyboardInterrupt):
        office.relay.run_once()
    office.platform.meanwhile = lambda: None
    assert office.runs() == []
    office.clock.now += LEASE
    assert office.runs() == ["一"]


def test_two_relays_do_not_say_it_twice(office: Office) -> None:
    other = Relay(office.database, {"fake": office.platform}, office.clock)
    office.puts("一", "二")
    office.platform.meanwhile = other.run_once  # the other one looks while this one sends
    assert office.runs() == ["一", "二"]


def test_the_thread_goes_on_after_a_lost_database_and_ends_when_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, said = threading.Event(), threading.Event()
    real = office.relay.run_once

    def flickering() -> int:
        if not lost.is_set():
            lost.set()
            raise OSError
        return real()

    monkeypatch.setattr(office.relay, "run_once", flickering)
    office.platform.meanwhile = said.set
    office.puts("一")
    office.relay.start()
    assert said.wait(5)
    office.relay.stop()
    assert office.states() == [("sent", 1, None)]  # stop waits for the letter in hand
    assert "relay" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def in_group(desk: Desk) -> Desk:
    """A contact has reported in the work group of DingTalk; the answer waits in the outbox."""
    call(desk, "dingtalk", desk.stand_in.dingtalk.text(COMPANY, "任务44 封顶2010套", group=GROUP))
    return desk


def test_an_answer_goes_to_the_group_by_the_reply_address(in_group: Desk) -> None:
    in_group.relay()
    [line] = in_group.stand_in.transcript.said_by_bot()
    assert (line.to, line.via, line.notified) == (GROUP, "sendBySession", (COMPANY,))
    assert line.text.startswith(f"@{COMPANY} 已记录")


def test_after_the_reply_address_the_answer_goes_to_the_person(in_group: Desk) -> None:
    in_group.clock.forward(minutes=91)
    in_group.relay()
    [line] = in_group.stand_in.transcript.said_by_bot()
    assert (line.to, line.via) == (COMPANY, "batchSend")
    assert line.text.startswith("已记录")


def test_a_reply_address_that_died_early_is_no_loss(in_group: Desk) -> None:
    in_group.stand_in.faults.script("/robot/sendBySession", answering({"errcode": 300001, "errmsg": "x"}))
    in_group.relay()
    [line] = in_group.stand_in.transcript.said_by_bot()
    assert (line.to, line.via) == (COMPANY, "batchSend")


def test_words_that_the_platform_keeps_back_are_told_by_the_path_that_is_left(desk: Desk) -> None:
    """DingTalk's errorCode 20001: the messages of the month are used up, the calls of the OpenAPI are not."""
    call(desk, "dingtalk", desk.stand_in.dingtalk.text_beyond_quota(COMPANY, "任务44 封顶2010套"))
    desk.relay()
    [line] = desk.stand_in.transcript.said_by_bot()
    assert (line.to, line.via) == (COMPANY, "batchSend")
    assert "额度已用完" in line.text
    assert desk.reports() == []


def test_a_network_that_fails_for_a_while_delays_the_answer(in_group: Desk) -> None:
    in_group.stand_in.faults.script("/robot/sendBySession", TIMEOUT, SERVER_ERROR)
    for wait in (*BACK_OFF[:2], timedelta()):
        assert in_group.stand_in.transcript.said_by_bot() == []
        in_group.relay()
        in_group.clock.now += wait
    assert len(in_group.stand_in.transcript.said_by_bot()) == 1


def test_the_real_adapters_send_outside_any_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[bool] = []
    real = requests.Session.request

    def watched(*args: Any, **named: Any) -> requests.Response:
        inside.append(desk.database.in_transaction)
        return real(*args, **named)

    monkeypatch.setattr(requests.Session, "request", watched)
    call(desk, "dingtalk", written(desk, "dingtalk"))
    desk.database.write(
        lambda connection: put_push(
            connection, Push("k", "notice", "wecom", "fanwenbo.zjj", "任务45"), desk.clock.now
        )
    )
    desk.relay()
    assert inside == [False] * 3  # the reply, the token, the message
    assert desk.database.write(lambda _: desk.database.in_transaction)


class TestWordedAtTheClaim:
    """A letter that is worded when its time has come says what is true then."""

    def relay(self, office: Office, said: list[str | None]) -> Relay:
        def word(_connection: Connection, letter: Letter, _now: datetime) -> str | None:
            assert letter.about == {"person": 7}
            return said[0]

        return Relay(office.database, {"fake": office.platform}, office.clock, {"report_reminder": word})

    def put(self, office: Office) -> None:
        push = Push("k", "report_reminder", "fake", "zhang", about={"person": 7})
        office.database.write(lambda connection: put_push(connection, push, office.clock.now))

    def test_it_is_worded_anew_at_each_attempt(self, office: Office) -> None:
        self.put(office)
        office.platform.script = [DeliveryError("网络不通")]
        said: list[str | None] = ["还有2项"]
        relay = self.relay(office, said)
        relay.run_once()
        said[0] = "还有1项"
        office.clock.forward(minutes=1)
        relay.run_once()
        assert [delivery.text for delivery in office.platform.said] == ["还有1项"]

    def test_it_is_dropped_where_nothing_is_left_to_say(self, office: Office) -> None:
        self.put(office)
        assert self.relay(office, [None]).run_once() == 1
        assert office.platform.said == []
        with office.database.reading() as connection:
            assert connection.execute(select(OutboxRow.state)).scalar_one() is OutboxState.DROPPED
        assert self.relay(office, [None]).run_once() == 0
