"""`ducha simulate`: a year in a minute, to try a rhythm before using it on people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Connection

from bot.cli.context import console, open_database, out, write_output, year_option
from bot.cli.pushing import changed_rhythm, rhythm_options
from bot.settings import Settings, read_settings
from bot.showing import table
from bot.simulation.events import SEED
from bot.simulation.outages import Trouble
from bot.simulation.simulating import Outcome, Wanted, simulate
from bot.simulation.year import Told
from handlers.bulletins.bulletin import BulletinKind
from handlers.duties.rhythm import Rhythm
from handlers.errors import DuchaError

_SHOWN = 20  # differences that are spelt out


@click.command("simulate")
@year_option
@click.option("--out", "path", metavar="FILE", help="Where each push is written, a JSON line each.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed, the same year.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; default: the whole year.")
@rhythm_options
def simulate_command(year: int, path: str | None, seed: int, until: datetime | None, **wanted: Any) -> None:
    """Play a whole ledger year with made-up people in under a minute, and judge what was pushed.

    The real code runs on a virtual clock against stand-ins of both platforms that fail now and then. The
    rules (and the ledger, where the year has been imported) are copied from the configured database, in which
    nothing is written; the other options try another rhythm, as in: ducha ladder set. Exit status 1 if
    somebody was disturbed, told twice or reminded of what was reported, a bulletin does not add up, or a
    report was written to the wrong item.
    """
    settings = read_settings()
    chosen = {name: value for name, value in wanted.items() if value is not None}
    last = (until + timedelta(days=1)).replace(tzinfo=settings.zone) if until else None
    asked = Wanted(year, seed, last, partial(_changed, chosen))
    with _own(settings) as own, _progress() as told:
        outcome = simulate(asked, settings, own, told)
    if path is not None:
        lines = "".join(f"{push.line(settings.zone)}\n" for push in outcome.pushes)
        write_output(path, lines.encode())
    _print(outcome)
    if path is not None:
        console.print(f"推送记录：{path}（{len(outcome.pushes)}条）")
    if outcome.broken:
        raise DuchaError(f"演练发现{len(outcome.broken)}处不应有的情况，见上面“违反”各行。")


def _changed(chosen: dict[str, Any], before: Rhythm) -> Rhythm:
    return changed_rhythm(before, chosen)


@contextmanager
def _own(settings: Settings) -> Iterator[Connection | None]:
    """The office's database for reading, where there is one."""
    if settings.database_is_absent:
        yield None
        return
    with open_database() as database, database.reading() as connection:
        yield connection


@contextmanager
def _progress() -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("演练")

        def told(done: int, of: int, at: datetime) -> None:
            progress.update(task, completed=done, total=of, description=f"演练 {at:%Y-%m-%d}")

        yield told


# What is printed


def _print(outcome: Outcome) -> None:
    _print_beginning(outcome)
    _print_months(outcome)
    _print_timeliness(outcome)
    _print_bulletins(outcome)
    _print_troubles(outcome)
    _print_differences(outcome)
    _print_broken(outcome)


def _print_beginning(outcome: Outcome) -> None:
    script, record = outcome.script, outcome.record
    people = len({account for actor in script.actors for account in actor.accounts})
    out.print(
        f"{script.days.year}年台账演练（种子{script.seed}）：{len(script.actors)}个单位的{people}名联络员（虚构），"
        f"发来{record.messages}条消息，推送{len(outcome.pushes)}条。"
    )
    merged = outcome.planned - outcome.reminders
    out.print(f"催报：没有人报的话要催{outcome.planned}条，实际{outcome.reminders}条，少催{merged}条。")


def _print_months(outcome: Outcome) -> None:
    shown = table("月份", "推送到人", "人数", "人均", "最多", "发到群", title="推送条数")
    for one in outcome.months:
        most = f"{one.most}（{one.whom}）" if one.most else ""
        shown.add_row(
            str(one.month), str(one.pushes), str(one.people), f"{one.each:.1f}", most, str(one.in_groups)
        )
    out.print(shown, soft_wrap=False)


def _print_timeliness(outcome: Outcome) -> None:
    shown = table("月份", "应报单位", "到期未报全的", "至今仍缺的", title="逾期单位")
    for one in outcome.timeliness:
        shown.add_row(str(one.month), str(one.units), str(one.late), str(one.missing))
    out.print(shown, soft_wrap=False)


def _print_bulletins(outcome: Outcome) -> None:
    livelihood, overall = (outcome.timed[kind] for kind in (BulletinKind.LIVELIHOOD, BulletinKind.OVERALL))
    completed = sum(one.kind is BulletinKind.COMPLETED for one in outcome.published)
    corrected = sum(one.corrects is not None for one in outcome.published)
    wrong = sum(one.rule == "通报对不上" for one in outcome.broken)
    adds_up = f"{wrong}处对不上" if wrong else "全部对得上"
    out.print(
        f"通报：民生实事{livelihood}期，总体{overall}期，办结{completed}期，更正{corrected}期；{adds_up}。"
        + (f"还有{outcome.open_drafts}份草稿没有发布。" if outcome.open_drafts else "")
    )


def _print_troubles(outcome: Outcome) -> None:
    record = outcome.record
    counts = "、".join(
        f"{trouble.value}{count}次"
        for trouble in Trouble
        if (count := sum(one.trouble is trouble for one in record.troubles))
    )
    again = sum(push.again for push in outcome.pushes)
    out.print(
        f"故障：{counts or '无'}；没有送达{len(outcome.undelivered)}条，回执丢失后重发{again}条，"
        f"督查室因此没办成{len(record.impossible)}件。"
    )


def _print_differences(outcome: Outcome) -> None:
    found = outcome.differences
    out.print(f"台账与本意：{f'{len(found)}处不同' if found else '没有不同'}。")
    for one in found[:_SHOWN]:
        out.print(f"  {one}")
    if len(found) > _SHOWN:
        out.print(f"  另有{len(found) - _SHOWN}处。")


def _print_broken(outcome: Outcome) -> None:
    for one in outcome.broken[:_SHOWN]:
        out.print(f"违反 {one.rule}：{one.where}")
    if len(outcome.broken) > _SHOWN:
        out.print(f"另有{len(outcome.broken) - _SHOWN}处违反。")
    if not outcome.broken:
        out.print("没有在休息时间推送，没有重复推送，没有催已报的，没有写错事项。")
