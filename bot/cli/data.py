"""Data out."""

from __future__ import annotations

import json

import click
from sqlalchemy.orm import Session

from bot.cli.context import open_database, write_output
from bot.clock import utc_now
from bot.settings import read_settings
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.months import Month
from storage.bulletin_export import bulletins_json
from storage.exporting import plans_json, reports_json
from storage.plan_sheet import plan_sheet
from storage.registers import newest_year


@click.command()
@click.argument("what", type=click.Choice(["reports", "plans", "bulletins"]))
@click.option("--year", type=click.IntRange(2000, 2100), help="Only this ledger year.")
@click.option("--month", help="Only this month, e.g. 2023-03.")
@click.option("--format", "form", type=click.Choice(["json", "xlsx"]), required=True, help="xlsx: plans.")
@click.option("--out", "path", type=click.Path(), help="Write to this file instead of stdout.")
def export(what: str, year: int | None, month: str | None, form: str, path: str | None) -> None:
    """Export WHAT: every version of every report, plan or bulletin, with what the office decided.

    As xlsx the plans are laid out as annex 3, and `ducha plan import` reads them back.
    """
    try:
        only = Month.parse(month) if month else None
    except ValueError:
        raise InputError(f"--month：“{month}”不是月份，写法是 2023-03") from None
    if only is not None and year is not None and only.year != year:
        raise InputError(f"--month {month} 不在 --year {year} 之内")
    if only is not None and what != "reports":
        raise InputError("--month 只用于 reports；计划和通报按年：--year 2023")
    if form == "xlsx" and what != "plans":
        raise InputError(f"{what} 还只能导出 json；xlsx 用于 plans")
    if form == "xlsx" and path is None:
        raise InputError("xlsx 请用 --out 写明文件名，如 --out 落实计划表.xlsx")
    zone = read_settings().zone
    with open_database() as database, database.reading() as connection:
        if form == "xlsx":
            with Session(connection) as session:
                of = year or newest_year(session, local_day(utc_now(), zone))
            write_output(path, plan_sheet(connection, of, plans_json(connection, of, zone)))
            return
        if what == "plans":
            rows = plans_json(connection, year, zone)
        elif what == "bulletins":
            rows = bulletins_json(connection, year, zone)
        else:
            rows = reports_json(connection, year, only, zone)
    write_output(path, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())
