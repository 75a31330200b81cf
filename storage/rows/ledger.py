"""The notice: items, their indicators, the units and posts that answer for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handlers.ledger.courses import ItemChange
from handlers.ledger.items import Comparator, IndicatorKind, ItemKind
from handlers.ledger.links import LinkState
from handlers.ledger.unit_kinds import UnitKind
from storage.rows.base import Base, UtcDateTime, by_value


class NoticeRow(Base):
    """One ledger year. `version` grows with every change of items, units or sets: caches compare it."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[str | None]
    title: Mapped[str | None]
    issued_on: Mapped[date | None]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class ItemRow(Base):
    """`dropped` is set when a later notice no longer has the item; its reports stay."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("notice_id", "kind", "no"),
        CheckConstraint("no > 0", name="no_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    kind: Mapped[ItemKind] = mapped_column(by_value(ItemKind, "kind"))
    no: Mapped[int]
    category: Mapped[str | None]
    text: Mapped[str]
    others: Mapped[str | None]
    deadline: Mapped[str | None]
    lead_known: Mapped[bool]
    lead_settled: Mapped[bool] = mapped_column(default=False)
    dropped: Mapped[bool] = mapped_column(default=False)


class ItemChangeRow(Base):
    """Append-only: an item added, dropped or restored by decision, from a day on; the last one holds."""

    __tablename__ = "item_changes"
    __table_args__ = (Index(None, "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    change: Mapped[ItemChange] = mapped_column(by_value(ItemChange, "change"))
    from_on: Mapped[date]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class IndicatorRow(Base):
    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("item_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    position: Mapped[int]
    metric: Mapped[str]
    kind: Mapped[IndicatorKind] = mapped_column(by_value(IndicatorKind, "kind"))
    op: Mapped[Comparator] = mapped_column(by_value(Comparator, "op"))
    value: Mapped[float]
    high: Mapped[float | None]
    unit: Mapped[str]
    raw: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)  # 分摊: summed over the units


class UnitRow(Base):
    """A unit, or a collective (各街道办事处, …成员单位) whose members the office settles."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[UnitKind] = mapped_column(by_value(UnitKind, "kind"))
    kind_settled: Mapped[bool] = mapped_column(default=False)
    collective: Mapped[bool] = mapped_column(default=False)
    members_settled: Mapped[bool] = mapped_column(default=False)
    head_confirms: Mapped[bool] = mapped_column(default=False)  # its reports wait for its head


class UnitAliasRow(Base):
    __tablename__ = "unit_aliases"

    alias: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))


class UnitMemberRow(Base):
    """`unit_id` belongs to the collective `set_id`."""

    __tablename__ = "unit_members"

    set_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class ItemUnitRow(Base):
    """`written` is the unit as the notice writes it: 区投资促进局（区民营经济局）.

    `marked` tells that the notice shows it as lead, `lead` that it leads: as marked or as the office settled.
    `from_on` and `until_on` are set where a decision in the middle of the year has made or ended it: until_on
    is the day of the move, on which the next one begins.
    """

    __tablename__ = "item_units"
    __table_args__ = (Index(None, "unit_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    written: Mapped[str]
    marked: Mapped[bool] = mapped_column(default=False)
    lead: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]


class ItemLinkRow(Base):
    """Two items of the annexes that overlap; one report serves both once the office has confirmed it."""

    __tablename__ = "item_links"

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    state: Mapped[LinkState] = mapped_column(by_value(LinkState, "state"))
    reason: Mapped[str]


class PostRow(Base):
    """A lead leader's post: it persists when the person changes."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class PostHolderRow(Base):
    """`until_on` is the holder's last day."""

    __tablename__ = "post_holders"
    __table_args__ = (UniqueConstraint("post_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    person_name: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class ItemPostRow(Base):
    """`written` is the leader as the notice names it; who holds the post now is another matter."""

    __tablename__ = "item_posts"

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    position: Mapped[int]
    written: Mapped[str]
