"""Group chats: taken from a list, or made by the app."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.context import console, open_database, operator, read_input
from bot.clock import utc_now
from bot.settings import read_settings
from bot.wiring import check_webhooks, group_maker, house_of
from handlers.errors import DeliveryError, DuchaError, InputError
from handlers.wording.groups import used_for
from storage.app_groups import NAME_LIMIT, add_group, members_for
from storage.enrolling import take_groups
from storage.people import read_groups


@click.group()
def groups() -> None:
    """Group chats to push to."""


@groups.command("import")
@click.argument("file", type=click.Path())
def groups_import(file: str) -> None:
    """Take a list of group chats (.csv or .xlsx) in: all of it, or nothing."""
    table = read_groups(Path(file).name, read_input(file))
    check_webhooks(read_settings(), Path(file).name, table)
    with open_database() as database, database.session() as session:
        changed = take_groups(session, table, operator(), utc_now())
    console.print(f"群{len(table.rows)}个：新增或变更{changed}。")


@groups.command("create")
@click.argument("name")
@click.option("--purpose", required=True, help="全体, 督查室, 领导, or the name of a unit.")
@click.option("--member", "members", multiple=True, help="Somebody of the roster; may be repeated.")
@click.option("--contacts", is_flag=True, help="All contacts (of the unit, for a unit's group).")
@click.option("--owner", help="Who owns the group; default: the first of the office.")
def groups_create(
    name: str, purpose: str, members: tuple[str, ...], owner: str | None, *, contacts: bool
) -> None:
    """Make a group chat in WeCom, put its members in, and list it.

    The app's visible scope (可见范围) must be the root department.
    """
    settings, now = read_settings(), utc_now()
    if settings.trial:
        raise InputError("正在试运行（DUCHA_TRIAL=1），不建群")
    if len(name) > NAME_LIMIT:
        raise InputError(f"群名最多{NAME_LIMIT}个字，写了{len(name)}个")
    with open_database() as database:
        maker = group_maker(settings, database)
        with database.reading() as connection:
            wanted = members_for(connection, name, purpose, members, owner, maker.name, contacts=contacts)
        try:
            address = maker.make_group(name, wanted.owner.user_id, wanted.user_ids, now)
        except DeliveryError as error:
            raise DuchaError(f"没有建成群：{error}。改好后再运行同一条命令，不会重复建群") from error
        with database.session() as session:
            by = operator()
            add_group(session, wanted, maker.name, address, by, house_of(settings), now)
    console.print(f"群“{name}”已建立并登记：{len(wanted.user_ids)}人，群主{wanted.owner.name}。")
    console.print(f"用途：{wanted.purpose}，{used_for(wanted.purpose)}。")
    console.print("第一条消息由 ducha serve 发出后，成员才看得到群。")
