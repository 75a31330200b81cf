"""Assignments: leaders' instructions and spot checks, with what the units answer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handlers.ledger.assignments import AssignmentKind, Result
from storage.rows.base import Base, UtcDateTime, by_value


class AssignmentRow(Base):
    """`id` is the number that people call it by, and never given again. `person_id` is the leader or officer.

    `message_id` is the message in which it was given: the same message gives it once.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("message_id", "item_id", "month"),
        Index(None, "result"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AssignmentKind] = mapped_column(by_value(AssignmentKind, "assignment_kind"))
    year: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    month: Mapped[str | None]
    words: Mapped[str]
    given_by: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    seed: Mapped[str | None]
    result: Mapped[Result | None] = mapped_column(by_value(Result, "assignment_result"))
    result_words: Mapped[str | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssignmentAnswerRow(Base):
    """One of the units that an assignment is for; `words` once it has answered (the latest answer holds)."""

    __tablename__ = "assignment_answers"
    __table_args__ = (Index(None, "unit_id"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    position: Mapped[int]
    words: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
