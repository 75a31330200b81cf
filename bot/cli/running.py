"""Running it: the demo, the server, the database, and a check of everything."""

from __future__ import annotations

from datetime import datetime

import click
from rich.console import Console

from bot import doctor as checks
from bot.cli.context import console, open_database, out, reach_database
from bot.clock import utc_now
from bot.demo import terminal
from bot.demo.filling import OPENING, opening_on
from bot.serving import PARTS, Listening
from bot.serving import serve as serve_parts
from bot.settings import read_settings
from handlers.errors import DuchaError, InputError
from storage import schema


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--no-wait", is_flag=True, help="End after the scripted conversations.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    default=f"{OPENING:%Y-%m-%d}",
    show_default=True,
    help="The day on which it opens; the year is played until that morning.",
)
def demo(port: int, no_wait: bool, on: datetime) -> None:
    """Try everything on this machine: no account, no network, a database of its own.

    Plays the ledger year so far with made-up contacts, then a dozen scripted conversations through the real
    callbacks; shows the ledger and how it stands, keeps serving and lets you type as anybody.
    """
    terminal.run(port, Console(highlight=False), wait=not no_wait, opening=opening_on(on.date()))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--workers", type=click.IntRange(1, 32), default=2, show_default=True, help="Web processes.")
@click.option("--only", help=f"Parts to run, comma-separated: {','.join(PARTS)}. Default: all.")
def serve(host: str, port: int, workers: int, only: str | None) -> None:
    """Run in production: web, scheduler and relay in one process group."""
    parts = list(PARTS) if only is None else [part.strip() for part in only.split(",")]
    if unknown := [part for part in parts if part not in PARTS]:
        raise InputError(f"--only：没有“{unknown[0]}”这一部分，可选 {'、'.join(PARTS)}")
    settings = read_settings()
    settings.check_serving()
    with open_database():
        pass  # a missing one is told before anything starts
    serve_parts(settings, parts, Listening(host, port, workers))


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade_command() -> None:
    """Create the database, or bring it to the newest shape. Safe to repeat."""
    with reach_database() as database:
        before, after = schema.upgrade(database)
    console.print("数据库已是最新。" if before == after else f"数据库已升级到 {after}。")


@click.command()
@click.option("--offline", is_flag=True, help="Leave out what goes over the network, except the database.")
def doctor(offline: bool) -> None:
    """Check settings, database, clock, calendar, tokens, reachability; say what to do.

    Asks each configured platform for a token and looks at DUCHA_PUBLIC_URL/healthz; sends no message.
    """
    found = checks.examine(utc_now, offline=offline)
    for check in found:
        done = f"✓ {check.name}：{check.found}"
        out.print(done if check.ok else f"✗ {check.name}：{check.found} → {check.advice}")
    if not all(check.ok for check in found):
        raise DuchaError("有需要处理的问题，见上面标 ✗ 的各项。")
