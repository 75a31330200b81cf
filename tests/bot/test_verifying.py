"""The platform is asked whose number it is outside any transaction, once, whatever it answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.platforms.port import Platform
from bot.verifying import Verifier
from handlers.errors import DeliveryError
from handlers.joining.shapes import JoinKind, JoinState, KeepRequest, Parts
from handlers.ledger.people import RoleName
from storage import joining
from storage.house import House
from storage.join_requests import keep_request
from storage.packaged import packaged_roster
from storage.rows import InboxRow, JoinRow, OutboxRow
from storage.transactions import Database
from tests.desk import SHANGHAI, StoppedClock

HOUSE = House(SHANGHAI, ("wecom", "dingtalk"))


class FakeBook:
    """Says what it is told to say."""

    name = "wecom"

    def __init__(self, database: Database, answer: str | Exception) -> None:
        self._database = database
        self._answer = answer
        self.asked: list[str] = []

    def user_of(self, phone: str, now: datetime) -> str:
        assert not self._database.in_transaction
        self.asked.append(phone)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def request_id(ledger: Database, clock: StoppedClock) -> int:
    """A request of an account that claims to be somebody of the roster."""
    row = next(
        row
        for row in packaged_roster().rows
        if row.role is RoleName.CONTACT and "wecom" not in row.identities
    )
    parts = Parts(row.unit, row.name, row.phone)
    act = KeepRequest(JoinKind.BIND, JoinState.CHECKING, "wecom", "newcomer", parts)
    with ledger.session() as session:
        message = session.scalars(select(InboxRow.id)).first()
        return keep_request(session, act, "", cast("int", message), clock(), HOUSE).id


def verifier(ledger: Database, book: object, clock: StoppedClock) -> Verifier:
    return Verifier(ledger, {"wecom": cast("Platform", book)}, clock, HOUSE)


def state(ledger: Database) -> tuple[JoinState, int]:
    with ledger.session() as session:
        letters = session.scalars(select(OutboxRow).where(OutboxRow.kind == "join_request")).all()
        return session.scalars(select(JoinRow.state)).one(), len(letters)


@pytest.mark.usefixtures("request_id")
def test_asked_once_and_let_in(ledger: Database, clock: StoppedClock) -> None:
    book = FakeBook(ledger, "NewComer")
    one = verifier(ledger, book, clock)
    assert (one.run_once(), one.run_once()) == (1, 0)
    assert len(book.asked) == 1
    assert state(ledger) == (JoinState.ACCEPTED, 0)


@pytest.mark.usefixtures("request_id")
@pytest.mark.parametrize("answer", ["somebody", "", DeliveryError("45009"), RuntimeError("a bug")])
def test_anything_else_is_for_the_office(ledger: Database, clock: StoppedClock, answer: Any) -> None:
    assert verifier(ledger, FakeBook(ledger, answer), clock).run_once() == 1
    found, letters = state(ledger)
    assert found is JoinState.WAITING
    assert letters > 0


@pytest.mark.usefixtures("request_id")
def test_a_platform_without_a_phone_book(ledger: Database, clock: StoppedClock) -> None:
    assert verifier(ledger, object(), clock).run_once() == 1
    assert state(ledger)[0] is JoinState.WAITING


def test_two_relays_do_not_ask_twice_and_a_dead_one_loses_it(
    ledger: Database, clock: StoppedClock, request_id: int
) -> None:
    first = ledger.write(lambda connection: joining.claim_check(connection, clock()))
    assert first is not None
    assert first.id == request_id
    assert first.phone not in repr(first)
    assert ledger.write(lambda connection: joining.claim_check(connection, clock())) is None
    clock.now += timedelta(minutes=2)
    assert ledger.write(lambda connection: joining.claim_check(connection, clock())) is not None
