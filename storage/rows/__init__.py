"""The tables. Typed rows, named constraints; nothing outside `storage` sees one.

`Base.metadata` knows all tables once this package is imported.
"""

from storage.rows.assignments import AssignmentAnswerRow, AssignmentRow
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
from storage.rows.people import GreetedRow, IdentityRow, JoinRow, PersonRow, RoleRow
from storage.rows.reports import EvidenceRow, PlanRow, PointRow, PromiseRow, ReportRow
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
    "AssignmentAnswerRow",
    "AssignmentRow",
    "AttachmentRow",
    "Base",
    "BulletinClosingRow",
    "BulletinRow",
    "BulletinTextRow",
    "CalendarDayRow",
    "CallRow",
    "ClosingRow",
    "EvidenceRow",
    "GreetedRow",
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
    "JoinRow",
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
