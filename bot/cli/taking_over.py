"""Taking over what the office kept elsewhere before it went live: reports and plans from a sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from bot.cli.context import (
    console,
    format_option,
    open_database,
    operator,
    out,
    print_json,
    read_input,
    year_option,
)
from bot.cli.plans import plan
from bot.cli.reviewing import report
from bot.clock import utc_now
from bot.settings import read_settings
from storage.people import TableError
from storage.policy import load_terms
from storage.takeover import read_plans, read_reports
from storage.taking_over import Office, TakenOver
from storage.taking_plans import take_plans
from storage.taking_reports import take_reports

_NOTES = 50
dry_run_option = click.option("--dry-run", is_flag=True, help="Read and report only; nothing is changed.")
Take = Callable[[Session, Office], TakenOver]


@report.command("import")
@click.argument("file", type=click.Path())
@year_option
@dry_run_option
@format_option("text", "json")
def report_import(file: str, year: int, dry_run: bool, form: str) -> None:
    """Take over months that were kept elsewhere: rows like annex 4 (.xlsx or .csv), all or none.

    Columns in any order: 事项编号 (任务42; or 类别 and 编号), 责任单位, 月份, 完成情况, and as far as there:
    存在问题, 原因, 下一步工作措施, 阶段性目标是否完成, 填报时间. Nobody is called late or asked
    about them. The same file again changes nothing, a changed row becomes a new version.
    """
    name, data = Path(file).name, read_input(file)

    def take(session: Session, office: Office) -> TakenOver:
        sheet = read_reports(name, data, year)
        _tell_unread(sheet.unread)
        return take_reports(session, sheet, year, office, dry_run=dry_run)

    _run(take, "月报", dry_run=dry_run, as_json=form == "json")


@plan.command("import")
@click.argument("file", type=click.Path())
@year_option
@dry_run_option
@format_option("text", "json")
def plan_import(file: str, year: int, dry_run: bool, form: str) -> None:
    """Take over plans that were kept elsewhere: rows like annex 3 (.xlsx or .csv), all or none.

    Columns in any order: 事项编号 (任务42; or 类别 and 编号), 责任单位, 一季度 … 四季度, and as far as there:
    主要负责人, 分管负责人, 备注, 填报时间. They are accepted: the baseline, as if the unit had filed in time.
    """
    name, data = Path(file).name, read_input(file)

    def take(session: Session, office: Office) -> TakenOver:
        sheet = read_plans(name, data, year)
        _tell_unread(sheet.unread)
        return take_plans(session, sheet, year, office, dry_run=dry_run)

    _run(take, "计划", dry_run=dry_run, as_json=form == "json")


def _run(take: Take, what: str, *, dry_run: bool, as_json: bool) -> None:
    settings = read_settings()
    try:
        with open_database() as database, database.session() as session:
            terms = load_terms(session, settings.go_live)
            taken = take(session, Office(operator(), utc_now(), settings.zone, terms))
    except TableError as error:
        if as_json:
            print_json(_json(None, error, written=False))
        raise
    if as_json:
        print_json(_json(taken, None, written=not dry_run))
        return
    for note in taken.notes[:_NOTES]:
        out.print(f"请核对 {note}")
    if len(taken.notes) > _NOTES:
        out.print(f"请核对 另有{len(taken.notes) - _NOTES}处，用 --format json 看全部。")
    told = f"{what}：新增{taken.new}份，改动{taken.changed}份（成为新版本），相同{taken.same}份。"
    console.print(f"{told}{'只读取，没有改动台账。' if dry_run else ''}")


def _tell_unread(headings: tuple[str, ...]) -> None:
    if headings:
        console.print(f"没有读的列：{'、'.join(headings)}")


def _json(taken: TakenOver | None, error: TableError | None, *, written: bool) -> dict[str, Any]:
    return {
        "written": written,
        "new": taken.new if taken else 0,
        "changed": taken.changed if taken else 0,
        "same": taken.same if taken else 0,
        "problems": [{"row": one.row, "reason": one.reason} for one in error.problems] if error else [],
        "notes": [{"row": one.row, "said": one.reason} for one in taken.notes] if taken else [],
    }
