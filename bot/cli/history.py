"""Who changed what, when, and from which message or command."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from bot.cli.context import console, format_option, open_database, out, print_json
from bot.settings import read_settings
from bot.showing import PLATFORMS
from handlers.errors import InputError
from handlers.ledger.events import Event
from handlers.ledger.items import ItemRef
from handlers.standings.looks import Looks
from handlers.wording.history import sentence, veiled
from storage.history import TOPICS, About, history_of
from storage.standings import rules_of

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("about", required=False, metavar=f"[ITEM|UNIT|{'|'.join(TOPICS)}]")
@click.option("--from", "since", type=_DAY, help="The first day.")
@click.option("--to", "until", type=_DAY, help="The last day.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most so many.")
@format_option("text", "json")
def history(about: str | None, since: datetime | None, until: datetime | None, limit: int, form: str) -> None:
    """Every change with who, when and from where, the newest last: of an item, a unit, a topic, or all."""
    days = since.date() if since else None, until.date() if until else None
    if days[0] and days[1] and days[0] > days[1]:
        raise InputError("--from 不能晚于 --to")
    zone = read_settings().zone
    with open_database() as database, database.reading() as connection:
        events, more = history_of(connection, _about(about), days, limit, zone)
        looks = rules_of(connection).looks
    if form == "json":
        print_json([_json(event, looks) for event in events])
        return
    for event in events:
        out.print(f"{event.at:%Y-%m-%d %H:%M} {_who(event)}：{sentence(event, looks)}")
    if more:
        console.print(f"只列出最近{limit}条，更早的用 --limit 或 --to 看。")
    if not events:
        console.print("没有这样的记录。")


def _about(written: str | None) -> About:
    if written is None:
        return About()
    if written in TOPICS:
        return About(topic=written)
    try:
        return About(item=ItemRef.parse(written))
    except ValueError:
        return About(unit=written)


def _who(event: Event) -> str:
    """The person, and for what was said in chat the message."""
    if event.platform is None:
        return veiled(event.by)
    return veiled(f"{event.by}（{PLATFORMS.get(event.platform, event.platform)}消息{event.key}）")


def _json(event: Event, looks: Looks) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "by": veiled(event.by),
        "platform": event.platform,
        "message_id": event.key,
        "what": event.what,
        "subject": event.subject,
        "unit": event.unit,
        "text": sentence(event, looks),
    }
