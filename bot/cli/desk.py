"""The office's work: settle what the notice leaves open, the calendar, failed messages."""

from __future__ import annotations

import re
from datetime import datetime

import click

from bot.cli.context import console, open_database, operator, out, replace_option, year_option
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import table
from bot.wiring import assemble
from handlers.duties.deadlines import DayOffRule, plan_deadline, report_deadline
from handlers.errors import DuchaError, InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.links import LinkState
from handlers.ledger.months import Month
from handlers.ledger.unit_kinds import UnitKind
from handlers.wording.phrases import spoken_deadline
from storage import policy
from storage.inbox import waiting
from storage.settling import settle_kind, settle_lead, settle_link, settle_proposed_leads, settle_set


class ItemName(click.ParamType[ItemRef]):
    """任务42 or 实事13."""

    name = "item"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ItemRef:
        try:
            return value if isinstance(value, ItemRef) else ItemRef.parse(str(value))
        except ValueError:
            self.fail(f"“{value}”不是事项编号，写法是 任务42 或 实事13", param, ctx)


@click.group()
def settle() -> None:
    """Settle what the notice leaves open (see: ducha notice review)."""


@settle.command("lead")
@click.argument("item", type=ItemName())
@click.argument("unit")
@replace_option
@year_option
def lead_command(item: ItemRef, unit: str, replace: bool, year: int) -> None:
    """Say which unit (or units, parted by 、) leads ITEM."""
    with open_database() as database, database.session() as session:
        leads = settle_lead(session, year, item, unit, operator(), utc_now(), replace=replace)
    console.print(f"{item} 牵头单位：{'、'.join(leads)}")


@settle.command("leads")
@year_option
def leads_command(year: int) -> None:
    """Take the first unit as lead wherever the lead is still open."""
    with open_database() as database, database.session() as session:
        settled = settle_proposed_leads(session, year, operator(), utc_now())
    console.print(f"按首位单位定下牵头{settled}项；个别不同的再用 ducha settle lead 改。")


@settle.command("set")
@click.argument("collective")
@click.argument("members", nargs=-1, required=True)
@replace_option
def set_command(collective: str, members: tuple[str, ...], replace: bool) -> None:
    """Say which units COLLECTIVE (各街道办事处, …成员单位) stands for."""
    names = [name for member in members for name in re.split(r"[、,，]", member) if name]
    with open_database() as database, database.session() as session:
        settled = settle_set(session, collective, names, operator(), utc_now(), replace=replace)
    console.print(f"{collective}：{'、'.join(settled)}")


@settle.command("link")
@click.argument("first", type=ItemName())
@click.argument("second", type=ItemName())
@year_option
@click.option("--reject", is_flag=True, help="They are different matters.")
@replace_option
def link_command(first: ItemRef, second: ItemRef, year: int, reject: bool, replace: bool) -> None:
    """Confirm that two items of the annexes are the same matter (or not)."""
    state = LinkState.REJECTED if reject else LinkState.CONFIRMED
    with open_database() as database, database.session() as session:
        settle_link(session, year, (first, second), state, operator(), utc_now(), replace=replace)
    console.print(f"{first} 与 {second}：{'不是一回事' if reject else '已确认重合'}")


@settle.command("kind")
@click.argument("unit")
@click.argument("kind", type=click.Choice([kind.value for kind in UnitKind]))
@replace_option
def kind_command(unit: str, kind: str, replace: bool) -> None:
    """Say what kind of body UNIT is; the wording towards it follows."""
    with open_database() as database, database.session() as session:
        name = settle_kind(session, unit, UnitKind(kind), operator(), utc_now(), replace=replace)
    console.print(f"{name}：{UnitKind(kind).label}")


@click.group()
def calendar() -> None:
    """Working days and deadlines."""


@calendar.command("show")
@year_option
def calendar_show(year: int) -> None:
    """The deadlines of a ledger year, each marked where the calendar is not announced yet."""
    with open_database() as database, database.session() as session:
        days, rule = policy.load_calendar(session), policy.plan_rule(session)
    shown = table("事项", "截止日", title=f"{year}年度截止日")
    shown.add_row("落实计划表", spoken_deadline(plan_deadline(year, days, rule)))
    for number in range(1, 13):
        deadline = report_deadline(Month(year, number), days)
        of_year = "" if deadline.on.year == year else f"{deadline.on.year}年"
        shown.add_row(f"{number}月情况", of_year + spoken_deadline(deadline))
    out.print(shown)


@calendar.command("set")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("what", type=click.Choice(["work", "off"]))
@click.option("--note", help="Why.")
def calendar_set(day: datetime, what: str, note: str | None) -> None:
    """Declare DAY a working day or a day off."""
    with open_database() as database, database.session() as session:
        policy.set_day(session, day.date(), what == "work", note, operator(), utc_now())
    console.print(f"{day:%Y-%m-%d}：{'上班' if what == 'work' else '放假'}")


@calendar.command("confirm")
@click.argument("year", type=click.IntRange(2000, 2100))
def calendar_confirm(year: int) -> None:
    """The calendar of YEAR is checked: its dates are no longer provisional."""
    with open_database() as database, database.session() as session:
        policy.confirm_year(session, year, operator(), utc_now())
    console.print(f"{year}年的放假安排已确认。")


@calendar.command("rule")
@click.argument("rule", type=click.Choice([rule.value for rule in DayOffRule]))
def calendar_rule(rule: str) -> None:
    """When 15 February is a day off: advance, postpone or fixed."""
    with open_database() as database, database.session() as session:
        policy.set_plan_rule(session, DayOffRule(rule), operator(), utc_now())
    console.print(f"落实计划截止日遇休息日：{rule}")


@click.group()
def inbox() -> None:
    """Messages that failed inside and wait for another try."""


@inbox.command("list")
def inbox_list() -> None:
    """Show them, with the reason. What people wrote stays in the database."""
    with open_database() as database, database.reading() as connection:
        kept = waiting(connection)
    shown = table("编号", "平台", "收到", "次数", "原因", title=f"未处理的消息{len(kept)}条")
    zone = read_settings().zone
    for one in kept:
        at = one.received_at.astimezone(zone)
        shown.add_row(str(one.id), one.message.platform, f"{at:%m-%d %H:%M}", str(one.attempts), one.error)
    out.print(shown)


@inbox.command("retry")
@click.argument("numbers", type=int, nargs=-1)
def inbox_retry(numbers: tuple[int, ...]) -> None:
    """Try again: all, or those with these NUMBERS."""
    with open_database() as database, database.reading() as connection:
        kept = [one for one in waiting(connection) if not numbers or one.id in numbers]
    if missing := set(numbers) - {one.id for one in kept}:
        raise InputError(f"没有等待处理的消息：{'、'.join(map(str, sorted(missing)))}")
    program = assemble(read_settings(), utc_now)
    done = sum(program.intake.retry(one, program.limit_of(one.message.platform), utc_now()) for one in kept)
    program.database.close()
    console.print(f"重试{len(kept)}条，成功{done}条。")
    if done < len(kept):
        raise DuchaError("没有成功的留着再试，原因见 ducha inbox list 和日志。")
