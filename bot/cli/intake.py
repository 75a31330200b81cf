"""Data in: the notice, the roster; and reading messages without writing anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.context import (
    NotSetUpError,
    console,
    format_option,
    open_database,
    operator,
    out,
    print_json,
    read_input,
    write_output,
    year_option,
)
from bot.cli.review import summary
from bot.clock import utc_now
from bot.settings import read_settings
from bot.wiring import platforms_of
from handlers.errors import InputError
from handlers.ledger.items import ItemKind, ItemRef
from handlers.messages import SPOKEN_PLATFORMS
from handlers.reading import Catalog, read
from handlers.reading.shapes import Asked, Role, Scope
from storage.enrolling import enrol
from storage.importing import Imported, Source, import_notice
from storage.notices import ReadNotice, read_notice
from storage.notices.differences import Change, FieldChange, ItemChange
from storage.notices.review import review
from storage.notices.shape import item_json
from storage.open_matters import open_matters
from storage.packaged import packaged_notice
from storage.people import read_roster, roster_template
from storage.preferring import prefer_by_name
from storage.registers import load_books

_FIELDS = {
    "category": "类别",
    "text": "内容",
    "leaders": "牵头领导",
    "units": "责任单位",
    "lead_units": "牵头单位",
    "lead_known": "原文标明牵头",
    "others": "其他单位",
    "deadline": "完成时限",
    "indicators": "指标",
}
_HEAD = {"number": "文号", "title": "标题", "issued_on": "印发日期"}


@click.group()
def notice() -> None:
    """The founding document of a ledger year."""


@notice.command("import")
@click.argument("file", type=click.Path())
@year_option
@click.option("--dry-run", is_flag=True, help="Read and report only; nothing is changed.")
@click.option("--apply", is_flag=True, help="Apply the differences of a changed file to the ledger.")
@format_option("text", "json")
def import_command(file: str, year: int, dry_run: bool, apply: bool, form: str) -> None:
    """Read a notice (.txt) into the ledger of its year.

    The first import of a year is taken at once. A changed file shows its differences (number, title, date,
    then row by row) and needs --apply; so does the same file where this version draws better indicators.
    Plans, reports and what was settled are kept. --format json prints the rows as read.
    """
    data = read_input(file)
    read_in = read_notice(Path(file).name, data)
    if not dry_run:
        with open_database():
            pass  # a missing database is told before anything else
    if form == "json":
        print_json([item_json(item) for item in read_in.items])
    else:
        _print_notice(read_in)
    if dry_run:
        if read_in.year is not None and read_in.year != year:
            raise InputError(f"文件写的是{read_in.year}年，--year 写的是{year}年，请核对")
        console.print("只读取，没有改动台账。")
        return
    source = Source(Path(file).name, hashlib.sha256(data).hexdigest())
    with open_database() as database, database.session() as session:
        result = import_notice(session, read_in, year, source, utc_now(), apply=apply, by=operator())
    _print_result(result, len(read_in.items))


@notice.command("review")
@year_option
@format_option("text", "json")
def review_command(year: int, form: str) -> None:
    """List what the office still has to settle: leads, sets, overlapping items."""
    with open_database() as database, database.session() as session:
        matters = open_matters(session, year)
    if form == "json":
        print_json([{"about": matter.about, "what": matter.what, "how": matter.how} for matter in matters])
        return
    out.print(f"{year}年台账待确定的{len(matters)}件事：")
    for matter in matters:
        out.print(f"{matter.about}：{matter.what}")
        out.print(f"    {matter.how}")


def _print_notice(read_in: ReadNotice) -> None:
    tasks = sum(item.ref.kind is ItemKind.TASK for item in read_in.items)
    out.print(f"{read_in.title} {read_in.number or ''}".strip())
    out.print(
        f"读到任务{tasks}项、实事{len(read_in.items) - tasks}项，"
        f"指标{sum(len(item.indicators) for item in read_in.items)}个。"
    )
    for remark in read_in.remarks:
        out.print(f"提示：{remark}")
    for line in summary(review(read_in)):
        out.print(line)


def _print_result(result: Imported, count: int) -> None:
    if result.new:
        console.print(f"{result.year}年台账已建立，{count}项。")
        console.print(f"待确定的事：ducha notice review --year {result.year}")
        return
    if not (result.changes or result.head):
        console.print(f"与{result.year}年台账一致，没有改动。")
        return
    for field in result.head:
        console.print(f"通知{_HEAD[field.name]}：{_shown(field)}")
    for change in result.changes:
        for line in _described(change):
            console.print(line)
    counts = ((len(result.head), "通知头{}处"), (len(result.changes), "{}项"))
    what = "、".join(words.format(number) for number, words in counts if number)
    if result.applied:
        console.print(f"已按文件更新{what}；计划、报告和已确定的事都保留。")
    else:
        console.print(f"有{what}不同，没有改动。要按文件更新，请加 --apply。")


def _described(change: ItemChange) -> Iterator[str]:
    if change.change is Change.ADDED:
        yield f"{change.ref}：新增"
    elif change.change is Change.DROPPED:
        yield f"{change.ref}：文件里没有了（更新后标为撤项，报告保留）"
    for field in change.fields:
        remark = "（原文没有变，重新读出）" if change.only_redrawn else ""
        yield f"{change.ref} {_FIELDS[field.name]}{remark}：{_shown(field)}"


def _shown(field: FieldChange) -> str:
    return f"{field.before or '（无）'} → {field.after or '（无）'}"


@click.group()
def roster() -> None:
    """People and units."""


@roster.command("template")
@click.argument("file", type=click.Path())
def template_command(file: str) -> None:
    """Write an empty roster (.xlsx) to fill in."""
    if Path(file).suffix.lower() != ".xlsx":
        raise InputError(f"{file}：模板是 .xlsx 文件，请把文件名写成 名单.xlsx 这样")
    if Path(file).exists():
        raise InputError(f"{file}：文件已经有了，没有覆盖；请换一个文件名，或先把它移走")
    write_output(file, roster_template())
    console.print(f"已写出 {file}，填好后：ducha roster import {file}")


@roster.command("import")
@click.argument("file", type=click.Path())
@click.option("--new-units", is_flag=True, help="Take units that the notice does not name.")
def roster_import(file: str, new_units: bool) -> None:
    """Take a roster (.xlsx or .csv) in: all of it, or nothing."""
    table = read_roster(Path(file).name, read_input(file))
    with open_database() as database, database.session() as session:
        result = enrol(session, table, operator(), utc_now(), new_units=new_units)
    console.print(f"名单{result.people}人：新增{result.added}，变更{result.changed}。")
    if result.units_added:
        console.print(f"新登记单位：{'、'.join(result.units_added)}")


@roster.command("prefer")
@click.argument("name")
@click.option(
    "--platform",
    type=click.Choice([*SPOKEN_PLATFORMS, "none"]),
    required=True,
    help="Where pushes go; none: the first on which the person is.",
)
@click.option("--unit", help="Where several people have that name.")
def roster_prefer(name: str, platform: str, unit: str | None) -> None:
    """On which platform NAME is pushed, where it is switched on; else on the other."""
    wanted = None if platform == "none" else platform
    with open_database() as database, database.session() as session:
        changed = prefer_by_name(session, name, unit, wanted, operator(), utc_now())
    told = f"发到{SPOKEN_PLATFORMS[wanted]}" if wanted else "不指定平台"
    console.print(f"{name}的推送{'改为' if changed else '本来就'}{told}。")
    if wanted and wanted not in platforms_of(read_settings()):
        console.print(f"{SPOKEN_PLATFORMS[wanted]}没有启用，启用之前发到另一个平台。")


@click.group()
def replies() -> None:
    """Reading of chat messages."""


@replies.command("parse")
@click.argument("file", type=click.Path())
def parse_command(file: str) -> None:
    """Read messages (JSON lines) and print what they were understood to say; writes nothing."""
    catalogs = _Catalogs()
    try:
        lines = read_input(file).decode("utf-8-sig").split("\n")  # a text may hold other line separators
    except UnicodeDecodeError:
        raise InputError(f"{file}：不是UTF-8编码的文本") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            scope, year = _scope(message)
            text = str(message["text"])
            key = message["id"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{file}：第{number}行不是可读的消息（{error!r}）") from None
        reading = read(text, scope, catalogs.of(year))
        click.echo(json.dumps({"id": key, "pred": reading.to_json()}, ensure_ascii=False))


class _Catalogs:
    """The items of each ledger year: the database's, else the packaged notice's."""

    def __init__(self) -> None:
        self._packaged = Catalog.of(packaged_notice().items)
        self._stored: dict[int, Catalog] = {}
        try:
            with open_database() as database, database.reading() as connection:
                books = load_books(connection)
        except NotSetUpError:
            return
        self._stored = {year: register.catalog for year, register in books.registers.items()}

    def of(self, year: int) -> Catalog:
        return self._stored.get(year, self._packaged)


def _scope(message: dict[str, Any]) -> tuple[Scope, int]:
    at = datetime.fromisoformat(message["received_at"])
    prompt = message.get("last_prompt")
    asked = Asked(tuple(ItemRef.parse(name) for name in prompt["items"])) if prompt else None
    scope = Scope(
        received_at=at,
        role=Role(message.get("role") or "contact"),
        unit=_words(message, "unit"),
        mine=tuple(ItemRef.parse(name) for name in message.get("unit_items") or ()),
        asked=asked,
        quote=_words(message, "quote"),
        in_group=message.get("chat") == "group",
    )
    return scope, at.year - 1 if at.month == 1 else at.year  # January's messages report on December


def _words(message: dict[str, Any], name: str) -> str | None:
    value = message.get(name)
    return None if value is None else str(value)
