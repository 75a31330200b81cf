"""Somebody has opened the chat: a short welcome, at most once a day."""

from __future__ import annotations

from datetime import datetime

import structlog

from handlers.duties.deadlines import local_day
from handlers.messages import InboundMessage
from storage.greeting import greeted, greeting_for, mark_greeted
from storage.house import House
from storage.registers import Shelf
from storage.senders import person_of
from storage.transactions import Database

log = structlog.get_logger()


class Greeter:
    def __init__(self, database: Database, house: House, shelf: Shelf) -> None:
        self._database = database
        self._house = house
        self._shelf = shelf

    def greet(self, message: InboundMessage, now: datetime) -> str:
        """What to say, "" for nothing. A failure says nothing: nobody has asked."""
        try:
            return self._greeting(message, now)
        except Exception:
            log.exception("no greeting", platform=message.platform)
            return ""

    def _greeting(self, message: InboundMessage, now: datetime) -> str:
        today = local_day(now, self._house.zone)
        who = message.platform, message.sender
        with self._database.reading() as connection:
            if greeted(connection, *who, today):
                return ""
            person = person_of(connection, *who, today)
            text = greeting_for(connection, person, self._shelf.books(connection), now, self._house)
        first = self._database.write(lambda connection: mark_greeted(connection, *who, today))
        return text if first else ""
