"""Lights: when they turn, what they are called, and lights set by hand."""

from __future__ import annotations

from dataclasses import replace

import click

from bot.cli.context import (
    console,
    format_option,
    open_database,
    operator,
    out,
    print_json,
    replace_option,
    year_option,
)
from bot.cli.desk import ItemName
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import table
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.standings.lights import Light, Thresholds
from handlers.wording.turning import percent, thresholds_changed, what_turns
from storage import deciding, policy
from storage.standings import rules_of, standing_on

colour_argument = click.argument("colour", type=click.Choice([one.value for one in Light]))


@click.group()
def light() -> None:
    """Lights: thresholds, names and colours, and lights set by hand."""


@light.command("show")
@format_option("table", "json")
def light_show(form: str) -> None:
    """The thresholds, names and colours that hold now."""
    with open_database() as database, database.reading() as connection:
        rules = rules_of(connection)
    lines, rows = rules.thresholds, list(rules.looks)
    if form == "json":
        looks = {light.value: {"name": look.name, "colour": look.colour} for light, look in rows}
        print_json({"thresholds": {"green": lines.green, "yellow": lines.yellow}, "lights": looks})
        return
    when = {
        Light.GREEN: f"达到应达进度的{percent(lines.green)}",
        Light.YELLOW: f"达到{percent(lines.yellow)}，不到{percent(lines.green)}",
        Light.RED: f"不到{percent(lines.yellow)}",
        Light.NO_PLAN: "没有接受的落实计划",
        Light.UNRATED: "没有可以评定的依据",
    }
    shown = table("灯", "名称", "颜色", "数字指标的界线")
    for one, look in rows:
        shown.add_row(one.value, look.name, look.colour, when[one])
    out.print(shown)


@light.command("look")
@colour_argument
@click.option("--name", help="1 to 8 characters, e.g. 正常推进.")
@click.option("--colour", "paint", help="#rrggbb, e.g. #1b5e20.")
def light_look(colour: str, name: str | None, paint: str | None) -> None:
    """Give the light COLOUR another name or colour, wherever it is shown."""
    if name is None and paint is None:
        raise InputError("写明 --name 或 --colour，或两样都写")
    with open_database() as database, database.session() as session:
        before, after = policy.set_look(session, Light(colour), name, paint, operator(), utc_now())
    if before == after:
        console.print(f"{colour}：{after.name}（{after.colour}），没有变化。")
    else:
        console.print(f"{colour}：{before.name}（{before.colour}）→ {after.name}（{after.colour}），已生效。")


@light.command("set")
@click.argument("item", type=ItemName())
@colour_argument
@click.option("--unit", help="Only this unit's light on the item.")
@click.option("--reason", required=True, help="Why; it is shown beside the light.")
@replace_option
@year_option
def light_set(item: ItemRef, colour: str, unit: str | None, reason: str, replace: bool, year: int) -> None:
    """Set the light of ITEM by hand."""
    where, wanted = (item, unit), Light(colour)
    with open_database() as database, database.session() as session:
        deciding.set_light(session, year, where, wanted, reason, operator(), utc_now(), replace=replace)
        name = policy.light_rules(session).looks.name(wanted)
    console.print(f"{item}{unit or ''}：{name}（督查室设定：{reason}）")


@light.command("lift")
@click.argument("item", type=ItemName())
@click.option("--unit", help="Only this unit's light on the item.")
@replace_option
@year_option
def light_lift(item: ItemRef, unit: str | None, replace: bool, year: int) -> None:
    """Go back to the computed light of ITEM."""
    where = (item, unit)
    with open_database() as database, database.session() as session:
        deciding.set_light(session, year, where, None, "", operator(), utc_now(), replace=replace)
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
            register, before = standing_on(connection, year, day, zone)
            _, after = standing_on(connection, year, day, zone, replace(before.rules, thresholds=wanted))
        if apply:
            with database.session() as session:
                policy.set_thresholds(session, wanted, operator(), now, seen=before.rules.thresholds)
    lines, told = what_turns(before, after, register)
    for line in (thresholds_changed(before.rules, after.rules), *lines):
        out.print(line)
    console.print(f"{told}{'已生效。' if apply else '未改动；确认后加 --apply。'}")
