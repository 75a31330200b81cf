"""People, what they are to the ledger, and how the platforms call them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from handlers.joining.shapes import JoinKind, JoinState
from handlers.ledger.people import RoleName
from storage.rows.base import Base, UtcDateTime, by_value

_OPEN = text("state IN ('draft', 'checking', 'waiting') AND kind = 'bind'")


class PersonRow(Base):
    """`prefers` is the platform on which somebody wants to be pushed, None for the first by name."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    prefers: Mapped[str | None]


class RoleRow(Base):
    """Contacts and heads have a unit, office people and leaders need none; one row a unit.

    `until_on` is the last day of a deputy, None for all others.
    """

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[RoleName] = mapped_column(by_value(RoleName, "role"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str | None]
    until_on: Mapped[date | None] = mapped_column(index=True)


class IdentityRow(Base):
    """A platform's user id, in lower case: the platforms compare without case."""

    __tablename__ = "identities"

    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class GreetedRow(Base):
    """The last day on which somebody was greeted on entering the chat: once a day is enough. No other day is
    kept, since nobody counts who looks in how often.
    """

    __tablename__ = "greeted"

    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    greeted_on: Mapped[date]


class JoinRow(Base):
    """A request to report for a unit, or to hand over, deputise or leave; the office's number for it is `id`.

    `platform` and `user_id` are who asked. `former_id` is whose work it is, `unit_id` None then means all of
    that person's units. A check with the platform is leased by `not_before`; `note` is what the office should
    know, `person_id` who reports in the end.
    """

    __tablename__ = "join_requests"
    __table_args__ = (
        Index(
            "uq_join_requests_open",
            "platform",
            "user_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JoinKind] = mapped_column(by_value(JoinKind, "kind"))
    state: Mapped[JoinState] = mapped_column(by_value(JoinState, "state"))
    platform: Mapped[str]
    user_id: Mapped[str]
    unit: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    until_on: Mapped[date | None]
    former_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str]
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
