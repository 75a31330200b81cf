"""Plans: what is waiting, what is the baseline, who owes one; and the office's review."""

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
from bot.cli.desk import ItemName
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import PLATFORMS, table
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanState
from handlers.reading.shapes import PlanWords
from handlers.wording.plans import FIELDS, MISSING, PLAN_STATES, changes, said
from storage import deciding, policy
from storage.exporting import plans_json
from storage.plan_list import plan_list
from storage.registers import newest_year
from storage.unit_names import name_of_unit

_CHOICES: dict[str, frozenset[str]] = {
    "waiting": frozenset({PlanState.FILED.value, PlanState.REQUESTED.value}),
    "accepted": frozenset({PlanState.ACCEPTED.value}),
    "returned": frozenset({PlanState.RETURNED.value, PlanState.REFUSED.value}),
    "missing": frozenset({MISSING}),
    "all": frozenset(PLAN_STATES),
}
version_option = click.option(
    "--version",
    type=click.IntRange(1),
    help="The version that you have read: a newer one is not decided on.",
)


@click.group()
def plan() -> None:
    """Review of plans: what is accepted is the baseline, and locked."""


@plan.command("list")
@click.option("--year", type=click.IntRange(2000, 2100), help="The ledger year; default: the newest.")
@click.option("--state", type=click.Choice(list(_CHOICES)), default="all", show_default=True)
@click.option("--unit", help="Only this unit's plans.")
@format_option("table", "json")
def plan_listing(year: int | None, state: str, unit: str | None, form: str) -> None:
    """The plans of a year: baselines, what was said after them, and who owes a plan and has none."""
    settings, now = read_settings(), utc_now()
    with open_database() as database, database.reading() as connection:
        year = year or newest_year(connection, local_day(now, settings.zone))
        name = name_of_unit(connection, unit) if unit else None
        terms = policy.terms(connection, settings.go_live)
        rows = plan_list(connection, year, terms, now, settings.zone)
    rows = [row for row in rows if row["state"] in _CHOICES[state] and name in (None, row["unit"])]
    if form == "json":
        print_json(rows)
        return
    shown = table("事项", "单位", "版本", "状态", "上报", "审核", "说明", title=f"{year}年落实计划")
    for row in rows:
        version = f"第{row['version']}版" if row["version"] else ""
        filed, decided = _when(row["filed_at"], row["reporter"]), _when(row["decided_at"], row["decided_by"])
        label = PLAN_STATES[row["state"]]
        remark = f"应于{row['due_on']}前报" if row["state"] == MISSING else row["reason"] or ""
        shown.add_row(row["item"], row["unit"], version, label, filed, decided, remark)
    out.print(shown)


@plan.command("show")
@click.argument("item", type=ItemName())
@click.argument("unit")
@year_option
@format_option("text", "json")
def plan_show(item: ItemRef, unit: str, year: int, form: str) -> None:
    """UNIT's baseline for ITEM, and every version: what changed, who said it, who decided."""
    with open_database() as database, database.reading() as connection:
        name = name_of_unit(connection, unit)
        plans = plans_json(connection, year, read_settings().zone)
    versions = [row for row in plans if (row["item"], row["unit"]) == (str(item), name)]
    if not versions:
        raise InputError(f"{year}年{name}没有报过{item}的计划")
    if form == "json":
        print_json(versions)
        return
    baseline = next((row for row in versions if row["state"] == PlanState.ACCEPTED), None)
    out.print(f"{item} {name} {year}年落实计划")
    out.print(f"基准（第{baseline['version']}版，已锁定）" if baseline else "还没有接受的计划")
    for line in said(_words(baseline)) if baseline else []:
        out.print(f"  {line}")
    for before, row in zip([None, *versions], versions, strict=False):
        asked = baseline is not None and row["state"] in {PlanState.REQUESTED, PlanState.REFUSED}
        _print_version(baseline if asked else before, row)


def _print_version(before: dict[str, Any] | None, row: dict[str, Any]) -> None:
    """Of the first version everything, of later ones what they change; of a request, of the baseline."""
    out.print(f"第{row['version']}版 {PLAN_STATES[row['state']]}")
    platform = PLATFORMS.get(row["platform"], row["platform"])
    out.print(f"  {_when(row['filed_at'], row['reporter'])} 上报（{platform}消息{row['message_id']}）")
    words = _words(row)
    for line in said(words) if before is None else changes(_words(before), words) or ["与上一版相同"]:
        out.print(f"  {line}")
    if row["because"]:
        out.print(f"  调整原因：{row['because']}")
    if row["decided_at"]:
        reason = f"：{row['reason']}" if row["reason"] else ""
        out.print(f"  {_when(row['decided_at'], row['decided_by'])} {'退回' if reason else '接受'}{reason}")


def _words(row: dict[str, Any]) -> PlanWords:
    return PlanWords(*(row[name] for name in FIELDS))


def _when(at: str | None, by: str | None) -> str:
    """4月7日 10:12 张三, of an exported time (it is local already)."""
    if at is None:
        return ""
    time = datetime.fromisoformat(at)
    return f"{time.month}月{time.day}日 {time:%H:%M} {by or ''}".rstrip()


@plan.command("accept")
@click.argument("item", type=ItemName(), required=False)
@click.argument("unit", required=False)
@click.option("--all", "everything", is_flag=True, help="Every plan that waits for its first review.")
@version_option
@click.option("--because", help="Why the plan changes, where the unit has told it otherwise.")
@year_option
def plan_accept(
    item: ItemRef | None,
    unit: str | None,
    everything: bool,
    version: int | None,
    because: str | None,
    year: int,
) -> None:
    """Accept UNIT's plan for ITEM, or a change that it asks for."""
    if everything == bool(item and unit) or (everything and (version or because)):
        raise InputError("写明事项和单位（可加 --version），或用 --all 接受全部首次上报的计划")
    with open_database() as database, database.session() as session:
        if item and unit:
            done = deciding.accept_plan(
                session, year, item, unit, operator(), utc_now(), version=version, because=because
            )
            told = f"{item} {unit}的计划（第{done}版）已接受，即日起锁定。"
        else:
            count = deciding.accept_all_plans(session, year, operator(), utc_now())
            told = f"接受计划{count}份，即日起锁定。"
    console.print(told)


@plan.command("return")
@click.argument("item", type=ItemName())
@click.argument("unit")
@click.option("--reason", required=True, help="Why; the unit reads it.")
@version_option
@year_option
def plan_return(item: ItemRef, unit: str, reason: str, version: int | None, year: int) -> None:
    """Send UNIT's plan for ITEM back, or refuse a change that it asks for."""
    with open_database() as database, database.session() as session:
        done = deciding.return_plan(session, year, item, unit, reason, operator(), utc_now(), version=version)
    console.print(f"{item} {unit}的计划（第{done}版）已退回：{reason}")
