"""How it stands: the standing of the ledger, and what the office decides about closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from bot.cli.context import (
    console,
    format_option,
    open_database,
    operator,
    out,
    print_json,
    year_option,
)
from bot.cli.desk import ItemName, settle
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import ONLY_PROPOSED, classes_of, lines_of, table_of
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.standings.lights import Light, Measured
from handlers.standings.looks import Looks
from handlers.standings.picture import ItemStanding, Stage, Standing, UnitStanding
from handlers.wording.standings import explain, explain_item
from storage import deciding
from storage.promises import promises_of
from storage.standings import standing_on
from storage.unit_names import unit_named


@click.command()
@click.option("--year", type=click.IntRange(2000, 2100), help="The ledger year; default: the newest by then.")
@click.option("--at", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day; default: today.")
@click.option("--unit", help="Only items that this unit answers for.")
@click.option("--leader", help="Only items of this lead leader.")
@click.option("--item", "only", type=ItemName(), help="One item, with all its units and indicators.")
@click.option(
    "--by", type=click.Choice(["category", "leader", "unit"]), help="Only how many, for each of these."
)
@format_option("table", "json")
def standing(
    year: int | None,
    on: datetime | None,
    unit: str | None,
    leader: str | None,
    only: ItemRef | None,
    by: str | None,
    form: str,
) -> None:
    """How the ledger stands in the evening of a day, each light with its reason."""
    zone = read_settings().zone
    day = on.date() if on else local_day(utc_now(), zone)
    with open_database() as database, database.reading() as connection:
        register, picture = standing_on(connection, year, day, zone)
        promises = promises_of(connection, register, only, day) if only else []
        if unit:
            picture = picture.of_unit(unit_named(connection, unit))
    if leader:
        led = picture.of_leader(leader)
        if not led.items:
            known = dict.fromkeys(name for one in picture.items for name in one.item.leaders)
            raise InputError(
                f"没有叫“{leader}”的牵头领导，请核对；台账里有{'、'.join(known) or '（没有写明）'}"
            )
        picture = led
    if only:
        picture = picture.of(lambda one: one.ref == only)
    if not picture.items:
        raise InputError("没有这样的事项，请核对 --unit、--leader、--item")
    if form == "json":
        print_json({**to_json(picture, register), **({"promises": promises} if only else {})})
    elif by:
        out.print(classes_of(picture, register, by))
    elif only:
        _print_item(picture.items[0], register, picture.rules.looks)
        for promise in promises:
            out.print(f"承诺 {promise['told']}")
    else:
        _print(picture, register)


def to_json(picture: Standing, register: Register) -> dict[str, Any]:
    """The standing as plain data."""
    return {
        "year": picture.year,
        "on": picture.on.isoformat(),
        "month": str(picture.month) if picture.month else None,
        "counts": _counts_json(picture.counts()),
        "by_category": {name: _counts_json(counts) for name, counts in picture.by_category().items()},
        "by_leader": {name: _counts_json(counts) for name, counts in picture.by_leader().items()},
        "by_unit": {
            register.units[unit_id].name: _counts_json(counts)
            for unit_id, counts in picture.by_unit().items()
        },
        "items": [_item_json(item, register, picture.rules.looks) for item in picture.items],
    }


def _counts_json(counts: dict[Stage, int]) -> dict[str, int]:
    return {stage.value: count for stage, count in counts.items()}


def _item_json(item: ItemStanding, register: Register, looks: Looks) -> dict[str, Any]:
    return {
        "item": str(item.ref),
        "text": item.item.text,
        "stage": item.stage.value,
        **_light_json(item.light, looks),
        "reason": explain_item(item),
        "leads": [register.units[lead].name for lead in item.lead_ids],
        "lead_settled": item.lead_settled,
        "indicators": [_measured_json(one, looks) for one in item.measured],
        "units": [_unit_json(unit, register, looks) for unit in item.units],
    }


def _unit_json(unit: UnitStanding, register: Register, looks: Looks) -> dict[str, Any]:
    return {
        "unit": register.units[unit.unit_id].name,
        "stage": unit.stage.value,
        **_light_json(unit.light, looks),
        "reason": explain(unit),
        "goal": unit.goal,
        "stated_percent": unit.stated,
        "applied": unit.applied,
        "pending": unit.pending,
        "indicators": [_measured_json(one, looks) for one in unit.measured],
    }


def _light_json(light: Light | None, looks: Looks) -> dict[str, Any]:
    """A light with its name and colour; all None where there is nothing to judge by."""
    if light is None:
        return {"light": None, "light_name": None, "light_colour": None}
    return {"light": light.value, "light_name": looks[light].name, "light_colour": looks[light].colour}


def _measured_json(one: Measured, looks: Looks) -> dict[str, Any]:
    return {
        "metric": one.target.metric,
        "unit": one.target.unit,
        "target": one.target.value,
        "target_high": one.target.high,
        "reached": one.reached.value if one.reached else None,
        "as_of": str(one.reached.month) if one.reached else None,
        "expected": one.expected,
        **_light_json(one.light, looks),
    }


def _print(picture: Standing, register: Register) -> None:
    out.print(table_of(picture, register), soft_wrap=False)
    if not all(item.lead_settled for item in picture.items):
        console.print(ONLY_PROPOSED)


def _print_item(item: ItemStanding, register: Register, looks: Looks) -> None:
    for line in lines_of(item, register, looks):
        out.print(line)
    if any(unit.applied for unit in item.units):
        console.print(f"核实以后办结：ducha close {item.ref} --year {register.year}")


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
