"""Bulletins: what was drafted, approved and published, with every version of the text and the figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.review import BulletinState
from storage.rows.base import Base, UtcDateTime, by_value


class BulletinRow(Base):
    """`key` is drafted once: livelihood:2023-03. The id is the number that the office calls it by.

    The serial number is taken when it is published, in its year and series. `composed_at` is the moment whose
    ledger it shows; `looked_at` when it was last compared with it, `changed_at` when that had changed.
    """

    __tablename__ = "bulletins"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("serial_year", "series", "serial"),
        CheckConstraint("(serial IS NULL) = (published_at IS NULL)", name="serial_when_published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    kind: Mapped[BulletinKind] = mapped_column(by_value(BulletinKind, "kind"))
    year: Mapped[int]  # of the ledger
    month: Mapped[str]  # the last that it judges
    period: Mapped[str]
    item: Mapped[str | None]  # where it is about a single one
    title: Mapped[str]
    state: Mapped[BulletinState] = mapped_column(by_value(BulletinState, "state"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    edited: Mapped[bool] = mapped_column(default=False)
    figures: Mapped[Any] = mapped_column(JSON)
    composed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drafted_by: Mapped[str]
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chosen_by: Mapped[str | None]  # who has chosen that moment, and the form; None: it follows from the rules
    chosen_naming: Mapped[bool | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # held or published
    decided_by: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    naming: Mapped[bool | None]
    serial_year: Mapped[int | None]
    series: Mapped[str | None]
    serial: Mapped[int | None]
    sent_to: Mapped[list[list[Any]]] = mapped_column(JSON)  # [[group's id, name], …]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"))
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recalled_by: Mapped[str | None]
    recalled_from: Mapped[list[str]] = mapped_column(JSON)  # names of chats, as people know them
    still_in: Mapped[list[str]] = mapped_column(JSON)
    correction_by: Mapped[str | None]  # who has asked in chat for a correction that is not drafted yet


class BulletinTextRow(Base):
    """Append-only: both forms of each version; the newest is what is published."""

    __tablename__ = "bulletin_texts"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    full: Mapped[str]
    unnamed: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BulletinClosingRow(Base):
    """Which bulletin tells of the closing of an item on a day: each is told once, alone or with others."""

    __tablename__ = "bulletin_closings"

    year: Mapped[int] = mapped_column(primary_key=True)  # of the ledger
    item: Mapped[str] = mapped_column(primary_key=True)
    closed_on: Mapped[date] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"), index=True)
