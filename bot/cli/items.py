"""Decisions in the middle of the year: an item moved, dropped, restored, added; leaders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from bot.cli.context import (
    Decorator,
    console,
    format_option,
    open_database,
    operator,
    out,
    print_json,
    year_option,
)
from bot.cli.desk import ItemName
from bot.clock import utc_now
from bot.settings import read_settings
from handlers.duties.deadlines import local_day
from handlers.ledger.items import ItemKind, ItemRef
from storage import item_changes, leaders, moving
from storage.item_changes import NewItem
from storage.item_story import story_of
from storage.moving import Decision, Moved

_KINDS = {"task": ItemKind.TASK, "livelihood": ItemKind.LIVELIHOOD}
on_option = click.option(
    "--on", "on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day of the new order."
)
reason_option = click.option("--reason", required=True, help="Why: the paper or the meeting it rests on.")


def decided(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every decision: --year, --on, --reason."""
    options: tuple[Decorator, ...] = (year_option, on_option, reason_option)
    for option in options:
        command = option(command)
    return command


@click.group()
def item() -> None:
    """Decisions in the middle of the year on an item; history and past standings stay as they were."""


@item.command("show")
@click.argument("ref", metavar="ITEM", type=ItemName())
@year_option
@format_option("text", "json")
def show(ref: ItemRef, year: int, form: str) -> None:
    """ITEM with its units, leaders and indicators, and what was decided on it when."""
    with open_database() as database, database.session() as session:
        zone = read_settings().zone
        story = story_of(session, year, ref, local_day(utc_now(), zone), zone)
    if form == "json":
        print_json(story)
        return
    out.print(f"{story['item']}（{year}年）{story['text']}")
    if story["dropped_on"]:
        out.print(f"自{story['dropped_on']}起撤项")
    for unit in story["units"]:
        since, until = unit["from"] or "年初", unit["until"]
        role = "牵头" if unit["lead"] else "配合"
        out.print(
            f"{role} {unit['unit']}" + (f"（{since}至{until or '今'}）" if unit["from"] or until else "")
        )
    for leader in story["leaders"]:
        since = f"（{leader['from']}起）" if leader["succeeded"] else ""
        out.print(f"牵头领导 {leader['name']}{since}")
    for indicator in story["indicators"]:
        out.print(f"指标 {indicator}")
    for promise in story["promises"]:
        out.print(f"承诺 {promise['told']}")
    for change in story["changes"]:
        out.print(f"{change['at']} {change['by']}：{change['text']}")


@item.command("move")
@click.argument("ref", metavar="ITEM", type=ItemName())
@click.option("--from", "former", required=True, help="The unit that has it.")
@click.option("--to", "new", required=True, help="The unit that takes it on.")
@decided
def move(ref: ItemRef, former: str, new: str, year: int, on: datetime, reason: str) -> None:
    """ITEM goes to another unit: what falls due after that day is the new one's.

    The former unit's reports stay its own, and its figures are where the new one starts.
    """
    moved = _decide(
        lambda session, decision: moving.move_item(session, year, ref, (former, new), decision), on, reason
    )
    if not moved.changed:
        console.print(f"{ref}自{on:%Y-%m-%d}起由{moved.to}负责，没有变化。")
        return
    console.print(f"{ref}自{on:%Y-%m-%d}起由{moved.unit}移交{moved.to}；截止日在这以后的由{moved.to}填报。")
    if moved.plan:
        console.print(f"{moved.unit}已审定的计划作为{moved.to}的基准。")
    else:
        console.print(f"没有可接过的计划：{moved.to}要在10个工作日内报落实计划（已有自己计划的除外）。")


@item.command("lead")
@click.argument("ref", metavar="ITEM", type=ItemName())
@click.argument("unit")
@decided
def lead(ref: ItemRef, unit: str, year: int, on: datetime, reason: str) -> None:
    """UNIT, which is on ITEM already, leads it from that day on."""
    led: Moved = _decide(
        lambda session, decision: moving.change_lead(session, year, ref, unit, decision), on, reason
    )
    told = f"自{on:%Y-%m-%d}起由{led.to}牵头（原{led.unit}）" if led.changed else f"由{led.to}牵头，没有变化"
    console.print(f"{ref}{told}。")


@item.command("drop")
@click.argument("ref", metavar="ITEM", type=ItemName())
@decided
def drop(ref: ItemRef, year: int, on: datetime, reason: str) -> None:
    """ITEM leaves the ledger from that day on: nothing more is owed; plans and reports are kept."""
    changed = _decide(
        lambda session, decision: item_changes.drop_item(session, year, ref, decision), on, reason
    )
    console.print(
        f"{ref}自{on:%Y-%m-%d}起撤项{'；要恢复：ducha item restore' if changed else '，没有变化'}。"
    )


@item.command("restore")
@click.argument("ref", metavar="ITEM", type=ItemName())
@decided
def restore(ref: ItemRef, year: int, on: datetime, reason: str) -> None:
    """ITEM is back in the ledger from that day on."""
    changed = _decide(
        lambda session, decision: item_changes.restore_item(session, year, ref, decision), on, reason
    )
    console.print(f"{ref}自{on:%Y-%m-%d}起恢复{'' if changed else '，没有变化'}。")


@item.command("add")
@click.option("--kind", type=click.Choice(list(_KINDS)), required=True)
@click.option("--text", required=True, help="What has to be done; indicators are drawn from it.")
@click.option("--unit", "units", multiple=True, required=True, help="A responsible unit; several times.")
@click.option("--lead", "lead", help="The unit that leads; open where several are named without it.")
@click.option("--leader", "leaders", multiple=True, help="A lead leader; several times.")
@click.option("--category", help="The block of annex 1.")
@click.option("--no", type=click.IntRange(1, 99_999), help="Its number; default: the next one.")
@decided
def add(year: int, on: datetime, reason: str, **said: Any) -> None:
    """A further item joins the ledger; its units owe a plan ten working days on, and the reports after it."""
    new = NewItem(_KINDS[said.pop("kind")], **said)
    ref, changed = _decide(
        lambda session, decision: item_changes.add_item(session, year, new, decision), on, reason
    )
    console.print(f"{ref}自{on:%Y-%m-%d}起列入台账。" if changed else f"{ref}已在台账里，没有变化。")


@click.group()
def leader() -> None:
    """Lead leaders and who follows them."""


@leader.command("succeed")
@click.argument("former")
@click.argument("new")
@on_option
@reason_option
def succeed(former: str, new: str, on: datetime, reason: str) -> None:
    """NEW follows FORMER from that day on: items, standings and summaries; past ones keep the former name."""
    with open_database() as database, database.session() as session:
        done = leaders.succeed(session, former, new, on.date(), reason, operator(), utc_now())
    told = "" if done.changed else "，没有变化"
    console.print(f"{new}自{on:%Y-%m-%d}起接任{former}{told}；摘要从那天起发给{new}。")
    if not done.in_roster:
        console.print(f"名单里还没有领导{new}，摘要发不到：请补进名单再 ducha roster import。")


def _decide(act: Callable[[Session, Decision], Any], on: datetime, reason: str) -> Any:
    day: date = on.date()
    decision = Decision(day, reason, operator(), utc_now(), read_settings().zone)
    with open_database() as database, database.session() as session:
        return act(session, decision)
