"""What the command line and the demo both print: tables, and the standing in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rich.table import Column, Table
from rich.text import Text

from handlers.ledger.register import Register
from handlers.standings.lights import Light
from handlers.standings.looks import Looks
from handlers.standings.picture import ItemStanding, Stage, Standing
from handlers.wording.confirming import MARK
from handlers.wording.phrases import names
from handlers.wording.standings import STAGES, aim, explain, explain_item, of_target, spoken_period, stated

PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉"}
_COLOURS = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
ONLY_PROPOSED = "（暂）：通知没有标明牵头单位，暂按首位；用 ducha settle leads 或 lead 确定。"


def table(*columns: str, title: str | None = None) -> Table:
    """A table that never cuts anything off: what does not fit goes on in the next line."""
    return Table(*(Column(name, overflow="fold") for name in columns), title=title)


def counted(picture: Standing) -> str:
    """2023年台账，截至3月底：共130项，已办结2，…"""
    counts = "，".join(f"{STAGES[stage]}{count}" for stage, count in picture.counts().items() if count)
    return f"{picture.year}年台账，{spoken_period(picture.month)}：共{len(picture.items)}项，{counts}"


def table_of(picture: Standing, register: Register) -> Table:
    """Every item with its light and the sentence that explains it."""
    shown, looks = table("事项", "灯", "牵头单位", "说明", title=counted(picture)), picture.rules.looks
    for item in picture.items:
        sentence = explain_item(item, marked=False)
        shown.add_row(str(item.ref), looks.name(item.light), _leads(item, register), sentence)
    return shown


def classes_of(picture: Standing, register: Register, by: str) -> Table:
    """How many are in each class, for each category, leader or unit (there: on its own items)."""
    groups: dict[str, dict[Stage, int]]
    match by:
        case "category":
            heading, groups = "类别", picture.by_category()
        case "leader":
            heading, groups = "牵头领导", picture.by_leader()
        case _:
            names_of = {unit_id: register.units[unit_id].name for unit_id in picture.by_unit()}
            heading = "责任单位"
            groups = {names_of[unit_id]: counts for unit_id, counts in picture.by_unit().items()}
    shown = table(heading, "合计", *STAGES.values(), title=counted(picture))
    for name, counts in groups.items():
        shown.add_row(name, str(sum(counts.values())), *(str(counts[stage] or "") for stage in STAGES))
    return shown


def lines_of(item: ItemStanding, register: Register, looks: Looks) -> Iterator[str]:
    """One item with all its indicators and units."""
    yield f"{item.ref} {item.item.text}"
    yield f"{looks.name(item.light)}：{explain_item(item)}"
    for number, one in enumerate(item.measured, 1):
        share = f"，完成全年的{one.share:.1f}%" if one.share is not None else ""
        goal = f"（目标{aim(one.target)}）" if one.target.value else ""
        yield f"  指标{number} {of_target(one)}{goal}{share}"
    for unit in item.units:
        lead = "牵头" if unit.unit_id in item.lead_ids else "配合"
        name = register.units[unit.unit_id].name
        yield f"  {name}（{lead}）{looks.name(unit.light)}：{explain(unit)}"
        said = stated(unit)
        if said and said not in explain(unit):
            yield f"    {said}"
        if unit.pending:
            yield f"    本月情况已报，{MARK}"
        if unit.applied:
            yield "    已报全部完成，等督查室核实"


def some_of_each_light(picture: Standing, register: Register, most: int = 4) -> Table:
    """A few items of every light, as different in their reasons as there are."""
    shown, looks = table("灯", "事项", "牵头单位", "说明", title=counted(picture)), picture.rules.looks
    shown.columns[0].no_wrap = shown.columns[1].no_wrap = True
    shown.columns[2].max_width = 18
    for light in Light:
        items = [item for item in picture.items if item.light is light]
        for at, item in enumerate(_differing(items)[:most]):
            name = f"{looks.name(light)} {len(items)}项" if at == 0 else ""
            shown.add_row(
                Text(name, style=_COLOURS.get(light, "")),
                str(item.ref),
                _leads(item, register),
                Text(explain_item(item, marked=False)),
            )
        shown.add_section()
    return shown


def disagreeing(picture: Standing) -> str:
    """Which items are green for one unit and red for another; "" where there are none."""
    refs = [
        item.ref for item in picture.items if {Light.GREEN, Light.RED} <= {unit.light for unit in item.units}
    ]
    return f"同一事项有的单位绿灯、有的单位红灯：{names(refs, 6)}" if refs else ""


def _differing(items: list[ItemStanding]) -> list[ItemStanding]:
    """Each reason once before any comes again, in the notice's order."""
    turn: defaultdict[object, int] = defaultdict(int)
    ranked = []
    for item in items:
        ranked.append((turn[item.ground], item.ref.sort_key, item))
        turn[item.ground] += 1
    return [item for *_, item in sorted(ranked, key=lambda one: one[:2])]


def _leads(item: ItemStanding, register: Register) -> str:
    leads = "、".join(register.units[lead].name for lead in item.lead_ids)
    return leads if item.lead_settled else f"{leads}（暂）"
