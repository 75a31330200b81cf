"""What the office sets for a unit."""

from __future__ import annotations

import click

from bot.cli.context import console, open_database, operator
from bot.clock import utc_now
from bot.settings import read_settings
from bot.wiring import platforms_of
from handlers.wording.confirming import switched
from storage.confirming import switch


@click.group()
def unit() -> None:
    """What is set for a unit."""


@unit.command("confirm")
@click.argument("name", metavar="UNIT")
@click.argument("state", type=click.Choice(["on", "off"]))
def confirm(name: str, state: str) -> None:
    """Whether the reports of UNIT count only once its head has replied 同意 (负责人确认)."""
    platforms, on = platforms_of(read_settings()), state == "on"
    with open_database() as database, database.session() as session:
        known, heads, counted = switch(session, name, operator(), utc_now(), platforms, on=on)
    console.print(switched(known, heads, counted, on=on))
