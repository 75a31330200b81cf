"""Relays in processes of their own on one database, some of them killed: everything is said, and once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.clock import utc_now
from bot.platforms.simulator.stand_in import StandIn
from bot.platforms.simulator.wecom_server import WeComServer
from storage.outbox import Push, put_push
from storage.transactions import Database
from tests.bot.calls import outbox_rows
from tests.bot.platforms.scene import Scene

ROOT = Path(__file__).parents[2]
LEASE = 2.0
PATIENCE = 60.0
PEOPLE = [f"person{number}" for number in range(20)]


class Town:
    """Both platforms on a port, and letters to twenty people."""

    def __init__(self, database: Database) -> None:
        self.database = database
        tenants = Scene().stand_in
        self.stand_in = StandIn(utc_now, wecom=tenants.wecom.tenant, dingtalk=tenants.dingtalk.tenant)
        self.stand_in.wecom.tenant.people.update(PEOPLE)
        self.url = database.engine.url.render_as_string(hide_password=False)

    def puts(self, each: int) -> list[str]:
        texts = [f"{person} {number}" for number in range(each) for person in PEOPLE]
        for text in texts:
            push = Push(text, "notice", "wecom", text.split()[0], text)
            self.database.write(lambda connection, push=push: put_push(connection, push, utc_now()))  # type: ignore[misc]
        return texts

    def said(self) -> list[str]:
        return [line.text for line in self.stand_in.transcript.said_by_bot()]

    def is_done(self) -> bool:
        return all(row["state"].value == "sent" for row in outbox_rows(self.database))

    @contextmanager
    def relay(self, address: str, dies_after: int | None = None) -> Iterator[subprocess.Popen[Any]]:
        command = [sys.executable, "-m", "tests.bot.relaying", self.url, address, str(LEASE)]
        command += [] if dies_after is None else [str(dies_after)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- ourselves
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            try:
                yield process
            finally:
                process.kill()


def wait_for(condition: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


@pytest.fixture
def town(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Town, str]]:
    """The platform shows a repeated call too, so that nothing said twice is hidden."""
    monkeypatch.setattr(WeComServer, "_is_repeated", lambda *_: False)
    made = Town(database)
    address = made.stand_in.start()
    yield made, address
    made.stand_in.stop()


@pytest.mark.enable_socket
def test_three_relays_of_which_one_is_killed_say_everything(town: tuple[Town, str]) -> None:
    there, address = town
    texts = there.puts(6)
    with ExitStack() as stack:
        relays = [stack.enter_context(there.relay(address)) for _ in range(3)]
        at = random.randint(10, 60)  # noqa: S311 -- when the power fails
        wait_for(lambda: len(there.said()) >= at)
        relays[0].kill()
        wait_for(there.is_done)
    said = there.said()
    assert set(said) == set(texts)
    again = Counter(said) - Counter(texts)
    assert sum(again.values()) <= 1, "only what the killed one had just sent"
    for person in PEOPLE:
        theirs = [int(text.split()[1]) for text in dict.fromkeys(said) if text.split()[0] == person]
        assert theirs == sorted(theirs), "in order"


@pytest.mark.enable_socket
def test_a_kill_between_sending_and_mark_says_that_one_letter_again(town: tuple[Town, str]) -> None:
    there, address = town
    texts = there.puts(2)
    with there.relay(address, dies_after=5) as dying:
        dying.wait(PATIENCE)
    assert len(there.said()) == 5
    with there.relay(address):
        wait_for(there.is_done)
    assert Counter(there.said()) - Counter(texts) == Counter([there.said()[4]])


@pytest.mark.enable_socket
def test_the_platforms_own_check_hides_even_that_one(
    town: tuple[Town, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, address = town
    monkeypatch.undo()
    texts = there.puts(1)
    with there.relay(address, dies_after=5) as dying:
        dying.wait(PATIENCE)
    with there.relay(address):
        wait_for(there.is_done)
    assert Counter(there.said()) == Counter(texts)
