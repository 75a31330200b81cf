"""Small bulletins: a handful of items of two units, with what they have planned and reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.bulletins.bulletin import Bulletin, BulletinKind, Closing, Letterhead
from handlers.bulletins.composing import Occasion, compose, selection
from handlers.bulletins.timeliness import timeliness_of
from handlers.duties.deadlines import report_deadline
from handlers.duties.owed import Done, Terms
from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register, RegisteredItem, Unit
from handlers.ledger.reports import ReportContent
from handlers.ledger.unit_kinds import UnitKind
from handlers.standings.drawing import draw
from handlers.standings.facts import Facts, Place, Rules
from handlers.standings.picture import Standing
from tests.builders import ref
from tests.handlers.standings.builders import a_baseline, reports, said

LETTERHEAD = Letterhead(
    "某区人民政府办公室关于对2023年《政府工作报告》任务立项督查的通知", "某政办发〔2023〕1号"
)
SCHOOLS, WOMEN, POLICE = 1, 2, 3
UNITS = (
    Unit(SCHOOLS, "区教育体育局", UnitKind.DEPARTMENT),
    Unit(WOMEN, "区妇联", UnitKind.MASS),
    Unit(POLICE, "公安市中分局", UnitKind.VERTICAL),
)
TEXTS = {
    "实事1": ("建成中小学幼儿园8处。", (SCHOOLS,)),
    "实事2": ("组织心理健康教育讲座100场。", (SCHOOLS, WOMEN)),
    "实事3": ("为适龄妇女免费检查12000人。", (WOMEN,)),
    "实事4": ("加快社区治安防控建设。", (POLICE,)),
    "实事5": ("办好社区课堂。", (SCHOOLS,)),
}
PLANS = {
    "实事1": a_baseline("建成2处", "建成4处", "建成6处", "建成8处"),
    "实事2": a_baseline("完成25场", "完成50场", "完成75场", "完成100场"),
    "实事3": a_baseline("检查3000人", "检查6000人", "检查9000人", "检查12000人"),
    "实事4": a_baseline("印发方案", "启动", "评估", "验收"),
    "实事5": a_baseline("制定方案", "开课", "评估", "总结"),
}


def a_ledger(
    texts: Mapping[str, tuple[str, Sequence[int]]] = TEXTS, units: Sequence[Unit] = UNITS
) -> Register:
    entries = [
        RegisteredItem(
            number,
            Item(ref(name), text, None, ("甲",), indicators=draw_indicators(text)),
            tuple(unit_ids),
            unit_ids[0],
        )
        for number, (name, (text, unit_ids)) in enumerate(texts.items(), 1)
    ]
    return Register.of(2023, 2023, 1, entries, units)


def facts(
    said_of: Mapping[tuple[str, int], Mapping[int, ReportContent]],
    plans: Mapping[str, object] = PLANS,
    closed: Mapping[str, date] | None = None,
    register: Register | None = None,
) -> Facts:
    """What is planned by every unit, and reported by month."""
    book = register or a_ledger()
    baselines: dict[Place, object] = {
        (item, unit): plans[str(item)]
        for item in book.items
        for unit in book.owing(item)
        if str(item) in plans
    }
    return Facts(
        baselines,  # type: ignore[arg-type]
        reports={(ref(name), unit): reports(name, unit, dict(of)) for (name, unit), of in said_of.items()},
        closed={ref(name): day for name, day in (closed or {}).items()},
    )


def a_standing(known: Facts, month: int, register: Register | None = None) -> Standing:
    return draw(register or a_ledger(), known, Rules(), Month(2023, month).last_day)


def done(known: Facts, month: int, late: Sequence[tuple[str, int]] = ()) -> tuple[Done, Done]:
    """Handed in by the deadline, and by now: `late` places only by now."""
    by_now = frozenset(
        (item, unit, report.key.month) for (item, unit), of in known.reports.items() for report in of
    )
    places = {(ref(name), unit, Month(2023, month)) for name, unit in late}
    closed = frozenset(known.closed)
    return Done(reports=by_now - places, closed=closed), Done(reports=by_now, closed=closed)


def a_bulletin(
    known: Facts,
    month: int,
    kind: BulletinKind = BulletinKind.LIVELIHOOD,
    *,
    late: Sequence[tuple[str, int]] = (),
    item: ItemRef | None = None,
    closings: Sequence[Closing] = (),
    register: Register | None = None,
) -> tuple[Bulletin, Standing]:
    """Composed as the office's would be, with the part of the ledger that it is about."""
    book = register or a_ledger()
    standing = a_standing(known, month, book)
    terms = Terms()
    at = Month(2023, month)
    deadline = report_deadline(at, terms.calendar)
    on = terms.calendar.next_working_day(deadline.on)
    items = (item,) if item else tuple(one.item for one in closings)
    occasion = Occasion(kind, at, on, items, tuple(closings))
    part = selection(standing, occasion)
    came = None
    if not kind.is_of_chosen_items:
        came = timeliness_of(book, at, {one.ref for one in part.items}, terms, done(known, month, late))
    asks_on = month < 12 and not kind.is_of_chosen_items
    following = report_deadline(at.next, terms.calendar) if asks_on else None
    bulletin = compose(standing, book, occasion, LETTERHEAD, timeliness=came, next_deadline=following)
    return bulletin, part.of(lambda _: kind is not BulletinKind.CIRCULAR)


def the_mixed(month: int = 3) -> Facts:
    """One finished, one on plan, two behind (a figure, a stage), one supporting unit silent."""
    quarter = (month + 2) // 3
    return facts(
        {
            ("实事1", SCHOOLS): {month: said(f"截至{month}月底，累计建成中小学幼儿园{2 * quarter}处")},
            ("实事2", SCHOOLS): {month: said(f"累计组织心理健康教育讲座{15 * quarter}场")},
            ("实事4", POLICE): {month: said("正在征求意见", stage_met=False)},
            ("实事5", SCHOOLS): {month: said("课堂已全部开办", stage_met=True, finished=True)},
        },
        closed={"实事5": date(2023, month, 28)},
    )


def all_in(month: int) -> Facts:
    """Every unit has reported what its plan wants."""
    quarter = (month + 2) // 3
    return facts(
        {
            ("实事1", SCHOOLS): {month: said(f"累计建成中小学幼儿园{2 * quarter}处")},
            ("实事2", SCHOOLS): {month: said(f"累计组织心理健康教育讲座{25 * quarter}场")},
            ("实事2", WOMEN): {month: said(f"累计组织心理健康教育讲座{25 * quarter}场")},
            ("实事3", WOMEN): {month: said(f"累计免费检查{3000 * quarter}人")},
            ("实事4", POLICE): {month: said("已按节点推进", stage_met=True)},
            ("实事5", SCHOOLS): {month: said("已按节点推进", stage_met=True)},
        }
    )
