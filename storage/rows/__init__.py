"""The tables. Typed rows, named constraints; nothing outside `storage` sees one.

`Base.metadata` knows all tables once this package is imported.
"""

from storage.rows.base import Base
from storage.rows.bulletins import BulletinClosingRow, BulletinRow, BulletinTextRow
from storage.rows.ledger import (
    IndicatorRow,
    ItemChangeRow,
    ItemLinkRow,
    ItemPostRow,
    ItemRow,
    ItemUnitRow,
    NoticeRow,
    PostHolderRow,
    PostRow,
    UnitAliasRow,
    UnitMemberRow,
    UnitRow,
)
from storage.rows.office import (
    CalendarDayRow,
    ClosingRow,
    GroupRow,
    HandLightRow,
    HistoryRow,
    PolicyRow,
    RoundRow,
)
from storage.rows.people import IdentityRow, PersonRow, RoleRow
from storage.rows.reports import PlanRow, PointRow, PromiseRow, ReportRow
from storage.rows.traffic import (
    AskedRow,
    AttachmentRow,
    CallRow,
    InboxRow,
    OutboxRow,
    PaceRow,
    RecallRow,
    TokenRow,
)

__all__ = [
    "AskedRow",
    "AttachmentRow",
    "Base",
    "BulletinClosingRow",
    "BulletinRow",
    "BulletinTextRow",
    "CalendarDayRow",
    "CallRow",
    "ClosingRow",
    "GroupRow",
    "HandLightRow",
    "HistoryRow",
    "IdentityRow",
    "InboxRow",
    "IndicatorRow",
    "ItemChangeRow",
    "ItemLinkRow",
    "ItemPostRow",
    "ItemRow",
    "ItemUnitRow",
    "NoticeRow",
    "OutboxRow",
    "PaceRow",
    "PersonRow",
    "PlanRow",
    "PointRow",
    "PolicyRow",
    "PostHolderRow",
    "PostRow",
    "PromiseRow",
    "RecallRow",
    "ReportRow",
    "RoleRow",
    "RoundRow",
    "TokenRow",
    "UnitAliasRow",
    "UnitMemberRow",
    "UnitRow",
]
