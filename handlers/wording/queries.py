"""Answers to questions: how an item stands, what is still owed, the full text of what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.assignments import AssignmentKind
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportKey, ReportVersion
from handlers.wording.confirming import MARK
from handlers.wording.evidence import counted
from handlers.wording.phrases import cut, names, short_title, size, spoken_deadline, spoken_month
from handlers.wording.receipts import content_lines

_MENDED_AT_MOST = 6
ASSIGNED_AS = {
    DutyKind.INSTRUCTION: AssignmentKind.INSTRUCTION.spoken,
    DutyKind.SPOT_CHECK: AssignmentKind.SPOT_CHECK.spoken,
}
NOTHING: Mapping[ReportKey, tuple[str, ...]] = MappingProxyType({})
_UNITS_NAMED = 8


def item_state(
    item: ItemRef,
    text: str,
    reports: Sequence[tuple[str, ReportVersion]],
    silent: Sequence[str],
    today: date,
    limit: int,
) -> str:
    """The newest report of each unit on an item, in full; shortened evenly where that is too long.

    `silent` are units of it that have not reported, where the reader may know.
    """
    more = f"等{len(silent)}个单位" if len(silent) > _UNITS_NAMED else ""
    none = [f"还没有报告：{'、'.join(silent[:_UNITS_NAMED])}{more}"] if silent else []
    if not reports:
        return "\n".join([f"{item}（{short_title(text)}）：还没有报告。", *none])
    head = f"{item}（{short_title(text)}）"
    blocks = [
        "\n".join(
            [
                f"{unit} {spoken_month(version.key.month, today)}（{_version(version)}）",
                *content_lines(version.content, version.key),
            ]
        )
        for unit, version in reports
    ]
    room = (limit - size("\n".join([head, *none])) - len(blocks)) // len(blocks)
    return "\n".join([head, *(cut(block, room) for block in blocks), *none])


def _version(version: ReportVersion) -> str:
    if version.waits_for_head:
        return f"第{version.version}版，{MARK}"
    back = "" if version.counts else f"，被退回：{version.reason or '未写原因'}"
    return f"第{version.version}版{back}"


def nothing_on(item: ItemRef) -> str:
    return f"{item}还没有您单位的报告。"


def owed(
    month: Month,
    due: Deadline,
    done: Sequence[ItemRef],
    missing: Sequence[ItemRef],
    others: Sequence[Duty],
    today: date,
) -> str:
    """What a unit has reported for a month and what it has not; and what else it owes."""
    spoken = spoken_month(month, today)
    when = "已过截止日" if due.is_late(today) else "截止日"
    lines = [f"{spoken}情况{when}：{spoken_deadline(due)}"]
    if missing:
        lines.append(f"还没报{len(missing)}项：{names(missing, 40)}")
    if done:
        lines.append(f"已报{len(done)}项：{names(done, 40)}")
    if not missing and done:
        lines.append("这个月都报齐了。")
    return "\n".join([*lines, *_others(others, tuple(missing), today)])


def _others(duties: Sequence[Duty], named: tuple[ItemRef, ...], today: date) -> list[str]:
    """Returned ones and questions a line each; plans and other months by their items, unless just `named`."""
    lines = [_to_mend(duty, today) for duty in duties if duty.note is not None][:_MENDED_AT_MOST]
    alike: dict[tuple[str, str], list[ItemRef]] = {}
    for duty in duties:
        if duty.note is None:
            what = spoken_month(duty.month, today) if duty.month else "落实计划"
            late = "欠报" if duty.deadline.is_late(today) else "还没报"
            alike.setdefault((what, late), []).append(duty.item)
    for (what, late), items in alike.items():
        listed = "同上" if tuple(items) == named else names(items, 20)
        named = tuple(items)
        lines.append(f"{what}{late}{len(items)}项：{listed}")
    return lines


def _to_mend(duty: Duty, today: date) -> str:
    until = f"{spoken_deadline(duty.deadline)}前"
    what = f"{spoken_month(duty.month, today)}" if duty.month else "落实计划"
    if duty.number is not None:
        name = f"{ASSIGNED_AS[duty.kind]}{duty.number}"
        return f"待回复 {name}（{duty.item}，{until}）：{short_title(duty.note or '', 30)}"
    if duty.kind is DutyKind.QUESTION:
        return f"待说明 {duty.item}（{what}）：{duty.note}"
    return f"被退回 {duty.item}（{what}，{until}重报）：{duty.note}"


def not_led(items: Sequence[ItemRef]) -> str:
    return f"{names(items, 6)}不在您分管的事项里。看您分管的，发：我分管的"


def what_may_be_asked() -> str:
    """To the office and leaders, who asked something without naming an item."""
    return "可以问：台账（我分管的）、红灯、黄灯、未报、任务42 怎么样了。"


def which_item_to_show() -> str:
    return "请写明事项，如：任务42 进展 或 实事13 报了没。"


def details(
    versions: Sequence[ReportVersion],
    page: int,
    today: date,
    limit: int,
    attached: Mapping[ReportKey, tuple[str, ...]] = NOTHING,
) -> str:
    """The full text of what the last message wrote, cut into pages of at most `limit` bytes."""
    if not versions:
        return "没有可看的详情：您还没有报过情况。"
    blocks = [
        "\n".join(
            [
                f"{version.key.item}（{spoken_month(version.key.month, today)}）",
                *content_lines(version.content, version.key),
                *([f"附件：{counted(kinds)}"] if (kinds := attached.get(version.key)) else []),
            ]
        )
        for version in versions
    ]
    pages = _pages(blocks, limit - 80)
    at = min(page, len(pages))
    more = f"\n第{at}/{len(pages)}页，下一页发：详情{at + 1}" if at < len(pages) else ""
    return pages[at - 1] + more


def _pages(blocks: Sequence[str], room: int) -> list[str]:
    pages: list[str] = []
    for block in blocks:
        whole = cut(block, room)
        if pages and size(pages[-1]) + size(whole) + 1 <= room:
            pages[-1] = f"{pages[-1]}\n{whole}"
        else:
            pages.append(whole)
    return pages
