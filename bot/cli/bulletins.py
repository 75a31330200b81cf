"""Bulletins by command: draft, look at, publish, hold, correct; and the rules for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from bot.cli.context import console, format_option, open_database, operator, out, print_json
from bot.cli.desk import ItemName
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import table
from bot.wiring import house_of
from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.review import Review, Series
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.picture import Stage
from handlers.wording.bulletins import COLUMNS, KINDS
from handlers.wording.delivery import recalling
from handlers.wording.phrases import spoken_moment
from handlers.wording.reviewing import published_as
from handlers.wording.standings import STAGES
from storage import bulletin_drafts, bulletins, kept_bulletins
from storage.bulletin_export import bulletins_json
from storage.bulletin_letters import Looked, NowhereError, look_over, publish_and_send, redraft_and_preview
from storage.bulletin_rules import bulletin_rules, changed_rules, set_bulletin_rules
from storage.house import House
from storage.recalls import recall_bulletin
from storage.transactions import Database
from storage.turns import take_turn

_QUARTER = re.compile(r"(20\d\d)-?[Qq]([1-4])")


@click.group()
def bulletin() -> None:
    """Bulletins (通报): drafted from the standing, published by the office."""


@bulletin.command()
@click.argument("kind", type=click.Choice([kind.value for kind in BulletinKind]))
@click.option("--month", help="The month, e.g. 2023-03; default: the last that has ended.")
@click.option("--quarter", help="The quarter of an overall bulletin, e.g. 2023Q1.")
@click.option(
    "--item",
    "items",
    type=ItemName(),
    multiple=True,
    help="The item of a completed or major bulletin; completed: again for several in one.",
)
@click.option("--again", is_flag=True, help="Also where there is a draft that waits: it makes way.")
def draft(
    kind: str, month: str | None, quarter: str | None, items: tuple[ItemRef, ...], *, again: bool
) -> None:
    """Draft a bulletin of KIND: livelihood, overall, completed, major, circular. It waits for `publish`."""
    wanted, now, house = BulletinKind(kind), utc_now(), house_of(read_settings())
    if wanted.is_of_chosen_items is not bool(items):
        raise InputError("completed 和 major 要用 --item 写明事项，其他种类不用")
    if wanted is BulletinKind.MAJOR and len(set(items)) > 1:
        raise InputError("major 一件一报，--item 只写一个事项")
    of = _period(wanted, month, quarter) or Month.of(local_day(now, house.zone)).previous
    with open_database() as database:
        with database.reading() as connection:
            composed = bulletin_drafts.draft_of(connection, wanted, of, house, now, items=items)
        with database.session() as session:
            key = bulletins.key_of(composed)
            number = bulletins.add_draft(session, composed, key, operator(), now, replaces=again)
            if number is None:
                raise InputError(
                    f"{KINDS[wanted]}（{composed.period}）已经拟过，见 ducha bulletin list；"
                    "待发布的草稿要重拟请加 --again，已发布的用 ducha bulletin correct"
                )
    console.print(
        f"已拟成{number}号通报，待发布：ducha bulletin show {number}，ducha bulletin publish {number}"
    )


@bulletin.command()
@click.argument("number", type=click.IntRange(1))
def show(number: int) -> None:
    """Show bulletin NUMBER: both forms of its text, and its table."""
    with open_database() as database, database.reading() as connection:
        kept = kept_bulletins.load(connection, number)
    console.print(_state(kept))
    same = kept.texts.full == kept.texts.unnamed
    for heading, text in (("点名的文本", kept.texts.full), ("不点名的文本", kept.texts.unnamed))[
        : 1 if same else 2
    ]:
        out.print(f"—— {'文本' if same else heading} ——")
        out.print(text)
    if kept.figures["rows"]:
        shown = table(*COLUMNS, title="附表")
        for row in kept.figures["rows"]:
            cells = (row["item"], row["title"], row["goal"], row["progress"], row["share"])
            shown.add_row(*cells, STAGES[Stage(row["state"])], row["units"])
        out.print(shown, soft_wrap=False)


@bulletin.command("list")
@click.option("--year", type=click.IntRange(2000, 2100), help="Only this ledger year.")
@format_option("table", "json")
def list_command(year: int | None, form: str) -> None:
    """List the bulletins with their numbers, serial numbers and states."""
    with open_database() as database, database.reading() as connection:
        if form == "json":
            print_json(bulletins_json(connection, year, read_settings().zone))
            return
        found = kept_bulletins.listed(connection, year)
    _print(found)


def _print(found: Sequence[KeptBulletin]) -> None:
    shown = table("号", "标题", "编号", "状态", title=f"共{len(found)}件通报")
    for kept in found:
        shown.add_row(str(kept.number), kept.title, kept.serial or "", _state(kept))
    out.print(shown, soft_wrap=False)


def _state(kept: KeptBulletin) -> str:
    zone = read_settings().zone
    parts = [kept.label]
    if kept.recalled_at and kept.recalled_by:
        parts.append(f"{kept.recalled_by}，{spoken_moment(kept.recalled_at, zone)}")
        if kept.still_in:
            parts.append(f"没有撤回：{'、'.join(kept.still_in)}")
    if kept.publish_at and kept.chosen_by:
        form = "点名" if kept.chosen_naming else "不点名"
        parts.append(f"{kept.chosen_by}定于{spoken_moment(kept.publish_at, zone)}发布，{form}")
    elif kept.publish_at:
        parts.append(f"{spoken_moment(kept.publish_at, zone)}自动发布")
    if kept.decided_by and kept.decided_at:
        parts.append(f"{kept.decided_by}，{spoken_moment(kept.decided_at, zone)}")
    if kept.naming is not None:
        parts.append("点名" if kept.naming else "不点名")
    if kept.groups:
        parts.append(f"发到{'、'.join(kept.groups)}")
    if kept.corrects:
        parts.append(f"更正{kept.corrects}号")
    if kept.changed:
        parts.append("发布后台账有变动")
    return "；".join(parts)


@bulletin.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--naming", is_flag=True, help="The form that names lagging items and units.")
@click.option("--as-drafted", is_flag=True, help="An edited text though the ledger has changed since.")
@click.option("--without-group", is_flag=True, help="Only take a number; the office spreads it itself.")
def publish(number: int, *, naming: bool, as_drafted: bool, without_group: bool) -> None:
    """Publish bulletin NUMBER: it gets its serial number and goes to the group chats for everybody.

    NUMBER is that of the draft (号), never the serial number (期). Where no chat is known, it is not
    published and takes no serial number.

    Where the ledger has changed since it was drafted, it is drafted anew and not published.
    """
    house = house_of(read_settings())
    with open_database() as database:
        with database.reading() as connection:
            looked = look_over(connection, number, house, utc_now())
        _refuse_outdated(database, looked, house, as_drafted=as_drafted)
        _publish(database, looked, house, naming=naming, without_group=without_group)


def _refuse_outdated(database: Database, looked: Looked, house: House, *, as_drafted: bool) -> None:
    """InputError where the ledger has changed since it was drafted, or it can't be drafted any more."""
    number = looked.number
    if looked.wrong:
        raise InputError(f"{number}号通报没有发布，按现在的台账已拟不成：{looked.wrong}")
    if not looked.changes:
        return
    with database.session() as session:
        edited = kept_bulletins.load(session.connection(), number).edited
        if not edited:
            redraft_and_preview(session, number, operator(), utc_now(), house, looked=looked)
    listed = "；".join(looked.changes)
    if edited and not as_drafted:
        raise InputError(
            f"{number}号通报没有发布：拟稿后有变动，文本经人工修改，没有重拟。变动：{listed}。"
            "仍要发布请加 --as-drafted"
        )
    if not edited:
        raise InputError(
            f"{number}号通报没有发布：拟稿后有变动，已重拟。变动：{listed}。"
            f"看过后再发布：ducha bulletin show {number}，ducha bulletin publish {number}"
        )


def _publish(database: Database, looked: Looked, house: House, *, naming: bool, without_group: bool) -> None:
    """Only what was looked at: where the ledger has changed since, the command is to be given again."""
    number = looked.number
    with database.session() as session:
        take_turn(session)
        before = kept_bulletins.load(session.connection(), number)
        if before.state.is_open and not looked.holds(session.connection()):
            raise InputError(f"{number}号通报没有发布：核对时台账正有变动，请再执行一次")
        if not naming and (named := before.names_laggards(naming=False)):
            raise InputError(f"{number}号通报的文本点了{'、'.join(named[:5])}等的名，确认发布请加 --naming")
        try:
            kept = publish_and_send(
                session, number, operator(), utc_now(), house, naming=naming, without_group=without_group
            )
        except NowhereError as error:
            raise InputError(f"{error}只编期号、自行印发请加 --without-group") from error
    console.print(published_as(kept, kept.serial or "", kept.groups, naming=naming, trial=kept.trial))


@bulletin.command()
@click.argument("number", type=click.IntRange(1))
def hold(number: int) -> None:
    """Hold bulletin NUMBER: it no longer goes out by itself."""
    with open_database() as database, database.session() as session:
        bulletins.hold(session, number, operator(), utc_now())
    console.print(f"{number}号通报已暂缓。要发布：ducha bulletin publish {number}")


@bulletin.command("recall")
@click.argument("number", type=click.IntRange(1))
def recall_command(number: int) -> None:
    """Take bulletin NUMBER back from the chats where that can be done, within 24 hours."""
    with open_database() as database, database.session() as session:
        found = recall_bulletin(session, number, operator(), None, utc_now())
    console.print(recalling(f"{number}号通报", found).replace("结果稍后告诉您", "由 ducha serve 执行"))
    console.print("结果见：ducha bulletin list")


@bulletin.command()
@click.argument("number", type=click.IntRange(1))
def correct(number: int) -> None:
    """Draft a correction of the published bulletin NUMBER from the ledger as it is now."""
    now, house = utc_now(), house_of(read_settings())
    with open_database() as database:
        with database.reading() as connection:
            composed = bulletin_drafts.correction_of(connection, number, house, now)
        with database.session() as session:
            added = bulletins.add_correction(session, composed, number, operator(), now)
    console.print(f"已拟成{added}号通报，更正{number}号：ducha bulletin show {added}")


@bulletin.command()
@click.option("--review", type=click.Choice([one.value for one in Review]), help="How drafts are reviewed.")
@click.option("--hold-hours", type=float, help="Working hours in which a draft may be held (auto).")
@click.option("--series", type=click.Choice([one.value for one in Series]), help="Serial numbers.")
@click.option("--office", help="Who signs, e.g. 区政府督查室.")
@click.option("--copies", help="抄送, parted by 、; an empty text for none.")
def rules(
    review: str | None, hold_hours: float | None, series: str | None, office: str | None, copies: str | None
) -> None:
    """Show the rules for bulletins, or change them."""
    with open_database() as database, database.session() as session:
        wanted = changed_rules(
            bulletin_rules(session, house_of(read_settings()).bulletins),
            review=Review(review) if review else None,
            hold_hours=hold_hours,
            series=Series(series) if series else None,
            office=office,
            copies=None if copies is None else tuple(one for one in copies.split("、") if one),
        )
        set_bulletin_rules(session, wanted, operator(), utc_now())
    head = wanted.letterhead
    out.print(
        f"审核：{wanted.review.value}；等待：{wanted.hold_hours:g}个工作小时；编号：{wanted.series.value}"
    )
    out.print(f"落款：{head.office}；抄送：{'、'.join(head.copies) or '无'}")


def _period(kind: BulletinKind, month: str | None, quarter: str | None) -> Month | None:
    if quarter is not None:
        found = _QUARTER.fullmatch(quarter)
        if not found or kind is not BulletinKind.OVERALL:
            raise InputError(f"--quarter：“{quarter}”不对，只用于 overall，写法是 2023Q1")
        return Month(int(found[1]), 3 * int(found[2]))
    if month is None:
        return None
    try:
        return Month.parse(month)
    except ValueError:
        raise InputError(f"--month：“{month}”不是月份，写法是 2023-03") from None
