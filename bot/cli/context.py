"""What most commands need: the settings, a database of the right shape, and output in two forms."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from bot.settings import read_settings
from handlers.errors import DuchaError, InputError
from storage import schema
from storage.transactions import Database, is_race

_NOT_SET_UP = "数据库还没有建立或需要升级，请先运行：ducha db upgrade"
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_PLAIN: dict[str, Any] = {"highlight": False, "soft_wrap": True, "markup": False, "emoji": False}
console = Console(stderr=True, **_PLAIN)  # people's words may hold [brackets] and :colons:
out = Console(**_PLAIN)


class NotSetUpError(DuchaError):
    """There is no database yet, or one of another shape."""


@contextmanager
def open_database() -> Iterator[Database]:
    """The configured database, up to date; DuchaError that says what to do otherwise."""
    if read_settings().database_is_absent:
        raise NotSetUpError(_NOT_SET_UP)
    with reach_database() as database:
        if not schema.is_current(database):
            raise NotSetUpError(_NOT_SET_UP)
        yield database


@contextmanager
def reach_database() -> Iterator[Database]:
    """The configured database whatever its shape; DuchaError with one line where it fails."""
    database = Database(read_settings().database_url)
    try:
        yield database
    except DBAPIError as error:
        if is_race(error):
            raise DuchaError("正好有人同时在改同一处，这次没有保存，请再运行一次") from error
        reason = str(error.orig).partition("\n")[0]
        raise DuchaError(f"数据库出错：{reason}；请检查 DUCHA_DATABASE_URL 和数据库服务") from error
    finally:
        database.close()


def read_input(path: str) -> bytes:
    """A file's bytes; InputError names the file."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}：读不了文件（{error.strerror}）") from None


def write_output(path: str | None, data: bytes) -> None:
    """To a file, or to stdout; InputError names the file."""
    if path is None:
        sys.stdout.buffer.write(data)
        return
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise InputError(f"{path}：写不了文件（{error.strerror}）") from None


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def operator() -> str:
    """Who runs the command, for the history: `ducha --by NAME`, else who has logged in (also under sudo)."""
    context = click.get_current_context(silent=True)
    named = (context.find_root().params.get("by") or "").strip() if context else ""
    try:
        return f"命令行（{named or os.environ.get('SUDO_USER') or getpass.getuser()}）"
    except (KeyError, OSError):
        return "命令行"


def format_option(*kinds: str) -> Decorator:
    """--format with the first of the kinds as default."""
    chosen = click.Choice(kinds)
    return click.option("--format", "form", type=chosen, default=kinds[0], show_default=True)


replace_option = click.option("--replace", is_flag=True, help="Also over another person's decision.")
year_option = click.option("--year", type=click.IntRange(2000, 2100), required=True, help="The ledger year.")
