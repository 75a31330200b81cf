"""What the office is told on its orders: what was done, what is missing, what is asked first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from handlers.bulletins.bulletin import BulletinKind
from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.office.desk import OfficeDesk, OpenPoints, Urgeable
from handlers.office.drawing_lots import Lot
from handlers.office.orders import Act, Order
from handlers.standings.lights import Light
from handlers.standings.looks import Looks
from handlers.wording.phrases import (
    cut,
    names,
    size,
    spoken_day,
    spoken_deadline,
    spoken_moment,
    spoken_month,
)

Named = Callable[[int], str]

_USAGE = {
    Act.URGE: "催报、催报 区水务局、催报 任务42",
    Act.RETURN: "退回 任务42 区水务局 原因：数据与上月不符",
    Act.WAVE: "放行 任务42",
    Act.ACCEPT_PLAN: "同意 任务42 区水务局 的计划",
    Act.RETURN_PLAN: "退回计划 任务42 区水务局 原因：没有季度目标",
    Act.CLOSE: "办结 任务42",
    Act.REFUSE: "不同意办结 任务42 原因：还没有验收",
    Act.REOPEN: "重新打开 任务42 原因：群众反映没有建成",
    Act.LIGHT: "任务42 标红 原因：连续两月没有进展",
    Act.LIFT: "取消设灯 任务42",
    Act.LEAD: "任务42 牵头 区水务局",
    Act.DRAFT: "起草 民生实事通报、起草 全面通报、起草 报送通报、起草 重大事项 任务42",
    Act.SPOT_CHECK: "抽查 3（1到20项），或 抽查 任务42",
    Act.ANNOUNCE: "公告 全体：明天下午3点开会",
}
NO_PLANS_WAIT = "没有等待审核的计划。"
_NOTHING_DONE = "没有改动。"
_ORDERS = {
    "催报": _USAGE[Act.URGE],
    "退回": _USAGE[Act.RETURN],
    "通报": _USAGE[Act.DRAFT],
    "预览": "预览 3",
    "发布": "发布 3",
    "办结": f"{_USAGE[Act.CLOSE]}、{_USAGE[Act.REFUSE]}",
    "红黄灯": f"红灯、{_USAGE[Act.LIGHT]}、{_USAGE[Act.LIFT]}",
    "抽查": _USAGE[Act.SPOT_CHECK],
    "导出台账": "台账、红灯、未报（要文件，请在督查室的电脑上用 ducha export）",
}
_SPELT = 4  # so many people are named


def usage(act: Act, *, several: bool = False) -> str:
    """How such an order is written; `several` items were named where one can be."""
    first = f"“{act.value}”一次办一项" if several else f"“{act.value}”没看出是哪一项"
    if act in {Act.URGE, Act.DRAFT, Act.ANNOUNCE, Act.SPOT_CHECK}:
        first = f"“{act.value}”没看明白"
    return f"{first}，{_NOTHING_DONE}请照着写：{_USAGE[act]}"


def command_kept(command: str, *, office: bool) -> str:
    """A command was understood, but not what it is about, or somebody else gave it."""
    if office:
        return f"“{command}”没看明白要办什么，没有执行。请照着写，如：{_ORDERS.get(command, '帮助')}"
    return f"“{command}”由督查室办理，这条消息已留存，没有执行。"


def no_such_item(item: ItemRef, year: int) -> str:
    return f"{year}年的台账里没有{item}，{_NOTHING_DONE}请核对编号。"


def which_unit(act: Act, item: ItemRef, units: Sequence[str]) -> str:
    unit = units[0].partition("（")[0]
    listed = "、".join(units)
    return f"{item}有{len(units)}个单位：{listed}。{_NOTHING_DONE}请写明单位，如：{act.value} {item} {unit}"


def why(act: Act, item: ItemRef, unit: str) -> str:
    line = " ".join(part for part in (act.value, str(item), unit, "原因：…") if part)
    if act is Act.LIGHT:
        line = " ".join(part for part in (str(item), unit, "标红（标黄、标绿）", "原因：…") if part)
    return f"请写明原因，对方会看到。{_NOTHING_DONE}如：{line}"


# Reports and plans


def returned_already(item: ItemRef, unit: str, month: Month) -> str:
    return f"{item} {unit}{month.month}月情况已经退回，等单位重报，{_NOTHING_DONE}"


def nothing_to_return(item: ItemRef, month: Month | None) -> str:
    return f"{item}{f'{month.month}月' if month else ''}没有可退回的报告，{_NOTHING_DONE}"


def returned(
    item: ItemRef, unit: str, month: Month, version: int, reason: str, due: Deadline, today: date
) -> str:
    return (
        f"已退回{item} {unit}{spoken_month(month, today)}情况（第{version}版）。原因：{reason}\n"
        f"联络员会收到通知，{spoken_deadline(due)}前重报。"
    )


def nothing_to_wave(item: ItemRef) -> str:
    return f"{item}没有待核对的地方，{_NOTHING_DONE}"


def waved(item: ItemRef, found: Sequence[OpenPoints], named: Named) -> str:
    lines = [f"{named(one.unit_id)}{one.month.month}月：{'；'.join(one.said)}" for one in found]
    return "\n".join([f"{item}已放行：", *lines])


def no_plan_waits(item: ItemRef) -> str:
    return f"{item}没有等待审核的计划，{_NOTHING_DONE}"


def why_the_change(item: ItemRef, unit: str) -> str:
    return (
        f"{item} {unit}申请调整计划，没有写原因。请代写一句：同意计划 {item} 原因：…，"
        f"或请单位发“更正计划 {item} 原因：…”。"
    )


def plan_decided(item: ItemRef, unit: str, reason: str, *, accepted: bool, change: bool) -> str:
    if accepted:
        return f"已同意{item} {unit}{'调整计划，新计划' if change else '的计划，'}作为考核依据。"
    if change:
        return f"未同意{item} {unit}调整计划，仍按原计划推进。原因：{reason}"
    return f"已退回{item} {unit}的计划。原因：{reason}\n联络员会收到通知，2个工作日内重报。"


def would_accept(plans: Sequence[tuple[ItemRef, str]]) -> str:
    units = list(dict.fromkeys(unit for _, unit in plans))
    some = "、".join(units[:8]) + ("…" if len(units) > 8 else "")
    return f"将同意首次报来的{len(plans)}份计划（{len(units)}个单位：{some}），同意后锁定。"


def accepted_all(count: int) -> str:
    return f"已同意{count}份计划，作为考核依据。申请调整的仍要逐份审核。"


# Items


def nobody_applied(item: ItemRef) -> str:
    return f"{item}还没有单位报全部完成或申请办结。确定现在办结吗？"


def closed_already(item: ItemRef) -> str:
    return f"{item}已经办结，{_NOTHING_DONE}"


def stepped(item: ItemRef, step: ClosingStep, applied: Sequence[str]) -> str:
    match step:
        case ClosingStep.CLOSED:
            by = f"（{names(applied, 3)}申请）" if applied else ""
            return f"{item}已办结{by}，各责任单位不用再报。改主意请回：重新打开 {item} 原因：…"
        case ClosingStep.REFUSED:
            return f"{item}暂不办结，继续按月报送；单位会收到通知。"
        case _:
            return f"{item}已重新打开，恢复按月报送；单位会收到通知。"


def light_set(item: ItemRef, unit: str | None, light: Light | None, reason: str) -> str:
    whose = f"{item}{f' {unit}' if unit else ''}"
    if light is None:
        return f"{whose}已取消人工设灯，恢复按进度评灯。"
    return f"{whose}已设为{Looks().name(light)}，原因：{reason}。恢复按进度评灯请回：取消设灯 {item}"


def which_lead(item: ItemRef, listed: str) -> str:
    return f"请写明一个牵头单位，{_NOTHING_DONE}{item}的责任单位：{listed}"


def lead_settled(item: ItemRef, unit: str) -> str:
    return f"{item}由{unit}牵头，已记下。"


# What goes to many


def about(order: Order, named: Named) -> str:
    """What an urging was about, for the history: 任务42；区水务局；3月."""
    parts = [*map(str, order.items), *map(named, order.units), order.leader]
    parts += [f"{order.month.month}月"] if order.month else []
    return "、".join(part for part in parts if part) or "全部"


def would_urge(desk: OfficeDesk, named: Named, limit: int) -> str:
    fresh = [one for one in desk.urgeable if not one.today]
    by_unit = _by_unit(fresh)
    duties = sum(map(len, (_duties(people, unit_id) for unit_id, people in by_unit.items())))
    lines = [f"将催报{len(by_unit)}个单位的{len(fresh)}人，共{duties}件{_goes(desk)}："]
    for unit_id, people in by_unit.items():
        mine = _duties(people, unit_id)
        items = names(dict.fromkeys(duty.item for duty in mine), 3)
        lines.append(f"{named(unit_id)} {len(mine)}件（{items}）：{'、'.join(one.name for one in people)}")
    return fitting(lines, _left_out(desk, named), limit - 120)


def urged(desk: OfficeDesk, named: Named) -> str:
    fresh = [one for one in desk.urgeable if not one.today]
    if len(fresh) > _SPELT:
        whom = f"{len(_by_unit(fresh))}个单位的{len(fresh)}人"
    else:
        whom = "、".join(f"{_of_whom(one, named)}{one.name}" for one in fresh)
    return "\n".join([f"已催报{whom}{_goes(desk) or '，半小时内陆续发出'}。", *_left_out(desk, named)])


def _by_unit(people: Sequence[Urgeable]) -> dict[int, list[Urgeable]]:
    """Who is asked for each unit; the one that owes most first."""
    found: dict[int, list[Urgeable]] = {}
    for one in people:
        for unit_id in dict.fromkeys(duty.unit_id for duty in one.duties):
            found.setdefault(unit_id, []).append(one)
    return dict(sorted(found.items(), key=lambda pair: -len(_duties(pair[1], pair[0]))))


def _duties(people: Sequence[Urgeable], unit_id: int) -> list[Duty]:
    return [duty for duty in people[0].duties if duty.unit_id == unit_id]


def nobody_to_urge(desk: OfficeDesk, named: Named) -> str:
    if left := _left_out(desk, named):
        return "\n".join(["没有要再催的。", *left])
    return "没有要催的：都报了。"


def _left_out(desk: OfficeDesk, named: Named) -> list[str]:
    """Who is not reminded, and why."""
    again = [one.name for one in desk.urgeable if one.today]
    lines = [f"今天已提醒过，不再催：{_people(again)}。"] if again else []
    if desk.unreached:
        lines.append(f"没有可推送的联络员，请打电话：{_units(desk.unreached, named)}。")
    return lines


def _people(listed: Sequence[str]) -> str:
    return "、".join(listed) if len(listed) <= _SPELT else f"{'、'.join(listed[:_SPELT])}等{len(listed)}人"


def _units(unit_ids: Sequence[int], named: Named) -> str:
    listed = [named(one) for one in unit_ids]
    return "、".join(listed) if len(listed) <= 8 else f"{'、'.join(listed[:8])}等{len(listed)}个单位"


def _of_whom(one: Urgeable, named: Named) -> str:
    units = list(dict.fromkeys(named(duty.unit_id) for duty in one.duties))
    return names(units, 2)


def asks_whether(what: str) -> str:
    return f"{what}\n回“确认”执行，回“取消”作罢。"


def asks_when(what: str) -> str:
    return f"{what}\n回“明早”届时发出，回“现在”马上发出，回“取消”作罢。"


def _goes(desk: OfficeDesk) -> str:
    parts = []
    if desk.goes_at is not None:
        parts.append(f"现在是静默时段，{spoken_moment(desk.goes_at)}起发出")
    if desk.trial:
        parts.append("试运行，只发给督查室")
    return f"（{'；'.join(parts)}）" if parts else ""


NOTHING_TO_CHECK = "没有可以抽查的报告：这个月还没有人报，或者都在抽查中。"
CHECK = "请说明所报情况的依据。"


def would_check(drawn: Sequence[Lot], seed: str, due: date, named: Named, desk: OfficeDesk) -> str:
    lines = [
        f"抽到{len(drawn)}项（按风险加权随机，种子{seed}），将请单位{spoken_day(due)}前说明{_goes(desk)}："
    ]
    lines += [f"{lot.item} {named(lot.unit_id)} {lot.month.month}月（{_risks(lot)}）" for lot in drawn]
    return "\n".join(lines)


def _risks(lot: Lot) -> str:
    found = [
        word
        for word, there in (
            ("报已全部完成", lot.finished),
            ("红灯", lot.light is Light.RED),
            ("黄灯", lot.light is Light.YELLOW),
            (f"待核对{lot.points}处", lot.points > 0),
            ("没有数字", not lot.figures),
            ("逾期报送", lot.late),
            (f"今年已抽查{lot.checked}次", lot.checked > 0),
        )
        if there
    ]
    return "、".join(found) or "一般"


def checking(drawn: Sequence[Lot], due: date, desk: OfficeDesk) -> str:
    how = "发“抽查”看进展，核实后回“抽查N 属实”或“抽查N 不实 原因：…”。"
    return f"已发出{len(drawn)}件抽查{_goes(desk)}，{spoken_day(due)}前回复。{how}"


def no_group(wanted: str, known: Sequence[str]) -> str:
    what = f"没有叫“{wanted}”的群" if wanted else "还没有登记全体群"
    there = f"登记的群：{'、'.join(known)}。" if known else "在群里发“@督查助手 绑定本群 全体”就能登记。"
    return f"{what}，没有发出。{there}"


def would_announce(groups: Sequence[str], text: str, desk: OfficeDesk) -> str:
    return f"将发到{'、'.join(groups)}{_goes(desk)}：\n{cut(text, 900)}"


def announced(groups: Sequence[str], desk: OfficeDesk) -> str:
    return f"公告已交发：{'、'.join(groups)}{_goes(desk)}。"


def kind_of_bulletin(said: str, items: Sequence[ItemRef]) -> BulletinKind | None:
    if "重大" in said or (items and "办结" not in said and "完成" not in said):
        return BulletinKind.MAJOR
    for word, kind in _KIND_WORDS:
        if word in said:
            return kind
    return None


_KIND_WORDS = (
    ("办结", BulletinKind.COMPLETED),
    ("完成", BulletinKind.COMPLETED),
    ("实事", BulletinKind.LIVELIHOOD),
    ("民生", BulletinKind.LIVELIHOOD),
    ("报送", BulletinKind.CIRCULAR),
    ("未报", BulletinKind.CIRCULAR),
    ("全面", BulletinKind.OVERALL),
    ("季度", BulletinKind.OVERALL),
    ("总", BulletinKind.OVERALL),
)
_KIND_NAMES = {
    BulletinKind.LIVELIHOOD: "民生实事通报",
    BulletinKind.OVERALL: "全面通报",
    BulletinKind.COMPLETED: "办结通报",
    BulletinKind.MAJOR: "重大事项通报",
    BulletinKind.CIRCULAR: "报送情况通报",
}


def drafting(kind: BulletinKind) -> str:
    return f"{_KIND_NAMES[kind]}已拟，预览随后发给督查室各位；看过再回“发布 N”。"


def fitting(lines: Sequence[str], tail: Sequence[str], limit: int) -> str:
    """As many lines as fit, how many are left, and the tail."""
    shown: list[str] = []
    for at, line in enumerate(lines):
        rest = f"另有{len(lines) - at}条。"
        if size("\n".join([*shown, line, rest, *tail])) > limit:
            return "\n".join([*shown, rest, *tail])
        shown.append(line)
    return "\n".join([*shown, *tail])
