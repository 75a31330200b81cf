"""People, what they are to the ledger, and how the platforms call them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handlers.ledger.people import RoleName
from storage.rows.base import Base, by_value


class PersonRow(Base):
    """`prefers` is the platform on which somebody wants to be pushed, None for the first by name."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    prefers: Mapped[str | None]


class RoleRow(Base):
    """Contacts and heads have a unit, office people and leaders need none; one row a unit."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[RoleName] = mapped_column(by_value(RoleName, "role"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str | None]


class IdentityRow(Base):
    """A platform's user id, in lower case: the platforms compare without case."""

    __tablename__ = "identities"

    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
