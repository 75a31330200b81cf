"""What the bot has to say: what is not out yet, what failed, and another try."""

from __future__ import annotations

import click

from bot.cli.context import console, open_database, operator, out
from bot.clock import utc_now
from bot.settings import read_settings
from bot.showing import table
from handlers.bulletins.recalling import WITHIN
from handlers.wording.delivery import kind_spoken
from storage.recalls import recall_letters
from storage.states import OutboxState
from storage.undelivered import sent_since, try_again, unsent

_STATES = {
    OutboxState.WAITING: "等待",
    OutboxState.SENDING: "正在发送",
    OutboxState.FAILED: "失败",
    OutboxState.SENT: "已发出",
}


@click.group()
def outbox() -> None:
    """What has to be said and is not out yet."""


@outbox.command("list")
@click.option("--failed", is_flag=True, help="Only what could not be delivered.")
@click.option("--sent", is_flag=True, help="Instead what went out within the last 24 hours.")
def outbox_list(*, failed: bool, sent: bool) -> None:
    """Show it, with the reason. The texts stay in the database."""
    with open_database() as database, database.reading() as connection:
        if sent:
            letters = sent_since(connection, utc_now() - WITHIN)
        else:
            letters = unsent(connection, failed_only=failed)
    zone = read_settings().zone
    what = "24小时内发出" if sent else "没有送达" if failed else "没有发出"
    title = f"{what}的消息{len(letters)}条"
    shown = table("编号", "类别", "平台", "给谁", "状态", "不早于", "次数", "原因", title=title)
    for one in letters:
        at = one.not_before.astimezone(zone)
        state = _STATES.get(one.state, one.state.value)
        shown.add_row(
            *(str(one.id), kind_spoken(one.kind), one.platform, one.to, state),
            *(f"{at:%m-%d %H:%M}", str(one.attempts), one.reason),
        )
    out.print(shown)


@outbox.command("recall")
@click.argument("numbers", type=int, nargs=-1, required=True)
def outbox_recall(numbers: tuple[int, ...]) -> None:
    """Take back the messages with these NUMBERS, which went out within the last 24 hours."""
    with open_database() as database, database.session() as session:
        recall_letters(session, sorted(set(numbers)), operator(), utc_now())
    console.print(f"{len(set(numbers))}条由 ducha serve 撤回，结果见：ducha history deliveries")


@outbox.command("retry")
@click.argument("numbers", type=int, nargs=-1, required=True)
def outbox_retry(numbers: tuple[int, ...]) -> None:
    """Send the failed messages with these NUMBERS again, within a day."""
    with open_database() as database:
        database.write(lambda connection: try_again(connection, numbers, utc_now()))
    console.print(f"{len(numbers)}条重新排队，由 ducha serve 发出。")
