"""Takes back what has gone out wrongly, call by call, outside any transaction; the asker hears the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.platforms.port import Delivery, Platform, Way
from handlers.bulletins.recalling import NO_WAY, WITHIN
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage import quotas, recalls
from storage.group_chats import group_of
from storage.house import House
from storage.recalls import Recall, ToTakeBack
from storage.states import Channel, OutboxState
from storage.transactions import Database

log = structlog.get_logger()


class Recaller:
    """Several may run at once: a job is leased to one of them."""

    def __init__(
        self, database: Database, platforms: Mapping[str, Platform], clock: Clock, house: House
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._house = house

    def run_once(self) -> int:
        """Do the oldest job that is due; returns how many that were."""
        now = self._clock()
        with self._database.reading() as connection:
            if not recalls.anything_due(connection, now):
                return 0
        job = self._database.write(lambda connection: recalls.claim(connection, now))
        if job is None:
            return 0
        for letters in _by_call(job):
            self._guarded(letters)
        with self._database.session() as session:
            recalls.finish(session, job, self._house, self._clock())
        return 1

    def _guarded(self, letters: Sequence[ToTakeBack]) -> None:
        """A passing failure leaves them for the next try, while the platform still takes back."""
        now = self._clock()
        try:
            done = self._take_back(letters, now)
        except PermanentDeliveryError as error:
            self._not_taken_back(letters, str(error))
        except DeliveryError as error:
            sent_at = letters[0].sent_at
            log.info("recall waits", letters=[letter.id for letter in letters], reason=str(error))
            if sent_at is None or now - sent_at > WITHIN:
                self._not_taken_back(letters, str(error))
        except Exception as error:
            log.exception("recall broke", letters=[letter.id for letter in letters])
            self._not_taken_back(letters, type(error).__name__)
        else:
            if done:
                self._database.write(lambda connection: recalls.taken_back(connection, letters, now))

    def _take_back(self, letters: Sequence[ToTakeBack], now: datetime) -> bool:
        """False while one is just being sent: then its receipt is not known yet."""
        first = letters[0]
        if first.state is OutboxState.SENDING:
            return False
        platform = self._platforms.get(first.platform)
        if platform is None:
            raise PermanentDeliveryError(f"平台{first.platform}没有启用")
        way = self._way(platform, first, now)
        if way is None or way.recall is None or not first.receipts:
            raise PermanentDeliveryError(NO_WAY)
        name, quota = f"{way.name}.recall", way.quota
        self._database.write(lambda connection: quotas.count(connection, name, quota, now))
        way.recall(first.receipts, now)
        return True

    def _way(self, platform: Platform, letter: ToTakeBack, now: datetime) -> Way | None:
        group = None
        if letter.channel is Channel.GROUP:
            with self._database.reading() as connection:
                group = group_of(connection, letter.platform, letter.receiver)
            if group is None:
                raise PermanentDeliveryError("群已不在群名单里")
        delivery = Delivery(key="", to="" if group else letter.receiver, text="", group=group)
        return next((way for way in platform.ways(delivery, now) if way.recall is not None), None)

    def _not_taken_back(self, letters: Sequence[ToTakeBack], reason: str) -> None:
        def note(connection: Connection) -> None:
            recalls.not_taken_back(connection, letters, reason)

        self._database.write(note)


def _by_call(job: Recall) -> list[list[ToTakeBack]]:
    """Letters that went out in one call are taken back by one."""
    calls: dict[tuple[str, ...], list[ToTakeBack]] = {}
    for letter in job.letters:
        key = (letter.platform, *letter.receipts) if letter.receipts else (str(letter.id),)
        calls.setdefault(key, []).append(letter)
    return list(calls.values())
