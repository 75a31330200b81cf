"""Asks the platform whose number an applicant's is, outside any transaction; else the office decides."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.clock import Clock
from bot.platforms.port import PhoneBook, Platform
from handlers.errors import DeliveryError
from storage import joining
from storage.house import House
from storage.joining import Check
from storage.transactions import Database

log = structlog.get_logger()
_NO_WAY = "这个平台不能按手机号核对"
_NOT_TOLD = "平台没有核对成（没有权限、太频繁或连不上）"


class Verifier:
    """Several may run at once: a check is leased to one of them."""

    def __init__(
        self, database: Database, platforms: Mapping[str, Platform], clock: Clock, house: House
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._house = house

    def run_once(self) -> int:
        """Do the oldest check that is due; returns how many that were."""
        now = self._clock()
        with self._database.reading() as connection:
            if not joining.anything_to_check(connection, now):
                return 0
        check = self._database.write(lambda connection: joining.claim_check(connection, now))
        if check is None:
            return 0
        found, why = self._asked(check)
        with self._database.session() as session:
            joining.settle_check(session, check, found, why, self._clock(), self._house)
        return 1

    def _asked(self, check: Check) -> tuple[str | None, str]:
        """Whose number it is; or None, and why the platform does not tell. One try: the office is there."""
        book: object = self._platforms.get(check.platform)
        if not isinstance(book, PhoneBook):
            return None, _NO_WAY
        try:
            return book.user_of(check.phone, self._clock()), ""
        except DeliveryError as error:
            log.info("number not checked", request=check.id, reason=str(error))
            return None, _NOT_TOLD
        except Exception:
            log.exception("check broke", request=check.id)
            return None, _NOT_TOLD
