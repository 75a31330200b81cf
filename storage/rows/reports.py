"""Plans, reports and points on them: what was said never changes; only `state` moves on.

What comes from no message (`taken_over_at` tells when it was put in, `taken_over_by` by whom) has neither
person nor message; its `filed_at` is when it was said elsewhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from handlers.ledger.points import PointKind, PointState
from handlers.ledger.reports import PlanState, ReportState
from handlers.messages import MessageKind
from storage.rows.base import Base, UtcDateTime, by_value

_PENDING = text("state = 'pending'")
_DECIDED = text("decided_at IS NOT NULL")


class ReportRow(Base):
    """`needs_head`: it counts for the standing only from `confirmed_at` on; in time it is since `filed_at`.
    Until then the version before it counts: `moved_at` is set when it stops counting, not when it is no
    longer the newest.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("item_id", "unit_id", "month", "version"),
        Index(None, "message_id"),
        Index(None, "person_id", "message_id"),
        Index("ix_reports_pending", "unit_id", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index(None, "decided_at", sqlite_where=_DECIDED, postgresql_where=_DECIDED),  # few are
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[str]  # 2023-03
    version: Mapped[int]
    state: Mapped[ReportState] = mapped_column(by_value(ReportState, "state"))
    progress: Mapped[str | None]
    percent: Mapped[float | None]
    quantities: Mapped[list[list[Any]]] = mapped_column(JSON)  # [[3100.0, "套"], …]
    problem: Mapped[str | None]
    cause: Mapped[str | None]
    next_step: Mapped[str | None]
    stage_met: Mapped[bool | None]
    finished: Mapped[bool]
    this_month: Mapped[bool] = mapped_column(default=False)  # said of the figures when asked
    own_quarter: Mapped[bool | None]  # said of a quarter's figures when asked
    unchanged: Mapped[bool] = mapped_column(default=False)  # 同上月: words and figures are last month's
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)  # the office has entered it for the unit
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    taken_over_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # from another's ledger, or another unit
    taken_over_by: Mapped[str | None]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    needs_head: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the office returned it
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it stopped counting


class PlanRow(Base):
    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("item_id", "unit_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    version: Mapped[int]
    state: Mapped[PlanState] = mapped_column(by_value(PlanState, "state"))
    q1: Mapped[str | None]
    q2: Mapped[str | None]
    q3: Mapped[str | None]
    q4: Mapped[str | None]
    principal: Mapped[str | None]
    deputy: Mapped[str | None]
    remark: Mapped[str | None]
    because: Mapped[str | None]  # the unit's reason for a requested change
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)  # the office has entered it for the unit
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    taken_over_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # from another's ledger, or another unit
    taken_over_by: Mapped[str | None]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    goals: Mapped[list[list[Any]]] = mapped_column(JSON)  # the figures in q1 to q4, see storage.standings
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]  # why it was returned or refused
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it stopped being the baseline


class PromiseRow(Base):
    """What a version of a report says will be done, and by when; it stands as long as that version counts."""

    __tablename__ = "promises"
    __table_args__ = (Index(None, "item_id", "unit_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[str]  # of the report
    version: Mapped[int]
    words: Mapped[str]
    by_on: Mapped[date]


class PointRow(Base):
    """What looked odd in a version of a report, and what became of it."""

    __tablename__ = "points"
    __table_args__ = (
        UniqueConstraint("item_id", "unit_id", "month", "version", "kind", "subject"),
        Index(None, "state", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    month: Mapped[str]
    kind: Mapped[PointKind] = mapped_column(by_value(PointKind, "kind"))
    subject: Mapped[str]
    said: Mapped[str]
    version: Mapped[int]  # of the report that raised it
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[PointState] = mapped_column(by_value(PointState, "state"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None]
    words: Mapped[str | None]  # the unit's explanation, or why the office lets it pass


class EvidenceRow(Base):
    """A picture, file or link that somebody sent with a report. Nothing is downloaded.

    `handle` is the platform's own name for it (it may end there after some days), or the address of a link,
    which is never followed. Without `item_id` it waits for its report.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "person_id", "item_id"), Index(None, "item_id", "month"))

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    month: Mapped[str | None]
    kind: Mapped[MessageKind] = mapped_column(by_value(MessageKind, "kind"))
    handle: Mapped[str]
    name: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
