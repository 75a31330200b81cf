"""The relay: takes letters from the outbox, sends them outside any transaction, marks the result."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.platforms.port import Delivery, Platform
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage import outbox
from storage.outbox import Letter
from storage.transactions import Database

log = structlog.get_logger()
Wording = Callable[[Connection, Letter, datetime], str | None]
PAUSE = 0.25  # seconds between two looks into an empty outbox
BUG_ATTEMPTS = 6  # within some six minutes; until then the receiver's later letters wait
PATIENCE = 12.0  # seconds, longer than one call to a platform may take


class Relay:
    """Several relays may run at once: a letter is leased to one of them.

    `wordings` say, by the kind of a letter, what it says now that its time has come.
    """

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, Platform],
        clock: Clock,
        wordings: Mapping[str, Wording] | None = None,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._wordings = wordings or {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def run_once(self) -> int:
        """Send what is due, one letter a receiver; returns how many were tried."""
        now = self._clock()
        with self._database.reading() as connection:
            if not outbox.anything_due(connection, now):
                return 0
        letters = self._database.write(lambda connection: outbox.claim(connection, now))
        for letter in letters:
            if self._stop.is_set():
                break  # the rest goes out when their lease is over
            self._send(letter)
        return len(letters)

    def run(self) -> None:
        """Until `stop`. A failure of the round itself (a lost database) is logged and tried again."""
        while not self._stop.is_set():
            try:
                busy = self.run_once() > 0
            except Exception:
                log.exception("relay round failed")
                busy = False
            if not busy:
                self._stop.wait(PAUSE)

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Waits for the letter that is being sent: a result that is not marked would be sent again."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _send(self, letter: Letter) -> None:
        platform = self._platforms.get(letter.platform)
        if platform is None:
            self._give_up(letter, f"平台{letter.platform}没有启用")
            return
        try:
            text = self._text_of(letter)
            if text is None:
                return
            platform.send(_delivery(letter, text), self._clock())
        except PermanentDeliveryError as error:
            self._give_up(letter, str(error))
        except DeliveryError as error:
            log.info("letter waits", letter=letter.id, reason=str(error), attempts=letter.attempts + 1)
            self._later(letter, str(error), error.retry_after)
        except Exception as error:  # a bug of ours must not hold up the letters behind this one for days
            log.exception("letter broke", letter=letter.id, attempts=letter.attempts + 1)
            if letter.attempts + 1 >= BUG_ATTEMPTS:
                self._give_up(letter, type(error).__name__)
            else:
                self._later(letter, type(error).__name__, None)
        else:
            at = self._clock()
            self._database.write(lambda connection: outbox.mark_sent(connection, letter, at))

    def _text_of(self, letter: Letter) -> str | None:
        """What the letter says; None where nothing is left to say, and then it is dropped."""
        if letter.about is None or letter.text:
            return letter.text
        now = self._clock()
        with self._database.reading() as connection:
            text = self._wordings[letter.kind](connection, letter, now)
        if text is None:
            self._database.write(lambda connection: outbox.drop(connection, letter, now))
        else:
            self._database.write(lambda connection: outbox.keep_text(connection, letter, text))
        return text

    def _later(self, letter: Letter, reason: str, after: float | None) -> None:
        at = self._clock()
        self._database.write(lambda connection: outbox.retry(connection, letter, reason, after, at))

    def _give_up(self, letter: Letter, reason: str) -> None:
        log.warning("letter given up", letter=letter.id, platform=letter.platform, reason=reason)
        self._database.write(lambda connection: outbox.give_up(connection, letter, reason))


def _delivery(letter: Letter, text: str) -> Delivery:
    return Delivery(
        key=letter.dedupe_key,
        to=letter.receiver,
        text=text,
        reply_to=letter.reply_to,
        mentions=letter.mentions,
    )
