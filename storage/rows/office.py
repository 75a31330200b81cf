"""What the office keeps: group chats, policy, calendar, and the history of every change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handlers.ledger.closing import ClosingStep
from handlers.standings.lights import Light
from storage.rows.base import Base, UtcDateTime, by_value


class GroupRow(Base):
    """A group chat to push to. `purpose` and `way` are values of `storage.people.groups`.

    A number is never given to another group: letters are addressed by it.
    """

    __tablename__ = "group_chats"
    __table_args__ = (UniqueConstraint("name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    purpose: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    platform: Mapped[str]
    way: Mapped[str]
    address: Mapped[str]
    secret: Mapped[str | None]


class PolicyRow(Base):
    """What an office changes in daily life; a missing row means the default."""

    __tablename__ = "policy"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class RoundRow(Base):
    """How far a job has got: everything that was due by then has been asked for."""

    __tablename__ = "rounds"

    name: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarDayRow(Base):
    """A day that the office declares a working day or a day off."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str | None]


class HistoryRow(Base):
    """Append-only: what changed, by whom, from which message or command."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str]  # report.filed, lead.settled, …
    subject: Mapped[str]  # 任务42, a unit's name, …
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    by: Mapped[str]  # a name, or the command
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    detail: Mapped[Any] = mapped_column(JSON)


class ClosingRow(Base):
    """Append-only: the steps of the office with an item; the last one stands."""

    __tablename__ = "closings"
    __table_args__ = (Index(None, "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    step: Mapped[ClosingStep] = mapped_column(by_value(ClosingStep, "step"))
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandLightRow(Base):
    """A light set by the office, for an item or for one unit on it, until it is lifted."""

    __tablename__ = "hand_lights"
    __table_args__ = (Index(None, "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    light: Mapped[Light] = mapped_column(by_value(Light, "light"))
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
