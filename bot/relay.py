"""The relay: takes letters from the outbox, sends them outside any transaction, marks the result."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import structlog

from bot.clock import Clock
from bot.platforms.port import Delivery, Platform
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage import outbox
from storage.outbox import Letter
from storage.transactions import Database

log = structlog.get_logger()
PAUSE = 0.25  # seconds between two looks into an empty outbox


class Relay:
    """Several relays may run at once: a letter is leased to one of them."""

    def __init__(self, database: Database, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._stop = threading.Event()

    def run_once(self) -> int:
        """Send what is due; returns how many letters were tried."""
        now = self._clock()
        with self._database.reading() as connection:
            if not outbox.anything_due(connection, now):
                return 0
        letters = self._database.write(lambda connection: outbox.claim(connection, now))
        for letter in letters:
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

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.run, name="relay", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()

    def _send(self, letter: Letter) -> None:
        platform = self._platforms.get(letter.platform)
        if platform is None:
            reason = f"平台{letter.platform}没有启用"
            self._database.write(lambda connection: outbox.give_up(connection, letter, reason))
            return
        delivery = Delivery(
            key=letter.dedupe_key,
            to=letter.receiver,
            text=letter.text,
            reply_to=letter.reply_to,
            mentions=letter.mentions,
        )
        try:
            platform.send(delivery, self._clock())
        except PermanentDeliveryError as error:
            log.warning("letter given up", letter=letter.id, reason=str(error))
            reason = str(error)
            self._database.write(lambda connection: outbox.give_up(connection, letter, reason))
        except DeliveryError as error:
            log.info("letter waits", letter=letter.id, reason=str(error), attempts=letter.attempts + 1)
            reason, after = str(error), error.retry_after
            at = self._clock()
            self._database.write(lambda connection: outbox.retry(connection, letter, reason, after, at))
        else:
            at = self._clock()
            self._database.write(lambda connection: outbox.mark_sent(connection, letter, at))
