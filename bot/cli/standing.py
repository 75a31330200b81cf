"""How it stands: the standing of the ledger, and what the office decides about plans, closing and lights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from bot.cli.context import console, format_option, open_database, operator, out, print_json, year_option
from bot.cli.desk import ItemName, settle
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import ONLY_PROPOSED, lines_of, table_of
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.standings.facts import Rules
from handlers.standings.lights import Light, Measured, Thresholds
from handlers.standings.picture import ItemStanding, Standing, UnitStanding
from handlers.wording.standings import LIGHTS, explain, explain_item
from storage import deciding, policy
from storage.standings import standing_on
from storage.unit_names import unit_named


@click.command()
@click.option("--year", type=click.IntRange(2000, 2100), help="The ledger year; default: the newest by then.")
@click.option("--at", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day; default: today.")
@click.option("--unit", help="Only items that this unit answers for.")
@click.option("--leader", help="Only items of this lead leader.")
@click.option("--item", "only", type=ItemName(), help="One item, with all its units and indicators.")
@format_option("table", "json")
def standing(
    year: int | None,
    on: datetime | None,
    unit: str | None,
    leader: str | None,
    only: ItemRef | None,
    form: str,
) -> None:
    """How the ledger stands in the evening of a day, each light with its reason."""
    zone = read_settings().zone
    day = on.date() if on else local_day(utc_now(), zone)
    with open_database() as database, database.reading() as connection:
        register, picture = standing_on(connection, year, day, zone)
        if unit:
            picture = picture.of_unit(unit_named(connection, unit))
    if leader:
        picture = picture.of_leader(leader)
    if only:
        picture = picture.of(lambda one: one.ref == only)
    if not picture.items:
        raise InputError("没有这样的事项，请核对 --unit、--leader、--item")
    if form == "json":
        print_json(to_json(picture, register))
    elif only:
        _print_item(picture.items[0], register)
    else:
        _print(picture, register)


def to_json(picture: Standing, register: Register) -> dict[str, Any]:
    """The standing as plain data."""
    return {
        "year": picture.year,
        "on": picture.on.isoformat(),
        "month": str(picture.month) if picture.month else None,
        "counts": {stage.value: count for stage, count in picture.counts().items()},
        "items": [_item_json(item, register) for item in picture.items],
    }


def _item_json(item: ItemStanding, register: Register) -> dict[str, Any]:
    return {
        "item": str(item.ref),
        "text": item.item.text,
        "stage": item.stage.value,
        "light": item.light.value,
        "reason": explain_item(item),
        "leads": [register.units[lead].name for lead in item.lead_ids],
        "lead_settled": item.lead_settled,
        "indicators": [_measured_json(one) for one in item.measured],
        "units": [_unit_json(unit, register) for unit in item.units],
    }


def _unit_json(unit: UnitStanding, register: Register) -> dict[str, Any]:
    return {
        "unit": register.units[unit.unit_id].name,
        "stage": unit.stage.value,
        "light": unit.light.value,
        "reason": explain(unit),
        "goal": unit.goal,
        "applied": unit.applied,
        "indicators": [_measured_json(one) for one in unit.measured],
    }


def _measured_json(one: Measured) -> dict[str, Any]:
    return {
        "metric": one.target.metric,
        "unit": one.target.unit,
        "target": one.target.value,
        "reached": one.reached.value if one.reached else None,
        "as_of": str(one.reached.month) if one.reached else None,
        "expected": one.expected,
        "light": one.light.value if one.light else None,
    }


def _print(picture: Standing, register: Register) -> None:
    out.print(table_of(picture, register), soft_wrap=False)
    if not all(item.lead_settled for item in picture.items):
        console.print(ONLY_PROPOSED)


def _print_item(item: ItemStanding, register: Register) -> None:
    for line in lines_of(item, register):
        out.print(line)
    if any(unit.applied for unit in item.units):
        console.print(f"核实以后办结：ducha close {item.ref} --year {register.year}")


@click.group()
def plan() -> None:
    """Review of plans: what is accepted is the baseline, and locked."""


@plan.command("accept")
@click.argument("item", type=ItemName(), required=False)
@click.argument("unit", required=False)
@click.option("--all", "everything", is_flag=True, help="Every plan that waits for its first review.")
@year_option
def plan_accept(item: ItemRef | None, unit: str | None, everything: bool, year: int) -> None:
    """Accept UNIT's plan for ITEM, or a change that it asks for."""
    if everything == bool(item and unit):
        raise InputError("写明事项和单位，或用 --all 接受全部首次上报的计划")
    with open_database() as database, database.session() as session:
        if item and unit:
            version = deciding.accept_plan(session, year, item, unit, operator(), utc_now())
            console.print(f"{item} {unit}的计划（第{version}版）已接受，即日起锁定。")
        else:
            count = deciding.accept_all_plans(session, year, operator(), utc_now())
            console.print(f"接受计划{count}份，即日起锁定。")


@plan.command("return")
@click.argument("item", type=ItemName())
@click.argument("unit")
@click.option("--reason", required=True, help="Why; the unit reads it.")
@year_option
def plan_return(item: ItemRef, unit: str, reason: str, year: int) -> None:
    """Send UNIT's plan for ITEM back, or refuse a change that it asks for."""
    with open_database() as database, database.session() as session:
        version = deciding.return_plan(session, year, item, unit, reason, operator(), utc_now())
    console.print(f"{item} {unit}的计划（第{version}版）已退回：{reason}")


@click.command()
@click.argument("item", type=ItemName())
@click.option("--reason", help="What was verified.")
@year_option
def close(item: ItemRef, reason: str | None, year: int) -> None:
    """Close ITEM (办结): from then on nothing is owed on it."""
    _step(year, item, ClosingStep.CLOSED, reason)
    console.print(f"{item}已办结。")


@click.command()
@click.argument("item", type=ItemName())
@click.option("--reason", required=True, help="What is still missing.")
@year_option
def refuse(item: ItemRef, reason: str, year: int) -> None:
    """Refuse the application to close ITEM."""
    _step(year, item, ClosingStep.REFUSED, reason)
    console.print(f"{item}的办结申请已退回：{reason}")


@click.command()
@click.argument("item", type=ItemName())
@click.option("--reason", required=True, help="Why it is open again.")
@year_option
def reopen(item: ItemRef, reason: str, year: int) -> None:
    """Open a closed ITEM again."""
    _step(year, item, ClosingStep.REOPENED, reason)
    console.print(f"{item}已重新打开：{reason}")


def _step(year: int, item: ItemRef, step: ClosingStep, reason: str | None) -> None:
    with open_database() as database, database.session() as session:
        deciding.take_step(session, year, item, step, reason, operator(), utc_now())


@click.group()
def light() -> None:
    """Lights: thresholds, and lights set by hand."""


@light.command("set")
@click.argument("item", type=ItemName())
@click.argument("colour", type=click.Choice([one.value for one in Light]))
@click.option("--unit", help="Only this unit's light on the item.")
@click.option("--reason", required=True, help="Why; it is shown beside the light.")
@year_option
def light_set(item: ItemRef, colour: str, unit: str | None, reason: str, year: int) -> None:
    """Set the light of ITEM by hand."""
    with open_database() as database, database.session() as session:
        deciding.set_light(session, year, (item, unit), Light(colour), reason, operator(), utc_now())
    console.print(f"{item}{unit or ''}：{LIGHTS[Light(colour)]}（督查室设定：{reason}）")


@light.command("lift")
@click.argument("item", type=ItemName())
@click.option("--unit", help="Only this unit's light on the item.")
@year_option
def light_lift(item: ItemRef, unit: str | None, year: int) -> None:
    """Go back to the computed light of ITEM."""
    with open_database() as database, database.session() as session:
        deciding.set_light(session, year, (item, unit), None, "", operator(), utc_now())
    console.print(f"{item}{unit or ''}：恢复按数据评定")


@light.command("thresholds")
@click.argument("green", type=click.FloatRange(0, 100, min_open=True))
@click.argument("yellow", type=click.FloatRange(0, 100, min_open=True))
@click.option("--apply", is_flag=True, help="Set them; without it only show what would change.")
@year_option
def light_thresholds(green: float, yellow: float, apply: bool, year: int) -> None:
    """Percent of what should be done by now that is still GREEN, still YELLOW; shows what would turn."""
    try:
        wanted = Thresholds(green / 100, yellow / 100)
    except ValueError:
        raise InputError("黄灯线不能高于绿灯线，都在0到100之间") from None
    zone, now = read_settings().zone, utc_now()
    day = local_day(now, zone)
    with open_database() as database:
        with database.reading() as connection:
            before = {one.ref: one for one in standing_on(connection, year, day, zone)[1].items}
            after = standing_on(connection, year, day, zone, Rules(wanted))[1].items
        if apply:
            with database.session() as session:
                policy.set_thresholds(session, wanted, operator(), now)
    turned = [one for one in after if one.light is not before[one.ref].light]
    for one in turned:
        out.print(f"{one.ref}：{LIGHTS[before[one.ref].light]} → {LIGHTS[one.light]}")
    console.print(f"{len(turned)}项变灯。{'已生效。' if apply else '未改动；确认后加 --apply。'}")


@settle.command("share")
@click.argument("item", type=ItemName())
@click.argument("number", type=click.IntRange(1))
@click.option("--no", "undo", is_flag=True, help="Take the mark away.")
@year_option
def share_command(item: ItemRef, number: int, undo: bool, year: int) -> None:
    """Mark indicator NUMBER of ITEM as shared out (分摊): its amounts are summed over the units."""
    with open_database() as database, database.session() as session:
        raw = deciding.share_out(session, year, item, number, not undo, operator(), utc_now())
    console.print(f"{item} “{raw}”：{'不再分摊' if undo else '各单位分摊，合计计算'}")
