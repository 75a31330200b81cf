"""Small things for tests of the core, each with defaults; no framework, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.desk.said import Question, Said
from handlers.desk.understanding import understand
from handlers.desk.view import LedgerView
from handlers.duties.owed import Done, Terms
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import Person, RoleName
from handlers.ledger.points import KnownPoint
from handlers.ledger.register import Register, RegisteredItem, Unit
from handlers.ledger.reports import PlanKey, PlanVersion, ReportContent, ReportKey, ReportState, ReportVersion
from handlers.ledger.unit_kinds import UnitKind
from handlers.messages import ChatKind, InboundMessage

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2023, 4, 6)  # March is due on 10 April
HOUSING, EDUCATION, STREETS, STREET = 1, 2, 3, 4
TEXTS = {
    "任务42": "统筹推进7个片区18个项目的拆迁清零以及14个新片区26个项目的征收拆迁。",
    "任务60": "办好优质的普惠教育。建成中小学幼儿园8处，新建、改扩建中小学幼儿园6处。",
    "任务57": "加强智慧社区建设，加快治安防控、防灾减灾、社会稳定等领域智能化升级。",
    "实事13": "建设居民安置房2700套以上；筹集保障性租赁住房4700套（间）。",
}
RESPONSIBLE = {
    "任务42": (HOUSING,),
    "任务60": (EDUCATION,),
    "任务57": (HOUSING, STREETS),
    "实事13": (HOUSING, EDUCATION),
}


def ref(name: str) -> ItemRef:
    return ItemRef.parse(name)


def an_item(name: str, text: str = "") -> Item:
    return Item(ref(name), text or TEXTS.get(name, f"办好{name}这件事。"))


def units() -> list[Unit]:
    return [
        Unit(HOUSING, "区住房城乡建设局", UnitKind.DEPARTMENT, ("住建局",)),
        Unit(EDUCATION, "区教育体育局", UnitKind.DEPARTMENT, ("教体局",)),
        Unit(STREETS, "各街道办事处", UnitKind.STREET, collective=True, members=(STREET,)),
        Unit(STREET, "大观园街道办事处", UnitKind.STREET),
    ]


def a_register(year: int = 2023, names: Iterable[str] = tuple(RESPONSIBLE)) -> Register:
    entries = [
        RegisteredItem(number, an_item(name), RESPONSIBLE.get(name, (HOUSING,)))
        for number, name in enumerate(names, 1)
    ]
    return Register.of(year, year, 1, entries, units())


def a_contact(*unit_ids: int, role: RoleName = RoleName.CONTACT) -> Person:
    return Person(7, "范文博", frozenset({role}), unit_ids or (HOUSING,))


def a_version(
    name: str = "任务42",
    month: str = "2023-03",
    *,
    unit_id: int = HOUSING,
    version: int = 1,
    state: ReportState = ReportState.FILED,
    content: ReportContent | None = None,
) -> ReportVersion:
    key = ReportKey(ref(name), unit_id, Month.parse(month))
    return ReportVersion(key, version, state, content or ReportContent(progress="已清零11个"))


def a_view(
    *versions: ReportVersion,
    sender: Person | None = None,
    registers: Sequence[Register] | None = None,
    plans: Sequence[PlanVersion] = (),
    overtaken: Iterable[ReportKey | PlanKey] = (),
    points: Mapping[ReportKey, tuple[KnownPoint, ...]] | None = None,
    done: Done | None = None,
) -> LedgerView:
    return LedgerView(
        sender=sender or a_contact(),
        registers=tuple(registers if registers is not None else [a_register()]),
        terms=Terms(),
        zone=SHANGHAI,
        reports={version.key: version for version in versions},
        plans={plan.key: plan for plan in plans},
        overtaken=frozenset(overtaken),
        points=points or {},
        done={2023: done} if done else {},
    )


def at(day: date = TODAY, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def a_message(text: str, *, chat: ChatKind = ChatKind.DIRECT, **changed: object) -> InboundMessage:
    message = InboundMessage("wecom", "1", "fan", chat, text, at())
    return replace(message, **changed)  # type: ignore[arg-type]


def said(
    text: str, view: LedgerView | None = None, question: Question | None = None, day: date = TODAY
) -> Said:
    view = view or a_view()
    asked = question or Question()
    return understand(
        a_message(text), view.sender, asked, view.registers, at(day), ("督查助手",), view.calendar
    )
