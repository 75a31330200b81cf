"""Who owes what, and what the office says about reports: sent back, or let pass."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import click
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.cli.context import console, format_option, open_database, operator, out, print_json
from bot.cli.desk import ItemName
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import table
from handlers.duties.deadlines import Deadline, local_day
from handlers.duties.owed import Duty, DutyKind, Terms, owed
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.wording.phrases import names, spoken_day, spoken_deadline
from storage import policy, reviewing
from storage.duties import done_at
from storage.registers import load_register, newest_year
from storage.senders import units_reported_by
from storage.unit_names import unit_named

KINDS = {
    DutyKind.PLAN: "落实计划",
    DutyKind.REPORT: "月报",
    DutyKind.RETURNED_PLAN: "退回的计划",
    DutyKind.RETURNED_REPORT: "退回的月报",
    DutyKind.QUESTION: "待说明",
    DutyKind.INSTRUCTION: "批示待回复",
    DutyKind.SPOT_CHECK: "抽查待回复",
}


class MonthName(click.ParamType[Month]):
    """2023-03."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        try:
            return value if isinstance(value, Month) else Month.parse(str(value))
        except ValueError:
            self.fail(f"“{value}”不是月份，写法是 2023-03", param, ctx)


month_option = click.option("--month", type=MonthName(), required=True, help="The report's month: 2023-03.")
of_year_option = click.option(
    "--year", type=click.IntRange(2000, 2100), help="The ledger year; default: that of the month."
)


@click.group()
def report() -> None:
    """Review of reports: send them back, or let pass what looked odd."""


@report.command("return")
@click.argument("item", type=ItemName())
@click.argument("unit")
@month_option
@of_year_option
@click.option("--reason", required=True, help="Why; the unit reads it.")
@click.option("--version", type=click.IntRange(1), help="The version that you have looked at.")
def return_command(
    item: ItemRef, unit: str, month: Month, year: int | None, reason: str, version: int | None
) -> None:
    """Send UNIT's report on ITEM back: it no longer counts and is due two working days on."""
    _check_year(month, year)
    with open_database() as database, database.session() as session:
        of = (item, unit, month)
        returned = reviewing.return_report(session, of, reason, operator(), utc_now(), version)
    console.print(f"{item} {unit}的{month.month}月报告（第{returned}版）已退回：{reason}")


@report.command("wave")
@click.argument("item", type=ItemName())
@click.argument("unit")
@month_option
@of_year_option
@click.option("--reason", help="Why it may pass.")
def wave_command(item: ItemRef, unit: str, month: Month, year: int | None, reason: str | None) -> None:
    """Let pass what looked odd in UNIT's report on ITEM."""
    _check_year(month, year)
    with open_database() as database, database.session() as session:
        said = reviewing.wave_points(session, (item, unit, month), reason, operator(), utc_now())
    console.print(f"{item} {unit}的{month.month}月报告放行：{'；'.join(said)}")


def _check_year(month: Month, year: int | None) -> None:
    """The ledger year of a report is that of its month; another one is a slip."""
    if year is not None and year != month.year:
        raise InputError(f"--year {year} 和 --month {month} 不是同一年：报告属于所报月份的年度")


@report.command("points")
@click.option("--year", type=click.IntRange(2000, 2100), help="The ledger year; default: the newest by now.")
@format_option("table", "json")
def points_command(year: int | None, form: str) -> None:
    """What looked odd in reports and has not been answered."""
    zone = read_settings().zone
    with open_database() as database, database.reading() as connection:
        _, register = _register(connection, year, local_day(utc_now(), zone))
        points = reviewing.open_points(connection, register)
    if form == "json":
        print_json(
            [
                {
                    "item": str(point.item),
                    "unit": point.unit,
                    "month": str(point.month),
                    "said": point.said,
                    "asked_at": point.asked_at.astimezone(zone).isoformat(),
                }
                for point in points
            ]
        )
        return
    shown = table("事项", "单位", "月份", "待核对", title=f"{register.year}年台账，待核对{len(points)}处")
    for point in points:
        shown.add_row(str(point.item), point.unit, f"{point.month.month}月", point.said)
    out.print(shown, soft_wrap=False)


@click.command()
@click.option("--year", type=click.IntRange(2000, 2100), help="The ledger year; default: the newest by then.")
@click.option("--at", "on", type=click.DateTime(["%Y-%m-%d"]), help="The evening of a day; default: now.")
@click.option("--unit", help="Only this unit, item by item.")
@click.option("--person", help="Only this person, with all units of the person.")
@format_option("table", "json")
def owed_command(
    year: int | None, on: datetime | None, unit: str | None, person: str | None, form: str
) -> None:
    """Who owes what: plans, reports, returned ones, answers; overdue ones first."""
    settings, now = read_settings(), utc_now()
    day = on.date() if on else local_day(now, settings.zone)
    at = datetime.combine(day + timedelta(days=1), time(), settings.zone) - timedelta(microseconds=1)
    with open_database() as database, database.reading() as connection:
        terms, register = _register(connection, year, day, settings.go_live)
        units = _units(connection, unit, person)
        done = done_at(connection, register, settings.zone, at=at, units=units)
        duties = sorted(owed(register, done, terms, day, units), key=lambda duty: duty.deadline.on)
    if form == "json":
        print_json([_duty_json(duty, register, day) for duty in duties])
    elif units is None:
        _print_by_unit(duties, register, day)
    else:
        _print_duties(duties, register, day)


def _register(
    connection: Connection, year: int | None, day: date, go_live: date | None = None
) -> tuple[Terms, Register]:
    with Session(connection) as session:
        register = load_register(session, year or newest_year(session, day)).on(day)
        return policy.load_terms(session, go_live), register


def _units(connection: Connection, unit: str | None, person: str | None) -> Collection[int] | None:
    if unit and person:
        raise InputError("--unit 和 --person 只能用一个")
    if unit:
        return (unit_named(connection, unit),)
    return units_reported_by(connection, person) if person else None


def _duty_json(duty: Duty, register: Register, day: date) -> dict[str, Any]:
    return {
        "kind": duty.kind.value,
        "item": str(duty.item),
        "unit": register.units[duty.unit_id].name,
        "month": str(duty.month) if duty.month else None,
        "due": duty.deadline.on.isoformat(),
        "overdue": duty.deadline.is_late(day),
        "note": duty.note,
    }


def _print_by_unit(duties: Sequence[Duty], register: Register, day: date) -> None:
    """A line a unit: who is missing, with how much."""
    overdue = [duty for duty in duties if duty.deadline.is_late(day)]
    title = f"{register.year}年台账，{spoken_day(day)}：欠{len(duties)}件，其中逾期{len(overdue)}件"
    shown = table("单位", *KINDS.values(), "逾期", "事项", title=title)
    by_unit: dict[int, list[Duty]] = {}
    for duty in duties:
        by_unit.setdefault(duty.unit_id, []).append(duty)
    for unit_id, own in sorted(by_unit.items(), key=lambda pair: (-_late(pair[1], day), -len(pair[1]))):
        counts = [str(sum(duty.kind is kind for duty in own) or "") for kind in KINDS]
        items = names(dict.fromkeys(duty.item for duty in own), 6)
        shown.add_row(register.units[unit_id].name, *counts, str(_late(own, day) or ""), items)
    out.print(shown, soft_wrap=False)


def _late(duties: Sequence[Duty], day: date) -> int:
    return sum(duty.deadline.is_late(day) for duty in duties)


def _print_duties(duties: Sequence[Duty], register: Register, day: date) -> None:
    """A line for what is due together; what was returned or is asked has a line of its own."""
    title = f"{spoken_day(day)}，欠{len(duties)}件"
    shown = table("截止", "", "单位", "要什么", "事项", title=title)

    for (due, unit_id, kind, month, note), together in _alike(duties):
        what = KINDS[kind] if month is None else f"{month.month}月{KINDS[kind]}"
        late = "逾期" if due.is_late(day) else ""
        items = "、".join(str(duty.item) for duty in together) + (f"：{note}" if note else "")
        shown.add_row(spoken_deadline(due), late, register.units[unit_id].name, what, items)
    out.print(shown, soft_wrap=False)


Alike = tuple[Deadline, int, DutyKind, Month | None, str | None]


def _alike(duties: Sequence[Duty]) -> list[tuple[Alike, list[Duty]]]:
    found: dict[Alike, list[Duty]] = {}
    for duty in duties:
        alike = (duty.deadline, duty.unit_id, duty.kind, duty.month, duty.note)
        found.setdefault(alike, []).append(duty)
    return list(found.items())
