"""Answers to the office's (and leaders') questions: on one phone screen, exceptions first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.duties.owed import Duty
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.office.desk import MonthsReports, Waiting
from handlers.office.orders import Order
from handlers.standings.lights import Light
from handlers.standings.picture import ItemStanding, Stage, Standing
from handlers.wording.joining import SPOKEN_KINDS, request_line
from handlers.wording.office import fitting
from handlers.wording.phrases import names, short_title, spoken_deadline, spoken_month
from handlers.wording.standings import STAGES, explain_item

_FEW = 3  # so few units are named item by item
_SHOWN = (Light.RED, Light.YELLOW)


def missing(
    order: Order,
    found: MonthsReports,
    contacts: Mapping[int, tuple[str, ...]],
    register: Register,
    today: date,
    limit: int,
    *,
    leads: bool = False,
) -> str:
    """Who has not reported a month: by unit, with the items and whom to call; most first."""
    month, late = spoken_month(found.month, today), found.deadline.is_late(today)
    if not found.due:
        return f"{month}没有应报的事项。"
    have = len(found.due) - len(found.missing)
    when = f"{'已过截止日' if late else '截止日'}{spoken_deadline(found.deadline)}"
    head = f"{month}应报{len(found.due)}项次，已报{have}，未报{len(found.missing)}（{when}）"
    if not found.missing:
        return f"{head}。都报齐了。"
    by_unit: dict[int, list[Duty]] = {}
    for duty in found.missing:
        by_unit.setdefault(duty.unit_id, []).append(duty)
    most = 40 if len(by_unit) <= _FEW else 4
    lines = [
        f"{register.units[unit_id].name} {len(duties)}项：{_some([duty.item for duty in duties], most)}"
        f"{_called(contacts.get(unit_id, ()))}"
        for unit_id, duties in sorted(by_unit.items(), key=lambda pair: -len(pair[1]))
    ]
    return fitting(
        [f"{head}，{len(by_unit)}个单位：", *lines],
        [] if leads else ["要催请回：催报（或 催报 单位）"],
        limit,
    )


def _some(items: Sequence[ItemRef], most: int) -> str:
    return "、".join(map(str, items[:most])) + ("…" if len(items) > most else "")


def _called(people: Sequence[str]) -> str:
    return f"（{names(people, 2)}）" if people else "（没有联络员）"


def lights(wanted: Light | None, standing: Standing, register: Register, limit: int) -> str:
    """The items of a light, or red and yellow ones, each with its sentence."""
    shown = _SHOWN if wanted is None else (wanted,)
    looks = standing.rules.looks
    counts = {light: sum(item.light is light for item in standing.items) for light in Light}
    head = "，".join(f"{looks.name(light)}{counts[light]}项" for light in Light if counts[light])
    if not standing.items:
        return "没有符合的事项。"
    lines = [f"{_as_of(standing)}{len(standing.items)}项：{head}"]
    for light in shown:
        found = [item for item in standing.items if item.light is light]
        if not found and wanted is not None:
            lines.append(f"没有{looks.name(light)}。")
        lines += [f"【{looks.name(light)}】{_line(item, register)}" for item in found]
    return fitting(lines, [], limit)


def _line(item: ItemStanding, register: Register) -> str:
    lead = names([register.units[unit_id].name for unit_id in item.lead_ids], 2)
    return f"{item.ref} {short_title(item.item.text, 12)}（{lead}）：{explain_item(item, marked=False)}"


def _as_of(standing: Standing) -> str:
    return f"截至{standing.month.month}月底，" if standing.month else ""


def overview(standing: Standing, limit: int) -> str:
    """Counts by class, of tasks, livelihood items and each leader's."""
    lines = [f"{standing.year}年台账{len(standing.items)}项{_in_brackets(standing)}", _counts(standing)]
    for name, counts in standing.by_category().items():
        lines.append(f"{name}：{_said(counts)}")
    return fitting(lines, ["细看请回：红灯、未报、任务42，或 台账 领导姓名"], limit)


def _in_brackets(standing: Standing) -> str:
    return f"（截至{standing.month.month}月底）" if standing.month else ""


def _counts(standing: Standing) -> str:
    return _said(standing.counts())


def _said(counts: Mapping[Stage, int]) -> str:
    return "，".join(f"{STAGES[stage]}{count}" for stage, count in counts.items() if count)


def waiting(found: Waiting, limit: int) -> str:
    """What waits for the office, each with the word that settles it."""
    lines: list[str] = []
    for what, places, how in (
        ("计划待审", found.plans, "同意计划 {item}、退回计划 {item} 原因：…，或 同意全部计划"),
        ("申请调整计划", found.changes, "同意计划 {item}、退回计划 {item} 原因：…"),
        ("申请办结", found.closings, "办结 {item}、不同意办结 {item} 原因：…"),
        ("报告待核对", found.points, "放行 {item}、退回 {item} 原因：…"),
    ):
        if places:
            listed = names([f"{item}（{unit}）" for item, unit in places], 6)
            lines.append(f"{what}{len(places)}件：{listed}\n　办理：{how.format(item=places[0][0])}")
    if found.bulletins:
        listed = names([f"{number}号《{short_title(title, 20)}》" for number, title in found.bulletins], 3)
        first = found.bulletins[0][0]
        lines.append(f"通报待发布{len(found.bulletins)}件：{listed}\n　办理：预览 {first}、发布 {first}")
    if found.leads:
        lines.append(
            f"牵头单位待定{len(found.leads)}项：{names(found.leads, 6)}\n　办理：{found.leads[0]} 牵头 单位名"
        )
    if found.requests:
        listed = names([request_line(one) for one in found.requests], 4)
        request = found.requests[0]
        what = SPOKEN_KINDS[request.kind]
        lines.append(
            f"人员申请{len(found.requests)}件：{listed}\n"
            f"　办理：同意{what} {request.number}、不同意{what} {request.number} 原因：…"
        )
    if found.headless:
        lines.append(
            f"开启了负责人确认、却没有能联系上的负责人：{names(found.headless, 4)}\n"
            f"　办理：负责人确认 {found.headless[0]} 关，或登记负责人"
        )
    if found.undelivered:
        lines.append(f"没有送达的消息{found.undelivered}条，请看每日清单。")
    return fitting(lines, [], limit) if lines else "没有待办。"


def people(order: Order, contacts: Mapping[int, tuple[str, ...]], register: Register, limit: int) -> str:
    """Who is asked for a unit; without one, which units have nobody."""
    if order.units:
        return "\n".join(
            f"{register.units[unit_id].name}：{'、'.join(contacts.get(unit_id, ())) or '没有联络员'}；"
            f"{_items(register.items_of((unit_id,)))}"
            for unit_id in order.units
        )
    owing = list(dict.fromkeys(unit_id for ref in register.items for unit_id in register.owing(ref)))
    without = [register.units[unit_id].name for unit_id in owing if unit_id not in contacts]
    head = f"责任单位{len(owing)}个，有联络员的{len(owing) - len(without)}个。"
    rest = [f"还没有联络员：{names(without, 30)}"] if without else []
    return fitting([head, *rest], ["看一个单位请回：名单 单位名"], limit)


def _items(refs: Sequence[ItemRef]) -> str:
    return f"负责{len(refs)}项：{names(refs, 20)}" if refs else "不负责台账事项"
