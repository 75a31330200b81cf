"""Access tokens of the platforms, shared by all processes: asking for one too often is punished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.rows import TokenRow
from storage.transactions import Database

_TOKEN = select(TokenRow.value, TokenRow.good_until).where(TokenRow.name == bindparam("name"))


class KeptTokens:
    """By the name of the app; never inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, name: str) -> tuple[str, datetime] | None:
        with self._database.reading() as connection:
            row = connection.execute(_TOKEN, {"name": name}).one_or_none()
        return None if row is None else (row.value, row.good_until)

    def save(self, name: str, value: str, good_until: datetime) -> None:
        """The newest one counts; of two at once either is good."""
        row = {"name": name, "value": value, "good_until": good_until}

        def replace(connection: Connection) -> None:
            connection.execute(delete(TokenRow).where(TokenRow.name == name))
            connection.execute(insert(TokenRow), row)

        self._database.write(replace)
