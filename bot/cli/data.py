"""Data out."""

from __future__ import annotations

import json

import click

from bot.cli.context import open_database, write_output
from bot.settings import read_settings
from handlers.errors import InputError
from handlers.ledger.months import Month
from storage.bulletin_export import bulletins_json
from storage.exporting import plans_json, reports_json


@click.command()
@click.argument("what", type=click.Choice(["reports", "plans", "bulletins"]))
@click.option("--year", type=click.IntRange(2000, 2100), help="Only this ledger year.")
@click.option("--month", help="Only this month, e.g. 2023-03.")
@click.option("--format", "form", type=click.Choice(["json"]), required=True, help="Output format.")
@click.option("--out", "path", type=click.Path(), help="Write to this file instead of stdout.")
def export(what: str, year: int | None, month: str | None, form: str, path: str | None) -> None:
    """Export WHAT: every version of every report, plan or bulletin, with what the office decided."""
    try:
        only = Month.parse(month) if month else None
    except ValueError:
        raise InputError(f"--month：“{month}”不是月份，写法是 2023-03") from None
    if only is not None and year is not None and only.year != year:
        raise InputError(f"--month {month} 不在 --year {year} 之内")
    if only is not None and what != "reports":
        raise InputError("--month 只用于 reports；计划和通报按年：--year 2023")
    zone = read_settings().zone
    with open_database() as database, database.reading() as connection:
        if what == "plans":
            rows = plans_json(connection, year, zone)
        elif what == "bulletins":
            rows = bulletins_json(connection, year, zone)
        else:
            rows = reports_json(connection, year, only, zone)
    write_output(path, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())
