"""`ducha doctor`: what could be wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings, read_settings
from handlers.duties.deadlines import local_day
from handlers.errors import SettingsError
from storage import inbox, outbox, policy, schema
from storage.registers import load_books
from storage.transactions import Database

CLOCK_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do if it is not as it should be."""

    name: str
    ok: bool
    found: str
    advice: str = ""


def examine(now: datetime) -> list[Check]:
    """All checks that can be made; a broken one does not keep the others from being made."""
    try:
        settings = read_settings()
        platforms = _platforms(settings)
    except SettingsError as error:
        return [Check("设置", False, str(error), "改正这个变量后再检查")]
    return [Check("设置", True, f"时区 {settings.timezone}"), platforms, *_database(settings, now)]


def _platforms(settings: Settings) -> Check:
    settings.check_serving()
    on = [
        name for name, has in (("企业微信", settings.has_wecom_app), ("钉钉", settings.has_dingtalk)) if has
    ]
    advice = "没有启用任何平台：按 README 设置 DUCHA_WECOM_… 或 DUCHA_DINGTALK_…"
    return Check("平台", bool(on), "、".join(on) or "无", advice)


def _database(settings: Settings, now: datetime) -> Iterator[Check]:
    if settings.database_is_absent:
        yield Check("数据库", False, "没有建立", "运行：ducha db upgrade")
        return
    database = Database(settings.database_url)
    try:
        if not schema.is_current(database):
            yield Check("数据库", False, "没有建立或不是最新", "运行：ducha db upgrade")
            return
        yield Check("数据库", True, database.engine.dialect.name)
        yield _clock(database, now)
        yield from _ledger(database, settings, now)
        yield from _backlog(database)
    except SQLAlchemyError as error:
        yield Check("数据库", False, type(error).__name__, "检查 DUCHA_DATABASE_URL 和数据库服务")
    finally:
        database.close()


def _clock(database: Database, now: datetime) -> Check:
    """The machine's clock against the database server's; on SQLite they are the same one."""
    if database.engine.dialect.name == "sqlite":
        return Check("时钟", True, f"{now:%Y-%m-%d %H:%M:%S} UTC")
    with database.reading() as connection:
        there = connection.execute(text("SELECT now()")).scalar_one()
    apart = abs(there - now)
    advice = "两台机器的时钟不一致，请启用时间同步（NTP）"
    return Check("时钟", apart <= CLOCK_TOLERANCE, f"与数据库相差{apart.total_seconds():.0f}秒", advice)


def _ledger(database: Database, settings: Settings, now: datetime) -> Iterator[Check]:
    today = local_day(now, settings.zone)
    with database.reading() as connection:
        books = load_books(connection)
    years = "、".join(f"{year}年（{len(register.items)}项）" for year, register in books.registers.items())
    advice = f"导入今年的通知：ducha notice import 文件 --year {today.year}"
    yield Check("台账", today.year in books.registers, years or "还没有台账", advice)
    with database.session() as session:
        calendar = policy.load_calendar(session)
    for year in (today.year, today.year + 1):
        provisional = calendar.is_provisional(year)
        yield Check(
            f"{year}年放假安排",
            not provisional or year > today.year,
            "尚未公布（每年秋天公布），有关截止日标为暂定" if provisional else "已有",
            f"公布后用 ducha calendar set 录入调休，再运行 ducha calendar confirm {year}",
        )


def _backlog(database: Database) -> Iterator[Check]:
    with database.reading() as connection:
        failed = sum(inbox.count_unfinished(connection).values())
        unsent = outbox.count_unfinished(connection)["failed"]
    yield Check("未处理的消息", failed == 0, f"{failed}条", "查看：ducha inbox list；重试：ducha inbox retry")
    yield Check("送不出的回复", unsent == 0, f"{unsent}条", "看日志里的原因；多为账号停用或回复地址过期")
