"""The short welcome to who enters the chat, and the help, by role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.items import ItemRef
from handlers.ledger.people import Person, RoleName
from handlers.office.desk import Waiting
from handlers.standings.lights import Light
from handlers.standings.picture import Standing
from handlers.wording.guidance import TEMPLATE, help_text
from handlers.wording.phrases import names, spoken_deadline, spoken_month


def stranger() -> str:
    return (
        "您好，这里是督查助手。要填报请发：绑定 单位 姓名 手机号"
        "（如：绑定 区水务局 李海 139…），核对无误就能用。"
    )


def no_ledger(name: str) -> str:
    return f"{name}，您好。今年的台账还没有导入，请联系督查室。"


def contact(
    name: str, units: Sequence[str], duties: Sequence[Duty], mine: Sequence[ItemRef], today: date
) -> str:
    """What is owed now, and how to report."""
    of = names([unit for unit in units if unit], 2)
    now = "；".join(_owed(duties, today)) or "现在没有要报的"
    first = duties[0].item if duties else mine[0] if mine else None
    how = f"照着报：{TEMPLATE.format(item=first)}" if first else "发“帮助”看怎么报"
    return f"{name}（{of}），您好。{now}。\n{how}\n看欠哪些：还有哪几项没报　更多：帮助"


def _owed(duties: Sequence[Duty], today: date) -> list[str]:
    """What is late in one part, then alike ones together: 3月情况18项（4月10日（周一）前）."""
    late: dict[str, int] = {}
    alike: dict[str, int] = {}
    for duty in sorted(duties, key=lambda one: one.deadline.on):
        if duty.deadline.is_late(today):
            late[_what(duty, today)] = late.get(_what(duty, today), 0) + 1
        else:
            what = f"{_what(duty, today)}{{count}}项（{spoken_deadline(duty.deadline)}前）"
            alike[what] = alike.get(what, 0) + 1
    told = [what.format(count=count) for what, count in alike.items()]
    overdue = "、".join(f"{what}{count}项" for what, count in late.items())
    return [*([f"已过期：{overdue}"] if overdue else []), *told]


def _what(duty: Duty, today: date) -> str:
    match duty.kind:
        case DutyKind.PLAN:
            return "落实计划"
        case DutyKind.RETURNED_PLAN | DutyKind.RETURNED_REPORT:
            return "被退回"
        case DutyKind.QUESTION:
            return "待说明"
        case _:
            return f"{spoken_month(duty.month, today)}情况" if duty.month else "情况"


def office(name: str, waiting: Waiting) -> str:
    """Counts of what waits."""
    counts = (
        ("人员申请", len(waiting.requests)),
        ("计划待审", len(waiting.plans)),
        ("申请调整计划", len(waiting.changes)),
        ("申请办结", len(waiting.closings)),
        ("报告待核对", len(waiting.points)),
        ("通报待发布", len(waiting.bulletins)),
        ("牵头待定", len(waiting.leads)),
        ("没有送达", waiting.undelivered),
    )
    there = "、".join(f"{what}{count}" for what, count in counts if count)
    return (
        f"{name}，您好。待办：{there or '没有'}。\n怎么办：待办　谁没报：未报　亮灯：红黄灯　全部口令：帮助"
    )


def leader(name: str, standing: Standing) -> str:
    """The leader's items in one line."""
    if not standing.items:
        return f"{name}，您好。看一项请发：任务42 现在什么进度"
    looks = standing.rules.looks
    lights = [
        f"{looks.name(light)}{count}项"
        for light in Light
        if light is not Light.GREEN
        if (count := sum(item.light is light for item in standing.items))
    ]
    when = f"截至{standing.month.month}月底，" if standing.month else ""
    told = "、".join(lights) or f"都是{looks.name(Light.GREEN)}"
    first = next((item.ref for item in standing.items if item.light is Light.RED), standing.items[0].ref)
    return f"{name}，您好。您牵头的{len(standing.items)}项：{when}{told}。\n看一项请发：{first} 现在什么进度"


def helped(person: Person | None, mine: Sequence[ItemRef]) -> str:
    """帮助, by role: who also reports gets both."""
    if person is None:
        return stranger()
    if RoleName.OFFICE in person.roles:
        return "\n".join([office_help(), *(["", help_text(mine)] if person.reports else [])])
    return help_text(mine) if person.reports else leader_help()


def office_help() -> str:
    return "\n".join(
        [
            "督查室口令（单独发给我，说法不必一字不差）：",
            "看：待办、未报、未报 区水务局、红黄灯、台账、台账 领导姓名、名单 区水务局、设置",
            "催：催报、催报 区水务局、催报 任务42",
            "审：同意计划 任务42、退回计划 任务42 原因：…、同意全部计划",
            "报告：退回 任务42 区水务局 原因：…、放行 任务42",
            "办结：办结 任务42、不同意办结 任务42 原因：…、重新打开 任务42 原因：…",
            "灯：任务42 标红 原因：…、取消设灯 任务42　牵头：任务42 牵头 区水务局",
            "通报：起草 民生实事通报、预览、发布 3　公告：公告 全体：…",
            "人员：同意绑定 3、不同意绑定 3 原因：…、交接 区水务局 李海 给 张三 139…、解绑 区水务局 李海",
            "推送：暂停推送、恢复推送",
        ]
    )


def leader_help() -> str:
    return "\n".join(
        [
            "看一项：任务42 现在什么进度　看计划：任务42的计划",
            "每周、每月的摘要会自动发给您，只说需要过问的。有批示直接发来，由督查室办理。",
        ]
    )
